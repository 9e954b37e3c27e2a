//! Fetching: one GET, read as a stream with a bound on its size and on its silence.

use super::clock;
use crate::news::Stamp;
use crate::store::Failure;
use futures_util::StreamExt;
use gloo_net::http::{Request, Response};
use js_sys::Uint8Array;
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_streams::ReadableStream;
use web_sys::{AbortController, RequestCache, RequestInit};

/// The largest body that is read, in decoded bytes: a feed of 10,000 headlines is under it, a bomb
/// of packed zeroes is not.
const LARGEST_BODY: usize = 8_000_000;
/// How many bytes are taken in before the browser gets a turn: what has come already comes at once,
/// however much it is.
const TURN: usize = 1 << 20;
/// How long a connection may be silent. Being slow is no fault: 80 kB take 10 s at 64 kbit/s.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// Which copy of an address is asked for.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// The network's; where that is slow or fails, the one that the device has kept.
    Newest,
    /// The network's, past the browser's cache, if it is another than the one with this `ETag`.
    Since(&'a str),
    /// The one that the device has kept.
    LastGood,
}

/// What came back.
pub enum Answer {
    /// A body.
    Body(Body),
    /// Nothing has changed since the validator was given (304).
    Unchanged,
}

/// A body, and the validator to ask again with.
pub struct Body {
    /// The decoded bytes.
    pub bytes: Vec<u8>,
    /// The response's `ETag`.
    pub etag: Option<String>,
    /// Where it is what the device has kept: when that came, and why nothing newer did.
    pub kept: Option<(Stamp, Failure)>,
    /// Where the service worker waits for a word on it before it keeps it: its name there.
    pub copy: Option<String>,
}

/// No answer that can be used.
pub struct Refused {
    /// Why.
    pub failure: Failure,
    /// How long the server wants to be left alone (`Retry-After`, RFC 9110, section 10.2.3).
    pub after: Option<Duration>,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            after: None,
        }
    }
}

/// Fetches `address`; the newest copy as the page's own preload did, so that the preload is used. With
/// `ahead`, behind all that the page needs at once, where the browser knows priorities.
pub async fn get(address: &str, wanted: Wanted<'_>, ahead: bool) -> Result<Answer, Refused> {
    let silence = Silence::new()?;
    let response = send(address, wanted, ahead, &silence)
        .await
        .map_err(|_| silence.failure())?;
    match response.status() {
        304 => return Ok(Answer::Unchanged),
        404 | 410 => return Err(Failure::Missing.into()),
        200 => {}
        status => {
            return Err(Refused {
                failure: Failure::Status(status),
                after: header(&response, "retry-after").and_then(|text| after(&text)),
            });
        }
    }
    let etag = header(&response, "etag");
    let kept = kept(&response);
    let copy = header(&response, "peyk-copy");
    let bytes = body(&response, &silence).await?;
    Ok(Answer::Body(Body {
        bytes,
        etag,
        kept,
        copy,
    }))
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)
}

/// A whole number, read by the browser, which has the tables for it already.
fn number(text: &str) -> Option<f64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| js_sys::parse_int(text, 10))
}

/// A time in seconds, or a date.
fn after(text: &str) -> Option<Duration> {
    let millis = match number(text) {
        Some(seconds) => seconds * 1000.0,
        None => js_sys::Date::parse(text) - js_sys::Date::now(),
    };
    // What is no time at all is none.
    (millis >= 0.0).then(|| Duration::from_millis(millis as u64))
}

/// What the service worker (`sw.js`) tells of a copy that it answers with in the network's place.
fn kept(response: &Response) -> Option<(Stamp, Failure)> {
    let why = match header(response, "peyk-why")?.as_str() {
        "network" => Failure::Network,
        "slow" => Failure::Stalled,
        "bad" => Failure::NotAFeed,
        "large" => Failure::TooLarge,
        status => Failure::Status(number(status)? as u16),
    };
    let at = number(&header(response, "peyk-at")?)?;
    Some((clock::from_millis(at), why))
}

async fn send(
    address: &str,
    wanted: Wanted<'_>,
    ahead: bool,
    silence: &Silence,
) -> Result<Response, gloo_net::Error> {
    let init = RequestInit::new();
    init.set_signal(Some(&silence.controller.signal()));
    if ahead {
        // web-sys has no stable setter for it. An object of our own takes every field.
        let _ = js_sys::Reflect::set(&init, &"priority".into(), &"low".into());
    }
    if matches!(wanted, Wanted::Since(_)) {
        init.set_cache(RequestCache::NoStore);
    }
    // Not by `RequestBuilder`: it rewrites an address with a query, which then misses the preload.
    let request = web_sys::Request::new_with_str_and_init(address, &init)
        .map_err(|_| gloo_net::Error::GlooError("no address".to_owned()))?;
    let request = Request::from(request);
    match wanted {
        Wanted::Newest => {}
        Wanted::Since(etag) => request.headers().set("if-none-match", etag),
        Wanted::LastGood => request.headers().set("peyk-last", "1"),
    }
    silence.restart();
    request.send().await
}

async fn body(response: &Response, silence: &Silence) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut turn = TURN;
    // A body that is null has no bytes.
    let Some(body) = response.body() else {
        return Ok(bytes);
    };
    let mut chunks = ReadableStream::from_raw(body.unchecked_into()).into_stream();
    loop {
        silence.restart();
        let Some(chunk) = chunks.next().await else {
            silence.is_whole.set(true);
            return Ok(bytes);
        };
        let chunk: Uint8Array = chunk.map_err(|_| silence.failure())?.unchecked_into();
        if bytes.len() + chunk.length() as usize > LARGEST_BODY {
            return Err(Failure::TooLarge);
        }
        let start = bytes.len();
        bytes.resize(start + chunk.length() as usize, 0);
        if let Some(space) = bytes.get_mut(start..) {
            chunk.copy_to(space);
        }
        if bytes.len() >= turn {
            turn = bytes.len() + TURN;
            clock::yield_to_browser().await;
        }
    }
}

/// Ends a request that has been silent for too long, and one whose answer is not wanted: a body that nobody
/// reads holds one of the six connections that a browser has for a host.
struct Silence {
    controller: AbortController,
    timer: clock::Timer,
    /// Whether the answer has come to its end: the worker may go on with the request.
    is_whole: Cell<bool>,
}

impl Silence {
    fn new() -> Result<Self, Failure> {
        let controller = AbortController::new().map_err(|_| Failure::Network)?;
        Ok(Self {
            controller,
            timer: clock::Timer::default(),
            is_whole: Cell::default(),
        })
    }

    /// A byte has come: the waiting begins anew.
    fn restart(&self) {
        let controller = self.controller.clone();
        self.timer.set(move || controller.abort(), LONGEST_SILENCE);
    }

    /// Why a request failed: by the app's own hand, or by the network's.
    fn failure(&self) -> Failure {
        if self.controller.signal().aborted() {
            Failure::Stalled
        } else {
            Failure::Network
        }
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if !self.is_whole.get() {
            self.controller.abort();
        }
    }
}
