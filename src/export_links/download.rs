//! `GET /v1/downloads/{token}`

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;

use super::body::LinkState;
use super::links::Links;
use super::store;
use super::token::Token;
use crate::domain::ids::KeyId;
use crate::http::csv::Dialect;
use crate::http::facts::Facts;
use crate::http::{Code, NoQuery, PathParam, Problem, Query};
use crate::opt_outs::Export;
use crate::settings;

/// Downloads the list under a link.
///
/// The same file as `GET /v1/opt-outs/export` with the link's filter, as the list stands now. Each `GET` counts as a
/// download, at its start. `HEAD` answers the same headers and counts nothing.
#[utoipa::path(
    get,
    path = "/v1/downloads/{token}",
    tag = "export-links",
    security(()),
    params(("token" = String, Path, description = "The last part of a link's `url`, from `POST /v1/export-links`.")),
    responses(
        (status = 200, description = "The list, header row first (RFC 4180, UTF-8, CRLF).", body = String, content_type = "text/csv"),
        (status = 403, description = "`link_invalid`: The link is not one that this service gave out.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "`link_gone`: The link does not work any more.", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn download_export(
    method: Method,
    PathParam(token): PathParam,
    Query(NoQuery {}): Query<NoQuery>,
    State(links): State<Links>,
    Extension(facts): Extension<Arc<Facts>>,
) -> Result<Response, Problem> {
    let invalid = || Problem::new(Code::LinkInvalid);
    let gone = || Problem::new(Code::LinkGone);
    let token = Token::read(&token, &links.vault).ok_or_else(invalid)?;
    let now = links.clock.now();
    if token.expires_at <= now {
        return Err(gone());
    }

    let mut tx = links.db.tenant(token.tenant).await?;
    let row = store::find(&mut tx, token.link).await?.ok_or_else(gone)?;
    if !token.matches(&row.secret_hash) {
        return Err(invalid());
    }
    facts.called_by(token.tenant, KeyId::from(row.key_id));
    if row.state(now) != LinkState::Active {
        return Err(gone());
    }
    let settings = settings::current(&links.settings, &mut tx).await?;
    let dialect = Dialect::from_name(&row.format).unwrap_or(Dialect::Excel);
    let export = Export::new(&row.filter.0, dialect, &settings)?;
    if method == Method::HEAD {
        tx.commit().await?;
        return Ok(export.head());
    }
    if !store::count_download(&mut tx, token.link).await? {
        return Err(gone());
    }
    tx.commit().await?;

    export.send(links.db, token.tenant, facts).await
}
