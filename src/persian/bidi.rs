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
/// The first group of a number without a plus is an area or network code (021, 0912), so that dates
/// and ranges that begin with a zero are no telephone numbers.
const AREA_DIGITS: usize = 3;
/// A number of this many digits is whole: what follows behind a space is another number.
const WHOLE_PHONE_DIGITS: usize = 11;
/// The longest telephone number, in characters. Bounds the look ahead, so that `runs` is linear.
const LONGEST_PHONE: usize = 24;
/// The longest `scheme` of an address, in bytes; bounds the look ahead too.
const LONGEST_SCHEME: usize = 16;

/// Splits `text` into runs; joined again they are the text. Linear in time: a feed may be hostile.
/// Behind the first `most` runs that are left to right the rest is one run.
pub fn runs(text: &str, most: usize) -> Vec<Run<'_>> {
    let mut out = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    let mut before = None;
    // Up to here no sign or digit belongs to a Latin word.
    let mut barren_to = 0;
    // Two runs at most for each that is left to right.
    while out.len() < most.saturating_mul(2)
        && let Some(rest) = text.get(at..)
    {
        let mut length = None;
        let Some(first) = rest.chars().next() else {
            break;
        };
        if is_latin(first) {
            length = Some(address(rest).unwrap_or_else(|| latin(rest)));
        } else if begins_word(first) && at >= barren_to && !is_attached(before) {
            let signs = rest.find(|c| !is_inside_word(c)).unwrap_or(rest.len());
            if rest
                .get(signs..)
                .is_some_and(|word| word.starts_with(is_latin))
            {
                length = Some(latin(rest));
            } else {
                barren_to = at + signs;
            }
        }
        let length = length.or_else(|| phone(first, rest, before));
        if let Some(length) = length {
            push(&mut out, text.get(plain_from..at), false);
            push(&mut out, text.get(at..at + length), true);
            plain_from = at + length;
        }
        let step = length.unwrap_or_else(|| first.len_utf8());
        before = rest
            .get(..step)
            .and_then(|passed| passed.chars().next_back());
        at += step;
    }
    push(&mut out, text.get(plain_from..), false);
    out
}

fn push<'a>(out: &mut Vec<Run<'a>>, text: Option<&'a str>, ltr: bool) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        out.push(Run { text, ltr });
    }
}

/// Whether `c`, not a letter, may begin a Latin word: `.NET`, `#tag`, `@user`, `2FA`.
fn begins_word(c: char) -> bool {
    matches!(c, '.' | '#' | '@' | '$' | '&' | '/') || c.is_ascii_digit()
}

/// Whether a sign or digit behind `before` belongs to what stands before it.
fn is_attached(before: Option<char>) -> bool {
    before.is_some_and(|c| is_digit(c) || is_arabic_letter(c) || is_latin(c))
}

/// Signs that may stand inside a Latin word or between two of them.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '-' | '_'
            | '.'
            | '/'
            | ':'
            | '@'
            | '#'
            | '&'
            | '%'
            | '\''
            | '’'
            | '='
            | '~'
            | '?'
            | '!'
            | '*'
            | ','
            | '+'
            | '$'
            | '"'
    )
}

fn is_inside_word(c: char) -> bool {
    is_sign(c) || is_digit(c)
}

/// The length of the address that `rest` begins with. It may have Persian letters in its path, and
/// would fall apart at them as a row of words.
fn address(rest: &str) -> Option<usize> {
    let scheme = rest
        .bytes()
        .take(LONGEST_SCHEME)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    if !rest.get(scheme..)?.starts_with("://") && !rest.starts_with("www.") {
        return None;
    }
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '«' | '»' | '،' | '؛' | '"' | '<' | '>'))
        .unwrap_or(rest.len());
    let marks = ['.', ',', ':', '!', '?', '؟', ')', ']'];
    rest.get(..end)
        .map(|address| address.trim_end_matches(marks).len())
}

/// The length of the Latin run that `rest` begins with: words with what is attached to them, and
/// further Latin words behind single spaces. Sentence marks at the end belong to the sentence.
fn latin(rest: &str) -> usize {
    // The end of the last Latin word, and whether white space or a comma stands behind it.
    let mut end = 0;
    let mut parted = false;
    let mut open_brackets = 0_usize;
    for (at, c) in rest.char_indices() {
        let word = is_latin(c)
            || (c.is_ascii_digit() && !parted)
            // The plus and the hash of C++ and C# belong to the word even at its end.
            || (matches!(c, '+' | '#') && at == end && end > 0)
            || (c == ')' && open_brackets > 0 && at == end)
            // What is written above and below letters goes with the letter before it.
            || (at == end && matches!(c, '²' | '³' | '¹' | '\u{0300}'..='\u{036F}' | '\u{2070}'..='\u{2089}'));
        match c {
            '(' => open_brackets += 1,
            ')' if open_brackets > 0 => open_brackets -= 1,
            ' ' | ',' => parted = true,
            // Numbers between two Latin words are theirs; at the end of them they are not.
            c if word || is_inside_word(c) => {}
            _ => break,
        }
        if word {
            end = at + c.len_utf8();
            parted = false;
        }
    }
    end
}

/// The length of the telephone number that `rest` begins with: groups of digits, divided by
/// hyphens, spaces or brackets, that begin with a plus or a zero.
fn phone(first: char, rest: &str, before: Option<char>) -> Option<usize> {
    if !matches!(first, '+' | '(' | '0' | '۰')
        || before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ':' | '«'))
    {
        return None;
    }
    // Where the number ends and how many digits and groups it has, with and without its last group.
    let mut whole = (0, 0_usize, 0);
    let mut shorter = whole;
    let mut plus = false;
    let mut in_group = false;
    for (at, c) in rest.char_indices().take(LONGEST_PHONE) {
        let (_, digits, groups) = whole;
        let area = groups > 1 || digits >= AREA_DIGITS || plus;
        match c {
            '+' if digits == 0 && !plus => plus = true,
            c if is_digit(c) => {
                if digits == 0 && !plus && !matches!(c, '0' | '۰') {
                    return None;
                }
                if !in_group {
                    shorter = whole;
                }
                whole = (
                    at + c.len_utf8(),
                    digits + 1,
                    groups + usize::from(!in_group),
                );
                in_group = true;
            }
            '(' if digits == 0 => {}
            // Another number's part: of a date, a time, a decimal.
            '/' | ':' | '.' | '٫' | '٬'
                if in_group && followed_by_digit(rest, at + c.len_utf8()) =>
            {
                whole = shorter;
                break;
            }
            ' ' if in_group && digits >= WHOLE_PHONE_DIGITS => break,
            // One divider, or a bracket and a space.
            '-' | ' ' | '(' | ')' if area && (in_group || matches!(c, '(' | ')') || c == ' ') => {
                in_group = false;
            }
            _ => break,
        }
    }
    let (end, digits, groups) = whole;
    let enough = match plus {
        true => digits >= PHONE_DIGITS_AFTER_PLUS,
        false => digits >= PHONE_DIGITS && groups > 1,
    };
    enough.then_some(end)
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
        runs(text, usize::MAX)
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
            ("5«A»", vec!["A"]),
            ("cafe\u{301}، CO₂", vec!["cafe\u{301}", "CO₂"]),
            ("آزمون IELTS، سپس TOEFL.", vec!["IELTS", "TOEFL"]),
            ("سامانهٔ 2FA", vec!["2FA"]),
            ("تابع f(x) پیوسته است", vec!["f(x)"]),
            (
                "نشانی https://example.org/اخبار/12، را",
                vec!["https://example.org/اخبار/12"],
            ),
            ("(www.example.org/خبر).", vec!["www.example.org/خبر"]),
            ("تلفن (۰۲۱) ۸۸۱۲۳۴۵۶", vec!["(۰۲۱) ۸۸۱۲۳۴۵۶"]),
            ("۰۲۱-۸۸۱۲۳۴۵۶ ۲۴ ساعته", vec!["۰۲۱-۸۸۱۲۳۴۵۶"]),
            ("۰۲۱-۸۸۱۲۳۴۵۶ ۵/۱", vec!["۰۲۱-۸۸۱۲۳۴۵۶"]),
            ("تلفن 0098 21 88123456", vec!["0098 21 88123456"]),
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
            "۰۶-۰۷-۲۰۱۹",
            "۰-۱۰۰۰۰۰۰",
            "(۵-۱۰)",
            "۰۵ ۱۲۳۴۵ نفر",
            "۰۲۱-۸۸۱۲۳۴۵/۶",
            "",
        ] {
            assert!(isolated(text).is_empty(), "{text}: {:?}", isolated(text));
        }
    }

    #[test]
    fn a_hostile_text_takes_no_longer_than_its_length_allows() {
        // A quadratic search takes seconds for each of these, and a test that runs out of time.
        for sign in [
            ".", "#", "1-", "0 ", "a .", "a(", "a-", "a 1-", "+ ", "(0", "«0", "0(", "((", "a://",
            ".«", "www.", "0-0 ",
        ] {
            for end in ["", "/1", " 1", "«a"] {
                let text = sign.repeat(100_000 / sign.len()) + end;
                let length: usize = runs(&text, usize::MAX)
                    .iter()
                    .map(|run| run.text.len())
                    .sum();
                assert_eq!(length, text.len());
            }
        }
    }

    #[test]
    fn behind_the_last_run_that_is_isolated_the_rest_is_one() {
        let text = "ب a ".repeat(50);
        let found = runs(&text, 3);
        assert_eq!(found.iter().filter(|run| run.ltr).count(), 3);
        assert!(found.len() < 9);
        let joined: String = found.iter().map(|run| run.text).collect();
        assert_eq!(joined, text);
    }

    proptest! {
        #[test]
        fn the_runs_of_a_text_are_the_text_and_none_is_empty(text in "[a-cب-ث۰-۳0-2 .+#@:/()\\-،é]{0,24}|.*") {
            let runs = runs(&text, usize::MAX);
            prop_assert!(runs.iter().all(|run| !run.text.is_empty()));
            prop_assert_eq!(runs.iter().map(|run| run.text).collect::<String>(), text);
        }
    }
}
