//! What all streaming forms have in common: records in, verdicts out. No I/O.

use std::sync::Arc;

use crate::campaigns::batch::{Batch, Span, Stretch};
use crate::campaigns::campaign::{ExclusionBody, Wanted};
use crate::campaigns::decision::Exclusion;
use crate::campaigns::verdict::{FilterSummary, Read, Verdict};
use crate::domain::phone::Country;
use crate::exclusion::Listed;

/// Where a record, a line or a row of a CSV, stands in its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// All of it, with the end of its line.
    pub(super) whole: Span,
    /// The recipient in it, as it was sent; empty if there is none.
    pub(super) recipient: Span,
}

/// Why a stream cannot be read from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    /// The header of a CSV has no such column.
    #[error("names no column of the header, which is the first line")]
    NoSuchColumn,
    /// The header of a CSV has several columns of that name.
    #[error("names several columns of the header")]
    SeveralColumns,
    /// A cell of a CSV begins with a quotation mark and goes on to the end.
    #[error("a quoted cell does not end")]
    OpenCell,
}

/// What is said at the end.
#[derive(Debug)]
pub(super) struct Totals {
    pub(super) exclusion: ExclusionBody,
    pub(super) summary: FilterSummary,
    pub(super) as_of: i64,
}

impl Totals {
    /// In one line, `name=value` behind each other.
    pub(super) fn line(&self) -> String {
        let Self { exclusion, summary, as_of } = self;
        let FilterSummary { received, sendable, excluded, invalid, on_list } = summary;
        format!(
            "received={received} sendable={sendable} excluded={excluded} invalid={invalid} on_list={on_list} \
             {} as_of={as_of}",
            exclusion.line()
        )
    }
}

/// One form: finds records in what has come.
pub(super) trait Reader: Send + Sync {
    /// Takes whole records from the start of a block into the batch, up to a full one, and says how many bytes that
    /// were. The last block may end without an end of line.
    fn read(
        &mut self,
        block: &[u8],
        is_last: bool,
        country: Option<Country>,
        batch: &mut Batch<Record>,
    ) -> Result<usize, Unreadable>;

    /// Which recipients are answered.
    fn wanted(&self) -> Wanted;

    /// Writes what comes before the records of this block, once.
    fn write_head(&mut self, out: &mut Vec<u8>);

    /// Who writes the records that were read.
    fn writer(&self) -> Arc<dyn Writer>;

    /// Writes what comes at the end, where verdicts are answered.
    fn write_totals(&self, totals: &Totals, out: &mut Vec<u8>);
}

/// Writes records in one form.
pub(super) trait Writer: Send + Sync {
    /// Writes a record with what it was read as and what became of it.
    fn write(&self, block: &[u8], record: Record, decided: (Read, Verdict), out: &mut Vec<u8>);
}

/// Writes a batch's part of the answer, and counts it.
pub(super) fn write_batch(
    (writer, wanted): (&dyn Writer, Wanted),
    (block, batch): (&[u8], &Batch<Record>),
    (listed, exclusion): (&[Listed], Exclusion),
    out: &mut Vec<u8>,
) -> FilterSummary {
    let mut summary = FilterSummary::default();
    for stretch in batch.stretches(listed) {
        match stretch {
            Stretch::Plain(records) => {
                summary.add_sendable(records.len());
                match wanted {
                    Wanted::Verdicts => {
                        let sendable = (Read::Phone, Verdict::Sendable(None));
                        for record in records {
                            writer.write(block, *record, sendable, out);
                        }
                    }
                    Wanted::Sendable => copy(block, records, out),
                    Wanted::Excluded => {}
                }
            }
            Stretch::One(record, read, since) => {
                let verdict = Verdict::of(read, since, exclusion);
                summary.add(verdict);
                match (wanted, verdict) {
                    (Wanted::Verdicts, _) => writer.write(block, *record, (read, verdict), out),
                    (Wanted::Sendable, Verdict::Sendable(_))
                    | (Wanted::Excluded, Verdict::Excluded(_)) => copy(block, &[*record], out),
                    (Wanted::Sendable | Wanted::Excluded, _) => {}
                }
            }
        }
    }
    summary
}

/// Copies records as they were sent: all at once, unless something stands between them.
fn copy(block: &[u8], records: &[Record], out: &mut Vec<u8>) {
    let [first, ..] = records else { return };
    let all = first.whole.to(records.last().unwrap_or(first).whole);
    if records.iter().map(|record| record.whole.len()).sum::<usize>() == all.len() {
        out.extend_from_slice(all.of(block));
    } else {
        for record in records {
            out.extend_from_slice(record.whole.of(block));
        }
    }
}

/// The end of the line that begins at `from`: behind its line feed, and before its end-of-line characters. `None`
/// where the block has no end for it.
pub(super) fn line(block: &[u8], from: usize, is_last: bool) -> Option<(usize, usize)> {
    let rest = block.get(from..)?;
    let (len, end) = match memchr::memchr(b'\n', rest) {
        Some(len) => (len, len + 1),
        None if is_last && !rest.is_empty() => (rest.len(), rest.len()),
        None => return None,
    };
    let carriage_return = usize::from(rest.get(..len)?.ends_with(b"\r"));
    Some((from + end, from + len - carriage_return))
}

/// U+FEFF, which may stand at the start of a text (The Unicode Standard §23.8).
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a record says when it is no text at all.
pub(super) const NOT_UTF8: &str = "not_utf8";
