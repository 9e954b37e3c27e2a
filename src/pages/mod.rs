//! The pages: what each one shows, as a value, and how it looks, as a view of that value.
//!
//! A page's `page` reads the state; its `view` draws what was found. Neither fetches, stores or asks the time.

mod front;
mod list;
mod report;
mod screen;
mod story;

use crate::feed::Report;
use crate::parts::card::{Card, Level, cards};
use crate::parts::chrome::edition_name;
use crate::parts::states::{self, Shape};
use crate::parts::{Ui, block, desk, page_heading};
use crate::persian::strings;
use crate::route::{Room, Route};
use crate::store::{Failure, ListKey, Loaded, Story};
use crate::update::State;
use crate::view::{Element, Nodes, el};
use std::sync::Arc;

pub use list::{ListPage, WHOLE_LIST};
pub use screen::Screen;
pub use story::{FEW, RELATED, StoryPage, TELLING};

/// What the open page is.
pub enum Page {
    /// The front page.
    Front,
    /// A section's or a tag's list.
    List(ListPage),
    /// A story.
    Story(Story),
    /// What was dropped or repaired in the feed.
    Report(Arc<Report>),
    /// A page of the reader's own.
    Desk(Room),
    /// A story that the newsroom has withdrawn.
    Withdrawn,
    /// No page of this edition; with some stories to go on with.
    NotFound(Vec<Story>),
    /// On its way.
    Loading(Shape),
    /// The edition could not be had.
    Failed(Failure),
    /// The story could not be had.
    StoryFailed(Failure),
}

/// What the page that `state` has open shows.
pub fn page(state: &State) -> Page {
    // What a reader keeps is there whether or not the news are.
    if let Route::Desk(room) = state.route {
        return Page::Desk(room);
    }
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
        Route::Front => Page::Front,
        Route::Section(_) | Route::Tag(_) => {
            list::page(state).map_or_else(|| not_found(state), Page::List)
        }
        Route::Story(code) => match state.story(code) {
            Loaded::Ready(story) => Page::Story(story),
            Loaded::Gone => Page::Withdrawn,
            Loaded::Loading => Page::Loading(Shape::Story),
            Loaded::Failed(Failure::Missing) => not_found(state),
            Loaded::Failed(failure) => Page::StoryFailed(failure),
        },
        Route::FeedReport => Page::Report(store.report().clone()),
        Route::Desk(room) => Page::Desk(*room),
        Route::NotFound => not_found(state),
    }
}

fn not_found(state: &State) -> Page {
    let newest = state.store.list(&ListKey::Newest);
    Page::NotFound(newest.iter().take(6).cloned().collect())
}

/// The title of the open page, as tabs, the history and the announcement of a new page say it.
pub fn title(state: &State) -> String {
    let edition = edition_name(state.store.edition());
    let page = page(state);
    let own = match &page {
        Page::Front | Page::Loading(_) => return edition.to_owned(),
        #[cfg(not(target_arch = "wasm32"))]
        Page::List(page) if state.pager.is_some() => {
            let number = state.pager.as_ref().and_then(|pager| pager.number);
            return strings::page_title(&strings::list_part(&page.heading, number), edition);
        }
        Page::List(page) => page.heading.as_str(),
        Page::Story(story) => story.summary.title.as_str(),
        Page::Report(_) => strings::REPORT,
        Page::Desk(room) => desk::sign(*room).1,
        Page::Withdrawn => strings::WITHDRAWN,
        Page::NotFound(_) => strings::NOT_FOUND,
        Page::Failed(_) => strings::FAILED,
        Page::StoryFailed(_) => strings::STORY_FAILED,
    };
    strings::page_title(own, edition)
}

/// The screen of `state` as HTML, as a published page carries it and as tests read it: without
/// the time, which only the browser knows.
#[cfg(not(target_arch = "wasm32"))]
pub fn to_html(state: State, base: &str) -> String {
    use leptos::prelude::{Owner, RwSignal};
    Owner::new().with(|| {
        let screen = Screen::new(
            RwSignal::new(state),
            RwSignal::new(None),
            RwSignal::new(String::new()),
            base,
            |_| {},
        );
        crate::view::to_html(&screen.view())
    })
}

/// The stories that the first frame of the open page shows: what a published page must carry.
#[cfg(not(target_arch = "wasm32"))]
pub fn stories(state: &State) -> Vec<Story> {
    let store = &state.store;
    match page(state) {
        Page::Front => front::page(store).stories(),
        Page::List(page) => page.stories.iter().take(state.shown).cloned().collect(),
        Page::Story(story) => story::page(store, story).stories(),
        Page::NotFound(newest) => newest,
        _ => Vec::new(),
    }
}

/// Draws the page that `state` has open.
pub fn view(state: &State, ui: Ui) -> Nodes {
    #[cfg(feature = "faults")]
    crate::faults::drawn();
    let store = &state.store;
    match &page(state) {
        Page::Front => front::view(&front::page(store), ui),
        Page::List(page) => list::view(page, ui),
        Page::Story(story) => story::view(&story::page(store, story.clone()), ui),
        Page::Report(report) => report::view(report).into(),
        Page::Desk(room) => desk::page(*room),
        Page::Withdrawn => nothing(strings::WITHDRAWN, strings::WITHDRAWN_NOTE, ui).into(),
        Page::NotFound(newest) => not_found_view(newest, ui),
        Page::Loading(shape) => states::loading(*shape).into(),
        Page::Failed(failure) => states::failed(strings::FAILED, *failure, ui).into(),
        Page::StoryFailed(failure) => states::failed(strings::STORY_FAILED, *failure, ui).into(),
    }
}

/// A page that has nothing to show for good: why, and where to go on.
fn nothing(heading: &'static str, note: &'static str, ui: Ui) -> Element {
    el("div")
        .class("state")
        .with(page_heading(heading))
        .with(el("p").with(note))
        .with(states::to_front(ui))
        .with(desk::to_search(ui))
}

fn not_found_view(newest: &[Story], ui: Ui) -> Nodes {
    let how = Card {
        level: Level::Three,
        picture: None,
        lead: false,
    };
    let list = el("ol").class("cards columns").with(cards(newest, how, ui));
    Nodes::new()
        .with(nothing(strings::NOT_FOUND, strings::NOT_FOUND_NOTE, ui))
        .with(block("block", "newest-heading", strings::NEWEST).with(list))
}
