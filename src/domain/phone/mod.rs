//! Phone numbers: one canonical form for every way of writing one.
//!
//! The rules are those of `docs/CONTACTS.md`, as code and not as patterns because every recipient
//! of a campaign passes through them. Two more follow from "never keep an opt-out under a number
//! nobody has": a number whose calling code is not in use is refused, and so is a `+1` number
//! that is not eleven digits long or whose area code begins with 0 or 1.

mod clean;
mod country;
mod digits;
mod error;
mod local;
mod plan;
mod range;
mod spaced;
#[cfg(test)]
mod tests;

use std::fmt;

pub(in crate::domain) use clean::{trim, without_scheme};
pub use country::Country;
pub use error::PhoneError;
pub use range::PhoneRange;

use clean::Written;
use digits::{Digits, prefix};
use plan::Zone;

/// A phone number in canonical international form: the 8 to 15 digits of ITU-T E.164, without `+`.
///
/// There is no `Display`, and `Debug` hides most digits, so that a number reaches a log or an
/// answer only where someone asked for [`Phone::e164`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(u64);

impl Phone {
    /// Reads a phone number as people, spreadsheets and providers write it (`docs/CONTACTS.md`).
    ///
    /// Accepted around and between the digits: white space, invisible and bidirectional marks,
    /// hyphens, dots, slashes, brackets, one leading apostrophe, `whatsapp:` or `tel:` before,
    /// `@s.whatsapp.net` or `@c.us` (with a `:NN` device) after. Digits may be of any script in
    /// everyday use. `+` or `00` say that the number is international.
    ///
    /// Without them it is international too, unless there is a `default_country`. Then:
    /// 1. the calling code of that country and a complete number of it are international;
    /// 2. else a national number of that country, as dialled inside it, is local (in countries
    ///    whose numbers vary much in length only with the trunk prefix);
    /// 3. else a number of Argentina, Brazil, Mexico or zone 1 that plainly lacks its area code
    ///    is refused;
    /// 4. else it is international.
    ///
    /// Pass `None` for ids that come from WhatsApp (`wa_id`, `from`): they are always
    /// international, and guessing could only spoil them.
    pub fn parse(text: &str, default_country: Option<Country>) -> Result<Self, PhoneError> {
        let written = match clean::plain(text) {
            Some(written) => written,
            None => clean::written(text)?,
        };
        Self::of(written, default_country)
    }

    /// Reads a phone number of ASCII digits, with or without `+`, at the start of longer bytes, and says how many of
    /// them it takes: [`Phone::parse`] of those says the same.
    ///
    /// For whoever has millions of them: it looks at eight bytes at once, and answers only where that is enough.
    /// `None` says nothing about what is there.
    pub fn leading(bytes: &[u8], default_country: Option<Country>) -> Option<(Self, usize)> {
        let written = clean::leading(bytes)?;
        Some((Self::of(written, default_country).ok()?, written.len()))
    }

    fn of(written: Written, default_country: Option<Country>) -> Result<Self, PhoneError> {
        let digits = written.digits;
        let canonical = if written.international {
            plan::canonical(digits)
        } else if let Some(abroad) = digits.after(prefix(0, 2)) {
            plan::canonical(abroad)
        } else if let Some(country) = default_country {
            local::resolve(digits, country)
        } else {
            plan::canonical(digits)
        };
        canonical.map(Self)
    }

    /// The canonical form of the digits of an international number.
    pub fn from_digits(digits: u64) -> Result<Self, PhoneError> {
        plan::canonical(Digits::of(digits)).map(Self)
    }

    /// A number read back from the database. It was canonical when it was stored, so only its
    /// range is checked: a rule added since then must not make old rows unreadable.
    pub fn from_stored(digits: i64) -> Option<Self> {
        let digits = u64::try_from(digits).ok()?;
        (10_000_000..1_000_000_000_000_000).contains(&digits).then_some(Self(digits))
    }

    /// The canonical digits.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The canonical digits as a `bigint` column holds them.
    pub const fn stored(self) -> i64 {
        self.0.cast_signed()
    }

    /// The number under which all spellings of one person meet.
    ///
    /// `docs/CONTACTS.md` matches by alias: Argentine `549X` and `54X` (ten digits X) block each
    /// other, because WhatsApp delivers either for one person. "Alias of" is an equivalence: its
    /// classes are the pairs {`54X`, `549X`} and single numbers, as Brazil and Mexico are folded
    /// in the canonical form already, and Côte d'Ivoire and Benin are off. So giving each class
    /// one representative and comparing those is the same as looking up every alias, with one
    /// index and one look-up; a re-opt-in under either spelling meets the same record. The
    /// representative is `54X`. Any other length after `549` is left alone.
    ///
    /// It is a key, not an address: what is shown and exported stays [`Phone::e164`].
    pub const fn match_key(self) -> i64 {
        let key = match self.0 {
            mobile @ 5_490_000_000_000..=5_499_999_999_999 => {
                mobile - 5_490_000_000_000 + 540_000_000_000
            }
            other => other,
        };
        key.cast_signed()
    }

    /// The number as E.164 prints it: `+5491155550101`.
    pub fn e164(self) -> String {
        format!("+{}", self.0)
    }

    /// The country, by the longest calling code of the table that fits. For choosing a language,
    /// not as a fact about the person.
    ///
    /// Zone 1 is told apart for the Dominican Republic, Puerto Rico and the largest Caribbean
    /// countries only, and is otherwise the US; zone 7 is Kazakhstan where the next digit is 6
    /// or 7 and otherwise Russia.
    pub fn country(self) -> Option<Country> {
        let digits = Digits::of(self.0);
        let zone = plan::zone(digits.lead(3))?;
        if zone == Zone::NorthAmerica {
            return Country::by_north_american_area(digits.lead(4) % 1000);
        }
        if matches!(digits.lead(2), 76 | 77) {
            return Country::from_iso("KZ");
        }
        Country::by_calling_code(digits.lead(zone.code_len()))
    }
}

impl fmt::Debug for Phone {
    /// `+54•••••0001`: enough to recognise a number one knows already.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = Digits::of(self.0).lead(2);
        write!(out, "+{first}•••••{:04}", self.0 % 10_000)
    }
}
