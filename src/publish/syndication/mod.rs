//! RSS 0.9x, 1.0 and 2.0 and Atom, as agencies write them, to JSON Feed 1.1 with the `_peyk`
//! extension, which the one reader of feeds then reads.
//!
//! Here lives what is met in XML only: `document` reads broken markup and cuts it into items,
//! `entry` hands them one by one to the crate feed-rs and writes down what it says, `media` and
//! `code` find what that crate does not carry. No cleaning for display and no judging of dates and
//! addresses, which `feed` does; nothing here fetches.

mod code;
mod document;
mod entry;
mod media;

use crate::feed::address::{resolve, resolve_media};
use crate::feed::body::read_html;
use crate::feed::{Note, Reason, Report};
use crate::news::Block;
use document::{Document, Element, Kind};
use encoding_rs::Encoding;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// How far into a document its first sign is looked for, and its encoding, in bytes.
const BEGINNING: usize = 1024;

/// How much of an id a report shows, in characters.
const ID_LENGTH: usize = 80;

/// A document of RSS or Atom as a JSON Feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The JSON Feed. Where an item could not be read, `null` stands in its place, so that the
    /// others keep their positions.
    pub json: Vec<u8>,
    /// What was mended and what was left out on the way; nothing counts as kept yet.
    pub report: Report,
}

/// Why a document gives no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyndicationError {
    /// Neither RSS nor Atom: a web page, such as a login page, or any other XML.
    #[error("neither JSON Feed nor RSS nor Atom")]
    NotAFeed,
}

/// Whether `bytes` are markup rather than JSON, by the first sign of either; blanks, a byte order
/// mark and a server's complaint may come before it.
pub fn is_markup(bytes: &[u8]) -> bool {
    let signs = bytes.iter().take(BEGINNING);
    signs.copied().find(|byte| b"<{[".contains(byte)) == Some(b'<')
}

/// Converts a document of RSS (0.9x, 1.0, 2.0) or Atom (1.0, 0.3).
///
/// `address` is where it lies, as for [`crate::feed::Reader::open`]: its addresses are resolved
/// against it, or against what the document says itself (`xml:base`).
///
/// # Errors
/// The document is no feed at all. What is broken in one item costs that item at most.
pub fn to_json_feed(bytes: &[u8], address: &str) -> Result<Converted, SyndicationError> {
    let (text, is_replaced) = decoded(bytes);
    let document = Document::of(&text).ok_or(SyndicationError::NotAFeed)?;
    let mut report = Report::default();
    if is_replaced {
        report.repair(Note {
            position: 0,
            id: None,
            reason: Reason::NotUtf8,
        });
    }
    let base = Base {
        address: address.to_owned(),
        is_declared: false,
    };
    let base = match document.kind {
        Kind::Rss => base.within(&document.root()),
        Kind::Atom => base,
    };
    let base = base.within(&document.head);
    let head = entry::head(&document, &base);
    if head.left_out {
        report.repair(Note {
            position: 0,
            id: None,
            reason: Reason::TooMany("tags"),
        });
    }
    let mut entries: Vec<Option<entry::Entry>> = Vec::new();
    for (element, position) in document.items.iter().zip(1..) {
        let note = |reason| Note {
            position,
            id: None,
            reason,
        };
        let (parts, is_mended) = document.children(element);
        let read = if element.breaks_off {
            None
        } else {
            entry::read(&document, &parts, &head, &base.within(element))
        };
        match &read {
            None => report.drop(note(Reason::Unreadable)),
            Some(entry) if is_mended => report.repair(Note {
                id: entry.id().map(|id| id.chars().take(ID_LENGTH).collect()),
                ..note(Reason::BrokenXml)
            }),
            Some(_) => {}
        }
        entries.push(read);
    }
    code::assign(&mut entries);
    let items = entries.into_iter().map(|entry| {
        entry.map_or(Value::Null, |mut entry| {
            entry
                .fields
                .append(&mut object(json!({ "_peyk": entry.extension })));
            Value::Object(entry.fields)
        })
    });
    let mut feed = head.fields;
    feed.insert("items".to_owned(), items.collect());
    Ok(Converted {
        json: Value::Object(feed).to_string().into_bytes(),
        report,
    })
}

/// `bytes` as text, and whether some were replaced by U+FFFD. UTF-8 wins over what is declared:
/// many a feed changed its encoding and kept its first line, and no other text looks like UTF-8.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (encoding_rs::UTF_8, bytes),
        None => (declared(bytes).unwrap_or(encoding_rs::UTF_8), bytes),
    };
    encoding.decode_without_bom_handling(bytes)
}

/// The encoding that the first line of a document names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = bytes.get(..BEGINNING).unwrap_or(bytes);
    let line = String::from_utf8_lossy(beginning);
    let (_, rest) = line.split_once("<?xml")?;
    let (line, _) = rest.split_once("?>")?;
    let (_, rest) = line.split_once("encoding")?;
    let name = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = name.chars().next()?;
    let (name, _) = name.get(1..)?.split_once(quote)?;
    Encoding::for_label(name.trim().as_bytes())
}

/// What relative addresses are resolved against.
struct Base {
    address: String,
    /// Whether the document says so (`xml:base`); else it is where the document lies.
    is_declared: bool,
}

impl Base {
    /// The base within `element`.
    fn within(&self, element: &Element<'_>) -> Self {
        let own = element.attribute("xml:base");
        let own = own.and_then(|own| resolve_media(&self.address, own));
        Self {
            is_declared: self.is_declared || own.is_some(),
            address: own.unwrap_or_else(|| self.address.clone()),
        }
    }

    /// `address` in full, or as it is where it is none: the feed's reader reports it.
    fn resolve(&self, address: &str) -> String {
        resolve(&self.address, address).unwrap_or_else(|| address.to_owned())
    }

    /// The HTML of a body, with its addresses in full.
    fn blocks(&self, html: &str) -> Vec<Block> {
        read_html(html, &self.address).blocks
    }
}

/// The fields of `value` that say something.
fn object(value: Value) -> Map<String, Value> {
    let Value::Object(mut fields) = value else {
        return Map::new();
    };
    fields.retain(|_, value| *value != Value::Null && *value != json!([]) && *value != json!({}));
    fields
}
