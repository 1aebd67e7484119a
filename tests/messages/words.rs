//! A tenant's own words.

use serde_json::{Value, json};

use crate::support::{App, make};

async fn meaning(app: &App, n: usize, words: &str) -> Value {
    let message = json!({"phone": make::phone(n), "text": words});
    app.all().post("/v1/messages", &message).await.is(200)["intent"].clone()
}

#[tokio::test]
async fn words_are_added_and_removed() {
    let app = App::shared().await;
    assert_eq!(meaning(&app, 1, "ya fue").await, "none");
    assert_eq!(meaning(&app, 2, "Cancelar").await, "opt_out");

    app.settings(json!({"keywords": {
        "opt_out": ["ya fue"], "opt_in": ["me sumo"], "removed": ["cancelar"],
        "opt_out_payloads": ["BTN_7"], "opt_in_payloads": ["BTN_8"],
    }}))
    .await;

    assert_eq!(meaning(&app, 3, "¡Ya fué!").await, "opt_out");
    assert_eq!(meaning(&app, 4, "Me sumo").await, "opt_in");
    assert_ne!(meaning(&app, 5, "Cancelar").await, "opt_out");
    let tap = json!({"phone": make::phone(6), "button": {"payload": "BTN_7", "title": "Chau"}});
    assert_eq!(app.all().post("/v1/messages", &tap).await.is(200)["intent"], "opt_out");
    assert_eq!(meaning(&app, 7, "BTN_7").await, "none", "what is typed is no tap");
    let shown = app.all().get("/v1/settings").await.ok();
    assert_eq!(shown["keywords"]["opt_out"], json!(["ya fue"]));
    assert_eq!(meaning(&App::shared().await, 8, "ya fue").await, "none", "other tenants");
}

#[tokio::test]
async fn words_that_cannot_decide_are_refused_by_name() {
    let app = App::shared().await;
    let many: Vec<String> = (0..201).map(|n| format!("word {n} x")).collect();
    for (keywords, pointer) in [
        (json!({"opt_out": ["chau"], "opt_in": ["CHAU!"]}), "/keywords/opt_in/0"),
        (json!({"opt_in": ["me sumo", "¡Stop!"]}), "/keywords/opt_in/1"),
        (json!({"opt_out": ["ok ok", "🛑"]}), "/keywords/opt_out/1"),
        (json!({"opt_out": [""]}), "/keywords/opt_out/0"),
        (json!({"opt_out": ["chau", "Cháu"]}), "/keywords/opt_out/1"),
        (json!({"opt_out": ["1"]}), "/keywords/opt_out/0"),
        (json!({"opt_in": ["sí"]}), "/keywords/opt_in/0"),
        (json!({"opt_in": ["sim"]}), "/keywords/opt_in/0"),
        (json!({"removed": ["never a keyword"]}), "/keywords/removed/0"),
        (json!({"opt_out": ["x".repeat(101)]}), "/keywords/opt_out/0"),
        (json!({"opt_out": many}), "/keywords/opt_out/200"),
        (json!({"opt_out": ["a\u{0}b c"]}), "/keywords/opt_out/0"),
        (
            json!({"opt_out_payloads": ["A"], "opt_in_payloads": ["A"]}),
            "/keywords/opt_in_payloads/0",
        ),
        (json!({"opt_out": "chau"}), "/keywords/opt_out"),
        (json!({"stop": []}), "/keywords/stop"),
    ] {
        let answer = app.all().put("/v1/settings", &json!({"keywords": keywords})).await;
        let problem = answer.problem(422, "invalid_body");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{keywords}: {problem}");
    }
    assert_eq!(app.all().get("/v1/settings").await.ok()["keywords"]["opt_out"], json!([]));
}
