//! One message of a person, and what is to be done about it. Pure.

use chrono::{DateTime, Utc};

use super::reviews::NewReview;
use crate::domain::consent::{Kind, Source};
use crate::domain::identity::Identity;
use crate::domain::ids::{KeyId, SenderId};
use crate::domain::intent::{self, Intent, Verdict, Words};
use crate::domain::language::Language;
use crate::domain::phone::Phone;
use crate::domain::text::{Reason, Token};
use crate::opt_outs::Evidence;

/// Characters of a message that are kept as evidence.
const KEPT: usize = 500;

/// A message as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Inbound {
    /// Who wrote it.
    pub(crate) identity: Identity,
    /// The phone (or else the user id) exactly as it was told to us.
    pub(crate) sent_as: String,
    /// What was written or pressed.
    pub(crate) content: Content,
    /// The message's own time.
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    /// When it came in, if that was before it is understood.
    pub(crate) received_at: Option<DateTime<Utc>>,
    /// The business number that it was sent to.
    pub(crate) sender: Option<Phone>,
    /// The campaign that it answers.
    pub(crate) campaign_id: Option<Token>,
    /// The provider's id of the message.
    pub(crate) message_id: Option<Token>,
    /// The person's language, as far as the teller knows.
    pub(crate) language: Option<Language>,
    /// Who told us.
    pub(crate) told: Told,
}

/// Who told us of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told {
    /// A caller with an API key.
    Key(KeyId),
    /// The webhook of a registered sender.
    Hook(SenderId),
}

impl Told {
    pub(crate) const fn key(self) -> Option<KeyId> {
        match self {
            Self::Key(key) => Some(key),
            Self::Hook(_) => None,
        }
    }

    pub(crate) const fn hook(self) -> Option<SenderId> {
        match self {
            Self::Key(_) => None,
            Self::Hook(sender) => Some(sender),
        }
    }
}

/// What was written or pressed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Words.
    Text(String),
    /// Words under a picture: as often about the picture as to the business, so never decisive by themselves.
    Caption(String),
    /// A button or a row of a list.
    Tap {
        /// What the business attached to it.
        payload: Option<String>,
        /// What the person read on it.
        title: Option<String>,
    },
}

impl std::fmt::Debug for Content {
    /// Without the words: people write anything.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Caption(_) => "Caption",
            Self::Tap { .. } => "Tap",
        })
    }
}

impl Content {
    const fn source(&self) -> Source {
        match self {
            Self::Text(_) | Self::Caption(_) => Source::Keyword,
            Self::Tap { .. } => Source::Button,
        }
    }

    /// What is kept of it as evidence.
    fn evidence(&self) -> Option<Reason> {
        match self {
            Self::Text(text) | Self::Caption(text) => stored_text(text),
            Self::Tap { payload, title } => {
                title.as_deref().or(payload.as_deref()).and_then(stored_text)
            }
        }
    }
}

/// The beginning of a text as it can be kept: without control characters, `None` if nothing is left.
pub(crate) fn stored_text(text: &str) -> Option<Reason> {
    let kept = text.chars().take(KEPT);
    let clean = |c: char| {
        let keeps = !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        if keeps { c } else { char::REPLACEMENT_CHARACTER }
    };
    Reason::lines(kept.map(clean).collect()).ok()
}

/// What is to be done about a message.
#[derive(Debug)]
pub(crate) enum Act {
    /// Recorded.
    Record(Box<Evidence>),
    /// Put before somebody who decides; nothing is recorded until then.
    Review(Box<NewReview>),
    /// Nothing.
    Nothing,
}

impl Inbound {
    /// What it means.
    pub(crate) fn understand(&self, words: &Words) -> Verdict {
        let hint = self.language.as_ref();
        match &self.content {
            Content::Text(text) => intent::detect(text, hint, words),
            Content::Caption(text) => {
                let verdict = intent::detect(text, hint, words);
                let unsure = matches!(verdict.intent, Intent::OptOut | Intent::OptIn);
                let intent = if unsure { Intent::Review } else { verdict.intent };
                Verdict { intent, ..verdict }
            }
            Content::Tap { payload, title } => {
                intent::detect_tap(payload.as_deref(), title.as_deref(), hint, words)
            }
        }
    }

    /// What is to be done, given what it means.
    pub(crate) fn act(&self, verdict: &Verdict) -> Act {
        match verdict.intent {
            Intent::OptOut => Act::Record(Box::new(self.evidence(Kind::OptOut, verdict))),
            Intent::OptIn => Act::Record(Box::new(self.evidence(Kind::OptIn, verdict))),
            Intent::Review => {
                self.review(verdict).map_or(Act::Nothing, |review| Act::Review(Box::new(review)))
            }
            Intent::None => Act::Nothing,
        }
    }

    fn evidence(&self, kind: Kind, verdict: &Verdict) -> Evidence {
        Evidence {
            kind,
            source: self.content.source(),
            identity: self.identity.clone(),
            sent_as: self.sent_as.clone(),
            occurred_at: self.occurred_at,
            received_at: self.received_at,
            sender: self.sender,
            campaign_id: self.campaign_id.clone(),
            message_id: self.message_id.clone(),
            language: self.spoken(verdict),
            reason: self.content.evidence(),
            former: None,
            rule: rule_of(verdict),
            key: self.told.key(),
            hook: self.told.hook(),
        }
    }

    /// The person's language: as told, else as written.
    fn spoken(&self, verdict: &Verdict) -> Option<Language> {
        let written = || verdict.language.and_then(|tag| Language::parse(tag).ok());
        self.language.clone().or_else(written)
    }

    fn review(&self, verdict: &Verdict) -> Option<NewReview> {
        Some(NewReview {
            kind: Kind::OptOut,
            source: self.content.source(),
            identity: self.identity.clone(),
            sent_as: self.sent_as.clone(),
            occurred_at: self.occurred_at.or(self.received_at),
            sender: self.sender,
            campaign_id: self.campaign_id.clone(),
            message_id: self.message_id.clone(),
            language: self.spoken(verdict),
            text: self.content.evidence()?,
            rule: rule_of(verdict)?,
            told: self.told,
        })
    }
}

fn rule_of(verdict: &Verdict) -> Option<Token> {
    Token::line(verdict.rule.chars().take(128).collect()).ok()
}
