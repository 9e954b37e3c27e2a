//! Every request that the command makes. What an address leads to is judged after the name is looked
//! up, at each redirect: nothing that a stranger names reaches this machine or the newsroom's network.

use super::address::{is_public, is_written_private, masked, without_secrets};
use super::source::Problem;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use ureq::http::header::{self, HeaderMap, HeaderName};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::{Origin, Url};

/// How long one fetch may take with all its redirects, from the name's look-up to the last byte.
pub(super) const LONGEST_FETCH: Duration = Duration::from_secs(30);
/// How many redirects are followed.
pub(super) const MOST_REDIRECTS: usize = 5;
/// The largest head of an answer, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// The longest entity tag or date that is sent back, in bytes.
const LONGEST_TAG: usize = 1024;
/// How long a server that asks to wait is left alone at most, and where it does not say how long.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
const USUAL_WAIT: Duration = Duration::from_secs(60);
/// What is asked for. Servers that do not care answer with what they have.
const ACCEPTED: &str = "application/feed+json, application/rss+xml;q=0.9, application/atom+xml;q=0.9, \
     application/json;q=0.8, application/xml;q=0.7, text/xml;q=0.7, */*;q=0.1";

/// What the newsroom lets sources do that is refused otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NetworkRules {
    /// Redirects, further pages and names may lead to this machine and to private networks. A source
    /// that is itself written as such an address may be read without this, on its own origin only.
    pub private: bool,
    /// The further pages of a source may lie on another origin (scheme, host and port) than itself.
    pub other_origins: bool,
}

/// What makes the requests of one run, or of one server.
#[derive(Debug, Default)]
pub struct Client {
    rules: NetworkRules,
    /// The origins that asked to wait, and until when.
    resting: Mutex<HashMap<String, (u16, Instant)>>,
}

/// What a source that the newsroom named may do at its own origin.
#[derive(Clone)]
pub(super) struct Home {
    origin: Option<Origin>,
    /// The `Authorization` of its user and password.
    login: Option<String>,
    is_private: bool,
}

/// What identifies a copy, so that only a newer one is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Validators {
    /// The address that sent them: no other server is asked with them.
    address: String,
    etag: Option<String>,
    modified: Option<String>,
}

/// An answer to a request.
#[derive(Debug)]
pub(super) enum Answer {
    /// The copy that the validators name is the newest (status 304).
    Unchanged,
    Fresh(Fresh),
}

/// What lies at an address now.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) bytes: Vec<u8>,
    /// Where it lay after all redirects, without user, password and fragment.
    pub(super) address: String,
    pub(super) validators: Validators,
}

impl Home {
    /// The home of the source at `address`; of a file it is `None`.
    pub(super) fn of(address: Option<&Url>) -> Self {
        Self {
            origin: address.map(Url::origin),
            login: address.and_then(login),
            is_private: address.is_some_and(is_written_private),
        }
    }

    pub(super) fn is_at(&self, url: &Url) -> bool {
        self.origin.as_ref() == Some(&url.origin())
    }
}

/// The `Authorization` that the user and password of `url` make (RFC 7617).
fn login(url: &Url) -> Option<String> {
    let decoded = |text| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair = decoded(url.username());
    pair.push(b':');
    pair.extend(decoded(url.password().unwrap_or_default()));
    Some(format!("Basic {}", BASE64_STANDARD.encode(pair)))
}

/// `url` as it may be sent and told further.
fn plain(mut url: Url) -> Url {
    // Neither can fail where there is a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}

/// Reads `text` as an http(s) address with a host.
pub(super) fn web_address(text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text).map_err(|_| Problem::BadAddress)?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    is_web.then_some(url).ok_or(Problem::BadAddress)
}

impl Client {
    /// A client that keeps to `rules`.
    pub fn new(rules: NetworkRules) -> Self {
        Self {
            rules,
            resting: Mutex::default(),
        }
    }

    /// The rules it keeps to.
    pub(super) fn rules(&self) -> NetworkRules {
        self.rules
    }

    /// What lies at `url`, at most `largest` decoded bytes of it. `home` is that of the source which
    /// led here; `known` says which copy is there already. Blocks up to [`LONGEST_FETCH`].
    pub(super) fn get(
        &self,
        url: &Url,
        home: &Home,
        known: &Validators,
        largest: u64,
    ) -> Result<Answer, Problem> {
        let deadline = Instant::now() + LONGEST_FETCH;
        let mut url = plain(url.clone());
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&url, home, known, deadline)?;
            let status = response.status().as_u16();
            match status {
                200 | 203 => return fresh(response, url, largest).map(Answer::Fresh),
                304 if known.address == url.as_str() => return Ok(Answer::Unchanged),
                301 | 302 | 303 | 307 | 308 => url = redirected(&url, response.headers())?,
                429 | 503 => return Err(self.rest(&url, status, response.headers())),
                _ => return Err(Problem::Status(status)),
            }
        }
        Err(Problem::TooManyRedirects)
    }

    /// The head of the answer to one request.
    fn ask(
        &self,
        url: &Url,
        home: &Home,
        known: &Validators,
        deadline: Instant,
    ) -> Result<ureq::http::Response<Body>, Problem> {
        self.rested(url)?;
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Problem::TooSlow);
        }
        let config = Agent::config_builder()
            .timeout_global(Some(left))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(LARGEST_HEAD)
            // A proxy would look the name up by itself, so nobody here could judge where it leads.
            .proxy(None)
            .build();
        let gate = Gate {
            is_open: self.rules.private || (home.is_private && home.is_at(url)),
            ..Gate::default()
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), gate);
        let mut request = agent.get(url.as_str()).header(header::ACCEPT, ACCEPTED);
        let login = home.login.as_ref().filter(|_| home.is_at(url));
        let tag = |tag: &Option<String>| tag.clone().filter(|_| known.address == url.as_str());
        let fields: [(HeaderName, Option<String>); 3] = [
            (header::AUTHORIZATION, login.cloned()),
            (header::IF_NONE_MATCH, tag(&known.etag)),
            (header::IF_MODIFIED_SINCE, tag(&known.modified)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.call().map_err(|error| problem(error, url))
    }

    /// Whether the server of `url` may be asked now.
    fn rested(&self, url: &Url) -> Result<(), Problem> {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let until = resting.get(&url.origin().ascii_serialization());
        match until.map(|(status, until)| {
            let left = until.saturating_duration_since(Instant::now());
            (*status, left)
        }) {
            Some((status, left)) if !left.is_zero() => Err(Problem::Busy(status, left)),
            _ => Ok(()),
        }
    }

    /// Notes that the server of `url` asks to wait.
    fn rest(&self, url: &Url, status: u16, headers: &HeaderMap) -> Problem {
        let wait = wait(headers).unwrap_or(USUAL_WAIT).min(LONGEST_WAIT);
        let now = Instant::now();
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.retain(|_, (_, until)| *until > now);
        resting.insert(url.origin().ascii_serialization(), (status, now + wait));
        Problem::Busy(status, wait)
    }
}

/// What `Retry-After` says: seconds, or a date (RFC 9110, 10.2.3).
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Where a redirect of `url` leads: to http(s), never from https to http, and without a user that the
/// redirecting server chose.
fn redirected(url: &Url, headers: &HeaderMap) -> Result<Url, Problem> {
    let to = headers.get(header::LOCATION).map(|to| to.as_bytes());
    let to = to
        .map(String::from_utf8_lossy)
        .ok_or(Problem::BadRedirect)?;
    let to = url.join(&to).map_err(|_| Problem::BadRedirect)?;
    let to = web_address(to.as_str()).map_err(|_| Problem::BadRedirect)?;
    let to = plain(to);
    if url.scheme() == "https" && to.scheme() == "http" {
        return Err(Problem::Downgrade(masked(to.as_str())));
    }
    Ok(to)
}

fn fresh(
    mut response: ureq::http::Response<Body>,
    url: Url,
    largest: u64,
) -> Result<Fresh, Problem> {
    let text = |name: HeaderName| {
        let value = response.headers().get(name)?.to_str().ok()?;
        (value.len() <= LONGEST_TAG).then(|| value.to_owned())
    };
    let validators = Validators {
        address: url.to_string(),
        etag: text(header::ETAG),
        modified: text(header::LAST_MODIFIED),
    };
    let body = response.body_mut().with_config().limit(largest);
    let bytes = body.read_to_vec().map_err(|error| problem(error, &url))?;
    Ok(Fresh {
        bytes,
        address: url.into(),
        validators,
    })
}

/// Lets names lead to the public internet only, or anywhere where it is open.
#[derive(Debug, Default)]
struct Gate {
    is_open: bool,
    names: DefaultResolver,
}

/// A name leads to this private address only.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address")]
struct Closed(IpAddr);

impl Resolver for Gate {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        if self.is_open {
            return Ok(found);
        }
        let mut public = self.empty();
        let mut refused = None;
        for address in found.iter() {
            if is_public(address.ip()) {
                public.push(*address);
            } else {
                refused = Some(address.ip());
            }
        }
        match refused {
            Some(ip) if public.is_empty() => Err(ureq::Error::Other(Box::new(Closed(ip)))),
            _ => Ok(public),
        }
    }
}

fn problem(error: ureq::Error, url: &Url) -> Problem {
    match error {
        ureq::Error::StatusCode(status) => Problem::Status(status),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Problem::BadAddress,
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => Problem::NoAnswer,
        ureq::Error::Timeout(_) => Problem::TooSlow,
        ureq::Error::BodyExceedsLimit(_) => Problem::TooLarge,
        ureq::Error::LargeResponseHeader(..) => Problem::LargeHead,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Problem::NoAnswer
        }
        ureq::Error::Other(error) if error.is::<Closed>() => {
            let ip = error.downcast_ref::<Closed>().map(|closed| closed.0);
            let host = url.host_str().unwrap_or_default();
            Problem::Private(
                host.to_owned(),
                ip.map_or_else(String::new, |ip| ip.to_string()),
            )
        }
        other => Problem::Broken(without_secrets(&other.to_string())),
    }
}

#[cfg(test)]
pub(super) mod upstream {
    //! A web server of the tests that answers as it is told.

    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::{Arc, Mutex};

    /// A server, and the heads of the requests that it got.
    pub(in crate::publish) struct Upstream {
        pub(in crate::publish) origin: String,
        pub(in crate::publish) asked: Arc<Mutex<Vec<String>>>,
    }

    impl Upstream {
        /// A server that answers the request with this path, and this head in lower case, by the bytes
        /// that `answer` gives. It runs until the tests end.
        pub(in crate::publish) fn new(
            answer: impl Fn(&str, &str) -> Vec<u8> + Send + 'static,
        ) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let origin = format!("http://{}", listener.local_addr().unwrap());
            let asked: Arc<Mutex<Vec<String>>> = Arc::default();
            let log = asked.clone();
            std::thread::spawn(move || {
                while let Ok((mut stream, _)) = listener.accept() {
                    let mut head = Vec::new();
                    let mut byte = [0];
                    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                        head.push(byte[0]);
                    }
                    let head = String::from_utf8(head).unwrap();
                    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    log.lock().unwrap().push(head.clone());
                    let _ = stream.write_all(&answer(&path, &head.to_ascii_lowercase()));
                }
            });
            Self { origin, asked }
        }

        pub(in crate::publish) fn count(&self) -> usize {
            self.asked.lock().unwrap().len()
        }
    }

    /// An answer of this status with these further lines and this body.
    pub(in crate::publish) fn reply(status: &str, lines: &str, body: &str) -> Vec<u8> {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{lines}\r\n{body}"
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::upstream::{Upstream, reply};
    use super::*;
    use std::net::TcpListener;

    const OPEN: NetworkRules = NetworkRules {
        private: true,
        other_origins: false,
    };

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// What `client` finds at `address`, which is a source of its own; at most 8 bytes.
    fn found(client: &Client, address: &str) -> Result<(Vec<u8>, String), Problem> {
        let url = url(address);
        let home = Home::of(Some(&url));
        match client.get(&url, &home, &Validators::default(), 8)? {
            Answer::Fresh(fresh) => Ok((fresh.bytes, fresh.address)),
            Answer::Unchanged => Err(Problem::Status(304)),
        }
    }

    #[test]
    fn an_answer_is_its_bytes_or_a_named_problem() {
        let upstream = Upstream::new(|path, _| match path {
            "/good" => reply("200 OK", "", "feed"),
            "/large" => reply("200 OK", "", "0123456789"),
            "/short" => b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfeed".to_vec(),
            "/head" => {
                let lines = "x: y\r\n".repeat(20_000);
                reply("200 OK", &lines, "feed")
            }
            "/noise" => b"\0\0\0\r\n\r\n".to_vec(),
            status => reply(&format!("{} X", status.trim_start_matches('/')), "", ""),
        });
        let client = Client::default();
        let at = |path: &str| found(&client, &format!("{}{path}", upstream.origin));
        let good = format!("{}/good", upstream.origin);
        assert_eq!(at("/good"), Ok((b"feed".to_vec(), good)));
        assert_eq!(at("/large"), Err(Problem::TooLarge));
        assert!(matches!(at("/short"), Err(Problem::Broken(_))));
        assert!(matches!(
            at("/head"),
            Err(Problem::LargeHead | Problem::Broken(_))
        ));
        assert!(matches!(at("/noise"), Err(Problem::Broken(_))));
        for status in [204, 206, 304, 403, 404, 500, 502] {
            assert_eq!(at(&format!("/{status}")), Err(Problem::Status(status)));
        }
    }

    #[test]
    fn what_cannot_be_reached_says_why() {
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let client = Client::default();
        assert_eq!(
            found(&client, &format!("http://{closed}/")),
            Err(Problem::NoAnswer)
        );
        for text in [
            "http://",
            "https://",
            "ftp://a.ir/",
            "file:///etc/passwd",
            "x",
        ] {
            assert_eq!(
                web_address(text).map(String::from),
                Err(Problem::BadAddress),
                "{text}"
            );
        }
    }

    #[test]
    fn a_stranger_leads_nowhere_private_and_is_not_even_asked() {
        let inside = Upstream::new(|_, _| reply("200 OK", "", "secret"));
        let port = inside.origin.rsplit(':').next().unwrap().to_owned();
        let client = Client::default();
        let stranger = Home::of(Some(&url("https://partner.example/feed.json")));
        let private = |answer: Result<Answer, Problem>| matches!(answer, Err(Problem::Private(..)));
        for host in [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f.1",
            "[::ffff:127.0.0.1]",
        ] {
            let at = url(&format!("http://{host}:{port}/internal"));
            for home in [&stranger, &Home::of(None)] {
                let answer = client.get(&at, home, &Validators::default(), 8);
                assert!(private(answer), "{host}");
            }
        }
        assert_eq!(inside.count(), 0);

        // A source that is itself private leads to its own origin only.
        let to = format!("location: {}/internal\r\n", inside.origin);
        let outside = Upstream::new(move |path, _| match path {
            "/own" => reply("302 Found", "location: /good\r\n", ""),
            "/good" => reply("200 OK", "", "feed"),
            _ => reply("302 Found", &to, ""),
        });
        let at = |client: &Client, path: &str| found(client, &format!("{}{path}", outside.origin));
        let good = format!("{}/good", outside.origin);
        assert_eq!(at(&client, "/own"), Ok((b"feed".to_vec(), good)));
        let error = at(&client, "/away").unwrap_err();
        assert_eq!(
            error,
            Problem::Private("127.0.0.1".to_owned(), "127.0.0.1".to_owned())
        );
        assert_eq!(inside.count(), 0);
        // And anywhere where the newsroom allows it.
        let (bytes, address) = at(&Client::new(OPEN), "/away").unwrap();
        assert_eq!(
            (bytes, address),
            (b"secret".to_vec(), format!("{}/internal", inside.origin))
        );
    }

    #[test]
    fn redirects_end_somewhere_and_keep_to_the_web() {
        let upstream = Upstream::new(|path, _| {
            let hop = path.trim_start_matches("/hop").parse::<usize>();
            let to = match (path, hop) {
                (_, Ok(0)) => return reply("200 OK", "", "feed"),
                (_, Ok(hop)) => format!("/hop{}", hop - 1),
                ("/circle", _) => "/circle".to_owned(),
                ("/file", _) => "file:///etc/passwd".to_owned(),
                ("/script", _) => "javascript:1".to_owned(),
                ("/none", _) => return reply("301 Moved Permanently", "", ""),
                _ => "http://".to_owned(),
            };
            reply("307 Temporary Redirect", &format!("location: {to}\r\n"), "")
        });
        let client = Client::default();
        let at = |path: &str| found(&client, &format!("{}{path}", upstream.origin));
        assert!(at("/hop5").is_ok());
        assert_eq!(at("/hop6"), Err(Problem::TooManyRedirects));
        assert_eq!(at("/circle"), Err(Problem::TooManyRedirects));
        for path in ["/file", "/script", "/none", "/empty"] {
            assert_eq!(at(path), Err(Problem::BadRedirect), "{path}");
        }
    }

    #[test]
    fn https_never_falls_to_http() {
        let headers = |to: &'static str| {
            let to = ureq::http::HeaderValue::from_static(to);
            HeaderMap::from_iter([(header::LOCATION, to)])
        };
        let from = url("https://a.ir/feed");
        for to in ["http://a.ir/feed", "HTTP://a.ir/feed", "http://u:p@b.ir/x"] {
            let error = redirected(&from, &headers(to)).unwrap_err();
            assert!(matches!(error, Problem::Downgrade(_)), "{to}");
        }
        let led = |from: &str, to| redirected(&url(from), &headers(to)).unwrap().to_string();
        assert_eq!(led("http://a.ir/", "https://a.ir/x"), "https://a.ir/x");
        assert_eq!(led("https://a.ir/d/f", "../x#y"), "https://a.ir/x");
        assert_eq!(led("https://a.ir/", "//u:p@b.ir/x"), "https://b.ir/x");
    }

    #[test]
    fn user_and_password_of_a_source_are_used_at_its_own_origin_only() {
        let other = Upstream::new(|_, _| reply("200 OK", "", "feed"));
        let to = format!("location: {}/x\r\n", other.origin);
        let upstream = Upstream::new(move |path, head| {
            // "us er" and "p@ss", in base 64.
            let is_known = head.contains("authorization: basic dxmgzxi6cebzcw==\r\n");
            match path {
                _ if !is_known => reply("401 Unauthorized", "", ""),
                "/away?key=1" => reply("302 Found", &to, ""),
                _ => reply("200 OK", "", "feed"),
            }
        });
        let client = Client::new(OPEN);
        let login = upstream.origin.replace("http://", "http://us%20er:p%40ss@");
        let (_, address) = found(&client, &format!("{login}/feed")).unwrap();
        assert_eq!(address, format!("{}/feed", upstream.origin));
        assert!(found(&client, &format!("{login}/away?key=1")).is_ok());
        let asked = other.asked.lock().unwrap();
        assert!(
            !asked[0].to_ascii_lowercase().contains("authorization"),
            "{asked:?}"
        );
    }

    #[test]
    fn an_unchanged_copy_is_asked_for_by_what_its_own_server_said_of_it() {
        let upstream = Upstream::new(|path, head| match path {
            "/feed" if head.contains("if-none-match: \"1\"") => reply("304 Not Modified", "", ""),
            "/date" if head.contains("if-modified-since: then") => {
                reply("304 Not Modified", "", "")
            }
            "/feed" => reply("200 OK", "etag: \"1\"\r\n", "feed"),
            "/date" => reply("200 OK", "last-modified: then\r\n", "feed"),
            _ => reply("302 Found", "location: /feed\r\n", ""),
        });
        let client = Client::default();
        for path in ["/feed", "/date", "/moved"] {
            let url = url(&format!("{}{path}", upstream.origin));
            let home = Home::of(Some(&url));
            let first = client.get(&url, &home, &Validators::default(), 8).unwrap();
            let Answer::Fresh(first) = first else {
                panic!("{path}")
            };
            let again = client.get(&url, &home, &first.validators, 8).unwrap();
            assert!(matches!(again, Answer::Unchanged), "{path}");
        }
        let asked = upstream.asked.lock().unwrap();
        let moved = asked.iter().filter(|head| head.starts_with("GET /moved"));
        assert!(
            moved.clone().all(|head| !head.contains("if-none-match")),
            "{asked:?}"
        );
    }

    #[test]
    fn a_server_that_asks_to_wait_is_left_alone() {
        let upstream = Upstream::new(|path, _| match path {
            "/long" => reply("429 X", "retry-after: 99999999999\r\n", ""),
            "/date" => reply(
                "503 X",
                "retry-after: Fri, 31 Dec 2100 23:59:59 GMT\r\n",
                "",
            ),
            "/past" => reply(
                "503 X",
                "retry-after: Fri, 31 Dec 1999 23:59:59 GMT\r\n",
                "",
            ),
            "/two" => reply("429 X", "retry-after: 2\r\n", ""),
            _ => reply("503 X", "retry-after: soon\r\n", ""),
        });
        for (path, status, wait) in [
            ("/long", 429, LONGEST_WAIT),
            ("/date", 503, LONGEST_WAIT),
            ("/two", 429, Duration::from_secs(2)),
            ("/soon", 503, USUAL_WAIT),
        ] {
            let client = Client::default();
            let address = format!("{}{path}", upstream.origin);
            assert_eq!(
                found(&client, &address),
                Err(Problem::Busy(status, wait)),
                "{path}"
            );
            let asked = upstream.count();
            assert!(
                matches!(found(&client, &address), Err(Problem::Busy(..))),
                "{path}"
            );
            assert_eq!(upstream.count(), asked, "{path}");
        }
        let client = Client::default();
        let asked = upstream.count();
        for _ in 0..2 {
            let past = found(&client, &format!("{}/past", upstream.origin));
            assert_eq!(past, Err(Problem::Busy(503, Duration::ZERO)));
        }
        assert_eq!(upstream.count(), asked + 2);
    }
}
