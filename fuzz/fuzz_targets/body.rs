//! Any text as a body: it is read without a panic, every address in it is allowed, and the HTML of
//! the blocks reads back to the same blocks. `cargo +nightly fuzz run body`
#![no_main]

use libfuzzer_sys::fuzz_target;
use peyk::feed::body::{read_html, read_text, to_html};

const BASE: &str = "https://e.ir/news/feed.json";

fuzz_target!(|text: &str| {
    let blocks = read_html(text, BASE).blocks;
    let html = to_html(&blocks);
    for name in [" href=\"", " src=\""] {
        for address in html.split(name).skip(1) {
            let allowed = ["http://", "https://", "mailto:", "tel:"];
            assert!(
                allowed.iter().any(|start| address.starts_with(start)),
                "{address}"
            );
        }
    }
    assert_eq!(read_html(&html, BASE).blocks, blocks);

    let blocks = read_text(text).blocks;
    assert_eq!(read_html(&to_html(&blocks), BASE).blocks, blocks);
});
