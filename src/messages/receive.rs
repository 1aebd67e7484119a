//! `POST /v1/messages`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inbound::{Act, Content, Inbound, Told};
use super::reviews::{self, NewReview};
use crate::access::Caller;
use crate::access::scope::Ingest;
use crate::db::TenantTx;
use crate::domain::clock::Clock;
use crate::domain::consent::Kind;
use crate::domain::ids::{KeyId, ReviewId};
use crate::domain::intent::{Intent, Verdict};
use crate::domain::settings::Settings;
use crate::http::extract::object_or_absent;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Json, JsonAnswer, NoQuery, Problem, Query};
use crate::opt_outs::{
    ConfirmationBody, ConsentRequest, Evidence, RecordedBody, Recording, Report, Wish,
};

/// Under which name answers are kept.
const OPERATION: &str = "receive_message";
/// An answer about one event, with its contact.
const TYPICAL_BYTES: usize = 1024;

/// A message of a person. At least one of `phone` and `user_id` is needed, and exactly one of `text` and
/// `button`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiveMessage {
    /// The person's number in any usual spelling, or their user id (BSUID).
    #[schema(example = "+54 9 11 5555-0101")]
    phone: Option<String>,
    /// The person's business-scoped user id.
    #[schema(example = "AR.1000200030004000")]
    user_id: Option<String>,
    /// What the person wrote, exactly.
    #[schema(example = "no quiero recibir más mensajes")]
    text: Option<String>,
    /// The button or the row of a list that the person pressed.
    #[serde(default, deserialize_with = "object_or_absent")]
    button: Option<ButtonBody>,
    /// The provider's id of the message: the same message told twice is one.
    #[schema(max_length = 128, example = "wamid.HBgN")]
    message_id: Option<String>,
    /// When it was written (RFC 3339); now, if absent. At most five minutes ahead, not before 2009.
    #[schema(format = DateTime, example = "2026-11-23T14:03:00Z")]
    occurred_at: Option<String>,
    /// The business number that it was sent to.
    #[schema(example = "+5491100000001")]
    sender: Option<String>,
    /// The campaign that it answers.
    #[schema(max_length = 128, example = "spring-26")]
    campaign_id: Option<String>,
    /// The person's language, if known; else it is taken from the message.
    #[schema(example = "es-AR")]
    language: Option<String>,
}

/// A button or a row of a list; at least one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ButtonBody {
    /// What the business attached to it: `button.payload`, `button_reply.id` or `list_reply.id` at Meta.
    #[schema(example = "OPT_OUT_MKT")]
    payload: Option<String>,
    /// What the person read on it.
    #[schema(example = "Detener promociones")]
    title: Option<String>,
}

/// What a message means, and what was done about it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageAnswer {
    /// `opt_out`, `opt_in`, `review` (somebody has to look at it; nothing is recorded until then) or `none`.
    #[schema(example = "opt_out")]
    intent: &'static str,
    /// What decided; absent for `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<DecidedBy>,
    /// What was recorded, for `opt_out` and `opt_in`.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<RecordedBody>,
    /// The review, for `review`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    review_id: Option<ReviewId>,
    /// What to send to the person now; only when this opt-out changed their state, and only within five minutes
    /// of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<ConfirmationBody>,
}

/// What decided about a message.
#[derive(Debug, Serialize, ToSchema)]
struct DecidedBy {
    /// The rule; `docs/INTENT.md` lists them.
    #[schema(example = "es.stop_receiving")]
    rule: &'static str,
    /// The language of the rule, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "es")]
    language: Option<&'static str>,
    /// The words that decided, normalised.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "no quiero recibir mas mensajes")]
    matched: Option<String>,
}

/// Understands a message: says what it means, records it, and gives the text to answer with.
///
/// Only what is sure is recorded. What is not goes to the review queue (`/v1/reviews`). Telling the same message
/// twice is harmless, here and through a webhook.
#[utoipa::path(
    post,
    path = "/v1/messages",
    tag = "messages",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeat of this request return the first answer for 24 hours.")),
    request_body = ReceiveMessage,
    responses((status = 200, description = "What it means.", body = MessageAnswer))
)]
pub(super) async fn receive_message(
    caller: Caller<Ingest>,
    Query(NoQuery {}): Query<NoQuery>,
    State(recording): State<Recording>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response, Problem> {
    let request = body.parse::<ReceiveMessage>()?;

    let settings = recording.settings_of(caller.tenant()).await?;
    let inbound = request.check(caller.key(), recording.clock, &settings)?;
    let verdict = inbound.understand(&settings.words);
    match inbound.act(&verdict) {
        Act::Record(evidence) => {
            let claim = key.claim(OPERATION, || body.fingerprint());
            let (clock, of_tenant) = (recording.clock, Arc::clone(&settings));
            let answer = move |evidence: &[Evidence], reports: &[Report]| {
                let (evidence, report) = evidence
                    .first()
                    .zip(reports.first())
                    .ok_or_else(|| Problem::new(Code::Internal))?;
                let recorded = RecordedBody::new(evidence, report, &of_tenant, clock.now())?;
                let answer = MessageAnswer::new(&verdict, Some(recorded), None);
                JsonAnswer::new(StatusCode::OK, &answer, TYPICAL_BYTES)
            };
            let wish = Wish {
                tenant: caller.tenant(),
                evidence: vec![*evidence],
                settings,
                claim,
                shows: true,
                answer: Box::new(answer),
            };
            Ok(recording.recorder.record(wish).await?.into_response())
        }
        Act::Review(review) => {
            let tx = recording.db.tenant(caller.tenant()).await?;
            review_or_nothing(tx, (key, &body), &verdict, Some(*review)).await
        }
        Act::Nothing => {
            let tx = recording.db.tenant(caller.tenant()).await?;
            review_or_nothing(tx, (key, &body), &verdict, None).await
        }
    }
}

/// Answers a message that changes nobody's consent.
async fn review_or_nothing(
    mut tx: TenantTx,
    (key, body): (IdempotencyKey, &Json),
    verdict: &Verdict,
    review: Option<NewReview>,
) -> Result<Response, Problem> {
    let slot = match idempotency::begin(&mut tx, OPERATION, key, &body.fingerprint()).await? {
        Begun::Fresh(slot) => slot,
        Begun::Done(answer) => return Ok(answer),
    };
    let review_id = reviews::add(&mut tx, review.as_slice()).await?.pop();
    slot.answer(tx, StatusCode::OK, &MessageAnswer::new(verdict, None, review_id)).await
}

impl MessageAnswer {
    fn new(
        verdict: &Verdict,
        mut recorded: Option<RecordedBody>,
        review_id: Option<ReviewId>,
    ) -> Self {
        let confirmation = recorded.as_mut().and_then(|recorded| recorded.confirmation.take());
        let decided = verdict.intent != Intent::None;
        Self {
            intent: verdict.intent.as_str(),
            decided_by: decided.then(|| DecidedBy {
                rule: verdict.rule,
                language: verdict.language,
                matched: verdict.matched.clone(),
            }),
            recorded,
            review_id,
            confirmation,
        }
    }
}

impl ReceiveMessage {
    fn check(self, key: KeyId, clock: Clock, settings: &Settings) -> Result<Inbound, Problem> {
        let content = match (self.text, self.button) {
            (Some(text), None) => Content::Text(text),
            (None, Some(ButtonBody { payload, title })) if payload.is_some() || title.is_some() => {
                Content::Tap { payload, title }
            }
            (None, Some(_)) => {
                return Err(Problem::field("/button", "must have a payload or a title"));
            }
            (Some(_), Some(_)) | (None, None) => {
                return Err(Problem::field("/text", "exactly one of text and button is needed"));
            }
        };
        let request = ConsentRequest {
            phone: self.phone,
            user_id: self.user_id,
            occurred_at: self.occurred_at,
            sender: self.sender,
            campaign_id: self.campaign_id,
            message_id: self.message_id,
            language: self.language,
            ..ConsentRequest::default()
        };
        let told = request.check(Kind::OptOut, key, clock, settings.default_country)?;
        Ok(Inbound {
            identity: told.identity,
            sent_as: told.sent_as,
            content,
            occurred_at: told.occurred_at,
            received_at: None,
            sender: told.sender,
            campaign_id: told.campaign_id,
            message_id: told.message_id,
            language: told.language,
            told: Told::Key(key),
        })
    }
}
