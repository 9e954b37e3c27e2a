//! The browser's history. Each entry carries its own number, and where its page was left: how far
//! it was scrolled and how many stories its list showed.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// What a history entry carries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entry {
    /// The entry's number, unique in this tab.
    pub id: f64,
    /// How far its page was scrolled, in CSS pixels.
    pub scroll: f64,
    /// How many stories its list showed; 0 where that is not known.
    pub shown: usize,
    /// How far below the upper edge of the screen the link stood that was followed, in CSS pixels.
    /// It is not written: it tells more than `scroll` only while the page is drawn the same.
    pub link: Option<f64>,
}

/// The path of the open address.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// What the open entry carries, if this app wrote it.
pub fn entry() -> Option<Entry> {
    let state: js_sys::Array =
        wasm_bindgen::JsCast::dyn_into(window().history().ok()?.state().ok()?).ok()?;
    Some(Entry {
        id: state.get(0).as_f64()?,
        scroll: state.get(1).as_f64()?,
        shown: state.get(2).as_f64()? as usize,
        link: None,
    })
}

/// Writes what the open entry carries.
pub fn replace(entry: Entry) {
    if let Ok(history) = window().history() {
        // Browsers limit how often this may be called; a lost position is all that it costs.
        let _ = history.replace_state_with_url(&value(entry), "", None);
    }
}

/// Opens a new entry at `path`. Says whether the browser allowed it.
pub fn push(path: &str, entry: Entry) -> bool {
    window().history().is_ok_and(|history| {
        history
            .push_state_with_url(&value(entry), "", Some(path))
            .is_ok()
    })
}

fn value(entry: Entry) -> JsValue {
    js_sys::Array::of3(
        &entry.id.into(),
        &entry.scroll.into(),
        &(entry.shown as f64).into(),
    )
    .into()
}
