//! A small HTTP client that costs little: keep-alive connections, and bytes that are hardly looked at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::Failure;

/// Room for what is read of a long answer at once.
const LARGE_READ: usize = 1 << 18;

/// A connection with one request under way at a time.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    /// An answer that came in chunks, put together.
    body: Vec<u8>,
}

/// A request as it goes over the wire, with an API key.
pub(crate) fn request(method: &str, path: &str, key: &str, body: &[u8]) -> Vec<u8> {
    request_with(method, path, &format!("Authorization: Bearer {key}"), body)
}

/// A request as it goes over the wire, with a header.
pub(crate) fn request_with(method: &str, path: &str, header: &str, body: &[u8]) -> Vec<u8> {
    let headers = format!("{header}\r\nContent-Type: application/json");
    raw_request(method, path, &headers, body)
}

/// A request with one thing on each line of its body, as it goes over the wire.
pub(crate) fn text_request(path: &str, key: &str, body: &[u8]) -> Vec<u8> {
    let headers = format!("Authorization: Bearer {key}\r\nContent-Type: text/plain");
    raw_request("POST", path, &headers, body)
}

fn raw_request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "{method} {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The head of an answer.
#[derive(Debug)]
struct Head {
    is_success: bool,
    /// Bytes that it takes itself.
    size: usize,
    /// How long the body is; none if it comes in chunks.
    length: Option<usize>,
}

impl Head {
    /// Reads a head at the beginning of `received`, if all of it is there.
    fn read(received: &[u8]) -> Result<Option<Self>, Failure> {
        let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let text = str::from_utf8(received.get(..end).unwrap_or_default())?;
        let value = |wanted: &str| {
            text.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case(wanted).then(|| value.trim())
            })
        };
        let is_chunked = value("transfer-encoding") == Some("chunked");
        let length = value("content-length").map(str::parse).transpose()?;
        if length.is_none() && !is_chunked {
            return Err("an answer without a length".into());
        }
        Ok(Some(Self { is_success: text.starts_with("HTTP/1.1 2"), size: end + 4, length }))
    }
}

/// How far a body in chunks has been read.
#[derive(Debug, Default)]
struct Chunks {
    /// Bytes of the chunk that are still to come, with the end of line behind them.
    left: usize,
    /// The line with the size of the next chunk, as far as it is there.
    line: Vec<u8>,
    /// The last chunk was there: what follows is the empty line behind it.
    is_last: bool,
    has_ended: bool,
}

impl Chunks {
    /// Takes the bytes of the body out of more bytes of the connection.
    fn feed(&mut self, bytes: &[u8], mut take: impl FnMut(&[u8])) -> Result<(), Failure> {
        let mut rest = bytes;
        while !rest.is_empty() && !self.has_ended {
            if self.left > 0 {
                let (part, behind) = rest.split_at(self.left.min(rest.len()));
                let of_body = self.left.saturating_sub(2).min(part.len());
                take(part.get(..of_body).unwrap_or_default());
                self.left -= part.len();
                rest = behind;
                continue;
            }
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (part, behind) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            self.line.extend_from_slice(part);
            rest = behind;
            if end.is_some() {
                self.line_ends()?;
            }
        }
        Ok(())
    }

    fn line_ends(&mut self) -> Result<(), Failure> {
        let line = std::mem::take(&mut self.line);
        if self.is_last {
            self.has_ended = true;
            return Ok(());
        }
        let size = usize::from_str_radix(str::from_utf8(&line)?.trim_end(), 16)?;
        self.is_last = size == 0;
        self.left = if self.is_last { 0 } else { size + 2 };
        Ok(())
    }
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(1 << 16), body: Vec::new() })
    }

    /// Sends a request and reads the whole answer: its body, if the status is a success.
    pub(crate) async fn call(&mut self, request: &[u8]) -> Result<&[u8], Failure> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            if let Some(head) = Head::read(&self.received)? {
                break head;
            }
            read_more(&mut self.stream, &mut self.received).await?;
        };
        let Some(length) = head.length else { return self.chunks(&head).await };
        let size = head.size + length;
        self.received.reserve(size.saturating_sub(self.received.len()));
        while self.received.len() < size {
            read_more(&mut self.stream, &mut self.received).await?;
        }
        if !head.is_success {
            return Err(refused(&self.received));
        }
        Ok(self.received.get(head.size..).unwrap_or_default())
    }

    async fn chunks(&mut self, head: &Head) -> Result<&[u8], Failure> {
        let mut chunks = Chunks::default();
        self.body.clear();
        let mut rest = self.received.split_off(head.size);
        loop {
            chunks.feed(&rest, |part| self.body.extend_from_slice(part))?;
            if chunks.has_ended {
                break;
            }
            rest.clear();
            read_more(&mut self.stream, &mut rest).await?;
        }
        if head.is_success { Ok(&self.body) } else { Err(refused(&self.body)) }
    }

    /// Sends a request and reads the answer meanwhile, counting its lines and keeping none of them.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<usize, Failure> {
        let (mut answer, mut asked) = self.stream.split();
        let sending = async {
            // Who is refused may not be let to finish; the answer says why.
            let _ = asked.write_all(request).await;
            std::future::pending().await
        };
        tokio::select! {
            lines = count_lines(&mut answer, &mut self.received) => lines,
            never = sending => never,
        }
    }
}

async fn count_lines(
    answer: &mut (impl AsyncRead + Unpin),
    received: &mut Vec<u8>,
) -> Result<usize, Failure> {
    received.clear();
    let head = loop {
        if let Some(head) = Head::read(received)? {
            break head;
        }
        read_more(answer, received).await?;
    };
    let mut lines = 0;
    let mut count = |part: &[u8]| lines += count_byte(part, b'\n');
    let mut chunks = Chunks::default();
    let mut left = head.length;
    received.drain(..head.size);
    loop {
        match &mut left {
            Some(left) => {
                count(received);
                *left = left.checked_sub(received.len()).ok_or("more than the answer's length")?;
            }
            None => chunks.feed(received, &mut count)?,
        }
        if !head.is_success {
            return Err(refused(received));
        }
        if chunks.has_ended || left == Some(0) {
            return Ok(lines);
        }
        received.clear();
        received.reserve(LARGE_READ);
        read_more(answer, received).await?;
    }
}

async fn read_more(
    stream: &mut (impl AsyncRead + Unpin),
    received: &mut Vec<u8>,
) -> Result<(), Failure> {
    if stream.read_buf(received).await? == 0 {
        return Err("the connection was closed".into());
    }
    Ok(())
}

fn refused(answer: &[u8]) -> Failure {
    let start = answer.get(..2_000).unwrap_or(answer);
    format!("answered {}", String::from_utf8_lossy(start)).into()
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

/// How often a byte is among others. In parts that a byte can count, which the processor does many at once.
pub(crate) fn count_byte(bytes: &[u8], wanted: u8) -> usize {
    let in_part = |part: &[u8]| part.iter().map(|byte| u8::from(*byte == wanted)).sum::<u8>();
    bytes.chunks(255).map(|part| usize::from(in_part(part))).sum()
}

/// So many in so much time, per second.
pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
