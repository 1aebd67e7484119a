//! `POST /v1/api-keys`

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::KeyBody;
use super::store::{self, KeyRecord};
use crate::access::scope::{Admin, Scope};
use crate::access::{ApiKey, Caller};
use crate::db::{Db, DbError, TenantTx};
use crate::domain::clock::Clock;
use crate::domain::ids::KeyId;
use crate::domain::range::parse_instant;
use crate::domain::text::Name;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Json, NoQuery, Problem, Query};

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateApiKey {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200, example = "CRM import")]
    pub(crate) name: String,
    /// What it may do; at least one.
    #[schema(min_items = 1)]
    pub(crate) scopes: Vec<Scope>,
    /// When it stops working (RFC 3339); never, if absent.
    #[schema(format = DateTime, example = "2027-11-01T00:00:00Z")]
    pub(crate) expires_at: Option<String>,
}

/// A key just made, with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CreatedApiKey {
    #[serde(flatten)]
    record: KeyBody,
    /// The key itself. Shown this once and never again, also not to a repeated request with the same
    /// `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "oo_live_…")]
    secret: Option<String>,
}

/// Creates an API key.
///
/// The answer carries the secret once; only its hash is stored.
#[utoipa::path(
    post,
    path = "/v1/api-keys",
    tag = "api-keys",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request harmless for 24 hours.")),
    request_body = CreateApiKey,
    responses(
        (status = 201, description = "The key.", body = CreatedApiKey),
        (status = 409, description = "`too_many_keys`: The tenant has as many API keys as it may have.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create_api_key(
    caller: Caller<Admin>,
    Query(NoQuery {}): Query<NoQuery>,
    State(db): State<Db>,
    State(clock): State<Clock>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let new = body.parse::<CreateApiKey>()?.check(clock)?;

    let mut tx = db.tenant(caller.tenant()).await?;
    let slot = match idempotency::begin(&mut tx, "create_api_key", key, &body.fingerprint()).await?
    {
        Begun::Fresh(slot) => slot,
        Begun::Done(answer) => return Ok(answer),
    };
    let (secret, record) = create_key(&mut tx, &new).await?;

    let shown = CreatedApiKey { record, secret: Some(secret.reveal().to_owned()) };
    let repeated = CreatedApiKey { record: shown.record.clone(), secret: None };
    slot.answer_as(tx, StatusCode::CREATED, &shown, &repeated).await
}

/// Makes a key of the transaction's tenant, if it may have one more.
pub(crate) async fn create_key(
    tx: &mut TenantTx,
    new: &NewKey,
) -> Result<(ApiKey, KeyBody), Problem> {
    if store::count(tx).await? >= store::MAX_KEYS {
        return Err(Problem::new(Code::TooManyKeys));
    }
    Ok(issue(tx, new).await?)
}

/// A key to be made, checked.
#[derive(Debug)]
pub(crate) struct NewKey {
    pub(crate) name: Name,
    pub(crate) scopes: BTreeSet<Scope>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
}

impl CreateApiKey {
    pub(crate) fn check(self, clock: Clock) -> Result<NewKey, Problem> {
        let name = Name::line(self.name).map_err(|error| Problem::field("/name", error))?;
        if self.scopes.is_empty() {
            return Err(Problem::field("/scopes", "must have at least one scope"));
        }
        let expires_at = self
            .expires_at
            .map(|text| {
                parse_instant(&text).filter(|expiry| *expiry > clock.now()).ok_or_else(|| {
                    Problem::field("/expires_at", "must be an RFC 3339 instant in the future")
                })
            })
            .transpose()?;
        Ok(NewKey { name, scopes: self.scopes.into_iter().collect(), expires_at })
    }
}

/// Makes a key of the transaction's tenant.
pub(crate) async fn issue(tx: &mut TenantTx, new: &NewKey) -> Result<(ApiKey, KeyBody), DbError> {
    let secret = ApiKey::generate(tx.tenant());
    let scopes: Vec<Scope> = new.scopes.iter().copied().collect();
    let hint = secret.hint();
    let record = KeyRecord {
        key: KeyId::generate(),
        name: new.name.as_str(),
        hash: secret.hash(),
        hint: &hint,
        scopes: &scopes,
        expires_at: new.expires_at,
    };
    let created_at = store::insert(tx, &record).await?;
    let body = KeyBody {
        id: record.key,
        name: record.name.to_owned(),
        hint: hint.clone(),
        expires_at: record.expires_at,
        created_at,
        revoked_at: None,
        last_used_at: None,
        scopes,
    };
    Ok((secret, body))
}
