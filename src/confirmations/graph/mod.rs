//! The one call to the outside: a text message sent over WhatsApp's Cloud API
//! (<https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages>).
//!
//! At most one confirmation may reach a person, so all that matters about an attempt is whether the message may have
//! been sent. [`Sent::Retry`] says that it surely was not; where that is not sure it is [`Sent::Unknown`], which nobody
//! may try again.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect, retry};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::domain::identity::Identifier;

/// Bytes of an answer at most; Meta's have a few hundred.
const MAX_ANSWER: usize = 64 * 1024;
/// Characters of Meta's explanation at most.
const MAX_DETAIL: usize = 300;
/// Nobody waits longer than a day.
const MAX_RETRY_AFTER: u64 = 24 * 60 * 60;
/// So many digits in a row may be somebody's number.
const MAX_DIGITS: usize = 6;

/// Codes that say that the message was not sent, and that it may be later: the limits of the app (4), of the account
/// (80007), of the number (130429) and of the pair (131056), and "failed to send" (131000) or a service that is not
/// available (131016, 133004)
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>).
const LATER: [i64; 7] = [4, 80_007, 130_429, 131_000, 131_016, 131_056, 133_004];

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Meta has it. What becomes of it, a status tells.
    Accepted {
        /// Meta's id of the message, if the answer could be read.
        message_id: Option<String>,
    },
    /// Meta does not want it, and would not want it again.
    Refused {
        /// Meta's code, if there was one.
        code: Option<i64>,
        /// Meta's explanation, without numbers.
        detail: String,
    },
    /// It was surely not sent, and may be later.
    Retry {
        /// Why.
        reason: String,
        /// How long to wait at least, if Meta says so.
        after: Option<Duration>,
    },
    /// It may have been sent: never try again.
    Unknown {
        /// Why that is not known.
        reason: String,
    },
}

/// A text to send.
pub(super) struct Message<'a> {
    /// Meta's `phone_number_id` of the business's number.
    pub(super) sender_id: &'a str,
    /// The access token that may send from it.
    pub(super) token: &'a SecretString,
    /// Who gets it.
    pub(super) to: &'a Identifier,
    /// The text.
    pub(super) text: &'a str,
    /// The id of the message that it answers.
    pub(super) answers: Option<&'a str>,
}

impl fmt::Debug for Message<'_> {
    /// Neither the token nor who gets what.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("sender_id", &self.sender_id).finish_non_exhaustive()
    }
}

impl Message<'_> {
    /// The body of the request. A user id has a field of its own
    /// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/>).
    fn body(&self) -> Value {
        let mut body = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "type": "text",
            "text": {"preview_url": false, "body": self.text},
        });
        let (field, name) = match self.to {
            Identifier::Phone(phone) => ("to", phone.digits().to_string()),
            Identifier::UserId(user_id) => ("recipient", user_id.as_str().to_owned()),
        };
        if let Value::Object(fields) = &mut body {
            fields.insert(field.to_owned(), name.into());
            if let Some(id) = self.answers {
                fields.insert("context".to_owned(), json!({"message_id": id}));
            }
        }
        body
    }
}

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GraphError {
    /// The address is none.
    #[error("the address of the Graph API is not a URL")]
    Url,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
    /// The client cannot be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[from] reqwest::Error),
}

/// A client of one version of the Graph API.
#[derive(Clone)]
pub(crate) struct Graph {
    http: Client,
    base: Url,
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// How long to wait.
#[derive(Clone, Copy)]
struct Limits {
    /// For a connection, TLS included.
    connect: Duration,
    /// For everything.
    total: Duration,
}

impl Graph {
    /// A client of `{url}/{version}`, such as `https://graph.facebook.com` and `v23.0`.
    pub(crate) fn new(url: &str, version: &str) -> Result<Self, GraphError> {
        let limits = Limits { connect: Duration::from_secs(3), total: Duration::from_secs(8) };
        Self::with_limits(url, version, limits)
    }

    fn with_limits(url: &str, version: &str, limits: Limits) -> Result<Self, GraphError> {
        let base = Url::parse(&format!("{}/{version}/", url.trim_end_matches('/')))
            .map_err(|_not_a_url| GraphError::Url)?;
        if !matches!(base.scheme(), "https" | "http") {
            return Err(GraphError::Url);
        }
        let http = Client::builder()
            .tls_backend_preconfigured(tls()?)
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            // A message that was redirected might be sent twice, and its token to somebody else.
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            // Each message has a connection of its own: one that was idle may break while a request is being
            // written to it, and then nobody would know. TLS sessions are resumed.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { http, base })
    }

    /// Sends a message once.
    pub(super) async fn send(&self, message: &Message<'_>) -> Sent {
        // It becomes part of the address.
        let is_id = message.sender_id.bytes().all(|byte| byte.is_ascii_digit());
        let path = format!("{}/messages", message.sender_id);
        let url = self.base.join(&path).ok().filter(|_| is_id && !message.sender_id.is_empty());
        let Some(url) = url else {
            return Sent::Refused {
                code: None,
                detail: "the sender id is not a number".to_owned(),
            };
        };
        let token = message.token.expose_secret();
        let request = self.http.post(url).bearer_auth(token).json(&message.body());
        match request.send().await {
            Ok(response) => answered(response).await,
            Err(error) => failed(error),
        }
    }
}

/// The public roots that are compiled in, so that what is trusted does not depend on the machine, and ring, which the
/// connections to PostgreSQL use too.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// There was no answer. Until there is a connection, TLS included, nothing of the message has left.
fn failed(error: reqwest::Error) -> Sent {
    let (before, builder) = (error.is_connect(), error.is_builder());
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    let reason = harmless(&reason);
    if builder {
        // Such as a token that is no header.
        Sent::Refused { code: None, detail: reason }
    } else if before {
        Sent::Retry { reason, after: None }
    } else {
        Sent::Unknown { reason }
    }
}

/// What Meta's answer means.
async fn answered(mut response: Response) -> Sent {
    let status = response.status();
    let after = retry_after(response.headers());
    let answer = read(&mut response).await;
    let reason = format!("HTTP {}", status.as_u16());
    let id = answer.as_ref().and_then(|answer| answer.pointer("/messages/0/id"));
    let message_id = id.and_then(Value::as_str).map(|id| id.chars().take(256).collect());
    let error = answer.as_ref().and_then(|answer| answer.get("error"));
    // An id says that there is a message, whatever is said about it.
    if let Some(error) = error.filter(|error| error.is_object() && message_id.is_none()) {
        return told(status, after, error);
    }
    if status.is_success() {
        return Sent::Accepted { message_id };
    }
    match status {
        StatusCode::TOO_MANY_REQUESTS => Sent::Retry { reason, after },
        // It may be a server in between that gave up waiting.
        StatusCode::REQUEST_TIMEOUT => Sent::Unknown { reason },
        status if status.is_server_error() => Sent::Unknown { reason },
        _ => Sent::Refused { code: None, detail: reason },
    }
}

/// What Meta's error means
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>): the code counts,
/// the texts are for people.
fn told(status: StatusCode, after: Option<Duration>, error: &Value) -> Sent {
    let code = error.get("code");
    let code = code.and_then(|code| code.as_i64().or_else(|| code.as_str()?.parse().ok()));
    let texts = [error.pointer("/error_data/details"), error.get("message")];
    let text = texts.into_iter().flatten().find_map(Value::as_str).unwrap_or_default();
    let detail = harmless(text);
    let number = code.map_or_else(|| "without a code".to_owned(), |code| code.to_string());
    let reason = format!("HTTP {}, error {number}", status.as_u16());
    if code.is_some_and(|code| LATER.contains(&code)) || status == StatusCode::TOO_MANY_REQUESTS {
        Sent::Retry { reason, after }
    } else if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        Sent::Unknown { reason }
    } else {
        Sent::Refused { code, detail }
    }
}

/// The answer, if it arrives whole, is not too long and is JSON.
async fn read(response: &mut Response) -> Option<Value> {
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if answer.len() + chunk.len() > MAX_ANSWER {
            return None;
        }
        answer.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&answer).ok()
}

/// Seconds; nobody sends dates here.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(MAX_RETRY_AFTER)))
}

/// Others' words, fit to be kept and shown: on one line, not endless, and without what may be a number.
fn harmless(text: &str) -> String {
    let mut kept = String::new();
    let mut digits = String::new();
    let flush = |kept: &mut String, digits: &mut String| {
        kept.push_str(if digits.len() > MAX_DIGITS { "•••" } else { digits.as_str() });
        digits.clear();
    };
    for c in text.chars().take(MAX_DETAIL) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            flush(&mut kept, &mut digits);
            kept.push(if c.is_control() { ' ' } else { c });
        }
    }
    flush(&mut kept, &mut digits);
    kept
}

#[cfg(test)]
mod tests;
