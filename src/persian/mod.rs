//! Persian text, digits, direction and dates, and every word of the interface.
//!
//! Here live pure functions from text to text and from moments to words, and `strings`. What is
//! cleaned for showing never loses a letter and never guesses a word. No clock and no zone but
//! Tehran's: the moment is an argument.

mod bidi;
mod clean;
mod cut;
mod date;
mod digits;
pub mod strings;
mod zone;

pub use bidi::{Run, runs};
pub use clean::{
    display_clean_code, display_clean_line, display_clean_run, is_latin, is_plain_lower_case,
    lower_case, nfc,
};
pub use cut::{cut_line, pieces};
pub use date::{
    LocalTime, agency_form, clock, duration, iso_utc, long_date, long_date_time, parse_rfc3339,
    relative, short_date, short_date_time, tehran,
};
pub use digits::{decimal, latin_digits, number, percent, persian_digits};

/// How many words a reader takes in a minute: careful reading of Persian news, at the lower end of
/// the 200–260 words a minute that Brysbaert (2019, doi:10.1016/j.jml.2019.104047) found for
/// silent reading across languages.
const WORDS_A_MINUTE: usize = 200;

/// How long a text of `words` words takes to read, in whole minutes, at least one.
pub fn reading_minutes(words: usize) -> u32 {
    u32::try_from(words.div_ceil(WORDS_A_MINUTE))
        .unwrap_or(u32::MAX)
        .max(1)
}

/// The number of words in `text`: what stands between white space.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether `c` is a letter of the Arabic script, or a mark that belongs to one.
pub(crate) fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{063F}' | '\u{0641}'..='\u{065F}' | '\u{0670}'..='\u{06D3}'
        | '\u{06D5}' | '\u{06EE}' | '\u{06EF}' | '\u{06FA}'..='\u{06FC}' | '\u{0750}'..='\u{077F}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether `c` is a digit of ASCII or of Persian; Arabic-Indic digits become Persian on the way in.
pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '۰'..='۹')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_takes_at_least_a_minute_and_one_more_for_each_begun_200_words() {
        assert_eq!([0, 1, 200, 201, 900].map(reading_minutes), [1, 1, 1, 2, 5]);
        assert_eq!(word_count("خبر  امروز\nتهران"), 3);
    }

    #[test]
    fn a_citation_leaves_out_what_is_not_known_and_no_code_that_is_no_number_is_changed() {
        assert_eq!(
            strings::citation("تیتر", "پیک", "867012", "۱۳۹۸/۰۴/۱۵", "/n/867012/"),
            "«تیتر»، پیک، کد خبر: ۸۶۷۰۱۲، ۱۳۹۸/۰۴/۱۵، /n/867012/"
        );
        assert_eq!(
            strings::citation("تیتر", "پیک", "hb551ec4", "", "/n/hb551ec4/"),
            "«تیتر»، پیک، کد خبر: hb551ec4، /n/hb551ec4/"
        );
    }
}
