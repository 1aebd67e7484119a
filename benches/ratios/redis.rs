//! A private Redis that holds the list of the large tenant as a set, and a client that costs little.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};

use super::Failure;
use super::audience::Audience;
use super::client::count_byte;
use super::rounds::median;
use super::stage::Stage;

const SET: &str = "optouts";
/// Members of one request, of which the best counts.
const CHUNKS: [usize; 3] = [1_000, 10_000, 100_000];
/// Members added by one request.
const ADDED_AT_ONCE: usize = 1_000;

/// The server, which ends with this.
pub(crate) struct Redis {
    socket: PathBuf,
    _server: Child,
}

/// An audience as requests on the wire, made beforehand.
pub(crate) struct Questions {
    bytes: Vec<u8>,
    /// Bytes of all answers.
    answer: usize,
    /// How often the digit 1 is in what stands before the answers.
    ones_of_heads: usize,
    size: usize,
    on_list: usize,
    pub(crate) chunk: usize,
}

impl Redis {
    /// Starts it on a Unix socket, keeping nothing on disk, and puts the list into it.
    pub(crate) async fn start(stage: &mut Stage<'_>) -> Result<Self, Failure> {
        let program = program().await.ok_or("no Redis on this machine")?;
        // What the program is, is decided by its name: see tools/install-redis.
        let name = stage.cluster.beside("redis-server");
        std::os::unix::fs::symlink(program, &name)?;
        let socket = stage.cluster.beside("redis.sock");
        let mut command = Command::new(name);
        command.args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"]);
        command.arg("--unixsocket").arg(&socket).arg("--dir").arg(stage.cluster.beside(""));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = command.kill_on_drop(true).spawn()?;
        let redis = Self { socket, _server: server };
        redis.load(stage).await?;
        Ok(redis)
    }

    async fn connect(&self) -> Result<UnixStream, Failure> {
        let started = Instant::now();
        loop {
            match UnixStream::connect(&self.socket).await {
                Ok(stream) => return Ok(stream),
                Err(error) if started.elapsed() > Duration::from_secs(10) => {
                    return Err(error.into());
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    async fn load(&self, stage: &mut Stage<'_>) -> Result<(), Failure> {
        let (total, id) = (stage.plan.large, stage.large.id);
        let mut stream = self.connect().await?;
        let mut phones = sqlx::query_scalar::<_, i64>(
            "select phone from contacts where tenant_id = $1 and contact_id <= $2",
        )
        .bind(id)
        .bind(total)
        .fetch(&mut stage.owner);
        let mut added = Vec::with_capacity(ADDED_AT_ONCE);
        let mut sum = 0;
        while let Some(phone) = phones.try_next().await? {
            added.push(phone.unsigned_abs());
            if added.len() == ADDED_AT_ONCE {
                sum += add(&mut stream, &added).await?;
                added.clear();
            }
        }
        if !added.is_empty() {
            sum += add(&mut stream, &added).await?;
        }
        if sum != total {
            return Err(format!("Redis holds {sum}, not {total}").into());
        }
        let answer = ask_one(&mut stream, "SMISMEMBER", &[0]).await?;
        let is_answered = answer.starts_with('*');
        is_answered.then_some(()).ok_or_else(|| "it has no SMISMEMBER, 6.2 and later do".into())
    }

    /// The requests for an audience in the chunks that Redis answers soonest.
    pub(crate) async fn best(&self, audience: &Audience) -> Result<Questions, Failure> {
        let mut best: Option<(f64, Questions)> = None;
        for chunk in CHUNKS {
            if chunk > audience.phones.len() && best.is_some() {
                break;
            }
            let questions = Questions::new(audience, chunk)?;
            let mut times = Vec::new();
            for _ in 0..3 {
                times.push(self.ask(&questions).await?);
            }
            let time = median(&times);
            if best.as_ref().is_none_or(|(least, _)| time < *least) {
                best = Some((time, questions));
            }
        }
        Ok(best.ok_or("no chunks")?.1)
    }

    /// Milliseconds until all answers were there.
    pub(crate) async fn ask(&self, questions: &Questions) -> Result<f64, Failure> {
        let mut stream = self.connect().await?;
        let mut buffer = vec![0; 1 << 18];
        let (mut answer, mut asked) = stream.split();
        let started = Instant::now();
        let counting = async {
            let (mut bytes, mut ones) = (0, 0);
            while bytes < questions.answer {
                let length = answer.read(&mut buffer).await?;
                if length == 0 {
                    return Err("Redis closed the connection".into());
                }
                let part = buffer.get(..length).unwrap_or_default();
                bytes += length;
                ones += count_byte(part, b'1');
            }
            Ok::<_, Failure>(ones)
        };
        let sending = async { Ok::<_, Failure>(asked.write_all(&questions.bytes).await?) };
        let (ones, ()) = tokio::try_join!(counting, sending)?;
        let time = started.elapsed().as_secs_f64() * 1000.0;
        let found = ones.checked_sub(questions.ones_of_heads);
        if found == Some(questions.on_list) {
            return Ok(time);
        }
        Err(format!("Redis found {found:?} of {}, not {}", questions.size, questions.on_list)
            .into())
    }
}

impl Questions {
    pub(crate) fn new(audience: &Audience, chunk: usize) -> Result<Self, Failure> {
        let mut text = String::with_capacity(audience.phones.len() * 22);
        let (mut answer, mut ones_of_heads) = (0, 0);
        for members in audience.phones.chunks(chunk) {
            command(&mut text, "SMISMEMBER", members)?;
            // `*1000`, then `:0` or `:1` for each.
            let head = members.len().to_string();
            answer += head.len() + 3 + 4 * members.len();
            ones_of_heads += head.bytes().filter(|byte| *byte == b'1').count();
        }
        let (size, on_list) = (audience.phones.len(), audience.on_list);
        Ok(Self { bytes: text.into_bytes(), answer, ones_of_heads, size, on_list, chunk })
    }
}

/// See <https://redis.io/docs/latest/develop/reference/protocol-spec/>.
fn command(text: &mut String, name: &str, members: &[u64]) -> Result<(), Failure> {
    write!(
        text,
        "*{}\r\n${}\r\n{name}\r\n${}\r\n{SET}\r\n",
        members.len() + 2,
        name.len(),
        SET.len()
    )?;
    for member in members {
        let length = member.checked_ilog10().unwrap_or_default() + 1;
        write!(text, "${length}\r\n{member}\r\n")?;
    }
    Ok(())
}

/// How many were new.
async fn add(stream: &mut UnixStream, members: &[u64]) -> Result<i64, Failure> {
    let answer = ask_one(stream, "SADD", members).await?;
    let new = answer.strip_prefix(':').and_then(|digits| digits.trim_end().parse().ok());
    new.ok_or_else(|| format!("Redis answered {answer}").into())
}

/// The answer to one request, its first line at least.
async fn ask_one(stream: &mut UnixStream, name: &str, members: &[u64]) -> Result<String, Failure> {
    let mut text = String::new();
    command(&mut text, name, members)?;
    stream.write_all(text.as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n") {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err("Redis closed the connection".into());
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Asks the shell, so that only `config.rs` of the service reads the environment.
async fn program() -> Option<PathBuf> {
    const SCRIPT: &str =
        "for name in redis-server valkey-server redis-check-rdb valkey-check-rdb; do
        command -v $name && exit; done";
    let answer =
        Command::new("sh").args(["-c", SCRIPT]).stdin(Stdio::null()).output().await.ok()?;
    let path = String::from_utf8(answer.stdout).ok()?;
    Some(PathBuf::from(path.trim_end())).filter(|path| path.is_absolute())
}
