//! Pictures in space that is reserved for them.

use crate::news::{Figure, Picture};
use crate::parts::text;
use crate::persian::strings;
use crate::view::{Element, Nodes, el};

/// When a picture is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fetch {
    /// Before others, once the page is laid out: it is the largest thing on the first screen. Not sooner, since
    /// who spares data has pictures wait, which only the page's style says, and a browser that reads ahead
    /// would fetch it all the same.
    First,
    /// At once, as wide as the screen.
    Large,
    /// When it comes near the screen.
    Lazy,
}

/// How wide pictures stand, so that the browser chooses one of several sizes before it has laid out
/// the page (style/story.css, style/front.css, style/list.css).
const ACROSS: &str = "100vw";
const COLUMN: &str = "(min-width: 1000px) 44rem, 100vw";
/// The widest of those that stand beside or above words in a list: none must look blurred.
const IN_LIST: &str = "(min-width: 1000px) 28rem, (min-width: 600px) 50vw, 80vw";

/// A picture. Without a known size the style sheet's aspect ratio reserves its space.
pub fn picture(picture: &Picture, fetch: Fetch) -> Element {
    let sizes = match fetch {
        Fetch::Large => ACROSS,
        Fetch::First | Fetch::Lazy => COLUMN,
    };
    image(picture, picture.alt.clone(), fetch, sizes)
}

/// A picture of a list, in a frame of the list's own proportions. The headline beside it is the
/// link and says what the story is, so the picture says nothing to a screen reader here.
pub fn thumbnail(picture: &Picture, fetch: Fetch) -> Element {
    let sizes = match fetch {
        Fetch::First | Fetch::Large => COLUMN,
        Fetch::Lazy => IN_LIST,
    };
    el("span")
        .class("thumb")
        .with(image(picture, String::new(), fetch, sizes))
}

fn image(picture: &Picture, alt: String, fetch: Fetch, sizes: &'static str) -> Element {
    let (width, height) = picture.size.unzip();
    let srcset = picture.srcset();
    // The first two before the address, which begins the request.
    el("img")
        .set_some("fetchpriority", (fetch != Fetch::Lazy).then_some("high"))
        .set_some("loading", (fetch != Fetch::Large).then_some("lazy"))
        .set_some("sizes", srcset.as_ref().map(|_| sizes))
        .set_some("srcset", srcset)
        .set("decoding", "async")
        .set_some("width", width.map(|px| px.to_string()))
        .set_some("height", height.map(|px| px.to_string()))
        .set("alt", alt)
        .set("src", picture.url.clone())
}

/// A picture of a body with its caption.
pub fn figure(figure: &Figure, fetch: Fetch) -> Element {
    let caption = match &figure.picture.caption {
        Some(caption) if figure.caption.is_empty() => text::text(caption),
        _ => text::inlines(&figure.caption),
    };
    let credit = figure.picture.credit.as_deref().map(credit);
    let words = (!caption.is_empty() || credit.is_some())
        .then(|| el("figcaption").with(caption).with(" ").with(credit));
    el("figure")
        .class("figure")
        .with(picture(&figure.picture, fetch))
        .with(words)
}

/// Whose picture it is.
pub fn credit(credit: &str) -> Nodes {
    el("span")
        .class("credit")
        .with(text::text(&strings::credit(credit)))
        .into()
}
