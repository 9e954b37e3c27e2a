//! A story's video.

use crate::news::Video;
use crate::persian::strings;
use crate::view::{Element, el};

/// The player of the browser, with captions where there are any. Nothing is fetched of the film
/// before the reader plays it.
pub fn video(video: &Video, title: &str) -> Element {
    let (width, height) = video.size.unzip();
    let captions = video.captions.clone().map(|url| {
        el("track")
            .set("kind", "captions")
            .set("srclang", "fa")
            .set("label", strings::CAPTIONS)
            .set("src", url)
            .set("default", "")
    });
    let source = el("source")
        .set("src", video.url.clone())
        .set("type", video.mime.clone());
    let player = el("video")
        .set("controls", "")
        .set("preload", "none")
        .set_some("poster", video.poster.clone())
        .set_some("width", width.map(|px| px.to_string()))
        .set_some("height", height.map(|px| px.to_string()))
        .set("aria-label", title.to_owned())
        .with(source)
        .with(captions)
        .with(
            el("a")
                .set("href", video.url.clone())
                .with(strings::VIDEO_FILE),
        );
    el("figure").class("video").with(player)
}
