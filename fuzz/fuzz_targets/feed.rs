//! Any bytes as a feed: they are read or refused without a panic, and what is kept, dropped and
//! refused does not depend on how many items are read at a time. `cargo +nightly fuzz run feed`
#![no_main]

use libfuzzer_sys::fuzz_target;
use peyk::feed::Reader;
use peyk::news::Stamp;

const ADDRESS: &str = "https://e.ir/news/feed.json";
const NOW: Stamp = Stamp(1_700_000_000);

fuzz_target!(|bytes: &[u8]| {
    if let Ok(whole) = Reader::open(bytes.to_vec(), ADDRESS, NOW)
        && let Ok(mut pieces) = Reader::open(bytes.to_vec(), ADDRESS, NOW)
    {
        while pieces.read(1) {}
        assert_eq!(whole.finish(), pieces.finish());
    }
});
