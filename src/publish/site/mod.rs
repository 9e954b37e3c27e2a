//! `peyk publish`: sources and a built app become a folder of pages whose text is there before the
//! program.
//!
//! `archive` reads the sources and keeps what they hold, `catalogue` says what there is, `making`
//! decides which files there are and what each is made of, `document` makes HTML pages, `lists` the
//! files for search engines and other readers, `embed` the frames on other sites, `redirects` the old
//! addresses, `output` writes what has changed, and `folder` is the only part that opens, moves and
//! removes files of the site. No page is made in any other way
//! than by the app's own views, from the very state that the page carries, so the browser's first
//! frame is what was published.

mod archive;
mod catalogue;
mod document;
mod embed;
mod folder;
mod lists;
mod making;
mod output;
mod redirects;

use super::assets::AssetError;
use super::fetch::NetworkRules;
use super::merge::Trust;
pub use super::merge::TrustError;
use super::pictures::PictureError;
use super::source::{PageError, Place, Problem};
use super::{normal_base, without_secrets};
use crate::feed::{Reason, Report};
use crate::news::{NewsCode, Stamp};
use archive::{Archive, Look, look};
use catalogue::{Catalogue, Found};
use document::Template;
use folder::{Folder, MANIFEST};
use making::Site;
use output::Output;
use redirects::LINES_OF_STATIC_HOSTS;
pub use redirects::RedirectError;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to publish.
#[derive(Clone, Debug)]
pub struct Options {
    /// The feeds, and folders of feeds, the most trusted first: what it has no later one replaces or
    /// withdraws, unless the app's edition.json allows that.
    pub feeds: Vec<Place>,
    /// Where the feeds may lead.
    pub rules: NetworkRules,
    /// The built app, as `make build` writes it for `/`.
    pub app: PathBuf,
    /// The folder of the site.
    pub out: PathBuf,
    /// The path that the site lies under on its host, such as `/news/`.
    pub base: String,
    /// Where the site will lie, such as `https://news.example`; else the first source's own home
    /// page. Without either, nothing that needs a whole address is written.
    pub site: Option<String>,
    /// Publish even if most of the stories of the last run are gone.
    pub allow_removal: bool,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many stories have a page.
    pub stories: usize,
    /// The files that were written, packed siblings not counted.
    pub written: Vec<String>,
    /// The files that were removed.
    pub removed: Vec<String>,
    /// How many files are as they were.
    pub unchanged: usize,
    /// What became of the items of each page of each source.
    pub reports: Vec<(Place, Report)>,
    /// The pictures beside the sources that were published as they are, because they cannot be read.
    pub broken_pictures: Vec<(PathBuf, PictureError)>,
    /// The files beside the sources that stories name and that are not published, with the reason.
    pub refused_media: Vec<(String, AssetError)>,
    /// How many lines `_redirects` has.
    pub redirect_lines: usize,
}

/// How many names of changed files are told.
const TOLD: usize = 40;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, report) in &self.reports {
            let (repaired, dropped) = report.counts();
            if self.reports.len() <= TOLD || repaired + dropped > 0 {
                writeln!(
                    f,
                    "  {place}: kept {}, repaired {repaired}, dropped {dropped}",
                    report.kept
                )?;
            }
            let notes = report.dropped.iter();
            let refused = notes
                .filter(|note| note.reason == Reason::NotItsOwn)
                .count();
            if refused > 0 {
                writeln!(
                    f,
                    "  {place}: refused {refused} of these: a source named before has the stories"
                )?;
            }
        }
        writeln!(
            f,
            "{} stories; {} files written, {} removed, {} unchanged",
            self.stories,
            self.written.len(),
            self.removed.len(),
            self.unchanged,
        )?;
        for (file, why) in &self.broken_pictures {
            writeln!(f, "  {}: {why}", file.display())?;
        }
        if self.redirect_lines > LINES_OF_STATIC_HOSTS {
            writeln!(
                f,
                "  _redirects has {} lines; some hosts read the first {LINES_OF_STATIC_HOSTS} only, the pages at old addresses serve the rest",
                self.redirect_lines
            )?;
        }
        for (name, why) in self.refused_media.iter().take(TOLD) {
            writeln!(f, "  not published  {name}: {why}")?;
        }
        let untold = self.refused_media.len().saturating_sub(TOLD);
        if untold > 0 {
            writeln!(f, "  not published  {untold} more files of stories")?;
        }
        for (what, names) in [("written", &self.written), ("removed", &self.removed)] {
            if names.len() <= TOLD {
                for name in names {
                    writeln!(f, "  {what}  {name}")?;
                }
            }
        }
        Ok(())
    }
}

/// What is told of a run while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many tags have no page of their own, because there are too many tags.
    PlainTags(usize),
    /// So many stories are written.
    Stories(usize),
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PlainTags(count) => write!(
                f,
                "{count} tags get no page of their own and are shown without a link: \
                 there are more tags than pages for them (docs/FEED.md)"
            ),
            Self::Stories(count) => write!(f, "{count} stories"),
        }
    }
}

/// Why nothing was published. What was published before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A source, or a page of it, cannot be read.
    #[error(transparent)]
    Feed(PageError),
    /// The folder holds no built app, or one of another release; what is missing in it.
    #[error("{app} is no built app ({1} is missing): run `make build`", app = .0.display())]
    NotBuilt(PathBuf, &'static str),
    /// The base path is no path of plain names.
    #[error("{:?} is no usable base path: write one such as /news/", without_secrets(.0))]
    BadBase(String),
    /// The site's address is no http(s) address.
    #[error("{:?} is no address of a site: write one such as https://news.example", without_secrets(.0))]
    BadSite(String),
    /// The old addresses in the app's edition.json cannot be used.
    #[error(transparent)]
    Redirect(RedirectError),
    /// The folder of the site contains this source, or is the folder that it is read from.
    #[error("the folder of the site contains the source {}, which would be replaced: name another folder with --out", .0.display())]
    SourceInside(PathBuf),
    /// The folder of the site is the built app, contains it or lies in it.
    #[error("the folder of the site and the built app {} lie in each other: name another folder with --out", .0.display())]
    AppInside(PathBuf),
    /// The folder contains files that no run of `publish` wrote.
    #[error("{} contains files that peyk did not publish: name an empty or a new folder with --out (if it is meant for the site, create an empty file {MANIFEST} in it)", .0.display())]
    NotOurs(PathBuf),
    /// Another process publishes into the folder: its number, if known.
    #[error("another peyk publish writes {}{}: wait until it has ended, or stop it", .0.display(), process(.1))]
    Busy(PathBuf, String),
    /// Most of the stories that are published now would be removed.
    #[error("{0}")]
    Removal(Removal),
    /// A file cannot be called this.
    #[error("{0:?} cannot be the name of a file")]
    BadName(String),
    /// Two things of one run would have this name.
    #[error("two parts of the site would be called {0}")]
    NameTaken(String),
    /// What the app's edition.json lets sources do cannot be used.
    #[error(transparent)]
    Trust(TrustError),
    /// A file cannot be read or written: which, and the system's words.
    #[error("{file}: {1}", file = .0.display())]
    File(PathBuf, String),
}

/// The number of a process, in brackets, where it is known.
fn process(number: &str) -> String {
    match number {
        "" => String::new(),
        number => format!(" (process {number})"),
    }
}

impl PublishError {
    /// How long the source wants to be left alone that could not be read.
    fn pause(&self) -> Option<Duration> {
        match self {
            Self::Feed(PageError::Source(error)) => match error.problem {
                Problem::Busy(_, wait) => Some(wait),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How many stories a run would remove, if that is more than a change of a newsroom's feeds explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// How many stories the site has.
    pub before: usize,
    /// The addresses of those that would go, under the site's base path.
    pub gone: Vec<String>,
}

/// A site of fewer stories may lose all of them but for the last.
const FEW_STORIES: usize = 10;

impl Removal {
    /// What would go of the stories `before` if only those of `now` stayed; nothing if that is no
    /// more than half of them. The newsroom may withdraw the last story of a small site.
    fn of<'a>(
        before: impl Iterator<Item = &'a str>,
        now: &HashSet<&NewsCode>,
        withdrawn: &HashSet<&NewsCode>,
    ) -> Option<Self> {
        let (mut count, mut gone, mut is_unsaid) = (0, Vec::new(), false);
        for name in before {
            count += 1;
            // Codes of the release before this one may have capital letters.
            let code = NewsCode::new(name);
            if !now.contains(&code) {
                is_unsaid |= !withdrawn.contains(&code);
                gone.push(format!("n/{name}/"));
            }
        }
        let is_most = count >= FEW_STORIES && gone.len() * 2 > count;
        (is_most || (now.is_empty() && is_unsaid)).then_some(Self {
            before: count,
            gone,
        })
    }
}

impl fmt::Display for Removal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.gone.iter().take(TOLD).cloned();
        write!(
            f,
            "this would remove {} of the {} stories of the site, so nothing was changed. If it is meant, publish with --allow-removal. It would remove {}",
            self.gone.len(),
            self.before,
            shown.collect::<Vec<_>>().join(", "),
        )?;
        match self.gone.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Publishes a site, again and again: what has not changed is not read and not made again.
pub struct Publisher {
    options: Options,
    base: String,
    folder: Folder,
    archive: Archive,
    found: Found,
    /// How the files that were read looked.
    looked: BTreeMap<PathBuf, Option<Look>>,
    /// When the last run began.
    began: Option<Instant>,
    /// Whether the last run broke off.
    broke_off: bool,
    /// How long sources of the web are left alone after the last run began.
    pause: Duration,
    /// When pictures and films beside the sources were last looked at, since then.
    looked_at_media: Option<Instant>,
    /// When this process last made sure that the files of the site are as it wrote them.
    compared: Option<Instant>,
}

/// How often sources of the web are asked, and how soon a run that broke off is tried again.
const ASK: Duration = Duration::from_secs(30);
/// How long the files of the site are taken for intact after a run has compared them.
const TRUST: Duration = Duration::from_secs(600);
/// How often pictures and films beside the sources are looked at: a hundred thousand take a while.
const LOOK_AT_MEDIA: Duration = Duration::from_secs(5);

impl Publisher {
    /// A publisher that has not read anything yet.
    ///
    /// # Errors
    /// The base path is unusable, or nothing can be written in the folder of the site.
    pub fn new(options: Options) -> Result<Self, PublishError> {
        let base = normal_base(&options.base)
            .ok_or_else(|| PublishError::BadBase(options.base.clone()))?;
        refuse_overlap(&options)?;
        let folder = Folder::open(&options.out)?;
        Ok(Self {
            archive: Archive::new(&folder, &options.out, options.rules)?,
            folder,
            options,
            base,
            found: Found::default(),
            looked: BTreeMap::new(),
            began: None,
            broke_off: false,
            pause: ASK,
            looked_at_media: None,
            compared: None,
        })
    }

    /// Publishes what the sources hold at the moment `now`, against which their dates are checked.
    /// `tell` is told before anything is written how many tags have no page of their own, and now and
    /// then how many stories are done.
    ///
    /// # Errors
    /// See [`PublishError`]. A run that broke off leaves whole files only, and the next one finishes
    /// it.
    pub fn publish(
        &mut self,
        now: Stamp,
        tell: &(dyn Fn(Progress) + Sync),
    ) -> Result<Summary, PublishError> {
        self.looked = self.look();
        self.began = Some(Instant::now());
        self.broke_off = true;
        self.looked_at_media = None;
        let Options { app, site, .. } = &self.options;
        let template = Template::read(app, &self.base)?;
        let templates = embed::Templates::read(app, &self.base)?;
        let edition = std::fs::read_to_string(app.join("edition.json"));
        let edition = edition.unwrap_or_else(|_| "{}".to_owned());
        let redirects = redirects::read(&edition).map_err(PublishError::Redirect)?;
        let feeds = &self.options.feeds;
        let trust = Trust::read(&edition, feeds).map_err(PublishError::Trust)?;
        let holdings = self.archive.read(feeds, &self.base, &trust, now);
        self.pause = match &holdings {
            Err(error) => error.pause().map_or(ASK, |pause| pause.max(ASK)),
            Ok(_) => ASK,
        };
        let holdings = holdings?;
        self.looked.extend(self.archive.looks());
        let out = canonical(&self.options.out);
        if let Some((page, _)) = self
            .archive
            .looks()
            .find(|(page, _)| canonical(page).starts_with(&out))
        {
            return Err(PublishError::SourceInside(page));
        }
        let origin = origin(site.as_deref(), holdings.edition.home.as_deref())?;
        redirects::all_end(&redirects, origin.as_deref()).map_err(PublishError::Redirect)?;
        let catalogue = Catalogue::new(holdings.stories, &holdings.edition, &mut self.found);
        let began = Instant::now();
        let is_trusted = self
            .compared
            .is_some_and(|at| began.saturating_duration_since(at) < TRUST);
        let output = Output::open(&self.folder, is_trusted)?;
        if !self.options.allow_removal {
            refuse_removal(&output, &catalogue, &holdings.withdrawn)?;
        }
        if catalogue.plain_tags > 0 {
            tell(Progress::PlainTags(catalogue.plain_tags));
        }
        let site = Site::new(
            output,
            &self.archive,
            catalogue,
            holdings.edition,
            template,
            templates,
            &self.base,
            origin,
            now,
        );
        site.stories(tell)?;
        site.withdrawn(&holdings.withdrawn)?;
        site.lists()?;
        site.feeds(&holdings.withdrawn, &holdings.reports)?;
        let redirect_lines = site.redirects(&redirects, app)?;
        let refused_media = site.files(app)?;
        let stories = site.count();
        let done = site.finish()?;
        if !is_trusted {
            self.compared = Some(began);
        }
        self.broke_off = false;
        Ok(Summary {
            stories,
            written: done.written,
            removed: done.removed,
            unchanged: done.unchanged,
            reports: holdings.reports,
            broken_pictures: holdings.broken_pictures,
            refused_media,
            redirect_lines,
        })
    }

    /// Whether there is something to publish at `now`: a file that was read, or one that a story names,
    /// looks other than it did when the last run began, or it is time to ask a source of the web, or to try
    /// again what broke off.
    pub fn has_changed(&mut self, now: Instant) -> bool {
        let is_web = |place: &Place| matches!(place, Place::Web(_));
        let is_past = |since: Instant, time| now.saturating_duration_since(since) >= time;
        let due = self.began.is_none_or(|began| is_past(began, self.pause));
        if due && (self.broke_off || self.options.feeds.iter().any(is_web)) {
            return true;
        }
        let looks = self.look();
        let mut looks = looks.iter();
        if looks.any(|(path, look)| self.looked.get(path) != Some(look)) {
            return true;
        }
        let is_due = |at| is_past(at, LOOK_AT_MEDIA);
        if !self.looked_at_media.is_none_or(is_due) {
            return false;
        }
        self.looked_at_media = Some(now);
        self.archive.let_go_of_other_media()
    }

    /// How the files look that a run reads.
    fn look(&self) -> BTreeMap<PathBuf, Option<Look>> {
        let known = self.looked.keys().cloned();
        // A folder looks other when a feed comes or goes.
        let feeds = self.options.feeds.iter();
        let feeds = feeds.filter_map(|place| place.file().map(Path::to_path_buf));
        known
            .chain(feeds)
            .chain(["index.html", "edition.json"].map(|name| self.options.app.join(name)))
            .map(|path| (path.clone(), look(&path)))
            .collect()
    }
}

/// Refuses to publish where a source or the app would be replaced.
fn refuse_overlap(options: &Options) -> Result<(), PublishError> {
    let out = canonical(&options.out);
    let app = canonical(&options.app);
    if app.starts_with(&out) || out.starts_with(&app) {
        return Err(PublishError::AppInside(options.app.clone()));
    }
    for source in options.feeds.iter().filter_map(Place::file) {
        // A link is followed: what it leads to is read, and the link itself would be replaced.
        let parent = source.parent().unwrap_or(Path::new(""));
        let named =
            canonical(&Path::new(".").join(parent)).join(source.file_name().unwrap_or_default());
        if canonical(source).starts_with(&out) || named.starts_with(&out) {
            return Err(PublishError::SourceInside(source.to_path_buf()));
        }
    }
    Ok(())
}

/// `path` without links and relative parts, as far as it exists.
fn canonical(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let found = whole.ancestors().find_map(|known| {
        let real = known.canonicalize().ok()?;
        Some(real.join(whole.strip_prefix(known).ok()?))
    });
    found.unwrap_or(whole)
}

/// Refuses a run that would remove most of the stories: a source may be empty by mistake.
fn refuse_removal(
    output: &Output<'_>,
    catalogue: &Catalogue,
    withdrawn: &[NewsCode],
) -> Result<(), PublishError> {
    let stories = catalogue.stories.iter();
    let now: HashSet<&NewsCode> = stories.map(|held| &held.headline.summary.code).collect();
    // Pages of withdrawn stories have no frame.
    let before = output
        .names_before()
        .filter_map(|name| name.strip_prefix("embed/n/")?.strip_suffix("/index.html"));
    Removal::of(before, &now, &withdrawn.iter().collect())
        .map_or(Ok(()), |removal| Err(PublishError::Removal(removal)))
}

/// Where the site lies, without a slash at the end.
fn origin(asked: Option<&str>, home: Option<&str>) -> Result<Option<String>, PublishError> {
    let is_site = |text: &str| {
        let rest = text
            .strip_prefix("https://")
            .or(text.strip_prefix("http://"));
        rest.is_some_and(|host| {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
        })
    };
    if let Some(asked) = asked {
        let site = asked.trim_end_matches('/');
        return if is_site(site) {
            Ok(Some(site.to_owned()))
        } else {
            Err(PublishError::BadSite(asked.to_owned()))
        };
    }
    // Only the host of the feed's home page: the path is what `base` says.
    Ok(home.and_then(|home| {
        let end = home
            .match_indices('/')
            .nth(2)
            .map_or(home.len(), |(at, _)| at);
        home.get(..end)
            .filter(|site| is_site(site))
            .map(str::to_owned)
    }))
}
