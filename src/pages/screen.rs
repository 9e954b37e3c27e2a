//! The whole screen: what stands around every page, and the page that is open. The same natively,
//! where it is rendered to a string, and in the browser, where it lives on.

use crate::news::Stamp;
use crate::parts::Ui;
use crate::parts::chrome::{self, MAIN};
use crate::parts::{desk, gallery};
use crate::persian::strings;
use crate::update::{Msg, State};
use crate::view::{Nodes, el};
use leptos::prelude::{Get, RwSignal};

/// The screen of an app, as signals that follow its state.
#[derive(Clone, Copy)]
pub struct Screen {
    ui: Ui,
    announced: RwSignal<String>,
}

impl Screen {
    /// The screen of `state`. `now` is empty until the browser has taken over; `announced` is what
    /// a screen reader is told after a change of page.
    pub fn new(
        state: RwSignal<State>,
        now: RwSignal<Option<Stamp>>,
        announced: RwSignal<String>,
        base: &str,
        emit: impl Fn(Msg) + 'static,
    ) -> Self {
        Self {
            ui: Ui::new(base, state, now, emit),
            announced,
        }
    }

    /// Draws the screen.
    pub fn view(self) -> Nodes {
        let Self { ui, announced } = self;
        let edition = |state: &State| state.store.version();
        let masthead = ui.when(edition, move |state| {
            chrome::masthead(state.store.edition(), ui)
        });
        let footer = ui.when(edition, move |state| {
            chrome::footer(state.store.edition(), ui)
        });
        let page = ui.when(
            |state| state.version,
            move |state| super::view(state, ui).keyed(&ui.href(&state.route)),
        );
        let status = || el("div").set("role", "status");
        Nodes::new()
            .with(chrome::skip_link())
            .with(el("header").class("masthead").live(masthead))
            .with(status().class("offer").live(move || fresh_offer(ui)))
            .with(el("main").set("id", MAIN).set("tabindex", "-1").live(page))
            .with(el("footer").class("footer").live(footer))
            .with(gallery::dialog(ui))
            .with(desk::notice())
            .with(desk::prompt())
            .with(desk::keys())
            .with(
                el("div")
                    .class("hidden")
                    .set("aria-live", "polite")
                    .set("id", "announcer")
                    .live(move || announced.get().into()),
            )
    }
}

/// «۳ خبر تازه», where a newer feed waits for the reader's word.
fn fresh_offer(ui: Ui) -> Nodes {
    match ui.state(|state| state.fresh_count) {
        0 => Nodes::new(),
        count => ui
            .button(|| Msg::ShowFresh)
            .with(strings::fresh(count))
            .into(),
    }
}
