//! What Meta says of templates.

use crate::db::{DbError, TenantTx};

/// What Meta last said of a template's category, in one language or in all.
pub(super) async fn template_categories(
    tx: &mut TenantTx,
    name: &str,
    language: Option<&str>,
) -> Result<Vec<String>, DbError> {
    let categories = sqlx::query_scalar!(
        "select category from template_categories
         where tenant_id = $1 and name = $2 and ($3::text is null or language = $3)",
        tx.tenant().uuid(),
        name,
        language,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(categories)
}
