//! Character references: `&amp;`, `&#8204;`, `&#x200c;`.

use super::elements::place;
use std::borrow::Cow;

/// References by the length of their names: the names, and in the same order what they stand for.
type Table = &'static [(&'static str, &'static str)];

/// The references known without their semicolon too, as in the standard's list.
const LEGACY: Table = &[
    ("lt gt LT GT", "<><>"),
    ("amp AMP reg shy deg yen", "&&®\u{ad}°¥"),
    (
        "quot QUOT nbsp copy sup1 sup2 sup3 para sect cent auml euml iuml ouml uuml Ouml Uuml",
        "\"\"\u{a0}©¹²³¶§¢äëïöüÖÜ",
    ),
    (
        "laquo raquo micro times pound acirc aring aelig ecirc icirc ocirc ucirc szlig",
        "«»µ×£âåæêîôûß",
    ),
    (
        "plusmn middot frac14 frac12 frac34 divide agrave aacute atilde ccedil egrave eacute iacute ntilde oacute oslash uacute Eacute Ccedil",
        "±·¼½¾÷àáãçèéíñóøúÉÇ",
    ),
];

/// The references that need their semicolon.
const NAMED: Table = &[
    ("ne le ge", "≠≤≥"),
    ("zwj lrm rlm", "\u{200d}\u{200e}\u{200f}"),
    (
        "apos zwnj bull euro ensp emsp larr rarr uarr darr",
        "'\u{200c}•€\u{2002}\u{2003}←→↑↓",
    ),
    (
        "mdash ndash lsquo rsquo sbquo ldquo rdquo bdquo trade prime minus",
        "—–‘’‚“”„™′−",
    ),
    ("hellip lsaquo rsaquo thinsp permil dagger", "…‹›\u{2009}‰†"),
];

/// What the numbers 128 to 159 stand for: windows-1252, as the standard's table says.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// `text` with its references resolved; unknown names stay as they are, NUL goes.
pub fn decode(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let special = |byte| byte == b'&' || byte == 0;
    if !text.bytes().any(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        let (before, mark) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        rest = mark.get(1..).unwrap_or_default();
        if mark.starts_with('&') {
            match reference(rest, in_attribute) {
                Some((found, after)) => {
                    out.push(found);
                    rest = after;
                }
                None => out.push('&'),
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that `text`, which follows a `&`, names, and what comes after it.
fn reference(text: &str, in_attribute: bool) -> Option<(char, &str)> {
    if let Some(number) = text.strip_prefix('#') {
        return match number.strip_prefix(['x', 'X']) {
            Some(number) => numeric(number, 16),
            None => numeric(number, 10),
        };
    }
    // The longest name known is 7 bytes; a longer run of letters names nothing.
    let length = text
        .bytes()
        .take(32)
        .position(|byte| !byte.is_ascii_alphanumeric())
        .unwrap_or(text.len().min(32));
    let (name, after) = text.split_at_checked(length)?;
    if let Some(after) = after.strip_prefix(';') {
        return lookup(LEGACY, name)
            .or_else(|| lookup(NAMED, name))
            .map(|found| (found, after));
    }
    (2..=name.len().min(6)).rev().find_map(|length| {
        let found = lookup(LEGACY, name.get(..length)?)?;
        let after = text.get(length..)?;
        let goes_on = after.starts_with(|next: char| next == '=' || next.is_ascii_alphanumeric());
        (!(in_attribute && goes_on)).then_some((found, after))
    })
}

fn lookup(table: Table, name: &str) -> Option<char> {
    let (names, found) = table.get(name.len().checked_sub(2)?)?;
    found.chars().nth(place(names, name.as_bytes())?)
}

fn numeric(text: &str, radix: u32) -> Option<(char, &str)> {
    let length = text
        .bytes()
        .position(|byte| !char::from(byte).is_digit(radix))
        .unwrap_or(text.len());
    let (digits, after) = text.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    let code = digits.chars().fold(0u32, |code, digit| {
        code.saturating_mul(radix)
            .saturating_add(digit.to_digit(radix).unwrap_or(0))
    });
    let found = match code {
        0 => '\u{fffd}',
        0x80..=0x9f => WINDOWS_1252
            .chars()
            .nth(code as usize - 0x80)
            .unwrap_or('\u{fffd}'),
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    };
    Some((found, after.strip_prefix(';').unwrap_or(after)))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_resolved_once_and_unknown_ones_stay() {
        for (text, expected) in [
            ("&amp;lt; &lt;b&gt;", "&lt; <b>"),
            ("می&zwnj;رود", "می\u{200c}رود"),
            ("&laquo;پیک&raquo;", "«پیک»"),
            ("&#8204;&#x200C;&#X200c", "\u{200c}\u{200c}\u{200c}"),
            ("&#150;&#x80;", "–€"),
            ("&#0;&#xD800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("a &nbsp b&copy2020", "a \u{a0} b©2020"),
            (
                "&hellip &bogus; & &; &# &#x; &#a",
                "&hellip &bogus; & &; &# &#x; &#a",
            ),
            ("a\0b", "ab"),
        ] {
            assert_eq!(decode(text, false), expected, "{text}");
        }
    }

    #[test]
    fn an_ampersand_in_an_address_is_not_taken_for_a_reference() {
        for (text, expected) in [
            ("?a=1&copy=2&amp;b", "?a=1&copy=2&b"),
            ("?a&regions=1&reg;", "?a&regions=1®"),
        ] {
            assert_eq!(decode(text, true), expected, "{text}");
        }
    }
}
