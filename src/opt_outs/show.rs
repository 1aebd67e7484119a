//! `GET /v1/contacts/{contact}`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{ContactBody, EventBody};
use super::store::history;
use crate::access::Caller;
use crate::access::scope::Read;
use crate::domain::identity::Identifier;
use crate::domain::ids::TenantId;
use crate::domain::phone::Phone;
use crate::http::json;
use crate::http::page::{CursorScope, parse_limit};
use crate::http::{Page, PathParam, Problem, Query};
use crate::settings;
use crate::settled::Settled;

/// Which page of the history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ShowContactQuery {
    /// Events on the page, 1 to 1000.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 100)]
    limit: Option<String>,
    /// `history.next` of the page before.
    cursor: Option<String>,
}

/// A contact's state and history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactWithHistory {
    #[serde(flatten)]
    pub(crate) contact: ContactBody,
    /// Its events, the latest first by their own time.
    pub(crate) history: Page<EventBody>,
}

/// Shows the state and history of one contact.
///
/// A contact that was never seen is no error: its status is `none`.
#[utoipa::path(
    get,
    path = "/v1/contacts/{contact}",
    tag = "contacts",
    params(("contact" = String, Path, description = "A phone number in any usual spelling, or a user id.", example = "+5491155550101"), ShowContactQuery),
    responses((status = 200, description = "The contact.", body = ContactWithHistory))
)]
pub(super) async fn show_contact(
    caller: Caller<Read>,
    PathParam(contact): PathParam,
    Query(query): Query<ShowContactQuery>,
    State(settled): State<Settled>,
    State(memory): State<settings::Memory>,
) -> Result<Response, Problem> {
    let limit = parse_limit(query.limit.as_deref())?;
    let tenant = caller.tenant();
    let cursor = query.cursor.as_deref();
    let shown = read_contact(&settled, &memory, tenant, &contact, cursor, limit).await?;
    json(StatusCode::OK, &shown)
}

/// A contact's state and a page of its history, by a number in any spelling or a user id, for whatever shows it.
pub(crate) async fn read_contact(
    settled: &Settled,
    memory: &settings::Memory,
    tenant: TenantId,
    contact: &str,
    cursor: Option<&str>,
    limit: u16,
) -> Result<ContactWithHistory, Problem> {
    let (mut tx, _) = settled.tenant(tenant).await?;
    let settings = settings::current(memory, &mut tx).await?;
    let identifier = Identifier::parse(contact, settings.default_country)
        .map_err(|error| Problem::query("contact", error))?;
    // By what was asked for, not by the contact: a link may merge it into another while somebody pages.
    let scope = CursorScope::new(tenant, "show_contact", &identifier_name(&identifier));
    let before = cursor.map(|cursor| scope.read::<(DateTime<Utc>, i64)>(cursor)).transpose()?;
    let Some(row) = history::find_contact(&mut tx, &identifier).await? else {
        tx.commit().await?;
        return Ok(never_seen(&identifier));
    };
    let events = history::events_of(&mut tx, row.contact_id, before, i64::from(limit) + 1).await?;
    tx.commit().await?;

    let page = Page::cut(events, limit, |last| scope.write(&(last.occurred_at, last.number)));
    let history = page.map(EventBody::from);
    Ok(ContactWithHistory { contact: ContactBody::new(row, settings.opt_out_scope), history })
}

/// An identifier in its one spelling.
fn identifier_name(identifier: &Identifier) -> String {
    match identifier {
        Identifier::Phone(phone) => phone.match_key().to_string(),
        Identifier::UserId(user_id) => user_id.as_str().to_owned(),
    }
}

fn never_seen(identifier: &Identifier) -> ContactWithHistory {
    let contact = ContactBody {
        phone: identifier.phone().map(Phone::e164),
        user_id: identifier.user_id().map(|id| id.as_str().to_owned()),
        also_known_as: Vec::new(),
        status: "none".to_owned(),
        since: None,
        event: None,
        senders: Vec::new(),
    };
    ContactWithHistory { contact, history: Page { data: Vec::new(), next: None } }
}
