//! What 1,000 people say and do on WhatsApp, and what should come of it.

use serde_json::{Value, json};

use super::numbers::{Land, Number};

/// What happens to some people.
#[derive(Debug)]
pub(crate) struct Scene {
    /// What they do.
    pub(crate) what: &'static str,
    pub(crate) people: usize,
    /// What is delivered of each, in this order, and how many minutes ago it happened.
    told: &'static [(i64, Told)],
    /// Events that this makes.
    pub(crate) events: usize,
    /// Whether they are out then.
    pub(crate) is_out: bool,
    /// Whether somebody has to look at it first.
    pub(crate) is_hint: bool,
    /// Whether it was said to a number that is not registered.
    pub(crate) is_elsewhere: bool,
    /// What they are if not out.
    pub(crate) otherwise: &'static str,
}

/// What a webhook tells.
#[derive(Clone, Copy, Debug)]
enum Told {
    /// A keyword that opts out.
    Word,
    /// A keyword that opts in.
    Return,
    /// Something else.
    Talk,
    /// Something that may mean it.
    Hint,
    /// A tap on a template's button.
    Tap,
    /// WhatsApp's own switch.
    Switch,
    /// A send that WhatsApp refused.
    Refused,
    /// A keyword, to the number that is not registered.
    Elsewhere,
}

const NOTHING: Scene = Scene {
    what: "",
    people: 0,
    told: &[],
    events: 1,
    is_out: false,
    is_hint: false,
    is_elsewhere: false,
    otherwise: "in",
};

/// Everybody.
pub(crate) const SCENES: [Scene; 10] = [
    Scene {
        what: "wrote a keyword",
        people: 300,
        told: &[(40, Told::Word)],
        is_out: true,
        ..NOTHING
    },
    Scene {
        what: "tapped a button",
        people: 200,
        told: &[(40, Told::Tap)],
        is_out: true,
        ..NOTHING
    },
    Scene {
        what: "stopped it in WhatsApp's own settings",
        people: 100,
        told: &[(40, Told::Switch)],
        is_out: true,
        ..NOTHING
    },
    Scene {
        what: "of whom WhatsApp refused a message (131050)",
        people: 50,
        told: &[(40, Told::Refused)],
        is_out: true,
        ..NOTHING
    },
    Scene {
        what: "wrote a keyword, then came back; told in the wrong order",
        people: 50,
        told: &[(20, Told::Return), (40, Told::Word)],
        events: 2,
        ..NOTHING
    },
    Scene {
        what: "came back, then wrote a keyword; told in the wrong order",
        people: 50,
        told: &[(20, Told::Word), (40, Told::Return)],
        events: 2,
        is_out: true,
        ..NOTHING
    },
    Scene {
        what: "stopped it in WhatsApp's own settings, then wrote the word that comes back",
        people: 50,
        told: &[(40, Told::Switch), (20, Told::Return)],
        events: 2,
        is_out: true,
        ..NOTHING
    },
    Scene {
        what: "wrote something else",
        people: 150,
        told: &[(40, Told::Talk)],
        events: 0,
        ..NOTHING
    },
    Scene {
        what: "wrote what may mean it",
        people: 30,
        told: &[(40, Told::Hint)],
        events: 0,
        is_hint: true,
        otherwise: "in, until somebody has looked at it",
        ..NOTHING
    },
    Scene {
        what: "wrote a keyword to a number that is not registered",
        people: 20,
        told: &[(40, Told::Elsewhere)],
        events: 0,
        is_elsewhere: true,
        otherwise: "in, and a dead letter",
        ..NOTHING
    },
];

/// The business's numbers, and numbers of people who write to none of them.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) phone: String,
    /// Meta's id of it.
    pub(crate) number_id: String,
    /// The number that is not registered at first.
    pub(crate) other_phone: String,
    pub(crate) other_id: String,
    seed: u64,
    next: usize,
}

impl Line {
    /// The numbers of a seed. `taken` people have numbers already.
    pub(crate) fn invent(seed: u64, taken: usize) -> Self {
        let next = taken + Somebody::COUNT;
        let id = seed % 10_000_000_000;
        Self {
            phone: format!("+{}", number(next, Land::Argentina, seed).plain()),
            number_id: format!("70000{id:010}"),
            other_phone: format!("+{}", number(next + 1, Land::Argentina, seed).plain()),
            other_id: format!("80000{id:010}"),
            seed,
            next: next + 2,
        }
    }

    /// Somebody whom nobody has heard of.
    pub(crate) fn stranger(&self, index: usize) -> String {
        format!("+{}", number(self.next + index, Land::Argentina, self.seed).plain())
    }
}

/// Somebody who talks to the business.
#[derive(Debug)]
pub(crate) struct Somebody {
    pub(crate) number: Number,
    pub(crate) scene: &'static Scene,
    serial: usize,
    seed: u64,
}

impl Somebody {
    const COUNT: usize = 1_000;

    /// Everybody of all scenes.
    pub(crate) fn invent(seed: u64, taken: usize) -> Vec<Self> {
        let scenes = SCENES.iter().flat_map(|scene| (0..scene.people).map(move |_| scene));
        let lands = [Land::Argentina, Land::Brazil, Land::Mexico].into_iter().cycle();
        scenes
            .zip(lands)
            .enumerate()
            .map(|(serial, (scene, land))| {
                let number = number(taken + serial, land, seed);
                Self { number, scene, serial, seed }
            })
            .collect()
    }

    /// What is told of them in this step, as a change of a delivery.
    pub(crate) fn tell(&self, step: usize, now: i64, line: &Line) -> Option<Value> {
        let (minutes, told) = self.scene.told.get(step)?;
        let at = now - minutes * 60;
        let business =
            if matches!(told, Told::Elsewhere) { &line.other_id } else { &line.number_id };
        let metadata = json!({ "phone_number_id": business });
        let person = self.number.plain();
        let message = |kind: &str, content: Value| {
            json!({ "field": "messages", "value": {
                "messaging_product": "whatsapp", "metadata": metadata,
                "messages": [{
                    "from": person, "id": self.message_id(step), "timestamp": at.to_string(),
                    "type": kind, kind: content,
                }],
            }})
        };
        let words = |words: &str| message("text", json!({ "body": words }));
        Some(match told {
            Told::Word | Told::Elsewhere => words(self.word()),
            Told::Return => words(self.say("Alta", "Quero voltar", "START")),
            Told::Talk => words(self.say("¿A qué hora abren?", "Obrigado!", "¿Cuánto cuesta?")),
            Told::Hint => words(self.say("Basta", "Chega", "Basta!")),
            Told::Tap => message("button", json!({ "payload": "OPT_OUT_MKT", "text": "Parar" })),
            Told::Switch => json!({ "field": "user_preferences", "value": {
                "messaging_product": "whatsapp", "metadata": metadata,
                "user_preferences": [{
                    "wa_id": person, "category": "marketing_messages", "value": "stop",
                    "timestamp": at,
                }],
            }}),
            Told::Refused => json!({ "field": "messages", "value": {
                "messaging_product": "whatsapp", "metadata": metadata,
                "statuses": [{
                    "id": self.message_id(step), "recipient_id": person, "status": "failed",
                    "timestamp": at.to_string(), "errors": [{ "code": 131_050 }],
                }],
            }}),
        })
    }

    /// The keyword that opts out.
    pub(crate) const fn word(&self) -> &'static str {
        self.say("Baja", "SAIR", "stop!")
    }

    /// WhatsApp's id of the message of a step.
    pub(crate) fn message_id(&self, step: usize) -> String {
        format!("wamid.talk{}-{}-{step}", self.seed, self.serial)
    }

    const fn say(
        &self,
        argentine: &'static str,
        brazilian: &'static str,
        mexican: &'static str,
    ) -> &'static str {
        match self.number.land {
            Land::Argentina => argentine,
            Land::Brazil => brazilian,
            Land::Mexico => mexican,
        }
    }
}

fn number(index: usize, land: Land, seed: u64) -> Number {
    Number::new(land, u64::try_from(index).unwrap_or_default(), seed)
}
