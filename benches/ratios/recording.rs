//! Opt-outs one by one: against `pgbench` running the statements that one plain opt-out needs, one transaction each.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use super::Failure;
use super::client::{Flood, request};
use super::machine::Processors;
use super::pgbench;
use super::rounds::{Better, Cost, Measure, Report, Spent};
use super::stage::{Stage, Tenant};

/// Clients of `pgbench`, of which the best count.
const CLIENTS: [usize; 3] = [8, 32, 64];

/// Tenants that are written to.
struct Target {
    name: &'static str,
    tenants: Vec<Tenant>,
    ids: Vec<Uuid>,
    /// What `pgbench` runs.
    script: PathBuf,
    /// Number of the next person.
    next: Arc<AtomicU64>,
}

/// A turn of one side.
#[derive(Clone, Copy)]
struct Turn {
    /// Opt-outs recorded per second.
    rate: f64,
    /// Processor time for each; none where it cannot be told.
    spent: Option<Spent>,
}

pub(crate) async fn measure(stage: &mut Stage<'_>, report: &mut Report) -> Result<(), Failure> {
    println!("Recording …");
    let next = Arc::new(AtomicU64::new(0));
    let small = stage.small.clone();
    let spread = Target::new(stage, "100 tenants", small, Arc::clone(&next))?;
    let one = Target::new(stage, "one tenant", vec![stage.large.clone()], next)?;
    latency(stage, &spread, report).await?;
    compare(stage, &spread, [(64, Some(1.3)), (256, Some(2.0))], report).await?;
    compare(stage, &one, [(64, None), (256, Some(10.0))], report).await
}

/// One at a time.
async fn latency(
    stage: &mut Stage<'_>,
    target: &Target,
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        ours.push(1000.0 / target.flood(stage, 1).await?.rate);
        theirs.push(1000.0 / target.pgbench(stage, 1).await?.rate);
    }
    let what = format!("one opt-out after another, 1 connection, {}", target.name);
    let theirs = Some(("pgbench, same statements, 1 client".to_owned(), theirs));
    report.add(Measure::less_ms(what, ours, theirs, Some(1.0 / 1.3)));
    Ok(())
}

/// As many at a time as there are connections, with the goal for so many.
async fn compare(
    stage: &mut Stage<'_>,
    target: &Target,
    connections: [(usize, Option<f64>); 2],
    report: &mut Report,
) -> Result<(), Failure> {
    let mut ours = connections.map(|_| Vec::new());
    let mut theirs = Vec::new();
    for _ in 0..stage.plan.rounds {
        for ((connections, _), turns) in connections.iter().zip(&mut ours) {
            turns.push(target.flood(stage, *connections).await?);
        }
        let mut best: Option<Turn> = None;
        for clients in CLIENTS {
            let turn = target.pgbench(stage, clients).await?;
            best = best.filter(|best| best.rate >= turn.rate).or(Some(turn));
        }
        theirs.extend(best);
    }
    let rates = |turns: &[Turn]| turns.iter().map(|turn| turn.rate).collect::<Vec<_>>();
    let cost = |side, name: &str, turns: &[Turn]| Cost {
        what: format!("{name}, {}", target.name),
        side,
        turns: turns.iter().filter_map(|turn| turn.spent).collect(),
    };
    for ((connections, goal), turns) in connections.into_iter().zip(&ours) {
        report.add(Measure {
            what: format!("one opt-out a request, {connections} connections, {}", target.name),
            unit: "/s",
            better: Better::More,
            ours: rates(turns),
            theirs: Some((
                "pgbench, same statements, best of 8, 32, 64 clients".to_owned(),
                rates(&theirs),
            )),
            goal,
        });
        report.add_cost(cost("Optout", &format!("{connections} connections"), turns));
    }
    report.add_cost(cost("pgbench", "best of 8, 32, 64 clients", &theirs));
    Ok(())
}

impl Target {
    fn new(
        stage: &Stage<'_>,
        name: &'static str,
        tenants: Vec<Tenant>,
        next: Arc<AtomicU64>,
    ) -> Result<Self, Failure> {
        let ids: Vec<Uuid> = tenants.iter().map(|tenant| tenant.id).collect();
        let file = format!("record-{}.sql", ids.len());
        let script = stage.cluster.write(&file, &script(&ids))?;
        Ok(Self { name, tenants, ids, script, next })
    }

    /// The service's turn.
    async fn flood(&self, stage: &mut Stage<'_>, connections: usize) -> Result<Turn, Failure> {
        let keys: Vec<String> = self.tenants.iter().map(|tenant| tenant.key.clone()).collect();
        let next = Arc::clone(&self.next);
        let flood = Flood {
            address: stage.address,
            connections,
            lasting: stage.plan.recording_turn,
            requests: Arc::new(move |connection, turn| {
                let key = keys.get((connection + turn * 13) % keys.len().max(1));
                let body = new_person(next.fetch_add(1, Ordering::Relaxed));
                request("POST", "/v1/opt-outs", key.map_or("", String::as_str), body.as_bytes())
            }),
            holds: b"\"opted_out\"",
        };
        let (events, before) = (self.events(stage).await?, Processors::now(stage));
        let answered = flood.answered().await?;
        let after = Processors::now(stage);
        // The first request of each connection is not among those that are counted.
        let count = i64::try_from(answered.count + connections)?;
        let spent = self.spent(stage, (events, count), (before, after), true).await?;
        Ok(Turn { rate: answered.rate, spent })
    }

    /// The turn of `pgbench`.
    async fn pgbench(&self, stage: &mut Stage<'_>, clients: usize) -> Result<Turn, Failure> {
        let (events, before) = (self.events(stage).await?, Processors::now(stage));
        let run = pgbench::run(stage, &self.script, clients, stage.plan.recording_turn).await?;
        let after = Processors::now(stage);
        let spent = self.spent(stage, (events, run.count), (before, after), false).await?;
        Ok(Turn { rate: run.rate, spent })
    }

    /// What each of so many cost, once it is sure that they are all there.
    async fn spent(
        &self,
        stage: &mut Stage<'_>,
        (events_before, count): (i64, i64),
        (before, after): (Option<Processors>, Option<Processors>),
        is_client_ours: bool,
    ) -> Result<Option<Spent>, Failure> {
        let new = self.events(stage).await? - events_before;
        if new != count {
            return Err(format!("{count} were answered, but {new} recorded").into());
        }
        let each = f64::from(i32::try_from(count)?);
        let used = before.zip(after);
        Ok(used.map(|(before, after)| after.since(before, each, is_client_ours)))
    }

    /// Events of all these tenants.
    async fn events(&self, stage: &mut Stage<'_>) -> Result<i64, Failure> {
        let sum: i64 = sqlx::query_scalar(
            "select sum(last_event)::bigint from tenants where tenant_id = any($1)",
        )
        .bind(&self.ids)
        .fetch_one(&mut stage.owner)
        .await?;
        Ok(sum)
    }
}

/// Somebody who is in no list yet.
fn new_person(number: u64) -> String {
    let phone = 5_492_200_000_000 + number * 48_271 % 99_999_989;
    format!(
        "{{\"phone\":\"+{phone}\",\"source\":\"keyword\",\"reason\":\"BAJA\",\"message_id\":\"wamid.{number}\"}}"
    )
}

/// The transaction of a plain opt-out as somebody would write it by hand: the rows that the service writes, under
/// the same role, numbered in the same way.
fn script(tenants: &[Uuid]) -> String {
    let count = tenants.len();
    let names: Vec<String> = tenants.iter().map(|id| format!("'{id}'")).collect();
    let names = names.join(",");
    format!(
        "\\set at random(1, {count})
\\set phone 5493000000000 + random(0, 999999999)
\\set key :phone - 4950000000000
begin;
select set_config('app.tenant_id', (array[{names}])[:at], true) as tenant \\gset
select last_event + 1 as number from tenants where tenant_id = :tenant for no key update \\gset
select p.contact_id, c.status, c.since, c.ledger from contact_phones p
  join contacts c on c.tenant_id = p.tenant_id and c.contact_id = p.contact_id
  where p.tenant_id = :tenant and p.phone_key = :key;
insert into consent_events
  (tenant_id, number, contact_id, kind, source, occurred_at, phone, sent_as, message_id, reason, key_id, status,
   changed)
  values (:tenant, :number, :number, 'opt_out', 'keyword', now(), :phone, '+' || :phone, 'wamid.' || :phone, 'BAJA',
          :tenant, 'opted_out', true);
insert into contacts (tenant_id, contact_id, phone, status, event_number, since, listed)
  values (:tenant, :number, :phone, 'opted_out', :number, now(), :number);
insert into contact_phones (tenant_id, phone_key, contact_id) values (:tenant, :key, :number)
  on conflict (tenant_id, phone_key) do update set contact_id = excluded.contact_id;
insert into opt_outs
  (tenant_id, opted_out_at, listed, contact_id, event_number, recorded_at, phone, sent_as, source, message_id, reason)
  values (:tenant, now(), :number, :number, :number, now(), :phone, '+' || :phone, 'keyword', 'wamid.' || :phone,
          'BAJA');
update tenants set last_event = :number where tenant_id = :tenant;
commit;
"
    )
}
