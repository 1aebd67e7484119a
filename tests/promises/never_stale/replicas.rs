//! Two processes of the service over one PostgreSQL, which are killed and started again.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::crowd::{REPLICAS, Tally};
use super::drive::{Change, Subject, Told};
use crate::support::hooks::{BUSINESS, NUMBER_ID, delivery, preference, signed_by_meta};
use crate::support::make;
use crate::support::process::{OwnCluster, Service, http, new_key};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A tenant, and how its people are written about.
struct Tenant {
    key: String,
    hook: String,
    /// The business number, where opt-outs count for one.
    sender: Option<&'static str>,
}

/// How often something is killed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kills {
    /// A replica, in turns.
    pub(super) every: Duration,
    /// With each so-many-th of them PostgreSQL too.
    pub(super) postgres_each: usize,
}

pub(super) struct Replicas {
    cluster: tokio::sync::Mutex<OwnCluster>,
    url: String,
    services: [tokio::sync::Mutex<Service>; REPLICAS],
    addresses: [Mutex<Option<SocketAddr>>; REPLICAS],
    http: reqwest::Client,
    tenants: Vec<Tenant>,
    kills: Kills,
    pub(super) killed: AtomicUsize,
    /// Recipients looked up in memory, and in PostgreSQL.
    looked_up: [AtomicUsize; 2],
}

/// A replica that keeps lists in memory, or one that asks PostgreSQL for each recipient.
fn start(url: &str, has_index: bool) -> Service {
    let memory = if has_index { "64" } else { "0" };
    let quiet = "warn,optout=info,optout::request=off,optout::campaigns=warn,sqlx=error";
    let secrets = "5e".repeat(32);
    let environment = [
        ("OPTOUT_INDEX_MEMORY_MB", memory),
        ("OPTOUT_LOG", quiet),
        ("OPTOUT_SECRETS_KEYS", &secrets),
    ];
    Service::start_with(url, &environment)
}

impl Replicas {
    /// With so many tenants; for every other one opt-outs count for one sender.
    pub(super) async fn start(tenants: usize, kills: Kills) -> Self {
        let cluster = OwnCluster::start().await;
        let url = cluster.app_url();
        let http = http();
        let first = start(&url, true);
        let mut made = Vec::new();
        for tenant in 0..tenants {
            made.push(Self::tenant(&http, &first, tenant % 2 == 1).await);
        }
        let second = start(&url, false);
        let addresses = [&first, &second].map(|service| Mutex::new(Some(service.address)));
        Self {
            cluster: tokio::sync::Mutex::new(cluster),
            url,
            services: [first, second].map(tokio::sync::Mutex::new),
            addresses,
            http,
            tenants: made,
            kills,
            killed: AtomicUsize::new(0),
            looked_up: [const { AtomicUsize::new(0) }; 2],
        }
    }

    async fn tenant(http: &reqwest::Client, service: &Service, by_sender: bool) -> Tenant {
        let key = new_key(http, service).await;
        let scope = if by_sender { "sender" } else { "account" };
        let settings = http.put(service.url("/v1/settings")).json(&json!({"opt_out_scope": scope}));
        assert_eq!(settings.bearer_auth(&key).send().await.unwrap().status(), 200);
        let sender = json!({
            "provider": "meta", "phone": BUSINESS, "phone_number_id": NUMBER_ID,
            "account_id": "900100200300", "app_secrets": [SECRET],
        });
        let made = http.post(service.url("/v1/senders")).json(&sender).bearer_auth(&key);
        let made: Value = made.send().await.unwrap().json().await.unwrap();
        let hook = made["webhook"]["url"].as_str().unwrap();
        let hook = hook[hook.find("/webhooks/").unwrap()..].to_owned();
        Tenant { key, hook, sender: by_sender.then_some(BUSINESS) }
    }

    /// Recipients looked up in memory, and in PostgreSQL.
    pub(super) fn looked_up(&self) -> [usize; 2] {
        self.looked_up.each_ref().map(|count| count.load(Ordering::Relaxed))
    }

    fn url(&self, replica: usize, path: &str) -> Option<String> {
        let address = (*self.addresses[replica].lock().unwrap())?;
        Some(format!("http://{address}{path}"))
    }

    /// Sends until it is acknowledged, to one replica and the other; false if it is over before.
    async fn insist(
        &self,
        first: usize,
        path: &str,
        tally: &Tally,
        request: impl Fn(RequestBuilder) -> RequestBuilder + Sync,
    ) -> bool {
        for attempt in first.. {
            if tally.ended() {
                return false;
            }
            if let Some(url) = self.url(attempt % REPLICAS, path)
                && let Ok(answer) = request(self.http.post(url)).send().await
            {
                let status = answer.status();
                if let (true, Ok(text)) = (status.is_success(), answer.text().await) {
                    assert!(!text.contains("\"verdict\":\"invalid\""), "{text}");
                    return true;
                }
                let may_repeat = status.is_success() || status == StatusCode::SERVICE_UNAVAILABLE;
                assert!(may_repeat, "{path}: {status}");
            }
            sleep(Duration::from_millis(5)).await;
        }
        false
    }

    async fn one(&self, change: &Change, person: usize, tally: &Tally) -> bool {
        let tenant = &self.tenants[change.tenant];
        let mut body = self.event(change, person);
        let path = if change.is_opt_out() {
            "/v1/opt-outs"
        } else {
            body["reason"] = "asked for it at the desk".into();
            "/v1/opt-ins"
        };
        let request = |request: RequestBuilder| request.bearer_auth(&tenant.key).json(&body);
        self.insist(person, path, tally, request).await
    }

    fn event(&self, change: &Change, person: usize) -> Value {
        let mut event =
            json!({"phone": make::phone(person), "occurred_at": make::moment(at(change))});
        if let Some(sender) = self.tenants[change.tenant].sender {
            event["sender"] = sender.into();
        }
        event
    }

    async fn batch(&self, change: &Change, tally: &Tally) -> bool {
        let key = &self.tenants[change.tenant].key;
        let items: Vec<Value> = change.people.iter().map(|p| self.event(change, *p)).collect();
        let body = json!({"items": items});
        let request = |request: RequestBuilder| request.bearer_auth(key).json(&body);
        self.insist(change.people[0] / 100, "/v1/opt-outs/batch", tally, request).await
    }

    async fn delivery(&self, change: &Change, tally: &Tally) -> bool {
        // WhatsApp's own switch, which only WhatsApp turns back.
        let value = if change.is_opt_out() { "stop" } else { "resume" };
        let told = |person: &usize| {
            preference(&make::phone(*person)[1..], 1_772_323_200 + at(change), value)
        };
        let told: Vec<Value> = change.people.iter().map(told).collect();
        let body = delivery(&told).to_string();
        let signature = signed_by_meta(SECRET, body.as_bytes());
        let request = |request: RequestBuilder| {
            request
                .header("content-type", "application/json")
                .header("x-hub-signature-256", &signature)
                .body(body.clone())
        };
        self.insist(change.people[0], &self.tenants[change.tenant].hook, tally, request).await
    }

    /// Adds what a replica says of its look-ups; it forgets it when it is killed.
    async fn note_look_ups(&self, replica: usize) {
        let Some(url) = self.url(replica, "/metrics") else { return };
        let Ok(answer) = self.http.get(url).send().await else { return };
        let text = answer.text().await.unwrap_or_default();
        for (by, sum) in ["memory", "postgres"].into_iter().zip(&self.looked_up) {
            let name = format!("optout_exclusion_look_ups_total{{by=\"{by}\"}} ");
            let count =
                text.lines().find_map(|line| line.strip_prefix(&name)?.parse::<usize>().ok());
            sum.fetch_add(count.unwrap_or_default(), Ordering::Relaxed);
        }
    }

    async fn kill(&self, turn: usize) {
        let replica = turn % REPLICAS;
        self.note_look_ups(replica).await;
        let mut service = self.services[replica].lock().await;
        service.signal("KILL");
        *self.addresses[replica].lock().unwrap() = None;
        self.killed.fetch_add(1, Ordering::Relaxed);
        if turn % self.kills.postgres_each == self.kills.postgres_each - 1 {
            let mut cluster = self.cluster.lock().await;
            cluster.kill();
            sleep(Duration::from_millis(300)).await;
            cluster.restart().await;
        }
        // With the other way of looking people up.
        let (url, has_index) = (self.url.clone(), (turn / REPLICAS + replica) % 2 == 1);
        *service = tokio::task::spawn_blocking(move || start(&url, has_index)).await.unwrap();
        *self.addresses[replica].lock().unwrap() = Some(service.address);
    }
}

/// When a change happened, in seconds. Providers tell whole seconds, and one and the same counts as an opt-out.
fn at(change: &Change) -> i64 {
    i64::try_from(change.turn).unwrap() * 2
}

impl Subject for Replicas {
    async fn change(&self, change: &Change, tally: &Tally) -> bool {
        match change.told {
            Told::Batch if change.is_opt_out() => self.batch(change, tally).await,
            Told::Webhook => self.delivery(change, tally).await,
            _ => {
                let all = change.people.iter().map(|person| self.one(change, *person, tally));
                join_all(all).await.into_iter().all(|acknowledged| acknowledged)
            }
        }
    }

    async fn excluded(&self, replica: usize, tenant: usize, people: &[usize]) -> Option<Vec<bool>> {
        let tenant = &self.tenants[tenant];
        let recipients: Vec<String> = people.iter().map(|person| make::phone(*person)).collect();
        let body = json!({
            "campaign": {
                "template_category": "MARKETING", "exclude_opted_out": true, "sender": tenant.sender,
            },
            "recipients": recipients,
        });
        let url = self.url(replica, "/v1/campaigns/filter")?;
        let answer = self.http.post(url).bearer_auth(&tenant.key).json(&body).send().await.ok()?;
        let status = answer.status();
        if status != 200 {
            assert_eq!(status, 503, "{:?}", answer.text().await);
            return None;
        }
        let answer: Value = answer.json().await.ok()?;
        let mut out = vec![false; people.len()];
        for excluded in answer["excluded"].as_array().unwrap() {
            out[usize::try_from(excluded["index"].as_u64().unwrap()).unwrap()] = true;
        }
        Some(out)
    }

    async fn beside(&self, tally: &Tally) {
        for turn in 0.. {
            let mut waited = Duration::ZERO;
            while waited < self.kills.every && !tally.ended() {
                sleep(Duration::from_millis(20)).await;
                waited += Duration::from_millis(20);
            }
            if tally.ended() {
                break;
            }
            self.kill(turn).await;
        }
        for replica in 0..REPLICAS {
            self.note_look_ups(replica).await;
        }
    }
}

/// The subject, ready to be shared.
pub(super) async fn replicas(tenants: usize, kills: Kills) -> Arc<Replicas> {
    Arc::new(Replicas::start(tenants, kills).await)
}
