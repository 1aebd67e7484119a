//! The resource: opt-outs and opt-ins recorded, the exclusion list, contacts, changes.
//!
//! Consent changes only in [`mod@record`], mostly by way of the [`recorder`]; everything else here reads.

mod body;
mod book;
mod changes;
mod contact;
mod evidence;
mod export;
mod follow;
mod list;
mod list_query;
mod opt_in;
mod record;
mod record_one;
mod recorded;
mod recorder;
mod recording;
mod register;
mod register_batch;
mod show;
mod store;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use self::body::{
    ConfirmationBody, ConsentRequest, EventBody, RecordedBody, SourceName,
};
pub(crate) use self::evidence::{Evidence, Recorded};
pub(crate) use self::export::Export;
pub(crate) use self::list::{OptOutBody, read_list};
pub(crate) use self::list_query::ListFilter;
pub(crate) use self::opt_in::record_opt_in;
pub(crate) use self::record::{record, record_shown};
pub(crate) use self::recorded::{CONFIRM_WITHIN, Report, confirmation};
pub(crate) use self::recorder::{Recorder, TurnTx, Wish};
pub(crate) use self::recording::Recording;
pub(crate) use self::show::{ContactWithHistory, read_contact};
use crate::http::layers::compression;
use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let export = OpenApiRouter::new().routes(routes!(export::export_opt_outs)).layer(compression());
    OpenApiRouter::new()
        .routes(routes!(register::register_opt_out, list::list_opt_outs))
        .routes(routes!(register_batch::register_opt_outs))
        .merge(export)
        .routes(routes!(opt_in::register_opt_in))
        .routes(routes!(show::show_contact))
        .routes(routes!(changes::list_changes))
        .routes(routes!(follow::follow_changes))
}
