//! Which files a site has, and what each of them is made of.

use super::archive::{Archive, Held, hash, look, media_name};
use super::catalogue::{Catalogue, List};
use super::document::{Document, Template};
use super::embed::{self, Templates};
use super::folder::{is_free_name, is_portable_name};
use super::lists::{self, Addresses};
use super::output::{Done, Output};
use super::redirects::{self, PATH, Redirect};
use super::{Progress, PublishError};
use crate::feed::{Feed, FeedError, Report, read_whole, write, write_part};
use crate::news::{Article, Edition, Front, NewsCode, Stamp};
use crate::pages::{self, WHOLE_LIST};
use crate::persian::nfc;
use crate::publish::answer::{FOR_EVER, FRAMED_BY_ITSELF, SANDBOX, is_hashed};
use crate::publish::assets::{AssetError, RULES, Role, examine, is_in_own_folder};
use crate::publish::check::Findings;
use crate::publish::hash::Sum;
use crate::publish::pictures::{Local, WIDTHS, rendered};
use crate::publish::source::{PageError, Place};
use crate::publish::worker::WORKER;
use crate::route::{Room, Route, TagSlug};
use crate::store::Story;
use crate::update::{LIST_START, Msg, Pager, State, update};
use percent_encoding::utf8_percent_encode;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many headlines the feed of a published site holds, besides those of the front page.
const IN_FEED: usize = 60;
/// How many headlines a further page of it holds.
const IN_PAGE: usize = 200;
/// How many headlines a part of a section's or a tag's list holds.
const IN_LIST: usize = 30;
/// What static hosts read of headers.
const HEADERS: &str = "_headers";
/// How many of its rules may be for folders and drawings of the sources.
const MOST_MEDIA_RULES: usize = 30;
/// How many former addresses of tags have a rule: some hosts read no more than 2,000 lines.
const MOST_FORMER_TAGS: usize = 500;
/// How many stories are done when somebody is told so.
const TELL_AFTER: usize = 1000;

/// The files beside the sources that are not published, with the reason.
type Refused = Vec<(String, AssetError)>;

/// A site that is being written.
pub(super) struct Site<'a> {
    output: Output<'a>,
    archive: &'a Archive,
    catalogue: Catalogue,
    template: Template,
    /// The pages of frames on other sites.
    templates: Templates,
    /// The edition as its pages carry it.
    edition: Edition,
    /// The editor's hand, which only the front page and the feed carry: it changes often.
    front: Front,
    base: &'a str,
    origin: Option<String>,
    now: Stamp,
    /// The hash of what every page is made of.
    fingerprint: u64,
}

impl<'a> Site<'a> {
    #[expect(clippy::too_many_arguments, reason = "each is one part of the site")]
    pub(super) fn new(
        output: Output<'a>,
        archive: &'a Archive,
        catalogue: Catalogue,
        mut edition: Edition,
        template: Template,
        templates: Templates,
        base: &'a str,
        origin: Option<String>,
        now: Stamp,
    ) -> Self {
        // Stories and lists lie in the site itself.
        edition.story_archive = Some(format!("{base}data/n/{{code}}.json"));
        edition.list_archive = Some(format!("{base}data/{{list}}.json"));
        let front = std::mem::take(&mut edition.front);
        let fingerprint = hash((
            this_program(),
            template.fingerprint(),
            templates.fingerprint(),
            format!("{edition:?}"),
            base,
            &origin,
        ));
        Self {
            output,
            archive,
            catalogue,
            template,
            templates,
            edition,
            front,
            base,
            origin,
            now,
            fingerprint,
        }
    }

    /// How many stories have a page.
    pub(super) fn count(&self) -> usize {
        self.catalogue.stories.len()
    }

    pub(super) fn finish(self) -> Result<Done, PublishError> {
        self.output.finish()
    }

    /// A feed of the edition with these stories.
    fn feed(&self, stories: Vec<Story>, next_url: Option<String>) -> Feed {
        Feed {
            edition: self.edition.clone(),
            stories,
            next_url,
            ..Feed::default()
        }
    }

    /// What frames on other sites are made of.
    fn frames(&self) -> embed::Site<'_> {
        embed::Site {
            edition: &self.edition,
            base: self.base,
            origin: self.origin.as_deref(),
            templates: &self.templates,
        }
    }

    /// Writes the frame `name` and, where the site's address is known, the file that describes it.
    fn frame(
        &self,
        name: &str,
        html: &str,
        described: Option<(&str, String)>,
        fingerprint: u64,
    ) -> Result<(), PublishError> {
        self.output.put(name, html.as_bytes(), Some(fingerprint))?;
        match described {
            Some((name, text)) => self.output.put(name, text.as_bytes(), Some(fingerprint)),
            None => Ok(()),
        }
    }

    fn address(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }

    /// Writes the page of `route`, which shows what `feed` holds.
    fn page(
        &self,
        route: &Route,
        name: &str,
        feed: &Feed,
        fingerprint: Option<u64>,
    ) -> Result<(), PublishError> {
        let json = write(feed);
        // What the browser will read is what is drawn here.
        let read = read_whole(json.clone().into_bytes(), self.base, self.now)
            .map_err(|error| unreadable(name, error))?;
        let mut state = State::new(route.clone());
        update(&mut state, Msg::Published(Box::new(read)));
        self.draw(state, Some(json), name, fingerprint)
    }

    /// Writes the page of `state`, which carries `json` for the app. Without that the app does not
    /// take it over: it is for readers without the program, and for search engines.
    fn draw(
        &self,
        state: State,
        json: Option<String>,
        name: &str,
        fingerprint: Option<u64>,
    ) -> Result<(), PublishError> {
        let document = Document::of(&state, self.base, self.origin.as_deref(), json);
        let html = self
            .template
            .fill(&document, pages::to_html(state, self.base));
        self.output.put(name, html.as_bytes(), fingerprint)
    }

    /// The page and the file of every story.
    pub(super) fn stories(&self, tell: &(dyn Fn(Progress) + Sync)) -> Result<(), PublishError> {
        let done = AtomicUsize::new(0);
        (0..self.count()).into_par_iter().try_for_each(|at| {
            if self.story(at)? {
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if done.is_multiple_of(TELL_AFTER) {
                    tell(Progress::Stories(done));
                }
            }
            Ok(())
        })
    }

    /// The page and the file of the story at `at`; whether they had to be made.
    fn story(&self, at: usize) -> Result<bool, PublishError> {
        let catalogue = &self.catalogue;
        let (Some(held), Some(related), Some([newer, older])) = (
            catalogue.stories.get(at),
            catalogue.related.get(at),
            catalogue.neighbours.get(at),
        ) else {
            return Ok(false);
        };
        let code = &held.headline.summary.code;
        let mut others: Vec<usize> = Vec::new();
        for place in related.iter().chain(newer).chain(older) {
            if !others.contains(place) && *place != at {
                others.push(*place);
            }
        }
        let fingerprint = hash((
            self.fingerprint,
            held.fingerprint(),
            related.len(),
            catalogue.fingerprint(&others),
        ));
        let names = [
            format!("n/{code}/index.html"),
            format!("data/n/{code}.json"),
            format!("embed/n/{code}/index.html"),
            format!("oembed/n/{code}.json"),
        ];
        let [page, data, frame, answer] = &names;
        let mut files = vec![&**page, data, frame];
        files.extend(self.origin.as_ref().map(|_| &**answer));
        if self.output.keeps(&files, fingerprint) {
            return Ok(false);
        }
        let mut whole = self
            .archive
            .whole(held, self.base, self.now)
            .map_err(|error| PublishError::File(data.into(), error.to_string()))?;
        let related = catalogue.headlines(related);
        whole.related = related
            .iter()
            .map(|story| story.summary.code.clone())
            .collect();
        let whole = Arc::new(whole);
        let alone = self.feed(vec![whole.clone()], None);
        self.output
            .put(data, write_part(&alone).as_bytes(), Some(fingerprint))?;
        let frames = self.frames();
        let described = frames.story_oembed(&whole).map(|text| (&**answer, text));
        self.frame(frame, &frames.story(&whole), described, fingerprint)?;
        let mut stories = vec![whole];
        stories.extend(catalogue.headlines(&others));
        let feed = self.feed(stories, None);
        self.page(&Route::Story(code.clone()), page, &feed, Some(fingerprint))?;
        Ok(true)
    }

    /// What stands at the addresses of withdrawn stories.
    pub(super) fn withdrawn(&self, codes: &[NewsCode]) -> Result<(), PublishError> {
        for code in codes {
            let feed = Feed {
                withdrawn: vec![code.clone()],
                ..self.feed(Vec::new(), None)
            };
            self.output.put(
                &format!("data/n/{code}.json"),
                write_part(&feed).as_bytes(),
                None,
            )?;
            let name = format!("n/{code}/index.html");
            self.page(&Route::Story(code.clone()), &name, &feed, None)?;
        }
        Ok(())
    }

    /// The pages and files of every section and every tag.
    pub(super) fn lists(&self) -> Result<(), PublishError> {
        let lists = self.catalogue.lists.par_iter();
        lists.try_for_each(|list| self.list(list))
    }

    /// The page of `list`, and its parts as files for the app and as pages for everyone else. All
    /// but the newest part are numbered from the oldest and are full, so that they never change.
    fn list(&self, list: &List) -> Result<(), PublishError> {
        let name = match &list.route {
            Route::Section(id) => format!("s/{id}"),
            Route::Tag(slug) => format!("t/{}", slug.as_str()),
            _ => return Ok(()),
        };
        let places = &list.places;
        let path = list.route.path(self.base);
        let path = path.strip_suffix('/').unwrap_or(&path);
        let path = path.strip_prefix(self.base).unwrap_or(path);
        let is_long = places.len() > LIST_START;

        let first = places.get(..LIST_START).unwrap_or(places);
        let page = format!("{name}/index.html");
        let frame = format!("embed/{name}/index.html");
        let answer = format!("oembed/{name}.json");
        let fingerprint = hash((self.fingerprint, is_long, self.catalogue.fingerprint(first)));
        let mut files = vec![&*page, &*frame];
        files.extend(self.origin.as_ref().map(|_| &*answer));
        if !self.output.keeps(&files, fingerprint) {
            let next = is_long.then(|| self.address(&format!("data/{path}.json")));
            let stories = self.catalogue.headlines(first);
            let frames = self.frames();
            let described = frames.list_oembed(list, &stories);
            let described = described.map(|text| (&*answer, text));
            self.frame(&frame, &frames.list(list, &stories), described, fingerprint)?;
            let feed = self.feed(stories, next);
            self.page(&list.route, &page, &feed, Some(fingerprint))?;
        }

        let numbered = (places.len() / IN_LIST).saturating_sub(1);
        let (newest, mut rest) = places.split_at(places.len() - numbered * IN_LIST);
        let part = Part {
            places: newest,
            number: None,
            older: numbered,
            last: numbered,
        };
        self.part(list, &name, path, &part, is_long)?;
        for number in (1..=numbered).rev() {
            let (places, older) = rest.split_at(IN_LIST.min(rest.len()));
            rest = older;
            let part = Part {
                places,
                number: Some(number),
                older: number - 1,
                last: numbered,
            };
            self.part(list, &name, path, &part, true)?;
        }
        Ok(())
    }

    /// A part of `list` as a file and, where it `has_page`, as a page.
    fn part(
        &self,
        list: &List,
        name: &str,
        path: &str,
        part: &Part<'_>,
        has_page: bool,
    ) -> Result<(), PublishError> {
        let (data, page) = match part.number {
            None => (
                format!("data/{name}.json"),
                format!("{name}/{WHOLE_LIST}index.html"),
            ),
            Some(number) => (
                format!("data/{name}/{number}.json"),
                format!("{name}/{number}/index.html"),
            ),
        };
        let fingerprint = self.catalogue.fingerprint(part.places);
        let fingerprint = hash((self.fingerprint, fingerprint, part.older));
        if !self.output.keeps(&[&data], fingerprint) {
            let next =
                (part.older > 0).then(|| self.address(&format!("data/{path}/{}.json", part.older)));
            let feed = self.feed(self.catalogue.headlines(part.places), next);
            self.output
                .put(&data, write_part(&feed).as_bytes(), Some(fingerprint))?;
        }
        let fingerprint = hash((fingerprint, part.number, part.number == Some(part.last)));
        if !has_page || self.output.keeps(&[&page], fingerprint) {
            return Ok(());
        }
        let at = |number: usize| self.address(&format!("{path}/{number}/"));
        let newer = part.number.map(|number| {
            if number == part.last {
                self.address(&format!("{path}/{WHOLE_LIST}"))
            } else {
                at(number + 1)
            }
        });
        let mut state = State::new(list.route.clone());
        let feed = self.feed(self.catalogue.headlines(part.places), None);
        update(&mut state, Msg::Published(Box::new(feed)));
        state.shown = part.places.len();
        state.pager = Some(Pager {
            own: match part.number {
                None => self.address(&format!("{path}/{WHOLE_LIST}")),
                Some(number) => at(number),
            },
            number: part.number,
            newer,
            older: (part.older > 0).then(|| at(part.older)),
        });
        self.draw(state, None, &page, Some(fingerprint))
    }

    /// The front page, the feed of the site and its further pages, the lists for search engines and
    /// other readers, the report, and the pages that hold nothing.
    pub(super) fn feeds(
        &self,
        withdrawn: &[NewsCode],
        reports: &[(Place, Report)],
    ) -> Result<(), PublishError> {
        let front = self.front_page()?;
        let news = &self.catalogue.news;
        // Numbered from the oldest, so that a page that is full never changes.
        let name = |page: usize| format!("data/feed/{page}.json");
        for (places, number) in news.rchunks(IN_PAGE).zip(1..) {
            let fingerprint = hash((self.fingerprint, self.catalogue.fingerprint(places)));
            if self.output.keeps(&[&name(number)], fingerprint) {
                continue;
            }
            let next = (number > 1).then(|| self.address(&name(number - 1)));
            let feed = self.feed(self.catalogue.headlines(places), next);
            self.output.put(
                &name(number),
                write_part(&feed).as_bytes(),
                Some(fingerprint),
            )?;
        }
        let rest = news.len().saturating_sub(IN_FEED).div_ceil(IN_PAGE);
        let newest = self
            .catalogue
            .headlines(news.get(..IN_FEED).unwrap_or(news));
        let next = (rest > 0).then(|| self.address(&name(rest)));
        let mut feed = self.feed(unique(newest.into_iter().chain(front)), next);
        feed.edition.front = self.front.clone();
        feed.withdrawn = withdrawn.to_vec();
        self.output
            .put("feed.json", write(&feed).as_bytes(), None)?;
        // The reader's own pages hold nothing that could be published; their addresses answer all
        // the same on hosts that know no rule for them.
        let rooms = Room::ALL.map(|room| format!("{}/index.html", room.name()));
        let names = ["shell.html", "404.html"].into_iter();
        for name in names.chain(rooms.iter().map(String::as_str)) {
            self.output
                .put(name, self.template.shell().as_bytes(), None)?;
        }

        let builder = self.frames().builder();
        self.output
            .put("builder/index.html", builder.as_bytes(), None)?;
        self.report(reports)?;
        self.search_engines()
    }

    /// The front page; the stories on it are the answer.
    fn front_page(&self) -> Result<Vec<Story>, PublishError> {
        let mut edition = self.edition.clone();
        edition.front = self.front.clone();
        // Shows the page on the whole edition, to see which stories it takes.
        let mut whole = State::new(Route::Front);
        let mut feed = self.feed(Vec::new(), None);
        feed.edition = edition.clone();
        feed.stories = self
            .catalogue
            .stories
            .iter()
            .map(|held| held.headline.clone())
            .collect();
        update(&mut whole, Msg::FeedRead(Box::new(feed)));
        let mut front = pages::stories(&whole);
        // By the newest one the app sees whether a page that was kept is behind.
        let newest = self.catalogue.news.get(..1).unwrap_or_default();
        front.extend(self.catalogue.headlines(newest));
        let mut feed = self.feed(unique(front.iter().cloned()), None);
        feed.edition = edition;
        self.page(&Route::Front, "index.html", &feed, None)?;
        Ok(front)
    }

    /// What was dropped and repaired, for the newsroom.
    fn report(&self, reports: &[(Place, Report)]) -> Result<(), PublishError> {
        let mut whole = Report::default();
        for (_, report) in reports {
            whole.absorb(report.clone());
        }
        let findings = Findings::public(reports);
        let json = serde_json::to_string(&findings)
            .map_err(|error| PublishError::File("report.json".into(), error.to_string()))?;
        self.output.put("report.json", json.as_bytes(), None)?;
        let mut state = State::new(Route::FeedReport);
        let feed = Feed {
            report: whole,
            ..self.feed(Vec::new(), None)
        };
        update(&mut state, Msg::Published(Box::new(feed)));
        self.draw(state, None, "feed-report/index.html", None)
    }

    fn search_engines(&self) -> Result<(), PublishError> {
        let origin = self.origin.as_deref();
        self.output.put(
            "robots.txt",
            lists::robots(origin, self.base).as_bytes(),
            None,
        )?;
        let Some(origin) = origin else {
            return Ok(());
        };
        let addresses = Addresses {
            origin,
            base: self.base,
        };
        let catalogue = &self.catalogue;
        let mut names = Vec::new();
        // The oldest story first, so that a full sitemap never changes.
        for (stories, number) in catalogue.stories.rchunks(lists::IN_SITEMAP).zip(1..) {
            let name = format!("sitemap-{number}.xml");
            let fingerprints: Vec<u64> = stories.iter().map(Held::fingerprint).collect();
            let fingerprint = hash((self.fingerprint, fingerprints));
            if !self.output.keeps(&[&name], fingerprint) {
                let headlines = stories.iter().rev().map(|held| &held.headline);
                let text = lists::stories(headlines, addresses);
                self.output.put(&name, text.as_bytes(), Some(fingerprint))?;
            }
            names.push(name);
        }
        let routes = catalogue.lists.iter().map(|list| &list.route);
        for (routes, number) in lists::routes(routes).zip(1..) {
            let name = format!("sitemap-lists-{number}.xml");
            self.output
                .put(&name, lists::pages(&routes, addresses).as_bytes(), None)?;
            names.push(name);
        }
        names.push("news-sitemap.xml".to_owned());
        let index = lists::sitemap_index(&names, addresses);
        self.output.put("sitemap.xml", index.as_bytes(), None)?;
        let newest = catalogue
            .news
            .get(..lists::NEWEST)
            .unwrap_or(&catalogue.news);
        let newest = catalogue.headlines(newest);
        let news = lists::news_sitemap(&self.edition, &newest, addresses);
        self.output.put("news-sitemap.xml", news.as_bytes(), None)?;
        let rss = lists::rss(&self.edition, &newest, addresses);
        self.output.put("feed.xml", rss.as_bytes(), None)
    }

    /// The pages at old addresses, and the rules for hosts; how many lines hosts have to read. What has a
    /// page or file of its own, in the app `app` or in the site, is no old address.
    pub(super) fn redirects(
        &self,
        redirects: &[Redirect],
        app: &Path,
    ) -> Result<usize, PublishError> {
        let is_own = |name: &str| {
            let page = format!("{name}/index.html");
            let names = [name, page.trim_start_matches('/')];
            names
                .into_iter()
                .any(|name| self.output.has(name) || app.join(name).is_file())
        };
        let is_old = |redirect: &&Redirect| !redirect.name(self.base).is_some_and(is_own);
        let redirects: Vec<Redirect> = redirects.iter().filter(is_old).cloned().collect();
        let mut pages: Vec<(String, &Redirect)> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        for redirect in &redirects {
            // No page where a folder would have the name of a file. The file comes first: they are sorted.
            let Some(name) = redirect.file(self.base) else {
                continue;
            };
            let mut folders = name.match_indices('/').filter_map(|(at, _)| name.get(..at));
            if is_portable_name(&name)
                && is_free_name(&name)
                && !folders.any(|folder| names.contains(folder))
                && !self.output.is_taken(&name)
                && names.insert(name.clone())
            {
                pages.push((name, redirect));
            }
        }
        pages.par_iter().try_for_each(|(name, redirect)| {
            self.output.put(name, redirect.page().as_bytes(), None)
        })?;
        // Rules only: what a tag was called may be a name that some file systems cannot hold.
        let known: HashSet<&str> = redirects.iter().map(Redirect::from).collect();
        let former = self.former_tags();
        let former = former
            .into_iter()
            .filter(|redirect| !known.contains(redirect.from()));
        let former: Vec<Redirect> = former.collect();
        let redirects: Vec<Redirect> = redirects.into_iter().chain(former).collect();
        if !redirects.is_empty() {
            for (name, rules) in [
                (".redirects.map", redirects::nginx(&redirects)),
                (".redirects.caddymap", redirects::caddy(&redirects)),
                ("_redirects", redirects::static_host(&redirects)),
            ] {
                self.output.put(name, rules.as_bytes(), None)?;
            }
        }
        Ok(redirects.iter().map(Redirect::lines).sum())
    }

    /// The way from the address that the release before this one gave a tag to its own, for the tags of
    /// the newest stories.
    fn former_tags(&self) -> Vec<Redirect> {
        let mut seen: HashSet<&str> = HashSet::new();
        let stories = self.catalogue.stories.iter();
        let tags = stories.flat_map(|held| &held.headline.summary.tags);
        tags.filter(|tag| seen.insert(tag))
            .filter_map(|tag| {
                let from = format!("{}t/{}", self.base, TagSlug::former(tag)?);
                let to = Route::Tag(TagSlug::new(tag)).path(self.base);
                Redirect::between(&from, &to)
            })
            .take(MOST_FORMER_TAGS)
            .collect()
    }

    /// Copies the app, and the pictures, films and captions that lie beside a source and that its
    /// stories name; those that were refused, with the reason.
    pub(super) fn files(&self, app: &Path) -> Result<Refused, PublishError> {
        let names = self.output.copy_app(app)?;
        let stories = &self.catalogue.stories;
        let pictures = stories.iter().flat_map(|held| &held.pictures);
        // Copies of one picture have the same names: each is made once.
        let pictures: BTreeMap<&Vec<(String, u32)>, &Local> = pictures
            .map(|local| (&local.renditions, &**local))
            .collect();
        let pictures: Vec<&Local> = pictures.into_values().collect();
        let pictures = pictures.par_iter();
        pictures.try_for_each(|local| self.renditions(local))?;
        // Now every name is known that the site writes itself: no file of a source takes one.
        let (media, refused) = self.media(app)?;
        self.output
            .put(HEADERS, self.headers(&names, &media).as_bytes(), None)?;
        // Last of all: who finds a new one fetches all that it names.
        if let Some(worker) = self.template.worker() {
            self.output.put(WORKER, worker.as_bytes(), None)?;
        }
        Ok(refused)
    }

    /// Publishes the files beside the sources that stories name: which they were, and which were
    /// refused. What is a file of the app at `app` already is left as it is.
    fn media(&self, app: &Path) -> Result<(BTreeSet<String>, Refused), PublishError> {
        let mut files: BTreeMap<String, (PathBuf, BTreeSet<Role>)> = BTreeMap::new();
        for (url, role) in self.catalogue.stories.iter().flat_map(|held| &held.media) {
            let Some(name) = media_name(url, self.base) else {
                continue;
            };
            if let Some((_, roles)) = files.get_mut(&name) {
                roles.insert(*role);
            } else if let Some(file) = self.archive.beside(url, self.base)
                && !is_same_file(&app.join(&name), &file)
            {
                files.insert(name, (file, BTreeSet::from([*role])));
            }
        }
        let (mut published, mut refused) = (BTreeSet::new(), Vec::new());
        // How each name and each folder was spelled that file systems may take for the same.
        let mut spelled: HashMap<String, String> = HashMap::new();
        for (name, (file, roles)) in files {
            let ends = name
                .match_indices('/')
                .map(|(at, _)| at)
                .chain([name.len()]);
            let mut parts = ends.filter_map(|at| name.get(..at));
            let is_other = |part: &str| {
                let folded = nfc(&part.to_uppercase().to_lowercase()).into_owned();
                let known = spelled.entry(folded).or_insert_with(|| part.to_owned());
                known != part
            };
            let is_alike = parts.any(is_other);
            if is_alike || !is_free_name(&name) {
                refused.push((name, AssetError::Taken));
                continue;
            }
            match self.medium(&name, &file, &roles)? {
                Ok(()) => drop(published.insert(name)),
                Err(error) => refused.push((name, error)),
            }
        }
        Ok((published, refused))
    }

    /// Publishes `file` as `name`, where it is something of `roles`.
    fn medium(
        &self,
        name: &str,
        file: &Path,
        roles: &BTreeSet<Role>,
    ) -> Result<Result<(), AssetError>, PublishError> {
        // Names of the site's own are in lower case: file systems may not tell them from others.
        if [name, &name.to_lowercase()]
            .into_iter()
            .any(|name| self.output.is_taken(name))
            || is_in_own_folder(name)
        {
            return Ok(Err(AssetError::Taken));
        }
        let fingerprint = hash((RULES, roles, look(file)));
        if self.output.keeps(&[name], fingerprint) {
            return Ok(Ok(()));
        }
        let asset = match examine(file) {
            Ok(asset) if asset.fits(roles) => asset,
            Ok(_) => return Ok(Err(AssetError::Role)),
            Err(error) => return Ok(Err(error)),
        };
        match asset.bytes {
            Some(bytes) => self.output.put(name, &bytes, Some(fingerprint))?,
            None => self.output.copy(name, file, Some(fingerprint))?,
        }
        Ok(Ok(()))
    }

    /// Writes the renditions of `local` that are not there.
    fn renditions(&self, local: &Local) -> Result<(), PublishError> {
        // The name says what is in it.
        let missing = |(name, _): &&(String, u32)| !self.output.keeps(&[name], hash(name));
        let missing: Vec<&(String, u32)> = local.renditions.iter().filter(missing).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let widths: Vec<u32> = missing.iter().map(|(_, width)| *width).collect();
        let made = rendered(local, &widths)
            .map_err(|error| PublishError::File(local.file.clone(), error.to_string()))?;
        for ((name, _), bytes) in missing.into_iter().zip(made) {
            self.output.put(name, &bytes, Some(hash(name)))?;
        }
        Ok(())
    }

    /// What static hosts are told: of the files of the app, `names`, and of the sources, `media`.
    fn headers(&self, names: &BTreeSet<String>, media: &BTreeSet<String>) -> String {
        let base = self.base;
        let mut rules = format!(
            "{base}*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n"
        );
        let mut rule = |path: &str, headers: &[(&str, &str)]| {
            rules.push_str(&format!("{base}{path}\n"));
            for (name, value) in headers {
                rules.push_str(&format!("  {name}: {value}\n"));
            }
        };
        for name in names.iter().filter(|name| is_hashed(name)) {
            rule(name, &[("Cache-Control", FOR_EVER)]);
        }
        for width in WIDTHS {
            rule(&format!("media/{width}-*"), &[("Cache-Control", FOR_EVER)]);
        }
        // Rules of static hosts add up, and none can be taken back below a folder: so each folder of pages
        // has its own.
        let rooms = Room::ALL.map(|room| format!("{}/*", room.name()));
        let pages = [
            "",
            "index.html",
            "shell.html",
            "404.html",
            "s/*",
            "t/*",
            "n/*",
            "builder/*",
            "feed-report/*",
        ];
        for path in pages.into_iter().chain(rooms.iter().map(String::as_str)) {
            rule(path, &[("Content-Security-Policy", FRAMED_BY_ITSELF)]);
        }
        for path in [
            "embed/*", "oembed/*", "fonts/*", "embed.js", "embed-*", "frame-*",
        ] {
            rule(
                path,
                &[
                    ("Access-Control-Allow-Origin", "*"),
                    ("Cross-Origin-Resource-Policy", "cross-origin"),
                ],
            );
        }
        rule(
            "media/*",
            &[("Cross-Origin-Resource-Policy", "cross-origin")],
        );
        rule(
            "embed/*",
            &[("Cross-Origin-Embedder-Policy", "credentialless")],
        );
        // What came from a source runs nothing when it is opened by itself. Hosts read a bounded number of
        // rules (Cloudflare 100): one for each folder, and for the drawings that lie in none.
        let folders = media.iter().filter_map(|name| {
            let (folder, _) = name.split_once('/')?;
            Some(format!("{}/*", utf8_percent_encode(folder, PATH)))
        });
        let is_drawing =
            |name: &&String| !name.contains('/') && name.to_lowercase().ends_with(".svg");
        let drawings = media.iter().filter(is_drawing);
        let drawings = drawings.map(|name| utf8_percent_encode(name, PATH).to_string());
        let media = "media/*".to_owned();
        let others: BTreeSet<String> = folders.filter(|path| *path != media).collect();
        let paths = std::iter::once(media).chain(others).chain(drawings);
        for path in paths.take(MOST_MEDIA_RULES) {
            rule(&path, &[("Content-Security-Policy", SANDBOX)]);
        }
        rules
    }
}

/// Whether the files `one` and `other` have the same bytes.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let sum = |path: &Path| Sum::of_reader(std::fs::File::open(path)?, &mut |_| Ok(()));
    let length = |path: &Path| std::fs::metadata(path).map(|about| about.len()).ok();
    length(one).is_some_and(|known| length(other) == Some(known))
        && sum(one).is_ok_and(|known| sum(other).is_ok_and(|sum| sum == known))
}

/// A part of a list.
struct Part<'a> {
    places: &'a [usize],
    /// Its number, counted from the oldest; the newest part has none.
    number: Option<usize>,
    /// The number of the next older part; 0 where there is none.
    older: usize,
    /// The number of the newest part that has one.
    last: usize,
}

/// Each story once, without its body.
fn unique(stories: impl Iterator<Item = Story>) -> Vec<Story> {
    let mut seen = BTreeSet::new();
    stories
        .filter(|story| seen.insert(story.summary.code.clone()))
        .map(|story| match story.body {
            None => story,
            Some(_) => Arc::new(Article {
                body: None,
                ..Article::clone(&story)
            }),
        })
        .collect()
}

fn unreadable(name: &str, error: FeedError) -> PublishError {
    PublishError::Feed(PageError::Feed(Place::File(name.into()), error))
}

/// The hash of the command itself: another build may make other pages of the same stories.
fn this_program() -> u64 {
    static PROGRAM: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
    *PROGRAM.get_or_init(|| {
        let bytes = std::env::current_exe().and_then(std::fs::read);
        // Without it nothing that was made before can be trusted: the hash is one of this moment.
        bytes.map_or_else(|_| hash(std::time::SystemTime::now()), hash)
    })
}
