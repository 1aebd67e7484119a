//! `/settings/keys`: the tenant's API keys. Made, and shown this once; listed, revoked.

mod texts;

use askama::Template;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{SecondsFormat, TimeDelta};
use chrono_tz::Tz;
use serde::Deserialize;

use self::texts::Texts;
use super::{Choice, Mistake, Tab, Tabs};
use crate::access::Gate;
use crate::access::scope::{Admin, Scope};
use crate::api_keys::{CreateApiKey, KeyBody, create_key, read_keys, revoke_key};
use crate::dashboard::session::{NoFields, Session, SignedIn, Submitted};
use crate::dashboard::shell::moment::Moment;
use crate::dashboard::shell::{Section, Shell, html};
use crate::db::Db;
use crate::domain::clock::Clock;
use crate::http::{Code, PathParam, Problem, Query};
use crate::settings::{self, Memory};
use crate::state::AppState;

/// Keys on a page.
const PAGE: u16 = 50;
/// After how many days a key may stop working; 0 is never.
const EXPIRIES: [i64; 4] = [0, 30, 90, 365];

/// What the page of keys needs of the service's state.
#[derive(Clone, Debug)]
pub(in crate::dashboard) struct Keys {
    db: Db,
    gate: Gate,
    clock: Clock,
    memory: Memory,
}

impl FromRef<AppState> for Keys {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            gate: state.gate.clone(),
            clock: state.clock,
            memory: state.settings.clone(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "settings/keys/page.html")]
struct KeysPage {
    shell: Shell,
    t: &'static Texts,
    tabs: Tabs,
    keys: Vec<Key>,
    older: Option<String>,
    zone: &'static str,
    name: String,
    scopes: Vec<Choice>,
    expiries: Vec<Choice>,
    notice: Option<&'static str>,
    mistake: Option<Mistake>,
}

#[derive(Debug, Template)]
#[template(path = "settings/keys/made.html")]
struct MadePage {
    shell: Shell,
    t: &'static Texts,
    name: String,
    secret: String,
}

/// A key as it is listed.
#[derive(Debug)]
struct Key {
    id: String,
    name: String,
    hint: String,
    scopes: Vec<&'static str>,
    state: &'static str,
    look: &'static str,
    works: bool,
    /// Whether this page was signed in with it.
    is_own: bool,
    created: Moment,
    expires: Option<Moment>,
    last_used: Option<Moment>,
}

impl Key {
    fn new(body: KeyBody, keys: &Keys, session: &Session, zone: Tz) -> Self {
        let t = Texts::of(session.locale);
        let moment = |at| Moment::new(at, zone, session.locale);
        let has_expired = body.expires_at.is_some_and(|expiry| expiry <= keys.clock.now());
        let (state, look) = match (body.revoked_at, has_expired) {
            (Some(_), _) => (t.revoked, "out"),
            (None, true) => (t.expired, "wait"),
            (None, false) => (t.works, "in"),
        };
        Self {
            id: body.id.to_string(),
            name: body.name,
            hint: body.hint,
            scopes: body.scopes.into_iter().map(Scope::as_str).collect(),
            state,
            look,
            works: body.revoked_at.is_none() && !has_expired,
            is_own: body.id == session.key,
            created: moment(body.created_at),
            expires: body.expires_at.map(moment),
            last_used: body.last_used_at.map(moment),
        }
    }
}

/// Which page of the list, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct KeysQuery {
    cursor: Option<String>,
    done: Option<String>,
}

/// `GET /settings/keys`
pub(in crate::dashboard) async fn show(
    session: SignedIn<Admin>,
    Query(query): Query<KeysQuery>,
    State(keys): State<Keys>,
) -> Result<Response, Problem> {
    let page = page(&keys, &session, &query).await?;
    html(StatusCode::OK, &page)
}

async fn page(keys: &Keys, session: &Session, query: &KeysQuery) -> Result<KeysPage, Problem> {
    let t = Texts::of(session.locale);
    let settings = settings::of_tenant(&keys.memory, &keys.db, session.tenant).await?;
    let zone = settings.time_zone;
    let listed = read_keys(&keys.db, session.tenant, query.cursor.as_deref(), PAGE).await?;
    let fields = NewKeyFields { read: Some("on".to_owned()), ..NewKeyFields::default() };
    Ok(KeysPage {
        shell: Shell::new(session, Section::Settings),
        t,
        tabs: Tabs::new(Tab::Keys, session.locale),
        keys: listed.data.into_iter().map(|body| Key::new(body, keys, session, zone)).collect(),
        older: listed.next.map(|cursor| format!("/settings/keys?cursor={cursor}")),
        zone: zone.name(),
        name: String::new(),
        scopes: fields.scope_choices(t),
        expiries: fields.expiry_choices(t),
        notice: match query.done.as_deref() {
            Some("revoked") => Some(t.was_revoked),
            Some("last_admin") => Some(t.last_admin),
            _ => None,
        },
        mistake: None,
    })
}

/// What a key is made of; each scope is a box that is ticked or not.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct NewKeyFields {
    name: String,
    days: String,
    ingest: Option<String>,
    consent: Option<String>,
    read: Option<String>,
    filter: Option<String>,
    admin: Option<String>,
}

impl NewKeyFields {
    fn is_ticked(&self, scope: Scope) -> bool {
        let ticked = match scope {
            Scope::Ingest => &self.ingest,
            Scope::Consent => &self.consent,
            Scope::Read => &self.read,
            Scope::Filter => &self.filter,
            Scope::Admin => &self.admin,
        };
        ticked.is_some()
    }

    fn scope_choices(&self, t: &Texts) -> Vec<Choice> {
        let choice = |scope: Scope| Choice {
            value: scope.as_str().to_owned(),
            label: t.scope(scope).to_owned(),
            is_chosen: self.is_ticked(scope),
        };
        Scope::ALL.map(choice).into()
    }

    fn expiry_choices(&self, t: &Texts) -> Vec<Choice> {
        let chosen = self.days.parse().unwrap_or(0);
        let choice = |days: i64| Choice {
            value: days.to_string(),
            label: if days == 0 { t.never.to_owned() } else { format!("{days} {}", t.days) },
            is_chosen: days == chosen,
        };
        EXPIRIES.map(choice).into()
    }

    fn request(&self, clock: Clock) -> CreateApiKey {
        let days = self.days.parse().ok().filter(|days| EXPIRIES.contains(days)).unwrap_or(0);
        let expiry =
            (clock.now() + TimeDelta::days(days)).to_rfc3339_opts(SecondsFormat::Secs, true);
        CreateApiKey {
            name: self.name.trim().to_owned(),
            scopes: Scope::ALL.into_iter().filter(|scope| self.is_ticked(*scope)).collect(),
            expires_at: (days > 0).then_some(expiry),
        }
    }
}

/// `POST /settings/keys`: makes a key and shows it, this once.
pub(in crate::dashboard) async fn create(
    State(keys): State<Keys>,
    form: Submitted<Admin, NewKeyFields>,
) -> Result<Response, Problem> {
    let t = Texts::of(form.locale);
    let new = match form.fields.request(keys.clock).check(keys.clock) {
        Ok(new) => new,
        Err(problem) => {
            let mistake = Mistake::of(&problem, |pointer| t.place(pointer).to_owned());
            let mut page = page(&keys, &form, &KeysQuery::default()).await?;
            page.mistake = Some(mistake.ok_or(problem)?);
            form.fields.name.clone_into(&mut page.name);
            page.scopes = form.fields.scope_choices(t);
            page.expiries = form.fields.expiry_choices(t);
            return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let mut tx = keys.db.tenant(form.tenant).await?;
    let (secret, record) = create_key(&mut tx, &new).await?;
    tx.commit().await?;

    let page = MadePage {
        shell: Shell::new(&form, Section::Settings),
        t,
        name: record.name,
        secret: secret.reveal().to_owned(),
    };
    html(StatusCode::CREATED, &page)
}

/// `POST /settings/keys/{key_id}/revoke`
pub(in crate::dashboard) async fn revoke(
    PathParam(key_id): PathParam,
    State(keys): State<Keys>,
    form: Submitted<Admin, NoFields>,
) -> Result<Response, Problem> {
    let done = match revoke_key(&keys.db, &keys.gate, form.tenant, &key_id).await {
        Ok(()) => "revoked",
        Err(problem) if problem.code() == Code::LastAdminKey => "last_admin",
        Err(problem) => return Err(problem),
    };
    Ok(Redirect::to(&format!("/settings/keys?done={done}")).into_response())
}
