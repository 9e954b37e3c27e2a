//! The domain: what an edition, a section and a story are.
//!
//! Here live plain data types and the questions they can answer about themselves; std and serde
//! only. No reading of feeds, no text repair, no dates as text, nothing of the browser.
//!
//! Every text in these types has been cleaned for display (`persian`); one-line texts carry no
//! line breaks and no direction controls. Views may show them as they are.

mod block;
mod edition;
mod ids;
mod order;
mod story;

pub use block::{Block, Figure, Inline, ListItem, Table, TableCell, inlines_text};
pub use edition::{Contact, Edition, Front, Section, SectionKind};
pub use ids::{NewsCode, SectionId, fnv1a64, is_device, is_identifier, with_hash};
pub use order::{Map, sort_by_key_desc};
pub use story::{Article, Correction, Picture, Rendition, Source, Stamp, Summary, Video};
