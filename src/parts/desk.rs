//! What a reader does and keeps, as far as it stands on every page: the buttons of a story, the
//! passing notice, the list of keys, and the place where the second program draws the reader's own
//! pages. The page's plain scripts hear all of it, so that it works before the program has come and
//! after it has died; the words stand here.

use super::icon::{Icon, icon};
use super::{Ui, page_heading};
use crate::news::Summary;
use crate::pages::StoryPage;
use crate::persian::{self, strings};
use crate::route::{Room, Route};
use crate::view::{Element, Nodes, el};

/// The icon and the name of a page.
pub fn sign(room: Room) -> (Icon, &'static str) {
    match room {
        Room::Search => (Icon::Search, strings::SEARCH),
        Room::Saved => (Icon::Saved, strings::SAVED),
        Room::Drafts => (Icon::Drafts, strings::DRAFTS),
        Room::Settings => (Icon::Settings, strings::SETTINGS),
    }
}

/// A page of the reader's own: its heading, and the place that the second program fills.
pub fn page(room: Room) -> Nodes {
    let place = el("div")
        .set("id", "desk")
        .set("data-room", room.name())
        .set("data-failed", strings::DESK_FAILED)
        .theirs();
    Nodes::new()
        .with(page_heading(sign(room).1))
        .with(place)
        .with(
            el("p")
                .class("desk-waiting")
                .set("role", "status")
                .with(strings::LOADING_PAGE),
        )
}

/// The way to search, from a page that has nothing to show.
pub fn to_search(ui: Ui) -> Element {
    el("p").with(
        el("a")
            .set("href", ui.href(&Route::Desk(Room::Search)))
            .with(strings::SEARCH),
    )
}

/// What can be done with an open story. Those that a browser may not be able to do are hidden until
/// the scripts have found that it can.
pub fn acts(story: &Summary) -> Element {
    let button = |sign: Icon, words: &'static str| {
        el("button")
            .class("act")
            .set("type", "button")
            .with(icon(sign))
            .with(el("span").with(words))
    };
    let code = || story.code.to_string();
    el("div")
        .class("acts story-acts")
        .with(
            button(Icon::Saved, strings::SAVE)
                .set("data-save", code())
                .set("aria-pressed", "false"),
        )
        .with(button(Icon::Share, strings::SHARE).set("data-share", story.title.clone()))
        .with(
            button(Icon::Listen, strings::LISTEN)
                .set("data-listen", strings::LISTEN)
                .set("data-pause", strings::PAUSE)
                .set("data-go-on", strings::GO_ON)
                .set("hidden", ""),
        )
        .with(
            el("button")
                .class("act")
                .set("type", "button")
                .set("data-resume", code())
                .set("hidden", "")
                .with(strings::RESUME),
        )
}

/// What stands beneath a story on paper only.
pub fn printed(page: &StoryPage, ui: Ui) -> Element {
    let summary = &page.story.summary;
    let address = page
        .story
        .url
        .clone()
        .unwrap_or_else(|| ui.story_href(&summary.code));
    let date = summary.published.map(persian::agency_form);
    let line = strings::citation(
        &summary.title,
        &page.newsroom,
        summary.code.as_str(),
        &date.unwrap_or_default(),
        &address,
    );
    el("p")
        .class("printed")
        .set("aria-hidden", "true")
        .with(line)
}

/// What is said in passing, by the scripts, in these words.
pub fn notice() -> Element {
    el("div")
        .class("notice")
        .set("role", "status")
        .set("data-notice", "")
        .set("data-copied", strings::COPIED)
        .set("data-not-copied", strings::NOT_COPIED)
        .set("data-saved", strings::STORY_SAVED)
        .set("data-unsaved", strings::STORY_UNSAVED)
        .set("data-not-saved", strings::STORY_NOT_SAVED)
        .set("data-not-done", strings::NOT_DONE)
        .set("data-removed", strings::REMOVED)
        .set("data-undo", strings::UNDO)
        .set("data-picture", strings::SHOW_PICTURE)
        .theirs()
}

/// What waits for the reader's word, said by the scripts in these words.
pub fn prompt() -> Element {
    el("div")
        .class("prompt")
        .set("role", "status")
        .set("data-prompt", "")
        .set("data-update", strings::UPDATE)
        .set("data-take", strings::UPDATE_TAKE)
        .set("data-later", strings::UPDATE_LATER)
        .set("data-install", strings::INSTALL)
        .set("data-yes", strings::INSTALL_YES)
        .set("data-no", strings::INSTALL_NO)
        .set("data-how", strings::INSTALL_HOW)
        .set("data-how-firefox", strings::INSTALL_HOW_FIREFOX)
        .set("data-died", strings::DIED)
        .set("data-reload", strings::RELOAD)
        .set("data-report", strings::COPY_REPORT)
        .theirs()
}

/// The list of keys.
pub fn keys() -> Element {
    let list: Nodes = strings::KEY_LIST
        .into_iter()
        .map(|(key, what)| {
            let key = el("kbd").set("dir", "ltr").with(key);
            Nodes::new()
                .with(el("dt").with(key))
                .with(el("dd").with(what))
        })
        .collect();
    el("dialog")
        .class("keys")
        .set("id", "keys")
        .set("aria-labelledby", "keys-heading")
        .with(el("h2").set("id", "keys-heading").with(strings::KEYS))
        .with(el("dl").with(list))
        .with(
            el("form")
                .set("method", "dialog")
                .with(el("button").class("act").with(strings::CLOSE)),
        )
}
