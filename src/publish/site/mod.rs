//! `peyk publish`: a feed and a built app become a folder of pages whose text is there before the
//! program.
//!
//! `catalogue` says what there is, `document` makes HTML pages, `lists` the files for search engines
//! and other readers, `output` writes. No page is made in any other way than by the app's own views,
//! from the very state that the page carries, so the browser's first frame is what was published.

mod catalogue;
mod document;
mod lists;
mod output;

use super::merge::Merged;
use super::normal_base;
use super::serve::belongs_to_a_feed;
use super::source::{PageError, Pages, Place, sources};
use crate::feed::{Feed, Report, read_whole, write, write_part};
use crate::news::{Article, Edition, NewsCode, Stamp};
use crate::pages;
use crate::route::Route;
use crate::store::{Loaded, Store, Story};
use crate::update::{Msg, State, update};
use catalogue::Catalogue;
use document::{Document, Template};
use output::Output;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many headlines the feed of a published site holds, besides those of the front page.
const IN_FEED: usize = 60;
/// How many headlines a further page of it holds.
const IN_PAGE: usize = 200;

/// What to publish.
#[derive(Clone, Debug)]
pub struct Options {
    /// The feeds, and folders of feeds; of two equally new versions of a story the first counts.
    pub feeds: Vec<Place>,
    /// The built app, as `make build` writes it for `/`.
    pub app: PathBuf,
    /// The folder of the site.
    pub out: PathBuf,
    /// The path that the site lies under on its host, such as `/news/`.
    pub base: String,
    /// Where the site will lie, such as `https://news.example`; else the feed's own home page.
    /// Without either, nothing that needs a whole address is written.
    pub site: Option<String>,
    /// The moment of publishing, against which the feed's dates are checked.
    pub now: Stamp,
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
    /// What became of the feed's items.
    pub report: Report,
}

/// How many names of changed files are told.
const TOLD: usize = 40;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (repaired, dropped) = (self.report.repaired.len(), self.report.dropped.len());
        writeln!(
            f,
            "{} stories; {} files written, {} removed, {} unchanged; {repaired} repairs, {dropped} items dropped",
            self.stories,
            self.written.len(),
            self.removed.len(),
            self.unchanged,
        )?;
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

/// Why nothing was published. What was published before is as it was.
#[derive(Debug)]
pub enum PublishError {
    /// The feed, or a page of it, cannot be read.
    Feed(PageError),
    /// The folder holds no built app, or one of another release; what is missing in it.
    NotBuilt(PathBuf, &'static str),
    /// The base path is no path of plain names.
    BadBase(String),
    /// The site's address is no http(s) address.
    BadSite(String),
    /// A file cannot be read or written: which, and the system's words.
    File(PathBuf, String),
}

impl std::error::Error for PublishError {}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feed(error) => error.fmt(f),
            Self::NotBuilt(dir, missing) => write!(
                f,
                "{} is no built app ({missing} is missing): run `make build`",
                dir.display()
            ),
            Self::BadBase(base) => {
                write!(
                    f,
                    "{base:?} is no usable base path: write one such as /news/"
                )
            }
            Self::BadSite(site) => write!(
                f,
                "{site:?} is no address of a site: write one such as https://news.example"
            ),
            Self::File(path, why) => write!(f, "{}: {why}", path.display()),
        }
    }
}

/// Publishes. `tell` is told now and then how many stories are done.
///
/// # Errors
/// See [`PublishError`]. A run that broke off leaves whole files only, and the next one finishes it.
pub fn publish(options: &Options, tell: &dyn Fn(usize)) -> Result<Summary, PublishError> {
    let base =
        normal_base(&options.base).ok_or_else(|| PublishError::BadBase(options.base.clone()))?;
    let template = Template::read(&options.app, &base)?;
    let feeds = sources(&options.feeds, &base)
        .map_err(|error| PublishError::Feed(PageError::Source(error)))?;
    let (store, report) = read_all(&feeds, &base, options.now)?;
    let origin = origin(options.site.as_deref(), store.edition().home.as_deref())?;
    let catalogue = Catalogue::new(&store);
    let mut site = Site {
        output: Output::open(&options.out)?,
        edition: published_edition(&store, &base),
        feed_address: format!("{base}feed.json"),
        now: options.now,
        template,
        origin,
        base,
    };
    let stories = site.stories(&store, &catalogue, tell)?;
    let front = site.lists(&store, &catalogue)?;
    site.feeds(&store, &catalogue, front)?;
    site.output.copy_app(&options.app)?;
    let files: Vec<&Path> = feeds.iter().filter_map(Place::file).collect();
    site.media(&catalogue, &files, &options.app)?;
    let (written, removed, unchanged) = site.output.finish()?;
    Ok(Summary {
        stories,
        written,
        removed,
        unchanged,
        report,
    })
}

/// Reads the feeds and the pages they name. One that cannot be read fails all: what it held would
/// be missing from the site.
fn read_all(feeds: &[Place], base: &str, now: Stamp) -> Result<(Store, Report), PublishError> {
    let mut merged = Merged::default();
    for (_, page) in Pages::of(feeds, base, now) {
        match page {
            Ok(page) => merged.add(page),
            Err(PageError::TooMany(_)) => {}
            Err(error) => return Err(PublishError::Feed(error)),
        }
    }
    let mut store = Store::default();
    store.absorb_feed(merged.finish());
    let report = Report::clone(store.report());
    Ok((store, report))
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

/// The edition as its pages carry it: single stories lie in the site itself.
fn published_edition(store: &Store, base: &str) -> Edition {
    Edition {
        story_archive: Some(format!("{base}data/n/{{code}}.json")),
        ..Edition::clone(store.edition())
    }
}

/// A site that is being written.
struct Site {
    output: Output,
    template: Template,
    edition: Edition,
    base: String,
    feed_address: String,
    origin: Option<String>,
    now: Stamp,
}

/// `story` without its body, as lists show it.
fn headline(story: &Story) -> Story {
    Arc::new(Article {
        body: None,
        ..Article::clone(story)
    })
}

impl Site {
    /// A feed of the edition with these stories.
    fn feed(&self, stories: Vec<Story>, next_url: Option<String>) -> Feed {
        Feed {
            edition: self.edition.clone(),
            stories,
            withdrawn: Vec::new(),
            next_url,
            report: Report::default(),
        }
    }

    /// Writes the page of `route`, which shows what `feed` holds.
    fn page(&mut self, route: &Route, folder: &str, feed: &Feed) -> Result<(), PublishError> {
        let json = write(feed);
        // What the browser will read is what is drawn here.
        let read =
            read_whole(json.clone().into_bytes(), &self.base, self.now).map_err(|error| {
                PublishError::Feed(PageError::Feed(Place::File(folder.into()), error))
            })?;
        let mut state = State::new(route.clone());
        update(&mut state, Msg::FeedRead(Box::new(read)));
        let document = Document::of(&state, &self.base, self.origin.as_deref(), json);
        let html = self
            .template
            .fill(&document, pages::to_html(state, &self.base));
        self.output
            .put(&format!("{folder}index.html"), html.as_bytes())
    }

    fn stories(
        &mut self,
        store: &Store,
        catalogue: &Catalogue,
        tell: &dyn Fn(usize),
    ) -> Result<usize, PublishError> {
        let mut done = 0;
        for list in &catalogue.lists {
            for (at, story) in list.stories.iter().enumerate() {
                if story.summary.section != list.section {
                    continue;
                }
                let code = &story.summary.code;
                let mut whole = Article::clone(story);
                if whole.related.is_empty() {
                    whole.related =
                        catalogue.related(story, list.stories.get(at + 1..).unwrap_or_default());
                }
                let mut others: Vec<&Story> = whole
                    .related
                    .iter()
                    .filter_map(|code| store.headline(code))
                    .collect();
                others.extend(at.checked_sub(1).and_then(|at| list.stories.get(at)));
                others.extend(list.stories.get(at + 1));
                let mut stories = vec![Arc::new(whole)];
                for other in others {
                    if !stories
                        .iter()
                        .any(|known| known.summary.code == other.summary.code)
                    {
                        stories.push(headline(other));
                    }
                }
                let data = Feed {
                    stories: stories.iter().take(1).cloned().collect(),
                    ..self.feed(Vec::new(), None)
                };
                self.output
                    .put(&format!("data/n/{code}.json"), write_part(&data).as_bytes())?;
                let feed = self.feed(stories, Some(self.feed_address.clone()));
                self.page(&Route::Story(code.clone()), &format!("n/{code}/"), &feed)?;
                done += 1;
                if done % 1000 == 0 {
                    tell(done);
                }
            }
        }
        for code in store.withdrawn() {
            let feed = Feed {
                withdrawn: vec![code.clone()],
                ..self.feed(Vec::new(), Some(self.feed_address.clone()))
            };
            self.output
                .put(&format!("data/n/{code}.json"), write_part(&feed).as_bytes())?;
            self.page(&Route::Story(code.clone()), &format!("n/{code}/"), &feed)?;
        }
        Ok(done)
    }

    /// The front page, and the page of every section and tag. The stories of the front page are the
    /// answer.
    fn lists(&mut self, store: &Store, catalogue: &Catalogue) -> Result<Vec<Story>, PublishError> {
        let mut front = Vec::new();
        let sections = self.edition.sections.clone();
        let mut routes: Vec<(Route, String)> = vec![(Route::Front, String::new())];
        routes.extend(sections.iter().map(|section| {
            let id = &section.id;
            (Route::Section(id.clone()), format!("s/{id}/"))
        }));
        routes.extend(
            catalogue
                .tags
                .keys()
                .map(|slug| (Route::Tag(slug.clone()), format!("t/{}/", slug.as_str()))),
        );
        let mut whole = State::new(Route::Front);
        whole.feed = Loaded::Ready(());
        whole.store = store.clone();
        for (route, folder) in routes {
            let stories = match &route {
                Route::Tag(slug) => catalogue.tags.get(slug).cloned().unwrap_or_default(),
                route => {
                    // Shows the page on the whole edition, to see which stories it takes.
                    update(
                        &mut whole,
                        Msg::Went {
                            route: route.clone(),
                            shown: None,
                        },
                    );
                    pages::stories(&whole)
                }
            };
            if route == Route::Front {
                front = stories.clone();
            }
            let feed = self.feed(unique(stories), Some(self.feed_address.clone()));
            self.page(&route, &folder, &feed)?;
        }
        Ok(front)
    }

    /// The feed of the site and its further pages, the lists for search engines and other readers,
    /// and the pages that hold nothing.
    fn feeds(
        &mut self,
        store: &Store,
        catalogue: &Catalogue,
        front: Vec<Story>,
    ) -> Result<(), PublishError> {
        let all = &catalogue.all;
        let count = all.len();
        // Numbered from the oldest, so that a page that is full never changes.
        let name = |page: usize| format!("{}data/feed/{page}.json", self.base);
        let next = count
            .checked_sub(IN_FEED)
            .filter(|rest| *rest > 0)
            .map(|rest| rest.div_ceil(IN_PAGE));
        for (at, stories) in catalogue.pages(IN_PAGE).enumerate() {
            let page = at + 1;
            let mut feed = self.feed(stories.iter().rev().map(headline).collect(), None);
            feed.next_url = (page > 1).then(|| name(page - 1));
            self.output.put(
                &format!("data/feed/{page}.json"),
                write_part(&feed).as_bytes(),
            )?;
        }
        let newest = all.iter().take(IN_FEED).cloned();
        let mut feed = self.feed(unique(newest.chain(front).collect()), next.map(name));
        feed.withdrawn = store.withdrawn().collect::<Vec<NewsCode>>();
        self.output.put("feed.json", write(&feed).as_bytes())?;

        let empty = self.template.shell();
        self.output.put("shell.html", empty.as_bytes())?;
        self.output.put("404.html", empty.as_bytes())?;
        self.output.put(
            "robots.txt",
            lists::robots(self.origin.as_deref(), &self.base).as_bytes(),
        )?;
        if let Some(origin) = self.origin.clone() {
            let address = |route: &Route| format!("{origin}{}", route.path(&self.base));
            let rss = lists::rss(&self.edition, &catalogue.all, &address);
            let news = lists::news_sitemap(&self.edition, &catalogue.all, &address);
            let sitemaps = lists::sitemaps(&self.edition, catalogue, &address);
            let names: Vec<String> = (1..=sitemaps.len())
                .map(|at| format!("{origin}{}sitemap-{at}.xml", self.base))
                .collect();
            let index =
                lists::sitemap_index(&names, &format!("{origin}{}news-sitemap.xml", self.base));
            for (at, sitemap) in sitemaps.iter().enumerate() {
                self.output
                    .put(&format!("sitemap-{}.xml", at + 1), sitemap.as_bytes())?;
            }
            self.output.put("sitemap.xml", index.as_bytes())?;
            self.output.put("news-sitemap.xml", news.as_bytes())?;
            self.output.put("feed.xml", rss.as_bytes())?;
        }
        Ok(())
    }

    /// Copies the pictures, films and captions that lie beside one of the feeds, the first that has
    /// them, and that the stories name.
    fn media(
        &mut self,
        catalogue: &Catalogue,
        feeds: &[&Path],
        app: &Path,
    ) -> Result<(), PublishError> {
        // Nothing outside of the feed's folder, by whatever way.
        let inside = |feed: &Path, path: &Path| {
            let root = feed.canonicalize().ok()?.parent()?.to_path_buf();
            path.canonicalize().ok()?.starts_with(root).then_some(())
        };
        let mut names = BTreeSet::new();
        for story in &catalogue.everything {
            for url in catalogue::media_of(story) {
                let name = url
                    .strip_prefix(&self.base)
                    .map(|url| url.split(['?', '#']).next().unwrap_or(url));
                names.extend(name.map(str::to_owned));
            }
        }
        for name in names {
            let decoded = percent_encoding::percent_decode_str(&name)
                .decode_utf8_lossy()
                .into_owned();
            let plain = decoded.split('/').all(|part| {
                !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0'])
            });
            let wanted = belongs_to_a_feed(Path::new(&decoded)) && !app.join(&decoded).is_file();
            let found = feeds.iter().find_map(|feed| {
                let beside = feed.parent().unwrap_or(Path::new("")).join(&decoded);
                inside(feed, &beside).filter(|()| beside.is_file())?;
                Some(beside)
            });
            if let (true, true, Some(beside)) = (plain, wanted, found) {
                self.output.copy(&decoded, &beside)?;
            }
        }
        Ok(())
    }
}

/// Each story once, without its body.
fn unique(stories: Vec<Story>) -> Vec<Story> {
    let mut seen = BTreeSet::new();
    stories
        .iter()
        .filter(|story| seen.insert(story.summary.code.clone()))
        .map(headline)
        .collect()
}
