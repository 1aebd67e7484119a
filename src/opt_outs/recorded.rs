//! What a recording is answered with, in whatever slice it was asked for.

use super::body::{ConfirmationBody, ContactBody, RecordedBody};
use super::evidence::{Evidence, Recorded};
use super::store::history;
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
            confirmation: confirmation(evidence, recorded, settings),
        })
    }
}

/// The text to send, if this opt-out put the person on the list: who writes STOP twice is told once.
pub(crate) fn confirmation(
    evidence: &Evidence,
    recorded: &Recorded,
    settings: &Settings,
) -> Option<ConfirmationBody> {
    let confirmations = settings.confirmations();
    // An opt-out that links two identifiers can also be what makes an opt-in count.
    let is_out = recorded.status == Some(Status::OptedOut);
    (recorded.changed && is_out && evidence.kind == Kind::OptOut).then(|| {
        let (language, text) = confirmations.choose(evidence.language.as_ref(), &evidence.identity);
        ConfirmationBody { language: language.into(), text: text.to_owned() }
    })
}
