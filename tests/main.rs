//! All integration tests, in one program: one link step, one cluster, one set of helpers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "in a test the right answer to a surprise is to end it"
)]
#![expect(
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    reason = "a table of cases is read from top to bottom, and every assertion counts as a branch"
)]
#![expect(clippy::future_not_send, reason = "a test has one thread")]

mod support;

mod db {
    mod local;
}

mod access;
mod campaigns;
mod commands;
mod dashboard;
mod exclusion;
mod export_links;
mod http;
mod imports;
mod isolation;
mod messages;
mod migrations;
mod openapi;
mod opt_outs;
mod plans;
mod problems;
mod promises;
mod schema;
mod senders;
mod settings;
mod stats;
mod tenants;
mod webhooks;
