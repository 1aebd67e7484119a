//! Problem documents (RFC 9457): one type, one closed list of codes.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::DbError;

/// Where each code is explained; `#<code>` follows.
pub const TYPE_BASE: &str = "/docs/problems#";

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $title:literal;)+) => {
        /// Everything a caller can be told went wrong. A new line here needs a heading in `docs/problems.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* #[doc = $title] $name,)+
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The HTTP status that goes with it.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// A sentence for people, the same for every occurrence.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

problem_codes! {
    MalformedJson = "malformed_json", BAD_REQUEST, "The body is not well-formed JSON";
    InvalidQuery = "invalid_query", BAD_REQUEST, "A parameter of the URL is not acceptable";
    RangeReversed = "range_reversed", BAD_REQUEST, "The range ends before it begins";
    InvalidCursor = "invalid_cursor", BAD_REQUEST, "The cursor is not one of this query";
    InvalidIdempotencyKey = "invalid_idempotency_key", BAD_REQUEST, "The Idempotency-Key is not acceptable";
    MalformedRequest = "malformed_request", BAD_REQUEST, "The request is not acceptable";
    Unauthenticated = "unauthenticated", UNAUTHORIZED, "The API key is missing, unknown, expired or revoked";
    SignatureInvalid = "signature_invalid", UNAUTHORIZED, "The signature of the webhook does not match";
    VerificationFailed = "verification_failed", FORBIDDEN, "The verify token is not the one of this webhook";
    RequestForged = "request_forged", FORBIDDEN, "The form was not sent from a page of this session";
    LinkInvalid = "link_invalid", FORBIDDEN, "The link is not one that this service gave out";
    ScopeMissing = "scope_missing", FORBIDDEN, "The API key lacks the scope for this";
    NotFound = "not_found", NOT_FOUND, "No such resource";
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "The resource does not take this method";
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, "The request took too long to arrive";
    LastAdminKey = "last_admin_key", CONFLICT, "A tenant keeps at least one key that can manage keys";
    TooManyKeys = "too_many_keys", CONFLICT, "The tenant has as many API keys as it may have";
    SenderExists = "sender_exists", CONFLICT, "The number or its id is registered already";
    TooManySenders = "too_many_senders", CONFLICT, "The tenant has as many senders as it may have";
    SecretsUnavailable = "secrets_unavailable", CONFLICT, "The service has no key for these secrets";
    AlreadyDecided = "already_decided", CONFLICT, "It was decided otherwise before";
    TooManyLinks = "too_many_links", CONFLICT, "The tenant has as many working links as it may have";
    LinkGone = "link_gone", GONE, "The link does not work any more";
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    TooManyItems = "too_many_items", PAYLOAD_TOO_LARGE, "The list has too many items";
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body is of a media type that is not taken here";
    InvalidBody = "invalid_body", UNPROCESSABLE_ENTITY, "The body is not acceptable";
    InvalidPhone = "invalid_phone", UNPROCESSABLE_ENTITY, "The phone number or user id is not acceptable";
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "The Idempotency-Key was used with another body";
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "Too many requests";
    Internal = "internal", INTERNAL_SERVER_ERROR, "The server failed";
    Overloaded = "overloaded", SERVICE_UNAVAILABLE, "The service cannot answer right now";
}

/// One part of the input that is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body, or the name of the query parameter.
    #[schema(example = "/phone")]
    pub pointer: String,
    /// The reason as a stable name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "phone_too_few_digits")]
    pub code: Option<&'static str>,
    /// What was expected.
    #[schema(example = "must have 8 to 15 digits")]
    pub message: String,
}

impl FieldError {
    /// A part of the input, and what was expected of it.
    pub fn new(pointer: &str, message: impl fmt::Display) -> Self {
        Self { pointer: pointer.to_owned(), code: None, message: message.to_string() }
    }
}

/// What went wrong with a request, for the caller and, by its source, for the log.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    detail: Option<String>,
    errors: Vec<FieldError>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The document as callers receive it (`application/problem+json`, RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Address of the explanation of this code.
    #[schema(example = "/docs/problems#invalid_body")]
    pub r#type: String,
    /// The code's sentence for people.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// The stable name of what went wrong; branch on this.
    pub code: Code,
    /// What was wrong this time. Absent when there is nothing to add, and always for 5xx.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The parts of the input that were not acceptable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The request's id, as in the `x-request-id` header and the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

impl Problem {
    /// A problem with nothing to add to its title.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            detail: None,
            errors: Vec::new(),
            retry_after: None,
            source: None,
        }))
    }

    /// A body with one field that is not acceptable.
    pub fn field(pointer: &str, message: impl fmt::Display) -> Self {
        Self::new(Code::InvalidBody).with_error(pointer, message)
    }

    /// A query parameter that is not acceptable.
    pub fn query(name: &str, message: impl fmt::Display) -> Self {
        Self::new(Code::InvalidQuery).with_error(name, message)
    }

    /// Adds what was wrong this time. Must not repeat the input.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Names a part of the input.
    #[must_use]
    pub fn with_error(mut self, pointer: &str, message: impl fmt::Display) -> Self {
        self.0.errors.push(FieldError::new(pointer, message));
        self
    }

    /// Names the parts of the input at once.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// Says when to come back.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Keeps the cause for the log; callers never see it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The parts of the input that were not acceptable.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// The chain of causes in one line, for the log.
    pub fn causes(&self) -> Option<String> {
        self.0.source.as_deref().map(|source| chain(source))
    }

    /// The document for this problem.
    pub fn body(&self, instance: Option<String>) -> ProblemBody {
        let inner = &self.0;
        let server_fault = inner.code.status().is_server_error();
        ProblemBody {
            r#type: format!("{TYPE_BASE}{}", inner.code.as_str()),
            title: inner.code.title(),
            status: inner.code.status().as_u16(),
            code: inner.code,
            detail: inner.detail.clone().filter(|_| !server_fault),
            errors: inner.errors.clone(),
            instance,
        }
    }
}

/// An error and its causes in one line.
pub(super) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// The problem that a response stands for, kept in its extensions for the request line.
#[derive(Clone, Debug)]
pub struct ProblemReport(pub Arc<Problem>);

impl IntoResponse for Problem {
    /// The body is written by [`super::layers`], which knows the request id.
    fn into_response(self) -> Response {
        let mut response = self.0.code.status().into_response();
        let headers = response.headers_mut();
        if let Some(wait) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
        }
        if self.0.code == Code::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.0.code == Code::UnsupportedMediaType {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        response.extensions_mut().insert(ProblemReport(Arc::new(self)));
        response
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        Self::of_database(&error).with_source(error)
    }
}

impl From<Arc<DbError>> for Problem {
    /// For an error that is the error of several requests.
    fn from(error: Arc<DbError>) -> Self {
        Self::of_database(&error).with_source(error)
    }
}

impl Problem {
    fn of_database(error: &DbError) -> Self {
        match error {
            DbError::Unavailable(_) => {
                Self::new(Code::Overloaded).with_retry_after(Duration::from_secs(1))
            }
            DbError::BadValue(_) => {
                metrics::counter!("optout_refused_by_database_total").increment(1);
                Self::new(Code::InvalidBody)
            }
            DbError::Conflict { .. } | DbError::Fault(_) => Self::new(Code::Internal),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}
