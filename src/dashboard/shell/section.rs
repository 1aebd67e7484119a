//! The pages that the navigation leads to.

use super::texts::Texts;
use crate::access::scope::Scope;

/// A page in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dashboard) enum Section {
    /// The list.
    Audience,
    /// Pictures of the numbers.
    Charts,
    /// Links to parts of it.
    Links,
    /// Messages that somebody has to look at.
    Reviews,
    /// The campaign filter tried out.
    DryRun,
    /// What an administrator decides.
    Settings,
}

impl Section {
    /// All of them, in the order of the navigation.
    pub(in crate::dashboard) const ALL: [Self; 6] =
        [Self::Audience, Self::Charts, Self::Reviews, Self::DryRun, Self::Links, Self::Settings];

    /// Where it is.
    pub(in crate::dashboard) const fn path(self) -> &'static str {
        match self {
            Self::Audience => "/audience",
            Self::Charts => "/charts",
            Self::Links => "/links",
            Self::Reviews => "/reviews",
            Self::DryRun => "/dry-run",
            Self::Settings => "/settings",
        }
    }

    /// What a key must be allowed to do, so that the page is offered.
    pub(in crate::dashboard) const fn scope(self) -> Scope {
        match self {
            Self::Audience | Self::Charts | Self::Links | Self::Reviews => Scope::Read,
            Self::DryRun => Scope::Filter,
            Self::Settings => Scope::Admin,
        }
    }

    /// What people call it.
    pub(in crate::dashboard) const fn label(self, texts: &Texts) -> &'static str {
        match self {
            Self::Audience => texts.audience,
            Self::Charts => texts.charts,
            Self::Links => texts.links,
            Self::Reviews => texts.reviews,
            Self::DryRun => texts.dry_run,
            Self::Settings => texts.settings,
        }
    }
}
