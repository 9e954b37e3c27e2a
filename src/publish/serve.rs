//! `peyk serve`: a built folder and a feed over HTTP, with the headers that a good static host
//! sends. For a newsroom's own machine and for tests; not hardened for the open web.

use super::answer::{
    Found, find, guard, missing, redirect, serve_beside, serve_bytes, serve_file, set, text,
};
use super::fetch::{Client, NetworkRules, Validators};
use super::source::{Found as Read, Place, Problem, SourceError};
use super::warn;
use super::worker::{WORKER, with_shell};
use super::{normal_base, with_base, without_secrets};
use crate::feed::read_whole;
use crate::news::Stamp;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Extensions, Method, StatusCode, Version};
use axum::response::Response;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// The name that the feed is served under, whatever its own is.
const FEED: &str = "feed.json";
/// The empty page of a published site.
const SHELL: &str = "shell.html";

/// What to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The built folder.
    pub dir: PathBuf,
    /// The feed that is served as `/feed.json`, in place of the build's own if it has one. A file
    /// is read anew at each request, and the pictures, captions and JSON files beside it are served
    /// where the build has none of that name.
    pub feed: Option<Place>,
    /// The path that everything lies under, such as `/` or `/news/`.
    pub base: String,
    /// How long a feed of the web is served before a request has it fetched again.
    pub keep: Duration,
    /// Where a feed of the web may lead.
    pub rules: NetworkRules,
}

/// What a server gives its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections are served at the same time; others wait. Each takes up to two file handles,
    /// and a process may have as few as 256.
    pub connections: usize,
    /// How long a request's head may take to arrive, and how long a connection may be idle before it.
    pub head: Duration,
    /// How long a client may take nothing of its answer.
    pub stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 100,
            head: Duration::from_secs(10),
            stall: Duration::from_secs(30),
        }
    }
}

/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long no connection is accepted after the system could give none (all file handles are taken).
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder holds no `index.html`.
    #[error("there is no built app in {}: run `make build`", .0.display())]
    NotBuilt(PathBuf),
    /// The feed cannot be had.
    #[error(transparent)]
    Feed(SourceError),
    /// The base path is no path of plain names.
    #[error("{:?} is no usable base path: write one such as /news/", without_secrets(.0))]
    BadBase(String),
    /// Another program listens at this host and port.
    #[error("port {1} of {0} is taken: stop the program that uses it, or name another with --port")]
    PortTaken(String, u16),
    /// The host and port cannot be listened at, or the server broke off, in the system's words.
    #[error("cannot serve: {0}")]
    Network(String),
}

/// The service for these options. Blocks while a feed of the web is fetched for the first time.
pub fn router(options: Options) -> Result<Router, ServeError> {
    let base = normal_base(&options.base).ok_or(ServeError::BadBase(options.base))?;
    let root = options
        .dir
        .canonicalize()
        .ok()
        .filter(|root| root.join("index.html").is_file())
        .ok_or(ServeError::NotBuilt(options.dir))?;
    let feed = match options.feed {
        None => None,
        Some(Place::File(path)) => {
            let path = path
                .canonicalize()
                .ok()
                .filter(|path| path.is_file())
                .ok_or_else(|| missing_feed(&path))?;
            let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
            Some(Feed::File { path, folder })
        }
        Some(place) => {
            let client = Client::new(options.rules);
            let feed = WebFeed::open(place, client, options.keep)?;
            Some(Feed::Web(Arc::new(feed)))
        }
    };
    // Of 11 levels the fifth: the highest takes seconds for a feed of some MB.
    let packing = CompressionLayer::new()
        .quality(CompressionLevel::Precise(5))
        .compress_when(is_worth_packing);
    Ok(Router::new()
        .fallback(answer)
        .with_state(Arc::new(Site {
            published: root.join(SHELL).is_file(),
            moved: moved(&root),
            root,
            feed,
            base,
        }))
        .layer(packing))
}

/// The old addresses of the published site at `root`, as `peyk publish` writes them for static hosts.
fn moved(root: &Path) -> HashMap<String, String> {
    let rules = std::fs::read_to_string(root.join("_redirects")).unwrap_or_default();
    let rule = |line: &str| {
        let (from, rest) = line.split_once(' ')?;
        let (to, _) = rest.split_once(' ')?;
        let from = percent_decode_str(from).decode_utf8().ok()?;
        Some((from.into_owned(), to.to_owned()))
    };
    rules.lines().filter_map(rule).collect()
}

fn missing_feed(path: &Path) -> ServeError {
    let place = Place::File(path.to_path_buf());
    ServeError::Feed(place.cannot(Problem::NoSuchFile))
}

/// Serves within `limits` until Ctrl-C. `ready` is told the address once connections are accepted.
pub async fn run(
    router: Router,
    limits: Limits,
    host: &str,
    port: u16,
    ready: impl FnOnce(std::net::SocketAddr),
) -> Result<(), ServeError> {
    let network = |error: std::io::Error| ServeError::Network(error.to_string());
    let listener = TcpListener::bind((host, port)).await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            ServeError::PortTaken(host.to_owned(), port)
        } else {
            network(error)
        }
    })?;
    ready(listener.local_addr().map_err(network)?);
    // Open connections are dropped: a browser keeps idle ones for minutes.
    tokio::select! {
        () = accept(&listener, router, limits) => Ok(()),
        stopped = tokio::signal::ctrl_c() => stopped.map_err(network),
    }
}

/// Accepts connections for ever. No failure of one of them, or of the system, ends that.
async fn accept(listener: &TcpListener, router: Router, limits: Limits) {
    let room = Arc::new(Semaphore::new(limits.connections));
    loop {
        // The others wait in the system's queue.
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((connection, _)) => {
                let router = router.clone();
                tokio::spawn(async move {
                    serve_connection(connection, router, limits).await;
                    drop(place);
                });
            }
            // The client has given up; others may be waiting.
            Err(error) if is_of_one_connection(&error) => {}
            Err(_) => tokio::time::sleep(AFTER_FAILURE).await,
        }
    }
}

fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}

async fn serve_connection(connection: TcpStream, router: Router, limits: Limits) {
    // Headers and body are two writes: the second would wait some 40 ms for word of the first (RFC 896).
    // A connection that refuses is slower, not broken.
    let _ = connection.set_nodelay(true);
    let mut connection = TimeoutStream::new(connection);
    connection.set_write_timeout(Some(limits.stall));
    let connection = TokioIo::new(Box::pin(connection));
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        // It begins anew with each request, and where there is none.
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(connection, TowerToHyperService::new(router));
    // A client that has gone away, or was too slow, is nobody's fault here.
    let _ = served.await;
}

struct Site {
    root: PathBuf,
    /// Whether its pages were published, for their base path already.
    published: bool,
    /// Where old addresses lead, by their decoded paths.
    moved: HashMap<String, String>,
    feed: Option<Feed>,
    base: String,
}

enum Feed {
    File { path: PathBuf, folder: PathBuf },
    Web(Arc<WebFeed>),
}

/// A feed of the web and the last good copy of it.
struct WebFeed {
    place: Place,
    client: Client,
    keep: Duration,
    copy: Mutex<LastCopy>,
}

/// Whether the app would show anything of the feed `bytes`: what it would not takes no good copy's place.
fn is_news(bytes: &[u8]) -> bool {
    read_whole(bytes.to_vec(), "/feed.json", Stamp(0))
        .is_ok_and(|feed| !feed.stories.is_empty() || !feed.withdrawn.is_empty())
}

/// The last good copy of a feed.
struct LastCopy {
    bytes: Bytes,
    validators: Validators,
    /// When its server is asked again at the earliest.
    due: Instant,
    /// Whether it is being asked.
    is_asked: bool,
}

impl WebFeed {
    fn open(place: Place, client: Client, keep: Duration) -> Result<Self, ServeError> {
        let read = place.read(&client, &place.home(), &Validators::default());
        let fresh = match read.map_err(ServeError::Feed)? {
            Read::New(fresh) => fresh,
            Read::Unchanged => return Err(ServeError::Feed(place.cannot(Problem::Status(304)))),
        };
        Ok(Self {
            place,
            client,
            keep,
            copy: Mutex::new(LastCopy {
                bytes: fresh.bytes.into(),
                validators: fresh.validators,
                due: Instant::now() + keep,
                is_asked: false,
            }),
        })
    }

    /// The copy, at once. Where it is older than it may be, its server is asked meanwhile, by one thread
    /// at a time.
    fn current(self: Arc<Self>) -> Bytes {
        let (bytes, is_due) = {
            let mut copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
            let is_due = !copy.is_asked && Instant::now() >= copy.due;
            copy.is_asked |= is_due;
            (copy.bytes.clone(), is_due)
        };
        if is_due {
            tokio::task::spawn_blocking(move || self.refresh());
        }
        bytes
    }

    /// Asks the server. A failure keeps the copy, and the server is asked again after the same time, or
    /// when it wants to be.
    fn refresh(&self) {
        let known = {
            let copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
            copy.validators.clone()
        };
        let read = self.place.read(&self.client, &self.place.home(), &known);
        let mut pause = self.keep;
        let read = match read {
            Ok(Read::New(fresh)) if !is_news(&fresh.bytes) => {
                Err(self.place.cannot(Problem::NoNews))
            }
            read => read,
        };
        if let Err(error) = &read {
            warn(&format!("{error}; the last copy is still served"));
            if let Problem::Busy(_, wait) = error.problem {
                pause = pause.max(wait);
            }
        }
        let mut copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(Read::New(fresh)) = read {
            copy.bytes = fresh.bytes.into();
            copy.validators = fresh.validators;
        }
        copy.due = Instant::now() + pause;
        copy.is_asked = false;
    }
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let request = request.into_parts().0;
    let mut response = site.respond(&request).await;
    let packed = matches!(
        response.status(),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED
    );
    let headers = response.headers_mut();
    if packed {
        set(headers, header::VARY, "Accept-Encoding");
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        headers,
        header::REFERRER_POLICY,
        "strict-origin-when-cross-origin",
    );
    if let Some(inside) = request.uri.path().strip_prefix(&site.base) {
        guard(inside, &mut response);
    }
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "no-cache");
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if let Some(kind) = kind
        && (kind.starts_with("text/") || kind == "application/json")
        && !kind.contains("charset")
        && let Ok(kind) = HeaderValue::try_from(format!("{kind}; charset=utf-8"))
    {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    response
}

impl Site {
    async fn respond(&self, request: &Parts) -> Response {
        if !matches!(request.method, Method::GET | Method::HEAD) {
            let mut refused = text(
                StatusCode::METHOD_NOT_ALLOWED,
                "Only GET and HEAD are answered.\n",
            );
            set(refused.headers_mut(), header::ALLOW, "GET, HEAD");
            return refused;
        }
        let path = request.uri.path();
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        if let Some(to) = self.moved.get(&*decoded) {
            return redirect(StatusCode::MOVED_PERMANENTLY, to);
        }
        let Some(inside) = path.strip_prefix(&self.base) else {
            return if path == "/" || self.base.strip_suffix('/') == Some(path) {
                redirect(StatusCode::TEMPORARY_REDIRECT, &self.base)
            } else {
                missing()
            };
        };
        if inside == FEED
            && let Some(feed) = &self.feed
        {
            return serve_feed(feed, request).await;
        }
        if let Some(found) = find(&self.root, inside).await {
            return self.serve_built(found, request).await;
        }
        if let Some(Feed::File { folder, .. }) = &self.feed
            && let Some(found) = find(folder, inside).await
            && let Some(response) = serve_beside(found, request).await
        {
            return response;
        }
        if is_page(inside) && accepts_html(&request.headers) {
            // A published site has an empty page for what only the app can answer.
            let page = if self.published { SHELL } else { "index.html" };
            if let Some(found) = find(&self.root, page).await {
                return self.serve_built(found, request).await;
            }
        }
        missing()
    }

    /// A file of the build; pages are moved to the base path.
    async fn serve_built(&self, found: Found, request: &Parts) -> Response {
        let has_name = |name| found.path == self.root.join(name);
        if has_name(WORKER) && self.base != "/" && !self.published {
            let read = |name| tokio::fs::read_to_string(self.root.join(name));
            return match (read(WORKER).await, read("index.html").await) {
                (Ok(script), Ok(html)) => {
                    match with_shell(&script, "index.html", &with_base(&html, &self.base)) {
                        Some(script) => serve_bytes(script.into(), "text/javascript", request),
                        None => missing(),
                    }
                }
                _ => missing(),
            };
        }
        let is_html = found
            .path
            .extension()
            .is_some_and(|extension| extension == "html");
        if !is_html || self.base == "/" || self.published {
            return serve_file(found, request, true).await;
        }
        match tokio::fs::read_to_string(&found.path).await {
            Ok(html) => serve_bytes(with_base(&html, &self.base).into(), "text/html", request),
            Err(_) => missing(),
        }
    }
}

async fn serve_feed(feed: &Feed, request: &Parts) -> Response {
    const KIND: &str = "application/json";
    match feed {
        Feed::File { path, .. } => {
            let Ok(meta) = tokio::fs::metadata(path).await else {
                return missing();
            };
            let mut response = serve_file(
                Found {
                    path: path.clone(),
                    meta,
                },
                request,
                false,
            )
            .await;
            if response.headers().contains_key(header::CONTENT_TYPE) {
                set(response.headers_mut(), header::CONTENT_TYPE, KIND);
            }
            response
        }
        Feed::Web(web) => {
            let bytes = Arc::clone(web).current();
            serve_bytes(bytes, KIND, request)
        }
    }
}

/// Whether an address may be a page of the app: its last part has no dot, and none is hidden.
fn is_page(inside: &str) -> bool {
    let inside = percent_decode_str(inside).decode_utf8_lossy();
    let last = inside.rsplit('/').next().unwrap_or(&inside);
    !last.contains('.') && !inside.split('/').any(|part| part.starts_with('.'))
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    accepted.peek().is_none()
        || accepted.any(|value| {
            value.to_str().is_ok_and(|value| {
                value.split(',').any(|part| {
                    let (kind, weight) = part.split_once(';').unwrap_or((part, ""));
                    matches!(kind.trim(), "text/html" | "text/*" | "*/*") && weight.trim() != "q=0"
                })
            })
        })
}

/// Text, data and programs are packed on the way; media are packed already, and a part of a file
/// must stay what it is.
fn is_worth_packing(status: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("");
    let kind = kind.split(';').next().unwrap_or(kind);
    status == StatusCode::OK
        && (kind.starts_with("text/")
            || matches!(
                kind,
                "application/json"
                    | "application/wasm"
                    | "application/manifest+json"
                    | "image/svg+xml"
            ))
}
