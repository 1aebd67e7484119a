use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use proptest::prelude::*;

use super::*;
use crate::domain::identity::{Identity, UserId};

const PHONES: [&str; 3] = ["+5491155550101", "+541155550101", "+5511987654321"];
const USER_IDS: [&str; 2] = ["AR.1", "AR.2"];

const SENDERS: [&str; 3] = ["+5491100000001", "+541100000001", "+5491100000002"];

/// An event as small as it can be while still taking every path: two persons' identifiers, three instants.
#[derive(Clone, Debug)]
struct Told {
    kind: Kind,
    source: Source,
    at: i64,
    identity: Identity,
    former: Option<Identity>,
    sender: Option<&'static str>,
    campaign: &'static str,
}

impl Told {
    fn mark(&self, number: i64) -> Mark {
        let at = Utc.timestamp_opt(1_790_000_000 + self.at, 0).unwrap();
        Mark::new((self.kind, self.source), at, number, &self.identity, &[Some(self.campaign)])
            .said_to(self.sender.map(|text| Phone::parse(text, None).unwrap()))
            .formerly(self.former.as_ref())
    }

    fn to(mut self, sender: &'static str) -> Self {
        self.sender = Some(sender);
        self
    }
}

fn identity(phone: Option<&str>, user_id: Option<&str>) -> Identity {
    let phone = phone.map(|text| Phone::parse(text, None).unwrap());
    Identity::new(phone, user_id.map(|id| UserId::parse(id).unwrap())).unwrap()
}

fn told(kind: Kind, source: Source, at: i64, identity: Identity) -> Told {
    Told { kind, source, at, identity, former: None, sender: None, campaign: "" }
}

fn moved(at: i64, former: Identity, identity: Identity) -> Told {
    let change = told(Kind::IdChange, Source::ProviderPreference, at, identity);
    Told { former: Some(former), ..change }
}

fn view_of(sender: &str) -> View {
    View::Sender(Some(Phone::parse(sender, None).unwrap().match_key()))
}

fn marks(events: &[Told]) -> Vec<Mark> {
    (1..).zip(events).map(|(number, event)| event.mark(number)).collect()
}

fn status_in(view: View, events: &[Told]) -> Option<Status> {
    Ledger::from(marks(events)).state(view).map(|state| state.status)
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
    ledger.state(View::Account).map(|state| state.status)
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

    assert_eq!(ledger.state(View::Account).map(|state| state.status), Some(Status::OptedOut));
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

#[test]
fn an_opt_out_counts_for_the_account_or_for_its_sender() {
    let [a, also_a, b] = SENDERS;
    let stop = out(1).to(a);
    let out_of = |view| status_in(view, std::slice::from_ref(&stop));
    assert_eq!(out_of(View::Account), Some(Status::OptedOut));
    assert_eq!(out_of(View::AnySender), Some(Status::OptedOut));
    assert_eq!(out_of(view_of(also_a)), Some(Status::OptedOut));
    assert_eq!(out_of(view_of(b)), None);
    assert_eq!(out_of(View::Sender(None)), None);

    let events = [stop, back(2).to(b)];
    assert_eq!(status_in(View::Account, &events), Some(Status::OptedIn));
    assert_eq!(status_in(View::AnySender, &events), Some(Status::OptedOut));
    assert_eq!(status_in(view_of(a), &events), Some(Status::OptedOut));
    assert_eq!(status_in(view_of(b), &events), Some(Status::OptedIn));
}

#[test]
fn what_names_no_sender_counts_for_all_of_them() {
    let [a, _, b] = SENDERS;
    for view in [View::Account, View::AnySender, View::Sender(None), view_of(a), view_of(b)] {
        assert_eq!(status_in(view, &[out(1)]), Some(Status::OptedOut), "{view:?}");
        let lifted = [out(1).to(a), out(1).to(b), out(1), back(2)];
        assert_eq!(status_in(view, &lifted), Some(Status::OptedIn), "{view:?}");
    }
    let lifted_for_one = [out(1), back(2).to(a)];
    assert_eq!(status_in(view_of(a), &lifted_for_one), Some(Status::OptedIn));
    assert_eq!(status_in(view_of(b), &lifted_for_one), Some(Status::OptedOut));
    assert_eq!(status_in(View::Account, &lifted_for_one), Some(Status::OptedIn));
}

#[test]
fn whatsapps_switch_is_per_sender() {
    let [a, also_a, b] = SENDERS;
    let stop = || told(Kind::OptOut, Source::ProviderError, 1, identity(Some(PHONES[0]), None));
    let resume =
        || told(Kind::OptIn, Source::ProviderPreference, 2, identity(Some(PHONES[0]), None));
    for (stop, resume, lifted) in [
        (stop().to(a), resume().to(also_a), true),
        (stop().to(a), resume().to(b), false),
        (stop().to(a), resume(), true),
        (stop(), resume().to(b), true),
    ] {
        let expected = if lifted { Status::OptedIn } else { Status::OptedOut };
        assert_eq!(status_in(View::Account, &[stop, resume]), Some(expected));
    }
}

#[test]
fn reach_says_where_the_ledger_need_not_be_asked() {
    let [a, _, b] = SENDERS;
    let reach = |events: &[Told]| Ledger::from(marks(events)).reach();
    let View::Sender(Some(key)) = view_of(a) else { panic!() };
    assert_eq!(reach(&[out(1), back(2)]), Reach::Everybody);
    assert_eq!(reach(&[out(1).to(a), back(2).to(a)]), Reach::Only(key));
    assert_eq!(reach(&[out(1).to(a), out(1).to(b)]), Reach::Differs);
    assert_eq!(reach(&[out(2), out(1).to(b)]), Reach::Everybody);
    assert_eq!(reach(&[out(1).to(b), back(2)]), Reach::Everybody);
}

#[test]
fn too_many_senders_widen_an_opt_out_and_never_an_opt_in() {
    let phone = |n: i64| Phone::from_stored(5_491_100_001_000 + n).unwrap();
    let mut ledger = Ledger::default();
    for n in 0..200 {
        ledger.absorb(out(1).mark(n).said_to(Some(phone(n))));
    }
    assert!(ledger.marks().len() <= 65, "{}", ledger.marks().len());
    for n in [0, 199, 500] {
        let state = ledger.state(View::Sender(Some(phone(n).match_key())));
        assert_eq!(state.unwrap().status, Status::OptedOut, "{n}");
    }
    ledger.absorb(back(2).mark(999).said_to(Some(phone(300))));
    let state = ledger.state(View::Sender(Some(phone(300).match_key())));
    assert_eq!(state.unwrap().status, Status::OptedOut);
    assert_eq!(ledger.state(View::Account).unwrap().status, Status::OptedIn);
}

#[test]
fn an_opt_out_follows_the_person_and_stays_with_what_they_left() {
    let (old, new) = (|| identity(Some(PHONES[0]), None), || identity(Some(PHONES[2]), None));
    let start = |at, who| told(Kind::OptIn, Source::Keyword, at, who);
    let change = || moved(2, old(), new());
    let is = |events: &[Told]| status_in(View::Account, events);

    assert_eq!(is(&[change()]), None);
    assert_eq!(is(&[change(), out(1)]), Some(Status::OptedOut));
    assert_eq!(is(&[change(), out(1), start(4, new())]), Some(Status::OptedIn));
    // The number's next holder lifts nothing that the one before said.
    assert_eq!(is(&[change(), out(1), start(4, old())]), Some(Status::OptedOut));
    assert_eq!(is(&[change(), out(1), start(2, old())]), Some(Status::OptedOut));
    let with_own_id = identity(Some(PHONES[0]), Some("AR.9"));
    assert_eq!(is(&[change(), out(1), start(4, with_own_id)]), Some(Status::OptedOut));
    // What the next holder said themselves is theirs to lift, and not the person's who left.
    assert_eq!(is(&[change(), out(4), start(5, old())]), Some(Status::OptedIn));
    assert_eq!(is(&[change(), out(4), start(5, new())]), Some(Status::OptedOut));
    assert_eq!(is(&[change(), out(1), out(4), start(5, old())]), Some(Status::OptedOut));
    // Before the change it was the person's own.
    assert_eq!(is(&[moved(6, old(), new()), out(1), start(4, old())]), Some(Status::OptedIn));
    // Whoever comes back to a number has it again.
    let returned = [change(), out(1), moved(4, new(), old()), start(5, old())];
    assert_eq!(is(&returned), Some(Status::OptedIn));
}

#[test]
fn a_contact_remembers_only_so_many_changes_but_every_identifier() {
    let (one, other) = (|| identity(Some(PHONES[0]), None), || identity(Some(PHONES[2]), None));
    let mut events: Vec<Told> = (0..40)
        .map(|at| if at % 2 == 0 { moved(at, one(), other()) } else { moved(at, other(), one()) })
        .collect();
    events.push(moved(41, one(), identity(None, Some("AR.9"))));
    let ledger = Ledger::from(marks(&events));
    assert_eq!(ledger.marks().len(), 17);
    assert!(ledger.marks().iter().any(|mark| mark.user_id.as_deref() == Some("AR.9")));
    events.push(out(1));
    assert_eq!(status_in(View::Account, &events), Some(Status::OptedOut));
}

#[test]
fn a_new_user_id_under_the_same_number_leaves_the_number_where_it_is() {
    let before = identity(Some(PHONES[0]), Some("AR.1"));
    let after = identity(Some(PHONES[0]), Some("AR.2"));
    let stop = told(Kind::OptOut, Source::Keyword, 1, before.clone());
    let change = moved(2, before, after);
    for (phone, user_id, expected) in [
        (Some(PHONES[0]), None, Status::OptedIn),
        (None, Some("AR.2"), Status::OptedIn),
        (None, Some("AR.1"), Status::OptedOut),
    ] {
        let start = told(Kind::OptIn, Source::Keyword, 4, identity(phone, user_id));
        let events = [stop.clone(), change.clone(), start];
        assert_eq!(status_in(View::Account, &events), Some(expected), "{phone:?} {user_id:?}");
    }
}

fn any_identity() -> impl Strategy<Value = Identity> {
    let phone = proptest::option::of(proptest::sample::select(PHONES.to_vec()));
    let user_id = proptest::option::of(proptest::sample::select(USER_IDS.to_vec()));
    (phone, user_id)
        .prop_filter("somebody", |(phone, user_id)| phone.is_some() || user_id.is_some())
        .prop_map(|(phone, user_id)| identity(phone, user_id))
}

fn any_told() -> impl Strategy<Value = Told> {
    let kind =
        prop_oneof![2 => Just(Kind::OptOut), 2 => Just(Kind::OptIn), 1 => Just(Kind::IdChange)];
    let source = proptest::sample::select(Source::ALL.to_vec());
    let sender = proptest::option::of(proptest::sample::select(SENDERS.to_vec()));
    let campaign = proptest::sample::select(vec!["a", "b"]);
    (kind, source, 0..4_i64, any_identity(), any_identity(), sender, campaign).prop_map(
        |(kind, source, at, identity, former, sender, campaign)| Told {
            kind,
            source,
            at,
            identity,
            former: (kind == Kind::IdChange).then_some(former),
            sender,
            campaign,
        },
    )
}

fn all_views() -> Vec<View> {
    let named = SENDERS.into_iter().map(view_of);
    [View::Account, View::AnySender, View::Sender(None)].into_iter().chain(named).collect()
}

type Visible = (Status, DateTime<Utc>, Source, i64);

/// What a state is to people in each view: everything but the number, which is the order of arrival.
fn visible(ledger: &Ledger) -> Vec<Option<Visible>> {
    let in_view = |view| {
        let state = ledger.state(view)?;
        let mark = state.decided_by;
        Some((state.status, mark.occurred_at, mark.source, mark.digest))
    };
    all_views().into_iter().map(in_view).collect()
}

/// One after the other, as they arrive, and anew after a change of identity.
fn arriving(marks: &[Mark]) -> Ledger {
    let mut ledger = Ledger::default();
    for (told, mark) in (1..).zip(marks) {
        if mark.kind == Kind::IdChange {
            ledger = Ledger::from(marks[..told].to_vec());
        } else {
            ledger.absorb(mark.clone());
        }
    }
    ledger
}

fn shuffled(events: &[Told], order: u64) -> Vec<Told> {
    let mut shuffled: Vec<Told> = events.iter().chain(events).cloned().collect();
    let mut seed = order | 1;
    for left in (1..shuffled.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        shuffled.swap(left, usize::try_from(seed >> 33).unwrap() % (left + 1));
    }
    shuffled
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_ends_in_the_same_state(
        events in proptest::collection::vec(any_told(), 1..8),
        order in any::<u64>(),
    ) {
        let straight = arriving(&marks(&events));
        let other = arriving(&marks(&shuffled(&events, order)));
        prop_assert_eq!(visible(&straight), visible(&other));
        // What the ledger forgets makes no difference: here it remembers every event.
        let everything: Ledger =
            serde_json::from_value(serde_json::to_value(marks(&events)).unwrap()).unwrap();
        prop_assert_eq!(visible(&straight), visible(&everything));
    }

    #[test]
    fn two_contacts_that_become_one_end_as_if_they_had_always_been(
        events in proptest::collection::vec(any_told(), 1..8),
        split in 0_usize..8,
    ) {
        let mut events = events;
        events.retain(|event| event.kind != Kind::IdChange);
        let (left, right) = events.split_at(split.min(events.len()));
        let mut merged = Ledger::from(marks(right));
        merged.merge(Ledger::from(marks(left)));
        prop_assert_eq!(visible(&Ledger::from(marks(&events))), visible(&merged));
    }

    #[test]
    fn one_more_opt_out_never_lets_anybody_back(
        events in proptest::collection::vec(any_told(), 0..8),
        mut extra in any_told(),
    ) {
        // Of one identifier: a link may say that an opt-in was made by the same person.
        extra.kind = Kind::OptOut;
        extra.former = None;
        extra.identity = extra.identity.apart().map_or(extra.identity, |[phone, _]| phone);
        let mut ledger = Ledger::from(marks(&events));
        let out = |ledger: &Ledger| -> Vec<bool> {
            let state = |view| ledger.state(view).map(|state| state.status);
            all_views().into_iter().map(|view| state(view) == Some(Status::OptedOut)).collect()
        };
        let before = out(&ledger);
        ledger.absorb(extra.mark(99));
        for (before, after) in before.into_iter().zip(out(&ledger)) {
            prop_assert!(after || !before);
        }
    }

    #[test]
    fn whoever_is_out_for_the_account_is_out_towards_somebody(
        events in proptest::collection::vec(any_told(), 1..8),
    ) {
        let ledger = Ledger::from(marks(&events));
        let is_out = |view| ledger.state(view).is_some_and(|s| s.status == Status::OptedOut);
        prop_assert!(is_out(View::AnySender) || !is_out(View::Account));
        let any = all_views().into_iter().any(|view| view != View::Account && is_out(view));
        prop_assert_eq!(is_out(View::AnySender), any);
    }

    #[test]
    fn what_is_stored_of_a_standing_answers_as_the_ledger_does(
        events in proptest::collection::vec(any_told(), 1..8),
    ) {
        let ledger = Ledger::from(marks(&events));
        let out_since = |view| {
            let out = ledger.state(view).filter(|state| state.status == Status::OptedOut);
            out.map(|state| state.decided_by.occurred_at)
        };
        let standing = Standing {
            out_since: out_since(View::Account),
            reach: Reach::from_stored(ledger.reach().stored()),
            ledger: (ledger.reach() == Reach::Differs).then(|| ledger.clone()),
        };
        for view in all_views() {
            prop_assert_eq!(standing.opted_out_since(view), out_since(view), "{:?}", view);
        }
    }
}
