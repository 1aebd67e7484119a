//! `/links`: links under which somebody without an account downloads a part of the list. Made, listed, revoked.

mod body;
mod texts;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::body::{Choice, LinkRow, expiries, formats, words_of};
use self::texts::Texts;
use super::audience::{AudienceQuery, Lists};
use super::session::{NoFields, SignedIn, Submitted};
use super::shell::{Section, Shell, html};
use crate::access::scope::Read;
use crate::db::Db;
use crate::domain::ids::LinkId;
use crate::export_links::{CreateExportLink, Links};
use crate::http::page::CursorScope;
use crate::http::{Code, Page, PathParam, Problem, Query};
use crate::opt_outs::ListFilter;

/// Links on a page.
const PAGE: u16 = 50;

#[derive(Debug, Template)]
#[template(path = "links/list.html")]
struct LinksPage {
    shell: Shell,
    t: &'static Texts,
    links: Vec<LinkRow>,
    older: Option<String>,
    zone: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "links/new.html")]
struct NewLinkPage {
    shell: Shell,
    t: &'static Texts,
    /// What the link will download, in words.
    words: Vec<(&'static str, String)>,
    /// The same as fields of the form.
    filter: ListFilter,
    name: String,
    formats: Vec<Choice>,
    expiries: Vec<Choice>,
    mistake: Option<&'static str>,
}

#[derive(Debug, Template)]
#[template(path = "links/made.html")]
struct MadePage {
    shell: Shell,
    t: &'static Texts,
    url: String,
    words: Vec<(&'static str, String)>,
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinksQuery {
    cursor: Option<String>,
}

/// `GET /links`
pub(super) async fn show(
    session: SignedIn<Read>,
    Query(query): Query<LinksQuery>,
    State(lists): State<Lists>,
    State(links): State<Links>,
) -> Result<Response, Problem> {
    let scope = CursorScope::new(session.tenant, "dashboard_links", &());
    let after = query.cursor.map(|cursor| scope.read::<LinkId>(&cursor)).transpose()?;
    let settings = lists.settings(&session).await?;
    let rows = links.list(session.tenant, after, PAGE).await?;

    let page = Page::cut(rows, PAGE, |last| scope.write(&last.id));
    let row = |link| LinkRow::new(link, settings.time_zone, session.locale);
    let shown = LinksPage {
        shell: Shell::new(&session, Section::Links),
        t: Texts::of(session.locale),
        older: page.next.map(|cursor| format!("/links?cursor={cursor}")),
        links: page.data.into_iter().map(row).collect(),
        zone: settings.time_zone.name(),
    };
    html(StatusCode::OK, &shown)
}

/// `GET /links/new`, with the filter of the list in the query.
pub(super) async fn ask(
    session: SignedIn<Read>,
    Query(query): Query<AudienceQuery>,
    State(lists): State<Lists>,
) -> Result<Response, Problem> {
    let nobody = || Problem::new(Code::NotFound).with_detail("Nobody on the list matches this.");
    let filter = lists.filter(&session, &query).await?.ok_or_else(nobody)?;
    // What cannot be read is refused here, and not when the form is sent.
    filter.read(&*lists.settings(&session).await?)?;
    let page = NewLinkPage {
        shell: Shell::new(&session, Section::Links),
        t: Texts::of(session.locale),
        words: words_of(&filter, session.locale),
        filter,
        name: String::new(),
        formats: formats(session.locale, None),
        expiries: expiries(session.locale, None),
        mistake: None,
    };
    html(StatusCode::OK, &page)
}

/// What a link is made of. Empty fields count as absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLinkFields {
    name: String,
    format: String,
    days: String,
    from: Option<String>,
    to: Option<String>,
    source: Option<String>,
    sender: Option<String>,
    campaign_id: Option<String>,
    q: Option<String>,
}

impl NewLinkFields {
    fn filter(&self) -> ListFilter {
        ListFilter {
            from: self.from.clone(),
            to: self.to.clone(),
            tz: None,
            source: self.source.clone(),
            sender: self.sender.clone(),
            campaign_id: self.campaign_id.clone(),
            q: self.q.clone(),
            order: None,
        }
    }

    fn request(&self) -> CreateExportLink {
        let ListFilter { from, to, tz, source, sender, campaign_id, q, order } = self.filter();
        let name = self.name.trim();
        CreateExportLink {
            name: (!name.is_empty()).then(|| name.to_owned()),
            from,
            to,
            tz,
            source,
            sender,
            campaign_id,
            q,
            order,
            format: Some(self.format.clone()),
            // What is no number is refused like one that is too large.
            expires_in: Some(
                self.days.parse::<i64>().map_or(i64::MAX, |days| days.saturating_mul(86_400)),
            ),
            expires_at: None,
        }
    }
}

/// `POST /links`: makes the link and shows its URL, this once.
pub(super) async fn create(
    State(db): State<Db>,
    State(links): State<Links>,
    form: Submitted<Read, NewLinkFields>,
) -> Result<Response, Problem> {
    let t = Texts::of(form.locale);
    let words = words_of(&form.fields.filter(), form.locale);
    let mut tx = db.tenant(form.tenant).await?;
    let made = links.create(&mut tx, form.key, form.fields.request()).await;
    let shell = Shell::new(&form, Section::Links);
    let mistake = match made {
        Ok(made) => {
            tx.commit().await?;
            let url = made.url.ok_or_else(|| Problem::new(Code::Internal))?;
            return html(StatusCode::CREATED, &MadePage { shell, t, url, words });
        }
        Err(problem) => t.mistake(&problem).ok_or(problem)?,
    };
    let page = NewLinkPage {
        shell,
        t,
        words,
        filter: form.fields.filter(),
        name: form.fields.name.clone(),
        formats: formats(form.locale, Some(&form.fields.format)),
        expiries: expiries(form.locale, Some(&form.fields.days)),
        mistake: Some(mistake),
    };
    html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// `POST /links/{link_id}/revoke`
pub(super) async fn revoke(
    PathParam(link_id): PathParam,
    State(links): State<Links>,
    form: Submitted<Read, NoFields>,
) -> Result<Response, Problem> {
    let not_found = || Problem::new(Code::NotFound);
    let link = link_id.parse().ok().ok_or_else(not_found)?;
    if links.revoke(form.tenant, link).await? {
        Ok(Redirect::to("/links").into_response())
    } else {
        Err(not_found())
    }
}
