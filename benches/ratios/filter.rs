//! The campaign filter in JSON: against Redis, and against SQL behind the same HTTP.

use std::time::Instant;

use serde::Deserialize;

use super::Failure;
use super::audience::Shape;
use super::rivals::{Lists, Rivals};
use super::rounds::{Measure, Report, median, whole};
use super::stage::Stage;

/// Recipients, how many lists of so many, and the goals against Redis and SQL.
const SIZES: [(usize, u64, [Option<f64>; 2]); 3] = [
    (10_000, 8, [None, None]),
    (100_000, 4, [None, None]),
    (1_000_000, 2, [Some(6.0), Some(20.0)]),
];

/// Other audiences than the usual one, for honesty.
const SHAPES: [(Shape, &str); 4] = [
    (Shape::Sorted, "in the order of their digits"),
    (Shape::HalfListed, "every other one on the list"),
    (Shape::Repeated, "a thousand people again and again"),
    (Shape::WithoutNinthDigit, "one in 20 a Brazilian on the list, without the ninth digit"),
];

/// Lists as requests, and how many are to be excluded.
struct Calls(Vec<(Vec<u8>, usize)>);

pub(crate) async fn measure(
    stage: &Stage<'_>,
    rivals: &Rivals,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("Filter …");
    warm_up(stage).await?;
    for (size, lists, goals) in SIZES {
        let lists = Lists::new(stage, Shape::Usual, size, lists);
        measure_size(stage, rivals, (size, &lists, goals), report).await?;
    }
    Ok(())
}

async fn measure_size(
    stage: &Stage<'_>,
    rivals: &Rivals,
    (size, lists, [than_redis, than_sql]): (usize, &Lists, [Option<f64>; 2]),
    report: &mut Report,
) -> Result<(), Failure> {
    let what = format!("filter of {} recipients, JSON", whole(i64::try_from(size)?));
    let calls = Calls::new(stage, lists);
    if let Some(why) = calls.refused(stage).await? {
        report.leave_out(&what, &why);
        return Ok(());
    }
    let questions = rivals.questions(lists).await?;
    let (form, sql) = rivals.best_sql(lists).await?;
    let (mut ours, mut redis, mut by_sql) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        ours.push(calls.ask(stage).await?);
        redis.extend(rivals.ask_redis(&questions).await?);
        by_sql.push(rivals.ask_sql(&sql).await?);
    }
    let chunk = questions.first().map_or(0, |questions| questions.chunk);
    let than_these = [
        (format!("Redis, SMISMEMBER of {}", whole(i64::try_from(chunk)?)), redis, than_redis),
        (format!("SQL behind the same HTTP, `{form}`"), by_sql, than_sql),
    ];
    for (name, theirs, goal) in than_these {
        if !theirs.is_empty() {
            let (what, ours) = (what.clone(), ours.clone());
            report.add(Measure::less_ms(what, ours, Some((name, theirs)), goal));
        }
    }
    Ok(())
}

/// Has the list kept in memory. What a tenant's first large filter costs is measured with the index.
async fn warm_up(stage: &Stage<'_>) -> Result<(), Failure> {
    let lists = Lists::new(stage, Shape::Usual, 1_000_000, 1);
    Calls::new(stage, &lists).refused(stage).await?;
    Ok(())
}

/// Audiences that are put together in another way.
pub(crate) async fn measure_shapes(
    stage: &Stage<'_>,
    rivals: &Rivals,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("Filter of unusual audiences …");
    for (shape, name) in SHAPES {
        let mut taken = None;
        for size in [1_000_000, 100_000] {
            let lists = Lists::new(stage, shape, size, 2);
            let calls = Calls::new(stage, &lists);
            let what =
                format!("filter of {} recipients, JSON: {name}", whole(i64::try_from(size)?));
            let Some(why) = calls.refused(stage).await? else {
                taken = Some((what, lists, calls));
                break;
            };
            report.leave_out(&what, &why);
        }
        let Some((what, lists, calls)) = taken else { continue };
        // Redis knows one way of writing a number.
        let knows = shape != Shape::WithoutNinthDigit;
        let questions = if knows { rivals.questions(&lists).await? } else { Vec::new() };
        let (mut ours, mut redis) = (Vec::new(), Vec::new());
        for _ in 0..stage.plan.rounds {
            ours.push(calls.ask(stage).await?);
            if knows {
                redis.extend(rivals.ask_redis(&questions).await?);
            }
        }
        let theirs = (!redis.is_empty()).then(|| ("Redis, SMISMEMBER".to_owned(), redis));
        report.add(Measure::less_ms(what, ours, theirs, None));
    }
    Ok(())
}

impl Calls {
    fn new(stage: &Stage<'_>, lists: &Lists) -> Self {
        let audiences = lists.audiences.iter();
        Self(audiences.map(|audience| (audience.json_call(stage), audience.on_list)).collect())
    }

    /// Why the service does not take such lists, if it does not; a first time that is not counted.
    async fn refused(&self, stage: &Stage<'_>) -> Result<Option<String>, Failure> {
        let Some((call, _)) = self.0.first() else { return Ok(None) };
        // Who is refused is not let to finish, and only who listens meanwhile hears why.
        let refused = stage.connect().await?.exchange(call).await.err();
        if refused.is_none() {
            self.ask(stage).await?;
        }
        Ok(refused.map(|why| in_short(&why)))
    }

    /// The middle of the times of all lists, in milliseconds.
    async fn ask(&self, stage: &Stage<'_>) -> Result<f64, Failure> {
        #[derive(Deserialize)]
        struct Answer {
            summary: Summary,
        }
        #[derive(Deserialize)]
        struct Summary {
            excluded: usize,
        }
        let mut connection = stage.connect().await?;
        let mut times = Vec::new();
        for (call, on_list) in &self.0 {
            let started = Instant::now();
            let answer = connection.call(call).await?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            let Answer { summary: Summary { excluded } } = serde_json::from_slice(answer)?;
            if excluded != *on_list {
                return Err(format!("{excluded} excluded, not {on_list}").into());
            }
        }
        Ok(median(&times))
    }
}

/// Why something was refused: the detail of a problem, if it is one.
pub(crate) fn in_short(why: &Failure) -> String {
    #[derive(Deserialize)]
    struct Problem {
        status: u16,
        detail: Option<String>,
        title: String,
    }
    let text = why.to_string();
    let at = text.find('{').unwrap_or(text.len());
    let problem = text.get(at..).and_then(|problem| serde_json::from_str::<Problem>(problem).ok());
    problem.map_or(text, |Problem { status, detail, title }| {
        format!("{status}, {}", detail.unwrap_or(title))
    })
}
