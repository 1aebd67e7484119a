//! People who leave and come back, what of it is acknowledged, and which answers about them are wrong.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// Replicas that are asked.
pub(super) const REPLICAS: usize = 2;

/// One person, who leaves and comes back in turns.
#[derive(Debug, Default)]
struct Person {
    /// Twice the changes that are acknowledged, and one more while the next one is under way.
    stamp: AtomicU64,
    /// The stamp at which each replica was last asked.
    asked: [AtomicU64; REPLICAS],
    /// Whether each replica is to be asked.
    is_news: [AtomicBool; REPLICAS],
}

/// What is known of a person whose last change is acknowledged, with the next one not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    stamp: u64,
}

impl Settled {
    /// Odd changes are opt-outs.
    pub(super) const fn is_out(self) -> bool {
        self.stamp / 2 % 2 == 1
    }
}

/// The people of one tenant.
#[derive(Debug)]
pub(super) struct Crowd {
    people: Vec<Person>,
    /// Whose changes were acknowledged and have not been asked about, for each replica.
    news: [Mutex<VecDeque<usize>>; REPLICAS],
}

impl Crowd {
    pub(super) fn new(people: usize) -> Self {
        Self {
            people: std::iter::repeat_with(Person::default).take(people).collect(),
            news: [const { Mutex::new(VecDeque::new()) }; REPLICAS],
        }
    }

    /// Begins the next change of these people, who have as many behind them, and says which one it is.
    pub(super) fn begin(&self, people: &[usize]) -> u64 {
        let mut turn = 0;
        for person in people {
            turn = self.people[*person].stamp.fetch_add(1, Ordering::SeqCst) / 2 + 1;
        }
        turn
    }

    /// The change that was begun is acknowledged.
    pub(super) fn acknowledge(&self, people: &[usize]) {
        for person in people {
            self.people[*person].stamp.fetch_add(1, Ordering::SeqCst);
        }
        for replica in 0..REPLICAS {
            self.put_in(replica, people);
        }
    }

    /// Once each, however often they changed.
    fn put_in(&self, replica: usize, people: &[usize]) {
        let is_new =
            |person: &&usize| !self.people[**person].is_news[replica].swap(true, Ordering::SeqCst);
        let new: Vec<usize> = people.iter().filter(is_new).copied().collect();
        self.news[replica].lock().unwrap().extend(new);
    }

    /// How much no replica was asked about yet.
    pub(super) fn news(&self) -> usize {
        self.news.iter().map(|news| news.lock().unwrap().len()).max().unwrap()
    }

    /// Some whom this replica was not asked about since they changed.
    pub(super) fn take_news(&self, replica: usize, count: usize) -> Vec<usize> {
        let mut news = self.news[replica].lock().unwrap();
        let count = count.min(news.len());
        let taken: Vec<usize> = news.drain(..count).collect();
        // What they change into from now on is news again.
        for person in &taken {
            self.people[*person].is_news[replica].store(false, Ordering::SeqCst);
        }
        taken
    }

    /// They were not asked about after all.
    pub(super) fn give_back(&self, replica: usize, people: &[usize]) {
        self.put_in(replica, people);
    }

    /// What must hold for this person in every answer to a question that begins now; nothing if a change is under way.
    pub(super) fn settled(&self, person: usize) -> Option<Settled> {
        let stamp = self.people[person].stamp.load(Ordering::SeqCst);
        stamp.is_multiple_of(2).then_some(Settled { stamp })
    }

    /// Judges an answer that has just come, to a question that began when the person was `settled`.
    fn judge(&self, replica: usize, person: usize, settled: Settled, is_out: bool) -> Verdict {
        let person = &self.people[person];
        if person.stamp.load(Ordering::SeqCst) != settled.stamp {
            return Verdict::Open;
        }
        let last = person.asked[replica].swap(settled.stamp, Ordering::SeqCst);
        match (settled.is_out(), is_out) {
            (true, false) => Verdict::Missed,
            (false, true) => Verdict::Phantom,
            (true, true) if last != settled.stamp => Verdict::RightOut,
            (false, false) if last != settled.stamp => Verdict::RightIn,
            _ => Verdict::Again,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Out by an acknowledged opt-out that this replica had not been asked about before, and it knew.
    RightOut,
    /// The same with an opt-in.
    RightIn,
    /// Right, and the replica had been asked at this state before.
    Again,
    /// Another change began meanwhile: either answer is right.
    Open,
    /// An acknowledged opt-out was missed.
    Missed,
    /// An acknowledged opt-in was missed.
    Phantom,
}

/// What was done and found.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Changes of one person each that were acknowledged.
    pub(super) changes: AtomicUsize,
    /// Questions, each about one or many people, that were answered, and those that were not.
    pub(super) answers: AtomicUsize,
    pub(super) unanswered: AtomicUsize,
    right_out: AtomicUsize,
    right_in: AtomicUsize,
    again: AtomicUsize,
    open: AtomicUsize,
    pub(super) missed: AtomicUsize,
    pub(super) phantom: AtomicUsize,
    /// Whether everybody should stop.
    pub(super) is_over: AtomicBool,
}

impl Tally {
    /// Counts an answer about people who were settled when it was asked for.
    pub(super) fn count(
        &self,
        crowd: &Crowd,
        replica: usize,
        asked: &[(usize, Settled)],
        out: &[bool],
    ) {
        assert_eq!(asked.len(), out.len());
        self.answers.fetch_add(1, Ordering::Relaxed);
        for ((person, settled), is_out) in asked.iter().zip(out) {
            let count = match crowd.judge(replica, *person, *settled, *is_out) {
                Verdict::RightOut => &self.right_out,
                Verdict::RightIn => &self.right_in,
                Verdict::Again => &self.again,
                Verdict::Open => &self.open,
                Verdict::Missed => &self.missed,
                Verdict::Phantom => &self.phantom,
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Answers about one person each that could have been wrong: the first of a replica after an acknowledged change,
    /// with no other change under way from the question to the answer.
    pub(super) fn checks(&self) -> usize {
        [&self.right_out, &self.right_in].map(|count| count.load(Ordering::Relaxed)).iter().sum()
    }

    /// Answers that were wrong.
    pub(super) fn wrong(&self) -> usize {
        [&self.missed, &self.phantom].map(|count| count.load(Ordering::Relaxed)).iter().sum()
    }

    pub(super) fn ended(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let figure = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        write!(
            f,
            "{} checks ({} after an opt-out, {} after an opt-in): {} opt-outs missed, {} phantom exclusions; \
             {} answers, {} asked of people again, {} of people who changed meanwhile, {} unanswered; {} changes",
            self.checks(),
            figure(&self.right_out),
            figure(&self.right_in),
            figure(&self.missed),
            figure(&self.phantom),
            figure(&self.answers),
            figure(&self.again),
            figure(&self.open),
            figure(&self.unanswered),
            figure(&self.changes),
        )
    }
}
