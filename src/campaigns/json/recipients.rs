//! The recipients in a JSON body as they were understood: where each stands, and what is asked about it.

use std::ops::Range;

use crate::campaigns::verdict::Read;
use crate::domain::phone::{Country, Phone};
use crate::exclusion::Asked;

/// Recipients of a chunk: what is known of them fits into a processor's cache, and others get a turn on it behind each.
const AT_ONCE: usize = 4_096;

/// Where a recipient stands in the body, with its quotation marks.
pub(super) type Span = Range<usize>;

/// All recipients of a body, in order.
#[derive(Debug, Default)]
pub(super) struct Recipients {
    full: Vec<Chunk>,
    last: Chunk,
}

/// Recipients that are looked up together.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Where each begins and ends. No body has 4 GiB.
    spans: Vec<(u32, u32)>,
    /// What was read where it is no phone, with its place in the chunk.
    others: Vec<(usize, Read)>,
    pub(super) asked: Asked,
}

impl Recipients {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.chunks().map(Chunk::len).sum()
    }

    /// Those that are looked up together, in order.
    pub(super) fn into_chunks(mut self) -> Vec<Chunk> {
        self.full.push(self.last);
        self.full
    }

    fn chunks(&self) -> impl Iterator<Item = &Chunk> {
        self.full.iter().chain(std::iter::once(&self.last))
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
        let chunk = self.open();
        chunk.asked.push_phone(phone);
        chunk.spans.push((short(begins), short(end)));
        Some(end)
    }

    /// Takes the recipient that stands there.
    pub(super) fn take(&mut self, body: &[u8], span: Span, country: Option<Country>) {
        let chunk = self.open();
        let raw = body.get(span.clone()).unwrap_or_default();
        let read = read(raw, country, &mut chunk.asked);
        if read != Read::Phone {
            chunk.others.push((chunk.spans.len(), read));
        }
        chunk.spans.push((short(span.start), short(span.end)));
    }

    /// The chunk that has room.
    fn open(&mut self) -> &mut Chunk {
        if self.last.spans.len() == AT_ONCE {
            self.full.push(std::mem::replace(&mut self.last, Chunk::with_room()));
        }
        &mut self.last
    }
}

impl Chunk {
    fn with_room() -> Self {
        Self {
            spans: Vec::with_capacity(AT_ONCE),
            others: Vec::new(),
            asked: Asked::with_capacity(AT_ONCE),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Bytes of the body from the first to the last of them.
    pub(super) fn bytes(&self) -> usize {
        let (first, last) = (self.spans.first(), self.spans.last());
        first.zip(last).map_or(0, |((begins, _), (_, end))| long(end.saturating_sub(*begins)) + 1)
    }

    /// Where each recipient stands and what it was read as, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Span, Read)> {
        let mut others = self.others.iter().copied().peekable();
        self.spans.iter().enumerate().map(move |(place, (begins, end))| {
            let read = others.next_if(|(other, _)| *other == place).map_or(Read::Phone, |it| it.1);
            (long(*begins)..long(*end), read)
        })
    }
}

fn read(raw: &[u8], country: Option<Country>, asked: &mut Asked) -> Read {
    let plain = raw.strip_prefix(b"\"").and_then(|raw| raw.strip_suffix(b"\""));
    let plain = plain.filter(|text| !text.contains(&b'\\'));
    if let Some(text) = plain.and_then(|text| std::str::from_utf8(text).ok()) {
        return Read::of(text, country, asked);
    }
    match serde_json::from_slice::<String>(raw) {
        Ok(text) => Read::of(&text, country, asked),
        Err(_) => Read::none("not_text", asked),
    }
}

fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn long(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_in_order_and_none_is_lost() {
        let texts = [r#""+5491155550101""#, r#""AR.1000200030004000""#, r#""x""#, "7"];
        let body = texts.concat();
        let mut recipients = Recipients::default();
        let mut expected = Vec::new();
        for n in 0..AT_ONCE + 3 {
            let begins: usize = texts.iter().take(n % 4).map(|text| text.len()).sum();
            let span = begins..begins + texts[n % 4].len();
            match recipients.take_phone(body.as_bytes(), begins, None) {
                Some(end) => assert_eq!((n % 4, end), (0, span.end)),
                None => recipients.take(body.as_bytes(), span.clone(), None),
            }
            let reads = [Read::Phone, Read::UserId, Read::Invalid("phone_invalid_character")];
            expected.push((span, *reads.get(n % 4).unwrap_or(&Read::Invalid("not_text"))));
        }

        let taken: Vec<_> = recipients.chunks().flat_map(Chunk::iter).collect();

        assert_eq!(recipients.len(), expected.len());
        assert_eq!(
            recipients.chunks().map(|chunk| chunk.asked.len()).sum::<usize>(),
            expected.len()
        );
        assert_eq!(taken, expected);
    }
}
