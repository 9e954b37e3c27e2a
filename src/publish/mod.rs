//! The newsroom's own tools, native only: publishing feeds, serving a built folder, checking feeds,
//! and writing sample feeds for load tests.
//!
//! Here may live what needs a network, files or a clock, and the formats that only newsrooms'
//! sources have (`syndication`). Nothing of the browser, and no reading of JSON Feed or of HTML
//! bodies beyond what `feed` offers. `bin/peyk.rs` only names these tools' options.

mod address;
mod answer;
pub mod assets;
mod base;
mod budget;
pub mod check;
pub mod fetch;
mod hash;
mod merge;
pub mod pictures;
pub mod sample;
pub mod serve;
pub mod site;
pub mod source;
pub mod svg;
pub mod syndication;
mod words;
mod worker;

pub use address::without_secrets;
pub use base::{normal_base, with_base};

/// Writes a line for people to the standard error; whoever closed it wants no more.
pub fn warn(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "peyk: {text}");
}
