//! The second program's entry: the reader's own pages.

fn main() {
    #[cfg(target_arch = "wasm32")]
    peyk::desk::start();
}
