//! Left-to-right runs among right-to-left words.
//!
//! Without isolation «زبان C++» shows `++C`, and a telephone number shows its parts swapped. Ranges
//! and plain numbers are no runs: isolated, «۵–۱۰» would read 10 to 5.

use super::clean::is_latin;
use super::{is_arabic_letter, is_digit};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// The piece, never empty.
    pub text: &'a str,
    /// Whether it is to be isolated left to right.
    pub ltr: bool,
}

/// The shortest telephone number, in digits, with and without a leading plus.
const PHONE_DIGITS: usize = 7;
const PHONE_DIGITS_AFTER_PLUS: usize = 5;

/// Splits `text` into runs; joined again they are the text.
pub fn runs(text: &str) -> Vec<Run<'_>> {
    let mut out = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let length = latin(rest, before).or_else(|| phone(rest, before));
        match length {
            Some(length) => {
                push(&mut out, text.get(plain_from..at), false);
                push(&mut out, text.get(at..at + length), true);
                at += length;
                plain_from = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    push(&mut out, text.get(plain_from..), false);
    out
}

fn push<'a>(out: &mut Vec<Run<'a>>, text: Option<&'a str>, ltr: bool) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        out.push(Run { text, ltr });
    }
}

/// The length of the Latin run that `rest` begins with: words with what is attached to them, and
/// further Latin words behind single spaces.
fn latin(rest: &str, before: Option<char>) -> Option<usize> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    // `.NET`, `#tag`, `@user`, `2FA` begin with a sign or a digit that belongs to the word.
    let prefix = matches!(first, '.' | '#' | '@' | '$' | '&' | '/') || first.is_ascii_digit();
    let attached = before.is_some_and(|c| is_latin(c) || is_digit(c) || is_arabic_letter(c));
    if !is_latin(first) && (!prefix || attached || !word_with_latin(rest)) {
        return None;
    }
    // The end of the last Latin word, and of what is being looked at beyond it.
    let mut end = 0;
    let mut open_brackets = 0_usize;
    for (at, c) in rest.char_indices() {
        let after = at + c.len_utf8();
        match c {
            c if is_latin(c) || (c.is_ascii_digit() && within_word(rest, end, at)) => end = after,
            // The plus and the hash of C++ and C# belong to the word even at its end.
            '+' | '#' if at == end && end > 0 => end = after,
            '(' => open_brackets += 1,
            ')' if open_brackets > 0 => {
                open_brackets -= 1;
                if at == end {
                    end = after;
                }
            }
            ' ' | '-' | '_' | '.' | '/' | ':' | '@' | '#' | '&' | '%' | '\'' | '’' | '=' | '~'
            | '?' | '!' | '*' | ',' | '+' | '$' | '"' => {}
            // Numbers between two Latin words are theirs; at the end of them they are not.
            c if is_digit(c) => {}
            // Combining marks and the like go with the letter before them.
            c if at == end && !c.is_whitespace() && !is_arabic_letter(c) && c.is_alphanumeric() => {
                end = after
            }
            _ => break,
        }
    }
    // Sentence marks at the end belong to the sentence; end already leaves them out.
    (end > 0).then_some(end)
}

/// Whether an ASCII digit at `at` is attached to the Latin word that ends at `end`.
fn within_word(rest: &str, end: usize, at: usize) -> bool {
    rest.get(end..at)
        .is_some_and(|between| !between.contains([' ', ',']))
}

/// Whether the word that `rest` begins with has a Latin letter before any other letter.
fn word_with_latin(rest: &str) -> bool {
    rest.chars()
        .take_while(|c| !c.is_whitespace() && !is_arabic_letter(*c))
        .any(is_latin)
}

/// The length of the telephone number that `rest` begins with: groups of digits, divided by
/// hyphens, spaces or brackets, that begin with a plus or a zero.
fn phone(rest: &str, before: Option<char>) -> Option<usize> {
    let first = rest.chars().next()?;
    let plus = first == '+';
    if !(plus || matches!(first, '0' | '۰'))
        || before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ':' | '«'))
    {
        return None;
    }
    let mut end = 0;
    let mut digits = 0;
    let mut groups = 1;
    let mut divided = false;
    for (at, c) in rest.char_indices() {
        match c {
            '+' if at == 0 => {}
            c if is_digit(c) => {
                if divided {
                    groups += 1;
                }
                divided = false;
                digits += 1;
                end = at + c.len_utf8();
            }
            // One divider, or a bracket and a space.
            '-' | ' ' | '(' | ')' if !divided || matches!(c, '(' | ')') => divided = true,
            // A date, a time or a decimal is no telephone number.
            '/' | ':' | '.' | '٫' if end == at && followed_by_digit(rest, at + c.len_utf8()) => {
                return None;
            }
            _ => break,
        }
    }
    let enough = if plus {
        PHONE_DIGITS_AFTER_PLUS
    } else {
        PHONE_DIGITS
    };
    (digits >= enough && (plus || groups > 1)).then_some(end)
}

fn followed_by_digit(text: &str, at: usize) -> bool {
    text.get(at..)
        .and_then(|after| after.chars().next())
        .is_some_and(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn isolated(text: &str) -> Vec<&str> {
        runs(text)
            .into_iter()
            .filter(|run| run.ltr)
            .map(|run| run.text)
            .collect()
    }

    #[test]
    fn latin_words_and_telephone_numbers_are_isolated() {
        for (text, expected) in [
            ("زبان C++", vec!["C++"]),
            ("زبان C# و C++.", vec!["C#", "C++"]),
            ("چارچوب .NET است", vec![".NET"]),
            ("ATM74 در IBM-96 ۰۸۵ B", vec!["ATM74", "IBM-96 ۰۸۵ B"]),
            ("تلفن +۹۸ ۲۱ ۸۸ است", vec!["+۹۸ ۲۱ ۸۸"]),
            ("تلفن ۰۲۱-۸۸۱۲۳۴۵۶.", vec!["۰۲۱-۸۸۱۲۳۴۵۶"]),
            ("شبکهٔ BBC World Service گفت", vec!["BBC World Service"]),
            (
                "نشانی https://example.org/a?b=1 را",
                vec!["https://example.org/a?b=1"],
            ),
            ("به info@example.org بنویسید", vec!["info@example.org"]),
            ("کاربر @user و #tag", vec!["@user", "#tag"]),
            ("(DNA)", vec!["DNA"]),
            ("آزمون IELTS، سپس TOEFL.", vec!["IELTS", "TOEFL"]),
            ("سامانهٔ 2FA", vec!["2FA"]),
            ("تابع f(x) پیوسته است", vec!["f(x)"]),
        ] {
            assert_eq!(isolated(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_ranges_dates_and_times_are_not_isolated() {
        for text in [
            "۵–۱۰ نفر",
            "۵-۱۰ نفر",
            "۱۳۹۸/۰۴/۱۵ - ۲۰:۵۷:۵۰",
            "۰۵/۰۳",
            "ساعت ۰۸:۳۰",
            "۱۲٫۵٪",
            "۰٫۵ درصد",
            "۱٬۲۳۴٬۵۶۷",
            "سلام، خوبی؟",
            "۰۹۱۲",
            "",
        ] {
            assert!(isolated(text).is_empty(), "{text}: {:?}", isolated(text));
        }
    }

    proptest! {
        #[test]
        fn the_runs_of_a_text_are_the_text_and_none_is_empty(text in "[a-cب-ث۰-۳0-2 .+#@:/()\\-،é]{0,24}|.*") {
            let runs = runs(&text);
            prop_assert!(runs.iter().all(|run| !run.text.is_empty()));
            prop_assert_eq!(runs.iter().map(|run| run.text).collect::<String>(), text);
        }
    }
}
