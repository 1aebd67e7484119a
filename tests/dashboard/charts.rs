//! The charts, and the numbers behind them.

use optout::access::scope::Scope;
use serde_json::json;

use crate::support::{App, make};

/// The texts of a table's body, row by row.
fn table(page: &str, title: &str) -> Vec<Vec<String>> {
    let (_, rest) =
        page.split_once(&format!("{title}</caption>")).unwrap_or_else(|| panic!("{title}: {page}"));
    let (_, rest) = rest.split_once("<tbody>").unwrap();
    let body = rest.split("</tbody>").next().unwrap();
    let cell = |html: &str| {
        let mut text = String::new();
        let mut is_tag = false;
        for c in html.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let row = |row: &str| {
        let row = row.split("</tr>").next().unwrap();
        row.split("</td>")
            .flat_map(|part| part.split("</th>"))
            .map(cell)
            .filter(|text| !text.is_empty())
            .collect()
    };
    body.split("<tr>").skip(1).map(row).collect()
}

#[tokio::test]
async fn every_picture_has_its_numbers_as_a_table() {
    let app = App::shared().await;
    for (n, source, campaign) in
        [(1, "button", "spring"), (2, "button", "spring"), (3, "keyword", "<b>bad</b>")]
    {
        app.opt_out(json!({
            "phone": make::phone(n), "source": source, "campaign_id": campaign, "occurred_at": "2026-03-10T12:00:00Z",
        }))
        .await;
    }
    app.opt_in(json!({"phone": make::phone(1), "occurred_at": "2026-03-11T12:00:00Z"})).await;
    let mut browser = app.signed_in([Scope::Read]).await;

    let page = browser.page("/charts?from=2026-03-09&to=2026-03-12").await;

    let days = table(&page, "Opt-outs and opt-ins per day");
    assert_eq!(days.len(), 4);
    assert_eq!(days[1], ["11 Mar 2026", "0", "1"]);
    assert_eq!(days[2], ["10 Mar 2026", "3", "0"]);
    assert_eq!(table(&page, "By source")[0], ["Button", "2", "0"]);
    assert_eq!(table(&page, "Campaigns with most opt-outs")[0], ["spring", "2", "0"]);
    assert!(page.contains(
        "role=\"img\" aria-label=\"Opt-outs and opt-ins per day. 9 Mar 2026 – 12 Mar 2026"
    ));
    assert!(!page.contains("style=") && !page.contains("<b>bad"));
    let part = browser.page("/charts/days?from=2026-03-09&to=2026-03-12").await;
    assert!(part.contains("<svg") && !part.contains("<html"));
}

#[tokio::test]
async fn the_rate_of_a_campaign_admits_how_little_is_known() {
    let app = App::shared().await.working();
    let recipients: Vec<String> = (0..40).map(make::phone).collect();
    let body = json!({
        "campaign": {"id": "spring", "template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": recipients,
    });
    app.all().post("/v1/campaigns/filter", &body).await.is(200);
    app.opt_out(json!({"phone": make::phone(1), "campaign_id": "spring"})).await;
    let mut browser = app.signed_in([Scope::Read]).await;

    // The record of the filter run is written beside it.
    let rates = loop {
        let page = browser.page("/charts?range=7d").await;
        if page.contains("Opt-out rate per campaign</caption>") {
            break table(&page, "Opt-out rate per campaign");
        }
    };

    assert_eq!(rates.len(), 1);
    assert_eq!(rates[0][..3], ["spring", "2.50 %", "0.44 % – 12.9 %"]);
    assert!(rates[0][3].starts_with("1 of 40"), "{rates:?}");
}

#[tokio::test]
async fn days_that_cannot_be_counted_are_said_beside_their_field() {
    let app = App::shared().await;
    let mut browser = app.signed_in([Scope::Read]).await;
    for (query, field) in [
        ("from=soon", "from"),
        ("from=2026-03-02&to=2026-03-01", "from"),
        ("from=2000-01-01&to=2026-03-01", "from"),
        ("source=smoke", "source"),
        ("sender=abc", "sender"),
    ] {
        let answer = browser.get(&format!("/charts?{query}")).await;

        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text().contains(&format!("id=\"{field}-mistake\"")), "{query}");
    }
    let empty = browser.page("/charts").await;
    assert!(empty.contains("Nothing in these days"));
    assert_eq!(app.browser().get("/charts").await.status, 303);
}
