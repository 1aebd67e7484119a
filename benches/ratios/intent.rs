//! What a message asks for, decided on one core: no network, no database.

use std::hint::black_box;
use std::time::Instant;

use optout::domain::intent::{Words, detect};
use optout::domain::language::Language;

use super::Failure;
use super::client::rate;
use super::plan::Plan;
use super::rounds::{Better, Measure, Report};

const CORPUS: &str = include_str!("../../tests/fixtures/intent/development.tsv");
/// Messages per second and core that are enough.
const GOAL: f64 = 200_000.0;

pub(crate) fn measure(plan: &Plan, report: &mut Report) -> Result<(), Failure> {
    println!("Intent …");
    // Language, expected intent, text, with tabs between them.
    let samples: Vec<(Option<Language>, String)> = CORPUS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.splitn(3, '\t');
            let language = columns.next()?;
            let text = columns.nth(1)?.replace("\\n", "\n");
            Some((Language::parse(language).ok(), text))
        })
        .collect();
    if samples.is_empty() {
        return Err("no messages".into());
    }
    let words = Words::default();
    let mut ours = Vec::new();
    for _ in 0..plan.rounds {
        let (started, mut count) = (Instant::now(), 0);
        while started.elapsed() < plan.turn {
            for (hint, text) in &samples {
                black_box(detect(black_box(text), hint.as_ref(), &words));
            }
            count += samples.len();
        }
        ours.push(rate(count, started.elapsed()));
    }
    report.add(Measure {
        what: "messages understood on one core".to_owned(),
        unit: "/s",
        better: Better::More,
        ours,
        theirs: None,
        goal: Some(GOAL),
    });
    Ok(())
}
