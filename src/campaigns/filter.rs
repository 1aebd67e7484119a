//! `POST /v1/campaigns/filter`

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::attempt::TriedCampaign;
use super::campaign::{Campaign, CampaignBody, CampaignQuery, Told};
use super::json::{self, FilterAnswer, FilterRequest};
use super::runs::{Form, Run, Runs};
use super::stream;
use super::verdict::FilterSummary;
use crate::access::Caller;
use crate::access::scope::Filter;
use crate::db::Db;
use crate::domain::clock::Clock;
use crate::domain::ids::{KeyId, RunId, TenantId};
use crate::domain::settings::Settings;
use crate::exclusion::{Exclusions, Reading};
use crate::http::coding;
use crate::http::extract::media_type;
use crate::http::facts::Facts;
use crate::http::idempotency::IdempotencyKey;
use crate::http::{Code, Problem, Query};
use crate::settings;
use crate::state::AppState;

/// The parts of the state that filtering needs.
#[derive(Clone, Debug)]
pub(crate) struct Filtering {
    pub(super) db: Db,
    clock: Clock,
    exclusions: Exclusions,
    settings: settings::Memory,
    runs: Runs,
}

impl FromRef<AppState> for Filtering {
    fn from_ref(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            clock: state.clock,
            exclusions: state.exclusions.clone(),
            settings: state.settings.clone(),
            runs: state.runs.clone(),
        }
    }
}

/// One run of the filter: what it decides by, and for whom.
#[derive(Debug)]
pub(super) struct Decider {
    pub(super) campaign: Campaign,
    pub(super) settings: Arc<Settings>,
    pub(super) reading: Arc<Reading>,
    caller: (TenantId, KeyId),
    clock: Clock,
    runs: Runs,
}

impl Filtering {
    pub(super) async fn settings(&self, tenant: TenantId) -> Result<Arc<Settings>, Problem> {
        Ok(settings::of_tenant(&self.settings, &self.db, tenant).await?)
    }

    /// Begins a run: everything acknowledged before this is called is honoured.
    pub(super) async fn start(
        &self,
        caller: (TenantId, KeyId),
        settings: Arc<Settings>,
        (campaign, told): (CampaignBody, Told),
    ) -> Result<Decider, Problem> {
        let campaign = campaign.check(told, &settings, &self.db, caller.0).await?;
        let reading = Arc::new(self.exclusions.read(caller.0, campaign.view()).await?);
        let (clock, runs) = (self.clock, self.runs.clone());
        Ok(Decider { campaign, settings, reading, caller, clock, runs })
    }
}

impl Decider {
    /// Puts the run on record, if the campaign has an id.
    pub(super) async fn note(
        &self,
        form: Form,
        summary: &FilterSummary,
        complete: bool,
        as_of: i64,
    ) -> Result<(), Problem> {
        let Some(id) = &self.campaign.id else { return Ok(()) };
        let run = Run {
            id: RunId::generate(),
            tenant: self.caller.0,
            key: self.caller.1,
            campaign_id: id.clone(),
            at: self.clock.now(),
            understood: self.campaign.understood,
            exclusion: self.campaign.exclusion,
            scope: self.campaign.scope,
            sender: self.campaign.sender,
            as_of,
            summary: *summary,
            form,
            complete,
        };
        Ok(self.runs.note(run).await?)
    }
}

/// Decides who of a campaign's recipients may be sent to.
///
/// People on the exclusion list are left out only if the campaign's flag is set **and** the template is
/// neither utility nor authentication (OTP); otherwise nobody is, and `summary.on_list` still informs. Every
/// opt-out acknowledged before the request began is honoured. If the list cannot be read the answer is 503
/// and names nobody. With a campaign id, what was decided is on record in `/v1/campaigns/{id}/filter-runs`.
///
/// **JSON** takes up to 1,000,000 recipients. **Streams** take any number, in constant memory, with the campaign in
/// the query string: `text/plain` (a recipient a line), `text/csv` (`column` names the one with the recipients; all
/// others are carried through untouched) and `application/x-ndjson` (texts, or objects with a field `recipient`). The
/// answer has the same type: each line with its verdict, in order, and the totals at the end (of a CSV, in the trailer
/// `Optout-Totals`, which all streams have). The header `Optout-Exclusion` says whether people on the list are left
/// out, and why. `sendable_only=true` answers the list to send to and nothing else. Read while you send. Both
/// directions may be compressed with gzip or zstd. A transfer that ends without its last chunk is not whole.
///
/// An `Idempotency-Key` is checked, but a repeat is decided anew: an old answer could name somebody who has opted out
/// since.
#[utoipa::path(
    post,
    path = "/v1/campaigns/filter",
    tag = "campaigns",
    params(
        CampaignQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "Refuses another JSON body under the same key; repeats are decided anew."),
    ),
    request_body(content(
        (FilterRequest<'_> = "application/json"),
        (String = "text/plain"),
        (String = "text/csv"),
        (String = "application/x-ndjson"),
    )),
    responses((status = 200, description = "The decision.", content(
        (FilterAnswer = "application/json"),
        (String = "text/plain"),
        (String = "text/csv"),
        (String = "application/x-ndjson"),
    )))
)]
pub(super) async fn filter_recipients(
    caller: Caller<Filter>,
    Query(query): Query<CampaignQuery>,
    State(filtering): State<Filtering>,
    Extension(facts): Extension<Arc<Facts>>,
    key: IdempotencyKey,
    request: Request,
) -> Result<Response, Problem> {
    let caller = (caller.tenant(), caller.key());
    let request = coding::decode(request)?;
    let form = form_of(request.headers())?;
    if form == Form::Json {
        if !query.is_empty() {
            return Err(Problem::new(Code::InvalidQuery)
                .with_detail("With application/json the campaign is in the body."));
        }
        return json::answer(caller, &filtering, &facts, key, request).await;
    }
    stream_recipients(&filtering, caller, (form, query), facts, request.into_body()).await
}

async fn stream_recipients(
    filtering: &Filtering,
    caller: (TenantId, KeyId),
    (form, query): (Form, CampaignQuery),
    facts: Arc<Facts>,
    body: Body,
) -> Result<Response, Problem> {
    let wanted = query.wanted()?;
    let column = query.column().map(ToOwned::to_owned);
    let campaign = query.campaign()?;
    let settings = filtering.settings(caller.0).await?;
    let decider = filtering.start(caller, settings, (campaign, Told::InQuery)).await?;
    stream::answer(decider, (form, wanted, column), facts, body).await
}

/// Decides a stream for whoever tries the filter out: the same, but nothing goes on record.
pub(crate) async fn try_stream(
    filtering: &Filtering,
    caller: (TenantId, KeyId),
    tried: TriedCampaign,
    facts: Arc<Facts>,
    request: Request,
) -> Result<Response, Problem> {
    let form = match form_of(request.headers())? {
        Form::Json => return Err(Problem::new(Code::UnsupportedMediaType)),
        form => form,
    };
    stream_recipients(filtering, caller, (form, tried.into()), facts, request.into_body()).await
}

fn form_of(headers: &HeaderMap) -> Result<Form, Problem> {
    match media_type(headers)?.as_str() {
        "application/json" => Ok(Form::Json),
        "text/plain" => Ok(Form::Text),
        "text/csv" => Ok(Form::Csv),
        "application/x-ndjson" | "application/ndjson" => Ok(Form::Ndjson),
        _ => Err(Problem::new(Code::UnsupportedMediaType).with_detail(
            "Send application/json, text/plain, text/csv or application/x-ndjson in UTF-8.",
        )),
    }
}
