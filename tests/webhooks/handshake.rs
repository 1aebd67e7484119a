//! Meta asks whether the webhook is wanted.

use crate::support::{App, make};

#[tokio::test]
async fn the_challenge_comes_back_for_the_right_token_and_for_no_other() {
    let app = App::shared().await;
    let hook = app.meta_sender(serde_json::json!({})).await;
    let ask = |mode: &str, token: &str, challenge: &str| {
        format!(
            "{}?hub.mode={mode}&hub.challenge={}&hub.verify_token={}",
            hook.path,
            make::encoded(challenge),
            make::encoded(token)
        )
    };
    let nobody = app.anonymous();

    for challenge in ["1158201444", "<script>alert(1)</script>", "a b+c&d=é"] {
        let answer = nobody.get(&ask("subscribe", &hook.verify_token, challenge)).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, challenge));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    for refused in [
        ask("subscribe", "", "1"),
        ask("subscribe", "wrong", "1"),
        ask("subscribe", &hook.verify_token.to_lowercase(), "1"),
        ask("unsubscribe", &hook.verify_token, "1"),
        format!("{}?hub.mode=subscribe&hub.challenge=1", hook.path),
        format!("{}?hub.mode=subscribe&hub.verify_token={}", hook.path, hook.verify_token),
        hook.path.clone(),
    ] {
        nobody.get(&refused).await.problem(403, "verification_failed");
    }
    let (tenant, last) = hook.path.split_at(hook.path.len() - 1);
    let other = format!("{tenant}{}?hub.mode=subscribe", if last == "a" { "b" } else { "a" });
    nobody.get(&other).await.problem(404, "not_found");
    nobody.get("/webhooks/meta/short").await.problem(404, "not_found");
    let twilio = hook.path.replace("meta", "twilio");
    nobody.post(&twilio, &serde_json::json!({})).await.problem(404, "not_found");
}
