//! Placeholder until the slice's runs land.
use chrono::{DateTime, Utc};

use crate::db::DbError;
use crate::domain::category::Category;
use crate::domain::consent::OptOutScope;
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::phone::Phone;
use crate::domain::text::Token;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Text,
    Csv,
    Ndjson,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) tenant: TenantId,
    pub(crate) key: KeyId,
    pub(crate) campaign_id: Token,
    pub(crate) at: DateTime<Utc>,
    pub(crate) template_category: Category,
    pub(crate) category_recognized: bool,
    pub(crate) exclude_opted_out: bool,
    pub(crate) applied: bool,
    pub(crate) reason: &'static str,
    pub(crate) scope: OptOutScope,
    pub(crate) sender: Option<Phone>,
    pub(crate) as_of: i64,
    pub(crate) received: u64,
    pub(crate) sendable: u64,
    pub(crate) excluded: u64,
    pub(crate) invalid: u64,
    pub(crate) on_list: u64,
    pub(crate) form: Form,
    pub(crate) complete: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Runs;

impl Runs {
    pub(crate) async fn note(&self, _run: Run) -> Result<(), DbError> {
        Ok(())
    }
}
