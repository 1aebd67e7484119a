//! Figures of both sides, round by round, and the report made of them.

use std::fmt::Write as _;

use super::plan::Plan;

/// What is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Better {
    More,
    Less,
}

/// One thing that was measured, for us and for what it is compared with.
#[derive(Debug)]
pub(crate) struct Measure {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) better: Better,
    pub(crate) ours: Vec<f64>,
    /// What it is compared with, and its figures of the same rounds; none where nothing is.
    pub(crate) theirs: Option<(String, Vec<f64>)>,
    /// Of what is compared: the ratio that is enough. Of what is not: the figure that is enough.
    pub(crate) goal: Option<f64>,
}

/// Processor time of one piece of work in microseconds, turn by turn, by who spent it.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) what: String,
    /// Whose way of doing it.
    pub(crate) side: &'static str,
    pub(crate) turns: Vec<Spent>,
}

/// Processor time, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) service: f64,
    pub(crate) postgres: f64,
    pub(crate) client: f64,
}

/// All that was measured, and what could not be.
#[derive(Debug, Default)]
pub(crate) struct Report {
    measures: Vec<Measure>,
    costs: Vec<Cost>,
    left_out: Vec<String>,
}

impl Report {
    pub(crate) fn add(&mut self, measure: Measure) {
        println!("  {}", measure.line().trim_matches(['|', ' ']));
        self.measures.push(measure);
    }

    pub(crate) fn add_cost(&mut self, cost: Cost) {
        if !cost.turns.is_empty() {
            println!("  CPU µs each: {}", cost.line().trim_matches(['|', ' ']));
            self.costs.push(cost);
        }
    }

    /// Says what is missing in the tables, and why.
    pub(crate) fn leave_out(&mut self, what: &str, why: &str) {
        println!("  LEFT OUT: {what}: {why}");
        self.left_out.push(format!("{what}: {why}"));
    }

    pub(crate) fn markdown(&self, surroundings: &str, plan: &Plan) -> String {
        let mut text = format!(
            "{surroundings}\n\nOne tenant has {} opt-outs, {} others have {} each. Each side had {} \
             turns, ours and theirs alternating; a figure is the median of its turns, with the least and the \
             greatest. A ratio is taken turn by turn, its median shown; above 1 is better than theirs.\n\n\
             | what | Optout | compared with | theirs | ratio | goal | met |\n|---|---|---|---|---|---|---|\n",
            whole(plan.large),
            plan.small_tenants,
            whole(plan.small),
            plan.rounds,
        );
        for measure in &self.measures {
            let _ = writeln!(text, "{}", measure.line());
        }
        if !self.costs.is_empty() {
            text.push_str(
                "\nProcessor time of each opt-out recorded, in microseconds (medians); a busy machine moves it less \
                 than it moves times:\n\n\
                 | what | by | service | PostgreSQL | client | together |\n|---|---|---|---|---|---|\n",
            );
        }
        for cost in &self.costs {
            let _ = writeln!(text, "{}", cost.line());
        }
        if !self.left_out.is_empty() {
            text.push_str("\nLeft out:\n\n");
        }
        for left_out in &self.left_out {
            let _ = writeln!(text, "- {left_out}");
        }
        text
    }
}

impl Cost {
    fn line(&self) -> String {
        let middle = |part: fn(&Spent) -> f64| {
            short(median(&self.turns.iter().map(part).collect::<Vec<_>>()))
        };
        format!(
            "| {} | {} | {} | {} | {} | **{}** |",
            self.what,
            self.side,
            middle(|spent| spent.service),
            middle(|spent| spent.postgres),
            middle(|spent| spent.client),
            middle(|spent| spent.service + spent.postgres + spent.client),
        )
    }
}

impl Measure {
    /// Milliseconds, of which fewer are better.
    pub(crate) const fn less_ms(
        what: String,
        ours: Vec<f64>,
        theirs: Option<(String, Vec<f64>)>,
        goal: Option<f64>,
    ) -> Self {
        Self { what, unit: "ms", better: Better::Less, ours, theirs, goal }
    }

    /// How many times better we are, turn by turn.
    fn ratios(&self) -> Option<Vec<f64>> {
        let (_, theirs) = self.theirs.as_ref()?;
        let ratio = |(ours, theirs): (&f64, &f64)| match self.better {
            Better::More => ours / theirs,
            Better::Less => theirs / ours,
        };
        Some(self.ours.iter().zip(theirs).map(ratio).collect())
    }

    fn line(&self) -> String {
        let ratios = self.ratios();
        let (name, theirs) =
            self.theirs.as_ref().map_or(("–", "–".to_owned()), |(name, figures)| {
                (name, format!("{} {}", spread(figures), self.unit))
            });
        let ratio = ratios.as_ref().map_or_else(|| "–".to_owned(), |ratios| spread(ratios));
        let (goal, met) = match (self.goal, &ratios) {
            (None, _) => ("–".to_owned(), "–"),
            (Some(enough), Some(ratios)) => {
                (format!("≥ {enough:.2}"), said(median(ratios) >= enough))
            }
            (Some(goal), None) => {
                let ours = median(&self.ours);
                let (sign, is_met) = match self.better {
                    Better::More => (">", ours > goal),
                    Better::Less => ("<", ours < goal),
                };
                (format!("{sign} {} {}", short(goal), self.unit), said(is_met))
            }
        };
        format!(
            "| {} | {} {} | {name} | {theirs} | {ratio} | {goal} | {met} |",
            self.what,
            spread(&self.ours),
            self.unit
        )
    }
}

const fn said(met: bool) -> &'static str {
    if met { "yes" } else { "**no**" }
}

/// `median (least–greatest)`
fn spread(figures: &[f64]) -> String {
    let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = figures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("**{}** ({}–{})", short(median(figures)), short(least), short(greatest))
}

/// The middle one.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Three digits that count.
fn short(figure: f64) -> String {
    match figure {
        large if large >= 1000.0 => grouped(&format!("{large:.0}")),
        large if large >= 100.0 => format!("{large:.0}"),
        middle if middle >= 10.0 => format!("{middle:.1}"),
        small => format!("{small:.2}"),
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1234` as `1,234`.
pub(crate) fn whole(number: i64) -> String {
    grouped(&number.to_string())
}
