//! A share of a whole, and how little is known of it when numbers are small.

/// 97.5 % of a normal distribution lie below this many standard deviations: an interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How large a share is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    /// The share that was seen, 0 to 1.
    pub estimate: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end of the 95 % interval.
    pub high: f64,
}

/// The share of `some` in `all`, with Wilson's interval of 95 % (E. B. Wilson, 1927,
/// <https://doi.org/10.1080/01621459.1927.10502953>), which stays within 0 and 1 and is honest for small numbers.
/// `None` if there is nothing to be a share of, or more than all.
pub fn wilson(some: i64, all: i64) -> Option<Proportion> {
    let count = |value: i64| u32::try_from(value).ok().map(f64::from);
    let (some, all) = (count(some)?, count(all)?);
    if all < 1.0 || some > all {
        return None;
    }
    let estimate = some / all;
    let spread = Z * Z / all;
    let middle = estimate + spread / 2.0;
    let half = (spread * (estimate * (1.0 - estimate) + spread / 4.0)).sqrt();
    // At the ends rounding could leave the interval a hair beside the estimate.
    let low = ((middle - half) / (1.0 + spread)).clamp(0.0, estimate);
    let high = ((middle + half) / (1.0 + spread)).clamp(estimate, 1.0);
    Some(Proportion { estimate, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against published figures: R. G. Newcombe, 1998, table I, method 3.
    #[test]
    fn intervals_are_those_of_the_literature() {
        for (some, all, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
            (29, 29, 0.8830, 1.0),
        ] {
            let found = wilson(some, all).unwrap();
            assert!((found.low - low).abs() < 0.000_06, "{some}/{all}: {found:?}");
            assert!((found.high - high).abs() < 0.000_06, "{some}/{all}: {found:?}");
        }
        for (some, all) in [(0, 0), (2, 1), (-1, 1), (1, i64::MAX)] {
            assert_eq!(wilson(some, all), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_estimate_lies_in_its_interval(all in 1_i64..5_000_000, some in 0_i64..5_000_000) {
            let some = some % (all + 1);
            let found = wilson(some, all).unwrap();
            proptest::prop_assert!(0.0 <= found.low && found.low <= found.estimate);
            proptest::prop_assert!(found.estimate <= found.high && found.high <= 1.0);
        }
    }
}
