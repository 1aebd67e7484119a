//! A service at a real port, for what only shows there.

use std::net::SocketAddr;

use optout::http::server;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::App;

/// The service of an app at a port, until the sender is used or dropped.
pub(crate) async fn at_a_port(app: &App) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    serve(app, TcpListener::bind("127.0.0.1:0").await.unwrap())
}

/// The same at a port that is bound already.
pub(crate) fn serve(
    app: &App,
    listener: TcpListener,
) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move {
        let _ = stopped.await;
    };
    let serving =
        tokio::spawn(server::serve(listener, app.router(), stopped, std::future::pending()));
    (address, stop, serving)
}
