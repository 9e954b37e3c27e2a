//! The front page: the lead, the stories beside it, the newest, and a block per section.

use crate::news::{NewsCode, Section, SectionId, SectionKind};
use crate::parts::card::{Card, Level, card, cards, headline, item, listing};
use crate::parts::chrome::section_link;
use crate::parts::picture::Fetch;
use crate::parts::text::text;
use crate::parts::time::timeline_time;
use crate::parts::{Ui, block, page_heading};
use crate::persian::strings;
use crate::store::{ListKey, Store, Story};
use crate::view::{Element, Nodes, el};

const SECONDS: usize = 3;
const NEWEST: usize = 9;
const MOST_READ: usize = 8;
const IN_BLOCK: usize = 5;
const IN_STRIP: usize = 4;

/// What the front page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontPage {
    /// The newsroom's name, the page's heading.
    pub name: String,
    /// The lead story.
    pub lead: Option<Story>,
    /// The stories beside it.
    pub seconds: Vec<Story>,
    /// The newest of all sections.
    pub newest: Vec<Story>,
    /// What readers read most, in the editor's order.
    pub most_read: Vec<Story>,
    /// The blocks, none of them empty.
    pub blocks: Vec<FrontBlock>,
}

impl FrontPage {
    /// Every story on it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stories(self) -> Vec<Story> {
        let blocks = self.blocks.into_iter().flat_map(|block| block.stories);
        let above = self.lead.into_iter().chain(self.seconds);
        let lists = self.newest.into_iter().chain(self.most_read);
        above.chain(lists).chain(blocks).collect()
    }
}

/// A section on the front page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontBlock {
    /// The section.
    pub section: Section,
    /// Its newest stories that do not stand above, the first of them with a picture if one has one.
    pub stories: Vec<Story>,
}

/// What the front page shows of `store`: the editor's choice, and where there is none the newest.
pub fn page(store: &Store) -> FrontPage {
    let edition = store.edition();
    let newest = store.list(&ListKey::Newest);
    let named = |code: &NewsCode| {
        let known = store.headline(code)?;
        let mut news = store.of_list(&ListKey::Newest, std::slice::from_ref(known));
        news.next().cloned()
    };

    let lead = edition
        .front
        .lead
        .as_ref()
        .and_then(named)
        .or_else(|| {
            newest
                .iter()
                .find(|story| story.summary.picture.is_some())
                .cloned()
        })
        .or_else(|| newest.first().cloned());
    let mut above: Vec<NewsCode> = lead
        .iter()
        .map(|story| story.summary.code.clone())
        .collect();

    let pictured = newest
        .iter()
        .filter(|story| story.summary.picture.is_some())
        .cloned();
    let chosen = edition.front.seconds.iter().filter_map(named);
    let mut seconds: Vec<Story> = Vec::new();
    for story in chosen.chain(pictured) {
        if seconds.len() == SECONDS {
            break;
        }
        // As many as stand above, and no more, are looked through.
        if !above.contains(&story.summary.code) {
            above.push(story.summary.code.clone());
            seconds.push(story);
        }
    }

    let fresh = |story: &&Story| !above.contains(&story.summary.code);
    let blocks = block_order(store)
        .into_iter()
        .filter_map(|section| {
            let count = match section.kind {
                SectionKind::Photo | SectionKind::Video => IN_STRIP,
                SectionKind::Text | SectionKind::Link => IN_BLOCK,
            };
            let key = ListKey::Section(section.id.clone());
            let all = store.of_list(&key, store.stories());
            let mut stories: Vec<Story> = all.filter(fresh).take(count).cloned().collect();
            // The first of a block carries its picture.
            if let Some(at) = stories
                .iter()
                .position(|story| story.summary.picture.is_some())
                && let Some(first) = stories.get_mut(..=at)
            {
                first.rotate_right(1);
            }
            (!stories.is_empty()).then_some(FrontBlock { section, stories })
        })
        .collect();

    FrontPage {
        name: edition.name.clone(),
        newest: newest.iter().filter(fresh).take(NEWEST).cloned().collect(),
        most_read: edition
            .front
            .most_read
            .iter()
            .filter_map(named)
            .take(MOST_READ)
            .collect(),
        lead,
        seconds,
        blocks,
    }
}

/// The sections of the front page: those that the editor named, then the others of the menu.
fn block_order(store: &Store) -> Vec<Section> {
    let edition = store.edition();
    let mut seen: Vec<&SectionId> = Vec::new();
    edition
        .front
        .blocks
        .iter()
        .filter_map(|id| edition.section(id))
        .chain(edition.top_sections())
        .filter(|section| {
            let wanted = section.kind != SectionKind::Link && !seen.contains(&&section.id);
            if wanted {
                seen.push(&section.id);
            }
            wanted
        })
        .cloned()
        .collect()
}

/// Draws the front page.
pub fn view(page: &FrontPage, ui: Ui) -> Nodes {
    let lead = page.lead.as_ref().map(|story| {
        let how = Card {
            level: Level::Two,
            picture: Some(Fetch::First),
            lead: true,
        };
        el("div")
            .class("front-lead")
            .with(card(&story.summary, how, ui).key(story.summary.code.as_str()))
    });
    let seconds = (!page.seconds.is_empty()).then(|| {
        let how = Card {
            level: Level::Three,
            picture: Some(Fetch::Lazy),
            lead: false,
        };
        el("section")
            .class("front-seconds")
            .set("aria-label", strings::TOP_STORIES)
            .with(listing(
                el("ol").class("cards"),
                &page.seconds,
                move |all| cards(all, how, ui),
            ))
    });
    let newest = (!page.newest.is_empty()).then(|| {
        let one = move |story: &Story| {
            item(story)
                .with(timeline_time(story.summary.published, ui))
                .with(headline(&story.summary, Level::Three, ui))
        };
        let newest = listing(el("ol").class("timeline"), &page.newest, move |all| {
            all.iter().map(one).collect()
        });
        block("front-newest", "newest-heading", strings::NEWEST).with(newest)
    });
    // Most read stands after the second block, so that the page changes its rhythm there.
    let mut blocks: Vec<Element> = page
        .blocks
        .iter()
        .map(|inner| section_block(inner, ui))
        .collect();
    if !page.most_read.is_empty() {
        blocks.insert(blocks.len().min(2), most_read(&page.most_read, ui));
    }
    let top = el("div")
        .class("front-top")
        .with(lead)
        .with(seconds)
        .with(newest);
    Nodes::new()
        .with(page_heading(text(&page.name)).class("hidden"))
        .with(top)
        .with(blocks.into_iter().collect::<Nodes>())
}

fn most_read(stories: &[Story], ui: Ui) -> Element {
    let one = move |story: &Story| item(story).with(headline(&story.summary, Level::Three, ui));
    let list = listing(el("ol"), stories, move |all| all.iter().map(one).collect());
    block("block most-read", "most-read-heading", strings::MOST_READ).with(list)
}

fn section_block(block: &FrontBlock, ui: Ui) -> Element {
    let section = &block.section;
    let how = Card {
        level: Level::Three,
        picture: Some(Fetch::Lazy),
        lead: false,
    };
    let strip = matches!(section.kind, SectionKind::Photo | SectionKind::Video);
    let items = move |stories: &[Story]| match stories.split_first() {
        Some((first, others)) if !strip => {
            let large = Card { lead: true, ..how };
            let small = Card {
                picture: None,
                ..how
            };
            Nodes::from(item(first).with(card(&first.summary, large, ui)))
                .with(cards(others, small, ui))
        }
        _ => cards(stories, how, ui),
    };
    let class = match section.kind {
        SectionKind::Photo => "block strip strip-photo",
        SectionKind::Video => "block strip strip-video",
        SectionKind::Text | SectionKind::Link => "block block-text",
    };
    let id = format!("block-{}", section.id);
    let heading = el("h2")
        .class("block-name")
        .set("id", id.clone())
        .with(section_link(section, ui));
    el("section")
        .key(id.clone())
        .class(class)
        .set("aria-labelledby", id)
        .with(heading)
        .with(listing(el("ol").class("cards"), &block.stories, items))
}
