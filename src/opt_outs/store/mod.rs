//! All SQL on consent events, contacts and the exclusion list.

pub(super) mod history;
pub(super) mod ledger;
pub(super) mod list;
pub(super) mod write;

#[cfg(test)]
pub(super) mod tests;
