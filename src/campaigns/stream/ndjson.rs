//! `application/x-ndjson`: a text a line, or an object with the recipient in one field.

use std::sync::Arc;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::form::{BYTE_ORDER_MARK, NOT_UTF8, Reader, Record, Totals, Unreadable, Writer, line};
use crate::campaigns::batch::{Batch, Span};
use crate::campaigns::campaign::Wanted;
use crate::campaigns::verdict::{OPTED_OUT, Read, Verdict};
use crate::domain::phone::Country;
use crate::http::instant;

/// Lines in; objects out, each with the recipient as it was sent.
#[derive(Debug)]
pub(super) struct Ndjson {
    wanted: Wanted,
    field: String,
}

impl Ndjson {
    /// `field` is where an object has the recipient; `recipient` if not said.
    pub(super) fn new(wanted: Wanted, field: Option<String>) -> Self {
        Self { wanted, field: field.unwrap_or_else(|| "recipient".to_owned()) }
    }

    /// The recipient's text as it stands in the line, with its quotation marks.
    fn find<'a>(&self, text: &'a str) -> Result<&'a RawValue, &'static str> {
        let not_json = |_error| "not_json";
        if text.starts_with('{') {
            let mut reader = serde_json::Deserializer::from_str(text);
            let found = reader.deserialize_map(Field(&self.field)).map_err(not_json)?;
            reader.end().map_err(not_json)?;
            match found.as_slice() {
                [] => Err("field_missing"),
                [one] => Ok(one),
                // Whoever reads the line next might take the other one.
                _ => Err("field_repeated"),
            }
        } else {
            serde_json::from_str(text).map_err(not_json)
        }
    }

    /// Reads a line without white space around, which begins at `begins` in its block.
    fn read_line(
        &self,
        (line, begins): (&[u8], usize),
        whole: Span,
        country: Option<Country>,
        batch: &mut Batch<Record>,
    ) {
        let none = Record { whole, recipient: Span::new(begins, begins) };
        let Ok(text) = std::str::from_utf8(line) else {
            return batch.push_invalid(NOT_UTF8, none);
        };
        let raw = match self.find(text) {
            Ok(raw) => raw.get(),
            Err(reason) => return batch.push_invalid(reason, none),
        };
        let begins = begins + (raw.as_ptr().addr() - text.as_ptr().addr());
        let record = Record { whole, recipient: Span::new(begins, begins + raw.len()) };
        match serde_json::from_str::<std::borrow::Cow<'_, str>>(raw) {
            Ok(text) => batch.push(&text, country, record),
            Err(_) => batch.push_invalid("not_text", record),
        }
    }
}

/// Finds one field of an object, as often as it is there, and passes over the others.
struct Field<'f>(&'f str);

impl<'de> Visitor<'de> for Field<'_> {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.0 {
                found.push(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

impl Reader for Ndjson {
    fn read(
        &mut self,
        block: &[u8],
        is_last: bool,
        country: Option<Country>,
        batch: &mut Batch<Record>,
    ) -> Result<usize, Unreadable> {
        let mut at = 0;
        while !batch.is_full()
            && let Some((end, text_end)) = line(block, at, is_last)
        {
            let text = block.get(at..text_end).unwrap_or_default();
            // At the start of files that Windows programs write.
            let bare = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
            let indent = text.len() - bare.trim_ascii_start().len();
            let text = bare.trim_ascii();
            if !text.is_empty() {
                self.read_line((text, at + indent), Span::new(at, end), country, batch);
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
        Arc::new(Objects)
    }

    fn write_totals(&self, totals: &Totals, out: &mut Vec<u8>) {
        let line = serde_json::json!({
            "exclusion": totals.exclusion,
            "summary": totals.summary,
            "as_of": totals.as_of,
        });
        out.extend_from_slice(line.to_string().as_bytes());
        out.push(b'\n');
    }
}

/// Writes objects.
#[derive(Debug)]
struct Objects;

impl Writer for Objects {
    fn write(
        &self,
        block: &[u8],
        record: Record,
        (read, verdict): (Read, Verdict),
        out: &mut Vec<u8>,
    ) {
        let raw = record.recipient.of(block);
        out.extend_from_slice(b"{\"recipient\":");
        out.extend_from_slice(if raw.is_empty() { b"null" } else { raw });
        let (name, reason, since) = match verdict {
            Verdict::Sendable(since) => ("sendable", since.map(|_| OPTED_OUT), since),
            Verdict::Excluded(since) => ("excluded", Some(OPTED_OUT), Some(since)),
            Verdict::Invalid(reason) => ("invalid", Some(reason), None),
        };
        out.extend_from_slice(b",\"verdict\":\"");
        out.extend_from_slice(name.as_bytes());
        out.push(b'"');
        if let Some(reason) = reason {
            out.extend_from_slice(b",\"reason\":\"");
            out.extend_from_slice(reason.as_bytes());
            out.push(b'"');
        }
        if let Some(since) = since {
            out.extend_from_slice(b",\"opted_out_at\":\"");
            instant::write_micros(out, since);
            out.extend_from_slice(b"\",\"matched\":\"");
            out.extend_from_slice(read.matched().as_bytes());
            out.push(b'"');
        }
        out.extend_from_slice(b"}\n");
    }
}
