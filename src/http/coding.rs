//! Request bodies that come compressed, taken apart as they are read.

use async_compression::tokio::bufread::{GzipDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use futures_util::TryStreamExt as _;
use tokio::io::AsyncRead;
use tokio_util::io::{ReaderStream, StreamReader};

use super::problem::{Code, Problem};

/// The codings that [`decode`] knows, as `Accept-Encoding` names them.
pub const CODINGS: &str = "gzip, zstd, identity";
/// Base-2 logarithm of the window that zstd may ask for: 8 MiB, the most that senders may use
/// (RFC 9659 §3). Without it each request could have 128 MiB.
const WINDOW_LOG: u32 = 23;
/// Bytes taken apart at once.
const PIECE: usize = 64 * 1024;

/// The request with its body as it was before it was compressed, with gzip (of any number of members) or zstd (of any
/// number of frames). Reading a body that was cut, altered, or has something else behind it ends with an error.
pub fn decode(request: Request) -> Result<Request, Problem> {
    let (mut parts, body) = request.into_parts();
    let coding = coding_of(&parts.headers)?;
    if coding == Coding::Identity {
        return Ok(Request::from_parts(parts, body));
    }
    let bytes = StreamReader::new(body.into_data_stream().map_err(std::io::Error::other));
    let body = if coding == Coding::Gzip {
        let mut reader = GzipDecoder::new(bytes);
        reader.multiple_members(true);
        body_of(reader)
    } else {
        let mut reader = ZstdDecoder::with_params(bytes, &[DParameter::window_log_max(WINDOW_LOG)]);
        reader.multiple_members(true);
        body_of(reader)
    };
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(parts, body))
}

fn body_of(reader: impl AsyncRead + Send + 'static) -> Body {
    Body::from_stream(ReaderStream::with_capacity(reader, PIECE))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
    Zstd,
}

fn coding_of(headers: &HeaderMap) -> Result<Coding, Problem> {
    let mut named = headers.get_all(header::CONTENT_ENCODING).iter();
    let coding = match (named.next().map(|name| name.to_str()), named.next()) {
        (None, _) => Some(Coding::Identity),
        (Some(Ok(name)), None) => match name.trim().to_ascii_lowercase().as_str() {
            "identity" => Some(Coding::Identity),
            "gzip" | "x-gzip" => Some(Coding::Gzip),
            "zstd" => Some(Coding::Zstd),
            _ => None,
        },
        // Several, one around the other.
        _ => None,
    };
    coding.ok_or_else(|| {
        Problem::new(Code::UnsupportedMediaType)
            .with_detail(format!("Send the body with one of these content codings: {CODINGS}."))
    })
}
