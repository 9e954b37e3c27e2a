//! The journal of comment drafts, which `boot.js` keeps: asking it, and hearing from it.

use super::clock;
use crate::news::NewsCode;
use crate::update::DraftStatus;
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Asks the journal to put the stored draft into the field that is on the page.
pub fn fill() {
    let ask = js_sys::Reflect::get(&window(), &JsValue::from_str("peykDraft"));
    if let Some(ask) = ask
        .ok()
        .and_then(|ask| ask.dyn_into::<js_sys::Function>().ok())
    {
        // The journal tells of its own failures.
        let _ = ask.call0(&JsValue::NULL);
    }
}

/// Calls `heard` whenever the journal says how a draft stands. Listens as long as the page lives.
pub fn listen(heard: impl Fn(NewsCode, DraftStatus) + 'static) {
    let listener =
        Closure::<dyn Fn(web_sys::CustomEvent)>::new(move |event: web_sys::CustomEvent| {
            let detail = event.detail();
            let field = |name: &str| js_sys::Reflect::get(&detail, &JsValue::from_str(name)).ok();
            let (Some(code), Some(state)) = (
                field("code").and_then(|code| code.as_string()),
                field("state").and_then(|state| state.as_string()),
            ) else {
                return;
            };
            let at = field("at").and_then(|at| at.as_f64()).unwrap_or_default();
            let status = match state.as_str() {
                "writing" => DraftStatus::Writing,
                "saved" => DraftStatus::Saved(clock::from_millis(at)),
                "full" => DraftStatus::Full,
                "empty" => DraftStatus::Empty,
                _ => DraftStatus::Failed,
            };
            heard(NewsCode::new(&code), status);
        });
    let function = listener.into_js_value();
    // Adding a listener to the document cannot fail.
    let _ = document().add_event_listener_with_callback("peyk:draft", function.unchecked_ref());
}
