//! What people's messages mean: understood, recorded, or put before somebody who looks at them.

mod inbound;
mod receive;
mod reviews;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::inbound::{Act, Content, Inbound, Told, stored_text};
pub(crate) use self::reviews::{
    NewReview, ReviewBody, add as add_reviews, confirm_one as confirm_review,
    dismiss_one as dismiss_review, read_reviews,
};
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(receive::receive_message)).merge(reviews::routes())
}
