//! What the reader keeps: the page's plain scripts store it; here they are asked and told.

use crate::news::NewsCode;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The file of a story that the reader has saved, and the address it was saved from.
pub async fn story(code: &NewsCode) -> Option<(Vec<u8>, String)> {
    let field =
        |value: &JsValue, name: &str| js_sys::Reflect::get(value, &JsValue::from_str(name)).ok();
    let ask = field(&window(), "peykSaved")?
        .dyn_into::<js_sys::Function>()
        .ok()?;
    let answer = ask.call1(&JsValue::NULL, &JsValue::from_str(code.as_str()));
    let saved = JsFuture::from(answer.ok()?.dyn_into::<js_sys::Promise>().ok()?);
    let saved = saved.await.ok()?;
    let text = |name| field(&saved, name)?.as_string();
    Some((text("text")?.into_bytes(), text("from")?))
}

/// Says that the newsroom has withdrawn these stories.
pub fn withdraw(codes: &[NewsCode]) {
    let codes = codes.iter().map(NewsCode::as_str);
    tell("peyk:withdrawn", codes);
}

/// Says that the news at `address`, whose copy has this name in the service worker, have been understood.
pub fn understood(address: &str, copy: &str) {
    tell("peyk:understood", [address, copy].into_iter());
}

fn tell<'a>(event: &str, texts: impl Iterator<Item = &'a str>) {
    let init = web_sys::CustomEventInit::new();
    let texts: js_sys::Array = texts.map(JsValue::from_str).collect();
    init.set_detail(&texts);
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(event, &init) {
        // Nobody stops it.
        let _ = document().dispatch_event(&event);
    }
}
