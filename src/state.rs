//! What operations may ask for.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::FromRef;

use crate::access::{Gate, PlatformKey};
use crate::campaigns::Runs;
use crate::db::Db;
use crate::domain::clock::Clock;
use crate::domain::ids::TenantId;
use crate::domain::sender::{Hook, Sender};
use crate::domain::settings::Settings;
use crate::exclusion::Exclusions;
use crate::http::health::Draining;
use crate::memory::Remembered;
use crate::opt_outs::Recorder;
use crate::rounds::Rounds;
use crate::settled::Settled;
use crate::telemetry::Metrics;
use crate::vault::Vault;
use crate::watch::Watch;

/// The senders that webhooks belong to, for two seconds.
pub type SenderMemory = Remembered<Hook, Arc<Sender>>;

/// Under which URL the service is reached from outside: scheme and host, and a path if a proxy adds one; no slash
/// at the end. Never taken from a request, whose `Host` anybody can choose.
#[derive(Clone, Debug)]
pub struct PublicUrl(Arc<str>);

impl PublicUrl {
    /// Takes an `http` or `https` URL without query and fragment; `None` if it is not that.
    pub fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let host = rest.split('/').next().unwrap_or_default();
        let good = !host.is_empty()
            && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\\"<>".contains(&byte));
        good.then(|| Self(url.trim_end_matches('/').into()))
    }

    /// Meta's Graph API.
    pub fn of_graph() -> Self {
        Self("https://graph.facebook.com".into())
    }

    /// Where a service is reached that listens on this address, without a proxy in front of it.
    pub fn of_address(address: SocketAddr) -> Self {
        Self(format!("http://{address}").into())
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where Meta's Graph API is reached.
#[derive(Clone, Debug)]
pub struct GraphUrl(pub PublicUrl);

/// Work that waits in the database.
#[derive(Clone, Debug, Default)]
pub struct AllRounds {
    /// Deliveries of providers to be applied.
    pub deliveries: Rounds,
    /// Confirmations to be sent.
    pub confirmations: Rounds,
    /// Events to be counted.
    pub counts: Rounds,
}

/// What the service knows of the world outside, and how much of it it may use.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Where it is reached.
    pub public_url: PublicUrl,
    /// Where Meta's Graph API is reached.
    pub graph_url: PublicUrl,
    /// The keys that providers' secrets are encrypted with.
    pub vault: Vault,
    /// Bytes of memory that exclusion indexes may take.
    pub index_bytes: usize,
}

/// The state of the service; each operation extracts the parts it needs.
#[derive(Clone, Debug, FromRef)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// Where consent is recorded.
    pub(crate) recorder: Recorder,
    /// The service's clock.
    pub clock: Clock,
    /// Where API keys are checked.
    pub gate: Gate,
    /// The operator's own key.
    pub platform: PlatformKey,
    /// What is remembered of tenants' settings.
    pub settings: Remembered<TenantId, Arc<Settings>>,
    /// What is remembered of senders.
    pub senders: SenderMemory,
    /// Where the service is reached from outside.
    pub public_url: PublicUrl,
    /// The keys that providers' secrets are encrypted with.
    pub vault: Vault,
    /// Work that waits in the database.
    pub rounds: AllRounds,
    /// Reading behind everything that was acknowledged.
    pub settled: Settled,
    /// How far the tenants have come that somebody listens to.
    pub watch: Watch,
    /// Who of many is on a tenant's list.
    pub exclusions: Exclusions,
    /// What filters decided, on its way to the record.
    pub(crate) runs: Runs,
    /// Where Meta's Graph API is reached.
    pub graph_url: GraphUrl,
    /// Whether the service is stopping.
    pub draining: Draining,
    /// The metrics of this process.
    pub metrics: Metrics,
}

impl AppState {
    /// The state over a database.
    pub fn new(
        db: Db,
        clock: Clock,
        platform: PlatformKey,
        metrics: Metrics,
        outside: Outside,
    ) -> Self {
        let gate = Gate::new(db.clone(), clock);
        let recorder = Recorder::new(db.clone());
        let rounds = AllRounds::default();
        let settled = Settled::new(db.clone(), rounds.deliveries.clone());
        let exclusions = Exclusions::new(db.clone(), settled.clone(), outside.index_bytes);
        let watch = Watch::new(db.clone());
        Self {
            runs: Runs::new(db.clone()),
            db,
            recorder,
            clock,
            gate,
            platform,
            settings: Remembered::default(),
            senders: Remembered::default(),
            public_url: outside.public_url,
            vault: outside.vault,
            rounds,
            settled,
            watch,
            exclusions,
            graph_url: GraphUrl(outside.graph_url),
            draining: Draining::default(),
            metrics,
        }
    }
}
