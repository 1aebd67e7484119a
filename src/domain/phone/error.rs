//! Why a text is not a phone number.

/// Why a text or a number was not accepted as a phone.
///
/// The texts say what was expected and never repeat the input: they end in
/// answers and logs, where a number or whatever was pasted has no business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// Nothing but white space.
    #[error("expected a phone number, got an empty text")]
    Empty,
    /// Longer than any way to write a phone number.
    #[error("expected a phone number of at most 100 bytes of text")]
    TextTooLong,
    /// A letter, a control character, an extension, or anything else outside the accepted punctuation.
    #[error("expected only digits, a leading '+', spaces, hyphens, dots, slashes and brackets")]
    InvalidCharacter,
    /// A `+` after the first digit, or a second one.
    #[error("expected '+' only once and only before the first digit")]
    MisplacedPlus,
    /// `5.49E+12` or `5491155550101.0`: a spreadsheet turned the number into a quantity and may have rounded it.
    #[error(
        "expected a phone number as text, got a spreadsheet quantity: format the column as text and export again"
    )]
    SpreadsheetNumber,
    /// A WhatsApp id of a group, a list, a channel or a hidden sender.
    #[error(
        "expected the id of a person, got one of a group, a broadcast list, a channel or a hidden sender"
    )]
    NotAPerson,
    /// Fewer digits than any phone number with its country calling code.
    #[error("expected at least 8 digits including the country calling code")]
    TooFewDigits,
    /// More digits than E.164 allows.
    #[error("expected at most 15 digits")]
    TooManyDigits,
    /// A local form (`0…`) that the default country, or the lack of one, does not explain.
    #[error(
        "expected the country calling code first; a number starting with 0 needs a default country it fits"
    )]
    MissingCountryCode,
    /// A local number of the default country without its area code.
    #[error("expected the area code before the local number")]
    MissingAreaCode,
    /// The first digits belong to no country or network a person can have.
    #[error("expected a country calling code that is in use")]
    UnknownCallingCode,
    /// It begins with a calling code whose numbers have another form.
    #[error(
        "expected a number of the form its country calling code prescribes; is the calling code missing?"
    )]
    ImpossibleNumber,
}

impl PhoneError {
    /// The stable name of this error in API answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "phone_empty",
            Self::TextTooLong => "phone_text_too_long",
            Self::InvalidCharacter => "phone_invalid_character",
            Self::MisplacedPlus => "phone_misplaced_plus",
            Self::SpreadsheetNumber => "phone_spreadsheet_number",
            Self::NotAPerson => "phone_not_a_person",
            Self::TooFewDigits => "phone_too_few_digits",
            Self::TooManyDigits => "phone_too_many_digits",
            Self::MissingCountryCode => "phone_missing_country_code",
            Self::MissingAreaCode => "phone_missing_area_code",
            Self::UnknownCallingCode => "phone_unknown_calling_code",
            Self::ImpossibleNumber => "phone_impossible_number",
        }
    }
}
