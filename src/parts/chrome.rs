//! What stands around every page: masthead, menu, footer.

use super::Ui;
use super::desk;
use super::icon::{Icon, icon};
use super::text::text;
use crate::news::{Edition, Section, SectionId, SectionKind};
use crate::persian::{self, strings};
use crate::route::{Room, Route};
use crate::update::State;
use crate::view::{Element, Nodes, Text, el};

/// The element that every page's content lies in, and that the skip link leads to.
pub const MAIN: &str = "main";

/// The link past the menu.
pub fn skip_link() -> Element {
    el("a")
        .class("skip")
        .set("href", format!("#{MAIN}"))
        .with(strings::SKIP)
}

/// The newsroom's name, today's date, and the menu, in which the section is marked that is open
/// or that the open story is filed under.
pub fn masthead(edition: &Edition, ui: Ui) -> Nodes {
    let front = ui.href(&Route::Front);
    let today = move || match ui.now() {
        Some(now) => persian::long_date(now).into(),
        None => Nodes::new(),
    };
    let top = el("div")
        .class("masthead-top")
        // For the page's scripts: where the file of a story that is to be saved lies.
        .set_some("data-archive", edition.story_archive.clone())
        .with(
            el("a")
                .class("name")
                .set("href", front.clone())
                .with(logo(edition))
                .with(text(edition_name(edition))),
        )
        .with(el("span").class("today").live(today))
        .with(updated(ui))
        .with(desk_links(ui));

    let to_front = el("a")
        .set("href", front.clone())
        .follow("aria-current", move || {
            mark(ui.state(|state| state.route == Route::Front), "page")
        })
        .with(strings::FRONT);
    let row: Nodes = edition
        .top_sections()
        .map(|section| el("li").with(row_link(section, edition, ui)))
        .collect();
    let row = el("ul")
        .class("menu-row")
        .set("tabindex", "-1")
        .with(el("li").with(to_front))
        .with(row);

    let all: Nodes = edition
        .top_sections()
        .map(|section| {
            let children: Nodes = edition
                .children(&section.id)
                .map(|child| el("li").with(section_link(child, ui)))
                .collect();
            let children = (!children.is_empty()).then(|| el("ul").with(children));
            el("li").with(section_link(section, ui)).with(children)
        })
        .collect();
    let all = el("details")
        .class("menu-all")
        .with(
            el("summary")
                .with(icon(Icon::Menu))
                .with(el("span").class("hidden").with(strings::ALL_SECTIONS)),
        )
        .with(
            el("ul")
                .with(el("li").with(el("a").set("href", front).with(strings::FRONT)))
                .with(all),
        );
    let menu = el("nav")
        .class("menu")
        .set("aria-label", strings::MENU)
        .with(row)
        .with(all);
    Nodes::new().with(top).with(menu)
}

/// How old what is shown is, and why nothing newer came.
fn updated(ui: Ui) -> Element {
    el("span")
        .class("updated")
        .follow("data-behind", move || {
            ui.state(|state| state.trouble)
                .map(|trouble| Text::Borrowed(strings::behind(trouble)))
        })
        .live(move || {
            let at = ui.state(|state| state.updated);
            match at.zip(ui.now()) {
                Some((at, now)) => strings::updated(at, now).into(),
                None => Nodes::new(),
            }
        })
}

/// The ways to the reader's own pages.
fn desk_links(ui: Ui) -> Element {
    let links: Nodes = Room::ALL
        .into_iter()
        .map(|room| {
            let (sign, name) = desk::sign(room);
            el("a")
                .set("href", ui.href(&Route::Desk(room)))
                .set("title", name)
                .follow("aria-current", move || {
                    mark(ui.state(|state| state.route == Route::Desk(room)), "page")
                })
                .with(icon(sign))
                .with(el("span").class("hidden").with(name))
        })
        .collect();
    el("nav")
        .class("desk-links")
        .set("aria-label", strings::DESK)
        .with(links)
}

/// A section in the menu's row.
fn row_link(section: &Section, edition: &Edition, ui: Ui) -> Element {
    // A province's page marks «استان‌ها» as well.
    let own: Vec<SectionId> = edition
        .children(&section.id)
        .chain([section])
        .map(|section| section.id.clone())
        .collect();
    section_link(section, ui).follow("aria-current", move || {
        let here = ui.state(|state| here(state).is_some_and(|here| own.contains(here)));
        mark(here, "true")
    })
}

/// The section that the menu marks: the open one, or the open story's.
fn here(state: &State) -> Option<&SectionId> {
    match &state.route {
        Route::Section(id) => Some(id),
        Route::Story(code) => state.store.headline(code)?.summary.section.as_ref(),
        _ => None,
    }
}

fn mark(here: bool, value: &'static str) -> Option<Text> {
    here.then_some(Text::Borrowed(value))
}

/// The newsroom's name, or the app's where the feed names none.
pub fn edition_name(edition: &Edition) -> &str {
    if edition.name.is_empty() {
        strings::APP
    } else {
        &edition.name
    }
}

fn logo(edition: &Edition) -> Option<Element> {
    edition.logo.as_ref().map(|url| {
        el("img")
            .class("logo")
            .set("src", url.clone())
            .set("alt", "")
            .set("width", "32")
            .set("height", "32")
    })
}

/// A link to a section: to its own page, or to the address the newsroom gave it.
pub fn section_link(section: &Section, ui: Ui) -> Element {
    let address = match (&section.url, section.kind) {
        (Some(url), SectionKind::Link) => url.clone(),
        _ => ui.section_href(&section.id),
    };
    el("a").set("href", address).with(text(&section.title))
}

/// What stands in the foot of every page.
pub fn footer(edition: &Edition, ui: Ui) -> Nodes {
    let pages: Nodes = edition
        .top_sections()
        .filter(|section| section.kind == SectionKind::Link)
        .map(|section| el("li").with(section_link(section, ui)))
        .collect();
    // A published site has the report of its own sources, of which the app knows nothing.
    let report = el("a")
        .set("href", ui.href(&Route::FeedReport))
        .set("rel", "external")
        .with(strings::REPORT);
    Nodes::new()
        .with(
            el("p")
                .class("footer-name")
                .with(text(edition_name(edition))),
        )
        .with(el("p").with(strings::FOOTER))
        .with(el("p").with(updated(ui)))
        .with(el("ul").with(pages).with(el("li").with(report)))
}
