//! Numbers as people read them: the international form with the spaces of its country.

use super::Phone;
use super::digits::Digits;
use super::plan::{self, Zone};

/// Area codes of three digits in Argentina (ENACOM, Plan Fundamental de Numeración Nacional). The others have four,
/// but `11`. Some of four begin like one of these; they are read as the three, which is where nearly all people live.
const ARGENTINE_AREAS: [u64; 38] = [
    220, 221, 223, 230, 236, 237, 249, 260, 261, 263, 264, 266, 280, 291, 294, 297, 298, 299, 336,
    341, 342, 343, 345, 348, 351, 353, 358, 362, 364, 370, 376, 379, 380, 381, 383, 385, 387, 388,
];

/// Area codes of two digits in Mexico: Mexico City, Guadalajara, Monterrey (IFT, Plan Técnico Fundamental).
const MEXICAN_CITIES: [u64; 4] = [33, 55, 56, 81];

impl Phone {
    /// The number for people to read, such as `+54 9 11 5555-0101`. Reading it back gives the same number.
    pub fn spaced(self) -> String {
        let digits = Digits::of(self.digits());
        let Some(zone) = plan::zone(digits.lead(3)) else { return self.e164() };
        let (code, body) = digits.split(zone.code_len());
        let (sizes, has_hyphen) = match zone {
            Zone::Argentina => (argentine(body), true),
            Zone::Brazil if matches!(body.len(), 10 | 11) => (vec![2, body.len() - 6, 4], true),
            Zone::Mexico if body.len() == 10 && MEXICAN_CITIES.contains(&body.lead(2)) => {
                (vec![2, 4, 4], false)
            }
            _ => (threes(body.len()), false),
        };
        grouped(&code.value().to_string(), &self.digits().to_string(), &sizes, has_hyphen)
    }
}

/// Mobile 9, area, number: `9 11 5555-0101`, `9 351 555-0101`, `9 2966 55-0101`.
fn argentine(body: Digits) -> Vec<usize> {
    let (mobile, national) = match (body.len(), body.lead(1)) {
        (11, 9) => (vec![1], body.split(1).1),
        (10, _) => (Vec::new(), body),
        (length, _) => return threes(length),
    };
    let area = if national.lead(2) == 11 {
        2
    } else if ARGENTINE_AREAS.contains(&national.lead(3)) {
        3
    } else {
        4
    };
    [mobile, vec![area, 6 - area, 4]].concat()
}

/// Groups of three, and of four at the end where they do not fit.
fn threes(length: usize) -> Vec<usize> {
    let fours = (length % 3).min(length / 4);
    let mut sizes = vec![3; (length - fours * 4) / 3];
    sizes.extend(vec![4; fours]);
    let left = length - sizes.iter().sum::<usize>();
    sizes.extend((left > 0).then_some(left));
    sizes
}

/// The digits in groups of these sizes behind the calling code.
fn grouped(code: &str, digits: &str, sizes: &[usize], has_hyphen: bool) -> String {
    let mut rest = digits.strip_prefix(code).unwrap_or(digits);
    let mut text = format!("+{code}");
    for (at, size) in sizes.iter().enumerate() {
        let (group, behind) = rest.split_at_checked(*size).unwrap_or((rest, ""));
        text.push(if has_hyphen && at > 0 && at + 1 == sizes.len() { '-' } else { ' ' });
        text.push_str(group);
        rest = behind;
    }
    text
}
