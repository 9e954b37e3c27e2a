//! What a page shows when it has nothing to show: on its way, failed, empty.

use super::Ui;
use crate::persian::strings;
use crate::route::Route;
use crate::store::Failure;
use crate::update::Msg;
use leptos::prelude::*;

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
pub fn loading(shape: Shape) -> AnyView {
    let class = match shape {
        Shape::Front => "skeleton skeleton-front",
        Shape::List => "skeleton skeleton-list",
        Shape::Story => "skeleton skeleton-story",
    };
    let bones = (0..8)
        .map(|_| view! { <span class="bone"></span> })
        .collect::<Vec<_>>();
    view! {
        <div class=class>
            <p class="hidden" role="status">{strings::LOADING}</p>
            <div aria-hidden="true">{bones}</div>
        </div>
    }
    .into_any()
}

/// Something could not be had: what, why, and one thing to do.
pub fn failed(heading: &'static str, failure: Failure, ui: Ui) -> AnyView {
    view! {
        <div class="state">
            <h1 tabindex="-1">{heading}</h1>
            <p role="alert">{strings::failure(failure)}</p>
            <button type="button" class="action" on:click=move |_| ui.emit(Msg::Retry)>{strings::RETRY}</button>
        </div>
    }
    .into_any()
}

/// The way back to the front page.
pub fn to_front(ui: Ui) -> AnyView {
    view! { <p><a class="action" href=ui.href(&Route::Front)>{strings::TO_FRONT}</a></p> }
        .into_any()
}
