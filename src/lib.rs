//! Optout: makes sure that a person who said STOP on WhatsApp is not written to again.
//!
//! The map, in the order in which modules may import each other (`docs/ARCHITECTURE.md` says why):
//!
//! - [`domain`]: the rules of consent, identity and time; pure.
//! - [`db`]: the only way to a transaction. [`memory`]: what may be two seconds old.
//! - [`http`]: problems, extractors, pages, CSV, limits; knows no resource.
//! - [`access`]: who may call.
//! - `webhooks`: what WhatsApp's providers deliver; knows only the rules.
//! - `api_keys`, `settings`, `tenants`, `opt_outs`, `campaigns`: one slice per resource.
//! - [`state`], [`telemetry`], [`config`]: what the slices and the commands stand on.
//! - [`api`]: all routes and their document. [`commands`]: what the program can run.

pub mod domain;

pub mod db;
pub mod memory;
pub mod vault;

pub mod http;

pub mod access;
pub mod telemetry;

pub mod state;

mod webhooks;

mod api_keys;
mod campaigns;
mod opt_outs;
mod senders;
mod settings;
mod tenants;

pub mod api;

pub mod commands;
pub mod config;
