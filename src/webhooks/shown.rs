//! Signals written out in full, for tests: `Debug` hides what tests want to see.

use std::fmt::Write as _;

use super::signal::{ContactRef, Outcome, Said, Signal};

/// One line.
pub(super) fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Signal(shown) => signal(shown),
        Outcome::Ignored(reason) => format!("ignored, {reason}"),
        Outcome::Dead(reason) => format!("DEAD, {reason}"),
    }
}

fn signal(signal: &Signal) -> String {
    let mut line = said(&signal.said);
    if !signal.contact.is_empty() {
        write!(line, " | {}", contact(&signal.contact)).unwrap();
    }
    let at = signal.at.map_or_else(|| "no time".to_owned(), |at| at.format("%F %T").to_string());
    write!(line, " | {at}").unwrap();
    if let Some(id) = &signal.message_id {
        write!(line, " | {id}").unwrap();
    }
    line
}

fn contact(contact: &ContactRef) -> String {
    let names = [&contact.phone, &contact.user_id];
    names.map(|name| name.as_deref().unwrap_or("-")).join(" ")
}

fn said(said: &Said) -> String {
    match said {
        Said::Text(text) => format!("text {text:?}"),
        Said::Caption(text) => format!("caption {text:?}"),
        Said::Tap { payload, title } => format!("tap {payload:?} {title:?}"),
        Said::Preference(preference) => format!("preference {preference:?}"),
        Said::Refused => "refused".to_owned(),
        Said::IdChange { former } => format!("id change from {}", contact(former)),
        Said::TemplateCategory(template) => {
            let of = [
                &template.name,
                &template.language,
                &template.previous,
                &template.new,
                &template.correct,
            ];
            let of = of.map(|part| part.as_deref().unwrap_or("-")).join(" ");
            format!("template {} {of}", template.template_id)
        }
        Said::OptOutType { kind, text } => format!("keyword {kind:?} {text:?}"),
    }
}
