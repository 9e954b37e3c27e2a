//! What a page shows when it has nothing to show: on its way, failed, empty.

use super::{Ui, page_heading};
use crate::persian::strings;
use crate::route::{Room, Route};
use crate::store::Failure;
use crate::update::Msg;
use crate::view::{Element, Nodes, el};

/// The shape of what comes, in the space that it will take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The front page: a lead with its picture, then cards.
    Front,
    /// A list of cards.
    List,
    /// A story.
    Story,
}

/// A page that is on its way. What is announced is the sentence; the shape is silent.
pub fn loading(shape: Shape) -> Element {
    let class = match shape {
        Shape::Front => "skeleton skeleton-front",
        Shape::List => "skeleton skeleton-list",
        Shape::Story => "skeleton skeleton-story",
    };
    let bones: Nodes = (0..8).map(|_| el("span").class("bone")).collect();
    // Its key keeps it from becoming a part of the page that follows, which would seem to move.
    el("div")
        .key("loading")
        .class(class)
        .with(
            el("p")
                .class("hidden")
                .set("role", "status")
                .with(strings::LOADING),
        )
        .with(el("div").set("aria-hidden", "true").with(bones))
}

/// Something could not be had: what, why, and one thing to do.
pub fn failed(heading: &'static str, failure: Failure, ui: Ui) -> Element {
    let is_offline = matches!(failure, Failure::Network | Failure::Stalled);
    el("div")
        .class("state")
        .with(page_heading(heading))
        .with(el("p").set("role", "alert").with(strings::failure(failure)))
        .with(is_offline.then(|| el("p").with(strings::NOT_KEPT)))
        .with(retry(ui))
        .with(is_offline.then(|| to_shelf(ui)))
}

/// Without a network there is what the device has.
fn to_shelf(ui: Ui) -> Element {
    let shelf = el("a")
        .set("href", ui.href(&Route::Desk(Room::Saved)))
        .with(strings::TO_SHELF);
    el("p").with(shelf)
}

/// The button that tries once more.
pub fn retry(ui: Ui) -> Element {
    ui.button(|| Msg::Retry)
        .class("action")
        .with(strings::RETRY)
}

/// The way back to the front page.
pub fn to_front(ui: Ui) -> Element {
    el("p").with(
        el("a")
            .class("action")
            .set("href", ui.href(&Route::Front))
            .with(strings::TO_FRONT),
    )
}
