//! `text/plain`: one recipient a line. Empty lines are nobody and come back nowhere.

use std::sync::Arc;

use super::form::{Batch, NOT_UTF8, Reader, Record, Totals, Unreadable, Writer, line};
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
        batch: &mut Batch,
    ) -> Result<usize, Unreadable> {
        let mut at = 0;
        while !batch.is_full() {
            if let Some(end) = take_phone(block, at, country, batch) {
                at = end;
                continue;
            }
            let Some((end, text_end)) = line(block, at, is_last) else { break };
            let recipient = at..text_end;
            let text = block.get(recipient.clone()).unwrap_or_default();
            if !text.trim_ascii().is_empty() {
                let read = match std::str::from_utf8(text) {
                    Ok(text) => Read::of(text, country, &mut batch.asked),
                    Err(_) => Read::none(NOT_UTF8, &mut batch.asked),
                };
                batch.records.push(Record { whole: at..end, recipient, read });
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
    fn write(&self, block: &[u8], record: &Record, verdict: Verdict, out: &mut Vec<u8>) {
        out.extend_from_slice(block.get(record.recipient.clone()).unwrap_or_default());
        write_verdict(verdict, b'\t', out);
        out.push(b'\n');
    }
}

/// Takes the line that begins here, if a glance tells that it is a phone, and says where it ends.
fn take_phone(
    block: &[u8],
    begins: usize,
    country: Option<Country>,
    batch: &mut Batch,
) -> Option<usize> {
    let text = block.get(begins..)?;
    let (phone, len) = Phone::leading(text, country)?;
    let end = begins
        + match text.get(len..)? {
            [b'\n', ..] => len + 1,
            [b'\r', b'\n', ..] => len + 2,
            _ => return None,
        };
    batch.asked.push_phone(phone);
    let recipient = begins..begins + len;
    batch.records.push(Record { whole: begins..end, recipient, read: Read::Phone });
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
