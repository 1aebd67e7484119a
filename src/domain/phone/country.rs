//! The countries a tenant can choose as its default, with what is needed to read their local forms.

use std::fmt;

use super::digits::{Digits, prefix};

/// What stands before a national number when it is dialled inside the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Trunk {
    /// Nothing.
    None,
    /// A `0` that is not part of the number.
    Zero,
    /// An `8` that is not part of the number (the `+7` zone).
    Eight,
    /// `06` (Hungary).
    ZeroSix,
    /// Nothing, and land lines begin with a `0` that *is* part of the number (Italy).
    Kept,
}

impl Trunk {
    /// The digits to drop, if the country has any.
    pub(super) const fn digits(self) -> Option<Digits> {
        match self {
            Self::Zero => Some(prefix(0, 1)),
            Self::Eight => Some(prefix(8, 1)),
            Self::ZeroSix => Some(prefix(6, 2)),
            Self::None | Self::Kept => None,
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
struct Entry {
    iso: &'static str,
    code: u16,
    trunk: Trunk,
    shortest: usize,
    longest: usize,
}

/// A country of the closed table below, named by its ISO 3166-1 alpha-2 code.
///
/// Calling codes are those of the ITU-T list of E.164 assigned country codes; the lengths of
/// national numbers are those of the ITU-T national numbering plan communications (E.129) as
/// libphonenumber 9 carries them, narrowed to what can be a WhatsApp account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(&'static Entry);

impl Country {
    /// The country with this ISO 3166-1 alpha-2 code, in either case.
    pub fn from_iso(iso: &str) -> Option<Self> {
        Self::all().find(|country| country.iso().eq_ignore_ascii_case(iso))
    }

    /// Every country of the table, ordered by its ISO code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(Self)
    }

    /// ISO 3166-1 alpha-2, upper case.
    pub const fn iso(self) -> &'static str {
        self.0.iso
    }

    /// The E.164 country calling code, such as 54.
    pub const fn calling_code(self) -> u16 {
        self.0.code
    }

    pub(super) fn by_calling_code(code: u64) -> Option<Self> {
        match code {
            1 => Self::from_iso("US"),
            7 => Self::from_iso("RU"),
            _ => Self::all().find(|country| u64::from(country.calling_code()) == code),
        }
    }

    /// The country of a number in zone 1 by its area code (NANPA's list of area codes).
    pub(super) fn by_north_american_area(area: u64) -> Option<Self> {
        Self::from_iso(match area {
            809 | 829 | 849 => "DO",
            787 | 939 => "PR",
            658 | 876 => "JM",
            868 => "TT",
            242 => "BS",
            246 => "BB",
            _ => "US",
        })
    }

    pub(super) fn code_digits(self) -> Digits {
        Digits::of(u64::from(self.0.code))
    }

    pub(super) const fn trunk(self) -> Trunk {
        self.0.trunk
    }

    /// Whether a national number, without trunk prefix, can have this many digits.
    pub(super) const fn has_length(self, digits: usize) -> bool {
        self.0.shortest <= digits && digits <= self.0.longest
    }

    /// An open numbering plan: lengths vary so much that only the trunk prefix shows that a
    /// number is a national one.
    pub(super) const fn is_open_plan(self) -> bool {
        self.0.longest - self.0.shortest > 1
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Country({})", self.iso())
    }
}

const fn row(iso: &'static str, code: u16, trunk: Trunk, shortest: usize, longest: usize) -> Entry {
    Entry { iso, code, trunk, shortest, longest }
}

static TABLE: [Entry; 104] = [
    row("AE", 971, Trunk::Zero, 8, 9),
    row("AO", 244, Trunk::None, 9, 9),
    row("AR", 54, Trunk::Zero, 10, 11),
    row("AT", 43, Trunk::Zero, 7, 13),
    row("AU", 61, Trunk::Zero, 9, 9),
    row("BB", 1, Trunk::None, 10, 10),
    row("BD", 880, Trunk::Zero, 10, 10),
    row("BE", 32, Trunk::Zero, 8, 9),
    row("BH", 973, Trunk::None, 8, 8),
    row("BJ", 229, Trunk::None, 10, 10),
    row("BO", 591, Trunk::Zero, 8, 8),
    row("BR", 55, Trunk::Zero, 10, 11),
    row("BS", 1, Trunk::None, 10, 10),
    row("BZ", 501, Trunk::None, 7, 7),
    row("CA", 1, Trunk::None, 10, 10),
    row("CD", 243, Trunk::Zero, 9, 9),
    row("CH", 41, Trunk::Zero, 9, 9),
    row("CI", 225, Trunk::None, 10, 10),
    row("CL", 56, Trunk::None, 9, 9),
    row("CM", 237, Trunk::None, 9, 9),
    row("CN", 86, Trunk::Zero, 10, 11),
    row("CO", 57, Trunk::None, 10, 10),
    row("CR", 506, Trunk::None, 8, 8),
    row("CU", 53, Trunk::Zero, 8, 8),
    row("CZ", 420, Trunk::None, 9, 9),
    row("DE", 49, Trunk::Zero, 6, 11),
    row("DK", 45, Trunk::None, 8, 8),
    row("DO", 1, Trunk::None, 10, 10),
    row("DZ", 213, Trunk::Zero, 8, 9),
    row("EC", 593, Trunk::Zero, 8, 9),
    row("EG", 20, Trunk::Zero, 9, 10),
    row("ES", 34, Trunk::None, 9, 9),
    row("ET", 251, Trunk::Zero, 9, 9),
    row("FI", 358, Trunk::Zero, 6, 10),
    row("FR", 33, Trunk::Zero, 9, 9),
    row("GB", 44, Trunk::Zero, 9, 10),
    row("GF", 594, Trunk::Zero, 9, 9),
    row("GH", 233, Trunk::Zero, 9, 9),
    row("GR", 30, Trunk::None, 10, 10),
    row("GT", 502, Trunk::None, 8, 8),
    row("GY", 592, Trunk::None, 7, 7),
    row("HK", 852, Trunk::None, 8, 8),
    row("HN", 504, Trunk::None, 8, 8),
    row("HT", 509, Trunk::None, 8, 8),
    row("HU", 36, Trunk::ZeroSix, 8, 9),
    row("ID", 62, Trunk::Zero, 8, 12),
    row("IE", 353, Trunk::Zero, 7, 9),
    row("IL", 972, Trunk::Zero, 8, 9),
    row("IN", 91, Trunk::Zero, 10, 10),
    row("IQ", 964, Trunk::Zero, 9, 10),
    row("IR", 98, Trunk::Zero, 10, 10),
    row("IT", 39, Trunk::Kept, 9, 10),
    row("JM", 1, Trunk::None, 10, 10),
    row("JO", 962, Trunk::Zero, 8, 9),
    row("JP", 81, Trunk::Zero, 9, 10),
    row("KE", 254, Trunk::Zero, 9, 9),
    row("KR", 82, Trunk::Zero, 8, 10),
    row("KW", 965, Trunk::None, 8, 8),
    row("KZ", 7, Trunk::Eight, 10, 10),
    row("LB", 961, Trunk::Zero, 7, 8),
    row("LK", 94, Trunk::Zero, 9, 9),
    row("MA", 212, Trunk::Zero, 9, 9),
    row("MX", 52, Trunk::None, 10, 10),
    row("MY", 60, Trunk::Zero, 8, 10),
    row("MZ", 258, Trunk::None, 8, 9),
    row("NG", 234, Trunk::Zero, 10, 10),
    row("NI", 505, Trunk::None, 8, 8),
    row("NL", 31, Trunk::Zero, 9, 9),
    row("NO", 47, Trunk::None, 8, 8),
    row("NP", 977, Trunk::Zero, 9, 10),
    row("NZ", 64, Trunk::Zero, 8, 10),
    row("OM", 968, Trunk::None, 8, 8),
    row("PA", 507, Trunk::None, 7, 8),
    row("PE", 51, Trunk::Zero, 8, 9),
    row("PH", 63, Trunk::Zero, 10, 10),
    row("PK", 92, Trunk::Zero, 10, 10),
    row("PL", 48, Trunk::None, 9, 9),
    row("PR", 1, Trunk::None, 10, 10),
    row("PT", 351, Trunk::None, 9, 9),
    row("PY", 595, Trunk::Zero, 8, 9),
    row("QA", 974, Trunk::None, 8, 8),
    row("RO", 40, Trunk::Zero, 9, 9),
    row("RU", 7, Trunk::Eight, 10, 10),
    row("SA", 966, Trunk::Zero, 9, 9),
    row("SE", 46, Trunk::Zero, 7, 9),
    row("SG", 65, Trunk::None, 8, 8),
    row("SN", 221, Trunk::None, 9, 9),
    row("SR", 597, Trunk::None, 7, 7),
    row("SV", 503, Trunk::None, 8, 8),
    row("TH", 66, Trunk::Zero, 8, 9),
    row("TN", 216, Trunk::None, 8, 8),
    row("TR", 90, Trunk::Zero, 10, 10),
    row("TT", 1, Trunk::None, 10, 10),
    row("TW", 886, Trunk::Zero, 8, 9),
    row("TZ", 255, Trunk::Zero, 9, 9),
    row("UA", 380, Trunk::Zero, 9, 9),
    row("UG", 256, Trunk::Zero, 9, 9),
    row("US", 1, Trunk::None, 10, 10),
    row("UY", 598, Trunk::Zero, 8, 8),
    row("UZ", 998, Trunk::None, 9, 9),
    row("VE", 58, Trunk::Zero, 10, 10),
    row("VN", 84, Trunk::Zero, 9, 10),
    row("ZA", 27, Trunk::Zero, 9, 9),
    row("ZM", 260, Trunk::Zero, 9, 9),
];
