//! Reading a feed in steps: the head at once, the items as many at a time as the caller likes.

use super::bounds;
use super::head::{Head, head, known_sections};
use super::item::{Context, Item, id, item};
use super::json::{Fault, JsonObject, ObjectScanner};
use super::report::{Note, Notes, Reason, Report};
use super::{Feed, FeedError, sections};
#[cfg(not(target_arch = "wasm32"))]
use crate::news::fnv1a64;
use crate::news::{Article, Edition, Map, NewsCode, Stamp, sort_by_key_desc};
use crate::persian::display_clean_code;
use std::ops::Range;
use std::sync::Arc;

/// What an item costs at least, in bytes of a long one: tiny ones are many.
const LEAST_COST: usize = 256;

/// How much of an id a report shows, in characters.
const ID_LENGTH: usize = 80;

/// A feed that is being read. It owns the feed's bytes; items are decoded one by one, so that one
/// bad item costs no other.
pub struct Reader {
    text: String,
    /// Where each item stands in `text`.
    items: Vec<Range<usize>>,
    /// How many items have been read.
    done: usize,
    base: String,
    now: Stamp,
    head: Head,
    kept: Vec<Kept>,
    /// The place of each code in `kept`.
    places: Map,
    withdrawn: Vec<NewsCode>,
    /// All codes that were withdrawn; `withdrawn` has the first of them.
    gone: Map,
    report: Report,
}

/// What an item of a feed has become.
pub struct ReadItem {
    /// The start of its id as the publisher wrote it, cleaned for display.
    pub id: Option<String>,
    /// The story, or why there is none.
    pub item: Item,
    /// What was mended or ignored.
    pub notes: Notes,
}

/// A story, and where it comes from.
struct Kept {
    position: usize,
    id: String,
    story: Arc<Article>,
}

/// A feed whose items are being found, a part at a time: the first pass over a long feed would hold
/// up the page as well.
pub struct FeedScanner {
    text: String,
    scanner: ObjectScanner,
    address: String,
    now: Stamp,
    notes: Notes,
    known: Edition,
    /// Whether the feed may go on at any origin.
    goes_anywhere: bool,
}

impl FeedScanner {
    /// Begins with `bytes`; the arguments are those of [`Reader::open`].
    pub fn new(bytes: Vec<u8>, address: &str, now: Stamp) -> Self {
        let mut notes = Notes::default();
        let mut text = String::from_utf8(bytes).unwrap_or_else(|error| {
            notes.add(Reason::NotUtf8);
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        });
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Self {
            text,
            scanner: ObjectScanner::new("items", bounds::ITEMS),
            address: address.to_owned(),
            now,
            notes,
            known: Edition::default(),
            goes_anywhere: false,
        }
    }

    /// Takes a next page on any origin, for callers that judge by themselves where a feed may lead.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn going_anywhere(mut self) -> Self {
        self.goes_anywhere = true;
        self
    }

    /// Takes sections and archive from the edition `known`, where the feed says nothing of them: a
    /// further page, or a single story, need not repeat them.
    pub fn knowing(mut self, known: &Edition) -> Self {
        self.known = known.clone();
        self
    }

    /// Looks through about `bytes` more; `true` while there are more.
    ///
    /// # Errors
    /// The bytes are no JSON, or no feed.
    pub fn read(&mut self, bytes: usize) -> Result<bool, FeedError> {
        self.scanner
            .read(&self.text, bytes)
            .map_err(|fault| match fault {
                Fault::NotAnObject => FeedError::NotAFeed,
                Fault::NotJson(at) => {
                    let before = self.text.get(..at).unwrap_or_default();
                    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
                    FeedError::NotJson {
                        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
                        column: at - line_start + 1,
                    }
                }
            })
    }

    /// Looks through what is left, and reads the feed's head.
    ///
    /// # Errors
    /// The bytes are no JSON, or no feed.
    pub fn finish(mut self) -> Result<Reader, FeedError> {
        while self.read(usize::MAX)? {}
        let items = self.scanner.items.ok_or(FeedError::NotAFeed)?;
        if self.scanner.has_more {
            self.notes.add(Reason::TooMany("items"));
        }
        let fields = JsonObject::found(self.scanner.fields, &self.text);
        let mut head = head(&fields, &self.address, self.goes_anywhere, &mut self.notes);
        let edition = &mut head.edition;
        if !head.declares_sections && !self.known.sections.is_empty() {
            edition.sections = self.known.sections;
            head.sections = known_sections(edition);
            head.declares_sections = true;
        }
        edition.story_archive = edition.story_archive.take().or(self.known.story_archive);
        let mut report = Report::default();
        for note in self.notes.at(0, None) {
            report.repair(note);
        }
        Ok(Reader {
            items,
            head,
            done: 0,
            base: self.address,
            now: self.now,
            kept: Vec::new(),
            places: Map::default(),
            withdrawn: Vec::new(),
            gone: Map::default(),
            report,
            text: self.text,
        })
    }
}

impl Reader {
    /// Finds the items in `bytes` and reads the feed's head, in one go.
    ///
    /// `address` is where the feed lies, an absolute http(s) address or an absolute path: the
    /// feed's own addresses are resolved against it. Dates are judged by `now`.
    ///
    /// # Errors
    /// The bytes are no JSON, or no feed.
    pub fn open(bytes: Vec<u8>, address: &str, now: Stamp) -> Result<Self, FeedError> {
        FeedScanner::new(bytes, address, now).finish()
    }

    /// How many items the feed has, good and bad.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the feed has no items at all.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Reads further items until they are about `bytes` long, one at least; `true` while there are
    /// more.
    pub fn read(&mut self, bytes: usize) -> bool {
        let mut left = bytes;
        while let Some(item) = self.items.get(self.done) {
            if left == 0 {
                return true;
            }
            left = left.saturating_sub(item.len().max(LEAST_COST));
            self.read_item();
        }
        false
    }

    fn read_item(&mut self) {
        let json = self
            .items
            .get(self.done)
            .and_then(|range| self.text.get(range.clone()));
        let ReadItem {
            id,
            item,
            mut notes,
        } = self.read_alone(json.unwrap_or_default());
        self.done += 1;
        let position = self.done;
        match item {
            Item::Dropped(reason) => return self.drop_item(position, id, reason),
            Item::Withdrawn(code) => {
                if self.gone.insert(code.as_str(), 0).is_none() {
                    if self.withdrawn.len() < bounds::WITHDRAWN {
                        self.withdrawn.push(code);
                    } else {
                        notes.add(Reason::TooMany("withdrawn"));
                    }
                }
            }
            Item::Story(story) => {
                let id = id.clone().unwrap_or_default();
                self.keep(Kept {
                    position,
                    id,
                    story,
                });
            }
        }
        for note in notes.at(position, id) {
            self.report.repair(note);
        }
    }

    /// Reads the item `json` by itself, as it stands among [`Reader::texts`] of this feed or of one
    /// with the same head.
    pub fn read_alone(&self, json: &str) -> ReadItem {
        let mut notes = Notes::default();
        let dropped = |id, reason| ReadItem {
            id,
            item: Item::Dropped(reason),
            notes: Notes::default(),
        };
        let fields = match JsonObject::of(json) {
            Ok(fields) => fields,
            Err(reason) => return dropped(None, reason),
        };
        let Some(id) = id(&fields, &mut notes) else {
            return dropped(None, Reason::NoId);
        };
        let context = Context {
            base: &self.base,
            now: self.now,
            head: &self.head,
        };
        let item = item(&fields, &id, &context, &mut notes);
        // With its digits as they are: an editor searches for it.
        let id = display_clean_code(&id).chars().take(ID_LENGTH).collect();
        ReadItem {
            id: Some(id),
            item,
            notes,
        }
    }

    /// The items as they are written, in the feed's order.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items
            .iter()
            .map(|range| self.text.get(range.clone()).unwrap_or_default())
    }

    /// A number that is another where the feed's items would be read otherwise, but for the clock.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn context(&self) -> u64 {
        let Head {
            edition, authors, ..
        } = &self.head;
        let context = (
            &edition.sections,
            &edition.story_archive,
            authors,
            &self.base,
        );
        fnv1a64(format!("{context:?}").as_bytes())
    }

    /// What the feed says of itself; its sections are empty where only its tags could say them.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn edition(&self) -> &Edition {
        &self.head.edition
    }

    /// Whether the feed says which sections there are.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn declares_sections(&self) -> bool {
        self.head.declares_sections
    }

    /// Where the feed goes on, as [`Feed::next_url`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn next_url(&self) -> Option<&str> {
        self.head.next_url.as_deref()
    }

    /// What has been repaired so far; before the first item was read, in the feed's head.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn repaired(&self) -> &[Note] {
        &self.report.repaired
    }

    fn drop_item(&mut self, position: usize, id: Option<String>, reason: Reason) {
        self.report.drop(Note {
            position,
            id,
            reason,
        });
    }

    /// Keeps a story, or the newer one of two with the same code, at the place of the first.
    fn keep(&mut self, mut new: Kept) {
        let code = &new.story.summary.code;
        let known = self.places.get(code.as_str());
        let is_full = self.kept.len() >= bounds::STORIES;
        match known.and_then(|at| self.kept.get_mut(at)) {
            Some(old) => {
                if changed(&new.story) > changed(&old.story) {
                    std::mem::swap(old, &mut new);
                }
                self.drop_item(new.position, Some(new.id), Reason::Duplicate);
            }
            None if is_full => {
                self.drop_item(new.position, Some(new.id), Reason::TooMany("items"));
            }
            None => {
                self.places.insert(code.as_str(), self.kept.len());
                self.kept.push(new);
            }
        }
    }

    /// Reads what is left, and gives what was read.
    pub fn finish(mut self) -> Feed {
        self.read(usize::MAX);
        let (gone, mut kept): (Vec<Kept>, Vec<Kept>) = std::mem::take(&mut self.kept)
            .into_iter()
            .partition(|kept| self.gone.contains(kept.story.summary.code.as_str()));
        for Kept { position, id, .. } in gone {
            self.drop_item(position, Some(id), Reason::Duplicate);
        }
        let mut report = self.report;
        report.kept = kept.len();
        let position = |note: &Note| i64::try_from(note.position).unwrap_or(i64::MAX);
        let mut dropped = sort_by_key_desc(std::mem::take(&mut report.dropped), position);
        dropped.reverse();
        let was_dropped = |note: &Note| {
            dropped
                .binary_search_by(|other| other.position.cmp(&note.position))
                .is_ok()
        };
        report.repaired.retain(|note| !was_dropped(note));
        report.dropped = dropped;

        let mut edition = self.head.edition;
        if !self.head.declares_sections {
            edition.sections = sections::from_tags(
                kept.iter_mut()
                    .filter_map(|kept| Arc::get_mut(&mut kept.story)),
            );
        }
        Feed {
            edition,
            report,
            stories: kept.into_iter().map(|kept| kept.story).collect(),
            withdrawn: self.withdrawn,
            next_url: self.head.next_url,
        }
    }
}

/// When a story was last touched; undated ones are the oldest.
fn changed(story: &Article) -> Option<Stamp> {
    story.modified.or(story.summary.published)
}

#[cfg(test)]
mod tests;
