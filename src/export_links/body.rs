//! Links as they are answered.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::LinkRow;
use crate::domain::ids::{KeyId, LinkId};
use crate::opt_outs::ListFilter;

/// Whether a link works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkState {
    /// It works, unless the tenant is suspended.
    Active,
    /// It has expired, or the key that made it has.
    Expired,
    /// It was revoked, or the key that made it was.
    Revoked,
}

/// A link, without what opens it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ExportLinkBody {
    /// Names the link in `DELETE /v1/export-links/{link_id}`.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: LinkId,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "for the agency")]
    pub(crate) name: Option<String>,
    /// Whether it works.
    pub(crate) state: LinkState,
    /// Which opt-outs it downloads. Dates are read when it is followed.
    #[serde(flatten)]
    pub(crate) filter: ListFilter,
    /// Dialect of the CSV: `excel`, `excel_semicolon` or `plain`.
    #[schema(example = "excel")]
    pub(crate) format: String,
    /// The API key that made it.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) key_id: KeyId,
    /// What people call that key.
    #[schema(example = "CRM import")]
    pub(crate) key_name: String,
    /// When it was made.
    pub(crate) created_at: DateTime<Utc>,
    /// When it stops working.
    pub(crate) expires_at: DateTime<Utc>,
    /// When it was revoked, or the key that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revoked_at: Option<DateTime<Utc>>,
    /// How often a download was begun.
    #[schema(minimum = 0)]
    pub(crate) downloads: i64,
    /// When the last one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_download_at: Option<DateTime<Utc>>,
}

impl ExportLinkBody {
    /// The link as it stands at this moment.
    pub(super) fn new(row: LinkRow, now: DateTime<Utc>) -> Self {
        Self {
            state: row.state(now),
            id: row.link_id.into(),
            name: row.name,
            filter: row.filter.0,
            format: row.format,
            key_id: row.key_id.into(),
            key_name: row.key_name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            downloads: row.downloads,
            last_download_at: row.last_download_at,
        }
    }
}

impl LinkRow {
    /// Whether it works at this moment.
    pub(super) fn state(&self, now: DateTime<Utc>) -> LinkState {
        let has_passed = |expiry: DateTime<Utc>| expiry <= now;
        if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if has_passed(self.expires_at) || self.key_expires_at.is_some_and(has_passed) {
            LinkState::Expired
        } else {
            LinkState::Active
        }
    }
}
