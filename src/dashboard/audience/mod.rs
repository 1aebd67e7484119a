//! `/audience`: the list.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::session::SignedIn;
use super::shell::{Locale, Section, Shell, html};
use crate::access::scope::Read;
use crate::http::Problem;

#[derive(Debug, Template)]
#[template(path = "audience/page.html")]
struct AudiencePage {
    shell: Shell,
}

/// `GET /audience`
pub(super) async fn show(session: SignedIn<Read>) -> Result<Response, Problem> {
    let shell = Shell::new(&session, Section::Audience);
    html(StatusCode::OK, &AudiencePage { shell })
}
