//! Accepts connections with limits that `axum::serve` does not have, and drains them at the end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

/// Headers of a request must arrive within this; also how long an idle connection is kept.
const HEADER_DEADLINE: Duration = Duration::from_secs(10);
/// Connections at once; more wait in the listener's queue.
const MAX_CONNECTIONS: usize = 4096;
/// Requests under way get this long to finish after the signal to stop.
const DRAIN_LIMIT: Duration = Duration::from_secs(20);

/// Serves until `stop` resolves, then stops accepting and lets the requests under way finish, until they have
/// or `cut` resolves or 20 seconds have passed.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    stop: impl Future<Output = ()>,
    cut: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    accept_until(stop, &listener, &routes, &connections).await;
    drop(listener);
    let drained = tokio::select! {
        () = connections.shutdown() => true,
        () = cut => false,
        () = tokio::time::sleep(DRAIN_LIMIT) => false,
    };
    log_drain(drained);
}

fn log_drain(drained: bool) {
    if drained {
        tracing::info!("all requests under way have finished");
    } else {
        tracing::warn!(
            "requests under way were cut off: they took too long, or a second signal came"
        );
    }
}

async fn accept_until(
    stop: impl Future<Output = ()>,
    listener: &TcpListener,
    routes: &Router,
    connections: &GracefulShutdown,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = accept(listener, &places);
        let (place, stream, peer) = tokio::select! {
            () = &mut stop => return,
            accepted = next => accepted,
        };
        let connection = connection(stream, peer, routes.clone(), connections);
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
}

/// Waits for a place, then for a connection.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (Option<OwnedSemaphorePermit>, TcpStream, SocketAddr) {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (place, stream, peer),
            // Out of file descriptors: wait for some connection to close rather than spin.
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    routes: Router,
    connections: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    // Answers are written whole; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_DEADLINE)
        .max_headers(64)
        .max_buf_size(64 * 1024);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let routes = routes.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            Ok::<_, Infallible>(
                routes.oneshot(request).await.unwrap_or_else(|never| match never {}),
            )
        }
    });
    let serving = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let serving = connections.watch(serving);
    async move {
        // A connection that breaks is the client's matter; its request has its own line.
        if let Err(error) = serving.await {
            tracing::debug!(%error, "connection ended early");
        }
    }
}
