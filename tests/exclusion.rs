//! The exclusion engine: what is in memory says what PostgreSQL says, on every replica and in any size.

use serde_json::{Value, json};

use crate::support::hooks::{delivery, messages, now};
use crate::support::{App, make};

/// So many that a list of this size is loaded for them.
const MANY: usize = 3_000;

/// A campaign's answer about these people and as many strangers as bring the tenant's list into memory.
async fn ask(app: &App, people: &[String], sender: Option<&str>) -> Value {
    let strangers = (0..MANY).map(|n| format!("+1415555{n:04}"));
    let recipients: Vec<String> = people.iter().cloned().chain(strangers).collect();
    let body = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true, "sender": sender},
        "recipients": recipients,
    });
    let mut answer = app.all().post("/v1/campaigns/filter", &body).await.is(200);
    answer["sendable"].take();
    answer
}

#[tokio::test]
async fn what_is_in_memory_says_what_postgresql_says() {
    let app = App::alone().await.working();
    let without = app.replica_with_index(0).await;
    let hook = app.meta_sender(json!({})).await;
    let phones: Vec<String> = (0..8)
        .flat_map(|n| [format!("+549115555{n:04}"), format!("+54115555{n:04}")])
        .chain(
            ["+5511987654321", "+551187654321", "+5215512345678", "+525512345678"]
                .map(String::from),
        )
        .collect();
    let user_ids: Vec<String> = (0..5)
        .map(|n| format!("AR.{n}"))
        .chain(["BR.ENT.77", "AR.abcDEF"].map(String::from))
        .collect();
    let people: Vec<String> = phones.iter().chain(&user_ids).cloned().collect();
    let senders = ["+5491100000001", "+541100000001", "+5511900000001", "+14155550199"];
    let mut draw = make::Draw(41);
    let mut differing = 0;

    for step in 0..150 {
        let mut body =
            json!({"occurred_at": make::moment(i64::try_from(draw.below(400)).unwrap())});
        let (phone, user_id) = (draw.below(4) > 0, draw.below(3) == 0);
        if phone || !user_id {
            body["phone"] = phones[draw.below(phones.len())].clone().into();
        }
        if user_id {
            body["user_id"] = user_ids[draw.below(user_ids.len())].clone().into();
        }
        if draw.below(2) == 0 {
            body["sender"] = senders[draw.below(3)].into();
        }
        match draw.below(10) {
            0..=5 => app.opt_out(body).await,
            6..=8 => app.opt_in(body).await,
            _ => {
                let from = phones[draw.below(8)][1..].to_owned();
                let to = &phones[draw.below(16)][1..];
                let change = json!({
                    "from": from, "id": format!("wamid.{step}"), "type": "system",
                    "timestamp": (now() - 1_000 + step).to_string(),
                    "system": {"type": "user_changed_number", "wa_id": to},
                });
                app.deliver(&hook, &delivery(&[messages(&[change])])).await;
                Value::Null
            }
        };
        if step % 3 != 0 {
            continue;
        }
        let scope = if draw.below(2) == 0 { "account" } else { "sender" };
        app.settings(json!({"opt_out_scope": scope})).await;
        for sender in [None, Some(senders[0]), Some(senders[2]), Some(senders[3])] {
            let [ours, theirs] = [&app, &without].map(|app| ask(app, &people, sender));
            let (ours, mut theirs) = futures_util::future::join(ours, theirs).await;
            // Settings may be two seconds old on another replica.
            if ours["exclusion"] != theirs["exclusion"] {
                without.state.settings.forget(|_, _| true);
                theirs = ask(&without, &people, sender).await;
            }
            assert_eq!(ours, theirs, "step {step}, {scope}, {sender:?}");
            differing += usize::from(scope == "sender" && ours["summary"]["on_list"] != 0);
        }
    }

    assert!(differing > 10);
    assert_eq!(without.state.exclusions.size().tenants, 0);
    // The whole history read at once comes to the same as the one that was followed.
    let anew = app.replica().await;
    for sender in [None, Some(senders[0])] {
        assert_eq!(ask(&anew, &people, sender).await, ask(&app, &people, sender).await);
    }
    for replica in [&app, &anew] {
        assert_eq!(replica.state.exclusions.size().tenants, 1);
    }
}

#[tokio::test]
async fn lists_that_were_not_used_for_longest_make_room_for_others() {
    let app = App::alone().await;
    let replica = app.replica_with_index(150 * 1024).await;
    let mut tenants = Vec::new();
    for tenant in 0..4 {
        let (_, key) = crate::support::app::new_tenant(&app.router()).await;
        let left: Vec<Value> =
            (0..2_000).map(|n| json!({"phone": make::phone(tenant * 2_000 + n)})).collect();
        app.bearer(&key).post("/v1/opt-outs/batch", &json!({"items": left})).await.is(200);
        tenants.push(key);
    }

    for round in 0..3 {
        for (tenant, key) in tenants.iter().enumerate() {
            let people: Vec<String> = (0..MANY).map(|n| make::phone(tenant * 2_000 + n)).collect();
            let body = json!({
                "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
                "recipients": people,
            });
            let answer = replica.bearer(key).post("/v1/campaigns/filter", &body).await.is(200);
            assert_eq!(answer["summary"]["excluded"], 2_000, "round {round}");
            let size = replica.state.exclusions.size();
            assert!(size.bytes <= 150 * 1024, "{size:?}");
            assert!((1..=3).contains(&size.tenants), "{size:?}");
        }
    }
}

#[tokio::test]
async fn a_list_that_finds_no_room_is_read_from_postgresql() {
    let app = App::alone().await;
    let left: Vec<Value> = (0..3_000).map(|n| json!({"phone": make::phone(n)})).collect();
    app.all().post("/v1/opt-outs/batch", &json!({"items": left})).await.is(200);
    let replica = app.replica_with_index(20_000).await;

    for _ in 0..3 {
        let people: Vec<String> = (2_000..6_000).map(make::phone).collect();
        let answer = ask(&replica, &people, None).await;
        assert_eq!(answer["summary"]["excluded"], 1_000);
        assert_eq!(replica.state.exclusions.size().tenants, 0);
    }
}

#[tokio::test]
async fn a_list_that_finds_no_room_takes_none_from_others() {
    let app = App::alone().await;
    let replica = app.replica_with_index(150 * 1024).await;
    let mut tenants = Vec::new();
    for people in [2_000, 9_000] {
        let (_, key) = crate::support::app::new_tenant(&app.router()).await;
        let left: Vec<Value> = (0..people).map(|n| json!({"phone": make::phone(n)})).collect();
        app.bearer(&key).post("/v1/opt-outs/batch", &json!({"items": left})).await.is(200);
        tenants.push(key);
    }
    let people: Vec<String> = (0..8_000).map(make::phone).collect();
    let body = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": people,
    });
    for (key, excluded) in tenants.iter().zip([2_000, 8_000]) {
        let answer = replica.bearer(key).post("/v1/campaigns/filter", &body).await.is(200);
        assert_eq!(answer["summary"]["excluded"], excluded);
        let size = replica.state.exclusions.size();
        assert_eq!((size.tenants, size.identities), (1, 2_000));
    }
}

#[tokio::test]
async fn a_tenant_who_asks_often_gets_an_index_without_waiting_for_it() {
    let app = App::shared().await;
    let replica = app.replica().await;
    app.opt_out(json!({"phone": make::phone(1)})).await;

    for _ in 0..200 {
        assert!(!replica.may_send_to(&make::phone(1)).await);
        if replica.state.exclusions.size().tenants == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }

    assert_eq!(replica.state.exclusions.size().tenants, 1);
    app.opt_in(json!({"phone": make::phone(1)})).await;
    assert!(replica.may_send_to(&make::phone(1)).await);
}

#[tokio::test]
async fn two_tenants_with_the_same_people_never_see_each_other() {
    let app = App::shared().await;
    let stranger = app.stranger().await;
    let people: Vec<String> = (0..10).map(make::phone).collect();
    app.opt_out(json!({"phone": people[0], "user_id": "AR.1"})).await;
    stranger.post("/v1/opt-outs", &json!({"phone": people[1]})).await.is(201);

    let ours = ask(&app, &people, None).await;
    let body = json!({
        "campaign": {"template_category": "MARKETING", "exclude_opted_out": true},
        "recipients": people.iter().cloned().chain((0..MANY).map(|n| format!("AR.{n}"))).collect::<Vec<_>>(),
    });
    let theirs = stranger.post("/v1/campaigns/filter", &body).await.is(200);

    assert_eq!(ours["excluded"][0]["recipient"], people[0]);
    assert_eq!(ours["summary"]["excluded"], 1);
    assert_eq!(theirs["excluded"][0]["recipient"], people[1]);
    assert_eq!(theirs["summary"]["excluded"], 1);
}
