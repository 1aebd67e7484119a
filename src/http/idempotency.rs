//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the answer is stored in the transaction
//! of the work, so there is nothing to recover after a crash and nothing to lock beside the row itself.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::answer::{encode, json, json_bytes};
use super::problem::{Code, Problem};
use crate::db::{DbError, TenantTx};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of this request, if it has one: 1 to 255 visible ASCII characters, with or without quotes.
#[derive(Clone, Debug, Default)]
pub struct IdempotencyKey(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(HEADER).iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let invalid = || {
            Problem::new(Code::InvalidIdempotencyKey)
                .with_detail("Send one Idempotency-Key of 1 to 255 visible ASCII characters.")
        };
        let text = value.to_str().ok().filter(|_| values.next().is_none()).ok_or_else(invalid)?;
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        let acceptable = (1..=255).contains(&bare.len())
            && bare.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
        if acceptable { Ok(Self(Some(bare.to_owned()))) } else { Err(invalid()) }
    }
}

impl IdempotencyKey {
    /// The key, if the request has one.
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// Whether the work is still to be done.
#[derive(Debug)]
pub enum Begun {
    /// Do it, then [`Slot::answer`].
    Fresh(Slot),
    /// It was done; this is the answer that was given.
    Done(Response),
}

/// Where the answer of the work under way goes.
#[derive(Debug)]
pub struct Slot {
    operation: &'static str,
    key: Option<String>,
}

/// Takes the key for this operation, or finds the answer that was given under it. A request with the same key
/// that is still under way is waited for.
pub async fn begin(
    tx: &mut TenantTx,
    operation: &'static str,
    key: IdempotencyKey,
    fingerprint: &[u8; 32],
) -> Result<Begun, Problem> {
    let Some(key) = key.0 else { return Ok(Begun::Fresh(Slot { operation, key: None })) };
    if claim(tx, operation, &key, fingerprint).await? {
        return Ok(Begun::Fresh(Slot { operation, key: Some(key) }));
    }
    let stored = sqlx::query!(
        "select fingerprint, status, body from idempotency_keys
         where tenant_id = $1 and operation = $2 and key = $3",
        tx.tenant().uuid(),
        operation,
        key,
    )
    .fetch_one(tx.connection())
    .await?;
    if stored.fingerprint != fingerprint {
        return Err(Problem::new(Code::IdempotencyKeyReused));
    }
    let status = stored.status.and_then(|status| u16::try_from(status).ok());
    match status.and_then(|status| StatusCode::from_u16(status).ok()) {
        Some(status) => Ok(Begun::Done(json_bytes(status, stored.body.unwrap_or_default()))),
        // Claimed without an answer to repeat: the operation has no effect and is always done anew.
        None => Ok(Begun::Fresh(Slot { operation, key: None })),
    }
}

/// Takes a free or expired key (24 hours), and lets a few expired ones of the tenant go.
async fn claim(
    tx: &mut TenantTx,
    operation: &str,
    key: &str,
    fingerprint: &[u8; 32],
) -> Result<bool, DbError> {
    let claimed = sqlx::query!(
        "insert into idempotency_keys as k (tenant_id, operation, key, fingerprint)
         values ($1, $2, $3, $4)
         on conflict (tenant_id, operation, key) do update
           set fingerprint = excluded.fingerprint, status = null, body = null, created_at = clock_timestamp()
           where k.created_at < clock_timestamp() - interval '24 hours'
         returning true as claimed",
        tx.tenant().uuid(),
        operation,
        key,
        &fingerprint[..],
    )
    .fetch_optional(tx.connection())
    .await?;
    if claimed.is_some() {
        sqlx::query!(
            "delete from idempotency_keys where tenant_id = $1 and (operation, key) in (
               select operation, key from idempotency_keys
               where tenant_id = $1 and created_at < clock_timestamp() - interval '24 hours'
               order by created_at limit 10 for update skip locked)",
            tx.tenant().uuid(),
        )
        .execute(tx.connection())
        .await?;
    }
    Ok(claimed.is_some())
}

impl Slot {
    /// Keeps the answer under the key and commits the work with it.
    pub async fn answer(
        self,
        tx: TenantTx,
        status: StatusCode,
        body: &(impl Serialize + Sync),
    ) -> Result<Response, Problem> {
        self.answer_as(tx, status, body, body).await
    }

    /// Like [`Slot::answer`], where repeats must be told less than the first caller (a secret shown once).
    pub async fn answer_as(
        self,
        mut tx: TenantTx,
        status: StatusCode,
        body: &(impl Serialize + Sync),
        repeat: &(impl Serialize + Sync),
    ) -> Result<Response, Problem> {
        if let Some(key) = &self.key {
            let kept = encode(repeat)?;
            sqlx::query!(
                "update idempotency_keys set status = $4, body = $5
                 where tenant_id = $1 and operation = $2 and key = $3",
                tx.tenant().uuid(),
                self.operation,
                key,
                i16::try_from(status.as_u16()).unwrap_or_default(),
                kept,
            )
            .execute(tx.connection())
            .await?;
        }
        tx.commit().await?;
        json(status, body)
    }
}
