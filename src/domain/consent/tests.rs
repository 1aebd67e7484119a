use chrono::TimeZone as _;
use proptest::prelude::*;

use super::*;
use crate::domain::identity::UserId;

const PHONES: [&str; 3] = ["+5491155550101", "+541155550101", "+5511987654321"];
const USER_IDS: [&str; 2] = ["AR.1", "AR.2"];

/// An event as small as it can be while still taking every path: two persons' identifiers, three instants.
#[derive(Clone, Debug)]
struct Told {
    kind: Kind,
    source: Source,
    at: i64,
    identity: Identity,
    campaign: &'static str,
}

impl Told {
    fn mark(&self, number: i64) -> Mark {
        let at = Utc.timestamp_opt(1_790_000_000 + self.at, 0).unwrap();
        Mark::new((self.kind, self.source), at, number, &self.identity, &[Some(self.campaign)])
    }
}

fn identity(phone: Option<&str>, user_id: Option<&str>) -> Identity {
    let phone = phone.map(|text| Phone::parse(text, None).unwrap());
    Identity::new(phone, user_id.map(|id| UserId::parse(id).unwrap())).unwrap()
}

fn told(kind: Kind, source: Source, at: i64, identity: Identity) -> Told {
    Told { kind, source, at, identity, campaign: "" }
}

fn out(at: i64) -> Told {
    told(Kind::OptOut, Source::Keyword, at, identity(Some(PHONES[0]), None))
}

fn back(at: i64) -> Told {
    told(Kind::OptIn, Source::Agent, at, identity(Some(PHONES[0]), None))
}

fn status(events: &[Told]) -> Option<Status> {
    let mut ledger = Ledger::default();
    for (number, event) in (1..).zip(events) {
        ledger.absorb(event.mark(number));
    }
    ledger.state().map(|state| state.status)
}

#[test]
fn nothing_is_known_of_a_contact_without_events() {
    assert_eq!(status(&[]), None);
}

#[test]
fn a_later_opt_in_lifts_and_an_earlier_or_simultaneous_one_does_not() {
    assert_eq!(status(&[out(1), back(2)]), Some(Status::OptedIn));
    assert_eq!(status(&[back(2), out(1)]), Some(Status::OptedIn));
    assert_eq!(status(&[out(2), back(1)]), Some(Status::OptedOut));
    assert_eq!(status(&[out(1), back(1)]), Some(Status::OptedOut));
    assert_eq!(status(&[back(1), out(1)]), Some(Status::OptedOut));
    assert_eq!(status(&[out(1), back(2), out(3)]), Some(Status::OptedOut));
}

#[test]
fn what_whatsapps_own_stop_set_only_its_resume_lifts() {
    let person = || identity(Some(PHONES[0]), None);
    for stop in [Source::ProviderPreference, Source::ProviderError] {
        let stop = told(Kind::OptOut, stop, 1, person());
        for source in Source::ALL {
            let opt_in = told(Kind::OptIn, source, 2, person());
            let expected = if source == Source::ProviderPreference {
                Status::OptedIn
            } else {
                Status::OptedOut
            };
            assert_eq!(status(&[stop.clone(), opt_in]), Some(expected), "{source:?}");
        }
    }
}

#[test]
fn whatsapps_resume_also_lifts_what_the_person_wrote() {
    let resume = told(Kind::OptIn, Source::ProviderPreference, 2, identity(Some(PHONES[0]), None));
    assert_eq!(status(&[out(1), resume]), Some(Status::OptedIn));
}

#[test]
fn an_opt_in_lifts_what_was_linked_to_it_by_then_and_nothing_else() {
    let phone = || identity(Some(PHONES[0]), None);
    let user_id = || identity(None, Some("AR.1"));
    let both = || identity(Some(PHONES[0]), Some("AR.1"));
    let opt_out = |at, who| told(Kind::OptOut, Source::Api, at, who);
    let opt_in = |at, who| told(Kind::OptIn, Source::Api, at, who);

    assert_eq!(status(&[opt_out(1, both()), opt_in(2, phone())]), Some(Status::OptedIn));
    assert_eq!(status(&[opt_out(1, both()), opt_in(2, user_id())]), Some(Status::OptedIn));
    assert_eq!(status(&[opt_out(1, phone()), opt_in(2, both())]), Some(Status::OptedIn));
    assert_eq!(status(&[opt_out(1, phone()), opt_in(2, user_id())]), Some(Status::OptedOut));
    let linked_before = [opt_out(1, phone()), opt_out(2, both()), opt_in(3, user_id())];
    assert_eq!(status(&linked_before), Some(Status::OptedIn));
    let linked_after = [opt_out(1, phone()), opt_in(2, user_id()), opt_in(3, both())];
    assert_eq!(status(&linked_after), Some(Status::OptedIn));
    let linked_after =
        [opt_out(2, phone()), opt_in(4, user_id()), opt_in(1, both()), opt_out(3, both())];
    assert_eq!(status(&linked_after), Some(Status::OptedIn));
}

#[test]
fn a_link_learnt_later_carries_no_opt_in_back() {
    let stop = told(Kind::OptOut, Source::ProviderPreference, 1, identity(Some(PHONES[0]), None));
    let resume = told(Kind::OptIn, Source::ProviderPreference, 2, identity(None, Some("AR.1")));
    let link = told(Kind::OptIn, Source::Agent, 3, identity(Some(PHONES[0]), Some("AR.1")));
    assert_eq!(status(&[stop, resume, link]), Some(Status::OptedOut));
}

#[test]
fn a_time_without_a_fraction_is_its_whole_second() {
    let mut ledger = Ledger::default();
    let opt_out = out(1).mark(1);
    ledger.absorb(opt_out.clone());
    let mut opt_in = back(1).mark(2);
    opt_in.occurred_at = opt_out.occurred_at + TimeDelta::milliseconds(305);

    ledger.absorb(opt_in);

    assert_eq!(ledger.state().map(|state| state.status), Some(Status::OptedOut));
}

#[test]
fn a_single_event_is_one_that_says_it_all() {
    let both = || identity(Some(PHONES[0]), Some("AR.1"));
    let mut ledger = Ledger::default();
    ledger.absorb(told(Kind::OptOut, Source::Api, 1, both()).mark(1));
    assert!(ledger.is_single_event());
    ledger.absorb(told(Kind::OptOut, Source::Api, 2, both()).mark(2));
    assert!(!ledger.is_single_event());
}

#[test]
fn spellings_of_one_number_are_one_number() {
    let short = told(Kind::OptOut, Source::Api, 1, identity(Some("+541155550101"), None));
    let long = told(Kind::OptIn, Source::Api, 2, identity(Some("+5491155550101"), None));
    assert_eq!(status(&[short, long]), Some(Status::OptedIn));
}

#[test]
fn the_fingerprint_tells_absent_from_empty_and_fields_apart() {
    let all = [
        fingerprint(&[None, None]),
        fingerprint(&[Some(""), None]),
        fingerprint(&[None, Some("")]),
        fingerprint(&[Some("ab"), None]),
        fingerprint(&[Some("a"), Some("b")]),
    ];
    for (at, one) in all.iter().enumerate() {
        assert!(!all[at + 1..].contains(one));
    }
    // Stored for ever: a change of the algorithm would break the order of events that are stored.
    assert_eq!(fingerprint(&[Some("spring-26")]), fingerprint(&[Some("spring-26")]));
}

fn any_told() -> impl Strategy<Value = Told> {
    let kind = prop_oneof![Just(Kind::OptOut), Just(Kind::OptIn)];
    let source = proptest::sample::select(Source::ALL.to_vec());
    let who = (
        proptest::option::of(proptest::sample::select(PHONES.to_vec())),
        proptest::option::of(proptest::sample::select(USER_IDS.to_vec())),
    )
        .prop_filter("somebody", |(phone, user_id)| phone.is_some() || user_id.is_some());
    (kind, source, 0..3_i64, who, proptest::sample::select(vec!["a", "b"])).prop_map(
        |(kind, source, at, (phone, user_id), campaign)| Told {
            kind,
            source,
            at,
            identity: identity(phone, user_id),
            campaign,
        },
    )
}

/// What a state is to people: everything but the number, which is the order of arrival.
fn visible(ledger: &Ledger) -> Option<(Status, DateTime<Utc>, Source, i64)> {
    ledger.state().map(|state| {
        (
            state.status,
            state.decided_by.occurred_at,
            state.decided_by.source,
            state.decided_by.digest,
        )
    })
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_ends_in_the_same_state(
        events in proptest::collection::vec(any_told(), 1..8),
        order in any::<u64>(),
        split in 0_usize..8,
    ) {
        let mut straight = Ledger::default();
        for (number, event) in (1..).zip(&events) {
            straight.absorb(event.mark(number));
        }

        let mut shuffled: Vec<&Told> = events.iter().chain(&events).collect();
        let mut seed = order | 1;
        for left in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(left, usize::try_from(seed >> 33).unwrap() % (left + 1));
        }
        let mut other = Ledger::default();
        for (number, event) in (1..).zip(&shuffled) {
            other.absorb(event.mark(number));
        }
        prop_assert_eq!(visible(&straight), visible(&other));

        let (left, right) = events.split_at(split.min(events.len()));
        let half = |events: &[Told]| Ledger::from((1..).zip(events).map(|(n, e)| e.mark(n)).collect::<Vec<_>>());
        let mut merged = half(right);
        merged.merge(half(left));
        prop_assert_eq!(visible(&straight), visible(&merged));
    }

    #[test]
    fn one_more_opt_out_never_lets_anybody_back(
        events in proptest::collection::vec(any_told(), 0..8),
        mut extra in any_told(),
    ) {
        // Of one identifier: a link may say that an opt-in was made by the same person.
        extra.kind = Kind::OptOut;
        extra.identity = extra.identity.apart().map_or(extra.identity, |[phone, _]| phone);
        let mut ledger = Ledger::from((1..).zip(&events).map(|(n, e)| e.mark(n)).collect::<Vec<_>>());
        let before = ledger.state().map(|state| state.status);
        ledger.absorb(extra.mark(99));
        if before == Some(Status::OptedOut) {
            prop_assert_eq!(ledger.state().map(|state| state.status), Some(Status::OptedOut));
        }
    }
}
