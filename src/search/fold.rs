//! Spellings that a reader takes for one, made one: for matching only, never for showing.

use super::forms;

/// A folded text that knows where each of its characters came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each character of `text`, the byte of the original at which its source begins.
    pub origins: Vec<usize>,
}

/// `text` folded: letters to one form each, vowel signs, hamza and the tatweel gone, digits in
/// ASCII, Latin, Greek and Cyrillic letters small. ZWNJ, spaces and punctuation stay.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded::default();
    for (at, c) in text.char_indices() {
        fold_char(c, &mut |letter| {
            folded.text.push(letter);
            folded.origins.push(at);
        });
    }
    folded
}

/// Hands what `c` folds to to `take`: mostly one character, none for what is dropped, several for
/// a ligature.
pub(super) fn fold_char(c: char, take: &mut impl FnMut(char)) {
    if c.is_ascii() {
        take(c.to_ascii_lowercase());
    } else if let Some(letters) = forms::letters(c) {
        for letter in letters.chars() {
            take_letter(letter, take);
        }
    } else {
        take_letter(c, take);
    }
}

fn take_letter(c: char, take: &mut impl FnMut(char)) {
    if let Some(letter) = letter(c) {
        take(letter);
    }
}

/// The one form of a letter; nothing for a mark that matching ignores.
fn letter(c: char) -> Option<char> {
    let moved = |by: i32| u32::from(c).checked_add_signed(by).and_then(char::from_u32);
    match c {
        'ي' | 'ى' | 'ئ' => Some('ی'),
        'ك' | 'ڪ' => Some('ک'),
        'ة' | 'ۀ' | 'ۂ' | 'ھ' | 'ہ' | 'ە' | 'ۃ' => Some('ه'),
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => Some('ا'),
        'ؤ' => Some('و'),
        // Hamza on its own, tatweel, vowel signs, marks of the Quran.
        '\u{0621}' | '\u{0640}' | '\u{0674}' | '\u{0670}' => None,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' => None,
        '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' => None,
        // What is not seen: soft hyphen, joiners (but ZWNJ), marks of direction, variations.
        '\u{00AD}' | '\u{200B}' | '\u{200D}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{061C}' => None,
        '\u{0660}'..='\u{0669}' => moved(-0x0660 + 0x30),
        '\u{06F0}'..='\u{06F9}' => moved(-0x06F0 + 0x30),
        '\u{FF01}'..='\u{FF5E}' => moved(-0xFF01 + 0x21).map(|c| c.to_ascii_lowercase()),
        _ => Some(small(c)),
    }
}

/// The small letter of a Latin, Greek or Cyrillic capital. The whole of Unicode would weigh more
/// than the rest of the search.
fn small(c: char) -> char {
    let code = u32::from(c);
    let by = match code {
        0x00C0..=0x00DE if code != 0x00D7 => 32,
        0x0130 => return 'i',
        0x0178 => return 'ÿ',
        0x0100..=0x0137 | 0x014A..=0x0177 => (code + 1) % 2,
        0x0139..=0x0148 | 0x0179..=0x017E => code % 2,
        0x0391..=0x03A1 | 0x03A3..=0x03A9 | 0x0410..=0x042F => 32,
        0x0400..=0x040F => 80,
        _ => 0,
    };
    char::from_u32(code + by).unwrap_or(c)
}
