//! All SQL on consent events, contacts and the exclusion list.

pub(super) mod export;
mod few;
pub(super) mod history;
pub(super) mod ledger;
pub(super) mod list;
mod list_sql;
pub(super) mod write;

#[cfg(test)]
pub(super) mod tests;
