//! Compares what was answered with what was expected, and remembers every difference.

use std::fmt::Debug;
use std::process::ExitCode;

/// What was checked so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    checks: usize,
    differences: Vec<String>,
}

impl Report {
    /// Compares one answer with what it should be; says whether it is.
    pub(crate) fn check<T: PartialEq + Debug>(
        &mut self,
        what: &str,
        answer: &T,
        known: &T,
    ) -> bool {
        self.checks += 1;
        let right = answer == known;
        if !right {
            let short = |value: &T| format!("{value:?}").chars().take(300).collect::<String>();
            self.differences.push(format!("{what}: {} instead of {}", short(answer), short(known)));
        }
        right
    }

    /// Prints how it went.
    pub(crate) fn conclude(&self) -> ExitCode {
        if self.differences.is_empty() {
            println!("\nEverything adds up: {} checks, no difference.", self.checks);
            return ExitCode::SUCCESS;
        }
        println!("\n{} of {} checks failed:", self.differences.len(), self.checks);
        for difference in &self.differences {
            println!("  {difference}");
        }
        ExitCode::FAILURE
    }
}

/// What stands at the end of a line of the report.
pub(crate) const fn mark(right: bool) -> &'static str {
    if right { "ok" } else { "WRONG" }
}

/// `12345` as `12,345`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
