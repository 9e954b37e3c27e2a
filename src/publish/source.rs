//! Where feeds come from: files of this machine, folders of them, and addresses of the web. JSON
//! Feed, RSS and Atom give the same here.

use super::syndication::{self, SyndicationError};
use crate::feed::{Feed, FeedError, Opening, Reader, Report};
use crate::news::{Edition, Stamp};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// The largest feed that is fetched, in decoded bytes; a bomb of packed zeroes ends here.
pub const LARGEST_FEED: u64 = 100_000_000;

/// How many pages of a feed are followed. A feed that names ever new pages ends here.
const MOST_PAGES: usize = 1000;

/// The endings of the files of a folder that are feeds.
const FEEDS: [&str; 4] = ["json", "xml", "rss", "atom"];

/// What is asked for of the web. Servers that do not care answer with what they have.
const ACCEPTED: &str = "application/feed+json, application/rss+xml;q=0.9, application/atom+xml;q=0.9, \
     application/json;q=0.8, application/xml;q=0.7, text/xml;q=0.7, */*;q=0.1";

/// How long one fetch may take, from the name's look-up to the last byte.
const LONGEST_FETCH: Duration = Duration::from_secs(30);

/// Where a feed lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of this machine, or a folder of feeds.
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

    /// The file, where it is one of this machine.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Web(_) => None,
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

    /// The page that the feed here names, where it can be read.
    pub(super) fn next(&self, base: &str) -> Option<Self> {
        let step = Step {
            is_first: true,
            place: self.clone(),
            address: self.address(base),
        };
        let (reader, _) = reader(&step, Stamp(0), None).ok()?;
        Some(self.beside(base, reader.next_url()?))
    }

    /// A name that is the same for all ways to write the place.
    fn identity(&self) -> String {
        match self {
            Self::File(path) => {
                let path = path.canonicalize().unwrap_or_else(|_| path.clone());
                path.display().to_string()
            }
            Self::Web(address) => address.clone(),
        }
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

/// The sources that `places` name: a folder stands for the feeds right in it, in the order of their
/// names, those that are further pages of another one last; everything else stands for itself.
/// Hidden files and files of other endings than `json`, `xml`, `rss` and `atom` are none. `base` as
/// in [`Place::address`].
///
/// # Errors
/// A folder cannot be read, or holds no feed.
pub fn sources(places: &[Place], base: &str) -> Result<Vec<Place>, SourceError> {
    sources_by(places, |file| file.next(base))
}

/// The same for whom knows which page the feed in a file names: `next`.
pub(super) fn sources_by(
    places: &[Place],
    next: impl Fn(&Place) -> Option<Place>,
) -> Result<Vec<Place>, SourceError> {
    let mut sources = Vec::new();
    for place in places {
        match place {
            Place::File(path) if path.is_dir() => {
                let files = feeds_in(path).map_err(|problem| SourceError {
                    place: place.to_string(),
                    problem,
                })?;
                let named = files.iter().filter_map(&next);
                let named: BTreeSet<String> = named.map(|page| page.identity()).collect();
                let (pages, firsts): (Vec<Place>, Vec<Place>) = files
                    .into_iter()
                    .partition(|file| named.contains(&file.identity()));
                sources.extend(firsts);
                // Most have been read by then; but pages that name each other have no first one.
                sources.extend(pages);
            }
            place => sources.push(place.clone()),
        }
    }
    Ok(sources)
}

/// The files in `folder` that are feeds by their names, in the order of these.
fn feeds_in(folder: &Path) -> Result<Vec<Place>, Problem> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let is_feed = path
            .extension()
            .is_some_and(|ending| FEEDS.iter().any(|known| ending.eq_ignore_ascii_case(known)));
        if is_feed && !is_hidden && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Problem::EmptyFolder);
    }
    files.sort();
    Ok(files.into_iter().map(Place::File).collect())
}

/// A page of a feed.
#[derive(Debug)]
pub struct Page {
    /// Where it lies.
    pub place: Place,
    /// What it holds.
    pub feed: Feed,
}

/// The way through sources and the pages that they name. A source ends where its pages end, and where
/// they lead to one that was read already.
pub(super) struct Trail<'a> {
    sources: std::iter::Enumerate<std::slice::Iter<'a, Place>>,
    /// The source that is being read, with its place among the sources.
    source: Option<(usize, &'a Place)>,
    /// The address of its next page.
    next: Option<String>,
    /// How many of its pages were read.
    count: usize,
    seen: BTreeSet<String>,
    base: &'a str,
}

/// A page that is to be read.
pub(super) struct Step {
    /// Whether it is the source's first.
    pub(super) is_first: bool,
    /// Where it lies.
    pub(super) place: Place,
    /// What its addresses are relative to.
    pub(super) address: String,
}

impl<'a> Trail<'a> {
    /// The way through the sources `places`, none of them a folder (see [`sources`]); `base` as in
    /// [`Place::address`].
    pub(super) fn new(places: &'a [Place], base: &'a str) -> Self {
        Self {
            sources: places.iter().enumerate(),
            source: None,
            next: None,
            count: 0,
            seen: BTreeSet::new(),
            base,
        }
    }

    /// The page that is to be read next; what it names is then told to [`Trail::goes_on`].
    ///
    /// # Errors
    /// The source names ever new pages.
    pub(super) fn step(&mut self) -> Option<Result<Step, PageError>> {
        loop {
            let (place, address) = match (self.next.take(), self.source) {
                // All pages of a source lie where its first page says, beneath that one's folder.
                (Some(url), Some((_, source))) => (source.beside(self.base, &url), url),
                _ => {
                    self.source = self.sources.next();
                    self.count = 0;
                    let (_, source) = self.source?;
                    (source.clone(), source.address(self.base))
                }
            };
            if !self.seen.insert(place.identity()) {
                continue;
            }
            self.count += 1;
            if self.count > MOST_PAGES {
                return Some(Err(PageError::TooMany(place)));
            }
            return Some(Ok(Step {
                is_first: self.count == 1,
                place,
                address,
            }));
        }
    }

    /// Goes on with the page at the address `next`, which the page of the last step names.
    pub(super) fn goes_on(&mut self, next: Option<&str>) {
        self.next = next.map(str::to_owned);
    }
}

/// Feeds and the pages that they name, one after the other, each with the place of its source among
/// the sources. A source ends with the first page that cannot be read.
pub struct Pages<'a> {
    trail: Trail<'a>,
    /// What the first page of the source says of the edition.
    known: Option<Edition>,
    now: Stamp,
}

impl<'a> Pages<'a> {
    /// The pages of the feeds at `places`, none of them a folder (see [`sources`]), read as at the
    /// moment `now`; `base` as in [`Place::address`].
    pub fn of(places: &'a [Place], base: &'a str, now: Stamp) -> Self {
        Self {
            trail: Trail::new(places, base),
            known: None,
            now,
        }
    }

    fn read(&mut self, step: Step) -> Result<Page, PageError> {
        if step.is_first {
            self.known = None;
        }
        let (reader, converted) = reader(&step, self.now, self.known.as_ref())?;
        self.trail.goes_on(reader.next_url());
        self.known.get_or_insert_with(|| reader.edition().clone());
        let mut feed = reader.finish();
        add_notes(&mut feed.report, converted);
        Ok(Page {
            place: step.place,
            feed,
        })
    }
}

impl Iterator for Pages<'_> {
    type Item = (usize, Result<Page, PageError>);

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.trail.step()?;
        let source = self.trail.source.map_or(0, |(source, _)| source);
        Some((source, step.and_then(|step| self.read(step))))
    }
}

/// A reader of the page of `step`, whatever its format, and what was found in converting it. What the
/// page does not say of the edition is taken from `known`.
pub(super) fn reader(
    step: &Step,
    now: Stamp,
    known: Option<&Edition>,
) -> Result<(Reader, Report), PageError> {
    let Step { place, address, .. } = step;
    let mut bytes = place.read().map_err(PageError::Source)?;
    let mut report = Report::default();
    if syndication::is_markup(&bytes) {
        let converted = syndication::to_json_feed(&bytes, address)
            .map_err(|error| PageError::Syndication(place.clone(), error))?;
        bytes = converted.json;
        report = converted.report;
    }
    let mut opening = Opening::new(bytes, address, now);
    if let Some(known) = known {
        opening = opening.knowing(known);
    }
    let reader = opening
        .finish()
        .map_err(|error| PageError::Feed(place.clone(), error))?;
    Ok((reader, report))
}

/// Adds to `report` what was found before the feed was JSON. An item that could not be converted
/// was dropped by the reader too, and the first reason is the better one.
pub(super) fn add_notes(report: &mut Report, converted: Report) {
    let place = |report: &Report, position: usize| {
        report
            .dropped
            .binary_search_by_key(&position, |note| note.position)
            .ok()
    };
    for note in converted.dropped {
        let known = place(report, note.position);
        if let Some(known) = known.and_then(|at| report.dropped.get_mut(at)) {
            *known = note;
        }
    }
    let kept = converted
        .repaired
        .into_iter()
        .filter(|note| place(report, note.position).is_none());
    let kept: Vec<_> = kept.collect();
    for note in kept {
        report.repair(note);
    }
    report.repaired.sort_by_key(|note| note.position);
}

/// Why a page of a feed could not be read.
#[derive(Debug)]
pub enum PageError {
    /// The bytes cannot be had.
    Source(SourceError),
    /// The bytes are no feed.
    Feed(Place, FeedError),
    /// The bytes are markup, but no feed.
    Syndication(Place, SyndicationError),
    /// It comes after too many others.
    TooMany(Place),
}

impl std::error::Error for PageError {}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Feed(place, error) => write!(f, "{place} is no feed: {error}"),
            Self::Syndication(place, error) => write!(f, "{place} is no feed: {error}"),
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
    /// The folder holds no feed.
    EmptyFolder,
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
            Problem::EmptyFolder => f.write_str("there is no feed in this folder"),
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
        .header("accept", ACCEPTED)
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

    /// A folder of the test `name` with these files.
    fn folder(name: &str, files: &[(&str, &str)]) -> Place {
        let folder = std::env::temp_dir().join(format!("peyk-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Place::File(folder)
    }

    /// The names of the files that are read of `folder`, in order.
    fn read_of(folder: &Place) -> Vec<String> {
        let places = sources(std::slice::from_ref(folder), "/").unwrap();
        let read = Pages::of(&places, "/", Stamp(0)).map(|(_, page)| {
            let place = page.unwrap().place;
            let name = place.file().and_then(Path::file_name).unwrap();
            name.to_string_lossy().into_owned()
        });
        let read = read.collect();
        std::fs::remove_dir_all(folder.file().unwrap()).unwrap();
        read
    }

    fn json(next: &str) -> String {
        format!(r#"{{"title":"پیک","next_url":"{next}","items":[]}}"#)
    }

    #[test]
    fn a_folder_stands_for_the_feeds_right_in_it() {
        let feed = json("");
        let rss = "<rss><channel></channel></rss>";
        let read = read_of(&folder(
            "feeds",
            &[
                ("b.rss", rss),
                ("a.json", &feed),
                ("c.XML", rss),
                ("d.atom", "<feed></feed>"),
                (".hidden.json", "{"),
                ("notes.txt", "x"),
                ("deeper/e.json", "{"),
            ],
        ));
        assert_eq!(read, ["a.json", "b.rss", "c.XML", "d.atom"]);
        let empty = folder("empty", &[("notes.txt", "x")]);
        let error = sources(std::slice::from_ref(&empty), "/").unwrap_err();
        assert_eq!(error.problem, Problem::EmptyFolder);
        std::fs::remove_dir_all(empty.file().unwrap()).unwrap();
    }

    #[test]
    fn a_page_that_another_feed_of_the_folder_names_is_read_once_and_after_it() {
        let (second, none) = (json("feed-2.json"), json(""));
        let files = [
            ("feed-2.json", none.as_str()),
            ("feed.json", &second),
            ("z.json", &second),
        ];
        assert_eq!(
            read_of(&folder("pages", &files)),
            ["feed.json", "feed-2.json", "z.json"]
        );
        let (one, two) = (json("two.json"), json("one.json"));
        let files = [("one.json", one.as_str()), ("two.json", &two)];
        assert_eq!(read_of(&folder("circle", &files)), ["one.json", "two.json"]);
    }

    #[test]
    fn a_further_page_need_not_repeat_the_sections() {
        let first = r#"{"title":"پیک","next_url":"p2.json","_peyk":{"sections":[{"id":"sports","title":"ورزشی"}]},"items":[]}"#;
        let second =
            r#"{"title":"پیک","items":[{"id":"1","title":"ت","_peyk":{"section":"sports"}}]}"#;
        let folder = folder("further", &[("feed.json", first), ("p2.json", second)]);
        let places = sources(std::slice::from_ref(&folder), "/").unwrap();
        let pages: Vec<Page> = Pages::of(&places, "/", Stamp(0))
            .map(|(_, page)| page.unwrap())
            .collect();
        let story = pages
            .last()
            .and_then(|page| page.feed.stories.first())
            .unwrap();
        assert!(story.summary.section.is_some());
        std::fs::remove_dir_all(folder.file().unwrap()).unwrap();
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
