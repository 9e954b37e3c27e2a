//! Any bytes as RSS or Atom: they are refused, or become a feed that is read without a panic.
//! `cargo +nightly fuzz run syndication`
#![no_main]

use libfuzzer_sys::fuzz_target;
use peyk::feed::read_whole;
use peyk::news::Stamp;
use peyk::publish::syndication::to_json_feed;

const ADDRESS: &str = "https://e.ir/news/feed.xml";
const NOW: Stamp = Stamp(1_700_000_000);

fuzz_target!(|bytes: &[u8]| {
    if let Ok(converted) = to_json_feed(bytes, ADDRESS) {
        assert!(read_whole(converted.json, ADDRESS, NOW).is_ok());
    }
});
