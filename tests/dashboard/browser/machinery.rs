//! Whether the browser would notice what these tests look for.

use crate::support::chromium::Site;

/// A check that finds nothing proves nothing until it was seen to find something.
#[tokio::test]
async fn barriers_complaints_and_pages_that_are_too_wide_are_noticed() {
    let Some(site) = Site::open().await else { return };
    let window = site.window().await;
    window.go("/sign-in").await;
    assert_eq!(window.barriers().await, Vec::<String>::new());
    assert_eq!(window.overflowing().await, Vec::<String>::new());
    assert_eq!(window.complaints().await, Vec::<String>::new());

    window
        .run(
            "document.querySelector('main').innerHTML =
                 '<img src=\"/icon.png\"><input><p style=\"width: 3000px\">wide</p>';",
        )
        .await;

    let barriers = window.barriers().await.join("\n");
    assert!(barriers.contains("image-alt") && barriers.contains("label"), "{barriers}");
    let complaints = window.complaints().await.join("\n");
    assert!(complaints.contains("style-src") && complaints.contains("404"), "{complaints}");
    assert_eq!(window.low_contrasts().await, Vec::<String>::new());
    window.run("document.querySelector('main p').style.color = 'rgb(250 250 250)'").await;
    window.run("document.querySelector('main p').style.backgroundColor = 'white'").await;
    assert!(window.low_contrasts().await.concat().contains("color-contrast"));
    window.run("document.querySelector('main p').style.width = '3000px'").await;
    assert!(window.overflowing().await[0].contains("wide"));
    window.close().await;
}
