//! The time, and waiting.

use crate::news::Stamp;
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// The moment now, by the device's clock.
pub fn now() -> Stamp {
    from_millis(js_sys::Date::now())
}

/// The moment that a JavaScript number of milliseconds since 1970 names.
pub fn from_millis(millis: f64) -> Stamp {
    // A float beyond the range saturates, so no clock can break the app.
    Stamp((millis / 1000.0).floor() as i64)
}

/// Lets the browser paint and answer before the next slice of long work.
pub async fn breathe() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
            },
            Duration::ZERO,
        );
    });
    // A timer's promise is never rejected.
    let _ = JsFuture::from(promise).await;
}
