//! Style, script and icon: part of the program, and kept by browsers for ever, because another content has another address.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::address::Named;
use crate::http::Refused;

const FOR_EVER: &str = "public, max-age=31536000, immutable";

struct Asset {
    /// What templates call it.
    name: &'static str,
    media_type: &'static str,
    content: &'static [u8],
    /// `/static/nyckel.3f2a….css`
    address: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset("nyckel.css", "text/css; charset=utf-8", include_bytes!("../../../static/nyckel.css")),
        asset("nyckel.js", "text/javascript; charset=utf-8", include_bytes!("../../../static/nyckel.js")),
        asset("icon.svg", "image/svg+xml", include_bytes!("../../../static/icon.svg")),
    ]
});

/// Where the asset with this name is. One that does not exist is nowhere.
pub(super) fn address(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.address)
}

/// `GET /static/{file}`
pub(super) async fn serve(Named(file): Named) -> Result<Response, Refused> {
    let found = ASSETS.iter().find(|asset| asset.address.strip_prefix("/static/") == Some(file.as_str()));
    let asset = found.ok_or_else(|| {
        let detail = "There is no such file, or not with this content. Load the page again.";
        Refused::new(StatusCode::NOT_FOUND, "file_unknown", detail)
    })?;
    let headers = [(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, FOR_EVER)];
    Ok((headers, asset.content).into_response())
}

fn asset(name: &'static str, media_type: &'static str, content: &'static [u8]) -> Asset {
    let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    Asset { name, media_type, content, address: format!("/static/{stem}.{hash}.{extension}") }
}
