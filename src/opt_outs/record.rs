//! The one way in which consent changes.

use std::collections::BTreeSet;

use super::book::{Book, Key, Likeness, keys};
use super::evidence::{Evidence, Recorded};
use super::store::ledger as store;
use crate::db::{DbError, TenantTx};
use crate::domain::consent::Kind;
use crate::domain::settings::Settings;

/// Events put together before others get a turn on the processor.
const FOLDED_AT_ONCE: usize = 32;

/// Records events of one tenant in the order given, and says of each what it came to.
///
/// Takes the tenant's counter row first, so writers of one tenant follow one another: events are numbered
/// without gaps in commit order, and no reader can have seen a later number while an earlier one was open.
/// `settings` are those of the tenant: they say what an opt-out counts for.
pub(crate) async fn record(
    tx: &mut TenantTx,
    events: &[Evidence],
    settings: &Settings,
) -> Result<Vec<Recorded>, DbError> {
    let last_event = tx.lock_counter().await?;
    let wanted: BTreeSet<Key> = events.iter().flat_map(keys).collect();
    let (now, contacts) = store::find_contacts(tx, &wanted).await?;

    let mut book = Book::new(settings.opt_out_scope, last_event, now);
    for (key, contact) in contacts {
        book.add_contact(key, contact);
    }
    if events.iter().any(|evidence| evidence.kind == Kind::IdChange) {
        let history = store::find_history(tx, &book.contact_ids()).await?;
        book.add_history(history);
    }
    find_repeats(tx, &mut book, events).await?;
    let mut recorded = Vec::with_capacity(events.len());
    for evidence in events {
        recorded.push(book.fold(evidence));
        // Nobody else's request waits for a contact that has an extraordinary history.
        if recorded.len().is_multiple_of(FOLDED_AT_ONCE) {
            tokio::task::yield_now().await;
        }
    }

    store::write(tx, book.close()).await?;
    Ok(recorded)
}

/// Looks for stored events that those of the batch could repeat. Only contacts that are known have any.
async fn find_repeats(
    tx: &mut TenantTx,
    book: &mut Book<'_>,
    events: &[Evidence],
) -> Result<(), DbError> {
    let mut by_time = Vec::new();
    let mut by_message = Vec::new();
    for evidence in events {
        for contact in book.contacts_of(evidence) {
            match evidence.occurred_at {
                Some(occurred_at) => by_time.push((contact, occurred_at)),
                None if evidence.message_id.is_some() => by_message.push(contact),
                None => {}
            }
        }
    }
    if !by_time.is_empty() {
        for (likeness, number) in store::find_events_at(tx, &by_time).await? {
            book.add_known(likeness, number);
        }
    }
    if !by_message.is_empty() {
        let wanted: Vec<String> = events
            .iter()
            .filter_map(|evidence| evidence.message_id.as_ref())
            .map(|id| id.as_str().to_owned())
            .collect();
        for (likeness, number) in store::find_events_by_message(tx, &by_message, &wanted).await? {
            book.add_known(Likeness { occurred_at: None, ..likeness }, number);
        }
    }
    Ok(())
}
