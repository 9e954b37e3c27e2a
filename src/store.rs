//! What the app has read of the edition, and what pages ask of it: a list, or a story.

use crate::feed::{Feed, FeedError, Report};
use crate::news::{
    Article, Edition, Front, Map, NewsCode, SectionId, SectionKind, sort_by_key_desc,
};
use crate::route::{Route, TagSlug};
use std::sync::Arc;

/// A story as the store shares it: cloning costs a counter.
pub type Story = Arc<Article>;

/// The stories of a list, newest first, shared between the pages that show them.
pub type Stories = Arc<Vec<Story>>;

/// What can be said of something that a page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded<T> {
    /// On its way.
    Loading,
    /// Here.
    Ready(T),
    /// It could not be had.
    Failed(Failure),
    /// The newsroom has withdrawn it.
    Gone,
}

/// Why something could not be had, as far as a reader can use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer came: no network, or no such host.
    Network,
    /// The answer stalled.
    Stalled,
    /// The server refused, with its HTTP status.
    Status(u16),
    /// Nothing lies at this address.
    Missing,
    /// The answer is larger than the app reads.
    TooLarge,
    /// The answer is not a feed: a login page of the network, or a damaged file.
    NotAFeed,
    /// The answer is a feed without the story, or without any story.
    Empty,
}

impl From<FeedError> for Failure {
    fn from(_: FeedError) -> Self {
        Self::NotAFeed
    }
}

/// Which list a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// Everything, newest first.
    Newest,
    /// A section with the sections beneath it.
    Section(SectionId),
    /// The stories with a tag.
    Tag(TagSlug),
}

impl ListKey {
    /// The list that the page at `route` shows.
    pub fn of(route: &Route) -> Option<Self> {
        match route {
            Route::Section(id) => Some(Self::Section(id.clone())),
            Route::Tag(slug) => Some(Self::Tag(slug.clone())),
            _ => None,
        }
    }
}

/// The edition as far as it has been read.
#[derive(Clone, Debug, Default)]
pub struct Store {
    edition: Arc<Edition>,
    stories: Vec<Story>,
    /// The place of each story in `stories`.
    places: Map,
    withdrawn: Map,
    report: Arc<Report>,
    version: u64,
}

impl Store {
    /// A number that is another after each change, so that a page is worked out anew only then.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What the feed says of the edition.
    pub fn edition(&self) -> &Arc<Edition> {
        &self.edition
    }

    /// What was dropped or repaired in everything read so far.
    pub fn report(&self) -> &Arc<Report> {
        &self.report
    }

    /// Takes in the edition's feed. Its word on the edition replaces what was known; its stories
    /// join those that are there, and replace those of the same code.
    pub fn absorb_feed(&mut self, mut feed: Feed) {
        self.edition = Arc::new(std::mem::take(&mut feed.edition));
        self.report = Arc::default();
        self.absorb_page(feed);
    }

    /// Takes in a further page of the feed, or a single story from the archive.
    pub fn absorb_page(&mut self, feed: Feed) {
        self.version += 1;
        let report = Arc::make_mut(&mut self.report);
        report.absorb(feed.report);
        // A published page knows of the editor's hand only where it shows it.
        if feed.edition.front != Front::default() {
            Arc::make_mut(&mut self.edition).front = feed.edition.front;
        }
        for story in feed.stories {
            let place = self.places.get(story.summary.code.as_str());
            match place.and_then(|at| self.stories.get_mut(at)) {
                Some(before) => {
                    let story = with_known_body(story, before);
                    // One that is the same stays the same in memory, so that it is not drawn anew.
                    if *story != **before {
                        *before = story;
                    }
                }
                None => self.stories.push(story),
            }
        }
        // Undated stories stay in the feed's order, behind all dated ones.
        self.stories = sort_by_key_desc(std::mem::take(&mut self.stories), |story| {
            story.summary.published.map_or(i64::MIN, |stamp| stamp.0)
        });
        self.leave_out(&feed.withdrawn);
    }

    /// Takes withdrawn stories away for good, and gives the others their places.
    fn leave_out(&mut self, codes: &[NewsCode]) {
        for code in codes {
            self.withdrawn.insert(code.as_str(), 0);
        }
        let withdrawn = &self.withdrawn;
        self.stories
            .retain(|story| !withdrawn.contains(story.summary.code.as_str()));
        let codes = self.stories.iter().map(|story| story.summary.code.as_str());
        self.places = codes.collect();
    }

    /// The codes of the stories that the newsroom has withdrawn.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn withdrawn(&self) -> impl Iterator<Item = NewsCode> {
        self.withdrawn.keys().map(NewsCode::new)
    }

    /// Takes withdrawn stories away at once.
    pub fn withdraw(&mut self, codes: &[NewsCode]) {
        if codes.is_empty() {
            return;
        }
        self.version += 1;
        self.leave_out(codes);
    }

    /// The stories of `feed` that the store does not hold, or holds in an older form.
    pub fn news_in<'a>(&'a self, feed: &'a Feed) -> impl Iterator<Item = &'a Story> {
        feed.stories.iter().filter(move |story| {
            self.headline(&story.summary.code).is_none_or(|before| {
                before.summary != story.summary || before.modified != story.modified
            })
        })
    }

    /// The stories of a list, newest first. The newsroom's own pages are news in no list but their
    /// own section's.
    pub fn list(&self, key: &ListKey) -> Stories {
        Arc::new(self.of_list(key, &self.stories).cloned().collect())
    }

    /// Those of `stories`, as they stand, that belong to a list.
    pub fn of_list<'a>(
        &'a self,
        key: &'a ListKey,
        stories: &'a [Story],
    ) -> impl Iterator<Item = &'a Story> {
        let sections: Vec<&SectionId> = match key {
            ListKey::Section(id) => self
                .edition
                .children(id)
                .map(|child| &child.id)
                .chain([id])
                .collect(),
            ListKey::Newest | ListKey::Tag(_) => self
                .edition
                .sections
                .iter()
                .filter(|section| section.kind == SectionKind::Link)
                .map(|section| &section.id)
                .collect(),
        };
        let inside = move |story: &Story| {
            story
                .summary
                .section
                .as_ref()
                .is_some_and(|id| sections.contains(&id))
        };
        stories.iter().filter(move |story| match key {
            ListKey::Newest => !inside(story),
            ListKey::Section(_) => inside(story),
            ListKey::Tag(slug) => {
                !inside(story) && story.summary.tags.iter().any(|tag| slug.is_of(tag))
            }
        })
    }

    /// The story with this code: `Failed(Missing)` where nothing is known of it, and `Loading`
    /// where only its headline is.
    pub fn story(&self, code: &NewsCode) -> Loaded<Story> {
        if self.withdrawn.contains(code.as_str()) {
            return Loaded::Gone;
        }
        match self.headline(code) {
            Some(story) if story.body.is_some() => Loaded::Ready(story.clone()),
            Some(_) => Loaded::Loading,
            None => Loaded::Failed(Failure::Missing),
        }
    }

    /// All stories that have been read, newest first.
    pub fn stories(&self) -> &[Story] {
        &self.stories
    }

    /// The headline of a story, whether or not its body is here.
    pub fn headline(&self, code: &NewsCode) -> Option<&Story> {
        self.stories.get(self.places.get(code.as_str())?)
    }
}

/// A headline-only feed must not take away what has been read of a story already, unless the story
/// has changed since.
fn with_known_body(mut story: Story, before: &Story) -> Story {
    if story.body.is_some() || before.body.is_none() || story.modified != before.modified {
        return story;
    }
    // It has just been read, so nobody shares it.
    if let Some(whole) = Arc::get_mut(&mut story) {
        whole.body = before.body.clone();
        whole.gallery = before.gallery.clone();
        whole.video = before.video.clone();
        whole.authors = before.authors.clone();
        whole.source = before.source.clone();
        whole.correction = before.correction.clone();
        whole.related = before.related.clone();
        whole.url = before.url.clone();
    }
    story
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::read_whole;
    use crate::news::Stamp;

    const NOW: Stamp = Stamp(1_790_000_000);

    fn feed(json: &str) -> Feed {
        read_whole(json.as_bytes().to_vec(), "/feed.json", NOW).unwrap()
    }

    fn edition() -> Feed {
        feed(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{
              "sections":[{"id":"provinces","title":"استان‌ها"},{"id":"fars","title":"فارس","parent":"provinces"},
                {"id":"sports","title":"ورزشی"},{"id":"pages","title":"صفحات داخلی","kind":"link"}],
              "archive":{"story":"data/n/{code}.json"}},
             "items":[
              {"id":"1","title":"یک","content_text":"متن","date_published":"2026-01-01T00:00:00Z","tags":["آب"],"_peyk":{"section":"fars"}},
              {"id":"2","title":"دو","content_text":"متن","date_published":"2026-01-02T00:00:00Z","_peyk":{"section":"sports"}},
              {"id":"3","title":"سه","date_published":"2026-01-03T00:00:00Z","tags":["آب"],"_peyk":{"section":"provinces"}},
              {"id":"4","title":"بی‌تاریخ","content_text":"متن"},
              {"id":"about","title":"درباره","content_text":"متن","tags":["آب"],"_peyk":{"section":"pages"}}]}"#,
        )
    }

    fn store() -> Store {
        let mut store = Store::default();
        store.absorb_feed(edition());
        store
    }

    fn codes(stories: &Stories) -> Vec<&str> {
        stories
            .iter()
            .map(|story| story.summary.code.as_str())
            .collect()
    }

    #[test]
    fn lists_are_newest_first_and_undated_stories_come_last() {
        assert_eq!(codes(&store().list(&ListKey::Newest)), ["3", "2", "1", "4"]);
    }

    #[test]
    fn a_section_lists_the_stories_of_its_provinces_too() {
        let provinces = ListKey::Section(SectionId::new("provinces"));
        assert_eq!(codes(&store().list(&provinces)), ["3", "1"]);
        let fars = ListKey::Section(SectionId::new("fars"));
        assert_eq!(codes(&store().list(&fars)), ["1"]);
    }

    #[test]
    fn the_newsrooms_own_pages_are_news_in_no_list_but_their_own() {
        let store = store();
        assert_eq!(
            codes(&store.list(&ListKey::Section(SectionId::new("pages")))),
            ["about"]
        );
        assert_eq!(
            codes(&store.list(&ListKey::Tag(TagSlug::new("آب")))),
            ["3", "1"]
        );
    }

    #[test]
    fn a_story_is_ready_loading_gone_or_missing() {
        let mut store = store();
        store.withdraw(&[NewsCode::new("2")]);
        let state = |code: &str| match store.story(&NewsCode::new(code)) {
            Loaded::Ready(_) => "ready",
            Loaded::Loading => "loading",
            Loaded::Gone => "gone",
            Loaded::Failed(Failure::Missing) => "missing",
            Loaded::Failed(_) => "failed",
        };
        assert_eq!(
            ["1", "3", "2", "9"].map(state),
            ["ready", "loading", "gone", "missing"]
        );
        assert_eq!(codes(&store.list(&ListKey::Newest)), ["3", "1", "4"]);
    }

    #[test]
    fn a_withdrawn_story_leaves_and_does_not_come_back_with_an_older_page_of_the_feed() {
        let mut store = store();
        store.absorb_page(feed(r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{"id":"1","_peyk":{"withdrawn":true}}]}"#));
        assert_eq!(store.story(&NewsCode::new("1")), Loaded::Gone);
        store.absorb_page(edition());
        assert_eq!(store.story(&NewsCode::new("1")), Loaded::Gone);
    }

    #[test]
    fn a_headline_does_not_take_away_a_body_that_has_been_read() {
        let mut store = store();
        store.absorb_page(feed(r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{"archive":{"story":"x/{code}"}},
          "items":[{"id":"1","title":"یک، تازه","date_published":"2026-01-01T00:00:00Z"}]}"#));
        let Loaded::Ready(story) = store.story(&NewsCode::new("1")) else {
            panic!("the body is gone")
        };
        assert_eq!(story.summary.title, "یک، تازه");
    }

    #[test]
    fn news_are_the_stories_that_are_new_or_changed() {
        let newer = feed(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[
          {"id":"2","title":"دوی دیگر","content_text":"متن","date_published":"2026-01-02T00:00:00Z"},
          {"id":"4","title":"بی‌تاریخ","content_text":"متن"},
          {"id":"5","title":"پنج","content_text":"متن"}]}"#,
        );
        let store = store();
        let news: Vec<&str> = store
            .news_in(&newer)
            .map(|story| story.summary.code.as_str())
            .collect();
        assert_eq!(news, ["2", "5"]);
    }
}
