//! Wire types that more than one operation uses.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contact::Decided;
use super::evidence::Evidence;
use super::store::history::{ContactRow, EventRow};
use crate::domain::clock::Clock;
use crate::domain::consent::{Kind, OptOutScope, Source};
use crate::domain::identity::{Identity, IdentityError};
use crate::domain::ids::KeyId;
use crate::domain::language::Language;
use crate::domain::phone::{Country, Phone};
use crate::domain::range::parse_instant;
use crate::domain::text::{Reason, TextError, Token};
use crate::http::problem::FieldError;

/// Clocks may differ: an event may lie this far ahead of ours.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Where a request comes from, as callers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SourceName {
    /// A plain API call.
    Api,
    /// A word the person wrote.
    Keyword,
    /// A button the person pressed.
    Button,
    /// WhatsApp's own stop and resume.
    ProviderPreference,
    /// A send that WhatsApp refused with error 131050.
    ProviderError,
    /// A list brought from elsewhere.
    Import,
    /// An employee on the person's behalf.
    Agent,
    /// A web form.
    Web,
}

impl From<SourceName> for Source {
    fn from(name: SourceName) -> Self {
        match name {
            SourceName::Api => Self::Api,
            SourceName::Keyword => Self::Keyword,
            SourceName::Button => Self::Button,
            SourceName::ProviderPreference => Self::ProviderPreference,
            SourceName::ProviderError => Self::ProviderError,
            SourceName::Import => Self::Import,
            SourceName::Agent => Self::Agent,
            SourceName::Web => Self::Web,
        }
    }
}

/// What a person asked for. At least one of `phone` and `user_id` is needed; with both, the two are known to
/// be one contact from then on.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentRequest {
    /// The person's number in any usual spelling, or their user id (BSUID).
    #[schema(example = "+54 9 11 5555-0101")]
    pub(crate) phone: Option<String>,
    /// The person's business-scoped user id.
    #[schema(example = "AR.1000200030004000")]
    pub(crate) user_id: Option<String>,
    /// When the person asked (RFC 3339); now, if absent. At most five minutes ahead, not before 2009.
    #[schema(format = DateTime, example = "2026-11-23T14:03:00Z")]
    pub(crate) occurred_at: Option<String>,
    /// Where it comes from; `api`, if absent.
    pub(crate) source: Option<SourceName>,
    /// The business number that it was said to. Where opt-outs count for one sender, it counts for this one;
    /// for all of them, if absent.
    #[schema(example = "+5491100000001")]
    pub(crate) sender: Option<String>,
    /// The campaign that led to it.
    #[schema(max_length = 128, example = "spring-26")]
    pub(crate) campaign_id: Option<String>,
    /// The provider's id of the message.
    #[schema(max_length = 128, example = "wamid.HBgN")]
    pub(crate) message_id: Option<String>,
    /// The person's language, for the confirmation text.
    #[schema(example = "es-AR")]
    pub(crate) language: Option<String>,
    /// What the person wrote, or why an agent acts.
    #[schema(max_length = 500, example = "BAJA")]
    pub(crate) reason: Option<String>,
}

/// Why a request is not acceptable: the fields, and the one code that says it best.
#[derive(Debug)]
pub(crate) struct Unacceptable {
    /// Stable: `invalid_phone` with a `phone_*` or `user_id_*` reason, or `invalid_body`.
    pub(super) reason: &'static str,
    /// Whether whom it is about is what cannot be read.
    pub(super) is_identity: bool,
    pub(super) errors: Vec<FieldError>,
}

impl From<Unacceptable> for crate::http::Problem {
    fn from(unacceptable: Unacceptable) -> Self {
        use crate::http::Code;
        let code = if unacceptable.is_identity { Code::InvalidPhone } else { Code::InvalidBody };
        Self::new(code).with_errors(unacceptable.errors)
    }
}

/// Collects what is wrong with each field.
#[derive(Default)]
struct Check {
    errors: Vec<FieldError>,
}

impl Check {
    fn take<T, E: std::fmt::Display>(&mut self, pointer: &str, result: Result<T, E>) -> Option<T> {
        result
            .map_err(|error| {
                self.errors.push(FieldError::new(pointer, error));
            })
            .ok()
    }

    fn token(&mut self, pointer: &str, text: Option<String>) -> Option<Token> {
        text.and_then(|text| self.take(pointer, Token::line(text)))
    }
}

impl ConsentRequest {
    /// The source that the caller named.
    pub(super) fn source(&self) -> Source {
        self.source.map_or(Source::Api, Source::from)
    }

    /// Whether the caller stated a reason.
    pub(super) fn has_reason(&self) -> bool {
        self.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
    }

    /// Checks every field and reads the request as evidence.
    pub(crate) fn check(
        self,
        kind: Kind,
        key: KeyId,
        clock: Clock,
        country: Option<Country>,
    ) -> Result<Evidence, Unacceptable> {
        let source = self.source();
        let identity =
            Identity::from_texts(self.phone.as_deref(), self.user_id.as_deref(), country);
        let mut check = Check::default();
        let occurred_at = self
            .occurred_at
            .as_deref()
            .and_then(|text| check.take("/occurred_at", check_time(text, clock)));
        let sender = self
            .sender
            .as_deref()
            .and_then(|text| check.take("/sender", Phone::parse(text, country)));
        let campaign_id = check.token("/campaign_id", self.campaign_id);
        let message_id = check.token("/message_id", self.message_id);
        let language =
            self.language.as_deref().and_then(|tag| check.take("/language", Language::parse(tag)));
        let reason: Option<Result<Reason, TextError>> =
            self.reason.filter(|reason| !reason.is_empty()).map(Reason::lines);
        let reason = reason.and_then(|reason| check.take("/reason", reason));
        let identity = match identity {
            Ok(identity) if check.errors.is_empty() => identity,
            Ok(_) => {
                return Err(Unacceptable {
                    reason: "invalid_body",
                    is_identity: false,
                    errors: check.errors,
                });
            }
            Err(error) => return Err(unacceptable_identity(error, check.errors)),
        };
        let sent_as = self.phone.or(self.user_id).unwrap_or_default();
        Ok(Evidence {
            kind,
            source,
            identity,
            sent_as,
            occurred_at,
            received_at: None,
            sender,
            campaign_id,
            message_id,
            language,
            reason,
            former: None,
            rule: None,
            key: Some(key),
            hook: None,
        })
    }
}

fn unacceptable_identity(error: IdentityError, mut errors: Vec<FieldError>) -> Unacceptable {
    let pointer = match error {
        IdentityError::InvalidUserId | IdentityError::Contradiction => "/user_id",
        _ => "/phone",
    };
    let code = Some(error.code());
    errors.insert(0, FieldError { code, ..FieldError::new(pointer, error) });
    Unacceptable { reason: error.code(), is_identity: true, errors }
}

fn check_time(text: &str, clock: Clock) -> Result<DateTime<Utc>, &'static str> {
    let instant =
        parse_instant(text).ok_or("must be an RFC 3339 instant such as 2026-11-23T14:03:00Z")?;
    // WhatsApp did not exist before; an earlier time is a unit mistaken or a field left at zero.
    let first = DateTime::from_timestamp(1_230_768_000, 0).unwrap_or_default();
    if instant < first {
        Err("must not be before 2009")
    } else if instant > clock.now() + MAX_AHEAD {
        Err("must not be more than five minutes ahead")
    } else {
        Ok(instant)
    }
}

/// Canonical E.164 of a stored phone.
pub(super) fn e164(phone: Option<i64>) -> Option<String> {
    phone.and_then(Phone::from_stored).map(Phone::e164)
}

/// A contact: a person as this tenant knows them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactBody {
    /// Canonical E.164 number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491155550101")]
    pub(crate) phone: Option<String>,
    /// Business-scoped user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AR.1000200030004000")]
    pub(crate) user_id: Option<String>,
    /// Further numbers and user ids of the same contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also_known_as: Vec<String>,
    /// `opted_out`, `opted_in`, or `none` for a contact that has neither left nor come back. Where an opt-out
    /// counts for one sender: `opted_out` if it is so towards any.
    #[schema(example = "opted_out")]
    pub(crate) status: String,
    /// Since when: the deciding event's own time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<DateTime<Utc>>,
    /// Number of the deciding event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<i64>,
    /// Where the contact stands towards each sender that its events name, counting what was said to that
    /// sender or to none in particular. This is what a campaign goes by where `opt_out_scope` is `sender`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) senders: Vec<SenderStateBody>,
}

/// Where a contact stands towards one sender.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SenderStateBody {
    /// The business number.
    #[schema(example = "+5491100000001")]
    pub(crate) sender: String,
    /// `opted_out` or `opted_in`.
    #[schema(example = "opted_out")]
    pub(crate) status: &'static str,
    /// Since when: the deciding event's own time.
    pub(crate) since: DateTime<Utc>,
}

impl ContactBody {
    /// The contact as it stands in this scope.
    pub(super) fn new(row: ContactRow, scope: OptOutScope) -> Self {
        let decided = row.decided(scope);
        let sender_state = |(sender, decided): (i64, Decided)| {
            let status = decided.status.as_str();
            Some(SenderStateBody { sender: e164(Some(sender))?, status, since: decided.since })
        };
        Self {
            also_known_as: row.also_known_as(),
            phone: e164(row.phone),
            senders: row.towards_senders().into_iter().filter_map(sender_state).collect(),
            user_id: row.user_id,
            status: decided.map_or("none", |decided| decided.status.as_str()).to_owned(),
            since: decided.map(|decided| decided.since),
            event: decided.map(|decided| decided.event_number),
        }
    }
}

/// A consent event: one immutable fact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventBody {
    /// The tenant's number of the event: 1, 2, 3 … without gaps, in the order of recording.
    pub(crate) number: i64,
    /// `opt_out`, `opt_in`, or `id_change`: the person is known by the `phone` and `user_id` of this event
    /// now, and was known by `former` before.
    #[schema(example = "opt_out")]
    pub(crate) kind: String,
    /// Where it came from.
    #[schema(value_type = SourceName)]
    pub(crate) source: String,
    /// The event's own time; what decides.
    pub(crate) occurred_at: DateTime<Utc>,
    /// When it was recorded.
    pub(crate) recorded_at: DateTime<Utc>,
    /// Canonical E.164 number that it carried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491155550101")]
    pub(crate) phone: Option<String>,
    /// User id that it carried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<String>,
    /// The contact exactly as the caller wrote it.
    #[schema(example = "+54 9 11 5555-0101")]
    pub(crate) sent_as: String,
    /// The business number that it was said to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender: Option<String>,
    /// The campaign that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) campaign_id: Option<String>,
    /// The provider's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<String>,
    /// The person's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// What the person wrote, or why an agent acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Whom the person was known as before an `id_change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) former: Option<FormerBody>,
    /// The rule that decided, where words were understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// The API key that reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_id: Option<uuid::Uuid>,
    /// The registered sender whose webhook told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender_id: Option<uuid::Uuid>,
    /// The contact's state after it: `opted_out`, `opted_in` or `none`. Where an opt-out counts for one
    /// sender: towards the one that the event names, or else towards any.
    #[schema(example = "opted_out")]
    pub(crate) status: String,
    /// Whether it changed that state.
    pub(crate) changed: bool,
}

/// Whom a person was known as.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormerBody {
    /// Canonical E.164 number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+5491155550101")]
    pub(crate) phone: Option<String>,
    /// User id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "AR.1000200030004000")]
    pub(crate) user_id: Option<String>,
}

impl From<EventRow> for EventBody {
    fn from(row: EventRow) -> Self {
        let has_former = row.former_phone.is_some() || row.former_user_id.is_some();
        Self {
            number: row.number,
            kind: row.kind,
            source: row.source,
            occurred_at: row.occurred_at,
            recorded_at: row.recorded_at,
            phone: e164(row.phone),
            user_id: row.user_id,
            sent_as: row.sent_as,
            sender: e164(row.sender),
            campaign_id: row.campaign_id,
            message_id: row.message_id,
            language: row.language,
            reason: row.reason,
            former: has_former
                .then(|| FormerBody { phone: e164(row.former_phone), user_id: row.former_user_id }),
            rule: row.rule,
            key_id: row.key_id,
            sender_id: row.sender_id,
            status: row.status,
            changed: row.changed,
        }
    }
}

/// The confirmation to send to the person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ConfirmationBody {
    /// Language of the text.
    #[schema(example = "es")]
    pub(crate) language: String,
    /// The text.
    #[schema(example = "Tu suscripción ha sido cancelada con éxito.")]
    pub(crate) text: String,
}

/// What recording came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordedBody {
    /// Whether the contact's state is another one than before.
    pub(crate) changed: bool,
    /// Whether the same event was recorded before, so that nothing was added.
    pub(crate) repeated: bool,
    /// The contact as it stands now.
    pub(crate) contact: ContactBody,
    /// The recorded event.
    pub(crate) event: EventBody,
    /// What to send to the person now; only when this opt-out changed the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirmation: Option<ConfirmationBody>,
}
