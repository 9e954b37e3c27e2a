//! What was repaired and what was dropped, and why.

use super::body::BodyRepair;
use super::bounds::NOTES;
use std::fmt;

/// What became of a feed's items.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// How many stories were kept, repaired ones included.
    pub kept: usize,
    /// What was mended or ignored, in the feed's order; an item may have several notes.
    pub repaired: Vec<Note>,
    /// Which items were left out, in the feed's order, each with one note.
    pub dropped: Vec<Note>,
    /// How many more were repaired and dropped than the lists hold: each has a bound.
    pub unlisted: (usize, usize),
}

impl Report {
    /// Notes a repair.
    pub fn repair(&mut self, note: Note) {
        if self.repaired.len() < NOTES {
            self.repaired.push(note);
        } else {
            self.unlisted.0 += 1;
        }
    }

    /// Notes an item that was left out.
    pub fn drop(&mut self, note: Note) {
        if self.dropped.len() < NOTES {
            self.dropped.push(note);
        } else {
            self.unlisted.1 += 1;
        }
    }

    /// Takes in the report of a further page.
    pub fn absorb(&mut self, other: Report) {
        self.kept += other.kept;
        for note in other.repaired {
            self.repair(note);
        }
        for note in other.dropped {
            self.drop(note);
        }
        self.unlisted.0 += other.unlisted.0;
        self.unlisted.1 += other.unlisted.1;
    }

    /// How much was repaired, and how many items were dropped, listed or not.
    pub fn counts(&self) -> (usize, usize) {
        let (repaired, dropped) = self.unlisted;
        (self.repaired.len() + repaired, self.dropped.len() + dropped)
    }
}

/// One thing that was repaired, or one item that was dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The item's place in the feed, counted from 1; 0 is the feed itself.
    pub position: usize,
    /// The start of the item's id as the publisher wrote it, cleaned for display.
    pub id: Option<String>,
    /// What happened.
    pub reason: Reason,
}

/// Why something was repaired or dropped. A field is named as the feed names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Dropped: the item is no JSON object.
    NotAnObject,
    /// Dropped: no id, or a blank one.
    NoId,
    /// Dropped: neither a title nor any text.
    NoText,
    /// Dropped: another item with the same code is newer, stands first or withdraws the story.
    Duplicate,
    /// Bytes that are not UTF-8 were replaced by U+FFFD.
    NotUtf8,
    /// The feed's version is missing or unknown.
    UnknownVersion,
    /// The feed has no title.
    NoFeedTitle,
    /// `next_url` leads back to the feed itself and was ignored.
    NextIsSelf,
    /// A section was left out: it has no id or title, its id was taken, or there are too many.
    SectionIgnored,
    /// A section's kind is unknown; it is shown as text.
    UnknownKind,
    /// A section's parent does not exist or lies beneath it; it stands in the first row.
    UnknownParent,
    /// A field has the wrong type or an unusable value and was ignored.
    Ignored(&'static str),
    /// Half characters (lone surrogates) in a field were replaced by U+FFFD.
    BrokenText(&'static str),
    /// No title: the first words of the text stand for it.
    NoTitle,
    /// No content, and no archive that has it: only headline and lead are shown.
    NoContent,
    /// A date cannot be read and was left out.
    BadDate(&'static str),
    /// A date lies more than a day in the future and was left out.
    FutureDate(&'static str),
    /// A field that should be a list is a single value, which was taken; a text at its commas.
    NotAList(&'static str),
    /// A list has more elements than are taken in; those beyond the bound were left out.
    TooMany(&'static str),
    /// A line is longer than is shown; it was cut.
    TooLong(&'static str),
    /// An address that would be asked for without a press lies on another origin than the feed; it
    /// was ignored.
    OtherOrigin(&'static str),
    /// Tags beyond the 32nd, or longer than 100 characters, were left out.
    TooManyTags,
    /// The item names a section that the feed does not declare.
    UnknownSection,
    /// Something in the body's HTML, so many times.
    Body(BodyRepair, u32),
    /// Dropped: an item of RSS or Atom that breaks off, or that cannot be mended.
    #[cfg(not(target_arch = "wasm32"))]
    Unreadable,
    /// The XML of an item of RSS or Atom is broken and was mended.
    #[cfg(not(target_arch = "wasm32"))]
    BrokenXml,
    /// Dropped: a higher source has this story, and this one may neither replace nor withdraw it.
    #[cfg(not(target_arch = "wasm32"))]
    NotItsOwn,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAnObject => "the item is not an object",
            Self::NoId => "the item has no id",
            Self::NoText => "the item has neither a title nor text",
            Self::Duplicate => "another item with the same code is newer, first or withdrawn",
            Self::NotUtf8 => "bytes that are not UTF-8 were replaced",
            Self::UnknownVersion => "the version is missing or unknown",
            Self::NoFeedTitle => "the feed has no title",
            Self::NextIsSelf => "next_url leads back to the feed itself and was ignored",
            Self::SectionIgnored => {
                "a section without id or title, with a taken id or beyond the 200th was ignored"
            }
            Self::UnknownKind => "a section's kind is unknown; it is shown as text",
            Self::UnknownParent => "a section's parent does not exist or lies beneath it",
            Self::Ignored(field) => {
                return write!(f, "{field} has a wrong type or value and was ignored");
            }
            Self::BrokenText(field) => {
                return write!(f, "broken characters in {field} were replaced");
            }
            Self::NoTitle => "no title: the first words of the text stand for it",
            Self::NoContent => "no content: only headline and lead are shown",
            Self::BadDate(field) => {
                return write!(f, "{field} is not a date and was left out");
            }
            Self::FutureDate(field) => {
                return write!(f, "{field} lies in the future and was left out");
            }
            Self::NotAList(field) => {
                return write!(f, "{field} is not a list; its single value was taken");
            }
            Self::TooMany(field) => {
                return write!(
                    f,
                    "{field} is too long a list; what is beyond its bound was left out"
                );
            }
            Self::TooLong(field) => {
                return write!(f, "{field} is too long for one line and was cut");
            }
            Self::OtherOrigin(field) => {
                return write!(
                    f,
                    "{field} lies on another origin than the feed and was ignored"
                );
            }
            Self::TooManyTags => "tags beyond the 32nd or longer than 100 characters were left out",
            Self::UnknownSection => "the section is not one of the feed's",
            Self::Body(repair, count) => return write!(f, "in the body, {count}×: {repair}"),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Unreadable => "the item breaks off or cannot be read",
            #[cfg(not(target_arch = "wasm32"))]
            Self::NotItsOwn => {
                "refused: a source that was named before has this story; edition.json can allow it"
            }
            #[cfg(not(target_arch = "wasm32"))]
            Self::BrokenXml => "broken XML was mended",
        })
    }
}

/// The notes on one item while it is read: each reason once.
#[derive(Clone, Debug, Default)]
pub struct Notes(Vec<Reason>);

impl Notes {
    pub(super) fn add(&mut self, reason: Reason) {
        if !self.0.contains(&reason) {
            self.0.push(reason);
        }
    }

    /// The notes on the item `id` at `position`.
    pub fn at(self, position: usize, id: Option<String>) -> impl Iterator<Item = Note> {
        self.0.into_iter().map(move |reason| Note {
            position,
            id: id.clone(),
            reason,
        })
    }
}
