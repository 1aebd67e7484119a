//! What a recording is answered with, in whatever slice it was asked for.

use chrono::{DateTime, TimeDelta, Utc};

use super::body::{ConfirmationBody, ContactBody, RecordedBody};
use super::book::Book;
use super::evidence::{Evidence, Recorded};
use super::store::history::{ContactRow, EventRow};
use crate::domain::consent::{Kind, Status};
use crate::domain::settings::Settings;
use crate::http::{Code, Problem};

/// What recording an event came to, and what of it is shown in an answer.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(super) recorded: Recorded,
    /// The contact as it stood after it; `None` if nothing is shown.
    pub(super) contact: Option<ContactRow>,
    /// The event; `None` if nothing is shown, and of a repeat until the earlier event was read.
    pub(super) event: Option<EventRow>,
}

impl Report {
    /// With what this book shows, if anything is to be shown.
    pub(super) fn new(recorded: Recorded, book: Option<&Book<'_>>) -> Self {
        let contact = book.and_then(|book| book.contact(recorded.contact_id));
        let event =
            book.and_then(|book| Some(EventRow::of(book.event(recorded.number)?, book.now())));
        Self { contact: contact.and_then(ContactRow::of), event, recorded }
    }

    /// Whether the event that it repeats is to be shown and has not been read yet.
    pub(super) const fn lacks_event(&self) -> bool {
        self.contact.is_some() && self.event.is_none()
    }

    /// The number of the event; of the earlier one, if this was a repeat.
    pub(crate) const fn number(&self) -> i64 {
        self.recorded.number
    }
}

impl RecordedBody {
    /// What recording this evidence came to, as reading it back in the same transaction would say.
    pub(crate) fn new(
        evidence: &Evidence,
        report: &Report,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let missing = || Problem::new(Code::Internal);
        let contact = report.contact.clone().ok_or_else(missing)?;
        let event = report.event.clone().ok_or_else(missing)?;
        Ok(Self {
            changed: report.recorded.changed,
            repeated: report.recorded.repeated,
            contact: ContactBody::new(contact, settings.opt_out_scope),
            event: event.into(),
            confirmation: confirmation(evidence, &report.recorded, settings, now),
        })
    }
}

/// A confirmation goes out within this of its event, or not at all (47 CFR 64.1200(a)(12)).
pub(crate) const CONFIRM_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// The text to send, if this opt-out just put the person on the list: who writes STOP twice is report once.
pub(crate) fn confirmation(
    evidence: &Evidence,
    recorded: &Recorded,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Option<ConfirmationBody> {
    let confirmations = settings.confirmations();
    // An opt-out that links two identifiers can also be what makes an opt-in count.
    let is_out = recorded.status == Some(Status::OptedOut);
    let in_time = evidence.counts_at().is_none_or(|at| now < at + CONFIRM_WITHIN);
    (recorded.changed && in_time && is_out && evidence.kind == Kind::OptOut).then(|| {
        let (language, text) = confirmations.choose(evidence.language.as_ref(), &evidence.identity);
        ConfirmationBody { language: language.into(), text: text.to_owned() }
    })
}
