//! `/dry-run`: the campaign filter tried out on a list. Who would be left out and why; nothing goes on record.
//!
//! A pasted list is decided by a plain form. Files, and lists that are too long for a form, are sent piece by piece
//! by the page's script to [`stream`], which is the filter's own stream.

mod result;
mod texts;

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{FromRef, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use self::result::{DryRun, Half};
use self::texts::Texts;
use super::session::{Session, SignedIn, Streamed, Submitted};
use super::shell::{Section, Shell, html, spaced};
use crate::access::scope::{Filter, Scope};
use crate::campaigns::{Filtering, TriedCampaign, try_list, try_stream};
use crate::db::Db;
use crate::http::facts::Facts;
use crate::http::{Code, NoQuery, Problem, Query};
use crate::senders::{Registry, read_senders};
use crate::settings::{self, Memory};
use crate::state::AppState;

/// Bytes of a pasted list at most; with its script the page sends longer ones as a stream.
const MAX_BYTES: usize = 1024 * 1024;
/// Lines of a pasted list at most.
const MAX_LINES: usize = 50_000;
/// Senders offered to choose from.
const SENDERS: u16 = 200;

const CATEGORIES: [&str; 3] = ["MARKETING", "UTILITY", "AUTHENTICATION"];

/// What the dry run needs of the service's state.
#[derive(Clone, Debug)]
pub(super) struct DryRuns {
    filtering: Filtering,
    registry: Registry,
    db: Db,
    memory: Memory,
}

impl FromRef<AppState> for DryRuns {
    fn from_ref(state: &AppState) -> Self {
        Self {
            filtering: Filtering::from_ref(state),
            registry: Registry::from_ref(state),
            db: state.db.clone(),
            memory: state.settings.clone(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "dry_run/page.html")]
struct DryRunPage {
    shell: Shell,
    t: &'static Texts,
    form: DryRunFields,
    categories: Vec<Choice>,
    /// The business numbers to choose from, where the key may see them.
    senders: Vec<Choice>,
    run: Option<DryRun>,
    mistake: Option<String>,
}

#[derive(Debug)]
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// What is filled in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DryRunFields {
    recipients: String,
    category: String,
    /// `on`, if the box is ticked.
    exclude: Option<String>,
    #[serde(default)]
    sender: String,
    /// Which half to download, if not to show what became of all.
    half: Option<String>,
}

impl DryRunFields {
    fn campaign(&self) -> TriedCampaign {
        let sender = self.sender.trim();
        TriedCampaign {
            category: self.category.clone(),
            exclude_opted_out: self.exclude.is_some(),
            sender: (!sender.is_empty()).then(|| sender.to_owned()),
            column: None,
        }
    }

    fn lines(&self) -> Vec<String> {
        let lines = self.recipients.lines().filter(|line| !line.trim().is_empty());
        lines.map(ToOwned::to_owned).collect()
    }
}

/// `GET /dry-run`
pub(super) async fn show(
    session: SignedIn<Filter>,
    Query(NoQuery {}): Query<NoQuery>,
    State(runs): State<DryRuns>,
) -> Result<Response, Problem> {
    let form = DryRunFields { exclude: Some("on".to_owned()), ..DryRunFields::default() };
    let page = page(&runs, &session, form).await?;
    html(StatusCode::OK, &page)
}

/// `POST /dry-run`: a pasted list, decided at once.
pub(super) async fn decide(
    State(runs): State<DryRuns>,
    form: Submitted<Filter, DryRunFields, MAX_BYTES>,
) -> Result<Response, Problem> {
    let mut page = page(&runs, &form, form.fields.clone()).await?;
    let lines = form.fields.lines();
    let mistake = match lines.len() {
        0 => Some(page.t.no_recipients.to_owned()),
        1..=MAX_LINES => None,
        _ => Some(page.t.too_many.to_owned()),
    };
    if mistake.is_some() {
        page.mistake = mistake;
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let caller = (form.tenant, form.key);
    let tried = match try_list(&runs.filtering, caller, form.fields.campaign(), lines).await {
        Ok(tried) => tried,
        Err(problem) if problem.code() == Code::InvalidQuery => {
            page.mistake = Some(page.t.bad_campaign.to_owned());
            return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(problem) => return Err(problem),
    };
    if let Some(half) = form.fields.half.as_deref().and_then(Half::from_name) {
        return Ok(file(half, half.write(&tried)));
    }
    let settings = settings::of_tenant(&runs.memory, &runs.db, form.tenant).await?;
    page.run = Some(DryRun::new(tried, settings.time_zone, form.locale, page.t));
    html(StatusCode::OK, &page)
}

fn file(half: Half, bytes: Vec<u8>) -> Response {
    let (name, media_type) = half.file();
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

/// The campaign in the query of a stream.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamQuery {
    category: Option<String>,
    exclude: Option<String>,
    sender: Option<String>,
    column: Option<String>,
}

/// `POST /dry-run/stream`: any number of recipients, decided as they come.
pub(super) async fn stream(
    Query(query): Query<StreamQuery>,
    State(runs): State<DryRuns>,
    Extension(facts): Extension<Arc<Facts>>,
    streamed: Streamed<Filter>,
) -> Result<Response, Problem> {
    let caller = (streamed.tenant, streamed.key);
    let tried = TriedCampaign {
        category: query.category.unwrap_or_default(),
        exclude_opted_out: query.exclude.is_some(),
        sender: query.sender.filter(|sender| !sender.trim().is_empty()),
        column: query.column,
    };
    try_stream(&runs.filtering, caller, tried, facts, streamed.request).await
}

async fn page(
    runs: &DryRuns,
    session: &Session,
    form: DryRunFields,
) -> Result<DryRunPage, Problem> {
    let t = Texts::of(session.locale);
    let category = |name: &str| Choice {
        value: name.to_owned(),
        label: t.category_named(name).to_owned(),
        is_chosen: form.category == name,
    };
    let senders = if session.may(Scope::Admin) {
        read_senders(&runs.registry, session.tenant, None, SENDERS).await?.data
    } else {
        Vec::new()
    };
    let sender = |sender: crate::senders::SenderBody| {
        let number = spaced(&sender.phone);
        Choice {
            label: sender.name.map_or_else(|| number.clone(), |name| format!("{number} · {name}")),
            is_chosen: form.sender == sender.phone,
            value: sender.phone,
        }
    };
    Ok(DryRunPage {
        shell: Shell::new(session, Section::DryRun),
        t,
        categories: CATEGORIES.map(category).into(),
        senders: senders.into_iter().map(sender).collect(),
        form,
        run: None,
        mistake: None,
    })
}
