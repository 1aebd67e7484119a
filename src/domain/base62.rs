//! Base 62: digits, upper case, lower case; for secrets and addresses that people copy.

use rand::RngExt as _;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters that hold any number of 128 bits.
pub const WIDTH_OF_U128: usize = 22;

/// A number in exactly `width` characters; digits beyond are cut off.
pub fn encode(mut value: u128, width: usize) -> String {
    let mut digits = vec!['0'; width];
    for place in digits.iter_mut().rev() {
        *place = digit(usize::try_from(value % 62).unwrap_or_default());
        value /= 62;
    }
    digits.into_iter().collect()
}

/// The number that [`encode`] wrote; `None` for other characters and for what exceeds 128 bits.
pub fn decode(text: &str) -> Option<u128> {
    text.bytes().try_fold(0_u128, |value, byte| {
        let digit = ALPHABET.iter().position(|known| *known == byte)?;
        value.checked_mul(62)?.checked_add(u128::try_from(digit).ok()?)
    })
}

/// So many random characters, of 5.95 bits each, from the operating system's generator.
pub fn random(chars: usize) -> String {
    let mut random = rand::rng();
    (0..chars).map(|_| digit(random.random_range(0..62))).collect()
}

/// Whether the text has no other characters.
pub fn is_base62(text: &str) -> bool {
    text.bytes().all(|byte| ALPHABET.contains(&byte))
}

fn digit(value: usize) -> char {
    ALPHABET.get(value).copied().map_or('0', char::from)
}
