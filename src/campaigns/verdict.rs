//! The verdict on one recipient, and how many became what.

use std::iter::Sum;

use serde::Serialize;
use utoipa::ToSchema;

use super::decision::Exclusion;
use crate::domain::identity::{Identifier, IdentityError};
use crate::domain::phone::Country;
use crate::exclusion::{Asked, Since};

/// Why the one recipient that is on the list is left out.
pub(super) const OPTED_OUT: &str = "opted_out";

/// A recipient as it was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A phone number.
    Phone,
    /// A user id.
    UserId,
    /// Neither, for this stable reason.
    Invalid(&'static str),
}

impl Read {
    /// Reads a recipient and asks about it.
    pub(super) fn of(text: &str, country: Option<Country>, asked: &mut Asked) -> Self {
        match Identifier::parse(text, country).map_err(IdentityError::code) {
            Ok(Identifier::Phone(phone)) => {
                asked.push_phone(phone);
                Self::Phone
            }
            Ok(identifier) => {
                asked.push(identifier);
                Self::UserId
            }
            Err(reason) => Self::none(reason, asked),
        }
    }

    /// Keeps the place of what is no recipient.
    pub(super) fn none(reason: &'static str, asked: &mut Asked) -> Self {
        asked.push_nobody();
        Self::Invalid(reason)
    }

    /// What matched, as answers name it.
    pub(super) const fn matched(self) -> &'static str {
        match self {
            Self::UserId => "user_id",
            Self::Phone | Self::Invalid(_) => "phone",
        }
    }
}

/// What becomes of a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// May be sent to; with the time, if on the list although exclusion does not apply.
    Sendable(Since),
    /// Left out: on the list since these microseconds after 1970.
    Excluded(i64),
    /// Never sent to.
    Invalid(&'static str),
}

impl Verdict {
    /// The rule, for one recipient.
    pub(super) const fn of(read: Read, since: Since, exclusion: Exclusion) -> Self {
        match (read, since) {
            (Read::Invalid(reason), _) => Self::Invalid(reason),
            (_, Some(since)) if exclusion.is_applied() => Self::Excluded(since),
            (_, since) => Self::Sendable(since),
        }
    }
}

/// How many recipients became what; `sendable`, `excluded` and `invalid` add up to `received`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FilterSummary {
    /// Recipients in the request.
    pub(crate) received: u64,
    /// Who may be sent to.
    pub(crate) sendable: u64,
    /// Who was left out.
    pub(crate) excluded: u64,
    /// What is no recipient.
    pub(crate) invalid: u64,
    /// Who is on the exclusion list, left out or not.
    pub(crate) on_list: u64,
}

impl FilterSummary {
    /// Counts more who may be sent to and are not on the list.
    pub(super) fn add_sendable(&mut self, count: usize) {
        let count = u64::try_from(count).unwrap_or_default();
        self.received += count;
        self.sendable += count;
    }

    /// Counts one more.
    pub(super) const fn add(&mut self, verdict: Verdict) {
        self.received += 1;
        match verdict {
            Verdict::Sendable(since) => {
                self.sendable += 1;
                if since.is_some() {
                    self.on_list += 1;
                }
            }
            Verdict::Excluded(_) => {
                self.excluded += 1;
                self.on_list += 1;
            }
            Verdict::Invalid(_) => self.invalid += 1,
        }
    }
}

impl Sum for FilterSummary {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |sum, part| Self {
            received: sum.received + part.received,
            sendable: sum.sendable + part.sendable,
            excluded: sum.excluded + part.excluded,
            invalid: sum.invalid + part.invalid,
            on_list: sum.on_list + part.on_list,
        })
    }
}
