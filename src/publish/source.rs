//! Where feeds come from: files of this machine, folders of them, and addresses of the web. JSON
//! Feed, RSS and Atom give the same here.

use super::address::{masked, public};
use super::check::printable;
use super::fetch::{
    Answer, Client, Fresh, Home, LONGEST_FETCH, MOST_REDIRECTS, Validators, web_address,
};
use super::syndication::{self, SyndicationError};
use crate::feed::{Feed, FeedError, FeedScanner, Reader, Report};
use crate::news::{Edition, Stamp};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use url::Url;

/// The largest feed that is fetched, in decoded bytes; a bomb of packed zeroes ends here.
pub const LARGEST_FEED: u64 = 100_000_000;

/// How many pages of a feed are followed. A feed that names ever new pages ends here.
const MOST_PAGES: usize = 1000;

/// How long the pages of one source may take to be fetched, and how many bytes they may hold: a server
/// that sends ever new pages slowly, or large ones, ends here.
const LONGEST_SOURCE: Duration = Duration::from_secs(600);
const LARGEST_SOURCE: u64 = 2_000_000_000;

/// The endings of the files of a folder that are feeds.
const FEEDS: [&str; 4] = ["json", "xml", "rss", "atom"];

/// Where a feed lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of this machine, or a folder of feeds.
    File(PathBuf),
    /// An address of the web.
    Web(WebAddress),
}

/// An address of the web as it was written. It may hold a user, a password or a key, so it is printed
/// without them, in messages for people and for programmers alike.
#[derive(Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    fn url(&self) -> Result<Url, Problem> {
        web_address(&self.0)
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

impl fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", masked(&self.0))
    }
}

/// What was read of a place.
pub(super) enum Found {
    /// It is as it was when the validators came.
    Unchanged,
    New(Fresh),
}

impl Place {
    /// The place that `text` of a command line names: an address where it has a scheme (only http and
    /// https can be read), else a file.
    pub fn parse(text: &str) -> Self {
        let is_scheme = |scheme: &str| {
            !scheme.is_empty()
                && scheme
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        };
        let trimmed = text.trim();
        let scheme = trimmed.split_once(':').map(|(scheme, _)| scheme);
        let is_web = scheme.is_some_and(|scheme| {
            let is_http = ["http", "https"]
                .iter()
                .any(|web| scheme.eq_ignore_ascii_case(web));
            is_http || (is_scheme(scheme) && trimmed.contains("://"))
        });
        if is_web {
            Self::Web(WebAddress(trimmed.to_owned()))
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
            Self::Web(address) => public(&address.0),
        }
    }

    /// Where the page `url` lies, which a feed at `page` names that was found through the source here;
    /// `base` is the root of the site that files stand at. What a source names stays at home: beneath a
    /// file's folder, on the origin of an address or on the one that its page was found at, unless the
    /// rules of `client` let it go elsewhere. Nothing that came by https is asked for by http.
    pub(super) fn beside(
        &self,
        base: &str,
        url: &str,
        page: &str,
        client: &Client,
    ) -> Result<Self, Problem> {
        if let (Self::File(file), true) = (self, url.starts_with('/')) {
            return beneath(file, base, url).ok_or(Problem::OutsideFolder);
        }
        let next = web_address(url)?;
        let page = web_address(page).ok();
        if page.as_ref().is_some_and(|page| page.scheme() == "https") && next.scheme() == "http" {
            return Err(Problem::Downgrade(masked(url)));
        }
        let source = match self {
            Self::File(_) => None,
            Self::Web(address) => address.url().ok(),
        };
        let is_near = |known: &Url| known.origin() == next.origin();
        let is_home = source.iter().chain(&page).any(is_near);
        if !is_home && !client.rules().other_origins {
            return Err(Problem::OtherOrigin(masked(url)));
        }
        Ok(Self::Web(WebAddress(url.to_owned())))
    }

    /// The page that the feed in the file here names, where it is another file.
    pub(super) fn next(&self, base: &str, client: &Client) -> Option<Self> {
        self.file()?;
        let step = Step::first(self, base);
        let read = step.read(client, &Validators::default()).ok()?;
        let Found::New(fresh) = read else { return None };
        let (reader, _) = reader(&step, fresh, Stamp(0), None).ok()?;
        self.beside(base, reader.next_url()?, &step.address, client)
            .ok()
    }

    /// A name that is the same for all ways to write the place. It may hold secrets.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::File(path) => {
                let path = path.canonicalize().unwrap_or_else(|_| path.clone());
                path.display().to_string()
            }
            Self::Web(address) => address.url().map_or_else(
                |_| address.0.clone(),
                |mut url| {
                    url.set_fragment(None);
                    url.into()
                },
            ),
        }
    }

    /// What lies there now, where it is not what `known` names. `home` is that of the source which led
    /// here. Blocks, for an address up to 30 seconds.
    pub(super) fn read(
        &self,
        client: &Client,
        home: &Home,
        known: &Validators,
    ) -> Result<Found, SourceError> {
        let read = match self {
            Self::File(path) => match std::fs::read(path) {
                Ok(bytes) => Ok(Found::New(Fresh {
                    bytes,
                    address: String::new(),
                    validators: Validators::default(),
                })),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err(Problem::NoSuchFile)
                }
                Err(error) => Err(Problem::Unreadable(error.to_string())),
            },
            Self::Web(address) => address
                .url()
                .and_then(|url| client.get(&url, home, known, LARGEST_FEED))
                .map(|answer| match answer {
                    Answer::Unchanged => Found::Unchanged,
                    Answer::Fresh(fresh) => Found::New(fresh),
                }),
        };
        read.map_err(|problem| self.cannot(problem))
    }

    /// What a source at this place may do at its own origin.
    pub(super) fn home(&self) -> Home {
        match self {
            Self::File(_) => Home::of(None),
            Self::Web(address) => Home::of(address.url().ok().as_ref()),
        }
    }

    /// The error that `problem` is at this place.
    pub(super) fn cannot(&self, problem: Problem) -> SourceError {
        SourceError {
            place: self.to_string(),
            problem,
        }
    }
}

/// The file at the address `url` of the site under `base`, which a feed in `file` names: beneath its
/// folder, by whatever way, and not hidden.
fn beneath(file: &Path, base: &str, url: &str) -> Option<Place> {
    let path = url.strip_prefix(base)?.split(['?', '#']).next()?;
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut beneath = folder.to_path_buf();
    for name in path.split('/') {
        let is_plain = !name.is_empty()
            && !name.starts_with('.')
            && !name.contains(['\\', ':'])
            && !name.chars().any(char::is_control);
        if !is_plain {
            return None;
        }
        beneath.push(name);
    }
    // A link may lead out of the folder; a file that is not there leads nowhere.
    let root = file
        .canonicalize()
        .ok()
        .and_then(|file| Some(file.parent()?.to_path_buf()));
    let is_inside = match (root, beneath.canonicalize()) {
        (Some(root), Ok(path)) => path.starts_with(root),
        _ => true,
    };
    is_inside.then_some(Place::File(beneath))
}

/// A source of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it lies; no folder.
    pub place: Place,
    /// Which of the command line's places it belongs to: the files of a folder are of one rank.
    pub rank: usize,
}

/// The sources that `places` name: a folder stands for the feeds right in it, in the order of their
/// names, those that are further pages of another one last; everything else stands for itself.
/// Hidden files and files of other endings than `json`, `xml`, `rss` and `atom` are none. `base` as
/// in [`Place::address`].
///
/// # Errors
/// A folder cannot be read, or holds no feed.
pub fn sources(places: &[Place], base: &str) -> Result<Vec<Source>, SourceError> {
    let client = Client::default();
    sources_by(places, |file| file.next(base, &client))
}

/// The same for whom knows which page the feed in a file names: `next`.
pub(super) fn sources_by(
    places: &[Place],
    next: impl Fn(&Place) -> Option<Place>,
) -> Result<Vec<Source>, SourceError> {
    let mut sources = Vec::new();
    for (rank, place) in places.iter().enumerate() {
        let source = |place| Source { place, rank };
        match place {
            Place::File(path) if path.is_dir() => {
                let files = feeds_in(path).map_err(|problem| place.cannot(problem))?;
                let named = files.iter().filter_map(&next);
                let named: BTreeSet<String> = named.map(|page| page.identity()).collect();
                let (pages, firsts): (Vec<Place>, Vec<Place>) = files
                    .into_iter()
                    .partition(|file| named.contains(&file.identity()));
                // Most pages have been read by then; but those that name each other have no first one.
                sources.extend(firsts.into_iter().chain(pages).map(source));
            }
            place => sources.push(source(place.clone())),
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
    sources: std::iter::Enumerate<std::slice::Iter<'a, Source>>,
    /// The source that is being read, with its place among the sources.
    source: Option<(usize, &'a Source)>,
    /// The address of its next page, and that of the page that names it.
    next: Option<(String, String)>,
    /// How many of its pages were read, of how many bytes, and since when.
    count: usize,
    bytes: u64,
    began: Instant,
    seen: BTreeSet<String>,
    base: &'a str,
    client: &'a Client,
}

/// A page that is to be read.
pub(super) struct Step {
    /// Whether it is the source's first.
    pub(super) is_first: bool,
    /// Where it lies.
    pub(super) place: Place,
    /// What the source may do at its own origin.
    home: Home,
    /// What the addresses in a file are relative to; a page of the web says where it was found.
    pub(super) address: String,
}

impl Step {
    /// The first page of the source at `place`; `base` is the root of the site that files stand at.
    pub(super) fn first(place: &Place, base: &str) -> Self {
        Self {
            is_first: true,
            place: place.clone(),
            home: place.home(),
            address: format!("{base}feed.json"),
        }
    }

    /// What the page holds now, where it is not what `known` names.
    pub(super) fn read(&self, client: &Client, known: &Validators) -> Result<Found, PageError> {
        let found = self.place.read(client, &self.home, known);
        let found = found.map_err(PageError::Source)?;
        Ok(match found {
            Found::New(fresh) if fresh.address.is_empty() => Found::New(Fresh {
                address: self.address.clone(),
                ..fresh
            }),
            found => found,
        })
    }
}

impl<'a> Trail<'a> {
    /// The way through `sources`; `base` is the root of the site that files stand at.
    pub(super) fn new(sources: &'a [Source], base: &'a str, client: &'a Client) -> Self {
        Self {
            sources: sources.iter().enumerate(),
            source: None,
            next: None,
            count: 0,
            bytes: 0,
            began: Instant::now(),
            seen: BTreeSet::new(),
            base,
            client,
        }
    }

    /// The rank of the source that is being read.
    pub(super) fn rank(&self) -> usize {
        self.source.map_or(0, |(_, source)| source.rank)
    }

    /// The page that is to be read next; what it names is then told to [`Trail::goes_on`].
    ///
    /// # Errors
    /// The source names ever new pages, or one that it may not name.
    pub(super) fn step(&mut self) -> Option<Result<Step, PageError>> {
        loop {
            let step = match (self.next.take(), self.source) {
                // All pages of a source lie where its first page says, beneath that one's folder.
                (Some((url, page)), Some((_, source))) => {
                    let place = source.place.beside(self.base, &url, &page, self.client);
                    let place = match place {
                        Ok(place) => place,
                        Err(problem) => {
                            let error = source.place.cannot(problem);
                            return Some(Err(PageError::Source(error)));
                        }
                    };
                    Step {
                        is_first: false,
                        place,
                        home: source.place.home(),
                        address: url,
                    }
                }
                _ => {
                    self.source = self.sources.next();
                    (self.count, self.bytes, self.began) = (0, 0, Instant::now());
                    let (_, source) = self.source?;
                    Step::first(&source.place, self.base)
                }
            };
            if !self.seen.insert(step.place.identity()) {
                continue;
            }
            self.count += 1;
            if self.count > MOST_PAGES {
                return Some(Err(PageError::TooMany(step.place)));
            }
            let is_web = step.place.file().is_none();
            if is_web && (self.bytes > LARGEST_SOURCE || self.began.elapsed() > LONGEST_SOURCE) {
                return Some(Err(PageError::TooLong(step.place)));
            }
            return Some(Ok(step));
        }
    }

    /// Goes on with the page at the address `next`, which the page of the last step names; it was found
    /// at `page`, and so many bytes had to be read of it.
    pub(super) fn goes_on(&mut self, next: Option<&str>, page: &str, bytes: usize) {
        self.bytes += u64::try_from(bytes).unwrap_or(u64::MAX);
        self.next = next.map(|next| (next.to_owned(), page.to_owned()));
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
    /// The pages of the feeds of `sources` (see there), read by `client` as at the moment `now`; `base`
    /// is the root of the site that files stand at.
    pub fn of(sources: &'a [Source], base: &'a str, now: Stamp, client: &'a Client) -> Self {
        Self {
            trail: Trail::new(sources, base, client),
            known: None,
            now,
        }
    }

    fn read(&mut self, step: Step) -> Result<Page, PageError> {
        if step.is_first {
            self.known = None;
        }
        let Found::New(fresh) = step.read(self.trail.client, &Validators::default())? else {
            return Err(PageError::Source(step.place.cannot(Problem::Status(304))));
        };
        let (address, bytes) = (fresh.address.clone(), fresh.bytes.len());
        let (reader, converted) = reader(&step, fresh, self.now, self.known.as_ref())?;
        self.trail.goes_on(reader.next_url(), &address, bytes);
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

/// A reader of what was found of the page of `step`, whatever its format, and what was found in
/// converting it. What the page does not say of the edition is taken from `known`.
pub(super) fn reader(
    step: &Step,
    fresh: Fresh,
    now: Stamp,
    known: Option<&Edition>,
) -> Result<(Reader, Report), PageError> {
    let Step { place, .. } = step;
    let Fresh {
        mut bytes, address, ..
    } = fresh;
    let mut report = Report::default();
    if syndication::is_markup(&bytes) {
        let converted = syndication::to_json_feed(&bytes, &address)
            .map_err(|error| PageError::Syndication(place.clone(), error))?;
        bytes = converted.json;
        report = converted.report;
    }
    // `Trail` judges where a source may lead.
    let mut scanner = FeedScanner::new(bytes, &address, now).going_anywhere();
    if let Some(known) = known {
        scanner = scanner.knowing(known);
    }
    let reader = scanner
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
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The bytes cannot be had.
    #[error(transparent)]
    Source(SourceError),
    /// The bytes are no feed.
    #[error("{0} is no feed: {1}")]
    Feed(Place, FeedError),
    /// The bytes are markup, but no feed.
    #[error("{0} is no feed: {1}")]
    Syndication(Place, SyndicationError),
    /// It comes after too many others.
    #[error("{0}: more than {MOST_PAGES} pages")]
    TooMany(Place),
    /// The pages before it took too long, or hold too much.
    #[error(
        "{0}: the pages before it took more than {minutes} minutes or hold more than {megabytes} MB",
        minutes = LONGEST_SOURCE.as_secs() / 60,
        megabytes = LARGEST_SOURCE / 1_000_000
    )]
    TooLong(Place),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => {
                let text = path.display().to_string();
                // An address without a scheme is taken for a file: its user and password are secrets all
                // the same.
                let host = text
                    .trim_start_matches('/')
                    .split('/')
                    .next()
                    .unwrap_or_default();
                let shown = match host.rsplit_once('@') {
                    Some((user, _)) if user.contains(':') && !path.exists() => {
                        text.replacen(user, "…", 1)
                    }
                    _ => text,
                };
                f.write_str(&printable(&shown))
            }
            Self::Web(address) => address.fmt(f),
        }
    }
}

/// A feed that could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the feed {place}: {problem}")]
pub struct SourceError {
    /// The file or address.
    pub place: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Why a feed could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No file has this name.
    #[error("there is no such file")]
    NoSuchFile,
    /// The folder holds no feed.
    #[error("there is no feed in this folder")]
    EmptyFolder,
    /// What came is no feed, or a feed without stories.
    #[error("it is no JSON Feed with stories")]
    NoNews,
    /// The file cannot be read, in the system's words.
    #[error("{0}")]
    Unreadable(String),
    /// The address makes no sense.
    #[error("this is no usable web address")]
    BadAddress,
    /// The server refused, with its HTTP status.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The server asks to wait, with its HTTP status and for how long.
    #[error("the server answered with status {0} and is left alone for {seconds} seconds", seconds = .1.as_secs().max(1))]
    Busy(u16, Duration),
    /// This host leads to this private address, and no rule allows that.
    #[error(
        "{0} leads to {1}, an address of this machine or of a private network: --allow-private lets sources do that"
    )]
    Private(String, String),
    /// The way leads from https to this address of http.
    #[error("it leads from https to {0}: an answer of http can be forged")]
    Downgrade(String),
    /// A redirect leads nowhere, or to what is no http(s) address.
    #[error("it redirects to no usable web address")]
    BadRedirect,
    /// More redirects than are followed, or a circle of them.
    #[error("it redirects more than {MOST_REDIRECTS} times, or in a circle")]
    TooManyRedirects,
    /// A feed names this next page on another origin, and no rule allows that.
    #[error(
        "its next page is {0}, on another host, port or scheme than the source: --allow-other-origins lets sources do that"
    )]
    OtherOrigin(String),
    /// A feed names a next page that is no plain name beneath its own folder.
    #[error("its next page is no file of a plain name in the folder of the source")]
    OutsideFolder,
    /// The head of the answer is too large.
    #[error("the head of the answer is too large")]
    LargeHead,
    /// No server answers at this address.
    #[error("no server answers there")]
    NoAnswer,
    /// The answer did not come in time.
    #[error("no whole answer within {} seconds", LONGEST_FETCH.as_secs())]
    TooSlow,
    /// The answer holds more than [`LARGEST_FEED`].
    #[error("it holds more than {} MB", LARGEST_FEED / 1_000_000)]
    TooLarge,
    /// Anything else that broke the connection, in the network library's words.
    #[error("the connection failed ({0})")]
    Broken(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::fetch::NetworkRules;
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
        let sources = sources(std::slice::from_ref(folder), "/").unwrap();
        let client = Client::default();
        let read = Pages::of(&sources, "/", Stamp(0), &client).map(|(_, page)| {
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
        let sources = sources(std::slice::from_ref(&folder), "/").unwrap();
        let client = Client::default();
        let pages: Vec<Page> = Pages::of(&sources, "/", Stamp(0), &client)
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
    fn an_address_is_told_from_a_file_however_it_is_written() {
        for text in [
            "HTTPS://u:p@a.ir/f",
            " https://u:p@a.ir/f",
            "http:/u:p@a.ir/f",
        ] {
            let place = Place::parse(text);
            assert!(place.file().is_none(), "{text}");
            for shown in [place.to_string(), format!("{place:?}"), place.public_name()] {
                assert!(!shown.contains("u:p"), "{shown}");
            }
        }
        let ftp = Place::parse("ftp://u:p@a.ir/f");
        let error = ftp.read(&Client::default(), &ftp.home(), &Validators::default());
        let error = error.err().unwrap();
        assert_eq!(error.problem, Problem::BadAddress);
        let told = format!("{error} {error:?}");
        assert!(!told.contains("u:p") && told.contains("a.ir/f"), "{told}");
        assert!(Place::parse("news/a:b.json").file().is_some());
    }

    #[test]
    fn a_page_that_a_feed_names_stays_where_the_feed_is() {
        let beside = |source: &str, base: &str, url: &str, page: &str, rules| {
            Place::parse(source).beside(base, url, page, &Client::new(rules))
        };
        let (strict, free) = (
            NetworkRules::default(),
            NetworkRules {
                other_origins: true,
                ..NetworkRules::default()
            },
        );
        let file = "news/feed.json";
        for (base, url, place) in [
            ("/", "/p%202.json?x", "news/p 2.json"),
            ("/", "/older/p.json#x", "news/older/p.json"),
            ("/sub/", "/sub/p.json", "news/p.json"),
        ] {
            let page = format!("{base}feed.json");
            let found = beside(file, base, url, &page, strict);
            assert_eq!(found, Ok(Place::parse(place)));
        }
        for (base, url) in [
            ("/", "/..%2f..%2fp"),
            ("/", "/../p"),
            ("/", "/%2e%2e/p"),
            ("/", "//etc/passwd"),
            ("/", "/.secret.json"),
            ("/", "/a%0ab.json"),
            ("/", "/a%ffb.json"),
            ("/", "/a%5cb.json"),
            ("/", "/"),
            ("/sub/", "/etc/passwd"),
        ] {
            for rules in [strict, free] {
                let page = format!("{base}feed.json");
                let found = beside(file, base, url, &page, rules);
                assert_eq!(found, Err(Problem::OutsideFolder), "{url}");
            }
        }
        let other = || Err(Problem::OtherOrigin("https://b.ir/p?…".to_owned()));
        let next = "https://b.ir/p?key=1";
        assert_eq!(beside(file, "/", next, "/feed.json", strict), other());
        assert_eq!(
            beside(file, "/", next, "/feed.json", free),
            Ok(Place::parse(next))
        );

        let web = "https://a.ir/feed.json?key=1";
        let own = "https://a.ir/p";
        assert_eq!(beside(web, "/", own, web, strict), Ok(Place::parse(own)));
        // Where the page was found in the end is near, too.
        assert_eq!(
            beside(web, "/", next, "https://b.ir/x", strict),
            Ok(Place::parse(next))
        );
        assert_eq!(beside(web, "/", next, web, strict), other());
        for another in ["https://a.ir:8443/p", "https://www.a.ir/p"] {
            let found = beside(web, "/", another, web, strict);
            assert!(matches!(found, Err(Problem::OtherOrigin(_))), "{another}");
            assert!(beside(web, "/", another, web, free).is_ok());
        }
        let plain = beside(web, "/", "http://a.ir/p", web, free);
        assert_eq!(plain, Err(Problem::Downgrade("http://a.ir/p".to_owned())));
        assert_eq!(
            beside(web, "/", "/etc/passwd", web, free),
            Err(Problem::BadAddress)
        );
    }

    #[test]
    fn a_link_out_of_the_folder_is_no_page() {
        let folder = folder("links", &[("in/feed.json", "{}"), ("secret.json", "{}")]);
        let folder = folder.file().unwrap().to_path_buf();
        std::os::unix::fs::symlink(folder.join("secret.json"), folder.join("in/p.json")).unwrap();
        let feed = Place::File(folder.join("in/feed.json"));
        let next = feed.beside("/", "/p.json", "/feed.json", &Client::default());
        assert_eq!(next, Err(Problem::OutsideFolder));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
