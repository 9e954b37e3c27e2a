//! A story's video.

use crate::news::Video;
use crate::persian::strings;
use leptos::prelude::*;

/// The player of the browser, with captions where there are any. Nothing is fetched of the film
/// before the reader plays it.
pub fn video(video: &Video, title: &str) -> AnyView {
    let (width, height) = video.size.unzip();
    let captions = video.captions.clone().map(|url| {
        view! { <track kind="captions" srclang="fa" label=strings::CAPTIONS src=url default /> }
    });
    view! {
        <figure class="video">
            <video
                controls
                preload="none"
                poster=video.poster.clone()
                width=width.map(|px| px.to_string())
                height=height.map(|px| px.to_string())
                aria-label=title.to_owned()
            >
                <source src=video.url.clone() type=video.mime.clone() />
                {captions}
                <a href=video.url.clone()>{strings::VIDEO_FILE}</a>
            </video>
        </figure>
    }
    .into_any()
}
