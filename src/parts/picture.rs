//! Pictures in space that is reserved for them.

use crate::news::{Figure, Picture};
use crate::parts::text;
use crate::persian::strings;
use leptos::prelude::*;

/// When a picture is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fetch {
    /// At once: it is the largest thing on the first screen.
    First,
    /// When it comes near the screen.
    Lazy,
}

/// A picture. Without a known size the style sheet's aspect ratio reserves its space.
pub fn picture(picture: &Picture, fetch: Fetch) -> AnyView {
    let (width, height) = picture.size.unzip();
    let first = fetch == Fetch::First;
    view! {
        <img
            src=picture.url.clone()
            alt=picture.alt.clone()
            width=width.map(|px| px.to_string())
            height=height.map(|px| px.to_string())
            loading=(!first).then_some("lazy")
            fetchpriority=first.then_some("high")
            decoding="async"
        />
    }
    .into_any()
}

/// A picture of a list, in a frame of the list's own proportions. The headline beside it is the
/// link and says what the story is, so the picture says nothing to a screen reader here.
pub fn thumbnail(image: &Picture, fetch: Fetch) -> AnyView {
    let silent = Picture {
        alt: String::new(),
        ..image.clone()
    };
    view! { <span class="thumb">{picture(&silent, fetch)}</span> }.into_any()
}

/// A picture of a body with its caption.
pub fn figure(figure: &Figure, fetch: Fetch) -> AnyView {
    let caption = if figure.caption.is_empty() {
        figure.picture.caption.as_deref().map(text::text)
    } else {
        Some(text::inlines(&figure.caption))
    };
    let credit = figure.picture.credit.as_deref().map(strings::credit);
    let words = (caption.is_some() || credit.is_some()).then(|| {
        let credit =
            credit.map(|credit| view! { <span class="credit">{text::text(&credit)}</span> });
        view! { <figcaption>{caption}" "{credit}</figcaption> }
    });
    view! { <figure class="figure">{picture(&figure.picture, fetch)}{words}</figure> }.into_any()
}
