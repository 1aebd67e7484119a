//! The recipients of a campaign, as the lists of real companies hold them.

use super::numbers::{Dice, Land, Number};
use super::report::grouped;

/// Recipients of a campaign: as many as one request takes.
const RECIPIENTS: usize = 100_000;
/// Recipients that are no number and no user id.
const NOBODY: usize = 600;
/// People who are in no audience; some of them opt out, too.
const OUTSIDERS: usize = 500;

/// A person whom the company knows.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) land: Land,
    pub(crate) number: Option<Number>,
    /// WhatsApp's business-scoped user id.
    pub(crate) user_id: Option<String>,
}

/// Whom a recipient means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Means {
    /// The person of this index, by number.
    Number(usize),
    /// The person of this index, by user id.
    UserId(usize),
    /// Nobody, for this reason.
    Nobody(&'static str),
}

/// Everybody, and the recipients of the campaigns.
#[derive(Debug)]
pub(crate) struct Audience {
    /// Whoever is in the audience, then the outsiders.
    pub(crate) people: Vec<Person>,
    pub(crate) insiders: usize,
    pub(crate) recipients: Vec<(String, Means)>,
    other_spellings: usize,
}

/// What stands in lists and means nobody, and what the service says of it.
const MEANS_NOBODY: [(&str, &str); 9] = [
    ("5.49E+12", "phone_spreadsheet_number"),
    ("5491155550101.0", "phone_spreadsheet_number"),
    ("22345", "phone_too_few_digits"),
    ("", "phone_empty"),
    ("N/A", "phone_invalid_character"),
    ("120363042000000000@g.us", "phone_not_a_person"),
    ("5491155550101 / 5491155550102", "phone_too_many_digits"),
    ("AR.1000 2000", "user_id_invalid"),
    // Brazilian without a country code: read as anything else it would be a stranger's number.
    ("(11) 95555-0101", "phone_impossible_number"),
];

impl Audience {
    /// The audience of a seed. `local` allows Argentine numbers without a country code.
    pub(crate) fn invent(seed: u64, local: bool) -> Self {
        let mut dice = Dice::new(seed);
        let (mut people, mut recipients) = (Vec::new(), Vec::new());
        let mut other_spellings = 0;
        while recipients.len() < RECIPIENTS - NOBODY {
            let index = people.len();
            let person = Person::invent(index, seed, &mut dice);
            if let Some(user_id) = &person.user_id {
                recipients.push((spell_user_id(user_id, &mut dice), Means::UserId(index)));
            }
            if let Some(number) = &person.number {
                recipients.push((number.spell(&mut dice, local), Means::Number(index)));
                // The same person twice, as happens when two lists are put together.
                if dice.below(50) == 0 {
                    recipients.push((number.spell(&mut dice, local), Means::Number(index)));
                    other_spellings += 1;
                }
            }
            people.push(person);
        }
        recipients.truncate(RECIPIENTS - NOBODY);
        let kinds = MEANS_NOBODY.iter().cycle().take(NOBODY);
        recipients.extend(kinds.map(|(text, why)| ((*text).to_owned(), Means::Nobody(why))));
        dice.shuffle(&mut recipients);
        let insiders = people.len();
        people.extend((0..OUTSIDERS).map(|more| Person::invent(insiders + more, seed, &mut dice)));
        Self { people, insiders, recipients, other_spellings }
    }

    /// Prints who is in the audience.
    pub(crate) fn introduce(&self) {
        let from = |land| {
            let is_from = |means: &Means| match means {
                Means::Number(index) => self.people.get(*index).is_some_and(|one| one.land == land),
                Means::UserId(_) | Means::Nobody(_) => false,
            };
            grouped(self.recipients.iter().filter(|(_, means)| is_from(means)).count())
        };
        let user_ids =
            self.recipients.iter().filter(|(_, means)| matches!(means, Means::UserId(_)));
        println!("\nAudience: {} recipients, as lists spell them", grouped(self.recipients.len()));
        println!(
            "  {} Argentine, {} Brazilian, {} Mexican numbers ({} of them a second time in another spelling),",
            from(Land::Argentina),
            from(Land::Brazil),
            from(Land::Mexico),
            grouped(self.other_spellings),
        );
        println!("  {} WhatsApp user ids, {NOBODY} that are neither", grouped(user_ids.count()));
        let numbers = self.recipients.iter().filter(|(_, means)| matches!(means, Means::Number(_)));
        let some: Vec<&str> = numbers.step_by(9_001).map(|(text, _)| text.as_str()).collect();
        println!("  such as {}", some.join(" · "));
    }
}

impl Person {
    fn invent(index: usize, seed: u64, dice: &mut Dice) -> Self {
        let serial = u64::try_from(index).unwrap_or_default();
        let land = match dice.below(20) {
            0..=9 => Land::Argentina,
            10..=14 => Land::Brazil,
            _ => Land::Mexico,
        };
        let number = Number::new(land, serial, seed);
        let prefix = match land {
            Land::Argentina => "AR",
            Land::Brazil => "BR",
            Land::Mexico => "MX",
        };
        let user_id = format!("{prefix}.{}{:09}", 1_000_000 + seed % 8_999_999, serial);
        let (number, user_id) = match dice.below(100) {
            0..=4 => (None, Some(user_id)),
            5..=6 => (Some(number), Some(user_id)),
            _ => (Some(number), None),
        };
        Self { land, number, user_id }
    }
}

fn spell_user_id(user_id: &str, dice: &mut Dice) -> String {
    if dice.below(4) == 0 { format!("whatsapp:{user_id}") } else { user_id.to_owned() }
}
