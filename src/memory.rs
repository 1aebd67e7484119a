//! What this process remembers for a moment, so that not every request asks PostgreSQL for what hardly changes.
//!
//! Only what may be two seconds old goes in here: keys and settings. Never consent.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long something is remembered: a change made on another replica is seen within this.
const REMEMBERED: Duration = Duration::from_secs(2);
/// Entries at most; more are asked for each time.
const MAX_ENTRIES: usize = 10_000;

/// A small map whose entries last for two seconds. Cloning is cheap; all clones remember together.
pub struct Remembered<K, V>(Arc<Mutex<Inner<K, V>>>);

struct Inner<K, V> {
    entries: HashMap<K, (Instant, V)>,
    /// Counts what was forgotten on purpose, so that an answer asked for before is not kept after it.
    forgotten: u64,
}

/// Taken before asking; says whether the answer may still be kept.
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    asked: Instant,
    forgotten: u64,
}

impl<K, V> Clone for Remembered<K, V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Inner { entries: HashMap::new(), forgotten: 0 })))
    }
}

impl<K, V> fmt::Debug for Remembered<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remembered(…)")
    }
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// What is remembered under this key.
    pub fn get(&self, key: &K) -> Option<V> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner
            .entries
            .get(key)
            .filter(|(at, _)| at.elapsed() < REMEMBERED)
            .map(|(_, value)| value.clone())
    }

    /// To be taken before the database is asked.
    pub fn ticket(&self) -> Ticket {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ticket { asked: Instant::now(), forgotten: inner.forgotten }
    }

    /// Keeps an answer, unless something was forgotten since its ticket was taken.
    pub fn keep(&self, ticket: Ticket, key: K, value: V) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.entries.len() >= MAX_ENTRIES {
            inner.entries.retain(|_, (at, _)| at.elapsed() < REMEMBERED);
        }
        if inner.forgotten == ticket.forgotten && inner.entries.len() < MAX_ENTRIES {
            inner.entries.insert(key, (ticket.asked, value));
        }
    }

    /// Forgets what is no longer so, here at once.
    pub fn forget(&self, is_gone: impl Fn(&K, &V) -> bool) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.forgotten += 1;
        inner.entries.retain(|key, (_, value)| !is_gone(key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_before_something_was_forgotten_is_not_kept() {
        let memory = Remembered::default();
        memory.keep(memory.ticket(), 1, "old");
        let late = memory.ticket();
        assert_eq!(memory.get(&1), Some("old"));

        memory.forget(|key, _| *key == 1);
        memory.keep(late, 1, "old");

        assert_eq!(memory.get(&1), None);
        memory.keep(memory.ticket(), 1, "new");
        assert_eq!(memory.get(&1), Some("new"));
    }
}
