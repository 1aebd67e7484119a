//! Settings, as an administrator changes them.

use serde_json::json;

use crate::support::chromium::Site;

#[tokio::test]
async fn a_text_is_seen_before_it_is_saved_and_a_key_is_made() {
    let Some(site) = Site::open().await else { return };
    let chosen = json!({
        "default_country": "BR", "default_language": "pt", "time_zone": "America/Sao_Paulo",
    });
    site.app.settings(chosen).await;
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.go("/settings").await;
    let bubble = "document.querySelector('[data-preview=text-es]').textContent";

    assert!(window.text().await.contains("Spanish"));
    // What is chosen stays so when names take the place of codes.
    for (field, value) in
        [("#country", "BR"), ("#language", "pt"), ("#time-zone", "America/Sao_Paulo")]
    {
        assert_eq!(
            window.run(&format!("return document.querySelector('{field}').value")).await,
            value
        );
    }
    window.until(&format!("{bubble} === 'Tu suscripción ha sido cancelada con éxito.'")).await;
    window.fill("#text-es", "Listo, <b>no</b> te escribimos más.").await;
    window.until(&format!("{bubble} === 'Listo, <b>no</b> te escribimos más.'")).await;
    window.click("form[action='/settings/confirmations'] button").await;
    window.until("location.search === '?saved=confirmations'").await;
    window.until(&format!("{bubble} === 'Listo, <b>no</b> te escribimos más.'")).await;

    window.click(".tabs a[href='/settings/keys']").await;
    window.arrives("/settings/keys").await;
    window.fill("#name", "made in a browser").await;
    window.click("label[for='scope-filter']").await;
    window.click("form[action='/settings/keys'] button").await;
    window.until("document.querySelector('#secret')").await;
    let secret = window.run("return document.querySelector('#secret').value").await;
    let shown = site.app.bearer(secret.as_str().unwrap()).get("/v1/opt-outs").await;
    shown.ok();
    window.click("a[href='/settings/keys']").await;
    window.arrives("/settings/keys").await;
    assert!(window.text().await.contains("made in a browser"));
    window.close().await;
}
