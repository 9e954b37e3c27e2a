//! The whole screen: what stands around every page, and the page that is open. The same natively,
//! where it is rendered to a string, and in the browser, where it lives on.

use super::Page;
use crate::news::{SectionId, Stamp};
use crate::parts::chrome::{self, MAIN};
use crate::parts::gallery;
use crate::parts::{Ui, UiSignals};
use crate::persian::strings;
use crate::route::Route;
use crate::store::Story;
use crate::update::{Msg, Notice, State};
use leptos::prelude::*;

/// The screen of an app, as signals that follow its state.
#[derive(Clone, Copy)]
pub struct Screen {
    /// What views may ask and tell.
    pub ui: Ui,
    /// What the open page shows.
    pub page: Memo<Page>,
    state: RwSignal<State>,
    announced: Signal<String>,
}

impl Screen {
    /// The screen of `state`. `now` is empty until the browser has taken over; `announced` is what
    /// a screen reader is told after a change of page.
    pub fn new(
        state: RwSignal<State>,
        now: Signal<Option<Stamp>>,
        announced: Signal<String>,
        base: &str,
        emit: impl Fn(Msg) + 'static,
    ) -> Self {
        // Working a page out reads the whole store, so it is done only when something it depends
        // on has changed, and not at every key in the comment field.
        let depends = Memo::new(move |_| {
            state.with(|state| {
                (
                    state.route.clone(),
                    state.feed.clone(),
                    state.store.version(),
                    state.asked.clone(),
                )
            })
        });
        let page = Memo::new(move |_| {
            depends.with(|_| ());
            state.with_untracked(super::page)
        });
        let list = Memo::new(move |_| {
            depends.with(|_| ());
            state.with_untracked(super::listed)
        });
        let ui = Ui::new(
            base,
            UiSignals {
                now,
                list: list.into(),
                shown: Memo::new(move |_| state.with(|state| state.shown)).into(),
                has_next: Memo::new(move |_| state.with(|state| state.paging.next.is_some()))
                    .into(),
                paging: Memo::new(move |_| state.with(|state| state.paging.state)).into(),
                draft: Memo::new(move |_| state.with(|state| state.draft)).into(),
                picture: Memo::new(move |_| state.with(|state| state.picture)).into(),
            },
            emit,
        );
        Self {
            ui,
            page,
            state,
            announced,
        }
    }

    /// The title of the open page.
    pub fn title(&self) -> String {
        self.page.with_untracked(|page| {
            self.state
                .with_untracked(|state| super::title(page, &state.store.edition().name))
        })
    }

    /// Draws the screen.
    pub fn view(self) -> AnyView {
        let Self {
            ui,
            page,
            state,
            announced,
        } = self;
        let edition = Memo::new(move |_| state.with(|state| state.store.edition().clone()));
        let here: Signal<Option<SectionId>> = Memo::new(move |_| state.with(super::here)).into();
        let at_front: Signal<bool> =
            Memo::new(move |_| state.with(|state| state.route == Route::Front)).into();
        let story: Signal<Option<Story>> = Memo::new(move |_| {
            page.with(|page| match page {
                Page::Story(page) => Some(page.story.clone()),
                _ => None,
            })
        })
        .into();
        view! {
            {chrome::skip_link()}
            {move || edition.with(|edition| chrome::masthead(edition, here, at_front, ui))}
            <div class="offer" role="status">{move || fresh_offer(state, ui)}</div>
            <main id=MAIN tabindex="-1">{move || page.with(|page| super::view(page, ui))}</main>
            {move || edition.with(|edition| chrome::footer(edition, ui))}
            {gallery::dialog(story, ui)}
            <div class="notice" role="status">{move || notice(state)}</div>
            <div class="hidden" aria-live="polite" id="announcer">{move || announced.get()}</div>
        }
        .into_any()
    }
}

/// «۳ خبر تازه», where a newer feed waits for the reader's word.
fn fresh_offer(state: RwSignal<State>, ui: Ui) -> AnyView {
    match state.with(|state| state.fresh_count) {
        0 => ().into_any(),
        count => view! {
            <button type="button" on:click=move |_| ui.emit(Msg::ShowFresh)>{strings::fresh(count)}</button>
        }
        .into_any(),
    }
}

fn notice(state: RwSignal<State>) -> Option<&'static str> {
    state.with(|state| state.notice).map(|notice| match notice {
        Notice::Copied => strings::COPIED,
        Notice::NotCopied => strings::NOT_COPIED,
    })
}
