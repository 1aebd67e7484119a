//! SQL on `settings`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::types::Json;

use crate::db::{DbError, TenantTx};
use crate::domain::language::{Confirmations, Language};
use crate::domain::phone::Country;

/// A tenant's settings.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Zone in which date-only ranges are read.
    pub(crate) time_zone: Tz,
    /// Country of numbers written without a country code.
    pub(crate) default_country: Option<Country>,
    /// Language of confirmations when the caller names none.
    pub(crate) default_language: Option<Language>,
    /// The tenant's own confirmation texts.
    pub(crate) confirmation_texts: BTreeMap<Language, String>,
    /// When they were last changed.
    pub(crate) updated_at: DateTime<Utc>,
    /// The number of the tenant's last event when these were read. Whatever is read later in the same
    /// transaction honours at least that event.
    pub(crate) last_event: i64,
}

impl Settings {
    /// The confirmation texts, over the defaults.
    pub(crate) fn confirmations(&self) -> Confirmations {
        Confirmations::new(self.confirmation_texts.clone(), self.default_language.clone())
    }
}

/// Reads the tenant's settings, and where its counter stands: one round trip for what nearly every operation
/// needs. Every tenant has them from its first moment.
pub(crate) async fn load(tx: &mut TenantTx) -> Result<Settings, DbError> {
    let row = sqlx::query!(
        r#"select s.time_zone, s.default_country, s.default_language, s.updated_at, t.last_event,
                  s.confirmation_texts as "confirmation_texts: Json<BTreeMap<Language, String>>"
           from settings s join tenants t on t.tenant_id = s.tenant_id
           where s.tenant_id = $1"#,
        tx.tenant().uuid()
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Settings {
        // Only names of this database are written; an older one that was dropped reads as UTC.
        time_zone: row.time_zone.parse().unwrap_or(Tz::UTC),
        default_country: row.default_country.as_deref().and_then(Country::from_iso),
        default_language: row.default_language.and_then(|tag| Language::parse(&tag).ok()),
        confirmation_texts: row.confirmation_texts.0,
        updated_at: row.updated_at,
        last_event: row.last_event,
    })
}

/// Replaces the tenant's settings, and says when.
pub(super) async fn replace(tx: &mut TenantTx, settings: Settings) -> Result<Settings, DbError> {
    let updated_at = sqlx::query_scalar!(
        "update settings
         set time_zone = $2, default_country = $3, default_language = $4, confirmation_texts = $5,
             updated_at = clock_timestamp()
         where tenant_id = $1
         returning updated_at",
        tx.tenant().uuid(),
        settings.time_zone.name(),
        settings.default_country.map(Country::iso),
        settings.default_language.as_ref().map(Language::as_str),
        Json(&settings.confirmation_texts) as _,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Settings { updated_at, ..settings })
}
