//! What a list of results shows of a story: its title and a piece of its body, with what was
//! found marked.

use super::query::{self, Slot};
use super::words::{Link, Words};
use std::ops::Range;

/// Stands before what was found.
pub const MARK: char = '\u{2}';
/// Stands behind what was found.
pub const UNMARK: char = '\u{3}';
/// How many characters of a body are shown, and how many of them before the first match.
const SHOWN: usize = 160;
const BEFORE: usize = 40;
/// The longest run of parts that is looked for as one word.
const JOINED: usize = 4;

/// Something that was found: its bytes in the text, which word of the query it answers, and whether it
/// is that word.
#[derive(Debug)]
struct Match {
    range: Range<usize>,
    slot: usize,
    same: bool,
}

/// The `title` whole and about 160 characters of `body`, both in their own letters, with what
/// `query` finds in them between [`MARK`] and [`UNMARK`].
pub fn excerpt(query: &str, title: &str, body: &str) -> (String, String) {
    let slots = query::slots(query);
    let [title, body] = [title, body].map(|text| text.replace([MARK, UNMARK], ""));
    let marked_title = marked(&title, 0..title.len(), &matches(&slots, &title));
    let found = matches(&slots, &body);
    let shown = window(&body, &found);
    let mut text = String::new();
    if shown.start > 0 {
        text.push('…');
    }
    text.push_str(&marked(&body, shown.clone(), &found));
    if shown.end < body.trim_end().len() {
        text.push('…');
    }
    (marked_title, text)
}

/// `query` with each of its words as `text` writes it first, where it holds the word.
pub fn written(query: &str, text: &str) -> String {
    let slots = query::slots(query);
    let found = matches(&slots, text);
    let mut words = Vec::new();
    for (nth, slot) in slots.iter().enumerate() {
        let same = found.iter().find(|one| one.same && one.slot == nth);
        let written = same.and_then(|one| text.get(one.range.clone()));
        let asked = || query.get(slot.from..slot.to).unwrap_or_default();
        words.push(written.unwrap_or_else(asked).to_owned());
    }
    words.join(" ")
}

/// What answers the query in `text`, in its order.
fn matches(slots: &[Slot], text: &str) -> Vec<Match> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for (first, part) in words.parts.iter().enumerate() {
        let mut is_one = true;
        for (more, last) in words.parts.iter().skip(first).take(JOINED).enumerate() {
            if more > 0 && last.link == Link::Apart {
                break;
            }
            is_one &= more == 0 || last.link == Link::Joined;
            words.spellings(first, first + more, &mut |word| {
                let answered = slots.iter().enumerate().filter(|(_, slot)| {
                    slot.spellings.iter().any(|spelling| {
                        // Words run together say nothing of how another word begins.
                        if is_one {
                            spelling.answers(word)
                        } else {
                            spelling.word == word
                        }
                    })
                });
                found.extend(answered.map(|(slot, _)| Match {
                    range: part.from..last.to,
                    slot,
                    same: slots.get(slot).is_some_and(|slot| slot.word == word),
                }));
            });
        }
    }
    found
}

/// `text` within `shown`, with the matches marked. Matches that touch or overlap are one.
fn marked(text: &str, shown: Range<usize>, found: &[Match]) -> String {
    let mut out = String::new();
    let mut at = shown.start;
    let mut copy = |out: &mut String, to: usize| {
        out.push_str(text.get(at..to).unwrap_or_default());
        at = to;
    };
    let mut found = found
        .iter()
        .filter(|one| one.range.start >= shown.start && one.range.end <= shown.end)
        .peekable();
    while let Some(one) = found.next() {
        let Range { start, mut end } = one.range.clone();
        while let Some(next) = found.next_if(|next| next.range.start <= end) {
            end = end.max(next.range.end);
        }
        copy(&mut out, start);
        out.push(MARK);
        copy(&mut out, end);
        out.push(UNMARK);
    }
    copy(&mut out, shown.end);
    out
}

/// The part of `body` to show: the one in which most words of the query are found.
fn window(body: &str, found: &[Match]) -> Range<usize> {
    let mut best = (0, 0);
    for (nth, one) in found.iter().enumerate() {
        let end = after(body, one.range.start, SHOWN - BEFORE);
        let inside = found
            .iter()
            .skip(nth)
            .take_while(|other| other.range.end <= end);
        // Which words are found, a bit each; a query of more than 64 words is not worth more.
        let (words, all) = inside.fold((0_u64, 0), |(words, all), other| {
            (words | 1 << other.slot.min(63), all + 1)
        });
        // Many of one word are worth less than one more word.
        let worth = words.count_ones() as usize * SHOWN + all.min(SHOWN - 1);
        if worth > best.0 {
            best = (worth, one.range.start);
        }
    }
    let first = best.1;
    let text_end = body.trim_end().len();
    let mut start = body.get(..first).map_or(0, |before| {
        before
            .char_indices()
            .rev()
            .nth(BEFORE - 1)
            .map_or(0, |(at, _)| at)
    });
    // A whole body is shown whole, and the end of one with as much before it as there is room for.
    if after(body, start, SHOWN) >= text_end {
        let back = body
            .get(..text_end)
            .and_then(|text| text.char_indices().rev().nth(SHOWN - 1));
        start = back.map_or(0, |(at, _)| at).min(start);
    }
    if start > 0 {
        start = next_word(body, start).min(first);
    }
    let mut end = after(body, start, SHOWN).min(text_end);
    if end < text_end {
        let cut = body.get(start..end).unwrap_or_default();
        let is_border = body
            .get(end..)
            .is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if !is_border && let Some(space) = cut.rfind(char::is_whitespace) {
            end = start + space;
        }
        end = start + body.get(start..end).unwrap_or_default().trim_end().len();
    }
    start..end
}

/// The byte `count` characters behind `from`.
fn after(text: &str, from: usize, count: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| from + at)
}

/// The beginning of the first word that begins behind `from`.
fn next_word(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let Some(space) = rest.find(char::is_whitespace) else {
        return text.len();
    };
    let word = rest
        .get(space..)
        .and_then(|rest| rest.find(|c: char| !c.is_whitespace()));
    word.map_or(text.len(), |word| from + space + word)
}
