//! The service over HTTP, as any caller sees it.

use std::time::Duration;

use reqwest::{Client, Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Failure;

/// A service and the key to call it with.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    http: Client,
    url: String,
    key: String,
}

impl Service {
    pub(crate) fn new(url: &str, key: &str) -> Result<Self, Failure> {
        // Without one no client is made, TLS or not; another one may be installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().timeout(Duration::from_mins(2)).no_proxy().build()?;
        Ok(Self { http, url: url.trim_end_matches('/').to_owned(), key: key.to_owned() })
    }

    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Whether something answers at all.
    pub(crate) async fn is_there(&self) -> bool {
        self.call(Method::GET, "/health/live", None)
            .await
            .is_ok_and(|(status, _)| status.is_success())
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        read(Self::accepted(self.send(Method::GET, path, None).await?).await?).await
    }

    pub(crate) async fn get_text(&self, path: &str) -> Result<String, Failure> {
        Ok(Self::accepted(self.send(Method::GET, path, None).await?).await?.text().await?)
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let body = serde_json::to_vec(body)?;
        read(Self::accepted(self.send(Method::PUT, path, Some(body)).await?).await?).await
    }

    /// Posts, and reads an answer of a known shape.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> Result<(u16, T), Failure> {
        let body = serde_json::to_vec(body)?;
        let response = Self::accepted(self.send(Method::POST, path, Some(body)).await?).await?;
        Ok((response.status().as_u16(), read(response).await?))
    }

    /// Calls, and leaves it to the caller to judge the status.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<(StatusCode, Value), Failure> {
        let response = self.send(method, path, body).await?;
        let status = response.status();
        Ok((status, read(response).await.unwrap_or_default()))
    }

    /// Posts a delivery as Meta does: without a key, signed.
    pub(crate) async fn deliver(
        &self,
        path: &str,
        body: Vec<u8>,
        signature: &str,
    ) -> Result<u16, Failure> {
        let request = self
            .http
            .post(format!("{}{path}", self.url))
            .header("Content-Type", "application/json")
            .header("X-Hub-Signature-256", signature)
            .body(body);
        Ok(request.send().await?.status().as_u16())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Response, Failure> {
        let mut request =
            self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.key);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body);
        }
        Ok(request.send().await?)
    }

    async fn accepted(response: Response) -> Result<Response, Failure> {
        if response.status().is_success() {
            return Ok(response);
        }
        let (status, path) = (response.status(), response.url().path().to_owned());
        Err(format!("{path} answered {status}: {}", response.text().await?).into())
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

/// A count in an answer.
pub(crate) fn count(answer: &Value, pointer: &str) -> Result<usize, Failure> {
    let number = answer.pointer(pointer).and_then(Value::as_u64);
    Ok(usize::try_from(number.ok_or_else(|| format!("the answer has no {pointer}"))?)?)
}

/// A text in an answer; empty if there is none.
pub(crate) fn text<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
