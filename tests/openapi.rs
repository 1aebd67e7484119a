//! The published document is current, and every operation in it obeys the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use optout::api;
use serde_json::Value;

/// Operations that need no key.
const PUBLIC: [&str; 7] = [
    "check_liveness",
    "check_readiness",
    "show_metrics",
    "download_export",
    "verify_meta_webhook",
    "receive_meta_delivery",
    "receive_twilio_delivery",
];

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

pub(crate) fn document() -> Value {
    serde_json::to_value(api::document()).unwrap()
}

/// An operation, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) spec: Value,
}

impl Operation {
    pub(crate) fn id(&self) -> &str {
        self.spec["operationId"].as_str().unwrap()
    }

    pub(crate) fn takes_a_body(&self) -> bool {
        self.spec.get("requestBody").is_some()
    }

    /// The names of the security schemes; none means that the default of the document applies.
    pub(crate) fn security(&self) -> Option<Vec<String>> {
        let requirements = self.spec.get("security")?.as_array().unwrap();
        let names = requirements.iter().flat_map(|one| one.as_object().unwrap().keys().cloned());
        Some(names.collect())
    }

    pub(crate) fn is_public(&self) -> bool {
        self.security().is_some_and(|names| names.is_empty())
    }

    pub(crate) fn is_platform(&self) -> bool {
        self.security().is_some_and(|names| names == ["platform_key"])
    }
}

/// Every operation of the document.
pub(crate) fn operations() -> Vec<Operation> {
    let document = document();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if let Some(spec) = item.get(method) {
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    spec: spec.clone(),
                });
            }
        }
    }
    operations
}

/// The parts of a document that people talk about: operations, schemas, and the rest.
fn parts(document: &Value) -> BTreeMap<String, Value> {
    let mut parts = BTreeMap::new();
    for (name, value) in document.as_object().unwrap() {
        match name.as_str() {
            "paths" => {
                for (path, item) in value.as_object().unwrap() {
                    for (method, spec) in item.as_object().unwrap() {
                        parts.insert(format!("{} {path}", method.to_uppercase()), spec.clone());
                    }
                }
            }
            "components" => {
                for (kind, entries) in value.as_object().unwrap() {
                    for (entry, spec) in entries.as_object().unwrap() {
                        parts.insert(format!("{kind} {entry}"), spec.clone());
                    }
                }
            }
            other => drop(parts.insert(other.to_owned(), value.clone())),
        }
    }
    parts
}

#[test]
fn the_committed_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = parts(&serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap());
    let current = parts(&document());

    let names: BTreeSet<&String> = committed.keys().chain(current.keys()).collect();
    let differences: Vec<String> = names
        .into_iter()
        .filter_map(|name| match (committed.get(name), current.get(name)) {
            (None, Some(_)) => Some(format!("added:   {name}")),
            (Some(_), None) => Some(format!("removed: {name}")),
            (before, after) if before != after => Some(format!("changed: {name}")),
            _ => None,
        })
        .collect();

    assert!(differences.is_empty(), "run `make derived`:\n{}", differences.join("\n"));
}

#[test]
fn an_operation_is_called_like_its_handler_and_no_other() {
    let mut sources = String::new();
    read_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let mut seen = BTreeSet::new();

    for operation in operations() {
        let id = operation.id().to_owned();
        assert!(sources.contains(&format!("async fn {id}(")), "{id} has no handler of its name");
        assert!(seen.insert(id.clone()), "{id} is there twice");
    }
}

fn read_sources(dir: &Path, sources: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_operation_says_what_it_is_and_who_may_call_it() {
    let document = document();
    let known: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();

    for operation in operations() {
        let id = operation.id();
        let tags = operation.spec["tags"].as_array().unwrap();
        assert_eq!(tags.len(), 1, "{id}");
        assert!(known.contains(tags[0].as_str().unwrap()), "{id}: {}", tags[0]);
        let summary = operation.spec["summary"].as_str().unwrap_or_default();
        assert!(summary.len() > 10 && !summary.contains('\n'), "{id}: {summary:?}");
        assert_eq!(operation.is_public(), PUBLIC.contains(&id), "{id}");
        assert_eq!(operation.is_platform(), operation.path.starts_with("/v1/tenants"), "{id}");
    }
    assert_eq!(document["security"][0]["api_key"], serde_json::json!([]));
}

#[test]
fn every_parameter_is_described() {
    for operation in operations() {
        let parameters = operation.spec["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in &parameters {
            let what = format!("{} {}", operation.id(), parameter["name"]);
            assert!(parameter["description"].as_str().is_some_and(|text| text.len() > 5), "{what}");
            assert!(parameter["schema"].is_object(), "{what}");
        }
        for name in operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let declared = parameters.iter().any(|p| p["in"] == "path" && p["name"] == name);
            assert!(declared, "{} {name}", operation.id());
        }
    }
}

#[test]
fn every_operation_declares_the_problems_it_can_answer() {
    for operation in operations() {
        let declared: BTreeSet<&str> =
            operation.spec["responses"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut needed = vec!["400", "500", "503"];
        if !operation.is_public() {
            needed.extend(["401", "403", "429"]);
        }
        if operation.takes_a_body() {
            needed.extend(["413", "415", "422"]);
        }

        for status in needed {
            assert!(declared.contains(status), "{} does not declare {status}", operation.id());
        }
        let success = declared.iter().any(|status| status.starts_with('2'));
        assert!(success, "{}", operation.id());
    }
}

#[test]
fn bodies_are_named_schemas_with_described_properties() {
    let document = document();
    for operation in operations() {
        let request = operation.spec["requestBody"]["content"].as_object().into_iter().flatten();
        let responses = operation.spec["responses"].as_object().unwrap().values();
        let answers = responses.filter_map(|r| r["content"].as_object()).flatten();
        for (media_type, content) in request.chain(answers) {
            let schema = &content["schema"];
            let named = schema.get("$ref").is_some() || schema["type"] == "string";
            assert!(named, "{} {media_type}: {schema}", operation.id());
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let properties = schema["properties"].as_object().into_iter().flatten();
        for (property, spec) in properties {
            let described = spec.to_string().contains("\"description\"");
            assert!(described, "{name}.{property}");
        }
    }
}

#[test]
fn the_document_says_whose_it_is() {
    let document = document();
    let info = &document["info"];

    assert_eq!(info["title"], "Optout");
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(info["license"]["name"], "Apache-2.0");
    assert!(info["description"].as_str().unwrap().len() > 50);
    assert!(!document["servers"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_document_and_its_page_are_served_by_the_service_itself() {
    let app = crate::support::App::shared().await;

    let served = app.anonymous().get("/openapi.json").await.is(200);
    let page = app.anonymous().get("/docs/").await;

    assert_eq!(served, document());
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let text = page.text();
    assert!(!text.contains("https://") && !text.contains("http://"), "{text}");
}
