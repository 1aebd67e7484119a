//! Reads what `copy … to stdout (format binary)` writes
//! (<https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4>).

use futures_util::StreamExt as _;
use sqlx::AssertSqlSafe;

use super::{DbError, TenantTx};

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Signature, flags and the length of what may follow them; PostgreSQL lets nothing follow.
const HEADER: usize = SIGNATURE.len() + 8;

/// Bytes that are no binary copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the copy that PostgreSQL sent cannot be read")]
struct Damaged;

/// The fields of a row, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct CopyRow<'a>(&'a [u8]);

impl<'a> CopyRow<'a> {
    /// The bytes of the next field in PostgreSQL's binary format; `None` if it is null.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk::<4>()?;
        let len = usize::try_from(i32::from_be_bytes(*len)).ok();
        let Some((field, rest)) = len.and_then(|len| rest.split_at_checked(len)) else {
            self.0 = rest;
            return None;
        };
        self.0 = rest;
        Some(field)
    }

    /// The next field as a `bigint`, or the microseconds of a `timestamptz` after the start of 2000.
    pub fn integer(&mut self) -> Option<i64> {
        self.bytes()?.try_into().ok().map(i64::from_be_bytes)
    }

    /// The next field as microseconds after 1970, of a `timestamptz`.
    pub fn micros(&mut self) -> Option<i64> {
        const SECONDS_TO_2000: i64 = 946_684_800;
        self.integer().map(|micros| micros + SECONDS_TO_2000 * 1_000_000)
    }

    /// The next field as text.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// The next field as a `text[]` of one dimension, of which nulls are left out; `None` if it is null.
    pub fn texts(&mut self) -> Option<impl Iterator<Item = &'a str> + use<'a>> {
        // Dimensions, flags, the type of the elements, their number and the number of the first one; without
        // elements there are no dimensions. Elements are written like fields.
        const HEAD: usize = 20;
        let array = self.bytes()?;
        let mut elements = CopyRow(array.get(HEAD..).unwrap_or_default());
        let next = move || (elements.0.len() >= 4).then(|| elements.text());
        Some(std::iter::from_fn(next).flatten())
    }
}

impl TenantTx {
    /// Runs a binary `copy … to stdout` and hands each row on, in order. Says how many there were.
    ///
    /// The statement takes no parameters, so whoever writes it puts nothing into it that a stranger wrote. Must be
    /// read to its end: an early end would leave the connection in the middle of an answer. So would an error before
    /// the first row, of which the driver leaves the end unread (sqlx 0.9.0): whoever had the connection next would
    /// take it for the answer to something else. What a copy of `table` waits for is therefore waited for before.
    pub async fn copy_rows(
        &mut self,
        (table, statement): (&'static str, &str),
        mut take: impl FnMut(CopyRow<'_>) + Send,
    ) -> Result<u64, DbError> {
        #[expect(clippy::disallowed_methods, reason = "the names of tables stand in the code")]
        sqlx::raw_sql(AssertSqlSafe(format!("lock table {table} in access share mode")))
            .execute(self.connection())
            .await?;
        let mut stream = self.connection().copy_out_raw(statement).await?;
        let mut reader = Reader::default();
        let mut read = Ok(0);
        while let Some(bytes) = stream.next().await {
            let bytes = bytes?;
            if let Ok(count) = &mut read {
                match reader.rows(&bytes, &mut take) {
                    Ok(more) => *count += more,
                    Err(damaged) => read = Err(damaged),
                }
            }
        }
        let is_whole = reader.is_whole;
        let damaged = |damaged: Damaged| DbError::from(sqlx::Error::Decode(damaged.into()));
        read.and_then(|count| if is_whole { Ok(count) } else { Err(Damaged) }).map_err(damaged)
    }
}

/// Where in a copy one is.
#[derive(Debug, Default)]
struct Reader {
    has_begun: bool,
    is_whole: bool,
    /// What a piece ended with, of a row that goes on in the next one.
    kept: Vec<u8>,
}

impl Reader {
    fn rows(&mut self, piece: &[u8], take: &mut impl FnMut(CopyRow<'_>)) -> Result<u64, Damaged> {
        let mut kept = std::mem::take(&mut self.kept);
        let mut rest = piece;
        if !kept.is_empty() {
            kept.extend_from_slice(piece);
            rest = &kept;
        }
        if !self.has_begun && rest.len() >= HEADER {
            let (header, rows) = rest.split_at_checked(HEADER).ok_or(Damaged)?;
            if !header.starts_with(SIGNATURE) || !header.ends_with(&[0; 4]) {
                return Err(Damaged);
            }
            (self.has_begun, rest) = (true, rows);
        }
        let mut count = 0;
        while self.has_begun && !self.is_whole {
            let Some((fields, after)) = rest.split_first_chunk::<2>() else { break };
            let Ok(fields) = usize::try_from(i16::from_be_bytes(*fields)) else {
                self.is_whole = true;
                rest = after;
                break;
            };
            let Some(len) = len_of(after, fields)? else { break };
            let (row, behind) = after.split_at_checked(len).ok_or(Damaged)?;
            take(CopyRow(row));
            count += 1;
            rest = behind;
        }
        self.kept = rest.to_vec();
        if self.is_whole && !self.kept.is_empty() { Err(Damaged) } else { Ok(count) }
    }
}

/// Bytes of a row with so many fields; `None` if it is not all there yet.
fn len_of(row: &[u8], fields: usize) -> Result<Option<usize>, Damaged> {
    let mut at = 0;
    for _ in 0..fields {
        let Some(len) = row.get(at..).and_then(<[u8]>::first_chunk::<4>) else { return Ok(None) };
        at += 4;
        match i32::from_be_bytes(*len) {
            -1 => {}
            len => at += usize::try_from(len).map_err(|_negative| Damaged)?,
        }
    }
    Ok((at <= row.len()).then_some(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy_of(rows: &[&[Option<&[u8]>]]) -> Vec<u8> {
        let mut bytes = [SIGNATURE, &[0; 8]].concat();
        for row in rows {
            bytes.extend(i16::try_from(row.len()).unwrap().to_be_bytes());
            for field in *row {
                match field {
                    None => bytes.extend((-1_i32).to_be_bytes()),
                    Some(field) => {
                        bytes.extend(i32::try_from(field.len()).unwrap().to_be_bytes());
                        bytes.extend(*field);
                    }
                }
            }
        }
        bytes.extend((-1_i16).to_be_bytes());
        bytes
    }

    #[test]
    fn rows_are_read_however_the_bytes_are_cut() {
        let number = 7_i64.to_be_bytes();
        let bytes = copy_of(&[&[Some(&number), None, Some(b"baja")], &[None, None, Some(b"")]]);
        for size in 1..=bytes.len() {
            let mut reader = Reader::default();
            let mut rows = Vec::new();
            for piece in bytes.chunks(size) {
                reader
                    .rows(piece, &mut |mut row| {
                        let row = (row.integer(), row.text(), row.text().map(str::to_owned));
                        assert_eq!(row.1, None);
                        rows.push((row.0, row.2));
                    })
                    .unwrap();
            }
            assert!(reader.is_whole);
            assert_eq!(rows, [(Some(7), Some("baja".to_owned())), (None, Some(String::new()))]);
        }
    }

    #[test]
    fn what_ends_early_or_is_something_else_is_noticed() {
        let bytes = copy_of(&[&[Some(b"baja")]]);
        for len in 0..bytes.len() {
            let mut reader = Reader::default();
            reader.rows(&bytes[..len], &mut |_| ()).unwrap();
            assert!(!reader.is_whole, "{len}");
        }
        assert_eq!(Reader::default().rows(&[b'x'; 40], &mut |_| ()), Err(Damaged));
        let behind = [bytes.as_slice(), b"x"].concat();
        assert_eq!(Reader::default().rows(&behind, &mut |_| ()), Err(Damaged));
    }
}
