//! Short texts that strangers write, checked once at the edge.

use std::fmt;

/// Why a text is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or only white space.
    #[error("must not be empty")]
    Empty,
    /// More characters than the field takes.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// U+0000 to U+001F or U+007F to U+009F, where the field does not allow line breaks or tabs.
    #[error("must not contain control characters")]
    Control,
}

/// A text of at most `MAX` Unicode characters without control characters, kept exactly as it was sent.
///
/// Bidirectional and zero-width marks are kept (they are part of real messages); whoever renders the text
/// must isolate it. `U+0000` would be refused by PostgreSQL (SQLSTATE 22021), so it is refused here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text<const MAX: usize>(String);

/// An identifier given by another system: a campaign id or a provider's message id.
pub type Token = Text<128>;
/// What a person wrote, or why an agent acted. May contain line breaks and tabs.
pub type Reason = Text<500>;
/// A name that people give to a thing.
pub type Name = Text<200>;

impl<const MAX: usize> Text<MAX> {
    /// Takes a single-line text.
    pub fn line(text: String) -> Result<Self, TextError> {
        Self::checked(text, char::is_control)
    }

    /// Takes a text that may have line breaks and tabs.
    pub fn lines(text: String) -> Result<Self, TextError> {
        Self::checked(text, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    }

    fn checked(text: String, refused: impl Fn(char) -> bool) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        // A character takes at most four bytes, so a longer text need not be counted.
        if text.len() > MAX * 4 || text.chars().count() > MAX {
            return Err(TextError::TooLong(MAX));
        }
        if text.chars().any(refused) {
            return Err(TextError::Control);
        }
        Ok(Self(text))
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as it was sent, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    /// Only the length: such texts are written by people and may contain anything about them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(Reason::lines("é".repeat(500)).is_ok());
        assert!(Reason::lines("😀".repeat(500)).is_ok());
        assert_eq!(Reason::lines("a".repeat(501)), Err(TextError::TooLong(500)));
    }

    #[test]
    fn control_characters_are_refused_and_line_breaks_only_in_lines() {
        assert_eq!(Token::line("a\u{0}b".to_owned()), Err(TextError::Control));
        assert_eq!(Token::line("a\nb".to_owned()), Err(TextError::Control));
        assert!(Reason::lines("a\r\n\tb".to_owned()).is_ok());
        assert_eq!(Reason::lines("a\u{1b}b".to_owned()), Err(TextError::Control));
        assert_eq!(Reason::lines(" \n ".to_owned()), Err(TextError::Empty));
    }

    #[test]
    fn bidirectional_marks_are_kept() {
        let text = "\u{202e}abc\u{200d}";
        assert_eq!(Reason::lines(text.to_owned()).unwrap().as_str(), text);
    }
}
