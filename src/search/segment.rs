//! A run of stories, indexed: sorted words, and for each the stories that hold it.
//!
//! A segment never changes. New stories make a new one, and neighbours of like size are merged, so
//! that there are few of them and each story is copied only a few times.

use super::words::{Link, Words};
use crate::news::fnv1a64;
use std::cmp::Ordering;
use std::ops::Range;

/// What a word counts in a body's running text. It is the weight that takes no byte of its own.
pub(super) const PLAIN: u32 = 2;
/// Every so many words one is written in full, and can be found by halving.
const BLOCK: usize = 16;
/// Bits of `Segment::near` for each pair of neighbours, and how many of them are set.
const NEAR_BITS: usize = 3;
const NEAR_MARKS: u64 = 2;

/// Words on their way into a segment.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The letters of all words.
    letters: Vec<u8>,
    /// Where each word's letters are, and its last posting.
    words: Vec<(Range<usize>, usize)>,
    slots: Slots,
    /// Word, story, weight.
    postings: Vec<(u32, u32, u32)>,
    near: Vec<u8>,
    near_ends: Vec<u32>,
    /// Hashes of the pairs of neighbours of the story that is being read.
    pairs: Vec<u64>,
}

fn letters_of<'a>(letters: &'a [u8], words: &[(Range<usize>, usize)], number: u32) -> &'a [u8] {
    let range = words.get(number as usize).map(|(range, _)| range.clone());
    range
        .and_then(|range| letters.get(range))
        .unwrap_or_default()
}

/// A set of numbers by the hash of what they stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    slots: Vec<u32>,
    used: usize,
}

impl Slots {
    /// The number with this hash for which `is` holds.
    pub fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let at = self.place(hash, &mut is)?;
        self.slots
            .get(at)
            .copied()
            .filter(|found| *found != u32::MAX)
    }

    fn place(&self, hash: u64, is: &mut impl FnMut(u32) -> bool) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = (hash ^ (hash >> 32)) as usize & mask;
        loop {
            let found = *self.slots.get(at)?;
            if found == u32::MAX || is(found) {
                return Some(at);
            }
            at = (at + 1) & mask;
        }
    }

    /// Puts `number` in the place of the one for which `is` holds, or in a free one.
    pub fn put(
        &mut self,
        number: u32,
        hash: u64,
        mut is: impl FnMut(u32) -> bool,
        hash_of: impl Fn(u32) -> u64,
    ) {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![u32::MAX; (old.len() * 2).max(64)];
            for number in old.into_iter().filter(|number| *number != u32::MAX) {
                if let Some(at) = self.place(hash_of(number), &mut |_| false) {
                    self.set(at, number);
                }
            }
        }
        if let Some(at) = self.place(hash, &mut is) {
            if self.slots.get(at) == Some(&u32::MAX) {
                self.used += 1;
            }
            self.set(at, number);
        }
    }

    fn set(&mut self, at: usize, number: u32) {
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = number;
        }
    }

    /// The bytes it takes.
    pub fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
    }
}

impl Batch {
    /// Counts the words of `text` for the story `document` with `weight`; gives their number.
    pub fn read(&mut self, document: u32, text: &str, weight: u32) -> usize {
        let words = Words::of(text);
        let mut alone = None;
        for (first, last) in words.chains() {
            // A word of one part has neighbours with which it may have been written as one.
            for at in first..=last {
                let weight = if first == last { weight } else { weight / 2 };
                words.spellings(at, at, &mut |word| self.count(document, word, weight));
            }
            let from = words.parts.get(first);
            if let (Some(before), Some(Link::Space)) = (alone, from.map(|part| part.link)) {
                let pair = words.joined(before, first);
                self.pairs.push(fnv1a64(pair));
            }
            for start in first..last {
                let near = (start + 1).min(last);
                words.spellings(start, near, &mut |word| self.count(document, word, weight));
            }
            if last > first + 1 {
                words.spellings(first, last, &mut |word| self.count(document, word, weight));
            }
            alone = Some(last);
        }
        words.parts.len()
    }

    /// Ends the story whose texts have been read.
    pub fn end_document(&mut self) {
        let pair = |at: u32| self.pairs.get(at as usize);
        let mut order = numbers(self.pairs.len());
        sort(&mut order, &mut |a, b| pair(a).cmp(&pair(b)));
        // A pair that comes twice is marked twice at the same bits.
        order.dedup_by_key(|at| pair(*at));
        let start = self.near.len();
        let bytes = (order.len() * NEAR_BITS).div_ceil(8);
        self.near.resize(start + bytes, 0);
        for pair in &self.pairs {
            for (byte, bit) in marks(*pair, bytes) {
                if let Some(byte) = self.near.get_mut(start + byte) {
                    *byte |= bit;
                }
            }
        }
        self.pairs.clear();
        self.near_ends
            .push(u32::try_from(self.near.len()).unwrap_or(u32::MAX));
    }

    fn count(&mut self, document: u32, word: &[u8], weight: u32) {
        let hash = fnv1a64(word);
        let found = self.slots.find(hash, |number| {
            letters_of(&self.letters, &self.words, number) == word
        });
        let number = found.unwrap_or_else(|| {
            let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX - 1);
            let start = self.letters.len();
            self.letters.extend_from_slice(word);
            self.words.push((start..self.letters.len(), usize::MAX));
            let hash_of = |other| fnv1a64(letters_of(&self.letters, &self.words, other));
            self.slots.put(number, hash, |_| false, hash_of);
            number
        });
        let Some((_, last)) = self.words.get_mut(number as usize) else {
            return;
        };
        match self.postings.get_mut(*last) {
            Some((_, of, sum)) if *of == document => *sum += weight,
            _ => {
                *last = self.postings.len();
                self.postings.push((number, document, weight));
            }
        }
    }

    /// The segment of all that has been read; `base` is the number of its first story.
    pub fn segment(self, base: u32) -> Segment {
        let mut order = numbers(self.words.len());
        let word = |number| letters_of(&self.letters, &self.words, number);
        sort(&mut order, &mut |a, b| word(a).cmp(word(b)));
        let mut ranks = vec![0; order.len()];
        for (rank, number) in order.iter().enumerate() {
            if let Some(place) = ranks.get_mut(*number as usize) {
                *place = u32::try_from(rank).unwrap_or(u32::MAX);
            }
        }
        // They stand in the order of stories already, and stay so within each word.
        let mut postings = vec![Vec::new(); order.len()];
        for (number, document, weight) in &self.postings {
            let rank = ranks.get(*number as usize).copied().unwrap_or_default();
            if let Some(of_word) = postings.get_mut(rank as usize) {
                of_word.push((*document, *weight));
            }
        }
        let mut writer = Writer::new(base);
        for (postings, number) in postings.iter().zip(&order) {
            writer.begin();
            for (document, weight) in postings {
                writer.posting(*document, *weight);
            }
            writer.end(word(*number));
        }
        let documents = u32::try_from(self.near_ends.len()).unwrap_or(u32::MAX);
        writer.segment(documents, self.near, self.near_ends)
    }
}

/// The numbers from 0 up to `count`.
fn numbers(count: usize) -> Vec<u32> {
    (0..count).filter_map(|n| u32::try_from(n).ok()).collect()
}

/// Sorts numbers: all that is sorted here is, by its place, so that there is one copy of the code.
fn sort(numbers: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    numbers.sort_unstable_by(|a, b| compare(*a, *b));
}

/// The bits of `bytes` bytes that stand for a pair of neighbours.
fn marks(pair: u64, bytes: usize) -> impl Iterator<Item = (usize, u8)> {
    let bits = (bytes as u64 * 8).max(1);
    let step = (pair >> 32) | 1;
    (0..NEAR_MARKS).map(move |nth| {
        let bit = (pair & 0xFFFF_FFFF).wrapping_add(step.wrapping_mul(nth)) % bits;
        ((bit / 8) as usize, 1 << (bit % 8))
    })
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Segment {
    /// The number of its first story.
    pub base: u32,
    /// How many stories it holds, the removed ones with them.
    pub documents: u32,
    /// For each word: how many letters it shares with the one before, how many follow, these, and
    /// how many bytes its postings take.
    words: Vec<u8>,
    /// Where each block of words begins, and its postings.
    blocks: Vec<(u32, u32)>,
    /// For each story the step from the one before, and the weight unless it is `PLAIN`.
    postings: Vec<u8>,
    /// For each story a Bloom filter of its pairs of neighbouring words.
    near: Vec<u8>,
    /// Where each story's filter ends.
    near_ends: Vec<u32>,
}

/// Writes the words of a segment in their order.
struct Writer {
    made: Segment,
    count: usize,
    last: Vec<u8>,
    begin: usize,
    document: u32,
}

fn write_varint(mut value: u32, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[inline]
fn read_varint(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u32> {
    let first = *bytes.next()?;
    if first < 0x80 {
        return Some(u32::from(first));
    }
    let mut value = u32::from(first & 0x7F);
    let mut shift = 7;
    loop {
        let byte = *bytes.next()?;
        value |= u32::from(byte & 0x7F) << (shift & 31);
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
    }
}

impl Writer {
    fn new(base: u32) -> Self {
        let made = Segment {
            base,
            ..Segment::default()
        };
        Self {
            made,
            count: 0,
            last: Vec::new(),
            begin: 0,
            document: base,
        }
    }

    fn begin(&mut self) {
        self.begin = self.made.postings.len();
        self.document = self.made.base;
    }

    fn posting(&mut self, document: u32, weight: u32) {
        let step = document.saturating_sub(self.document) << 1;
        self.document = document;
        write_varint(step | u32::from(weight != PLAIN), &mut self.made.postings);
        if weight != PLAIN {
            self.made
                .postings
                .push(u8::try_from(weight).unwrap_or(u8::MAX));
        }
    }

    /// Writes the word whose postings have been written, unless there were none.
    fn end(&mut self, word: &[u8]) {
        let length = self.made.postings.len() - self.begin;
        // Words longer than 255 letters are no words.
        let Ok(letters) = u8::try_from(word.len()) else {
            return self.made.postings.truncate(self.begin);
        };
        if length == 0 {
            return;
        }
        let mut shared = 0;
        if self.count.is_multiple_of(BLOCK) {
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let block = (place(self.made.words.len()), place(self.begin));
            self.made.blocks.push(block);
        } else {
            let same = self
                .last
                .iter()
                .zip(word)
                .take_while(|(a, b)| a == b)
                .count();
            shared = u8::try_from(same).unwrap_or_default();
        }
        let rest = word.get(usize::from(shared)..).unwrap_or_default();
        self.made.words.push(shared);
        self.made.words.push(letters - shared);
        self.made.words.extend_from_slice(rest);
        write_varint(
            u32::try_from(length).unwrap_or(u32::MAX),
            &mut self.made.words,
        );
        self.last.clear();
        self.last.extend_from_slice(word);
        self.count += 1;
    }

    fn segment(mut self, documents: u32, near: Vec<u8>, near_ends: Vec<u32>) -> Segment {
        self.made.documents = documents;
        self.made.near = near;
        self.made.near_ends = near_ends;
        for bytes in [
            &mut self.made.words,
            &mut self.made.postings,
            &mut self.made.near,
        ] {
            bytes.shrink_to_fit();
        }
        self.made.blocks.shrink_to_fit();
        self.made.near_ends.shrink_to_fit();
        self.made
    }
}

/// Goes through the words of a segment in their order.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    segment: &'a Segment,
    rest: std::slice::Iter<'a, u8>,
    /// The word it stands at.
    pub word: Vec<u8>,
    /// Where the word's postings are.
    pub postings: Range<usize>,
}

impl<'a> Cursor<'a> {
    /// Goes to the next word; false where there is none.
    pub fn advance(&mut self) -> bool {
        self.step().is_some()
    }

    fn step(&mut self) -> Option<()> {
        let shared = usize::from(*self.rest.next()?);
        let more = usize::from(*self.rest.next()?);
        let (letters, rest) = self.rest.as_slice().split_at_checked(more)?;
        self.word.truncate(shared);
        self.word.extend_from_slice(letters);
        self.rest = rest.iter();
        let length = read_varint(&mut self.rest)? as usize;
        self.postings = self.postings.end..self.postings.end + length;
        Some(())
    }

    /// The stories that hold the word, with its weight in each.
    pub fn postings(&self) -> Postings<'a> {
        self.segment.postings(self.postings.clone())
    }
}

/// Stories and weights.
#[derive(Clone, Debug)]
pub(super) struct Postings<'a> {
    bytes: std::slice::Iter<'a, u8>,
    document: u32,
}

impl Postings<'_> {
    /// How many bytes they take: about as many as there are stories.
    pub fn size(&self) -> usize {
        self.bytes.as_slice().len()
    }
}

impl Iterator for Postings<'_> {
    type Item = (u32, u32);

    #[inline]
    fn next(&mut self) -> Option<(u32, u32)> {
        let step = read_varint(&mut self.bytes)?;
        self.document = self.document.wrapping_add(step >> 1);
        let weight = if step & 1 == 0 {
            PLAIN
        } else {
            u32::from(*self.bytes.next()?)
        };
        Some((self.document, weight))
    }
}

impl Segment {
    fn postings(&self, range: Range<usize>) -> Postings<'_> {
        let bytes = self.postings.get(range).unwrap_or_default().iter();
        Postings {
            bytes,
            document: self.base,
        }
    }

    /// A cursor before the first word.
    pub fn cursor(&self) -> Cursor<'_> {
        self.cursor_at(0)
    }

    fn cursor_at(&self, block: usize) -> Cursor<'_> {
        let (words, postings) = self.blocks.get(block).copied().unwrap_or_default();
        let postings = postings as usize;
        Cursor {
            segment: self,
            rest: self.words.get(words as usize..).unwrap_or_default().iter(),
            word: Vec::new(),
            postings: postings..postings,
        }
    }

    /// The word that a block begins with.
    fn first_of(&self, block: (u32, u32)) -> &[u8] {
        let from = self.words.get(block.0 as usize + 1..).unwrap_or_default();
        let (length, letters) = from.split_first().unwrap_or((&0, &[]));
        letters.get(..usize::from(*length)).unwrap_or_default()
    }

    /// A cursor at the first word that is not before `word`; nothing where there is none.
    pub fn seek(&self, word: &[u8]) -> Option<Cursor<'_>> {
        let after = self
            .blocks
            .partition_point(|block| self.first_of(*block) <= word);
        let mut cursor = self.cursor_at(after.saturating_sub(1));
        loop {
            if !cursor.advance() {
                return None;
            }
            if cursor.word.as_slice() >= word {
                return Some(cursor);
            }
        }
    }

    /// The stories that hold `word`.
    pub fn find(&self, word: &[u8]) -> Option<Postings<'_>> {
        let cursor = self.seek(word)?;
        (cursor.word == word).then(|| cursor.postings())
    }

    fn near_of(&self, document: u32) -> &[u8] {
        let nth = document.wrapping_sub(self.base) as usize;
        let end = self.near_ends.get(nth).copied().unwrap_or_default() as usize;
        let before = nth.checked_sub(1).and_then(|nth| self.near_ends.get(nth));
        let start = before.copied().unwrap_or_default() as usize;
        self.near.get(start..end).unwrap_or_default()
    }

    /// Whether the words whose letters make up `pair` may stand side by side in a story. One in
    /// ten that do not is taken for one that does.
    pub fn may_be_near(&self, document: u32, pair: u64) -> bool {
        let near = self.near_of(document);
        marks(pair, near.len())
            .all(|(byte, bit)| near.get(byte).is_some_and(|byte| byte & bit != 0))
    }

    /// One segment of two or more that follow each other. `number` gives a story's new number,
    /// or none for one that is left out.
    pub fn merged(segments: &[Segment], base: u32, number: impl Fn(u32) -> Option<u32>) -> Segment {
        let mut writer = Writer::new(base);
        let mut cursors: Vec<Cursor<'_>> = segments.iter().map(Segment::cursor).collect();
        cursors.retain_mut(Cursor::advance);
        let mut word = Vec::new();
        while let Some(least) = cursors.iter().map(|cursor| &cursor.word).min() {
            word.clone_from(least);
            writer.begin();
            cursors.retain_mut(|cursor| {
                if cursor.word != word {
                    return true;
                }
                for (document, weight) in cursor.postings() {
                    if let Some(document) = number(document) {
                        writer.posting(document, weight);
                    }
                }
                cursor.advance()
            });
            writer.end(&word);
        }
        let (mut near, mut near_ends) = (Vec::new(), Vec::new());
        for segment in segments {
            for document in (segment.base..).take(segment.documents as usize) {
                if number(document).is_some() {
                    near.extend_from_slice(segment.near_of(document));
                    near_ends.push(u32::try_from(near.len()).unwrap_or(u32::MAX));
                }
            }
        }
        let documents = u32::try_from(near_ends.len()).unwrap_or(u32::MAX);
        writer.segment(documents, near, near_ends)
    }

    /// The bytes it takes.
    pub fn bytes(&self) -> usize {
        self.words.capacity()
            + self.postings.capacity()
            + self.near.capacity()
            + (self.blocks.capacity() * 2 + self.near_ends.capacity()) * size_of::<u32>()
            + size_of::<Self>()
    }
}
