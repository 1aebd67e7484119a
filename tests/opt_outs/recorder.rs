//! Recordings share transactions, and nobody notices.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::support::app::new_tenant;
use crate::support::database::{run, texts, try_run};
use crate::support::process::{OwnCluster, Service, http, new_key};
use crate::support::{Answer, App, Client, make};

/// A tenant that writes.
struct Writer {
    client: Client,
    tenant: String,
}

impl Writer {
    async fn new(app: &App) -> Self {
        let (tenant, key) = new_tenant(&app.router()).await;
        Self { client: app.bearer(&key), tenant: tenant.to_string() }
    }

    async fn opt_out(&self, n: usize) -> Answer {
        self.client.post("/v1/opt-outs", &json!({"phone": make::phone(n)})).await
    }

    async fn numbers(&self) -> Vec<i64> {
        let page = self.client.get("/v1/changes?limit=1000").await.is(200);
        page["data"].as_array().unwrap().iter().map(|e| e["number"].as_i64().unwrap()).collect()
    }

    async fn phones(&self) -> BTreeSet<String> {
        let page = self.client.get("/v1/opt-outs?limit=1000").await.is(200);
        let data = page["data"].as_array().unwrap().iter();
        data.map(|item| item["phone"].as_str().unwrap().to_owned()).collect()
    }
}

fn phones(numbers: impl IntoIterator<Item = usize>) -> BTreeSet<String> {
    numbers.into_iter().map(make::phone).collect()
}

/// Stops every transaction that writes an event, until this connection's ends.
async fn hold(owner: &mut PgConnection) {
    run(owner, "begin; lock table consent_events in exclusive mode").await;
}

/// Waits until transactions wait for what is held.
async fn until_held(app: &App) {
    let waiting = "select count(*)::text from pg_stat_activity
                   where datname = current_database() and usename = 'optout_app' and wait_event_type = 'Lock'";
    let mut owner = app.owner().await;
    while texts(&mut owner, waiting).await[0] == "0" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Lets the requests of `join_all` go as far as they get, and then lets the held transactions go on.
async fn let_go(app: &App, mut owner: PgConnection) {
    until_held(app).await;
    run(&mut owner, "commit").await;
}

#[tokio::test]
async fn a_flood_of_many_tenants_is_recorded_once_each_in_few_transactions() {
    let app = App::alone().await;
    let writers = join_all((0..12).map(|_| Writer::new(&app))).await;
    let mut owner = app.owner().await;
    hold(&mut owner).await;

    let flood = writers.iter().flat_map(|writer| (0..20).map(|n| writer.opt_out(n)));
    let (answers, ()) = tokio::join!(join_all(flood), let_go(&app, owner));

    for answer in answers {
        answer.is(201);
    }
    for writer in &writers {
        assert_eq!(writer.numbers().await, (1..=20).collect::<Vec<_>>());
        assert_eq!(writer.phones().await, phones(0..20));
    }
    let mut owner = app.owner().await;
    let transactions = "select count(distinct xmin::text)::text from consent_events";
    let transactions: usize = texts(&mut owner, transactions).await[0].parse().unwrap();
    assert!(transactions < 60, "{transactions} transactions for 240 events");
    let shared = "select count(*)::text from (
                    select xmin::text from consent_events group by 1 having count(distinct tenant_id) > 1) s";
    assert_ne!(texts(&mut owner, shared).await[0], "0", "no transaction is of several tenants");
}

#[tokio::test]
async fn what_is_answered_is_what_can_be_read() {
    let app = App::shared().await;
    let all = app.all();
    let (phone, id) = (make::phone(1), "AR.1");
    let sender = "+5491100000001";
    let out = |second, body: Value| {
        let mut whole = json!({"phone": phone, "occurred_at": make::moment(second), "language": "es-AR",
            "source": "keyword", "campaign_id": "spring", "message_id": format!("m{second}"), "reason": "BAJA"});
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        whole
    };
    for scope in ["account", "sender"] {
        app.settings(json!({"opt_out_scope": scope})).await;
        for (path, body) in [
            ("/v1/opt-outs", out(1, json!({}))),
            ("/v1/opt-outs", out(1, json!({}))),
            ("/v1/opt-outs", out(2, json!({"sender": sender}))),
            ("/v1/opt-ins", out(3, json!({"sender": sender}))),
            ("/v1/opt-outs", json!({"user_id": id})),
            ("/v1/opt-outs", json!({"user_id": id})),
            ("/v1/opt-outs", out(4, json!({"user_id": id}))),
            ("/v1/opt-outs", out(0, json!({"phone": "54 9 11 5000-0001"}))),
        ] {
            let told = all.post(path, &body).await.ok();

            let contact = all.get(&format!("/v1/contacts/{phone}")).await.is(200);
            let of_id = all.get(&format!("/v1/contacts/{id}")).await.is(200);
            let shown = if told["event"]["phone"].is_string() { &contact } else { &of_id };
            for field in
                ["phone", "user_id", "also_known_as", "status", "since", "event", "senders"]
            {
                assert_eq!(
                    told["contact"][field], shown[field],
                    "{field} of {told:#} and {shown:#}"
                );
            }
            let number = told["event"]["number"].as_i64().unwrap();
            let changes =
                all.get(&format!("/v1/changes?limit=1&after={}", number - 1)).await.is(200);
            assert_eq!(told["event"], changes["data"][0]);
        }
    }
}

#[tokio::test]
async fn a_poisoned_request_harms_none_of_its_neighbours() {
    let app = App::alone().await;
    // A defect that the checks at the edge do not know of.
    run(
        &mut app.owner().await,
        "create function refuse() returns trigger language plpgsql as $$
           begin
             if new.reason = 'poison' then raise exception 'refused' using errcode = '22000'; end if;
             return new;
           end $$;
         create trigger refuse before insert on consent_events for each row execute function refuse()",
    )
    .await;
    let [one, other] = [Writer::new(&app).await, Writer::new(&app).await];
    let mut owner = app.owner().await;
    hold(&mut owner).await;

    let good = [&one, &other].into_iter().flat_map(|writer| (0..15).map(|n| writer.opt_out(n)));
    let poison = json!({"phone": make::phone(99), "reason": "poison"});
    let poisoned = (0..3).map(|n| {
        let client = if n == 2 { &other.client } else { &one.client };
        client.post("/v1/opt-outs", &poison)
    });
    let (good, poisoned, ()) =
        tokio::join!(join_all(good), join_all(poisoned), let_go(&app, owner));

    for answer in good {
        answer.is(201);
    }
    for answer in poisoned {
        answer.problem(422, "invalid_body");
    }
    for writer in [one, other] {
        assert_eq!(writer.numbers().await, (1..=15).collect::<Vec<_>>());
        assert_eq!(writer.phones().await, phones(0..15));
    }
}

#[tokio::test]
async fn clients_that_go_away_take_nobodys_work_with_them() {
    let app = App::alone().await;
    let writer = Writer::new(&app).await;
    let mut owner = app.owner().await;
    hold(&mut owner).await;

    let gone: Vec<_> = (0..10)
        .map(|n| {
            let client = writer.client.clone();
            tokio::spawn(async move {
                client.post("/v1/opt-outs", &json!({"phone": make::phone(n)})).await
            })
        })
        .collect();
    let hang_up = async {
        until_held(&app).await;
        gone.iter().for_each(tokio::task::JoinHandle::abort);
    };
    let stay = join_all((10..20).map(|n| writer.opt_out(n)));
    let (answers, ()) = tokio::join!(stay, async {
        hang_up.await;
        let_go(&app, owner).await;
    });

    for answer in answers {
        answer.is(201);
    }
    // One more is recorded behind them all.
    writer.opt_out(20).await.is(201);
    assert_eq!(writer.phones().await, phones(0..21));
    assert_eq!(writer.numbers().await, (1..=21).collect::<Vec<_>>());
}

#[tokio::test]
async fn everything_that_records_gets_along_with_a_single_connection() {
    let app = App::shared_with(1).await;
    let writers = join_all((0..4).map(|_| Writer::new(&app))).await;
    let large: Vec<Value> = (100..400).map(|n| json!({"phone": make::phone(n)})).collect();
    let large = json!({"items": large});

    let all = writers.iter().map(|writer| {
        let client = &writer.client;
        let large = &large;
        async move {
            let singles = join_all((0..10).map(|n| writer.opt_out(n)));
            let message = json!({"phone": make::phone(10), "text": "STOP"});
            let question = json!({"phone": make::phone(11), "text": "no quiero más esto"});
            let (singles, batch, told, asked) = tokio::join!(
                singles,
                client.post("/v1/opt-outs/batch", large),
                client.post("/v1/messages", &message),
                client.post("/v1/messages", &question),
            );
            for answer in &singles {
                answer.is(201);
            }
            assert_eq!(batch.is(200)["summary"]["recorded"], 300);
            assert_eq!(told.is(200)["intent"], "opt_out");
            if let Some(review) = asked.is(200)["review_id"].as_str() {
                let path = format!("/v1/reviews/{review}/confirm");
                client.post(&path, &json!({})).await.is(200);
            }
        }
    });
    join_all(all).await;

    for writer in &writers {
        let numbers = writer.numbers().await;
        assert!(numbers.len() >= 311);
        assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_request_that_races_with_its_own_repeats_is_answered_alike() {
    let app = App::alone().await;
    let writer = Writer::new(&app).await;
    let keyed = writer.client.repeating("the-same");
    let body = json!({"phone": make::phone(1)});
    let batch = json!({"items": [{"phone": make::phone(2)}, {"phone": "+54"}]});
    let mut owner = app.owner().await;
    hold(&mut owner).await;

    let repeats = join_all((0..12).map(|_| keyed.post("/v1/opt-outs", &body)));
    let batches = join_all((0..4).map(|_| keyed.post("/v1/opt-outs/batch", &batch)));
    let other = join_all((10..20).map(|n| writer.opt_out(n)));
    let (repeats, batches, other, ()) = tokio::join!(repeats, batches, other, let_go(&app, owner));

    let first = repeats[0].is(201);
    for answer in &repeats {
        assert_eq!(answer.is(201), first);
    }
    let first = batches[0].is(200);
    assert_eq!(first["summary"]["recorded"], 1);
    for answer in &batches {
        assert_eq!(answer.is(200), first);
    }
    for answer in &other {
        answer.is(201);
    }
    keyed
        .post("/v1/opt-outs", &json!({"phone": make::phone(3)}))
        .await
        .problem(422, "idempotency_key_reused");
    assert_eq!(writer.numbers().await, (1..=12).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_tenant_that_another_replica_holds_keeps_nobody_else_waiting() {
    let app = App::alone().await;
    let [held, free] = [Writer::new(&app).await, Writer::new(&app).await];
    let mut owner = app.owner().await;
    run(
        &mut owner,
        format!("begin; select 1 from tenants where tenant_id = '{}' for update", held.tenant),
    )
    .await;

    let waiting = join_all((0..5).map(|n| held.opt_out(n)));
    let others = async {
        for n in 0..20 {
            free.opt_out(n).await.is(201);
        }
        assert_eq!(held.phones().await.len(), 0);
        let_go(&app, owner).await;
    };
    let (answers, ()) = tokio::join!(waiting, others);

    for answer in answers {
        answer.is(201);
    }
    assert_eq!(held.numbers().await, [1, 2, 3, 4, 5]);
    assert_eq!(free.numbers().await, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn row_level_security_holds_where_tenants_share_a_transaction() {
    let app = App::alone().await;
    let [one, other] = [Writer::new(&app).await, Writer::new(&app).await];
    one.opt_out(1).await.is(201);
    other.opt_out(2).await.is(201);
    let mut owner = app.owner().await;
    // A defect planted in each function: it becomes one tenant, and goes on with another one's id.
    let planted = format!(
        "do $$
         declare
           known record;
         begin
           for known in
             select proname, pg_get_functiondef(oid) as definition from pg_proc
             where proname in ('recording_contacts', 'recording_save', 'recording_events', 'recording_claim_keys')
           loop
             execute regexp_replace(
               replace(known.definition, known.proname, 'planted_' || known.proname),
               'set_config\\(''app.tenant_id'', [a-z]+\\.tenant_id::text',
               'set_config(''app.tenant_id'', ''{}''');
             execute format('grant execute on function %I to optout_app', 'planted_' || known.proname);
           end loop;
         end $$",
        one.tenant
    );
    run(&mut owner, planted).await;

    let mut service = app.service_role().await;
    let id = &other.tenant;
    let contacts = |name: &str| {
        format!(
            "select contact_id::text from {name}(
               array[row('{id}', array(select 541150000000 + n from generate_series(0, 9) n), '{{}}')]::recording_question[], true)
             where contact_id is not null"
        )
    };
    let events = |name: &str| {
        format!("select number::text from {name}(array[row('{id}', 1)]::recording_reference[])")
    };
    let write = |name: &str| {
        format!(
            "select {name}(array[row('{id}', 2,
               array[row(2, 2, 'opt_out', 'api', now(), now(), 5491150000003, null, 'x', null, null, null, null, null,
                         'opted_out', true, null, null, null, '{id}', null)]::recording_event[],
               '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')]::recording_changes[])"
        )
    };
    let claim = |name: &str| {
        format!(
            "select claimed::text from {name}(array[row('{id}', 'operation', 'key', '\\x00')]::recording_key[])"
        )
    };

    assert_eq!(texts(&mut service, contacts("recording_contacts")).await, ["1"]);
    assert_eq!(texts(&mut service, events("recording_events")).await, ["1"]);
    assert!(texts(&mut service, contacts("planted_recording_contacts")).await.is_empty());
    assert!(texts(&mut service, events("planted_recording_events")).await.is_empty());
    for statement in [write("planted_recording_save"), claim("planted_recording_claim_keys")] {
        let error = try_run(&mut service, statement).await.unwrap_err().to_string();
        assert!(error.contains("violates row-level security policy"), "{error}");
    }
    try_run(&mut service, write("recording_save")).await.unwrap();
    try_run(&mut service, claim("recording_claim_keys")).await.unwrap();
    assert_eq!(one.numbers().await, [1]);
    assert_eq!(other.numbers().await, [1, 2]);
}

#[tokio::test]
async fn what_was_queued_is_committed_when_the_service_stops() {
    let cluster = OwnCluster::start().await;
    let mut service = Service::start(&cluster.app_url());
    let http = http();
    let key = new_key(&http, &service).await;
    let mut owner = cluster.owner().await;
    hold(&mut owner).await;
    let url = service.url("/v1/opt-outs");
    let request =
        |n: usize| http.post(&url).bearer_auth(&key).json(&json!({"phone": make::phone(n)}));
    let sent: Vec<_> = (0..20).map(|n| tokio::spawn(request(n).send())).collect();
    let waiting = "select count(*)::text from pg_stat_activity where usename = 'optout_app' and wait_event_type = 'Lock'";
    let mut looking = cluster.owner().await;
    while texts(&mut looking, waiting).await[0] == "0" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    // Those who have gone are recorded as well.
    for gone in &sent[10..] {
        gone.abort();
    }
    service.signal("TERM");
    run(&mut owner, "commit").await;

    for answered in sent.into_iter().take(10) {
        assert_eq!(answered.await.unwrap().unwrap().status(), 201);
    }
    assert!(service.wait().success());
    let events = texts(&mut looking, "select count(*)::text from consent_events").await;
    let count: usize = events[0].parse().unwrap();
    assert!((10..=20).contains(&count), "{count}");
    let numbers = "select string_agg(number::text, ' ' order by number) from consent_events";
    let expected: Vec<String> = (1..=count).map(|n| n.to_string()).collect();
    assert_eq!(texts(&mut looking, numbers).await[0], expected.join(" "));
}
