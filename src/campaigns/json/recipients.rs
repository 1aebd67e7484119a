//! The recipients in a JSON body as they were understood, in batches.

use crate::campaigns::batch::{Batch, Span};
use crate::domain::phone::{Country, Phone};

/// All recipients of a body, in order. Where each stands is told with its quotation marks.
#[derive(Debug)]
pub(super) struct Recipients {
    full: Vec<Batch<Span>>,
    last: Batch<Span>,
}

impl Recipients {
    /// Nobody yet, with room for as many as there may be in so many bytes, or for a batch.
    pub(super) fn for_bytes(len: usize) -> Self {
        Self { full: Vec::new(), last: Batch::for_bytes(len) }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.full.iter().map(Batch::len).sum::<usize>() + self.last.len()
    }

    /// In batches, in order.
    pub(super) fn into_batches(mut self) -> Vec<Batch<Span>> {
        self.full.push(self.last);
        self.full
    }

    /// Puts those of another part of the body behind them.
    pub(super) fn append(&mut self, behind: Self) {
        let before = std::mem::replace(&mut self.last, behind.last);
        // Each batch is looked up, also one of nobody.
        if !before.is_empty() {
            self.full.push(before);
        }
        self.full.extend(behind.full);
    }

    /// Takes the recipient that begins here, if a glance tells that it is a phone, and says where it ends.
    pub(super) fn take_phone(
        &mut self,
        body: &[u8],
        begins: usize,
        country: Option<Country>,
    ) -> Option<usize> {
        let [b'"', text @ ..] = body.get(begins..)? else { return None };
        let (phone, len) = Phone::leading(text, country)?;
        if text.get(len) != Some(&b'"') {
            return None;
        }
        let end = begins + len + 2;
        self.open().push_phone(phone, Span::new(begins, end));
        Some(end)
    }

    /// Takes the recipient that stands there.
    pub(super) fn take(&mut self, body: &[u8], span: Span, country: Option<Country>) {
        let batch = self.open();
        let raw = span.of(body);
        let plain = raw.strip_prefix(b"\"").and_then(|raw| raw.strip_suffix(b"\""));
        let plain = plain.filter(|text| !text.contains(&b'\\'));
        if let Some(text) = plain.and_then(|text| std::str::from_utf8(text).ok()) {
            return batch.push(text, country, span);
        }
        match serde_json::from_slice::<String>(raw) {
            Ok(text) => batch.push(&text, country, span),
            Err(_) => batch.push_invalid("not_text", span),
        }
    }

    /// The batch that has room.
    fn open(&mut self) -> &mut Batch<Span> {
        if self.last.is_full() {
            let next = Batch::for_bytes(usize::MAX);
            self.full.push(std::mem::replace(&mut self.last, next));
        }
        &mut self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaigns::batch::Stretch;
    use crate::campaigns::verdict::Read;

    #[test]
    fn batches_are_in_order_and_nobody_is_lost() {
        let texts = [r#""+5491155550101""#, r#""AR.1000200030004000""#, r#""x""#, "7"];
        let body = texts.concat();
        let mut parts = [Recipients::for_bytes(10), Recipients::for_bytes(10)];
        let mut expected = Vec::new();
        for (part, count) in parts.iter_mut().zip([3, 5_000]) {
            for n in 0..count {
                let begins: usize = texts.iter().take(n % 4).map(|text| text.len()).sum();
                let span = Span::new(begins, begins + texts[n % 4].len());
                match part.take_phone(body.as_bytes(), begins, None) {
                    Some(end) => assert_eq!((n % 4, end), (0, span.range().end)),
                    None => part.take(body.as_bytes(), span, None),
                }
                let reads = [Read::Phone, Read::UserId, Read::Invalid("phone_invalid_character")];
                expected.push((span, *reads.get(n % 4).unwrap_or(&Read::Invalid("not_text"))));
            }
        }
        let mut recipients = Recipients::for_bytes(0);
        for part in parts {
            recipients.append(part);
        }

        assert_eq!(recipients.len(), expected.len());
        let mut taken = Vec::new();
        for batch in recipients.into_batches() {
            assert!(!batch.is_empty());
            for stretch in batch.stretches(&[]) {
                match stretch {
                    Stretch::Plain(spans) => taken.extend(spans.iter().map(|s| (*s, Read::Phone))),
                    Stretch::One(span, read, _) => taken.push((*span, read)),
                }
            }
        }
        assert_eq!(taken, expected);
    }
}
