//! Extractors whose refusals are problems. Axum's own are banned: they answer plain text, and take arrays
//! for objects, unknown parameters and repeated ones.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
    value::MapAccessDeserializer,
};
use sha2::{Digest as _, Sha256};

use super::facts::Facts;
use super::problem::{Code, Problem};

/// How long a body may take to arrive.
const BODY_DEADLINE: Duration = Duration::from_secs(30);
/// Objects and arrays may be nested this deep.
const MAX_DEPTH: u8 = 32;
/// Bytes of a JSON body at most, where an operation names no other limit.
pub const DEFAULT_BODY_BYTES: usize = 64 * 1024;

/// A JSON body of at most `MAX` bytes, read but not yet parsed: operations parse it into their own type, and
/// idempotency needs its exact bytes.
#[derive(Debug)]
pub struct Json<const MAX: usize = DEFAULT_BODY_BYTES>(Bytes);

impl<const MAX: usize> Json<MAX> {
    /// Reads a body that was said to be JSON.
    pub async fn read(body: Body, facts: &Facts) -> Result<Self, Problem> {
        read_body(body, MAX, facts).await.map(Self)
    }

    /// The bytes that were sent.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }

    /// Parses the body, which must be one JSON object without repeated keys.
    pub fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Problem> {
        check_shape(&self.0)?;
        parse_object(&self.0)
    }

    /// SHA-256 of the bytes that were sent.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl<const MAX: usize> From<Bytes> for Json<MAX> {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl<S: Send + Sync, const MAX: usize> FromRequest<S> for Json<MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if media_type(request.headers())? != "application/json" {
            return Err(Problem::new(Code::UnsupportedMediaType)
                .with_detail("Send application/json in UTF-8."));
        }
        let facts = request.extensions().get::<Arc<Facts>>().cloned().unwrap_or_default();
        Self::read(request.into_body(), &facts).await
    }
}

/// What a body is said to be, in lower case without parameters; nothing if that is not UTF-8, or not said. A content
/// coding that nobody has taken away is refused.
pub fn media_type(headers: &HeaderMap) -> Result<String, Problem> {
    let is_identity = |coding: &str| coding.eq_ignore_ascii_case("identity");
    if headers.contains_key(header::CONTENT_ENCODING)
        && !text_of(headers, &header::CONTENT_ENCODING).is_some_and(is_identity)
    {
        return Err(Problem::new(Code::UnsupportedMediaType)
            .with_detail("Send the body without a content coding."));
    }
    let content_type =
        text_of(headers, &header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let is_utf8 = parts.filter(|part| !part.is_empty()).all(|part| {
        part.split_once('=')
            .is_none_or(|(name, value)| name != "charset" || value.trim_matches('"') == "utf-8")
    });
    Ok(if is_utf8 { media_type.to_owned() } else { String::new() })
}

/// A header's value, when there is exactly one and it is visible ASCII.
pub fn text_of<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok())
}

/// Reads a body of at most `max` bytes, within 30 seconds.
pub async fn read_body(body: Body, max: usize, facts: &Facts) -> Result<Bytes, Problem> {
    let too_large =
        || Problem::new(Code::PayloadTooLarge).with_detail(format!("The limit is {max} bytes."));
    // Declared too large: no byte of it is waited for.
    if usize::try_from(body.size_hint().lower()).is_ok_and(|declared| declared > max) {
        return Err(too_large());
    }
    facts.begin_body();
    let arrived = tokio::time::timeout(BODY_DEADLINE, Limited::new(body, max).collect()).await;
    facts.end_body();
    match arrived {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(Problem::new(Code::PayloadTooLarge)
                .with_detail(format!("The limit is {max} bytes.")))
        }
        Ok(Err(error)) => Err(Problem::new(Code::MalformedRequest)
            .with_detail("The body did not arrive whole.")
            .with_source(error)),
        Err(_) => Err(Problem::new(Code::RequestTimeout)),
    }
}

/// Parses one JSON object into a type, naming the field that is not acceptable.
pub fn parse_object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Problem> {
    if json.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Problem::field("", "must be a JSON object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| Problem::field(&pointer_of(error.path()), cut(&message_of(error.inner()))))
}

/// The parser's message without its position, which says nothing about a field.
fn message_of(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// At most 160 characters: a message may quote the input, and no answer repeats much of that.
fn cut(message: &str) -> String {
    message.chars().take(160).filter(|c| !c.is_control()).collect()
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", cut(&key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// For fields that are objects: `#[serde(deserialize_with = "object")]`. Serde's derive would also take an
/// array, field by field in order.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct ObjectOnly<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectOnly<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_map(ObjectOnly(std::marker::PhantomData))
}

/// Like [`object`], for fields that may be absent: `#[serde(default, deserialize_with = "object_or_absent")]`.
pub fn object_or_absent<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    struct MaybeObject<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for MaybeObject<T> {
        type Value = Option<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_none<E>(self) -> Result<Option<T>, E> {
            Ok(None)
        }
        fn visit_unit<E>(self) -> Result<Option<T>, E> {
            Ok(None)
        }
        fn visit_some<D: Deserializer<'de>>(self, some: D) -> Result<Option<T>, D::Error> {
            object(some).map(Some)
        }
    }
    deserializer.deserialize_option(MaybeObject(std::marker::PhantomData))
}

/// Reads the whole body once without keeping it: well-formed (RFC 8259), no key twice in an object (parsers
/// disagree on which one counts), not nested without end.
fn check_shape(json: &[u8]) -> Result<(), Problem> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    Shape(0)
        .deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|error| Problem::new(Code::MalformedJson).with_detail(cut(&error.to_string())))
}

#[derive(Clone, Copy)]
struct Shape(u8);

impl Shape {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.0 < MAX_DEPTH { Ok(Self(self.0 + 1)) } else { Err(E::custom("nested too deep")) }
    }
}

impl<'de> DeserializeSeed<'de> for Shape {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shape {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut seen = HashSet::new();
        while let Some(Key(key)) = entries.next_key()? {
            if !seen.insert(key) {
                return Err(A::Error::custom("a key appears twice in one object"));
            }
            entries.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[derive(Deserialize, PartialEq, Eq, Hash)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The query string as a struct of optional texts that refuses unknown fields.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parse_query(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// Reads `a=b&c=d` strictly: each name once, known, and well-formed UTF-8 behind the percent signs. A typo
/// must not widen a result, so nothing is ignored.
pub fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let fields = parse_pairs(query).map_err(|(name, message)| Problem::query(&name, message))?;
    T::deserialize(serde_json::Value::Object(fields)).map_err(|error| {
        Problem::new(Code::InvalidQuery)
            .with_detail(cut(&error.to_string().replace("field", "parameter")))
    })
}

/// The texts of `a=b&c=d` by their names, or the name that is at fault and what was expected.
pub(super) fn parse_pairs(
    text: &str,
) -> Result<serde_json::Map<String, serde_json::Value>, (String, &'static str)> {
    let mut fields = serde_json::Map::new();
    for pair in text.split('&').filter(|_| !text.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name).ok_or_else(|| (String::new(), "must be percent-encoded UTF-8"))?;
        let value = decode(value).ok_or_else(|| (cut(&name), "must be percent-encoded UTF-8"))?;
        if fields.contains_key(&name) {
            return Err((cut(&name), "must be given once"));
        }
        fields.insert(name, value.into());
    }
    Ok(fields)
}

/// Undoes form encoding (<https://url.spec.whatwg.org/#urlencoded-parsing>); `None` if it is not well-formed.
fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(decoded).ok()
}

/// The one parameter of a path, percent-decoded. What is not UTF-8 names no resource: 404.
#[derive(Debug)]
pub struct PathParam(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathParam {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await.ok();
        params
            .as_ref()
            .and_then(|params| params.iter().next())
            .map(|(_, value)| Self(value.to_owned()))
            .ok_or_else(|| Problem::new(Code::NotFound))
    }
}

/// For operations that take no query parameters: any parameter is refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        a: i32,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(deserialize_with = "object")]
        inner: Inner,
    }

    fn parse(body: &str) -> Result<Outer, Problem> {
        Json::<1024>(Bytes::copy_from_slice(body.as_bytes())).parse()
    }

    #[test]
    fn what_cannot_be_parsed_is_malformed_and_what_does_not_fit_is_invalid() {
        assert_eq!(parse(r#"{"inner":{"a":1}}"#).unwrap(), Outer { inner: Inner { a: 1 } });
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        for body in [
            "",
            "{",
            r#"{"inner":{"a":1,"a":2}}"#,
            "{}{}",
            "\u{feff}{}",
            "nul",
            &deep,
            r#"{"x":"\ud800"}"#,
            "{\"x\":1e400}",
        ] {
            assert_eq!(parse(body).unwrap_err().code(), Code::MalformedJson, "{body}");
        }
        for body in [
            "null",
            "1",
            "[]",
            r#"[{"a":1}]"#,
            r#"{"inner":[1]}"#,
            r#"{"inner":{"a":1},"b":2}"#,
            "{}",
        ] {
            assert_eq!(parse(body).unwrap_err().code(), Code::InvalidBody, "{body}");
        }
    }

    #[test]
    fn the_field_at_fault_is_named() {
        let problem = parse(r#"{"inner":{"a":"x"}}"#).unwrap_err();
        assert_eq!(problem.errors()[0].pointer, "/inner/a");
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Params {
        from: Option<String>,
    }

    #[test]
    fn a_query_is_read_strictly() {
        assert_eq!(parse_query::<Params>("from=a%20b+c").unwrap().from.unwrap(), "a b c");
        assert!(parse_query::<Params>("").unwrap().from.is_none());
        for bad in [
            "form=1",
            "from=1&from=2",
            "from=%zz",
            "from=%ff",
            "from=%",
            "&&",
            "from[]=1",
            "from=1&",
        ] {
            assert_eq!(parse_query::<Params>(bad).unwrap_err().code(), Code::InvalidQuery, "{bad}");
        }
    }
}
