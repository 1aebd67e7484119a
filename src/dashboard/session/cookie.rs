//! Cookies as browsers send and keep them (RFC 6265).

use axum::http::{HeaderMap, HeaderValue, header};

use super::token::SessionToken;
use crate::state::PublicUrl;

/// How the service names its session cookie and keeps it.
#[derive(Clone, Copy, Debug)]
pub(super) struct CookieRules {
    is_secure: bool,
}

impl CookieRules {
    /// Where the service is reached by `https`, the cookie never travels otherwise, and no other host can set it.
    pub(super) fn of(public_url: &PublicUrl) -> Self {
        Self { is_secure: public_url.as_str().starts_with("https://") }
    }

    const fn name(self) -> &'static str {
        if self.is_secure { "__Host-optout_session" } else { "optout_session" }
    }

    /// The session that a request says it belongs to.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<SessionToken> {
        cookie(headers, self.name()).and_then(SessionToken::parse)
    }

    /// Sets the cookie for so many seconds; none is sent back after that.
    ///
    /// `Lax` and not `Strict`: a link to a filtered list that a colleague sent by chat has to open signed in. What
    /// changes something is protected by its form's token.
    pub(super) fn set(self, token: &SessionToken, seconds: i64) -> HeaderValue {
        self.header(token.reveal(), seconds)
    }

    /// Takes the cookie away.
    pub(super) fn clear(self) -> HeaderValue {
        self.header("", 0)
    }

    fn header(self, value: &str, seconds: i64) -> HeaderValue {
        let name = self.name();
        let secure = if self.is_secure { "; Secure" } else { "" };
        let text =
            format!("{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}");
        let mut header =
            HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""));
        header.set_sensitive(true);
        header
    }
}

/// The value of the one cookie of this name. Sent twice, somebody else may have set one of them: then it is not read.
pub(in crate::dashboard) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value);
    values.next().filter(|_| values.next().is_none())
}
