//! The campaign filter as a stream of lines: against Redis, and against receiving the same bytes and no more.

use std::time::Instant;

use super::Failure;
use super::audience::{Audience, Shape};
use super::client::{Connection, request};
use super::filter::in_short;
use super::rivals::{Lists, Rivals};
use super::rounds::{Measure, Report, median, whole};
use super::stage::Stage;

/// Recipients, and how many lists of so many.
const SIZES: [(usize, u64); 3] = [(10_000, 8), (100_000, 4), (1_000_000, 2)];
/// The goals of a million against Redis and the floor.
const GOALS: [f64; 2] = [10.0, 1.0 / 5.0];

/// What is to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Excluded,
    Sendable,
    Verdicts,
}

const WANTED: [Wanted; 3] = [Wanted::Excluded, Wanted::Sendable, Wanted::Verdicts];

/// Requests, and how many lines each answer is to have.
type Calls = Vec<(Vec<u8>, usize)>;

pub(crate) async fn measure(
    stage: &Stage<'_>,
    rivals: &Rivals,
    report: &mut Report,
) -> Result<(), Failure> {
    println!("Filter as a stream …");
    for (size, lists) in SIZES {
        let lists = Lists::new(stage, Shape::Usual, size, lists);
        let mut all: Vec<Calls> = Vec::new();
        for wanted in WANTED {
            let calls: Calls =
                lists.audiences.iter().map(|audience| wanted.call(stage, audience)).collect();
            let (first, _) = calls.first().ok_or("no list")?;
            // Whether it is understood at all; and a first time that is not counted.
            if let Err(why) = stage.connect().await?.exchange(first).await {
                report.leave_out(&wanted.named(size)?, &in_short(&why));
                break;
            }
            all.push(calls);
        }
        if all.len() == WANTED.len() {
            compare(stage, rivals, (size, &lists, &all), report).await?;
        }
    }
    Ok(())
}

async fn compare(
    stage: &Stage<'_>,
    rivals: &Rivals,
    (size, lists, all): (usize, &Lists, &[Calls]),
    report: &mut Report,
) -> Result<(), Failure> {
    let floor: Vec<Vec<u8>> = lists
        .audiences
        .iter()
        .map(|audience| request("POST", "/floor", "", &audience.lines()))
        .collect();
    let questions = rivals.questions(lists).await?;
    let mut ours = vec![Vec::new(); all.len()];
    let (mut redis, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..stage.plan.rounds {
        for (calls, figures) in all.iter().zip(&mut ours) {
            figures.push(ask(stage, calls).await?);
        }
        redis.extend(rivals.ask_redis(&questions).await?);
        floors.push(ask_floor(rivals, &floor).await?);
    }
    for (wanted, ours) in WANTED.into_iter().zip(ours) {
        let has_goal = size == 1_000_000 && wanted != Wanted::Verdicts;
        let [than_redis, than_floor] = GOALS.map(|goal| has_goal.then_some(goal));
        let what = wanted.named(size)?;
        if !redis.is_empty() {
            let theirs = Some(("Redis, SMISMEMBER".to_owned(), redis.clone()));
            report.add(Measure::less_ms(what.clone(), ours.clone(), theirs, than_redis));
        }
        let theirs = Some(("the body received, its length answered".to_owned(), floors.clone()));
        report.add(Measure::less_ms(what, ours, theirs, than_floor));
    }
    Ok(())
}

impl Wanted {
    fn call(self, stage: &Stage<'_>, audience: &Audience) -> (Vec<u8>, usize) {
        let (parameter, lines) = match self {
            Self::Excluded => ("&excluded_only=true", audience.on_list),
            Self::Sendable => ("&sendable_only=true", audience.phones.len() - audience.on_list),
            // The totals come behind them.
            Self::Verdicts => ("", audience.phones.len() + 1),
        };
        (audience.lines_call(stage, parameter), lines)
    }

    fn named(self, size: usize) -> Result<String, Failure> {
        let back = match self {
            Self::Excluded => "the excluded come back",
            Self::Sendable => "the sendable come back",
            Self::Verdicts => "a verdict comes back for each",
        };
        Ok(format!("filter of {} recipients, text/plain, {back}", whole(i64::try_from(size)?)))
    }
}

/// The middle of the times of all lists, in milliseconds.
async fn ask(stage: &Stage<'_>, calls: &Calls) -> Result<f64, Failure> {
    let mut connection = stage.connect().await?;
    let mut times = Vec::new();
    for (call, expected) in calls {
        let (time, lines) = timed(&mut connection, call).await?;
        if lines != *expected {
            return Err(format!("{lines} lines, not {expected}").into());
        }
        times.push(time);
    }
    Ok(median(&times))
}

async fn ask_floor(rivals: &Rivals, calls: &[Vec<u8>]) -> Result<f64, Failure> {
    let mut connection = rivals.bare.connect().await?;
    let mut times = Vec::new();
    for call in calls {
        times.push(timed(&mut connection, call).await?.0);
    }
    Ok(median(&times))
}

async fn timed(connection: &mut Connection, call: &[u8]) -> Result<(f64, usize), Failure> {
    let started = Instant::now();
    let lines = connection.exchange(call).await?;
    Ok((started.elapsed().as_secs_f64() * 1000.0, lines))
}
