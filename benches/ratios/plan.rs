//! How much is measured.

use std::path::PathBuf;
use std::time::Duration;

use super::Failure;

const KNOWN: &str = "--quick, --out FILE, --only pages|export|filter|recording|webhooks|intent";

/// What was asked for on the command line, and what follows.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) quick: bool,
    /// Where the report goes, too.
    pub(crate) out: Option<PathBuf>,
    /// Only the measure of this name.
    only: Option<String>,
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
        let (mut quick, mut out, mut only) = (false, None, None);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo adds it.
                "--bench" => {}
                "--quick" => quick = true,
                "--out" => {
                    out = Some(PathBuf::from(arguments.next().ok_or("--out needs a file")?));
                }
                "--only" => {
                    only = Some(arguments.next().ok_or("--only needs a name")?);
                }
                _ => return Err(format!("unknown: {argument}. Known: {KNOWN}").into()),
            }
        }
        Ok(Self {
            quick,
            out,
            only,
            large: if quick { 500_000 } else { 5_000_000 },
            small_tenants: 100,
            small: if quick { 5_000 } else { 50_000 },
            rounds: 5,
            turn: Duration::from_secs(if quick { 2 } else { 5 }),
        })
    }

    pub(crate) fn includes(&self, measure: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == measure)
    }

    pub(crate) fn small_tenants_total(&self) -> i64 {
        self.small * i64::try_from(self.small_tenants).unwrap_or_default()
    }
}
