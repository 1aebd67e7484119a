//! A map from identifiers to values in flat arrays: exact, compact, and fast where most of what is asked for is not
//! there.
//!
//! A key is scattered by a permutation, so that nothing of it is lost. The result, read as a fraction, chooses a
//! bucket of 16 slots; its lowest 8 bits, the *tag*, are kept there, in an array of tags alone: five million of them
//! fit into a processor's cache. The tags of a bucket are compared at once, and nine of ten people who are not on the
//! list cost nothing more. What is left of the key is kept beside, and compared where a tag is the same.

use std::hash::Hash;
use std::hint::black_box;

use foldhash::{HashMap, HashMapExt as _};

/// Bits of a scattered key.
const BITS: u32 = 50;
const MASK: u64 = (1 << BITS) - 1;

/// What the table is looked up by.
pub(super) trait Key: Copy {
    /// What is kept of a key beside its tag and its middle: with them, all of it.
    type Rest: Copy + Eq + Hash + Default;
    /// Scatters the key, another way for each seed, over 50 bits.
    fn scatter(self, seed: u64) -> u64;
    /// What has to be kept of the key.
    fn rest(self, scattered: u64) -> Self::Rest;
    /// The upper ten bits of the scattered key.
    fn top(rest: Self::Rest, seed: u64) -> u64;
}

/// The lowest 8 bits.
fn tag_of(scattered: u64) -> u8 {
    u8::try_from(scattered & 0xFF).unwrap_or_default()
}

/// The 32 bits above.
fn middle_of(scattered: u64) -> u32 {
    u32::try_from((scattered >> 8) & u64::from(u32::MAX)).unwrap_or_default()
}

/// One of eight kinds of keys, as a bit: of a bucket that spilled one, seven of eight others need not be looked for.
fn kind_of(scattered: u64) -> u8 {
    1 << ((scattered >> 8) % 8)
}

/// A match key below 2^50, which every E.164 number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PhoneKey(pub(super) u64);

impl Key for PhoneKey {
    /// The upper ten bits: scattering loses nothing.
    type Rest = u16;

    // Multiplying by an odd number and folding high bits into low ones can both be undone modulo 2^50.
    fn scatter(self, seed: u64) -> u64 {
        let mut x = (self.0 ^ seed) & MASK;
        x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15) & MASK;
        x ^= x >> 26;
        x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93) & MASK;
        x ^ (x >> 23)
    }

    fn rest(self, scattered: u64) -> u16 {
        u16::try_from(scattered >> 40).unwrap_or_default()
    }

    fn top(rest: u16, _seed: u64) -> u64 {
        u64::from(rest)
    }
}

/// A user id as [`super::packed`] packs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct PackedUserId(pub(super) u128);

impl Key for PackedUserId {
    /// The id itself: it has too many bits for a permutation to help.
    type Rest = Self;

    fn scatter(self, seed: u64) -> u64 {
        const ODD: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
        let mut x = (self.0 ^ u128::from(seed)).wrapping_mul(ODD);
        x ^= x >> 67;
        x = x.wrapping_mul(ODD);
        u64::try_from(x >> 78).unwrap_or_default() & MASK
    }

    fn rest(self, _scattered: u64) -> Self {
        self
    }

    fn top(rest: Self, seed: u64) -> u64 {
        rest.scatter(seed) >> 40
    }
}

/// Slots of a bucket: their tags are compared in one instruction.
const SLOTS: usize = 16;
/// Of a hundred slots so many are taken when the table grows, and to so many hundredths of its size.
const FULL: usize = 80;
const GROWTH: usize = 125;
/// Keys looked for side by side, so that the processor waits for memory once and not for each.
const AT_ONCE: usize = 256;

/// The tags of a bucket.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
struct Tags([u8; SLOTS]);

/// What a bucket has beside its tags, side by side: who finds one of it has the rest near.
#[derive(Clone, Copy, Debug)]
struct Entries<R> {
    middles: [u32; SLOTS],
    rests: [R; SLOTS],
    /// 0 marks a free slot.
    values: [u64; SLOTS],
}

impl<R: Copy + Default> Default for Entries<R> {
    fn default() -> Self {
        Self { middles: [0; SLOTS], rests: [R::default(); SLOTS], values: [0; SLOTS] }
    }
}

/// The table. Values are never 0: that marks a free slot, and is the value of a key that is not there.
#[derive(Debug)]
pub(super) struct Table<K: Key> {
    tags: Vec<Tags>,
    entries: Vec<Entries<K::Rest>>,
    /// What did not fit into its bucket, by all that is left of its key: a few in a hundred.
    spilled: HashMap<(u64, K::Rest), u64>,
    /// What of each bucket was spilled: a bit for each kind that [`kind_of`] tells.
    spilled_kinds: Vec<u8>,
    len: usize,
    seed: u64,
}

impl<K: Key> Table<K> {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            tags: Vec::new(),
            entries: Vec::new(),
            spilled: HashMap::new(),
            spilled_kinds: Vec::new(),
            len: 0,
            seed,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let spilled = self.spilled.capacity() * (size_of::<((u64, K::Rest), u64)>() + 1);
        self.tags.capacity() * Self::BUCKET + spilled
    }

    /// Bytes of a bucket.
    const BUCKET: usize = size_of::<Tags>() + size_of::<Entries<K::Rest>>() + size_of::<u8>();

    /// Bytes that room for so many entries takes, but for those that spill.
    pub(super) const fn bytes_for(entries: usize) -> usize {
        Self::buckets_for(entries) * Self::BUCKET
    }

    const fn buckets_for(entries: usize) -> usize {
        entries * 100 / (FULL * SLOTS) + 1
    }

    /// Makes room for so many entries at once.
    pub(super) fn reserve(&mut self, entries: usize) {
        let buckets = Self::buckets_for(entries);
        if buckets > self.tags.len() {
            self.resize(buckets);
        }
    }

    /// Gives back room if there is much more of it than is needed.
    pub(super) fn fit(&mut self) {
        let buckets = Self::buckets_for(self.len);
        if buckets * GROWTH / 100 + 1 < self.tags.len() {
            self.resize(buckets);
        }
    }

    /// The value of a key; 0 if it is not there.
    pub(super) fn get(&self, key: K) -> u64 {
        if self.len == 0 { 0 } else { self.value_of(key, key.scatter(self.seed)) }
    }

    /// Writes the place and the value of each of the keys that is there behind what is in `found`, in their order.
    pub(super) fn get_all(&self, keys: &[K], found: &mut Vec<(usize, u64)>) {
        if self.len == 0 {
            return;
        }
        let mut first = 0;
        for keys in keys.chunks(AT_ONCE) {
            self.get_some(keys, first, found);
            first += keys.len();
        }
    }

    /// In steps over all keys: a processor waits for as many loads at once as it finds in the next few hundred
    /// instructions, so the loops that touch memory first do nothing else.
    fn get_some(&self, keys: &[K], first: usize, found: &mut Vec<(usize, u64)>) {
        let mut places = [(0_usize, 0_u64); AT_ONCE];
        for (place, key) in places.iter_mut().zip(keys) {
            let scattered = key.scatter(self.seed);
            *place = (bucket_of(scattered, self.tags.len()), scattered);
        }
        let places = places.get(..keys.len()).unwrap_or_default();
        let tags = |bucket: usize| self.tags.get(bucket).map_or(0, |Tags([first, ..])| *first);
        black_box(places.iter().fold(0, |touched, (bucket, _)| touched | tags(*bucket)));
        // Those few whose tag is there.
        let mut candidates = [0_usize; AT_ONCE];
        let mut count = 0;
        for (at, (bucket, scattered)) in places.iter().enumerate() {
            let is_one = self.has_tag(*bucket, tag_of(*scattered))
                | self.may_have_spilled(*bucket, *scattered);
            if let Some(candidate) = candidates.get_mut(count) {
                *candidate = at;
            }
            count += usize::from(is_one);
        }
        let candidates = candidates.get(..count).unwrap_or_default();
        let bucket_at = |at: usize| places.get(at).map_or(0, |(bucket, _)| *bucket);
        // They may lie in two cache lines.
        let middles = |at: usize| {
            self.entries.get(bucket_at(at)).map_or(0, |entries| {
                let [first, .., last] = entries.middles;
                first | last
            })
        };
        black_box(candidates.iter().fold(0, |touched, at| touched | middles(*at)));
        // Of those, the ones whose middle is there too.
        let mut likely = [(0_usize, 0_usize); AT_ONCE];
        let mut count = 0;
        for at in candidates {
            let Some((bucket, scattered)) = places.get(*at) else { continue };
            let same = self.same(*bucket, *scattered);
            if let Some(likely) = likely.get_mut(count) {
                *likely = (*at, slots_of(same).next().unwrap_or(0));
            }
            count += usize::from(same != 0 || self.may_have_spilled(*bucket, *scattered));
        }
        let likely = likely.get(..count).unwrap_or_default();
        // What the value is beside of may be in another cache line.
        let value = |at: usize, slot: usize| {
            let entries = self.entries.get(bucket_at(at))?;
            let rest = entries.rests.get(slot)?;
            Some(entries.values.get(slot)? | u64::from(*rest == K::Rest::default()))
        };
        black_box(
            likely.iter().fold(0, |touched, (at, slot)| touched | value(*at, *slot).unwrap_or(0)),
        );
        for (at, _) in likely {
            if let (Some(key), Some((_, scattered))) = (keys.get(*at), places.get(*at)) {
                let value = self.value_of(*key, *scattered);
                if value != 0 {
                    found.push((first + at, value));
                }
            }
        }
    }

    #[expect(
        clippy::needless_bitwise_bool,
        reason = "without an early end the compiler compares all of them at once"
    )]
    fn has_tag(&self, bucket: usize, tag: u8) -> bool {
        let any = |Tags(tags): &Tags| tags.iter().fold(false, |any, other| any | (*other == tag));
        self.tags.get(bucket).is_some_and(any)
    }

    fn value_of(&self, key: K, scattered: u64) -> u64 {
        let bucket = bucket_of(scattered, self.tags.len());
        let rest = key.rest(scattered);
        match self.slot_of(bucket, scattered, rest) {
            Some((_, value)) => value,
            None if self.may_have_spilled(bucket, scattered) => {
                self.spilled.get(&(scattered, rest)).copied().unwrap_or_default()
            }
            None => 0,
        }
    }

    fn may_have_spilled(&self, bucket: usize, scattered: u64) -> bool {
        self.spilled_kinds.get(bucket).is_some_and(|kinds| kinds & kind_of(scattered) != 0)
    }

    /// The slot of a key, and its value.
    fn slot_of(&self, bucket: usize, scattered: u64, rest: K::Rest) -> Option<(usize, u64)> {
        let entries = self.entries.get(bucket)?;
        slots_of(self.same(bucket, scattered)).find_map(|slot| {
            let value = entries.values.get(slot).copied()?;
            (value != 0 && entries.rests.get(slot) == Some(&rest)).then_some((slot, value))
        })
    }

    /// The slots of a bucket with the tag and the middle of this key: a bit each, from the lowest.
    fn same(&self, bucket: usize, scattered: u64) -> u16 {
        let (tag, middle) = (tag_of(scattered), middle_of(scattered));
        let (Some(Tags(tags)), Some(entries)) = (self.tags.get(bucket), self.entries.get(bucket))
        else {
            return 0;
        };
        // Without an early end the compiler compares all of them at once.
        let both = tags.iter().zip(&entries.middles).rev();
        both.fold(0, |same, (t, m)| (same << 1) | (u16::from(*t == tag) & u16::from(*m == middle)))
    }

    /// Sets the value of a key; 0 takes the key away.
    pub(super) fn set(&mut self, key: K, value: u64) {
        let scattered = key.scatter(self.seed);
        let bucket = bucket_of(scattered, self.tags.len());
        let rest = key.rest(scattered);
        let known = self.slot_of(bucket, scattered, rest);
        if let Some((slot, _)) = known {
            self.write((bucket, slot), scattered, rest, value);
        } else if self.may_have_spilled(bucket, scattered)
            && let Some(spilled) = self.spilled.get_mut(&(scattered, rest))
        {
            *spilled = value;
            if value == 0 {
                self.spilled.remove(&(scattered, rest));
            }
        } else if value != 0 {
            self.len += 1;
            if self.len * 100 > self.tags.len() * SLOTS * FULL {
                self.resize(self.tags.len() * GROWTH / 100 + 1);
            }
            self.put(scattered, rest, value);
            return;
        } else {
            return;
        }
        if value == 0 {
            self.len -= 1;
        }
    }

    /// Puts in a key that is not there.
    fn put(&mut self, scattered: u64, rest: K::Rest, value: u64) {
        let bucket = bucket_of(scattered, self.tags.len());
        let values = self.entries.get(bucket).map(|entries| &entries.values);
        let free = values.and_then(|values| values.iter().position(|value| *value == 0));
        if let Some(slot) = free {
            self.write((bucket, slot), scattered, rest, value);
        } else {
            self.spilled.insert((scattered, rest), value);
            if let Some(kinds) = self.spilled_kinds.get_mut(bucket) {
                *kinds |= kind_of(scattered);
            }
        }
    }

    fn write(&mut self, (bucket, slot): (usize, usize), scattered: u64, rest: K::Rest, value: u64) {
        let (Some(Tags(tags)), Some(entries)) =
            (self.tags.get_mut(bucket), self.entries.get_mut(bucket))
        else {
            return;
        };
        let entry = (entries.middles.get_mut(slot), entries.rests.get_mut(slot));
        if let (Some(own_tag), (Some(own_middle), Some(own_rest)), Some(own_value)) =
            (tags.get_mut(slot), entry, entries.values.get_mut(slot))
        {
            (*own_tag, *own_middle) = (tag_of(scattered), middle_of(scattered));
            (*own_rest, *own_value) = (rest, value);
        }
    }

    fn resize(&mut self, buckets: usize) {
        let mut larger = Self {
            tags: vec![Tags::default(); buckets],
            entries: vec![Entries::default(); buckets],
            spilled_kinds: vec![0; buckets],
            len: self.len,
            ..Self::new(self.seed)
        };
        for (Tags(tags), Entries { middles, rests, values }) in self.tags.iter().zip(&self.entries)
        {
            for ((tag, middle), (rest, value)) in
                tags.iter().zip(middles).zip(rests.iter().zip(values))
            {
                if *value != 0 {
                    let low = (u64::from(*middle) << 8) | u64::from(*tag);
                    let top = K::top(*rest, self.seed) << 40;
                    larger.put(top | low, *rest, *value);
                }
            }
        }
        for ((scattered, rest), value) in std::mem::take(&mut self.spilled) {
            larger.put(scattered, rest, value);
        }
        *self = larger;
    }
}

/// The slots whose bits are set, in ascending order.
fn slots_of(mut bits: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let slot = usize::try_from(bits.trailing_zeros()).ok().filter(|slot| *slot < SLOTS)?;
        bits &= bits - 1;
        Some(slot)
    })
}

/// The bucket of a scattered key: ascending with it.
fn bucket_of(scattered: u64, buckets: usize) -> usize {
    let product = u128::from(scattered) * u128::try_from(buckets).unwrap_or_default();
    usize::try_from(product >> BITS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// Few keys, so that they meet: put in, changed, taken away; and many, so that the table grows and spills.
    fn steps() -> impl Strategy<Value = Vec<(u64, u64)>> {
        let few = prop::collection::vec((0_u64..300, 0_u64..4), 0..1_500);
        let many = prop::collection::vec((0_u64..100_000, 0_u64..4), 0..1_500);
        prop_oneof![few, many]
    }

    fn phone(key: u64) -> PhoneKey {
        PhoneKey(5_491_100_000_000 + key)
    }

    fn user_id(key: u64) -> PackedUserId {
        PackedUserId(u128::from(key) << 60)
    }

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(steps in steps(), seed: u64) {
            let (mut phones, mut user_ids) = (Table::new(seed), Table::new(seed));
            let mut map = HashMap::new();
            let keys: Vec<u64> = steps.iter().map(|(key, _)| *key).chain(0..50).collect();
            for (key, value) in steps {
                phones.set(phone(key), value);
                user_ids.set(user_id(key), value);
                if value == 0 { map.remove(&key) } else { map.insert(key, value) };
                prop_assert_eq!((phones.len(), user_ids.len()), (map.len(), map.len()));
            }
            let there = |(at, key): (usize, &u64)| map.get(key).map(|value| (at, *value));
            let expected: Vec<(usize, u64)> = keys.iter().enumerate().filter_map(there).collect();
            let (mut by_phone, mut by_user_id) = (Vec::new(), Vec::new());
            phones.get_all(&keys.iter().copied().map(phone).collect::<Vec<_>>(), &mut by_phone);
            user_ids.get_all(&keys.iter().copied().map(user_id).collect::<Vec<_>>(), &mut by_user_id);
            prop_assert_eq!(&by_phone, &expected);
            prop_assert_eq!(&by_user_id, &expected);
            let alone = |key: &u64| Some(phones.get(phone(*key))).filter(|value| *value != 0);
            prop_assert!(keys.iter().all(|key| alone(key) == map.get(key).copied()));
        }

        #[test]
        fn nothing_of_a_phone_is_lost(a in 0..=MASK, b in 0..=MASK, seed: u64) {
            prop_assert_eq!(a == b, PhoneKey(a).scatter(seed) == PhoneKey(b).scatter(seed));
            let scattered = PhoneKey(a).scatter(seed);
            let kept = PhoneKey::top(PhoneKey(a).rest(scattered), seed) << 40
                | u64::from(middle_of(scattered)) << 8
                | u64::from(tag_of(scattered));
            prop_assert_eq!(kept, scattered);
        }
    }

    #[test]
    fn a_phone_costs_less_than_three_times_its_number_whenever_it_is_looked_at() {
        let mut table = Table::new(7);
        for key in 0_u64..300_000 {
            table.set(phone(key), 1);
            let len = table.len();
            assert!(len < 10_000 || table.bytes() <= 24 * len, "{} bytes, {len}", table.bytes());
        }
        assert!(!table.spilled.is_empty());
        assert_eq!((0..300_000).filter(|key| table.get(phone(*key)) == 0).count(), 0);
        assert_eq!((300_000..400_000).filter(|key| table.get(phone(*key)) != 0).count(), 0);
    }
}
