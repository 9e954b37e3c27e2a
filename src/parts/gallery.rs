//! A story's gallery: pictures on the page, and one at a time over the whole screen.

use super::Ui;
use super::icon::{Icon, icon};
use super::picture::{Fetch, credit, picture};
use super::text::text;
use crate::news::Picture;
use crate::persian::strings;
use crate::route::Route;
use crate::store::Loaded;
use crate::update::{Msg, State};
use crate::view::{Element, Nodes, el};

/// The element that shows one picture over the whole screen.
pub const DIALOG: &str = "gallery";

/// The pictures on the page, each a button that enlarges it.
pub fn gallery(pictures: &[Picture], ui: Ui) -> Option<Element> {
    let count = pictures.len();
    if count == 0 {
        return None;
    }
    let items: Nodes = pictures
        .iter()
        .enumerate()
        .map(|(at, image)| {
            let label = format!("{}: {}", strings::enlarge(at + 1, count), image.alt);
            let fetch = if at == 0 { Fetch::First } else { Fetch::Lazy };
            let button = ui
                .button(move || Msg::OpenPicture(at))
                .set("aria-haspopup", "dialog")
                .set("aria-label", label)
                .with(picture(image, fetch));
            el("li").with(button)
        })
        .collect();
    Some(
        el("section")
            .class("gallery")
            .set("aria-label", strings::GALLERY)
            .with(el("ol").with(items)),
    )
}

/// The dialog: always there, so that opening it is one call; empty until a picture is open.
pub fn dialog(ui: Ui) -> Element {
    let tool = |label: &'static str, sign: Icon, message: fn() -> Msg| {
        ui.button(message).set("aria-label", label).with(icon(sign))
    };
    let tools = el("div")
        .class("gallery-tools")
        .with(tool(strings::PREVIOUS_PICTURE, Icon::Previous, || {
            Msg::TurnPicture(false)
        }))
        .with(tool(strings::NEXT_PICTURE, Icon::Next, || {
            Msg::TurnPicture(true)
        }))
        .with(tool(strings::CLOSE, Icon::Close, || Msg::ClosePicture).class("close"));
    let open = ui.when(
        |state| state.picture.map_or(0, |at| at as u64 + 1),
        |state| open_picture(state).into(),
    );
    el("dialog")
        .set("id", DIALOG)
        .class("gallery-dialog")
        .set("aria-label", strings::GALLERY)
        .on("close", move || ui.emit(Msg::ClosePicture))
        .with(tools)
        .with(el("div").class("gallery-picture").live(open))
}

fn open_picture(state: &State) -> Option<Element> {
    let at = state.picture?;
    let Route::Story(code) = &state.route else {
        return None;
    };
    let Loaded::Ready(story) = state.story(code) else {
        return None;
    };
    let image = story.gallery.get(at)?;
    let caption = image.caption.as_deref().unwrap_or(&image.alt);
    let count = el("span")
        .class("count")
        .with(strings::picture_of(at + 1, story.gallery.len()));
    let words = el("figcaption")
        .set("aria-live", "polite")
        .with(count)
        .with(text(caption))
        .with(" ")
        .with(image.credit.as_deref().map(credit));
    Some(
        el("figure")
            .with(picture(image, Fetch::Large).key(image.url.as_str()))
            .with(words),
    )
}
