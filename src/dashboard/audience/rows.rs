//! The rows of a page of the list, and what was wrong with what was asked for.

use chrono_tz::Tz;

use super::filter::AudienceQuery;
use super::search::{self, Search};
use super::texts::Texts;
use super::{ListFilter, Lists, Moment, PAGE, Person};
use crate::dashboard::session::Session;
use crate::dashboard::shell::{Locale, names, spaced};
use crate::domain::identity::Identifier;
use crate::domain::settings::Settings;
use crate::http::{Code, Problem};
use crate::opt_outs::{ContactWithHistory, OptOutBody, read_contact, read_list};

/// A page of the list.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) items: Vec<Row>,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
    /// The one person that was searched for.
    pub(super) found: Option<Found>,
    /// How the numbers begin that were searched for.
    pub(super) beginning: Option<String>,
    pub(super) mistakes: Mistakes,
}

/// One opt-out.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) event: i64,
    pub(super) person: Person,
    pub(super) when: Moment,
    pub(super) source: String,
    pub(super) sender: Option<String>,
    pub(super) campaign: Option<CampaignLink>,
    pub(super) said: Option<String>,
}

/// A campaign, and the list of those who left because of it.
#[derive(Debug)]
pub(super) struct CampaignLink {
    pub(super) name: String,
    pub(super) url: String,
}

/// The person that was searched for.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) person: Person,
    pub(super) status: &'static str,
    /// How the status looks: `out`, `in`, or nothing.
    pub(super) look: &'static str,
    pub(super) since: Option<Moment>,
}

/// What of the filter is not acceptable, each in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mistakes {
    pub(super) from: Option<&'static str>,
    pub(super) to: Option<&'static str>,
    pub(super) source: Option<&'static str>,
    pub(super) sender: Option<&'static str>,
    pub(super) campaign: Option<&'static str>,
    pub(super) search: Option<&'static str>,
}

impl Mistakes {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// What a problem says of the filter; `None` if it is about something else.
    pub(super) fn of(problem: &Problem, t: &Texts) -> Option<Self> {
        let mut mistakes = Self::default();
        if problem.code() == Code::RangeReversed {
            mistakes.from = Some(t.bad_range);
        } else if problem.code() == Code::InvalidQuery {
            for error in problem.errors() {
                match error.pointer.as_str() {
                    "from" => mistakes.from = Some(t.bad_date),
                    "to" => mistakes.to = Some(t.bad_date),
                    "source" => mistakes.source = Some(t.bad_source),
                    "sender" => mistakes.sender = Some(t.bad_sender),
                    "campaign_id" => mistakes.campaign = Some(t.bad_campaign),
                    "q" => mistakes.search = Some(t.bad_search),
                    _ => {}
                }
            }
        }
        (!mistakes.is_none()).then_some(mistakes)
    }
}

/// Whom a search means, and what of it the list can be asked for.
#[derive(Debug)]
pub(super) enum Sought {
    /// Everybody of the filter.
    Everybody(ListFilter),
    /// Numbers that begin so.
    Beginning(String, ListFilter),
    /// One person; no filter if the list knows no number of theirs.
    Person(Box<ContactWithHistory>, Option<ListFilter>),
    /// It cannot be read.
    Unreadable,
}

impl Sought {
    /// Reads what is asked for.
    pub(super) async fn read(
        lists: &Lists,
        session: &Session,
        settings: &Settings,
        query: &AudienceQuery,
    ) -> Result<Self, Problem> {
        let today = lists.today(settings);
        let filter = |prefix| query.filter(today, prefix);
        let Some(text) = query.q.as_deref() else { return Ok(Self::Everybody(filter(None))) };
        match search::read(text, settings.default_country) {
            Search::Unreadable => Ok(Self::Unreadable),
            Search::Beginning(digits) => {
                Ok(Self::Beginning(format!("+{digits}"), filter(Some(digits))))
            }
            Search::Person(identifier) => {
                let name = name_of(&identifier);
                let Lists { settled, memory, .. } = lists;
                let contact = read_contact(settled, memory, session.tenant, &name, None, 1).await?;
                let digits = contact.contact.phone.as_ref();
                let digits = digits.map(|phone| phone.trim_start_matches('+').to_owned());
                let filter = digits.map(|digits| filter(Some(digits)));
                Ok(Self::Person(Box::new(contact), filter))
            }
        }
    }

    /// The filter, if there is anybody on the list to be found by it.
    pub(super) fn into_filter(self) -> Option<ListFilter> {
        match self {
            Self::Everybody(filter) | Self::Beginning(_, filter) => Some(filter),
            Self::Person(_, filter) => filter,
            Self::Unreadable => None,
        }
    }
}

/// Reads the page that is asked for; `None` if its cursor is of another list.
pub(super) async fn read(
    lists: &Lists,
    session: &Session,
    settings: &Settings,
    query: &AudienceQuery,
    t: &'static Texts,
) -> Result<Option<Rows>, Problem> {
    let mut rows = Rows::default();
    let sought = Sought::read(lists, session, settings, query).await?;
    match &sought {
        Sought::Everybody(_) => {}
        Sought::Beginning(beginning, _) => rows.beginning = Some(beginning.clone()),
        Sought::Person(contact, _) => {
            rows.found = Some(found(contact, settings.time_zone, session.locale, t));
        }
        Sought::Unreadable => rows.mistakes.search = Some(t.bad_search),
    }
    let Some(filter) = sought.into_filter() else { return Ok(Some(rows)) };
    let cursor = query.cursor.as_deref();
    match read_list(&lists.db, &lists.memory, session.tenant, &filter, cursor, PAGE).await {
        Ok(page) => {
            let row = |item| row(item, query, settings.time_zone, session.locale);
            rows.items = page.data.into_iter().map(row).collect();
            rows.next = page.next;
            Ok(Some(rows))
        }
        Err(problem) if problem.code() == Code::InvalidCursor => Ok(None),
        Err(problem) => match Mistakes::of(&problem, t) {
            Some(mistakes) => Ok(Some(Rows { mistakes, ..rows })),
            None => Err(problem),
        },
    }
}

fn name_of(identifier: &Identifier) -> String {
    match identifier {
        Identifier::Phone(phone) => phone.e164(),
        Identifier::UserId(user_id) => user_id.as_str().to_owned(),
    }
}

fn row(item: OptOutBody, query: &AudienceQuery, zone: Tz, locale: Locale) -> Row {
    let campaign = item.campaign_id.map(|name| {
        let url = query.with_campaign(&name).url("/audience");
        CampaignLink { name, url }
    });
    Row {
        event: item.event,
        person: Person::new(item.phone.as_deref(), item.user_id.as_deref()),
        when: Moment::new(item.opted_out_at, zone, locale),
        source: names::source_named(&item.source, locale),
        sender: item.sender.as_deref().map(spaced),
        campaign,
        said: item.reason,
    }
}

fn found(shown: &ContactWithHistory, zone: Tz, locale: Locale, t: &Texts) -> Found {
    let contact = &shown.contact;
    let (status, look) = match contact.status.as_str() {
        "opted_out" => (t.is_out, "out"),
        "opted_in" => (t.is_in, "in"),
        _ => (t.is_unknown, ""),
    };
    Found {
        person: Person::new(contact.phone.as_deref(), contact.user_id.as_deref()),
        status,
        look,
        since: contact.since.map(|at| Moment::new(at, zone, locale)),
    }
}
