//! The journal of comment drafts, which `boot.js` keeps: asking it, and hearing from it.

use super::{clock, page};
use crate::news::NewsCode;
use crate::update::DraftStatus;
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Puts the stored draft of `code` into its field, unless something stands there already: what a
/// reader has typed is never replaced. Says whether a draft was there.
pub async fn fill(code: &NewsCode) -> bool {
    let Some(text) = read(code).await else {
        return false;
    };
    // Looked up after the waiting: the page may have changed meanwhile.
    match page::draft_field(code) {
        Some(field) if field.value().is_empty() => {
            field.set_value(&text);
            true
        }
        Some(_) | None => true,
    }
}

async fn read(code: &NewsCode) -> Option<String> {
    let ask = js_sys::Reflect::get(&window(), &JsValue::from_str("peykDraft")).ok()?;
    let ask: js_sys::Function = ask.dyn_into().ok()?;
    let answer = ask
        .call1(&JsValue::NULL, &JsValue::from_str(code.as_str()))
        .ok()?;
    let answer: js_sys::Promise = answer.dyn_into().ok()?;
    JsFuture::from(answer).await.ok()?.as_string()
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
