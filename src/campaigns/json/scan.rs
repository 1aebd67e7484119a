//! Reads the recipients in a JSON body in one pass over its bytes, without making anything of what is around them.
//!
//! Takes only what is plainly right. Whatever else comes (escapes, items that are no strings, a body that is no JSON)
//! is left to the strict parser, which also says what is wrong.

use memchr::memchr2;

use super::recipients::{Recipients, Span};
use crate::domain::phone::Country;

/// A body without its recipients.
#[derive(Debug)]
pub(super) struct Scanned {
    /// The body with empty arrays in place of the recipients: a campaign and nothing else.
    pub(super) rest: Vec<u8>,
    pub(super) recipients: Recipients,
    /// Whether there are more than were asked for.
    pub(super) has_more: bool,
}

/// Scans a body whose recipients are an array of plain strings. `None` if it is not, or may not be. Reads on to the one
/// that is too many, and no further.
pub(super) fn scan(body: &[u8], max: usize, country: Option<Country>) -> Option<Scanned> {
    let mut at = Cursor { body, at: 0, country };
    let mut scanned =
        Scanned { rest: Vec::new(), recipients: Recipients::default(), has_more: false };
    let mut kept_from = 0;
    at.take(b'{')?;
    loop {
        let key = at.string()?;
        at.take(b':')?;
        if body.get(key) == Some(b"\"recipients\"") {
            let begins = at.take(b'[')?;
            scanned.rest.extend_from_slice(body.get(kept_from..=begins)?);
            match at.recipients(&mut scanned.recipients, max)? {
                End::At(end) => kept_from = end,
                End::TooMany => return Some(Scanned { has_more: true, ..scanned }),
            }
        } else {
            at.skip_value()?;
        }
        if at.take(b',').is_none() {
            at.take(b'}')?;
            break;
        }
    }
    at.skip_space();
    scanned.rest.extend_from_slice(body.get(kept_from..)?);
    (at.at == body.len() && std::str::from_utf8(&scanned.rest).is_ok()).then_some(scanned)
}

/// How reading an array of recipients ended.
enum End {
    /// With its bracket, here.
    At(usize),
    TooMany,
}

struct Cursor<'a> {
    body: &'a [u8],
    at: usize,
    country: Option<Country>,
}

impl Cursor<'_> {
    fn skip_space(&mut self) {
        while matches!(self.body.get(self.at), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes this byte behind white space, and says where it was.
    fn take(&mut self, byte: u8) -> Option<usize> {
        self.skip_space();
        let at = self.at;
        (self.body.get(at) == Some(&byte)).then(|| {
            self.at += 1;
            at
        })
    }

    /// Takes a string without escapes, in ASCII.
    fn string(&mut self) -> Option<Span> {
        let begins = self.take(b'"')?;
        let text = self.body.get(self.at..)?;
        let end = memchr2(b'"', b'\\', text)?;
        let inside = text.get(..end)?;
        if text.get(end) != Some(&b'"') || !inside.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return None;
        }
        self.at += end + 1;
        Some(begins..self.at)
    }

    /// Takes strings up to the end of their array, and unless `into` has more than `max` before.
    fn recipients(&mut self, into: &mut Recipients, max: usize) -> Option<End> {
        let mut left = max.saturating_sub(into.len());
        if let Some(end) = self.take(b']') {
            return Some(End::At(end));
        }
        loop {
            self.skip_space();
            if let Some(end) = into.take_phone(self.body, self.at, self.country) {
                self.at = end;
            } else {
                let span = self.string()?;
                into.take(self.body, span, self.country);
            }
            let Some(fewer) = left.checked_sub(1) else { return Some(End::TooMany) };
            left = fewer;
            if self.take(b',').is_none() {
                return self.take(b']').map(End::At);
            }
        }
    }

    /// Passes over any value; the strict parser reads it later.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_u32;
        loop {
            self.skip_space();
            match self.body.get(self.at)? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
            let ends = || {
                let next = self.body.iter().skip(self.at).find(|byte| !byte.is_ascii_whitespace());
                matches!(next, Some(b',' | b'}'))
            };
            if depth == 0 && ends() {
                return Some(());
            }
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.at += memchr2(b'"', b'\\', self.body.get(self.at..)?)?;
            if self.body.get(self.at) == Some(&b'"') {
                self.at += 1;
                return Some(());
            }
            self.at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::campaigns::json::recipients::Chunk;

    /// What is around the recipients, and each of them as it stands there.
    fn read(body: &str) -> Option<(Value, Vec<&str>)> {
        let scanned = scan(body.as_bytes(), 1_000, None)?;
        let rest = serde_json::from_slice(&scanned.rest).ok()?;
        let chunks = scanned.recipients.into_chunks();
        let spans = chunks.iter().flat_map(Chunk::iter);
        Some((rest, spans.map(|(span, _)| body.get(span)).collect::<Option<_>>()?))
    }

    #[test]
    fn the_recipients_are_found_wherever_they_stand() {
        let campaign = r#"{"template_category": "a]\"}{", "exclude_opted_out": true, "x": [{}]}"#;
        let value: Value = serde_json::from_str(campaign).unwrap();
        for body in [
            format!(r#" {{ "campaign" : {campaign} , "recipients" : [ "+54" , "b" ] }} "#),
            format!(r#"{{"recipients":["+54","b"],"campaign":{campaign}}}"#),
        ] {
            let (rest, found) = read(&body).unwrap();
            assert_eq!(rest, json!({ "campaign": value, "recipients": [] }), "{body}");
            assert_eq!(found, [r#""+54""#, r#""b""#]);
        }
        assert_eq!(read(r#"{"recipients":[]}"#).unwrap().1, Vec::<&str>::new());
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_strict_parser() {
        for body in [
            r#"{"recipients":["\u002b54"]}"#,
            r#"{"recipients":["+54",5]}"#,
            r#"{"recipients":["+54",]}"#,
            r#"{"recipients":["+54" "b"]}"#,
            r#"{"recipients":["+54"]} x"#,
            r#"{"recipients":["+54"]"#,
            r#"{"recipients":["é"]}"#,
            "{\"recipients\":[\"a\nb\"]}",
            r#"{"recipients":"+54"}"#,
            r#"["recipients"]"#,
            "",
        ] {
            let scanned = scan(body.as_bytes(), 1_000, None);
            assert!(scanned.is_none_or(|scanned| scanned.recipients.len() == 0), "{body}");
        }
        assert!(scan(br#"{"recipients":["a","b"x"#, 1, None).unwrap().has_more);
        assert!(!scan(br#"{"recipients":["a","b"]}"#, 2, None).unwrap().has_more);
    }

    proptest! {
        /// Whatever the scanner takes, the parser takes, and both find the same.
        #[test]
        fn it_agrees_with_the_parser(
            items in prop::collection::vec("[ -~é]{0,9}|[+]?[0-9]{9,17}x?", 0..9), key in "[a-z\"\\\\]{0,4}", value in "[{}\\[\\],:\" 0-9a]{0,9}",
        ) {
            let items = items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(",");
            let body = format!("{{\"{key}\":{value},\"recipients\":[{items}]}}");
            if let Some((_, texts)) = read(&body) {
                let whole: Value = serde_json::from_str(&body).unwrap();
                let texts: Vec<Value> =
                    texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
                if key != "recipients" {
                    prop_assert_eq!(&whole["recipients"], &Value::from(texts));
                }
            }
        }
    }
}
