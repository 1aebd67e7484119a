//! Requests through all layers of the service, and what came back.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// Somebody who calls the service.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    router: Router,
    key: Option<String>,
    headers: BTreeMap<String, String>,
}

impl Client {
    pub(crate) fn new(router: Router, key: Option<String>) -> Self {
        Self { router, key, headers: BTreeMap::new() }
    }

    /// The key that this client sends.
    pub(crate) fn secret(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    /// The same caller, with one header more on each request.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.insert(name.to_owned(), value.to_owned());
        client
    }

    /// The same caller with an `Idempotency-Key`.
    pub(crate) fn repeating(&self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::PUT, path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::PATCH, path, body.to_string()).await
    }

    /// Bytes that say they are JSON.
    pub(crate) async fn json(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let mut request = self.request(method, path);
        if !self.headers.contains_key("content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = &self.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    /// The answer with its body still to be read.
    pub(crate) async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let what = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, mut body) = response.into_parts();
        // A stream of events has no end: its first words stand for it.
        if parts.headers.get(header::CONTENT_TYPE).is_some_and(|name| name == "text/event-stream") {
            let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
            body = Body::from(first);
        }
        let body = body.collect().await.map(http_body_util::Collected::to_bytes);
        Answer {
            what,
            status: parts.status,
            headers: parts.headers,
            is_whole: body.is_ok(),
            body: body.unwrap_or_default(),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The request, for messages.
    what: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Whether the body arrived to its end.
    pub(crate) is_whole: bool,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, whatever the status.
    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{}: {} {error}: {}", self.what, self.status, self.text()),
        }
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{}: {} {}", self.what, self.status, self.text());
        self.value()
    }

    /// Answered 200, without a body.
    pub(crate) fn taken(&self) {
        assert_eq!((self.status.as_u16(), self.text().as_str()), (200, ""), "{}", self.what);
    }

    /// The body of a success with exactly this status.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.what, self.text());
        self.value()
    }

    /// The document of a problem with this status and code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let document = self.any_problem();
        assert_eq!(
            (self.status.as_u16(), document["code"].as_str().unwrap_or_default()),
            (status, code),
            "{}: {document}",
            self.what
        );
        document
    }

    /// The document of a problem, whichever it is, with every promise of its form checked.
    #[track_caller]
    pub(crate) fn any_problem(&self) -> Value {
        let what = format!("{}: {} {}", self.what, self.status, self.text());
        assert!(self.status.is_client_error() || self.status.is_server_error(), "{what}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{what}");
        let document = self.value();
        let code = document["code"].as_str().unwrap_or_default();
        assert_eq!(document["status"], self.status.as_u16(), "{what}");
        assert_eq!(document["type"], format!("/docs/problems#{code}"), "{what}");
        assert!(document["title"].is_string(), "{what}");
        assert_eq!(document["instance"].as_str(), self.header("x-request-id"), "{what}");
        if self.status.is_server_error() {
            assert!(document.get("detail").is_none(), "{what}");
        }
        document
    }
}
