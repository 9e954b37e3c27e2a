//! A story's body: HTML or plain text of a feed to typed blocks.
//!
//! Here live the tokenizer, the allow-list and the rules of what may stand where. No tree is built
//! and no string becomes HTML again on the way to the reader, so nothing can be smuggled through.
//! Every step is linear in the input and nothing recurses by the input's depth. No fetching, no
//! browser, no text repair of its own (that is `persian`).
//!
//! `tokenizer` and `entities` read characters, `elements` knows names and what is open, `reader`
//! turns tags into calls, `blocks` and `runs` write what they name,
//! `paragraphs` divides those that are too long.

mod blocks;
mod elements;
mod entities;
#[cfg(not(target_arch = "wasm32"))]
mod html;
mod paragraphs;
mod reader;
mod runs;
mod tokenizer;

use crate::news::Block;
use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
pub use entities::decode as decode_references;
#[cfg(not(target_arch = "wasm32"))]
pub use html::to_html;

/// A body and what was changed in it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Body {
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// What was repaired and how often; each kind once.
    pub repairs: Vec<(BodyRepair, u32)>,
}

/// What is changed in a body to let it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyRepair {
    /// A frame of another site became a link with its title.
    FrameToLink,
    /// A video or audio player within the text became a link.
    PlayerToLink,
    /// A link or a picture had an address that is not let in; a link's text stays.
    UnsafeAddress,
    /// An invisible picture, which only counts readers, was dropped.
    TrackingPixel,
    /// A script, a form's control, a drawing or a plug-in was dropped.
    Removed,
    /// A list lay too deep and became items of the list around it.
    DeepList,
    /// The body has more text than a page can hold; what follows was left out.
    TooLong,
    /// The body has more pieces than a page can hold; the text of what follows is one paragraph.
    Crowded,
    /// The description of a picture or the title of a frame was cut.
    LongLine,
}

impl fmt::Display for BodyRepair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BodyRepair::FrameToLink => "frame shown as a link",
            BodyRepair::PlayerToLink => "player shown as a link",
            BodyRepair::UnsafeAddress => "address not allowed",
            BodyRepair::TrackingPixel => "tracking pixel dropped",
            BodyRepair::Removed => "script, form control, drawing or plug-in dropped",
            BodyRepair::DeepList => "deep list flattened",
            BodyRepair::Crowded => "more pieces than a page can hold, the rest is plain text",
            BodyRepair::TooLong => "longer than a page can hold, the rest was left out",
            BodyRepair::LongLine => "description or title cut",
        })
    }
}

/// Reads the HTML of a body. `base` is the address it is relative to, an absolute one or an absolute
/// path, as in [`super::address::resolve`]. Never fails: what is not allowed gives its text.
pub fn read_html(html: &str, base: &str) -> Body {
    reader::Reader::read(html, base)
}

/// Reads a body of plain text: blank lines part paragraphs, single line ends are kept, and what
/// looks like HTML is shown as it is written.
pub fn read_text(text: &str) -> Body {
    let mut writer = blocks::Writer::default();
    let mut repairs = Vec::new();
    for line in unix_lines(text).split('\n') {
        let fits = reader::beginning(line, writer.room());
        writer.text(fits, runs::Format::default());
        writer.line_break();
        if fits.len() < line.len() {
            repairs.push((BodyRepair::TooLong, 1));
            break;
        }
        if writer.is_crowded() {
            repairs.push((BodyRepair::Crowded, 1));
            writer.go_on_plain();
        }
    }
    Body {
        blocks: writer.into_blocks(),
        repairs,
    }
}

/// `text` with every line end as one line feed.
fn unix_lines(text: &str) -> String {
    let mut lines = text.split('\r');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        out.push_str(line.strip_prefix('\n').unwrap_or(line));
    }
    out
}

#[cfg(test)]
mod tests;
