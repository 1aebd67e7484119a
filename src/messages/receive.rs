//! `POST /v1/messages`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inbound::{Act, Content, Inbound, Told};
use super::reviews;
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
use crate::http::{Code, Json, NoQuery, Problem, Query};
use crate::opt_outs::{ConfirmationBody, ConsentRequest, RecordedBody, Recording, record};
use crate::settings;

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

    let mut tx = recording.db.tenant_in_turn(caller.tenant()).await?;
    let settings = settings::current(&recording.settings, &mut tx).await?;
    let inbound = request.check(caller.key(), recording.clock, &settings)?;
    let begun = idempotency::begin(&mut tx, "receive_message", key, &body.fingerprint()).await?;
    let slot = match begun {
        Begun::Fresh(slot) => slot,
        Begun::Done(answer) => return Ok(answer),
    };
    let verdict = inbound.understand(&settings.words);
    let answer = act(&mut tx, &inbound, verdict, (&settings, recording.clock.now())).await?;
    slot.answer(tx, StatusCode::OK, &answer).await
}

async fn act(
    tx: &mut TenantTx,
    inbound: &Inbound,
    verdict: Verdict,
    (settings, now): (&Settings, DateTime<Utc>),
) -> Result<MessageAnswer, Problem> {
    let broken = || Problem::new(Code::Internal);
    let (mut recorded, mut review_id) = (None, None);
    match inbound.act(&verdict) {
        Act::Record(evidence) => {
            let told = record(tx, std::slice::from_ref(&*evidence), settings).await?;
            let told = told.first().ok_or_else(broken)?;
            recorded = Some(RecordedBody::read(tx, &evidence, told, settings, now).await?);
        }
        Act::Review(review) => {
            review_id = reviews::add(tx, std::slice::from_ref(&*review)).await?.pop();
        }
        Act::Nothing => {}
    }
    let confirmation = recorded.as_mut().and_then(|recorded| recorded.confirmation.take());
    let decided = verdict.intent != Intent::None;
    Ok(MessageAnswer {
        intent: verdict.intent.as_str(),
        decided_by: decided.then_some(DecidedBy {
            rule: verdict.rule,
            language: verdict.language,
            matched: verdict.matched,
        }),
        recorded,
        review_id,
        confirmation,
    })
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
