//! The adapters of the platform, in a real browser.

use super::put;
use peyk::platform::http::{Refused, Wanted, get};
use peyk::platform::{clock, history, page};
use peyk::store::Failure;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_clock_is_in_this_century_and_yielding_comes_back() {
    assert!(clock::now().0 > 1_700_000_000);
    assert_eq!(clock::from_millis(1_562_430_470_999.0).0, 1_562_430_470);
    clock::yield_to_browser().await;
}

#[wasm_bindgen_test]
async fn nobody_at_the_address_is_a_failure_of_the_network() {
    // Port 9 is "discard": browsers refuse to speak to it, as a dead network would.
    let answer = get("http://127.0.0.1:9/feed.json", Wanted::Newest, false).await;
    assert!(matches!(
        answer,
        Err(Refused {
            failure: Failure::Network,
            ..
        })
    ));
}

#[wasm_bindgen_test]
fn a_history_entry_carries_its_place() {
    let entry = history::Entry {
        id: 7.0,
        scroll: 120.5,
        shown: 48,
        link: None,
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
fn a_dialog_is_opened_and_closed_once() {
    let dialog: web_sys::HtmlDialogElement =
        put("dialog", &[("id", "test-dialog")]).unchecked_into();
    for open in [true, true, false, false] {
        page::show_dialog("test-dialog", open);
        assert_eq!(dialog.open(), open);
    }
    dialog.remove();
}
