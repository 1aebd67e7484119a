//! How much is measured.

use std::path::PathBuf;
use std::time::Duration;

use super::Failure;

/// What was asked for on the command line, and what follows.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) quick: bool,
    /// Where the report goes, too.
    pub(crate) out: Option<PathBuf>,
    /// Opt-outs of the large tenant.
    pub(crate) large: i64,
    /// The other tenants.
    pub(crate) small_tenants: usize,
    /// Opt-outs of each of them.
    pub(crate) small: i64,
    /// How often each side has its turn.
    pub(crate) rounds: usize,
    /// How long a turn with many requests takes.
    pub(crate) turn: Duration,
}

impl Plan {
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut arguments = arguments;
        let (mut quick, mut out) = (false, None);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo adds it.
                "--bench" => {}
                "--quick" => quick = true,
                "--out" => {
                    out = Some(PathBuf::from(arguments.next().ok_or("--out needs a file")?));
                }
                _ => return Err(format!("unknown: {argument}; known: --quick, --out FILE").into()),
            }
        }
        Ok(Self {
            quick,
            out,
            large: if quick { 500_000 } else { 5_000_000 },
            small_tenants: 100,
            small: if quick { 5_000 } else { 50_000 },
            rounds: 5,
            turn: Duration::from_secs(if quick { 2 } else { 5 }),
        })
    }

    pub(crate) fn small_tenants_total(&self) -> i64 {
        self.small * i64::try_from(self.small_tenants).unwrap_or_default()
    }
}
