//! Taps on buttons and list rows.

use super::normalise::Plain;
use super::words::Words;
use super::{Intent, Verdict, detect};
use crate::domain::language::Language;

/// Parts of payloads that opt out wherever they are used.
const OUT: [&str; 16] = [
    "stop",
    "stopall",
    "unsubscribe",
    "unsub",
    "optout",
    "baja",
    "darmedebaja",
    "desuscribir",
    "desuscribirme",
    "descadastrar",
    "dnd",
    "unsubscribed",
    "stoppromotions",
    "stoppromos",
    "sairdalista",
    "desinscrever",
];
/// Parts of payloads that opt in wherever they are used. `START` is not one: it begins many bots.
const IN: [&str; 6] =
    ["optin", "resubscribe", "unstop", "subscribe", "suscribirme", "resumepromotions"];
/// Parts that say nothing: the kind of button, the kind of message, who made it.
const FILLERS: [&str; 44] = [
    "btn",
    "button",
    "boton",
    "botao",
    "mkt",
    "mktg",
    "marketing",
    "promo",
    "promos",
    "promotion",
    "promotions",
    "promociones",
    "promocoes",
    "promotional",
    "id",
    "payload",
    "quick",
    "reply",
    "qr",
    "action",
    "msg",
    "msgs",
    "message",
    "messages",
    "mensajes",
    "mensagens",
    "all",
    "list",
    "wa",
    "whatsapp",
    "user",
    "me",
    "es",
    "en",
    "pt",
    "br",
    "mx",
    "ar",
    "v1",
    "v2",
    "tpl",
    "template",
    "request",
    "keyword",
];

/// What a tap on a button or a list row asks for: by the tenant's payloads, by well-known ones, by the title.
///
/// A tap's payload is written by the tenant's own template or bot, so it is trusted more than its title. The
/// same text typed by a person is only a text: use [`detect`] for it.
pub fn detect_tap(
    payload: Option<&str>,
    title: Option<&str>,
    hint: Option<&Language>,
    words: &Words,
) -> Verdict {
    payload
        .and_then(|payload| by_payload(payload, words))
        .or_else(|| title.map(|title| by_title(title, hint, words)))
        .unwrap_or_else(Verdict::none)
}

fn by_payload(payload: &str, words: &Words) -> Option<Verdict> {
    let verdict = |intent, rule| Verdict {
        intent,
        rule,
        language: None,
        matched: Some(payload.trim().chars().take(100).collect()),
    };
    if words.payload_opts_out(payload) {
        return Some(verdict(Intent::OptOut, "button.payload"));
    }
    if words.payload_opts_in(payload) {
        return Some(verdict(Intent::OptIn, "button.payload"));
    }
    well_known(payload).map(|intent| verdict(intent, "button.known_payload"))
}

/// `OPT_OUT_MKT`, `btn-stop-2`, `{"action":"unsubscribe"}`: one known part, and nothing beside it that could
/// turn it round.
fn well_known(payload: &str) -> Option<Intent> {
    let plain = Plain::read(payload);
    let mut parts: Vec<&str> = plain
        .words
        .iter()
        .map(|word| plain.letters(word))
        .filter(|part| !FILLERS.contains(part) && !part.bytes().all(|b| b.is_ascii_digit()))
        .take(8)
        .collect();
    parts.dedup();
    let joined = parts.concat();
    if OUT.contains(&joined.as_str()) {
        Some(Intent::OptOut)
    } else if IN.contains(&joined.as_str()) {
        Some(Intent::OptIn)
    } else {
        None
    }
}

/// A title such as `Cancelar` is more often about an appointment than about messages, so ambiguous keywords
/// do not decide.
fn by_title(title: &str, hint: Option<&Language>, words: &Words) -> Verdict {
    let typed = detect(title, hint, words);
    match typed.rule {
        "keyword_ambiguous" => Verdict { intent: Intent::Review, rule: "button.title", ..typed },
        "keyword" => Verdict { rule: "button.title", ..typed },
        _ => typed,
    }
}
