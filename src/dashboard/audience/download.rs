//! `/audience/download/{format}`: the list as CSV, exactly as it is filtered.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::{AudienceQuery, Lists};
use crate::access::scope::Read;
use crate::dashboard::session::SignedIn;
use crate::http::csv::Dialect;
use crate::http::facts::Facts;
use crate::http::{Code, PathParam, Problem, Query};
use crate::opt_outs::Export;

/// `GET /audience/download/{format}`
pub(in crate::dashboard) async fn download(
    session: SignedIn<Read>,
    PathParam(format): PathParam,
    Query(query): Query<AudienceQuery>,
    State(lists): State<Lists>,
    Extension(facts): Extension<Arc<Facts>>,
) -> Result<Response, Problem> {
    let dialect = Dialect::from_name(&format).ok_or_else(|| Problem::new(Code::NotFound))?;
    let settings = lists.settings(&session).await?;
    let filter = lists.filter(&session, &query).await?;
    let nobody = || Problem::new(Code::NotFound).with_detail("Nobody on the list matches this.");
    let export = Export::new(&filter.ok_or_else(nobody)?, dialect, &settings)?;
    export.send(lists.db.clone(), session.tenant, facts).await
}
