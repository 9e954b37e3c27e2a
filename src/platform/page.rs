//! The page itself: what its head says, where the focus and the scroll are, its dialog and menus.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlDialogElement, HtmlElement, ScrollBehavior, ScrollToOptions};

/// What `<meta name="…" content="…">` says.
pub fn meta(name: &str) -> Option<String> {
    find(&format!("meta[name={name}]"))?.get_attribute("content")
}

/// The element the app lives in.
pub fn root() -> Option<HtmlElement> {
    find("#app")?.dyn_into().ok()
}

/// From here on the app, which lives in `root`, is in control: the page's script asks for the mark
/// before it says that the app could not start, and presses again what was pressed too early.
pub fn set_running(root: &HtmlElement) {
    // On an element that is there it cannot fail.
    let _ = root.set_attribute("data-running", "");
    tell("peyk:running");
}

/// Lets the page's scripts and the second program hear of `event`.
pub fn tell(event: &str) {
    if let Ok(event) = web_sys::Event::new(event) {
        // Nobody stops it.
        let _ = document().dispatch_event(&event);
    }
}

/// Whether asking the network may be of use: the page is seen, and there is a network.
pub fn may_ask() -> bool {
    let online = js_sys::Reflect::get(&window().navigator(), &"onLine".into()).unwrap_or_default();
    visible() && !online.is_falsy()
}

/// The state that a published page carries for the page at `path`.
pub fn published_state(path: &str) -> Option<String> {
    let state = find("#peyk-state")?;
    (state.get_attribute("data-route")? == path)
        .then(|| state.text_content())
        .flatten()
}

/// Marks the state that a published page carries as read: the page's script may keep it.
pub fn set_state_read() {
    if let Some(state) = find("#peyk-state") {
        // On an element that is there it cannot fail.
        let _ = state.set_attribute("data-read", "");
    }
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// How far the page is scrolled, in CSS pixels.
pub fn scroll() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls to `top`, in CSS pixels, at once.
pub fn scroll_to(top: f64) {
    let options = ScrollToOptions::new();
    options.set_top(top);
    options.set_left(0.0);
    options.set_behavior(ScrollBehavior::Instant);
    window().scroll_to_with_scroll_to_options(&options);
}

/// Whether the button that shows more of a list is there, and lies less than `screens` screens
/// below what is seen.
pub fn more_is_near(screens: f64) -> bool {
    let seen = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    find(".list-end .more")
        .is_some_and(|more| more.get_bounding_client_rect().top() < (1.0 + screens) * seen)
}

/// Whether the page is on the screen at all.
pub fn visible() -> bool {
    !document().hidden()
}

/// Whether the reader's data or connection is to be spared: the reader has asked for it or does not
/// look, the connection is of the second generation, or there is none. A browser that tells nothing
/// has none of these.
pub fn sparing() -> bool {
    let navigator = window().navigator();
    let of =
        |value: &JsValue, name: &str| js_sys::Reflect::get(value, &name.into()).unwrap_or_default();
    let connection = of(&navigator, "connection");
    // Reading a property of what is missing is an error, which is nothing as well.
    let slow = of(&connection, "effectiveType")
        .as_string()
        .is_some_and(|kind| kind.ends_with("2g"));
    let asked = window()
        .match_media("(prefers-reduced-data: reduce)")
        .ok()
        .flatten();
    of(&connection, "saveData").is_truthy()
        || slow
        || asked.is_some_and(|query| query.matches())
        || !may_ask()
}

/// Moves the focus to the page's heading, without scrolling, so that a screen reader and the Tab
/// key go on from the new page.
pub fn focus_heading() {
    focus(find("#main h1").or_else(|| find("#main")));
}

/// Moves the focus to the link to `path`, where the page has one: back in the list, a reader goes
/// on from the story that was open. Says whether it was there.
pub fn focus_link(path: &str) -> bool {
    // Paths hold no quotes or backslashes: they are percent-encoded.
    focus(find(&format!("#main a[href='{path}']")))
}

/// How far below the upper edge of the screen the link to `path` stands, in CSS pixels.
pub fn link_top(path: &str) -> Option<f64> {
    let link = find(&format!("#main a[href='{path}']"))?;
    Some(link.get_bounding_client_rect().top())
}

fn focus(element: Option<Element>) -> bool {
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Opens or closes the dialog `id`; to open an open one, or close a closed one, changes nothing.
pub fn show_dialog(id: &str, open: bool) {
    let Some(dialog) =
        find(&format!("#{id}")).and_then(|found| found.dyn_into::<HtmlDialogElement>().ok())
    else {
        return;
    };
    match (open, dialog.open()) {
        // It fails only where the dialog has left the page, and then there is nothing to show.
        (true, false) => drop(dialog.show_modal()),
        (false, true) => dialog.close(),
        _ => {}
    }
}

/// Closes the menu of all sections; says whether it was open, after moving the focus back to it.
pub fn close_menu() -> bool {
    match find("details.menu-all[open]") {
        None => false,
        Some(menu) => {
            // An attribute that was found can be removed.
            let _ = menu.remove_attribute("open");
            focus(menu.query_selector("summary").ok().flatten())
        }
    }
}

/// Whether `element` lies inside the menu of all sections.
pub fn in_menu(element: &Element) -> bool {
    element.closest("details.menu-all").ok().flatten().is_some()
}

/// Brings the current section into sight in the menu's row.
pub fn show_current_section() {
    let (Some(row), Some(current)) = (find(".menu-row"), find(".menu-row [aria-current]")) else {
        return;
    };
    let (row_box, current_box) = (
        row.get_bounding_client_rect(),
        current.get_bounding_client_rect(),
    );
    let middle = |area: &web_sys::DomRect| (area.left() + area.right()) / 2.0;
    let away = middle(&current_box) - middle(&row_box);
    row.set_scroll_left(row.scroll_left() + away as i32);
}

fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Writes the message and the place of a panic where the page's scripts find them for the reader's
/// report (`plain/recovery.js`). The program ends after it.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(root) = document().document_element() {
            // It fails only for names that are none.
            let _ = root.set_attribute("data-panic", &panic.to_string());
        }
    }));
}
