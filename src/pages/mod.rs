//! The pages: what each one shows, as a value, and how it looks, as a view of that value.
//!
//! `page` reads the state; `view` draws what it found. Neither fetches, stores or asks the time. A
//! list's stories are not part of its page's value but come through `Ui`, so that a list grows
//! without its page being drawn anew.

mod front;
mod list;
mod report;
mod screen;
mod story;

use crate::feed::Report;
use crate::news::{NewsCode, SectionId};
use crate::parts::Ui;
use crate::parts::card::{Card, Level, card};
use crate::parts::states::{self, Shape};
use crate::persian::strings;
use crate::route::Route;
use crate::store::{Failure, ListKey, Loaded, Stories};
use crate::update::State;
use leptos::prelude::*;
use std::sync::Arc;

pub use front::FrontPage;
pub use list::ListPage;
pub use screen::Screen;
pub use story::StoryPage;

/// What the open page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The front page.
    Front(Arc<FrontPage>),
    /// A section's or a tag's list.
    List(Arc<ListPage>),
    /// A story.
    Story(Arc<StoryPage>),
    /// What was dropped or repaired in the feed.
    Report(Arc<Report>),
    /// A story that the newsroom has withdrawn.
    Withdrawn,
    /// No page of this edition; with some stories to go on with.
    NotFound(Stories),
    /// On its way.
    Loading(Shape),
    /// The edition could not be had.
    Failed(Failure),
    /// The story could not be had.
    StoryFailed(NewsCode, Failure),
}

/// What the page that `state` has open shows.
pub fn page(state: &State) -> Page {
    match &state.feed {
        Loaded::Ready(()) => ready(state),
        Loaded::Failed(failure) => Page::Failed(*failure),
        Loaded::Loading | Loaded::Gone => Page::Loading(match state.route {
            Route::Front => Shape::Front,
            Route::Story(_) => Shape::Story,
            _ => Shape::List,
        }),
    }
}

fn ready(state: &State) -> Page {
    let store = &state.store;
    match &state.route {
        Route::Front => Page::Front(Arc::new(front::page(store))),
        Route::Section(_) | Route::Tag(_) => match list::page(store, &state.route) {
            Some(page) => Page::List(Arc::new(page)),
            None => not_found(state),
        },
        Route::Story(code) => match state.story(code) {
            Loaded::Ready(story) => Page::Story(Arc::new(story::page(store, story))),
            Loaded::Gone => Page::Withdrawn,
            Loaded::Loading => Page::Loading(Shape::Story),
            Loaded::Failed(Failure::Missing) => not_found(state),
            Loaded::Failed(failure) => Page::StoryFailed(code.clone(), failure),
        },
        Route::FeedReport => Page::Report(store.report().clone()),
        Route::NotFound => not_found(state),
    }
}

fn not_found(state: &State) -> Page {
    let newest = state.store.list(&ListKey::Newest);
    Page::NotFound(Arc::new(newest.iter().take(6).cloned().collect()))
}

/// The list that the open page shows, empty where it shows none.
pub fn listed(state: &State) -> Stories {
    match &state.route {
        Route::Section(id) => state.store.list(&ListKey::Section(id.clone())),
        Route::Tag(slug) => state.store.list(&ListKey::Tag(slug.clone())),
        _ => Stories::default(),
    }
}

/// The section that the menu marks: the open one, or the open story's.
pub fn here(state: &State) -> Option<SectionId> {
    match &state.route {
        Route::Section(id) => Some(id.clone()),
        Route::Story(code) => state.store.headline(code)?.summary.section.clone(),
        _ => None,
    }
}

/// The title of a page, as tabs, the history and the announcement of a new page say it.
pub fn title(page: &Page, edition: &str) -> String {
    let edition = if edition.is_empty() {
        strings::APP
    } else {
        edition
    };
    let own = match page {
        Page::Front(_) | Page::Loading(_) => return edition.to_owned(),
        Page::List(page) => page.heading.as_str(),
        Page::Story(page) => page.story.summary.title.as_str(),
        Page::Report(_) => strings::REPORT,
        Page::Withdrawn => strings::WITHDRAWN,
        Page::NotFound(_) => strings::NOT_FOUND,
        Page::Failed(_) => strings::FAILED,
        Page::StoryFailed(..) => strings::STORY_FAILED,
    };
    strings::page_title(own, edition)
}

/// The screen of `state` as HTML, as a published page carries it and as tests read it: without
/// the time, which only the browser knows.
#[cfg(not(target_arch = "wasm32"))]
pub fn to_html(state: State, base: &str) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let quiet = Signal::stored(String::new());
        Screen::new(
            RwSignal::new(state),
            Signal::stored(None),
            quiet,
            base,
            |_| {},
        )
        .view()
        .to_html()
    })
}

/// Draws a page.
pub fn view(page: &Page, ui: Ui) -> AnyView {
    match page {
        Page::Front(page) => front::view(page, ui),
        Page::List(page) => list::view(page, ui),
        Page::Story(page) => story::view(page, ui),
        Page::Report(page) => report::view(page),
        Page::Withdrawn => view! {
            <div class="state">
                <h1 tabindex="-1">{strings::WITHDRAWN}</h1>
                <p>{strings::WITHDRAWN_NOTE}</p>
                {states::to_front(ui)}
            </div>
        }
        .into_any(),
        Page::NotFound(newest) => not_found_view(newest, ui),
        Page::Loading(shape) => states::loading(*shape),
        Page::Failed(failure) => states::failed(strings::FAILED, *failure, ui),
        Page::StoryFailed(_, failure) => states::failed(strings::STORY_FAILED, *failure, ui),
    }
}

fn not_found_view(newest: &Stories, ui: Ui) -> AnyView {
    let how = Card {
        level: Level::Three,
        picture: None,
        lead: false,
    };
    let cards = newest
        .iter()
        .map(|story| view! { <li>{card(&story.summary, how, ui)}</li> })
        .collect::<Vec<_>>();
    view! {
        <div class="state">
            <h1 tabindex="-1">{strings::NOT_FOUND}</h1>
            <p>{strings::NOT_FOUND_NOTE}</p>
            {states::to_front(ui)}
        </div>
        <section class="block" aria-labelledby="newest-heading">
            <h2 class="block-name" id="newest-heading">{strings::NEWEST}</h2>
            <ol class="cards columns">{cards}</ol>
        </section>
    }
    .into_any()
}
