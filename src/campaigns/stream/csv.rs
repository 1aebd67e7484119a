//! `text/csv`: one column has the recipients, all others are carried through untouched (RFC 4180).

use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader as CsvReader, ReaderBuilder};

use super::form::{NOT_UTF8, Reader, Record, Totals, Unreadable, Writer};
use super::text::write_verdict;
use crate::campaigns::batch::{Batch, Span};
use crate::campaigns::campaign::Wanted;
use crate::campaigns::verdict::{Read, Verdict};
use crate::domain::phone::Country;

/// What spreadsheets put between cells: the semicolon where the comma is the decimal sign.
const DELIMITERS: [u8; 3] = *b",;\t";
/// Bytes of text in the cells of a row at most, and cells.
const MAX_TEXT: usize = super::pump::MAX_RECORD;
const MAX_CELLS: usize = 4_096;
/// Columns that verdicts add.
const ADDED: [&str; 3] = ["optout_verdict", "optout_reason", "optout_opted_out_at"];

/// Rows in; the same rows out, with three more cells where verdicts are answered.
#[derive(Debug)]
pub(super) struct Csv {
    wanted: Wanted,
    column: String,
    header: Header,
    cells: Cells,
}

#[derive(Debug)]
enum Header {
    /// Not read yet.
    Expected,
    /// As it is to be answered, with the place of the column.
    Read { line: Option<Vec<u8>>, delimiter: u8, at: usize },
}

/// The cells of one row, unquoted.
struct Cells {
    reader: CsvReader,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cells(…)")
    }
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, text: vec![0; 4_096], ends: vec![0; 64], count: 0 }
    }

    /// Reads the row at the start of `block`, and says how many bytes it has. `None` if its end is not there, or it
    /// is larger than a row may be.
    fn read(&mut self, block: &[u8], is_last: bool) -> Option<usize> {
        self.reader.reset();
        let (mut taken, mut written, mut cells) = (0, 0, 0);
        loop {
            let input = block.get(taken..)?;
            // An empty input says that nothing comes behind it.
            if input.is_empty() && !is_last {
                return None;
            }
            let (result, read, wrote, ended) = self.reader.read_record(
                input,
                self.text.get_mut(written..)?,
                self.ends.get_mut(cells..)?,
            );
            taken += read;
            written += wrote;
            cells += ended;
            match result {
                ReadRecordResult::Record => {
                    self.count = cells;
                    return Some(taken + usize::from(ends_the_line(block, taken)));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() < MAX_TEXT => {
                    self.text.resize(self.text.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < MAX_CELLS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::End
                | ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull => return None,
            }
        }
    }

    fn get(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(..self.count)?.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        self.text.get(start.unwrap_or(0)..end)
    }

    /// The places of the cells that say this.
    fn find_all(&self, name: &str) -> Vec<usize> {
        let is_it = |at: &usize| self.get(*at).unwrap_or_default().trim_ascii() == name.as_bytes();
        (0..self.count).filter(is_it).collect()
    }
}

/// The reader stops behind a carriage return; the line feed belongs to the same end of line.
fn ends_the_line(block: &[u8], taken: usize) -> bool {
    let before = taken.checked_sub(1).and_then(|at| block.get(at));
    before == Some(&b'\r') && block.get(taken) == Some(&b'\n')
}

impl Csv {
    /// `column` names the one with the recipients; `phone` if not said.
    pub(super) fn new(wanted: Wanted, column: Option<String>) -> Self {
        let column = column.unwrap_or_else(|| "phone".to_owned());
        Self { wanted, column, header: Header::Expected, cells: Cells::new(b',') }
    }

    /// Reads the header and says how long it is: nothing if it is not all there.
    fn read_header(&mut self, block: &[u8], is_last: bool) -> Result<usize, Unreadable> {
        let mut len = None;
        for delimiter in DELIMITERS {
            let mut cells = Cells::new(delimiter);
            len = cells.read(block, is_last).or(len);
            match (len, cells.find_all(&self.column).as_slice()) {
                (Some(len), [at]) => {
                    let line = block.get(..len).map(<[u8]>::to_vec);
                    self.header = Header::Read { line, delimiter, at: *at };
                    self.cells = cells;
                    return Ok(len);
                }
                (Some(_), [_, _, ..]) => return Err(Unreadable::SeveralColumns),
                _ => {}
            }
        }
        if len.is_none() && !is_last { Ok(0) } else { Err(Unreadable::NoSuchColumn) }
    }
}

/// Whether the last row goes on to the end of everything in a cell that was opened and not closed: it has taken lines
/// with it that are rows of their own. Quotation marks come in pairs (RFC 4180 §2.5 to 2.7).
fn is_open(row: &[u8]) -> bool {
    let has_lines = memchr::memchr(b'\n', without_end(row)).is_some();
    has_lines && !memchr::memchr_iter(b'"', row).count().is_multiple_of(2)
}

/// What of a record is before the end of its line.
fn without_end(record: &[u8]) -> &[u8] {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record)
}

impl Reader for Csv {
    fn read(
        &mut self,
        block: &[u8],
        is_last: bool,
        country: Option<Country>,
        batch: &mut Batch<Record>,
    ) -> Result<usize, Unreadable> {
        let mut taken = 0;
        if matches!(self.header, Header::Expected) {
            taken = self.read_header(block, is_last)?;
        }
        let Header::Read { at, .. } = self.header else { return Ok(0) };
        while !batch.is_full() {
            let rest = block.get(taken..).unwrap_or_default();
            // A row whose end is the end of the block may go on in the next one: `\r` before `\n`.
            let Some(len) = self.cells.read(rest, is_last).filter(|len| *len > 0) else { break };
            if len == rest.len() && !is_last && !rest.ends_with(b"\n") {
                break;
            }
            if is_last && len == rest.len() && is_open(rest) {
                return Err(Unreadable::OpenCell);
            }
            let whole = Span::new(taken, taken + len);
            let record = Record { whole, recipient: whole };
            match self.cells.get(at).map(std::str::from_utf8) {
                Some(Ok(text)) => batch.push(text, country, record),
                Some(Err(_)) => batch.push_invalid(NOT_UTF8, record),
                None => batch.push_invalid("column_missing", record),
            }
            taken += len;
        }
        let rest = block.get(taken..).unwrap_or_default();
        // Empty lines at the end are no row.
        let is_over = is_last && rest.iter().all(|byte| b"\r\n".contains(byte));
        Ok(if is_over { block.len() } else { taken })
    }

    fn wanted(&self) -> Wanted {
        self.wanted
    }

    fn write_head(&mut self, out: &mut Vec<u8>) {
        let Header::Read { line, delimiter, .. } = &mut self.header else { return };
        let Some(line) = line.take() else { return };
        if self.wanted != Wanted::Verdicts {
            out.extend_from_slice(&line);
            return;
        }
        let cells = without_end(&line);
        out.extend_from_slice(cells);
        for name in ADDED {
            out.push(*delimiter);
            out.extend_from_slice(name.as_bytes());
        }
        out.extend_from_slice(
            line.strip_prefix(cells).filter(|end| !end.is_empty()).unwrap_or(b"\r\n"),
        );
    }

    fn writer(&self) -> Arc<dyn Writer> {
        // Records are read behind the header only.
        let delimiter =
            if let Header::Read { delimiter, .. } = self.header { delimiter } else { b',' };
        Arc::new(Rows { delimiter })
    }

    fn write_totals(&self, _totals: &Totals, _out: &mut Vec<u8>) {}
}

/// Writes rows with more cells, after the header's manner.
#[derive(Debug)]
struct Rows {
    delimiter: u8,
}

impl Writer for Rows {
    fn write(
        &self,
        block: &[u8],
        record: Record,
        (_read, verdict): (Read, Verdict),
        out: &mut Vec<u8>,
    ) {
        let whole = record.whole.of(block);
        let cells = without_end(whole);
        // Empty lines between rows come along.
        out.extend_from_slice(cells);
        write_verdict(verdict, self.delimiter, out);
        out.extend_from_slice(
            whole.strip_prefix(cells).filter(|end| !end.is_empty()).unwrap_or(b"\r\n"),
        );
    }
}
