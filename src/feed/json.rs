//! A JSON object, read field by field: what is wrong with one field costs no other.

use super::address;
use super::report::{Notes, Reason};
use super::scan::{Object, Outline, Raw};
use crate::news::{NewsCode, Stamp};
use crate::persian::{cut_line, display_clean_line, latin_digits, parse_rfc3339};

/// Clocks differ: a date up to this many seconds ahead is taken as "now".
const TOLERANCE: i64 = 24 * 60 * 60;

/// The fields of an object, each still JSON text. `null` counts as absent.
#[derive(Default)]
pub(super) struct Fields<'a>(Vec<(String, Raw<'a>)>);

impl<'a> From<Object<'a>> for Fields<'a> {
    fn from((fields, _): Object<'a>) -> Self {
        Self(fields)
    }
}

impl<'a> Fields<'a> {
    /// Reads an object. A name that stands twice counts as written last.
    pub(super) fn of(json: &'a str) -> Result<Self, Reason> {
        let mut outline = Outline::new("");
        while outline
            .read(json, usize::MAX)
            .map_err(|_| Reason::NotAnObject)?
        {}
        Ok(outline.of(json).into())
    }

    pub(super) fn raw(&self, name: &str) -> Option<Raw<'a>> {
        let named = self.0.iter().rev().find(|(other, _)| other == name);
        named
            .map(|(_, raw)| *raw)
            .filter(|raw| raw.as_str() != "null")
    }

    /// What `read` makes of a field; what it cannot read is ignored, and noted.
    fn read<T>(
        &self,
        name: &'static str,
        read: fn(Raw<'a>) -> Option<T>,
        notes: &mut Notes,
    ) -> Option<T> {
        let value = read(self.raw(name)?);
        if value.is_none() {
            notes.add(Reason::Ignored(name));
        }
        value
    }

    /// A text as it stands in the feed.
    pub(super) fn text(&self, name: &'static str, notes: &mut Notes) -> Option<String> {
        text_of(self.raw(name)?, name, notes)
    }

    /// One line of text, cleaned for display and cut to `most` characters; `None` where nothing
    /// visible is left.
    pub(super) fn line(
        &self,
        name: &'static str,
        most: usize,
        notes: &mut Notes,
    ) -> Option<String> {
        line(&self.text(name, notes)?, name, most, notes)
    }

    /// A name of the publisher's: a text or a number, never blank.
    pub(super) fn label(&self, name: &'static str, notes: &mut Notes) -> Option<String> {
        label_of(self.raw(name)?, name, notes)
    }

    pub(super) fn flag(&self, name: &'static str, notes: &mut Notes) -> bool {
        let flag = |raw: Raw<'_>| match raw.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        self.read(name, flag, notes).unwrap_or(false)
    }

    pub(super) fn number(&self, name: &'static str, notes: &mut Notes) -> Option<f64> {
        self.read(name, Raw::number, notes)
    }

    /// A number from 1 to `most`, rounded. 0 counts as absent: tools write it for "unknown".
    pub(super) fn count(&self, name: &'static str, most: u32, notes: &mut Notes) -> Option<u32> {
        let number = self.number(name, notes)?.round();
        if number == 0.0 {
            return None;
        }
        if !(1.0..=f64::from(most)).contains(&number) {
            notes.add(Reason::Ignored(name));
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // just compared
        Some(number as u32)
    }

    pub(super) fn object(&self, name: &'static str, notes: &mut Notes) -> Option<Fields<'a>> {
        object_of(self.raw(name)?, name, notes)
    }

    /// The first `most` elements of an array; none where there is no array.
    pub(super) fn list(&self, name: &'static str, most: usize, notes: &mut Notes) -> Vec<Raw<'a>> {
        let Some(raw) = self.raw(name) else {
            return Vec::new();
        };
        let Some((values, more)) = raw.list(most) else {
            notes.add(Reason::Ignored(name));
            return Vec::new();
        };
        if more {
            notes.add(Reason::TooMany(name));
        }
        values
    }

    /// A date that is not in the future of `now`.
    pub(super) fn date(&self, name: &'static str, now: Stamp, notes: &mut Notes) -> Option<Stamp> {
        let text = self.text(name, notes)?;
        let Some(date) = parse_rfc3339(text.trim()) else {
            notes.add(Reason::BadDate(name));
            return None;
        };
        if date.0 > now.0.saturating_add(TOLERANCE) {
            notes.add(Reason::FutureDate(name));
            return None;
        }
        Some(date.min(now))
    }

    /// An address that is asked for without the reader's press, and so must lie on the origin of
    /// the feed at `base`: another site would learn what is read.
    pub(super) fn own_address(
        &self,
        name: &'static str,
        base: &str,
        notes: &mut Notes,
    ) -> Option<String> {
        own_address(self.address(name, base, notes)?, name, base, notes)
    }

    /// An http(s) address, resolved against `base`; a blank one counts as absent.
    pub(super) fn address(
        &self,
        name: &'static str,
        base: &str,
        notes: &mut Notes,
    ) -> Option<String> {
        address_of(self.raw(name)?, name, base, notes)
    }
}

/// The text that `raw` is.
pub(super) fn text_of(raw: Raw<'_>, name: &'static str, notes: &mut Notes) -> Option<String> {
    let text = raw.text();
    match text {
        Some((_, true)) => notes.add(Reason::BrokenText(name)),
        Some((_, false)) => {}
        None => notes.add(Reason::Ignored(name)),
    }
    text.map(|(text, _)| text)
}

/// The text or number that `raw` is.
pub(super) fn label_of(raw: Raw<'_>, name: &'static str, notes: &mut Notes) -> Option<String> {
    let json = raw.as_str();
    let label = if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        json.to_owned()
    } else {
        text_of(raw, name, notes)?.trim().to_owned()
    };
    (!label.is_empty()).then_some(label)
}

/// The object that `raw` is.
pub(super) fn object_of<'a>(
    raw: Raw<'a>,
    name: &'static str,
    notes: &mut Notes,
) -> Option<Fields<'a>> {
    let fields = Fields::of(raw.as_str()).ok();
    if fields.is_none() {
        notes.add(Reason::Ignored(name));
    }
    fields
}

/// The http(s) address that `raw` is.
pub(super) fn address_of(
    raw: Raw<'_>,
    name: &'static str,
    base: &str,
    notes: &mut Notes,
) -> Option<String> {
    let text = text_of(raw, name, notes)?;
    if text.trim().is_empty() {
        return None;
    }
    let address = address::resolve_media(base, &text);
    if address.is_none() {
        notes.add(Reason::Ignored(name));
    }
    address
}

/// `text` as one clean line, or nothing where nothing visible is left.
pub(super) fn clean_line(text: &str) -> Option<String> {
    Some(display_clean_line(text)).filter(|line| !line.is_empty())
}

/// `address`, where it lies on the origin of the feed at `base`.
pub(super) fn own_address(
    address: String,
    name: &'static str,
    base: &str,
    notes: &mut Notes,
) -> Option<String> {
    let is_own = address::same_origin(base, &address);
    if !is_own {
        notes.add(Reason::OtherOrigin(name));
    }
    is_own.then_some(address)
}

/// `text` as one clean line of at most `most` characters; a longer one is cut, and noted.
pub(super) fn line(
    text: &str,
    name: &'static str,
    most: usize,
    notes: &mut Notes,
) -> Option<String> {
    let mut line = clean_line(text)?;
    if cut_line(&mut line, most) {
        notes.add(Reason::TooLong(name));
    }
    Some(line)
}

/// The code for a publisher's own `label`: Persian and Arabic digits are written in Latin ones.
pub(super) fn code(label: &str) -> NewsCode {
    NewsCode::new(&latin_digits(label))
}
