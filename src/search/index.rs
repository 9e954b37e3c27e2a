//! Which stories answer a query, the best first.

use super::query::{self, Slot, Spelling, Split};
use super::segment::{Batch, PLAIN, Postings, Segment, Slots};
use super::words::decode;
use crate::news::fnv1a64;
use crate::persian::latin_digits;
use std::cmp::Ordering;

/// What a word counts in a title, and in the other short texts of a story.
const TITLE: u32 = 8 * PLAIN;
const SHORT: u32 = 3 * PLAIN;
/// The two constants of BM25: how soon more of a word counts no more, and how much a long story
/// is held against it.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.6;
/// Removed stories are swept out when they are more than this, and more than a quarter.
const SWEEP: usize = 64;
/// Shorter words are not corrected.
const CORRECTED: usize = 3;

/// A story as the index takes it in. Its texts are read, not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The news code, by which the story is found, replaced and removed.
    pub code: String,
    /// The headline.
    pub title: String,
    /// The line over the headline.
    pub kicker: String,
    /// The lead.
    pub lead: String,
    /// The text of the body.
    pub body: String,
    /// The tags, one a line.
    pub tags: String,
    /// The section's identifier.
    pub section: String,
    /// When it was published, in seconds since 1970.
    pub published: Option<i64>,
}

/// What a reader asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, as typed.
    pub text: String,
    /// The sections to look in; all of them where there are none.
    pub sections: Vec<String>,
    /// The earliest moment of publishing, in seconds since 1970.
    pub from: Option<i64>,
    /// How many stories to name at most.
    pub limit: usize,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many stories answer.
    pub total: usize,
    /// The news codes of the best of them, the best first.
    pub codes: Vec<String>,
    /// Whether no story holds all words, so that these hold some.
    pub relaxed: bool,
    /// The query with nearest spellings, where nothing was found as it was typed.
    pub suggestion: Option<String>,
}

/// A story in the index.
#[derive(Debug)]
struct Entry {
    code: Box<str>,
    /// The hash of all its texts, so that a story that has not changed is not read again.
    texts: u64,
    published: Option<i64>,
    section: u16,
    length: u16,
    live: bool,
}

/// The stories that can be found.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    codes: Slots,
    sections: Vec<Box<str>>,
    segments: Vec<Segment>,
    /// How many stories are live, and how many words they hold.
    live: usize,
    words: u64,
}

/// A story that answers.
#[derive(Clone, Copy)]
struct Hit {
    document: usize,
    score: f32,
}

impl Index {
    /// How many stories can be found.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether there is no story to find.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The bytes it takes.
    pub fn bytes(&self) -> usize {
        let codes: usize = self.entries.iter().map(|entry| entry.code.len()).sum();
        let sections: usize = self
            .sections
            .iter()
            .map(|name| name.len() + size_of::<Box<str>>())
            .sum();
        let segments: usize = self.segments.iter().map(Segment::bytes).sum();
        self.entries.capacity() * size_of::<Entry>()
            + codes
            + sections
            + self.codes.bytes()
            + segments
    }

    /// Takes stories in; each replaces the one of the same code. Dozens at a time cost less than
    /// one by one.
    pub fn add(&mut self, documents: &[Document]) {
        let Ok(base) = u32::try_from(self.entries.len()) else {
            return;
        };
        let mut batch = Batch::default();
        let mut number = base;
        for document in documents {
            let texts = hash_of(document);
            if let Some(old) = self.number_of(&document.code) {
                if self
                    .entries
                    .get(old)
                    .is_some_and(|entry| entry.live && entry.texts == texts)
                {
                    continue;
                }
                self.kill(old);
            }
            let section = self.section(&document.section);
            let mut length = batch.read(number, &document.title, TITLE);
            for text in [&document.kicker, &document.tags, &document.lead] {
                length += batch.read(number, text, SHORT);
            }
            length += batch.read(number, &document.body, PLAIN);
            batch.end_document();
            let length = u16::try_from(length).unwrap_or(u16::MAX);
            if self.entries.len() == self.entries.capacity() {
                self.entries.reserve_exact(self.entries.len() / 8 + 64);
            }
            self.entries.push(Entry {
                code: document.code.as_str().into(),
                texts,
                published: document.published,
                section,
                length,
                live: true,
            });
            self.live += 1;
            self.words += u64::from(length);
            self.register(number);
            number += 1;
        }
        if number > base {
            self.segments.push(batch.segment(base));
            self.merge();
            self.sweep();
        }
    }

    /// Takes stories out.
    pub fn remove<'a>(&mut self, codes: impl IntoIterator<Item = &'a str>) {
        for code in codes {
            if let Some(number) = self.number_of(code) {
                self.kill(number);
            }
        }
        self.sweep();
    }

    /// The stories that answer `query`, the best first: those that hold all its words, else those
    /// that hold some, else those that hold words spelt nearly so.
    pub fn find(&self, query: &Query) -> Found {
        let mut found = self.find_words(query, &query.text);
        if found.total == 0
            && let Some(text) = self.corrected(&query.text)
        {
            found = self.find_words(query, &text);
            if found.total > 0 {
                found.suggestion = Some(text);
            }
        }
        found
    }

    fn find_words(&self, query: &Query, text: &str) -> Found {
        let slots = query::slots(text);
        let norms = self.norms();
        let mut scores = vec![0.0_f32; self.entries.len()];
        let mut matched = vec![0_u8; self.entries.len()];
        let mut best = vec![0.0_f32; self.entries.len()];
        for slot in &slots {
            self.score(slot, &norms, &mut best);
            let count = best.iter().filter(|score| **score > 0.0).count();
            let (all, some) = (self.live as f32, count as f32);
            let rarity = (1.0 + (all - some + 0.5) / (some + 0.5)).ln();
            for ((score, matched), best) in scores.iter_mut().zip(&mut matched).zip(&mut best) {
                if *best > 0.0 {
                    *score += *best * rarity;
                    *matched = matched.saturating_add(1);
                    *best = 0.0;
                }
            }
        }
        let sections: Vec<u16> = query
            .sections
            .iter()
            .map(|name| self.known_section(name))
            .collect();
        let passes = |document: usize| {
            self.entries.get(document).is_some_and(|entry| {
                entry.live
                    && (sections.is_empty() || sections.contains(&entry.section))
                    && query
                        .from
                        .is_none_or(|from| entry.published.is_some_and(|at| at >= from))
            })
        };
        let code = self
            .number_of(&latin_digits(text.trim()))
            .filter(|number| passes(*number));
        // The words of the query that a story must hold: all; or one, where none holds all.
        let wanted = u8::try_from(slots.len()).unwrap_or(u8::MAX);
        let mut found = Found::default();
        let mut hits = Vec::new();
        for needed in [wanted, 1] {
            if needed == 0 {
                break;
            }
            for (document, (matched, score)) in matched.iter().zip(&scores).enumerate() {
                if *matched >= needed && passes(document) {
                    found.total += 1;
                    self.keep(
                        &mut hits,
                        query.limit,
                        Hit {
                            document,
                            score: *score,
                        },
                    );
                }
            }
            found.relaxed = needed < wanted && found.total > 0;
            if found.total > 0 || code.is_some() {
                break;
            }
        }
        if let Some(number) = code {
            let answers = wanted > 0
                && matched
                    .get(number)
                    .is_some_and(|matched| *matched >= wanted);
            found.total += usize::from(!answers);
            hits.retain(|hit| hit.document != number);
            hits.insert(
                0,
                Hit {
                    document: number,
                    score: f32::MAX,
                },
            );
            hits.truncate(query.limit);
        }
        found.codes = hits
            .iter()
            .filter_map(|hit| self.entries.get(hit.document))
            .map(|entry| String::from(&*entry.code))
            .collect();
        found
    }

    /// Puts a hit in its place among the best `limit`.
    fn keep(&self, hits: &mut Vec<Hit>, limit: usize, hit: Hit) {
        if hits.len() >= limit {
            match hits.last() {
                Some(last) if self.order(&hit, last) == Ordering::Less => hits.pop(),
                _ => return,
            };
        }
        let at = hits.partition_point(|other| self.order(other, &hit) == Ordering::Less);
        hits.insert(at, hit);
    }

    /// The better first; of equals the newer.
    fn order(&self, a: &Hit, b: &Hit) -> Ordering {
        b.score.total_cmp(&a.score).then_with(|| {
            match (self.entries.get(a.document), self.entries.get(b.document)) {
                (Some(a), Some(b)) => b
                    .published
                    .cmp(&a.published)
                    .then_with(|| a.code.cmp(&b.code)),
                _ => Ordering::Equal,
            }
        })
    }

    /// What a word's weight is held against, for each story: more for long ones, and without end
    /// for removed ones, so that these score nothing.
    fn norms(&self) -> Vec<f32> {
        let average = (self.words as f32 / self.live.max(1) as f32).max(1.0);
        let unit = SATURATION * PLAIN as f32;
        let (fixed, by_length) = (unit * (1.0 - LENGTH), unit * LENGTH / average);
        let norm = |entry: &Entry| {
            if entry.live {
                fixed + by_length * f32::from(entry.length)
            } else {
                f32::INFINITY
            }
        };
        self.entries.iter().map(norm).collect()
    }

    /// The best that any spelling of a word scores in each story.
    fn score(&self, slot: &Slot, norms: &[f32], best: &mut [f32]) {
        let mut take = |postings: Postings<'_>, factor: f32| {
            for (document, weight) in postings {
                let document = document as usize;
                if let (Some(best), Some(norm)) = (best.get_mut(document), norms.get(document)) {
                    let weight = weight as f32;
                    *best = best.max(factor * weight / (weight + norm));
                }
            }
        };
        for segment in &self.segments {
            for spelling in &slot.spellings {
                if !spelling.beginning {
                    if let Some(postings) = segment.find(&spelling.word) {
                        take(postings, spelling.factor);
                    }
                    continue;
                }
                let mut cursor = segment.seek(&spelling.word);
                while let Some(at) = cursor.as_mut().filter(|at| spelling.answers(&at.word)) {
                    let whole = at.word.len() == spelling.word.len();
                    take(
                        at.postings(),
                        if whole {
                            spelling.factor
                        } else {
                            spelling.beginning_factor()
                        },
                    );
                    if !at.advance() {
                        break;
                    }
                }
            }
        }
        for split in slot
            .spellings
            .iter()
            .flat_map(|spelling: &Spelling| &spelling.splits)
        {
            for segment in &self.segments {
                for document in side_by_side(segment, split) {
                    let document = document as usize;
                    if let (Some(best), Some(norm)) = (best.get_mut(document), norms.get(document))
                    {
                        let weight = PLAIN as f32;
                        *best = best.max(query::APART * weight / (weight + norm));
                    }
                }
            }
        }
    }

    /// `text` with each word that no story holds in its nearest spelling; nothing where there is
    /// none for any.
    fn corrected(&self, text: &str) -> Option<String> {
        let norms = self.norms();
        let mut best = vec![0.0; self.entries.len()];
        let mut words = Vec::new();
        let mut changed = false;
        for slot in query::slots(text) {
            self.score(&slot, &norms, &mut best);
            let is_held = best.iter().any(|score| *score > 0.0);
            best.fill(0.0);
            let nearest = if is_held {
                None
            } else {
                self.nearest(&slot.word)
            };
            changed |= nearest.is_some();
            let typed = || text.get(slot.from..slot.to).unwrap_or_default().to_owned();
            words.push(nearest.map_or_else(typed, |word| decode(&word)));
        }
        changed.then(|| words.join(" "))
    }

    /// The word within one edit of `word` that most stories hold.
    fn nearest(&self, word: &[u8]) -> Option<Vec<u8>> {
        let digits = word.iter().any(u8::is_ascii_digit);
        if word.len() < CORRECTED || digits {
            return None;
        }
        let mut near: Vec<(Vec<u8>, usize)> = Vec::new();
        for segment in &self.segments {
            let mut cursor = segment.cursor();
            while cursor.advance() {
                if !query::is_one_edit(word, &cursor.word) {
                    continue;
                }
                let is_live = |document: u32| {
                    self.entries
                        .get(document as usize)
                        .is_some_and(|entry| entry.live)
                };
                let count = cursor
                    .postings()
                    .filter(|(document, _)| is_live(*document))
                    .count();
                match near.iter_mut().find(|(word, _)| *word == cursor.word) {
                    Some((_, sum)) => *sum += count,
                    None => near.push((cursor.word.clone(), count)),
                }
            }
        }
        let held = near.into_iter().filter(|(_, count)| *count > 0);
        held.min_by(|(a, most), (b, count)| count.cmp(most).then_with(|| a.cmp(b)))
            .map(|(word, _)| word)
    }

    fn number_of(&self, code: &str) -> Option<usize> {
        let number = self.codes.find(fnv1a64(code.as_bytes()), |number| {
            self.entries
                .get(number as usize)
                .is_some_and(|entry| *entry.code == *code)
        })?;
        self.entries
            .get(number as usize)
            .filter(|entry| entry.live)?;
        Some(number as usize)
    }

    /// Makes a code lead to the story `number`.
    fn register(&mut self, number: u32) {
        let entries = &self.entries;
        let code = |number: u32| entries.get(number as usize).map(|entry| &*entry.code);
        let hash = |number: u32| fnv1a64(code(number).unwrap_or_default().as_bytes());
        self.codes.put(
            number,
            hash(number),
            |other| code(other) == code(number),
            hash,
        );
    }

    fn kill(&mut self, number: usize) {
        if let Some(entry) = self.entries.get_mut(number).filter(|entry| entry.live) {
            entry.live = false;
            self.live -= 1;
            self.words -= u64::from(entry.length);
        }
    }

    /// The number of a section that an entry may carry; one of no entry where it is not known.
    fn known_section(&self, name: &str) -> u16 {
        let at = self.sections.iter().position(|known| **known == *name);
        at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
    }

    fn section(&mut self, name: &str) -> u16 {
        if self.known_section(name) == u16::MAX && self.sections.len() < usize::from(u16::MAX) {
            self.sections.push(name.into());
        }
        self.known_section(name)
    }

    /// Merges the last segments until each is less than half of the one before it.
    fn merge(&mut self) {
        while let [.., before, last] = self.segments.as_slice() {
            if last.documents * 2 < before.documents {
                break;
            }
            let base = before.base;
            let pair = self.segments.split_off(self.segments.len() - 2);
            self.segments.push(Segment::merged(&pair, base, Some));
        }
    }

    /// Drops removed stories where there are many.
    fn sweep(&mut self) {
        let dead = self.entries.len() - self.live;
        if dead <= SWEEP.max(self.entries.len() / 4) {
            return;
        }
        let mut next = 0;
        let numbers: Vec<Option<u32>> = self
            .entries
            .iter()
            .map(|entry| {
                let number = entry.live.then_some(next);
                next += u32::from(entry.live);
                number
            })
            .collect();
        let number = |document: u32| numbers.get(document as usize).copied().flatten();
        let merged = Segment::merged(&self.segments, 0, number);
        self.segments.clear();
        if merged.documents > 0 {
            self.segments.push(merged);
        }
        self.entries.retain(|entry| entry.live);
        self.entries.shrink_to_fit();
        self.codes = Slots::default();
        for number in 0..next {
            self.register(number);
        }
    }
}

/// The stories of a segment in which the two words of a split stand side by side.
fn side_by_side(segment: &Segment, split: &Split) -> Vec<u32> {
    let (Some(left), Some(right)) = (segment.find(&split.left), segment.find(&split.right)) else {
        return Vec::new();
    };
    let pair = fnv1a64(&split.pair);
    let (few, many) = if left.size() < right.size() {
        (left, right)
    } else {
        (right, left)
    };
    let mut documents: Vec<u32> = few
        .map(|(document, _)| document)
        .filter(|document| segment.may_be_near(*document, pair))
        .collect();
    if !documents.is_empty() {
        let mut many = many.map(|(document, _)| document).peekable();
        documents.retain(|document| {
            while many.next_if(|other| other < document).is_some() {}
            many.peek() == Some(document)
        });
    }
    documents
}

fn hash_of(document: &Document) -> u64 {
    let texts = [
        &document.title,
        &document.kicker,
        &document.lead,
        &document.body,
        &document.tags,
        &document.section,
    ];
    let published = document.published.map_or(0, |at| at.wrapping_add(1)) as u64;
    texts.iter().fold(published, |hash, text| {
        (hash.rotate_left(5) ^ fnv1a64(text.as_bytes())).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}
