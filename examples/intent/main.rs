//! Measures intent detection on a corpus: `cargo run --release --example intent -- FILE… [--misses] [--speed]`.
//!
//! A corpus has three columns with tabs between them: language, expected intent, text. Lines that begin with
//! `#` are comments. `\n` in a text is a line break.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measurement is there to be read")]

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use optout::domain::intent::{Intent, Verdict, Words, detect};
use optout::domain::language::Language;

/// How often the corpus is read for the speed.
const ROUNDS: u32 = 200;

/// One line of a corpus.
struct Sample {
    language: String,
    hint: Option<Language>,
    expected: Intent,
    text: String,
}

/// What was counted of one language.
#[derive(Default)]
struct Count {
    all: usize,
    right: usize,
    opt_outs: usize,
    found: usize,
    reviewed: usize,
    others: usize,
    false_automatic: usize,
}

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    let samples = match read(&files) {
        Ok(samples) => samples,
        Err(failure) => {
            eprintln!("{failure}");
            return ExitCode::FAILURE;
        }
    };
    let words = Words::default();
    report(&samples, &words, has("--misses"));
    if has("--speed") {
        speed(&samples, &words);
    }
    ExitCode::SUCCESS
}

fn read(files: &[String]) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut samples = Vec::new();
    for file in files {
        for (number, line) in std::fs::read_to_string(file)?.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let sample =
                parse(line).ok_or_else(|| format!("{file}:{}: not three columns", number + 1))?;
            samples.push(sample);
        }
    }
    Ok(samples)
}

fn parse(line: &str) -> Option<Sample> {
    let mut columns = line.splitn(3, '\t');
    let language = columns.next()?.to_owned();
    let name = columns.next()?;
    let intents = [Intent::OptOut, Intent::OptIn, Intent::Review, Intent::None];
    let expected = intents.into_iter().find(|intent| intent.as_str() == name)?;
    let text = columns.next()?.replace("\\n", "\n");
    Some(Sample { hint: Language::parse(&language).ok(), language, expected, text })
}

fn report(samples: &[Sample], words: &Words, misses: bool) {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for sample in samples {
        let verdict = detect(&sample.text, sample.hint.as_ref(), words);
        counts.entry(&sample.language).or_default().add(sample.expected, verdict.intent);
        if misses && verdict.intent != sample.expected {
            miss(sample, &verdict);
        }
    }
    println!("language  lines  right  opt-outs  recall  for review  others  false automatic");
    for (language, count) in counts {
        println!(
            "{language:8} {:6} {:6} {:9} {:>7} {:11} {:7} {:>8} ({})",
            count.all,
            count.right,
            count.opt_outs,
            percent(count.found, count.opt_outs),
            count.reviewed,
            count.others,
            percent(count.false_automatic, count.others),
            count.false_automatic,
        );
    }
}

impl Count {
    fn add(&mut self, expected: Intent, got: Intent) {
        self.all += 1;
        self.right += usize::from(expected == got);
        if expected == Intent::OptOut {
            self.opt_outs += 1;
            self.found += usize::from(got == Intent::OptOut);
            self.reviewed += usize::from(got == Intent::Review);
        } else {
            self.others += 1;
            self.false_automatic += usize::from(got == Intent::OptOut);
        }
    }
}

fn miss(sample: &Sample, verdict: &Verdict) {
    let serious = match (sample.expected, verdict.intent) {
        (Intent::OptOut, _) => "MISSED",
        (_, Intent::OptOut) => "FALSE",
        _ => "other",
    };
    println!(
        "{serious}\t{}\t{} not {}\t{}\t[{} {}]",
        sample.language,
        verdict.intent.as_str(),
        sample.expected.as_str(),
        sample.text,
        verdict.rule,
        verdict.matched.as_deref().unwrap_or_default(),
    );
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let tenths = (part * 2_000 + whole) / (whole * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn speed(samples: &[Sample], words: &Words) {
    for (name, only) in
        [("the whole corpus", None), ("its messages of no intent", Some(Intent::None))]
    {
        let chosen: Vec<&Sample> =
            samples.iter().filter(|s| only.is_none_or(|intent| s.expected == intent)).collect();
        let start = Instant::now();
        let mut decided = 0_u64;
        for _ in 0..ROUNDS {
            for sample in &chosen {
                let verdict = detect(&sample.text, sample.hint.as_ref(), words);
                decided += u64::from(verdict.intent != Intent::None);
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        let messages = u32::try_from(chosen.len()).unwrap_or(u32::MAX).saturating_mul(ROUNDS);
        println!(
            "{name}: {messages} messages in {seconds:.2} s on one thread, {:.0} a second ({decided} decided)",
            f64::from(messages) / seconds
        );
    }
}
