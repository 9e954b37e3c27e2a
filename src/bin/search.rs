//! The search worker's program: the index, without anything of the pages.

fn main() {
    #[cfg(target_arch = "wasm32")]
    peyk::search::start();
}
