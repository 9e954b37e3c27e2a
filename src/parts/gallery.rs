//! A story's gallery: pictures on the page, and one at a time over the whole screen.

use super::Ui;
use super::icon::{Icon, icon};
use super::picture::{Fetch, picture};
use super::text::text;
use crate::news::Picture;
use crate::persian::strings;
use crate::store::Story;
use crate::update::Msg;
use leptos::prelude::*;

/// The element that shows one picture over the whole screen.
pub const DIALOG: &str = "gallery";

/// The pictures on the page, each a button that enlarges it.
pub fn gallery(pictures: &[Picture], ui: Ui) -> AnyView {
    let count = pictures.len();
    if count == 0 {
        return ().into_any();
    }
    let items = pictures
        .iter()
        .enumerate()
        .map(|(at, image)| {
            let label = format!("{}: {}", strings::enlarge(at + 1, count), image.alt);
            let fetch = if at == 0 { Fetch::First } else { Fetch::Lazy };
            view! {
                <li>
                    <button type="button" aria-haspopup="dialog" aria-label=label
                        on:click=move |_| ui.emit(Msg::OpenPicture(at))>
                        {picture(image, fetch)}
                    </button>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="gallery" aria-label=strings::GALLERY>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

/// The dialog: always there, so that opening it is one call; empty until a picture is open.
pub fn dialog(story: Signal<Option<Story>>, ui: Ui) -> AnyView {
    let inside = move || {
        let at = ui.picture.get()?;
        let story = story.get()?;
        let count = story.gallery.len();
        let image = story.gallery.get(at)?;
        let caption = image.caption.as_deref().unwrap_or(&image.alt);
        let credit = image
            .credit
            .as_deref()
            .map(|credit| view! { <span class="credit">{text(&strings::credit(credit))}</span> });
        Some(view! {
            <figure>
                {picture(image, Fetch::First)}
                <figcaption aria-live="polite">
                    <span class="count">{strings::picture_of(at + 1, count)}</span>
                    {text(caption)}" "{credit}
                </figcaption>
            </figure>
        })
    };
    view! {
        <dialog id=DIALOG class="gallery-dialog" aria-label=strings::GALLERY
            on:close=move |_| ui.emit(Msg::ClosePicture)>
            <div class="gallery-tools">
                <button type="button" aria-label=strings::PREVIOUS_PICTURE
                    on:click=move |_| ui.emit(Msg::TurnPicture(false))>{icon(Icon::Previous)}</button>
                <button type="button" aria-label=strings::NEXT_PICTURE
                    on:click=move |_| ui.emit(Msg::TurnPicture(true))>{icon(Icon::Next)}</button>
                <button type="button" class="close" aria-label=strings::CLOSE
                    on:click=move |_| ui.emit(Msg::ClosePicture)>{icon(Icon::Close)}</button>
            </div>
            {inside}
        </dialog>
    }
    .into_any()
}
