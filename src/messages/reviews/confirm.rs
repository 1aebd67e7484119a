//! `POST /v1/reviews/{review_id}/confirm`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::ReviewBody;
use super::store::{self, ReviewRow};
use crate::access::Caller;
use crate::access::scope::Consent;
use crate::db::TenantTx;
use crate::domain::consent::{Kind, Source};
use crate::domain::identity::{Identity, UserId};
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::language::Language;
use crate::domain::phone::Phone;
use crate::domain::settings::Settings;
use crate::domain::text::{Reason, Token};
use crate::http::json;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};
use crate::opt_outs::{Evidence, RecordedBody, Recording, record_shown};
use crate::settings;

/// A review that was decided, and what that recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfirmedReview {
    /// The review as it is now.
    pub(crate) review: ReviewBody,
    /// What was recorded; absent when the same decision was taken before.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<RecordedBody>,
}

/// Confirms that a message was the wish that it looked like, and records it with the message's own time.
///
/// Confirming twice is harmless.
#[utoipa::path(
    post,
    path = "/v1/reviews/{review_id}/confirm",
    tag = "reviews",
    params(("review_id" = uuid::Uuid, Path, description = "Id of the review.")),
    responses(
        (status = 200, description = "Recorded.", body = ConfirmedReview),
        (status = 404, description = "`not_found`: No such resource.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`already_decided`: It was dismissed before.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn confirm_review(
    caller: Caller<Consent>,
    PathParam(review_id): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(recording): State<Recording>,
) -> Result<Response, Problem> {
    let answer = confirm_one(&recording, caller.tenant(), caller.key(), &review_id).await?;
    json(StatusCode::OK, &answer)
}

/// Confirms a review for whoever decides.
pub(crate) async fn confirm_one(
    recording: &Recording,
    tenant: TenantId,
    key: KeyId,
    review_id: &str,
) -> Result<ConfirmedReview, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let id = review_id.parse().ok().ok_or_else(not_found)?;

    let mut tx = recording.recorder.turn(tenant).await?;
    let settings = settings::current(&recording.settings, &mut tx).await?;
    let row = store::lock(&mut tx, id).await?.ok_or_else(not_found)?;
    let answer = match row.status.as_str() {
        "pending" => confirm(&mut tx, row, key, (&settings, recording.clock.now())).await?,
        "confirmed" => ConfirmedReview { review: row.into(), recorded: None },
        _ => return Err(Problem::new(Code::AlreadyDecided)),
    };
    tx.commit().await?;
    Ok(answer)
}

async fn confirm(
    tx: &mut TenantTx,
    mut row: ReviewRow,
    key: KeyId,
    (settings, now): (&Settings, DateTime<Utc>),
) -> Result<ConfirmedReview, Problem> {
    let broken = || Problem::new(Code::Internal);
    let evidence = evidence(&row, key).ok_or_else(broken)?;
    let report = record_shown(tx, &evidence, settings).await?.ok_or_else(broken)?;
    let body = RecordedBody::new(&evidence, &report, settings, now)?;
    let number = Some(report.number());
    let decided_at = store::decide(tx, row.review_id, "confirmed", key, number).await?;
    "confirmed".clone_into(&mut row.status);
    row.decided_at = Some(decided_at);
    row.decided_by = Some(key.uuid());
    row.event_number = number;
    Ok(ConfirmedReview { review: row.into(), recorded: Some(body) })
}

fn evidence(row: &ReviewRow, key: KeyId) -> Option<Evidence> {
    let token = |text: &Option<String>| text.clone().and_then(|text| Token::line(text).ok());
    let user_id = row.user_id.as_deref().and_then(|id| UserId::parse(id).ok());
    Some(Evidence {
        kind: Kind::from_name(&row.kind)?,
        source: Source::from_name(&row.source)?,
        identity: Identity::new(row.phone.and_then(Phone::from_stored), user_id).ok()?,
        sent_as: row.sent_as.clone(),
        occurred_at: Some(row.occurred_at),
        received_at: None,
        sender: row.sender.and_then(Phone::from_stored),
        campaign_id: token(&row.campaign_id),
        message_id: token(&row.message_id),
        language: row.language.as_deref().and_then(|tag| Language::parse(tag).ok()),
        reason: Reason::lines(row.text.clone()).ok(),
        former: None,
        rule: Token::line(row.rule.clone()).ok(),
        key: Some(key),
        hook: None,
    })
}
