//! Looks keys up, remembers them for two seconds, and slows down those who guess.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultKeyedRateLimiter, Quota};

use super::grant::Grant;
use super::secret::ApiKey;
use super::store;
use crate::db::{Db, DbError};
use crate::domain::clock::Clock;
use crate::domain::ids::TenantId;

/// How long a look-up is remembered: a key revoked on another replica works at most this long.
const REMEMBERED: Duration = Duration::from_secs(2);
/// Look-ups remembered at most.
const MAX_REMEMBERED: usize = 10_000;
/// Refused keys per minute and address before the answer becomes 429.
const REFUSALS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(300).expect("not zero");

/// Grants by the hash of their key, and when each was looked up.
type Remembered = Arc<Mutex<HashMap<[u8; 32], (Instant, Grant)>>>;

/// Where keys are checked. Cloning is cheap; all clones remember together.
#[derive(Clone)]
pub struct Gate {
    db: Db,
    clock: Clock,
    remembered: Remembered,
    /// Counts revocations here, so that a look-up that began before one is not remembered after it.
    revocations: Arc<AtomicU64>,
    refusals: Arc<DefaultKeyedRateLimiter<IpAddr>>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("db", &self.db).finish_non_exhaustive()
    }
}

impl Gate {
    /// A gate that remembers nothing yet.
    pub fn new(db: Db, clock: Clock) -> Self {
        let refusals =
            Arc::new(DefaultKeyedRateLimiter::keyed(Quota::per_minute(REFUSALS_PER_MINUTE)));
        Self { db, clock, remembered: Arc::default(), revocations: Arc::default(), refusals }
    }

    /// Finds a key; `None` if it is unknown, revoked or expired, or its tenant is suspended.
    pub async fn find(&self, key: &ApiKey) -> Result<Option<Grant>, DbError> {
        let hash = key.hash();
        let grant = match self.recall(&hash) {
            Some(grant) => Some(grant),
            None => self.look_up(key.tenant(), hash).await?,
        };
        let now = self.clock.now();
        Ok(grant.filter(|grant| grant.expires_at.is_none_or(|expiry| expiry > now)))
    }

    fn recall(&self, hash: &[u8; 32]) -> Option<Grant> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered
            .get(hash)
            .filter(|(at, _)| at.elapsed() < REMEMBERED)
            .map(|(_, grant)| grant.clone())
    }

    async fn look_up(&self, tenant: TenantId, hash: [u8; 32]) -> Result<Option<Grant>, DbError> {
        let asked = Instant::now();
        let revocations = self.revocations.load(Ordering::SeqCst);
        let mut tx = self.db.tenant(tenant).await?;
        let grant = store::authenticate(&mut tx, &hash).await?;
        tx.commit().await?;
        if let Some(grant) = &grant {
            let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= MAX_REMEMBERED {
                remembered.retain(|_, (at, _)| at.elapsed() < REMEMBERED);
            }
            let is_current = self.revocations.load(Ordering::SeqCst) == revocations;
            if is_current && remembered.len() < MAX_REMEMBERED {
                remembered.insert(hash, (asked, grant.clone()));
            }
        }
        Ok(grant)
    }

    /// Forgets what is remembered of a tenant's keys, after one was revoked or the tenant suspended.
    pub fn forget(&self, tenant: TenantId) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        self.revocations.fetch_add(1, Ordering::SeqCst);
        remembered.retain(|_, (_, grant)| grant.tenant != tenant);
    }

    /// Counts a refused key; true when this address has had too many of them. Good keys are never slowed.
    pub fn refused_too_often(&self, address: IpAddr) -> bool {
        if self.refusals.len() > MAX_REMEMBERED {
            self.refusals.retain_recent();
        }
        self.refusals.check_key(&address).is_err()
    }
}
