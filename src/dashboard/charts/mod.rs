//! `/charts`: how many left and came back, drawn here as SVG, each with its numbers as a table.

mod days;
mod shares;
mod texts;

use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};

use self::days::{DaysChart, Size};
use self::shares::{Rates, Shares};
use self::texts::Texts;
use super::audience::{AudienceQuery, FiltersPart, Lists, Preset};
use super::session::{Session, SignedIn};
use super::shell::moment::{count, day};
use super::shell::{Locale, Section, Shell, html};
use crate::access::scope::Read;
use crate::domain::ids::TenantId;
use crate::http::{Code, Problem, Query};
use crate::opt_outs::ListFilter;
use crate::stats::{Stats, StatsBody, StatsQuery};

/// How long a page waits for the numbers.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Template)]
#[template(path = "charts/page.html")]
struct ChartsPage {
    shell: Shell,
    t: &'static Texts,
    filters: FiltersPart,
    searches: bool,
    counting: Option<CountingPart>,
    numbers: Option<Numbers>,
    shares: Vec<Shares>,
    rates: Option<Rates>,
}

/// The sums and the days, on this page and on the list's.
#[derive(Debug)]
struct Numbers {
    opt_outs: String,
    opt_ins: String,
    zone: String,
    /// The same days for each size of screen.
    charts: [DaysChart; 2],
    days: Vec<DayRow>,
    is_empty: bool,
}

/// A day in the table.
#[derive(Debug)]
struct DayRow {
    day: String,
    opt_outs: String,
    opt_ins: String,
}

impl Numbers {
    fn new(stats: &StatsBody, wide: Size, locale: Locale) -> Self {
        let row = |known: &crate::stats::DayBody| DayRow {
            day: day(known.date, locale),
            opt_outs: count(known.count.opt_outs, locale),
            opt_ins: count(known.count.opt_ins, locale),
        };
        Self {
            opt_outs: count(stats.total.opt_outs, locale),
            opt_ins: count(stats.total.opt_ins, locale),
            zone: stats.tz.clone(),
            charts: [wide, days::SMALL].map(|size| DaysChart::new(&stats.days, size, locale)),
            days: stats.days.iter().rev().map(row).collect(),
            is_empty: stats.total.opt_outs == 0 && stats.total.opt_ins == 0,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "charts/part.html")]
struct ChartPart {
    t: &'static Texts,
    numbers: Numbers,
    searches: bool,
    all: String,
}

/// Said while very much of a tenant is counted for the first time; asks again by itself.
#[derive(Debug, Template)]
#[template(path = "charts/counting.html")]
struct CountingPart {
    t: &'static Texts,
    again: String,
}

/// Its template has escaped it.
impl HtmlSafe for CountingPart {}

/// `GET /charts`
pub(super) async fn show(
    session: SignedIn<Read>,
    Query(query): Query<AudienceQuery>,
    State(lists): State<Lists>,
    State(stats): State<Stats>,
) -> Result<Response, Problem> {
    if let Some(filled) = query.without_empty() {
        return Ok(Redirect::to(&filled.url("/charts")).into_response());
    }
    let asked = asked(&lists, &session, &query).await?;
    let (counted, problem) = match read(&stats, session.tenant, asked).await {
        Ok(counted) => (counted, None),
        Err(problem) => (None, Some(problem)),
    };
    let is_counting = counted.is_none() && problem.is_none();
    let locale = session.locale;
    // Where no days are asked for, the list shows all of them, and the charts the last thirty.
    let shown = match query.preset() {
        Some(Preset::All) => query.with_preset(Preset::ThirtyDays),
        _ => query.clone(),
    };
    let filters = FiltersPart::for_charts(&shown, problem.as_ref(), locale);
    if let Some(problem) = problem.filter(|_| filters.has_no_mistake()) {
        return Err(problem);
    }
    let is_bad = counted.is_none() && !is_counting;
    let code = if is_bad { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let page = ChartsPage {
        shell: Shell::new(&session, Section::Charts),
        t: Texts::of(locale),
        filters,
        searches: query.q.is_some(),
        counting: is_counting
            .then(|| CountingPart { t: Texts::of(locale), again: shown.url("/charts/days") }),
        numbers: counted.as_ref().map(|counted| Numbers::new(counted, days::LARGE, locale)),
        shares: counted
            .iter()
            .flat_map(|counted| shares::tables(counted, &shown, locale))
            .collect(),
        rates: counted.as_ref().map(|counted| Rates::new(&counted.campaigns, &shown, locale)),
    };
    html(code, &page)
}

/// `GET /charts/days`: the days alone, for the page of the list, which does not wait for them.
pub(super) async fn show_days(
    session: SignedIn<Read>,
    Query(query): Query<AudienceQuery>,
    State(lists): State<Lists>,
    State(stats): State<Stats>,
) -> Result<Response, Problem> {
    let asked = asked(&lists, &session, &query).await?;
    let t = Texts::of(session.locale);
    let Some(stats) = read(&stats, session.tenant, asked).await? else {
        let again = query.with_cursor(None).url("/charts/days");
        return html(StatusCode::OK, &CountingPart { t, again });
    };
    let part = ChartPart {
        t,
        numbers: Numbers::new(&stats, days::STRIP, session.locale),
        searches: query.q.is_some(),
        all: query.with_cursor(None).url("/charts"),
    };
    html(StatusCode::OK, &part)
}

/// The numbers; `None` if they take longer than a page should, as they do while very much of a tenant is counted for
/// the first time. In a task of its own, so that the counting goes on.
async fn read(
    stats: &Stats,
    tenant: TenantId,
    asked: StatsQuery,
) -> Result<Option<StatsBody>, Problem> {
    let stats = stats.clone();
    let reading = tokio::spawn(async move { stats.read(tenant, &asked).await });
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(Ok(Ok(counted))) => Ok(Some(counted)),
        Ok(Ok(Err(problem))) if problem.code() == Code::Overloaded => Ok(None),
        Ok(Ok(Err(problem))) => Err(problem),
        Ok(Err(error)) => Err(Problem::new(Code::Internal).with_source(error)),
        Err(_) => Ok(None),
    }
}

/// The same days and filters; a search for a number has no numbers of its own.
async fn asked(
    lists: &Lists,
    session: &Session,
    query: &AudienceQuery,
) -> Result<StatsQuery, Problem> {
    let settings = lists.settings(session).await?;
    let filter = query.filter(lists.today(&settings), None);
    let ListFilter { from, to, tz, source, sender, campaign_id, q: _, order: _ } = filter;
    Ok(StatsQuery { from, to, tz, source, sender, campaign_id })
}
