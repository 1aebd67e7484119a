//! Reads the recipients in a JSON body in one pass over its bytes, without making anything of what is around them.
//!
//! Takes only what is plainly right. Whatever else comes (escapes, items that are no strings, a body that is no JSON)
//! is left to the strict parser, which also says what is wrong.

use std::thread;

use memchr::{memchr, memchr2};

use super::recipients::Recipients;
use crate::campaigns::batch::Span;
use crate::domain::phone::Country;

/// Bytes of an array that are worth a thread of their own: starting one takes as long as reading some thousand.
const PIECE: usize = 512 * 1024;
/// How far from where a piece should begin a place for that is looked for.
const NEAR: usize = 4 * 1024;

/// A body without its recipients.
#[derive(Debug)]
pub(super) struct Scanned {
    /// The body with empty arrays in place of the recipients: a campaign and nothing else.
    pub(super) rest: Vec<u8>,
    pub(super) recipients: Recipients,
    /// Whether there are more than were asked for.
    pub(super) has_more: bool,
}

/// Scans a body whose recipients are an array of plain strings. `None` if it is not, or may not be. Of a large one
/// `at_once` threads read a piece each.
pub(super) fn scan(
    body: &[u8],
    max: usize,
    country: Option<Country>,
    at_once: usize,
) -> Option<Scanned> {
    scan_in_pieces(body, max, country, (at_once, PIECE))
}

fn scan_in_pieces(
    body: &[u8],
    max: usize,
    country: Option<Country>,
    pieces: (usize, usize),
) -> Option<Scanned> {
    let mut at = Cursor { body, at: 0, country };
    let recipients = Recipients::for_bytes(0);
    let mut scanned = Scanned { rest: Vec::new(), recipients, has_more: false };
    let mut kept_from = 0;
    at.take(b'{')?;
    loop {
        let key = at.string()?;
        at.take(b':')?;
        if key.of(body) == b"\"recipients\"" {
            let begins = at.take(b'[')?;
            scanned.rest.extend_from_slice(body.get(kept_from..=begins)?);
            for (more, end) in at.pieces(max, pieces) {
                scanned.recipients.append(more);
                match end? {
                    End::Joint => {}
                    End::Bracket(end) => {
                        kept_from = end;
                        at.at = end + 1;
                        break;
                    }
                    End::TooMany => return Some(Scanned { has_more: true, ..scanned }),
                }
            }
            if scanned.recipients.len() > max {
                return Some(Scanned { has_more: true, ..scanned });
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

/// How reading a piece of an array ended.
#[derive(Clone, Copy, Debug)]
enum End {
    /// At the comma before the next piece.
    Joint,
    /// With the array's bracket, here.
    Bracket(usize),
    TooMany,
}

#[derive(Clone, Copy)]
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
        Some(Span::new(begins, self.at))
    }

    /// Reads the array that begins here in pieces, side by side if it is long. In order; behind the one with the end of
    /// the array none means anything.
    ///
    /// Where a comma stands between two quotation marks, it very likely stands between two strings. If it does not,
    /// because it is a string itself, the piece before it reads on to the end of the array.
    fn pieces(
        self,
        max: usize,
        (at_once, least): (usize, usize),
    ) -> Vec<(Recipients, Option<End>)> {
        let joints = self.joints(at_once, least);
        let begins = std::iter::once(self.at).chain(joints.iter().map(|joint| joint + 1));
        let ends = joints.iter().copied().map(Some).chain(std::iter::once(None));
        let mut pieces = begins.zip(ends).map(|(at, joint)| (Cursor { at, ..self }, joint));
        let first = pieces.next();
        thread::scope(|scope| {
            let others: Vec<_> = pieces
                .map(|(piece, joint)| {
                    let read = move || piece.recipients(joint, max);
                    // Without another thread it is read by this one, later.
                    thread::Builder::new().spawn_scoped(scope, read).map_err(|_error| read)
                })
                .collect();
            let first = first.map(|(piece, joint)| piece.recipients(joint, max));
            let others = others.into_iter().map(|other| match other {
                // A panic is as good as what cannot be read: the strict parser takes over.
                Ok(thread) => {
                    thread.join().unwrap_or_else(|_panic| (Recipients::for_bytes(0), None))
                }
                Err(read) => read(),
            });
            first.into_iter().chain(others).collect()
        })
    }

    /// Commas that an array can be read from, such that all pieces are about as long, and as long as they have to be.
    fn joints(self, at_once: usize, least: usize) -> Vec<usize> {
        let len = self.body.len().saturating_sub(self.at);
        let count = (len / least).min(at_once).max(1);
        let joint = |number: usize| self.joint_near(self.at + len / count * number);
        (1..count).filter_map(joint).collect()
    }

    fn joint_near(self, from: usize) -> Option<usize> {
        let near = self.body.get(from..)?;
        let mut at = 0;
        while at < NEAR {
            at += memchr(b',', near.get(at..)?)?;
            let is_mark = |byte: Option<&u8>| byte == Some(&b'"');
            let before = near.get(..at)?.trim_ascii_end();
            let behind = near.get(at + 1..)?.trim_ascii_start();
            if is_mark(before.last()) && is_mark(behind.first()) {
                return Some(from + at);
            }
            at += 1;
        }
        None
    }

    /// Takes strings up to the end of their array, or to `joint`, the comma where the next piece begins, and unless they
    /// are more than `max` before.
    fn recipients(mut self, joint: Option<usize>, max: usize) -> (Recipients, Option<End>) {
        let until = joint.unwrap_or(self.body.len());
        let mut into = Recipients::for_bytes(until.saturating_sub(self.at));
        let end = self.take_recipients(&mut into, joint, max);
        (into, end)
    }

    fn take_recipients(
        &mut self,
        into: &mut Recipients,
        joint: Option<usize>,
        max: usize,
    ) -> Option<End> {
        let mut left = max;
        if let Some(end) = self.take(b']') {
            return Some(End::Bracket(end));
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
            match self.take(b',') {
                Some(comma) if Some(comma) == joint => return Some(End::Joint),
                Some(_) => {}
                None => return self.take(b']').map(End::Bracket),
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
    use crate::campaigns::batch::Batch;

    /// What is around the recipients, and each of them as it stands there.
    fn read(body: &str, pieces: (usize, usize)) -> Option<(Value, Vec<&str>)> {
        let scanned = scan_in_pieces(body.as_bytes(), 1_000, None, pieces)?;
        let rest = serde_json::from_slice(&scanned.rest).ok()?;
        let batches = scanned.recipients.into_batches();
        let spans = batches.iter().flat_map(Batch::places);
        Some((rest, spans.map(|span| body.get(span.range())).collect::<Option<_>>()?))
    }

    #[test]
    fn the_recipients_are_found_wherever_they_stand() {
        let campaign = r#"{"template_category": "a]\"}{", "exclude_opted_out": true, "x": [{}]}"#;
        let value: Value = serde_json::from_str(campaign).unwrap();
        for body in [
            format!(r#" {{ "campaign" : {campaign} , "recipients" : [ "+54" , "b" ] }} "#),
            format!(r#"{{"recipients":["+54","b"],"campaign":{campaign}}}"#),
        ] {
            let (rest, found) = read(&body, (1, 1)).unwrap();
            assert_eq!(rest, json!({ "campaign": value, "recipients": [] }), "{body}");
            assert_eq!(found, [r#""+54""#, r#""b""#]);
        }
        assert_eq!(read(r#"{"recipients":[]}"#, (1, 1)).unwrap().1, Vec::<&str>::new());
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
            let scanned = scan(body.as_bytes(), 1_000, None, 1);
            assert!(scanned.is_none_or(|scanned| scanned.recipients.len() == 0), "{body}");
        }
        assert!(scan(br#"{"recipients":["a","b"x"#, 1, None, 1).unwrap().has_more);
        assert!(!scan(br#"{"recipients":["a","b"]}"#, 2, None, 1).unwrap().has_more);
    }

    proptest! {
        /// Whatever the scanner takes, the parser takes, and both find the same.
        #[test]
        fn it_agrees_with_the_parser(
            items in prop::collection::vec("[ -~é]{0,9}|[+]?[0-9]{9,17}x?", 0..9), key in "[a-z\"\\\\]{0,4}", value in "[{}\\[\\],:\" 0-9a]{0,9}",
        ) {
            let items = items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(",");
            let body = format!("{{\"{key}\":{value},\"recipients\":[{items}]}}");
            if let Some((_, texts)) = read(&body, (1, 1)) {
                let whole: Value = serde_json::from_str(&body).unwrap();
                let texts: Vec<Value> =
                    texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
                if key != "recipients" {
                    prop_assert_eq!(&whole["recipients"], &Value::from(texts));
                }
            }
        }

        /// In whatever pieces it is read: also where strings are commas, and where others come behind the array.
        #[test]
        fn pieces_come_to_the_same(
            items in prop::collection::vec(prop_oneof![Just(","), Just(", "), Just("+5491155550101"), Just("],"), Just("")], 0..40),
            between in prop_oneof![Just(","), Just(" ,\n ")], behind in prop::collection::vec("[,a-c]{0,3}", 0..20), at_once in 2_usize..9,
        ) {
            let items = items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(between);
            let body = format!("{{\"recipients\":[{items}],\"others\":{behind:?}}}");

            let whole = read(&body, (1, 1));
            prop_assert!(whole.is_some());
            prop_assert_eq!(read(&body, (at_once, 8)), whole);

            let has_more = |pieces| scan_in_pieces(body.as_bytes(), 3, None, pieces).unwrap().has_more;
            prop_assert_eq!(has_more((at_once, 8)), has_more((1, 1)));
        }
    }
}
