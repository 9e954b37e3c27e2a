//! A story in a list. The whole headline is the link; nothing else competes with it.

use super::Ui;
use super::icon::{Icon, icon};
use super::picture::{Fetch, thumbnail};
use super::text::text;
use super::time::list_time;
use crate::news::Summary;
use crate::persian::{self, strings};
use leptos::prelude::*;

/// What a card shows besides its headline and its time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// The level of its heading.
    pub level: Level,
    /// Its picture, and when to fetch it.
    pub picture: Option<Fetch>,
    /// Its lead.
    pub lead: bool,
}

/// The level of a headline among the headings of its page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Directly beneath the page's heading.
    Two,
    /// Beneath the heading of a block.
    Three,
}

/// Draws a story as a card.
pub fn card(story: &Summary, how: Card, ui: Ui) -> AnyView {
    let image = how
        .picture
        .and_then(|fetch| story.picture.as_ref().map(|image| (image, fetch)));
    let class = if image.is_some() {
        "card pictured"
    } else {
        "card"
    };
    let image = image.map(|(image, fetch)| {
        view! { <span class="frame">{thumbnail(image, fetch)}{badge(story)}</span> }
    });
    let lead = how
        .lead
        .then(|| {
            story
                .lead
                .as_deref()
                .map(|lead| view! { <p class="lead">{text(lead)}</p> })
        })
        .flatten();
    view! {
        <article class=class>
            {image}
            <div class="words">
                {kicker(story)}
                {headline(story, how.level, ui)}
                {lead}
                <p class="meta">{list_time(story.published, ui)}</p>
            </div>
        </article>
    }
    .into_any()
}

/// A story's headline as a link.
pub fn headline(story: &Summary, level: Level, ui: Ui) -> AnyView {
    let link = view! { <a href=ui.story_href(&story.code)>{text(&story.title)}</a> };
    match level {
        Level::Two => view! { <h2 class="headline">{link}</h2> }.into_any(),
        Level::Three => view! { <h3 class="headline">{link}</h3> }.into_any(),
    }
}

/// A story's kicker, after the word «فوری» where the editor called it urgent.
pub fn kicker(story: &Summary) -> AnyView {
    let urgent = story
        .urgent
        .then(|| view! { <strong class="urgent">{strings::URGENT}</strong>" " });
    match (&story.kicker, story.urgent) {
        (None, false) => ().into_any(),
        (kicker, _) => view! {
            <p class="kicker">{urgent}{kicker.as_deref().map(text)}</p>
        }
        .into_any(),
    }
}

/// What else a story has: a video with its length, or a gallery with its number of pictures.
fn badge(story: &Summary) -> AnyView {
    if story.has_video {
        let words = match story.video_seconds {
            Some(seconds) => persian::duration(seconds),
            None => strings::HAS_VIDEO.to_owned(),
        };
        return view! { <span class="badge">{icon(Icon::Play)}{words}</span> }.into_any();
    }
    match story.gallery_count {
        0 | 1 => ().into_any(),
        count => {
            let words = strings::pictures(usize::try_from(count).unwrap_or(usize::MAX));
            view! { <span class="badge">{icon(Icon::Pictures)}{words}</span> }.into_any()
        }
    }
}
