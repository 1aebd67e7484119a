//! `PUT /v1/settings`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{SettingsBody, UpdateSettings};
use super::store::{self, Memory};
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::Db;
use crate::http::json;
use crate::http::{Json, NoQuery, Problem, Query};

/// Room for all lists of words, full.
const MAX_BYTES: usize = 512 * 1024;

/// Replaces the tenant's settings.
#[utoipa::path(
    put,
    path = "/v1/settings",
    tag = "settings",
    request_body = UpdateSettings,
    responses((status = 200, description = "The settings as they are now.", body = SettingsBody))
)]
pub(super) async fn update_settings(
    caller: Caller<Admin>,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
    State(memory): State<Memory>,
    body: Json<MAX_BYTES>,
) -> Result<Response, Problem> {
    let settings = body.parse::<UpdateSettings>()?.check()?;

    let mut tx = db.tenant(caller.tenant()).await?;
    let settings = store::replace(&mut tx, settings).await?;
    tx.commit().await?;
    memory.forget(|tenant, _| *tenant == caller.tenant());
    json(StatusCode::OK, &SettingsBody::from(settings))
}
