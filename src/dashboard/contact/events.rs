//! A person's history with its evidence: what was written, through whom it came, who told it.

use std::collections::HashMap;

use chrono_tz::Tz;
use uuid::Uuid;

use super::texts::Texts;
use super::{Moment, spaced};
use crate::api_keys;
use crate::dashboard::shell::{Locale, names};
use crate::db::{Db, DbError};
use crate::domain::ids::TenantId;
use crate::opt_outs::EventBody;
use crate::senders;

/// One event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) number: i64,
    /// `opt_out`, `opt_in` or `id_change`.
    pub(super) kind: String,
    pub(super) title: &'static str,
    pub(super) occurred: Moment,
    /// When it was recorded, if that reads otherwise.
    pub(super) recorded: Option<Moment>,
    pub(super) changed: bool,
    pub(super) said: Option<String>,
    /// Names and values.
    pub(super) facts: Vec<(&'static str, String)>,
}

/// Who told the events of a page: names of keys, numbers of senders.
#[derive(Debug)]
pub(super) struct Tellers {
    keys: HashMap<Uuid, String>,
    senders: HashMap<Uuid, String>,
}

impl Tellers {
    /// Looks up who told these.
    pub(super) async fn of(
        db: &Db,
        tenant: TenantId,
        events: &[EventBody],
    ) -> Result<Self, DbError> {
        let mut ids: Vec<Uuid> = events.iter().filter_map(|event| event.key_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let told_by_hook = events.iter().any(|event| event.sender_id.is_some());
        let mut tx = db.tenant(tenant).await?;
        let keys = api_keys::names_of(&mut tx, &ids).await?;
        let known = if told_by_hook { senders::all(&mut tx).await? } else { Vec::new() };
        tx.commit().await?;
        let senders =
            known.iter().map(|sender| (sender.id.uuid(), sender.phone.spaced())).collect();
        Ok(Self { keys, senders })
    }

    /// An event as it is shown.
    pub(super) fn event(&self, event: EventBody, zone: Tz, locale: Locale) -> Event {
        let t = Texts::of(locale);
        let title = match event.kind.as_str() {
            "opt_out" => t.kind_out,
            "opt_in" => t.kind_in,
            _ => t.kind_id_change,
        };
        let occurred = Moment::new(event.occurred_at, zone, locale);
        let recorded = Moment::new(event.recorded_at, zone, locale);
        let recorded = (recorded.people != occurred.people).then_some(recorded);
        let facts = self.facts(&event, t, locale);
        Event {
            number: event.number,
            kind: event.kind,
            title,
            occurred,
            recorded,
            changed: event.changed,
            said: event.reason,
            facts,
        }
    }

    fn facts(
        &self,
        event: &EventBody,
        t: &'static Texts,
        locale: Locale,
    ) -> Vec<(&'static str, String)> {
        let former = event.former.as_ref();
        let name = |phone: &Option<String>, user_id: &Option<String>| {
            phone.as_deref().map(spaced).or_else(|| user_id.clone())
        };
        let known_key = |id: &Uuid| self.keys.get(id).cloned().unwrap_or_else(|| id.to_string());
        let known_sender =
            |id: &Uuid| self.senders.get(id).cloned().unwrap_or_else(|| id.to_string());
        let facts = [
            (t.now_known_as, former.and_then(|_| name(&event.phone, &event.user_id))),
            (t.formerly, former.and_then(|former| name(&former.phone, &former.user_id))),
            (t.source, Some(names::source_named(&event.source, locale))),
            (t.sender, event.sender.as_deref().map(spaced)),
            (t.campaign, event.campaign_id.clone()),
            (t.message_id, event.message_id.clone()),
            (t.language, event.language.clone()),
            (t.sent_as, Some(event.sent_as.clone())),
            (t.rule, event.rule.clone()),
            (t.told_by_key, event.key_id.as_ref().map(known_key)),
            (t.told_by_sender, event.sender_id.as_ref().map(known_sender)),
            (t.number, Some(event.number.to_string())),
        ];
        facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
