//! Batches of opt-outs: against the same rows inserted over a bare connection, one statement for each table.

use std::str::FromStr as _;
use std::time::Instant;

use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::Failure;
use super::client::{rate, request};
use super::rounds::{Better, Measure, Report, median};
use super::stage::Stage;

/// Items of a batch.
const BATCH: usize = 10_000;
/// Batches in a turn.
const IN_A_TURN: usize = 4;

/// Inserts for events, contacts, identifiers and the list. `$2` are the numbers of the events, `$3` the phones, `$4`
/// their match keys, `$5` phones as they were sent and `$6` message ids.
const INSERTS: [&str; 4] = [
    "insert into consent_events
       (tenant_id, number, contact_id, kind, source, occurred_at, phone, sent_as, message_id, reason, key_id, status,
        changed)
     select $1, number, number, 'opt_out', 'keyword', now(), phone, sent_as, message_id, 'BAJA', $1, 'opted_out', true
     from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
       n (number, phone, key, sent_as, message_id)",
    "insert into contacts (tenant_id, contact_id, phone, status, event_number, since, listed)
     select $1, number, phone, 'opted_out', number, now(), number
     from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
       n (number, phone, key, sent_as, message_id)
     on conflict (tenant_id, contact_id) do update set status = excluded.status",
    "insert into contact_phones (tenant_id, phone_key, contact_id)
     select $1, key, number
     from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
       n (number, phone, key, sent_as, message_id)
     on conflict (tenant_id, phone_key) do update set contact_id = excluded.contact_id",
    "insert into opt_outs
       (tenant_id, opted_out_at, listed, contact_id, event_number, recorded_at, phone, sent_as, source, message_id,
        reason)
     select $1, now(), number, number, number, now(), phone, sent_as, 'keyword', message_id, 'BAJA'
     from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
       n (number, phone, key, sent_as, message_id)",
];

/// People in no list yet.
#[derive(Default)]
struct People {
    taken: u64,
}

impl People {
    /// Phones of the next ones, in no order.
    fn next(&mut self, count: usize) -> Vec<i64> {
        let first = self.taken;
        self.taken += u64::try_from(count).unwrap_or_default();
        let phone = |number| 5_492_300_000_000 + number * 48_271 % 99_999_989;
        (first..self.taken).map(phone).map(u64::cast_signed).collect()
    }
}

pub(crate) async fn measure(stage: &Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Batches …");
    let options = PgConnectOptions::from_str(&stage.cluster.app_url())?;
    let planning = [("plan_cache_mode", "force_generic_plan"), ("jit", "off")];
    let mut bare = options.options(planning).connect().await?;
    let mut people = People::default();
    post(stage, &people.next(BATCH)).await?;
    insert(stage, &mut bare, &people.next(BATCH)).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        let (mut posted, mut inserted) = (Vec::new(), Vec::new());
        for _ in 0..IN_A_TURN {
            posted.push(post(stage, &people.next(BATCH)).await?);
        }
        for _ in 0..IN_A_TURN {
            inserted.push(insert(stage, &mut bare, &people.next(BATCH)).await?);
        }
        ours.push(median(&posted));
        theirs.push(median(&inserted));
    }
    bare.close().await?;
    report.add(Measure {
        what: "batches of 10,000 opt-outs, large tenant".to_owned(),
        unit: "rows/s",
        better: Better::More,
        ours,
        theirs: Some(("insert … select unnest, sqlx".to_owned(), theirs)),
        goal: Some(0.8),
    });
    Ok(())
}

/// Rows per second through the service.
async fn post(stage: &Stage<'_>, phones: &[i64]) -> Result<f64, Failure> {
    let item = |phone: &i64| {
        json!({ "phone": format!("+{phone}"), "source": "keyword", "reason": "BAJA",
                "message_id": format!("wamid.{phone}") })
    };
    let body = json!({ "items": phones.iter().map(item).collect::<Vec<_>>() }).to_string();
    let call = request("POST", "/v1/opt-outs/batch", &stage.large.key, body.as_bytes());
    let mut connection = stage.connect().await?;
    let started = Instant::now();
    let answer = connection.call(&call).await?;
    let figure = rate(phones.len(), started.elapsed());
    let answer: Value = serde_json::from_slice(answer)?;
    let recorded = answer.pointer("/summary/recorded").and_then(Value::as_u64);
    if recorded != Some(u64::try_from(phones.len())?) {
        return Err(format!("{recorded:?} of a batch were recorded").into());
    }
    Ok(figure)
}

/// Rows per second over the connection, in one transaction with the look-ups that recording needs.
async fn insert(
    stage: &Stage<'_>,
    bare: &mut PgConnection,
    phones: &[i64],
) -> Result<f64, Failure> {
    let keys: Vec<i64> = phones.iter().map(|phone| phone - 4_950_000_000_000).collect();
    let sent_as: Vec<String> = phones.iter().map(|phone| format!("+{phone}")).collect();
    let messages: Vec<String> = phones.iter().map(|phone| format!("wamid.{phone}")).collect();
    let tenant = stage.large.id;
    let started = Instant::now();
    let mut tx = bare.begin().await?;
    sqlx::query("select set_config('app.tenant_id', $1, true)")
        .bind(tenant.to_string())
        .execute(&mut *tx)
        .await?;
    let last: i64 =
        sqlx::query_scalar("select last_event from tenants where tenant_id = $1 for no key update")
            .bind(tenant)
            .fetch_one(&mut *tx)
            .await?;
    let known: Vec<i64> = sqlx::query_scalar(
        "select contact_id from contact_phones where tenant_id = $1 and phone_key = any($2)",
    )
    .bind(tenant)
    .bind(&keys)
    .fetch_all(&mut *tx)
    .await?;
    if !known.is_empty() {
        return Err(format!("{} are known already", known.len()).into());
    }
    let count = i64::try_from(phones.len())?;
    let numbers: Vec<i64> = (last + 1..=last + count).collect();
    for sql in INSERTS {
        let query = sqlx::query(sql).bind(tenant).bind(&numbers).bind(phones).bind(&keys);
        query.bind(&sent_as).bind(&messages).execute(&mut *tx).await?;
    }
    sqlx::query("update tenants set last_event = $2 where tenant_id = $1")
        .bind(tenant)
        .bind(last + count)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(rate(phones.len(), started.elapsed()))
}
