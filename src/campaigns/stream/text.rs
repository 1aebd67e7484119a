//! `text/plain`: one recipient a line. Empty lines are nobody and come back nowhere.

use std::sync::Arc;

use super::form::{NOT_UTF8, Reader, Record, Totals, Unreadable, Writer, line};
use crate::campaigns::batch::{Batch, Span};
use crate::campaigns::campaign::Wanted;
use crate::campaigns::verdict::{OPTED_OUT, Read, Verdict};
use crate::domain::phone::{Country, Phone};
use crate::http::instant;

/// Lines in; lines out, with tabs between recipient, verdict, reason and time.
#[derive(Debug)]
pub(super) struct Text {
    wanted: Wanted,
}

impl Text {
    pub(super) const fn new(wanted: Wanted) -> Self {
        Self { wanted }
    }
}

impl Reader for Text {
    fn read(
        &mut self,
        block: &[u8],
        is_last: bool,
        country: Option<Country>,
        batch: &mut Batch<Record>,
    ) -> Result<usize, Unreadable> {
        let mut at = 0;
        while !batch.is_full() {
            if let Some(end) = take_phone(block, at, country, batch) {
                at = end;
                continue;
            }
            let Some((end, text_end)) = line(block, at, is_last) else { break };
            let record = Record { whole: Span::new(at, end), recipient: Span::new(at, text_end) };
            let text = record.recipient.of(block);
            if !text.trim_ascii().is_empty() {
                match std::str::from_utf8(text) {
                    Ok(text) => batch.push(text, country, record),
                    Err(_) => batch.push_invalid(NOT_UTF8, record),
                }
            }
            at = end;
        }
        Ok(at)
    }

    fn wanted(&self) -> Wanted {
        self.wanted
    }

    fn write_head(&mut self, _out: &mut Vec<u8>) {}

    fn writer(&self) -> Arc<dyn Writer> {
        Arc::new(Lines)
    }

    fn write_totals(&self, totals: &Totals, out: &mut Vec<u8>) {
        out.extend_from_slice(format!("# {}\n", totals.line()).as_bytes());
    }
}

/// Writes lines.
#[derive(Debug)]
struct Lines;

impl Writer for Lines {
    fn write(
        &self,
        block: &[u8],
        record: Record,
        (_read, verdict): (Read, Verdict),
        out: &mut Vec<u8>,
    ) {
        out.extend_from_slice(record.recipient.of(block));
        write_verdict(verdict, b'\t', out);
        out.push(b'\n');
    }
}

/// Takes the line that begins here, if a glance tells that it is a phone, and says where it ends.
fn take_phone(
    block: &[u8],
    begins: usize,
    country: Option<Country>,
    batch: &mut Batch<Record>,
) -> Option<usize> {
    let text = block.get(begins..)?;
    let (phone, len) = Phone::leading(text, country)?;
    let end = begins
        + match text.get(len..)? {
            [b'\n', ..] => len + 1,
            [b'\r', b'\n', ..] => len + 2,
            _ => return None,
        };
    let recipient = Span::new(begins, begins + len);
    batch.push_phone(phone, Record { whole: Span::new(begins, end), recipient });
    Some(end)
}

/// Appends verdict, reason and time of opt-out, each behind a separator. Sendable people who are on the list are
/// `sendable` for the reason `opted_out`.
pub(super) fn write_verdict(verdict: Verdict, separator: u8, out: &mut Vec<u8>) {
    let (name, reason, since) = match verdict {
        Verdict::Sendable(None) => ("sendable", "", None),
        Verdict::Sendable(since) => ("sendable", OPTED_OUT, since),
        Verdict::Excluded(since) => ("excluded", OPTED_OUT, Some(since)),
        Verdict::Invalid(reason) => ("invalid", reason, None),
    };
    for text in [name, reason] {
        out.push(separator);
        out.extend_from_slice(text.as_bytes());
    }
    out.push(separator);
    if let Some(since) = since {
        instant::write_micros(out, since);
    }
}
