//! Fetching, against a real server (`server.mjs`).

use peyk::platform::clock;
use peyk::platform::http::{Answer, Body, Refused, Wanted, get};
use peyk::store::Failure;
use std::time::Duration;
use wasm_bindgen_test::wasm_bindgen_test;

fn at(path: &str) -> String {
    format!("http://127.0.0.1:8127{path}")
}

async fn fetch(path: &str, wanted: Wanted<'_>) -> Result<Answer, Refused> {
    get(&at(path), wanted, false).await
}

async fn body(path: &str, wanted: Wanted<'_>) -> Body {
    match fetch(path, wanted).await {
        Ok(Answer::Body(body)) => body,
        Ok(Answer::Unchanged) => panic!("{path}: unchanged"),
        Err(refused) => panic!("{path}: {:?}", refused.failure),
    }
}

async fn text(path: &str, wanted: Wanted<'_>) -> String {
    String::from_utf8(body(path, wanted).await.bytes).unwrap()
}

async fn refusal(path: &str) -> Refused {
    match fetch(path, Wanted::Newest).await {
        Ok(_) => panic!("{path}: an answer"),
        Err(refused) => refused,
    }
}

#[wasm_bindgen_test]
async fn a_body_is_read_whole_with_its_validator() {
    let whole = body("/whole", Wanted::Newest).await;
    assert_eq!(whole.bytes, b"whole");
    assert_eq!(whole.etag.as_deref(), Some("\"1\""));
    assert!(whole.kept.is_none() && whole.copy.is_none());
    assert_eq!(text("/pieces", Wanted::Newest).await, "aپپپz");
    assert_eq!(text("/empty", Wanted::Newest).await, "");
}

#[wasm_bindgen_test]
async fn an_address_and_its_query_are_asked_for_as_they_are() {
    let path = "/asked?a=1&b=%D9%BE";
    assert_eq!(text(path, Wanted::Newest).await, format!("{path} - -"));
    assert_eq!(
        text(path, Wanted::Since("\"7\"")).await,
        format!("{path} \"7\" -")
    );
    assert_eq!(
        text(path, Wanted::LastGood).await,
        format!("{path} - 1"),
        "for the service worker"
    );
}

#[wasm_bindgen_test]
async fn what_has_not_changed_has_no_body() {
    let unchanged = fetch("/whole", Wanted::Since("\"1\"")).await;
    assert!(matches!(unchanged, Ok(Answer::Unchanged)));
    assert_eq!(text("/whole", Wanted::Since("\"0\"")).await, "whole");
}

#[wasm_bindgen_test]
async fn a_body_of_eight_megabytes_is_read_and_one_byte_more_is_too_large() {
    assert_eq!(
        body("/largest", Wanted::Newest).await.bytes.len(),
        8_000_000
    );
    assert_eq!(refusal("/too-large").await.failure, Failure::TooLarge);
}

#[wasm_bindgen_test]
async fn a_body_without_an_end_is_given_up_and_its_connection_closed() {
    let closed = text("/closed", Wanted::Newest).await;
    assert_eq!(refusal("/endless").await.failure, Failure::TooLarge);
    let mut now = closed.clone();
    while now == closed {
        clock::sleep(Duration::from_millis(20)).await;
        now = text("/closed", Wanted::Newest).await;
    }
}

#[wasm_bindgen_test]
async fn answers_that_are_refused_hold_no_connection() {
    // A browser has six for a host.
    for _ in 0..12 {
        assert_eq!(refusal("/refused").await.failure, Failure::Status(503));
    }
    assert_eq!(text("/whole", Wanted::Newest).await, "whole");
}

#[wasm_bindgen_test]
async fn ten_silent_seconds_are_a_stalled_answer_before_its_first_byte_and_after_it() {
    let (unanswered, silent) = futures_util::join!(refusal("/unanswered"), refusal("/silent"));
    assert_eq!(unanswered.failure, Failure::Stalled);
    assert_eq!(silent.failure, Failure::Stalled);
}

#[wasm_bindgen_test]
async fn what_is_refused_says_why_and_for_how_long() {
    assert_eq!(refusal("/breaks").await.failure, Failure::Network);
    assert_eq!(refusal("/nothing").await.failure, Failure::Missing);
    assert_eq!(refusal("/gone").await.failure, Failure::Missing);

    let busy = refusal("/busy").await;
    assert_eq!(busy.failure, Failure::Status(503));
    assert_eq!(busy.after, Some(Duration::from_secs(7)));
    let until = refusal("/busy-until").await;
    assert_eq!(until.failure, Failure::Status(429));
    let minute = Duration::from_secs(50)..Duration::from_secs(61);
    assert!(until.after.is_some_and(|after| minute.contains(&after)));
    assert_eq!(refusal("/busy-nonsense").await.after, None);
}

#[wasm_bindgen_test]
async fn a_copy_that_the_device_has_kept_says_since_when_and_why_it_is_shown() {
    let kept = body("/kept", Wanted::Newest).await;
    let (at, why) = kept.kept.unwrap();
    assert_eq!((at.0, why), (1_600_000_000, Failure::Network));
    assert_eq!(kept.copy.as_deref(), Some("one"));
    let (_, why) = body("/kept-after-503", Wanted::Newest).await.kept.unwrap();
    assert_eq!(why, Failure::Status(503));
}
