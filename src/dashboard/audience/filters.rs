//! The form of the filters, which the list and the charts share.

use askama::Template;
use askama::filters::HtmlSafe;

use super::filter::{AudienceQuery, Preset};
use super::rows::Mistakes;
use super::texts::Texts;
use crate::dashboard::shell::{Locale, names};
use crate::domain::consent::Source;
use crate::http::Problem;

/// The form.
#[derive(Debug, Template)]
#[template(path = "audience/filters.html")]
pub(in crate::dashboard) struct FiltersPart {
    t: &'static Texts,
    /// The page that it belongs to.
    path: &'static str,
    query: AudienceQuery,
    presets: Vec<PresetLink>,
    sources: Vec<SourceOption>,
    mistakes: Mistakes,
    /// Whether a number can be searched for.
    searches: bool,
}

/// Its template has escaped it.
impl HtmlSafe for FiltersPart {}

/// A choice of days.
#[derive(Debug)]
struct PresetLink {
    url: String,
    label: &'static str,
    is_current: bool,
}

/// A choice of a source.
#[derive(Debug)]
struct SourceOption {
    name: &'static str,
    label: &'static str,
    is_chosen: bool,
}

impl FiltersPart {
    /// The form of the list.
    pub(super) fn for_list(query: &AudienceQuery, mistakes: Mistakes, locale: Locale) -> Self {
        Self::new("/audience", query, &Preset::ALL, mistakes, locale)
    }

    /// The form of the charts, which are of some days always and of no number in particular.
    pub(in crate::dashboard) fn for_charts(
        query: &AudienceQuery,
        problem: Option<&Problem>,
        locale: Locale,
    ) -> Self {
        let mistakes = problem.and_then(|problem| Mistakes::of(problem, Texts::of(locale)));
        let presets: Vec<Preset> =
            Preset::ALL.into_iter().filter(|preset| *preset != Preset::All).collect();
        let query = AudienceQuery { q: None, cursor: None, ..query.clone() };
        Self::new("/charts", &query, &presets, mistakes.unwrap_or_default(), locale)
    }

    /// Whether all that is asked for can be read.
    pub(in crate::dashboard) fn has_no_mistake(&self) -> bool {
        self.mistakes.is_none()
    }

    fn new(
        path: &'static str,
        query: &AudienceQuery,
        presets: &[Preset],
        mistakes: Mistakes,
        locale: Locale,
    ) -> Self {
        let t = Texts::of(locale);
        let preset = query.preset();
        let link = |known: &Preset| PresetLink {
            url: query.with_preset(*known).url(path),
            label: t.preset(*known),
            is_current: preset == Some(*known),
        };
        let option = |source: Source| SourceOption {
            name: source.as_str(),
            label: names::source(source, locale),
            is_chosen: query.source.as_deref() == Some(source.as_str()),
        };
        Self {
            t,
            path,
            presets: presets.iter().map(link).collect(),
            sources: Source::ALL.map(option).into(),
            query: query.clone(),
            mistakes,
            searches: path == "/audience",
        }
    }
}
