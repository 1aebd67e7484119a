//! The log subscriber and the metrics registry.

use std::io::IsTerminal as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::db::Db;

/// Upper bounds of the latency buckets, in seconds.
const LATENCY_BUCKETS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Upper bounds of the buckets of how many went together.
const COUNT_BUCKETS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Upper bounds of the buckets for counts of events.
const EVENT_BUCKETS: [f64; 7] = [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0];

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// For people at a terminal.
    Text,
}

/// Sends log lines to standard error. `filter` is a `tracing` filter such as `info,optout=debug`.
pub fn init_log(filter: &str, format: LogFormat) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr);
    // A second call (tests in one process) keeps the first subscriber.
    let _ = match format {
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(false).try_init(),
        LogFormat::Text => {
            builder.with_target(false).with_ansi(std::io::stderr().is_terminal()).try_init()
        }
    };
}

/// Renders the metrics of this process.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Installs the recorder of this process.
    pub fn install() -> Result<Self, BuildError> {
        Self::builder()?.install_recorder().map(Self)
    }

    /// A registry that nothing records into, for tests that run many services in one process.
    pub fn detached() -> Result<Self, BuildError> {
        Ok(Self(Self::builder()?.build_recorder().handle()))
    }

    fn builder() -> Result<PrometheusBuilder, BuildError> {
        PrometheusBuilder::new()
            .set_buckets_for_metric(
                Matcher::Suffix("_duration_seconds".to_owned()),
                &LATENCY_BUCKETS,
            )?
            .set_buckets_for_metric(Matcher::Suffix("_per_transaction".to_owned()), &COUNT_BUCKETS)?
            .set_buckets_for_metric(Matcher::Suffix("_events".to_owned()), &EVENT_BUCKETS)
    }
}

/// Shows the metrics in Prometheus' text format.
///
/// See <https://prometheus.io/docs/instrumenting/exposition_formats/>.
#[utoipa::path(get, path = "/metrics", tag = "operations", security(()), responses((status = 200, description = "Metrics.", body = String, content_type = "text/plain")))]
pub async fn show_metrics(
    State(Metrics(handle)): State<Metrics>,
    State(db): State<Db>,
) -> Response {
    let (open, idle) = db.connections();
    metrics::gauge!("optout_db_connections_open").set(f64::from(open));
    metrics::gauge!("optout_db_connections_idle")
        .set(f64::from(u32::try_from(idle).unwrap_or(u32::MAX)));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
}
