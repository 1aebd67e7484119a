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
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

use super::head_deadline::HeadDeadline;

/// How long an idle connection is kept: longer than load balancers keep theirs (60 s is usual), so that it is
/// never we who close one that a request is just being sent on.
const IDLE_LIMIT: Duration = Duration::from_secs(75);
/// A client that takes nothing of its answer for this long is cut off by the kernel (`TCP_USER_TIMEOUT`, which
/// also counts a closed window).
const WRITE_STALL: Duration = Duration::from_mins(1);
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
    let finished = drain(connections, cut).await;
    tracing::info!(finished, "requests under way have finished or were cut off");
}

async fn drain(connections: GracefulShutdown, cut: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = connections.shutdown() => true,
        () = cut => false,
        () = tokio::time::sleep(DRAIN_LIMIT) => false,
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
    // Answers are written whole; waiting to fill a packet would only delay them. Neither option is vital.
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(&stream).set_tcp_user_timeout(Some(WRITE_STALL));
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_LIMIT)
        .max_headers(64)
        .max_buf_size(64 * 1024);
    let (stream, waiting) = HeadDeadline::new(stream);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (routes, waiting) = (routes.clone(), waiting.clone());
        waiting.end();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let response = routes.oneshot(request).await.unwrap_or_else(|never| match never {});
            waiting.begin();
            Ok::<_, Infallible>(response)
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
