//! What the filter is compared with: Redis, and the bare server.

use std::time::Instant;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Failure;
use super::audience::{Audience, Shape};
use super::bare::{Bare, FORMS};
use super::redis::{Questions, Redis};
use super::rounds::{Report, median};
use super::stage::Stage;

/// Those that run.
pub(crate) struct Rivals {
    /// None where there is no Redis: then its rows are left out.
    redis: Option<Redis>,
    pub(crate) bare: Bare,
}

/// Audiences of one size and shape: no side meets the same one again at once.
pub(crate) struct Lists {
    pub(crate) audiences: Vec<Audience>,
}

/// The best statement behind HTTP for lists of recipients.
pub(crate) struct Sql {
    calls: Vec<(Vec<u8>, usize)>,
}

impl Rivals {
    pub(crate) async fn start(stage: &mut Stage<'_>, report: &mut Report) -> Result<Self, Failure> {
        println!("Starting what the filter is compared with …");
        let redis = if stage.plan.includes_any(&["filter", "shapes", "stream"]) {
            let started = Redis::start(stage).await;
            started.map_err(|why| report.leave_out("rows against Redis", &why.to_string())).ok()
        } else {
            None
        };
        Ok(Self { redis, bare: Bare::start(stage).await? })
    }

    /// What Redis is asked, in its best chunks; nothing without a Redis.
    pub(crate) async fn questions(&self, lists: &Lists) -> Result<Vec<Questions>, Failure> {
        let Some(redis) = &self.redis else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for audience in &lists.audiences {
            let chunk = all.first().map(|first: &Questions| first.chunk);
            all.push(match chunk {
                Some(chunk) => Questions::new(audience, chunk)?,
                None => redis.best(audience).await?,
            });
        }
        Ok(all)
    }

    /// The middle of the times of all lists, in milliseconds; none without a Redis.
    pub(crate) async fn ask_redis(&self, questions: &[Questions]) -> Result<Option<f64>, Failure> {
        let Some(redis) = &self.redis else { return Ok(None) };
        let mut times = Vec::new();
        for questions in questions {
            times.push(redis.ask(questions).await?);
        }
        Ok(Some(median(&times)))
    }

    /// The statement that is the quickest with the first of these lists.
    pub(crate) async fn best_sql(&self, lists: &Lists) -> Result<(&'static str, Sql), Failure> {
        let first = lists.audiences.get(..1).ok_or("no list")?;
        let mut best: Option<(f64, &'static str)> = None;
        for form in FORMS {
            let sql = Sql::new(form, first);
            // The first time it would be read from the disk, and planned.
            self.ask_sql(&sql).await?;
            let time = self.ask_sql(&sql).await?;
            if best.is_none_or(|(least, _)| time < least) {
                best = Some((time, form));
            }
        }
        let (_, form) = best.ok_or("no form")?;
        let sql = Sql::new(form, &lists.audiences);
        self.ask_sql(&sql).await?;
        Ok((form, sql))
    }

    pub(crate) async fn ask_sql(&self, sql: &Sql) -> Result<f64, Failure> {
        #[derive(Deserialize)]
        struct Answer {
            excluded: Vec<IgnoredAny>,
        }
        let mut connection = self.bare.connect().await?;
        let mut times = Vec::new();
        for (call, on_list) in &sql.calls {
            let started = Instant::now();
            let answer = connection.call(call).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            let answer: Answer = serde_json::from_slice(answer)?;
            if answer.excluded.len() != *on_list {
                let found = answer.excluded.len();
                return Err(format!("{found} found by SQL, not {on_list}").into());
            }
        }
        Ok(median(&times))
    }
}

impl Sql {
    fn new(form: &str, audiences: &[Audience]) -> Self {
        let call = |audience: &Audience| (Bare::look_up(form, &audience.json()), audience.on_list);
        Self { calls: audiences.iter().map(call).collect() }
    }
}

impl Lists {
    pub(crate) fn new(stage: &Stage<'_>, shape: Shape, size: usize, count: u64) -> Self {
        let audience = |number| Audience::new(stage, shape, size, number);
        Self { audiences: (0..count).map(audience).collect() }
    }
}
