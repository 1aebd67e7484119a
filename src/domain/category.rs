//! Template categories: which campaigns may be filtered at all.

/// A WhatsApp template category
/// (<https://developers.facebook.com/docs/whatsapp/updates-to-pricing/new-template-guidelines>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Promotions and everything that is not one of the other two.
    Marketing,
    /// About an order or an account the person has. Never filtered.
    Utility,
    /// One-time passwords. Never filtered.
    Authentication,
}

/// What was understood of a category as a caller spelled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The category it counts as.
    pub category: Category,
    /// False when the name is unknown, so that it counts as marketing for safety.
    pub recognized: bool,
}

impl Category {
    /// Reads a category in any case, including the names Meta used before June 2023 and those of providers.
    /// A name that is unknown counts as [`Category::Marketing`]: the one that can be filtered.
    pub fn understand(name: &str) -> Understood {
        let known = match name.trim().to_ascii_uppercase().as_str() {
            "MARKETING" | "PROMOTIONAL" | "NONE" => Some(Self::Marketing),
            "AUTHENTICATION" | "OTP" => Some(Self::Authentication),
            "UTILITY"
            | "TRANSACTIONAL"
            | "CUST_SERVICE"
            | "AUTO_REPLY"
            | "ISSUE_RESOLUTION"
            | "ACCOUNT_UPDATE"
            | "PAYMENT_UPDATE"
            | "PERSONAL_FINANCE_UPDATE"
            | "SHIPPING_UPDATE"
            | "RESERVATION_UPDATE"
            | "APPOINTMENT_UPDATE"
            | "TRANSPORTATION_UPDATE"
            | "TICKET_UPDATE"
            | "ALERT_UPDATE" => Some(Self::Utility),
            _ => None,
        };
        Understood { category: known.unwrap_or(Self::Marketing), recognized: known.is_some() }
    }

    /// Whether campaigns of this category are never filtered.
    pub const fn is_exempt(self) -> bool {
        matches!(self, Self::Utility | Self::Authentication)
    }

    /// Meta's current name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "MARKETING",
            Self::Utility => "UTILITY",
            Self::Authentication => "AUTHENTICATION",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_old_and_new_are_understood_in_any_case() {
        for (name, category) in [
            ("MARKETING", Category::Marketing),
            (" utility ", Category::Utility),
            ("Otp", Category::Authentication),
            ("TRANSACTIONAL", Category::Utility),
            ("SHIPPING_UPDATE", Category::Utility),
            ("PROMOTIONAL", Category::Marketing),
        ] {
            assert_eq!(
                Category::understand(name),
                Understood { category, recognized: true },
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_name_counts_as_marketing_and_says_so() {
        for name in ["", "SERVICE", "ＵＴＩＬＩＴＹ", "MARKETING_LITE", "UTILITYX"] {
            let understood = Category::understand(name);
            assert_eq!(understood, Understood { category: Category::Marketing, recognized: false });
            assert!(!understood.category.is_exempt());
        }
    }
}
