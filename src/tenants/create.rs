//! `POST /v1/tenants`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::body::TenantBody;
use super::store::{self, Created, NewTenant};
use crate::access::Platform;
use crate::access::scope::Scope;
use crate::api_keys::{NewKey, issue};
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::domain::text::Name;
use crate::http::idempotency::IdempotencyKey;
use crate::http::json;
use crate::http::{Code, Json, NoQuery, Problem, Query};

/// A tenant to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateTenant {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200, example = "Acme Argentina")]
    name: String,
}

/// A tenant just made, with its first key.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreatedTenant {
    #[serde(flatten)]
    tenant: TenantBody,
    /// Its first API key, with all scopes. Shown this once and never again, also not to a repeated request
    /// with the same `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<String>,
}

/// Creates a tenant and its first API key.
#[utoipa::path(
    post,
    path = "/v1/tenants",
    tag = "tenants",
    security(("platform_key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request harmless.")),
    request_body = CreateTenant,
    responses((status = 201, description = "The tenant.", body = CreatedTenant))
)]
pub(super) async fn create_tenant(
    _caller: Platform,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let name = Name::line(body.parse::<CreateTenant>()?.name)
        .map_err(|error| Problem::field("/name", error))?;
    let new = NewTenant {
        id: key.get().map_or_else(TenantId::generate, derived_id),
        name: name.as_str(),
        fingerprint: key.get().map(|_| body.fingerprint()),
    };

    let mut tx = db.platform().await?;
    match store::create(&mut tx, &new).await? {
        Created::New(row) => {
            // In the same transaction: a tenant is never without a key.
            let mut tx = tx.into_tenant(new.id).await?;
            let (secret, _) = issue(&mut tx, &first_key()?).await?;
            tx.commit().await?;
            let api_key = Some(secret.reveal().to_owned());
            json(StatusCode::CREATED, &CreatedTenant { tenant: row.into(), api_key })
        }
        Created::Known(row) => {
            json(StatusCode::CREATED, &CreatedTenant { tenant: row.into(), api_key: None })
        }
        Created::Other => Err(Problem::new(Code::IdempotencyKeyReused)),
    }
}

/// The same key makes the same tenant, so a repeat finds it. UUID version 8 (RFC 9562 §5.8).
fn derived_id(key: &str) -> TenantId {
    let digest: [u8; 32] = Sha256::digest(format!("optout tenant {key}")).into();
    let (half, _) = digest.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    TenantId::from(uuid::Builder::from_custom_bytes(*half).into_uuid())
}

fn first_key() -> Result<NewKey, Problem> {
    let name = Name::line("first key".to_owned())
        .map_err(|error| Problem::new(Code::Internal).with_source(error))?;
    Ok(NewKey { name, scopes: Scope::ALL.into(), expires_at: None })
}
