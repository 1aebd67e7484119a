//! `/settings/senders`: the tenant's business numbers with their providers. Their secrets go in and are never shown.

mod texts;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::texts::Texts;
use super::{Mistake, Tab, Tabs};
use crate::access::scope::Admin;
use crate::dashboard::session::{NoFields, Session, SignedIn, Submitted};
use crate::dashboard::shell::{Section, Shell, html, spaced};
use crate::http::{PathParam, Problem, Query};
use crate::senders::{
    Change, CreateSender, ProviderName, Registry, SenderBody, UpdateSender, change_sender,
    delete_sender, read_sender, read_senders, register_sender,
};

/// Senders on a page.
const PAGE: u16 = 50;

#[derive(Debug, Template)]
#[template(path = "settings/senders/page.html")]
struct SendersPage {
    shell: Shell,
    t: &'static Texts,
    tabs: Tabs,
    senders: Vec<Sender>,
    older: Option<String>,
    new: NewSenderFields,
    notice: Option<&'static str>,
    mistake: Option<Mistake>,
}

#[derive(Debug, Template)]
#[template(path = "settings/senders/sender.html")]
struct SenderPage {
    shell: Shell,
    t: &'static Texts,
    sender: Sender,
    /// Whether it was just changed.
    is_saved: bool,
    mistake: Option<Mistake>,
}

/// A sender as it is shown.
#[derive(Debug)]
struct Sender {
    number: String,
    is_meta: bool,
    body: SenderBody,
}

impl Sender {
    fn new(body: SenderBody) -> Self {
        let is_meta = body.provider == ProviderName::Meta;
        Self { number: spaced(&body.phone), is_meta, body }
    }

    fn path(&self) -> String {
        format!("/settings/senders/{}", self.body.id)
    }

    const fn provider(&self) -> &'static str {
        if self.is_meta { "Meta" } else { "Twilio" }
    }
}

/// Which page of the list, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct SendersQuery {
    cursor: Option<String>,
    done: Option<String>,
}

/// `GET /settings/senders`
pub(in crate::dashboard) async fn show(
    session: SignedIn<Admin>,
    Query(query): Query<SendersQuery>,
    State(registry): State<Registry>,
) -> Result<Response, Problem> {
    let page = page(&registry, &session, &query).await?;
    html(StatusCode::OK, &page)
}

async fn page(
    registry: &Registry,
    session: &Session,
    query: &SendersQuery,
) -> Result<SendersPage, Problem> {
    let t = Texts::of(session.locale);
    let listed = read_senders(registry, session.tenant, query.cursor.as_deref(), PAGE).await?;
    Ok(SendersPage {
        shell: Shell::new(session, Section::Settings),
        t,
        tabs: Tabs::new(Tab::Senders, session.locale),
        senders: listed.data.into_iter().map(Sender::new).collect(),
        older: listed.next.map(|cursor| format!("/settings/senders?cursor={cursor}")),
        new: NewSenderFields::default(),
        notice: (query.done.as_deref() == Some("removed")).then_some(t.was_removed),
        mistake: None,
    })
}

/// What a sender is made of. Empty fields count as absent.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct NewSenderFields {
    provider: String,
    phone: String,
    name: String,
    account_id: String,
    phone_number_id: String,
    secret: String,
    access_token: String,
}

impl std::fmt::Debug for NewSenderFields {
    /// Nothing of the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSenderFields").field("provider", &self.provider).finish_non_exhaustive()
    }
}

impl NewSenderFields {
    fn is_twilio(&self) -> bool {
        self.provider == "twilio"
    }

    fn request(&self) -> CreateSender {
        let is_twilio = self.is_twilio();
        let secrets = filled(&self.secret).map(|secret| vec![secret]);
        let (app_secrets, auth_tokens) = if is_twilio { (None, secrets) } else { (secrets, None) };
        CreateSender {
            provider: if is_twilio { ProviderName::Twilio } else { ProviderName::Meta },
            phone: self.phone.trim().to_owned(),
            name: filled(&self.name),
            account_id: filled(&self.account_id),
            phone_number_id: filled(&self.phone_number_id),
            app_secrets,
            auth_tokens,
            access_token: filled(&self.access_token),
        }
    }
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// `POST /settings/senders`
pub(in crate::dashboard) async fn create(
    State(registry): State<Registry>,
    form: Submitted<Admin, NewSenderFields>,
) -> Result<Response, Problem> {
    let made = register_sender(&registry, form.tenant, form.fields.request()).await;
    match made {
        Ok(sender) => {
            let path = format!("/settings/senders/{}?saved=yes", sender.id);
            Ok(Redirect::to(&path).into_response())
        }
        Err(problem) => {
            let t = Texts::of(form.locale);
            let mistake = t.mistake(&problem).ok_or(problem)?;
            let mut page = page(&registry, &form, &SendersQuery::default()).await?;
            page.mistake = Some(mistake);
            // Secrets are typed again.
            page.new = NewSenderFields {
                secret: String::new(),
                access_token: String::new(),
                ..form.fields.clone()
            };
            html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Whether the sender was just changed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct SenderQuery {
    saved: Option<String>,
}

/// `GET /settings/senders/{sender_id}`
pub(in crate::dashboard) async fn show_one(
    session: SignedIn<Admin>,
    PathParam(sender_id): PathParam,
    Query(query): Query<SenderQuery>,
    State(registry): State<Registry>,
) -> Result<Response, Problem> {
    let mut page = one(&registry, &session, &sender_id).await?;
    page.is_saved = query.saved.is_some();
    html(StatusCode::OK, &page)
}

async fn one(
    registry: &Registry,
    session: &Session,
    sender_id: &str,
) -> Result<SenderPage, Problem> {
    let sender = Sender::new(read_sender(registry, session.tenant, sender_id).await?);
    Ok(SenderPage {
        shell: Shell::new(session, Section::Settings),
        t: Texts::of(session.locale),
        sender,
        is_saved: false,
        mistake: None,
    })
}

/// What to change: the names always, a secret only if one is filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct SenderFields {
    name: String,
    account_id: String,
    secret: String,
    old_secret: String,
    #[serde(default)]
    access_token: String,
    /// `on`, if it is to send no confirmations any more.
    no_access_token: Option<String>,
}

impl std::fmt::Debug for SenderFields {
    /// Nothing of the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SenderFields").field("name", &self.name).finish_non_exhaustive()
    }
}

impl SenderFields {
    fn request(&self, is_meta: bool) -> UpdateSender {
        let old = filled(&self.old_secret);
        let secrets = filled(&self.secret)
            .map(|secret| std::iter::once(secret).chain(old).collect::<Vec<_>>());
        let (app_secrets, auth_tokens) = if is_meta { (secrets, None) } else { (None, secrets) };
        let access_token = match (self.no_access_token.is_some(), filled(&self.access_token)) {
            (true, _) => Change::To(None),
            (false, Some(token)) => Change::To(Some(token)),
            (false, None) => Change::Keep,
        };
        UpdateSender {
            name: Change::To(filled(&self.name)),
            account_id: Change::To(filled(&self.account_id)),
            app_secrets,
            auth_tokens,
            access_token,
        }
    }
}

/// `POST /settings/senders/{sender_id}`
pub(in crate::dashboard) async fn change(
    PathParam(sender_id): PathParam,
    State(registry): State<Registry>,
    form: Submitted<Admin, SenderFields>,
) -> Result<Response, Problem> {
    let mut page = one(&registry, &form, &sender_id).await?;
    let request = form.fields.request(page.sender.is_meta);
    match change_sender(&registry, form.tenant, &sender_id, request).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?saved=yes", page.sender.path())).into_response()),
        Err(problem) => {
            page.mistake = Some(page.t.mistake(&problem).ok_or(problem)?);
            html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /settings/senders/{sender_id}/remove`
pub(in crate::dashboard) async fn remove(
    PathParam(sender_id): PathParam,
    State(registry): State<Registry>,
    form: Submitted<Admin, NoFields>,
) -> Result<Response, Problem> {
    delete_sender(&registry, form.tenant, &sender_id).await?;
    Ok(Redirect::to("/settings/senders?done=removed").into_response())
}
