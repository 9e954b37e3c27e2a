//! «نظر شما»: the comment draft of a story.

use super::Ui;
use crate::news::Article;
use crate::persian::strings;
use crate::route::{Room, Route, percent_encode};
use crate::view::{Element, Nodes, el};

/// The comment of `story`, which may be sent to the address `contact`. Nothing here writes or holds
/// the text: the page's scripts (`comment.js`, `journal.js`) hear what is typed in a field with
/// `data-draft`, keep it, and say in the words that stand here how it stands; so typing is safe
/// before the program has come and after it has died.
pub fn comment(story: &Article, contact: Option<&str>, ui: Ui) -> Element {
    let code = story.summary.code.as_str();
    let field = |name: &'static str, id: &'static str, input: Element| {
        Nodes::new()
            .with(el("label").set("for", id).with(name))
            .with(input.set("id", id).set("dir", "rtl"))
    };
    let name = el("input")
        .set("data-draft", "@name")
        .set("autocomplete", "name")
        .set("maxlength", "100");
    let text = el("textarea")
        .set("rows", "6")
        .set("data-draft", code.to_owned())
        .set("data-title", story.summary.title.clone())
        .set("aria-describedby", "comment-note")
        .set("autocomplete", "off");
    let status = el("span")
        .class("draft-status")
        .set("role", "status")
        .set("data-status", "")
        .set("data-writing", strings::DRAFT_WRITING)
        .set("data-saved", strings::DRAFT_SAVED)
        .set("data-full", strings::DRAFT_FULL)
        .set("data-failed", strings::DRAFT_FAILED)
        .set("data-conflict", strings::DRAFT_CONFLICT)
        .set("data-newer", strings::DRAFT_NEWER)
        .set("data-damaged", strings::DRAFT_DAMAGED)
        .theirs();
    let count = el("span")
        .class("count")
        .set("data-count", strings::DRAFT_COUNT)
        .theirs();
    let drafts = el("a")
        .set("href", ui.href(&Route::Desk(Room::Drafts)))
        .with(strings::ALL_DRAFTS);
    el("section")
        .class("comment")
        .set("data-comment", code.to_owned())
        .set("aria-labelledby", "comment-heading")
        .with(el("h2").set("id", "comment-heading").with(strings::COMMENT))
        .with(field(strings::COMMENT_NAME, "comment-name", name))
        .with(field(strings::COMMENT_FIELD, "comment-text", text))
        .with(el("p").class("comment-foot").with(status).with(count))
        .with(versions())
        .with(
            el("div")
                .class("preview")
                .set("data-preview", "")
                .set("hidden", "")
                .theirs(),
        )
        .with(acts(story, contact, ui))
        .with(
            el("p")
                .class("quiet")
                .with(
                    el("span")
                        .set("id", "comment-note")
                        .with(strings::COMMENT_NOTE),
                )
                .with(" ")
                .with(drafts),
        )
}

/// Another version of the same draft, and what to do with both.
fn versions() -> Element {
    el("div")
        .class("versions")
        .set("data-versions", "")
        .set("hidden", "")
        .with(el("p").with(strings::OTHER_VERSION))
        .with(el("pre").set("data-other", "").theirs())
        .with(
            el("p")
                .class("acts")
                .with(act("take", strings::TAKE_OTHER))
                .with(act("join", strings::JOIN_BOTH))
                .with(act("keep", strings::KEEP_MINE)),
        )
}

fn act(name: &'static str, words: &'static str) -> Element {
    el("button")
        .class("act")
        .set("type", "button")
        .set("data-act", name)
        .with(words)
}

/// What can be done with a comment that is written. Nothing is sent by itself.
fn acts(story: &Article, contact: Option<&str>, ui: Ui) -> Element {
    let summary = &story.summary;
    let mail = contact.map(|contact| {
        let address = story
            .url
            .clone()
            .unwrap_or_else(|| ui.story_href(&summary.code));
        let head = strings::mail_head(&summary.title, summary.code.as_str(), &address);
        let subject = strings::mail_subject(&summary.title);
        let letter = format!(
            "mailto:{contact}?subject={}&body={}",
            percent_encode(&subject),
            percent_encode(&head)
        );
        el("a")
            .class("act")
            .set("data-act", "mail")
            .set("data-long", strings::MAIL_LONG)
            .set("href", letter)
            .with(strings::MAIL)
    });
    el("p")
        .class("acts")
        .set("data-acts", "")
        .set("hidden", "")
        .with(act("preview", strings::PREVIEW).set("aria-expanded", "false"))
        .with(act("copy", strings::COPY))
        .with(act("share", strings::SHARE))
        .with(mail)
}
