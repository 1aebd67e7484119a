//! What a key opens.

use chrono::{DateTime, Utc};

use super::scope::Scope;
use crate::domain::ids::{KeyId, TenantId};

/// A key that was found, valid until it expires.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Whose key it is.
    pub tenant: TenantId,
    /// Which key it is.
    pub key: KeyId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it stops working.
    pub expires_at: Option<DateTime<Utc>>,
}
