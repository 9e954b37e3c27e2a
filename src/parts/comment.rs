//! «نظر شما»: the comment draft of a story.

use super::Ui;
use crate::news::NewsCode;
use crate::persian::{self, strings};
use crate::update::DraftStatus;
use leptos::prelude::*;

/// The comment field of the story `code`. Nothing here writes or holds the text: the journal in
/// `boot.js` hears what is typed in a field with `data-draft`, keeps it and says how it stands, so
/// that typing is safe before the program has come and after it has died.
pub fn comment(code: &NewsCode, ui: Ui) -> AnyView {
    let status = move || match ui.draft.get() {
        DraftStatus::Empty => String::new(),
        DraftStatus::Writing => strings::DRAFT_WRITING.to_owned(),
        DraftStatus::Saved(at) => strings::draft_saved(&persian::clock(at)),
        DraftStatus::Full => strings::DRAFT_FULL.to_owned(),
        DraftStatus::Failed => strings::DRAFT_FAILED.to_owned(),
    };
    view! {
        <section class="comment" aria-labelledby="comment-heading">
            <h2 id="comment-heading">{strings::COMMENT}</h2>
            <label class="hidden" for="comment-text">{strings::COMMENT_FIELD}</label>
            <textarea
                id="comment-text"
                dir="auto"
                rows="6"
                data-draft=code.to_string()
                aria-describedby="comment-note"
                autocomplete="off"
            ></textarea>
            <p class="comment-foot">
                <span id="comment-note">{strings::COMMENT_NOTE}</span>
                <span class="draft-status" role="status">{status}</span>
            </p>
        </section>
    }
    .into_any()
}
