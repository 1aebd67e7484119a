//! Only an explicit opt-in lifts an opt-out, and WhatsApp's own stop only WhatsApp's own resume.

use serde_json::{Value, json};

use crate::support::{App, make};

fn event(source: &str, second: i64) -> Value {
    json!({
        "phone": make::phone(1), "source": source, "occurred_at": make::moment(second),
        "reason": "as told",
    })
}

async fn is_out(app: &App) -> bool {
    let out = !app.may_send_to(&make::phone(1)).await;
    assert_eq!(app.phones().await.len(), usize::from(out));
    assert_eq!(app.status_of(&make::phone(1)).await == "opted_out", out);
    out
}

#[tokio::test]
async fn no_import_repeat_or_late_opt_in_lifts_an_opt_out() {
    let app = App::shared().await;
    let all = app.all();
    all.post("/v1/opt-outs", &event("keyword", 10)).await.is(201);

    for source in ["import", "provider_error"] {
        all.post("/v1/opt-ins", &event(source, 20)).await.problem(422, "invalid_body");
    }
    for source in ["api", "web", "agent", "keyword", "button", "provider_preference"] {
        all.post("/v1/opt-ins", &event(source, 9)).await.is(200);
        all.post("/v1/opt-ins", &event(source, 10)).await.is(200);
        assert!(is_out(&app).await, "{source}");
    }
    for _ in 0..2 {
        let imported =
            json!({"items": [event("import", 5), event("import", 30), event("api", 10)]});
        all.post("/v1/opt-outs/batch", &imported).await.is(200);
        all.post("/v1/opt-outs", &event("keyword", 10)).await.is(200);
        assert!(is_out(&app).await);
    }

    all.post("/v1/opt-ins", &event("agent", 31)).await.is(201);
    assert!(!is_out(&app).await);
}

#[tokio::test]
async fn an_import_older_than_the_opt_in_does_not_undo_the_opt_in_either() {
    let app = App::shared().await;
    let all = app.all();
    all.post("/v1/opt-outs", &event("keyword", 10)).await.is(201);
    all.post("/v1/opt-ins", &event("keyword", 20)).await.is(201);

    let answer = all.post("/v1/opt-outs", &event("import", 15)).await.is(200);

    assert_eq!(answer["contact"]["status"], "opted_in");
    assert!(answer.get("confirmation").is_none());
    assert!(!is_out(&app).await);
}

#[tokio::test]
async fn only_whatsapps_resume_lifts_whatsapps_stop() {
    for stop in ["provider_preference", "provider_error"] {
        let app = App::shared().await;
        let all = app.all();
        all.post("/v1/opt-outs", &event(stop, 10)).await.is(201);

        for source in ["api", "web", "agent", "keyword", "button"] {
            let answer = all.post("/v1/opt-ins", &event(source, 20)).await.is(200);
            assert_eq!(answer["contact"]["status"], "opted_out", "{source} over {stop}");
            assert!(is_out(&app).await, "{source} over {stop}");
        }

        all.post("/v1/opt-ins", &event("provider_preference", 15)).await.is(201);
        assert!(!is_out(&app).await, "{stop}");
    }
}

#[tokio::test]
async fn whatsapps_resume_lifts_what_the_person_said_before_and_not_after() {
    let app = App::shared().await;
    let all = app.all();
    all.post("/v1/opt-outs", &event("keyword", 10)).await.is(201);
    all.post("/v1/opt-outs", &event("provider_preference", 12)).await.is(200);

    all.post("/v1/opt-ins", &event("provider_preference", 20)).await.is(201);
    assert!(!is_out(&app).await);

    all.post("/v1/opt-outs", &event("button", 21)).await.is(201);
    all.post("/v1/opt-ins", &event("provider_preference", 20)).await.is(200);
    assert!(is_out(&app).await);
}

#[tokio::test]
async fn linking_a_free_person_to_one_who_left_frees_nobody() {
    let app = App::shared().await;
    let all = app.all();
    all.post("/v1/opt-outs", &event("provider_preference", 10)).await.is(201);
    let resume = json!({"user_id": "AR.1", "source": "provider_preference", "occurred_at": make::moment(50)});
    app.opt_in(resume).await;

    app.opt_in(
        json!({"user_id": "AR.1", "phone": make::phone(2), "occurred_at": make::moment(60)}),
    )
    .await;
    let link = json!({"user_id": "AR.1", "phone": make::phone(1), "occurred_at": make::moment(70)});
    app.opt_in(link).await;

    assert!(is_out(&app).await);
    assert!(!app.may_send_to("AR.1").await);
    assert!(!app.may_send_to(&make::phone(2)).await);
}

#[tokio::test]
async fn an_opt_in_of_one_spelling_releases_every_spelling() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+54 11 5555-0101", "occurred_at": make::moment(0)})).await;
    assert!(!app.may_send_to("+5491155550101").await);

    app.opt_in(json!({"phone": "5491155550101", "occurred_at": make::moment(1)})).await;

    assert!(app.may_send_to("+541155550101").await);
    assert!(app.may_send_to("+5491155550101").await);
    assert!(app.phones().await.is_empty());
}

#[tokio::test]
async fn at_one_and_the_same_instant_the_opt_out_stands() {
    for (out, back, lifted) in [
        ("2026-03-01T00:00:10.123456Z", "2026-03-01T00:00:10.123456Z", false),
        ("2026-03-01T00:00:10.123456Z", "2026-03-01T00:00:10.123457Z", true),
        ("2026-03-01T00:00:10Z", "2026-03-01T00:00:10Z", false),
        ("2026-03-01T00:00:10Z", "2026-03-01T00:00:11Z", true),
    ] {
        let app = App::shared().await;
        app.opt_out(json!({"phone": make::phone(1), "occurred_at": out})).await;

        app.opt_in(json!({"phone": make::phone(1), "occurred_at": back})).await;

        assert_eq!(is_out(&app).await, !lifted, "{out} {back}");
    }
}
