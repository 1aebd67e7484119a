//! Whether a browser sent a form from a page of this service.

use axum::http::{HeaderMap, HeaderName, header};

use crate::http::extract::text_of;
use crate::state::PublicUrl;

/// Set by browsers and by nothing that runs in a page (<https://www.w3.org/TR/fetch-metadata/>).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the request says that it comes from a page of this service. A browser that sends `Sec-Fetch-Site` is
/// believed, else `Origin` has to name the host that was asked, or the public URL where a proxy changes the host.
/// With neither there is no telling, and it is refused.
pub(super) fn is_own(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    if headers.contains_key(SEC_FETCH_SITE) {
        return text_of(headers, &SEC_FETCH_SITE) == Some("same-origin");
    }
    let Some(origin) = text_of(headers, &header::ORIGIN) else { return false };
    let asked = text_of(headers, &header::HOST);
    let of_host = origin.split_once("://").is_some_and(|(_, host)| Some(host) == asked);
    of_host || origin == origin_of(public_url.as_str())
}

/// Scheme and host of a URL.
fn origin_of(url: &str) -> &str {
    let path = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    url.get(..path).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> bool {
        let url = PublicUrl::parse("https://optout.example.com/behind/a/proxy").unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        is_own(&headers, &url)
    }

    #[test]
    fn only_a_page_of_the_service_itself_is_believed() {
        assert!(asked(&[("sec-fetch-site", "same-origin")]));
        assert!(asked(&[("origin", "https://optout.example.com"), ("host", "10.0.0.7:8080")]));
        assert!(asked(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]));

        for refused in [
            &[("sec-fetch-site", "cross-site"), ("origin", "https://optout.example.com")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.example"), ("host", "optout.example.com")],
            &[("origin", "null"), ("host", "optout.example.com")],
            &[("host", "optout.example.com")],
            &[],
        ] {
            assert!(!asked(refused), "{refused:?}");
        }
    }
}
