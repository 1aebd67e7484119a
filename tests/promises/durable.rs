//! What was acknowledged survives `kill -9` of the service and of PostgreSQL.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::make;
use crate::support::process::{OwnCluster, Service, http, new_key};

/// People told about by several writers at once, and who of them was acknowledged.
#[derive(Default)]
struct Load {
    next: AtomicUsize,
    acknowledged: Mutex<BTreeSet<String>>,
    statuses: Mutex<BTreeSet<u16>>,
    stop: AtomicBool,
}

impl Load {
    fn count(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    /// Writes until told to stop, and past errors.
    async fn write(&self, http: &reqwest::Client, url: &str, key: &str) {
        while !self.stop.load(Ordering::Relaxed) {
            let phone = make::phone(self.next.fetch_add(1, Ordering::Relaxed));
            let request = http.post(url).bearer_auth(key).json(&json!({"phone": phone}));
            let Ok(answer) = request.send().await else {
                tokio::task::yield_now().await;
                continue;
            };
            self.statuses.lock().unwrap().insert(answer.status().as_u16());
            if answer.status().is_success() {
                self.acknowledged.lock().unwrap().insert(phone);
            }
        }
    }

    /// Waits until this many more were acknowledged.
    async fn grow(&self, by: usize) {
        let wanted = self.count() + by;
        while self.count() < wanted {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

async fn stored(http: &reqwest::Client, service: &Service, key: &str) -> BTreeSet<String> {
    let url = service.url("/v1/opt-outs/export?format=plain");
    let answer = http.get(url).bearer_auth(key).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

async fn numbers_have_no_gaps(http: &reqwest::Client, service: &Service, key: &str, count: usize) {
    let mut after = 0;
    let mut seen = 0;
    loop {
        let url = service.url(&format!("/v1/changes?limit=1000&after={after}"));
        let page: Value =
            http.get(url).bearer_auth(key).send().await.unwrap().json().await.unwrap();
        let data = page["data"].as_array().unwrap();
        if data.is_empty() {
            assert_eq!(seen, count);
            return;
        }
        for event in data {
            after += 1;
            assert_eq!(event["number"], after);
        }
        seen += data.len();
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_death_of_the_service() {
    let cluster = OwnCluster::start().await;
    let http = http();
    let mut service = Service::start(&cluster.app_url());
    let key = new_key(&http, &service).await;
    let load = Load::default();

    for _ in 0..4 {
        load.stop.store(false, Ordering::Relaxed);
        let url = service.url("/v1/opt-outs");
        let crash = async {
            load.grow(100).await;
            service.signal("KILL");
            load.stop.store(true, Ordering::Relaxed);
        };
        tokio::join!(join_all((0..8).map(|_| load.write(&http, &url, &key))), crash);
        service = Service::start(&cluster.app_url());
    }

    let stored = stored(&http, &service, &key).await;
    let acknowledged = load.acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= 400);
    assert_eq!(acknowledged.difference(&stored).collect::<Vec<_>>(), Vec::<&String>::new());
    numbers_have_no_gaps(&http, &service, &key, stored.len()).await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_death_of_postgresql() {
    let mut cluster = OwnCluster::start().await;
    let http = http();
    let service = Service::start(&cluster.app_url());
    let key = new_key(&http, &service).await;
    let load = Load::default();
    let url = service.url("/v1/opt-outs");
    let crashes = async {
        for _ in 0..3 {
            load.grow(100).await;
            cluster.kill();
            cluster.restart().await;
        }
        load.grow(100).await;
        load.stop.store(true, Ordering::Relaxed);
    };

    tokio::join!(join_all((0..8).map(|_| load.write(&http, &url, &key))), crashes);

    let stored = stored(&http, &service, &key).await;
    let acknowledged = load.acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= 400);
    assert_eq!(acknowledged.difference(&stored).collect::<Vec<_>>(), Vec::<&String>::new());
    let statuses = load.statuses.lock().unwrap().clone();
    assert!(statuses.iter().all(|status| [200, 201, 503].contains(status)), "{statuses:?}");
    numbers_have_no_gaps(&http, &service, &key, stored.len()).await;
}
