//! Text made fit for showing: lossless and idempotent. It mends what machines have broken (letters
//! of the wrong keyboard, doubled joiners, control characters) and never guesses a word: above all
//! it never puts in a ZWNJ where none was meant.

use super::digits::persian_digit;
use super::{is_arabic_letter, is_digit};
use std::borrow::Cow;

const ZWNJ: char = '\u{200C}';
const TATWEEL: char = '\u{0640}';
const SOFT_HYPHEN: char = '\u{00AD}';
const NOT_SIGN: char = '\u{00AC}';

/// What stands around a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A whole line: nothing stands before or after it.
    Line,
    /// A run inside a block: other runs may stand before and after it, so its edges are kept.
    Run,
}

/// A one-line text (headline, lead, caption, tag): white space is folded and trimmed, direction
/// controls are removed, since even `<bdi>` does not contain every one of them.
pub fn display_clean_line(text: &str) -> String {
    if stays(text, Kind::Line) {
        return text.to_owned();
    }
    mend(text, Kind::Line)
}

/// A run of text inside a block. White space and joiners at its edges stay, because the next run
/// may go on with the word. Direction controls are removed: one that a run opens could not be
/// closed inside the run's own element.
///
/// Says whether anything was changed. In place, since most runs need nothing: a body of many short
/// paragraphs costs what is allocated for each.
pub fn display_clean_run(text: &mut String) -> bool {
    if stays(text, Kind::Run) {
        return false;
    }
    let mended = mend(text, Kind::Run);
    let changed = mended != *text;
    *text = mended;
    changed
}

/// Code, or digits that belong to a formula: kept as written, but for controls. A direction control
/// in code moves what stands around it and can make code read as other code.
pub fn display_clean_code(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_direction_control(*c)))
        .collect()
}

fn mend(text: &str, kind: Kind) -> String {
    with_digits(&joined(&mapped(text, kind), kind))
}

/// Whether nothing in `text` can need mending: most text needs none, and is only copied then.
fn stays(text: &str, kind: Kind) -> bool {
    let mut before = if kind == Kind::Line { ' ' } else { '.' };
    for c in text.chars() {
        let plain = match c {
            ' ' => before != ZWNJ && (kind == Kind::Run || before != ' '),
            'ي' | 'ك' => false,
            // Most Persian text has ZWNJs, and nearly all stand where they should.
            ZWNJ => is_arabic_letter(before),
            c if is_arabic_letter(c) => true,
            '!'..='/' | ':'..='~' | '«' | '»' | '،' | '؛' | '؟' | '۰'..='۹' => true,
            '٪' | '٫' | '٬' | '–' | '…' => true,
            _ => false,
        };
        if !plain {
            return false;
        }
        before = c;
    }
    before != ZWNJ && (kind == Kind::Run || before != ' ' || text.is_empty())
}

/// `text` in Unicode's Normalization Form C, in which letters with marks have one spelling.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_inert) {
        return Cow::Borrowed(text);
    }
    #[cfg(target_arch = "wasm32")]
    let composed = String::from(js_sys::JsString::from(text).normalize("NFC"));
    #[cfg(not(target_arch = "wasm32"))]
    let composed = icu_normalizer::ComposingNormalizerBorrowed::new_nfc()
        .normalize(text)
        .into_owned();
    Cow::Owned(composed)
}

/// `text` in lower case. In the browser the tables are the browser's own: the library's are large.
pub fn lower_case(text: &str) -> Cow<'_, str> {
    if text
        .chars()
        .all(|c| is_inert(c) && !c.is_ascii_uppercase() && (c.is_ascii() || !is_latin(c)))
    {
        return Cow::Borrowed(text);
    }
    #[cfg(target_arch = "wasm32")]
    let lower = String::from(js_sys::JsString::from(text).to_lower_case());
    #[cfg(not(target_arch = "wasm32"))]
    let lower = text.to_lowercase();
    Cow::Owned(lower)
}

/// Whether the letter `c` is the one lower case of its upper case; `ß` is not, as some take it for
/// `ss`. A letter without case is.
pub fn is_plain_lower_case(c: char) -> bool {
    #[cfg(target_arch = "wasm32")]
    {
        let mut buffer = [0; 4];
        let text = js_sys::JsString::from(&*c.encode_utf8(&mut buffer));
        String::from(text.to_upper_case().to_lower_case())
            .chars()
            .eq([c])
    }
    #[cfg(not(target_arch = "wasm32"))]
    c.to_uppercase().flat_map(char::to_lowercase).eq([c])
}

/// Whether `c` is the same in Normalization Form C, whatever is beside it: nearly all that Persian
/// and English text consists of.
fn is_inert(c: char) -> bool {
    let is_mark = matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}');
    c < '\u{300}' || is_joiner(c) || is_digit(c) || (is_arabic_letter(c) && !is_mark)
}

/// Letters of the wrong keyboard, controls, white space.
fn mapped(text: &str, kind: Kind) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            'ي' => 'ی',
            'ك' => 'ک',
            '\u{0660}'..='\u{0669}' => persian_digit(c),
            _ if kind == Kind::Line && c.is_whitespace() => ' ',
            '\n' | '\t' => c,
            '\r' if chars.peek() == Some(&'\n') => continue,
            // Other breaks part words too: without a space they would weld them.
            '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            _ if is_direction_control(c) => continue,
            '\u{FEFF}' | '\u{200B}' | '\u{2060}' => continue,
            _ if c.is_control() => continue,
            c => c,
        };
        let doubled = kind == Kind::Line && c == ' ' && matches!(out.last(), None | Some(' '));
        if !doubled {
            out.push(c);
        }
    }
    if kind == Kind::Line {
        while out.last().is_some_and(|last| *last == ' ') {
            out.pop();
        }
    }
    out
}

/// Joiners: tatweel inside a word goes; old Windows signs for a ZWNJ become one; a ZWNJ stands
/// alone, and not beside white space.
fn joined(chars: &[char], kind: Kind) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut rest = chars;
    while let Some((first, after)) = rest.split_first() {
        if !is_joiner(*first) {
            out.push(*first);
            rest = after;
            continue;
        }
        let length = rest.iter().take_while(|c| is_joiner(**c)).count();
        let (run, after) = rest.split_at(length);
        join(&mut out, run, after.first().copied(), kind);
        rest = after;
    }
    // What was removed may have brought a space to the edge of a line, or two together.
    if kind == Kind::Line {
        out.dedup_by(|a, b| *a == ' ' && *b == ' ');
        if out.first() == Some(&' ') {
            out.remove(0);
        }
        if out.last() == Some(&' ') {
            out.pop();
        }
    }
    out
}

fn is_joiner(c: char) -> bool {
    matches!(c, ZWNJ | TATWEEL | SOFT_HYPHEN | NOT_SIGN)
}

/// Writes a run of joiners between what is in `out` and `next`.
fn join(out: &mut Vec<char>, run: &[char], next: Option<char>, kind: Kind) {
    let before = out.last().copied();
    if before.is_some_and(is_arabic_letter) && next.is_some_and(is_arabic_letter) {
        if run.iter().any(|c| *c != TATWEEL) {
            out.push(ZWNJ);
        }
        return;
    }
    let loose = |neighbour: Option<char>| match neighbour {
        Some(c) => c.is_whitespace(),
        None => kind == Kind::Line,
    };
    let drop_zwnj = loose(before) || loose(next);
    for c in run {
        let doubled = *c == ZWNJ && out.last() == Some(&ZWNJ);
        if !(doubled || (*c == ZWNJ && drop_zwnj)) {
            out.push(*c);
        }
    }
}

/// ASCII digits become Persian, except where they belong to something Latin: `ATM74`, `IBM-96`,
/// an address, a mail address.
fn with_digits(chars: &[char]) -> String {
    let mut out = String::with_capacity(chars.len() * 2);
    for word in chars.chunk_by(|a, b| !a.is_whitespace() && !b.is_whitespace()) {
        let address = is_address(word);
        // A word may hold both: «سال2020م», «2گیگUSB3», «IBM،1398».
        for piece in word.chunk_by(|a, b| is_persian(*a) == is_persian(*b)) {
            let latin = address || piece.iter().any(|c| is_latin(*c));
            for c in piece {
                out.push(if latin { *c } else { persian_digit(*c) });
            }
        }
    }
    out
}

/// Whether `c` is a letter of a left-to-right script: by the blocks of letters (Unicode, Blocks.txt),
/// since the library's table of all letters is large in the browser.
pub fn is_latin(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphabetic(),
        'ª' | 'µ' | 'º' => true,
        '×' | '÷' => false,
        'À'..='\u{02AF}'
        | '\u{0370}'..='\u{058F}'
        | '\u{0900}'..='\u{1FFF}'
        | '\u{2C00}'..='\u{2DFF}'
        | '\u{3040}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FB17}'
        | '\u{20000}'..='\u{3FFFF}' => true,
        _ => false,
    }
}

/// Whether `c` is a letter or a sign of Persian, which ends what is glued to Latin.
fn is_persian(c: char) -> bool {
    is_arabic_letter(c) || matches!(c, '،' | '؛' | '؟' | '«' | '»')
}

/// Embeddings, overrides and isolates: U+202A–202E and U+2066–2069.
fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_address(word: &[char]) -> bool {
    let latin = word.iter().any(|c| is_latin(*c));
    latin && (word.contains(&'@') || word.windows(3).any(|three| three == [':', '/', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean_run(text: &str) -> String {
        let mut text = text.to_owned();
        display_clean_run(&mut text);
        text
    }
    use proptest::prelude::*;

    #[test]
    fn what_machines_have_broken_is_mended() {
        for (input, output) in [
            ("علي كريمي", "علی کریمی"),
            ("٤٥", "۴۵"),
            ("کاروان\u{200C}\u{200C}سرا", "کاروان\u{200C}سرا"),
            ("\u{200C}خبر\u{200C}", "خبر"),
            ("خبر\u{200C} روز", "خبر روز"),
            ("سلامـــت", "سلامت"),
            ("ATM74 در IBM-96 085 B", "ATM74 در IBM-96 ۰۸۵ B"),
            ("می\u{00AD}شود", "می\u{200C}شود"),
            ("می\u{00AC}شود", "می\u{200C}شود"),
            ("a\u{202E}b\u{2066}c\u{2069}", "abc"),
            ("\u{FEFF}خبر\u{200B}\u{2060}\u{0007}", "خبر"),
            ("  دو\n\tخط\u{00A0} ", "دو خط"),
            ("سال2020م", "سال۲۰۲۰م"),
            ("نسخهٔ 2.4", "نسخهٔ ۲.۴"),
            ("IBM،1398 «GB»25", "IBM،۱۳۹۸ «GB»۲۵"),
            ("خبر\u{2028}روز\u{0B}نو", "خبر روز نو"),
            ("می\u{200C}۵", "می\u{200C}۵"),
            ("می\u{200C} شود\u{200C}", "می شود"),
        ] {
            assert_eq!(display_clean_line(input), output, "{input:?}");
        }
    }

    #[test]
    fn what_is_right_is_left_byte_for_byte() {
        for text in [
            "خانهٔ",
            "خانۀ",
            "مسئول",
            "مؤسسه",
            "مُحَمَّد",
            "می\u{200C}شود",
            "۵\u{200C}ساله",
            "تهران ـ کرج",
            "https://example.org/2026/اخبار/12",
            "info24@example.org",
            "x\u{00AD}y",
            "هـ",
            "موسى",
        ] {
            assert_eq!(display_clean_line(text), text);
        }
    }

    #[test]
    fn a_run_keeps_its_edges_for_the_runs_beside_it() {
        assert_eq!(clean_run(" می\u{200C}"), " می\u{200C}");
        assert_eq!(clean_run("یک 2 "), "یک ۲ ");
        assert_eq!(clean_run("\u{202E}متن"), "متن");
    }

    #[test]
    fn every_kind_of_break_in_a_run_still_parts_the_words_beside_it() {
        for sign in [
            "\r\n", "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}",
        ] {
            let run = clean_run(&format!("خبر{sign}روز"));
            assert!(
                matches!(run.as_str(), "خبر روز" | "خبر\nروز"),
                "{sign:?}: {run:?}"
            );
        }
    }

    #[test]
    fn code_keeps_its_digits_and_lines_and_no_direction_control() {
        assert_eq!(
            display_clean_code("if x\u{202E} == 5 {\n\t\u{2066}y\u{0}ي}"),
            "if x == 5 {\n\tyي}"
        );
    }

    /// Characters that the rules speak of, in any order.
    fn tricky() -> impl Strategy<Value = String> {
        let signs: Vec<char> =
            "بیيكهٔۀ  \n12٤a@:/\u{200C}\u{00AD}\u{00AC}\u{0640}\u{202E}\u{2066}\u{FEFF}\u{200B}.،"
                .chars()
                .collect();
        proptest::collection::vec(proptest::sample::select(signs), 0..24)
            .prop_map(|chars| chars.into_iter().collect())
    }

    fn letters(text: &str) -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric() && *c != TATWEEL)
            .map(|c| match c {
                'ي' => 'ی',
                'ك' => 'ک',
                c => persian_digit(c),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in prop_oneof![tricky(), ".*"]) {
            let line = display_clean_line(&text);
            prop_assert_eq!(display_clean_line(&line), line.clone());
            let run = clean_run(&text);
            prop_assert_eq!(clean_run(&run), run);
        }

        #[test]
        fn what_is_only_copied_needed_no_mending(text in "[بی ۵«.\u{200C}]{0,12}") {
            for kind in [Kind::Line, Kind::Run] {
                if stays(&text, kind) {
                    prop_assert_eq!(mend(&text, kind), text.clone());
                }
            }
        }

        #[test]
        fn cleaning_loses_no_letter_and_no_digit(text in prop_oneof![tricky(), ".*"]) {
            prop_assert_eq!(letters(&display_clean_line(&text)), letters(&text));
            prop_assert_eq!(letters(&clean_run(&text)), letters(&text));
        }
    }
}
