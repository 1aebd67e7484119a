//! What is learnt about a request on its way: for its line in the log, and for its time limit.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::time::Instant;

use crate::domain::ids::{KeyId, SenderId, TenantId};

/// What is learnt about one request.
#[derive(Debug)]
pub struct Facts {
    caller: OnceLock<(TenantId, KeyId)>,
    hook: OnceLock<(TenantId, SenderId)>,
    rows: AtomicU64,
    /// Since when the request is all there; `None` while its body is arriving.
    complete_since: Mutex<Option<Instant>>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            caller: OnceLock::new(),
            hook: OnceLock::new(),
            rows: AtomicU64::new(0),
            complete_since: Mutex::new(Some(Instant::now())),
        }
    }
}

impl Facts {
    /// Notes who calls.
    pub fn called_by(&self, tenant: TenantId, key: KeyId) {
        // Set once per request; a second extractor of the same request says the same.
        let _ = self.caller.set((tenant, key));
    }

    /// Notes whose webhook is called, signed or not.
    pub fn for_sender(&self, tenant: TenantId, sender: SenderId) {
        // Set once per request.
        let _ = self.hook.set((tenant, sender));
    }

    /// Whose webhook is called, if one is.
    pub fn hook(&self) -> Option<(TenantId, SenderId)> {
        self.hook.get().copied()
    }

    /// Notes how many items the request was about.
    pub fn add_rows(&self, rows: usize) {
        self.rows.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Notes that the body is about to be read.
    pub fn begin_body(&self) {
        *self.complete_since.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Notes that the body has arrived, or will not.
    pub fn end_body(&self) {
        *self.complete_since.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Since when the request is all there; `None` while its body is arriving.
    pub fn complete_since(&self) -> Option<Instant> {
        *self.complete_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who calls, if a key was accepted.
    pub fn caller(&self) -> Option<(TenantId, KeyId)> {
        self.caller.get().copied()
    }

    /// How many items the request was about, so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}
