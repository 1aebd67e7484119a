//! The parts of the OpenAPI document that all operations share.

use utoipa::Modify;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use super::problem::{Code, ProblemBody};

/// Name of the security scheme for a tenant's API key.
pub const API_KEY: &str = "api_key";
/// Name of the security scheme for the operator's platform key.
pub const PLATFORM_KEY: &str = "platform_key";

/// Problems that every operation with a key can answer.
const SHARED: [(&str, &[Code]); 10] = [
    (
        "400",
        &[
            Code::MalformedRequest,
            Code::MalformedJson,
            Code::InvalidQuery,
            Code::RangeReversed,
            Code::InvalidCursor,
            Code::InvalidIdempotencyKey,
        ],
    ),
    ("401", &[Code::Unauthenticated]),
    ("403", &[Code::ScopeMissing]),
    ("408", &[Code::RequestTimeout]),
    ("413", &[Code::PayloadTooLarge, Code::TooManyItems]),
    ("415", &[Code::UnsupportedMediaType]),
    ("422", &[Code::InvalidBody, Code::InvalidPhone, Code::IdempotencyKeyReused]),
    ("429", &[Code::TooManyRequests]),
    ("500", &[Code::Internal]),
    ("503", &[Code::Overloaded]),
];

/// Adds the security schemes and attaches the shared problem responses to every operation.
#[derive(Debug)]
pub struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        for (name, what) in [
            (API_KEY, "A tenant's API key: `Authorization: Bearer oo_live_…`."),
            (PLATFORM_KEY, "The operator's platform key (`OPTOUT_PLATFORM_KEY`)."),
        ] {
            let scheme =
                HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(what)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
        for (status, codes) in SHARED {
            components.responses.insert(response_name(status), RefOr::T(problem_response(codes)));
        }
        let operations = document.paths.paths.values_mut().flat_map(|item| {
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
                .into_iter()
                .filter_map(Option::as_mut)
        });
        for operation in operations {
            let has_body = operation.request_body.is_some();
            let is_public =
                operation.security.as_ref().is_some_and(|security| security.iter().all(is_empty));
            for (status, _) in SHARED {
                let applies = match status {
                    "408" | "413" | "415" | "422" => has_body,
                    "401" | "403" | "429" => !is_public,
                    _ => true,
                };
                if applies {
                    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| {
                        RefOr::Ref(Ref::from_response_name(response_name(status)))
                    });
                }
            }
        }
    }
}

fn is_empty(requirement: &utoipa::openapi::SecurityRequirement) -> bool {
    serde_json::to_value(requirement)
        .is_ok_and(|value| value.as_object().is_some_and(serde_json::Map::is_empty))
}

fn response_name(status: &str) -> String {
    format!("Problem{status}")
}

/// A problem response that names its codes.
pub fn problem_response(codes: &[Code]) -> Response {
    let names: Vec<String> =
        codes.iter().map(|code| format!("`{}`: {}.", code.as_str(), code.title())).collect();
    let content =
        Content::new(Some(Ref::from_schema_name(<ProblemBody as utoipa::ToSchema>::name())));
    ResponseBuilder::new()
        .description(names.join(" "))
        .content("application/problem+json", content)
        .build()
}
