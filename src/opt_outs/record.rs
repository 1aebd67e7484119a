//! The one way in which consent changes.

use std::collections::BTreeSet;

use super::book::{Book, keys};
use super::contact::Key;
use super::evidence::{Evidence, Recorded};
use super::recorded::Report;
use super::store::ledger::{self as store, Suspicion};
use super::store::write::write;
use crate::db::{DbError, TenantTx, TenantsTx};
use crate::domain::consent::{Kind, OptOutScope};
use crate::domain::ids::TenantId;
use crate::domain::settings::Settings;

/// Events put together before others get a turn on the processor.
const FOLDED_AT_ONCE: usize = 32;

/// Records events of one tenant in the order given, and says of each what it came to.
///
/// Takes the tenant's counter row first, so writers of one tenant follow one another: events are numbered
/// without gaps in commit order, and no reader can have seen a later number while an earlier one was open.
/// `settings` are those of the tenant: they say what an opt-out counts for. To be called with the tenant's turn
/// (`Recorder::turn`), or it waits for others while it holds a connection.
pub(crate) async fn record(
    tx: &mut TenantTx,
    events: &[Evidence],
    settings: &Settings,
) -> Result<Vec<Recorded>, DbError> {
    let reports = report(tx, events, settings, false).await?;
    Ok(reports.into_iter().map(|report| report.recorded).collect())
}

/// The same for one event, with what is answered.
pub(crate) async fn record_shown(
    tx: &mut TenantTx,
    event: &Evidence,
    settings: &Settings,
) -> Result<Option<Report>, DbError> {
    Ok(report(tx, std::slice::from_ref(event), settings, true).await?.pop())
}

async fn report(
    tx: &mut TenantTx,
    events: &[Evidence],
    settings: &Settings,
    shows: bool,
) -> Result<Vec<Report>, DbError> {
    let tenant = tx.tenant();
    let tx = tx.as_tenants();
    let asked = [Asked { tenant, events: events.iter().collect() }];
    let mut books = Books::open(tx, &asked, true).await?;
    let reports = books.fold(0, events, settings.opt_out_scope, shows).await;
    let mut reports = reports.unwrap_or_default();
    find_repeated(tx, reports.iter_mut().map(|report| (tenant, report))).await?;
    books.close(tx).await?;
    Ok(reports)
}

/// Reads the earlier events that are shown because they were repeated.
pub(super) async fn find_repeated(
    tx: &mut TenantsTx,
    reports: impl Iterator<Item = (TenantId, &mut Report)>,
) -> Result<(), DbError> {
    let mut repeats: Vec<_> = reports.filter(|(_, report)| report.lacks_event()).collect();
    if repeats.is_empty() {
        return Ok(());
    }
    let wanted: Vec<_> =
        repeats.iter().map(|(tenant, report)| (*tenant, report.recorded.number)).collect();
    let found = store::find_events(tx, &wanted).await?;
    for ((_, report), event) in repeats.iter_mut().zip(found) {
        report.event = event;
    }
    Ok(())
}

/// Whose book is wanted, and for which events.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) tenant: TenantId,
    pub(super) events: Vec<&'a Evidence>,
}

/// The books of some tenants, in one transaction that holds their counters.
#[derive(Debug)]
pub(super) struct Books<'a>(Vec<(TenantId, Option<Book<'a>>)>);

impl<'a> Books<'a> {
    /// Takes the tenants' counters and opens their books, with all that the events can touch. A tenant whose
    /// counter another transaction holds has no book, unless `waits`.
    pub(super) async fn open(
        tx: &mut TenantsTx,
        asked: &[Asked<'a>],
        waits: bool,
    ) -> Result<Self, DbError> {
        let wanted: Vec<(TenantId, BTreeSet<Key>)> = asked
            .iter()
            .map(|asked| (asked.tenant, asked.events.iter().copied().flat_map(keys).collect()))
            .collect();
        let found = store::find_contacts(tx, &wanted, waits).await?;
        let book = |found: store::Found, events: usize| {
            let mut book = Book::new(found.last_event, found.now, events);
            for (key, contact) in found.contacts {
                book.add_contact(key, contact);
            }
            book
        };
        let books = asked.iter().zip(found).map(|(asked, found)| {
            (asked.tenant, found.map(|found| book(found, asked.events.len())))
        });
        let mut books = Self(books.collect());
        books.find_history(tx, asked).await?;
        books.suspect_repeats(tx, asked).await?;
        Ok(books)
    }

    /// Changes of identity may ask for what a ledger has forgotten.
    async fn find_history(
        &mut self,
        tx: &mut TenantsTx,
        asked: &[Asked<'a>],
    ) -> Result<(), DbError> {
        for ((tenant, book), asked) in self.0.iter_mut().zip(asked) {
            let Some(book) = book else { continue };
            if asked.events.iter().any(|evidence| evidence.kind == Kind::IdChange) {
                let history = store::find_history(tx, *tenant, &book.contact_ids()).await?;
                book.add_history(history);
            }
        }
        Ok(())
    }

    /// Looks for stored events that the events could repeat. Only contacts that are known have any.
    async fn suspect_repeats(
        &mut self,
        tx: &mut TenantsTx,
        asked: &[Asked<'a>],
    ) -> Result<(), DbError> {
        let (mut suspects, mut suspicions) = (Vec::new(), Vec::new());
        for ((tenant, book), asked) in self.0.iter_mut().zip(asked) {
            let Some(book) = book else { continue };
            if let Some(suspicion) = suspicion(*tenant, book, &asked.events) {
                suspects.push(book);
                suspicions.push(suspicion);
            }
        }
        if suspects.is_empty() {
            return Ok(());
        }
        let found = store::find_repeats(tx, &suspicions).await?;
        for (book, found) in suspects.into_iter().zip(found) {
            for (likeness, number) in found {
                book.add_known(likeness, number);
            }
        }
        Ok(())
    }

    /// Whether the tenant at this place has a book.
    pub(super) fn has(&self, place: usize) -> bool {
        matches!(self.0.get(place), Some((_, Some(_))))
    }

    /// Folds events into the book at this place, in the order given; `None` if there is no book. `shows` keeps what
    /// is shown of each in an answer, but for the event that a repeat repeats: [`find_repeated`].
    pub(super) async fn fold(
        &mut self,
        place: usize,
        events: &'a [Evidence],
        scope: OptOutScope,
        shows: bool,
    ) -> Option<Vec<Report>> {
        let (_, book) = self.0.get_mut(place)?;
        let book = book.as_mut()?;
        let mut reports = Vec::with_capacity(events.len());
        for evidence in events {
            let recorded = book.fold(evidence, scope);
            reports.push(Report::new(recorded, shows.then_some(&*book)));
            // Nobody else's request waits for a contact that has an extraordinary history.
            if reports.len().is_multiple_of(FOLDED_AT_ONCE) {
                tokio::task::yield_now().await;
            }
        }
        Some(reports)
    }

    /// Writes what was folded.
    pub(super) async fn close(self, tx: &mut TenantsTx) -> Result<(), DbError> {
        let books = self.0.into_iter();
        let changes: Vec<_> =
            books.filter_map(|(tenant, book)| Some((tenant, book?.close()))).collect();
        write(tx, &changes).await
    }
}

/// Which stored events those of a tenant could repeat; `None` if there are none.
fn suspicion(tenant: TenantId, book: &Book<'_>, events: &[&Evidence]) -> Option<Suspicion> {
    let (mut by_time, mut by_message) = (Vec::new(), BTreeSet::new());
    let mut message_ids = Vec::new();
    for evidence in events {
        let contacts = book.contacts_of(evidence);
        match (evidence.occurred_at, &evidence.message_id) {
            (Some(occurred_at), _) => {
                by_time.extend(contacts.into_iter().map(|contact| (contact, occurred_at)));
            }
            (None, Some(message_id)) if !contacts.is_empty() => {
                by_message.extend(contacts);
                message_ids.push(message_id.as_str().to_owned());
            }
            (None, _) => {}
        }
    }
    let by_message: Vec<i64> = by_message.into_iter().collect();
    let has_some = !by_time.is_empty() || !by_message.is_empty();
    has_some.then_some(Suspicion { tenant, by_time, by_message, message_ids })
}
