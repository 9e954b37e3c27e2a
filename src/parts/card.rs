//! A story in a list. The whole headline is the link; nothing else competes with it.

use super::Ui;
use super::icon::{Icon, icon};
use super::picture::{Fetch, thumbnail};
use super::text::text;
use super::time::list_time;
use crate::news::Summary;
use crate::persian::{self, strings};
use crate::store::Story;
use crate::view::{Element, Nodes, el};
use std::sync::Arc;

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
pub fn card(story: &Summary, how: Card, ui: Ui) -> Element {
    let image = how.picture.and_then(|fetch| {
        let image = thumbnail(story.picture.as_ref()?, fetch);
        Some(el("span").class("frame").with(image).with(badge(story)))
    });
    let class = if image.is_some() {
        "card pictured"
    } else {
        "card"
    };
    let lead = story.lead.as_deref().filter(|_| how.lead);
    let words = el("div")
        .class("words")
        .with(kicker(story))
        .with(headline(story, how.level, ui))
        .with(lead.map(|lead| el("p").class("lead").with(text(lead))))
        .with(
            el("p")
                .class("meta")
                .with(list_time(story.published, ui))
                .with(save(story)),
        );
    el("article").class(class).with(image).with(words)
}

/// The button that saves a story of a list: `kept.js` hears it, and says whether it is saved.
fn save(story: &Summary) -> Element {
    el("button")
        .class("save")
        .set("type", "button")
        .set("data-save", story.code.to_string())
        .set("aria-pressed", "false")
        .set("aria-label", strings::save_story(&story.title))
}

/// Stories as cards, each an item of a list.
pub fn cards(stories: &[Story], how: Card, ui: Ui) -> Nodes {
    stories
        .iter()
        .map(|story| item(story).with(card(&story.summary, how, ui)))
        .collect()
}

/// What says that a list still shows the same `stories`, each of them unchanged: one that has changed
/// is another one in memory.
pub fn same(stories: &[Story]) -> String {
    let addresses = stories.iter().map(|story| Arc::as_ptr(story).addr());
    let key = addresses.fold(stories.len(), |key, address| key.rotate_left(5) ^ address);
    key.to_string()
}

/// Lets `list` hold what `draw` makes of `stories`, drawn anew only where one of them has changed.
pub fn listing(
    list: Element,
    stories: &[Story],
    draw: impl Fn(&[Story]) -> Nodes + Send + 'static,
) -> Element {
    let stories = stories.to_vec();
    list.once(same(&stories), move || draw(&stories))
}

/// The item of a list that stands for `story`.
pub fn item(story: &Story) -> Element {
    el("li").key(story.summary.code.as_str())
}

/// A story's headline as a link.
pub fn headline(story: &Summary, level: Level, ui: Ui) -> Element {
    let heading = match level {
        Level::Two => "h2",
        Level::Three => "h3",
    };
    let link = el("a")
        .set("href", ui.story_href(&story.code))
        .with(text(&story.title));
    el(heading).class("headline").with(link)
}

/// A story's kicker, after the word «فوری» where the editor called it urgent.
pub fn kicker(story: &Summary) -> Option<Element> {
    let urgent = story
        .urgent
        .then(|| Nodes::from(el("strong").class("urgent").with(strings::URGENT)).with(" "));
    (urgent.is_some() || story.kicker.is_some()).then(|| {
        el("p")
            .class("kicker")
            .with(urgent)
            .with(story.kicker.as_deref().map(text))
    })
}

/// What else a story has: a video with its length, or a gallery with its number of pictures.
fn badge(story: &Summary) -> Option<Element> {
    let (sign, words) = match (story.has_video, story.video_seconds, story.gallery_count) {
        (true, Some(seconds), _) => (Icon::Play, persian::duration(seconds)),
        (true, None, _) => (Icon::Play, strings::HAS_VIDEO.to_owned()),
        (false, _, 0 | 1) => return None,
        (false, _, count) => {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            (Icon::Pictures, strings::pictures(count))
        }
    };
    Some(el("span").class("badge").with(icon(sign)).with(words))
}
