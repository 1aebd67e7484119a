//! Recipients that are decided together: where each stands in what was sent, how it was understood, and what is asked
//! about it.

use std::ops::Range;

use super::verdict::Read;
use crate::domain::phone::{Country, Phone};
use crate::exclusion::{Asked, Listed, Since};

/// Recipients of a batch at most: what is known of them fits into a processor's cache, and others get a turn on it
/// behind each.
const MAX: usize = 4_096;

/// Where something stands among bytes: less than 4 GiB, as all bodies and blocks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    begins: u32,
    ends: u32,
}

impl Span {
    pub(super) fn new(begins: usize, ends: usize) -> Self {
        let short = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self { begins: short(begins), ends: short(ends) }
    }

    /// The bytes from the beginning of `self` to the end of `last`.
    pub(super) fn to(self, last: Self) -> Self {
        Self { begins: self.begins, ends: last.ends }
    }

    pub(super) fn len(self) -> usize {
        self.range().len()
    }

    pub(super) fn range(self) -> Range<usize> {
        let long = |at| usize::try_from(at).unwrap_or(usize::MAX);
        long(self.begins)..long(self.ends)
    }

    /// What stands there.
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.range()).unwrap_or_default()
    }
}

/// Recipients in order, each with its place `P` in what was sent.
#[derive(Debug)]
pub(super) struct Batch<P> {
    asked: Asked,
    places: Vec<P>,
    /// What was read where it is no phone, with its number in the batch: few.
    others: Vec<(usize, Read)>,
}

/// Neighbours in a batch, of whom something is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stretch<'b, P> {
    /// Phones that are not on the list.
    Plain(&'b [P]),
    /// Any other recipient.
    One(&'b P, Read, Since),
}

impl<P> Batch<P> {
    /// Nobody yet, with room for as many as there may be in so many bytes.
    pub(super) fn for_bytes(len: usize) -> Self {
        // A phone number in international form has some 13 bytes, and something stands between two.
        let room = (len / 13 + 1).min(MAX);
        Self {
            asked: Asked::with_capacity(room),
            places: Vec::with_capacity(room),
            others: Vec::new(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether it has as many as it may.
    pub(super) const fn is_full(&self) -> bool {
        self.places.len() >= MAX
    }

    pub(super) const fn asked(&self) -> &Asked {
        &self.asked
    }

    pub(super) fn places(&self) -> &[P] {
        &self.places
    }

    /// Adds a phone.
    pub(super) fn push_phone(&mut self, phone: Phone, place: P) {
        self.asked.push_phone(phone);
        self.places.push(place);
    }

    /// Reads a recipient and adds it.
    pub(super) fn push(&mut self, text: &str, country: Option<Country>, place: P) {
        let read = Read::of(text, country, &mut self.asked);
        self.push_read(read, place);
    }

    /// Adds what is no recipient, for this stable reason.
    pub(super) fn push_invalid(&mut self, reason: &'static str, place: P) {
        let read = Read::none(reason, &mut self.asked);
        self.push_read(read, place);
    }

    fn push_read(&mut self, read: Read, place: P) {
        if read != Read::Phone {
            self.others.push((self.places.len(), read));
        }
        self.places.push(place);
    }

    /// All of them in order, with what is known of those on the list. Nearly all recipients are phones that are not on
    /// it: they come many at once.
    pub(super) fn stretches(&self, listed: &[Listed]) -> impl Iterator<Item = Stretch<'_, P>> {
        let mut others = self.others.iter().copied().peekable();
        let mut listed = listed.iter().copied().peekable();
        let mut next = 0;
        std::iter::from_fn(move || {
            let other = others.peek().map_or(usize::MAX, |(number, _)| *number);
            let on_list = listed.peek().map_or(usize::MAX, |listed| listed.place);
            let plain_until = other.min(on_list).min(self.places.len());
            if plain_until > next {
                let plain = self.places.get(next..plain_until)?;
                next = plain_until;
                return Some(Stretch::Plain(plain));
            }
            let place = self.places.get(next)?;
            let read = others.next_if(|(number, _)| *number == next).map_or(Read::Phone, |it| it.1);
            let since = listed.next_if(|listed| listed.place == next).map(|listed| listed.since);
            next += 1;
            Some(Stretch::One(place, read, since))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Everybody comes once and in order, with what is known of them.
        #[test]
        fn nobody_is_left_out(kinds in prop::collection::vec((0..4_usize, any::<bool>()), 0..40)) {
            let texts = ["+5491155550101", "AR.1000200030004000", "x", "5511987654321"];
            let mut batch = Batch::for_bytes(100);
            let (mut listed, mut expected) = (Vec::new(), Vec::new());
            for (number, (kind, is_listed)) in kinds.into_iter().enumerate() {
                batch.push(texts[kind], None, number);
                let since = is_listed.then_some(7);
                listed.extend(since.map(|since| Listed { place: number, since }));
                let read = match kind {
                    1 => Read::UserId,
                    2 => Read::Invalid("phone_invalid_character"),
                    _ => Read::Phone,
                };
                expected.push((number, read, since));
            }

            let mut found = Vec::new();
            for stretch in batch.stretches(&listed) {
                match stretch {
                    Stretch::Plain(numbers) => {
                        found.extend(numbers.iter().map(|number| (*number, Read::Phone, None)));
                    }
                    Stretch::One(number, read, since) => found.push((*number, read, since)),
                }
            }

            prop_assert_eq!(found, expected);
            prop_assert_eq!(batch.asked().len(), batch.len());
        }
    }
}
