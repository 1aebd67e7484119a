//! Writers and checkers at full speed, over whatever claims to be never stale.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::crowd::{Crowd, REPLICAS, Tally};
use crate::support::make::Draw;

/// How a change is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// One by one.
    Single,
    /// Many at once.
    Batch,
    /// By a provider's webhook.
    Webhook,
}

/// A change of people of one tenant, the nth of each of them.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) tenant: usize,
    pub(super) people: Vec<usize>,
    pub(super) turn: u64,
    pub(super) told: Told,
}

impl Change {
    /// They leave; otherwise they come back.
    pub(super) const fn is_opt_out(&self) -> bool {
        self.turn % 2 == 1
    }
}

/// What is put to the test.
pub(super) trait Subject: Send + Sync + 'static {
    /// Records a change, and comes back once it is acknowledged; false if the run is over before.
    fn change(&self, change: &Change, tally: &Tally) -> impl Future<Output = bool> + Send;

    /// Whether this replica leaves these people out; nothing if it does not answer.
    fn excluded(
        &self,
        replica: usize,
        tenant: usize,
        people: &[usize],
    ) -> impl Future<Output = Option<Vec<bool>>> + Send;

    /// What goes on beside it, until it is over.
    fn beside(&self, tally: &Tally) -> impl Future<Output = ()> + Send;
}

/// How many do what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) tenants: usize,
    /// Writers of each tenant and kind.
    pub(super) writers: usize,
    /// People that each writer has who leave and come back.
    pub(super) regulars: usize,
    /// People that each writer of batches has; they leave once.
    pub(super) newcomers: usize,
    /// People of a batch, and of a question at most.
    pub(super) together: usize,
    pub(super) asked: usize,
    /// Checkers of each replica.
    pub(super) checkers: usize,
    /// Checks after which it ends, at the latest after `limit`. It ends at the first wrong answer too.
    pub(super) checks: usize,
    pub(super) limit: Duration,
}

/// People of a delivery.
const DELIVERED: usize = 15;
impl Plan {
    /// The people of a writer. Those of batches come last.
    fn people_of(&self, told: Told, writer: usize) -> Range<usize> {
        let regulars = |kind: usize| (kind * self.writers + writer) * self.regulars;
        match told {
            Told::Single => regulars(0)..regulars(0) + self.regulars,
            Told::Webhook => regulars(1)..regulars(1) + self.regulars,
            Told::Batch => {
                let begins = 2 * self.writers * self.regulars + writer * self.newcomers;
                begins..begins + self.newcomers
            }
        }
    }

    fn people(&self) -> usize {
        self.people_of(Told::Batch, self.writers - 1).end
    }
}

/// How often a long run says how far it is.
const PROGRESS: Duration = Duration::from_secs(15);

/// Runs it, and says what was found.
#[expect(clippy::print_stdout, reason = "`make soak` shows how far it is")]
pub(super) async fn drive<S: Subject>(subject: &Arc<S>, plan: Plan) -> Arc<Tally> {
    let tally = Arc::new(Tally::default());
    let crowds: Arc<Vec<Crowd>> =
        Arc::new((0..plan.tenants).map(|_| Crowd::new(plan.people())).collect());
    let mut tasks = JoinSet::new();
    for tenant in 0..plan.tenants {
        for writer in 0..plan.writers {
            for told in [Told::Single, Told::Batch, Told::Webhook] {
                let people = plan.people_of(told, writer).collect();
                let together = match told {
                    Told::Single => 1,
                    Told::Webhook => DELIVERED,
                    Told::Batch => plan.together,
                };
                // Otherwise most people change again before anybody asks, and nothing is checked.
                let behind = plan.asked;
                let writing = Writing { tenant, told, people, together, behind };
                tasks.spawn(write(
                    Arc::clone(subject),
                    Arc::clone(&crowds),
                    Arc::clone(&tally),
                    writing,
                ));
            }
        }
    }
    for checker in 0..plan.checkers * REPLICAS {
        tasks.spawn(check(
            Arc::clone(subject),
            Arc::clone(&crowds),
            Arc::clone(&tally),
            (checker, plan.asked),
        ));
    }
    let (beside, over) = (Arc::clone(subject), Arc::clone(&tally));
    tasks.spawn(async move { beside.beside(&over).await });
    let begun = Instant::now();
    let mut said = begun;
    while tally.checks() < plan.checks && tally.wrong() == 0 && begun.elapsed() < plan.limit {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if said.elapsed() > PROGRESS {
            said = Instant::now();
            println!("{:?}: {tally}", begun.elapsed());
        }
    }
    tally.is_over.store(true, Ordering::Relaxed);
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap();
    }
    tally
}

/// What one writer does.
struct Writing {
    tenant: usize,
    told: Told,
    people: Vec<usize>,
    together: usize,
    behind: usize,
}

async fn write<S: Subject>(
    subject: Arc<S>,
    crowds: Arc<Vec<Crowd>>,
    tally: Arc<Tally>,
    writing: Writing,
) {
    let crowd = &crowds[writing.tenant];
    loop {
        for people in writing.people.chunks(writing.together) {
            while crowd.news() > writing.behind && !tally.ended() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let turn = crowd.begin(people);
            let (tenant, told) = (writing.tenant, writing.told);
            let change = Change { tenant, people: people.to_vec(), turn, told };
            if tally.ended() || !subject.change(&change, &tally).await {
                return;
            }
            crowd.acknowledge(people);
            tally.changes.fetch_add(people.len(), Ordering::Relaxed);
        }
        if writing.told == Told::Batch {
            return;
        }
    }
}

async fn check<S: Subject>(
    subject: Arc<S>,
    crowds: Arc<Vec<Crowd>>,
    tally: Arc<Tally>,
    (checker, most): (usize, usize),
) {
    let replica = checker % REPLICAS;
    let mut draw = Draw(u64::try_from(checker).unwrap());
    while !tally.ended() {
        let tenant = draw.below(crowds.len());
        let crowd = &crowds[tenant];
        // As at send time, and as before a campaign.
        let people = crowd.take_news(replica, [1, 20, most][draw.below(3)]);
        if people.is_empty() {
            tokio::time::sleep(Duration::from_micros(200)).await;
            continue;
        }
        let settled = people.iter().filter_map(|p| crowd.settled(*p).map(|settled| (*p, settled)));
        let asked: Vec<_> = settled.collect();
        let people: Vec<usize> = asked.iter().map(|(person, _)| *person).collect();
        if let Some(out) = subject.excluded(replica, tenant, &people).await {
            tally.count(crowd, replica, &asked, &out);
        } else {
            tally.unanswered.fetch_add(1, Ordering::Relaxed);
            crowd.give_back(replica, &people);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
