//! A section's or a tag's list: the newest story large, then the others, more of them as the
//! reader comes near the end.

use crate::news::{Section, SectionKind};
use crate::parts::card::{Card, Level, card, cards, item, same};
use crate::parts::chrome::section_link;
use crate::parts::picture::Fetch;
use crate::parts::states::retry;
use crate::parts::text::text;
use crate::parts::{Ui, page_heading};
use crate::persian::strings;
use crate::route::Route;
use crate::store::{Stories, Story};
use crate::update::{LIST_PAGE, LIST_STEP, Msg, PagingState, State};
use crate::view::{Element, Nodes, el};

/// Beneath a list's own address: where a published site lists all its stories.
pub const WHOLE_LIST: &str = "all/";

/// What a list's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPage {
    /// Its heading.
    pub heading: String,
    /// How it looks.
    pub kind: SectionKind,
    /// The section above it.
    pub parent: Option<Section>,
    /// The sections beneath it.
    pub children: Vec<Section>,
    /// All its stories, of which the page shows the first so many.
    pub stories: Stories,
}

/// What the list's page that `state` has open shows; `None` where the edition has no such list.
pub fn page(state: &State) -> Option<ListPage> {
    let edition = state.store.edition();
    let stories = state.list.clone();
    match &state.route {
        Route::Section(id) => {
            let section = edition.section(id)?;
            Some(ListPage {
                heading: section.title.clone(),
                kind: section.kind,
                parent: section
                    .parent
                    .as_ref()
                    .and_then(|id| edition.section(id))
                    .cloned(),
                children: edition.children(id).cloned().collect(),
                stories,
            })
        }
        Route::Tag(slug) => {
            // The tag as the newest story writes it; the address may hold only its hash.
            let tag = stories
                .iter()
                .flat_map(|story| &story.summary.tags)
                .find(|tag| slug.is_of(tag))?;
            Some(ListPage {
                heading: strings::tag_heading(tag),
                kind: SectionKind::Text,
                parent: None,
                children: Vec::new(),
                stories,
            })
        }
        _ => None,
    }
}

/// Draws the list's page.
pub fn view(page: &ListPage, ui: Ui) -> Nodes {
    let kind = page.kind;
    let class = match kind {
        SectionKind::Photo => "list list-photo",
        SectionKind::Video => "list list-video",
        SectionKind::Text => "list list-text",
        SectionKind::Link => "list list-link",
    };
    let trail = |parent| el("p").class("trail").with(section_link(parent, ui));
    let children: Nodes = page
        .children
        .iter()
        .map(|child| el("li").with(section_link(child, ui)))
        .collect();
    let children = (!children.is_empty()).then(|| {
        el("nav")
            .class("children")
            .set("aria-label", page.heading.clone())
            .with(el("ul").with(children))
    });
    let head = el("header")
        .class("list-head")
        .with(page.parent.as_ref().map(trail))
        .with(page_heading(text(&page.heading)))
        .with(children);

    let stories = page.stories.clone();
    let list = ui.when_shown(move |state| {
        let passed = state.passed(stories.len());
        let steps = stories.chunks(LIST_STEP).enumerate();
        let before = (passed > 0).then(|| newer(ui));
        let steps: Nodes = steps
            .skip(passed / LIST_STEP)
            .take(state.shown.saturating_sub(passed).div_ceil(LIST_STEP))
            .map(|(at, stories)| step(at, stories, kind, ui))
            .collect();
        Nodes::new().with(before).with(steps)
    });
    let count = page.stories.len();
    Nodes::new()
        .with(head)
        .with(el("div").class(class).live(list))
        .with(el("div").class("list-end").live(move || end(count, ui)))
}

/// The way to the page of the list before this one.
fn newer(ui: Ui) -> Element {
    let button = ui
        .button(|| Msg::PageBefore)
        .class("action")
        .with(strings::NEWER);
    el("p").class("list-start").with(button)
}

/// One step of the list. Lists are numbered on, so that a screen reader knows where a story stands
/// in the whole. A step that is drawn stays as it is while others join it.
fn step(at: usize, stories: &[Story], kind: SectionKind, ui: Ui) -> Element {
    let stories: Vec<Story> = stories.to_vec();
    let state = format!("{at} {}", same(&stories));
    el("ol")
        .class("cards step")
        .set("start", (at * LIST_STEP + 1).to_string())
        .once(state, move || items(at, &stories, kind, ui))
}

fn items(at: usize, stories: &[Story], kind: SectionKind, ui: Ui) -> Nodes {
    let how = Card {
        level: Level::Two,
        picture: (kind != SectionKind::Link).then_some(Fetch::Lazy),
        lead: matches!(kind, SectionKind::Text | SectionKind::Link),
    };
    match stories.split_first() {
        Some((first, others)) if at == 0 => {
            let large = Card {
                picture: how.picture.map(|_| Fetch::First),
                ..how
            };
            Nodes::from(item(first).with(card(&first.summary, large, ui)))
                .with(cards(others, how, ui))
        }
        _ => cards(stories, how, ui),
    }
}

/// The ways to the parts of the list beside this one.
#[cfg(not(target_arch = "wasm32"))]
fn parts_beside(pager: &crate::update::Pager) -> Nodes {
    let link = |address: &Option<String>, rel: &'static str, words: &'static str| {
        address.as_ref().map(|address| {
            el("a")
                .class("action")
                .set("rel", rel)
                .set("href", address.clone())
                .with(words)
        })
    };
    Nodes::new()
        .with(link(&pager.newer, "prev", strings::NEWER))
        .with(link(&pager.older, "next", strings::OLDER))
}

/// The address of the page that lists all stories of the open list without the program.
fn older(state: &State, ui: Ui) -> Option<String> {
    let published = state.store.edition().list_archive.is_some();
    published.then(|| format!("{}{WHOLE_LIST}", ui.href(&state.route)))
}

/// What stands beneath the list.
fn end(count: usize, ui: Ui) -> Nodes {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(pager) = ui.state(|state| state.pager.clone()) {
        return parts_beside(&pager);
    }
    let (shown, paging, has_next, older) = ui.state(|state| {
        let paging = state.paging();
        (
            state.shown,
            paging.state,
            paging.next.is_some(),
            older(state, ui),
        )
    });
    // At the end of a page the reader decides; before it, coming near is enough. A link where the
    // list can be read without the program as well; the app takes a press of it for a button's.
    let more = || {
        let (class, words) = match shown % LIST_PAGE {
            0 => ("action", strings::OLDER),
            _ => ("action more", strings::MORE),
        };
        let more = match &older {
            Some(address) => el("a").set("href", address.clone()),
            None => ui.button(|| Msg::NearEnd),
        };
        more.class(class).with(words)
    };
    if shown < count {
        return more().into();
    }
    match paging {
        PagingState::Loading => el("p")
            .set("role", "status")
            .with(strings::MORE_LOADING)
            .into(),
        PagingState::Failed(failure) => {
            let words = el("p")
                .set("role", "alert")
                .with(strings::MORE_FAILED)
                .with(" ")
                .with(strings::failure(failure));
            Nodes::from(words).with(retry(ui))
        }
        PagingState::Idle if has_next => more().into(),
        PagingState::Idle if count == 0 => el("p").with(strings::LIST_EMPTY).into(),
        PagingState::Idle => el("p").class("quiet").with(strings::LIST_END).into(),
    }
}
