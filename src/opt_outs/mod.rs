//! The resource: opt-outs and opt-ins recorded, the exclusion list, contacts, changes.
//!
//! Consent changes only in [`record::record`]; everything else here reads.

mod body;
mod book;
mod changes;
mod evidence;
mod export;
mod follow;
mod list;
mod list_query;
mod opt_in;
mod record;
mod record_one;
mod recorded;
mod recording;
mod register;
mod register_batch;
mod show;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::{ConfirmationBody, ConsentRequest, RecordedBody};
pub(crate) use self::evidence::{Evidence, Recorded};
pub(crate) use self::export::Export;
pub(crate) use self::list_query::ListFilter;
pub(crate) use self::record::record;
pub(crate) use self::recorded::{CONFIRM_WITHIN, confirmation};
pub(crate) use self::recording::Recording;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register::register_opt_out, list::list_opt_outs))
        .routes(routes!(register_batch::register_opt_outs))
        .routes(routes!(export::export_opt_outs))
        .routes(routes!(opt_in::register_opt_in))
        .routes(routes!(show::show_contact))
        .routes(routes!(changes::list_changes))
        .routes(routes!(follow::follow_changes))
}
