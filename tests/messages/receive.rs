//! A message comes in, and says what it means.

use serde_json::{Value, json};

use crate::support::hooks::{delivery, messages, now, text};
use crate::support::{App, make};

const PERSON: &str = "+5491155550101";

async fn say(app: &App, body: Value) -> Value {
    let mut message = json!({"phone": PERSON});
    message.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    app.all().post("/v1/messages", &message).await.is(200)
}

#[tokio::test]
async fn a_clear_wish_is_recorded_and_answered_in_the_persons_language() {
    let app = App::shared().await;

    let answer = say(
        &app,
        json!({"text": "Baja por favor", "message_id": "wamid.1", "sender": "+5491100000001"}),
    )
    .await;

    assert_eq!(answer["intent"], "opt_out");
    assert_eq!(answer["decided_by"]["language"], "es");
    assert_eq!(answer["recorded"]["changed"], true);
    let event = &answer["recorded"]["event"];
    assert_eq!((&event["source"], &event["reason"]), (&json!("keyword"), &json!("Baja por favor")));
    assert_eq!(event["rule"], answer["decided_by"]["rule"]);
    assert_eq!(answer["confirmation"]["text"], "Tu suscripción ha sido cancelada con éxito.");
    assert!(answer.get("review_id").is_none());
    assert!(!app.may_send_to(PERSON).await);

    let again = say(&app, json!({"text": "BAJA", "message_id": "wamid.2"})).await;
    assert_eq!(
        (&again["recorded"]["changed"], &again["confirmation"]),
        (&json!(false), &Value::Null)
    );
}

#[tokio::test]
async fn the_language_of_the_answer_is_the_callers_else_the_messages() {
    let app = App::shared().await;
    for (n, (words, named, language)) in [
        ("sair", None, "pt"),
        ("no quiero recibir más mensajes", None, "es"),
        ("please unsubscribe me", None, "en"),
        ("baja", Some("pt-BR"), "pt"),
        ("STOP", None, "es"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut message = json!({"phone": make::phone(n), "text": words});
        if let Some(named) = named {
            message["language"] = json!(named);
        }
        let answer = app.all().post("/v1/messages", &message).await.is(200);
        assert_eq!(answer["confirmation"]["language"], language, "{words}: {answer}");
    }
}

#[tokio::test]
async fn what_is_no_wish_changes_nothing() {
    let app = App::shared().await;
    for words in [
        "hola",
        "quiero cancelar mi turno",
        "quero cancelar o pedido",
        "don't stop the newsletter",
        "el precio baja",
        "1",
        "sí",
        "no",
        "",
        " ",
    ] {
        let answer = say(&app, json!({"text": words})).await;
        assert_eq!(answer["intent"], "none", "{words}: {answer}");
        assert!(answer.get("decided_by").is_none() && answer.get("recorded").is_none());
    }
    assert_eq!(app.event_numbers().await, Vec::<i64>::new());
    assert_eq!(app.reviews().await, Vec::<Value>::new());
}

#[tokio::test]
async fn start_ends_what_stop_began() {
    let app = App::shared().await;
    say(&app, json!({"text": "STOP", "occurred_at": make::moment(0)})).await;

    let answer = say(&app, json!({"text": "START", "occurred_at": make::moment(60)})).await;

    assert_eq!(
        (&answer["intent"], &answer["recorded"]["contact"]["status"]),
        (&json!("opt_in"), &json!("opted_in"))
    );
    assert!(answer.get("confirmation").is_none());
    assert!(app.may_send_to(PERSON).await);
}

#[tokio::test]
async fn buttons_are_understood_by_payload_and_by_title() {
    let app = App::shared().await;
    for (n, button) in [
        json!({"payload": "STOP"}),
        json!({"payload": "x17", "title": "Detener promociones"}),
        json!({"title": "Parar promoções"}),
        json!({"payload": "unsubscribe", "title": "Cancelar suscripción"}),
    ]
    .into_iter()
    .enumerate()
    {
        let message = json!({"phone": make::phone(n), "button": button});
        let answer = app.all().post("/v1/messages", &message).await.is(200);
        assert_eq!(answer["intent"], "opt_out", "{button}: {answer}");
        assert_eq!(answer["recorded"]["event"]["source"], "button");
    }
}

#[tokio::test]
async fn the_same_message_told_twice_is_one() {
    let app = App::shared().await.working();
    let hook = app.meta_sender(json!({})).await;
    let at = now();
    let instant = make::instant(chrono::DateTime::from_timestamp(at, 0).unwrap());
    let told = json!({"text": "STOP", "message_id": "wamid.1", "occurred_at": instant, "sender": "+5491100000001"});

    assert!(say(&app, told.clone()).await["confirmation"].is_object());
    let again = say(&app, told).await;
    assert_eq!(again["recorded"]["repeated"], true);
    assert!(again.get("confirmation").is_none());
    app.deliver(&hook, &delivery(&[messages(&[text("5491155550101", "wamid.1", at, "STOP")])]))
        .await;

    assert_eq!(app.history(PERSON).await.len(), 1);
}

#[tokio::test]
async fn no_confirmation_is_given_for_what_is_long_past() {
    let app = App::shared().await;

    let late = say(&app, json!({"text": "STOP", "occurred_at": make::moment(0)})).await;

    assert_eq!(late["recorded"]["changed"], true);
    assert!(late.get("confirmation").is_none());
}

#[tokio::test]
async fn strange_texts_are_taken_and_strange_requests_refused() {
    let app = App::shared().await;
    for words in ["STOP\u{0}", "\u{202e}hola", "🛑", &"baja ".repeat(5000), "\u{1b}[2J", "𝕊𝕋𝕆ℙ"]
    {
        let message = json!({"phone": PERSON, "text": words});
        app.all().post("/v1/messages", &message).await.is(200);
    }
    for (bad, pointer) in [
        (json!({}), "/text"),
        (json!({"text": "a", "button": {"title": "b"}}), "/text"),
        (json!({"button": {}}), "/button"),
        (json!({"button": []}), "/button"),
        (json!({"text": "a", "language": "klingon!"}), "/language"),
        (json!({"text": "a", "occurred_at": "yesterday"}), "/occurred_at"),
        (json!({"text": "a", "message_id": "x".repeat(129)}), "/message_id"),
    ] {
        let mut message = json!({"phone": PERSON});
        message.as_object_mut().unwrap().extend(bad.as_object().unwrap().clone());
        let answer = app.all().post("/v1/messages", &message).await;
        assert_eq!(answer.problem(422, "invalid_body")["errors"][0]["pointer"], pointer, "{bad}");
    }
    let nobody = app.all().post("/v1/messages", &json!({"text": "STOP"})).await;
    nobody.problem(422, "invalid_phone");
    let huge = json!({"phone": PERSON, "text": "x".repeat(70_000)});
    app.all().post("/v1/messages", &huge).await.problem(413, "payload_too_large");
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    let app = App::shared().await;
    let repeating = app.all().repeating("once");
    let message = json!({"phone": PERSON, "text": "STOP"});

    let first = repeating.post("/v1/messages", &message).await.is(200);
    let again = repeating.post("/v1/messages", &message).await.is(200);

    assert_eq!(first, again);
    assert!(first["confirmation"].is_object());
}
