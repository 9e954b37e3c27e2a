//! A story's page.

use crate::news::Figure;
use crate::news::{Article, NewsCode, Section};
use crate::parts::Ui;
use crate::parts::blocks::blocks;
use crate::parts::card::{Card, Level, card, headline, kicker};
use crate::parts::comment::comment;
use crate::parts::gallery::gallery;
use crate::parts::icon::{Icon, icon};
use crate::parts::picture::{Fetch, figure};
use crate::parts::text::{link, text};
use crate::parts::time::story_time;
use crate::parts::video::video;
use crate::persian::{self, strings};
use crate::route::TagSlug;
use crate::store::{ListKey, Store, Story};
use crate::update::Msg;
use leptos::prelude::*;

const RELATED: usize = 4;
/// In an edition of so few stories every tag is common.
const FEW: usize = 12;

/// What a story's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPage {
    /// The story, with its body.
    pub story: Story,
    /// The newsroom's name.
    pub newsroom: String,
    /// The section it is filed under.
    pub section: Option<Section>,
    /// Stories that share most tags with it, else of its section.
    pub related: Vec<Story>,
    /// The next older story of its section.
    pub next: Option<Story>,
    /// The next newer story of its section.
    pub previous: Option<Story>,
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
        section,
        related: related(store, &story.summary.code, &story.summary.tags, &list),
        next: neighbour(at.map(|at| at + 1)),
        previous: neighbour(at.and_then(|at| at.checked_sub(1))),
        story,
    }
}

/// The stories that share the most tags, the newer first among equals; where too few do, the
/// newest of the same list.
fn related(store: &Store, code: &NewsCode, tags: &[String], list: &[Story]) -> Vec<Story> {
    let mut sharing: Vec<(usize, Story)> = Vec::new();
    let all = store.list(&ListKey::Newest).len();
    for tag in tags {
        let tagged = store.list(&ListKey::Tag(TagSlug::new(tag)));
        // A tag on a good part of all stories relates nothing.
        if all > FEW && tagged.len() * 4 > all {
            continue;
        }
        for other in tagged.iter() {
            if other.summary.code == *code {
                continue;
            }
            match sharing
                .iter_mut()
                .find(|(_, known)| known.summary.code == other.summary.code)
            {
                Some((count, _)) => *count += 1,
                None => sharing.push((1, other.clone())),
            }
        }
    }
    sharing.sort_by(|(a, x), (b, y)| b.cmp(a).then(y.summary.published.cmp(&x.summary.published)));
    let mut found: Vec<Story> = sharing
        .into_iter()
        .map(|(_, story)| story)
        .take(RELATED)
        .collect();
    for other in list {
        if found.len() >= RELATED {
            break;
        }
        let known = found
            .iter()
            .any(|story| story.summary.code == other.summary.code);
        if other.summary.code != *code && !known {
            found.push(other.clone());
        }
    }
    found
}

/// Draws a story's page.
pub fn view(page: &StoryPage, ui: Ui) -> AnyView {
    let story = &page.story;
    let summary = &story.summary;
    let section = page.section.as_ref().map(|section| {
        view! { <p class="trail"><a href=ui.section_href(&section.id)>{text(&section.title)}</a></p> }
    });
    let lead = summary
        .lead
        .as_deref()
        .map(|lead| view! { <p class="story-lead">{text(lead)}</p> });
    let body = story.body.as_deref().unwrap_or_default();
    view! {
        <article class="story" lang="fa">
            <header class="story-head">
                {section}
                {kicker(summary)}
                <h1 tabindex="-1">{text(&summary.title)}</h1>
                {lead}
                {meta(page, ui)}
            </header>
            {correction(story)}
            {opening(story)}
            <div class="story-body">{blocks(body)}</div>
            {gallery(&story.gallery, ui)}
            {tags(&summary.tags, ui)}
            {source(story)}
        </article>
        {comment(&summary.code, ui)}
        {related_view(page, ui)}
        {neighbours(page, ui)}
    }
    .into_any()
}

/// Date, code, reading time, and the citation to copy.
fn meta(page: &StoryPage, ui: Ui) -> AnyView {
    let story = &page.story;
    let summary = &story.summary;
    let authors = (!story.authors.is_empty())
        .then(|| view! { <span class="authors">{text(&strings::authors(&story.authors))}</span> });
    let words = story.body.iter().flatten().map(words_of).sum::<usize>();
    let citation = {
        let date = summary
            .published
            .map(persian::agency_form)
            .unwrap_or_default();
        let address = story
            .url
            .clone()
            .unwrap_or_else(|| ui.story_href(&summary.code));
        strings::citation(
            &summary.title,
            &page.newsroom,
            summary.code.as_str(),
            &date,
            &address,
        )
    };
    view! {
        <div class="meta">
            {authors}
            {story_time(summary.published)}
            <span class="reading">{strings::reading_time(persian::reading_minutes(words))}</span>
            <button type="button" class="code" title=strings::COPY_CITATION
                on:click=move |_| ui.emit(Msg::Copy(citation.clone()))>
                {strings::CODE}": "{persian::persian_digits(summary.code.as_str())}
                {icon(Icon::Copy)}
                <span class="hidden">{strings::COPY_CITATION}</span>
            </button>
        </div>
    }
    .into_any()
}

fn words_of(block: &crate::news::Block) -> usize {
    persian::word_count(&block.text())
}

fn correction(story: &Article) -> AnyView {
    match &story.correction {
        None => ().into_any(),
        Some(correction) => {
            let at = correction.at.map(|at| story_time(Some(at)));
            view! {
                <aside class="correction" aria-label=strings::CORRECTION>
                    <p><strong>{strings::CORRECTION}</strong>" "{at}</p>
                    <p>{text(&correction.text)}</p>
                </aside>
            }
            .into_any()
        }
    }
}

/// What stands between head and body: the video, or the story's picture unless its gallery or its
/// body shows it anyway.
fn opening(story: &Article) -> AnyView {
    if let Some(film) = &story.video {
        return video(film, &story.summary.title);
    }
    match &story.summary.picture {
        Some(picture) if !story.shows(&picture.url) => {
            let opening = Figure {
                picture: picture.clone(),
                caption: Vec::new(),
            };
            view! { <div class="opening">{figure(&opening, Fetch::First)}</div> }.into_any()
        }
        _ => ().into_any(),
    }
}

fn tags(tags: &[String], ui: Ui) -> AnyView {
    if tags.is_empty() {
        return ().into_any();
    }
    let items = tags
        .iter()
        .map(|tag| view! { <li><a href=ui.tag_href(tag)>{text(tag)}</a></li> })
        .collect::<Vec<_>>();
    view! { <nav class="tags" aria-label=strings::TAGS><ul>{items}</ul></nav> }.into_any()
}

fn source(story: &Article) -> AnyView {
    let source = story.source.as_ref().map(|source| {
        let name = text(&source.name);
        let name = match &source.url {
            Some(url) => link(url.clone(), name),
            None => name,
        };
        view! { <p class="source">{strings::SOURCE}": "{name}</p> }
    });
    let original = story.url.clone().map(|url| {
        view! { <p class="source">{link(url, text(strings::ORIGINAL))}</p> }
    });
    view! { {source}{original} }.into_any()
}

fn related_view(page: &StoryPage, ui: Ui) -> AnyView {
    if page.related.is_empty() {
        return ().into_any();
    }
    let how = Card {
        level: Level::Three,
        picture: Some(Fetch::Lazy),
        lead: false,
    };
    let cards = page
        .related
        .iter()
        .map(|story| view! { <li>{card(&story.summary, how, ui)}</li> })
        .collect::<Vec<_>>();
    view! {
        <section class="block related" aria-labelledby="related-heading">
            <h2 class="block-name" id="related-heading">{strings::RELATED}</h2>
            <ol class="cards columns">{cards}</ol>
        </section>
    }
    .into_any()
}

fn neighbours(page: &StoryPage, ui: Ui) -> AnyView {
    let one = |class: &'static str, label: &'static str, story: &Option<Story>| {
        story.as_ref().map(|story| {
            view! {
                <div class=class>
                    <span class="quiet">{label}</span>
                    {headline(&story.summary, Level::Three, ui)}
                </div>
            }
        })
    };
    let previous = one("previous", strings::PREVIOUS, &page.previous);
    let next = one("next", strings::NEXT, &page.next);
    if previous.is_none() && next.is_none() {
        return ().into_any();
    }
    view! { <nav class="neighbours" aria-label=strings::NEIGHBOURS>{previous}{next}</nav> }
        .into_any()
}
