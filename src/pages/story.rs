//! A story's page.

use crate::news::Figure;
use crate::news::{Article, Map, NewsCode, Section, sort_by_key_desc};
use crate::parts::blocks::blocks;
use crate::parts::card::{Card, Level, cards, headline, kicker, listing, same};
use crate::parts::chrome::section_link;
use crate::parts::comment::comment;
use crate::parts::desk;
use crate::parts::gallery::gallery;
use crate::parts::icon::{Icon, icon};
use crate::parts::picture::{Fetch, figure};
use crate::parts::text::{link, text};
use crate::parts::time::story_time;
use crate::parts::video::video;
use crate::parts::{Ui, block, page_heading};
use crate::persian::{self, strings};
use crate::store::{ListKey, Store, Story};
use crate::view::{Element, Nodes, el};

/// How many stories a story leads on to.
pub const RELATED: usize = 4;
/// A tag on more than one of so many stories relates nothing.
pub const TELLING: usize = 4;
/// In an edition of so few stories every tag is common.
pub const FEW: usize = 12;

/// What a story's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPage {
    /// The story, with its body.
    pub story: Story,
    /// The newsroom's name.
    pub newsroom: String,
    /// Where comments may be sent.
    pub contact: Option<String>,
    /// The section it is filed under.
    pub section: Option<Section>,
    /// Stories that share most tags with it, else of its section.
    pub related: Vec<Story>,
    /// The next older story of its section.
    pub next: Option<Story>,
    /// The next newer story of its section.
    pub previous: Option<Story>,
}

impl StoryPage {
    /// Every story on it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stories(self) -> Vec<Story> {
        let others = self.related.into_iter().chain(self.next);
        [self.story]
            .into_iter()
            .chain(others)
            .chain(self.previous)
            .collect()
    }
}

/// What the page of `story` shows.
pub fn page(store: &Store, story: Story) -> StoryPage {
    let edition = store.edition();
    let section = story
        .summary
        .section
        .as_ref()
        .and_then(|id| edition.section(id))
        .cloned();
    let key = match &section {
        Some(section) => ListKey::Section(section.id.clone()),
        None => ListKey::Newest,
    };
    let list = store.list(&key);
    let at = list
        .iter()
        .position(|other| other.summary.code == story.summary.code);
    let neighbour = |at: Option<usize>| at.and_then(|at| list.get(at)).cloned();
    StoryPage {
        newsroom: edition.name.clone(),
        contact: edition.contact.email.clone(),
        section,
        related: match story.related.as_slice() {
            [] => related(store, &story.summary.code, &story.summary.tags, &list),
            chosen => {
                let known = chosen.iter().filter_map(|code| store.headline(code));
                known.cloned().collect()
            }
        },
        next: neighbour(at.map(|at| at + 1)),
        previous: neighbour(at.and_then(|at| at.checked_sub(1))),
        story,
    }
}

/// The stories that share the most tags, the newer first among equals; where too few do, the
/// newest of the same list.
fn related(store: &Store, code: &NewsCode, tags: &[String], list: &[Story]) -> Vec<Story> {
    let all = store.list(&ListKey::Newest);
    let places: Map = tags.iter().map(String::as_str).collect();
    let mut uses = vec![0_usize; tags.len()];
    for tag in all.iter().flat_map(|story| &story.summary.tags) {
        if let Some(count) = places.get(tag).and_then(|at| uses.get_mut(at)) {
            *count += 1;
        }
    }
    // A tag on a good part of all stories relates nothing.
    let telling = |tag: &String| {
        let uses = places.get(tag).and_then(|at| uses.get(at));
        uses.is_some_and(|uses| all.len() <= FEW || uses * TELLING <= all.len())
    };
    let sharing: Vec<(i64, Story)> = all
        .iter()
        .filter_map(|story| {
            let shared = story.summary.tags.iter().filter(|tag| telling(tag)).count();
            (shared > 0).then(|| (i64::try_from(shared).unwrap_or(i64::MAX), story.clone()))
        })
        .collect();
    // Equal numbers stay as they stood, which is the newest first.
    sort_by_key_desc(sharing, |(shared, _)| *shared)
        .into_iter()
        .map(|(_, story)| story)
        .chain(list.iter().cloned())
        .filter(|story| story.summary.code != *code)
        .fold(Vec::new(), |mut found, story| {
            let known = found.iter().any(|other| Story::ptr_eq(other, &story));
            if found.len() < RELATED && !known {
                found.push(story);
            }
            found
        })
}

/// Draws a story's page.
pub fn view(page: &StoryPage, ui: Ui) -> Nodes {
    let story = &page.story;
    let summary = &story.summary;
    let trail = |section| el("p").class("trail").with(section_link(section, ui));
    let lead = summary.lead.as_deref();
    let head = el("header")
        .class("story-head")
        .with(page.section.as_ref().map(trail))
        .with(kicker(summary))
        .with(page_heading(text(&summary.title)))
        .with(lead.map(|lead| el("p").class("story-lead").with(text(lead))))
        .with(meta(page, ui))
        .with(desk::acts(summary));
    let whole = story.clone();
    let body = el("div")
        .class("story-body")
        .once(same(std::slice::from_ref(story)), move || {
            blocks(whole.blocks())
        });
    let article = el("article")
        .class("story")
        .set("lang", "fa")
        .with(head)
        .with(correction(story))
        .with(opening(story))
        .with(body)
        .with(gallery(&story.gallery, ui))
        .with(tags(story, ui))
        .with(source(story))
        .with(desk::printed(page, ui));
    Nodes::from(article)
        .with(comment(story, page.contact.as_deref(), ui))
        .with(related_view(page, ui))
        .with(neighbours(page, ui))
}

/// Date, code, reading time, and the citation to copy.
fn meta(page: &StoryPage, ui: Ui) -> Element {
    let story = &page.story;
    let summary = &story.summary;
    let authors = (!story.authors.is_empty()).then(|| {
        el("span")
            .class("authors")
            .with(text(&strings::authors(&story.authors)))
    });
    let words = story
        .blocks()
        .iter()
        .map(|block| persian::word_count(&block.text()))
        .sum::<usize>();
    let reading = strings::reading_time(persian::reading_minutes(words));
    let code = summary.code.as_str();
    let address = story.url.clone();
    let citation = strings::citation(
        &summary.title,
        &page.newsroom,
        code,
        &summary
            .published
            .map(persian::agency_form)
            .unwrap_or_default(),
        &address.unwrap_or_else(|| ui.story_href(&summary.code)),
    );
    let copy = el("button")
        .class("code")
        .set("type", "button")
        .set("data-copy", citation)
        .set("title", strings::COPY_CITATION)
        .with(strings::CODE)
        .with(": ")
        .with(strings::code_text(code))
        .with(icon(Icon::Copy))
        .with(el("span").class("hidden").with(strings::COPY_CITATION));
    el("div")
        .class("meta")
        .with(authors)
        .with(story_time(summary.published))
        .with(el("span").class("reading").with(reading))
        .with(copy)
}

fn correction(story: &Article) -> Option<Element> {
    let correction = story.correction.as_ref()?;
    let head = el("p")
        .with(el("strong").with(strings::CORRECTION))
        .with(" ")
        .with(correction.at.map(|at| story_time(Some(at))));
    Some(
        el("aside")
            .class("correction")
            .set("aria-label", strings::CORRECTION)
            .with(head)
            .with(el("p").with(text(&correction.text))),
    )
}

/// What stands between head and body: the video, or the story's picture unless its gallery or its
/// body shows it anyway.
fn opening(story: &Article) -> Option<Element> {
    if let Some(film) = &story.video {
        return Some(video(film, &story.summary.title));
    }
    let picture = story.summary.picture.as_ref()?;
    if story.shows(&picture.url) {
        return None;
    }
    let opening = Figure {
        picture: picture.clone(),
        caption: Vec::new(),
    };
    Some(
        el("div")
            .class("opening")
            .with(figure(&opening, Fetch::First)),
    )
}

/// The story's tags; those without a page of their own are not linked.
fn tags(story: &Article, ui: Ui) -> Option<Element> {
    let linked = story.summary.tags.iter();
    let linked =
        linked.map(|tag| el("li").with(el("a").set("href", ui.tag_href(tag)).with(text(tag))));
    let plain = story.plain_tags.iter();
    let plain = plain.map(|tag| el("li").with(el("span").with(text(tag))));
    let items: Nodes = linked.chain(plain).collect();
    story.all_tags().next().map(|_| {
        el("nav")
            .class("tags")
            .set("aria-label", strings::TAGS)
            .with(el("ul").with(items))
    })
}

fn source(story: &Article) -> Nodes {
    let source = story.source.as_ref().map(|source| {
        let name = text(&source.name);
        let name = match &source.url {
            Some(url) => link(url.clone(), name).into(),
            None => name,
        };
        el("p")
            .class("source")
            .with(strings::SOURCE)
            .with(": ")
            .with(name)
    });
    let original = story.url.clone().map(|url| {
        el("p")
            .class("source")
            .with(link(url, text(strings::ORIGINAL)))
    });
    Nodes::new().with(source).with(original)
}

fn related_view(page: &StoryPage, ui: Ui) -> Option<Element> {
    let how = Card {
        level: Level::Three,
        picture: Some(Fetch::Lazy),
        lead: false,
    };
    (!page.related.is_empty()).then(|| {
        let list = el("ol").class("cards columns");
        let list = listing(list, &page.related, move |all| cards(all, how, ui));
        block("block related", "related-heading", strings::RELATED).with(list)
    })
}

fn neighbours(page: &StoryPage, ui: Ui) -> Option<Element> {
    let one = |class: &'static str, label: &'static str, story: &Option<Story>| {
        story.as_ref().map(|story| {
            el("div")
                .class(class)
                .with(el("span").class("quiet").with(label))
                .with(headline(&story.summary, Level::Three, ui))
        })
    };
    let both = Nodes::new()
        .with(one("previous", strings::PREVIOUS, &page.previous))
        .with(one("next", strings::NEXT, &page.next));
    (!both.is_empty()).then(|| {
        el("nav")
            .class("neighbours")
            .set("aria-label", strings::NEIGHBOURS)
            .with(both)
    })
}
