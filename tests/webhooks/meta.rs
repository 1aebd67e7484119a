//! Meta's deliveries, applied.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::database::{run, texts};
use crate::support::hooks::{delivery, failed, messages, messages_to, now, preference, text};
use crate::support::{Answer, App};

const PERSON: &str = "5491155550101";

async fn working() -> App {
    App::shared().await.working()
}

#[tokio::test]
async fn a_word_is_recorded_with_all_that_proves_it() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let at = now();

    app.deliver(&hook, &delivery(&[messages(&[text(PERSON, "wamid.1", at, "Baja")])])).await;

    let history = app.history(PERSON).await;
    assert_eq!(history.len(), 1);
    let event = &history[0];
    for (field, value) in [
        ("kind", json!("opt_out")),
        ("source", json!("keyword")),
        ("phone", json!("+5491155550101")),
        ("sent_as", json!(PERSON)),
        ("sender", json!("+5491100000001")),
        ("message_id", json!("wamid.1")),
        ("reason", json!("Baja")),
        ("language", json!("es")),
        ("sender_id", json!(hook.id)),
        ("status", json!("opted_out")),
    ] {
        assert_eq!(event[field], value, "{field}");
    }
    assert!(event["rule"].is_string());
    assert!(event.get("key_id").is_none());
    let seconds: chrono::DateTime<chrono::Utc> =
        event["occurred_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(seconds.timestamp(), at);
}

#[tokio::test]
async fn an_acknowledged_delivery_is_honoured_by_the_next_filter() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    for n in 0..30 {
        let person = format!("549115556{n:04}");

        app.deliver(&hook, &delivery(&[messages(&[text(&person, &person, now(), "STOP")])])).await;

        assert!(!app.may_send_to(&person).await, "{person}");
    }
}

#[tokio::test]
async fn what_cannot_be_applied_in_time_makes_the_filter_refuse() {
    // No workers: nobody applies.
    let app = App::alone().await;
    let hook = app.meta_sender(json!({})).await;
    app.deliver(&hook, &delivery(&[messages(&[text(PERSON, "1", now(), "STOP")])])).await;

    let campaign = json!({"template_category": "MARKETING", "exclude_opted_out": true});
    let body = json!({"campaign": campaign, "recipients": [PERSON]});
    let answer = app.all().post("/v1/campaigns/filter", &body).await;

    answer.problem(503, "overloaded");
    assert!(answer.header("retry-after").is_some());
    assert!(!answer.text().contains(PERSON));
}

#[tokio::test]
async fn deliveries_that_a_dead_process_left_are_found() {
    let app = App::alone().await;
    let hook = app.meta_sender(json!({})).await;
    app.deliver(&hook, &delivery(&[messages(&[text(PERSON, "1", now(), "STOP")])])).await;

    let other = app.replica().await.working();

    assert_eq!(other.status_of(PERSON).await, "opted_out");
}

#[tokio::test]
async fn buttons_count_by_what_the_business_attached() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let at = now().to_string();
    let reply = |id: &str, from: &str, kind: &str, reply: Value| json!({"from": from, "id": id, "timestamp": at, "type": "interactive", "interactive": {"type": kind, kind: reply}});
    let tapped = [
        json!({"from": "5491155550201", "id": "b1", "timestamp": at, "type": "button",
               "button": {"payload": "STOP", "text": "No more"}}),
        reply("b2", "5491155550202", "button_reply", json!({"id": "stop", "title": "x"})),
        reply(
            "b3",
            "5491155550203",
            "list_reply",
            json!({"id": "STOP", "title": "x", "description": "y"}),
        ),
    ];

    app.deliver(&hook, &delivery(&[messages(&tapped)])).await;

    for n in 1..=3 {
        let history = app.history(&format!("549115555020{n}")).await;
        assert_eq!(history[0]["source"], "button", "{n}");
        assert_eq!(history[0]["status"], "opted_out", "{n}");
    }
}

#[tokio::test]
async fn people_who_hide_their_number_are_known_by_their_user_id() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let mut hidden = text("", "1", now(), "STOP");
    hidden.as_object_mut().unwrap().remove("from");
    hidden["from_user_id"] = json!("AR.1000200030004000");
    let mut both = text(PERSON, "2", now(), "STOP");
    both["from_user_id"] = json!("AR.5000");
    let in_phone_position = text("AR.6000", "3", now(), "STOP");

    app.deliver(&hook, &delivery(&[messages(&[hidden, both, in_phone_position])])).await;

    for contact in ["AR.1000200030004000", PERSON, "AR.5000", "AR.6000"] {
        assert_eq!(app.status_of(contact).await, "opted_out", "{contact}");
    }
}

#[tokio::test]
async fn whatsapps_own_switch_is_lifted_by_nothing_else() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let at = now() - 100;
    app.deliver(&hook, &delivery(&[preference(PERSON, at, "stop")])).await;
    assert_eq!(app.history(PERSON).await[0]["source"], "provider_preference");

    app.deliver(&hook, &delivery(&[messages(&[text(PERSON, "1", at + 10, "START")])])).await;
    app.opt_in(json!({"phone": PERSON, "reason": "asked us"})).await;
    assert_eq!(app.status_of(PERSON).await, "opted_out");

    app.deliver(&hook, &delivery(&[preference(PERSON, at + 20, "resume")])).await;
    assert_eq!(app.status_of(PERSON).await, "opted_in");
}

#[tokio::test]
async fn a_signup_ends_no_stop_and_is_put_before_somebody() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    app.deliver(&hook, &delivery(&[messages(&[text(PERSON, "1", now() - 50, "STOP")])])).await;

    let signup = delivery(&[preference(PERSON, now(), "signup")]);
    for _ in 0..3 {
        app.deliver(&hook, &signup).await;
    }

    assert_eq!(app.status_of(PERSON).await, "opted_out");
    let reviews = app.reviews().await;
    assert_eq!((reviews.len(), &reviews[0]["kind"]), (1, &json!("opt_in")));
}

#[tokio::test]
async fn only_131050_of_the_failed_sends_is_an_opt_out() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let codes = [131_049, 130_472, 131_026, 131_047, 131_048, 131_062, 131_050];
    let person = |code: i64| format!("5491155{code}");
    let statuses: Vec<Value> =
        codes.iter().map(|code| failed(&person(*code), "wamid.out", now(), *code)).collect();

    app.deliver(&hook, &delivery(&statuses)).await;

    for code in codes {
        let expected = if code == 131_050 { "opted_out" } else { "none" };
        assert_eq!(app.status_of(&person(code)).await, expected, "{code}");
    }
    assert_eq!(app.history(&person(131_050)).await[0]["source"], "provider_error");
}

#[tokio::test]
async fn what_only_looks_like_a_wish_records_nothing() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let at = now().to_string();
    let group = json!({"from": PERSON, "group_id": "G1", "id": "1", "timestamp": at, "type": "text", "text": {"body": "STOP"}});
    let reaction = json!({"from": PERSON, "id": "2", "timestamp": at, "type": "reaction", "reaction": {"emoji": "🛑"}});
    let unsupported = json!({"from": PERSON, "id": "3", "timestamp": at, "type": "unsupported"});
    let unknown =
        json!({"from": PERSON, "id": "4", "timestamp": at, "type": "telepathy", "telepathy": {}});
    let echo = json!({"field": "smb_message_echoes", "value": {"message_echoes": [text("5491100000001", "5", now(), "STOP")]}});
    let history = json!({"field": "history", "value": {"history": [{"threads": []}]}});
    let other = json!({"field": "from_the_future", "value": {"messages": [text(PERSON, "6", now(), "STOP")]}});

    app.deliver(
        &hook,
        &delivery(&[messages(&[group, reaction, unsupported, unknown]), echo, history, other]),
    )
    .await;

    assert_eq!(app.dead_letters().await, Vec::<Value>::new());
    assert_eq!(app.event_numbers().await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_caption_is_looked_at_by_somebody() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let image = json!({"from": PERSON, "id": "1", "timestamp": now().to_string(), "type": "image",
                       "image": {"id": "7", "caption": "stop"}});

    app.deliver(&hook, &delivery(&[messages(&[image])])).await;

    assert_eq!(app.reviews().await[0]["text"], "stop");
    assert_eq!(app.status_of(PERSON).await, "none");
}

#[tokio::test]
async fn a_poisoned_event_harms_none_of_its_neighbours() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let person = |n: usize| format!("549115555{:04}", 300 + n);
    let mut batch: Vec<Value> = Vec::new();
    let poison = [
        json!({"from": person(90), "id": "p0", "timestamp": now().to_string(), "type": "text", "text": {"body": "STOP\u{0}"}}),
        json!({"from": "abc", "id": "p1", "timestamp": "x", "type": "text", "text": {"body": "STOP"}}),
        json!({"from": person(91), "id": "p2", "timestamp": 1e300, "type": "text", "text": {"body": "STOP"}}),
        json!({"from": person(92), "id": "p3", "timestamp": "-9223372036854775808", "type": "text", "text": {"body": "STOP"}}),
        json!({"from": person(93), "id": "p4".repeat(400), "timestamp": "999999999999999999999", "type": "text", "text": {"body": "STOP"}}),
        json!({"id": "p5", "timestamp": "1790000001", "type": "text", "text": {"body": "STOP"}}),
        json!(null),
        json!("STOP"),
        json!([1, 2]),
        json!({"type": 7, "from": {}, "text": []}),
    ];
    for (n, poison) in poison.iter().enumerate() {
        batch.push(text(&person(n * 2), &format!("g{n}"), now(), "STOP"));
        batch.push(poison.clone());
    }

    for _ in 0..3 {
        app.deliver(&hook, &delivery(&[json!(7), messages(&batch), json!({"field": 1})])).await;
    }

    for n in 0..poison.len() {
        let history = app.history(&person(n * 2)).await;
        assert_eq!((history.len(), &history[0]["status"]), (1, &json!("opted_out")), "{n}");
    }
    // A time that cannot be read is no reason to lose the wish.
    for n in 91..=93 {
        let history = app.history(&person(n)).await;
        assert_eq!((history.len(), &history[0]["status"]), (1, &json!("opted_out")), "{n}");
    }
    let letters = app.dead_letters().await;
    let reasons: Vec<&str> = letters.iter().map(|l| l["reason"].as_str().unwrap()).collect();
    assert!(reasons.contains(&"no_contact"), "{reasons:?}");
    let mut bodies: Vec<&str> = letters.iter().map(|l| l["body"].as_str().unwrap()).collect();
    bodies.sort_unstable();
    bodies.dedup();
    assert_eq!(bodies.len(), letters.len(), "a repeated delivery adds no dead letter");
}

#[tokio::test]
async fn what_postgresql_refuses_becomes_a_dead_letter_and_nothing_else_does() {
    let app = App::alone().await.working();
    let hook = app.meta_sender(json!({})).await;
    // A defect that the checks at the edge do not know of.
    run(
        &mut app.owner().await,
        "create function refuse() returns trigger language plpgsql as $$
           begin
             if new.message_id = 'poison' then raise exception 'refused' using errcode = '22000'; end if;
             return new;
           end $$;
         create trigger refuse before insert on consent_events for each row execute function refuse()",
    )
    .await;
    let batch = [
        text("5491155550401", "good-1", now(), "STOP"),
        text("5491155550402", "poison", now(), "STOP"),
        text("5491155550403", "good-2", now(), "STOP"),
    ];

    app.deliver(&hook, &delivery(&[messages(&batch)])).await;

    assert_eq!(app.status_of("5491155550401").await, "opted_out");
    assert_eq!(app.status_of("5491155550403").await, "opted_out");
    assert_eq!(app.status_of("5491155550402").await, "none");
    let letters = app.dead_letters().await;
    assert_eq!((letters.len(), &letters[0]["reason"]), (1, &json!("not_recordable")));

    let retry = format!("/v1/dead-letters/{}/retry", letters[0]["id"].as_str().unwrap());
    let again = app.all().post(&retry, &json!({})).await.ok();
    assert_eq!((&again["attempts"], &again["resolution"]), (&json!(2), &Value::Null));
    run(&mut app.owner().await, "drop trigger refuse on consent_events").await;
    let applied = app
        .all()
        .send(app.all().request(Method::POST, &retry).body(axum::body::Body::empty()).unwrap())
        .await
        .ok();
    assert_eq!(applied["resolution"], "applied");
    assert_eq!(app.status_of("5491155550402").await, "opted_out");
}

#[tokio::test]
async fn numbers_of_another_tenant_in_one_delivery_reach_nobody_else() {
    let app = working().await;
    let stranger = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    stranger
        .meta_sender(json!({"phone_number_id": "700000000000002", "phone": "+5491100000002"}))
        .await;
    let mixed = delivery(&[
        messages_to("700000000000002", &[text("5491155550501", "1", now(), "STOP")]),
        messages(&[text("5491155550502", "2", now(), "STOP")]),
    ]);

    app.deliver(&hook, &mixed).await;

    assert_eq!(app.status_of("5491155550502").await, "opted_out");
    assert_eq!(app.status_of("5491155550501").await, "none");
    stranger.settle().await;
    assert_eq!(stranger.event_numbers().await, Vec::<i64>::new());
    let letters = app.dead_letters().await;
    assert_eq!((letters.len(), &letters[0]["reason"]), (1, &json!("unknown_sender")));
    assert_eq!(stranger.dead_letters().await, Vec::<Value>::new());
}

#[tokio::test]
async fn templates_that_meta_recategorised_count_as_what_they_are() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    app.opt_out(json!({"phone": PERSON})).await;
    let change = json!({"field": "template_category_update", "value": {
        "message_template_id": 1, "message_template_name": "promo_mayo", "message_template_language": "es_AR",
        "previous_category": "UTILITY", "new_category": "MARKETING",
    }});
    let mut foreign = delivery(std::slice::from_ref(&change));
    foreign["entry"][0]["id"] = json!("another account");
    foreign["entry"][0]["changes"][0]["value"]["message_template_name"] = json!("promo_junio");
    app.deliver(&hook, &delivery(&[change])).await;
    app.deliver(&hook, &foreign).await;
    assert_eq!(app.dead_letters().await[0]["reason"], "unknown_account");
    let filter = async |template: Value| -> Answer {
        let mut campaign = json!({"template_category": "UTILITY", "exclude_opted_out": true});
        campaign.as_object_mut().unwrap().extend(template.as_object().unwrap().clone());
        let body = json!({"campaign": campaign, "recipients": [PERSON]});
        app.all().post("/v1/campaigns/filter", &body).await
    };

    let known = filter(json!({"template": {"name": "promo_mayo", "language": "es_AR"}})).await.ok();
    assert_eq!(known["summary"]["excluded"], 1);
    assert_eq!(known["exclusion"]["template_category"], "MARKETING");

    for other in [json!({}), json!({"template": {"name": "promo_junio", "language": "es_AR"}})] {
        assert_eq!(filter(other).await.ok()["exclusion"]["reason"], "category_exempt");
    }
}

#[tokio::test]
async fn a_number_that_changes_to_and_fro_holds_nobody_up() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let at = now() - 10_000;
    let change = |n: i64| {
        let (from, to) =
            if n % 2 == 0 { (PERSON, "5491155550102") } else { ("5491155550102", PERSON) };
        json!({"from": from, "id": format!("wamid.{n}"), "timestamp": (at + n).to_string(), "type": "system",
               "system": {"type": "user_changed_number", "wa_id": to}})
    };
    let mut all: Vec<Value> = (0..1_500).map(change).collect();
    all.insert(0, text(PERSON, "stop", at - 1, "STOP"));

    app.deliver(&hook, &delivery(&[messages(&all)])).await;

    // The filter waits five seconds for what was acknowledged.
    assert!(!app.may_send_to(PERSON).await);
    assert!(!app.may_send_to("5491155550102").await);
}

#[tokio::test]
async fn a_delivery_with_thousands_of_dead_events_is_one_letter() {
    let app = working().await;
    let hook = app.meta_sender(json!({})).await;
    let nobodys =
        json!({"id": "x", "timestamp": "1790000001", "type": "text", "text": {"body": "STOP"}});
    let mut all: Vec<Value> = vec![nobodys; 3_000];
    all.push(text(PERSON, "1", now(), "STOP"));

    app.deliver(&hook, &delivery(&[messages(&all)])).await;

    assert_eq!(app.status_of(PERSON).await, "opted_out");
    let letters = app.dead_letters().await;
    // One for each transaction that the delivery took.
    assert!(letters.len() <= 7, "{}", letters.len());
    assert!(letters[0]["bytes"].as_u64().unwrap() > 100_000);
    assert!(letters[0]["body"].as_str().unwrap().len() <= 4_096);
}

#[tokio::test]
async fn a_delivery_of_dead_events_behind_another_is_kept_too() {
    // Both wait until somebody works, so that they are applied together.
    let app = App::alone().await;
    let hook = app.meta_sender(json!({})).await;
    let nobodys = |n: usize| json!({"id": n.to_string(), "timestamp": "1790000001", "type": "text", "text": {"body": "STOP"}});
    app.deliver(&hook, &delivery(&[messages(&[nobodys(0)])])).await;
    let many: Vec<Value> = (1..=40).map(nobodys).collect();
    app.deliver(&hook, &delivery(&[messages(&many)])).await;

    let app = app.working();

    assert_eq!(app.dead_letters().await.len(), 2);
}

#[tokio::test]
async fn deliveries_that_wait_are_applied_together_as_far_as_they_fit() {
    let app = App::alone().await;
    let hook = app.meta_sender(json!({})).await;
    let person = |n: usize| format!("549115557{n:04}");
    let stop = |n: usize| preference(&person(n), now(), "stop");
    let deliver = async |people: std::ops::Range<usize>| {
        app.deliver(&hook, &delivery(&people.map(stop).collect::<Vec<_>>())).await;
    };
    for n in 0..40 {
        deliver(n * 20..(n + 1) * 20).await;
    }
    // One that is too large for a transaction, and others behind it.
    deliver(800..1_400).await;
    deliver(1_400..1_405).await;
    let mut owner = app.owner().await;

    let app = app.working();
    app.settle().await;

    for n in (0..1_405).step_by(67) {
        assert_eq!(app.status_of(&person(n)).await, "opted_out", "{n}");
    }
    let count = "select format('%s %s', count(*), count(distinct xmin::text)) from consent_events";
    let [counts] = texts(&mut owner, count).await.try_into().unwrap();
    let (events, transactions) = counts.split_once(' ').unwrap();
    assert_eq!(events, "1405");
    // 500 things each: 25 deliveries, 15, two parts of the large one, and the last.
    assert!(transactions.parse::<usize>().unwrap() <= 6, "{counts}");
}

#[tokio::test]
async fn receipts_are_not_stored_and_whatever_may_count_is() {
    let app = App::alone().await;
    let hook = app.meta_sender(json!({})).await;
    let receipt = |status: &str| {
        json!({"value": {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "700000000000001"},
                         "statuses": [{"id": "wamid.9", "status": status, "timestamp": "1790000001", "recipient_id": PERSON}]},
               "field": "messages"})
    };
    let mut owner = app.owner().await;
    let mut stored =
        async || texts(&mut owner, "select count(*)::text from webhook_deliveries").await.remove(0);

    app.deliver(&hook, &delivery(&["sent", "delivered", "read"].map(receipt))).await;
    assert_eq!(stored().await, "0");

    let stop = messages(&[text(PERSON, "wamid.1", now(), "STOP")]);
    app.deliver(&hook, &delivery(&[receipt("read"), stop])).await;
    assert_eq!(stored().await, "1");
    for (body, count) in [("{}", "2"), ("?", "3")] {
        hook.meta(&app, body).await.taken();
        assert_eq!(stored().await, count, "{body}");
    }

    let app = app.working();
    assert_eq!(app.status_of(PERSON).await, "opted_out");
}
