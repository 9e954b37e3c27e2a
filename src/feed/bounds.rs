//! How much of a feed is taken in: the length of every list and of every line. What goes beyond is
//! left out and noted in the report, so that no feed can hold up the reader's page or the
//! newsroom's run. docs/FEED.md states the same figures.

/// Stories of one feed file. The browser shows a part of an edition; the newsroom's command reads
/// whole archives.
pub(super) const STORIES: usize = if cfg!(target_arch = "wasm32") {
    20_000
} else {
    1_000_000
};

/// Items of one feed file that are looked at, good and bad.
pub(super) const ITEMS: usize = 1_000_000;

/// The characters of a field of one line that are cleaned, for each that it may show: the others
/// would be cut off. Invisible ones go before the line is measured.
pub(super) const CLEANED_PER_SHOWN: usize = 16;

/// Notes that a report keeps of what was repaired, and as many of what was dropped.
pub const NOTES: usize = 2_000;

/// Withdrawn stories that a feed lists.
pub const WITHDRAWN: usize = 1_000;

/// Authors of a story, or of a feed.
pub(super) const AUTHORS: usize = 50;
/// Attachments of a story that are looked at.
pub(super) const ATTACHMENTS: usize = 500;
/// Pictures of a gallery.
pub(super) const GALLERY: usize = 500;
/// Stories that a story leads on to, and stories beside the first on the front page.
pub(super) const CODES: usize = 50;
/// The most read stories.
pub(super) const MOST_READ: usize = 100;
/// Sections of an edition: no menu holds more, and their order costs time.
pub const SECTIONS: usize = 200;
/// Tags of a story that are looked at; [`TAGS`] of them are kept.
pub(super) const TAGS_READ: usize = 1_000;
/// Tags of a story.
pub(super) const TAGS: usize = 32;

/// The characters of a title.
pub(super) const TITLE: usize = 500;
/// The characters of a lead.
pub(super) const LEAD: usize = 4_000;
/// The characters of a name: an author, a source, a section, a kicker, a credit, the newsroom.
pub(super) const NAME: usize = 300;
/// The characters of a sentence or two: a description, a caption, a correction, an address.
pub(super) const SENTENCE: usize = 2_000;
/// The characters of a tag. A longer one is left out, since half a tag is another tag.
pub(super) const TAG: usize = 100;
/// The bytes of a mail address (RFC 5321) and of a media type.
pub(super) const TOKEN: usize = 254;

/// The characters of a paragraph. Browsers take quadratic time to lay out one of many words in two
/// fonts: 100,000 characters took 2 s, and ten times as many more than half a minute.
pub(super) const PARAGRAPH: usize = 5_000;
/// The text of one body, in bytes: what a browser lays out in a second or two.
pub(super) const BODY_TEXT: usize = 1 << 20;
/// The pieces of one body: blocks, items, cells, runs of one style or direction, line breaks, links.
pub(super) const BODY_PIECES: usize = 20_000;
