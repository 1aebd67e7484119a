//! `GET /language/{code}`: the switch between languages. It changes nothing but what its reader sees, so a link does.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::local_path;
use super::locale::{LANGUAGE_COOKIE, Locale};
use crate::http::{Code, PathParam, Problem, Query};

/// A year.
const KEPT_SECONDS: u32 = 31_536_000;

/// Where to go after it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::dashboard) struct ChooseLanguageQuery {
    next: Option<String>,
}

pub(in crate::dashboard) async fn choose(
    PathParam(code): PathParam,
    Query(query): Query<ChooseLanguageQuery>,
) -> Result<Response, Problem> {
    let locale = Locale::from_code(&code).ok_or_else(|| Problem::new(Code::NotFound))?;
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Max-Age={KEPT_SECONDS}; Path=/; HttpOnly; SameSite=Lax",
        locale.code()
    );
    let mut headers = HeaderMap::new();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    Ok((headers, Redirect::to(local_path(query.next.as_deref()))).into_response())
}
