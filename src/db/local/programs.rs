//! Where PostgreSQL's server programs are. `tools/install-postgres` searches the same places.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::error::{Failure, LocalError};
use super::place::Place;

const NEEDED: [&str; 3] = ["initdb", "postgres", "pg_ctl"];

/// Where each system puts them: parent directory, start of the version's directory, rest of the path.
const PLACES: [(&str, &str, &str); 6] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/lib", "postgresql", "bin"),
    ("/usr/libexec", "postgresql", "."),
];

/// Finds the programs: `preferred` alone if given, else `PATH`, then the usual places, newest first.
pub async fn find_binaries(preferred: Option<PathBuf>) -> Result<PathBuf, LocalError> {
    Ok(first(preferred).await?)
}

/// Finds the programs whose version made the data of this place; any, if there is no data yet.
pub(super) async fn for_data(
    place: &Place,
    preferred: Option<PathBuf>,
) -> Result<PathBuf, Failure> {
    let Some(data) = place.data_version() else { return first(preferred).await };
    let mut first_other = None;
    for bin_dir in candidates(preferred).await? {
        let programs = major(&bin_dir).await?;
        if programs == data {
            return Ok(bin_dir);
        }
        first_other.get_or_insert((bin_dir, programs));
    }
    let (bin_dir, programs) = first_other.ok_or(Failure::ProgramsMissing)?;
    Err(Failure::Version { pgdata: place.pgdata(), data, bin_dir, programs })
}

async fn first(preferred: Option<PathBuf>) -> Result<PathBuf, Failure> {
    candidates(preferred).await?.into_iter().next().ok_or(Failure::ProgramsMissing)
}

async fn candidates(preferred: Option<PathBuf>) -> Result<Vec<PathBuf>, Failure> {
    if let Some(preferred) = preferred {
        return if complete(&preferred) {
            Ok(vec![preferred])
        } else {
            Err(Failure::NotABinDir(preferred))
        };
    }
    let mut found = Vec::from_iter(on_path().await);
    for (parent, prefix, below) in PLACES {
        found.extend(versions(Path::new(parent), prefix).into_iter().map(|dir| dir.join(below)));
    }
    found.retain(|dir| complete(dir));
    Ok(found)
}

/// Asks the shell, so that only `config.rs` reads the environment.
async fn on_path() -> Option<PathBuf> {
    let asked = Command::new("sh").args(["-c", "command -v initdb"]).stdin(Stdio::null()).output();
    let answer = String::from_utf8(asked.await.ok()?.stdout).ok()?;
    let initdb = Path::new(answer.trim_end());
    let resolved = initdb.canonicalize().ok()?;
    [&resolved, initdb]
        .into_iter()
        .filter_map(Path::parent)
        .find(|dir| complete(dir))
        .map(Path::to_owned)
}

/// Lists the subdirectories whose name starts with `prefix`, highest version first.
fn versions(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = parent.read_dir().into_iter().flatten().flatten();
    let mut numbered: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let rest = name.to_str()?.strip_prefix(prefix)?;
            let number = leading_digits(rest.trim_start_matches('@')).parse().unwrap_or(0);
            Some((number, entry.path()))
        })
        .collect();
    numbered.sort_by(|a, b| b.cmp(a));
    numbered.into_iter().map(|(_, path)| path).collect()
}

fn complete(dir: &Path) -> bool {
    dir.is_absolute() && NEEDED.iter().all(|program| dir.join(program).is_file())
}

/// Reads `15` out of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
async fn major(bin_dir: &Path) -> Result<String, Failure> {
    let postgres = bin_dir.join("postgres");
    let output = Command::new(&postgres)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(Failure::io("run", &postgres))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version =
        text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Ok(leading_digits(version.unwrap_or_default()))
}

fn leading_digits(text: &str) -> String {
    text.chars().take_while(char::is_ascii_digit).collect()
}
