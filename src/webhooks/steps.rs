//! What is to be done about each thing in a delivery. Pure.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::meta;
use super::signal::{ContactRef, Keyword, Outcome, Preference, Said, Signal, TemplateCategory};
use super::store::Template;
use super::twilio;
use crate::domain::category::Category;
use crate::domain::consent::{Kind, Source};
use crate::domain::hex;
use crate::domain::identity::{Identity, IdentityError};
use crate::domain::ids::SenderId;
use crate::domain::phone::Phone;
use crate::domain::sender::Provider;
use crate::domain::settings::Settings;
use crate::domain::text::{Reason, Token};
use crate::messages::{Act, Content, Inbound, NewReview, Told, stored_text};
use crate::opt_outs::Evidence;
use crate::senders::KnownSender;

/// Clocks may differ: an event may lie this far ahead of its arrival. One that lies further has no time.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What a tenant's deliveries are understood with.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) senders: Vec<KnownSender>,
    pub(super) settings: Arc<Settings>,
}

impl Known {
    /// Whether a business account is the tenant's, as far as its senders name theirs.
    fn has_account(&self, account: Option<&str>) -> bool {
        let mut accounts =
            self.senders.iter().filter_map(|sender| sender.account_id.as_deref()).peekable();
        accounts.peek().is_none() || accounts.any(|known| Some(known) == account)
    }
}

/// Where a delivery came in, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) sender: SenderId,
    pub(super) provider: Provider,
    pub(super) received_at: DateTime<Utc>,
}

/// What is to be done about one thing in a delivery.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Recorded.
    Record(Box<Evidence>),
    /// Put before somebody who decides.
    Review(Box<NewReview>),
    /// Kept for the campaign filter.
    Template(Template),
    /// Nothing.
    Nothing,
    /// Kept for people to look at, with the reason.
    Dead(&'static str),
}

/// One thing in a delivery, what is to be done about it, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Part {
    place: Option<meta::Place>,
    pub(super) step: Step,
}

impl Part {
    /// The thing as a delivery of its own, to be kept if it cannot be applied.
    pub(super) fn alone(&self, body: &[u8]) -> Vec<u8> {
        let place = self.place.as_ref();
        place.and_then(|place| meta::alone(body, place)).unwrap_or_else(|| body.to_vec())
    }
}

/// Takes a delivery apart. Whatever is in it, the worst that happens is a dead letter.
pub(super) fn take_apart(body: &[u8], arrival: Arrival, known: &Known) -> Vec<Part> {
    let parts = || match arrival.provider {
        Provider::Meta => meta::parse(body)
            .into_iter()
            .map(|item| Part {
                place: Some(item.place),
                step: guarded(|| step(item.outcome, arrival, known)),
            })
            .collect(),
        Provider::Twilio => {
            let outcome = parse_twilio(body);
            vec![Part { place: None, step: guarded(|| step(outcome, arrival, known)) }]
        }
    };
    // A defect in reading one delivery must not stop those behind it for ever.
    catch_unwind(AssertUnwindSafe(parts))
        .unwrap_or_else(|_| vec![Part { place: None, step: Step::Dead("defect") }])
}

/// Whether nothing in a delivery of Meta is about consent, whatever a tenant's settings and senders are: receipts of
/// messages, mostly. [`take_apart`] makes nothing of it then.
pub(super) fn says_nothing(body: &[u8]) -> bool {
    let nothing = || {
        let items = meta::parse(body);
        items.iter().all(|item| matches!(item.outcome, Outcome::Ignored(_)))
    };
    // What cannot be read is stored, and looked at by somebody.
    catch_unwind(AssertUnwindSafe(nothing)).unwrap_or(false)
}

fn guarded(read: impl FnOnce() -> Step) -> Step {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Step::Dead("defect"))
}

/// Reads a stored delivery of Twilio, a form or JSON: a form never begins with a brace, which it would encode.
pub(super) fn parse_twilio(body: &[u8]) -> Outcome {
    if body.trim_ascii_start().starts_with(b"{") {
        twilio::parse_json(body)
    } else if !body.contains(&b'=') {
        Outcome::Dead("not_a_form")
    } else {
        twilio::parse_form(&twilio::form(body))
    }
}

pub(super) fn step(outcome: Outcome, arrival: Arrival, known: &Known) -> Step {
    match outcome {
        Outcome::Ignored(_) => Step::Nothing,
        Outcome::Dead(reason) => Step::Dead(reason),
        Outcome::Signal(signal) => act(*signal, arrival, known).unwrap_or_else(Step::Dead),
    }
}

fn act(signal: Signal, arrival: Arrival, known: &Known) -> Result<Step, &'static str> {
    if let Said::TemplateCategory(change) = &signal.said {
        if !known.has_account(signal.business.account.as_deref()) {
            return Err("unknown_account");
        }
        return Ok(template(change, signal.at.unwrap_or(arrival.received_at)));
    }
    let sender = addressed(&signal, arrival, known).ok_or("unknown_sender")?;
    let identity = identity(&signal.contact)?;
    let sent_as = signal.contact.phone.or(signal.contact.user_id).unwrap_or_default();
    let told = Event {
        identity,
        sent_as,
        occurred_at: signal.at.filter(|at| *at <= arrival.received_at + MAX_AHEAD),
        received_at: arrival.received_at,
        sender: sender.phone,
        message_id: signal.message_id.as_deref().and_then(token),
        hook: arrival.sender,
    };
    Ok(match signal.said {
        Said::Text(text) => told.message(Content::Text(text), known),
        Said::Caption(text) => told.message(Content::Caption(text), known),
        Said::Tap { payload, title } => told.message(Content::Tap { payload, title }, known),
        Said::Preference(Preference::Stop) => {
            told.record(Kind::OptOut, Source::ProviderPreference, None)
        }
        Said::Preference(Preference::Resume) => {
            told.record(Kind::OptIn, Source::ProviderPreference, None)
        }
        Said::Preference(Preference::Signup) => told.signed_up(),
        Said::Refused => told.record(Kind::OptOut, Source::ProviderError, None),
        Said::OptOutType { kind: Keyword::Stop, text } => {
            told.record(Kind::OptOut, Source::Keyword, text.as_deref())
        }
        Said::OptOutType { kind: Keyword::Start, text } => {
            told.record(Kind::OptIn, Source::Keyword, text.as_deref())
        }
        Said::IdChange { former } => told.changed_id(&former)?,
        Said::OptOutType { kind: Keyword::Help, .. } | Said::TemplateCategory(_) => Step::Nothing,
    })
}

/// The tenant's sender that a signal was addressed to. One that the tenant has not registered may be somebody
/// else's: a delivery of Meta can carry the numbers of several customers of one app.
fn addressed<'a>(signal: &Signal, arrival: Arrival, known: &'a Known) -> Option<&'a KnownSender> {
    let business = &signal.business;
    let mut senders = known.senders.iter().filter(|sender| sender.provider == arrival.provider);
    match arrival.provider {
        Provider::Meta => {
            let id = business.sender_id.as_deref()?;
            senders.find(|sender| sender.provider_id.as_deref() == Some(id))
        }
        Provider::Twilio => {
            let number = Phone::parse(business.number.as_deref()?, None).ok()?;
            senders.find(|sender| sender.phone.match_key() == number.match_key())
        }
    }
}

/// Whom a signal is about. A phone that cannot be read must not lose the wish of a user id beside it.
fn identity(contact: &ContactRef) -> Result<Identity, &'static str> {
    let user_id = contact.user_id.as_deref();
    Identity::from_texts(contact.phone.as_deref(), user_id, None)
        .or_else(|error| {
            user_id.map_or(Err(error), |id| Identity::from_texts(None, Some(id), None))
        })
        .map_err(IdentityError::code)
}

/// A provider's id as a token. One that is too long, or not printable, is told apart by its hash.
fn token(id: &str) -> Option<Token> {
    let hashed = || Token::line(format!("sha256:{}", hex::encode(&Sha256::digest(id.as_bytes()))));
    Token::line(id.to_owned()).or_else(|_| hashed()).ok()
}

fn template(change: &TemplateCategory, told_at: DateTime<Utc>) -> Step {
    let Some(name) = change.name.clone() else { return Step::Nothing };
    // Of an announced change the stricter of the two categories counts already.
    let categories = [change.new.as_deref(), change.correct.as_deref()];
    let understood =
        categories.into_iter().flatten().map(|name| Category::understand(name).category);
    let category = understood.reduce(|one, other| if one.is_exempt() { other } else { one });
    let Some(category) = category else { return Step::Nothing };
    let language = change.language.clone().unwrap_or_default();
    Step::Template(Template { name, language, category: category.as_str().to_owned(), told_at })
}

/// What all that happens to a person has in common.
struct Event {
    identity: Identity,
    sent_as: String,
    occurred_at: Option<DateTime<Utc>>,
    received_at: DateTime<Utc>,
    sender: Phone,
    message_id: Option<Token>,
    hook: SenderId,
}

impl Event {
    fn message(self, content: Content, known: &Known) -> Step {
        let inbound = Inbound {
            identity: self.identity,
            sent_as: self.sent_as,
            content,
            occurred_at: self.occurred_at,
            received_at: Some(self.received_at),
            sender: Some(self.sender),
            campaign_id: None,
            message_id: self.message_id,
            language: None,
            told: Told::Hook(self.hook),
        };
        let verdict = inbound.understand(&known.settings.words);
        match inbound.act(&verdict) {
            Act::Record(evidence) => Step::Record(evidence),
            Act::Review(review) => Step::Review(review),
            Act::Nothing => Step::Nothing,
        }
    }

    fn evidence(self, kind: Kind, source: Source, text: Option<&str>) -> Evidence {
        Evidence {
            kind,
            source,
            identity: self.identity,
            sent_as: self.sent_as,
            occurred_at: self.occurred_at,
            received_at: Some(self.received_at),
            sender: Some(self.sender),
            campaign_id: None,
            message_id: self.message_id,
            language: None,
            reason: text.and_then(stored_text),
            former: None,
            rule: None,
            key: None,
            hook: Some(self.hook),
        }
    }

    fn record(self, kind: Kind, source: Source, text: Option<&str>) -> Step {
        Step::Record(Box::new(self.evidence(kind, source, text)))
    }

    /// The person subscribed by a link. Meta does not say whether that ends a stop, so it ends none by itself.
    fn signed_up(self) -> Step {
        let (Ok(text), Ok(rule)) = (
            Reason::lines("signed up by a link".to_owned()),
            Token::line("provider.signup".to_owned()),
        ) else {
            return Step::Dead("signup");
        };
        Step::Review(Box::new(NewReview {
            kind: Kind::OptIn,
            source: Source::Web,
            identity: self.identity,
            sent_as: self.sent_as,
            occurred_at: self.occurred_at.or(Some(self.received_at)),
            sender: Some(self.sender),
            campaign_id: None,
            message_id: self.message_id,
            language: None,
            text,
            rule,
            told: Told::Hook(self.hook),
        }))
    }

    fn changed_id(self, former: &ContactRef) -> Result<Step, &'static str> {
        let former = identity(former)?;
        let evidence = self.evidence(Kind::IdChange, Source::ProviderPreference, None);
        Ok(Step::Record(Box::new(Evidence { former: Some(former), ..evidence })))
    }
}
