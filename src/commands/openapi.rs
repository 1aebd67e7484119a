//! `optout openapi`

use super::{CommandResult, print};
use crate::api;

pub(super) fn run() -> CommandResult {
    print(&serde_json::to_string_pretty(&api::document())?)?;
    Ok(())
}
