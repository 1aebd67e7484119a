//! What an error of the database means to a caller.

use std::borrow::Cow;

/// An error of the database, sorted by what can be done about it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database cannot be reached, is overloaded, or gave up on a lock or a time limit: try again.
    #[error("the database is not available")]
    Unavailable(#[source] Option<sqlx::Error>),
    /// A unique constraint or other rule of the schema refused the row.
    #[error("the constraint {constraint} refused the row")]
    Conflict {
        /// Name of the constraint.
        constraint: String,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// PostgreSQL refused a value that the edge should have refused. Always a missing check of ours.
    #[error("the database refused a value")]
    BadValue(#[source] sqlx::Error),
    /// Anything else: a defect.
    #[error("the database failed")]
    Fault(#[source] sqlx::Error),
}

impl DbError {
    /// Whether the row was refused by this constraint.
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint, .. } if constraint == name)
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable(Some(error)),
            sqlx::Error::Database(database) => {
                let state = database.code().unwrap_or(Cow::Borrowed("")).into_owned();
                match database.constraint().map(ToOwned::to_owned) {
                    Some(constraint) => Self::Conflict { constraint, source: error },
                    None => Self::by_state(&state, error),
                }
            }
            _ => Self::Fault(error),
        }
    }
}

impl DbError {
    /// Sorts by SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    fn by_state(state: &str, error: sqlx::Error) -> Self {
        let class = state.get(..2).unwrap_or_default();
        match (class, state) {
            // Connection lost, resources exhausted, operator intervention (shutdown, time limit), deadlock or
            // serialization failure, lock not available, read-only after a failover, transaction cut off.
            ("08" | "53" | "57" | "40" | "58", _) | (_, "55P03" | "25006" | "25P02" | "25P03") => {
                Self::Unavailable(Some(error))
            }
            // Data exceptions, and values too long for an index.
            ("22", _) | (_, "54000") => Self::BadValue(error),
            _ => Self::Fault(error),
        }
    }
}
