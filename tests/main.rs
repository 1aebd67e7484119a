//! All integration tests, in one program: one link step, one cluster, one set of helpers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in a test the right answer to a surprise is to end it"
)]

mod support;

mod db {
    mod local;
}

mod access;
mod campaigns;
mod http;
mod opt_outs;
mod promises;
mod settings;
mod tenants;
