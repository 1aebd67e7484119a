//! `/sign-in` and `/sign-out`.

mod texts;

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use self::texts::Texts;
use super::session::{FromOwnPage, NoFields, Sessions, Submitted, Visitor};
use super::shell::{Locale, Shell, html, local_path};
use crate::access::scope::{Read, Scope};
use crate::access::{ApiKey, Grant, address_of};
use crate::http::{Code, Problem, Query};

#[derive(Debug, Template)]
#[template(path = "sign_in/page.html")]
struct SignInPage<'a> {
    shell: Shell,
    t: &'static Texts,
    next: &'a str,
    mistake: Option<&'static str>,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInQuery {
    next: Option<String>,
}

/// `GET /sign-in`
pub(super) async fn show(
    visitor: Visitor,
    Query(query): Query<SignInQuery>,
) -> Result<Response, Problem> {
    let shell = Shell::of_visitor(&visitor);
    let t = Texts::of(visitor.locale);
    let next = local_path(query.next.as_deref());
    html(StatusCode::OK, &SignInPage { shell, t, next, mistake: None })
}

/// What is filled in to sign in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInFields {
    key: String,
    next: Option<String>,
}

impl std::fmt::Debug for SignInFields {
    /// Nothing of the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInFields").field("next", &self.next).finish_non_exhaustive()
    }
}

/// `POST /sign-in`: with an API key that may read. Whoever guesses is slowed like anywhere else.
pub(super) async fn sign_in(
    State(sessions): State<Sessions>,
    parts: Parts,
    FromOwnPage(fields): FromOwnPage<SignInFields>,
) -> Result<Response, Problem> {
    let next = local_path(fields.next.as_deref());
    let locale = Locale::of(&parts.headers);
    let t = Texts::of(locale);
    let grant = match ApiKey::parse(fields.key.trim()) {
        Some(key) => sessions.gate.find(&key).await?,
        None => None,
    };
    match grant {
        Some(Grant { tenant, key, scopes, .. }) if scopes.contains(&Scope::Read) => {
            let cookie = sessions.start(tenant, key, &parts.headers).await?;
            Ok(with_cookie(cookie, next))
        }
        Some(_) => refuse(&parts, t, next, t.key_may_not_read, StatusCode::FORBIDDEN),
        None if sessions.gate.refused_too_often(address_of(&parts)) => {
            Err(Problem::new(Code::TooManyRequests).with_retry_after(Duration::from_mins(1)))
        }
        None => refuse(&parts, t, next, t.key_unknown, StatusCode::UNAUTHORIZED),
    }
}

/// The form again, with what was wrong.
fn refuse(
    parts: &Parts,
    t: &'static Texts,
    next: &str,
    mistake: &'static str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let shell = Shell::of_visitor(&Visitor::of(&parts.headers));
    let mut response = html(status, &SignInPage { shell, t, next, mistake: Some(mistake) })?;
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    Ok(response)
}

/// `POST /sign-out`
pub(super) async fn sign_out(
    State(sessions): State<Sessions>,
    headers: HeaderMap,
    _: Submitted<Read, NoFields>,
) -> Result<Response, Problem> {
    let cookie = sessions.end(&headers).await?;
    Ok(with_cookie(cookie, "/sign-in"))
}

fn with_cookie(cookie: HeaderValue, next: &str) -> Response {
    ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
}
