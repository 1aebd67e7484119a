//! Finds the service and a tenant to demonstrate with.

use std::fs;

use chrono::{Days, NaiveDate, SecondsFormat};
use chrono_tz::America::Argentina::Buenos_Aires;
use chrono_tz::Tz;
use optout::config::{DevConfig, environment};
use optout::domain::clock::Clock;
use reqwest::Method;
use serde_json::{Value, json};

use super::Failure;
use super::service::{Service, text};

/// The zone of everybody in the demonstration.
pub(crate) const ZONE: Tz = Buenos_Aires;
/// The same people and opt-outs each time.
const SEED: u64 = 20_261_123;

/// Whom the demonstration acts for.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) service: Service,
    pub(crate) described: String,
    /// Whether numbers without a country code are read as Argentine.
    pub(crate) reads_local_numbers: bool,
    pub(crate) seed: u64,
    /// Marks this run's opt-outs.
    pub(crate) campaign: String,
    /// What lists are narrowed with, where the tenant may have opt-outs of its own.
    pub(crate) narrowed: String,
    /// The first of the seven days on which people opt out; the last one is yesterday.
    pub(crate) first_day: NaiveDate,
}

/// Takes the key in `OPTOUT_KEY`; else makes a tenant with the platform key; else takes the demo key.
pub(crate) async fn connect() -> Result<Tenant, Failure> {
    let config = DevConfig::read(&environment)?;
    let file = |name: &str| fs::read_to_string(config.data_dir.join(name)).ok();
    let trimmed = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let url = environment("OPTOUT_URL")
        .unwrap_or_else(|| format!("http://127.0.0.1:{}", config.listen.port()));
    let service = Service::new(&url, "")?;
    if !service.is_there().await {
        return Err(format!(
            "nothing answers at {url}. To start the service, type make dev in another terminal"
        )
        .into());
    }
    let own_key = environment("OPTOUT_KEY").and_then(trimmed);
    let platform_key = environment("OPTOUT_PLATFORM_KEY").or_else(|| file("platform-key"));
    if let Some(platform_key) = platform_key.and_then(trimmed).filter(|_| own_key.is_none())
        && let Some(key) = new_tenant(&service.with_key(&platform_key)).await?
    {
        return fresh(service.with_key(&key)).await;
    }
    let key = own_key.or_else(|| file("demo-key").and_then(trimmed)).ok_or(
        "no key was found: run it where make dev was run, or set OPTOUT_KEY (and OPTOUT_URL)",
    )?;
    shared(service.with_key(&key)).await
}

/// A new tenant's key; none if this service has another platform key than the one at hand.
async fn new_tenant(platform: &Service) -> Result<Option<String>, Failure> {
    let now = Clock::System.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let body = serde_json::to_vec(&json!({ "name": format!("Demo of {now}") }))?;
    let (status, answer) = platform.call(Method::POST, "/v1/tenants", Some(body)).await?;
    Ok(answer.pointer("/api_key").and_then(Value::as_str).filter(|_| status == 201).map(Into::into))
}

async fn fresh(service: Service) -> Result<Tenant, Failure> {
    let wanted = json!({ "time_zone": ZONE.name(), "default_country": "AR" });
    service.put("/v1/settings", &wanted).await?;
    let described = format!("a new tenant (zone {}, default country AR)", ZONE.name());
    tenant(service, described, true, SEED)
}

/// Somebody's tenant: its settings stay as they are, and its own opt-outs are kept out of the sums. The
/// people are others each time, since those of the last time are on the list already.
async fn shared(service: Service) -> Result<Tenant, Failure> {
    let settings = service.get("/v1/settings").await?;
    let reads_local_numbers = text(&settings, "/default_country") == "AR";
    let now = Clock::System.now().timestamp_micros().cast_unsigned();
    let described = "the tenant of the key, whose settings stay as they are".to_owned();
    let mut tenant = tenant(service, described, reads_local_numbers, now)?;
    tenant.narrowed = format!("&tz={}&campaign_id={}", ZONE.name(), tenant.campaign);
    Ok(tenant)
}

fn tenant(
    service: Service,
    described: String,
    reads_local_numbers: bool,
    seed: u64,
) -> Result<Tenant, Failure> {
    let today = Clock::System.now().with_timezone(&ZONE).date_naive();
    let first_day = today.checked_sub_days(Days::new(7)).ok_or("the clock is wrong")?;
    Ok(Tenant {
        service,
        described,
        reads_local_numbers,
        seed,
        campaign: format!("demo-{seed}"),
        narrowed: String::new(),
        first_day,
    })
}
