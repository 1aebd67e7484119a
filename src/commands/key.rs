//! `optout key …`

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Subcommand;

use super::{CommandResult, print};
use crate::access::ApiKey;
use crate::access::scope::Scope;
use crate::api_keys::{NewKey, issue};
use crate::config;
use crate::db::{Db, DbOptions, migrate};
use crate::domain::ids::TenantId;
use crate::domain::range::parse_instant;
use crate::domain::text::Name;
use crate::tenants;

/// Manages API keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Create an API key, and print it. It is shown this once
    Create {
        /// The tenant's id
        #[arg(long)]
        tenant: TenantId,
        /// What people call the key
        #[arg(long, default_value = "made by the operator")]
        name: String,
        /// What it may do: ingest, consent, read, filter, admin. All, if absent
        #[arg(long, value_delimiter = ',', value_parser = parse_scope)]
        scopes: Vec<Scope>,
        /// When it stops working (RFC 3339). Never, if absent
        #[arg(long, value_parser = parse_expiry)]
        expires_at: Option<DateTime<Utc>>,
    },
}

fn parse_scope(name: &str) -> Result<Scope, String> {
    Scope::from_name(name)
        .ok_or_else(|| "expected ingest, consent, read, filter or admin".to_owned())
}

fn parse_expiry(text: &str) -> Result<DateTime<Utc>, String> {
    parse_instant(text).ok_or_else(|| "expected an instant such as 2027-11-01T00:00:00Z".to_owned())
}

pub(super) async fn run(command: KeyCommand) -> CommandResult {
    let KeyCommand::Create { tenant, name, scopes, expires_at } = command;
    let db = connect().await?;
    let mut tx = db.platform().await?;
    let known = tenants::find(&mut tx, tenant).await?.is_some();
    tx.commit().await?;
    if !known {
        return Err("there is no such tenant".into());
    }
    let scopes = if scopes.is_empty() { Scope::ALL.to_vec() } else { scopes };
    print(make_key(&db, tenant, &name, scopes, expires_at).await?.reveal())?;
    Ok(())
}

/// Connects as the service does, with the same refusals.
pub(super) async fn connect() -> Result<Db, Box<dyn Error + Send + Sync>> {
    let connect = config::read_database(&config::environment)?.options()?;
    let db = Db::lazy(DbOptions {
        connect,
        max_connections: 1,
        acquire_timeout: Duration::from_secs(10),
    });
    migrate::check(&db).await?;
    Ok(db)
}

/// Makes a key of a tenant.
pub(super) async fn make_key(
    db: &Db,
    tenant: TenantId,
    name: &str,
    scopes: Vec<Scope>,
    expires_at: Option<DateTime<Utc>>,
) -> Result<ApiKey, Box<dyn Error + Send + Sync>> {
    let new = NewKey {
        name: Name::line(name.to_owned())?,
        scopes: scopes.into_iter().collect(),
        expires_at,
    };
    let mut tx = db.tenant(tenant).await?;
    let (key, _) = issue(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(key)
}
