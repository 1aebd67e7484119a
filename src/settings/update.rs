//! `PUT /v1/settings`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::body::{SettingsBody, UpdateSettings};
use super::store::{self, Memory};
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::domain::settings::Settings;
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

/// Changes some of a tenant's settings and leaves the others as they are, for whatever shows them in parts.
pub(crate) async fn change(
    db: &Db,
    memory: &Memory,
    tenant: TenantId,
    edit: impl FnOnce(&mut UpdateSettings) + Send,
) -> Result<Settings, Problem> {
    let mut tx = db.tenant(tenant).await?;
    // Another part may be changed at the same time.
    store::lock(&mut tx).await?;
    let mut settings = UpdateSettings::from(store::load(&mut tx).await?);
    edit(&mut settings);
    let settings = store::replace(&mut tx, settings.check()?).await?;
    tx.commit().await?;
    memory.forget(|known, _| *known == tenant);
    Ok(settings)
}

/// A tenant's settings as they are now.
pub(crate) async fn read(db: &Db, tenant: TenantId) -> Result<Settings, Problem> {
    let mut tx = db.tenant(tenant).await?;
    let settings = store::load(&mut tx).await?;
    tx.commit().await?;
    Ok(settings)
}
