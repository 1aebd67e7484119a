//! The extractor that every page begins with.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{Session, Sessions};
use crate::access::address_of;
use crate::access::scope::Required;
use crate::dashboard::shell::{Locale, encoded};
use crate::http::extract::text_of;
use crate::http::facts::Facts;
use crate::http::present::HX_REQUEST;
use crate::http::{Code, Problem};

/// The id of the key that a page was made for. Its parts ask with it, so that a page of one session never fills with
/// what belongs to another that was begun in another tab.
const KEY_HEADER: HeaderName = HeaderName::from_static("x-session-key");

/// Tells htmx to load the whole page again (<https://htmx.org/reference/#response_headers>).
const HX_REFRESH: HeaderName = HeaderName::from_static("hx-refresh");

/// Somebody who is signed in with a key that carries the scope `S`, and reads.
#[derive(Debug)]
pub(in crate::dashboard) struct SignedIn<S> {
    session: Session,
    scope: PhantomData<S>,
}

impl<S> Deref for SignedIn<S> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl<S: Required, State: Send + Sync> FromRequestParts<State> for SignedIn<S>
where
    Sessions: FromRef<State>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        // What changes something has to come with its form's token: `Submitted` is the way to that.
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return Err(Problem::new(Code::RequestForged).into_response());
        }
        let session = authenticate::<S>(parts, &Sessions::from_ref(state)).await?;
        Ok(Self { session, scope: PhantomData })
    }
}

/// The session of a request, whose key has to carry the scope `S`; or the answer that leads to one.
pub(super) async fn authenticate<S: Required>(
    parts: &Parts,
    sessions: &Sessions,
) -> Result<Session, Response> {
    let here = here(parts);
    let session = sessions
        .find(&parts.headers, here)
        .await
        .map_err(|error| Problem::from(error).into_response())?;
    let Some(session) = session else { return Err(lead_to_sign_in(parts, sessions)) };
    if let Some(facts) = parts.extensions.get::<Arc<Facts>>() {
        facts.called_by(session.tenant, session.key);
    }
    let made_for = text_of(&parts.headers, &KEY_HEADER);
    if made_for.is_some_and(|key| key != session.key.to_string()) {
        return Err(load_again());
    }
    if session.may(S::SCOPE) {
        Ok(session)
    } else {
        let detail = format!("This needs a key with the scope `{}`.", S::SCOPE.as_str());
        Err(Problem::new(Code::ScopeMissing).with_detail(detail).into_response())
    }
}

/// To the sign-in page, and back here after it. Whoever tries cookies is slowed like whoever tries keys.
fn lead_to_sign_in(parts: &Parts, sessions: &Sessions) -> Response {
    let tried = sessions.has_cookie(&parts.headers);
    if tried && sessions.gate.refused_too_often(address_of(parts)) {
        return Problem::new(Code::TooManyRequests)
            .with_retry_after(Duration::from_mins(1))
            .into_response();
    }
    if parts.headers.contains_key(HX_REQUEST) {
        return load_again();
    }
    let comes_back = parts.method == Method::GET && parts.uri.path() != "/";
    let query = if comes_back { format!("?next={}", encoded(&here(parts))) } else { String::new() };
    Redirect::to(&format!("/sign-in{query}")).into_response()
}

/// For a part of a page: the whole page has to be asked for again, which then leads to where it has to.
fn load_again() -> Response {
    let mut response = StatusCode::UNAUTHORIZED.into_response();
    response.headers_mut().insert(HX_REFRESH, HeaderValue::from_static("true"));
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// Path and query of a request.
fn here(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(|| "/".to_owned(), |here| here.as_str().to_owned())
}

/// Somebody who need not be signed in.
#[derive(Debug)]
pub(in crate::dashboard) struct Visitor {
    /// The language that the person reads.
    pub(in crate::dashboard) locale: Locale,
    /// Path and query of the page that was asked for.
    pub(in crate::dashboard) here: String,
}

impl Visitor {
    /// Whoever sent these headers, without a page to come back to.
    pub(in crate::dashboard) fn of(headers: &HeaderMap) -> Self {
        Self { locale: Locale::of(headers), here: "/".to_owned() }
    }
}

impl<State: Send + Sync> FromRequestParts<State> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Self::Rejection> {
        Ok(Self { locale: Locale::of(&parts.headers), here: here(parts) })
    }
}
