//! `GET /v1/api-keys`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store::{self, KeyRow};
use crate::access::Caller;
use crate::access::scope::{Admin, Scope};
use crate::db::Db;
use crate::domain::ids::{KeyId, TenantId};
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

/// An API key, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct KeyBody {
    /// Names the key in `DELETE /v1/api-keys/{key_id}`.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: KeyId,
    /// What people call it.
    pub(crate) name: String,
    /// Its last four characters.
    #[schema(example = "x7Qz")]
    pub(crate) hint: String,
    /// What it may do.
    pub(crate) scopes: Vec<Scope>,
    /// When it was made.
    pub(crate) created_at: DateTime<Utc>,
    /// When it stops working.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

impl From<KeyRow> for KeyBody {
    fn from(row: KeyRow) -> Self {
        Self {
            id: row.key_id.into(),
            name: row.name,
            hint: row.hint,
            scopes: row.scopes.iter().filter_map(|name| Scope::from_name(name)).collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Which keys to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListKeysQuery {
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists the tenant's API keys, newest first, revoked ones included.
#[utoipa::path(
    get,
    path = "/v1/api-keys",
    tag = "api-keys",
    params(ListKeysQuery),
    responses((status = 200, description = "A page of keys.", body = Page<KeyBody>))
)]
pub(super) async fn list_api_keys(
    caller: Caller<Admin>,
    Query(query): Query<ListKeysQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let page = read_keys(&db, caller.tenant(), query.cursor.as_deref(), limit).await?;
    json(StatusCode::OK, &page)
}

/// A page of a tenant's keys, for whatever shows it.
pub(crate) async fn read_keys(
    db: &Db,
    tenant: TenantId,
    cursor: Option<&str>,
    limit: u16,
) -> Result<Page<KeyBody>, Problem> {
    let scope = CursorScope::new(tenant, "list_api_keys", &());
    let after = cursor.map(|cursor| scope.read::<KeyId>(cursor)).transpose()?;

    let mut tx = db.tenant(tenant).await?;
    let rows = store::page(&mut tx, after, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let keys = rows.into_iter().map(KeyBody::from).collect();
    Ok(Page::cut(keys, limit, |last: &KeyBody| scope.write(&last.id)))
}
