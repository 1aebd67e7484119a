//! A small HTTP client that costs little: keep-alive connections, and bytes that are hardly looked at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::Failure;

/// A connection with one request under way at a time.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// A request as it goes over the wire, with an API key.
pub(crate) fn request(method: &str, path: &str, key: &str, body: &[u8]) -> Vec<u8> {
    request_with(method, path, &format!("Authorization: Bearer {key}"), body)
}

/// A request as it goes over the wire, with a header.
pub(crate) fn request_with(method: &str, path: &str, header: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "{method} {path} HTTP/1.1\r\nHost: bench\r\n{header}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(1 << 16) })
    }

    /// Sends a request and reads the whole answer: its body, if the status is a success.
    pub(crate) async fn call(&mut self, request: &[u8]) -> Result<&[u8], Failure> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            if let Some(end) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more().await?;
        };
        let text = String::from_utf8_lossy(self.received.get(..head).unwrap_or_default());
        let is_success = text.starts_with("HTTP/1.1 2");
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let length: usize = length.ok_or("an answer without a length")?;
        while self.received.len() < head + length {
            self.read_more().await?;
        }
        let body = self.received.get(head..).unwrap_or_default();
        if is_success {
            Ok(body)
        } else {
            Err(format!("answered {}", String::from_utf8_lossy(&self.received)).into())
        }
    }

    async fn read_more(&mut self) -> Result<(), Failure> {
        if self.stream.read_buf(&mut self.received).await? == 0 {
            return Err("the connection was closed".into());
        }
        Ok(())
    }
}

/// Calls over many connections for a while.
pub(crate) struct Flood {
    pub(crate) address: SocketAddr,
    pub(crate) connections: usize,
    pub(crate) lasting: Duration,
    /// The request of a connection and its turn.
    pub(crate) requests: Arc<dyn Fn(usize, usize) -> Vec<u8> + Send + Sync>,
    /// What every answer must hold.
    pub(crate) holds: &'static [u8],
}

/// What came of a flood.
#[derive(Debug)]
pub(crate) struct Answered {
    /// Answers that are counted.
    pub(crate) count: usize,
    /// The sum of what each connection was answered per second.
    pub(crate) rate: f64,
    /// When the first of them was asked for.
    pub(crate) started: Instant,
}

impl Flood {
    /// Requests answered per second.
    pub(crate) async fn run(&self) -> Result<f64, Failure> {
        Ok(self.answered().await?.rate)
    }

    /// The same, with how many they were.
    pub(crate) async fn answered(&self) -> Result<Answered, Failure> {
        let ready = Arc::new(Barrier::new(self.connections));
        let mut callers = JoinSet::new();
        for number in 0..self.connections {
            let (ready, requests) = (Arc::clone(&ready), Arc::clone(&self.requests));
            let (address, lasting, holds) = (self.address, self.lasting, self.holds);
            callers.spawn(async move {
                let mut connection = Connection::open(address).await?;
                // So that neither connecting nor the first look at the key is counted.
                connection.call(&requests(number, 0)).await?;
                ready.wait().await;
                let started = Instant::now();
                let mut turn = 1;
                while started.elapsed() < lasting {
                    let answer = connection.call(&requests(number, turn)).await?;
                    let start = answer.get(..2_000).unwrap_or(answer);
                    if !holds.is_empty() && !start.windows(holds.len()).any(|part| part == holds) {
                        return Err(format!("wrong: {}", String::from_utf8_lossy(answer)).into());
                    }
                    turn += 1;
                }
                Ok::<_, Failure>((turn - 1, rate(turn - 1, started.elapsed()), started))
            });
        }
        let mut total = Answered { count: 0, rate: 0.0, started: Instant::now() };
        while let Some(caller) = callers.join_next().await {
            let (count, rate, started) = caller??;
            total.count += count;
            total.rate += rate;
            total.started = total.started.min(started);
        }
        Ok(total)
    }
}

/// So many in so much time, per second.
pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
