use proptest::prelude::*;
use serde_json::json;

use super::super::shown;
use super::*;

/// Deliveries of our own making, in the shapes that Meta documents; numbers and ids are invented.
const FIXTURES: [(&str, &str); 15] = [
    ("text", include_str!("../../../tests/fixtures/webhooks/meta/text.json")),
    (
        "text_phone_hidden",
        include_str!("../../../tests/fixtures/webhooks/meta/text_phone_hidden.json"),
    ),
    (
        "text_contact_adds",
        include_str!("../../../tests/fixtures/webhooks/meta/text_contact_adds.json"),
    ),
    (
        "text_relayed_user_id",
        include_str!("../../../tests/fixtures/webhooks/meta/text_relayed_user_id.json"),
    ),
    (
        "text_only_contact",
        include_str!("../../../tests/fixtures/webhooks/meta/text_only_contact.json"),
    ),
    ("taps", include_str!("../../../tests/fixtures/webhooks/meta/taps.json")),
    ("media", include_str!("../../../tests/fixtures/webhooks/meta/media.json")),
    ("not_for_us", include_str!("../../../tests/fixtures/webhooks/meta/not_for_us.json")),
    ("preferences", include_str!("../../../tests/fixtures/webhooks/meta/preferences.json")),
    ("statuses", include_str!("../../../tests/fixtures/webhooks/meta/statuses.json")),
    ("new_identities", include_str!("../../../tests/fixtures/webhooks/meta/new_identities.json")),
    ("templates", include_str!("../../../tests/fixtures/webhooks/meta/templates.json")),
    ("other_fields", include_str!("../../../tests/fixtures/webhooks/meta/other_fields.json")),
    (
        "malformed_neighbours",
        include_str!("../../../tests/fixtures/webhooks/meta/malformed_neighbours.json"),
    ),
    ("many", include_str!("../../../tests/fixtures/webhooks/meta/many.json")),
];

fn fixture(name: &str) -> &'static str {
    FIXTURES.iter().find(|(known, _)| *known == name).unwrap().1
}

/// Each item of a fixture on a line.
fn lines(name: &str) -> String {
    let items = parse(fixture(name).as_bytes());
    let lines: Vec<_> = items
        .iter()
        .map(|item| format!("{}: {}", item.place, shown::outcome(&item.outcome)))
        .collect();
    lines.join("\n")
}

fn outcomes(body: &[u8]) -> Vec<String> {
    parse(body).iter().map(|item| shown::outcome(&item.outcome)).collect()
}

#[test]
fn a_text_is_read() {
    insta::assert_snapshot!(lines("text"), @r#"entry 0, change 0, messages 0: text "Baja por favor" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:21 | wamid.OWN-1"#);
}

#[test]
fn a_hidden_phone_leaves_the_user_id() {
    insta::assert_snapshot!(lines("text_phone_hidden"), @r#"entry 0, change 0, messages 0: text "STOP" | - AR.1000200030004000 | 2026-09-21 14:13:22 | wamid.OWN-2"#);
}

/// With several contacts and no name of its own, a message may be of any of them.
#[test]
fn contacts_add_the_other_name_of_those_they_name() {
    insta::assert_snapshot!(lines("text_contact_adds"), @r#"
    entry 0, change 0, messages 0: text "salir" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:23 | wamid.OWN-3
    entry 0, change 0, messages 1: text "sair" | 5511955550103 BR.3000 | 2026-09-21 14:13:24 | wamid.OWN-4
    entry 0, change 0, messages 2: text "alto" | 525555550101 - | 2026-09-21 14:13:25 | wamid.OWN-5
    entry 0, change 0, messages 3: DEAD, no_contact
    "#);
}

#[test]
fn a_user_id_in_the_place_of_a_phone_stays_there() {
    insta::assert_snapshot!(lines("text_relayed_user_id"), @r#"entry 0, change 0, messages 0: text "stop" | AR.1000200030004000 - | 2026-09-21 14:13:27 | wamid.OWN-7"#);
}

/// Here ids and times are numbers too.
#[test]
fn an_only_contact_is_who_wrote() {
    insta::assert_snapshot!(lines("text_only_contact"), @r#"entry 0, change 0, messages 0: text "stop� 🛑" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:28 | wamid.OWN-8"#);
}

#[test]
fn taps_are_no_texts() {
    insta::assert_snapshot!(lines("taps"), @r#"
    entry 0, change 0, messages 0: tap Some("OPT_OUT_MKT") Some("Detener promociones") | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:30 | wamid.OWN-10
    entry 0, change 0, messages 1: tap None Some("Parar") | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:31 | wamid.OWN-11
    entry 0, change 0, messages 2: tap Some("unsubscribe") Some("Cancelar suscripción") | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:32 | wamid.OWN-12
    entry 0, change 0, messages 3: tap Some("row-2") Some("Sair") | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:33 | wamid.OWN-13
    entry 0, change 0, messages 4: ignored, type_not_used
    entry 0, change 0, messages 5: ignored, type_not_used
    entry 0, change 0, messages 6: DEAD, malformed
    "#);
}

#[test]
fn captions_are_kept_apart_from_texts() {
    insta::assert_snapshot!(lines("media"), @r#"
    entry 0, change 0, messages 0: caption "stop" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:40 | wamid.OWN-20
    entry 0, change 0, messages 1: ignored, no_words
    entry 0, change 0, messages 2: caption "mi factura" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:13:42 | wamid.OWN-22
    entry 0, change 0, messages 3: ignored, type_not_used
    entry 0, change 0, messages 4: ignored, type_not_used
    "#);
}

#[test]
fn what_only_looks_like_a_wish_is_ignored() {
    insta::assert_snapshot!(lines("not_for_us"), @r#"
    entry 0, change 0, messages 0: ignored, group
    entry 0, change 0, messages 1: ignored, type_not_used
    entry 0, change 0, messages 2: ignored, type_not_used
    entry 0, change 0, messages 3: ignored, type_not_used
    entry 0, change 0, messages 4: ignored, type_not_used
    entry 0, change 0, messages 5: ignored, type_not_used
    entry 0, change 0, messages 6: ignored, type_not_used
    entry 0, change 0, messages 7: ignored, type_not_used
    entry 0, change 0, messages 8: ignored, unknown_type
    entry 0, change 0, messages 9: ignored, type_not_used
    "#);
}

/// The only contact in `contacts[]` is somebody else.
#[test]
fn a_preference_names_its_person_itself() {
    insta::assert_snapshot!(lines("preferences"), @r#"
    entry 0, change 0, user_preferences 0: preference Stop | 5491155550101 AR.1000200030004000 | 2026-09-21 14:14:00
    entry 0, change 0, user_preferences 1: preference Resume | - AR.1000200030004000 | 2026-09-21 14:14:01
    entry 0, change 0, user_preferences 2: preference Signup | 525555550101 MX.ENT.5 | 2026-09-21 14:14:02
    entry 0, change 0, user_preferences 3: DEAD, unknown_value
    entry 0, change 0, user_preferences 4: DEAD, unknown_category
    entry 0, change 0, user_preferences 5: DEAD, unknown_category
    entry 0, change 0, user_preferences 6: DEAD, no_contact
    "#);
}

#[test]
fn only_one_error_is_an_opt_out() {
    insta::assert_snapshot!(lines("statuses"), @r#"
    entry 0, change 0, statuses 0: refused | 5491155550101 AR.1000200030004000 | 2026-09-21 14:14:10 | wamid.OWN-OUT50
    entry 0, change 0, statuses 1: refused | 5491155550101 - | 2026-09-21 14:14:11 | wamid.OWN-OUT51
    entry 0, change 0, statuses 2: refused | - AR.1000200030004000 | 2026-09-21 14:14:12 | wamid.OWN-OUT52
    entry 0, change 0, statuses 3: ignored, error_not_used
    entry 0, change 0, statuses 4: ignored, error_not_used
    entry 0, change 0, statuses 5: ignored, status_not_used
    entry 0, change 0, statuses 6: ignored, status_not_used
    entry 0, change 0, statuses 7: ignored, group
    entry 0, change 0, statuses 8: DEAD, no_contact
    entry 0, change 0, statuses 9: ignored, error_not_used
    entry 0, change 0, statuses 10: ignored, status_not_used
    "#);
}

/// In the order of the years: with a number, the older name, with user ids, and since August 2026.
#[test]
fn changes_of_identity_name_both() {
    insta::assert_snapshot!(lines("new_identities"), @r#"
    entry 0, change 0, messages 0: id change from 5491155550101 - | 5491155550202 - | 2026-09-21 14:14:30 | wamid.OWN-70
    entry 0, change 0, messages 1: id change from 5491155550101 - | 5491155550202 - | 2026-09-21 14:14:31 | wamid.OWN-71
    entry 0, change 0, messages 2: id change from 5491155550101 AR.1000200030004000 | 5491155550202 AR.2000300040005000 | 2026-09-21 14:14:32 | wamid.OWN-72
    entry 0, change 0, messages 3: id change from - AR.1000200030004000 | - AR.2000300040005000 | 2026-09-21 14:14:33 | wamid.OWN-73
    entry 0, change 0, messages 4: DEAD, no_contact
    entry 0, change 0, messages 5: DEAD, no_contact
    entry 0, change 1, user_id_update 0: id change from - AR.1000200030004000 | 5491155550202 AR.2000300040005000 | 2026-09-21 14:14:36
    entry 0, change 1, user_id_update 1: DEAD, no_contact
    entry 0, change 1, user_id_update 2: DEAD, no_contact
    "#);
}

#[test]
fn categories_of_templates_are_read() {
    insta::assert_snapshot!(lines("templates"), @r#"
    entry 0, change 0: template 111222333 promo_mayo es_AR UTILITY MARKETING - | 2026-09-21 14:14:40
    entry 0, change 1: template 111222333 promo_mayo es_AR - UTILITY MARKETING | 2026-09-21 14:14:40
    entry 0, change 2: DEAD, malformed
    "#);
}

#[test]
fn other_fields_are_ignored_and_broken_changes_dead() {
    insta::assert_snapshot!(lines("other_fields"), @r#"
    entry 0, change 0: ignored, field_not_used
    entry 0, change 1: ignored, field_not_used
    entry 0, change 2: ignored, field_not_used
    entry 0, change 3: ignored, field_not_used
    entry 0, change 4: ignored, no_list
    entry 0, change 5: DEAD, list_missing
    entry 0, change 6: DEAD, change_malformed
    entry 0, change 7: DEAD, value_malformed
    entry 0, change 8: DEAD, value_malformed
    entry 0, change 9: DEAD, change_malformed
    entry 0, change 10, messages 0: DEAD, list_malformed
    "#);
}

#[test]
fn the_neighbours_of_what_is_malformed_are_read() {
    insta::assert_snapshot!(lines("malformed_neighbours"), @r#"
    entry 0, change 0, messages 0: text "uno" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:15:00 | wamid.OWN-100
    entry 0, change 0, messages 1: DEAD, malformed
    entry 0, change 0, messages 2: DEAD, malformed
    entry 0, change 0, messages 3: DEAD, malformed
    entry 0, change 0, messages 4: DEAD, malformed
    entry 0, change 0, messages 5: DEAD, malformed
    entry 0, change 0, messages 6: DEAD, malformed
    entry 0, change 0, messages 7: text "stop" | 5491155550101 AR.1000200030004000 | 2026-09-21 14:15:03 | wamid.OWN-103
    entry 0, change 0, messages 8: text "dos" | 5491155550101 AR.1000200030004000 | no time | wamid.OWN-104
    entry 0, change 0, messages 9: text "tres" | 5491155550101 AR.1000200030004000 | no time | wamid.OWN-105
    entry 0, change 0, messages 10: text "cuatro" | 5491155550101 AR.1000200030004000 | no time | wamid.OWN-106
    entry 0, change 0, messages 11: text "cinco" | 5491155550101 AR.1000200030004000 | 2096-10-02 07:06:40 | wamid.OWN-107
    entry 0, change 0, messages 12: text "seis" | 5491155550101 AR.1000200030004000 | no time | wamid.OWN-108
    "#);
}

#[test]
fn a_delivery_may_be_for_many() {
    insta::assert_snapshot!(lines("many"), @r#"
    entry 0, change 0, messages 0: text "stop 1" | 5491155550101 - | 2026-09-21 14:16:41 | wamid.OWN-M1
    entry 0, change 0, statuses 0: refused | 5491155550101 - | 2026-09-21 14:16:51 | wamid.OWN-S1
    entry 0, change 1, user_preferences 0: preference Stop | 5491155550101 - | 2026-09-21 14:17:01
    entry 1, change 0, messages 0: text "stop 2" | 5491155550102 - | 2026-09-21 14:16:42 | wamid.OWN-M2
    entry 1, change 0, statuses 0: refused | 5491155550102 - | 2026-09-21 14:16:52 | wamid.OWN-S2
    entry 1, change 1, user_preferences 0: preference Stop | 5491155550102 - | 2026-09-21 14:17:02
    "#);
}

/// A change of messages with these elements, written as they are.
fn delivery(elements: &[&str]) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"2"}},"messages":[{}]}}}}]}}]}}"#,
        elements.join(",")
    )
}

const STOP: &str = r#"{"from":"5491155550101","id":"wamid.OWN-1","timestamp":"1790000001","type":"text","text":{"body":"stop"}}"#;

#[test]
fn what_is_no_delivery_is_dead_as_a_whole() {
    let object = r#""object":"whatsapp_business_account""#;
    let cases = [
        (String::new(), "not_json"),
        ("stop".to_owned(), "not_json"),
        ("{} {}".to_owned(), "not_json"),
        (format!("{{{object},\"entry\":["), "not_json"),
        ("null".to_owned(), "not_an_object"),
        ("[]".to_owned(), "not_an_object"),
        (format!("[{{{object}}}]"), "not_an_object"),
        (r#"["whatsapp_business_account",[]]"#.to_owned(), "not_an_object"),
        (format!("{{{object},{object}}}"), "not_an_object"),
        ("{}".to_owned(), "other_object"),
        (r#"{"entry":[]}"#.to_owned(), "other_object"),
        (r#"{"object":"page","entry":[]}"#.to_owned(), "other_object"),
        (r#"{"object":["whatsapp_business_account"],"entry":[]}"#.to_owned(), "other_object"),
        (format!("{{{object}}}"), "entry_not_a_list"),
        (format!("{{{object},\"entry\":null}}"), "entry_not_a_list"),
        (format!("{{{object},\"entry\":{{}}}}"), "entry_not_a_list"),
    ];
    for (body, reason) in cases {
        let items = parse(body.as_bytes());
        let expected = [Item { place: Place::Body, outcome: Outcome::Dead(reason) }];
        assert_eq!(items, expected, "{body}");
        assert_eq!(alone(body.as_bytes(), &Place::Body).as_deref(), Some(body.as_bytes()));
    }
    assert_eq!(outcomes(b"\xff\xfe{}"), ["DEAD, not_json"]);
    assert_eq!(parse(format!("{{{object},\"entry\":[]}}").as_bytes()), []);
}

#[test]
fn an_entry_that_cannot_be_read_is_dead_alone() {
    let good: serde_json::Value = serde_json::from_str(&delivery(&[STOP])).unwrap();
    let entries = [
        json!(null),
        json!([]),
        json!({"id": "1"}),
        json!({"changes": {}}),
        good["entry"][0].clone(),
    ];
    let body = json!({"object": "whatsapp_business_account", "entry": entries}).to_string();
    let places: Vec<_> = parse(body.as_bytes()).iter().map(|item| item.place.to_string()).collect();
    assert_eq!(
        places,
        ["entry 0", "entry 1", "entry 2", "entry 3", "entry 4, change 0, messages 0"]
    );
    assert_eq!(outcomes(body.as_bytes())[..4], ["DEAD, entry_malformed"; 4]);
}

/// What is valid JSON to one parser and not to another stays with the element that has it.
#[test]
fn nothing_inside_an_element_touches_its_neighbours() {
    let deep = format!(r#"{{"type":"text","x":{}{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
    let bad = [
        r#"{"from":"5491155550101","type":"text","text":{"body":"\ud83d stop"}}"#,
        r#"{"from":"5491155550101","type":"text","n":1e999,"text":{"body":"stop"}}"#,
        deep.as_str(),
        "1e999",
        r#""\udc00""#,
    ];
    for element in bad {
        let body = delivery(&[STOP, element, STOP]);
        let outcomes = outcomes(body.as_bytes());
        assert_eq!(outcomes[1], "DEAD, malformed");
        assert_eq!((outcomes.len(), &outcomes[0]), (3, &outcomes[2]));
        assert!(outcomes[0].starts_with("text \"stop\""), "{}", outcomes[0]);
        assert_round_trips(body.as_bytes());
    }
}

#[test]
fn the_business_is_named_as_it_was_sent() {
    for (name, account) in [("text", "900100200300"), ("text_only_contact", "900100200300")] {
        let items = parse(fixture(name).as_bytes());
        let Outcome::Signal(signal) = &items[0].outcome else { panic!("no signal") };
        let business = Business {
            account: Some(account.to_owned()),
            sender_id: Some("700000000000001".to_owned()),
            number: Some("5491100000001".to_owned()),
        };
        assert_eq!(signal.business, business, "{name}");
    }
    let body = delivery(&[STOP]).replace(r#"{"phone_number_id":"2"}"#, "[]");
    let items = parse(body.as_bytes());
    let Outcome::Signal(signal) = &items[0].outcome else { panic!("no signal") };
    assert_eq!(signal.business, Business { account: Some("1".to_owned()), ..Business::default() });
}

#[test]
fn a_thousand_of_many_tenants_are_read_and_too_many_are_refused() {
    let elements = vec![STOP; 1_000];
    assert_eq!(parse(delivery(&elements).as_bytes()).len(), 1_000);
    for full in [
        delivery(&vec!["1"; MAX_ITEMS + 1]),
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{}]}}"#,
            vec!["1"; MAX_ITEMS + 1].join(",")
        ),
    ] {
        let items = parse(full.as_bytes());
        assert_eq!(items, [Item { place: Place::Body, outcome: Outcome::Dead("too_many_items") }]);
    }
    assert_eq!(parse(delivery(&vec!["1"; MAX_ITEMS]).as_bytes()).len(), MAX_ITEMS);
}

/// Many messages among many contacts: compared one by one they would take minutes.
#[test]
fn the_work_is_linear() {
    let contacts: Vec<_> = (0..15_000)
        .map(|n| json!({"wa_id": format!("549115555{n:05}"), "user_id": format!("AR.{n}")}))
        .collect();
    let messages: Vec<_> = (0..15_000)
        .rev()
        .map(|n| json!({"from_user_id": format!("AR.{n}"), "type": "text", "text": {"body": "x"}}))
        .collect();
    let value = json!({"contacts": contacts, "messages": messages});
    let body = json!({"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]});
    let started = std::time::Instant::now();
    let items = parse(body.to_string().as_bytes());
    assert_eq!(items.len(), 15_000);
    assert_eq!(shown::outcome(&items[0].outcome), "text \"x\" | 54911555514999 AR.14999 | no time");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn nothing_is_at_a_place_that_is_not_there() {
    let body = fixture("text").as_bytes();
    let list = List::Messages;
    for place in [
        Place::Entry { entry: 1 },
        Place::Change { entry: 0, change: 1 },
        Place::Element { entry: 0, change: 0, list, index: 1 },
        Place::Element { entry: 0, change: 0, list: List::Statuses, index: 0 },
        Place::Element { entry: 9, change: 9, list, index: 9 },
    ] {
        assert_eq!(alone(body, &place), None, "{place}");
    }
    assert_eq!(alone(b"{", &Place::Entry { entry: 0 }), None);
}

/// What is kept of an item is a delivery with that item and nothing else.
fn assert_round_trips(body: &[u8]) {
    for item in parse(body) {
        let kept = alone(body, &item.place).unwrap();
        let again = parse(&kept);
        assert_eq!(again.len(), 1, "{}", item.place);
        assert_eq!(again[0].outcome, item.outcome, "{}", item.place);
        // And what is kept of that is itself.
        assert_eq!(alone(&kept, &again[0].place).unwrap(), kept);
    }
}

#[test]
fn each_item_can_be_kept_alone() {
    for (_, body) in FIXTURES {
        assert_round_trips(body.as_bytes());
    }
}

#[test]
fn what_is_kept_has_nothing_of_other_people() {
    let body = fixture("text_contact_adds").as_bytes();
    let kept = alone(body, &Place::Element { entry: 0, change: 0, list: List::Messages, index: 1 });
    let kept: serde_json::Value = serde_json::from_slice(&kept.unwrap()).unwrap();
    let expected = json!({"object": "whatsapp_business_account", "entry": [{"id": "900100200300", "changes": [{
        "field": "messages",
        "value": {
            "metadata": {"display_phone_number": "5491100000001", "phone_number_id": "700000000000001"},
            "contacts": [{"profile": {"name": "Bia"}, "wa_id": "5511955550103", "user_id": "BR.3000"}],
            "messages": [{
                "from_user_id": "BR.3000",
                "id": "wamid.OWN-4",
                "timestamp": "1790000004",
                "type": "text",
                "text": {"body": "sair"},
            }],
        },
    }]}]});
    assert_eq!(kept, expected);
}

/// A place in a JSON document, and what to put there.
fn mutate(value: &mut serde_json::Value, path: &[prop::sample::Index], with: serde_json::Value) {
    use serde_json::Value;
    let next = match (path.split_first(), &mut *value) {
        (Some((at, rest)), Value::Array(items)) if !items.is_empty() => {
            let at = at.index(items.len());
            Some((&mut items[at], rest))
        }
        (Some((at, rest)), Value::Object(fields)) if !fields.is_empty() => {
            let at = at.index(fields.len());
            fields.values_mut().nth(at).map(|field| (field, rest))
        }
        _ => None,
    };
    match next {
        Some((inner, rest)) => mutate(inner, rest, with),
        None => *value = with,
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!([])),
        Just(json!({})),
        Just(json!("")),
        Just(json!([[]])),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        prop::sample::select(vec![
            "text",
            "button",
            "interactive",
            "system",
            "stop",
            "resume",
            "131050",
            "failed",
            "messages",
            "user_preferences",
            "user_changed_number",
            "AR.1",
            "5491155550101",
        ])
        .prop_map(|text| json!(text)),
    ]
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!parse(&body).is_empty());
    }

    #[test]
    fn any_cut_or_altered_delivery_has_an_answer(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut body = FIXTURES[which.index(FIXTURES.len())].1.as_bytes().to_vec();
        let at = at.index(body.len());
        parse(&body[..at]);
        body[at] = byte;
        assert_round_trips(&body);
    }

    #[test]
    fn any_changed_delivery_is_kept_item_by_item(
        which in any::<prop::sample::Index>(),
        path in proptest::collection::vec(any::<prop::sample::Index>(), 1..12),
        with in any_json(),
    ) {
        let mut body: serde_json::Value =
            serde_json::from_str(FIXTURES[which.index(FIXTURES.len())].1).unwrap();
        mutate(&mut body, &path, with);
        assert_round_trips(body.to_string().as_bytes());
    }

    #[test]
    fn items_come_in_the_order_of_the_body(sizes in proptest::collection::vec(proptest::collection::vec(0..4_usize, 0..4), 0..4)) {
        let mut count = 0;
        let mut message = || {
            count += 1;
            json!({"from": "5491155550101", "id": count.to_string(), "type": "text", "text": {"body": "x"}})
        };
        let entries: Vec<_> = sizes
            .iter()
            .map(|changes| {
                let changes: Vec<_> = changes
                    .iter()
                    .map(|size| json!({"field": "messages", "value": {"messages": (0..*size).map(|_| message()).collect::<Vec<_>>()}}))
                    .collect();
                json!({"id": "1", "changes": changes})
            })
            .collect();
        let body = json!({"object": "whatsapp_business_account", "entry": entries}).to_string();
        let ids: Vec<_> = parse(body.as_bytes())
            .into_iter()
            .filter_map(|item| match item.outcome {
                Outcome::Signal(signal) => signal.message_id,
                _ => None,
            })
            .collect();
        prop_assert_eq!(ids, (1..=count).map(|id| id.to_string()).collect::<Vec<_>>());
    }
}
