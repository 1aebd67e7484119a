//! What can keep the private cluster from running, in words that say what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private cluster could not be started or stopped, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct LocalError(#[from] Failure);

#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(
        "PostgreSQL's server programs (initdb, postgres, pg_ctl) were not found. Install them with:\n  \
         sudo apt-get install postgresql          (Debian, Ubuntu)\n  \
         sudo dnf install postgresql-server       (Fedora, RHEL)\n  \
         sudo apk add postgresql                  (Alpine)\n  \
         brew install postgresql                  (macOS)\n\
         or run ./tools/install-postgres, or set POSTGRES_BIN_DIR to the directory that holds them"
    )]
    ProgramsMissing,

    #[error("POSTGRES_BIN_DIR is {}, which lacks initdb, postgres or pg_ctl; set it to PostgreSQL's bin directory or unset it", .0.display())]
    NotABinDir(PathBuf),

    #[error(
        "the data in {} was made by PostgreSQL {data}, the programs in {} are PostgreSQL {programs}; \
         install PostgreSQL {data}, or set POSTGRES_BIN_DIR to its programs, \
         or start afresh by moving the data away: mv {} {}.old",
        pgdata.display(), bin_dir.display(), pgdata.display(), pgdata.display()
    )]
    Version { pgdata: PathBuf, data: String, bin_dir: PathBuf, programs: String },

    #[error(
        "{} belongs to the user with id {owner} and this is the user with id {us}; \
         run as that user or as root, or use another data directory",
        path.display()
    )]
    Owner { path: PathBuf, owner: u32, us: u32 },

    #[error("{} belongs to root, as whom PostgreSQL refuses to run; give it to another user: chown -R postgres {}", .0.display(), .0.display())]
    OwnedByRoot(PathBuf),

    #[error(
        "PostgreSQL refuses to run as root, and neither a user `postgres` nor `nobody` exists; \
         run as an ordinary user, or create one: useradd --system postgres"
    )]
    NoServerUser,

    #[error(
        "PostgreSQL runs as the user with id {user}, who cannot enter {}; \
         use a data directory that this user may enter, such as /var/tmp/optout",
        path.display()
    )]
    Unreachable { path: PathBuf, user: u32 },

    #[error(
        "no short private directory for PostgreSQL's socket: {} exists and is not a directory that only \
         the user with id {user} may enter; remove it, or use a data directory with a path under 80 bytes",
        path.display()
    )]
    SocketDir { path: PathBuf, user: u32 },

    #[error("another process has been starting or stopping PostgreSQL in {} for a minute; end it and try again", .0.display())]
    Busy(PathBuf),

    #[error("initdb could not create {}:\n{output}", pgdata.display())]
    Initdb { pgdata: PathBuf, output: String },

    #[error("PostgreSQL ended while starting; the end of {}:\n{tail}", log.display())]
    Ended { log: PathBuf, tail: String },

    #[error(
        "PostgreSQL (process {pid}) holds {} and did not answer within {seconds} s; \
         wait and try again, or end it with: kill -INT {pid}\nthe end of {}:\n{tail}",
        pgdata.display(), log.display()
    )]
    Silent { pid: u32, pgdata: PathBuf, seconds: u64, log: PathBuf, tail: String },

    #[error("PostgreSQL in {} did not stop:\n{output}", pgdata.display())]
    Stop { pgdata: PathBuf, output: String },

    #[error("cannot {action} {}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

impl Failure {
    /// Names what was done to which path when the system said no.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
