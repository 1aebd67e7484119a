//! CSV (RFC 4180) that spreadsheets open without harm and programs read back without loss.
//!
//! Three dialects:
//! - **excel** (default): a byte order mark, so that spreadsheet programs read UTF-8, and one apostrophe
//!   before every cell that a spreadsheet could take for a number, a date or a formula. Reading back: drop the
//!   mark, then drop one leading apostrophe from each cell that has one.
//! - **`excel_semicolon`**: the same with semicolons between cells, which Excel expects where the comma is the
//!   decimal sign: in Argentina, Brazil and most of Latin America and Europe.
//! - **plain**: commas, no mark, no apostrophes, for programs.

use std::fmt;

/// How cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// For people with spreadsheets.
    Excel,
    /// For people with spreadsheets whose decimal sign is the comma.
    ExcelSemicolon,
    /// For programs.
    Plain,
}

impl Dialect {
    /// Reads the `format` parameter.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "excel" => Some(Self::Excel),
            "excel_semicolon" => Some(Self::ExcelSemicolon),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }

    /// The name that [`Dialect::from_name`] reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excel => "excel",
            Self::ExcelSemicolon => "excel_semicolon",
            Self::Plain => "plain",
        }
    }
}

/// Rows as bytes, CRLF after each. Writes what the `csv` crate would, at a third of the cost: it is most of what
/// an export costs the service.
pub struct CsvWriter {
    dialect: Dialect,
    bytes: Vec<u8>,
    /// Where the row begins, and how many cells it has.
    row: (usize, usize),
}

impl fmt::Debug for CsvWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvWriter").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

impl CsvWriter {
    /// A buffer that starts with what the dialect puts first.
    pub fn start(dialect: Dialect) -> Self {
        let bytes = match dialect {
            Dialect::Excel | Dialect::ExcelSemicolon => "\u{feff}".as_bytes().to_vec(),
            Dialect::Plain => Vec::new(),
        };
        Self { dialect, row: (bytes.len(), 0), bytes }
    }

    /// A buffer for more rows of a file that has started, with room for so many bytes.
    pub fn resume(dialect: Dialect, capacity: usize) -> Self {
        Self { dialect, bytes: Vec::with_capacity(capacity), row: (0, 0) }
    }

    /// Writes one cell of the row.
    pub fn cell(&mut self, cell: &str) {
        self.text(cell, self.dialect != Dialect::Plain && needs_guard(cell));
    }

    /// Writes a cell of our own making that spreadsheets read as what it is: an instant, a count, a name.
    pub fn own_cell(&mut self, cell: &str) {
        self.text(cell, false);
    }

    /// The same for one that is written in place and needs no quotes.
    pub fn own_cell_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.separate();
        write(&mut self.bytes);
    }

    /// The same for one that begins with a sign or a digit, which spreadsheets must not calculate with: a phone.
    pub fn digits_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.separate();
        if self.dialect != Dialect::Plain {
            self.bytes.push(b'\'');
        }
        write(&mut self.bytes);
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        // One empty cell alone would be an empty line, which readers pass over.
        if self.row == (self.bytes.len(), 1) {
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.extend_from_slice(b"\r\n");
        self.row = (self.bytes.len(), 0);
    }

    /// How many bytes have been written.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes written so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    const fn delimiter(&self) -> u8 {
        match self.dialect {
            Dialect::Excel | Dialect::Plain => b',',
            Dialect::ExcelSemicolon => b';',
        }
    }

    fn separate(&mut self) {
        let (_, cells) = &mut self.row;
        *cells += 1;
        if *cells > 1 {
            self.bytes.push(self.delimiter());
        }
    }

    fn text(&mut self, cell: &str, is_guarded: bool) {
        self.separate();
        let delimiter = self.delimiter();
        let guard: &[u8] = if is_guarded { b"'" } else { b"" };
        if !needs_quotes(cell, delimiter) {
            self.bytes.extend_from_slice(guard);
            self.bytes.extend_from_slice(cell.as_bytes());
            return;
        }
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(guard);
        for part in cell.split_inclusive('"') {
            self.bytes.extend_from_slice(part.as_bytes());
            if part.ends_with('"') {
                self.bytes.push(b'"');
            }
        }
        self.bytes.push(b'"');
    }
}

/// Whether the cell would fall apart without quotes.
fn needs_quotes(cell: &str, delimiter: u8) -> bool {
    // Without a way out of the loop, so that the processor may take many bytes at once: cells are short.
    let found = cell.bytes().fold(0, |found, byte| {
        let ends_cell = u8::from(byte == delimiter) | u8::from(byte == b'"');
        found | ends_cell | u8::from(byte == b'\r') | u8::from(byte == b'\n')
    });
    found != 0
}

/// Whether a spreadsheet could read the cell as a formula (OWASP, CSV injection, with the full-width forms that
/// some locales take), as a number, date or fraction, or as our own mark. What begins with a digit may be any of
/// these (`007`, `1.5E10`, `1-2`, `2026-11-01`).
fn needs_guard(cell: &str) -> bool {
    let invisible = [' ', '\u{a0}', '\u{feff}', '\u{200b}'];
    cell.trim_start_matches(invisible).starts_with(|first: char| {
        first.is_numeric()
            || matches!(
                first,
                '=' | '+' | '-' | '@' | '.' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠'
            )
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;

    use super::*;

    const DIALECTS: [Dialect; 3] = [Dialect::Excel, Dialect::ExcelSemicolon, Dialect::Plain];

    /// Texts of every kind, and many of what CSV and spreadsheets take for something else.
    const CELLS: &str = "\\PC*|[=+\\-@'\"\t\r\n ,;.\u{a0}\u{feff}＝＋0-9a-z🛑]{0,8}";

    fn written(dialect: Dialect, rows: &[Vec<String>]) -> Vec<u8> {
        let mut csv = CsvWriter::start(dialect);
        for row in rows {
            for cell in row {
                csv.cell(cell);
            }
            csv.end_row();
        }
        csv.into_bytes()
    }

    /// The same by the `csv` crate.
    fn expected(dialect: Dialect, rows: &[Vec<String>]) -> Vec<u8> {
        let mark = if dialect == Dialect::Plain { "" } else { "\u{feff}" };
        let mut csv = csv::WriterBuilder::new()
            .delimiter(delimiter(dialect))
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(mark.as_bytes().to_vec());
        for row in rows {
            csv.write_record(row.iter().map(|cell| {
                let is_guarded = dialect != Dialect::Plain && needs_guard(cell);
                if is_guarded { format!("'{cell}") } else { cell.clone() }
            }))
            .unwrap();
        }
        csv.into_inner().unwrap()
    }

    fn delimiter(dialect: Dialect) -> u8 {
        if dialect == Dialect::ExcelSemicolon { b';' } else { b',' }
    }

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn numbers_stay_text_and_text_stays_text() {
        let rows = [row(&["+5491155550101", "=1+1", "hola"])];
        assert_eq!(written(Dialect::Plain, &rows), b"+5491155550101,=1+1,hola\r\n");
        let rows = [
            row(&["+5491155550101", "=1+1", "hola"]),
            row(&["a\"b,c\r\n", "'x", "12E5", "0012345"]),
        ];
        assert_eq!(
            String::from_utf8(written(Dialect::Excel, &rows)).unwrap(),
            "\u{feff}'+5491155550101,'=1+1,hola\r\n\"a\"\"b,c\r\n\",''x,'12E5,'0012345\r\n"
        );
    }

    #[test]
    fn cells_written_in_place_are_cells_like_others() {
        for dialect in DIALECTS {
            let mut csv = CsvWriter::start(dialect);
            csv.digits_with(|out| out.extend_from_slice(b"+5491155550101"));
            csv.cell("x");
            csv.own_cell_with(|out| out.extend_from_slice(b"17"));
            csv.own_cell("keyword");
            csv.end_row();

            let written = String::from_utf8(csv.into_bytes()).unwrap();
            assert_eq!(
                written,
                match dialect {
                    Dialect::Excel => "\u{feff}'+5491155550101,x,17,keyword\r\n",
                    Dialect::ExcelSemicolon => "\u{feff}'+5491155550101;x;17;keyword\r\n",
                    Dialect::Plain => "+5491155550101,x,17,keyword\r\n",
                }
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn it_writes_what_the_csv_crate_writes(rows in vec(vec(CELLS, 1..6), 0..4), dialect in 0..DIALECTS.len()) {
            let dialect = DIALECTS[dialect];
            proptest::prop_assert_eq!(
                String::from_utf8(written(dialect, &rows)),
                String::from_utf8(expected(dialect, &rows))
            );
        }

        #[test]
        fn what_is_written_is_read_back(cells in vec(CELLS, 1..6)) {
            for dialect in DIALECTS {
                let bytes = written(dialect, &[row(&["header"]), cells.clone()]);
                let mut reader = csv::ReaderBuilder::new()
                    .delimiter(delimiter(dialect))
                    .flexible(true)
                    .from_reader(bytes.as_slice());
                let record = reader.records().next().unwrap().unwrap();
                let read: Vec<&str> = record.iter().map(|cell| {
                    if dialect == Dialect::Plain { cell } else { cell.strip_prefix('\'').unwrap_or(cell) }
                }).collect();
                proptest::prop_assert_eq!(&read, &cells);
            }
        }
    }
}
