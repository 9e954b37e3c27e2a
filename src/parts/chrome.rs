//! What stands around every page: masthead, menu, footer.

use super::Ui;
use super::icon::{Icon, icon};
use super::text::text;
use crate::news::{Edition, Section, SectionId, SectionKind};
use crate::persian::{self, strings};
use crate::route::Route;
use leptos::prelude::*;

/// The element that every page's content lies in, and that the skip link leads to.
pub const MAIN: &str = "main";

/// The link past the menu.
pub fn skip_link() -> AnyView {
    view! { <a class="skip" href=format!("#{MAIN}")>{strings::SKIP}</a> }.into_any()
}

/// The newsroom's name, today's date, and the menu. `here` is the section that is open, or that
/// the open story is filed under; `at_front` whether the front page is open.
pub fn masthead(
    edition: &Edition,
    here: Signal<Option<SectionId>>,
    at_front: Signal<bool>,
    ui: Ui,
) -> AnyView {
    let name = if edition.name.is_empty() {
        strings::APP
    } else {
        &edition.name
    };
    let sections: Vec<&Section> = edition.top_sections().collect();
    let row = sections
        .iter()
        .map(|section| {
            // A province's page marks «استان‌ها» as well.
            let mut own: Vec<SectionId> = edition.children(&section.id).map(|child| child.id.clone()).collect();
            own.push(section.id.clone());
            let current = move || {
                here.with(|here| here.as_ref().is_some_and(|here| own.contains(here))).then_some("true")
            };
            view! {
                <li><a href=section_address(section, ui) aria-current=current>{text(&section.title)}</a></li>
            }
        })
        .collect::<Vec<_>>();
    let all = sections
        .iter()
        .map(|section| {
            let children = edition
                .children(&section.id)
                .map(|child| view! { <li><a href=section_address(child, ui)>{text(&child.title)}</a></li> })
                .collect::<Vec<_>>();
            let children = (!children.is_empty()).then(|| view! { <ul>{children}</ul> });
            view! { <li><a href=section_address(section, ui)>{text(&section.title)}</a>{children}</li> }
        })
        .collect::<Vec<_>>();
    let front = ui.href(&Route::Front);
    let at_front_now = move || at_front.get().then_some("page");
    view! {
        <header class="masthead">
            <div class="masthead-top">
                <a class="name" href=front.clone()>{logo(edition)}{text(name)}</a>
                <span class="today">{move || ui.now.get().map(persian::long_date)}</span>
            </div>
            <nav class="menu" aria-label=strings::MENU>
                <ul class="menu-row" tabindex="-1">
                    <li><a href=front.clone() aria-current=at_front_now>{strings::FRONT}</a></li>
                    {row}
                </ul>
                <details class="menu-all">
                    <summary>
                        {icon(Icon::Menu)}<span class="hidden">{strings::ALL_SECTIONS}</span>
                    </summary>
                    <ul>
                        <li><a href=front>{strings::FRONT}</a></li>
                        {all}
                    </ul>
                </details>
            </nav>
        </header>
    }
    .into_any()
}

fn logo(edition: &Edition) -> AnyView {
    match &edition.logo {
        Some(url) => {
            view! { <img class="logo" src=url.clone() alt="" width="32" height="32" /> }.into_any()
        }
        None => ().into_any(),
    }
}

/// Where a section of the menu leads: its own page, or the address the newsroom gave it.
fn section_address(section: &Section, ui: Ui) -> String {
    match (&section.url, section.kind) {
        (Some(url), SectionKind::Link) => url.clone(),
        _ => ui.section_href(&section.id),
    }
}

/// The foot of every page.
pub fn footer(edition: &Edition, ui: Ui) -> AnyView {
    let pages = edition
        .top_sections()
        .filter(|section| section.kind == SectionKind::Link)
        .map(|section| view! { <li><a href=section_address(section, ui)>{text(&section.title)}</a></li> })
        .collect::<Vec<_>>();
    let name = if edition.name.is_empty() {
        strings::APP
    } else {
        &edition.name
    };
    view! {
        <footer class="footer">
            <p class="footer-name">{text(name)}</p>
            <p>{strings::FOOTER}</p>
            <ul>
                {pages}
                <li><a href=ui.href(&Route::FeedReport)>{strings::REPORT}</a></li>
            </ul>
        </footer>
    }
    .into_any()
}
