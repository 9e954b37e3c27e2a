//! What a reader typed, as the spellings to look for.

use super::words::{Link, Words, is_loose_suffix, is_prefix};

/// What each kind of match counts against the word as it was typed.
const BEGINNING: f32 = 0.6;
const ENDING_OFF: f32 = 0.4;
/// What a word counts that was found as two, side by side.
pub(super) const APART: f32 = 0.8;

/// One spelling that answers a word of the query.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spelling {
    /// Its letters.
    pub word: Vec<u8>,
    /// Whether words that only begin so answer as well.
    pub beginning: bool,
    /// What it counts.
    pub factor: f32,
    /// The ways in which it may have been written as two words, side by side.
    pub splits: Vec<Split>,
}

/// A word taken for two that stand side by side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Split {
    /// The first word.
    pub left: Vec<u8>,
    /// The second.
    pub right: Vec<u8>,
    /// The parts that touch, joined: what the index knows of neighbours.
    pub pair: Vec<u8>,
}

/// One word of the query: any of its spellings answers it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Slot {
    /// The spellings.
    pub spellings: Vec<Spelling>,
    /// The word as it was typed, folded and joined.
    pub word: Vec<u8>,
    /// Where it stands in the query.
    pub from: usize,
    /// Where it ends there.
    pub to: usize,
}

/// Whether `bytes` are all letters of one byte, no digit or Latin letter among them.
fn is_plain_persian(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte >= 0x80)
}

/// The words of `query`. The last may be unfinished.
pub(super) fn slots(query: &str) -> Vec<Slot> {
    let words = Words::of(query);
    let chains: Vec<(usize, usize)> = words.chains().collect();
    let mut slots: Vec<Slot> = Vec::with_capacity(chains.len());
    for (nth, (first, last)) in chains.iter().copied().enumerate() {
        let is_last = nth + 1 == chains.len();
        let (Some(from), Some(to)) = (words.parts.get(first), words.parts.get(last)) else {
            continue;
        };
        let mut slot = Slot {
            word: words.joined(first, last).to_vec(),
            from: from.from,
            to: to.to,
            ..Slot::default()
        };
        words.spellings(first, last, &mut |word| slot.push(word, is_last, 1.0));
        slot.split(&words, first, last);
        if last > first && words.is_suffix(last) {
            words.spellings(first, last - 1, &mut |word| {
                slot.push(word, false, ENDING_OFF)
            });
        }
        // Two words that someone else writes as one answer both.
        if from.link == Link::Space
            && let Some(before) = slots.last_mut()
            && let Some((start, _)) = nth.checked_sub(1).and_then(|nth| chains.get(nth))
        {
            words.spellings(*start, last, &mut |word| {
                before.push(word, is_last, 1.0);
                slot.push(word, is_last, 1.0);
            });
        }
        slots.push(slot);
    }
    slots
}

impl Slot {
    fn push(&mut self, word: &[u8], is_last: bool, factor: f32) {
        // One letter begins too many words to say anything.
        let beginning = is_last && word.len() > 1;
        if !self.spellings.iter().any(|spelling| spelling.word == word) {
            self.spellings.push(Spelling {
                word: word.to_vec(),
                beginning,
                factor,
                splits: Vec::new(),
            });
        }
    }

    /// Adds the ways to take the parts `first` to `last` for two words. Affixes are no words: the
    /// index joins them to theirs.
    fn split(&mut self, words: &Words, first: usize, last: usize) {
        let Some(spelling) = self.spellings.first_mut() else {
            return;
        };
        let (Some(start), Some(end)) = (words.parts.get(first), words.parts.get(last)) else {
            return;
        };
        let mut add = |at: usize, pair: &[u8]| {
            let (left, right) = (words.slice(start.start, at), words.slice(at, end.end));
            if left.len() > 1 && right.len() > 1 && !is_prefix(left) && !is_loose_suffix(right) {
                spelling.splits.push(Split {
                    left: left.to_vec(),
                    right: right.to_vec(),
                    pair: pair.to_vec(),
                });
            }
        };
        for nth in first..=last {
            let Some(part) = words.parts.get(nth) else {
                break;
            };
            let letters = words.joined(nth, nth);
            if is_plain_persian(letters) {
                for at in part.start + 2..part.end.saturating_sub(1) {
                    add(at, letters);
                }
            }
            if nth < last {
                add(part.end, words.joined(nth, nth + 1));
            }
        }
    }
}

impl Spelling {
    /// Whether `word` answers it.
    pub fn answers(&self, word: &[u8]) -> bool {
        word == self.word || self.beginning && word.starts_with(&self.word)
    }

    /// What a word that only begins so counts.
    pub fn beginning_factor(&self) -> f32 {
        self.factor * BEGINNING
    }
}

/// Whether one letter put in, left out or changed, or two neighbours exchanged, make `a` of `b`.
pub(super) fn is_one_edit(a: &[u8], b: &[u8]) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    if long.len() - short.len() > 1 || a == b {
        return false;
    }
    let same = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    let (long, short) = (
        long.get(same..).unwrap_or_default(),
        short.get(same..).unwrap_or_default(),
    );
    match (long, short) {
        ([_, rest @ ..], short) if rest == short => true,
        ([_, long @ ..], [_, short @ ..]) if long == short => true,
        ([a, b, long @ ..], [c, d, short @ ..]) => a == d && b == c && long == short,
        _ => false,
    }
}
