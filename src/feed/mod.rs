//! Bytes to news: JSON Feed 1.1 with the `_peyk` extension (docs/FEED.md), item by item.
//!
//! Here live the readers of feeds, bodies and addresses, and the report of what was dropped or
//! repaired. Nothing here fetches, keeps or draws: bytes and "now" come in, news go out. No string
//! of a feed leaves this room as HTML.

pub mod address;
pub mod body;

mod bounds;
mod head;
mod item;
mod json;
mod media;
mod reader;
mod report;
mod sections;
#[cfg(not(target_arch = "wasm32"))]
mod wire;

pub use address::resolve;
pub use body::BodyRepair;
pub use bounds::NOTES;
#[cfg(not(target_arch = "wasm32"))]
pub use bounds::{SECTIONS, WITHDRAWN};
pub use item::Item;
pub use reader::{FeedScanner, ReadItem, Reader};
pub use report::{Note, Notes, Reason, Report};
#[cfg(not(target_arch = "wasm32"))]
pub use {
    sections::from_tags,
    wire::{write, write_part},
};

use crate::news::{Article, Edition, NewsCode, Stamp};
use std::sync::Arc;

/// A feed that has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// What the feed says of itself.
    pub edition: Edition,
    /// The stories in the feed's order, one for each code.
    pub stories: Vec<Arc<Article>>,
    /// The stories the newsroom has withdrawn.
    pub withdrawn: Vec<NewsCode>,
    /// Where the feed goes on, resolved; never the feed's own address. Who follows it must also
    /// stop at addresses that were read before.
    pub next_url: Option<String>,
    /// What was kept, repaired and dropped.
    pub report: Report,
}

/// Why nothing of a feed could be read. What was on the screen before should stay there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// The bytes are not JSON, or end too early.
    #[error("not JSON: fault at line {line}, column {column}")]
    NotJson {
        /// The line of the first fault, counted from 1.
        line: usize,
        /// Its column in bytes.
        column: usize,
    },
    /// The JSON is no object, or has no array `items`.
    #[error("not a JSON Feed: it has no array `items`")]
    NotAFeed,
}

/// Reads a feed in one go; see [`Reader`] for its arguments and errors.
pub fn read_whole(bytes: Vec<u8>, address: &str, now: Stamp) -> Result<Feed, FeedError> {
    Ok(Reader::open(bytes, address, now)?.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const GUIDE: &str = include_str!("../../docs/FEED.md");
    const SCHEMA: &str = include_str!("../../docs/feed-extension.schema.json");

    #[test]
    fn the_guides_examples_are_read_without_a_repair() {
        let examples: Vec<&str> = GUIDE
            .split("```json\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next())
            .collect();
        assert_eq!(examples.len(), 2);
        for example in examples {
            let now = Stamp(1_769_860_800);
            let bytes = example.as_bytes().to_vec();
            let feed = read_whole(bytes, "https://news.example/feed.json", now).unwrap();
            let clean = Report {
                kept: 1,
                ..Report::default()
            };
            assert_eq!(feed.report, clean);
            assert!(
                feed.stories
                    .iter()
                    .all(|story| story.summary.section.is_some())
            );
        }
    }

    #[test]
    fn the_guide_names_every_field_of_the_schema() {
        fn names(value: &Value, out: &mut Vec<String>) {
            let Value::Object(fields) = value else { return };
            if let Some(Value::Object(properties)) = fields.get("properties") {
                out.extend(properties.keys().cloned());
            }
            for inner in fields.values() {
                names(inner, out);
            }
        }
        let mut fields = Vec::new();
        names(&serde_json::from_str(SCHEMA).unwrap(), &mut fields);
        assert!(fields.len() > 40, "the schema was understood");
        for field in fields {
            let named = [
                format!("`{field}`"),
                format!(".{field}`"),
                format!("`{field}."),
            ];
            assert!(named.iter().any(|name| GUIDE.contains(name)), "{field}");
        }
    }
}
