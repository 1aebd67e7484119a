//! The state machine of consent.
//!
//! A contact's state is a function of the *set* of its events, so any order of arrival and any number of
//! repetitions ends the same:
//!
//! - An opt-out stands until an opt-in lifts it. The events' own times decide: the opt-in must be later;
//!   at equal times the opt-out stands. A time without a fraction, as providers give it, may have been any
//!   moment of its second.
//! - An opt-in lifts the opt-outs of the identifiers that it carries and of those that were linked to them
//!   by then. A link that is only learnt from a later event carries no opt-in back: of two contacts that
//!   turn out to be one, the most restrictive state wins.
//! - What WhatsApp's own switch set (or a send refused for it, error 131050), only WhatsApp's own resume
//!   lifts: nobody else can make such a message arrive. The switch is per business number, so a resume at one
//!   sender lifts no stop at another.
//! - An event may say that a person is known by other identifiers now. Their opt-out follows them, and what
//!   they have left stays suppressed: whoever gets the old number next lifts nothing that they said.
//!
//! The same events have two views (see [`View`]): an opt-out counts for all senders of the account, or for the
//! sender that it was said to.
//!
//! To decide this, only the latest event of each kind per set of identifiers and sender matters: the
//! [`Ledger`].

mod ledger;
mod mark;
mod people;

use serde::{Deserialize, Serialize};

pub use self::ledger::{Ledger, Reach, Standing, State};
pub use self::mark::{Mark, fingerprint};
use super::phone::Phone;

/// What an event says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The person wants no more marketing.
    OptOut,
    /// The person wants it again.
    OptIn,
    /// The person is known by another number or user id now. Says nothing about what they want.
    IdChange,
}

impl Kind {
    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt_out",
            Self::OptIn => "opt_in",
            Self::IdChange => "id_change",
        }
    }

    /// Reads a name that [`Kind::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::OptOut, Self::OptIn, Self::IdChange].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where an event comes from. The order is the tie-break between opt-outs of the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A list brought from elsewhere.
    Import,
    /// A plain API call that names no other source.
    Api,
    /// A web form.
    Web,
    /// An employee on the person's behalf.
    Agent,
    /// A word the person wrote.
    Keyword,
    /// A button the person pressed.
    Button,
    /// A send that WhatsApp refused with error 131050.
    ProviderError,
    /// WhatsApp's own stop and resume.
    ProviderPreference,
}

impl Source {
    /// All sources, in the order of the type.
    pub const ALL: [Self; 8] = [
        Self::Import,
        Self::Api,
        Self::Web,
        Self::Agent,
        Self::Keyword,
        Self::Button,
        Self::ProviderError,
        Self::ProviderPreference,
    ];

    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Api => "api",
            Self::Web => "web",
            Self::Agent => "agent",
            Self::Keyword => "keyword",
            Self::Button => "button",
            Self::ProviderError => "provider_error",
            Self::ProviderPreference => "provider_preference",
        }
    }

    /// Reads a name that [`Source::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }

    /// Whether only WhatsApp's own resume lifts an opt-out of this source.
    pub const fn is_provider(self) -> bool {
        matches!(self, Self::ProviderError | Self::ProviderPreference)
    }

    /// Whether an opt-in may come from here: a person's own act or one with a stated reason. An import is
    /// neither, and a failed send says nothing of the kind.
    pub const fn may_opt_in(self) -> bool {
        !matches!(self, Self::Import | Self::ProviderError)
    }
}

/// A contact's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// On the exclusion list.
    OptedOut,
    /// Came back by an explicit opt-in, or opted in without ever leaving.
    OptedIn,
}

impl Status {
    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::OptedIn => "opted_in",
        }
    }

    /// Reads a name that [`Status::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::OptedOut, Self::OptedIn].into_iter().find(|status| status.as_str() == name)
    }
}

/// What an opt-out counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptOutScope {
    /// All senders of the account, whichever it was said to.
    #[default]
    Account,
    /// The sender that it was said to; all of them, if none was named.
    Sender,
}

impl OptOutScope {
    /// The name used on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Sender => "sender",
        }
    }

    /// Reads a name that [`OptOutScope::as_str`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Account, Self::Sender].into_iter().find(|scope| scope.as_str() == name)
    }

    /// How to look at a contact whom this sender writes to, or nobody knows which one.
    pub fn view(self, sender: Option<Phone>) -> View {
        match (self, sender) {
            (Self::Account, _) => View::Account,
            (Self::Sender, None) => View::AnySender,
            (Self::Sender, Some(sender)) => View::Sender(Some(sender.match_key())),
        }
    }
}

/// A way to look at a contact's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// An opt-out counts whichever sender it was said to.
    Account,
    /// Opted out if so towards any sender, named or not: for whoever does not know which sender it will be.
    AnySender,
    /// Only what was said to the sender with this match key, or to none in particular. `None`: to a sender
    /// that no event names.
    Sender(Option<i64>),
}

#[cfg(test)]
mod tests;
