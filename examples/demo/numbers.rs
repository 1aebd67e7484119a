//! Phone numbers and user ids, and the ways in which companies spell them.

/// A small generator with the same numbers on every machine (`SplitMix64`, <https://prng.di.unimi.it>).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) const fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// Puts them in another order.
    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            let bound = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
            all.swap(last, usize::try_from(self.below(bound)).unwrap_or(last));
        }
    }
}

/// Countries of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Land {
    Argentina,
    Brazil,
    Mexico,
}

/// A mobile number, as its owner knows it: area code and number.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) land: Land,
    area: &'static str,
    front: String,
    back: String,
}

impl Number {
    /// The `index`-th number of a country. Different ones have different numbers.
    pub(crate) fn new(land: Land, index: u64, seed: u64) -> Self {
        let (areas, first): (&[&'static str], u64) = match land {
            Land::Argentina => (&["11", "351", "261", "2966"], 2),
            // Only mobiles: behind the ninth digit they begin with 6 to 9.
            Land::Brazil => (&["11", "21", "31", "51", "85"], 6),
            Land::Mexico => (&["55", "33", "81"], 2),
        };
        let count = u64::try_from(areas.len()).unwrap_or(1);
        let area = usize::try_from(index % count).ok().and_then(|at| areas.get(at)).copied();
        let area = area.unwrap_or("11");
        let digits = u32::try_from(10 - area.len()).unwrap_or(8);
        // So many numbers begin with `first` up to 9 (7 in Argentina and Mexico): steps of a prime that does
        // not divide them come back only after all of them.
        let unit = 10_u64.pow(digits - 1);
        let room = if land == Land::Brazil { 4 * unit } else { 6 * unit };
        let value = first * unit + (seed % room + (index / count) * 7919) % room;
        let text = value.to_string();
        let (front, back) = text.split_at_checked(text.len() - 4).unwrap_or((&text, ""));
        Self { land, area, front: front.to_owned(), back: back.to_owned() }
    }

    /// The number as WhatsApp's own ids have it nowadays.
    pub(crate) fn plain(&self) -> String {
        let Self { land, area, front, back } = self;
        match land {
            Land::Argentina => format!("549{area}{front}{back}"),
            Land::Brazil => format!("55{area}9{front}{back}"),
            Land::Mexico => format!("52{area}{front}{back}"),
        }
    }

    /// One of the ways to write it. `local` allows those without a country code.
    pub(crate) fn spell(&self, dice: &mut Dice, local: bool) -> String {
        if dice.below(3) == 0 {
            return self.spell_anywhere(dice);
        }
        match self.land {
            Land::Argentina => self.spell_argentine(dice, local),
            Land::Brazil => self.spell_brazilian(dice),
            Land::Mexico => self.spell_mexican(dice),
        }
    }

    fn spell_anywhere(&self, dice: &mut Dice) -> String {
        let plain = self.plain();
        match dice.below(7) {
            0 => plain,
            1 => format!("+{plain}"),
            2 => format!("whatsapp:+{plain}"),
            3 => format!("{plain}@s.whatsapp.net"),
            4 => format!("{plain}:17@s.whatsapp.net"),
            // As a spreadsheet keeps text.
            5 => format!("'+{plain}"),
            _ => full_width(&format!("+{plain}")),
        }
    }

    fn spell_argentine(&self, dice: &mut Dice, local: bool) -> String {
        let Self { area, front, back, .. } = self;
        match dice.below(if local { 12 } else { 8 }) {
            0 => format!("+54 9 {area} {front}-{back}"),
            1 => format!("54{area}{front}{back}"),
            2 => format!("+54 {area} 15 {front}-{back}"),
            3 => format!("+54.9.{area}.{front}.{back}"),
            4 => format!("+54\u{a0}9\u{a0}{area}\u{a0}{front}\u{a0}{back}"),
            5 => format!("0054 9 {area} {front} {back}"),
            6 => format!("tel:+54-9-{area}-{front}-{back}"),
            7 => format!("+54 9 ({area}) {front}\u{2011}{back}"),
            8 => format!("0{area} 15-{front}-{back}"),
            9 => format!("({area}) {front}-{back}"),
            10 => format!("0{area}15{front}{back}"),
            _ => format!("{area} 15 {front} {back}"),
        }
    }

    fn spell_brazilian(&self, dice: &mut Dice) -> String {
        let Self { area, front, back, .. } = self;
        match dice.below(7) {
            0 => format!("+55 ({area}) 9{front}-{back}"),
            1 => format!("55 {area} 9{front} {back}"),
            // Without the ninth digit, as older lists and many WhatsApp ids have it.
            2 => format!("55{area}{front}{back}"),
            3 => format!("+55 {area} {front}-{back}"),
            4 => format!("+55 0{area} 9{front}-{back}"),
            5 => format!("+55.{area}.9{front}.{back}"),
            _ => format!("55{area}{front}{back}@c.us"),
        }
    }

    fn spell_mexican(&self, dice: &mut Dice) -> String {
        let Self { area, front, back, .. } = self;
        match dice.below(6) {
            0 => format!("521{area}{front}{back}"),
            1 => format!("+52 1 {area} {front} {back}"),
            2 => format!("+52 {area} {front} {back}"),
            3 => format!("+52 ({area}) {front}-{back}"),
            4 => format!("+52 044 {area} {front} {back}"),
            _ => format!("521{area}{front}{back}@s.whatsapp.net"),
        }
    }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '+' => '\u{ff0b}',
        '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + 0xff10).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}
