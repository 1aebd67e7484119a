//! `/settings`: what an administrator decides. Settings proper here, keys and senders each on a page of their own.

mod confirmations;
mod general;
mod keys;
mod keywords;
mod senders;
mod texts;

use askama::Template;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::confirmations::{ConfirmationFields, Confirmations};
use self::general::{General, GeneralFields};
pub(super) use self::keys::{create as create_key, revoke as revoke_key, show as show_keys};
use self::keywords::{Keywords, KeywordsFields};
pub(super) use self::senders::{
    change as change_sender, create as create_sender, remove as remove_sender,
    show as show_senders, show_one as show_sender,
};
use self::texts::Texts;
use super::session::{Session, SignedIn, Submitted};
use super::shell::{Locale, Section, Shell, html};
use crate::access::scope::Admin;
use crate::db::Db;
use crate::http::{Code, Problem, Query};
use crate::settings::{self, Memory, UpdateSettings};
use crate::state::AppState;

/// Bytes of the form of words: all lists full.
const MAX_KEYWORDS: usize = 512 * 1024;

/// What the page of settings needs of the service's state.
#[derive(Clone, Debug)]
pub(super) struct AllSettings {
    db: Db,
    memory: Memory,
}

impl FromRef<AppState> for AllSettings {
    fn from_ref(state: &AppState) -> Self {
        Self { db: state.db.clone(), memory: state.settings.clone() }
    }
}

/// One of the pages of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Settings,
    Keys,
    Senders,
}

/// The links to all of them.
#[derive(Debug)]
struct Tabs {
    label: &'static str,
    links: [TabLink; 3],
}

#[derive(Debug)]
struct TabLink {
    url: &'static str,
    label: &'static str,
    is_current: bool,
}

impl Tabs {
    fn new(current: Tab, locale: Locale) -> Self {
        let t = Texts::of(locale);
        let links = [
            (Tab::Settings, "/settings", t.general),
            (Tab::Keys, "/settings/keys", t.keys),
            (Tab::Senders, "/settings/senders", t.senders),
        ];
        let link = |(tab, url, label)| TabLink { url, label, is_current: tab == current };
        Self { label: t.title, links: links.map(link) }
    }
}

/// An option of a choice.
#[derive(Debug)]
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// What cannot be taken, and where.
#[derive(Debug)]
struct Mistake {
    place: String,
    /// What was expected, in English.
    message: String,
}

impl Mistake {
    /// What a refusal is about, if it is about what was filled in. `place` names a pointer of the body.
    fn of(problem: &Problem, place: impl FnOnce(&str) -> String) -> Option<Self> {
        let error = problem.errors().first().filter(|_| problem.code() == Code::InvalidBody)?;
        Some(Self { place: place(&error.pointer), message: error.message.clone() })
    }
}

/// A part of the settings, saved by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    General,
    Confirmations,
    Keywords,
}

impl Part {
    const ALL: [Self; 3] = [Self::General, Self::Confirmations, Self::Keywords];

    /// The name in URLs.
    const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Confirmations => "confirmations",
            Self::Keywords => "keywords",
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "settings/page.html")]
struct SettingsPage {
    shell: Shell,
    t: &'static Texts,
    tabs: Tabs,
    general: General,
    confirmations: Confirmations,
    keywords: Keywords,
    saved: Option<Part>,
    mistake: Option<(Part, Mistake)>,
}

impl SettingsPage {
    fn new(session: &Session, settings: &UpdateSettings) -> Self {
        let t = Texts::of(session.locale);
        Self {
            shell: Shell::new(session, Section::Settings),
            t,
            tabs: Tabs::new(Tab::Settings, session.locale),
            general: General::new(settings, t),
            confirmations: Confirmations::new(settings),
            keywords: Keywords::new(settings),
            saved: None,
            mistake: None,
        }
    }

    fn mistake_in(&self, part: Part) -> Option<&Mistake> {
        self.mistake.as_ref().filter(|(at, _)| *at == part).map(|(_, mistake)| mistake)
    }
}

/// What was just saved.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsQuery {
    saved: Option<String>,
}

/// `GET /settings`
pub(super) async fn show(
    session: SignedIn<Admin>,
    Query(query): Query<SettingsQuery>,
    State(all): State<AllSettings>,
) -> Result<Response, Problem> {
    let settings = settings::read(&all.db, session.tenant).await?;
    let mut page = SettingsPage::new(&session, &settings.into());
    page.saved = Part::ALL.into_iter().find(|part| Some(part.as_str()) == query.saved.as_deref());
    html(StatusCode::OK, &page)
}

/// `POST /settings/general`
pub(super) async fn save_general(
    State(all): State<AllSettings>,
    form: Submitted<Admin, GeneralFields>,
) -> Result<Response, Problem> {
    save(&all, &form, Part::General, |settings| form.fields.apply(settings)).await
}

/// `POST /settings/confirmations`
pub(super) async fn save_confirmations(
    State(all): State<AllSettings>,
    form: Submitted<Admin, ConfirmationFields>,
) -> Result<Response, Problem> {
    save(&all, &form, Part::Confirmations, |settings| form.fields.apply(settings)).await
}

/// `POST /settings/keywords`
pub(super) async fn save_keywords(
    State(all): State<AllSettings>,
    form: Submitted<Admin, KeywordsFields, MAX_KEYWORDS>,
) -> Result<Response, Problem> {
    save(&all, &form, Part::Keywords, |settings| form.fields.apply(settings)).await
}

/// Saves a part, or shows the page again with what was filled in and what is wrong with it.
async fn save(
    all: &AllSettings,
    session: &Session,
    part: Part,
    edit: impl Fn(&mut UpdateSettings) + Send + Sync,
) -> Result<Response, Problem> {
    let t = Texts::of(session.locale);
    let changed = settings::change(&all.db, &all.memory, session.tenant, &edit).await;
    let Err(problem) = changed else {
        let part = part.as_str();
        return Ok(Redirect::to(&format!("/settings?saved={part}#{part}")).into_response());
    };
    let Some(mistake) = Mistake::of(&problem, |pointer| t.place(pointer)) else {
        return Err(problem);
    };
    let mut wanted = UpdateSettings::from(settings::read(&all.db, session.tenant).await?);
    edit(&mut wanted);
    let mut page = SettingsPage::new(session, &wanted);
    page.mistake = Some((part, mistake));
    html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
