//! Looks keys up, remembers them for two seconds, and slows down those who guess.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota};

use super::grant::Grant;
use super::secret::ApiKey;
use super::store;
use crate::db::{Db, DbError};
use crate::domain::clock::Clock;
use crate::domain::ids::{KeyId, TenantId};
use crate::memory::Remembered;

/// Addresses remembered before those that have been quiet are forgotten.
const MAX_ADDRESSES: usize = 10_000;
/// Refused keys per minute and address before the answer becomes 429.
const REFUSALS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(300).expect("not zero");

/// Where keys are checked. Cloning is cheap; all clones remember together.
#[derive(Clone)]
pub struct Gate {
    db: Db,
    clock: Clock,
    /// Grants by the hash of their key.
    remembered: Remembered<[u8; 32], Grant>,
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
        Self { db, clock, remembered: Remembered::default(), refusals }
    }

    /// Finds a key; `None` if it is unknown, revoked or expired, or its tenant is suspended.
    pub async fn find(&self, key: &ApiKey) -> Result<Option<Grant>, DbError> {
        let hash = key.hash();
        let grant = match self.remembered.get(&hash) {
            Some(grant) => Some(grant),
            None => self.look_up(key.tenant(), hash).await?,
        };
        let now = self.clock.now();
        Ok(grant.filter(|grant| grant.expires_at.is_none_or(|expiry| expiry > now)))
    }

    async fn look_up(&self, tenant: TenantId, hash: [u8; 32]) -> Result<Option<Grant>, DbError> {
        let ticket = self.remembered.ticket();
        let mut tx = self.db.tenant(tenant).await?;
        let grant = store::authenticate(&mut tx, &hash).await?;
        tx.commit().await?;
        if let Some(grant) = &grant {
            self.remembered.keep(ticket, hash, grant.clone());
        }
        Ok(grant)
    }

    /// Whether a key that was accepted before still is, for answers that go on for long. Always looked up.
    pub async fn still_accepts(&self, tenant: TenantId, key: KeyId) -> Result<bool, DbError> {
        let mut tx = self.db.tenant(tenant).await?;
        let works = store::works(&mut tx, key, self.clock.now()).await?;
        tx.commit().await?;
        Ok(works)
    }

    /// Forgets what is remembered of a tenant's keys, after one was revoked or the tenant suspended.
    pub fn forget(&self, tenant: TenantId) {
        self.remembered.forget(|_, grant| grant.tenant == tenant);
    }

    /// Counts a refused key; true when this address has had too many of them. Good keys are never slowed.
    pub fn refused_too_often(&self, address: IpAddr) -> bool {
        if self.refusals.len() > MAX_ADDRESSES {
            self.refusals.retain_recent();
        }
        self.refusals.check_key(&address).is_err()
    }
}
