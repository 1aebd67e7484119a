//! Parts of an answer on their way to its reader: bounded in bytes, and broken off unless their end was said.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::{Stream, stream};
use hyper::body::Frame;
use hyper::http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Bytes that wait for a reader at most. A client that reads only once it has sent everything is served as long as its
/// answer fits.
const MAX_WAITING: usize = 64 * 1024 * 1024;
/// Room is counted in units of so many bytes.
const UNIT: usize = 1024;

pub(super) type StreamError = Box<dyn std::error::Error + Send + Sync>;

/// Why nothing more can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stuck {
    /// The reader has left.
    Left,
    /// It has taken nothing for too long.
    Idle,
}

#[derive(Debug)]
struct Part {
    frame: Result<Frame<Bytes>, StreamError>,
    _room: Option<OwnedSemaphorePermit>,
}

/// Where parts are put in. Dropped without an end, it breaks the answer off.
#[derive(Debug)]
pub(super) struct Queue {
    parts: mpsc::UnboundedSender<Part>,
    room: Arc<Semaphore>,
}

/// An empty queue, and what comes out of it.
pub(super) fn queue()
-> (Queue, impl Stream<Item = Result<Frame<Bytes>, StreamError>> + Send + use<>) {
    let (parts, coming) = mpsc::unbounded_channel();
    let queue = Queue { parts, room: Arc::new(Semaphore::new(MAX_WAITING / UNIT)) };
    (queue, stream::unfold(Some(coming), next))
}

type Coming = mpsc::UnboundedReceiver<Part>;

async fn next(
    coming: Option<Coming>,
) -> Option<(Result<Frame<Bytes>, StreamError>, Option<Coming>)> {
    let mut coming = coming?;
    let frame = match coming.recv().await {
        Some(part) => part.frame,
        // Whoever was to say the end is gone, by a panic perhaps.
        None => Err("the answer ended early".into()),
    };
    let goes_on = frame.as_ref().is_ok_and(Frame::is_data);
    Some((frame, goes_on.then_some(coming)))
}

impl Queue {
    /// Puts a part in, once there is room; waits for it no longer than `limit`.
    pub(super) async fn send(&self, bytes: Bytes, limit: Duration) -> Result<(), Stuck> {
        if bytes.is_empty() {
            return Ok(());
        }
        let units = (bytes.len() / UNIT + 1).min(MAX_WAITING / UNIT);
        let room = Arc::clone(&self.room).acquire_many_owned(u32::try_from(units).unwrap_or(1));
        let room = tokio::select! {
            biased;
            () = self.parts.closed() => return Err(Stuck::Left),
            room = tokio::time::timeout(limit, room) => room,
        };
        // The semaphore is never closed.
        let room = room.map_err(|_elapsed| Stuck::Idle)?.ok();
        let part = Part { frame: Ok(Frame::data(bytes)), _room: room };
        self.parts.send(part).map_err(|_part| Stuck::Left)
    }

    /// Says that this is all.
    pub(super) fn end(self, trailers: HeaderMap) {
        self.finish(Ok(Frame::trailers(trailers)));
    }

    /// Breaks the answer off.
    pub(super) fn fail(self, error: StreamError) {
        self.finish(Err(error));
    }

    fn finish(self, frame: Result<Frame<Bytes>, StreamError>) {
        // Fails if the reader has left.
        let _ = self.parts.send(Part { frame, _room: None });
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn parts_come_out_in_order_and_their_end_is_said() {
        let (queue, parts) = queue();
        for part in ["a", "", "b"] {
            queue.send(Bytes::from(part), SOON).await.unwrap();
        }
        queue.end(HeaderMap::new());

        let parts: Vec<_> = parts.map(|part| part.unwrap().into_data().ok()).collect().await;

        assert_eq!(parts, [Some(Bytes::from("a")), Some(Bytes::from("b")), None]);
    }

    #[tokio::test]
    async fn what_ends_without_a_word_looks_broken() {
        let (queue, parts) = queue();
        queue.send(Bytes::from("a"), SOON).await.unwrap();
        let working = tokio::spawn(async move {
            let _queue = queue;
            panic!("a defect");
        });
        assert!(working.await.is_err());

        let parts: Vec<_> = parts.collect().await;

        assert_eq!(parts.len(), 2);
        assert!(parts[0].is_ok() && parts[1].is_err());
    }

    #[tokio::test]
    async fn no_more_waits_than_there_is_room_for() {
        let (queue, parts) = queue();
        let large = Bytes::from(vec![0; MAX_WAITING / 2]);
        queue.send(large.clone(), SOON).await.unwrap();
        assert_eq!(queue.send(large.clone(), SOON).await, Err(Stuck::Idle));

        let mut parts = Box::pin(parts);
        parts.next().await.unwrap().unwrap();

        queue.send(large.clone(), SOON).await.unwrap();
        drop(parts);
        assert_eq!(queue.send(large, SOON).await, Err(Stuck::Left));
    }
}
