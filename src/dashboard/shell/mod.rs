//! The frame around every page: its head, navigation and language, and what all pages are made with.
//!
//! A page is a struct with a template that extends `shell/layout.html`. It holds the [`Shell`] as `shell` and its own
//! texts as `t`, and is answered with [`html`].

mod assets;
mod headers;
mod language;
mod locale;
pub(super) mod moment;
pub(super) mod names;
mod person;
mod problem_page;
mod section;
mod texts;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

pub(super) use self::assets::{ASSETS, Assets, serve as serve_asset};
pub(super) use self::headers::added as with_headers;
pub(super) use self::language::choose as choose_language;
pub(super) use self::locale::Locale;
pub(super) use self::person::{Person, spaced};
pub(crate) use self::problem_page::show_problem;
pub(super) use self::section::Section;
pub(super) use self::texts::Texts;
use super::session::{Session, Visitor};
use crate::http::{Code, Problem};

/// What the layout shows around a page.
#[derive(Debug)]
pub(super) struct Shell {
    pub(super) locale: Locale,
    /// The languages to choose from.
    pub(super) locales: [Locale; 3],
    pub(super) t: &'static Texts,
    pub(super) assets: &'static Assets,
    /// The page's own path and query, percent-encoded as one value of a query.
    pub(super) here: String,
    /// Who is signed in.
    pub(super) who: Option<Who>,
    pub(super) sections: Vec<SectionLink>,
}

/// Who is signed in, as the layout shows it.
#[derive(Debug)]
pub(super) struct Who {
    pub(super) tenant_name: String,
    pub(super) key_name: String,
    /// Id of the key, which parts of the page are asked for with.
    pub(super) key: String,
    token: String,
}

/// A link of the navigation.
#[derive(Debug)]
pub(super) struct SectionLink {
    pub(super) path: &'static str,
    pub(super) label: &'static str,
    pub(super) is_current: bool,
}

impl Shell {
    /// For a page of somebody who is signed in; `section` is where in the navigation they are.
    pub(super) fn new(session: &Session, section: Section) -> Self {
        let t = Texts::of(session.locale);
        let link = |known: Section| SectionLink {
            path: known.path(),
            label: known.label(t),
            is_current: known == section,
        };
        let offered = Section::ALL.into_iter().filter(|known| session.may(known.scope()));
        Self {
            locale: session.locale,
            locales: Locale::ALL,
            t,
            assets: &ASSETS,
            here: encoded(&session.here),
            who: Some(Who {
                tenant_name: session.tenant_name.clone(),
                key_name: session.key_name.clone(),
                key: session.key.to_string(),
                token: session.form_token.masked(),
            }),
            sections: offered.map(link).collect(),
        }
    }

    /// For a page of somebody who is not.
    pub(super) fn of_visitor(visitor: &Visitor) -> Self {
        Self {
            locale: visitor.locale,
            locales: Locale::ALL,
            t: Texts::of(visitor.locale),
            assets: &ASSETS,
            here: encoded(&visitor.here),
            who: None,
            sections: Vec::new(),
        }
    }

    /// What each form carries in the hidden field `token`; see `shell/token.html`.
    pub(super) fn token(&self) -> &str {
        self.who.as_ref().map(|who| who.token.as_str()).unwrap_or_default()
    }
}

/// Answers a page or a part of one.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Result<Response, Problem> {
    let text = page.render().map_err(|error| Problem::new(Code::Internal).with_source(error))?;
    let content_type = HeaderValue::from_static("text/html; charset=utf-8");
    Ok((status, [(header::CONTENT_TYPE, content_type)], text).into_response())
}

/// A text as one value of a query, or one segment of a path.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&crate::domain::hex::encode(&[byte]).to_ascii_uppercase());
        }
    }
    encoded
}

/// A path on this service that a link asked to go to next: never another host, whatever the link says.
pub(super) fn local_path(asked: Option<&str>) -> &str {
    asked
        .filter(|path| {
            let mut bytes = path.bytes();
            bytes.next() == Some(b'/')
                && !matches!(bytes.next(), Some(b'/' | b'\\'))
                && path.bytes().all(|byte| byte.is_ascii_graphic())
        })
        .unwrap_or("/audience")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next_is_always_here() {
        assert_eq!(local_path(Some("/audience?q=%2B54&range=7d")), "/audience?q=%2B54&range=7d");
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nset-cookie: x",
            "/\t/evil.example",
            "audience",
            "",
        ] {
            assert_eq!(local_path(Some(elsewhere)), "/audience", "{elsewhere}");
        }
    }

    #[test]
    fn encoded_texts_hold_nothing_that_ends_a_value() {
        assert_eq!(encoded("/a?b=c&d +é"), "%2Fa%3Fb%3Dc%26d%20%2B%C3%A9");
    }
}
