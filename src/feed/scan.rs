//! JSON text (RFC 8259) checked and cut into values, which stay text until somebody asks for them.
//!
//! It stands here instead of `serde_json` because of its size in the browser (docs/PERFORMANCE.md).
//! Linear in time, no recursion: depth costs a byte a level. The tests hold it against `serde_json`.

use std::ops::Range;

/// A value that has been checked, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw<'a>(&'a str);

/// Why a text is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not JSON; the place of the first fault, in bytes.
    NotJson(usize),
    /// It is JSON, but no object.
    NotAnObject,
}

/// The fields of an object in their order, and the values of the field that was asked for as a list.
pub(super) type Object<'a> = (Vec<(String, Raw<'a>)>, Option<Vec<Raw<'a>>>);

/// Reads an object. The field called `list`, if it is an array, is cut into its values and is not
/// among the fields.
#[cfg(test)]
pub(super) fn object<'a>(json: &'a str, list: &'static str) -> Result<Object<'a>, Fault> {
    let mut outline = Outline::new(list);
    while outline.read(json, 1)? {}
    Ok(outline.of(json))
}

/// Where the values of an object stand, found a part at a time: a long feed must not hold up the
/// page. It keeps places instead of texts, so that it can lie beside the text it belongs to.
pub(super) struct Outline {
    /// The field that is cut into its values.
    list: &'static str,
    at: usize,
    place: Place,
    fields: Vec<(String, Range<usize>)>,
    listed: Option<Vec<Range<usize>>>,
}

/// What comes next in an object.
#[derive(Clone, Copy)]
enum Place {
    Start,
    Field,
    Item,
    End,
}

impl Outline {
    /// An outline that is to be read; no field is called "".
    pub(super) fn new(list: &'static str) -> Self {
        Self {
            list,
            at: 0,
            place: Place::Start,
            fields: Vec::new(),
            listed: None,
        }
    }

    /// Reads on in `json`, at least `bytes` of it or to its end; `true` while there is more. It is
    /// given the same text each time.
    pub(super) fn read(&mut self, json: &str, bytes: usize) -> Result<bool, Fault> {
        let enough = self.at.saturating_add(bytes);
        let mut scan = Scan { json, at: self.at };
        while scan.at < enough {
            self.place = match self.place {
                Place::Start => {
                    scan.space();
                    if scan.byte() != b'{' {
                        scan.value()?;
                        scan.end()?;
                        return Err(Fault::NotAnObject);
                    }
                    scan.open(b'}', Place::Field)?
                }
                Place::Field => {
                    let (name, _) = decoded(scan.name()?);
                    if !name.is_empty() && name == self.list && scan.byte() == b'[' {
                        self.listed = Some(Vec::new());
                        match scan.open(b']', Place::Item)? {
                            Place::End => scan.after(b'}', Place::Field)?,
                            item => item,
                        }
                    } else {
                        let start = scan.at;
                        scan.value()?;
                        self.fields.push((name, start..scan.at));
                        scan.after(b'}', Place::Field)?
                    }
                }
                Place::Item => {
                    let start = scan.at;
                    scan.value()?;
                    self.listed.get_or_insert_default().push(start..scan.at);
                    match scan.after(b']', Place::Item)? {
                        Place::End => scan.after(b'}', Place::Field)?,
                        item => item,
                    }
                }
                Place::End => {
                    scan.end()?;
                    return Ok(false);
                }
            };
            self.at = scan.at;
        }
        Ok(true)
    }

    /// What was found in `json`, the text that was read.
    pub(super) fn of(self, json: &str) -> Object<'_> {
        let raw = |range| Raw(json.get(range).unwrap_or_default());
        let fields = self.fields.into_iter();
        (
            fields.map(|(name, range)| (name, raw(range))).collect(),
            self.listed
                .map(|ranges| ranges.into_iter().map(raw).collect()),
        )
    }

    /// Where the values of the list stand, taken out of the outline; `None` where there is none.
    pub(super) fn take_list(&mut self) -> Option<Vec<Range<usize>>> {
        self.listed.take()
    }
}

impl<'a> Raw<'a> {
    /// The value as it is written.
    pub(super) fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether it is a text.
    pub(super) fn is_text(self) -> bool {
        self.0.starts_with('"')
    }

    /// Whether it is an object.
    pub(super) fn is_object(self) -> bool {
        self.0.starts_with('{')
    }

    /// The text that it is, and whether halves of characters in it (lone surrogates) have become
    /// U+FFFD.
    pub(super) fn text(self) -> Option<(String, bool)> {
        let inside = self.0.strip_prefix('"')?.strip_suffix('"')?;
        Some(decoded(inside))
    }

    /// The number that it is, as near as a 64-bit float comes in a few steps of arithmetic: sizes
    /// and durations need no more.
    pub(super) fn number(self) -> Option<f64> {
        let (mut whole, mut scale, mut exponent, mut falling) = (0.0, 1.0, 0_u32, false);
        let (mut fraction, mut power) = (false, false);
        for byte in self.0.bytes() {
            match byte {
                b'0'..=b'9' => {
                    let digit = byte - b'0';
                    if power {
                        exponent = (exponent * 10 + u32::from(digit)).min(400);
                    } else {
                        whole = whole * 10.0 + f64::from(digit);
                        scale *= if fraction { 10.0 } else { 1.0 };
                    }
                }
                b'.' => fraction = true,
                b'e' | b'E' => power = true,
                b'-' => falling = power,
                b'+' => {}
                _ => return None,
            }
        }
        let mut number: f64 = whole / scale;
        for _ in 0..exponent {
            number = if falling {
                number / 10.0
            } else {
                number * 10.0
            };
        }
        let number = if self.0.starts_with('-') {
            -number
        } else {
            number
        };
        number.is_finite().then_some(number)
    }

    /// The first `most` values of the array that it is, and whether there are more.
    pub(super) fn list(self, most: usize) -> Option<(Vec<Raw<'a>>, bool)> {
        let mut scan = Scan {
            json: self.0,
            at: 0,
        };
        (scan.byte() == b'[')
            .then(|| scan.list(most).ok())
            .flatten()
    }
}

/// A text as it is meant, from what stands between its quotes.
fn decoded(inside: &str) -> (String, bool) {
    let mut text = String::with_capacity(inside.len());
    let mut broken = false;
    // The first half of a surrogate pair that waits for its second.
    let mut half: Option<u32> = None;
    let mut parts = inside.split('\\');
    text.push_str(parts.next().unwrap_or_default());
    while let Some(part) = parts.next() {
        let mut chars = part.chars();
        let letter = chars.next();
        let mut rest = chars.as_str();
        if letter == Some('u') {
            let unit = rest
                .get(..4)
                .and_then(|hex| u32::from_str_radix(hex, 16).ok());
            let unit = unit.unwrap_or(0xFFFD);
            rest = rest.get(4..).unwrap_or_default();
            let first = half.take();
            match (first, unit) {
                (Some(first), 0xDC00..=0xDFFF) => {
                    let both = 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
                    text.push(char::from_u32(both).unwrap_or('\u{FFFD}'));
                }
                _ => {
                    if first.is_some() {
                        text.push('\u{FFFD}');
                        broken = true;
                    }
                    match unit {
                        0xD800..=0xDBFF => half = Some(unit),
                        _ => {
                            let c = char::from_u32(unit);
                            broken |= c.is_none();
                            text.push(c.unwrap_or('\u{FFFD}'));
                        }
                    }
                }
            }
        }
        if half.is_some() && (letter != Some('u') || !rest.is_empty()) {
            half = None;
            text.push('\u{FFFD}');
            broken = true;
        }
        match letter {
            Some('u') => {}
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(itself) => text.push(itself),
            // Two backslashes: the second stands for itself, and what follows is no escape.
            None => {
                text.push('\\');
                rest = parts.next().unwrap_or_default();
            }
        }
        text.push_str(rest);
    }
    if half.is_some() {
        text.push('\u{FFFD}');
        broken = true;
    }
    (text, broken)
}

struct Scan<'a> {
    json: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// The byte that comes; 0, which no JSON holds, at the end.
    fn byte(&self) -> u8 {
        self.json.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn fault<T>(&self) -> Result<T, Fault> {
        Err(Fault::NotJson(self.at))
    }

    fn space(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), Fault> {
        if self.byte() != byte {
            return self.fault();
        }
        self.at += 1;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.space();
        if self.at < self.json.len() {
            return self.fault();
        }
        Ok(())
    }

    /// Past the byte that opens an object or an array: what comes next, unless it is empty.
    fn open(&mut self, close: u8, next: Place) -> Result<Place, Fault> {
        self.at += 1;
        self.space();
        if self.byte() == close {
            self.at += 1;
            return Ok(Place::End);
        }
        Ok(next)
    }

    /// After a value: what comes next, past the byte that closes what holds it.
    fn after(&mut self, close: u8, next: Place) -> Result<Place, Fault> {
        if self.another(close)? {
            return Ok(next);
        }
        self.at += 1;
        Ok(Place::End)
    }

    /// After a value: whether another one follows before `close`.
    fn another(&mut self, close: u8) -> Result<bool, Fault> {
        self.space();
        match self.byte() {
            b',' => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            byte if byte == close => Ok(false),
            _ => self.fault(),
        }
    }

    /// A field's name as it is written, up to the value.
    fn name(&mut self) -> Result<&'a str, Fault> {
        let name = self.string()?;
        self.space();
        self.take(b':')?;
        self.space();
        Ok(name)
    }

    /// What stands between the quotes of a text.
    fn string(&mut self) -> Result<&'a str, Fault> {
        self.take(b'"')?;
        let start = self.at;
        loop {
            match self.byte() {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    match self.byte() {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            for _ in 0..4 {
                                self.at += 1;
                                if !self.byte().is_ascii_hexdigit() {
                                    return self.fault();
                                }
                            }
                        }
                        _ => return self.fault(),
                    }
                }
                0..=0x1F => return self.fault(),
                _ => {}
            }
            self.at += 1;
        }
        let inside = self.json.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(inside)
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !self.byte().is_ascii_digit() {
            return self.fault();
        }
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        if self.byte() == b'-' {
            self.at += 1;
        }
        if self.byte() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        for byte in word.bytes() {
            self.take(byte)?;
        }
        Ok(())
    }

    /// The values of an array.
    fn list(&mut self, most: usize) -> Result<(Vec<Raw<'a>>, bool), Fault> {
        self.take(b'[')?;
        self.space();
        let mut values = Vec::new();
        let mut more = self.byte() != b']';
        while more && values.len() < most {
            values.push(self.value()?);
            more = self.another(b']')?;
        }
        Ok((values, more))
    }

    /// A value of any kind, with all that it holds.
    fn value(&mut self) -> Result<Raw<'a>, Fault> {
        let start = self.at;
        // What closes each object and array that is open.
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.byte() {
                byte @ (b'{' | b'[') => {
                    self.at += 1;
                    self.space();
                    // `}` and `]` stand two after their openers.
                    let close = byte + 2;
                    if self.byte() == close {
                        self.at += 1;
                    } else {
                        if close == b'}' {
                            self.name()?;
                        }
                        open.push(close);
                        continue;
                    }
                }
                b'"' => drop(self.string()?),
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => return self.fault(),
            }
            loop {
                let Some(&close) = open.last() else {
                    return Ok(Raw(self.json.get(start..self.at).unwrap_or_default()));
                };
                if self.another(close)? {
                    if close == b'}' {
                        self.name()?;
                    }
                    break;
                }
                self.at += 1;
                open.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// Texts at the edges of the grammar, good and bad.
    const TEXTS: &[&str] = &[
        "{}",
        " \r\n\t{ } ",
        r#"{"a":1}"#,
        r#"{"a":1,}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"a" 1}"#,
        r#"{a:1}"#,
        r#"{"a":}"#,
        r#"{"a":[1,2,[3,{"b":null}]],"c":"d"}"#,
        r#"{"a":[1,2,]}"#,
        r#"{"a":[1 2]}"#,
        r#"{"a":[}"#,
        r#"{"a":[1]}}"#,
        r#"{"a":-0.5e+10,"b":0,"c":-0,"d":1E-2}"#,
        r#"{"a":01}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":+1}"#,
        r#"{"a":1e}"#,
        r#"{"a":-}"#,
        r#"{"a":true,"b":false,"c":null}"#,
        r#"{"a":truth}"#,
        r#"{"a":nul}"#,
        r#"{"a":NaN}"#,
        r#"{"a":"\"\\\/\b\f\n\r\tA\u067E"}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\ud83d\ude00 \\u0041 \\\\"}"#,
        "{\"a\":\"\u{7f}\u{80}پ\u{200c}\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"",
        "{\"a\":\"\\",
        "{\"a\"",
        "{",
        "",
        " ",
        "[]",
        "[1,2]",
        "1",
        "\"a\"",
        "null",
        "\u{0}",
        r#"{"a":1,"a":2}"#,
    ];

    fn as_value(raw: Raw<'_>) -> Option<Value> {
        Some(match raw.as_str().as_bytes().first()? {
            b'"' => {
                let (text, broken) = raw.text()?;
                assert!(!broken);
                Value::from(text)
            }
            b'{' => Value::from_iter(
                object(raw.as_str(), "")
                    .ok()?
                    .0
                    .into_iter()
                    .map(|(name, raw)| Some((name, as_value(raw)?)))
                    .collect::<Option<Vec<_>>>()?,
            ),
            b'[' => Value::from(
                raw.list(usize::MAX)?
                    .0
                    .into_iter()
                    .map(as_value)
                    .collect::<Option<Vec<_>>>()?,
            ),
            b't' => Value::from(true),
            b'f' => Value::from(false),
            b'n' => Value::Null,
            _ => serde_json::from_str(raw.as_str()).ok()?,
        })
    }

    /// What `serde_json` says, and what this reader says.
    fn assert_agrees(json: &str) {
        let theirs: Result<Value, _> = serde_json::from_str(json);
        match (object(json, ""), theirs) {
            (Ok(_), Ok(theirs)) => {
                let trimmed = json.trim_matches([' ', '\t', '\r', '\n']);
                assert_eq!(as_value(Raw(trimmed)), Some(theirs), "{json}");
            }
            (Err(Fault::NotAnObject), Ok(theirs)) => assert!(!theirs.is_object(), "{json}"),
            (Err(Fault::NotJson(_)), Err(_)) => {}
            (ours, theirs) => panic!("{json}: {ours:?}, but {theirs:?}"),
        }
    }

    #[test]
    fn it_accepts_and_refuses_what_serde_json_does_and_reads_the_same() {
        for json in TEXTS {
            assert_agrees(json);
        }
    }

    #[test]
    fn the_list_that_was_asked_for_is_cut_in_the_same_pass() {
        let (fields, list) = object(r#"{"a":1,"items":[{"b":[1]}, 2 ],"c":3}"#, "items").unwrap();
        assert_eq!(fields.len(), 2);
        assert_eq!(list.unwrap(), [Raw(r#"{"b":[1]}"#), Raw("2")]);
        let (fields, list) = object(r#"{"items":{}}"#, "items").unwrap();
        assert_eq!((fields.len(), list), (1, None));
    }

    #[test]
    fn a_fault_is_found_where_it_is() {
        assert_eq!(object(r#"{"a":1 x}"#, ""), Err(Fault::NotJson(7)));
        assert_eq!(object(r#"{"a":[1,]}"#, ""), Err(Fault::NotJson(8)));
        assert_eq!(object("{", ""), Err(Fault::NotJson(1)));
    }

    #[test]
    fn half_characters_become_one_replacement_each_and_are_told() {
        for (json, text) in [
            (r#""\ud83d""#, "\u{FFFD}"),
            (r#""\ude00x""#, "\u{FFFD}x"),
            (r#""\ud83dx\ude00""#, "\u{FFFD}x\u{FFFD}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (r#""\ud83d\n""#, "\u{FFFD}\n"),
            (r#""\ud83d\\""#, "\u{FFFD}\\"),
        ] {
            assert_eq!(Raw(json).text(), Some((text.to_owned(), true)), "{json}");
        }
        assert_eq!(
            Raw(r#""\ud83d\ude00""#).text(),
            Some(("😀".to_owned(), false))
        );
    }

    #[test]
    fn numbers_are_read_as_near_as_sizes_need() {
        for json in [
            "0", "-1", "12.5", "1e3", "25E-1", "640", "3600.25", "-0.001",
        ] {
            let theirs: f64 = serde_json::from_str(json).unwrap();
            let ours = Raw(json).number().unwrap();
            assert!(
                (ours - theirs).abs() <= theirs.abs() * 1e-12,
                "{json}: {ours}"
            );
        }
        for json in ["1e400", "\"1\"", "true", "[1]"] {
            assert_eq!(Raw(json).number(), None, "{json}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(object(&deep, "").unwrap().0.len(), 1);
        assert!(object(&deep.replace("]}", "}"), "").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_serde_json_reads_it(json in r#"[\{\}\[\]:,"\\a-fnrtul0-9eE+.\- \n]{0,24}"#) {
            assert_agrees(&json);
        }

        #[test]
        fn any_value_that_was_written_is_read_back(text in ".*", number in any::<i32>(), flag: bool) {
            let value = serde_json::json!({"t": text, "l": [number, flag, {"n": null, "t": text}]});
            assert_agrees(&value.to_string());
        }
    }
}
