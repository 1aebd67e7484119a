//! `POST /v1/campaigns/filter`

use std::borrow::Cow;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::decision::Exclusion;
use super::store::{self, OnList};
use crate::access::Caller;
use crate::access::scope::Filter;
use crate::db::TenantTx;
use crate::domain::category::{Category, Understood};
use crate::domain::consent::{OptOutScope, View};
use crate::domain::identity::{Identifier, IdentityError, UserId};
use crate::domain::phone::{Country, Phone};
use crate::domain::text::Token;
use crate::http::extract::{object, object_or_absent};
use crate::http::facts::Facts;
use crate::http::idempotency::{self, Begun, IdempotencyKey};
use crate::http::{Code, Json, NoQuery, Problem, Query};
use crate::settings;
use crate::settled::Settled;

/// Recipients of one request at most.
const MAX_RECIPIENTS: usize = 100_000;
/// Bytes of a request at most: room for 100,000 of the longest user ids.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The campaign and its recipients.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilterRequest<'a> {
    /// The campaign.
    #[serde(deserialize_with = "object")]
    campaign: CampaignBody,
    /// Phone numbers in any usual spelling, or user ids; at most 100,000.
    #[serde(borrow)]
    #[schema(value_type = Vec<String>, max_items = 100_000, example = json!(["+5491155550101", "5215512345678", "AR.1000200030004000"]))]
    recipients: Vec<&'a RawValue>,
}

/// What decides whether the list applies.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CampaignBody {
    /// The campaign's id at the sender.
    #[schema(max_length = 128, example = "spring-26")]
    id: Option<String>,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION` (also `OTP`, and the names Meta used before). One that is
    /// unknown counts as `MARKETING`.
    #[schema(example = "MARKETING")]
    template_category: String,
    /// The template, so that a category that Meta has changed counts: one that Meta says is marketing is filtered,
    /// whatever the request says.
    #[serde(default, deserialize_with = "object_or_absent")]
    template: Option<TemplateBody>,
    /// The campaign's "exclude contacts on the exclusion list" flag.
    exclude_opted_out: bool,
    /// The business number that the campaign is sent from. If opt-outs count for one sender and this is
    /// absent, who is out towards any sender is on the list.
    #[schema(example = "+5491100000001")]
    sender: Option<String>,
}

/// A message template.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateBody {
    /// Its name.
    #[schema(max_length = 512, example = "promo_mayo")]
    name: String,
    /// Its language; all languages, if absent.
    #[schema(max_length = 35, example = "es_AR")]
    language: Option<String>,
}

/// Who may be sent to. Recipients come back exactly as they were sent, and in order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FilterAnswer<'a> {
    /// Whether people on the list were left out, and why.
    exclusion: ExclusionBody,
    /// Counts; `sendable`, `excluded` and `invalid` add up to `received`.
    summary: FilterSummary,
    /// Who may be sent to.
    #[schema(value_type = Vec<String>)]
    sendable: Vec<&'a RawValue>,
    /// Who was left out.
    excluded: Vec<ExcludedBody<'a>>,
    /// What is neither a phone number nor a user id. Never sendable.
    invalid: Vec<InvalidBody<'a>>,
    /// Who is on the list although exclusion does not apply, for information; they are in `sendable` too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    listed: Vec<ExcludedBody<'a>>,
    /// The tenant's last event that this answer honours.
    as_of: i64,
}

/// Whether people on the list were left out, and why.
#[derive(Debug, Serialize, ToSchema)]
struct ExclusionBody {
    /// Whether they were left out.
    applied: bool,
    /// `applied`, `flag_off` or `category_exempt`.
    #[schema(example = "applied")]
    reason: &'static str,
    /// What the category counted as.
    #[schema(example = "MARKETING")]
    template_category: &'static str,
    /// False when the category is unknown and so counted as `MARKETING`.
    category_recognized: bool,
    /// What an opt-out counts for: `account`, or `sender`. With `sender`, people are on the list if they are
    /// out towards the campaign's sender; if it names none, if they are out towards any.
    #[schema(example = "account")]
    scope: &'static str,
}

/// Counts of a filter answer.
#[derive(Debug, Serialize, ToSchema)]
struct FilterSummary {
    /// Recipients in the request.
    received: usize,
    /// Who may be sent to.
    sendable: usize,
    /// Who was left out.
    excluded: usize,
    /// What is no recipient.
    invalid: usize,
    /// Who is on the exclusion list, left out or not.
    on_list: usize,
}

/// A recipient on the exclusion list.
#[derive(Debug, Serialize, ToSchema)]
struct ExcludedBody<'a> {
    /// As it was sent.
    #[schema(value_type = String, example = "+5491155550101")]
    recipient: &'a RawValue,
    /// Position in the request, from 0.
    index: usize,
    /// Always `opted_out`.
    #[schema(example = "opted_out")]
    reason: &'static str,
    /// When the person asked.
    opted_out_at: DateTime<Utc>,
    /// What matched: `phone` or `user_id`.
    #[schema(example = "phone")]
    matched: &'static str,
}

/// What is no recipient.
#[derive(Debug, Serialize, ToSchema)]
struct InvalidBody<'a> {
    /// As it was sent.
    #[schema(value_type = String)]
    recipient: &'a RawValue,
    /// Position in the request, from 0.
    index: usize,
    /// Why, as a stable name.
    #[schema(example = "phone_too_few_digits")]
    reason: &'static str,
}

/// Decides who of a campaign's recipients may be sent to.
///
/// People on the exclusion list are left out only if the campaign's flag is set **and** the template is
/// neither utility nor authentication (OTP); otherwise nobody is, and `summary.on_list` still informs. Every
/// opt-out acknowledged before the request began is honoured. If the list cannot be read the answer is 503
/// and names nobody. An `Idempotency-Key` is checked, but a repeat is decided anew: an old answer could
/// name somebody who has opted out since.
#[utoipa::path(
    post,
    path = "/v1/campaigns/filter",
    tag = "campaigns",
    params(("Idempotency-Key" = Option<String>, Header, description = "Refuses another body under the same key; repeats are decided anew.")),
    request_body = FilterRequest<'_>,
    responses((status = 200, description = "The decision.", body = FilterAnswer<'_>))
)]
pub(super) async fn filter_recipients(
    caller: Caller<Filter>,
    Query(NoQuery {}): Query<NoQuery>,
    State(settled): State<Settled>,
    State(memory): State<settings::Memory>,
    Extension(facts): Extension<Arc<Facts>>,
    key: IdempotencyKey,
    body: Json<MAX_BYTES>,
) -> Result<Response, Problem> {
    let request = body.parse::<FilterRequest<'_>>()?;
    if request.recipients.len() > MAX_RECIPIENTS {
        return Err(Problem::new(Code::TooManyItems)
            .with_detail(format!("A request takes {MAX_RECIPIENTS} recipients.")));
    }
    facts.add_rows(request.recipients.len());

    let (mut tx, as_of) = settled.tenant(caller.tenant()).await?;
    let settings = settings::current(&memory, &mut tx).await?;
    let country = settings.default_country;
    let told = template_category(&mut tx, request.campaign.template.as_ref()).await?;
    let campaign = request.campaign.check(country, told)?;
    if let Begun::Done(answer) =
        idempotency::begin(&mut tx, "filter_recipients", key, &body.fingerprint()).await?
    {
        return Ok(answer);
    }
    let parsed: Vec<Parsed> = request.recipients.iter().map(|raw| parse(raw, country)).collect();
    let view = settings.opt_out_scope.view(campaign.sender);
    let on_list = look_up(&mut tx, &parsed, view).await?;
    tx.commit().await?;

    let exclusion = ExclusionBody::new(&campaign, settings.opt_out_scope);
    let answer =
        decide(&request.recipients, (campaign.exclusion, exclusion), &parsed, &on_list, as_of);
    crate::http::json(StatusCode::OK, &answer)
}

/// What Meta said of a template's category, if it said anything: of several languages the strictest.
async fn template_category(
    tx: &mut TenantTx,
    template: Option<&TemplateBody>,
) -> Result<Option<Category>, Problem> {
    let Some(template) = template else { return Ok(None) };
    let line = |pointer, text: &str, max| {
        let good = (1..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        let expected = format!("must have 1 to {max} characters");
        good.then_some(()).ok_or_else(|| Problem::field(pointer, expected))
    };
    line("/campaign/template/name", &template.name, 512)?;
    let language = template.language.as_deref();
    language.map_or(Ok(()), |text| line("/campaign/template/language", text, 35))?;
    let told = store::template_categories(tx, &template.name, language).await?;
    let told = told.iter().map(|name| Category::understand(name).category);
    Ok(told.reduce(|one, other| if one.is_exempt() { other } else { one }))
}

/// What of a campaign decides.
struct Campaign {
    understood: Understood,
    exclusion: Exclusion,
    sender: Option<Phone>,
}

impl CampaignBody {
    /// `told` is what Meta said of the template's category.
    fn check(&self, country: Option<Country>, told: Option<Category>) -> Result<Campaign, Problem> {
        if let Some(id) = &self.id {
            Token::line(id.clone()).map_err(|error| Problem::field("/campaign/id", error))?;
        }
        let sender = self
            .sender
            .as_ref()
            .map(|text| Phone::parse(text, country))
            .transpose()
            .map_err(|error| Problem::field("/campaign/sender", error))?;
        if self.template_category.trim().is_empty() {
            return Err(Problem::field("/campaign/template_category", "must not be empty"));
        }
        let named = Category::understand(&self.template_category);
        let understood = match told {
            Some(category) if named.category.is_exempt() && !category.is_exempt() => {
                Understood { category, ..named }
            }
            _ => named,
        };
        let exclusion = Exclusion::decide(self.exclude_opted_out, understood.category);
        Ok(Campaign { understood, exclusion, sender })
    }
}

impl ExclusionBody {
    fn new(campaign: &Campaign, scope: OptOutScope) -> Self {
        Self {
            applied: campaign.exclusion.is_applied(),
            reason: campaign.exclusion.as_str(),
            template_category: campaign.understood.category.as_str(),
            category_recognized: campaign.understood.recognized,
            scope: scope.as_str(),
        }
    }
}

/// A recipient as it was understood, or why it was not.
type Parsed = Result<Identifier, &'static str>;

fn parse(raw: &RawValue, country: Option<Country>) -> Parsed {
    let text: Cow<'_, str> = plain_text(raw)
        .map(Cow::Borrowed)
        .or_else(|| serde_json::from_str::<String>(raw.get()).ok().map(Cow::Owned))
        .ok_or("not_text")?;
    Identifier::parse(&text, country).map_err(IdentityError::code)
}

/// The text of a JSON string without escapes: a slice of the request, nothing copied.
fn plain_text(raw: &RawValue) -> Option<&str> {
    let text = raw.get().strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

async fn look_up(tx: &mut TenantTx, parsed: &[Parsed], view: View) -> Result<OnList, Problem> {
    let identifiers = || parsed.iter().filter_map(|recipient| recipient.as_ref().ok());
    let mut phone_keys: Vec<i64> =
        identifiers().filter_map(Identifier::phone).map(Phone::match_key).collect();
    let mut user_ids: Vec<String> =
        identifiers().filter_map(Identifier::user_id).map(|id| id.as_str().to_owned()).collect();
    phone_keys.sort_unstable();
    phone_keys.dedup();
    user_ids.sort_unstable();
    user_ids.dedup();
    Ok(store::look_up(tx, &phone_keys, &user_ids, view).await?)
}

fn decide<'a>(
    recipients: &[&'a RawValue],
    (decision, exclusion): (Exclusion, ExclusionBody),
    parsed: &[Parsed],
    on_list: &OnList,
    as_of: i64,
) -> FilterAnswer<'a> {
    let (mut sendable, mut on_the_list, mut invalid) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (recipient, parsed)) in recipients.iter().copied().zip(parsed).enumerate() {
        let identifier = match parsed {
            Ok(identifier) => identifier,
            Err(reason) => {
                invalid.push(InvalidBody { recipient, index, reason });
                continue;
            }
        };
        let found = on_list.find(identifier);
        if let Some((opted_out_at, matched)) = found {
            on_the_list.push(ExcludedBody {
                recipient,
                index,
                reason: "opted_out",
                opted_out_at,
                matched,
            });
        }
        if found.is_none() || !decision.is_applied() {
            sendable.push(recipient);
        }
    }
    let listed_count = on_the_list.len();
    let (excluded, listed) =
        if decision.is_applied() { (on_the_list, Vec::new()) } else { (Vec::new(), on_the_list) };
    FilterAnswer {
        exclusion,
        summary: FilterSummary {
            received: parsed.len(),
            sendable: sendable.len(),
            excluded: excluded.len(),
            invalid: invalid.len(),
            on_list: listed_count,
        },
        sendable,
        excluded,
        invalid,
        listed,
        as_of,
    }
}

impl OnList {
    fn find(&self, identifier: &Identifier) -> Option<(DateTime<Utc>, &'static str)> {
        let by_phone = identifier.phone().and_then(|phone| self.phones.get(&phone.match_key()));
        let by_user_id =
            identifier.user_id().map(UserId::as_str).and_then(|id| self.user_ids.get(id));
        by_phone.map(|at| (*at, "phone")).or_else(|| by_user_id.map(|at| (*at, "user_id")))
    }
}
