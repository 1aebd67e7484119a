//! CSV (RFC 4180) that spreadsheets open without harm and programs read back without loss.
//!
//! Two dialects:
//! - **excel** (default): a byte order mark, so that spreadsheet programs read UTF-8, and one apostrophe
//!   before every cell that a spreadsheet could take for a number or a formula. Reading back: drop the mark,
//!   then drop one leading apostrophe from each cell that has one.
//! - **plain**: neither, for programs.

use std::fmt;

/// How cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// For people with spreadsheets.
    Excel,
    /// For programs.
    Plain,
}

impl Dialect {
    /// Reads the `format` parameter.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "excel" => Some(Self::Excel),
            "plain" => Some(Self::Plain),
            _ => None,
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
            Dialect::Excel => "\u{feff}".as_bytes().to_vec(),
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
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(bytes);
        Self { dialect, rows }
    }

    /// Writes one cell of the row.
    pub fn cell(&mut self, cell: &str) -> Result<(), csv::Error> {
        if self.dialect == Dialect::Excel && needs_guard(cell) {
            self.rows.write_field(format!("'{cell}"))
        } else {
            self.rows.write_field(cell)
        }
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

/// Whether a spreadsheet could read the cell as a formula (OWASP, CSV injection, with the full-width forms
/// that some locales take), as a long number, or as our own mark.
fn needs_guard(cell: &str) -> bool {
    let formula = cell
        .trim_start_matches([' ', '\u{feff}', '\u{200b}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠']);
    formula
        || (!cell.is_empty()
            && cell.len() > 4
            && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
        || looks_like_exponent(cell)
}

/// `12E5` would become 1200000.
fn looks_like_exponent(cell: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    cell.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
        digits(mantissa) && digits(exponent.trim_start_matches(['+', '-']))
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
            for dialect in [Dialect::Excel, Dialect::Plain] {
                let refs: Vec<&str> = cells.iter().map(String::as_str).collect();
                let bytes = written(dialect, &refs);
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_bytes());
                let read: Vec<String> = reader.records().next().map_or_else(|| vec![String::new()], |record| record.unwrap().iter().map(|cell| {
                    if dialect == Dialect::Excel { cell.strip_prefix('\'').unwrap_or(cell).to_owned() } else { cell.to_owned() }
                }).collect());
                proptest::prop_assert_eq!(&read, &cells);
            }
        }
    }
}
