//! Messages that could be a wish and could be none: somebody looks at them, and nothing is recorded until then.

mod body;
mod confirm;
mod dismiss;
mod list;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::ReviewBody;
pub(crate) use self::confirm::confirm_one;
pub(crate) use self::dismiss::dismiss_one;
pub(crate) use self::list::read_reviews;
pub(crate) use self::store::{NewReview, add};
use crate::state::AppState;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_reviews))
        .routes(routes!(confirm::confirm_review))
        .routes(routes!(dismiss::dismiss_review))
}
