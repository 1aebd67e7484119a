//! `optout migrate`

use secrecy::ExposeSecret;

use super::{CommandResult, print};
use crate::config;
use crate::db::migrate::migrate;

pub(super) async fn run() -> CommandResult {
    let owner = config::read_database(&config::environment)?.options()?;
    let password = config::read_app_password(&config::environment);
    migrate(&owner, password.as_ref().map(ExposeSecret::expose_secret)).await?;
    print("The schema is up to date.")?;
    Ok(())
}
