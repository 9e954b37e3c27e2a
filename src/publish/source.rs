//! Where a feed comes from: a file of this machine, or an address of the web.

use crate::feed::{Feed, FeedError, read_whole};
use crate::news::Stamp;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// The largest feed that is fetched, in decoded bytes; a bomb of packed zeroes ends here.
pub const LARGEST_FEED: u64 = 100_000_000;

/// How many pages of a feed are followed. A feed that names ever new pages ends here.
pub const MOST_PAGES: usize = 1000;

/// How long one fetch may take, from the name's look-up to the last byte.
const LONGEST_FETCH: Duration = Duration::from_secs(30);

/// Where a feed lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of this machine.
    File(PathBuf),
    /// An absolute http(s) address.
    Web(String),
}

impl Place {
    /// The place that `text` of a command line names: an address where it begins with `http://` or
    /// `https://`, else a file.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("http://") || text.starts_with("https://") {
            Self::Web(text.to_owned())
        } else {
            Self::File(PathBuf::from(text))
        }
    }

    /// Its name for everyone: a file's own, an address without user, password and query.
    pub fn public_name(&self) -> String {
        match self {
            Self::File(path) => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            Self::Web(address) => {
                let plain = address.split(['?', '#']).next().unwrap_or_default();
                let (scheme, rest) = plain.split_once("://").unwrap_or(("https", plain));
                let host = rest.find('/').unwrap_or(rest.len());
                let user = rest.get(..host).and_then(|host| host.rfind('@'));
                let rest = user.and_then(|at| rest.get(at + 1..)).unwrap_or(rest);
                format!("{scheme}://{rest}")
            }
        }
    }

    /// What the addresses in it are relative to: a file stands at the root `base` of its own site.
    pub fn address(&self, base: &str) -> String {
        match self {
            Self::Web(address) => address.clone(),
            Self::File(_) => format!("{base}feed.json"),
        }
    }

    /// Where the page `url` lies, which the feed here names; `base` as in [`Place::address`].
    pub fn beside(&self, base: &str, url: &str) -> Self {
        let (Self::File(file), Some(path)) = (self, url.strip_prefix(base)) else {
            return Self::parse(url);
        };
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        // Names only: a page lies beneath its feed's folder, whatever was percent-encoded.
        let names = Path::new(&*path)
            .components()
            .filter_map(|part| match part {
                Component::Normal(name) => Some(name),
                _ => None,
            });
        let mut beside = file.parent().map(Path::to_path_buf).unwrap_or_default();
        beside.extend(names);
        Self::File(beside)
    }

    /// The bytes that lie there now. Blocks, for an address up to 30 seconds.
    pub fn read(&self) -> Result<Vec<u8>, SourceError> {
        let problem = match self {
            Self::File(path) => match std::fs::read(path) {
                Ok(bytes) => return Ok(bytes),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Problem::NoSuchFile,
                Err(error) => Problem::Unreadable(error.to_string()),
            },
            Self::Web(address) => match fetch(address, LARGEST_FEED) {
                Ok(bytes) => return Ok(bytes),
                Err(problem) => problem,
            },
        };
        Err(SourceError {
            place: self.to_string(),
            problem,
        })
    }
}

/// A feed and the pages that it names, one after the other. It ends where they end, where they lead
/// back, and with the first that cannot be read.
pub struct Pages<'a> {
    next: Option<Place>,
    seen: BTreeSet<String>,
    base: &'a str,
    now: Stamp,
}

impl<'a> Pages<'a> {
    /// The pages of the feed at `place`, read as at the moment `now`; `base` as in [`Place::address`].
    pub fn of(place: &Place, base: &'a str, now: Stamp) -> Self {
        Self {
            next: Some(place.clone()),
            seen: BTreeSet::new(),
            base,
            now,
        }
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<(Place, Feed), PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.next.take()?;
        if !self.seen.insert(place.to_string()) {
            return None;
        }
        if self.seen.len() > MOST_PAGES {
            return Some(Err(PageError::TooMany(place)));
        }
        let read = place.read().map_err(PageError::Source).and_then(|bytes| {
            read_whole(bytes, &place.address(self.base), self.now)
                .map_err(|error| PageError::Feed(place.clone(), error))
        });
        Some(read.map(|feed| {
            let next = feed.next_url.as_deref();
            self.next = next.map(|url| place.beside(self.base, url));
            (place, feed)
        }))
    }
}

/// Why a page of a feed could not be read.
#[derive(Debug)]
pub enum PageError {
    /// The bytes cannot be had.
    Source(SourceError),
    /// The bytes are no feed.
    Feed(Place, FeedError),
    /// It comes after too many others.
    TooMany(Place),
}

impl std::error::Error for PageError {}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Feed(place, error) => write!(f, "{place} is no feed: {error}"),
            Self::TooMany(place) => write!(f, "{place}: more than {MOST_PAGES} pages"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Web(address) => f.write_str(address),
        }
    }
}

/// A feed that could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The file or address.
    pub place: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Why a feed could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No file has this name.
    NoSuchFile,
    /// The file cannot be read, in the system's words.
    Unreadable(String),
    /// The address makes no sense.
    BadAddress,
    /// The server refused, with its HTTP status.
    Status(u16),
    /// No server answers at this address.
    NoAnswer,
    /// The answer did not come in time.
    TooSlow,
    /// The answer holds more than [`LARGEST_FEED`].
    TooLarge,
    /// Anything else that broke the connection, in the network library's words.
    Broken(String),
}

impl std::error::Error for SourceError {}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read the feed {}: ", self.place)?;
        match &self.problem {
            Problem::NoSuchFile => f.write_str("there is no such file"),
            Problem::Unreadable(why) => f.write_str(why),
            Problem::BadAddress => f.write_str("this is no usable web address"),
            Problem::Status(status) => write!(f, "the server answered with status {status}"),
            Problem::NoAnswer => f.write_str("no server answers there"),
            Problem::TooSlow => {
                write!(
                    f,
                    "no whole answer within {} seconds",
                    LONGEST_FETCH.as_secs()
                )
            }
            Problem::TooLarge => {
                write!(f, "it holds more than {} MB", LARGEST_FEED / 1_000_000)
            }
            Problem::Broken(why) => write!(f, "the connection failed ({why})"),
        }
    }
}

fn fetch(address: &str, largest: u64) -> Result<Vec<u8>, Problem> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(LONGEST_FETCH))
        .build()
        .into();
    let mut response = agent
        .get(address)
        .header(
            "accept",
            "application/feed+json, application/json;q=0.9, */*;q=0.1",
        )
        .call()
        .map_err(problem)?;
    response
        .body_mut()
        .with_config()
        .limit(largest)
        .read_to_vec()
        .map_err(problem)
}

fn problem(error: ureq::Error) -> Problem {
    match error {
        ureq::Error::StatusCode(status) => Problem::Status(status),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Problem::BadAddress,
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => Problem::NoAnswer,
        ureq::Error::Timeout(_) => Problem::TooSlow,
        ureq::Error::BodyExceedsLimit(_) => Problem::TooLarge,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Problem::NoAnswer
        }
        other => Problem::Broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// An address that answers one request with `answer`.
    fn one_answer(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/feed.json", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = Vec::new();
            while !seen.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                seen.push(byte[0]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
        });
        address
    }

    #[test]
    fn an_answer_of_the_web_is_its_bytes_or_a_named_problem() {
        for (answer, expected) in [
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfeed",
                Ok(b"feed".to_vec()),
            ),
            (
                "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n0123456789",
                Err(Problem::TooLarge),
            ),
            (
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
                Err(Problem::Status(404)),
            ),
        ] {
            assert_eq!(fetch(&one_answer(answer), 8), expected, "{answer}");
        }
    }

    #[test]
    fn what_cannot_be_reached_says_why() {
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        assert_eq!(
            fetch(&format!("http://{closed}/"), 8),
            Err(Problem::NoAnswer)
        );
        assert_eq!(fetch("http://", 8), Err(Problem::BadAddress));
        let error = Place::parse("no/such.json").read().unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot read the feed no/such.json: there is no such file"
        );
    }

    #[test]
    fn what_everyone_sees_of_a_place_holds_no_folder_and_no_secret() {
        for (place, name) in [
            ("/home/editor/feed.json", "feed.json"),
            ("https://u:p@a.ir/f.json?key=1#x", "https://a.ir/f.json"),
            ("https://a.ir/@x/f.json", "https://a.ir/@x/f.json"),
            ("https://a.ir", "https://a.ir"),
        ] {
            assert_eq!(Place::parse(place).public_name(), name);
        }
    }

    #[test]
    fn a_page_named_by_a_file_is_a_file_beside_it() {
        let file = Place::parse("news/feed.json");
        for (base, url, place) in [
            ("/", "/p%202.json?x", "news/p 2.json"),
            ("/sub/", "/sub/p.json", "news/p.json"),
            ("/", "/..%2f..%2fp", "news/p"),
            ("/", "https://a.ir/p", "https://a.ir/p"),
        ] {
            assert_eq!(file.beside(base, url), Place::parse(place));
        }
        let web = Place::parse("https://a.ir/feed.json");
        assert_eq!(
            web.beside("/", "https://a.ir/p"),
            Place::parse("https://a.ir/p")
        );
    }
}
