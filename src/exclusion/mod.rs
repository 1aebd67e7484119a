//! The exclusion engine: who of many is on a tenant's list, never stale.
//!
//! Whoever asks first learns from PostgreSQL how far the tenant's history has come ([`Settled`]); nothing is answered
//! without that. Then few are looked up in PostgreSQL, by key. For many, and for tenants who are asked often, everybody
//! on the list is kept in memory (`index`), loaded when it is needed and brought up to that event before each use. So
//! no replica has to be told of anything, and one that was cut off answers 503.

mod index;
mod packed;
mod residents;
mod store;
mod table;

use std::sync::{Arc, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use tokio::time::timeout_at;

use self::index::{ContactState, Index};
pub use self::residents::Size;
use self::residents::{Resident, Residents, Way};
use self::table::PhoneKey;
use crate::db::{Db, DbError};
use crate::domain::consent::View;
use crate::domain::identity::{Identifier, UserId};
use crate::domain::ids::TenantId;
use crate::domain::phone::Phone;
use crate::settled::Settled;

/// Since when somebody is on the list, in microseconds after 1970; `None` if they are not.
pub(crate) type Since = Option<i64>;

/// One of those asked about who is on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Which of them, from 0.
    pub(crate) place: usize,
    /// Since when, in microseconds after 1970.
    pub(crate) since: i64,
}

/// Identifiers looked up by one statement.
const AT_ONCE: usize = 10_000;
/// Contact ids that one statement of a load covers.
const SPAN: i64 = 50_000;
/// Statements of a load at once.
const SPANS_AT_ONCE: usize = 2;
/// Events that one statement of a catch-up covers.
const STRIDE: i64 = 20_000;
/// How long a reader waits for loads in all. Behind it PostgreSQL is asked, so that there is time left for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The engine. Cloning is cheap; all clones share what is in memory.
#[derive(Clone, Debug)]
pub struct Exclusions {
    db: Db,
    settled: Settled,
    residents: Arc<Residents>,
}

/// Whom a look-up is about: in order, each a phone or a user id, or nobody.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// One for each; 0 where it is no phone.
    phones: Vec<PhoneKey>,
    /// Those that are user ids, with their place.
    user_ids: Vec<(usize, UserId)>,
}

const NO_PHONE: PhoneKey = PhoneKey(0);

impl Asked {
    /// Nobody yet, with room for so many.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { phones: Vec::with_capacity(count), user_ids: Vec::new() }
    }

    /// Asks about somebody.
    pub(crate) fn push(&mut self, identifier: Identifier) {
        match identifier {
            Identifier::Phone(phone) => self.push_phone(phone),
            Identifier::UserId(user_id) => {
                self.user_ids.push((self.phones.len(), user_id));
                self.push_nobody();
            }
        }
    }

    /// Asks about a phone.
    pub(crate) fn push_phone(&mut self, phone: Phone) {
        self.phones.push(PhoneKey(u64::try_from(phone.match_key()).unwrap_or_default()));
    }

    /// Keeps a place for what is neither; it is never on the list.
    pub(crate) fn push_nobody(&mut self) {
        self.phones.push(NO_PHONE);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.phones.len()
    }
}

/// A tenant's list as it stood at an event, or later.
#[derive(Debug)]
pub(crate) struct Reading {
    engine: Exclusions,
    tenant: TenantId,
    view: View,
    as_of: i64,
    /// Until when it waits for loads; known from the first look-up on.
    patience: OnceLock<Instant>,
}

impl Exclusions {
    /// An engine whose indexes take at most so many bytes together.
    pub fn new(db: Db, settled: Settled, max_bytes: usize) -> Self {
        Self { db, settled, residents: Arc::new(Residents::new(max_bytes)) }
    }

    /// How much is in memory.
    pub fn size(&self) -> Size {
        self.residents.size()
    }

    /// Begins to read a tenant's list: what was acknowledged before this is called is honoured. Unavailable if
    /// PostgreSQL cannot be asked.
    pub(crate) async fn read(&self, tenant: TenantId, view: View) -> Result<Reading, DbError> {
        let as_of = self.settled.last_event(tenant).await?;
        Ok(Reading { engine: self.clone(), tenant, view, as_of, patience: OnceLock::new() })
    }

    /// The tenant's index at `to` or later; `None` if PostgreSQL has to be asked instead.
    async fn index(
        &self,
        tenant: TenantId,
        to: i64,
        asked: usize,
        patience: Instant,
    ) -> Result<Option<Arc<Resident>>, DbError> {
        let resident = match self.residents.way(tenant, to, asked) {
            Way::Index(resident) => Some(resident),
            Way::Postgres => None,
            Way::Wait(mut ended) => {
                // Fails when the load has ended, one way or the other, or takes too long.
                let _ = timeout_at(patience.into(), ended.wait_for(|ended| *ended)).await;
                self.residents.get(tenant)
            }
            Way::Load { is_waited_for, ended } => {
                let loading = tokio::spawn(self.clone().load(tenant, to, ended));
                if is_waited_for {
                    // Its own log says what went wrong; without an index PostgreSQL is asked.
                    let _ = timeout_at(patience.into(), loading).await;
                    self.residents.get(tenant)
                } else {
                    None
                }
            }
        };
        if let Some(resident) = &resident {
            self.catch_up(tenant, resident, to).await?;
        }
        Ok(resident)
    }

    async fn load(self, tenant: TenantId, events: i64, ended: tokio::sync::watch::Sender<bool>) {
        let loading = residents::Loading::new(Arc::clone(&self.residents), tenant, ended);
        let _turn = self.residents.turn(events).await;
        let started = Instant::now();
        let outcome = match self.read_all(tenant, &loading).await {
            Ok(Some(index)) => {
                metrics::histogram!("optout_exclusion_load_duration_seconds")
                    .record(started.elapsed());
                loading.finish(index);
                "loaded"
            }
            Ok(None) => {
                loading.give_up();
                "no_room"
            }
            Err(error) => {
                report(tenant, &error);
                "failed"
            }
        };
        metrics::counter!("optout_exclusion_loads_total", "outcome" => outcome).increment(1);
    }

    /// Reads everybody on the list; `None` if that is more than there is room for.
    ///
    /// In short statements, each with what was committed when it began: a load holds neither a connection nor a
    /// snapshot for long. So it ends with the events that came since it began. What they leave out cannot have been
    /// read in any other state.
    async fn read_all(
        &self,
        tenant: TenantId,
        loading: &residents::Loading,
    ) -> Result<Option<Index>, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let begun_at = tx.last_event().await?;
        tx.commit().await?;
        let Some(mut index) = self.read_listed(tenant, begun_at, loading).await? else {
            return Ok(None);
        };
        index.at = begun_at;
        let ended_at = self.settled.last_event(tenant).await?;
        while index.at < ended_at {
            let until = (index.at + STRIDE).min(ended_at);
            for contact in self.changed(tenant, index.at, until).await? {
                index.apply(&contact);
            }
            index.at = until;
        }
        index.fit();
        Ok(Some(index))
    }

    /// Reads those on the list among the contacts that event `begun_at` or an earlier one brought: a span while the one
    /// before it is still being read, since PostgreSQL's part costs more than ours.
    async fn read_listed(
        &self,
        tenant: TenantId,
        begun_at: i64,
        loading: &residents::Loading,
    ) -> Result<Option<Index>, DbError> {
        let mut index = Index::new(rand::random());
        let count = begun_at / SPAN + i64::from(begun_at % SPAN > 0);
        let read = |span: i64| {
            let (after, until) = (span * SPAN, ((span + 1) * SPAN).min(begun_at));
            // In a task of its own: it goes on while what another one read is being put in.
            tokio::spawn(self.clone().read_span(tenant, after, until))
        };
        let mut spans = std::pin::pin!(stream::iter(0..count).map(read).buffered(SPANS_AT_ONCE));
        let mut left = usize::try_from(count).unwrap_or(0);
        while let Some(contacts) = spans.next().await {
            // It ends without a word by a panic only.
            let contacts = contacts.unwrap_or(Err(DbError::Unavailable(None)))?;
            // The rest is likely to be as dense.
            let is_first = index.len() == 0;
            let phones = if is_first { contacts.len() * left } else { contacts.len() };
            left = left.saturating_sub(1);
            // Asked before any of it is taken.
            if !loading.has_room_for(index.bytes_with(index.phones() + phones)) {
                return Ok(None);
            }
            if is_first {
                index.reserve(phones);
            }
            for contact in &contacts {
                index.apply(contact);
            }
        }
        Ok(Some(index))
    }

    async fn read_span(
        self,
        tenant: TenantId,
        after: i64,
        until: i64,
    ) -> Result<Vec<ContactState>, DbError> {
        let mut contacts = Vec::new();
        let mut tx = self.db.tenant(tenant).await?;
        store::copy_listed(&mut tx, after, until, |contact| contacts.push(contact)).await?;
        tx.commit().await?;
        Ok(contacts)
    }

    /// The contacts that events behind `after`, up to `until`, were about.
    async fn changed(
        &self,
        tenant: TenantId,
        after: i64,
        until: i64,
    ) -> Result<Vec<ContactState>, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let changed = store::changed(&mut tx, after, until).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Applies the events that the index has not seen, up to `to`.
    async fn catch_up(
        &self,
        tenant: TenantId,
        resident: &Arc<Resident>,
        to: i64,
    ) -> Result<(), DbError> {
        if resident.at() >= to {
            return Ok(());
        }
        // One at a time; whoever waited finds it done.
        let _turn = resident.catching_up.lock().await;
        let begun_at = resident.at();
        let mut at = begun_at;
        while at < to {
            let until = (at + STRIDE).min(to);
            let changed = self.changed(tenant, at, until).await?;
            resident.apply(&changed, until);
            self.residents.measure(tenant, resident);
            at = until;
        }
        if to > begun_at {
            let behind = u32::try_from(to - begun_at).unwrap_or(u32::MAX);
            metrics::histogram!("optout_exclusion_catch_up_events").record(behind);
        }
        Ok(())
    }
}

fn report(tenant: TenantId, error: &DbError) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(tenant.id = %tenant, %error, cause, "an exclusion list cannot be loaded");
}

impl Reading {
    /// The last event that is honoured, at least.
    pub(crate) const fn as_of(&self) -> i64 {
        self.as_of
    }

    /// The same list as it stands now: what was acknowledged before this is called is honoured.
    pub(crate) async fn refreshed(&self) -> Result<Self, DbError> {
        let as_of = self.engine.settled.last_event(self.tenant).await?;
        Ok(Self { engine: self.engine.clone(), as_of, patience: self.patience.clone(), ..*self })
    }

    /// Says who of those asked about is on the list, in their order.
    ///
    /// In memory this takes a few dozen nanoseconds each and does not let others have a turn: ask about some ten
    /// thousand at a time. `more` is how many are known to follow.
    pub(crate) async fn look_up(&self, asked: &Asked, more: usize) -> Result<Vec<Listed>, DbError> {
        let count = asked.len();
        let likely = count.saturating_add(more);
        let patience = *self.patience.get_or_init(|| Instant::now() + PATIENCE);
        let index = self.engine.index(self.tenant, self.as_of, likely, patience).await?;
        if let Some(resident) = index {
            count_look_ups("memory", count);
            let index = resident.index.read().unwrap_or_else(PoisonError::into_inner);
            Ok(find_all(&index, asked, self.view))
        } else {
            count_look_ups("postgres", count);
            self.ask_postgres(asked).await
        }
    }

    async fn ask_postgres(&self, asked: &Asked) -> Result<Vec<Listed>, DbError> {
        let mut phones: Vec<i64> =
            asked.phones.iter().filter_map(|PhoneKey(key)| i64::try_from(*key).ok()).collect();
        phones.sort_unstable();
        phones.dedup();
        phones.retain(|key| *key != 0);
        let mut user_ids: Vec<String> =
            asked.user_ids.iter().map(|(_, id)| id.as_str().to_owned()).collect();
        user_ids.sort_unstable();
        user_ids.dedup();

        let mut on_list = store::OnList::default();
        let mut tx = self.engine.db.tenant(self.tenant).await?;
        for phones in phones.chunks(AT_ONCE) {
            store::look_up_phones(&mut tx, phones, self.view, &mut on_list).await?;
        }
        for user_ids in user_ids.chunks(AT_ONCE) {
            store::look_up_user_ids(&mut tx, user_ids, self.view, &mut on_list).await?;
        }
        tx.commit().await?;

        let phone = |(place, PhoneKey(key)): (usize, &PhoneKey)| {
            let since = *on_list.phones.get(&i64::try_from(*key).ok()?)?;
            Some(Listed { place, since })
        };
        let user_id = |(place, id): &(usize, UserId)| {
            Some(Listed { place: *place, since: *on_list.user_ids.get(id.as_str())? })
        };
        let phones = asked.phones.iter().enumerate().filter_map(phone);
        Ok(in_order(phones.collect(), asked.user_ids.iter().filter_map(user_id)))
    }
}

fn find_all(index: &Index, asked: &Asked, view: View) -> Vec<Listed> {
    let user_id = |(place, id): &(usize, UserId)| {
        Some(Listed { place: *place, since: index.find_user_id(id, view)? })
    };
    let phones = index.find_phones(&asked.phones, view);
    in_order(phones, asked.user_ids.iter().filter_map(user_id))
}

/// Puts user ids between phones.
fn in_order(phones: Vec<Listed>, user_ids: impl Iterator<Item = Listed>) -> Vec<Listed> {
    let mut listed = phones;
    let count = listed.len();
    listed.extend(user_ids);
    if listed.len() > count {
        listed.sort_unstable_by_key(|listed| listed.place);
    }
    listed
}

fn count_look_ups(by: &'static str, count: usize) {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    metrics::counter!("optout_exclusion_look_ups_total", "by" => by).increment(count);
}
