//! The answer to one recorded event, with the text to send to the person.

use super::body::{ConfirmationBody, ContactBody, RecordedBody};
use super::evidence::{Evidence, Recorded};
use super::store::history;
use crate::db::TenantTx;
use crate::domain::consent::Kind;
use crate::http::{Code, Problem};
use crate::settings::Settings;

/// Reads back what was recorded. The confirmation comes only with an opt-out that changed the state, so that
/// a person who writes STOP twice is told once.
pub(super) async fn answer(
    tx: &mut TenantTx,
    evidence: &Evidence,
    recorded: &[Recorded],
    settings: &Settings,
) -> Result<RecordedBody, Problem> {
    let missing = || Problem::new(Code::Internal);
    let recorded = recorded.first().ok_or_else(missing)?;
    let contact =
        history::contacts_by_id(tx, &[recorded.contact_id]).await?.pop().ok_or_else(missing)?;
    let event = history::event(tx, recorded.number).await?.ok_or_else(missing)?;
    Ok(RecordedBody {
        changed: recorded.changed,
        repeated: recorded.repeated,
        contact: ContactBody::from(contact),
        event: event.into(),
        confirmation: confirmation(evidence, recorded, settings),
    })
}

/// The text to send, if this opt-out changed the state.
pub(super) fn confirmation(
    evidence: &Evidence,
    recorded: &Recorded,
    settings: &Settings,
) -> Option<ConfirmationBody> {
    let confirmations = settings.confirmations();
    (recorded.changed && evidence.kind == Kind::OptOut).then(|| {
        let (language, text) = confirmations.choose(evidence.language.as_ref(), &evidence.identity);
        ConfirmationBody { language: language.into(), text: text.to_owned() }
    })
}
