//! Numbers as Persian writes them: digits U+06F0–06F9, never Arabic-Indic.

/// `text` with every ASCII and Arabic-Indic digit in its Persian form.
pub fn persian_digits(text: &str) -> String {
    text.chars().map(persian_digit).collect()
}

/// The Persian form of a digit; any other character as it is.
pub(crate) fn persian_digit(c: char) -> char {
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '\u{0660}'..='\u{0669}' => u32::from(c) - 0x0660,
        _ => return c,
    };
    char::from_u32(0x06F0 + value).unwrap_or(c)
}

/// `text` with every Persian and Arabic-Indic digit in its ASCII form, for reading what was typed.
pub fn latin_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{06F0}'..='\u{06F9}' => char::from_u32(u32::from(c) - 0x06F0 + 0x30).unwrap_or(c),
            '\u{0660}'..='\u{0669}' => char::from_u32(u32::from(c) - 0x0660 + 0x30).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// A whole number: «۱٬۲۳۴٬۵۶۷», grouped by U+066C. A minus is U+2212 behind a left-to-right mark,
/// which keeps it at the number's left among right-to-left words.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 3);
    if value < 0 {
        out.push_str("\u{200E}\u{2212}");
    }
    let count = digits.len();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (count - at).is_multiple_of(3) {
            out.push('\u{066C}');
        }
        out.push(persian_digit(digit));
    }
    out
}

/// A number with `places` digits behind the decimal sign U+066B: «۱۲٫۵». `value` is rounded; one
/// that is not finite is shown as zero.
pub fn decimal(value: f64, places: usize) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{:.places$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    // Beyond i64 the groups are lost, the digits are not.
    let whole = whole.parse().map_or_else(|_| persian_digits(whole), number);
    let sign = if text.bytes().any(|b| matches!(b, b'1'..=b'9')) && value < 0.0 {
        "\u{200E}\u{2212}"
    } else {
        ""
    };
    match fraction {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}\u{066B}{}", persian_digits(fraction)),
    }
}

/// A percentage: «۱۲٫۵٪» (U+066A).
pub fn percent(value: f64, places: usize) -> String {
    format!("{}\u{066A}", decimal(value, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_kind_become_persian_and_back() {
        assert_eq!(persian_digits("085 ٤٥ ۶"), "۰۸۵ ۴۵ ۶");
        assert_eq!(latin_digits("۸۶۷۰۱۲ ٤٥ 7"), "867012 45 7");
    }

    #[test]
    fn numbers_are_grouped_and_carry_their_sign_at_the_left() {
        for (value, text) in [
            (0, "۰"),
            (999, "۹۹۹"),
            (1000, "۱٬۰۰۰"),
            (1_234_567, "۱٬۲۳۴٬۵۶۷"),
            (-5, "\u{200E}\u{2212}۵"),
            (i64::MIN, "\u{200E}\u{2212}۹٬۲۲۳٬۳۷۲٬۰۳۶٬۸۵۴٬۷۷۵٬۸۰۸"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn decimals_and_percentages_use_the_persian_signs() {
        assert_eq!(decimal(1_234_567.89, 2), "۱٬۲۳۴٬۵۶۷٫۸۹");
        assert_eq!(percent(12.5, 1), "۱۲٫۵٪");
        assert_eq!(decimal(-0.04, 1), "۰٫۰", "a rounded zero has no sign");
        assert_eq!(decimal(f64::NAN, 0), "۰");
    }
}
