//! Made-up Persian prose: words drawn as often as real prose uses them, in sentences of varied
//! length. It means nothing; it weighs, wraps and compresses like text.

use std::fmt::Write;

/// Words and their counts, most frequent first; the file's head says where they are from.
const TABLE: &str = include_str!("words.tsv");

/// A stream of numbers that only its seed decides: SplitMix64 (Steele, Lea, Flood 2014).
pub(super) struct Random(u64);

impl Random {
    /// The stream of `seed`; the `index`th one of many that do not resemble each other.
    pub(super) fn new(seed: u64, index: u64) -> Self {
        let mut mixed = Self(seed);
        Self(mixed.next() ^ index.wrapping_mul(0xd605_1d2b_9c3e_8f4d))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` up to and including `high`, which is not below `low`.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// True `percent` times out of a hundred.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }
}

/// The table, ready to draw from.
pub(super) struct Words {
    words: Vec<&'static str>,
    /// The sum of the counts up to and including each word.
    sums: Vec<u64>,
}

impl Words {
    pub(super) fn new() -> Self {
        let mut words = Vec::new();
        let mut sums = Vec::new();
        let mut sum = 0;
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            if let Some((word, count)) = line.split_once('\t') {
                sum += count.parse().unwrap_or(1);
                words.push(word);
                sums.push(sum);
            }
        }
        Self { words, sums }
    }

    /// A word, drawn as often as its count.
    fn word(&self, random: &mut Random) -> &'static str {
        let total = self.sums.last().copied().unwrap_or(1);
        let ticket = random.between(1, total);
        let at = self.sums.partition_point(|sum| *sum < ticket);
        self.words.get(at).copied().unwrap_or("خبر")
    }

    /// A word that could stand alone: long, and not among the few that are in every sentence.
    pub(super) fn subject(&self, random: &mut Random) -> &'static str {
        // More than half of the words in the table are long enough.
        (0..100)
            .map(|_| self.word(random))
            .find(|word| word.chars().count() >= 5)
            .unwrap_or("خبر")
    }

    /// Writes `count` words without an end mark: a headline.
    pub(super) fn phrase(&self, count: u64, random: &mut Random, out: &mut String) {
        let mut before = "";
        for at in 0..count {
            if at > 0 {
                out.push(' ');
            }
            let mut word = self.word(random);
            // Neither a word twice in a row nor a headline that ends in "and".
            while word == before || (at + 1 == count && word.chars().count() < 3) {
                word = self.word(random);
            }
            before = word;
            out.push_str(word);
            // Compounds with a ZWNJ and numbers, as often as news has them.
            if word.chars().count() >= 4 && !word.contains('\u{200c}') && random.chance(5) {
                out.push_str("\u{200c}های");
            } else if at + 1 < count && random.chance(2) {
                out.push(' ');
                let number = random.between(2, 1404).to_string();
                out.extend(number.bytes().filter_map(|digit| {
                    char::from_u32(0x06f0 + u32::from(digit.wrapping_sub(b'0')))
                }));
            }
        }
    }

    /// Writes a sentence of `count` words, with commas and an end mark.
    fn sentence(&self, mut count: u64, random: &mut Random, out: &mut String) {
        while count > 14 {
            let part = random.between(4, 9);
            self.phrase(part, random, out);
            out.push_str(if random.chance(12) { "؛ " } else { "، " });
            count -= part;
        }
        self.phrase(count, random, out);
        out.push_str(match random.between(1, 20) {
            1 => "؟",
            2 => "!",
            _ => ".",
        });
    }

    /// Writes about `count` words (never fewer) in sentences.
    pub(super) fn sentences(&self, count: u64, random: &mut Random, out: &mut String) {
        let mut left = count;
        while left > 0 {
            if left < count {
                out.push(' ');
            }
            let length = random.between(6, 26);
            self.sentence(length, random, out);
            left = left.saturating_sub(length);
        }
    }

    /// Writes about `count` words (never fewer) in HTML paragraphs.
    pub(super) fn paragraphs(&self, count: u64, random: &mut Random, out: &mut String) {
        let mut left = count;
        while left > 0 {
            let length = random.between(30, 90).min(left);
            out.push_str("<p>");
            self.sentences(length, random, out);
            // Writing to a string does not fail.
            let _ = writeln!(out, "</p>");
            left -= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_random_numbers_are_splitmix64() {
        // Test vector of the authors' reference code for the seed 1234567.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn words_come_as_often_as_in_the_table() {
        let words = Words::new();
        assert!(words.words.len() > 500);
        let mut random = Random::new(1, 1);
        let draws: Vec<&str> = (0..20_000).map(|_| words.word(&mut random)).collect();
        let share = |word: &str| draws.iter().filter(|draw| **draw == word).count();
        // 154 and 55 of 1,821 words.
        assert!((1500..1900).contains(&share("و")), "{}", share("و"));
        assert!((500..710).contains(&share("که")), "{}", share("که"));
    }

    #[test]
    fn a_headline_neither_repeats_a_word_nor_ends_in_a_short_one() {
        let words = Words::new();
        for index in 0..500 {
            let mut out = String::new();
            words.phrase(7, &mut Random::new(9, index), &mut out);
            let parts: Vec<&str> = out.split(' ').collect();
            assert!(parts.windows(2).all(|pair| pair[0] != pair[1]), "{out}");
            assert!(parts.last().unwrap().chars().count() >= 3, "{out}");
        }
    }
}
