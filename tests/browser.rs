//! The adapters of the platform, in a real browser.
#![cfg(target_arch = "wasm32")]
// A test fails by panicking; clippy knows that of test functions, not of their helpers.
#![allow(clippy::unwrap_used, clippy::panic)]

use peyk::news::NewsCode;
use peyk::platform::http::{Answer, get};
use peyk::platform::{clock, draft, history, page};
use peyk::store::Failure;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

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

#[wasm_bindgen_test]
async fn the_clock_is_in_this_century_and_breathing_comes_back() {
    assert!(clock::now().0 > 1_700_000_000);
    assert_eq!(clock::from_millis(1_562_430_470_999.0).0, 1_562_430_470);
    clock::breathe().await;
}

#[wasm_bindgen_test]
async fn a_body_is_read_whole() {
    match get("data:application/json,%7B%22a%22:1%7D", None).await {
        Ok(Answer::Body { bytes, .. }) => assert_eq!(bytes, b"{\"a\":1}"),
        _ => panic!("the body did not come"),
    }
}

#[wasm_bindgen_test]
async fn nobody_at_the_address_is_a_failure_of_the_network() {
    // Port 9 is "discard": browsers refuse to speak to it, as a dead network would.
    let answer = get("http://127.0.0.1:9/feed.json", None).await;
    assert!(matches!(answer, Err(Failure::Network)));
}

#[wasm_bindgen_test]
async fn what_is_not_there_is_missing() {
    let answer = get("/no-such-file.json", None).await;
    assert!(matches!(answer, Err(Failure::Missing)));
}

#[wasm_bindgen_test]
fn a_history_entry_carries_its_place() {
    let entry = history::Entry {
        id: 7.0,
        scroll: 120.5,
        shown: 48,
    };
    history::replace(entry);
    assert_eq!(history::entry(), Some(entry));
}

#[wasm_bindgen_test]
fn what_the_head_says_is_read() {
    put("meta", &[("name", "peyk-test"), ("content", "ارزش")]);
    assert_eq!(page::meta("peyk-test").as_deref(), Some("ارزش"));
    assert_eq!(page::meta("peyk-none"), None);
}

#[wasm_bindgen_test]
async fn a_stored_draft_is_put_into_its_empty_field_and_never_over_what_was_typed() {
    let answer = js_sys::Function::new_with_args(
        "code",
        "return Promise.resolve(code === '1' ? 'پیش‌نویس' : null)",
    );
    js_sys::Reflect::set(&web_sys::window().unwrap(), &"peykDraft".into(), &answer).unwrap();
    let field: web_sys::HtmlTextAreaElement =
        put("textarea", &[("data-draft", "1")]).unchecked_into();

    assert!(draft::fill(&NewsCode::new("1")).await);
    assert_eq!(field.value(), "پیش‌نویس");

    field.set_value("تازه");
    assert!(draft::fill(&NewsCode::new("1")).await);
    assert_eq!(field.value(), "تازه");

    assert!(!draft::fill(&NewsCode::new("2")).await);
    field.remove();
}

#[wasm_bindgen_test]
fn a_dialog_is_opened_and_closed_once() {
    let dialog: web_sys::HtmlDialogElement =
        put("dialog", &[("id", "test-dialog")]).unchecked_into();
    for open in [true, true, false, false] {
        page::show_dialog("test-dialog", open);
        assert_eq!(dialog.open(), open);
    }
    dialog.remove();
}
