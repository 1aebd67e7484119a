//! The whole API: every slice's routes, and the document that describes them.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::http::problem::ProblemBody;
use crate::http::{health, layers, openapi};
use crate::state::AppState;
use crate::{
    api_keys, campaigns, confirmations, dashboard, export_links, messages, opt_outs, senders,
    settings, stats, telemetry, tenants, webhooks,
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Optout",
        description = "Records who no longer wants WhatsApp marketing, shows the list, and keeps campaigns from bypassing it.\n\nInstants are RFC 3339 in UTC. Errors are problem documents (RFC 9457) with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "opt-outs", description = "Record opt-outs and opt-ins; read the exclusion list."),
        (name = "export-links", description = "Let somebody without an account download the list."),
        (name = "contacts", description = "One person's state and history."),
        (name = "changes", description = "Follow every consent event."),
        (name = "campaigns", description = "Who of a campaign's recipients may be sent to."),
        (name = "stats", description = "How many left and came back."),
        (name = "settings", description = "A tenant's settings."),
        (name = "messages", description = "What people write: understood, recorded, confirmed."),
        (name = "reviews", description = "Messages that somebody has to look at."),
        (name = "webhooks", description = "What providers tell, and what of it could not be applied."),
        (name = "senders", description = "A tenant's business numbers, their secrets and their webhooks."),
        (name = "api-keys", description = "A tenant's API keys."),
        (name = "tenants", description = "Customer accounts, for the operator of the service."),
        (name = "operations", description = "Health and metrics."),
    ),
    security(("api_key" = [])),
    components(schemas(ProblemBody)),
)]
struct Base;

fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Base::openapi())
        .merge(opt_outs::routes())
        .merge(export_links::routes())
        .merge(campaigns::routes())
        .merge(stats::routes())
        .merge(settings::routes())
        .merge(senders::routes())
        .merge(messages::routes())
        .merge(confirmations::routes())
        .merge(webhooks::routes())
        .merge(api_keys::routes())
        .merge(tenants::routes())
        .routes(routes!(health::check_liveness))
        .routes(routes!(health::check_readiness))
        .routes(routes!(telemetry::show_metrics))
}

/// The OpenAPI document.
pub fn document() -> OpenApi {
    let mut document = documented().into_openapi();
    // The shared responses belong on operations that were merged after the base document was made.
    utoipa::Modify::modify(&openapi::Shared, &mut document);
    document
}

/// The service: all operations, their documents, and the layers around them.
pub fn router(state: AppState) -> Router {
    let document = document();
    let (routes, _) = documented().split_for_parts();
    let routes = routes
        .merge(dashboard::routes())
        .route("/docs/problems", get(async || Html(problems_page())))
        .with_state(state)
        .merge(SwaggerUi::new("/docs").url("/openapi.json", document));
    layers::wrap(routes, dashboard::show_problem)
}

/// `docs/problems.md` as a page with an anchor per code, so that a problem's `type` opens.
fn problems_page() -> String {
    let mut page = String::from("<!doctype html><meta charset=\"utf-8\"><title>Problems</title>");
    for line in include_str!("../docs/problems.md").lines().filter(|line| !line.is_empty()) {
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;");
        let html = match (escaped.strip_prefix("## "), escaped.strip_prefix("# ")) {
            (Some(code), _) => format!("<h2 id=\"{code}\">{code}</h2>"),
            (None, Some(title)) => format!("<h1>{title}</h1>"),
            (None, None) => format!("<p>{escaped}</p>"),
        };
        page.push_str(&html);
        page.push('\n');
    }
    page
}
