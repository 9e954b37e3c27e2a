//! A JSON object, read field by field: what is wrong with one field costs no other.

use super::address;
use super::report::{Notes, Reason};
use crate::news::{NewsCode, Stamp};
use crate::persian::{display_clean_line, latin_digits, parse_rfc3339};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::fmt;

/// Clocks differ: a date up to this many seconds ahead is taken as "now".
const TOLERANCE: i64 = 24 * 60 * 60;

/// The fields of an object, each still JSON text. `null` counts as absent.
#[derive(Default)]
pub(super) struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Reads an object, and the list that its field `list` is; the list is not among the fields.
    pub(super) fn with_list(
        json: &'a str,
        list: &'static str,
    ) -> Result<(Self, Option<Vec<&'a RawValue>>), serde_json::Error> {
        read(json, list)
    }

    /// Reads an item. A name that stands twice counts as written last.
    pub(super) fn of_item(json: &'a str) -> Result<Self, Reason> {
        read(json, "")
            .map(|(fields, _)| fields)
            .map_err(|error| match error.classify() {
                Category::Data => Reason::NotAnObject,
                _ => Reason::Unreadable,
            })
    }

    pub(super) fn raw(&self, name: &str) -> Option<&'a RawValue> {
        let named = self.0.iter().rev().find(|(other, _)| other == name);
        named.map(|(_, raw)| *raw).filter(|raw| raw.get() != "null")
    }

    fn typed<T: Deserialize<'a>>(&self, name: &'static str, notes: &mut Notes) -> Option<T> {
        typed(self.raw(name)?, name, notes)
    }

    /// A text as it stands in the feed.
    pub(super) fn text(&self, name: &'static str, notes: &mut Notes) -> Option<String> {
        text_of(self.raw(name)?, name, notes)
    }

    /// One line of text, cleaned for display; `None` where nothing visible is left.
    pub(super) fn line(&self, name: &'static str, notes: &mut Notes) -> Option<String> {
        clean_line(&self.text(name, notes)?)
    }

    /// A name of the publisher's: a text or a number, never blank.
    pub(super) fn label(&self, name: &'static str, notes: &mut Notes) -> Option<String> {
        label_of(self.raw(name)?, name, notes)
    }

    pub(super) fn flag(&self, name: &'static str, notes: &mut Notes) -> bool {
        self.typed(name, notes).unwrap_or(false)
    }

    pub(super) fn number(&self, name: &'static str, notes: &mut Notes) -> Option<f64> {
        self.typed(name, notes)
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

    /// The elements of an array; none where there is no array.
    pub(super) fn list(&self, name: &'static str, notes: &mut Notes) -> Vec<&'a RawValue> {
        self.typed(name, notes).unwrap_or_default()
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

/// One pass over an object, for every object there is: another type that reads itself would be
/// another copy of the code. No field is called "".
fn read<'a>(
    json: &'a str,
    list: &'static str,
) -> Result<(Fields<'a>, Option<Vec<&'a RawValue>>), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let read = Object { list }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(read)
}

struct Object {
    list: &'static str,
}

impl<'de> DeserializeSeed<'de> for Object {
    type Value = (Fields<'de>, Option<Vec<&'de RawValue>>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object {
    type Value = (Fields<'de>, Option<Vec<&'de RawValue>>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        let mut list = None;
        while let Some(name) = map.next_key::<String>()? {
            if !self.list.is_empty() && name == self.list {
                list = Some(map.next_value()?);
            } else {
                fields.0.push((name, map.next_value()?));
            }
        }
        Ok((fields, list))
    }
}

fn typed<'a, T: Deserialize<'a>>(
    raw: &'a RawValue,
    name: &'static str,
    notes: &mut Notes,
) -> Option<T> {
    let value = serde_json::from_str(raw.get()).ok();
    if value.is_none() {
        notes.add(Reason::Ignored(name));
    }
    value
}

/// The text that `raw` is.
pub(super) fn text_of(raw: &RawValue, name: &'static str, notes: &mut Notes) -> Option<String> {
    if let Ok(text) = serde_json::from_str(raw.get()) {
        return Some(text);
    }
    let Lossy(text) = typed(raw, name, notes)?;
    notes.add(Reason::BrokenText(name));
    Some(text)
}

/// The text or number that `raw` is.
pub(super) fn label_of(raw: &RawValue, name: &'static str, notes: &mut Notes) -> Option<String> {
    let json = raw.get();
    let label = if json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        json.to_owned()
    } else {
        text_of(raw, name, notes)?.trim().to_owned()
    };
    (!label.is_empty()).then_some(label)
}

/// The object that `raw` is.
pub(super) fn object_of<'a>(
    raw: &'a RawValue,
    name: &'static str,
    notes: &mut Notes,
) -> Option<Fields<'a>> {
    let fields = read(raw.get(), "").ok();
    if fields.is_none() {
        notes.add(Reason::Ignored(name));
    }
    fields.map(|(fields, _)| fields)
}

/// The http(s) address that `raw` is.
pub(super) fn address_of(
    raw: &RawValue,
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

/// The code for a publisher's own `label`: Persian and Arabic digits are written in Latin ones.
pub(super) fn code(label: &str) -> NewsCode {
    NewsCode::new(&latin_digits(label))
}

/// A JSON string that may hold half a surrogate pair, which becomes U+FFFD.
struct Lossy(String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Lossy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Lossy, E> {
                Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}
