//! What every test stands on: a database, the service over it, clients and data.

pub(crate) mod app;
mod browser;
pub(crate) mod chromium;
mod client;
pub(crate) mod database;
pub(crate) mod hooks;
pub(crate) mod logs;
pub(crate) mod make;
pub(crate) mod people;
pub(crate) mod port;
pub(crate) mod process;

pub(crate) use self::app::{App, PLATFORM_KEY};
pub(crate) use self::browser::Browser;
pub(crate) use self::client::{Answer, Client};
