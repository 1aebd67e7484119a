//! The campaign that a filter is for, as a body or a query string tells it, and what of it decides.

use std::fmt::Display;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::decision::Exclusion;
use super::store;
use crate::db::{Db, DbError};
use crate::domain::category::{Category, Understood};
use crate::domain::consent::{OptOutScope, View};
use crate::domain::ids::TenantId;
use crate::domain::phone::Phone;
use crate::domain::settings::Settings;
use crate::domain::text::Token;
use crate::http::Problem;
use crate::http::extract::object_or_absent;

/// What decides whether the list applies.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CampaignBody {
    /// The campaign's id at the sender. With one, the run is kept on record.
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

/// The campaign and the answer's form, for streams: their body holds nothing but recipients.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CampaignQuery {
    /// Streams only: the campaign's id at the sender. With one, the run is kept on record.
    #[param(max_length = 128, example = "spring-26")]
    pub(super) campaign_id: Option<String>,
    /// Streams only, needed there: `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    #[param(example = "MARKETING")]
    pub(super) template_category: Option<String>,
    /// Streams only: the template's name.
    #[param(max_length = 512)]
    pub(super) template: Option<String>,
    /// Streams only: the template's language.
    #[param(max_length = 35)]
    pub(super) template_language: Option<String>,
    /// Streams only, needed there: `true` or `false`.
    #[param(value_type = bool)]
    pub(super) exclude_opted_out: Option<String>,
    /// Streams only: the business number that the campaign is sent from.
    pub(super) sender: Option<String>,
    /// Streams only: `true` answers nothing but the recipients who may be sent to, as they were sent.
    #[param(value_type = bool)]
    pub(super) sendable_only: Option<String>,
    /// Streams only: `true` answers nothing but the recipients who are left out, as they were sent.
    #[param(value_type = bool)]
    pub(super) excluded_only: Option<String>,
    /// Streams only: the column of a CSV with the recipients, `phone` if absent; the field of NDJSON objects,
    /// `recipient` if absent.
    pub(super) column: Option<String>,
}

/// Which recipients a stream answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All, with a verdict each.
    Verdicts,
    /// Who may be sent to.
    Sendable,
    /// Who is left out.
    Excluded,
}

impl CampaignQuery {
    /// Whether nothing was asked.
    pub(super) const fn is_empty(&self) -> bool {
        matches!(
            self,
            Self {
                campaign_id: None,
                template_category: None,
                template: None,
                template_language: None,
                exclude_opted_out: None,
                sender: None,
                sendable_only: None,
                excluded_only: None,
                column: None,
            }
        )
    }

    /// The column of a CSV, or field of an object, that was named.
    pub(super) fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// Which recipients are answered.
    pub(super) fn wanted(&self) -> Result<Wanted, Problem> {
        let sendable = flag("sendable_only", self.sendable_only.as_deref())?.unwrap_or(false);
        let excluded = flag("excluded_only", self.excluded_only.as_deref())?.unwrap_or(false);
        match (sendable, excluded) {
            (true, true) => Err(Problem::query("excluded_only", "must not go with sendable_only")),
            (true, false) => Ok(Wanted::Sendable),
            (false, true) => Ok(Wanted::Excluded),
            (false, false) => Ok(Wanted::Verdicts),
        }
    }

    /// The campaign.
    pub(super) fn campaign(self) -> Result<CampaignBody, Problem> {
        let exclude_opted_out = flag("exclude_opted_out", self.exclude_opted_out.as_deref())?
            .ok_or_else(|| Problem::query("exclude_opted_out", "must be true or false"))?;
        let template_category = self
            .template_category
            .ok_or_else(|| Problem::query("template_category", "must be given"))?;
        if self.template.is_none() && self.template_language.is_some() {
            return Err(Problem::query("template_language", "must go with template"));
        }
        let language = self.template_language;
        Ok(CampaignBody {
            id: self.campaign_id,
            template_category,
            template: self.template.map(|name| TemplateBody { name, language }),
            exclude_opted_out,
            sender: self.sender,
        })
    }
}

fn flag(name: &'static str, text: Option<&str>) -> Result<Option<bool>, Problem> {
    let wrong = |_not_a_bool| Problem::query(name, "must be true or false");
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

/// Where a campaign was told, to name what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// In a JSON body.
    InBody,
    /// In the query string.
    InQuery,
}

impl Told {
    fn wrong(self, field: Field, error: impl Display) -> Problem {
        match self {
            Self::InBody => Problem::field(field.0, error),
            Self::InQuery => Problem::query(field.1, error),
        }
    }
}

/// A field's pointer in the body, and its name in the query string.
type Field = (&'static str, &'static str);
const ID: Field = ("/campaign/id", "campaign_id");
const CATEGORY: Field = ("/campaign/template_category", "template_category");
const TEMPLATE: Field = ("/campaign/template/name", "template");
const LANGUAGE: Field = ("/campaign/template/language", "template_language");
const SENDER: Field = ("/campaign/sender", "sender");

/// What of a campaign decides.
#[derive(Clone, Debug)]
pub(super) struct Campaign {
    pub(super) id: Option<Token>,
    pub(super) understood: Understood,
    pub(super) exclusion: Exclusion,
    pub(super) sender: Option<Phone>,
    pub(super) scope: OptOutScope,
}

impl CampaignBody {
    /// Checks every field, and asks what Meta said of the template's category.
    pub(super) async fn check(
        self,
        told: Told,
        settings: &Settings,
        db: &Db,
        tenant: TenantId,
    ) -> Result<Campaign, Problem> {
        let id = self.id.map(Token::line).transpose().map_err(|error| told.wrong(ID, error))?;
        let sender = self
            .sender
            .as_ref()
            .map(|text| Phone::parse(text, settings.default_country))
            .transpose()
            .map_err(|error| told.wrong(SENDER, error))?;
        if self.template_category.trim().is_empty() {
            return Err(told.wrong(CATEGORY, "must not be empty"));
        }
        let by_meta = match &self.template {
            Some(template) => {
                template.check(told)?;
                template.category(db, tenant).await?
            }
            None => None,
        };
        let named = Category::understand(&self.template_category);
        let understood = match by_meta {
            Some(category) if named.category.is_exempt() && !category.is_exempt() => {
                Understood { category, ..named }
            }
            _ => named,
        };
        let exclusion = Exclusion::decide(self.exclude_opted_out, understood.category);
        let scope = settings.opt_out_scope;
        Ok(Campaign { id, understood, exclusion, sender, scope })
    }
}

impl TemplateBody {
    fn check(&self, told: Told) -> Result<(), Problem> {
        let line = |field, text: &str, max| {
            let count = text.chars().count();
            let good = (1..=max).contains(&count) && !text.chars().any(char::is_control);
            let expected = format!("must have 1 to {max} characters");
            good.then_some(()).ok_or_else(|| told.wrong(field, expected))
        };
        line(TEMPLATE, &self.name, 512)?;
        self.language.as_deref().map_or(Ok(()), |text| line(LANGUAGE, text, 35))
    }

    /// What Meta said of the category, if it said anything: of several languages the strictest.
    async fn category(&self, db: &Db, tenant: TenantId) -> Result<Option<Category>, DbError> {
        let mut tx = db.tenant(tenant).await?;
        let told =
            store::template_categories(&mut tx, &self.name, self.language.as_deref()).await?;
        tx.commit().await?;
        let told = told.iter().map(|name| Category::understand(name).category);
        Ok(told.reduce(|one, other| if one.is_exempt() { other } else { one }))
    }
}

impl Campaign {
    /// How the tenant's contacts are looked at.
    pub(super) fn view(&self) -> View {
        self.scope.view(self.sender)
    }
}

/// Whether people on the list were left out, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExclusionBody {
    /// Whether they were left out.
    pub(super) applied: bool,
    /// `applied`, `flag_off` or `category_exempt`.
    #[schema(example = "applied")]
    pub(super) reason: &'static str,
    /// What the category counted as.
    #[schema(example = "MARKETING")]
    pub(super) template_category: &'static str,
    /// False when the category is unknown and so counted as `MARKETING`.
    pub(super) category_recognized: bool,
    /// What an opt-out counts for: `account`, or `sender`. With `sender`, people are on the list if they are
    /// out towards the campaign's sender; if it names none, if they are out towards any.
    #[schema(example = "account")]
    pub(super) scope: &'static str,
}

impl ExclusionBody {
    pub(super) const fn new(
        exclusion: Exclusion,
        understood: Understood,
        scope: OptOutScope,
    ) -> Self {
        Self {
            applied: exclusion.is_applied(),
            reason: exclusion.as_str(),
            template_category: understood.category.as_str(),
            category_recognized: understood.recognized,
            scope: scope.as_str(),
        }
    }

    /// In one line, `name=value` behind each other.
    pub(super) fn line(&self) -> String {
        let Self { applied, reason, template_category, category_recognized, scope } = self;
        format!(
            "applied={applied} reason={reason} template_category={template_category} \
             category_recognized={category_recognized} scope={scope}"
        )
    }
}

impl From<&Campaign> for ExclusionBody {
    fn from(campaign: &Campaign) -> Self {
        Self::new(campaign.exclusion, campaign.understood, campaign.scope)
    }
}
