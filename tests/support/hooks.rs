//! Providers that deliver: payloads in Meta's and Twilio's shape, signed as they sign.

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::Sha256;

use super::app::PUBLIC_URL;
use super::{Answer, App, make};

/// The business number that Meta's deliveries here are for, unless they say otherwise.
pub(crate) const BUSINESS: &str = "+5491100000001";
/// Meta's id of it.
pub(crate) const NUMBER_ID: &str = "700000000000001";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A registered sender and what its provider knows of it.
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) verify_token: String,
    pub(crate) secret: String,
}

impl App {
    /// Registers a sender at Meta. `more` goes over the usual fields.
    pub(crate) async fn meta_sender(&self, more: Value) -> Hook {
        let mut body = json!({
            "provider": "meta", "phone": BUSINESS, "phone_number_id": NUMBER_ID,
            "account_id": "900100200300", "app_secrets": [SECRET],
        });
        merge(&mut body, more);
        self.sender(&body, "app_secrets").await
    }

    /// Registers a sender at Twilio.
    pub(crate) async fn twilio_sender(&self, more: Value) -> Hook {
        let mut body = json!({"provider": "twilio", "phone": BUSINESS, "auth_tokens": [SECRET]});
        merge(&mut body, more);
        self.sender(&body, "auth_tokens").await
    }

    async fn sender(&self, body: &Value, secrets: &str) -> Hook {
        let made = self.all().post("/v1/senders", body).await.is(201);
        let url = made["webhook"]["url"].as_str().unwrap();
        Hook {
            id: made["id"].as_str().unwrap().to_owned(),
            path: url.strip_prefix(PUBLIC_URL).unwrap().to_owned(),
            verify_token: made["webhook"]["verify_token"].as_str().unwrap_or_default().to_owned(),
            secret: body[secrets][0].as_str().unwrap().to_owned(),
        }
    }

    /// Meta delivers this and is answered 200.
    pub(crate) async fn deliver(&self, hook: &Hook, body: &Value) {
        hook.meta(self, body.to_string()).await.taken();
    }

    /// Waits until everything that was delivered is applied.
    pub(crate) async fn settle(&self) {
        // A contact is only shown behind everything that was acknowledged.
        self.all().get("/v1/contacts/+5491100009999").await.ok();
    }

    pub(crate) async fn dead_letters(&self) -> Vec<Value> {
        self.settle().await;
        let page = self.all().get("/v1/dead-letters").await.ok();
        page["data"].as_array().unwrap().clone()
    }

    pub(crate) async fn reviews(&self) -> Vec<Value> {
        self.settle().await;
        self.all().get("/v1/reviews").await.ok()["data"].as_array().unwrap().clone()
    }

    /// A contact's events, newest first.
    pub(crate) async fn history(&self, contact: &str) -> Vec<Value> {
        let path = format!("/v1/contacts/{}", make::encoded(contact));
        let shown = self.all().get(&path).await.ok();
        shown["history"]["data"].as_array().unwrap().clone()
    }
}

fn merge(body: &mut Value, more: Value) {
    let (Value::Object(body), Value::Object(more)) = (body, more) else { panic!() };
    body.extend(more);
    body.retain(|_, value| !value.is_null());
}

impl Hook {
    /// Meta posts these bytes, signed.
    pub(crate) async fn meta(&self, app: &App, body: impl Into<Vec<u8>>) -> Answer {
        let body = body.into();
        let signature = signed_by_meta(&self.secret, &body);
        self.post(app, &[("x-hub-signature-256", &signature)], "application/json", body).await
    }

    /// Twilio posts this form, signed.
    pub(crate) async fn twilio(&self, app: &App, form: &[(&str, &str)]) -> Answer {
        let signature = signed_by_twilio(&self.secret, &format!("{PUBLIC_URL}{}", self.path), form);
        let media = "application/x-www-form-urlencoded";
        let body = encoded_form(form).into_bytes();
        self.post(app, &[("x-twilio-signature", &signature)], media, body).await
    }

    pub(crate) async fn post(
        &self,
        app: &App,
        headers: &[(&str, &str)],
        media: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let client = app.anonymous();
        let mut request = client.request(Method::POST, &self.path).header("content-type", media);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        client.send(request.body(body.into()).unwrap()).await
    }
}

pub(crate) fn signed_by_meta(secret: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
    format!("sha256={}", make::hex(&mac.finalize().into_bytes()))
}

pub(crate) fn signed_by_twilio(token: &str, url: &str, form: &[(&str, &str)]) -> String {
    let mut sorted = form.to_vec();
    sorted.sort_unstable();
    let params: String = sorted.iter().flat_map(|(name, value)| [*name, *value]).collect();
    let mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
    STANDARD.encode(mac.chain_update(url).chain_update(params).finalize().into_bytes())
}

pub(crate) fn encoded_form(form: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{}={}", make::encoded(name), make::encoded(value)))
        .collect();
    pairs.join("&")
}

/// A delivery of one entry with these changes.
pub(crate) fn delivery(changes: &[Value]) -> Value {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "900100200300", "changes": changes}],
    })
}

fn metadata(number_id: &str) -> Value {
    json!({"display_phone_number": "5491100000001", "phone_number_id": number_id})
}

/// A change with these messages.
pub(crate) fn messages(messages: &[Value]) -> Value {
    messages_to(NUMBER_ID, messages)
}

/// A change with these messages to another number.
pub(crate) fn messages_to(number_id: &str, messages: &[Value]) -> Value {
    json!({"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": metadata(number_id), "messages": messages,
    }})
}

/// A text message of this second.
pub(crate) fn text(from: &str, id: &str, at: i64, body: &str) -> Value {
    json!({"from": from, "id": id, "timestamp": at.to_string(), "type": "text", "text": {"body": body}})
}

/// A change of WhatsApp's own switch.
pub(crate) fn preference(from: &str, at: i64, value: &str) -> Value {
    json!({"field": "user_preferences", "value": {
        "messaging_product": "whatsapp", "metadata": metadata(NUMBER_ID),
        "user_preferences": [{
            "wa_id": from, "detail": "…", "category": "marketing_messages", "value": value, "timestamp": at,
        }],
    }})
}

/// A failed send with this code.
pub(crate) fn failed(to: &str, id: &str, at: i64, code: i64) -> Value {
    json!({"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": metadata(NUMBER_ID),
        "statuses": [{
            "id": id, "status": "failed", "timestamp": at.to_string(), "recipient_id": to,
            "errors": [{"code": code, "title": "…"}],
        }],
    }})
}

/// This second, as providers write it.
pub(crate) fn now() -> i64 {
    optout::domain::clock::Clock::System.now().timestamp()
}
