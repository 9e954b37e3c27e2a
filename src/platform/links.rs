//! Links of the page: which clicks are the app's, and which the browser's; which link is pointed
//! at, and which are in view.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

/// The path of the link that a click follows inside this app's own site. `None` where the browser
/// must act: another button or a modifier key (new tab, new window, download), another site, a
/// target, a place on the same page, a page that the newsroom's command may have written without the
/// app (`rel="external"`).
pub fn followed(event: &MouseEvent) -> Option<String> {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || modified {
        return None;
    }
    let link = at(event)?;
    let elsewhere =
        !link.target().is_empty() || link.has_attribute("download") || link.rel() == "external";
    let here = link.origin() == window().location().origin().ok()?;
    let place = !link.hash().is_empty() || !link.search().is_empty();
    (here && !elsewhere && !place).then(|| link.pathname())
}

/// The path of the link of this site that an event is about.
pub fn pointed(event: &Event) -> Option<String> {
    let link = at(event)?;
    (link.origin() == window().location().origin().ok()?).then(|| link.pathname())
}

/// The paths of the headlines that are on the screen, from the top.
pub fn in_view() -> Vec<String> {
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let Ok(links) = document().query_selector_all("#main .headline a") else {
        return Vec::new();
    };
    (0..links.length())
        .filter_map(|at| links.item(at)?.dyn_into::<HtmlAnchorElement>().ok())
        .filter(|link| {
            let place = link.get_bounding_client_rect();
            place.top() >= 0.0 && Some(place.bottom()) <= height
        })
        .map(|link| link.pathname())
        .collect()
}

fn at(event: &Event) -> Option<HtmlAnchorElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("a[href]").ok()??.dyn_into().ok()
}
