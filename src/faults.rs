//! Faults that tests ask for: the program dies where it is told to. Only in builds for tests.

#![expect(clippy::panic, reason = "that is what it is for")]

use std::cell::Cell;

thread_local! {
    static RENDER: Cell<bool> = const { Cell::new(false) };
}

/// The next page that is drawn dies.
pub fn arm() {
    RENDER.set(true);
}

/// Dies where it was told to.
pub fn drawn() {
    if RENDER.get() {
        panic!("a fault in a view");
    }
}

/// Dies at once.
pub fn die() {
    panic!("a fault");
}
