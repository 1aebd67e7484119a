//! SQL on `senders`.

use std::fmt;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::db::{DbError, TenantTx};
use crate::domain::ids::{SenderId, TenantId};
use crate::domain::phone::Phone;
use crate::domain::sender::{Hook, Provider, Sender, SenderSecrets};
use crate::vault::{Vault, VaultError};

/// Senders that a tenant may have at most.
pub(super) const MAX_SENDERS: i64 = 1_000;

/// A row of `senders`.
#[derive(Clone, Debug)]
pub(crate) struct SenderRow {
    pub(super) sender_id: uuid::Uuid,
    pub(super) provider: String,
    pub(super) phone: i64,
    pub(super) name: Option<String>,
    pub(super) account_id: Option<String>,
    pub(super) provider_id: Option<String>,
    pub(super) hook: String,
    pub(super) secrets: Option<Vec<u8>>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// Secrets as they are sealed. Never logged: it has no `Debug` of its own.
#[derive(Serialize, Deserialize)]
struct Sealed {
    signing: Vec<String>,
    #[serde(default)]
    access_token: Option<String>,
    verify_token: String,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

fn place(tenant: TenantId, sender: SenderId) -> String {
    format!("senders/{tenant}/{sender}")
}

/// Encrypts a sender's secrets for its row.
pub(super) fn seal(
    vault: &Vault,
    (tenant, sender): (TenantId, SenderId),
    secrets: &SenderSecrets,
) -> Result<Vec<u8>, VaultError> {
    let reveal = |secret: &SecretString| secret.expose_secret().to_owned();
    let sealed = Sealed {
        signing: secrets.signing.iter().map(reveal).collect(),
        access_token: secrets.access_token.as_ref().map(reveal),
        verify_token: reveal(&secrets.verify_token),
    };
    let text = serde_json::to_string(&sealed).ok().ok_or(VaultError::Altered)?;
    vault.seal(&place(tenant, sender), &text.into())
}

impl SenderRow {
    /// The sender with its secrets.
    pub(super) fn open(&self, tenant: TenantId, vault: &Vault) -> Result<Sender, VaultError> {
        let id = SenderId::from(self.sender_id);
        let sealed = self.secrets.as_deref().ok_or(VaultError::Altered)?;
        let text = vault.open(&place(tenant, id), sealed)?;
        let sealed = serde_json::from_str::<Sealed>(text.expose_secret()).ok();
        let sealed = sealed.ok_or(VaultError::Altered)?;
        Ok(Sender {
            tenant,
            id,
            provider: Provider::from_name(&self.provider).ok_or(VaultError::Altered)?,
            phone: Phone::from_stored(self.phone).ok_or(VaultError::Altered)?,
            provider_id: self.provider_id.clone(),
            secrets: SenderSecrets {
                signing: sealed.signing.into_iter().map(SecretString::from).collect(),
                access_token: sealed.access_token.map(SecretString::from),
                verify_token: sealed.verify_token.into(),
            },
        })
    }
}

/// What is stored of a new sender.
#[derive(Debug)]
pub(super) struct NewSender<'a> {
    pub(super) id: SenderId,
    pub(super) provider: Provider,
    pub(super) phone: Phone,
    pub(super) name: Option<&'a str>,
    pub(super) account_id: Option<&'a str>,
    pub(super) provider_id: Option<&'a str>,
    pub(super) hook: &'a Hook,
    pub(super) secrets: Vec<u8>,
}

pub(super) async fn insert(tx: &mut TenantTx, new: &NewSender<'_>) -> Result<SenderRow, DbError> {
    let row = sqlx::query_as!(
        SenderRow,
        "insert into senders
           (tenant_id, sender_id, provider, phone, name, account_id, provider_id, hook, secrets)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         returning sender_id, provider, phone, name, account_id, provider_id, hook, secrets,
                   created_at, updated_at",
        tx.tenant().uuid(),
        new.id.uuid(),
        new.provider.as_str(),
        new.phone.stored(),
        new.name,
        new.account_id,
        new.provider_id,
        new.hook.random(),
        new.secrets,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(row)
}

pub(super) async fn count(tx: &mut TenantTx) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from senders where tenant_id = $1 and removed_at is null"#,
        tx.tenant().uuid()
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(count)
}

/// The row of a sender that is not removed, locked against other changes.
pub(super) async fn lock(tx: &mut TenantTx, id: SenderId) -> Result<Option<SenderRow>, DbError> {
    let row = sqlx::query_as!(
        SenderRow,
        "select sender_id, provider, phone, name, account_id, provider_id, hook, secrets, created_at, updated_at
         from senders where tenant_id = $1 and sender_id = $2 and removed_at is null for no key update",
        tx.tenant().uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// The row of a sender that is not removed.
pub(super) async fn row(tx: &mut TenantTx, id: SenderId) -> Result<Option<SenderRow>, DbError> {
    let row = sqlx::query_as!(
        SenderRow,
        "select sender_id, provider, phone, name, account_id, provider_id, hook, secrets, created_at, updated_at
         from senders where tenant_id = $1 and sender_id = $2 and removed_at is null",
        tx.tenant().uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// Senders from the newest to the oldest, `limit` of them behind the id `after`.
pub(super) async fn page(
    tx: &mut TenantTx,
    after: Option<SenderId>,
    limit: i64,
) -> Result<Vec<SenderRow>, DbError> {
    let rows = sqlx::query_as!(
        SenderRow,
        "select sender_id, provider, phone, name, account_id, provider_id, hook, secrets, created_at, updated_at
         from senders
         where tenant_id = $1 and removed_at is null and ($2::uuid is null or sender_id < $2)
         order by sender_id desc
         limit $3",
        tx.tenant().uuid(),
        after.map(SenderId::uuid),
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// Changes what may change, and says when.
pub(super) async fn update(
    tx: &mut TenantTx,
    changed: &SenderRow,
) -> Result<DateTime<Utc>, DbError> {
    let updated_at = sqlx::query_scalar!(
        "update senders set name = $3, account_id = $4, secrets = $5, updated_at = clock_timestamp()
         where tenant_id = $1 and sender_id = $2
         returning updated_at",
        tx.tenant().uuid(),
        changed.sender_id,
        changed.name,
        changed.account_id,
        changed.secrets,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(updated_at)
}

/// Removes a sender and its secrets; false if there is none.
pub(super) async fn remove(tx: &mut TenantTx, id: SenderId) -> Result<bool, DbError> {
    let removed = sqlx::query!(
        "update senders set secrets = null, removed_at = clock_timestamp(), updated_at = clock_timestamp()
         where tenant_id = $1 and sender_id = $2 and removed_at is null",
        tx.tenant().uuid(),
        id.uuid(),
    )
    .execute(tx.connection())
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// The sender that a webhook's address belongs to, if it is not removed and its secrets can be read.
pub(crate) async fn find_by_hook(
    tx: &mut TenantTx,
    vault: &Vault,
    hook: &Hook,
) -> Result<Option<Sender>, DbError> {
    let row = sqlx::query_as!(
        SenderRow,
        "select s.sender_id, s.provider, s.phone, s.name, s.account_id, s.provider_id, s.hook, s.secrets,
                s.created_at, s.updated_at
         from senders s where s.tenant_id = $1 and s.hook = $2 and s.removed_at is null",
        tx.tenant().uuid(),
        hook.random(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row.and_then(|row| opened(&row, tx.tenant(), vault)))
}

/// A sender that is not removed, if its secrets can be read.
pub(crate) async fn find(
    tx: &mut TenantTx,
    vault: &Vault,
    id: SenderId,
) -> Result<Option<Sender>, DbError> {
    Ok(row(tx, id).await?.and_then(|row| opened(&row, tx.tenant(), vault)))
}

/// What a delivery needs to know of a tenant's senders.
#[derive(Debug)]
pub(crate) struct KnownSender {
    pub(crate) id: SenderId,
    pub(crate) provider: Provider,
    pub(crate) phone: Phone,
    pub(crate) account_id: Option<String>,
    pub(crate) provider_id: Option<String>,
    row: SenderRow,
}

impl KnownSender {
    /// Whether it has a token to send messages with.
    pub(crate) fn can_send(&self, tenant: TenantId, vault: &Vault) -> bool {
        let sender = opened(&self.row, tenant, vault);
        sender.is_some_and(|sender| sender.secrets.access_token.is_some())
    }
}

/// All senders of a tenant that are not removed.
pub(crate) async fn all(tx: &mut TenantTx) -> Result<Vec<KnownSender>, DbError> {
    let rows = page(tx, None, MAX_SENDERS).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(KnownSender {
                id: row.sender_id.into(),
                provider: Provider::from_name(&row.provider)?,
                phone: Phone::from_stored(row.phone)?,
                account_id: row.account_id.clone(),
                provider_id: row.provider_id.clone(),
                row,
            })
        })
        .collect())
}

fn opened(row: &SenderRow, tenant: TenantId, vault: &Vault) -> Option<Sender> {
    row.open(tenant, vault)
        .inspect_err(|error| {
            tracing::error!(sender.id = %row.sender_id, tenant.id = %tenant, %error, "the secrets of a sender cannot be read");
        })
        .ok()
}
