//! Recipients of a campaign, some of them on the list of the large tenant.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use super::client::{request, text_request};
use super::stage::Stage;

/// How recipients are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One in twenty on the list, in no order, each once.
    Usual,
    /// The same in the order of their digits.
    Sorted,
    /// Every other one on the list.
    HalfListed,
    /// A thousand people again and again.
    Repeated,
    /// Brazilians on the list by their number with the ninth digit, asked about without it, among others.
    WithoutNinthDigit,
}

/// People of one request.
#[derive(Debug)]
pub(crate) struct Audience {
    /// Digits, as they are asked about.
    pub(crate) phones: Vec<u64>,
    /// How many of them are on the list.
    pub(crate) on_list: usize,
}

impl Audience {
    /// `number` makes audiences of one size differ.
    pub(crate) fn new(stage: &Stage<'_>, shape: Shape, size: usize, number: u64) -> Self {
        let mut random = StdRng::seed_from_u64(number);
        let distinct = if shape == Shape::Repeated { size.min(1_000) } else { size };
        let listed = match shape {
            Shape::HalfListed => distinct / 2,
            _ => distinct.div_ceil(20),
        };
        let mut phones: Vec<u64> = match shape {
            Shape::WithoutNinthDigit => brazilians(stage, number).take(listed).collect(),
            _ => listed_people(stage, number).take(listed).map(|(_, phone)| phone).collect(),
        };
        phones.extend(strangers(number).take(distinct - listed));
        let mut on_list = listed;
        if distinct < size {
            let times = size / distinct;
            phones = phones.repeat(times);
            on_list *= times;
        }
        phones.shuffle(&mut random);
        if shape == Shape::Sorted {
            phones.sort_unstable();
        }
        Self { phones, on_list }
    }

    /// The body of a filter request in JSON, which the bare server understands, too.
    pub(crate) fn json(&self) -> Vec<u8> {
        let mut body = String::from(
            "{\"campaign\":{\"template_category\":\"MARKETING\",\"exclude_opted_out\":true},\"recipients\":[",
        );
        for (at, phone) in self.phones.iter().enumerate() {
            body.push_str(if at == 0 { "\"+" } else { ",\"+" });
            body.push_str(&phone.to_string());
            body.push('"');
        }
        body.push_str("]}");
        body.into_bytes()
    }

    /// The same as a filter request to the service.
    pub(crate) fn json_call(&self, stage: &Stage<'_>) -> Vec<u8> {
        request("POST", "/v1/campaigns/filter", &stage.large.key, &self.json())
    }

    /// A recipient on each line.
    pub(crate) fn lines(&self) -> Vec<u8> {
        let mut body = String::with_capacity(self.phones.len() * 15);
        for phone in &self.phones {
            body.push('+');
            body.push_str(&phone.to_string());
            body.push('\n');
        }
        body.into_bytes()
    }

    /// The same as a filter request to the service; `wanted` says what is to come back, `&…`.
    pub(crate) fn lines_call(&self, stage: &Stage<'_>, wanted: &str) -> Vec<u8> {
        let path = format!(
            "/v1/campaigns/filter?template_category=MARKETING&exclude_opted_out=true{wanted}"
        );
        text_request(&path, &stage.large.key, &self.lines())
    }
}

/// Numbers and phones of people on the list of the large tenant, from everywhere, each once.
fn listed_people(stage: &Stage<'_>, number: u64) -> impl Iterator<Item = (u64, u64)> {
    let total = stage.plan.large.unsigned_abs();
    let seed = stage.large.seed.unsigned_abs();
    // The first factor has none in common with the number of people, so nobody comes twice.
    (0..total)
        .map(move |at| 1 + (at * 7_368_787 + number * 1_299_709) % total)
        .map(move |person| (person, phone_of(seed, person)))
}

/// `bench.people` in load.sql; how many are found tells whether the two agree.
const fn phone_of(seed: u64, person: u64) -> u64 {
    let spread = (person + seed) * 48_271;
    match person % 4 {
        2 => 5_511_960_000_000 + spread % 39_999_983,
        3 => 525_520_000_000 + spread % 59_999_999,
        _ => 5_491_100_000_000 + spread % 99_999_989,
    }
}

/// Brazilians on the list without the ninth digit, which is the 9 behind 55 11.
fn brazilians(stage: &Stage<'_>, number: u64) -> impl Iterator<Item = u64> {
    let people = listed_people(stage, number).filter(|(person, _)| person % 4 == 2);
    people.map(|(_, phone)| 551_100_000_000 + phone % 100_000_000)
}

/// People on no list.
fn strangers(number: u64) -> impl Iterator<Item = u64> {
    (1..9_999_991_u64).map(move |at| 5_493_510_000_000 + (at * 48_271 + number) % 9_999_991)
}
