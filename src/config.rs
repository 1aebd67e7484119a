//! The only reader of the environment. Every mistake is reported at once, and no value is ever printed.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr as _;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;

use crate::state::PublicUrl;
use crate::telemetry::LogFormat;
use crate::vault::Vault;

/// A platform key shorter than this could be guessed.
const MIN_PLATFORM_KEY: usize = 32;

/// Settings of the service (`optout serve`).
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// `DATABASE_URL`: PostgreSQL as the role `optout_app`.
    pub database: DatabaseUrl,
    /// `OPTOUT_LISTEN`: address and port; 127.0.0.1:8080 if unset.
    pub listen: SocketAddr,
    /// `OPTOUT_DB_CONNECTIONS`: connections to PostgreSQL at most; 32 if unset.
    pub db_connections: u32,
    /// `OPTOUT_INDEX_MEMORY_MB`: memory that exclusion indexes may take, in units of 1,048,576 bytes; 1024 if unset, 0
    /// for none.
    pub index_bytes: usize,
    /// `OPTOUT_PLATFORM_KEY`: opens the platform side of the API; closed if unset.
    pub platform_key: Option<SecretString>,
    /// `OPTOUT_PUBLIC_URL`: where the service is reached from outside, for the URLs of webhooks and the check of
    /// Twilio's signatures; `http://` and the address listened on if unset.
    pub public_url: Option<PublicUrl>,
    /// `OPTOUT_GRAPH_URL`: where Meta's Graph API is reached.
    pub graph_url: PublicUrl,
    /// `OPTOUT_SECRETS_KEYS`: keys that providers' secrets are encrypted with; none if unset, and then senders
    /// cannot be registered.
    pub vault: Vault,
    /// `OPTOUT_LOG`: a filter such as `info` or `info,optout=debug`.
    pub log_filter: String,
    /// `OPTOUT_LOG_FORMAT`: `json` or `text`.
    pub log_format: LogFormat,
}

/// A connection URL. It may hold a password, so it is never printed.
#[derive(Clone)]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// The URL as the driver understands it; checked when it was read.
    pub fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        PgConnectOptions::from_str(self.0.expose_secret())
    }
}

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url.into())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// All mistakes in the environment, one per line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment is not acceptable:\n  {}", .0.join("\n  "))]
pub struct ConfigError(Vec<String>);

/// Reads variables and collects what is wrong with them.
struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    mistakes: Vec<String>,
}

impl Reader<'_> {
    fn optional<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = (self.get)(name).filter(|text| !text.is_empty())?;
        let value = read(&text);
        if value.is_none() {
            self.mistakes.push(format!("{name} must be {expected}"));
        }
        value
    }

    fn required<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let before = self.mistakes.len();
        let value = self.optional(name, expected, read);
        if value.is_none() && self.mistakes.len() == before {
            self.mistakes.push(format!("{name} is not set; it must be {expected}"));
        }
        value
    }
}

fn database_url(text: &str) -> Option<DatabaseUrl> {
    PgConnectOptions::from_str(text).ok().map(|_| DatabaseUrl::from(text.to_owned()))
}

const LISTEN_EXPECTED: &str = "an address such as 127.0.0.1:8080";

const URL_EXPECTED: &str = "a URL such as https://optout.example.com";

const KEYS_EXPECTED: &str =
    "keys of 64 hexadecimal digits (openssl rand -hex 32), separated by commas, the newest first";

/// What exclusion indexes may take in memory where nothing is said.
pub const DEFAULT_INDEX_BYTES: usize = 1024 * MIB;
const MIB: usize = 1024 * 1024;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

const DATABASE_URL_EXPECTED: &str =
    "a PostgreSQL URL such as postgres://optout_app@localhost/optout";

impl ServeConfig {
    /// Reads the environment through `get`, so that tests can pass a map.
    pub fn read(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { get, mistakes: Vec::new() };
        let database = reader.required("DATABASE_URL", DATABASE_URL_EXPECTED, database_url);
        let listen = reader.optional("OPTOUT_LISTEN", LISTEN_EXPECTED, |text| text.parse().ok());
        let db_connections =
            reader.optional("OPTOUT_DB_CONNECTIONS", "a number from 1 to 1000", |text| {
                text.parse().ok().filter(|count| (1..=1000).contains(count))
            });
        let index_mb =
            reader.optional("OPTOUT_INDEX_MEMORY_MB", "a number from 0 to 1000000", |text| {
                text.parse::<usize>().ok().filter(|megabytes| *megabytes <= 1_000_000)
            });
        let platform_key = reader.optional(
            "OPTOUT_PLATFORM_KEY",
            "a secret of at least 32 visible characters",
            |text| {
                let good = text.len() >= MIN_PLATFORM_KEY
                    && text.bytes().all(|byte| byte.is_ascii_graphic());
                good.then(|| SecretString::from(text.to_owned()))
            },
        );
        let public_url = reader.optional("OPTOUT_PUBLIC_URL", URL_EXPECTED, PublicUrl::parse);
        let graph_url = reader.optional("OPTOUT_GRAPH_URL", URL_EXPECTED, PublicUrl::parse);
        let vault = reader.optional("OPTOUT_SECRETS_KEYS", KEYS_EXPECTED, Vault::parse);
        let log_filter = reader.optional("OPTOUT_LOG", "a log filter such as info", |text| {
            text.parse::<tracing_subscriber::EnvFilter>().ok().map(|_| text.to_owned())
        });
        let log_format = reader.optional("OPTOUT_LOG_FORMAT", "json or text", |text| match text {
            "json" => Some(LogFormat::Json),
            "text" => Some(LogFormat::Text),
            _ => None,
        });
        match database {
            Some(database) if reader.mistakes.is_empty() => Ok(Self {
                database,
                listen: listen.unwrap_or(DEFAULT_LISTEN),
                db_connections: db_connections.unwrap_or(32),
                index_bytes: index_mb.map_or(DEFAULT_INDEX_BYTES, |megabytes| megabytes * MIB),
                platform_key,
                public_url,
                graph_url: graph_url.unwrap_or_else(PublicUrl::of_graph),
                vault: vault.unwrap_or_default(),
                log_filter: log_filter.unwrap_or_else(|| "info".to_owned()),
                log_format: log_format.unwrap_or(LogFormat::Json),
            }),
            _ => Err(ConfigError(reader.mistakes)),
        }
    }
}

/// `OPTOUT_LISTEN` alone, for the health check.
pub fn read_listen(get: &dyn Fn(&str) -> Option<String>) -> Result<SocketAddr, ConfigError> {
    let mut reader = Reader { get, mistakes: Vec::new() };
    let listen = reader.optional("OPTOUT_LISTEN", LISTEN_EXPECTED, |text| text.parse().ok());
    if reader.mistakes.is_empty() {
        Ok(listen.unwrap_or(DEFAULT_LISTEN))
    } else {
        Err(ConfigError(reader.mistakes))
    }
}

/// `DATABASE_URL` alone, for the commands that only talk to the database.
pub fn read_database(get: &dyn Fn(&str) -> Option<String>) -> Result<DatabaseUrl, ConfigError> {
    let mut reader = Reader { get, mistakes: Vec::new() };
    let url = reader.required("DATABASE_URL", DATABASE_URL_EXPECTED, database_url);
    url.ok_or(ConfigError(reader.mistakes))
}

/// `OPTOUT_APP_PASSWORD`: what `optout migrate` makes the password of `optout_app`.
pub fn read_app_password(get: &dyn Fn(&str) -> Option<String>) -> Option<SecretString> {
    get("OPTOUT_APP_PASSWORD").filter(|text| !text.is_empty()).map(SecretString::from)
}

/// Settings of `optout dev`; all have defaults.
#[derive(Clone, Debug)]
pub struct DevConfig {
    /// `OPTOUT_DATA_DIR`: where the private cluster lives; `.optout` in the working directory if unset.
    pub data_dir: PathBuf,
    /// `OPTOUT_LISTEN`: address and port; 127.0.0.1:8080 if unset.
    pub listen: SocketAddr,
    /// `POSTGRES_BIN_DIR`: where `initdb` and `postgres` are, if not in a usual place.
    pub bin_dir: Option<PathBuf>,
    /// `OPTOUT_PUBLIC_URL`: where the service is reached from outside, such as the URL of a tunnel.
    pub public_url: Option<PublicUrl>,
    /// `OPTOUT_GRAPH_URL`: where Meta's Graph API is reached.
    pub graph_url: PublicUrl,
    /// `OPTOUT_LOG`: a log filter.
    pub log_filter: String,
}

impl DevConfig {
    /// Reads the environment through `get`.
    pub fn read(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { get, mistakes: Vec::new() };
        let listen = reader.optional("OPTOUT_LISTEN", LISTEN_EXPECTED, |text| text.parse().ok());
        let public_url = reader.optional("OPTOUT_PUBLIC_URL", URL_EXPECTED, PublicUrl::parse);
        let graph_url = reader.optional("OPTOUT_GRAPH_URL", URL_EXPECTED, PublicUrl::parse);
        if !reader.mistakes.is_empty() {
            return Err(ConfigError(reader.mistakes));
        }
        Ok(Self {
            data_dir: get("OPTOUT_DATA_DIR")
                .map_or_else(|| PathBuf::from(".optout"), PathBuf::from),
            listen: listen.unwrap_or(DEFAULT_LISTEN),
            bin_dir: get("POSTGRES_BIN_DIR").map(PathBuf::from),
            public_url,
            graph_url: graph_url.unwrap_or_else(PublicUrl::of_graph),
            log_filter: get("OPTOUT_LOG")
                .unwrap_or_else(|| "warn,optout=info,optout::request=warn".to_owned()),
        })
    }
}

/// A variable of the process's environment.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_are_named_at_once_and_no_value_is_shown() {
        let error = ServeConfig::read(&|name| match name {
            "OPTOUT_LISTEN" => Some("nowhere-canary".to_owned()),
            "OPTOUT_PLATFORM_KEY" => Some("short-canary".to_owned()),
            _ => None,
        })
        .unwrap_err();
        let text = error.to_string();
        for name in ["DATABASE_URL", "OPTOUT_LISTEN", "OPTOUT_PLATFORM_KEY"] {
            assert!(text.contains(name), "{text}");
        }
        assert!(!text.contains("canary"), "{text}");
    }

    #[test]
    fn debug_shows_no_secret() {
        let config = ServeConfig::read(&|name| match name {
            "DATABASE_URL" => Some("postgres://optout_app:canary@localhost/optout".to_owned()),
            "OPTOUT_PLATFORM_KEY" => Some("canary-canary-canary-canary-canary".to_owned()),
            _ => None,
        })
        .unwrap();
        assert!(!format!("{config:?}").contains("canary"));
    }
}
