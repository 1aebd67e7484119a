//! `/v1/settings`

use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn a_new_tenant_has_the_defaults() {
    let app = App::shared().await;

    let settings = app.all().get("/v1/settings").await.is(200);

    assert_eq!(settings["time_zone"], "UTC");
    assert_eq!(settings["default_country"], json!(null));
    assert_eq!(settings["default_language"], json!(null));
    assert_eq!(settings["opt_out_scope"], "account");
    let texts = settings["confirmation_texts"].as_object().unwrap();
    assert_eq!(texts.keys().collect::<Vec<_>>(), ["en", "es", "pt"]);
}

#[tokio::test]
async fn what_is_put_is_what_is_shown_and_what_is_left_out_goes_back() {
    let app = App::shared().await;
    let put = json!({
        "time_zone": "America/Sao_Paulo", "default_country": "BR", "default_language": "pt-BR",
        "confirmation_texts": {"pt_BR": "Pronto.\nTchau!", "de": "Erledigt."}, "opt_out_scope": "sender",
    });

    let answer = app.all().put("/v1/settings", &put).await.is(200);
    let shown = app.all().get("/v1/settings").await.is(200);
    app.settings(json!({"time_zone": "UTC"})).await;
    let back = app.all().get("/v1/settings").await.is(200);

    assert_eq!(answer, shown);
    assert_eq!(shown["time_zone"], "America/Sao_Paulo");
    assert_eq!(shown["default_country"], "BR");
    assert_eq!(shown["default_language"], "pt");
    assert_eq!(shown["confirmation_texts"]["pt"], "Pronto.\nTchau!");
    assert_eq!(shown["confirmation_texts"]["de"], "Erledigt.");
    assert!(shown["confirmation_texts"]["en"].is_string());
    assert_eq!(shown["opt_out_scope"], "sender");
    assert_eq!(back["opt_out_scope"], "account");
    assert_eq!(back["default_country"], json!(null));
    assert!(back["confirmation_texts"].get("de").is_none());
}

#[tokio::test]
async fn the_tenants_language_is_used_where_the_caller_names_none() {
    let app = App::shared().await;
    app.settings(json!({"default_language": "en"})).await;

    let answer = app.opt_out(json!({"phone": "+5491155550101"})).await;

    assert_eq!(answer["confirmation"]["language"], "en");
}

#[tokio::test]
async fn the_default_country_reads_local_numbers_everywhere() {
    let app = App::shared().await;
    app.settings(json!({"default_country": "AR"})).await;

    app.opt_out(json!({"phone": "11 15 5555-0101"})).await;

    for name in ["+5491155550101", "011 5555 0101", "1155550101"] {
        assert!(!app.may_send_to(name).await, "{name}");
    }
    assert_eq!(app.status_of("1155550101").await, "opted_out");
    assert_eq!(app.phones().await, ["+5491155550101"]);
}

#[tokio::test]
async fn an_opt_out_counts_for_the_account_or_for_a_sender_and_for_nothing_else() {
    let app = App::shared().await;
    for scope in [json!("all"), json!(""), json!("Sender"), json!(1), json!(["sender"])] {
        let put = json!({"opt_out_scope": scope});
        app.all().put("/v1/settings", &put).await.problem(422, "invalid_body");
    }

    app.settings(json!({"opt_out_scope": "sender"})).await;
    let shown = app.replica().await.all().get("/v1/settings").await.is(200);
    app.settings(json!({"opt_out_scope": null})).await;

    assert_eq!(shown["opt_out_scope"], "sender");
    let back = app.all().get("/v1/settings").await.is(200);
    assert_eq!(back["opt_out_scope"], "account");
}
