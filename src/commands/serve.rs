//! `optout serve`

use std::error::Error;
use std::time::Duration;

use futures_util::future::join;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::CommandResult;
use crate::access::PlatformKey;
use crate::api;
use crate::config::{self, ServeConfig};
use crate::db::{Db, DbOptions, migrate};
use crate::domain::clock::Clock;
use crate::domain::intent;
use crate::http::server;
use crate::state::{AppState, Outside, PublicUrl};
use crate::telemetry::{self, Metrics};
use crate::workers::Workers;

/// How long load balancers get to notice that readiness has turned false.
const NOTICE: Duration = Duration::from_millis(500);
/// What is being recorded for callers that have gone gets this long to be committed.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

pub(super) async fn run() -> CommandResult {
    let config = ServeConfig::read(&config::environment)?;
    telemetry::init_log(&config.log_filter, config.log_format);
    let db = Db::lazy(DbOptions {
        connect: config.database.options()?,
        max_connections: config.db_connections,
        acquire_timeout: Duration::from_secs(5),
    });
    migrate::check(&db).await?;
    migrate::check_durable(&db).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    let address = listener.local_addr()?;
    tracing::info!(listen = %address, "serving");
    let outside = Outside {
        public_url: config.public_url.unwrap_or_else(|| default_url(address)),
        graph_url: config.graph_url,
        vault: config.vault,
        index_bytes: config.index_bytes,
    };
    serve(listener, db, PlatformKey::new(config.platform_key.as_ref()), outside).await
}

fn default_url(address: std::net::SocketAddr) -> PublicUrl {
    if address.ip().is_unspecified() {
        tracing::warn!(
            "OPTOUT_PUBLIC_URL is not set: webhooks are shown under an address that nobody can call"
        );
    }
    PublicUrl::of_address(address)
}

/// Serves until SIGTERM or SIGINT, then drains; a second signal cuts.
pub(super) async fn serve(
    listener: TcpListener,
    db: Db,
    platform: PlatformKey,
    outside: Outside,
) -> CommandResult {
    let state = AppState::new(db.clone(), Clock::System, platform, Metrics::install()?, outside);
    let draining = state.draining.clone();
    let recorder = state.recorder.clone();
    let workers = Workers::start(&state)?;
    // Otherwise the first delivery waits for it inside its transaction.
    tokio::task::spawn_blocking(intent::prepare);
    let routes = api::router(state);
    let mut signals = Signals::listen()?;
    let mut more_signals = Signals::listen()?;
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let stop = async move {
        signals.next().await;
        tracing::info!("stopping: no new connections, requests under way finish");
        draining.begin();
        // The receiver lives as long as the server.
        let _ = stopping.send(());
        tokio::time::sleep(NOTICE).await;
    };
    let cut = async move {
        more_signals.next().await;
        // The first signal reached both listeners.
        if stopped.await.is_ok() {
            more_signals.next().await;
        }
    };
    server::serve(listener, routes, stop, cut).await;
    finish(workers, recorder.drain(DRAIN_LIMIT), &db).await;
    tracing::info!("stopped");
    Ok(())
}

/// Lets what was begun come to its end.
async fn finish(workers: Workers, drained: impl Future<Output = bool>, db: &Db) {
    let ((), is_drained) = join(workers.stop(), drained).await;
    if !is_drained {
        tracing::warn!("recordings were cut off");
    }
    db.close(Duration::from_secs(3)).await;
}

/// SIGTERM and SIGINT as one stream.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
