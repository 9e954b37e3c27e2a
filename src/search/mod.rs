//! Search in the stories that the reader's browser holds, in Persian as it is written.
//!
//! Here live the folding of spellings, the index, queries and excerpts; pure functions of texts.
//! `index` says which stories answer, `excerpt` what to show of them. Texts are not kept.

mod excerpt;
mod fold;
mod forms;
mod index;
mod query;
mod segment;
mod words;
#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(test)]
mod tests;

pub use excerpt::{MARK, UNMARK, excerpt, written};
pub use fold::{Folded, fold};
pub use index::{Document, Found, Index, Query};
#[cfg(target_arch = "wasm32")]
pub use worker::start;
