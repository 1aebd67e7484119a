//! What a language's file declares.

use super::verbs::Conjugate;
use super::{de, en, es, fr, it, pt};

/// A language: its words by class, its verbs by class, its rules.
///
/// Classes with a meaning of their own in every language:
///
/// | class | words |
/// |---|---|
/// | `soft` | courtesies and fillers: greetings, please, thanks, now |
/// | `and` | ends a thought without a mark: and, because, but |
/// | `fresh` | begins a request: *please*; what is said before it neither asks nor doubts it |
/// | `neg` | not, never |
/// | `glide` | stands between a negation and what it negates: *no* **quiero que me** *saquen* |
/// | `third` | somebody else than the writer |
/// | `ask` | makes a question of what follows: how, why, can I |
/// | `hedge` | makes a thought of what follows: perhaps, without, thinking of |
/// | `footer` | quotes an instruction: reply, answer |
/// | `limit` | part of the day, of the messages, of the ways to write |
/// | `today`, `since` | a limit (*hoy*), unless a beginning (*desde hoy*) |
/// | `msg`, `list`, `own` | our messages; our list; my, of whom an object is |
/// | `mine` | says that the writer speaks of himself; long messages need it |
/// | `how`, `topic` | asks for the way, which about our messages or a `topic` (*this*) is a wish to leave |
/// | `only` | a limit (*solo*), unless it begins a wish (*solo quiero que*) |
/// | `now` | after `today`, it is no limit: *hoy mismo* |
/// | `command` | cannot be the deed of a thing before it |
/// | `kin`, `owner` | somebody else as well, after an owner: *mi hermana* |
/// | `polite` | before a question word it makes a request: *tem* como |
/// | `rhetoric` | after a question word it makes a reproach: cuántas *veces* |
/// | `foreign` | an object that is not our messages: order, appointment, plan |
/// | `service` | the same, but gaps reach over it: *servicio* de mensajes |
/// | `ends` | ends the object of what was said: *tira meu número* **que** eu já comprei |
/// | `of` | what follows says more of an object: the audios **of** the shop |
/// | `wall` | turns a sentence round if it stands in a gap |
#[derive(Debug)]
pub(super) struct Source {
    /// The primary subtag.
    pub tag: &'static str,
    /// Words by class; `a|b` puts them into two.
    pub words: &'static [(&'static str, &'static [&'static str])],
    /// Verbs by class, as infinitives. Their forms are of class `name.form`.
    pub verbs: &'static [(&'static str, &'static str)],
    /// How verbs are conjugated.
    pub conjugate: Conjugate,
    /// The rules.
    pub rules: &'static [Rule],
    /// Patterns that say "not for ever" or "not everything".
    pub pauses: &'static [&'static str],
    /// Patterns that say "if".
    pub conditions: &'static [&'static str],
    /// Words that are recognised with one letter wrong.
    pub near: &'static str,
}

/// A rule: its id, what it says, its pattern.
#[derive(Debug)]
pub(super) struct Rule(pub &'static str, pub Effect, pub &'static str);

/// What a rule says about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Surely an opt-out.
    OptOut,
    /// Surely an opt-in.
    OptIn,
    /// Somebody should look at it.
    Review,
}

/// A rule that opts out.
pub(super) const fn out(id: &'static str, pattern: &'static str) -> Rule {
    Rule(id, Effect::OptOut, pattern)
}

/// A rule that opts in.
pub(super) const fn back(id: &'static str, pattern: &'static str) -> Rule {
    Rule(id, Effect::OptIn, pattern)
}

/// A rule that asks for a human.
pub(super) const fn review(id: &'static str, pattern: &'static str) -> Rule {
    Rule(id, Effect::Review, pattern)
}

/// Every language with sentences.
pub(super) const SOURCES: [&Source; 6] =
    [&es::SOURCE, &pt::SOURCE, &en::SOURCE, &fr::SOURCE, &de::SOURCE, &it::SOURCE];
