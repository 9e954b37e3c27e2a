//! `/saved/`: the stories that the reader has saved, with their age and size.

use super::{Desk, Msg, Saved, Store, age, broken, button, empty, headline, undo};
use crate::persian::strings;
use crate::view::{Element, Nodes, el};

pub(super) fn view(desk: &Desk) -> Nodes {
    let list = match &desk.saved {
        None if desk.broken => return broken().into(),
        None => return Nodes::new(),
        Some(saved) => saved,
    };
    if list.is_empty() {
        return Nodes::new().with(undo(desk)).with(empty(strings::NO_SAVED));
    }
    let size = list.iter().map(|saved| saved.size).sum();
    let items: Nodes = list.iter().map(|saved| item(desk, saved)).collect();
    Nodes::new()
        .with(
            el("p")
                .class("quiet")
                .with(strings::saved_total(list.len(), size)),
        )
        .with(undo(desk))
        .with(el("ul").class("kept").with(items))
}

fn item(desk: &Desk, saved: &Saved) -> Element {
    let code = saved.code.clone();
    el("li")
        .key(saved.code.clone())
        .with(headline(desk, &saved.code, &saved.title))
        .with(
            el("p")
                .class("quiet")
                .with(strings::saved_at(&age(saved.at, desk.now), saved.size)),
        )
        .with(
            el("p").class("acts").with(
                button(strings::REMOVE, move || {
                    Msg::Remove(Store::Saved, code.clone())
                })
                .set("aria-label", strings::remove(&saved.title)),
            ),
        )
}
