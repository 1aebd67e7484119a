//! The languages that the dashboard speaks, and which one a person reads.

use axum::http::{HeaderMap, header};

use crate::dashboard::session::cookie;

/// Where the choice of a language is kept.
pub(in crate::dashboard) const LANGUAGE_COOKIE: &str = "optout_language";

/// A language of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dashboard) enum Locale {
    /// English.
    En,
    /// Spanish.
    Es,
    /// Portuguese, as it is written in Brazil.
    Pt,
}

impl Locale {
    /// All of them.
    pub(in crate::dashboard) const ALL: [Self; 3] = [Self::En, Self::Es, Self::Pt];

    /// The language tag (RFC 5646).
    pub(in crate::dashboard) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt-BR",
        }
    }

    /// The short name in URLs and cookies.
    pub(in crate::dashboard) const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
        }
    }

    /// What the language calls itself.
    pub(in crate::dashboard) const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
            Self::Pt => "Português",
        }
    }

    /// The one of these that is in this language.
    pub(in crate::dashboard) const fn pick<T>(
        self,
        en: &'static T,
        es: &'static T,
        pt: &'static T,
    ) -> &'static T {
        match self {
            Self::En => en,
            Self::Es => es,
            Self::Pt => pt,
        }
    }

    /// Reads a name that [`Locale::code`] wrote.
    pub(in crate::dashboard) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// What these headers ask for: the language chosen here, else the browser's, else English.
    pub(in crate::dashboard) fn of(headers: &HeaderMap) -> Self {
        let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(Self::from_code);
        let accepted =
            || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Self::accepted);
        chosen.or_else(accepted).unwrap_or(Self::En)
    }

    /// The one of ours that an `Accept-Language` (RFC 9110 §12.5.4) likes best.
    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',').take(20) {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let weight: f32 =
                weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            let better = best.is_none_or(|(_, known)| weight > known);
            if let Some(locale) = Self::from_code(&primary).filter(|_| better && weight > 0.0) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[(&str, &str)]) -> Locale {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap())
            })
            .collect();
        Locale::of(&headers)
    }

    #[test]
    fn the_choice_made_here_comes_before_the_browsers_and_english_is_last() {
        assert_eq!(of(&[]), Locale::En);
        assert_eq!(of(&[("accept-language", "de-DE,de;q=0.9")]), Locale::En);
        assert_eq!(of(&[("accept-language", "es-AR,es;q=0.9,en;q=0.8")]), Locale::Es);
        assert_eq!(of(&[("accept-language", "en;q=0.3, PT-br;q=0.7, es;q=0")]), Locale::Pt);
        assert_eq!(
            of(&[("accept-language", "es"), ("cookie", "a=b; optout_language=pt")]),
            Locale::Pt
        );
        assert_eq!(of(&[("accept-language", "es"), ("cookie", "optout_language=xx")]), Locale::Es);
    }
}
