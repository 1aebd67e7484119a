//! How much is measured.

use std::path::PathBuf;
use std::time::Duration;

use super::Failure;

/// Names of the measures, in the order in which they are taken: what records comes after what reads.
const MEASURES: [&str; 12] = [
    "pages",
    "stats",
    "export",
    "filter",
    "shapes",
    "stream",
    "single",
    "index",
    "batches",
    "recording",
    "webhooks",
    "intent",
];

/// What was asked for on the command line, and what follows.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) quick: bool,
    /// Where the report goes, too.
    pub(crate) out: Option<PathBuf>,
    /// Only the measures of these names; all, if there are none.
    only: Vec<String>,
    /// Opt-outs of the large tenant.
    pub(crate) large: i64,
    /// The other tenants.
    pub(crate) small_tenants: usize,
    /// Opt-outs of each of them.
    pub(crate) small: i64,
    /// How often each side has its turn.
    pub(crate) rounds: usize,
    /// How long a turn with many requests takes; whole seconds, because `pgbench` counts in them.
    pub(crate) turn: Duration,
    /// The same where opt-outs are recorded: long enough that what begins a turn does not matter.
    pub(crate) recording_turn: Duration,
}

impl Plan {
    pub(crate) fn read<'a>(mut arguments: impl Iterator<Item = &'a str>) -> Result<Self, Failure> {
        let (mut quick, mut out, mut only) = (false, None, Vec::new());
        while let Some(argument) = arguments.next() {
            match argument {
                // Cargo adds it.
                "--bench" => {}
                "--quick" => quick = true,
                "--out" => {
                    out = Some(PathBuf::from(arguments.next().ok_or("--out needs a file")?));
                }
                "--only" => {
                    let names = arguments.next().ok_or("--only needs a name")?;
                    only.extend(names.split(',').map(str::to_owned));
                }
                _ => return Err(unknown(argument)),
            }
        }
        if let Some(name) = only.iter().find(|name| !MEASURES.contains(&name.as_str())) {
            return Err(unknown(name));
        }
        Ok(Self {
            quick,
            out,
            only,
            large: if quick { 500_000 } else { 5_000_000 },
            small_tenants: 100,
            small: if quick { 5_000 } else { 50_000 },
            rounds: if quick { 3 } else { 5 },
            turn: Duration::from_secs(if quick { 1 } else { 3 }),
            recording_turn: Duration::from_secs(if quick { 2 } else { 4 }),
        })
    }

    pub(crate) fn includes(&self, measure: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == measure)
    }

    pub(crate) fn includes_any(&self, measures: &[&str]) -> bool {
        measures.iter().any(|measure| self.includes(measure))
    }

    pub(crate) fn small_tenants_total(&self) -> i64 {
        self.small * i64::try_from(self.small_tenants).unwrap_or_default()
    }
}

fn unknown(argument: &str) -> Failure {
    let known = MEASURES.join("|");
    format!("unknown: {argument}. Known: --quick, --out FILE, --only {known} (several with commas)")
        .into()
}
