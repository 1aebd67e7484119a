//! Optout: makes sure that a person who said STOP on WhatsApp is not written to again.
//!
//! The map, in the order in which modules may import each other (`docs/ARCHITECTURE.md` says why):
//!
//! - [`domain`]: the rules of consent, identity and time; pure.
//! - [`db`]: the only way to a transaction. [`memory`]: what may be two seconds old. [`rounds`]: work that waits in
//!   the database. [`settled`]: reading behind it. [`exclusion`]: who of many is on a tenant's list. [`watch`]:
//!   listening to it. [`vault`]: secrets, encrypted.
//! - [`http`]: problems, extractors, pages, CSV, limits; knows no resource.
//! - [`access`]: who may call.
//! - `api_keys`, `senders`, `settings`, `tenants`, `opt_outs`, `export_links`, `campaigns`, `stats`, `messages`,
//!   `confirmations`, `webhooks`: one slice per resource. `dashboard`: the pages over them.
//! - [`state`], [`telemetry`], [`config`]: what the slices and the commands stand on.
//! - [`api`]: all routes and their document. [`workers`]: what is done beside the requests. [`commands`]: what the program can run.

pub mod domain;

pub mod db;
pub mod exclusion;
pub mod memory;
pub mod rounds;
pub mod settled;
pub mod vault;
pub mod watch;

pub mod http;

pub mod access;
pub mod telemetry;

pub mod state;

mod api_keys;
mod campaigns;
mod confirmations;
mod export_links;
mod messages;
mod opt_outs;
mod senders;
mod settings;
mod stats;
mod tenants;
mod webhooks;

mod dashboard;

pub mod api;
pub mod workers;

pub mod commands;
pub mod config;
