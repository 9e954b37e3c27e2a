//! The words of a text, as the index keeps them.
//!
//! A word is kept in one byte a letter. What is written as one word, as two, or with a ZWNJ is a
//! chain of parts, which can be asked for joined and by itself.

use super::fold::fold_char;

/// How a part stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Something stands between them.
    Apart,
    /// A space stands between them.
    Space,
    /// They are one written word: a ZWNJ stands between them, or a space before or behind an affix.
    Joined,
}

/// One part of the text: the letters between spaces, ZWNJs and punctuation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Where its letters begin in `Words::letters`.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The byte of the text where it begins.
    pub from: usize,
    /// The byte of the text where it ends.
    pub to: usize,
    /// How it stands to the part before.
    pub link: Link,
    /// Where in `Words::letters` a hamza stands whose seat is written in several ways.
    pub seat: Option<usize>,
}

/// The words of a text.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The letters of all parts, one after the other.
    pub letters: Vec<u8>,
    /// The parts in the order of the text.
    pub parts: Vec<Part>,
}

/// The byte before a letter that has none of its own.
const ESCAPE: u8 = 1;
/// Persian letters outside U+0600–067F stand in places there that no word uses.
const MOVED: [(char, u8); 5] = [
    ('چ', 0x80),
    ('ژ', 0x81),
    ('ک', 0x82),
    ('گ', 0x83),
    ('ی', 0x84),
];
/// The bytes of the letters that rules speak of.
pub(super) const YEH: u8 = 0x84;
/// See [`YEH`].
pub(super) const ALEF: u8 = 0x80 + 0x27;
/// See [`YEH`].
pub(super) const WAW: u8 = 0x80 + 0x48;

/// Written before a verb, with a ZWNJ, a space or nothing.
const PREFIXES: [&str; 2] = ["می", "نمی"];
/// Written behind a noun, with a ZWNJ, a space or nothing.
const LOOSE_SUFFIXES: [&str; 3] = ["ها", "های", "هایی"];
/// Endings without which a word behind a ZWNJ is found as well.
const SUFFIXES: [&str; 6] = ["ها", "های", "هایی", "ام", "ات", "اش"];

/// Appends the bytes of a folded letter. A letter's bytes never begin another's, so that the
/// beginning of a word is the beginning of its bytes.
pub(super) fn encode(c: char, bytes: &mut Vec<u8>) {
    if let Some((_, byte)) = MOVED.iter().find(|(letter, _)| *letter == c) {
        return bytes.push(*byte);
    }
    match u32::from(c) {
        code @ 0..=0x7F => bytes.push(u8::try_from(code).unwrap_or(ESCAPE)),
        code @ 0x0620..=0x067F => bytes.push(u8::try_from(code - 0x0580).unwrap_or(ESCAPE)),
        _ => {
            bytes.push(ESCAPE);
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// The letters that `bytes` stand for.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        let moved = MOVED.iter().find(|(_, moved)| *moved == byte);
        let code = match (moved, byte) {
            (Some((letter, _)), _) => u32::from(*letter),
            (None, ESCAPE) => {
                // What follows is UTF-8, as `encode` has written it.
                let first = rest.next().unwrap_or_default();
                let more = first.leading_ones().saturating_sub(1);
                let begin = u32::from(first) & (0x3F >> more);
                let tail = rest.by_ref().take(more as usize);
                tail.fold(begin, |code, byte| code << 6 | u32::from(byte & 0x3F))
            }
            (None, ..0x80) => u32::from(byte),
            _ => u32::from(byte) + 0x0580,
        };
        text.extend(char::from_u32(code));
    }
    text
}

fn is_one_of(bytes: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let mut encoded = Vec::with_capacity(8);
        word.chars().for_each(|c| encode(c, &mut encoded));
        encoded == bytes
    })
}

/// Whether `word` is written before a verb.
pub(super) fn is_prefix(word: &[u8]) -> bool {
    is_one_of(word, &PREFIXES)
}

/// Whether `word` is written behind a noun, and is no word by itself.
pub(super) fn is_loose_suffix(word: &[u8]) -> bool {
    is_one_of(word, &LOOSE_SUFFIXES)
}

/// Whether a folded character belongs to a word.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphabetic()
}

impl Words {
    /// The words of `text`.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.read(text);
        words
    }

    /// Appends the words of `text`, which stand apart from those before.
    pub fn read(&mut self, text: &str) {
        let mut link = Link::Apart;
        // Whether the last character was a letter, or one that folding drops.
        let mut inside = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let to = at + c.len_utf8();
            let after_digit = self.letters.last().is_some_and(u8::is_ascii_digit);
            let in_number = inside
                && after_digit
                && matches!(c, '٬' | ',')
                && chars
                    .peek()
                    .is_some_and(|(_, next)| matches!(next, '0'..='9' | '٠'..='٩' | '۰'..='۹'));
            if in_number {
                continue;
            }
            fold_char(c, &mut |letter| {
                if is_letter(letter) {
                    if !inside {
                        let start = self.letters.len();
                        self.parts.push(Part {
                            start,
                            end: start,
                            from: at,
                            to,
                            link,
                            seat: None,
                        });
                    }
                    let place = self.letters.len();
                    encode(letter, &mut self.letters);
                    if let Some(part) = self.parts.last_mut() {
                        part.end = self.letters.len();
                        part.to = to;
                        if c == 'ئ' || c == '\u{FE89}' || ('\u{FE8A}'..='\u{FE8C}').contains(&c) {
                            part.seat = part.seat.or(Some(place));
                        }
                    }
                    inside = true;
                } else {
                    if inside {
                        self.close();
                        link = Link::Joined;
                    }
                    inside = false;
                    link = match (letter, link) {
                        ('\u{200C}', link) => link,
                        ('\n', _) => Link::Apart,
                        (space, Link::Joined | Link::Space) if space.is_whitespace() => Link::Space,
                        _ => Link::Apart,
                    };
                }
            });
        }
        if inside {
            self.close();
        }
    }

    /// Ends the part that is being read.
    fn close(&mut self) {
        let before = self.parts.iter().rev().nth(1).copied();
        let Some(part) = self.parts.last() else {
            return;
        };
        let (start, end) = (part.start, part.end);
        let seat = part.seat.filter(|seat| self.seat_varies(start, *seat, end));
        let affix = part.link == Link::Space
            && before.is_some_and(|before| {
                let persian = |bytes: &[u8]| bytes.first().is_some_and(|byte| *byte >= 0x80);
                let (before, here) = (self.slice(before.start, before.end), self.slice(start, end));
                persian(before) && persian(here) && (is_prefix(before) || is_loose_suffix(here))
            });
        if let Some(part) = self.parts.last_mut() {
            part.seat = seat;
            if affix {
                part.link = Link::Joined;
            }
        }
    }

    /// Whether writers hesitate where the hamza at `seat` sits. They do not at either end of a
    /// word, behind a long vowel («سوئد», «مسائل»), nor before ی or ا («رئیس», «تئاتر»).
    fn seat_varies(&self, start: usize, seat: usize, end: usize) -> bool {
        let at = |place: usize| self.letters.get(place).copied().unwrap_or_default();
        seat > start
            && seat + 1 < end
            && !matches!(at(seat - 1), ALEF | WAW)
            && !matches!(at(seat + 1), ALEF | YEH)
    }

    /// The letters from `start` to `end`.
    pub fn slice(&self, start: usize, end: usize) -> &[u8] {
        self.letters.get(start..end).unwrap_or_default()
    }

    /// The letters of the parts `first` to `last`, joined.
    pub fn joined(&self, first: usize, last: usize) -> &[u8] {
        match (self.parts.get(first), self.parts.get(last)) {
            (Some(first), Some(last)) => self.slice(first.start, last.end),
            _ => &[],
        }
    }

    /// Hands the spellings of the parts `first` to `last`, joined, to `take`: as written, and with
    /// the other seats of a hamza.
    pub fn spellings(&self, first: usize, last: usize, take: &mut impl FnMut(&[u8])) {
        let word = self.joined(first, last);
        take(word);
        let Some(start) = self.parts.get(first).map(|part| part.start) else {
            return;
        };
        let parts = self.parts.get(first..=last).unwrap_or_default();
        if let Some(seat) = parts.iter().find_map(|part| part.seat) {
            let mut other = word.to_vec();
            for letter in [WAW, ALEF] {
                if let Some(place) = other.get_mut(seat - start) {
                    *place = letter;
                }
                take(&other);
            }
        }
    }

    /// Where each written word begins and ends among the parts.
    pub fn chains(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut first = 0;
        std::iter::from_fn(move || {
            let start = first;
            self.parts.get(start)?;
            let more = self.parts.iter().skip(start + 1);
            let last = start + more.take_while(|part| part.link == Link::Joined).count();
            first = last + 1;
            Some((start, last))
        })
    }

    /// Whether the part `at` is an ending without which its word is found as well.
    pub fn is_suffix(&self, at: usize) -> bool {
        is_one_of(self.joined(at, at), &SUFFIXES)
    }
}
