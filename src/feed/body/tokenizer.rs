//! HTML text to tags and text, in one pass and without copying.
//!
//! It follows the states of the HTML standard's tokenizer that matter to what is seen. Every search
//! either moves forward past what it has read or ends the document, so the time is linear in the
//! input, whatever the input.

use crate::feed::address::after;

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text with its character references still in it.
    Text(&'a str),
    /// `<name …>`
    Start(Tag<'a>),
    /// `</name>`: the name as written.
    End(&'a str),
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name as written.
    pub name: &'a str,
    /// Whether it ends in `/>`, which means something in SVG and MathML only.
    pub self_closing: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The raw value of the attribute `name` (lower case); the first wins, as in browsers.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        Attributes::of(self.attributes)
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// The tokenizer: what is not read yet.
pub struct Tokenizer<'a> {
    rest: &'a str,
    /// Set by the reader inside SVG and MathML, where CDATA sections exist.
    pub foreign: bool,
}

impl<'a> Tokenizer<'a> {
    /// A tokenizer at the start of `html`.
    pub fn new(html: &'a str) -> Self {
        Self {
            rest: html,
            foreign: false,
        }
    }

    /// Skips the raw text of the element `name` (script, style, …): to its end tag, or to the end.
    pub fn skip_raw(&mut self, name: &str) {
        while let Some(tail) = after(self.rest, '<', "/") {
            self.rest = tail;
            let named = tail
                .get(..name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name));
            let next = tail.as_bytes().get(name.len());
            if named && next.is_some_and(|byte| class(*byte) & NAME_END > 0) {
                self.rest = after(tail, '>', "").unwrap_or_default();
                return;
            }
        }
        self.rest = "";
    }

    fn start(&mut self, tail: &'a str) -> Option<Token<'a>> {
        let (name, after) = split_where(tail, NAME_END);
        let mut attributes = Attributes::of(after);
        while attributes.next().is_some() {}
        let read = after.len() - attributes.rest.len();
        self.rest = attributes.rest.strip_prefix('>')?;
        Some(Token::Start(Tag {
            name,
            self_closing: attributes.self_closing,
            attributes: after.get(..read).unwrap_or_default(),
        }))
    }

    fn end(&mut self, tail: &'a str) -> Option<Token<'a>> {
        let (name, after) = split_where(tail, NAME_END);
        let mut attributes = Attributes::of(after);
        while attributes.next().is_some() {}
        self.rest = attributes.rest.strip_prefix('>')?;
        Some(Token::End(name))
    }

    /// `tail` follows `<!`: a comment, a doctype, a CDATA section or nonsense.
    fn declaration(&mut self, tail: &'a str) {
        self.rest = if let Some(comment) = tail.strip_prefix("--") {
            if let Some(after) = comment
                .strip_prefix('>')
                .or_else(|| comment.strip_prefix("->"))
            {
                after
            } else {
                after_comment(comment)
            }
        } else if let (true, Some(section)) = (self.foreign, tail.strip_prefix("[CDATA[")) {
            after(section, ']', "]>").unwrap_or_default()
        } else {
            after(tail, '>', "").unwrap_or_default()
        };
    }
}

impl<'a> Iterator for Tokenizer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let tail = self.rest.strip_prefix('<').unwrap_or_default();
            let mut bytes = tail.bytes();
            match (bytes.next(), bytes.next()) {
                (Some(b'a'..=b'z' | b'A'..=b'Z'), _) => return self.start(tail),
                (Some(b'/'), Some(second)) => {
                    let tail = tail.strip_prefix('/').unwrap_or_default();
                    if second.is_ascii_alphabetic() {
                        return self.end(tail);
                    }
                    self.rest = after(tail, '>', "").unwrap_or_default();
                }
                (Some(b'!'), _) => self.declaration(tail.strip_prefix('!').unwrap_or_default()),
                (Some(b'?'), _) => self.rest = after(tail, '>', "").unwrap_or_default(),
                _ => break,
            }
        }
        // A `<` that starts nothing is text.
        let mut length = self.rest.chars().next()?.len_utf8();
        loop {
            let tail = self.rest.get(length..).unwrap_or_default();
            let Some(at) = tail.find('<') else {
                length = self.rest.len();
                break;
            };
            let next = tail.as_bytes().get(at + 1);
            if next.is_some_and(|byte| byte.is_ascii_alphabetic() || b"/!?".contains(byte)) {
                length += at;
                break;
            }
            length += at + 1;
        }
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Token::Text(text))
    }
}

/// The attributes of a tag; at the end `rest` begins with `>` or is empty.
struct Attributes<'a> {
    rest: &'a str,
    self_closing: bool,
}

impl<'a> Attributes<'a> {
    fn of(rest: &'a str) -> Self {
        Self {
            rest,
            self_closing: false,
        }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let (skipped, rest) = split_where(self.rest, !(SPACE | SLASH));
        self.rest = rest;
        if rest.is_empty() || rest.starts_with('>') {
            self.self_closing = skipped.ends_with('/');
            return None;
        }
        // A name may begin with `=`, but not go on with one.
        let first = rest.chars().next()?.len_utf8();
        let (_, tail) = rest.split_at_checked(first)?;
        let (_, after) = split_where(tail, NAME_END | EQUALS);
        let name = rest.get(..rest.len() - after.len())?;
        let (_, spaced) = split_where(after, !SPACE);
        let Some(value) = spaced.strip_prefix('=') else {
            self.rest = spaced;
            return Some((name, ""));
        };
        let (_, value) = split_where(value, !SPACE);
        for quote in ['"', '\''] {
            if let Some(quoted) = value.strip_prefix(quote) {
                let Some((value, rest)) = quoted.split_once(quote) else {
                    self.rest = "";
                    return None;
                };
                self.rest = rest;
                return Some((name, value));
            }
        }
        let (value, rest) = split_where(value, SPACE | CLOSE);
        self.rest = rest;
        Some((name, value))
    }
}

/// The classes of bytes that end something in a tag.
const SPACE: u8 = 1;
const SLASH: u8 = 2;
const CLOSE: u8 = 4;
const EQUALS: u8 = 8;
const OTHER: u8 = 16;
/// What ends a name.
const NAME_END: u8 = SPACE | SLASH | CLOSE;

fn class(byte: u8) -> u8 {
    match byte {
        b' ' | b'\t' | b'\n' | b'\r' | 0x0c => SPACE,
        b'/' => SLASH,
        b'>' => CLOSE,
        b'=' => EQUALS,
        _ => OTHER,
    }
}

/// `text` before and from the first byte of one of the classes `stop`. No character is cut: `stop`
/// is without [`OTHER`], or has it and what is passed over is ASCII.
fn split_where(text: &str, stop: u8) -> (&str, &str) {
    text.bytes()
        .position(|byte| class(byte) & stop > 0)
        .and_then(|at| text.split_at_checked(at))
        .unwrap_or((text, ""))
}

/// What follows the end of a comment: `-->` or `--!>`.
fn after_comment(text: &str) -> &str {
    let mut rest = text;
    while let Some(tail) = after(rest, '-', "") {
        let ended = tail.strip_prefix("->").or_else(|| tail.strip_prefix("-!>"));
        if let Some(after) = ended {
            return after;
        }
        rest = tail;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(html: &str) -> String {
        let mut out = Vec::new();
        for token in Tokenizer::new(html) {
            out.push(match token {
                Token::Text(text) => format!("'{text}'"),
                Token::Start(tag) => {
                    let attributes: Vec<String> = Attributes::of(tag.attributes)
                        .map(|(name, value)| format!(" {name}={value}"))
                        .collect();
                    let slash = if tag.self_closing { "/" } else { "" };
                    format!("<{}{}{slash}>", tag.name, attributes.concat())
                }
                Token::End(name) => format!("</{name}>"),
            });
        }
        out.join(" ")
    }

    #[test]
    fn tags_attributes_comments_and_stray_signs_are_read_as_the_standard_says() {
        for (html, expected) in [
            ("a<b>c</b>", "'a' <b> 'c' </b>"),
            (
                "<A HREF=x CLASS='y z' q=\"1>2\">",
                "<A HREF=x CLASS=y z q=1>2>",
            ),
            ("<a href=x/>", "<a href=x/>"),
            ("<br/><br />", "<br/> <br/>"),
            ("<a b = c d>", "<a b=c d=>"),
            ("<a =x=y>", "<a =x=y>"),
            ("<a b=>c", "<a b=> 'c'"),
            ("1 < 2 <3", "'1 < 2 <3'"),
            ("<", "'<'"),
            ("</", "'</'"),
            ("a</>b</ x>c", "'a' 'b' 'c'"),
            (
                "a<!-- > -- -->b<!-->c<!--->d<!--x--!>e",
                "'a' 'b' 'c' 'd' 'e'",
            ),
            ("a<!-- x --->b", "'a' 'b'"),
            (
                "<!doctype html>a<?php x?>b<![CDATA[c>d]]>",
                "'a' 'b' 'd]]>'",
            ),
            ("a<!-- never closed", "'a'"),
            ("a<b never closed", "'a'"),
            ("a<b c='never closed>d", "'a'"),
            ("<\u{645}>", "'<\u{645}>'"),
        ] {
            assert_eq!(tokens(html), expected, "{html}");
        }
    }

    #[test]
    fn raw_text_ends_at_its_own_end_tag_only() {
        let mut tokenizer = Tokenizer::new("a</b></scripty></SCRIPT >c");
        tokenizer.skip_raw("script");
        assert_eq!(tokenizer.next(), Some(Token::Text("c")));
        let mut tokenizer = Tokenizer::new("never closed </script");
        tokenizer.skip_raw("script");
        assert_eq!(tokenizer.next(), None);
    }
}
