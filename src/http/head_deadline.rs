//! Cuts clients that send the head of a request slowly, without cutting those that keep a connection for later.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// The head of a request must arrive within this, from its first byte; on a new connection, from the start.
/// The HTTP library has one limit for this and for idle connections, which load balancers keep for a minute.
const LIMIT: Duration = Duration::from_secs(10);

/// Whether the connection is waiting for a request, shared with whoever handles requests.
#[derive(Clone, Debug)]
pub(super) struct Waiting(Arc<AtomicBool>);

impl Waiting {
    /// A request has arrived.
    pub(super) fn end(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// The request is answered; what comes now belongs to the next.
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A connection whose reads fail when a head takes too long.
#[derive(Debug)]
pub(super) struct HeadDeadline {
    stream: TcpStream,
    waiting: Waiting,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl HeadDeadline {
    pub(super) fn new(stream: TcpStream) -> (Self, Waiting) {
        let waiting = Waiting(Arc::new(AtomicBool::new(true)));
        let deadline = Some(Box::pin(sleep(LIMIT)));
        (Self { stream, waiting: waiting.clone(), deadline }, waiting)
    }
}

impl AsyncRead for HeadDeadline {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.waiting.0.load(Ordering::Relaxed) {
            self.deadline = None;
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            self.deadline.get_or_insert_with(|| Box::pin(sleep(LIMIT)));
            return Poll::Ready(read);
        }
        let Some(deadline) = &mut self.deadline else { return Poll::Pending };
        ready!(deadline.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for HeadDeadline {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
