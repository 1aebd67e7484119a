//! An opt-out counts for the account or for the sender that it was said to, whichever the tenant chose, for
//! everything that was ever recorded.

use optout::domain::clock::Clock;
use serde_json::{Value, json};

use crate::support::app::new_tenant;
use crate::support::{App, Client, make};

const A: &str = "+5491100000001";
const A_SPELT_ELSE: &str = "54 11 0000-0001";
const B: &str = "+5491100000002";

async fn scope(app: &App, scope: &str) {
    app.settings(json!({"opt_out_scope": scope})).await;
}

fn said(second: i64, sender: Option<&str>) -> Value {
    let mut body = json!({"phone": make::phone(1), "occurred_at": make::moment(second)});
    if let Some(sender) = sender {
        body["sender"] = sender.into();
    }
    body
}

/// What a marketing campaign of this sender is told.
async fn filter(client: &Client, sender: Option<&str>, recipients: &[&str]) -> Value {
    let mut body = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": recipients,
    });
    if let Some(sender) = sender {
        body["campaign"]["sender"] = sender.into();
    }
    client.post("/v1/campaigns/filter", &body).await.is(200)
}

/// Whether the first person is left out of campaigns of A, of B, of somebody else and of nobody in particular.
async fn left_out(app: &App) -> [bool; 4] {
    let mut out = [false; 4];
    for (out, sender) in out.iter_mut().zip([Some(A), Some(B), Some("+5491100000009"), None]) {
        *out = filter(&app.all(), sender, &[&make::phone(1)]).await["summary"]["excluded"] == 1;
    }
    out
}

#[tokio::test]
async fn what_was_said_to_one_sender_and_taken_back_to_another() {
    let app = App::shared().await;
    app.opt_out(said(1, Some(A))).await;
    assert_eq!(left_out(&app).await, [true; 4]);
    app.opt_in(said(2, Some(B))).await;

    assert_eq!(left_out(&app).await, [false; 4]);
    assert!(app.phones().await.is_empty());
    assert_eq!(app.status_of(&make::phone(1)).await, "opted_in");

    scope(&app, "sender").await;
    assert_eq!(left_out(&app).await, [true, false, false, true]);
    assert_eq!(app.phones().await, [make::phone(1)]);
    let shown = app.all().get(&format!("/v1/contacts/{}", make::phone(1))).await.is(200);
    assert_eq!(shown["status"], "opted_out");
    assert_eq!(shown["since"], make::moment(1));
    assert_eq!(
        shown["senders"],
        json!([
            {"sender": A, "status": "opted_out", "since": make::moment(1)},
            {"sender": B, "status": "opted_in", "since": make::moment(2)},
        ])
    );
    let export = app.all().get("/v1/opt-outs/export?format=plain").await.text();
    assert!(export.contains(&make::phone(1)), "{export}");

    scope(&app, "account").await;
    assert_eq!(left_out(&app).await, [false; 4]);
    assert!(app.phones().await.is_empty());
    assert_eq!(app.all().get("/v1/opt-outs/export?format=plain").await.text().lines().count(), 1);
}

#[tokio::test]
async fn a_single_opt_out_is_of_its_sender_or_of_all() {
    let app = App::shared().await;
    scope(&app, "sender").await;
    app.opt_out(said(1, Some(A_SPELT_ELSE))).await;
    assert_eq!(left_out(&app).await, [true, false, false, true]);
    assert_eq!(app.phones().await.len(), 1);
    let answer = filter(&app.all(), Some(A), &[&make::phone(1)]).await;
    assert_eq!(answer["exclusion"]["scope"], "sender");
    assert_eq!(answer["excluded"][0]["opted_out_at"], make::moment(1));

    app.opt_out(json!({"user_id": "AR.1", "sender": B})).await;
    for (sender, sendable) in [(Some(A), 1), (Some(B), 0), (None, 0)] {
        let answer = filter(&app.all(), sender, &["AR.1"]).await;
        assert_eq!(answer["summary"]["sendable"], sendable, "{sender:?}");
    }

    app.opt_out(said(2, None)).await;
    assert_eq!(left_out(&app).await, [true; 4]);
    app.opt_in(said(3, Some(A))).await;
    assert_eq!(left_out(&app).await, [false, true, true, true]);
    app.opt_in(said(4, None)).await;
    assert_eq!(left_out(&app).await, [false; 4]);
    assert_eq!(app.phones().await, ["-"]);
}

#[tokio::test]
async fn each_sender_that_is_left_is_a_transition_and_confirmed_once() {
    for (name, statuses) in
        [("sender", [201, 200, 201, 200, 201]), ("account", [201, 200, 200, 200, 200])]
    {
        let app = App::shared().await;
        scope(&app, name).await;
        for (n, sender) in
            [Some(A), Some(A_SPELT_ELSE), Some(B), Some(B), None].into_iter().enumerate()
        {
            let second = i64::try_from(n).unwrap();
            let mut request = said(second, sender);
            let ago = chrono::TimeDelta::seconds(60 - second);
            request["occurred_at"] = json!(make::instant(Clock::System.now() - ago));
            let answer = app.all().post("/v1/opt-outs", &request).await;

            let body = answer.is(statuses[n]);
            assert_eq!(body["changed"], statuses[n] == 201, "{name} {n}");
            assert_eq!(body.get("confirmation").is_some(), statuses[n] == 201, "{name} {n}");
            assert_eq!(body["event"]["status"], "opted_out");
        }
    }
}

#[tokio::test]
async fn a_stop_at_the_same_moment_to_two_senders_is_two_facts() {
    let app = App::shared().await;
    scope(&app, "sender").await;
    let items = [said(1, Some(A)), said(1, Some(B)), said(1, Some(A_SPELT_ELSE))];

    let answer = app.all().post("/v1/opt-outs/batch", &json!({"items": items})).await.is(200);

    assert_eq!(answer["summary"]["recorded"], 2);
    assert_eq!(answer["summary"]["repeated"], 1);
    assert_eq!(left_out(&app).await, [true, true, false, true]);
}

#[tokio::test]
async fn whatsapps_switch_is_turned_at_one_sender() {
    for name in ["account", "sender"] {
        let app = App::shared().await;
        scope(&app, name).await;
        let switched = |second, sender| {
            let mut body = said(second, sender);
            body["source"] = "provider_preference".into();
            body
        };
        app.opt_out(switched(1, Some(A))).await;

        app.opt_in(switched(2, Some(B))).await;
        assert!(left_out(&app).await[0], "{name}");
        assert_eq!(app.status_of(&make::phone(1)).await, "opted_out", "{name}");
        app.opt_in(switched(3, Some(A))).await;
        assert_eq!(left_out(&app).await, [false; 4], "{name}");
    }
}

#[tokio::test]
async fn a_list_of_one_scope_is_not_turned_over_in_the_other() {
    let app = App::shared().await;
    for n in 1..4 {
        app.opt_out(json!({"phone": make::phone(n), "sender": A})).await;
    }
    app.opt_in(json!({"phone": make::phone(1), "sender": B})).await;
    scope(&app, "sender").await;
    let page = app.all().get("/v1/opt-outs?limit=1").await.is(200);
    let cursor = format!("/v1/opt-outs?limit=1&cursor={}", page["next"].as_str().unwrap());
    app.opt_in(json!({"phone": make::phone(2)})).await;
    assert_eq!(app.all().get(&cursor).await.is(200)["data"][0]["phone"], make::phone(2));

    scope(&app, "account").await;

    app.all().get(&cursor).await.problem(400, "invalid_cursor");
}

/// Everything that can be seen in this scope, but in which order and as which numbers events were recorded.
pub(crate) async fn picture(client: &Client, scope: &str) -> Value {
    client.put("/v1/settings", &json!({"opt_out_scope": scope})).await.is(200);
    let names = ["+5491150000001", "+5491150000002", "AR.1", "AR.2"];
    let mut filtered = Vec::new();
    for sender in [Some(A), Some(A_SPELT_ELSE), Some(B), Some("+5491100000009"), None] {
        let answer = filter(client, sender, &names).await;
        filtered.push(json!([answer["excluded"], answer["sendable"], answer["exclusion"]]));
    }
    let mut contacts = Vec::new();
    for name in names {
        let mut shown = client.get(&format!("/v1/contacts/{name}")).await.is(200);
        for part in ["event", "history"] {
            shown.as_object_mut().unwrap().remove(part);
        }
        contacts.push(shown);
    }
    let mut lists = Vec::new();
    for query in ["", "&sender=%2B5491100000001", "&order=asc&q=549"] {
        let list = client.get(&format!("/v1/opt-outs?limit=1000{query}")).await.is(200);
        let mut list: Vec<Value> = list["data"].as_array().unwrap().clone();
        for row in &mut list {
            for part in ["event", "recorded_at"] {
                row.as_object_mut().unwrap().remove(part);
            }
        }
        list.sort_by_key(ToString::to_string);
        lists.push(list);
    }
    json!({"filter": filtered, "contacts": contacts, "lists": lists})
}

/// Whoever is on the list, and nobody else, is out for somebody.
fn is_consistent(picture: &Value) {
    let listed = picture["lists"][0].as_array().unwrap().len();
    let contacts = picture["contacts"].as_array().unwrap();
    let mut out: Vec<String> = contacts
        .iter()
        .filter(|contact| contact["status"] == "opted_out")
        .map(|contact| format!("{} {}", contact["phone"], contact["user_id"]))
        .collect();
    out.sort();
    out.dedup();
    assert_eq!(listed, out.len(), "{picture:#}");
    let any = picture["filter"][4][0].as_array().unwrap().len();
    assert_eq!(any, contacts.iter().filter(|c| c["status"] == "opted_out").count());
}

#[tokio::test]
async fn any_order_ends_alike_in_either_scope() {
    let app = App::shared().await;
    let mut draw = make::Draw(20_261_124);
    for _ in 0..20 {
        let events: Vec<(&str, Value)> = (0..6).map(|n| random_event(&mut draw, n)).collect();
        let mut pictures = Vec::new();
        for round in 0..3 {
            let mut order = events.clone();
            draw.shuffle(&mut order);
            order.push(order[0].clone());
            let (_, key) = new_tenant(&app.router()).await;
            let client = app.bearer(&key);
            // The scope in which events are recorded makes no difference to what is seen later.
            let recorded_in = ["account", "sender", "account"][round];
            client.put("/v1/settings", &json!({"opt_out_scope": recorded_in})).await.is(200);
            for (path, body) in &order {
                client.post(path, body).await.ok();
            }
            let ended = [picture(&client, "sender").await, picture(&client, "account").await];
            ended.iter().for_each(is_consistent);
            pictures.push((ended, order));
        }
        for (ended, order) in &pictures {
            assert_eq!(*ended, pictures[0].0, "{order:#?} and {:#?}", pictures[0].1);
        }
    }
}

pub(crate) fn random_event(draw: &mut make::Draw, n: usize) -> (&'static str, Value) {
    let (path, sources): (_, &[&str]) = if draw.below(2) == 0 {
        ("/v1/opt-outs", &["keyword", "import", "provider_preference", "provider_error"])
    } else {
        ("/v1/opt-ins", &["agent", "keyword", "provider_preference"])
    };
    let mut body = json!({
        "source": sources[draw.below(sources.len())], "reason": "as told", "message_id": format!("m{n}"),
        "occurred_at": make::moment(i64::try_from(draw.below(4)).unwrap()),
    });
    let names: [&[(&str, &str)]; 6] = [
        &[("phone", "+5491150000001")],
        &[("phone", "+541150000001")],
        &[("phone", "+5491150000002")],
        &[("user_id", "AR.1")],
        &[("phone", "+5491150000001"), ("user_id", "AR.1")],
        &[("phone", "+5491150000002"), ("user_id", "AR.1")],
    ];
    let senders: [&[(&str, &str)]; 4] =
        [&[], &[("sender", A)], &[("sender", A_SPELT_ELSE)], &[("sender", B)]];
    for (name, value) in names[draw.below(names.len())].iter().chain(senders[draw.below(4)]) {
        body[*name] = (*value).into();
    }
    (path, body)
}
