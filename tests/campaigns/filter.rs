//! `POST /v1/campaigns/filter`

use optout::access::scope::Scope;
use serde_json::{Value, json};

use crate::support::{App, make};

fn request(flag: bool, category: &str, recipients: &Value) -> Value {
    json!({
        "campaign": {"template_category": category, "exclude_opted_out": flag},
        "recipients": recipients,
    })
}

/// Promise 3: the whole truth table, with every name by which a category is known.
#[tokio::test]
async fn only_a_set_flag_and_a_category_that_is_not_exempt_exclude() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(0)})).await;
    let recipients = json!([make::phone(1), make::phone(2)]);

    for (flag, category, reason, counts_as, recognized) in [
        (true, "MARKETING", "applied", "MARKETING", true),
        (true, "marketing", "applied", "MARKETING", true),
        (true, "PROMOTIONAL", "applied", "MARKETING", true),
        (true, "SERVICE", "applied", "MARKETING", false),
        (true, "ＵＴＩＬＩＴＹ", "applied", "MARKETING", false),
        (true, "UTILITY", "category_exempt", "UTILITY", true),
        (true, " utility ", "category_exempt", "UTILITY", true),
        (true, "TRANSACTIONAL", "category_exempt", "UTILITY", true),
        (true, "AUTHENTICATION", "category_exempt", "AUTHENTICATION", true),
        (true, "OTP", "category_exempt", "AUTHENTICATION", true),
        (true, "otp", "category_exempt", "AUTHENTICATION", true),
        (false, "MARKETING", "flag_off", "MARKETING", true),
        (false, "SERVICE", "flag_off", "MARKETING", false),
        (false, "UTILITY", "flag_off", "UTILITY", true),
        (false, "OTP", "flag_off", "AUTHENTICATION", true),
    ] {
        let asked = request(flag, category, &recipients);
        let answer = app.all().post("/v1/campaigns/filter", &asked).await.is(200);

        let applied = reason == "applied";
        assert_eq!(
            answer["exclusion"],
            json!({
                "applied": applied, "reason": reason, "template_category": counts_as,
                "category_recognized": recognized, "scope": "account",
            }),
            "{flag} {category}"
        );
        let sendable = if applied { json!([make::phone(2)]) } else { recipients.clone() };
        assert_eq!(answer["sendable"], sendable, "{flag} {category}");
        let (excluded, sendable) = if applied { (1, 1) } else { (0, 2) };
        assert_eq!(
            answer["summary"],
            json!({"received": 2, "sendable": sendable, "excluded": excluded, "invalid": 0, "on_list": 1}),
            "{flag} {category}"
        );
    }
    assert_eq!(app.event_numbers().await, [1]);
    assert_eq!(app.phones().await, [make::phone(1)]);
}

#[tokio::test]
async fn who_is_on_the_list_is_named_even_when_nobody_is_left_out() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": make::phone(1), "occurred_at": make::moment(0)})).await;
    let entry = json!([{
        "recipient": make::phone(1), "index": 1, "reason": "opted_out",
        "opted_out_at": make::moment(0), "matched": "phone",
    }]);
    let recipients = json!([make::phone(2), make::phone(1)]);

    let applied = request(true, "MARKETING", &recipients);
    let applied = app.all().post("/v1/campaigns/filter", &applied).await.is(200);
    let exempt = request(true, "OTP", &recipients);
    let exempt = app.all().post("/v1/campaigns/filter", &exempt).await.is(200);

    assert_eq!(applied["excluded"], entry);
    assert!(applied.get("listed").is_none());
    assert_eq!(exempt["excluded"], json!([]));
    assert_eq!(exempt["listed"], entry);
}

#[tokio::test]
async fn a_campaign_that_does_not_say_all_it_must_is_refused() {
    let app = App::shared().await;

    for campaign in [
        json!({"template_category": "MARKETING"}),
        json!({"template_category": "MARKETING", "exclude_opted_out": null}),
        json!({"template_category": "MARKETING", "exclude_opted_out": "true"}),
        json!({"template_category": "MARKETING", "exclude_opted_out": 1}),
        json!({"exclude_opted_out": true}),
        json!({"exclude_opted_out": true, "template_category": null}),
        json!({"exclude_opted_out": true, "template_category": ""}),
        json!({"exclude_opted_out": true, "template_category": "  "}),
        json!({"exclude_opted_out": true, "template_category": ["MARKETING"]}),
        json!({"exclude_opted_out": true, "template_category": "OTP", "tenant_id": "x"}),
        json!({"exclude_opted_out": true, "template_category": "OTP", "id": "a\u{0}b"}),
        json!({"exclude_opted_out": true, "template_category": "OTP", "sender": "nobody"}),
        json!([null, "MARKETING", true, null]),
        json!(null),
    ] {
        let body = json!({"campaign": campaign, "recipients": [make::phone(1)]});
        let problem = app.all().post("/v1/campaigns/filter", &body).await;
        problem.problem(422, "invalid_body");
        assert!(!problem.text().contains("sendable"));
    }
}

#[tokio::test]
async fn recipients_come_back_as_they_were_sent_each_with_one_verdict() {
    let app = App::shared().await;
    app.opt_out(json!({"phone": "+5491155550101"})).await;
    app.opt_out(json!({"user_id": "AR.1000200030004000"})).await;
    let body = r#"{"campaign": {"template_category": "MARKETING", "exclude_opted_out": true}, "recipients":
        ["+54 9 11 5555-0101", "AR.1000200030004000", "  +14155550100 ", "\u002b5491155550101", 5491155550101,
         "+14155550100", "nobody", "", null, "AR.2", "whatsapp:+14155550100", "ar.2", ["x"], {"phone": "+1"}, 1e3]}"#;

    let answer = app.key([Scope::Filter]).await;
    let answer = answer.json(axum::http::Method::POST, "/v1/campaigns/filter", body).await;

    let text = answer.text();
    let answer = answer.is(200);
    assert_eq!(
        answer["sendable"],
        json!(["  +14155550100 ", "+14155550100", "AR.2", "whatsapp:+14155550100"])
    );
    let indexes = |name: &str| -> Vec<u64> {
        answer[name].as_array().unwrap().iter().map(|v| v["index"].as_u64().unwrap()).collect()
    };
    assert_eq!(indexes("excluded"), [0, 1, 3]);
    assert_eq!(indexes("invalid"), [4, 6, 7, 8, 11, 12, 13, 14]);
    assert_eq!(answer["excluded"][1]["matched"], "user_id");
    assert!(text.contains(r#""recipient":"\u002b5491155550101""#), "{text}");
    assert!(text.contains(r#""recipient":1e3"#), "{text}");
    assert_eq!(
        answer["summary"],
        json!({"received": 15, "sendable": 4, "excluded": 3, "invalid": 8, "on_list": 3})
    );
    assert_eq!(answer["as_of"], 2);
}

#[tokio::test]
async fn a_large_audience_is_decided_in_one_answer_and_a_larger_one_is_refused() {
    let app = App::shared().await;
    let left: Vec<Value> = (0..5000).map(|n| json!({"phone": make::phone(n * 20)})).collect();
    app.all().post("/v1/opt-outs/batch", &json!({"items": left})).await.is(200);
    let audience: Vec<String> = (0..100_000).map(make::phone).collect();
    let larger = vec!["1"; 1_000_001];

    let answer = app
        .all()
        .post("/v1/campaigns/filter", &request(true, "MARKETING", &json!(audience)))
        .await
        .is(200);
    let refused =
        app.all().post("/v1/campaigns/filter", &request(true, "MARKETING", &json!(larger))).await;

    assert_eq!(
        answer["summary"],
        json!({"received": 100_000, "sendable": 95_000, "excluded": 5000, "invalid": 0, "on_list": 5000})
    );
    let expected: Vec<String> = (0..100_000).filter(|n| n % 20 != 0).map(make::phone).collect();
    assert_eq!(answer["sendable"], json!(expected));
    refused.problem(413, "too_many_items");
}

#[tokio::test]
async fn nobody_to_send_to_is_no_mistake() {
    let app = App::shared().await;

    let answer = app
        .all()
        .post("/v1/campaigns/filter", &request(true, "MARKETING", &json!([])))
        .await
        .is(200);

    assert_eq!(answer["sendable"], json!([]));
    assert_eq!(answer["as_of"], 0);
}

#[tokio::test]
async fn where_an_opt_out_counts_for_one_sender_the_campaigns_sender_is_asked_about() {
    let app = App::shared().await;
    app.settings(json!({"opt_out_scope": "sender"})).await;
    let left = json!({"phone": make::phone(1), "user_id": "AR.1", "sender": "+54 9 11 0000-0001"});
    app.opt_out(left).await;

    for (sender, on_list) in [
        (json!("541100000001"), 2),
        (json!("whatsapp:+5491100000001"), 2),
        (json!("+5491100000002"), 0),
        (json!(null), 2),
    ] {
        for (flag, category) in [(true, "MARKETING"), (true, "OTP"), (false, "MARKETING")] {
            let mut asked =
                request(flag, category, &json!([make::phone(1), "AR.1", make::phone(2)]));
            asked["campaign"]["sender"] = sender.clone();
            let answer = app.all().post("/v1/campaigns/filter", &asked).await.is(200);

            let excluded = if flag && category == "MARKETING" { on_list } else { 0 };
            assert_eq!(answer["exclusion"]["scope"], "sender");
            assert_eq!(answer["summary"]["on_list"], on_list, "{sender} {category}");
            assert_eq!(answer["summary"]["excluded"], excluded, "{sender} {category}");
        }
    }
    let mut asked = request(true, "OTP", &json!([make::phone(1)]));
    asked["campaign"]["sender"] = "nobody".into();
    app.all().post("/v1/campaigns/filter", &asked).await.problem(422, "invalid_body");
}
