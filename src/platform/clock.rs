//! The time, and waiting.

use crate::news::Stamp;
use gloo_timers::callback::{Interval, Timeout};
use gloo_timers::future::TimeoutFuture;
use std::cell::Cell;
use std::time::Duration;

/// The moment now, by the device's clock.
pub fn now() -> Stamp {
    from_millis(js_sys::Date::now())
}

/// The moment that a JavaScript number of milliseconds since 1970 names.
pub fn from_millis(millis: f64) -> Stamp {
    // A float beyond the range saturates, so no clock can break the app.
    Stamp((millis / 1000.0).floor() as i64)
}

/// A browser takes a longer wait for none at all.
fn millis(time: Duration) -> u32 {
    const LONGEST: u32 = i32::MAX.unsigned_abs();
    u32::try_from(time.as_millis()).map_or(LONGEST, |millis| millis.min(LONGEST))
}

/// Lets the browser paint and answer before the next slice of long work.
pub async fn yield_to_browser() {
    TimeoutFuture::new(0).await;
}

/// Waits for `time`.
pub async fn sleep(time: Duration) {
    TimeoutFuture::new(millis(time)).await;
}

/// Calls `act` after `wait`.
pub fn after(wait: Duration, act: impl FnOnce() + 'static) {
    Timeout::new(millis(wait), act).forget();
}

/// Calls `act` again and again, `time` apart, for as long as the page lives.
pub fn every(time: Duration, act: impl FnMut() + 'static) {
    Interval::new(millis(time), act).forget();
}

/// A wait that can be restarted or stopped. It stops when it is dropped.
#[derive(Default)]
pub struct Timer(Cell<Option<Timeout>>);

impl Timer {
    /// Calls `act` after `wait`, unless it is set or stopped before.
    pub fn set(&self, act: impl FnOnce() + 'static, wait: Duration) {
        self.0.set(Some(Timeout::new(millis(wait), act)));
    }

    /// Stops waiting.
    pub fn stop(&self) {
        self.0.take();
    }
}
