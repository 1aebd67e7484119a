//! `GET /v1/dead-letters`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::DeadLetterBody;
use super::store;
use crate::access::Caller;
use crate::access::scope::Admin;
use crate::db::Db;
use crate::domain::ids::DeadLetterId;
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, Problem, Query};

/// Which dead letters to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListDeadLettersQuery {
    /// `open` or `resolved`.
    #[param(default = "open", example = "open")]
    status: Option<String>,
    /// Items on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Lists what providers told us and could not be applied, newest first.
#[utoipa::path(
    get,
    path = "/v1/dead-letters",
    tag = "webhooks",
    params(ListDeadLettersQuery),
    responses((status = 200, description = "A page of dead letters.", body = Page<DeadLetterBody>))
)]
pub(super) async fn list_dead_letters(
    caller: Caller<Admin>,
    Query(query): Query<ListDeadLettersQuery>,
    State(db): State<Db>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let open = match query.status.as_deref() {
        None | Some("open") => true,
        Some("resolved") => false,
        Some(_) => return Err(Problem::query("status", "must be open or resolved")),
    };
    let scope = CursorScope::new(caller.tenant(), "list_dead_letters", &open);
    let after = query.cursor.map(|cursor| scope.read::<DeadLetterId>(&cursor)).transpose()?;

    let mut tx = db.tenant(caller.tenant()).await?;
    let rows = store::page(&mut tx, open, after, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let rows = rows.into_iter().map(DeadLetterBody::from).collect();
    json(StatusCode::OK, &Page::cut(rows, limit, |last: &DeadLetterBody| scope.write(&last.id)))
}
