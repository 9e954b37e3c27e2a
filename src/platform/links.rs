//! Links of the page: which clicks are the app's, and which the browser's.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// The path of the link that a click follows inside this app's own site. `None` where the browser
/// must act: another button or a modifier key (new tab, new window, download), another site, a
/// target, a place on the same page, a page that the newsroom's command may have written without the
/// app (`rel="external"`).
pub fn followed(event: &MouseEvent) -> Option<String> {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || modified {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let elsewhere =
        !link.target().is_empty() || link.has_attribute("download") || link.rel() == "external";
    let here = link.origin() == window().location().origin().ok()?;
    let place = !link.hash().is_empty() || !link.search().is_empty();
    (here && !elsewhere && !place).then(|| link.pathname())
}
