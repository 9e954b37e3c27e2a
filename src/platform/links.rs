//! Links of the page: which clicks are the app's, and which the browser's; which link is pointed
//! at, and which are in view.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
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

/// How far apart the places of the screen lie that are looked at for headlines, in CSS pixels: less
/// than a headline takes with its kicker and its time.
const APART: usize = 64;

/// The paths of the headlines that are on the screen, from the top. To ask every headline where it
/// stands would lay out all that the browser has put off because it is out of sight.
pub fn in_view() -> Vec<String> {
    let side = |length: Result<JsValue, JsValue>| length.ok().and_then(|length| length.as_f64());
    let (Some(width), Some(height)) = (side(window().inner_width()), side(window().inner_height()))
    else {
        return Vec::new();
    };
    let mut paths: Vec<String> = Vec::new();
    for y in (0..height as usize).step_by(APART) {
        // One place in each column of a wide screen; reading begins at the right.
        for part in [0.85, 0.5, 0.15] {
            let path = headline_at(width * part, y as f64);
            paths.extend(path.filter(|path| !paths.contains(path)));
        }
    }
    paths
}

/// The path of the headline of the card that stands at a place of the screen.
fn headline_at(x: f64, y: f64) -> Option<String> {
    let found = document().element_from_point(x as f32, y as f32)?;
    let card = found.closest("#main :is(.card, li)").ok()??;
    let link = card.query_selector(".headline a").ok()??;
    Some(link.dyn_into::<HtmlAnchorElement>().ok()?.pathname())
}

fn at(event: &Event) -> Option<HtmlAnchorElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("a[href]").ok()??.dyn_into().ok()
}
