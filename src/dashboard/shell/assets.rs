//! Styles and scripts, shipped inside the program. Their names follow from their content, so browsers keep them for a
//! year and still never show an old one.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::domain::hex;
use crate::http::{Code, PathParam, Problem};

/// Where the files of this program are served.
#[derive(Debug)]
pub(in crate::dashboard) struct Assets {
    pub(in crate::dashboard) style: Asset,
    pub(in crate::dashboard) script: Asset,
    pub(in crate::dashboard) reviews: Asset,
    pub(in crate::dashboard) dry_run: Asset,
    pub(in crate::dashboard) settings: Asset,
    pub(in crate::dashboard) htmx: Asset,
    pub(in crate::dashboard) htmx_sse: Asset,
    pub(in crate::dashboard) icon: Asset,
}

/// One file.
#[derive(Debug)]
pub(in crate::dashboard) struct Asset {
    name: String,
    content_type: &'static str,
    bytes: &'static [u8],
}

impl Asset {
    fn new(stem: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash = hex::encode(&Sha256::digest(bytes));
        let hash = hash.get(..16).unwrap_or_default();
        Self { name: format!("{stem}-{hash}.{extension}"), content_type, bytes }
    }

    /// Its path.
    pub(in crate::dashboard) fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

/// The files of this program.
pub(in crate::dashboard) static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let script = |stem, bytes| Asset::new(stem, "js", "text/javascript; charset=utf-8", bytes);
    Assets {
        style: Asset::new(
            "style",
            "css",
            "text/css; charset=utf-8",
            include_bytes!("../assets/style.css"),
        ),
        script: script("script", include_bytes!("../assets/script.js")),
        reviews: script("reviews", include_bytes!("../assets/reviews.js")),
        dry_run: script("dry-run", include_bytes!("../assets/dry-run.js")),
        settings: script("settings", include_bytes!("../assets/settings.js")),
        htmx: script("htmx", include_bytes!("../assets/vendor/htmx-2.0.11.min.js")),
        htmx_sse: script("htmx-sse", include_bytes!("../assets/vendor/htmx-ext-sse-2.2.4.min.js")),
        icon: Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    }
});

impl Assets {
    fn find(&self, name: &str) -> Option<&Asset> {
        let Self { style, script, reviews, dry_run, settings, htmx, htmx_sse, icon } = self;
        [style, script, reviews, dry_run, settings, htmx, htmx_sse, icon]
            .into_iter()
            .find(|asset| asset.name == name)
    }
}

/// `GET /assets/{name}`
pub(in crate::dashboard) async fn serve(PathParam(name): PathParam) -> Result<Response, Problem> {
    let asset = ASSETS.find(&name).ok_or_else(|| Problem::new(Code::NotFound))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, asset.bytes).into_response())
}
