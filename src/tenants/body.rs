//! Tenants on the wire.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::TenantRow;
use crate::domain::ids::TenantId;

/// Whether a tenant's keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TenantStatus {
    /// Its keys work.
    Active,
    /// Its keys are refused; nothing is deleted.
    Suspended,
}

impl TenantStatus {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// A customer account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TenantBody {
    /// The account's id.
    #[schema(value_type = uuid::Uuid)]
    pub(super) id: TenantId,
    /// What people call it.
    name: String,
    /// Whether its keys work.
    status: TenantStatus,
    /// When it was made.
    pub(super) created_at: DateTime<Utc>,
}

impl From<TenantRow> for TenantBody {
    fn from(row: TenantRow) -> Self {
        let status =
            if row.status == "active" { TenantStatus::Active } else { TenantStatus::Suspended };
        Self { id: row.tenant_id.into(), name: row.name, status, created_at: row.created_at }
    }
}
