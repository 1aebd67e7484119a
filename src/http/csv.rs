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

/// Rows as bytes, CRLF after each.
pub struct CsvWriter {
    dialect: Dialect,
    rows: csv::Writer<Vec<u8>>,
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
        Self::over(dialect, bytes)
    }

    /// A buffer for more rows of a file that has started.
    pub fn resume(dialect: Dialect) -> Self {
        Self::over(dialect, Vec::new())
    }

    fn over(dialect: Dialect, bytes: Vec<u8>) -> Self {
        let rows = csv::WriterBuilder::new()
            .delimiter(if dialect == Dialect::ExcelSemicolon { b';' } else { b',' })
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(bytes);
        Self { dialect, rows }
    }

    /// Writes one cell of the row.
    pub fn cell(&mut self, cell: &str) -> Result<(), csv::Error> {
        if self.dialect != Dialect::Plain && needs_guard(cell) {
            self.rows.write_field(format!("'{cell}"))
        } else {
            self.rows.write_field(cell)
        }
    }

    /// Writes a cell of our own making that spreadsheets read as what it is: an instant, a count, a name.
    pub fn own_cell(&mut self, cell: &str) -> Result<(), csv::Error> {
        self.rows.write_field(cell)
    }

    /// Ends the row.
    pub fn end_row(&mut self) -> Result<(), csv::Error> {
        self.rows.write_record(None::<&[u8]>)
    }

    /// The bytes written so far.
    pub fn into_bytes(self) -> Result<Vec<u8>, std::io::Error> {
        self.rows.into_inner().map_err(csv::IntoInnerError::into_error)
    }
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
    use super::*;

    fn written(dialect: Dialect, cells: &[&str]) -> String {
        let mut csv = CsvWriter::resume(dialect);
        for cell in cells {
            csv.cell(cell).unwrap();
        }
        csv.end_row().unwrap();
        String::from_utf8(csv.into_bytes().unwrap()).unwrap()
    }

    #[test]
    fn numbers_stay_text_and_text_stays_text() {
        assert_eq!(
            written(Dialect::Excel, &["+5491155550101", "=1+1", "hola"]),
            "'+5491155550101,'=1+1,hola\r\n"
        );
        assert_eq!(written(Dialect::Plain, &["+5491155550101", "=1+1"]), "+5491155550101,=1+1\r\n");
        assert_eq!(
            written(Dialect::Excel, &["a\"b,c\r\n", "'x", "12E5", "0012345"]),
            "\"a\"\"b,c\r\n\",''x,'12E5,'0012345\r\n"
        );
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(cells in proptest::collection::vec("\\PC*|[=+\\-@'\"\t\r\n ,]{0,6}", 1..6)) {
            for dialect in [Dialect::Excel, Dialect::ExcelSemicolon, Dialect::Plain] {
                let refs: Vec<&str> = cells.iter().map(String::as_str).collect();
                let bytes = written(dialect, &refs);
                let mut reader = csv::ReaderBuilder::new().delimiter(if dialect == Dialect::ExcelSemicolon { b';' } else { b',' }).has_headers(false).flexible(true).from_reader(bytes.as_bytes());
                let read: Vec<String> = reader.records().next().map_or_else(|| vec![String::new()], |record| record.unwrap().iter().map(|cell| {
                    if dialect == Dialect::Plain { cell.to_owned() } else { cell.strip_prefix('\'').unwrap_or(cell).to_owned() }
                }).collect());
                proptest::prop_assert_eq!(&read, &cells);
            }
        }
    }
}
