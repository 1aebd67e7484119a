//! The campaign filter: against the same look-up on a bare connection.

use std::str::FromStr as _;
use std::time::Instant;

use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::Failure;
use super::client::request;
use super::rounds::{Better, Measure, Report, median, whole};
use super::stage::Stage;

/// Recipients, how many lists of so many, and the goal. Different lists, so that no side meets the same one again
/// at once.
const SIZES: [(i64, i64, Option<f64>); 3] =
    [(1, 500, None), (10_000, 10, Some(2.0)), (100_000, 10, None)];

/// Recipients, one in twenty on the list, and always one.
struct Audience {
    /// The request.
    call: Vec<u8>,
    /// What the look-up takes: sorted and each number once.
    keys: Vec<i64>,
    on_list: i64,
}

pub(crate) async fn measure(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Filter …");
    for (size, lists, goal) in SIZES {
        let mut audiences = Vec::new();
        for number in 0..lists {
            audiences.push(audience(stage, size, number).await?);
        }
        let mut bare = connect(stage).await?;
        // Whoever is first would read from the disk what the other finds in memory.
        ask_all(stage, &audiences).await?;
        look_up_all(&mut bare, stage, &audiences).await?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..stage.plan.rounds {
            ours.push(ask_all(stage, &audiences).await?);
            theirs.push(look_up_all(&mut bare, stage, &audiences).await?);
        }
        bare.close().await?;
        report.add(Measure {
            what: match size {
                1 => "filter of one recipient, on the list".to_owned(),
                _ => format!("filter of {} recipients, one in 20 on the list", whole(size)),
            },
            unit: "ms",
            better: Better::Less,
            ours,
            theirs: Some(("the look-up alone, sqlx", theirs)),
            goal,
        });
    }
    Ok(())
}

async fn audience(stage: &mut Stage<'_>, size: i64, number: i64) -> Result<Audience, Failure> {
    // Whole numbers of the list from everywhere, and others that nobody on it has.
    let rows: Vec<(i64, i64, bool)> = sqlx::query_as(
        "with listed as (
           select distinct 1 + (n * 7368787 + $4 * 1299709) % $2 as number from generate_series(1, ($3 + 19) / 20) n)
         select phone, key, is_listed from (
           select e.phone,
                  case when e.phone between 5490000000000 and 5499999999999 then e.phone - 4950000000000
                       else e.phone end as key, true as is_listed
           from listed join consent_events e on e.tenant_id = $1 and e.number = listed.number
           union all
           select 5493510000000 + n, 543510000000 + n, false
           from (select (g * 48271 + $4) % 9999991 as n from generate_series(1, $3) g) other) all_of_them
         order by is_listed desc, md5(phone::text)
         limit $3",
    )
    .bind(stage.large.id)
    .bind(stage.plan.large)
    .bind(size)
    .bind(number)
    .fetch_all(&mut stage.owner)
    .await?;
    let mut recipients: Vec<String> = rows.iter().map(|(phone, ..)| format!("+{phone}")).collect();
    recipients.sort_by_key(|phone| phone.bytes().rev().collect::<Vec<_>>());
    let mut keys: Vec<i64> = rows.iter().map(|(_, key, _)| *key).collect();
    keys.sort_unstable();
    keys.dedup();
    let on_list = i64::try_from(rows.iter().filter(|(.., is_listed)| *is_listed).count())?;
    let body = json!({
        "campaign": { "template_category": "MARKETING", "exclude_opted_out": true },
        "recipients": recipients,
    });
    let call =
        request("POST", "/v1/campaigns/filter", &stage.large.key, body.to_string().as_bytes());
    Ok(Audience { call, keys, on_list })
}

/// The middle of the times of all lists, in milliseconds.
async fn ask_all(stage: &Stage<'_>, audiences: &[Audience]) -> Result<f64, Failure> {
    let mut connection = stage.connect().await?;
    let mut times = Vec::new();
    for audience in audiences {
        let started = Instant::now();
        let answer = connection.call(&audience.call).await?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        let answer: Value = serde_json::from_slice(answer)?;
        let excluded = answer.pointer("/summary/excluded").and_then(Value::as_i64);
        if excluded != Some(audience.on_list) {
            return Err(format!("{excluded:?} excluded, not {}", audience.on_list).into());
        }
    }
    Ok(median(&times))
}

async fn connect(stage: &Stage<'_>) -> Result<PgConnection, Failure> {
    let options = PgConnectOptions::from_str(&stage.cluster.app_url())?;
    let planning = [("plan_cache_mode", "force_generic_plan"), ("jit", "off")];
    Ok(options.options(planning).connect().await?)
}

async fn look_up_all(
    bare: &mut PgConnection,
    stage: &Stage<'_>,
    audiences: &[Audience],
) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for audience in audiences {
        let started = Instant::now();
        let mut tx = bare.begin().await?;
        sqlx::query("select set_config('app.tenant_id', $1, true)")
            .bind(stage.large.id.to_string())
            .execute(&mut *tx)
            .await?;
        let found: Vec<(i64, chrono::DateTime<chrono::Utc>)> = sqlx::query_as(
            "select p.phone_key, c.since
             from contact_phones p
             cross join lateral (
               select status, since from contacts
               where tenant_id = $1 and contact_id = p.contact_id limit 1) c
             where p.tenant_id = $1 and p.phone_key = any($2) and c.status = 'opted_out'",
        )
        .bind(stage.large.id)
        .bind(&audience.keys)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        if i64::try_from(found.len())? != audience.on_list {
            return Err(format!("{} found, not {}", found.len(), audience.on_list).into());
        }
    }
    Ok(median(&times))
}
