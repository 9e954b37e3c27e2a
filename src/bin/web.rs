//! The browser's entry: starts the app on the page that is open.

fn main() {
    #[cfg(target_arch = "wasm32")]
    peyk::app::start();
}
