//! Answers: a file found and sent, bytes sent, and the short refusals.

use super::assets::examine;
use super::source::LARGEST_FEED;
use crate::feed::read_whole;
use crate::news::{Stamp, fnv1a64};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::response::Response;
use percent_encoding::percent_decode_str;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use tower_http::services::ServeFile;

/// How long a file may be kept whose name holds its content's hash.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The policy of pages: other sites do not frame them.
pub(super) const FRAMED_BY_ITSELF: &str = "frame-ancestors 'self'";
/// The policy of files that may hold something of others: opened by themselves, they run nothing.
pub(super) const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// The one hidden folder that others ask for (RFC 8615): certificates are renewed by it.
const WELL_KNOWN: &str = ".well-known";
/// The pages that a site is made of. No other HTML is its own.
const OWN_PAGES: [&str; 3] = [PAGE, "shell.html", "404.html"];
/// The page of a folder.
const PAGE: &str = "index.html";

/// The name of the file that an answer holds, among the answer's extensions.
#[derive(Clone)]
struct ServedName(String);

/// A file that may be served, and what is known of it.
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) meta: Metadata,
}

/// The file that the address `inside` names under `root`: itself, or a folder's `index.html`.
/// Nothing outside of `root`, by whatever way, and no hidden file but those in [`WELL_KNOWN`].
pub(super) async fn find(root: &Path, inside: &str) -> Option<Found> {
    let mut path = root.to_path_buf();
    for (depth, segment) in inside.split('/').enumerate() {
        let name = percent_decode_str(segment).decode_utf8().ok()?;
        let is_hidden = name.starts_with('.') && !(depth == 0 && name == WELL_KNOWN);
        if is_hidden || name.contains(['/', '\\', '\0']) {
            return None;
        }
        path.push(&*name);
    }
    let mut path = tokio::fs::canonicalize(path).await.ok()?;
    let mut meta = tokio::fs::metadata(&path).await.ok()?;
    if meta.is_dir() {
        path = tokio::fs::canonicalize(path.join(PAGE)).await.ok()?;
        meta = tokio::fs::metadata(&path).await.ok()?;
    }
    (path.starts_with(root) && meta.is_file()).then_some(Found { path, meta })
}

/// Whether `name` holds its content's hash (`app-0123456789abcdef.css`), so that other bytes would
/// have another name.
pub(super) fn is_hashed(name: &str) -> bool {
    let hash = name
        .rsplit_once('.')
        .and_then(|(stem, _)| stem.rsplit_once('-'))
        .map_or("", |(_, hash)| hash);
    hash.len() == 16
        && hash
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

pub(super) async fn serve_file(found: Found, request: &Parts, packed: bool) -> Response {
    let changed = found
        .meta
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let tag = format!(
        "W/\"{:x}-{:x}\"",
        changed.map_or(0, |at| at.as_nanos()),
        found.meta.len()
    );
    let name = found
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let mut response = if is_known(&request.headers, &tag) {
        bare(StatusCode::NOT_MODIFIED)
    } else {
        open_file(&found.path, request, packed).await
    };
    let headers = response.headers_mut();
    if name.as_ref().is_some_and(|name| is_hashed(name)) {
        set(headers, header::CACHE_CONTROL, FOR_EVER);
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(name) = name {
        response.extensions_mut().insert(ServedName(name));
    }
    response
}

/// Says who may frame what `response` holds, which answers the address `inside`, who may ask for it from
/// other sites, and what may run in it. Those pages may be framed that are made for it; scripts, styles and
/// data are the site's own; all else may have come from others. It is the type that decides, whatever the
/// address looks like: a tag may be called `node.js`.
pub(super) fn guard(inside: &str, response: &mut Response) {
    let folder = inside.split('/').next().unwrap_or(inside);
    let is_part = ["embed.js", "embed-", "frame-"]
        .iter()
        .any(|name| inside.starts_with(name));
    let name = response.extensions().get::<ServedName>().cloned();
    let headers = response.headers_mut();
    if is_part || matches!(folder, "embed" | "oembed" | "fonts") {
        set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if is_part || matches!(folder, "embed" | "fonts" | "media") {
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        set(headers, policy, "cross-origin");
    }
    if folder == "embed" {
        let policy = HeaderName::from_static("cross-origin-embedder-policy");
        set(headers, policy, "credentialless");
    }
    // An answer without a type has no body: what was sent before keeps its policy.
    let Some(kind) = headers.get(header::CONTENT_TYPE) else {
        return;
    };
    let kind = kind.to_str().unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let name = name.map_or(PAGE.to_owned(), |name| name.0);
    let is_own_page = OWN_PAGES.contains(&&*name);
    let policy = match kind {
        "text/html" if folder == "embed" && name == PAGE => return,
        "text/html" if is_own_page => FRAMED_BY_ITSELF,
        _ if is_code(kind) => return,
        _ => SANDBOX,
    };
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
}

/// Whether files of this type are what a site is made of, and never come from a source. A policy would
/// also hold for a worker.
fn is_code(kind: &str) -> bool {
    matches!(
        kind,
        "text/javascript"
            | "text/css"
            | "text/plain"
            | "application/json"
            | "application/manifest+json"
            | "application/wasm"
    ) || kind.starts_with("font/")
}

/// The answer with a file that lies beside the feed: where it is a picture, a film, a sound or captions by
/// its name and by what it holds, or a further page of a feed.
pub(super) async fn serve_beside(found: Found, request: &Parts) -> Option<Response> {
    if found
        .path
        .extension()
        .is_some_and(|ending| ending == "json")
    {
        let path = found.path.clone();
        let is_feed = tokio::task::spawn_blocking(move || is_feed(&path));
        return match is_feed.await {
            Ok(true) => Some(serve_file(found, request, false).await),
            _ => None,
        };
    }
    let path = found.path.clone();
    let examined = tokio::task::spawn_blocking(move || examine(&path)).await;
    let asset = examined.ok()?.ok()?;
    let mut response = match asset.bytes {
        Some(bytes) => serve_bytes(bytes.into(), asset.mime, request),
        None => serve_file(found, request, false).await,
    };
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_TYPE) {
        set(headers, header::CONTENT_TYPE, asset.mime);
    }
    set(headers, header::CONTENT_SECURITY_POLICY, SANDBOX);
    Some(response)
}

/// Whether the file at `path` is a JSON Feed.
fn is_feed(path: &Path) -> bool {
    let length = std::fs::metadata(path).map_or(u64::MAX, |about| about.len());
    length <= LARGEST_FEED
        && std::fs::read(path).is_ok_and(|bytes| read_whole(bytes, "/", Stamp(0)).is_ok())
}

/// The file's answer by tower-http: ranges, `If-Modified-Since`, and the `.br` or `.gz` beside it.
async fn open_file(path: &Path, request: &Parts, packed: bool) -> Response {
    let mut inner = Request::new(Body::empty());
    *inner.method_mut() = request.method.clone();
    *inner.headers_mut() = request.headers.clone();
    let headers = inner.headers_mut();
    // The entity tag has been compared and decides alone (RFC 9110, 13.2.2); and a part is only
    // sent to who holds the same bytes, which a weak tag cannot prove (13.1.5).
    if headers.remove(header::IF_NONE_MATCH).is_some() {
        headers.remove(header::IF_MODIFIED_SINCE);
    }
    if headers.remove(header::IF_RANGE).is_some() {
        headers.remove(header::RANGE);
    }
    let mut file = ServeFile::new(path);
    if packed {
        file = file.precompressed_br().precompressed_gzip();
    }
    match file.try_call(inner).await {
        Ok(response) if response.status() != StatusCode::NOT_FOUND => response.map(Body::new),
        _ => missing(),
    }
}

pub(super) fn serve_bytes(bytes: Bytes, kind: &'static str, request: &Parts) -> Response {
    let tag = format!("W/\"{:016x}-{:x}\"", fnv1a64(&bytes), bytes.len());
    let mut response = if is_known(&request.headers, &tag) {
        bare(StatusCode::NOT_MODIFIED)
    } else {
        let mut response = Response::new(Body::from(bytes));
        set(response.headers_mut(), header::CONTENT_TYPE, kind);
        response
    };
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Whether the client holds what `tag` names (`If-None-Match`, compared weakly).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        value.to_str().is_ok_and(|value| {
            value
                .split(',')
                .any(|part| part.trim() == "*" || opaque(part) == opaque(tag))
        })
    })
}

pub(super) fn redirect(status: StatusCode, to: &str) -> Response {
    let mut response = bare(status);
    if let Ok(to) = HeaderValue::try_from(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

pub(super) fn missing() -> Response {
    text(StatusCode::NOT_FOUND, "Nothing lies at this address.\n")
}

pub(super) fn text(status: StatusCode, words: &'static str) -> Response {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    set(response.headers_mut(), header::CONTENT_TYPE, "text/plain");
    response
}

pub(super) fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
