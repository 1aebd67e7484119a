//! The forms of Spanish and Portuguese verbs, so that the lexicons name infinitives only.
//!
//! Everything is written without accents, as the normaliser leaves it; Rioplatense `mandá`, `escribís` and
//! Brazilian `manda`, `mandem` come out beside the standard forms. A few forms that people write and
//! grammars do not have are made too: `saquenmen`, `borremen`.

/// What a form of a verb says. In patterns it follows the verb's class: `send.inf`, `send.sub`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The infinitive, with or without a pronoun.
    Infinitive,
    /// The gerund.
    Gerund,
    /// A command.
    Command,
    /// The subjunctive, which is also the negated command.
    Subjunctive,
    /// The present, except its first person.
    Present,
    /// The first person of the present.
    Myself,
    /// Anything of the past.
    Past,
}

impl Form {
    /// What follows the dot in patterns.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Infinitive => "inf",
            Self::Gerund => "ger",
            Self::Command => "imp",
            Self::Subjunctive => "sub",
            Self::Present => "ind",
            Self::Myself => "i",
            Self::Past => "past",
        }
    }
}

/// One written form.
#[derive(Debug)]
pub(super) struct Written {
    /// As it is written, without accents.
    pub text: String,
    /// What it says.
    pub form: Form,
    /// `me` or `nos` is part of it: `sacame`, `borrarnos`.
    pub me: bool,
}

/// Makes the forms of a verb, written `infinitive` or `infinitive/stressed stem` (`mostrar/muestr`).
pub(super) type Conjugate = fn(&str) -> Vec<Written>;

const ME: [&str; 12] = [
    "me", "nos", "melo", "mela", "melos", "melas", "noslo", "nosla", "noslos", "noslas", "men",
    "mee",
];
const OTHERS: [&str; 9] = ["le", "les", "lo", "la", "los", "las", "se", "te", "sela"];

struct Stem {
    weak: String,
    strong: String,
    ending: char,
}

impl Stem {
    fn of(verb: &str) -> Option<Self> {
        let (infinitive, strong) = verb.split_once('/').unwrap_or((verb, ""));
        let rest = infinitive.strip_suffix('r')?;
        let ending = rest.chars().last()?;
        let weak = rest.strip_suffix(ending)?.to_owned();
        let strong = if strong.is_empty() { weak.clone() } else { strong.to_owned() };
        Some(Self { weak, strong, ending })
    }
}

/// The stem as it is spelled before `e`: `saqu`, `llegu`, `alc`.
fn before_e(stem: &str) -> String {
    match stem.strip_suffix('c') {
        Some(rest) => format!("{rest}qu"),
        None => match stem.strip_suffix('g') {
            Some(rest) => format!("{rest}gu"),
            None => match stem.strip_suffix('z') {
                Some(rest) => format!("{rest}c"),
                None => stem.to_owned(),
            },
        },
    }
}

struct Forms(Vec<Written>);

impl Forms {
    fn add(&mut self, form: Form, stem: &str, endings: &[&str]) {
        for ending in endings {
            self.0.push(Written { text: format!("{stem}{ending}"), form, me: false });
        }
    }

    /// Adds the forms with a pronoun at their end.
    fn with_pronouns(mut self) -> Vec<Written> {
        let mut joined = Vec::new();
        for written in &self.0 {
            if !matches!(written.form, Form::Infinitive | Form::Gerund | Form::Command) {
                continue;
            }
            for (pronouns, me) in [(&ME[..], true), (&OTHERS[..], false)] {
                joined.extend(pronouns.iter().map(|pronoun| Written {
                    text: format!("{}{pronoun}", written.text),
                    form: written.form,
                    me,
                }));
            }
            // "saquemen" for "saquenme".
            if let Some(singular) = written.text.strip_suffix('n')
                && written.form == Form::Command
            {
                let text = format!("{singular}men");
                joined.push(Written { text, form: written.form, me: true });
            }
        }
        self.0.append(&mut joined);
        self.0
    }
}

/// Spanish.
pub(super) fn spanish(verb: &str) -> Vec<Written> {
    let Some(Stem { weak, strong, ending }) = Stem::of(verb) else { return Vec::new() };
    let (soft_weak, soft) = (before_e(&weak), before_e(&strong));
    let mut forms = Forms(Vec::new());
    if ending == 'a' {
        forms.add(Form::Infinitive, &weak, &["ar"]);
        forms.add(Form::Gerund, &weak, &["ando"]);
        forms.add(Form::Command, &strong, &["a"]);
        forms.add(Form::Command, &weak, &["a", "ad"]);
        forms.add(Form::Command, &soft, &["e", "en"]);
        forms.add(Form::Subjunctive, &soft, &["e", "es", "en"]);
        forms.add(Form::Subjunctive, &soft_weak, &["e", "es", "en", "emos"]);
        forms.add(Form::Present, &strong, &["as", "a", "an"]);
        forms.add(Form::Present, &weak, &["as", "amos"]);
        forms.add(Form::Myself, &strong, &["o"]);
        let past = ["aron", "aste", "ado", "ada", "ados", "adas", "aba", "aban"];
        forms.add(Form::Past, &weak, &past);
        forms.add(Form::Subjunctive, &weak, &["ara", "aras", "aran"]);
    } else {
        let infinitive = if ending == 'e' { "er" } else { "ir" };
        forms.add(Form::Infinitive, &weak, &[infinitive]);
        forms.add(Form::Gerund, &weak, &["iendo", "endo"]);
        forms.add(Form::Command, &strong, &["e", "a", "an"]);
        forms.add(Form::Command, &weak, &["i", "e"]);
        forms.add(Form::Subjunctive, &strong, &["a", "as", "an"]);
        forms.add(Form::Subjunctive, &weak, &["a", "as", "an", "amos"]);
        forms.add(Form::Present, &strong, &["es", "e", "en"]);
        forms.add(Form::Present, &weak, &["is", "es"]);
        forms.add(Form::Myself, &strong, &["o"]);
        let past = ["io", "ieron", "iste", "ido", "ida", "idos", "ia", "ian"];
        forms.add(Form::Past, &weak, &past);
        forms.add(Form::Subjunctive, &weak, &["iera", "ieras", "ieran"]);
    }
    forms.with_pronouns()
}

/// Portuguese. Pronouns stand apart, or behind a hyphen that the normaliser makes a space.
pub(super) fn portuguese(verb: &str) -> Vec<Written> {
    let Some(Stem { weak, strong, ending }) = Stem::of(verb) else { return Vec::new() };
    let soft = before_e(&strong);
    let mut forms = Forms(Vec::new());
    match ending {
        'a' => {
            // People say and write "parar de manda" for "parar de mandar".
            forms.add(Form::Infinitive, &weak, &["ar", "arem", "armos"]);
            forms.add(Form::Gerund, &weak, &["ando", "anu", "ano"]);
            forms.add(Form::Command, &strong, &["a", "ai", "em"]);
            forms.add(Form::Command, &soft, &["e", "em"]);
            forms.add(Form::Subjunctive, &soft, &["e", "es", "em"]);
            forms.add(Form::Subjunctive, &weak, &["asse", "assem"]);
            forms.add(Form::Present, &strong, &["a", "am", "as"]);
            forms.add(Form::Myself, &strong, &["o"]);
            let past = ["ou", "aram", "ei", "aste", "ado", "ada", "ados", "adas", "ava", "avam"];
            forms.add(Form::Past, &weak, &past);
        }
        'e' => {
            forms.add(Form::Infinitive, &weak, &["er", "erem"]);
            forms.add(Form::Gerund, &weak, &["endo", "enu"]);
            forms.add(Form::Command, &strong, &["e", "a", "am"]);
            forms.add(Form::Subjunctive, &strong, &["a", "as", "am"]);
            forms.add(Form::Subjunctive, &weak, &["esse", "essem"]);
            forms.add(Form::Present, &strong, &["e", "em", "es"]);
            forms.add(Form::Myself, &strong, &["o"]);
            let past = ["eu", "eram", "i", "ido", "ida", "idos", "idas", "ia", "iam"];
            forms.add(Form::Past, &weak, &past);
        }
        _ => {
            forms.add(Form::Infinitive, &weak, &["ir", "irem"]);
            forms.add(Form::Gerund, &weak, &["indo", "inu"]);
            forms.add(Form::Command, &strong, &["e", "i", "a", "am"]);
            forms.add(Form::Subjunctive, &strong, &["a", "as", "am"]);
            forms.add(Form::Subjunctive, &weak, &["isse", "issem"]);
            forms.add(Form::Present, &strong, &["e", "i", "em", "es"]);
            forms.add(Form::Myself, &strong, &["o"]);
            let past = ["iu", "iram", "ido", "ida", "idos", "idas", "ia", "iam"];
            forms.add(Form::Past, &weak, &past);
        }
    }
    forms.0
}

/// English and the languages whose forms are listed one by one.
pub(super) fn listed(_verb: &str) -> Vec<Written> {
    Vec::new()
}
