//! SQL on `settings`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use sqlx::types::Json;

use crate::db::{Db, DbError, TenantTx};
use crate::domain::consent::OptOutScope;
use crate::domain::ids::TenantId;
use crate::domain::intent::{WordLists, Words};
use crate::domain::language::Language;
use crate::domain::phone::Country;
use crate::domain::settings::Settings;
use crate::memory::Remembered;

/// The settings of each tenant, for two seconds.
pub(crate) type Memory = Remembered<TenantId, Arc<Settings>>;

/// The tenant's settings, as they were at most two seconds ago.
pub(crate) async fn current(memory: &Memory, tx: &mut TenantTx) -> Result<Arc<Settings>, DbError> {
    if let Some(settings) = memory.get(&tx.tenant()) {
        return Ok(settings);
    }
    let ticket = memory.ticket();
    let settings = Arc::new(load(tx).await?);
    memory.keep(ticket, tx.tenant(), Arc::clone(&settings));
    Ok(settings)
}

/// The same, for whoever has no transaction and may not need one.
pub(crate) async fn of_tenant(
    memory: &Memory,
    db: &Db,
    tenant: TenantId,
) -> Result<Arc<Settings>, DbError> {
    if let Some(settings) = memory.get(&tenant) {
        return Ok(settings);
    }
    let mut tx = db.tenant(tenant).await?;
    let settings = current(memory, &mut tx).await?;
    tx.commit().await?;
    Ok(settings)
}

/// Reads the tenant's settings. Every tenant has them from its first moment.
pub(super) async fn load(tx: &mut TenantTx) -> Result<Settings, DbError> {
    let row = sqlx::query!(
        r#"select time_zone, default_country, default_language, opt_out_scope, updated_at,
                  keywords as "keywords: Json<WordLists>", confirmation_texts as "confirmation_texts: Json<BTreeMap<Language, String>>"
           from settings where tenant_id = $1"#,
        tx.tenant().uuid()
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Settings {
        // Only names of this database are written; an older one that was dropped reads as UTC.
        time_zone: row.time_zone.parse().unwrap_or(Tz::UTC),
        default_country: row.default_country.as_deref().and_then(Country::from_iso),
        default_language: row.default_language.and_then(|tag| Language::parse(&tag).ok()),
        // The table takes no other names.
        opt_out_scope: OptOutScope::from_name(&row.opt_out_scope).unwrap_or_default(),
        confirmation_texts: row.confirmation_texts.0,
        words: Words::of_checked(row.keywords.0.clone()),
        keywords: row.keywords.0,
        updated_at: row.updated_at,
    })
}

/// Keeps others from changing the tenant's settings until the transaction ends.
pub(super) async fn lock(tx: &mut TenantTx) -> Result<(), DbError> {
    sqlx::query!(
        "select tenant_id from settings where tenant_id = $1 for no key update",
        tx.tenant().uuid()
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(())
}

/// Replaces the tenant's settings, and says when.
pub(super) async fn replace(tx: &mut TenantTx, settings: Settings) -> Result<Settings, DbError> {
    let updated_at = sqlx::query_scalar!(
        "update settings
         set time_zone = $2, default_country = $3, default_language = $4, confirmation_texts = $5,
             opt_out_scope = $6, keywords = $7, updated_at = clock_timestamp()
         where tenant_id = $1
         returning updated_at",
        tx.tenant().uuid(),
        settings.time_zone.name(),
        settings.default_country.map(Country::iso),
        settings.default_language.as_ref().map(Language::as_str),
        Json(&settings.confirmation_texts) as _,
        settings.opt_out_scope.as_str(),
        Json(&settings.keywords) as _,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Settings { updated_at, ..settings })
}
