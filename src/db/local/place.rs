//! Who runs the server, and in which directories.
//!
//! PostgreSQL refuses to run as root. As root we run it as the owner of the data if there is data, else as
//! `postgres`, else as `nobody`, and give that user what we create. If that user cannot enter the wanted
//! directory (`/root`, a 0700 home), the data goes to `/var/lib/optout/<hash of the wanted path>` instead.
//!
//! ```text
//! <home>/pgdata           the cluster, 0700
//! <home>/run              its socket, if the path is short enough, else <temporary directory>/optout-<hash>
//! <home>/server.log       what the server says; server.log.1 is the run before
//! <home>/starting.lock    held while a process starts or stops the server
//! <home>/in-use.lock      shared by every process that uses the server
//! ```

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown, symlink,
};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use sha2::{Digest as _, Sha256};
use tokio::process::Command;

use super::error::Failure;

/// The port is only a part of the socket's file name: no TCP port is opened.
pub(super) const PORT: u16 = 5432;

/// The smallest limit on a socket's path is macOS's: 104 bytes, the closing zero included.
const LONGEST_SOCKET: usize = 103;

pub(super) const LOG: &str = "server.log";
pub(super) const LAST_LOG: &str = "server.log.1";
pub(super) const STARTING: &str = "starting.lock";
pub(super) const IN_USE: &str = "in-use.lock";

const RELOCATED: &str = "/var/lib/optout";

/// The user the server runs as.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServerUser {
    uid: u32,
    gid: u32,
    /// We are root and have to become this user.
    become_it: bool,
}

/// The directories of one cluster and the user they belong to.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) home: PathBuf,
    pub(super) user: ServerUser,
}

impl Place {
    /// Creates the home of the cluster, or finds it.
    pub(super) async fn prepare(wanted: &Path) -> Result<Self, Failure> {
        let us = id(&["-u"]).await.unwrap_or(u32::MAX);
        let home = create_home(wanted)?;
        let user = server_user(us, &home).await?;
        let place = Self { home, user };
        if place.is_reachable().await? { Ok(place) } else { place.relocated(us).await }
    }

    pub(super) fn pgdata(&self) -> PathBuf {
        self.home.join("pgdata")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.home.join(LOG)
    }

    /// The version that made the data, or nothing if there is no data.
    pub(super) fn data_version(&self) -> Option<String> {
        let text = fs::read_to_string(self.pgdata().join("PG_VERSION")).ok()?;
        text.trim().split('.').next().map(str::to_owned)
    }

    /// Creates the socket's directory, or checks that nobody else can enter it.
    pub(super) async fn socket_dir(&self) -> Result<PathBuf, Failure> {
        let inside = self.home.join("run");
        if fits(&inside) {
            self.private_dir(&inside)?;
            return Ok(inside);
        }
        let name = format!("optout-{}", short_hash(&self.home));
        for parent in [std::env::temp_dir(), PathBuf::from("/tmp")] {
            let dir = parent.join(&name);
            if fits(&dir) && self.user.can_enter(&parent).await? {
                self.private_dir(&dir)?;
                return Ok(dir);
            }
        }
        Err(Failure::SocketDir { path: inside, user: self.user.uid })
    }

    /// Creates a directory that only the server's user may enter; refuses one that somebody else planted.
    pub(super) fn private_dir(&self, path: &Path) -> Result<(), Failure> {
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => self.user.give(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let found = fs::symlink_metadata(path).map_err(Failure::io("look at", path))?;
                if found.is_dir() && found.uid() == self.user.uid && found.mode() & 0o777 == 0o700 {
                    return Ok(());
                }
                Err(Failure::SocketDir { path: path.to_owned(), user: self.user.uid })
            }
            Err(error) => Err(Failure::io("create", path)(error)),
        }
    }

    /// Opens a file of the home that outlives us and that the next user of the data must be able to open.
    pub(super) fn open(&self, name: &str) -> Result<File, Failure> {
        let path = self.home.join(name);
        let file = File::options().append(true).read(true).create(true).open(&path);
        let file = file.map_err(Failure::io("open", &path))?;
        self.user.give(&path)?;
        Ok(file)
    }

    /// Removes what we keep, and the home itself unless something else is in it.
    pub(super) fn remove(&self, socket_dir: &Path) -> Result<(), Failure> {
        for dir in [socket_dir, &self.pgdata()] {
            if dir.exists() {
                fs::remove_dir_all(dir).map_err(Failure::io("remove", dir))?;
            }
        }
        for file in [LOG, LAST_LOG, STARTING, IN_USE] {
            // What is left costs nothing, and the next start uses it.
            let _ = fs::remove_file(self.home.join(file));
        }
        let _ = fs::remove_dir(&self.home);
        Ok(())
    }

    /// Whether the server's user can enter the home, which is given to it if it is empty.
    async fn is_reachable(&self) -> Result<bool, Failure> {
        let parent = self.home.parent().unwrap_or(&self.home);
        if !self.user.can_enter(parent).await? {
            return Ok(false);
        }
        if self.user.become_it {
            let mut entries = self.home.read_dir().map_err(Failure::io("read", &self.home))?;
            if entries.next().is_none() {
                self.user.give(&self.home)?;
            }
        }
        self.user.can_enter(&self.home).await
    }

    async fn relocated(self, us: u32) -> Result<Self, Failure> {
        let unreachable = Failure::Unreachable { path: self.home.clone(), user: self.user.uid };
        if !self.user.become_it || self.pgdata().exists() {
            return Err(unreachable);
        }
        fs::create_dir_all(RELOCATED).map_err(Failure::io("create", Path::new(RELOCATED)))?;
        // Root's umask may keep others out of what it creates.
        fs::set_permissions(RELOCATED, Permissions::from_mode(0o755))
            .map_err(Failure::io("open to others", Path::new(RELOCATED)))?;
        let home = create_home(&Path::new(RELOCATED).join(short_hash(&self.home)))?;
        // Only a signpost for whoever looks for the data: nothing reads it.
        let _ = symlink(&home, self.home.join("moved"));
        let place = Self { user: server_user(us, &home).await?, home };
        if place.is_reachable().await? { Ok(place) } else { Err(unreachable) }
    }
}

impl ServerUser {
    /// Prepares a program to run as this user, from a directory it may be in, with messages in English.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        if self.become_it {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    async fn can_enter(self, dir: &Path) -> Result<bool, Failure> {
        let shell = Path::new("/bin/sh");
        let mut command = self.command(shell);
        command.args(["-c", "cd -- \"$1\"", "sh"]).arg(dir);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().await;
        Ok(status.map_err(Failure::io("run, as PostgreSQL's user,", shell))?.success())
    }

    fn give(self, path: &Path) -> Result<(), Failure> {
        if !self.become_it {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid))
            .map_err(Failure::io("change the owner of", path))
    }
}

fn create_home(wanted: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(wanted).map_err(Failure::io("find", wanted))?;
    if let Some(parent) = absolute.parent() {
        fs::create_dir_all(parent).map_err(Failure::io("create", parent))?;
    }
    match DirBuilder::new().mode(0o700).create(&absolute) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(Failure::io("create", &absolute)(error))
        }
        _ => absolute.canonicalize().map_err(Failure::io("enter", &absolute)),
    }
}

async fn server_user(us: u32, home: &Path) -> Result<ServerUser, Failure> {
    let pgdata = home.join("pgdata");
    let owner = fs::metadata(&pgdata).ok().map(|data| (data.uid(), data.gid()));
    match owner {
        Some((0, _)) if us == 0 => Err(Failure::OwnedByRoot(pgdata)),
        Some((uid, gid)) if us == 0 => Ok(ServerUser { uid, gid, become_it: true }),
        Some((owner, _)) if owner != us => Err(Failure::Owner { path: pgdata, owner, us }),
        None if us == 0 => named_user().await,
        _ => Ok(ServerUser { uid: us, gid: u32::MAX, become_it: false }),
    }
}

async fn named_user() -> Result<ServerUser, Failure> {
    for name in ["postgres", "nobody"] {
        if let (Some(uid), Some(gid)) = (id(&["-u", name]).await, id(&["-g", name]).await) {
            return Ok(ServerUser { uid, gid, become_it: true });
        }
    }
    Err(Failure::NoServerUser)
}

/// Asks `id`, which also knows users that are not in `/etc/passwd`.
async fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).stdin(Stdio::null()).output().await.ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Whether PostgreSQL, its lock file and a URL can all name a socket in this directory.
fn fits(dir: &Path) -> bool {
    let socket = dir.join(format!(".s.PGSQL.{PORT}"));
    // libpq takes a comma for the start of another host.
    let is_plain = |path: &str| !path.contains(|c: char| c.is_control() || c == ',');
    socket.to_str().is_some_and(|path| path.len() <= LONGEST_SOCKET && is_plain(path))
}

fn short_hash(path: &Path) -> String {
    let digest: [u8; 32] = Sha256::digest(path.as_os_str().as_bytes()).into();
    let start = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
    format!("{start:016x}")
}
