//! Reading a phone number out of the ways people, programs and spreadsheets write one.

use super::digits::Digits;
use super::error::PhoneError;

/// Any number fits, in three-byte digits with a separator between all of them.
const MAX_BYTES: usize = 100;

/// The digits of a text, and whether it says that they begin with a calling code.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) digits: Digits,
    pub(super) international: bool,
}

impl Written {
    /// Bytes of ASCII that say this.
    pub(super) fn len(self) -> usize {
        self.digits.len() + usize::from(self.international)
    }
}

/// A text of ASCII digits with or without `+`, which is what a machine sends: a single scan.
pub(super) fn plain(text: &str) -> Option<Written> {
    let (international, digits) = match text.as_bytes() {
        [b'+', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // Nothing, and a lone plus, have an error of their own.
    if digits.is_empty() {
        return None;
    }
    Some(Written { digits: Digits::plain(digits)?, international })
}

/// The same at the start of bytes with something else behind, where that can be told quickly: at most 15 digits, and
/// 16 bytes from the first one on.
pub(super) fn leading(bytes: &[u8]) -> Option<Written> {
    let (international, digits) = match bytes {
        [b'+', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    Some(Written { digits: Digits::leading(digits)?, international })
}

/// Everything else: `docs/CONTACTS.md`, "Cleaning".
#[cold]
pub(super) fn written(text: &str) -> Result<Written, PhoneError> {
    if text.len() > MAX_BYTES {
        return Err(PhoneError::TextTooLong);
    }
    let text = trim(text);
    // Spreadsheets mark text with an apostrophe, and so do exports that defuse formulas.
    let text = trim(text.strip_prefix('\'').unwrap_or(text));
    let text = without_scheme(text, &["whatsapp:", "tel:"]);
    let (text, is_whatsapp_id) = without_server(text)?;
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    if is_float(text) {
        return Err(PhoneError::SpreadsheetNumber);
    }
    let mut read = read(text)?;
    read.international |= is_whatsapp_id;
    Ok(read)
}

/// Without white space and invisible characters around.
pub(in crate::domain) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Without the first of these prefixes that is there, in any case.
pub(in crate::domain) fn without_scheme<'a>(text: &'a str, schemes: &[&str]) -> &'a str {
    let rest = schemes.iter().find_map(|scheme| {
        let (head, rest) = text.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    rest.map_or(text, trim)
}

/// The number in a WhatsApp id (`number.agent:device@server`), and whether it was one.
fn without_server(text: &str) -> Result<(&str, bool), PhoneError> {
    let Some((user, server)) = text.split_once('@') else {
        return Ok((text, false));
    };
    let is = |known: &&str| server.eq_ignore_ascii_case(known);
    if ["g.us", "lid", "broadcast", "newsletter"].iter().any(is) {
        return Err(PhoneError::NotAPerson);
    }
    // In an id a dot or an underscore ends the number: the agent after it is no digit of it.
    let (number, device) = user.split_once(['.', '_', ':']).unwrap_or((user, "0"));
    if ["s.whatsapp.net", "c.us"].iter().any(is) && device.split(':').all(is_digits) {
        return Ok((number, true));
    }
    Err(PhoneError::InvalidCharacter)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn read(text: &str) -> Result<Written, PhoneError> {
    let mut digits = Digits::EMPTY;
    let mut international = false;
    for c in text.chars() {
        if let Some(digit) = decimal(c) {
            digits = digits.push(digit).ok_or(PhoneError::TooManyDigits)?;
        } else if matches!(c, '+' | '\u{FF0B}') {
            if international || digits.len() > 0 {
                return Err(PhoneError::MisplacedPlus);
            }
            international = true;
        } else if !is_separator(c) {
            return Err(if is_quantity(text) {
                PhoneError::SpreadsheetNumber
            } else {
                PhoneError::InvalidCharacter
            });
        }
    }
    Ok(Written { digits, international })
}

/// Zeros of the scripts whose own decimal digits are in everyday use, plus full-width forms:
/// each is followed by one to nine (Unicode general category Nd). `char::is_numeric` would also
/// take fractions and Roman numerals, and says nothing about the value.
const ZEROS: [u32; 17] = [
    0x0660, // Arabic-Indic
    0x06F0, // Extended Arabic-Indic (Persian, Urdu)
    0x0966, // Devanagari
    0x09E6, // Bengali
    0x0A66, // Gurmukhi
    0x0AE6, // Gujarati
    0x0B66, // Oriya
    0x0BE6, // Tamil
    0x0C66, // Telugu
    0x0CE6, // Kannada
    0x0D66, // Malayalam
    0x0E50, // Thai
    0x0ED0, // Lao
    0x1040, // Myanmar
    0x17E0, // Khmer
    0x1810, // Mongolian
    0xFF10, // full-width
];

fn decimal(c: char) -> Option<u8> {
    let code = u32::from(c);
    let digit = if c.is_ascii_digit() {
        code.checked_sub(0x30)
    } else {
        ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit <= 9))
    };
    u8::try_from(digit?).ok()
}

fn is_separator(c: char) -> bool {
    match c {
        // Hyphens and dashes, the minus sign, and what full-width keyboards give for the ASCII ones.
        '-'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{FE63}'
        | '\u{FF0D}'
        | '.'
        | '\u{FF0E}'
        | '/'
        | '\u{FF0F}'
        | '('
        | '\u{FF08}'
        | ')'
        | '\u{FF09}' => true,
        // Two lines are two things, not one number.
        '\u{2028}' | '\u{2029}' => false,
        _ => is_invisible(c) || (c.is_whitespace() && !c.is_control()),
    }
}

/// Zero-width characters, bidirectional marks, the soft hyphen and the byte order mark: they
/// come along when a number is copied from a chat or a web page.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

/// `5491155550101.0`: how a column of floating point numbers prints. Dropping the dot would make
/// it another number.
fn is_float(text: &str) -> bool {
    let whole = text.strip_suffix(".0");
    whole.is_some_and(|whole| is_digits(whole.strip_prefix('+').unwrap_or(whole)))
}

/// `5.49E+12`, `5,49116e12`.
fn is_quantity(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    is_digits(exponent)
        && mantissa.bytes().any(|byte| byte.is_ascii_digit())
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'+'))
}
