//! «نظر شما»: the comment draft of a story.

use super::Ui;
use crate::news::NewsCode;
use crate::persian::{self, strings};
use crate::update::DraftStatus;
use crate::view::{Element, el};

/// The comment field of the story `code`. Nothing here writes or holds the text: the journal in
/// `boot.js` hears what is typed in a field with `data-draft`, keeps it and says how it stands, so
/// that typing is safe before the program has come and after it has died.
pub fn comment(code: &NewsCode, ui: Ui) -> Element {
    let status = move || match ui.state(|state| state.draft) {
        DraftStatus::Empty => "".into(),
        DraftStatus::Writing => strings::DRAFT_WRITING.into(),
        DraftStatus::Saved(at) => strings::draft_saved(&persian::clock(at)).into(),
        DraftStatus::Full => strings::DRAFT_FULL.into(),
        DraftStatus::Failed => strings::DRAFT_FAILED.into(),
    };
    el("section")
        .class("comment")
        .set("aria-labelledby", "comment-heading")
        .with(el("h2").set("id", "comment-heading").with(strings::COMMENT))
        .with(
            el("label")
                .class("hidden")
                .set("for", "comment-text")
                .with(strings::COMMENT_FIELD),
        )
        .with(
            el("textarea")
                .set("id", "comment-text")
                .set("dir", "rtl")
                .set("rows", "6")
                .set("data-draft", code.to_string())
                .set("aria-describedby", "comment-note")
                .set("autocomplete", "off"),
        )
        .with(
            el("p")
                .class("comment-foot")
                .with(
                    el("span")
                        .set("id", "comment-note")
                        .with(strings::COMMENT_NOTE),
                )
                .with(
                    el("span")
                        .class("draft-status")
                        .set("role", "status")
                        .live(status),
                ),
        )
}
