//! `/saved/`: the shelf. The stories that the reader has saved, those that the browser has kept by
//! itself, and how much room all of it takes.

use super::{
    Desk, Kept, Msg, Saved, Shelf, Store, age, broken, button, cut, empty, headline, undo,
};
use crate::persian::strings;
use crate::view::{Element, Nodes, el};

pub(super) fn view(desk: &Desk) -> Nodes {
    let list = match &desk.saved {
        None if desk.broken => return broken().into(),
        None => return Nodes::new(),
        Some(saved) => saved,
    };
    let shelf = desk.shelf.as_ref();
    let passing: Vec<&Kept> = shelf
        .iter()
        .flat_map(|shelf| &shelf.stories)
        .filter(|kept| !list.iter().any(|saved| saved.code == kept.code))
        .collect();
    Nodes::new()
        .with(shelf.map(room))
        .with(undo(desk))
        .with(pinned(desk, list, !passing.is_empty()))
        .with((!passing.is_empty()).then(|| {
            let items: Nodes = passing
                .iter()
                .map(|kept| passing_item(desk, kept))
                .collect();
            el("section")
                .key("passing")
                .set("aria-labelledby", "passing-heading")
                .with(heading("passing-heading", strings::PASSING))
                .with(el("p").class("quiet").with(strings::PASSING_NOTE))
                .with(el("ul").class("kept").with(items))
        }))
}

fn heading(id: &'static str, words: &'static str) -> Element {
    el("h2").class("block-name").set("id", id).with(words)
}

/// How much of the room is taken.
fn room(shelf: &Shelf) -> Element {
    let meter = el("meter")
        .set("aria-hidden", "true")
        .set("max", shelf.budget.to_string())
        .set("value", shelf.total.to_string());
    el("p")
        .key("room")
        .class("quiet room")
        .with(strings::shelf_total(shelf.total, shelf.budget))
        .with(meter)
}

/// What the reader has saved; it has a heading where something else follows.
fn pinned(desk: &Desk, list: &[Saved], is_one_of_two: bool) -> Element {
    let part = el("section").key("pinned");
    let part = if is_one_of_two {
        part.set("aria-labelledby", "pinned-heading")
            .with(heading("pinned-heading", strings::PINNED))
    } else {
        part
    };
    if list.is_empty() {
        return part.with(empty(strings::NO_SAVED));
    }
    let size = list.iter().map(|saved| saved.size).sum();
    let items: Nodes = list.iter().map(|saved| item(desk, saved)).collect();
    part.with(
        el("p")
            .class("quiet")
            .with(strings::saved_total(list.len(), size)),
    )
    .with(el("ul").class("kept").with(items))
}

/// A kept story: its headline, what is told of it, and what can be done with it.
fn row(desk: &Desk, code: &str, title: &str, told: String, acts: Nodes) -> Element {
    el("li")
        .key(code)
        .with(headline(desk, code, title))
        .with(el("p").class("quiet").with(told))
        .with(el("p").class("acts").with(acts))
}

/// The button that takes a kept story away.
fn removal(title: &str, message: impl Fn() -> Msg + Send + 'static) -> Element {
    button(strings::REMOVE, message).set("aria-label", strings::remove(&cut(title)))
}

fn item(desk: &Desk, saved: &Saved) -> Element {
    let code = saved.code.clone();
    let remove = removal(&saved.title, move || {
        Msg::Remove(Store::Saved, code.clone())
    });
    let told = strings::saved_at(&age(saved.at, desk.now), saved.size);
    row(desk, &saved.code, &saved.title, told, remove.into())
}

fn passing_item(desk: &Desk, kept: &Kept) -> Element {
    let code = kept.code.clone();
    // The page's script answers it, as everywhere.
    let save = el("button")
        .class("act")
        .set("type", "button")
        .set("data-save", kept.code.clone())
        .set("aria-pressed", "false")
        .set("aria-label", strings::save_story(&cut(&kept.title)))
        .with(strings::SAVE);
    let remove = removal(&kept.title, move || Msg::Forget(code.clone()));
    let told = strings::kept_at(&age(kept.at, desk.now), kept.size);
    let acts = Nodes::new().with(save).with(remove);
    row(desk, &kept.code, &kept.title, told, acts)
}
