//! `/audience`: the list, by days, source, sender, campaign and number; each state is a URL.

mod download;
mod filter;
mod filters;
mod live;
mod rows;
mod search;
mod texts;

use std::sync::Arc;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveDate;

pub(super) use self::download::download;
pub(super) use self::filter::{AudienceQuery, Preset};
pub(super) use self::filters::FiltersPart;
pub(super) use self::live::follow;
use self::rows::{Found, Rows, Sought};
use self::texts::Texts;
use super::session::{Session, SignedIn};
use super::shell::moment::Moment;
use super::shell::{Person, Section, Shell, html};
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::clock::Clock;
use crate::domain::settings::Settings;
use crate::http::{Problem, Query};
use crate::opt_outs::ListFilter;
use crate::settings::{self, Memory};
use crate::settled::Settled;
use crate::state::AppState;

/// Rows on a page.
const PAGE: u16 = 50;

/// What the pages of the list need of the service's state.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    db: Db,
    clock: Clock,
    memory: Memory,
    settled: Settled,
}

impl FromRef<AppState> for Lists {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            clock: state.clock,
            memory: state.settings.clone(),
            settled: state.settled.clone(),
        }
    }
}

impl Lists {
    /// The tenant's settings.
    pub(super) async fn settings(&self, session: &Session) -> Result<Arc<Settings>, Problem> {
        Ok(settings::of_tenant(&self.memory, &self.db, session.tenant).await?)
    }

    /// The filter of the list that a query stands for; `None` if nobody on the list can be found by it.
    pub(super) async fn filter(
        &self,
        session: &Session,
        query: &AudienceQuery,
    ) -> Result<Option<ListFilter>, Problem> {
        let settings = self.settings(session).await?;
        Ok(Sought::read(self, session, &settings, query).await?.into_filter())
    }

    /// The number of the tenant's last event.
    async fn last_event(&self, session: &Session) -> Result<i64, Problem> {
        let mut tx = self.db.tenant(session.tenant).await?;
        let last_event = tx.last_event().await?;
        tx.commit().await?;
        Ok(last_event)
    }

    /// The day that it is for the tenant.
    pub(super) fn today(&self, settings: &Settings) -> NaiveDate {
        self.clock.now().with_timezone(&settings.time_zone).date_naive()
    }
}

#[derive(Debug, Template)]
#[template(path = "audience/page.html")]
struct AudiencePage {
    shell: Shell,
    t: &'static Texts,
    filters: FiltersPart,
    /// Where the list as it is filtered can be downloaded, and where a link to it is made.
    downloads: Vec<DownloadChoice>,
    share: String,
    /// The chart of these days, which the page does not wait for; `None` where it would say nothing. And all charts.
    days: Option<String>,
    days_title: &'static str,
    charts: String,
    /// Where the page is told of changes; `None` on pages behind the first.
    live: Option<String>,
    rows: RowsPart,
    found: Option<Found>,
}

/// A kind of file.
#[derive(Debug)]
struct DownloadChoice {
    url: String,
    label: &'static str,
}

/// The table with its pager, which is loaded again when the list changes.
#[derive(Debug, Template)]
#[template(path = "audience/rows.html")]
struct RowsPart {
    t: &'static Texts,
    zone: &'static str,
    /// Where this part is asked for again; `None` on pages behind the first.
    again: Option<String>,
    rows: Vec<rows::Row>,
    newest: Option<String>,
    older: Option<String>,
    is_narrowed: bool,
    beginning: Option<String>,
}

/// Its template has escaped it.
impl HtmlSafe for RowsPart {}

impl RowsPart {
    fn new(query: &AudienceQuery, settings: &Settings, t: &'static Texts, rows: Rows) -> Self {
        let is_first = query.cursor.is_none();
        let page = |cursor| query.with_cursor(cursor).url("/audience");
        Self {
            t,
            zone: settings.time_zone.name(),
            again: is_first.then(|| query.url("/audience/rows")),
            newest: (!is_first).then(|| page(None)),
            older: rows.next.map(|cursor| page(Some(cursor))),
            rows: rows.items,
            is_narrowed: query.narrows(),
            beginning: rows.beginning,
        }
    }
}

/// `GET /audience`
pub(super) async fn show(
    session: SignedIn<Read>,
    Query(query): Query<AudienceQuery>,
    State(lists): State<Lists>,
) -> Result<Response, Problem> {
    if let Some(filled) = query.without_empty() {
        return Ok(Redirect::to(&filled.url("/audience")).into_response());
    }
    let settings = lists.settings(&session).await?;
    let t = Texts::of(session.locale);
    // Before the rows are read, so that whatever they lack is told.
    let live = match query.cursor {
        Some(_) => None,
        None => Some(format!("/audience/live?after={}", lists.last_event(&session).await?)),
    };
    let Some(mut rows) = rows::read(&lists, &session, &settings, &query, t).await? else {
        // The page is of a list that was asked for in another way; the first one is always there.
        return Ok(Redirect::to(&query.with_cursor(None).url("/audience")).into_response());
    };
    let mistakes = std::mem::take(&mut rows.mistakes);
    let status = if mistakes.is_none() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let shows_days = mistakes.is_none() && query.q.is_none() && query.cursor.is_none();
    let page = AudiencePage {
        shell: Shell::new(&session, Section::Audience),
        t,
        downloads: downloads(&query, t),
        share: query.with_cursor(None).url("/links/new"),
        // Of all time, the chart shows the last thirty days.
        days_title: if query.preset() == Some(Preset::All) { t.last_days } else { t.days },
        days: shows_days.then(|| query.with_cursor(None).url("/charts/days")),
        charts: query.with_cursor(None).url("/charts"),
        live,
        filters: FiltersPart::for_list(&query, mistakes, session.locale),
        found: rows.found.take(),
        rows: RowsPart::new(&query, &settings, t, rows),
    };
    html(status, &page)
}

fn downloads(query: &AudienceQuery, t: &Texts) -> Vec<DownloadChoice> {
    let whole = query.with_cursor(None);
    let choice = |(format, label)| DownloadChoice {
        url: whole.url(&format!("/audience/download/{format}")),
        label,
    };
    [
        ("excel", t.download_comma),
        ("excel_semicolon", t.download_semicolon),
        ("plain", t.download_plain),
    ]
    .map(choice)
    .into()
}

/// `GET /audience/rows`: the table alone, for when the list has changed.
pub(super) async fn show_rows(
    session: SignedIn<Read>,
    Query(query): Query<AudienceQuery>,
    State(lists): State<Lists>,
) -> Result<Response, Problem> {
    let settings = lists.settings(&session).await?;
    let t = Texts::of(session.locale);
    let rows = rows::read(&lists, &session, &settings, &query, t).await?.unwrap_or_default();
    html(StatusCode::OK, &RowsPart::new(&query, &settings, t, rows))
}
