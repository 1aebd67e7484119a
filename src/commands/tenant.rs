//! `optout tenant …`

use clap::Subcommand;

use super::key::{connect, make_key};
use super::{CommandResult, print};
use crate::access::scope::Scope;
use crate::db::Db;
use crate::domain::ids::TenantId;
use crate::domain::text::Name;
use crate::tenants::{NewTenant, create_in};

/// Manages customer accounts.
#[derive(Debug, Subcommand)]
pub(super) enum TenantCommand {
    /// Create a tenant, and print its id
    Create {
        /// What people call it
        name: String,
        /// Also create a first key with all scopes, and print it
        #[arg(long)]
        with_key: bool,
    },
}

pub(super) async fn run(command: TenantCommand) -> CommandResult {
    let TenantCommand::Create { name, with_key } = command;
    let db = connect().await?;
    let tenant = create(&db, &name).await?;
    print(&tenant.to_string())?;
    if with_key {
        print(make_key(&db, tenant, "first key", Scope::ALL.to_vec(), None).await?.reveal())?;
    }
    Ok(())
}

/// Makes a tenant with default settings.
pub(super) async fn create(
    db: &Db,
    name: &str,
) -> Result<TenantId, Box<dyn std::error::Error + Send + Sync>> {
    let name = Name::line(name.to_owned())?;
    let new = NewTenant { id: TenantId::generate(), name: name.as_str(), fingerprint: None };
    let mut tx = db.platform().await?;
    create_in(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(new.id)
}
