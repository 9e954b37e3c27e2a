//! What the sources hold: headlines in memory, whole stories in a file, so that a hundred thousand
//! of them need little memory. What has not changed since the last run is kept.

use super::PublishError;
use super::folder::{Folder, is_portable_name};
use crate::feed::{
    Feed, Item, Note, Notes, ReadItem, Reader, Reason, Report, WITHDRAWN, from_tags, read_whole,
    write_part,
};
use crate::news::{Article, Edition, NewsCode, Stamp, sort_by_key_desc};
use crate::publish::assets::{Role, has_media_name};
use crate::publish::fetch::{Client, NetworkRules, Validators};
use crate::publish::merge::{Merged, Trust, rank};
use crate::publish::pictures::{Local, PictureError, Pictures, each_picture};
use crate::publish::source::{
    Found, PageError, Place, Problem, Step, Trail, add_notes, reader, sources_by,
};
use crate::store::Story;
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

/// How errors name the file of whole stories.
const BODIES: &str = ".peyk-drafts";

/// The hash of `value`, for this build of the command only.
pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A story of the edition.
#[derive(Clone)]
pub(super) struct Held {
    /// The story without its body.
    pub(super) headline: Story,
    /// The hash of the whole story, as it stands in the file.
    text: u64,
    /// Whether it has a body that says something.
    has_text: bool,
    /// The addresses of its pictures, films and captions on the site itself, and what each is for.
    pub(super) media: Vec<(String, Role)>,
    /// Where those may lie beside the sources, and how they looked.
    beside: Vec<(PathBuf, Option<Look>)>,
    /// Those of its pictures that are written in several sizes.
    pub(super) pictures: Vec<Arc<Local>>,
    /// Where the whole of it stands in the file.
    body: Span,
}

impl Held {
    /// Of two versions of the story the one of the higher rank stays.
    fn rank(&self) -> (Option<Stamp>, bool) {
        rank(&self.headline, self.has_text)
    }

    /// The hash of all that the story says, its section included.
    pub(super) fn fingerprint(&self) -> u64 {
        hash((
            self.text,
            &self.headline.summary.section,
            &self.headline.plain_tags,
        ))
    }
}

/// All that the sources say.
pub(super) struct Holdings {
    /// What they say of the edition.
    pub(super) edition: Edition,
    /// One story for each code, newest first.
    pub(super) stories: Vec<Held>,
    /// The stories that the newsroom has withdrawn.
    pub(super) withdrawn: Vec<NewsCode>,
    /// What became of the items of each page of each source.
    pub(super) reports: Vec<(Place, Report)>,
    /// The pictures beside the sources that stay as they are, because they cannot be read.
    pub(super) broken_pictures: Vec<(PathBuf, PictureError)>,
}

/// What the sources held when they were last read.
pub(super) struct Archive {
    pages: HashMap<String, Arc<Page>>,
    /// The first files of the sources, which media lie beside, in the order of the sources.
    files: Vec<PathBuf>,
    bodies: Bodies,
    pictures: Pictures,
    client: Client,
}

/// A page of a source.
#[derive(Clone)]
struct Page {
    place: Place,
    /// Where it was found in the end.
    address: String,
    /// How its file looked when it was read; an address of the web looks like nothing.
    look: Option<Look>,
    /// What an address of the web is asked with, whether it has changed.
    validators: Validators,
    /// The hash of its bytes.
    bytes: Option<u64>,
    /// The hash of what was known of the edition before it was read.
    known_as: u64,
    /// The hash of what its items were read against.
    context: u64,
    edition: Edition,
    declares_sections: bool,
    /// The address of the page that comes next.
    next: Option<String>,
    notes: Vec<Note>,
    /// What was found in converting it.
    converted: Report,
    entries: Vec<Entry>,
}

/// An item of a page.
#[derive(Clone)]
struct Entry {
    /// The hash of its text.
    text: u64,
    id: Option<String>,
    what: What,
    notes: Notes,
}

impl Entry {
    /// The code that it says something of.
    fn code(&self) -> Option<&NewsCode> {
        match &self.what {
            What::Story(held) => Some(&held.headline.summary.code),
            What::Withdrawn(code) => Some(code),
            What::Dropped(_) => None,
        }
    }
}

#[derive(Clone)]
enum What {
    Story(Held),
    Withdrawn(NewsCode),
    Dropped(Reason),
}

/// How a file looks from outside: another one is another file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(super) struct Look(u64, Option<SystemTime>, u64);

/// How the file at `path` looks now; `None` where there is none.
pub(super) fn look(path: &Path) -> Option<Look> {
    let about = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&about);
    #[cfg(not(unix))]
    let number = 0;
    Some(Look(about.len(), about.modified().ok(), number))
}

/// How the file of `place` looks; an address of the web looks like nothing.
fn look_of(place: &Place) -> Option<Look> {
    place.file().and_then(look)
}

impl Archive {
    /// An archive of the site in `folder`, which is at `out`. Its sources may lead where `rules` say.
    pub(super) fn new(
        folder: &Folder,
        out: &Path,
        rules: NetworkRules,
    ) -> Result<Self, PublishError> {
        let file = folder.scratch()?;
        Ok(Self {
            pages: HashMap::new(),
            files: Vec::new(),
            bodies: Bodies(Mutex::new(file)),
            pictures: Pictures::new(out),
            client: Client::new(rules),
        })
    }

    /// Reads the sources `places`, and the pages that they name, as at the moment `now`; `base` is the
    /// root of the site that files stand at, `trust` what the edition lets lower sources do.
    ///
    /// # Errors
    /// A source, or a page of it, cannot be read. What was held before is as it was.
    pub(super) fn read(
        &mut self,
        places: &[Place],
        base: &str,
        trust: &Trust,
        now: Stamp,
    ) -> Result<Holdings, PublishError> {
        let sources = sources_by(places, |file| self.next_of(file, base))
            .map_err(|error| PublishError::Feed(PageError::Source(error)))?;
        let files = sources.iter().filter_map(|source| source.place.file());
        self.files = files.map(Path::to_path_buf).collect();
        let mut pages: Vec<(usize, Arc<Page>)> = Vec::new();
        let mut first: Option<Arc<Page>> = None;
        let mut trail = Trail::new(&sources, base, &self.client);
        while let Some(step) = trail.step() {
            let step = step.map_err(PublishError::Feed)?;
            if step.is_first {
                first = None;
            }
            let known = first.as_ref().map(|page| &page.edition);
            let (page, bytes) = self.page(step, base, now, known)?;
            trail.goes_on(page.next.as_deref(), &page.address, bytes);
            first.get_or_insert_with(|| page.clone());
            pages.push((trail.rank(), page));
        }
        let name = |(_, page): &(usize, Arc<Page>)| (page.place.identity(), page.clone());
        self.pages = pages.iter().map(name).collect();
        Ok(Holdings {
            broken_pictures: self.pictures.take_broken(),
            ..merged(&pages, trust)
        })
    }

    /// The page that the feed in the file `place` names: as it was held, where the file looks as it
    /// did, so that a folder is not read as a whole for each change in it.
    fn next_of(&self, place: &Place, base: &str) -> Option<Place> {
        let held = self.pages.get(&place.identity());
        let held = held.filter(|held| held.look.is_some() && held.look == look_of(place));
        match held {
            Some(held) => {
                let next = held.next.as_deref()?;
                place.beside(base, next, &held.address, &self.client).ok()
            }
            None => place.next(base, &self.client),
        }
    }

    /// Lets go of the stories whose pictures or films beside the sources look other than they did, so that
    /// they are read anew; says whether there are any.
    pub(super) fn let_go_of_other_media(&mut self) -> bool {
        let is_other = |entry: &Entry| match &entry.what {
            What::Story(held) => held.beside.iter().any(|(file, known)| look(file) != *known),
            _ => false,
        };
        let mut any = false;
        for page in self.pages.values_mut() {
            if page.entries.iter().any(is_other) {
                let page = Arc::make_mut(page);
                page.entries.retain(|entry| !is_other(entry));
                // Read it whole: an answer that nothing has changed would leave these stories out.
                page.look = None;
                page.validators = Validators::default();
                page.bytes = None;
                any = true;
            }
        }
        any
    }

    /// How the files looked that are held.
    pub(super) fn looks(&self) -> impl Iterator<Item = (PathBuf, Option<Look>)> {
        self.pages
            .values()
            .filter_map(|page| Some((page.place.file()?.to_path_buf(), page.look)))
    }

    /// The file that lies beside a source at the address `url` of the site under `base`: of the
    /// first source that has it, nothing outside of its folder, by whatever way.
    pub(super) fn beside(&self, url: &str, base: &str) -> Option<PathBuf> {
        let name = media_name(url, base)?;
        self.files.iter().find_map(|source| {
            let folder = source.parent().unwrap_or(Path::new(""));
            let beside = folder.join(&name);
            let root = source.canonicalize().ok()?.parent()?.to_path_buf();
            let is_inside = beside.canonicalize().ok()?.starts_with(root);
            (is_inside && has_media_name(&beside) && beside.is_file()).then_some(beside)
        })
    }

    /// Where the files at the addresses `urls` of the site under `base` may lie beside the sources, whether
    /// they are there or not.
    fn places_of<'a>(
        &'a self,
        urls: &'a [(String, Role)],
        base: &'a str,
    ) -> impl Iterator<Item = PathBuf> + 'a {
        let folders = self.files.iter().filter_map(|source| source.parent());
        let folders: BTreeSet<&Path> = folders.collect();
        let names = urls.iter().filter_map(|(url, _)| media_name(url, base));
        names.flat_map(move |name| {
            let places = folders.iter().map(|folder| folder.join(&name));
            places.collect::<Vec<_>>()
        })
    }

    /// The whole of `story`.
    pub(super) fn whole(&self, story: &Held, base: &str, now: Stamp) -> io::Result<Article> {
        let json = self.bodies.read(story.body)?;
        let read = read_whole(json, base, now).map_err(io::Error::other)?;
        let whole = read.stories.into_iter().next();
        let whole = whole.ok_or(io::Error::from(io::ErrorKind::InvalidData))?;
        Ok(Article {
            // Its section may be known only since all stories are.
            summary: story.headline.summary.clone(),
            // Which of its tags have a page is known only then, too.
            plain_tags: story.headline.plain_tags.clone(),
            body: Some(whole.body.clone().unwrap_or_default()),
            ..Article::clone(&whole)
        })
    }

    /// The page of `step`: as it was held, where its file looks as it did or its server says so, else
    /// read anew but for the items that are as they were; and how many bytes were read.
    fn page(
        &self,
        step: Step,
        base: &str,
        now: Stamp,
        known: Option<&Edition>,
    ) -> Result<(Arc<Page>, usize), PublishError> {
        let place = &step.place;
        let held = self.pages.get(&place.identity());
        let look = look_of(place);
        let known_as = known.map(|edition| (&edition.sections, &edition.story_archive));
        let known_as = hash(format!("{known_as:?}"));
        // What was read against another edition is no copy.
        let copy = held.filter(|held| held.known_as == known_as);
        if let Some(held) = copy
            && look.is_some()
            && held.look == look
        {
            return Ok((held.clone(), 0));
        }
        let validators = copy.map(|held| held.validators.clone());
        let validators = validators.unwrap_or_default();
        let found = step.read(&self.client, &validators);
        let fresh = match (found.map_err(PublishError::Feed)?, copy) {
            (Found::Unchanged, Some(held)) => return Ok((held.clone(), 0)),
            // No copy was named to the server.
            (Found::Unchanged, None) => {
                let error = PageError::Source(place.cannot(Problem::Status(304)));
                return Err(PublishError::Feed(error));
            }
            (Found::New(fresh), _) => fresh,
        };
        let count = fresh.bytes.len();
        let bytes = Some(hash(&fresh.bytes));
        let address = fresh.address.clone();
        let validators = fresh.validators.clone();
        if let Some(held) = copy
            && (held.bytes, &held.address) == (bytes, &address)
        {
            let page = Page {
                look,
                validators,
                ..Page::clone(held)
            };
            return Ok((Arc::new(page), count));
        }
        let (reader, converted) = reader(&step, fresh, now, known).map_err(PublishError::Feed)?;
        let context = reader.context();
        let before: HashMap<u64, &Entry> = held
            .filter(|held| held.context == context)
            .map(|held| {
                let entries = held.entries.iter();
                entries.map(|entry| (entry.text, entry)).collect()
            })
            .unwrap_or_default();
        let texts: Vec<&str> = reader.texts().collect();
        let entries = texts.par_iter().map(|text| {
            let fingerprint = hash(text);
            match before.get(&fingerprint) {
                Some(entry) => Ok(Entry::clone(entry)),
                None => self.entry(&reader, text, fingerprint, base),
            }
        });
        let entries = entries
            .collect::<io::Result<Vec<Entry>>>()
            .map_err(|error| PublishError::File(BODIES.into(), error.to_string()))?;
        let page = Page {
            address,
            look,
            validators,
            bytes,
            known_as,
            context,
            edition: reader.edition().clone(),
            declares_sections: reader.declares_sections(),
            next: reader.next_url().map(str::to_owned),
            notes: reader.repaired().to_vec(),
            converted,
            entries,
            place: step.place,
        };
        Ok((Arc::new(page), count))
    }

    /// Reads the item `text`, and puts its story into the file.
    fn entry(
        &self,
        reader: &Reader,
        text: &str,
        fingerprint: u64,
        base: &str,
    ) -> io::Result<Entry> {
        let ReadItem { id, item, notes } = reader.read_alone(text);
        let what = match item {
            Item::Dropped(reason) => What::Dropped(reason),
            Item::Withdrawn(code) => What::Withdrawn(code),
            Item::Story(story) => {
                let mut story = Arc::unwrap_or_clone(story);
                let find = |url: &str| self.beside(url, base);
                let pictures = self.pictures.furnish(&mut story, base, &find);
                let media = media_of(&mut story);
                let looked = |file: PathBuf| (file.clone(), look(&file));
                let beside = self.places_of(&media, base).map(looked).collect();
                let has_text = !story.blocks().is_empty();
                let story = Arc::new(story);
                let json = write_part(&Feed {
                    stories: vec![story.clone()],
                    ..Feed::default()
                });
                What::Story(Held {
                    headline: headline(story),
                    text: hash(&json),
                    has_text,
                    media,
                    beside,
                    pictures,
                    body: self.bodies.write(json.as_bytes())?,
                })
            }
        };
        Ok(Entry {
            text: fingerprint,
            id,
            what,
            notes,
        })
    }
}

/// The name that the address `url` gives a file of the site under `base`: a path of plain names that
/// every file system and every host can hold, none of them hidden.
pub(super) fn media_name(url: &str, base: &str) -> Option<String> {
    let name = url.strip_prefix(base)?.split(['?', '#']).next()?;
    let name = percent_decode_str(name).decode_utf8().ok()?.into_owned();
    is_portable_name(&name).then_some(name)
}

/// The addresses on the site itself of the pictures, films and captions of `story`.
fn media_of(story: &mut Article) -> Vec<(String, Role)> {
    let mut urls: Vec<(String, Role)> = Vec::new();
    each_picture(story, &mut |picture| {
        urls.push((picture.url.clone(), Role::Picture))
    });
    if let Some(video) = &story.video {
        let poster = video.poster.iter().map(|url| (url, Role::Picture));
        let captions = video.captions.iter().map(|url| (url, Role::Captions));
        let all = poster.chain(captions).chain([(&video.url, Role::Film)]);
        urls.extend(all.map(|(url, role)| (url.clone(), role)));
    }
    urls.retain(|(url, _)| url.starts_with('/'));
    urls
}

/// `story` without its body, as lists show it.
fn headline(story: Story) -> Story {
    let mut story = Arc::unwrap_or_clone(story);
    story.body = None;
    Arc::new(story)
}

/// What `pages` say together, each with the rank of its source, in the order of these; the rules are
/// those of `merge`.
fn merged(pages: &[(usize, Arc<Page>)], trust: &Trust) -> Holdings {
    let mut verdicts: HashMap<&NewsCode, Verdict<'_>> = HashMap::new();
    // The highest source that has a code, or withdraws it, owns it.
    for (source, entry) in entries(pages) {
        if let Some(code) = entry.code() {
            let verdict = verdicts.entry(code).or_insert(Verdict::of(source));
            verdict.owner = verdict.owner.min(source);
        }
    }
    for (source, entry) in entries(pages) {
        let verdict = entry.code().and_then(|code| verdicts.get_mut(code));
        let Some(verdict) = verdict else { continue };
        match &entry.what {
            What::Withdrawn(_) if trust.may_withdraw(source, verdict.owner) => {
                verdict.is_withdrawn = true;
            }
            What::Story(held) if trust.may_replace(source, verdict.owner) => {
                let is_newer = verdict.story.is_none_or(|known| held.rank() > known.rank());
                if is_newer {
                    verdict.story = Some(held);
                }
            }
            _ => {}
        }
    }
    let mut stories: Vec<Held> = Vec::new();
    // The stories whose source has no sections.
    let mut unfiled: Vec<usize> = Vec::new();
    let mut reports = Vec::with_capacity(pages.len());
    let mut edition: Option<Merged> = None;
    for (source, page) in pages {
        let mut report = Report {
            repaired: page.notes.clone(),
            ..Report::default()
        };
        let had_room = match &mut edition {
            Some(edition) => edition.complete(&page.edition),
            None => {
                edition = Some(Merged::of(page.edition.clone()));
                true
            }
        };
        if !had_room {
            report.repaired.push(Note {
                position: 0,
                id: None,
                reason: Reason::SectionIgnored,
            });
        }
        for (entry, position) in page.entries.iter().zip(1..) {
            let verdict = entry.code().and_then(|code| verdicts.get(code));
            let dropped = match (&entry.what, verdict) {
                (What::Dropped(reason), _) => Some(*reason),
                (What::Withdrawn(_), Some(verdict)) => {
                    (!trust.may_withdraw(*source, verdict.owner)).then_some(Reason::NotItsOwn)
                }
                (What::Withdrawn(_), None) => None,
                (What::Story(held), verdict) => match verdict.and_then(|verdict| verdict.kept()) {
                    Some(known) if std::ptr::eq(known, held) => {
                        unfiled.extend((!page.declares_sections).then_some(stories.len()));
                        stories.push(held.clone());
                        report.kept += 1;
                        None
                    }
                    // It is told only where it would have come through otherwise.
                    known => {
                        let owner = verdict.map_or(*source, |verdict| verdict.owner);
                        let is_newer = known.is_some_and(|known| held.rank() > known.rank());
                        Some(if is_newer && !trust.may_replace(*source, owner) {
                            Reason::NotItsOwn
                        } else {
                            Reason::Duplicate
                        })
                    }
                },
            };
            match dropped {
                Some(reason) => report.drop(Note {
                    position,
                    id: entry.id.clone(),
                    reason,
                }),
                None => {
                    let notes = entry.notes.clone().at(position, entry.id.clone());
                    notes.for_each(|note| report.repair(note));
                }
            }
        }
        add_notes(&mut report, page.converted.clone());
        reports.push((page.place.clone(), report));
    }
    let merged = edition.unwrap_or(Merged::of(Edition::default()));
    let from_tags_only =
        merged.has_no_sections() && !pages.iter().any(|(_, page)| page.declares_sections);
    for at in unfiled.into_iter().filter(|_| !from_tags_only) {
        if let Some(held) = stories.get_mut(at) {
            let summary = &mut Arc::make_mut(&mut held.headline).summary;
            summary.section = merged.called_like(&summary.tags);
        }
    }
    let mut edition = merged.finish();
    if from_tags_only {
        let headlines = stories.iter_mut();
        edition.sections = from_tags(headlines.map(|held| Arc::make_mut(&mut held.headline)));
    }
    let withdrawn = verdicts.iter().filter(|(_, verdict)| verdict.is_withdrawn);
    let withdrawn: BTreeSet<&NewsCode> = withdrawn.map(|(code, _)| *code).collect();
    // The site says it of so many.
    let withdrawn = withdrawn.into_iter().take(WITHDRAWN).cloned();
    // Undated stories stay in the sources' order, behind all dated ones.
    let stories = sort_by_key_desc(stories, |held| {
        let published = held.headline.summary.published;
        published.map_or(i64::MIN, |stamp| stamp.0)
    });
    Holdings {
        edition,
        stories,
        withdrawn: withdrawn.collect(),
        reports,
        broken_pictures: Vec::new(),
    }
}

/// The entries of `pages`, each with the rank of its source.
fn entries(pages: &[(usize, Arc<Page>)]) -> impl Iterator<Item = (usize, &Entry)> {
    pages
        .iter()
        .flat_map(|(source, page)| page.entries.iter().map(|entry| (*source, entry)))
}

/// What becomes of the story of a code.
struct Verdict<'a> {
    /// The rank of the highest source that says something of it.
    owner: usize,
    is_withdrawn: bool,
    story: Option<&'a Held>,
}

impl<'a> Verdict<'a> {
    fn of(owner: usize) -> Self {
        Self {
            owner,
            is_withdrawn: false,
            story: None,
        }
    }

    fn kept(&self) -> Option<&'a Held> {
        self.story.filter(|_| !self.is_withdrawn)
    }
}

/// Whole stories, one after the other in a file that nobody else sees.
struct Bodies(Mutex<File>);

/// Where a story stands in the file, in bytes.
#[derive(Clone, Copy)]
struct Span {
    from: u64,
    length: usize,
}

impl Bodies {
    fn file(&self) -> io::Result<MutexGuard<'_, File>> {
        let broken = |_| io::Error::other("another thread has broken off");
        self.0.lock().map_err(broken)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<Span> {
        let mut file = self.file()?;
        let from = file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)?;
        let length = bytes.len();
        Ok(Span { from, length })
    }

    fn read(&self, span: Span) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; span.length];
        let mut file = self.file()?;
        file.seek(SeekFrom::Start(span.from))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
