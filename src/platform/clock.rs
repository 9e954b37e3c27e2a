//! The time, and waiting.

use crate::news::Stamp;
use leptos::prelude::{TimeoutHandle, set_timeout, set_timeout_with_handle};
use std::cell::Cell;
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
    sleep(Duration::ZERO).await;
}

/// Waits for `time`.
pub async fn sleep(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
            },
            time,
        );
    });
    // A timer's promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// A wait that can be begun anew or given up. It is given up when it is dropped.
#[derive(Default)]
pub struct Timer(Cell<Option<TimeoutHandle>>);

impl Timer {
    /// Calls `act` after `wait`, unless it is set or stopped before.
    pub fn set(&self, act: impl FnOnce() + 'static, wait: Duration) {
        self.stop();
        // It fails only where there is no window.
        self.0.set(set_timeout_with_handle(act, wait).ok());
    }

    /// Gives up what is waited for.
    pub fn stop(&self) {
        if let Some(timer) = self.0.take() {
            timer.clear();
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.stop();
    }
}
