//! One transaction of the recorder: requests of many tenants recorded, committed and answered.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Entry, PATIENCE, RETRY_AFTER, Recorder, Waiting};
use crate::db::{DbError, TenantsTx};
use crate::domain::ids::TenantId;
use crate::http::idempotency::{self, Claim, Claimed};
use crate::http::{Code, JsonAnswer, Problem};
use crate::opt_outs::record::{Asked, Books, find_repeated};
use crate::opt_outs::recorded::Report;

/// The requests of one tenant in a transaction, in the order in which they came.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) tenant: TenantId,
    pub(super) entries: Vec<Entry>,
}

/// What a request came to.
#[derive(Debug)]
pub(super) enum Outcome {
    /// What each of its events came to. The request makes the answer itself, so that others do not wait for it.
    Reports(Vec<Report>),
    /// The answer that is kept under its key, now or since an earlier request; or that there is none.
    Answered(Result<JsonAnswer, Problem>),
}

/// Why a transaction came to nothing.
#[derive(Debug)]
enum Failure {
    Database(DbError),
    /// A request has no answer.
    Answer(Problem),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

impl Group {
    /// The requests among what was taken; whoever wants a turn is never taken with others.
    pub(super) fn new(tenant: TenantId, items: Vec<Waiting>) -> Self {
        let entry = |item| match item {
            Waiting::Entry(entry) => Some(entry),
            Waiting::Turn(_) => None,
        };
        Self { tenant, entries: items.into_iter().filter_map(entry).collect() }
    }
}

impl Recorder {
    /// Records these requests in one transaction and answers them. If PostgreSQL refuses it, each half by itself,
    /// until the one that it refuses is alone.
    pub(super) async fn write(
        &self,
        tx: Result<TenantsTx, DbError>,
        groups: Vec<Group>,
        waits: bool,
    ) {
        let mut tx = Some(tx);
        let mut left = vec![without_expired(groups)];
        while let Some(groups) = left.pop().filter(|groups| !groups.is_empty()) {
            let begun = match tx.take() {
                Some(tx) => tx,
                None => self.0.db.tenants().await,
            };
            let outcomes = match begun {
                Ok(tx) => attempt(tx, &groups, waits).await,
                Err(error) => Err(error.into()),
            };
            match outcomes {
                Ok(outcomes) => self.deliver(groups, outcomes),
                Err(failure) => left.extend(split_or_fail(groups, failure)),
            }
        }
    }

    /// Answers what was committed. What belongs to a tenant whose counter another process held waits again.
    fn deliver(&self, groups: Vec<Group>, outcomes: Vec<Option<Vec<Outcome>>>) {
        metrics::histogram!("optout_recorder_requests_per_transaction")
            .record(f64::from(u32::try_from(count(&groups)).unwrap_or(u32::MAX)));
        for (group, outcomes) in groups.into_iter().zip(outcomes) {
            let Some(outcomes) = outcomes else {
                let items = group.entries.into_iter().map(Waiting::Entry).collect();
                self.lock().queue.put_back(group.tenant, items);
                continue;
            };
            for (entry, outcome) in group.entries.into_iter().zip(outcomes) {
                metrics::histogram!("optout_recorder_wait_duration_seconds")
                    .record(entry.since.elapsed());
                // Fails if the client went away; it is recorded all the same.
                let _ = entry.reply.send(Ok(outcome));
            }
        }
    }
}

/// Answers 503 to those who have waited for too long: whoever asked may have given up.
fn without_expired(groups: Vec<Group>) -> Vec<Group> {
    let waiting = |mut group: Group| {
        let expired = group.entries.extract_if(.., |entry| entry.since.elapsed() > PATIENCE);
        for entry in expired {
            let problem = Problem::new(Code::Overloaded).with_retry_after(RETRY_AFTER);
            let _ = entry.reply.send(Err(problem));
        }
        group
    };
    groups.into_iter().map(waiting).filter(|group| !group.entries.is_empty()).collect()
}

/// What is to be tried again after a transaction came to nothing, the first last; the others are answered.
fn split_or_fail(groups: Vec<Group>, failure: Failure) -> Vec<Vec<Group>> {
    let count = count(&groups);
    match failure {
        // Nobody knows how much of it happened, and trying again would take as long.
        Failure::Database(error @ DbError::Unavailable(_)) => fail(groups, error),
        _ if count > 1 => {
            metrics::counter!("optout_recorder_split_transactions_total").increment(1);
            let (first, second) = halves(groups, count / 2);
            return vec![second, first];
        }
        Failure::Database(error) => fail(groups, error),
        Failure::Answer(problem) => {
            let entry = groups.into_iter().find_map(|mut group| group.entries.pop());
            // Fails if the client went away.
            let _ = entry.map(|entry| entry.reply.send(Err(problem)));
        }
    }
    Vec::new()
}

/// Requests in these groups.
fn count(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.entries.len()).sum()
}

/// The error of a transaction is that of all its requests.
fn fail(groups: Vec<Group>, error: DbError) {
    let error = Arc::new(error);
    for entry in groups.into_iter().flat_map(|group| group.entries) {
        // Fails if the client went away.
        let _ = entry.reply.send(Err(Arc::clone(&error).into()));
    }
}

/// The first so many requests, and the others.
fn halves(groups: Vec<Group>, mut first: usize) -> (Vec<Group>, Vec<Group>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for mut group in groups {
        let others = group.entries.split_off(first.min(group.entries.len()));
        first -= group.entries.len();
        right.push(Group { tenant: group.tenant, entries: others });
        left.push(group);
    }
    let some = |groups: Vec<Group>| {
        groups.into_iter().filter(|group| !group.entries.is_empty()).collect::<Vec<_>>()
    };
    (some(left), some(right))
}

/// Records and commits; for each tenant what its requests came to, or `None` if another process holds its counter.
async fn attempt(
    mut tx: TenantsTx,
    groups: &[Group],
    waits: bool,
) -> Result<Vec<Option<Vec<Outcome>>>, Failure> {
    let asked: Vec<Asked<'_>> = groups
        .iter()
        .map(|group| Asked {
            tenant: group.tenant,
            events: group.entries.iter().flat_map(|entry| &entry.wish.evidence).collect(),
        })
        .collect();
    let mut books = Books::open(&mut tx, &asked, waits).await?;
    let mut claimed = claim(&mut tx, groups, &books).await?;
    let mut outcomes = Vec::with_capacity(groups.len());
    for (place, group) in groups.iter().enumerate() {
        if !books.has(place) {
            outcomes.push(None);
            continue;
        }
        let mut of_group = Vec::with_capacity(group.entries.len());
        for (n, Entry { wish, .. }) in group.entries.iter().enumerate() {
            of_group.push(match claimed.remove(&(place, n)) {
                Some(Claimed::Done(answer)) => Outcome::Answered(Ok(answer)),
                Some(Claimed::Reused) => {
                    Outcome::Answered(Err(Problem::new(Code::IdempotencyKeyReused)))
                }
                Some(Claimed::Fresh | Claimed::Unanswered) | None => {
                    let scope = wish.settings.opt_out_scope;
                    let reports = books.fold(place, &wish.evidence, scope, wish.shows).await;
                    Outcome::Reports(reports.unwrap_or_default())
                }
            });
        }
        outcomes.push(Some(of_group));
    }
    find_repeated(&mut tx, reports(groups, &mut outcomes)).await?;
    books.close(&mut tx).await?;
    keep_answers(&mut tx, groups, &mut outcomes).await?;
    tx.commit().await?;
    Ok(outcomes)
}

/// Makes the claims of requests with an `Idempotency-Key`, by the places of their groups and theirs in these.
async fn claim(
    tx: &mut TenantsTx,
    groups: &[Group],
    books: &Books<'_>,
) -> Result<HashMap<(usize, usize), Claimed>, DbError> {
    let (mut places, mut claims) = (Vec::new(), Vec::new());
    for (place, group) in groups.iter().enumerate().filter(|(place, _)| books.has(*place)) {
        for (n, entry) in group.entries.iter().enumerate() {
            if let Some(claim) = &entry.wish.claim {
                places.push((place, n));
                claims.push((group.tenant, claim));
            }
        }
    }
    if claims.is_empty() {
        return Ok(HashMap::new());
    }
    let claimed = idempotency::claim(tx, &claims).await?;
    Ok(places.into_iter().zip(claimed).collect())
}

/// Everything that is reported, with the tenant that it belongs to.
fn reports<'a>(
    groups: &'a [Group],
    outcomes: &'a mut [Option<Vec<Outcome>>],
) -> impl Iterator<Item = (TenantId, &'a mut Report)> {
    groups.iter().zip(outcomes).flat_map(|(group, outcomes)| {
        let reports = outcomes.iter_mut().flatten().filter_map(|outcome| match outcome {
            Outcome::Reports(reports) => Some(reports),
            Outcome::Answered(_) => None,
        });
        reports.flatten().map(|report| (group.tenant, report))
    })
}

/// Keeps the answers of those who made a claim.
async fn keep_answers(
    tx: &mut TenantsTx,
    groups: &[Group],
    outcomes: &mut [Option<Vec<Outcome>>],
) -> Result<(), Failure> {
    let mut kept: Vec<(TenantId, &Claim, JsonAnswer)> = Vec::new();
    for (group, outcomes) in groups.iter().zip(outcomes) {
        let entries = group.entries.iter();
        for (Entry { wish, .. }, outcome) in entries.zip(outcomes.iter_mut().flatten()) {
            if let (Some(claim), Outcome::Reports(reports)) = (&wish.claim, &*outcome) {
                let answer = (wish.answer)(&wish.evidence, reports).map_err(Failure::Answer)?;
                kept.push((group.tenant, claim, answer.clone()));
                *outcome = Outcome::Answered(Ok(answer));
            }
        }
    }
    if !kept.is_empty() {
        let answers: Vec<_> =
            kept.iter().map(|(tenant, claim, answer)| (*tenant, *claim, answer)).collect();
        idempotency::keep(tx, &answers).await?;
    }
    Ok(())
}
