//! `/contacts/{contact}`: one person, what they said and when, and the way back for whoever may record it.

mod events;
mod texts;

use askama::Template;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::events::{Event, Tellers};
use self::texts::Texts;
use super::session::{Session, SignedIn, Submitted};
use super::shell::moment::Moment;
use super::shell::{Person, Section, Shell, encoded, html, spaced};
use crate::access::scope::{Consent, Read, Scope};
use crate::domain::consent::Source;
use crate::http::{Code, PathParam, Problem, Query};
use crate::opt_outs::{
    ConsentRequest, ContactWithHistory, Recording, SourceName, read_contact, record_opt_in,
};
use crate::settings;
use crate::settled::Settled;
use crate::state::AppState;

/// Events on a page.
const PAGE: u16 = 50;

/// What the page of a contact needs of the service's state.
#[derive(Clone, Debug)]
pub(super) struct Contacts {
    recording: Recording,
    settled: Settled,
}

impl FromRef<AppState> for Contacts {
    fn from_ref(state: &AppState) -> Self {
        Self { recording: Recording::from_ref(state), settled: state.settled.clone() }
    }
}

#[derive(Debug, Template)]
#[template(path = "contact/page.html")]
struct ContactPage {
    shell: Shell,
    t: &'static Texts,
    person: Person,
    also_known_as: Vec<String>,
    status: &'static str,
    look: &'static str,
    since: Option<Moment>,
    senders: Vec<SenderState>,
    zone: &'static str,
    events: Vec<Event>,
    older: Option<String>,
    opt_in: OptIn,
    notice: Option<Notice>,
    mistake: Option<&'static str>,
}

/// Where a person stands towards one sender.
#[derive(Debug)]
struct SenderState {
    sender: String,
    status: &'static str,
    look: &'static str,
    since: Moment,
}

/// Whether an opt-in can be recorded here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OptIn {
    /// With this form.
    Offered,
    /// Only WhatsApp's own resume lifts what WhatsApp's own stop set.
    OnlyByProvider,
    /// There is nothing to lift, or the key may not.
    No,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notice {
    /// The person is opted in again.
    OptedIn,
    /// It is on record, and changed nothing.
    Unchanged,
}

/// Which page of the history, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactQuery {
    cursor: Option<String>,
    recorded: Option<String>,
}

/// `GET /contacts/{contact}`
pub(super) async fn show(
    session: SignedIn<Read>,
    PathParam(contact): PathParam,
    Query(query): Query<ContactQuery>,
    State(contacts): State<Contacts>,
) -> Result<Response, Problem> {
    let page = page(&contacts, &session, &contact, &query).await?;
    html(StatusCode::OK, &page)
}

/// Why somebody is opted in again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptInFields {
    reason: String,
}

/// `POST /contacts/{contact}/opt-in`: an explicit opt-in, told by an employee with a reason.
pub(super) async fn opt_in(
    PathParam(contact): PathParam,
    State(contacts): State<Contacts>,
    form: Submitted<Consent, OptInFields>,
) -> Result<Response, Problem> {
    let request = ConsentRequest {
        phone: Some(contact.clone()),
        source: Some(SourceName::Agent),
        reason: Some(form.fields.reason.replace("\r\n", "\n")),
        ..ConsentRequest::default()
    };
    match record_opt_in(&contacts.recording, form.tenant, form.key, request).await {
        Ok(changed) => {
            let recorded = if changed { "changed" } else { "unchanged" };
            let path = format!("/contacts/{}?recorded={recorded}", encoded(&contact));
            Ok(Redirect::to(&path).into_response())
        }
        Err(problem) if is_about_reason(&problem) => {
            let mut page = page(&contacts, &form, &contact, &ContactQuery::default()).await?;
            page.mistake = Some(page.t.bad_reason);
            html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(problem) => Err(problem),
    }
}

fn is_about_reason(problem: &Problem) -> bool {
    problem.code() == Code::InvalidBody
        && problem.errors().iter().any(|error| error.pointer == "/reason")
}

async fn page(
    contacts: &Contacts,
    session: &Session,
    contact: &str,
    query: &ContactQuery,
) -> Result<ContactPage, Problem> {
    let Contacts { recording, settled } = contacts;
    let cursor = query.cursor.as_deref();
    let memory = &recording.settings;
    let shown = read_contact(settled, memory, session.tenant, contact, cursor, PAGE)
        .await
        .map_err(|problem| match problem.code() {
            // What names no person has no page.
            Code::InvalidQuery => Problem::new(Code::NotFound),
            _ => problem,
        })?;
    let settings = settings::of_tenant(memory, &recording.db, session.tenant).await?;
    let (zone, locale) = (settings.time_zone, session.locale);
    let tellers = Tellers::of(&recording.db, session.tenant, &shown.history.data).await?;
    let t = Texts::of(locale);
    let opt_in = opt_in_of(&shown, session);
    let ContactWithHistory { contact: body, history } = shown;
    let status = |status: &str| match status {
        "opted_out" => (t.is_out, "out"),
        "opted_in" => (t.is_in, "in"),
        _ => (t.is_unknown, ""),
    };
    let (shown_status, look) = status(&body.status);
    let senders = body.senders.iter().map(|state| {
        let (status, look) = status(state.status);
        let since = Moment::new(state.since, zone, locale);
        SenderState { sender: spaced(&state.sender), status, look, since }
    });
    Ok(ContactPage {
        shell: Shell::new(session, Section::Audience),
        t,
        person: Person::new(body.phone.as_deref(), body.user_id.as_deref()),
        also_known_as: body.also_known_as.iter().map(|name| spaced(name)).collect(),
        status: shown_status,
        look,
        since: body.since.map(|at| Moment::new(at, zone, locale)),
        senders: senders.collect(),
        zone: zone.name(),
        events: history.data.into_iter().map(|event| tellers.event(event, zone, locale)).collect(),
        older: history.next.map(|cursor| format!("/contacts/{}?cursor={cursor}", encoded(contact))),
        opt_in,
        notice: match query.recorded.as_deref() {
            Some("changed") => Some(Notice::OptedIn),
            Some("unchanged") => Some(Notice::Unchanged),
            _ => None,
        },
        mistake: None,
    })
}

/// Whether this session is offered to record an opt-in of this person.
fn opt_in_of(shown: &ContactWithHistory, session: &Session) -> OptIn {
    if shown.contact.status != "opted_out" {
        return OptIn::No;
    }
    let decides = |event: &&crate::opt_outs::EventBody| Some(event.number) == shown.contact.event;
    let deciding = shown.history.data.iter().find(decides);
    if deciding.and_then(|event| Source::from_name(&event.source)).is_some_and(Source::is_provider)
    {
        OptIn::OnlyByProvider
    } else if session.may(Scope::Consent) {
        OptIn::Offered
    } else {
        OptIn::No
    }
}
