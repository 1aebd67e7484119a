//! One thing that happened, as it was told to us.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::domain::consent::{Kind, Mark, Source, Status};
use crate::domain::identity::Identity;
use crate::domain::ids::{KeyId, SenderId};
use crate::domain::language::Language;
use crate::domain::phone::Phone;
use crate::domain::text::{Reason, Token};

/// An opt-out, an opt-in or a change of identity to be recorded, checked at the edge.
#[derive(Clone)]
pub(crate) struct Evidence {
    /// Opt-out, opt-in, or a change of identity.
    pub(crate) kind: Kind,
    /// Where it comes from.
    pub(crate) source: Source,
    /// Whom it is about.
    pub(crate) identity: Identity,
    /// The phone (or else the user id) exactly as the caller wrote it.
    pub(crate) sent_as: String,
    /// The event's own time, if the caller gave one.
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    /// When it came in, if that was before it is recorded: the time that counts where it has none of its own.
    pub(crate) received_at: Option<DateTime<Utc>>,
    /// The business number that it was said to.
    pub(crate) sender: Option<Phone>,
    /// The campaign that led to it.
    pub(crate) campaign_id: Option<Token>,
    /// The provider's id of the message that said it.
    pub(crate) message_id: Option<Token>,
    /// The person's language.
    pub(crate) language: Option<Language>,
    /// What the person wrote, or why an agent acted.
    pub(crate) reason: Option<Reason>,
    /// Whom the person was known as before, for a change of identity; `identity` is the new one.
    pub(crate) former: Option<Identity>,
    /// The rule that decided, when words were understood.
    pub(crate) rule: Option<Token>,
    /// The API key that reported it; there is this or `hook`.
    pub(crate) key: Option<KeyId>,
    /// The registered sender whose webhook told it.
    pub(crate) hook: Option<SenderId>,
}

impl fmt::Debug for Evidence {
    /// Nothing of what the caller wrote about the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("kind", &self.kind)
            .field("source", &self.source)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

impl Evidence {
    /// The time that counts; the moment of recording, if `None`.
    pub(crate) fn counts_at(&self) -> Option<DateTime<Utc>> {
        self.occurred_at.or(self.received_at)
    }

    /// Everything but time, identity and source that tells two events apart.
    pub(super) fn details(&self) -> [Option<&str>; 4] {
        [
            self.campaign_id.as_ref().map(Token::as_str),
            self.message_id.as_ref().map(Token::as_str),
            self.language.as_ref().map(Language::as_str),
            self.reason.as_ref().map(Reason::as_str),
        ]
    }

    /// The same told of the former identity alone and of the present one, or else of the phone alone and of the
    /// user id, for when the two must not be linked.
    pub(super) fn apart(&self) -> Option<[Self; 2]> {
        let of = |identity| Self { identity, former: None, ..self.clone() };
        let [one, other] = match &self.former {
            Some(former) => [former.clone(), self.identity.clone()],
            None => self.identity.apart()?,
        };
        Some([of(one), of(other)])
    }

    /// What the state machine remembers of this.
    pub(super) fn mark(&self, occurred_at: DateTime<Utc>, number: i64) -> Mark {
        let what = (self.kind, self.source);
        Mark::new(what, occurred_at, number, &self.identity, &self.details())
            .said_to(self.sender)
            .formerly(self.former.as_ref())
    }
}

/// What recording came to.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The tenant's number of the event; of the earlier one, if this was a repeat.
    pub(crate) number: i64,
    /// Whether the same event was there already.
    pub(crate) repeated: bool,
    /// Whether the contact's state is another one than before.
    pub(crate) changed: bool,
    /// Where the contact stands after it, in the tenant's scope: under `sender`, towards the sender that the
    /// event names, or else towards any. `None` for one that has neither left nor come back.
    pub(crate) status: Option<Status>,
    /// The contact that it is about.
    pub(crate) contact_id: i64,
}
