//! The promises of `docs/` that no single operation keeps alone. Exactness of the filter's rule, verdicts per
//! item and bad input have files of their own.

mod append_only;
mod durable;
mod fails_closed;
mod isolated;
mod never_stale;
mod never_undone;
mod one_person;
pub(crate) mod one_sender;
mod order_proof;
