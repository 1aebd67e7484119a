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
}

impl Section {
    /// All of them, in the order of the navigation.
    pub(in crate::dashboard) const ALL: [Self; 3] = [Self::Audience, Self::Charts, Self::Links];

    /// Where it is.
    pub(in crate::dashboard) const fn path(self) -> &'static str {
        match self {
            Self::Audience => "/audience",
            Self::Charts => "/charts",
            Self::Links => "/links",
        }
    }

    /// What a key must be allowed to do, so that the page is offered.
    pub(in crate::dashboard) const fn scope(self) -> Scope {
        match self {
            Self::Audience | Self::Charts | Self::Links => Scope::Read,
        }
    }

    /// What people call it.
    pub(in crate::dashboard) const fn label(self, texts: &Texts) -> &'static str {
        match self {
            Self::Audience => texts.audience,
            Self::Charts => texts.charts,
            Self::Links => texts.links,
        }
    }
}
