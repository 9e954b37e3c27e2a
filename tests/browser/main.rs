//! What only a real browser can show: the adapters of the platform, and taking over.
#![cfg(target_arch = "wasm32")]
// A test fails by panicking; clippy knows that of test functions, not of their helpers.
#![allow(clippy::unwrap_used, clippy::panic)]

mod http;
mod platform;
mod taking_over;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Puts an element with these attributes at the end of the page.
fn put(tag: &str, attributes: &[(&str, &str)]) -> web_sys::Element {
    let element = document().create_element(tag).unwrap();
    for (name, value) in attributes {
        element.set_attribute(name, value).unwrap();
    }
    document().body().unwrap().append_child(&element).unwrap();
    element
}
