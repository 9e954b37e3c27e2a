//! Lines cut to a length for display.

/// What stands for what was cut off.
const MORE: char = '…';

/// How far back from the end a space is looked for: a word of this length is cut, where it may be.
const WORD: usize = 40;

/// How far back a place is looked for where no character is torn apart. Nobody writes so many marks
/// on one letter; those of a text that does are cut among themselves.
const CLUSTER: usize = 64;

/// Cuts `line` to at most `most` characters, the last of them «…»: between two words, else between
/// two characters as a reader sees them. Says whether it was longer. A line that was cut stays as
/// it is when it is cut again.
pub fn cut_line(line: &mut String, most: usize) -> bool {
    // A character has a byte at least: most lines are not counted.
    if line.len() <= most || line.chars().nth(most).is_none() {
        return false;
    }
    // The places of the last characters that may stay, and the first that may not, latest first.
    let kept = most.saturating_sub(1);
    let mut ends: Vec<(usize, char)> = line
        .char_indices()
        .skip(kept.saturating_sub(CLUSTER))
        .take(kept.min(CLUSTER) + 1)
        .collect();
    ends.reverse();
    let between_words = ends
        .iter()
        .take(WORD)
        .find(|(_, c)| *c == ' ')
        .map(|(at, _)| *at);
    let between_characters = || {
        let pairs = ends.iter().zip(ends.iter().skip(1));
        pairs
            .filter(|((_, after), (_, before))| !goes_on(*before, *after))
            .map(|((at, _), _)| *at)
            .next()
    };
    let end = between_words
        .or_else(between_characters)
        .or(ends.first().map(|(at, _)| *at));
    line.truncate(end.unwrap_or(0));
    let whole = line.trim_end_matches(|c: char| c.is_whitespace() || is_joiner(c));
    line.truncate(whole.len());
    line.push(MORE);
    true
}

/// A longer word is cut into pieces of this many characters, where it may be.
const LONGEST_WORD: usize = 100;

/// A text in pieces that end within words only where those are longer than [`LONGEST_WORD`], and
/// never within a character. Nothing of it is lost.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at_checked(piece_end(rest))?;
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

fn piece_end(text: &str) -> usize {
    let mut length = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        length = if c.is_whitespace() { 0 } else { length + 1 };
        let is_full = length > LONGEST_WORD && !goes_on(before, c);
        // Marks without an end are no character.
        if is_full || length > LONGEST_WORD + CLUSTER {
            return at;
        }
        before = c;
    }
    text.len()
}

/// ZWNJ and ZWJ: they say how the letters around them are joined.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether `before` and `after` are parts of one character, as far as cutting a line needs to know:
/// the marks and joiners of Unicode's extended grapheme clusters (UAX #29) in the scripts that news
/// are met in, and pairs of letters that are flags.
fn goes_on(before: char, after: char) -> bool {
    is_joiner(before) || is_joiner(after) || is_mark(after) || (is_flag(before) && is_flag(after))
}

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// A mark that belongs to the character before it.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}'
        | '\u{06EA}'..='\u{06ED}' | '\u{08CA}'..='\u{08FF}' | '\u{0900}'..='\u{0903}'
        | '\u{093A}'..='\u{094F}' | '\u{0E31}' | '\u{0E34}'..='\u{0E3A}'
        | '\u{0E47}'..='\u{0E4E}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{302A}'..='\u{302F}' | '\u{3099}' | '\u{309A}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str, most: usize) -> String {
        let mut line = text.to_owned();
        cut_line(&mut line, most);
        line
    }

    #[test]
    fn a_line_is_cut_between_words() {
        for (text, most, expected) in [
            ("خبر امروز تهران", 15, "خبر امروز تهران"),
            ("خبر امروز تهران", 14, "خبر امروز…"),
            ("خبر امروز تهران", 10, "خبر امروز…"),
            ("خبر امروز تهران", 9, "خبر…"),
            ("", 5, ""),
        ] {
            assert_eq!(cut(text, most), expected, "{text} {most}");
        }
    }

    #[test]
    fn a_word_without_an_end_is_cut_between_letters_and_never_inside_one() {
        for (text, most, expected) in [
            ("ببببببب", 4, "ببب…"),
            // No ZWNJ is left at the end, and none is parted from its letters.
            ("می\u{200C}روم", 4, "م…"),
            ("می\u{200C}روم", 5, "می\u{200C}ر…"),
            // Vowel signs stay with their letter.
            ("بَبَبَبَ", 4, "بَ…"),
            // A family, a flag and a skin colour are one character each.
            ("آآ👨\u{200D}👩\u{200D}👧", 5, "آآ…"),
            ("آ🇮🇷🇮🇷", 3, "آ…"),
            ("آآ👍🏽آ", 4, "آآ…"),
        ] {
            assert_eq!(cut(text, most), expected, "{text} {most}");
        }
    }

    #[test]
    fn marks_without_an_end_are_cut_among_themselves() {
        let line = cut(&format!("ب{}", "\u{064E}".repeat(1000)), 100);
        assert_eq!(line.chars().count(), 100);
    }

    #[test]
    fn only_words_that_no_line_holds_are_broken_and_nothing_is_lost() {
        let sentence = "خبر امروز تهران ".repeat(1000);
        assert_eq!(pieces(&sentence).collect::<Vec<_>>(), [&*sentence]);
        assert_eq!(pieces("").count(), 0);
        let word = "ب".repeat(250);
        let found: Vec<usize> = pieces(&word).map(|piece| piece.chars().count()).collect();
        assert_eq!(found, [100, 100, 50]);
        // Not inside of a letter with its sign.
        let marked = format!("{}َ{}", "ب".repeat(100), "ب".repeat(10));
        let found: Vec<usize> = pieces(&marked).map(|piece| piece.chars().count()).collect();
        assert_eq!(found, [101, 10]);
        let marks = "\u{064E}".repeat(10_000);
        assert_eq!(pieces(&marks).collect::<String>(), marks);
        assert!(pieces(&marks).count() > 50);
    }

    proptest! {
        #[test]
        fn what_is_cut_begins_the_line_has_the_length_and_stays_when_cut_again(
            text in "[ب ۵a\u{200C}\u{064E}\u{1F1EE}]{0,200}",
            most in 1_usize..120,
        ) {
            let line = cut(&text, most);
            prop_assert!(line.chars().count() <= most);
            prop_assert_eq!(cut(&line, most), line.clone());
            if line != text {
                let kept = line.strip_suffix(MORE);
                prop_assert!(kept.is_some_and(|kept| text.starts_with(kept)));
            }
        }
    }
}
