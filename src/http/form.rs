//! Bodies of HTML forms (`application/x-www-form-urlencoded`), read as strictly as a query string.

use axum::extract::Request;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::extract::{media_type, parse_pairs, read_body};
use super::facts::Facts;
use super::problem::{Code, Problem};

/// The fields of a submitted form: texts by their names, each at most once.
#[derive(Debug)]
pub struct Form(Map<String, Value>);

impl Form {
    /// Reads a body of at most `max` bytes.
    pub async fn read(request: Request, max: usize) -> Result<Self, Problem> {
        if media_type(request.headers())? != "application/x-www-form-urlencoded" {
            return Err(Problem::new(Code::UnsupportedMediaType)
                .with_detail("Send application/x-www-form-urlencoded in UTF-8."));
        }
        let facts = request.extensions().get().cloned().unwrap_or_default();
        let facts: std::sync::Arc<Facts> = facts;
        let bytes = read_body(request.into_body(), max, &facts).await?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            Problem::field("", "must be percent-encoded UTF-8").with_source(error)
        })?;
        parse_pairs(text)
            .map(Self)
            .map_err(|(name, message)| Problem::field(&format!("/{name}"), message))
    }

    /// Takes one field out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        match self.0.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The fields that are left, as a struct of texts that refuses unknown ones.
    pub fn parse<T: DeserializeOwned>(self) -> Result<T, Problem> {
        T::deserialize(Value::Object(self.0))
            .map_err(|error| Problem::new(Code::InvalidBody).with_detail(error.to_string()))
    }
}
