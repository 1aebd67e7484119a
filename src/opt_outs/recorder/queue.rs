//! Who waits to record: a line for each tenant, and whose turn it is. No I/O.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::domain::ids::TenantId;

/// Something that waits in a tenant's line.
pub(super) trait Waits {
    /// Events that it would record.
    fn events(&self) -> usize;
    /// Whether it needs a transaction of its own.
    fn goes_alone(&self) -> bool;
    /// The claim that it makes: no two of the same name go into one transaction.
    fn claim(&self) -> Option<(&'static str, &str)>;
}

/// How much may wait, and how much goes into one transaction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Requests that wait.
    pub(super) requests: usize,
    /// Requests of one tenant that wait.
    pub(super) requests_each: usize,
    /// Events that wait.
    pub(super) events: usize,
    /// Events of one tenant that wait.
    pub(super) events_each: usize,
    /// Requests of one tenant in one transaction.
    pub(super) requests_together: usize,
    /// Events of all tenants in one transaction.
    pub(super) events_together: usize,
}

/// The lines of all tenants.
///
/// A tenant is busy from when something of it is taken until it is released: so its writers never wait for one
/// another in the database. Tenants that are not busy take turns.
#[derive(Debug)]
pub(super) struct Queue<T> {
    limits: Limits,
    lines: HashMap<TenantId, Line<T>>,
    /// Tenants whose first in the line can go with others, in turn.
    together: VecDeque<TenantId>,
    /// Tenants whose first in the line goes alone, in turn.
    alone: VecDeque<TenantId>,
    requests: usize,
    events: usize,
}

#[derive(Debug)]
struct Line<T> {
    waiting: VecDeque<T>,
    events: usize,
    is_busy: bool,
    /// Whether the tenant's counter was held by another process when it was last tried.
    is_held: bool,
}

impl<T: Waits> Queue<T> {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            lines: HashMap::new(),
            together: VecDeque::new(),
            alone: VecDeque::new(),
            requests: 0,
            events: 0,
        }
    }

    /// Lets something wait behind everything else of its tenant; gives it back if too much waits already.
    pub(super) fn push(&mut self, tenant: TenantId, item: T) -> Result<(), T> {
        let (requests_each, events_each) =
            self.lines.get(&tenant).map_or((0, 0), |line| (line.waiting.len(), line.events));
        let Limits { requests, events, .. } = self.limits;
        // One that is larger than the limit may wait where nothing else does.
        let too_many = |waiting, limit| waiting > 0 && waiting + item.events() > limit;
        if self.requests >= requests
            || requests_each >= self.limits.requests_each
            || too_many(self.events, events)
            || too_many(events_each, self.limits.events_each)
        {
            return Err(item);
        }
        self.count(item.events());
        let line = self.lines.entry(tenant).or_insert_with(|| Line {
            waiting: VecDeque::new(),
            events: 0,
            is_busy: false,
            is_held: false,
        });
        line.events += item.events();
        line.waiting.push_back(item);
        if !line.is_busy && line.waiting.len() == 1 {
            self.line_up(tenant);
        }
        Ok(())
    }

    /// Takes what goes into one transaction: of each tenant whose turn it is, as much as may.
    pub(super) fn take_together(&mut self) -> Vec<(TenantId, Vec<T>)> {
        let (mut taken, mut room) = (Vec::new(), self.limits.events_together);
        while room > 0
            && let Some(tenant) = self.together.pop_front()
        {
            let items = self.take_of(tenant, &mut room);
            if !items.is_empty() {
                taken.push((tenant, items));
            }
        }
        taken
    }

    /// Takes what gets a transaction of its own: something that goes alone, or a tenant whose counter was held.
    pub(super) fn take_alone(&mut self) -> Option<(TenantId, Vec<T>)> {
        let tenant = self.alone.pop_front()?;
        let line = self.lines.get_mut(&tenant)?;
        line.is_held = false;
        if let Some(item) = line.waiting.pop_front_if(|item| item.goes_alone()) {
            line.is_busy = true;
            line.events -= item.events();
            self.discount(item.events());
            return Some((tenant, vec![item]));
        }
        let mut room = self.limits.events_together;
        Some((tenant, self.take_of(tenant, &mut room)))
    }

    /// Takes of a tenant's line what may go with others, and makes the tenant busy.
    fn take_of(&mut self, tenant: TenantId, room: &mut usize) -> Vec<T> {
        let Some(line) = self.lines.get_mut(&tenant) else { return Vec::new() };
        line.is_busy = true;
        let (mut items, mut claims, mut events) = (Vec::new(), HashSet::new(), 0);
        while *room > 0
            && items.len() < self.limits.requests_together
            && let Some(item) = line.waiting.pop_front_if(|item| {
                let is_first = |(operation, key): (&'static str, &str)| {
                    claims.insert((operation, key.to_owned()))
                };
                !item.goes_alone() && item.claim().is_none_or(is_first)
            })
        {
            *room = room.saturating_sub(item.events().max(1));
            events += item.events();
            items.push(item);
        }
        line.events -= events;
        self.requests -= items.len();
        self.events -= events;
        items
    }

    /// Puts back what was taken of a tenant whose counter another process holds. It goes alone next time.
    pub(super) fn put_back(&mut self, tenant: TenantId, items: Vec<T>) {
        let Some(line) = self.lines.get_mut(&tenant) else { return };
        line.is_held = true;
        for item in items.into_iter().rev() {
            line.events += item.events();
            self.requests += 1;
            self.events += item.events();
            line.waiting.push_front(item);
        }
    }

    /// The tenant is no longer busy.
    pub(super) fn release(&mut self, tenant: TenantId) {
        let Some(line) = self.lines.get_mut(&tenant) else { return };
        line.is_busy = false;
        if line.waiting.is_empty() {
            self.lines.remove(&tenant);
        } else {
            self.line_up(tenant);
        }
    }

    fn line_up(&mut self, tenant: TenantId) {
        let Some(line) = self.lines.get(&tenant) else { return };
        let goes_alone = line.is_held || line.waiting.front().is_some_and(Waits::goes_alone);
        let turns = if goes_alone { &mut self.alone } else { &mut self.together };
        turns.push_back(tenant);
    }

    fn count(&mut self, events: usize) {
        self.requests += 1;
        self.events += events;
    }

    fn discount(&mut self, events: usize) {
        self.requests -= 1;
        self.events -= events;
    }

    /// Whether something can go with others.
    pub(super) fn has_together(&self) -> bool {
        !self.together.is_empty()
    }

    /// Requests that wait.
    pub(super) const fn requests(&self) -> usize {
        self.requests
    }

    /// Whether nothing waits and nobody is busy.
    pub(super) fn is_idle(&self) -> bool {
        self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Item {
        name: &'static str,
        events: usize,
        goes_alone: bool,
        key: Option<&'static str>,
    }

    impl Waits for Item {
        fn events(&self) -> usize {
            self.events
        }

        fn goes_alone(&self) -> bool {
            self.goes_alone
        }

        fn claim(&self) -> Option<(&'static str, &str)> {
            self.key.map(|key| ("operation", key))
        }
    }

    const LIMITS: Limits = Limits {
        requests: 8,
        requests_each: 4,
        events: 100,
        events_each: 50,
        requests_together: 3,
        events_together: 5,
    };

    fn one(name: &'static str) -> Item {
        Item { name, events: 1, goes_alone: false, key: None }
    }

    fn names(taken: &[(TenantId, Vec<Item>)]) -> Vec<Vec<&'static str>> {
        taken.iter().map(|(_, items)| items.iter().map(|item| item.name).collect()).collect()
    }

    fn tenants<const N: usize>() -> [TenantId; N] {
        std::array::from_fn(|_| TenantId::generate())
    }

    #[test]
    fn a_busy_tenant_waits_and_others_do_not() {
        let [busy, other] = tenants();
        let mut queue = Queue::new(LIMITS);
        queue.push(busy, one("a")).unwrap();
        assert_eq!(names(&queue.take_together()), [["a"]]);

        queue.push(busy, one("b")).unwrap();
        queue.push(other, one("c")).unwrap();
        assert_eq!(names(&queue.take_together()), [["c"]]);
        assert!(!queue.has_together());

        queue.release(busy);
        assert_eq!(names(&queue.take_together()), [["b"]]);
        queue.release(busy);
        queue.release(other);
        assert!(queue.is_idle());
    }

    #[test]
    fn whoever_has_much_gets_a_share_and_then_waits_behind_the_others() {
        let [much, little, late] = tenants();
        let mut queue = Queue::new(LIMITS);
        for name in ["a", "b", "c", "d"] {
            queue.push(much, one(name)).unwrap();
        }
        queue.push(little, one("e")).unwrap();

        assert_eq!(names(&queue.take_together()), [vec!["a", "b", "c"], vec!["e"]]);
        queue.push(late, one("f")).unwrap();
        queue.release(much);
        assert_eq!(names(&queue.take_together()), [["f"], ["d"]]);
    }

    #[test]
    fn a_transaction_takes_so_many_events_and_leaves_the_others_their_turn() {
        let [first, second, third] = tenants();
        let mut queue = Queue::new(LIMITS);
        for tenant in [first, second, third] {
            queue.push(tenant, Item { events: 3, ..one("a") }).unwrap();
        }

        assert_eq!(queue.take_together().len(), 2);
        assert_eq!(names(&queue.take_together()), [["a"]]);
    }

    #[test]
    fn what_is_large_goes_alone_and_keeps_its_place() {
        let [tenant] = tenants();
        let mut queue = Queue::new(LIMITS);
        queue.push(tenant, one("a")).unwrap();
        queue.push(tenant, Item { goes_alone: true, ..one("large") }).unwrap();
        queue.push(tenant, one("b")).unwrap();
        assert!(queue.take_alone().is_none());

        assert_eq!(names(&queue.take_together()), [["a"]]);
        queue.release(tenant);
        assert!(queue.take_together().is_empty());
        assert_eq!(names(&[queue.take_alone().unwrap()]), [["large"]]);
        queue.release(tenant);
        assert_eq!(names(&queue.take_together()), [["b"]]);
    }

    #[test]
    fn a_tenant_that_another_process_holds_goes_alone_in_the_same_order() {
        let [tenant] = tenants();
        let mut queue = Queue::new(LIMITS);
        queue.push(tenant, one("a")).unwrap();
        queue.push(tenant, one("b")).unwrap();
        let (_, items) = queue.take_together().pop().unwrap();
        queue.push(tenant, one("c")).unwrap();

        queue.put_back(tenant, items);
        queue.release(tenant);
        assert!(!queue.has_together());
        assert_eq!(names(&[queue.take_alone().unwrap()]), [["a", "b", "c"]]);

        queue.push(tenant, one("d")).unwrap();
        queue.release(tenant);
        assert_eq!(names(&queue.take_together()), [["d"]]);
    }

    #[test]
    fn the_same_claim_is_not_made_twice_in_one_transaction() {
        let [tenant, other] = tenants();
        let mut queue = Queue::new(LIMITS);
        queue.push(tenant, Item { key: Some("k"), ..one("a") }).unwrap();
        queue.push(tenant, Item { key: Some("k"), ..one("a again") }).unwrap();
        queue.push(tenant, one("b")).unwrap();
        queue.push(other, Item { key: Some("k"), ..one("c") }).unwrap();

        assert_eq!(names(&queue.take_together()), [["a"], ["c"]]);
        queue.release(tenant);
        assert_eq!(names(&queue.take_together()), [["a again", "b"]]);
    }

    #[test]
    fn too_much_is_given_back_and_nothing_is_lost() {
        let [tenant, third, fourth] = tenants();
        let mut queue = Queue::new(LIMITS);
        for name in ["a", "b", "c", "d"] {
            queue.push(tenant, one(name)).unwrap();
        }
        assert_eq!(queue.push(tenant, one("too many")), Err(one("too many")));
        for name in ["e", "f", "g", "h"] {
            queue.push(third, one(name)).unwrap();
        }
        assert!(queue.push(fourth, one("too many of all")).is_err());

        assert_eq!(names(&queue.take_together()), [vec!["a", "b", "c"], vec!["e", "f"]]);
        for tenant in [tenant, third] {
            queue.release(tenant);
        }
        assert_eq!(names(&queue.take_together()), [vec!["d"], vec!["g", "h"]]);
        for tenant in [tenant, third] {
            queue.release(tenant);
        }
        assert!(queue.is_idle() && queue.requests() == 0);
    }

    #[test]
    fn one_that_is_larger_than_the_limit_is_taken_where_nothing_else_waits() {
        let [other, third] = tenants();
        let mut queue = Queue::new(LIMITS);

        let large = Item { events: 60, goes_alone: true, ..one("large") };
        queue.push(other, large).unwrap();
        assert!(queue.push(other, one("behind it")).is_err());
        assert!(queue.push(third, Item { events: 41, ..one("of another") }).is_err());

        queue.take_alone().unwrap();
        queue.release(other);
        assert!(queue.is_idle() && queue.requests() == 0);
    }
}
