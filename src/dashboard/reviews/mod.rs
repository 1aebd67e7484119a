//! `/reviews`: messages that could be a wish and could be none. Somebody looks at them and decides with one key.

mod texts;

use askama::Template;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::texts::Texts;
use super::session::{NoFields, Session, SignedIn, Submitted};
use super::shell::moment::Moment;
use super::shell::{Person, Section, Shell, html, names, spaced};
use crate::access::scope::{Consent, Read, Scope};
use crate::domain::settings::Settings;
use crate::http::present::HX_REQUEST;
use crate::http::{Code, PathParam, Problem, Query};
use crate::messages::{ReviewBody, confirm_review, dismiss_review, read_reviews};
use crate::opt_outs::Recording;
use crate::settings;
use crate::state::AppState;

/// Reviews on a page.
const PAGE: u16 = 25;

/// What the pages of reviews need of the service's state.
#[derive(Clone, Debug)]
pub(super) struct Reviews(Recording);

impl FromRef<AppState> for Reviews {
    fn from_ref(state: &AppState) -> Self {
        Self(Recording::from_ref(state))
    }
}

/// Which reviews are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Pending,
    Confirmed,
    Dismissed,
}

impl Status {
    const ALL: [Self; 3] = [Self::Pending, Self::Confirmed, Self::Dismissed];

    /// The name on the wire.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    const fn label(self, t: &Texts) -> &'static str {
        match self {
            Self::Pending => t.pending,
            Self::Confirmed => t.confirmed,
            Self::Dismissed => t.dismissed,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "reviews/page.html")]
struct ReviewsPage {
    shell: Shell,
    t: &'static Texts,
    tabs: Vec<Tab>,
    status: Status,
    may_decide: bool,
    reviews: Vec<Review>,
    older: Option<String>,
    zone: &'static str,
    /// What was just done.
    notice: Option<&'static str>,
}

#[derive(Debug)]
struct Tab {
    url: String,
    label: &'static str,
    is_current: bool,
}

/// One review that was just decided, where a script asked for it.
#[derive(Debug, Template)]
#[template(path = "reviews/decided.html")]
struct DecidedPart {
    review: Review,
}

/// A review as it is shown.
#[derive(Debug)]
struct Review {
    id: String,
    person: Person,
    /// What it looks like.
    looks_like: &'static str,
    /// What became of it, with its colours.
    outcome: Option<(&'static str, &'static str)>,
    text: String,
    occurred: Moment,
    decided: Option<Moment>,
    facts: Vec<(&'static str, String)>,
}

impl Review {
    fn new(body: ReviewBody, settings: &Settings, session: &Session) -> Self {
        let (zone, locale) = (settings.time_zone, session.locale);
        let t = Texts::of(locale);
        let is_opt_in = body.kind == "opt_in";
        let facts = [
            (t.source, Some(names::source_named(&body.source, locale))),
            (t.sender, body.sender.as_deref().map(spaced)),
            (t.campaign, body.campaign_id),
            (t.rule, Some(body.rule)),
        ];
        Self {
            id: body.id.to_string(),
            person: Person::new(body.phone.as_deref(), body.user_id.as_deref()),
            looks_like: if is_opt_in { t.looks_like_opt_in } else { t.looks_like_opt_out },
            outcome: match body.status.as_str() {
                "confirmed" if is_opt_in => Some((t.recorded_opt_in, "in")),
                "confirmed" => Some((t.recorded_opt_out, "out")),
                "dismissed" => Some((t.nothing_recorded, "")),
                _ => None,
            },
            text: body.text,
            occurred: Moment::new(body.occurred_at, zone, locale),
            decided: body.decided_at.map(|at| Moment::new(at, zone, locale)),
            facts: facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        }
    }
}

/// Which reviews, and what was just done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewsQuery {
    status: Option<String>,
    cursor: Option<String>,
    done: Option<String>,
}

/// `GET /reviews`
pub(super) async fn show(
    session: SignedIn<Read>,
    Query(query): Query<ReviewsQuery>,
    State(Reviews(recording)): State<Reviews>,
) -> Result<Response, Problem> {
    let status = query.status.as_deref().map_or(Some(Status::Pending), Status::from_name);
    let status = status.ok_or_else(|| Problem::new(Code::NotFound))?;
    let (db, cursor) = (&recording.db, query.cursor.as_deref());
    let page = read_reviews(db, session.tenant, status.as_str(), cursor, PAGE).await?;
    let settings = settings::of_tenant(&recording.settings, db, session.tenant).await?;
    let t = Texts::of(session.locale);
    let tab = |known: Status| Tab {
        url: format!("/reviews?status={}", known.as_str()),
        label: known.label(t),
        is_current: known == status,
    };
    let shown = ReviewsPage {
        shell: Shell::new(&session, Section::Reviews),
        t,
        tabs: Status::ALL.map(tab).into(),
        status,
        may_decide: session.may(Scope::Consent),
        reviews: page.data.into_iter().map(|body| Review::new(body, &settings, &session)).collect(),
        older: page
            .next
            .map(|cursor| format!("/reviews?status={}&cursor={cursor}", status.as_str())),
        zone: settings.time_zone.name(),
        notice: match query.done.as_deref() {
            Some("confirmed") => Some(t.done_confirmed),
            Some("dismissed") => Some(t.done_dismissed),
            Some("already") => Some(t.already_decided),
            _ => None,
        },
    };
    html(StatusCode::OK, &shown)
}

/// `POST /reviews/{review_id}/confirm`
pub(super) async fn confirm(
    PathParam(review_id): PathParam,
    State(Reviews(recording)): State<Reviews>,
    headers: HeaderMap,
    form: Submitted<Consent, NoFields>,
) -> Result<Response, Problem> {
    let decided = confirm_review(&recording, form.tenant, form.key, &review_id).await;
    answer(&recording, &form, &headers, decided.map(|decided| decided.review)).await
}

/// `POST /reviews/{review_id}/dismiss`
pub(super) async fn dismiss(
    PathParam(review_id): PathParam,
    State(Reviews(recording)): State<Reviews>,
    headers: HeaderMap,
    form: Submitted<Consent, NoFields>,
) -> Result<Response, Problem> {
    let decided = dismiss_review(&recording.db, form.tenant, form.key, &review_id).await;
    answer(&recording, &form, &headers, decided).await
}

/// The review as it is now for a script, the queue again for everybody else.
async fn answer(
    recording: &Recording,
    session: &Session,
    headers: &HeaderMap,
    decided: Result<ReviewBody, Problem>,
) -> Result<Response, Problem> {
    let by_script = headers.contains_key(HX_REQUEST);
    match decided {
        Ok(review) if by_script => {
            let settings =
                settings::of_tenant(&recording.settings, &recording.db, session.tenant).await?;
            let review = Review::new(review, &settings, session);
            html(StatusCode::OK, &DecidedPart { review })
        }
        Ok(review) => Ok(Redirect::to(&format!("/reviews?done={}", review.status)).into_response()),
        Err(problem) if problem.code() == Code::AlreadyDecided && !by_script => {
            Ok(Redirect::to("/reviews?done=already").into_response())
        }
        Err(problem) => Err(problem),
    }
}
