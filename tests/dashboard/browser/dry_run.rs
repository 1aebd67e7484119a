//! The dry run of lists that are pasted, and of files.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use thirtyfour::Key;

use crate::support::chromium::{Site, Window, saved};
use crate::support::make;

async fn total(window: &Window, name: &str) -> serde_json::Value {
    window.run(&format!("return document.querySelector('[data-total={name}]').textContent")).await
}

/// Clicks a half of the list, and reads it from where it was saved.
async fn half(window: &Window, place: &Path, id: &str, name: &str) -> String {
    window.click(&format!("#{id}")).await;
    saved(place, name).await
}

#[tokio::test]
async fn files_of_any_size_are_decided_piece_by_piece() {
    let Some(site) = Site::open().await else { return };
    for n in [0, 150_000, 299_999] {
        site.app.opt_out(json!({"phone": make::phone(n)})).await;
    }
    let (place, saving) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Larger than a piece.
    let mut text = String::new();
    for n in 0..300_000 {
        writeln!(text, "{}", make::phone(n)).unwrap();
    }
    text.push_str("nobody");
    let long = place.path().join("long.txt");
    std::fs::write(&long, text).unwrap();
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.save_to(saving.path()).await;
    window.go("/dry-run").await;

    window.element("#file").await.send_keys(long.to_str().unwrap()).await.unwrap();
    window.until("!document.querySelector('#file-name').hidden").await;
    window.click("#dry-run button[type='submit']").await;
    window.until("document.querySelector('#result')").await;

    assert_eq!(total(&window, "received").await, "300,001");
    assert_eq!(total(&window, "excluded").await, "3");
    assert_eq!(total(&window, "invalid").await, "1");
    assert!(window.focus().await.starts_with("#result-heading"));
    assert_eq!(
        half(&window, saving.path(), "sendable", "sendable.txt").await.lines().count(),
        299_997
    );
    let left_out = half(&window, saving.path(), "left-out", "left-out.csv").await;
    assert_eq!(left_out.lines().count(), 5, "{left_out}");
    assert!(left_out.contains(&format!("'{},opted_out,", make::phone(150_000))), "{left_out}");
    window.close().await;
}

#[tokio::test]
async fn a_table_keeps_its_other_columns() {
    let Some(site) = Site::open().await else { return };
    site.app.opt_out(json!({"phone": make::phone(2)})).await;
    let (place, saving) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let csv = place.path().join("people.csv");
    let rows = format!(
        "\u{feff}nombre;celular;nota\r\n\"Ana \"\"la\nprimera\"\"\";{};x\r\nLuz;{};\"a;b\"\r\n",
        make::phone(1),
        make::phone(2)
    );
    std::fs::write(&csv, rows).unwrap();
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.save_to(saving.path()).await;
    window.go("/dry-run").await;

    window.element("#file").await.send_keys(csv.to_str().unwrap()).await.unwrap();
    window.until("!document.querySelector('#column-field').hidden").await;
    assert_eq!(window.run("return document.querySelector('#column').value").await, "celular");
    window.click("#dry-run button[type='submit']").await;
    window.until("document.querySelector('#result')").await;

    let sendable = half(&window, saving.path(), "sendable", "sendable.csv").await;
    assert!(sendable.contains("nombre;celular;nota\r\n"), "{sendable}");
    assert!(
        sendable.contains(&format!("\"Ana \"\"la\nprimera\"\"\";{};x\r\n", make::phone(1))),
        "{sendable}"
    );
    assert!(!sendable.contains("optout") && !sendable.contains("Luz"), "{sendable}");
    let left_out = half(&window, saving.path(), "left-out", "left-out.csv").await;
    assert!(
        left_out.contains(&format!("Luz;{};\"a;b\";excluded;opted_out;", make::phone(2))),
        "{left_out}"
    );
    assert_eq!(window.run("return document.querySelectorAll('#result tbody tr').length").await, 1);
    assert!(
        window
            .run("return document.querySelector('#result tbody th').textContent")
            .await
            .as_str()
            .unwrap()
            .contains(&make::phone(2))
    );
    window.close().await;
}

#[tokio::test]
async fn a_pasted_list_is_decided_by_a_plain_form() {
    let Some(site) = Site::open().await else { return };
    site.app.opt_out(json!({"phone": make::phone(1)})).await;
    let window = site.window().await;
    window.sign_in(site.app.all().secret()).await;
    window.go("/dry-run").await;

    window.click("#recipients").await;
    window.press(make::phone(1)).await;
    window.press(Key::Enter).await;
    window.press(make::phone(2)).await;
    window.click("#dry-run button[type='submit']").await;
    window.until("document.querySelector('#result')").await;

    let shown = window.text().await;
    assert!(shown.contains("People on the list are left out."), "{shown}");
    assert_eq!(window.run("return document.querySelectorAll('#result tbody tr').length").await, 1);
    window.close().await;
}
