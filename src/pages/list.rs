//! A section's or a tag's list: the newest story large, then the others, more of them as the
//! reader comes near the end.

use crate::news::{Section, SectionKind};
use crate::parts::Ui;
use crate::parts::card::{Card, Level, card};
use crate::parts::picture::Fetch;
use crate::parts::text::text;
use crate::persian::strings;
use crate::route::{Route, TagSlug};
use crate::store::{ListKey, Store, Story};
use crate::update::{LIST_STEP, Msg, PagingState};
use leptos::prelude::*;
use std::sync::Arc;

/// What a list's page shows around its list.
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
}

/// What the list's page at `route` shows; `None` where the edition has no such list.
pub fn page(store: &Store, route: &Route) -> Option<ListPage> {
    let edition = store.edition();
    match route {
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
            })
        }
        Route::Tag(slug) => {
            let stories = store.list(&ListKey::Tag(slug.clone()));
            // The tag as the newest story writes it; the address may hold only its hash.
            let tag = stories
                .iter()
                .flat_map(|story| &story.summary.tags)
                .find(|tag| TagSlug::new(tag) == *slug)?;
            Some(ListPage {
                heading: strings::tag_heading(tag),
                kind: SectionKind::Text,
                parent: None,
                children: Vec::new(),
            })
        }
        _ => None,
    }
}

/// One step of the list. Its key is its place and what begins it, so that a list that grows at its
/// end keeps the steps that are drawn.
#[derive(Clone)]
struct Step {
    at: usize,
    stories: Arc<Vec<Story>>,
}

/// Draws the list's page.
pub fn view(page: &ListPage, ui: Ui) -> AnyView {
    let kind = page.kind;
    let class = match kind {
        SectionKind::Photo => "list list-photo",
        SectionKind::Video => "list list-video",
        SectionKind::Text => "list list-text",
        SectionKind::Link => "list list-link",
    };
    let parent = page.parent.as_ref().map(|parent| {
        view! { <p class="trail"><a href=ui.section_href(&parent.id)>{text(&parent.title)}</a></p> }
    });
    let children = (!page.children.is_empty()).then(|| {
        let items = page
            .children
            .iter()
            .map(|child| view! { <li><a href=ui.section_href(&child.id)>{text(&child.title)}</a></li> })
            .collect::<Vec<_>>();
        view! { <nav class="children" aria-label=page.heading.clone()><ul>{items}</ul></nav> }
    });
    let steps = move || {
        let shown = ui.shown.get();
        ui.list.with(|stories| {
            stories
                .chunks(LIST_STEP)
                .take(shown.div_ceil(LIST_STEP))
                .enumerate()
                .map(|(at, stories)| Step {
                    at,
                    stories: Arc::new(stories.to_vec()),
                })
                .collect::<Vec<_>>()
        })
    };
    let key = |step: &Step| {
        let codes = step.stories.iter().map(|story| Arc::as_ptr(story) as usize);
        codes.fold(step.at, |key, story| key.rotate_left(5) ^ story)
    };
    view! {
        <header class="list-head">
            {parent}
            <h1 tabindex="-1">{text(&page.heading)}</h1>
            {children}
        </header>
        <div class=class>
            <For each=steps key=key children=move |step| draw_step(&step, kind, ui) />
        </div>
        <div class="list-end">{move || end(ui)}</div>
    }
    .into_any()
}

fn draw_step(step: &Step, kind: SectionKind, ui: Ui) -> AnyView {
    let first_step = step.at == 0;
    let items = step
        .stories
        .iter()
        .enumerate()
        .map(|(at, story)| {
            let first = first_step && at == 0;
            let how = Card {
                level: Level::Two,
                picture: match kind {
                    SectionKind::Link => None,
                    _ if first => Some(Fetch::First),
                    _ => Some(Fetch::Lazy),
                },
                lead: matches!(kind, SectionKind::Text | SectionKind::Link),
            };
            view! { <li>{card(&story.summary, how, ui)}</li> }
        })
        .collect::<Vec<_>>();
    // Lists are numbered on, so that a screen reader knows where a story stands in the whole.
    let start = step.at * LIST_STEP + 1;
    view! { <ol class="cards step" start=start.to_string()>{items}</ol> }.into_any()
}

/// What stands beneath the list.
fn end(ui: Ui) -> AnyView {
    let count = ui.list.with(|stories| stories.len());
    let shown = ui.shown.get();
    let more = view! {
        <button type="button" class="action" on:click=move |_| ui.emit(Msg::NearEnd)>{strings::MORE}</button>
    };
    if shown < count {
        return more.into_any();
    }
    match (ui.paging.get(), ui.has_next.get()) {
        (PagingState::Loading, _) => view! { <p role="status">{strings::MORE_LOADING}</p> }.into_any(),
        (PagingState::Failed(failure), _) => view! {
            <p role="alert">{strings::MORE_FAILED}" "{strings::failure(failure)}</p>
            <button type="button" class="action" on:click=move |_| ui.emit(Msg::Retry)>{strings::RETRY}</button>
        }
        .into_any(),
        (PagingState::Idle, true) => more.into_any(),
        (PagingState::Idle, false) if count == 0 => view! { <p>{strings::LIST_EMPTY}</p> }.into_any(),
        (PagingState::Idle, false) => view! { <p class="quiet">{strings::LIST_END}</p> }.into_any(),
    }
}
