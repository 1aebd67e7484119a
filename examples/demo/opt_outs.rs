//! Who opts out: 5,000 requests of an assistant, and what should come of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, TimeDelta, TimeZone as _, Utc};
use serde_json::{Value, json};

use super::Failure;
use super::audience::{Audience, Means, Person};
use super::connect::{Tenant, ZONE};
use super::numbers::{Dice, Land};

/// People who opt out, those outside the audience included.
const PEOPLE: usize = 4_350;
/// Those of them who are in no audience.
const OUTSIDERS: usize = 350;
/// Requests sent a second time, word for word.
const REPEATS: usize = 300;
/// People who ask again later, in another spelling.
const AGAIN: usize = 300;
/// Requests that name nobody.
const NOBODY: usize = 50;
/// Opt-outs posted one by one.
const SINGLE: usize = 300;

/// What should come of an item of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Recorded,
    Unchanged,
    Repeated,
    Invalid,
}

impl Outcome {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Unchanged => "unchanged",
            Self::Repeated => "repeated",
            Self::Invalid => "invalid",
        }
    }
}

/// A request to be posted.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) body: Value,
    pub(crate) outcome: Outcome,
}

/// Somebody on the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    /// When they last asked.
    pub(crate) at: DateTime<Utc>,
    /// Where they last asked.
    pub(crate) source: &'static str,
    by_number: bool,
    by_user_id: bool,
}

impl Listed {
    /// The day in the tenant's zone.
    pub(crate) fn day(&self) -> NaiveDate {
        self.at.with_timezone(&ZONE).date_naive()
    }
}

/// The requests, and the list that they should make.
#[derive(Debug)]
pub(crate) struct OptOuts {
    pub(crate) single: Vec<Request>,
    pub(crate) batched: Vec<Request>,
    /// By index of the person.
    pub(crate) list: BTreeMap<usize, Listed>,
}

impl OptOuts {
    pub(crate) fn invent(tenant: &Tenant, audience: &Audience) -> Result<Self, Failure> {
        let mut inventor = Inventor { tenant, dice: Dice::new(tenant.seed ^ 0xff), serial: 0 };
        let mut insiders: Vec<usize> = (0..audience.insiders).collect();
        inventor.dice.shuffle(&mut insiders);
        let outsiders = (audience.insiders..audience.people.len()).take(OUTSIDERS);
        let mut who: Vec<usize> = insiders.into_iter().take(PEOPLE - OUTSIDERS).collect();
        who.extend(outsiders);
        inventor.dice.shuffle(&mut who);

        let (mut requests, mut list) = (Vec::new(), BTreeMap::new());
        for index in &who {
            let person = audience.people.get(*index).ok_or("nobody there")?;
            let (request, listed) = inventor.first(person)?;
            requests.push(request);
            list.insert(*index, listed);
        }
        // As a network that lost the answer makes it.
        let repeats = requests.iter().take(REPEATS).cloned();
        let repeats: Vec<Request> =
            repeats.map(|first: Request| Request { outcome: Outcome::Repeated, ..first }).collect();
        requests.extend(repeats);
        for index in who.iter().rev().take(AGAIN) {
            let person = audience.people.get(*index).ok_or("nobody there")?;
            let listed = list.get_mut(index).ok_or("nobody there")?;
            requests.push(inventor.again(person, listed));
        }
        requests.extend((0..NOBODY).map(|_| Request {
            body: json!({ "phone": "5.49E+12", "reason": "BAJA" }),
            outcome: Outcome::Invalid,
        }));
        let batched = requests.split_off(SINGLE);
        Ok(Self { single: requests, batched, list })
    }

    /// Whether a campaign must leave this recipient out.
    pub(crate) fn excludes(&self, means: Means) -> bool {
        match means {
            Means::Number(index) => self.list.get(&index).is_some_and(|listed| listed.by_number),
            Means::UserId(index) => self.list.get(&index).is_some_and(|listed| listed.by_user_id),
            Means::Nobody(_) => false,
        }
    }
}

struct Inventor<'a> {
    tenant: &'a Tenant,
    dice: Dice,
    serial: usize,
}

impl Inventor<'_> {
    /// A person's first request. Of those whom the company knows by number and user id, half are told about
    /// with both, which makes the two one contact; the rest are known by the number alone from here on.
    fn first(&mut self, person: &Person) -> Result<(Request, Listed), Failure> {
        let (source, reason) = self.cause(person.land);
        let at = self.instant()?;
        let mut body = json!({
            "occurred_at": at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "source": source,
            "sender": "+54 9 11 0000-0001",
            "campaign_id": self.tenant.campaign,
            "message_id": format!("wamid.demo{:05}", self.serial),
            "language": language(person.land),
            "reason": reason,
        });
        self.serial += 1;
        let by_number = person.number.is_some();
        let by_user_id = person.user_id.is_some() && (!by_number || self.dice.below(2) == 0);
        if let Some(number) = &person.number {
            let spelled = number.spell(&mut self.dice, self.tenant.reads_local_numbers);
            set(&mut body, "phone", spelled);
        }
        if let Some(user_id) = person.user_id.as_ref().filter(|_| by_user_id) {
            // Relays put the user id where a phone was expected.
            let field = if by_number || self.dice.below(2) == 0 { "user_id" } else { "phone" };
            set(&mut body, field, user_id.clone());
        }
        let request = Request { body, outcome: Outcome::Recorded };
        Ok((request, Listed { at, source, by_number, by_user_id }))
    }

    /// Somebody on the list asks again: nothing changes but the day.
    fn again(&mut self, person: &Person, listed: &mut Listed) -> Request {
        let later = listed.at + TimeDelta::milliseconds(500);
        let mut body = json!({
            "occurred_at": later.to_rfc3339_opts(SecondsFormat::Micros, true),
            "source": "agent",
            "campaign_id": self.tenant.campaign,
            "reason": "Called to ask why messages still come",
        });
        match (&person.number, &person.user_id) {
            (Some(number), _) => {
                let spelled = number.spell(&mut self.dice, self.tenant.reads_local_numbers);
                set(&mut body, "phone", spelled);
            }
            (None, user_id) => set(&mut body, "user_id", user_id.clone().unwrap_or_default()),
        }
        (listed.at, listed.source) = (later, "agent");
        Request { body, outcome: Outcome::Unchanged }
    }

    fn cause(&mut self, land: Land) -> (&'static str, &'static str) {
        let word = match land {
            Land::Argentina => "BAJA",
            Land::Brazil => "SAIR",
            Land::Mexico => "ALTO",
        };
        let button = if land == Land::Brazil { "Parar promoções" } else { "Detener promociones" };
        match self.dice.below(20) {
            0..=9 => ("keyword", word),
            10..=14 => ("button", button),
            15 => ("web", "Unsubscribe form"),
            16 => ("agent", "Asked on the phone"),
            17 => ("provider_preference", "Stopped in WhatsApp's own settings"),
            18 => ("provider_error", "131050"),
            _ => ("api", ""),
        }
    }

    /// An instant of the seven days; often the first or last second of one, where zones matter most.
    fn instant(&mut self) -> Result<DateTime<Utc>, Failure> {
        let day = self.tenant.first_day.checked_add_days(Days::new(self.dice.below(7)));
        let second = match self.dice.below(10) {
            0 => 0,
            1 => 86_399,
            _ => u32::try_from(self.dice.below(86_400))?,
        };
        let local = day.and_then(|day| {
            let time = chrono::NaiveTime::from_num_seconds_from_midnight_opt(second, 0)?;
            ZONE.from_local_datetime(&day.and_time(time)).earliest()
        });
        Ok(local.ok_or("the clock is wrong")?.with_timezone(&Utc))
    }
}

const fn language(land: Land) -> &'static str {
    match land {
        Land::Argentina => "es-AR",
        Land::Brazil => "pt-BR",
        Land::Mexico => "es-MX",
    }
}

fn set(body: &mut Value, field: &str, text: String) {
    if let Value::Object(fields) = body {
        fields.insert(field.to_owned(), Value::String(text));
    }
}
