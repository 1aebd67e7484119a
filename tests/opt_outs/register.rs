//! `POST /v1/opt-outs`

use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

#[tokio::test]
async fn the_first_request_puts_the_person_on_the_list() {
    let app = App::shared().await;

    let answer = app
        .key([Scope::Ingest])
        .await
        .post("/v1/opt-outs", &json!({"phone": "+54 9 11 5555-0101", "reason": "BAJA"}))
        .await
        .is(201);

    assert_eq!(answer["changed"], true);
    assert_eq!(answer["repeated"], false);
    assert_eq!(answer["contact"]["phone"], "+5491155550101");
    assert_eq!(answer["contact"]["status"], "opted_out");
    assert_eq!(answer["event"]["number"], 1);
    assert_eq!(answer["event"]["sent_as"], "+54 9 11 5555-0101");
    assert_eq!(answer["event"]["source"], "api");
    assert_eq!(app.phones().await, ["+5491155550101"]);
    assert!(!app.may_send_to("5491155550101").await);
}

#[tokio::test]
async fn the_same_request_told_again_adds_nothing_and_confirms_nothing() {
    let app = App::shared().await;
    let request = json!({"phone": make::phone(1), "reason": "BAJA"});
    let first = app.all().post("/v1/opt-outs", &request).await.is(201);

    let second = app.all().post("/v1/opt-outs", &request).await.is(200);

    assert_eq!(second["repeated"], true);
    assert_eq!(second["changed"], false);
    assert_eq!(second["event"]["number"], first["event"]["number"]);
    assert!(first["confirmation"].is_object());
    assert!(second.get("confirmation").is_none());
    assert_eq!(app.event_numbers().await, [1]);
}

#[tokio::test]
async fn another_opt_out_of_a_listed_person_is_history_and_no_news() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(0)})).await;

    let later = json!({"phone": make::phone(1), "occurred_at": make::moment(60)});
    let answer = app.all().post("/v1/opt-outs", &later).await.is(200);

    assert_eq!(answer["repeated"], false);
    assert_eq!(answer["changed"], false);
    assert!(answer.get("confirmation").is_none());
    assert_eq!(answer["contact"]["since"], make::moment(60));
    assert_eq!(app.phones().await, [make::phone(1)]);
    assert_eq!(app.event_numbers().await, [1, 2]);
}

#[tokio::test]
async fn every_detail_is_kept_and_shown() {
    let app = App::shared().await;
    let request = json!({
        "phone": "+54 (9) 11 5555-0101", "user_id": "AR.1000200030004000", "occurred_at": "2026-03-01T10:00:00.123456-03:00",
        "source": "keyword", "sender": "+54 911 0000-0001", "campaign_id": "spring-26", "message_id": "wamid.A1",
        "language": "es-AR", "reason": "BAJA\nya \u{202e}por favor 🛑",
    });

    let event = app.opt_out(request).await["event"].clone();

    let item = app.list("").await.remove(0);
    let at = "2026-03-01T13:00:00.123456Z";
    for (field, value) in [
        ("phone", "+5491155550101"),
        ("user_id", "AR.1000200030004000"),
        ("sent_as", "+54 (9) 11 5555-0101"),
        ("source", "keyword"),
        ("sender", "+5491100000001"),
        ("campaign_id", "spring-26"),
        ("message_id", "wamid.A1"),
        ("language", "es"),
        ("reason", "BAJA\nya \u{202e}por favor 🛑"),
    ] {
        assert_eq!(event[field], value, "{field}");
        assert_eq!(item[field], value, "{field}");
    }
    assert_eq!(event["occurred_at"], at);
    assert_eq!(item["opted_out_at"], at);
    assert_eq!(item["recorded_at"], event["recorded_at"]);
}

#[tokio::test]
async fn the_confirmation_speaks_the_persons_language() {
    let app = App::shared().await;
    app.settings(json!({"confirmation_texts": {"fr": "Vous êtes désinscrit."}})).await;

    for (request, language, text) in [
        (json!({"phone": "+5491155550101"}), "es", "Tu suscripción ha sido cancelada con éxito."),
        (json!({"phone": "+5511912345678"}), "pt", "Sua inscrição foi cancelada com sucesso."),
        (
            json!({"phone": "+14155550100"}),
            "en",
            "Your subscription has been successfully canceled.",
        ),
        (json!({"phone": "+5491155550102", "language": "fr_CA"}), "fr", "Vous êtes désinscrit."),
        (json!({"user_id": "US.1"}), "en", "Your subscription has been successfully canceled."),
    ] {
        let confirmation = app.opt_out(request.clone()).await["confirmation"].clone();

        assert_eq!(confirmation["language"], language, "{request}");
        assert_eq!(confirmation["text"], text, "{request}");
    }
}

#[tokio::test]
async fn a_message_told_twice_without_its_time_is_one_event() {
    let app = App::shared().await;
    let request = json!({"phone": make::phone(1), "message_id": "wamid.X", "source": "keyword"});
    app.opt_out(request.clone()).await;
    app.opt_out(json!({"phone": make::phone(1), "reason": "another"})).await;

    let again = app.all().post("/v1/opt-outs", &request).await.is(200);

    assert_eq!(again["repeated"], true);
    assert_eq!(again["event"]["number"], 1);
    assert_eq!(app.event_numbers().await, [1, 2]);
}

#[tokio::test]
async fn a_local_number_needs_the_tenants_country() {
    let app = App::shared().await;
    let request = json!({"phone": "011 5555-0101"});
    app.all().post("/v1/opt-outs", &request).await.problem(422, "invalid_phone");

    app.settings(json!({"default_country": "AR"})).await;

    let answer = app.all().post("/v1/opt-outs", &request).await.is(201);
    assert_eq!(answer["contact"]["phone"], "+541155550101");
}

#[tokio::test]
async fn an_event_may_not_lie_ahead_nor_before_whatsapp() {
    let app = App::shared().await;
    let ahead = app.state.clock.now() + chrono::TimeDelta::minutes(6);

    for at in
        [make::instant(ahead), "2008-12-31T23:59:59Z".to_owned(), "1970-01-01T00:00:00Z".to_owned()]
    {
        let request = json!({"phone": make::phone(1), "occurred_at": at});
        let problem = app.all().post("/v1/opt-outs", &request).await.problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], "/occurred_at", "{at}");
    }

    assert!(app.event_numbers().await.is_empty());
}

#[tokio::test]
async fn all_mistakes_of_a_request_are_named_at_once() {
    let app = App::shared().await;
    let request = json!({
        "phone": "+54", "occurred_at": "yesterday", "sender": "x", "campaign_id": "", "message_id": "a\u{0}b",
        "language": "español", "reason": "x".repeat(501),
    });

    let problem = app.all().post("/v1/opt-outs", &request).await.problem(422, "invalid_phone");

    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<&str> = errors.iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(
        pointers,
        [
            "/phone",
            "/occurred_at",
            "/sender",
            "/campaign_id",
            "/message_id",
            "/language",
            "/reason"
        ]
    );
}

#[tokio::test]
async fn two_hundred_tellings_of_one_opt_out_are_one_event() {
    let app = App::shared().await;
    let client = app.all();
    let request = json!({"phone": make::phone(1), "occurred_at": make::moment(0)});

    let told =
        futures_util::future::join_all((0..200).map(|_| client.post("/v1/opt-outs", &request)))
            .await;

    let first_time = told.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(first_time, 1);
    assert!(told.iter().all(|answer| answer.status.is_success()));
    assert_eq!(app.event_numbers().await, [1]);
}
