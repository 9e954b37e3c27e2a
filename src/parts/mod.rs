//! Shared views: pure functions of what they are given, that emit messages.
//!
//! They render natively to a string as well as in the browser. No fetch, no storage, no clock: the
//! time comes as a signal that is empty at the first render, so that a published page and the
//! browser's first render agree.

pub mod blocks;
pub mod card;
pub mod chrome;
pub mod comment;
pub mod gallery;
pub mod icon;
pub mod picture;
pub mod states;
pub mod text;
pub mod time;
pub mod video;

use crate::news::{NewsCode, SectionId, Stamp};
use crate::route::{Route, TagSlug};
use crate::store::Stories;
use crate::update::{DraftStatus, Msg, PagingState};
use leptos::prelude::*;

/// What views may ask of the app and tell it. Cheap to copy; signals belong to the app's root.
#[derive(Clone, Copy)]
pub struct Ui {
    base: StoredValue<String>,
    emit: UnsyncCallback<Msg>,
    /// The moment now, empty until the browser has taken over.
    pub now: Signal<Option<Stamp>>,
    /// The stories of the open list.
    pub list: Signal<Stories>,
    /// How many of them are shown.
    pub shown: Signal<usize>,
    /// Whether the feed has further pages.
    pub has_next: Signal<bool>,
    /// How the next page of the feed fares.
    pub paging: Signal<PagingState>,
    /// The state of the comment draft.
    pub draft: Signal<DraftStatus>,
    /// The picture open in the gallery.
    pub picture: Signal<Option<usize>>,
}

/// The signals of a `Ui`, by name.
pub struct UiSignals {
    /// See `Ui::now`.
    pub now: Signal<Option<Stamp>>,
    /// See `Ui::list`.
    pub list: Signal<Stories>,
    /// See `Ui::shown`.
    pub shown: Signal<usize>,
    /// See `Ui::has_next`.
    pub has_next: Signal<bool>,
    /// See `Ui::paging`.
    pub paging: Signal<PagingState>,
    /// See `Ui::draft`.
    pub draft: Signal<DraftStatus>,
    /// See `Ui::picture`.
    pub picture: Signal<Option<usize>>,
}

impl Ui {
    /// A `Ui` for an app that lies under `base` and hears messages through `emit`.
    pub fn new(base: &str, signals: UiSignals, emit: impl Fn(Msg) + 'static) -> Self {
        Self {
            base: StoredValue::new(base.to_owned()),
            emit: UnsyncCallback::new(emit),
            now: signals.now,
            list: signals.list,
            shown: signals.shown,
            has_next: signals.has_next,
            paging: signals.paging,
            draft: signals.draft,
            picture: signals.picture,
        }
    }

    /// Tells the app what happened. After the app's end it does nothing.
    pub fn emit(&self, message: Msg) {
        let _ = self.emit.try_run(message);
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
}
