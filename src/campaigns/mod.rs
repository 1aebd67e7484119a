//! What a campaign may send: the filter of its recipients, and the record of what it decided.

mod attempt;
mod batch;
mod campaign;
mod decision;
mod filter;
mod json;
mod runs;
mod store;
mod stream;
mod verdict;

use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::attempt::{Fate, Tried, TriedCampaign, try_list};
pub(crate) use self::filter::{Filtering, try_stream};
pub(crate) use self::runs::Runs;
pub(crate) use self::store::{CampaignReach, reach_of};
pub(crate) use self::verdict::FilterSummary;
use crate::http::coding::CODINGS;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let filter = OpenApiRouter::new()
        .routes(routes!(filter::filter_recipients))
        .layer(CompressionLayer::new())
        .layer(map_response(name_codings));
    runs::routes().merge(filter)
}

/// Where other operations take nothing compressed, this one says what it takes (RFC 9110, 12.5.3).
async fn name_codings(mut response: Response) -> Response {
    if let Some(codings) = response.headers_mut().get_mut(header::ACCEPT_ENCODING) {
        *codings = HeaderValue::from_static(CODINGS);
    }
    response
}
