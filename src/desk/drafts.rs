//! `/drafts/`: every comment draft, whether or not its story is still there.

use super::{
    Desk, Draft, DraftState, Msg, Store, age, broken, button, empty, headline, title_of, undo,
};
use crate::persian::strings;
use crate::view::{Element, Nodes, el};

/// How many words of a draft stand in the list, and how many bytes at most.
const WORDS: usize = 30;
const BYTES: usize = 600;

pub(super) fn view(desk: &Desk) -> Nodes {
    let list = match &desk.drafts {
        None if desk.broken => return copies(desk),
        None => return Nodes::new(),
        Some(drafts) => drafts,
    };
    if list.is_empty() {
        return Nodes::new()
            .with(undo(desk))
            .with(empty(strings::NO_DRAFTS));
    }
    let items: Nodes = list.iter().map(|draft| item(desk, draft)).collect();
    Nodes::new()
        .with(undo(desk))
        .with(el("ul").class("kept").with(items))
}

/// What can be shown where the drafts cannot be read: their last-moment copies.
fn copies(desk: &Desk) -> Nodes {
    let items: Nodes = desk.copies.iter().map(|draft| item(desk, draft)).collect();
    let list = (!desk.copies.is_empty()).then(|| {
        Nodes::new()
            .with(el("p").class("quiet").with(strings::DRAFT_COPIES))
            .with(el("ul").class("kept").with(items))
    });
    Nodes::new()
        .with(broken())
        .with(undo(desk))
        .with(list.unwrap_or_default())
}

fn item(desk: &Desk, draft: &Draft) -> Element {
    let code = draft.code.clone();
    let mut meta = strings::draft_meta(&age(draft.at, desk.now), draft.count);
    if draft.others > 0 {
        meta.push_str(&strings::draft_versions(draft.others));
    }
    let trouble = match draft.state {
        DraftState::Whole => None,
        DraftState::Newer => Some(strings::DRAFT_NEWER),
        DraftState::Damaged => Some(strings::DRAFT_DAMAGED),
        DraftState::Unstored => Some(strings::DRAFT_UNSTORED),
    };
    // What cannot be opened as it was written is shown whole.
    let words = match draft.state {
        DraftState::Whole | DraftState::Unstored => first_words(&draft.text),
        DraftState::Newer | DraftState::Damaged => draft.text.clone(),
    };
    let open = el("a")
        .class("act")
        .set("href", desk.story_href(&draft.code))
        .with(strings::OPEN);
    let copy = el("button")
        .class("act")
        .set("type", "button")
        .set("data-copy", draft.text.clone())
        .with(strings::COPY);
    let remove = button(strings::REMOVE, move || {
        Msg::Remove(Store::Drafts, code.clone())
    })
    .set(
        "aria-label",
        strings::remove(&title_of(&draft.code, &draft.title)),
    );
    let direction = if draft.is_ltr { "ltr" } else { "rtl" };
    el("li")
        .key(draft.code.clone())
        .with(headline(desk, &draft.code, &draft.title))
        .with(el("p").class("quiet").with(meta))
        .with(trouble.map(|words| el("p").class("trouble").with(words)))
        .with(el("p").class("words").set("dir", direction).with(words))
        .with(el("p").class("acts").with(open).with(copy).with(remove))
}

/// The first words of `text`, with … where it goes on.
pub(super) fn first_words(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(WORDS).collect();
    let mut first = first.join(" ");
    let end = first.floor_char_boundary(BYTES);
    if words.next().is_some() || end < first.len() {
        first.truncate(end);
        first.push('…');
    }
    first
}
