//! SQL on `reviews`.
#![expect(
    clippy::as_conversions,
    reason = "`as` in a query macro names the parameter's type, it converts nothing"
)]

use chrono::{DateTime, Utc};

use crate::db::{DbError, TenantTx};
use crate::domain::consent::{Kind, Source};
use crate::domain::identity::{Identity, UserId};
use crate::domain::ids::{KeyId, ReviewId, SenderId};
use crate::domain::language::Language;
use crate::domain::phone::Phone;
use crate::domain::text::{Reason, Token};
use crate::messages::inbound::Told;

/// A message that somebody has to look at.
#[derive(Clone, Debug)]
pub(crate) struct NewReview {
    /// What a confirmation would record.
    pub(crate) kind: Kind,
    pub(crate) source: Source,
    pub(crate) identity: Identity,
    pub(crate) sent_as: String,
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    pub(crate) sender: Option<Phone>,
    pub(crate) campaign_id: Option<Token>,
    pub(crate) message_id: Option<Token>,
    pub(crate) language: Option<Language>,
    pub(crate) text: Reason,
    pub(crate) rule: Token,
    pub(crate) told: Told,
}

/// Puts messages into the queue and gives the id of each, in their order. One that is there already, by its
/// message id, is not put in again.
pub(crate) async fn add(
    tx: &mut TenantTx,
    reviews: &[NewReview],
) -> Result<Vec<ReviewId>, DbError> {
    let mut ids = Vec::with_capacity(reviews.len());
    for review in reviews {
        ids.push(add_one(tx, review).await?);
    }
    Ok(ids)
}

#[expect(clippy::cognitive_complexity, reason = "of the query macro's own code")]
async fn add_one(tx: &mut TenantTx, review: &NewReview) -> Result<ReviewId, DbError> {
    let message_id = review.message_id.as_ref().map(Token::as_str);
    let id = sqlx::query_scalar!(
        "insert into reviews
           (tenant_id, review_id, kind, occurred_at, phone, user_id, sent_as, sender, campaign_id, message_id,
            source, text, language, rule, key_id, sender_id)
         values ($1, $2, $3, coalesce($4, clock_timestamp()), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                 $16)
         on conflict do nothing
         returning review_id",
        tx.tenant().uuid(),
        ReviewId::generate().uuid(),
        review.kind.as_str(),
        review.occurred_at as Option<DateTime<Utc>>,
        review.identity.phone().map(Phone::stored),
        review.identity.user_id().map(UserId::as_str),
        review.sent_as,
        review.sender.map(Phone::stored),
        review.campaign_id.as_ref().map(Token::as_str),
        message_id,
        review.source.as_str(),
        review.text.as_str(),
        review.language.as_ref().map(Language::as_str),
        review.rule.as_str(),
        review.told.key().map(KeyId::uuid),
        review.told.hook().map(SenderId::uuid),
    )
    .fetch_optional(tx.connection())
    .await?;
    match id {
        Some(id) => Ok(id.into()),
        None => find_same(tx, review).await,
    }
}

/// The review of the same message, or of the same thing that a provider told.
async fn find_same(tx: &mut TenantTx, review: &NewReview) -> Result<ReviewId, DbError> {
    let id = sqlx::query_scalar!(
        "select review_id from reviews
         where tenant_id = $1 and sent_as = $2 and message_id is not distinct from $3
           and (message_id is not null
                or (sender_id is not null and rule = $4 and occurred_at is not distinct from $5))
         limit 1",
        tx.tenant().uuid(),
        review.sent_as,
        review.message_id.as_ref().map(Token::as_str),
        review.rule.as_str(),
        review.occurred_at as Option<DateTime<Utc>>,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(id.into())
}

/// A review as it is stored.
#[derive(Debug)]
pub(super) struct ReviewRow {
    pub(super) review_id: uuid::Uuid,
    pub(super) status: String,
    pub(super) kind: String,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) phone: Option<i64>,
    pub(super) user_id: Option<String>,
    pub(super) sent_as: String,
    pub(super) sender: Option<i64>,
    pub(super) campaign_id: Option<String>,
    pub(super) message_id: Option<String>,
    pub(super) source: String,
    pub(super) text: String,
    pub(super) language: Option<String>,
    pub(super) rule: String,
    pub(super) decided_at: Option<DateTime<Utc>>,
    pub(super) decided_by: Option<uuid::Uuid>,
    pub(super) event_number: Option<i64>,
}

/// Reviews of a status from the newest to the oldest, `limit` of them behind the id `after`.
pub(super) async fn page(
    tx: &mut TenantTx,
    status: &str,
    after: Option<ReviewId>,
    limit: i64,
) -> Result<Vec<ReviewRow>, DbError> {
    let rows = sqlx::query_as!(
        ReviewRow,
        "select review_id, status, kind, occurred_at, created_at, phone, user_id, sent_as, sender, campaign_id,
                message_id, source, text, language, rule, decided_at, decided_by, event_number
         from reviews
         where tenant_id = $1 and status = $2 and ($3::uuid is null or review_id < $3)
         order by review_id desc limit $4",
        tx.tenant().uuid(),
        status,
        after.map(ReviewId::uuid),
        limit,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// A review, locked against other decisions.
pub(super) async fn lock(tx: &mut TenantTx, id: ReviewId) -> Result<Option<ReviewRow>, DbError> {
    let row = sqlx::query_as!(
        ReviewRow,
        "select review_id, status, kind, occurred_at, created_at, phone, user_id, sent_as, sender, campaign_id,
                message_id, source, text, language, rule, decided_at, decided_by, event_number
         from reviews where tenant_id = $1 and review_id = $2 for no key update",
        tx.tenant().uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
}

/// Writes down a decision, and says when it was taken.
pub(super) async fn decide(
    tx: &mut TenantTx,
    id: uuid::Uuid,
    status: &str,
    decided_by: KeyId,
    event_number: Option<i64>,
) -> Result<DateTime<Utc>, DbError> {
    let decided_at = sqlx::query_scalar!(
        r#"update reviews set status = $3, decided_by = $4, event_number = $5, decided_at = clock_timestamp()
           where tenant_id = $1 and review_id = $2
           returning decided_at as "decided_at!""#,
        tx.tenant().uuid(),
        id,
        status,
        decided_by.uuid(),
        event_number,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(decided_at)
}
