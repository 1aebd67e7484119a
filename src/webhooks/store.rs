//! SQL on `webhook_deliveries` and `template_categories`.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{Db, DbError, TenantTx};
use crate::domain::ids::{DeliveryId, SenderId, TenantId};
use crate::domain::sender::Provider;

/// Deliveries applied together at most.
const BATCH: i64 = 200;
/// Bytes of deliveries applied together: with more, they come to more than one transaction takes.
const BATCH_BYTES: i64 = 512 * 1024;

/// A delivery that waits to be applied.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) id: DeliveryId,
    pub(super) sender: SenderId,
    pub(super) provider: Provider,
    pub(super) body: Vec<u8>,
    pub(super) received_at: DateTime<Utc>,
}

/// Reads some deliveries that nobody else is applying, in the order of their arrival. Nobody else applies them until
/// the transaction ends.
pub(super) async fn lock(tx: &mut TenantTx) -> Result<Vec<Delivery>, DbError> {
    let rows = sqlx::query!(
        r#"select delivery_id, sender_id, provider, body, received_at
           from (select *, sum(octet_length(body)) over (order by delivery_id) - octet_length(body) as before
                 from (select delivery_id, sender_id, provider, body, received_at
                       from webhook_deliveries where tenant_id = $1
                       order by delivery_id limit $2 for update skip locked) next) sized
           where before < $3
           order by delivery_id"#,
        tx.tenant().uuid(),
        BATCH,
        BATCH_BYTES,
    )
    .fetch_all(tx.connection())
    .await?;
    let read = rows.into_iter().map(|row| {
        // One that cannot be read must not be lost: nothing is applied then.
        let unknown = || DbError::from(sqlx::Error::Decode("an unknown provider".into()));
        Ok(Delivery {
            id: row.delivery_id.into(),
            sender: row.sender_id.into(),
            provider: Provider::from_name(&row.provider).ok_or_else(unknown)?,
            body: row.body,
            received_at: row.received_at,
        })
    });
    read.collect()
}

/// Lets go of deliveries that are applied: nothing more of them is kept than what they said about consent.
pub(super) async fn delete(
    tx: &mut TenantTx,
    ids: impl IntoIterator<Item = DeliveryId>,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ids.into_iter().map(DeliveryId::uuid).collect();
    sqlx::query!(
        "delete from webhook_deliveries where tenant_id = $1 and delivery_id = any($2)",
        tx.tenant().uuid(),
        &ids,
    )
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Tenants with deliveries that wait.
pub(super) async fn waiting_tenants(db: &Db) -> Result<Vec<TenantId>, DbError> {
    let mut tx = db.platform().await?;
    let rows = sqlx::query_scalar!("select distinct tenant_id from webhook_deliveries limit 1000")
        .fetch_all(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(TenantId::from).collect())
}

/// What Meta says of a template's category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) name: String,
    pub(super) language: String,
    pub(super) category: String,
    pub(super) told_at: DateTime<Utc>,
}

/// Keeps the latest that was said of each template.
pub(super) async fn keep_templates(
    tx: &mut TenantTx,
    templates: &[Template],
) -> Result<(), DbError> {
    for template in templates {
        sqlx::query!(
            "insert into template_categories as t (tenant_id, name, language, category, told_at)
             values ($1, $2, $3, $4, $5)
             on conflict (tenant_id, name, language) do update
               set category = excluded.category, told_at = excluded.told_at
               where t.told_at < excluded.told_at
                  -- Of two at the same time the stricter one counts, whichever comes first.
                  or (t.told_at = excluded.told_at and excluded.category = 'MARKETING')",
            tx.tenant().uuid(),
            template.name,
            template.language,
            template.category,
            template.told_at,
        )
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}
