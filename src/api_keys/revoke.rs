//! `DELETE /v1/api-keys/{key_id}`

use axum::extract::State;
use axum::http::StatusCode;

use super::store::{self, Revoked};
use crate::access::scope::Admin;
use crate::access::{Caller, Gate};
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};

/// Revokes an API key. It stops working within two seconds on every replica, here at once.
///
/// The last working key with the scope `admin` cannot be revoked.
#[utoipa::path(
    delete,
    path = "/v1/api-keys/{key_id}",
    tag = "api-keys",
    params(("key_id" = uuid::Uuid, Path, description = "Id of the key.")),
    responses(
        (status = 204, description = "The key no longer works."),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`last_admin_key`: A tenant keeps at least one key that can manage keys.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revoke_api_key(
    caller: Caller<Admin>,
    PathParam(key_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
    State(gate): State<Gate>,
) -> Result<StatusCode, Problem> {
    revoke_key(&db, &gate, caller.tenant(), &key_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a tenant's key, for whoever may.
pub(crate) async fn revoke_key(
    db: &Db,
    gate: &Gate,
    tenant: TenantId,
    key_id: &str,
) -> Result<(), Problem> {
    let key = key_id.parse().ok().ok_or_else(|| Problem::new(Code::NotFound))?;

    let mut tx = db.tenant(tenant).await?;
    let revoked = store::revoke(&mut tx, key).await?;
    tx.commit().await?;
    gate.forget(tenant);

    match revoked {
        Revoked::Done => Ok(()),
        Revoked::Unknown => Err(Problem::new(Code::NotFound)),
        Revoked::LastAdmin => Err(Problem::new(Code::LastAdminKey)),
    }
}
