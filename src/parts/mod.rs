//! Shared views: pure functions of what they are given, that emit messages.
//!
//! They render natively to a string as well as in the browser. No fetch, no storage, no clock: the
//! time comes as a signal that is empty at the first render, so that a published page and the
//! browser's first render agree.

pub mod blocks;
pub mod card;
pub mod chrome;
pub mod comment;
pub mod desk;
pub mod gallery;
pub mod icon;
pub mod picture;
pub mod states;
pub mod text;
pub mod time;
pub mod video;

use crate::news::{NewsCode, SectionId, Stamp};
use crate::route::{Route, TagSlug};
use crate::update::{Msg, State};
use crate::view::{Content, Element, Nodes, el};
use leptos::prelude::*;

/// What views may ask of the app and tell it. Cheap to copy; signals belong to the app's root.
#[derive(Clone, Copy)]
pub struct Ui {
    base: StoredValue<String>,
    emit: UnsyncCallback<Msg>,
    state: RwSignal<State>,
    now: RwSignal<Option<Stamp>>,
    shown: Memo<u64>,
}

impl Ui {
    /// A `Ui` for an app that lies under `base` and hears messages through `emit`. `now` is empty
    /// until the browser has taken over.
    pub fn new(
        base: &str,
        state: RwSignal<State>,
        now: RwSignal<Option<Stamp>>,
        emit: impl Fn(Msg) + 'static,
    ) -> Self {
        Self {
            base: StoredValue::new(base.to_owned()),
            emit: UnsyncCallback::new(emit),
            state,
            now,
            shown: followed(state, |state| state.shown as u64),
        }
    }

    /// Tells the app what happened. After the app's end it does nothing.
    pub fn emit(&self, message: Msg) {
        let _ = self.emit.try_run(message);
    }

    /// The moment now; what asks for it follows it.
    pub fn now(&self) -> Option<Stamp> {
        self.now.try_get().flatten()
    }

    /// What `read` finds in the state; what asks for it follows every change of the state, so it
    /// must be quickly drawn. After the app's end it is the default.
    pub fn state<T: Default>(&self, read: impl FnOnce(&State) -> T) -> T {
        self.state.try_with(read).unwrap_or_default()
    }

    /// What `draw` makes of the state, anew whenever the number that `version` reads in it is
    /// another. For what stands on every page: the state keeps a record of each for ever.
    pub fn when(
        &self,
        version: impl Fn(&State) -> u64 + Send + Sync + 'static,
        draw: impl Fn(&State) -> Nodes + Send + 'static,
    ) -> impl Fn() -> Nodes + Send + 'static {
        drawn(self.state, followed(self.state, version), draw)
    }

    /// What `draw` makes of the state, anew whenever more or less of the open list is shown.
    pub fn when_shown(
        &self,
        draw: impl Fn(&State) -> Nodes + Send + 'static,
    ) -> impl Fn() -> Nodes + Send + 'static {
        drawn(self.state, self.shown, draw)
    }
    /// The address of `route`.
    pub fn href(&self, route: &Route) -> String {
        self.base
            .try_with_value(|base| route.path(base))
            .unwrap_or_default()
    }

    /// The address of a story.
    pub fn story_href(&self, code: &NewsCode) -> String {
        self.href(&Route::Story(code.clone()))
    }

    /// The address of a section.
    pub fn section_href(&self, id: &SectionId) -> String {
        self.href(&Route::Section(id.clone()))
    }

    /// The address of a tag's list.
    pub fn tag_href(&self, tag: &str) -> String {
        self.href(&Route::Tag(TagSlug::new(tag)))
    }

    /// A button that tells the app `message`.
    pub fn button(&self, message: impl Fn() -> Msg + Send + 'static) -> Element {
        let ui = *self;
        el("button")
            .set("type", "button")
            .on("click", move || ui.emit(message()))
    }
}

/// The number that `version` reads in the state.
fn followed(
    state: RwSignal<State>,
    version: impl Fn(&State) -> u64 + Send + Sync + 'static,
) -> Memo<u64> {
    Memo::new(move |_| state.try_with(&version).unwrap_or_default())
}

/// What `draw` makes of the state, anew whenever `version` is another.
fn drawn(
    state: RwSignal<State>,
    version: Memo<u64>,
    draw: impl Fn(&State) -> Nodes + Send + 'static,
) -> impl Fn() -> Nodes + Send + 'static {
    move || {
        let _ = version.try_get();
        state.try_with_untracked(&draw).unwrap_or_default()
    }
}

/// A heading that the focus can be moved to when its page opens.
pub fn page_heading(heading: impl Content) -> Element {
    el("h1").set("tabindex", "-1").with(heading)
}

/// A part of the page under a heading of its own.
pub fn block(class: &'static str, id: &'static str, heading: &'static str) -> Element {
    el("section")
        .class(class)
        .set("aria-labelledby", id)
        .with(el("h2").class("block-name").set("id", id).with(heading))
}
