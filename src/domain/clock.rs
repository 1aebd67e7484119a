//! Where the service's own "now" comes from.

use chrono::{DateTime, SubsecRound as _, Utc};

/// A source of the current time, in microseconds (PostgreSQL's resolution).
///
/// Times of record come from the database's clock; this one is for the service's own decisions, such as
/// whether a key has expired or a given `occurred_at` lies in the future.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always the same instant, for tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The current instant.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that reads the machine's clock"
            )]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Fixed(now) => now,
        }
    }
}
