//! A private PostgreSQL for `optout dev`, the tests and the benchmarks: made from the machine's own PostgreSQL
//! programs, on a Unix socket only, in a directory of our own.
//!
//! Nothing here is used by `optout serve`. What holds:
//! - **No clash.** No TCP port; the socket is in a 0700 directory, so `trust` lets in nobody but the server's
//!   user and root.
//! - **Any user.** As root the server runs as `postgres` or `nobody`; see `place.rs`.
//! - **Any end.** After a `kill -9` of us the server goes on and is adopted by the next start, whoever asks for
//!   the same directory; after a `kill -9` of everything a stale lock file does not block; an interrupted
//!   `initdb` is made anew.
//! - **Shared use.** Several processes may use one cluster; the last one to stop it stops the server.

mod error;
mod place;
mod postmaster;
mod programs;
mod server;

use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use tokio::time::{Instant, sleep};

pub use self::error::LocalError;
pub use self::programs::find_binaries;

use self::error::Failure;
use self::place::{PORT, Place};

/// The superuser, who owns the databases and runs the migrations.
pub const OWNER: &str = "optout_owner";
/// The role of the service, which the migrations create.
pub const APP: &str = "optout_app";

/// What kind of cluster is wanted, and where.
#[derive(Debug, Clone)]
pub struct LocalOptions {
    /// The directory everything is kept in. It is created if need be.
    pub data_dir: PathBuf,
    /// Whether a commit reaches the disk. Only tests can do without.
    pub durable: bool,
    /// More settings of `postgresql.conf`. A server that runs already keeps those it was started with.
    pub settings: Vec<(String, String)>,
    /// Where the PostgreSQL programs are, if they are not to be searched for.
    pub bin_dir: Option<PathBuf>,
}

/// A running PostgreSQL of our own.
///
/// Dropping it leaves the server running, for the next start to adopt; [`LocalCluster::stop`] ends it.
#[derive(Debug)]
pub struct LocalCluster {
    place: Place,
    bin_dir: PathBuf,
    socket_dir: PathBuf,
    in_use: File,
    /// Waits for our end, if asked to.
    watch: Option<Child>,
}

impl LocalCluster {
    /// Creates the cluster if it does not exist, and starts its server or adopts the running one.
    pub async fn start(options: LocalOptions) -> Result<Self, LocalError> {
        let place = Place::prepare(&options.data_dir).await?;
        let _turn = take_turn(&place).await?;
        let in_use = place.open(place::IN_USE)?;
        in_use.lock_shared().map_err(Failure::io("lock", &place.home))?;

        let running = server::running(&place).await?;
        let bin_dir = programs::for_data(&place, options.bin_dir.clone()).await?;
        let socket_dir = match running {
            Some(socket_dir) => socket_dir,
            None => start_server(&place, &bin_dir, &options).await?,
        };
        Ok(Self { place, bin_dir, socket_dir, in_use, watch: None })
    }

    /// A `postgres://` URL of this database for the superuser.
    pub fn owner_url(&self, database: &str) -> String {
        url(&self.socket_dir, OWNER, database)
    }

    /// A `postgres://` URL of this database for the role of the service.
    pub fn app_url(&self, database: &str) -> String {
        url(&self.socket_dir, APP, database)
    }

    /// The directory of the Unix socket.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// The directory of the PostgreSQL programs.
    pub fn bin_dir(&self) -> &Path {
        &self.bin_dir
    }

    /// Where the cluster really is: another directory than asked for if the server's user could not enter that.
    pub fn data_dir(&self) -> &Path {
        &self.place.home
    }

    /// Has the server stopped when this process ends, however it ends, unless another process uses it then.
    ///
    /// For tests, whose process ends without a word. It needs the program `flock`; without it nothing happens.
    pub fn stop_when_unused(&mut self) -> Result<(), LocalError> {
        self.watch = Some(server::stop_when_unused(&self.place, &self.bin_dir)?);
        Ok(())
    }

    /// Stops the server, unless another process uses it too.
    pub async fn stop(self) -> Result<(), LocalError> {
        self.stop_if_last().await?;
        Ok(())
    }

    /// Stops the server and removes what it kept, unless another process uses it too. What somebody else keeps
    /// in the directory stays.
    pub async fn remove(self) -> Result<(), LocalError> {
        if self.stop_if_last().await? {
            self.place.remove(&self.socket_dir)?;
        }
        Ok(())
    }

    async fn stop_if_last(&self) -> Result<bool, Failure> {
        let _turn = take_turn(&self.place).await?;
        self.in_use.unlock().map_err(Failure::io("unlock", &self.place.home))?;
        match self.in_use.try_lock() {
            Ok(()) => server::stop(&self.place, &self.bin_dir).await.map(|()| true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(Failure::io("lock", &self.place.home)(error)),
        }
    }
}

async fn start_server(
    place: &Place,
    bin_dir: &Path,
    options: &LocalOptions,
) -> Result<PathBuf, Failure> {
    if place.data_version().is_none() {
        server::create_data(place, bin_dir, options.durable).await?;
    }
    let socket_dir = place.socket_dir().await?;
    server::start(place, bin_dir, &socket_dir, options).await?;
    Ok(socket_dir)
}

/// Only one process at a time starts or stops the server. The lock ends with the process that holds it.
async fn take_turn(place: &Place) -> Result<File, Failure> {
    let lock = place.open(place::STARTING)?;
    let since = Instant::now();
    while let Err(error) = lock.try_lock() {
        match error {
            TryLockError::Error(error) => return Err(Failure::io("lock", &place.home)(error)),
            TryLockError::WouldBlock if since.elapsed() > Duration::from_mins(1) => {
                return Err(Failure::Busy(place.home.clone()));
            }
            TryLockError::WouldBlock => sleep(Duration::from_millis(30)).await,
        }
    }
    Ok(lock)
}

/// A URL that sqlx, `psql` and every libpq program accept.
fn url(socket_dir: &Path, user: &str, database: &str) -> String {
    let socket_dir = percent_encoded(&socket_dir.to_string_lossy());
    let database = percent_encoded(database);
    format!("postgres:///{database}?host={socket_dir}&port={PORT}&user={user}&sslmode=disable")
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
