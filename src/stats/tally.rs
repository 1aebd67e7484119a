//! Events counted in memory, before the counts are written.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::calendar::{QUARTERS, day_of_quarter};

/// Events of one kind that have the same origin and fall into the same quarter hour.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) kind: String,
    pub(super) source: String,
    /// Canonical digits; 0 where none was named.
    pub(super) sender: i64,
    pub(super) campaign_id: Option<String>,
    /// Counted from 1970.
    pub(super) quarter: i64,
    pub(super) count: i64,
}

/// What a row of `daily_counts` is found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    campaign_id: String,
    day: NaiveDate,
    kind: String,
    source: String,
    sender: i64,
}

/// Rows of `daily_counts`, column by column.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) campaigns: Vec<String>,
    pub(super) days: Vec<NaiveDate>,
    pub(super) kinds: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) senders: Vec<i64>,
    /// 96 for each row, one behind the other.
    pub(super) by_quarter: Vec<i32>,
}

/// How many in each quarter hour of a day.
type Quarters = [i32; 96];

/// Counts groups into rows, at most `limit` of them at a time.
pub(super) fn tally(groups: Vec<Group>, limit: usize) -> Vec<Rows> {
    let mut counts: HashMap<Key, Quarters> = HashMap::new();
    for group in groups {
        let Some(day) = day_of_quarter(group.quarter) else { continue };
        let quarter = usize::try_from(group.quarter.rem_euclid(QUARTERS)).unwrap_or_default();
        let count = i32::try_from(group.count).unwrap_or(i32::MAX);
        let key = Key {
            campaign_id: String::new(),
            day,
            kind: group.kind,
            source: group.source,
            sender: group.sender,
        };
        let of_campaign = group.campaign_id.map(|id| Key { campaign_id: id, ..key.clone() });
        for key in of_campaign.into_iter().chain([key]) {
            let quarters = counts.entry(key).or_insert([0; 96]);
            if let Some(so_far) = quarters.get_mut(quarter) {
                *so_far += count;
            }
        }
    }
    let mut sorted: Vec<(Key, Quarters)> = counts.into_iter().collect();
    // Whoever writes rows in one order cannot wait for each other in a ring.
    sorted.sort_unstable_by(|(one, _), (other, _)| one.order().cmp(&other.order()));
    sorted.chunks(limit).map(Rows::of).collect()
}

impl Key {
    fn order(&self) -> (&str, NaiveDate, &str, &str, i64) {
        (&self.campaign_id, self.day, &self.kind, &self.source, self.sender)
    }
}

impl Rows {
    fn of(counts: &[(Key, Quarters)]) -> Self {
        let mut rows = Self::default();
        for (key, quarters) in counts {
            rows.campaigns.push(key.campaign_id.clone());
            rows.days.push(key.day);
            rows.kinds.push(key.kind.clone());
            rows.sources.push(key.source.clone());
            rows.senders.push(key.sender);
            let mut so_far = 0;
            rows.by_quarter.extend(quarters.iter().map(|count| {
                so_far += count;
                so_far
            }));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_campaign_counts_for_it_and_for_all() {
        let group = |campaign_id: Option<&str>, quarter, count| Group {
            kind: "opt_out".to_owned(),
            source: "api".to_owned(),
            sender: 0,
            campaign_id: campaign_id.map(str::to_owned),
            quarter,
            count,
        };

        let rows = tally(vec![group(None, 1, 2), group(Some("c"), 95, 1), group(None, 96, 5)], 2);

        let [first, second] = rows.try_into().unwrap();
        assert_eq!(first.campaigns, ["", ""]);
        assert_eq!(second.campaigns, ["c"]);
        let [day, next] = first.by_quarter.chunks(96).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((day[0], day[1], day[94], day[95]), (0, 2, 2, 3));
        assert_eq!((next[0], next[95]), (5, 5));
        assert_eq!((second.by_quarter[94], second.by_quarter[95]), (0, 1));
        assert_eq!(first.days[1] - first.days[0], chrono::TimeDelta::days(1));
    }
}
