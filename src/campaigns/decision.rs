//! The rule of the campaign filter, as a pure function.

use crate::domain::category::Category;

/// Whether people on the exclusion list are left out of a campaign, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exclusion {
    /// They are left out.
    Applied,
    /// They are not: the campaign's exclude flag is not set.
    FlagOff,
    /// They are not: utility and authentication templates are never filtered.
    CategoryExempt,
}

impl Exclusion {
    /// Exclusion applies only if the campaign's flag is set and the category is not exempt. The list informs
    /// in every other case and removes nobody.
    pub(super) const fn decide(exclude_opted_out: bool, category: Category) -> Self {
        if !exclude_opted_out {
            Self::FlagOff
        } else if category.is_exempt() {
            Self::CategoryExempt
        } else {
            Self::Applied
        }
    }

    pub(super) const fn is_applied(self) -> bool {
        matches!(self, Self::Applied)
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::FlagOff => "flag_off",
            Self::CategoryExempt => "category_exempt",
        }
    }

    /// Reads a name that [`Exclusion::as_str`] wrote.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Applied, Self::FlagOff, Self::CategoryExempt];
        all.into_iter().find(|exclusion| exclusion.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_set_flag_and_a_category_that_is_not_exempt_exclude() {
        for (flag, category, decision) in [
            (true, Category::Marketing, Exclusion::Applied),
            (true, Category::Utility, Exclusion::CategoryExempt),
            (true, Category::Authentication, Exclusion::CategoryExempt),
            (false, Category::Marketing, Exclusion::FlagOff),
            (false, Category::Utility, Exclusion::FlagOff),
            (false, Category::Authentication, Exclusion::FlagOff),
        ] {
            assert_eq!(Exclusion::decide(flag, category), decision, "{flag} {category:?}");
        }
    }
}
