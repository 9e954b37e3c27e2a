//! The front page: the lead, the stories beside it, the newest, and a block per section.

use crate::news::{NewsCode, Section, SectionId, SectionKind};
use crate::parts::Ui;
use crate::parts::card::{Card, Level, card, headline};
use crate::parts::picture::Fetch;
use crate::parts::text::text;
use crate::parts::time::timeline_time;
use crate::persian::strings;
use crate::store::{ListKey, Store, Story};
use leptos::prelude::*;
use std::collections::BTreeSet;

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
        newest
            .iter()
            .find(|story| story.summary.code == *code)
            .cloned()
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
    let mut above: BTreeSet<NewsCode> = lead
        .iter()
        .map(|story| story.summary.code.clone())
        .collect();

    let mut seconds: Vec<Story> = edition.front.seconds.iter().filter_map(named).collect();
    seconds.extend(
        newest
            .iter()
            .filter(|story| story.summary.picture.is_some())
            .cloned(),
    );
    let mut taken = above.clone();
    seconds.retain(|story| taken.insert(story.summary.code.clone()));
    seconds.truncate(SECONDS);
    above.extend(seconds.iter().map(|story| story.summary.code.clone()));

    let fresh = |story: &&Story| !above.contains(&story.summary.code);
    let blocks = block_order(store)
        .into_iter()
        .filter_map(|section| {
            let count = match section.kind {
                SectionKind::Photo | SectionKind::Video => IN_STRIP,
                SectionKind::Text | SectionKind::Link => IN_BLOCK,
            };
            let all = store.list(&ListKey::Section(section.id.clone()));
            let mut stories: Vec<Story> = all.iter().filter(fresh).take(count).cloned().collect();
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
    let mut seen: BTreeSet<&SectionId> = BTreeSet::new();
    edition
        .front
        .blocks
        .iter()
        .filter_map(|id| edition.section(id))
        .chain(edition.top_sections())
        .filter(|section| section.kind != SectionKind::Link && seen.insert(&section.id))
        .cloned()
        .collect()
}

/// Draws the front page.
pub fn view(page: &FrontPage, ui: Ui) -> AnyView {
    let lead = page.lead.as_ref().map(|story| {
        let how = Card {
            level: Level::Two,
            picture: Some(Fetch::First),
            lead: true,
        };
        view! { <div class="front-lead">{card(&story.summary, how, ui)}</div> }
    });
    let seconds = (!page.seconds.is_empty()).then(|| {
        let how = Card {
            level: Level::Three,
            picture: Some(Fetch::Lazy),
            lead: false,
        };
        view! {
            <section class="front-seconds" aria-label=strings::TOP_STORIES>
                <ol class="cards">{cards(&page.seconds, how, ui)}</ol>
            </section>
        }
    });
    let newest = (!page.newest.is_empty()).then(|| timeline(&page.newest, ui));
    // Most read stands after the second block, so that the page changes its rhythm there.
    let mut blocks: Vec<AnyView> = page.blocks.iter().map(|inner| block(inner, ui)).collect();
    if !page.most_read.is_empty() {
        blocks.insert(blocks.len().min(2), most_read(&page.most_read, ui));
    }
    view! {
        <h1 class="hidden" tabindex="-1">{text(&page.name)}</h1>
        <div class="front-top">{lead}{seconds}{newest}</div>
        {blocks}
    }
    .into_any()
}

fn cards(stories: &[Story], how: Card, ui: Ui) -> Vec<AnyView> {
    stories
        .iter()
        .map(|story| view! { <li>{card(&story.summary, how, ui)}</li> }.into_any())
        .collect()
}

fn timeline(stories: &[Story], ui: Ui) -> AnyView {
    let items = stories
        .iter()
        .map(|story| {
            let summary = &story.summary;
            view! {
                <li>{timeline_time(summary.published, ui)}{headline(summary, Level::Three, ui)}</li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="front-newest" aria-labelledby="newest-heading">
            <h2 class="block-name" id="newest-heading">{strings::NEWEST}</h2>
            <ol class="timeline">{items}</ol>
        </section>
    }
    .into_any()
}

fn most_read(stories: &[Story], ui: Ui) -> AnyView {
    let items = stories
        .iter()
        .map(|story| view! { <li>{headline(&story.summary, Level::Three, ui)}</li> })
        .collect::<Vec<_>>();
    view! {
        <section class="block most-read" aria-labelledby="most-read-heading">
            <h2 class="block-name" id="most-read-heading">{strings::MOST_READ}</h2>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

fn block(block: &FrontBlock, ui: Ui) -> AnyView {
    let section = &block.section;
    let class = match section.kind {
        SectionKind::Photo => "block strip strip-photo",
        SectionKind::Video => "block strip strip-video",
        SectionKind::Text | SectionKind::Link => "block block-text",
    };
    let picture = Some(Fetch::Lazy);
    let items = match section.kind {
        SectionKind::Photo | SectionKind::Video => cards(
            &block.stories,
            Card {
                level: Level::Three,
                picture,
                lead: false,
            },
            ui,
        ),
        SectionKind::Text | SectionKind::Link => block
            .stories
            .iter()
            .enumerate()
            .map(|(at, story)| {
                let first = at == 0;
                let how = Card {
                    level: Level::Three,
                    picture: picture.filter(|_| first),
                    lead: first,
                };
                view! { <li>{card(&story.summary, how, ui)}</li> }.into_any()
            })
            .collect(),
    };
    let heading = format!("block-{}", section.id);
    let labelled_by = heading.clone();
    view! {
        <section class=class aria-labelledby=labelled_by>
            <h2 class="block-name" id=heading>
                <a href=ui.section_href(&section.id)>{text(&section.title)}</a>
            </h2>
            <ol class="cards">{items}</ol>
        </section>
    }
    .into_any()
}
