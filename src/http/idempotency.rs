//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the answer is stored in the transaction
//! of the work, so there is nothing to recover after a crash and nothing to lock beside the row itself.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::answer::{JsonAnswer, encode, json};
use super::problem::{Code, Problem};
use crate::db::composite::composite;
use crate::db::{DbError, TenantTx, TenantsTx};
use crate::domain::ids::TenantId;

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

    /// The claim on this key for an operation, for work that is committed together with that of other requests.
    pub fn claim(
        self,
        operation: &'static str,
        fingerprint: impl FnOnce() -> [u8; 32],
    ) -> Option<Claim> {
        self.0.map(|key| Claim { operation, key, fingerprint: fingerprint() })
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
pub struct Slot(Option<Claim>);

/// Takes the key for this operation, or finds the answer that was given under it. A request with the same key
/// that is still under way is waited for.
pub async fn begin(
    tx: &mut TenantTx,
    operation: &'static str,
    key: IdempotencyKey,
    fingerprint: &[u8; 32],
) -> Result<Begun, Problem> {
    let Some(made) = key.claim(operation, || *fingerprint) else {
        return Ok(Begun::Fresh(Slot(None)));
    };
    let tenant = tx.tenant();
    match claim(tx.as_tenants(), &[(tenant, &made)]).await?.pop() {
        Some(Claimed::Fresh) => Ok(Begun::Fresh(Slot(Some(made)))),
        Some(Claimed::Done(answer)) => Ok(Begun::Done(answer.into_response())),
        Some(Claimed::Reused) => Err(Problem::new(Code::IdempotencyKeyReused)),
        // The operation has no effect and is always done anew.
        Some(Claimed::Unanswered) | None => Ok(Begun::Fresh(Slot(None))),
    }
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
        if let Some(claim) = &self.0 {
            let (tenant, answer) = (tx.tenant(), JsonAnswer { status, body: encode(repeat)? });
            keep(tx.as_tenants(), &[(tenant, claim, &answer)]).await?;
        }
        tx.commit().await?;
        json(status, body)
    }
}

/// A claim on a key, and the SHA-256 of the request that makes it.
#[derive(Clone, Debug)]
pub struct Claim {
    operation: &'static str,
    key: String,
    fingerprint: [u8; 32],
}

impl Claim {
    /// Operation and key, under which one answer is kept for a tenant.
    pub fn name(&self) -> (&'static str, &str) {
        (self.operation, &self.key)
    }
}

/// What a claim came to.
#[derive(Debug)]
pub enum Claimed {
    /// The work is still to be done, and its answer kept: [`keep`].
    Fresh,
    /// It was done; this is the answer that was given.
    Done(JsonAnswer),
    /// The key was used with another body.
    Reused,
    /// It was taken before, without an answer to repeat.
    Unanswered,
}

#[derive(Debug, sqlx::Encode)]
struct KeyRow<'a> {
    tenant_id: uuid::Uuid,
    operation: &'static str,
    key: &'a str,
    fingerprint: &'a [u8],
}
composite!(KeyRow<'_>, "recording_key");

/// Makes these claims, no two of them on the same key, and says what each came to.
pub async fn claim(
    tx: &mut TenantsTx,
    claims: &[(TenantId, &Claim)],
) -> Result<Vec<Claimed>, DbError> {
    let rows: Vec<KeyRow<'_>> = claims
        .iter()
        .map(|(tenant, claim)| KeyRow {
            tenant_id: tenant.uuid(),
            operation: claim.operation,
            key: &claim.key,
            fingerprint: &claim.fingerprint,
        })
        .collect();
    let stored = sqlx::query!(
        r#"select claimed as "claimed!", fingerprint, status, body from recording_claim_keys($1)
           order by place"#,
        &rows as &[KeyRow<'_>],
    )
    .fetch_all(tx.connection())
    .await?;
    let claimed = claims.iter().zip(stored).map(|((_, claim), stored)| {
        let status = stored.status.and_then(|status| u16::try_from(status).ok());
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        match status {
            _ if stored.claimed => Claimed::Fresh,
            _ if stored.fingerprint.as_deref() != Some(&claim.fingerprint[..]) => Claimed::Reused,
            Some(status) => {
                Claimed::Done(JsonAnswer { status, body: stored.body.unwrap_or_default() })
            }
            None => Claimed::Unanswered,
        }
    });
    Ok(claimed.collect())
}

#[derive(Debug, sqlx::Encode)]
struct AnswerRow<'a> {
    tenant_id: uuid::Uuid,
    operation: &'static str,
    key: &'a str,
    status: i16,
    body: &'a [u8],
}
composite!(AnswerRow<'_>, "recording_answer");

/// Keeps the answers of fresh claims, in the transaction of their work.
pub async fn keep(
    tx: &mut TenantsTx,
    answers: &[(TenantId, &Claim, &JsonAnswer)],
) -> Result<(), DbError> {
    let rows: Vec<AnswerRow<'_>> = answers
        .iter()
        .map(|(tenant, claim, answer)| AnswerRow {
            tenant_id: tenant.uuid(),
            operation: claim.operation,
            key: &claim.key,
            status: i16::try_from(answer.status.as_u16()).unwrap_or_default(),
            body: &answer.body,
        })
        .collect();
    sqlx::query!("select recording_keep_answers($1)", &rows as &[AnswerRow<'_>])
        .execute(tx.connection())
        .await?;
    Ok(())
}
