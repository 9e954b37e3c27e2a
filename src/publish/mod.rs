//! The newsroom's own tools, native only: serving a built folder, checking a feed, and writing
//! sample feeds for load tests.
//!
//! Here may live what needs a network, files or a clock. Nothing of the browser, and no reading of
//! feeds or HTML bodies beyond what `feed` offers. `bin/peyk.rs` only names these tools' options.

mod answer;
mod base;
pub mod check;
mod merge;
pub mod sample;
pub mod serve;
pub mod site;
pub mod source;
pub mod syndication;
mod words;

pub use base::{normal_base, with_base};
