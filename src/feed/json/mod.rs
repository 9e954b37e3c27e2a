//! A JSON object, read field by field: what is wrong with one field costs no other.

mod scanner;

pub(super) use scanner::{Fault, ObjectScanner};

use super::address;
use super::bounds;
use super::report::{Notes, Reason};
use crate::news::{NewsCode, Stamp};
use crate::persian::{cut_line, display_clean_line, latin_digits, parse_rfc3339};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// Clocks differ: a date up to this many seconds ahead is taken as "now".
const TOLERANCE: i64 = 24 * 60 * 60;

/// A value that is JSON, as it is written.
pub(super) type RawJson<'a> = &'a RawValue;

/// The fields of an object, each still JSON text. `null` counts as absent.
#[derive(Default)]
pub(super) struct JsonObject<'a>(Vec<(String, RawJson<'a>)>);

impl<'de> Deserialize<'de> for JsonObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = JsonObject<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry::<Text, RawJson<'de>>()? {
                    fields.push((name.text, value));
                }
                Ok(JsonObject(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// A text in which halves of characters (lone surrogates) have become U+FFFD.
struct Text {
    text: String,
    is_broken: bool,
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text::new(bytes.to_vec()))
            }
        }
        // As bytes, `serde_json` gives half a character in WTF-8; as a text it refuses it.
        deserializer.deserialize_bytes(Bytes)
    }
}

impl Text {
    fn new(wtf8: Vec<u8>) -> Self {
        String::from_utf8(wtf8).map_or_else(
            |error| {
                let mut bytes = error.into_bytes();
                // Half a character is ED A0 80 to ED BF BF, U+FFFD is EF BF BD.
                for at in 0..bytes.len() {
                    if let Some(half @ [0xED, 0xA0..=0xBF, _]) = bytes.get_mut(at..at + 3) {
                        half.copy_from_slice("\u{FFFD}".as_bytes());
                    }
                }
                Self {
                    text: String::from_utf8_lossy(&bytes).into_owned(),
                    is_broken: true,
                }
            },
            |text| Self {
                text,
                is_broken: false,
            },
        )
    }
}

/// The first values of an array, and whether there are more.
struct List<'a> {
    values: Vec<RawJson<'a>>,
    has_more: bool,
}

/// Reads at most this many values of an array; the others are only checked.
struct AtMost(usize);

impl<'de> Visitor<'de> for AtMost {
    type Value = List<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while values.len() < self.0 {
            match seq.next_element()? {
                Some(value) => values.push(value),
                None => break,
            }
        }
        let mut has_more = false;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            has_more = true;
        }
        Ok(List { values, has_more })
    }
}

impl<'a> JsonObject<'a> {
    /// Reads an object. A name that stands twice counts as written last.
    pub(super) fn of(json: &'a str) -> Result<Self, Reason> {
        serde_json::from_str(json).map_err(|_| Reason::NotAnObject)
    }

    /// The fields at the places in `json` that a scanner has found.
    pub(super) fn found(fields: Vec<(String, Range<usize>)>, json: &'a str) -> Self {
        let raw = |range| {
            json.get(range)
                .and_then(|value| serde_json::from_str(value).ok())
        };
        let fields = fields.into_iter();
        Self(
            fields
                .filter_map(|(name, range)| Some((name, raw(range)?)))
                .collect(),
        )
    }

    pub(super) fn raw(&self, name: &str) -> Option<RawJson<'a>> {
        let named = self.0.iter().rev().find(|(other, _)| other == name);
        named.map(|(_, raw)| *raw).filter(|raw| raw.get() != "null")
    }

    /// What `read` makes of a field; what it cannot read is ignored, and noted.
    fn read<T>(
        &self,
        name: &'static str,
        read: fn(RawJson<'a>) -> Option<T>,
        notes: &mut Notes,
    ) -> Option<T> {
        let value = read(self.raw(name)?);
        if value.is_none() {
            notes.add(Reason::Ignored(name));
        }
        value
    }

    /// A text, not cleaned.
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
        self.read(name, parsed, notes).unwrap_or(false)
    }

    pub(super) fn number(&self, name: &'static str, notes: &mut Notes) -> Option<f64> {
        self.read(name, parsed, notes)
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

    pub(super) fn object(&self, name: &'static str, notes: &mut Notes) -> Option<JsonObject<'a>> {
        object_of(self.raw(name)?, name, notes)
    }

    /// The first `most` elements of an array; none where there is no array.
    pub(super) fn list(
        &self,
        name: &'static str,
        most: usize,
        notes: &mut Notes,
    ) -> Vec<RawJson<'a>> {
        let Some(raw) = self.raw(name) else {
            return Vec::new();
        };
        let mut json = serde_json::Deserializer::from_str(raw.get());
        let Ok(list) = json.deserialize_seq(AtMost(most)) else {
            notes.add(Reason::Ignored(name));
            return Vec::new();
        };
        if list.has_more {
            notes.add(Reason::TooMany(name));
        }
        list.values
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

/// Whether `raw` is a text.
pub(super) fn is_text(raw: RawJson<'_>) -> bool {
    raw.get().starts_with('"')
}

/// Whether `raw` is an object.
pub(super) fn is_object(raw: RawJson<'_>) -> bool {
    raw.get().starts_with('{')
}

/// The value that `raw` is.
fn parsed<'a, T: Deserialize<'a>>(raw: RawJson<'a>) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// The text that `raw` is.
pub(super) fn text_of(raw: RawJson<'_>, name: &'static str, notes: &mut Notes) -> Option<String> {
    let text: Option<Text> = parsed(raw);
    match &text {
        Some(text) if text.is_broken => notes.add(Reason::BrokenText(name)),
        Some(_) => {}
        None => notes.add(Reason::Ignored(name)),
    }
    text.map(|text| text.text)
}

/// The text or number that `raw` is.
pub(super) fn label_of(raw: RawJson<'_>, name: &'static str, notes: &mut Notes) -> Option<String> {
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
    raw: RawJson<'a>,
    name: &'static str,
    notes: &mut Notes,
) -> Option<JsonObject<'a>> {
    let fields = parsed(raw);
    if fields.is_none() {
        notes.add(Reason::Ignored(name));
    }
    fields
}

/// The http(s) address that `raw` is.
pub(super) fn address_of(
    raw: RawJson<'_>,
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

/// `address`, if it has the origin of the feed at `base`.
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
    let enough = most.saturating_mul(bounds::CLEANED_PER_SHOWN);
    let rest = text.char_indices().nth(enough);
    let start = rest.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let mut line = clean_line(start)?;
    if cut_line(&mut line, most) || rest.is_some() {
        notes.add(Reason::TooLong(name));
    }
    Some(line)
}

/// The code for a publisher's own `label`: Persian and Arabic digits are written in Latin ones.
pub(super) fn code(label: &str) -> NewsCode {
    NewsCode::new(&latin_digits(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> Option<(String, bool)> {
        let text: Text = serde_json::from_str(json).ok()?;
        Some((text.text, text.is_broken))
    }

    #[test]
    fn half_characters_become_one_replacement_each_and_are_told() {
        for (json, read) in [
            (r#""\ud83d""#, "\u{FFFD}"),
            (r#""\ude00x""#, "\u{FFFD}x"),
            (r#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (r#""\ud83d\n""#, "\u{FFFD}\n"),
            (r#""\ud83d\\""#, "\u{FFFD}\\"),
            (r#""پ\ud7ff\ud800پ""#, "پ\u{d7ff}\u{FFFD}پ"),
        ] {
            assert_eq!(text(json), Some((read.to_owned(), true)), "{json}");
        }
        assert_eq!(text(r#""\ud83d\ude00""#), Some(("😀".to_owned(), false)));
    }

    #[test]
    fn a_value_of_another_kind_is_no_text_and_no_number() {
        for json in ["1", "null", "[97]", "{}", "true"] {
            assert_eq!(text(json), None, "{json}");
        }
        let number = |json: &str| parsed::<f64>(serde_json::from_str(json).unwrap());
        for json in ["1e400", "-1e400", "\"1\"", "true", "[1]"] {
            assert_eq!(number(json), None, "{json}");
        }
        assert_eq!(number("-25E-1"), Some(-2.5));
    }

    #[test]
    fn fields_have_names_with_half_characters_too_and_the_last_of_a_name_counts() {
        let object = JsonObject::of(r#"{"a\ud800":1,"b":2,"b":3,"c":null}"#).unwrap();
        let raw = |name| object.raw(name).map(RawValue::get);
        assert_eq!(raw("a\u{FFFD}"), Some("1"));
        assert_eq!((raw("b"), raw("c"), raw("d")), (Some("3"), None, None));
        assert!(JsonObject::of("[]").is_err());
    }

    #[test]
    fn only_the_first_values_of_a_list_are_read() {
        let object = JsonObject::of(r#"{"a":[1,"x",[2]],"b":{},"c":[]}"#).unwrap();
        let list = |name, most| {
            let mut notes = Notes::default();
            let values = object.list(name, most, &mut notes);
            let notes: Vec<Reason> = notes.at(0, None).map(|note| note.reason).collect();
            (
                values.into_iter().map(RawValue::get).collect::<Vec<_>>(),
                notes,
            )
        };
        assert_eq!(list("a", 3), (vec!["1", "\"x\"", "[2]"], vec![]));
        assert_eq!(
            list("a", 2),
            (vec!["1", "\"x\""], vec![Reason::TooMany("a")])
        );
        assert_eq!(list("b", 2), (vec![], vec![Reason::Ignored("b")]));
        assert_eq!(list("c", 0), (vec![], vec![]));
    }
}
