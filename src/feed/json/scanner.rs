//! Finds where the values of a long JSON object are, a slice at a time, so that the browser gets its turns.
//!
//! `serde_json` checks and measures each value; here is only what stands between them: a
//! [`serde_json::StreamDeserializer`] knows no commas. Depth costs no stack: `serde_json` skips
//! values without recursion.

use super::Text;
use serde_json::value::RawValue;
use std::ops::Range;

/// Why a text is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::feed) enum Fault {
    /// It is not JSON; the place of the first fault, in bytes.
    NotJson(usize),
    /// It is JSON, but no object.
    NotAnObject,
}

/// The places of an object's values. They are places instead of texts, so that they can be kept
/// beside the text that they belong to.
pub(in crate::feed) struct ObjectScanner {
    /// The field whose values are found one by one, if it is an array.
    list: &'static str,
    /// How many of them are kept.
    most: usize,
    at: usize,
    next: Next,
    /// The other fields, by their names.
    pub fields: Vec<(String, Range<usize>)>,
    /// The first values of the list; `None` where there is none.
    pub items: Option<Vec<Range<usize>>>,
    /// Whether the list has more than are kept.
    pub has_more: bool,
}

/// What comes next in an object.
#[derive(Clone, Copy)]
enum Next {
    Start,
    Field,
    Item,
    End,
}

impl ObjectScanner {
    /// A scanner that has read nothing yet, and keeps at most so many values of the list.
    pub fn new(list: &'static str, most: usize) -> Self {
        Self {
            list,
            most,
            at: 0,
            next: Next::Start,
            fields: Vec::new(),
            items: None,
            has_more: false,
        }
    }

    /// Reads on in `json`, at least `bytes` of it or to its end; `true` while there is more. It is
    /// given the same text each time.
    ///
    /// # Errors
    /// The text is no JSON, or no object.
    pub fn read(&mut self, json: &str, bytes: usize) -> Result<bool, Fault> {
        let enough = self.at.saturating_add(bytes);
        let mut cursor = Cursor { json, at: self.at };
        while cursor.at < enough {
            self.next = match self.next {
                Next::Start if cursor.byte() == Some(b'{') => cursor.open(b'}', Next::Field),
                Next::Start => {
                    cursor.value()?;
                    cursor.end()?;
                    return Err(Fault::NotAnObject);
                }
                Next::Field => {
                    let name = cursor.name()?;
                    if name == self.list && cursor.byte() == Some(b'[') {
                        self.items = Some(Vec::new());
                        self.has_more = false;
                        match cursor.open(b']', Next::Item) {
                            Next::End => cursor.after(b'}', Next::Field)?,
                            item => item,
                        }
                    } else {
                        self.fields.push((name, cursor.value()?));
                        cursor.after(b'}', Next::Field)?
                    }
                }
                Next::Item => {
                    let item = cursor.value()?;
                    let items = self.items.get_or_insert_default();
                    if items.len() < self.most {
                        items.push(item);
                    } else {
                        self.has_more = true;
                    }
                    match cursor.after(b']', Next::Item)? {
                        Next::End => cursor.after(b'}', Next::Field)?,
                        item => item,
                    }
                }
                Next::End => {
                    cursor.end()?;
                    return Ok(false);
                }
            };
            self.at = cursor.at;
        }
        Ok(true)
    }
}

struct Cursor<'a> {
    json: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.json.get(self.at..).unwrap_or_default()
    }

    /// The byte that comes after white space.
    fn byte(&mut self) -> Option<u8> {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.rest().bytes().take_while(blank).count();
        self.rest().bytes().next()
    }

    fn fault<T>(&self) -> Result<T, Fault> {
        Err(Fault::NotJson(self.at))
    }

    fn end(&mut self) -> Result<(), Fault> {
        match self.byte() {
            None => Ok(()),
            Some(_) => self.fault(),
        }
    }

    /// Past the byte that opens an object or an array: what comes next, unless it is empty.
    fn open(&mut self, close: u8, next: Next) -> Next {
        self.at += 1;
        if self.byte() != Some(close) {
            return next;
        }
        self.at += 1;
        Next::End
    }

    /// After a value: what comes next, past the comma or the byte that closes what holds it.
    fn after(&mut self, close: u8, next: Next) -> Result<Next, Fault> {
        let next = match self.byte() {
            Some(b',') => next,
            Some(byte) if byte == close => Next::End,
            _ => return self.fault(),
        };
        self.at += 1;
        Ok(next)
    }

    /// A field's name, past its colon.
    fn name(&mut self) -> Result<String, Fault> {
        if self.byte() != Some(b'"') {
            return self.fault();
        }
        let range = self.value()?;
        let name: Text = serde_json::from_str(self.json.get(range).unwrap_or_default())
            .or_else(|_| self.fault())?;
        if self.byte() != Some(b':') {
            return self.fault();
        }
        self.at += 1;
        Ok(name.text)
    }

    /// A value of any kind, with all that it holds.
    fn value(&mut self) -> Result<Range<usize>, Fault> {
        let rest = self.rest();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(self.at - value.get().len()..self.at)
            }
            Some(Err(error)) if !error.is_eof() => {
                let lines = rest
                    .split_inclusive('\n')
                    .take(error.line().saturating_sub(1));
                let before: usize = lines.map(str::len).sum();
                // The byte that cannot stand there, or the one before it: `serde_json` tells both.
                let at = self.at + before + error.column().saturating_sub(1);
                Err(Fault::NotJson(self.json.floor_char_boundary(at)))
            }
            _ => Err(Fault::NotJson(self.json.len())),
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

    type Object = (Vec<(String, Value)>, Option<Vec<Value>>);

    /// Scans `json`, `step` bytes at a time.
    fn object(json: &str, list: &'static str, step: usize) -> Result<Object, Fault> {
        let mut scanner = ObjectScanner::new(list, usize::MAX);
        while scanner.read(json, step)? {}
        let value = |range: Range<usize>| serde_json::from_str(&json[range]).unwrap();
        Ok((
            scanner
                .fields
                .into_iter()
                .map(|(name, range)| (name, value(range)))
                .collect(),
            scanner
                .items
                .map(|items| items.into_iter().map(value).collect()),
        ))
    }

    /// What `serde_json` says of the whole, and what the scanner says, at once and in slices.
    fn assert_agrees(json: &str) {
        let whole: Result<Value, _> = serde_json::from_str(json);
        for step in [1, usize::MAX] {
            match (object(json, "", step), &whole) {
                (Ok((fields, _)), Ok(whole)) => {
                    assert_eq!(&fields.into_iter().collect::<Value>(), whole, "{json}");
                }
                (Err(Fault::NotAnObject), Ok(whole)) => assert!(!whole.is_object(), "{json}"),
                (Err(Fault::NotJson(_)), Err(_)) => {}
                (scanned, whole) => panic!("{json}: {scanned:?}, but {whole:?}"),
            }
        }
    }

    #[test]
    fn it_accepts_and_refuses_what_serde_json_does_and_finds_the_same_values() {
        for json in TEXTS {
            assert_agrees(json);
        }
    }

    /// Values of RFC 8259 by its rules, one or more for each.
    const VALID: &[&str] = &[
        "0",
        "-0",
        "1",
        "-1",
        "123456789012345678901234567890",
        "0.5",
        "-0.5",
        "1.25e3",
        "1E3",
        "1e+3",
        "1e-3",
        "0e0",
        "1e400",
        "-1e400",
        "0.00000000000000000000000000000000000000000000000000000000000000001",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"\u{7f}\"",
        "\"\u{2028}\u{2029}\"",
        "\"\u{ffff}\"",
        "\"پیک\u{200c}\"",
        r#""\"""#,
        r#""\\""#,
        r#""\/""#,
        r#""\b\f\n\r\t""#,
        r#""\u0000""#,
        r#""\uABCD\uabcd""#,
        r#""\ud83d\ude00""#,
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\ud800""#,
        r#""\uD800abc""#,
        r#""a/*b*/c//""#,
        "[]",
        "[ ]",
        "[1]",
        "[[]]",
        "[1,2]",
        "[ 1 , 2 ]",
        "[null,true,\"\",{}]",
        "{}",
        "{ }",
        "{\"\":0}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":[{}]}}",
        "{\"\\ud800\":1}",
        "\n\t\r 1 \n",
    ];

    /// Texts that are no value, by the ways in which they are none.
    const INVALID: &[&str] = &[
        "",
        " ",
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "1.e1",
        "1e",
        "1e+",
        "1E-",
        "1eE2",
        "0x1",
        "1_000",
        "1 000",
        "１",
        "Infinity",
        "-Infinity",
        "NaN",
        "nan",
        "1a",
        "1e1.5",
        "--1",
        "1-1",
        "0.1.2",
        "True",
        "TRUE",
        "tru",
        "truee",
        "nul",
        "nulll",
        "undefined",
        "fals",
        "\"",
        "\"a",
        "a\"",
        "'a'",
        "a",
        "\"\\\"",
        r#""\a""#,
        r#""\x41""#,
        r#""\u""#,
        r#""\u12""#,
        r#""\u123""#,
        r#""\uZZZZ""#,
        r#""\U0041""#,
        r#""\u 041""#,
        r#""\'""#,
        r#""\0""#,
        "\"\n\"",
        "\"\t\"",
        "\"\u{0}\"",
        "\"\u{1f}\"",
        "\"\\\n\"",
        "\"a\" \"b\"",
        "“a”",
        "\"a\"b",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1;2]",
        "[1:2]",
        "[\"a\":1]",
        "[1]]",
        "[[1]",
        "(1)",
        "<1>",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{\"a\",1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "{null:1}",
        "{[]:1}",
        "{\"a\":1}}",
        "{\"a\"::1}",
        "{\"a\"=1}",
        "[}",
        "{]",
        "{\"a\":[}",
        "[{]",
        "/**/1",
        "1//",
        "[1/**/]",
        "# 1",
        "1,",
        ",1",
        "1 2",
        "\u{feff}1",
        "\u{a0}1",
        "\u{c}1",
        "\u{b}1",
        "\u{2060}1",
        "*",
        "&",
        "\\u0031",
        "\u{0}",
    ];

    #[test]
    fn values_are_told_from_what_is_none_in_a_field_in_a_list_and_deep_inside() {
        for (texts, is_valid) in [(VALID, true), (INVALID, false)] {
            for value in texts {
                for (list, json) in [
                    ("", format!("{{\"a\":{value}}}")),
                    ("", format!("{{\"a\":[[{{\"b\":[1,{value}]}}]]}}")),
                    ("items", format!("{{\"items\":[1,{value}]}}")),
                    ("items", format!("{{\"items\":[{value},1]}}")),
                ] {
                    let mut scanner = ObjectScanner::new(list, usize::MAX);
                    let read = scanner.read(&json, usize::MAX);
                    // Some texts are two values, or half of what closes them: the place decides.
                    let whole = serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok();
                    assert_eq!(read.is_ok(), whole, "{json}");
                    assert!(read.is_ok() || !is_valid, "{json}");
                }
                let alone = serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok();
                assert_eq!(alone, is_valid, "{value}");
            }
        }
    }

    #[test]
    fn the_values_of_the_list_are_found_one_by_one() {
        let (fields, list) =
            object(r#"{"a":1,"items":[{"b":[1]}, 2 ],"c":3}"#, "items", 1).unwrap();
        assert_eq!(fields.len(), 2);
        assert_eq!(list.unwrap(), [serde_json::json!({"b": [1]}), 2.into()]);
        let (fields, list) = object(r#"{"items":{}}"#, "items", 1).unwrap();
        assert_eq!((fields.len(), list), (1, None));
    }

    #[test]
    fn no_more_values_are_kept_than_are_wanted_and_the_rest_is_checked() {
        let mut scanner = ObjectScanner::new("items", 2);
        assert_eq!(
            scanner.read(r#"{"items":[1,2,3],"a":4}"#, usize::MAX),
            Ok(false)
        );
        assert_eq!(scanner.items.map(|items| items.len()), Some(2));
        assert!(scanner.has_more && scanner.fields.len() == 1);
        let mut scanner = ObjectScanner::new("items", 2);
        assert!(scanner.read(r#"{"items":[1,2,3x]}"#, usize::MAX).is_err());
    }

    #[test]
    fn a_fault_is_found_where_it_is() {
        for (json, at) in [
            (r#"{"a":1 x}"#, 7),
            (r#"{"a":[1,]}"#, 8),
            ("{\"a\":\n[1,\n2x]}", 11),
            ("{", 1),
            // A tab within a text, a text that ends too early, and half an escape.
            ("{\"a\":\n\"پ\t\"}", 7),
            ("{\n\"a\":\"پ", 9),
            ("{\"a\":\"\\u12پ\"}", 10),
        ] {
            let fault = object(json, "", 1);
            assert_eq!(fault, Err(Fault::NotJson(at)), "{json}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        let mut scanner = ObjectScanner::new("", 0);
        assert_eq!(scanner.read(&deep, usize::MAX), Ok(false));
        assert_eq!(scanner.fields.len(), 1);
        let open = deep.replace("]}", "}");
        assert!(ObjectScanner::new("", 0).read(&open, usize::MAX).is_err());
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
