//! What a recording is answered with, in whatever slice it was asked for.

use super::body::{ConfirmationBody, ContactBody, RecordedBody};
use super::evidence::{Evidence, Recorded};
use super::store::history;
use chrono::{DateTime, TimeDelta, Utc};

use crate::db::TenantTx;
use crate::domain::consent::{Kind, Status};
use crate::domain::settings::Settings;
use crate::http::{Code, Problem};

impl RecordedBody {
    /// Reads back what recording this evidence came to, in the transaction that recorded it.
    pub(crate) async fn read(
        tx: &mut TenantTx,
        evidence: &Evidence,
        recorded: &Recorded,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let missing = || Problem::new(Code::Internal);
        let contact =
            history::contacts_by_id(tx, &[recorded.contact_id]).await?.pop().ok_or_else(missing)?;
        let event = history::event(tx, recorded.number).await?.ok_or_else(missing)?;
        Ok(Self {
            changed: recorded.changed,
            repeated: recorded.repeated,
            contact: ContactBody::new(contact, settings.opt_out_scope),
            event: event.into(),
            confirmation: confirmation(evidence, recorded, settings, now),
        })
    }
}

/// A confirmation goes out within this of its event, or not at all (47 CFR 64.1200(a)(12)).
pub(crate) const CONFIRM_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// The text to send, if this opt-out just put the person on the list: who writes STOP twice is told once.
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
