//! SVG pictures, reduced to what draws: no script, no event handler, no reference to another file.
//!
//! The crate `svg-hush` holds the allow-lists of elements and attributes. Before it runs, this module
//! does what it does not: it drops references to other files of the same site, functions of CSS that
//! load files without `url()`, and deep nesting, and it keeps the space between parts of a text as it
//! was, because Persian letters join across those parts.

use super::assets::{font_type, raster_type};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use svg_hush::Filter;
use svg_hush::data_url_filter::{DataUrl, DataUrlFilterResult};
use xml::attribute::{Attribute, OwnedAttribute};
use xml::reader::{EventReader, ParserConfig, XmlEvent};
use xml::writer::{EmitterConfig, XmlEvent as Written};

/// How long an SVG file may be, in bytes.
pub(super) const LONGEST: usize = 2_000_000;
/// How long it may be once it is reduced: indentation adds to it.
const LONGEST_REDUCED: usize = 16_000_000;
/// How deep elements may be nested.
const DEEPEST: usize = 100;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
/// Stands between the parts of a text while `svg-hush` would indent them: a character of a private
/// use area, which is dropped from the source.
const SEAM: &str = "\u{10fffd}";

/// What may stand before a parenthesis in a style or an attribute: functions that load nothing, and
/// the words of selectors and conditions.
const FUNCTIONS: &[&str] = &[
    "",
    "and",
    "not",
    "or",
    "only",
    "screen",
    "print",
    "all",
    "is",
    "where",
    "has",
    "root",
    "nth-child",
    "nth-last-child",
    "nth-of-type",
    "nth-last-of-type",
    "lang",
    "dir",
    "url",
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color",
    "color-mix",
    "light-dark",
    "var",
    "calc",
    "min",
    "max",
    "clamp",
    "matrix",
    "matrix3d",
    "translate",
    "translatex",
    "translatey",
    "translatez",
    "translate3d",
    "scale",
    "scalex",
    "scaley",
    "scalez",
    "scale3d",
    "rotate",
    "rotatex",
    "rotatey",
    "rotatez",
    "rotate3d",
    "skew",
    "skewx",
    "skewy",
    "perspective",
    "cubic-bezier",
    "steps",
    "linear",
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "blur",
    "brightness",
    "contrast",
    "drop-shadow",
    "grayscale",
    "hue-rotate",
    "invert",
    "opacity",
    "saturate",
    "sepia",
    "circle",
    "ellipse",
    "inset",
    "polygon",
    "path",
    "rect",
    "xywh",
    "format",
    "tech",
    "local",
    "counter",
    "env",
];

/// Why an SVG file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SvgError {
    /// It is not well-formed XML, or holds no SVG; in the library's words.
    #[error("it is no SVG that can be read ({0})")]
    Broken(String),
    /// It is packed (`.svgz`).
    #[error("it is packed SVG: unpack it, and name it .svg")]
    Packed,
    /// It is longer, or becomes longer, than a picture may be.
    #[error("it is SVG of more than {} MB", LONGEST / 1_000_000)]
    TooLong,
    /// Its elements are nested too deep.
    #[error("its elements are nested deeper than {DEEPEST}")]
    TooDeep,
}

/// The SVG file `bytes` with only what draws.
///
/// # Errors
/// See [`SvgError`].
pub(super) fn reduced(bytes: &[u8]) -> Result<Vec<u8>, SvgError> {
    if bytes.starts_with(b"\x1f\x8b") {
        return Err(SvgError::Packed);
    }
    if bytes.len() > LONGEST {
        return Err(SvgError::TooLong);
    }
    let local = without_references(bytes)?;
    let mut filter = Filter::new();
    filter.set_data_url_filter(data_of);
    let mut out = Bounded(Vec::new());
    let done = filter.filter(&mut local.as_slice(), &mut out);
    if out.0.len() >= LONGEST_REDUCED {
        return Err(SvgError::TooLong);
    }
    done.map_err(broken)?;
    let text = String::from_utf8(out.0).map_err(broken)?;
    Ok(text.replace(SEAM, "").into_bytes())
}

fn broken(error: impl fmt::Display) -> SvgError {
    SvgError::Broken(error.to_string())
}

/// Keeps pictures and fonts that are written into the file, by what they hold, and nothing else.
fn data_of(url: &DataUrl<'_>) -> DataUrlFilterResult {
    let Ok((data, _)) = url.decode_to_vec() else {
        return DataUrlFilterResult::Drop;
    };
    match raster_type(&data).or_else(|| font_type(&data)) {
        Some(kind) => DataUrlFilterResult::Rewrite {
            mime_type: kind.to_owned(),
            data,
        },
        None => DataUrlFilterResult::Drop,
    }
}

/// The document `bytes` as UTF-8, its SVG elements only, with references to its own parts only.
fn without_references(bytes: &[u8]) -> Result<Vec<u8>, SvgError> {
    let config = ParserConfig::new()
        .cdata_to_characters(true)
        .ignore_comments(true)
        .coalesce_characters(true)
        .allow_multiple_root_elements(false)
        .max_attributes(200)
        .max_entity_expansion_depth(3)
        .max_entity_expansion_length(LONGEST)
        .max_data_length(LONGEST)
        .max_name_length(1000);
    let mut writer = EmitterConfig::new()
        .perform_indent(false)
        .write_document_declaration(false)
        .create_writer(Bounded(Vec::new()));
    // How deep the reader is, and how deep in what is dropped, in a text and in a style.
    let (mut depth, mut dropped, mut in_text, mut in_style) = (0_usize, 0_usize, 0_usize, false);
    for event in EventReader::new_with_config(bytes, config) {
        match event.map_err(broken)? {
            XmlEvent::StartElement {
                name, attributes, ..
            } => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(SvgError::TooDeep);
                }
                let is_kept = name.namespace.as_deref() == Some(SVG)
                    && attributes
                        .iter()
                        .all(|attribute| !is_animation_of_code(attribute));
                if dropped > 0 || in_style || !is_kept {
                    dropped += 1;
                    continue;
                }
                in_style = name.local_name == "style";
                let mut element = Written::start_element(&*name.local_name);
                if depth == 1 {
                    element = element.default_ns(SVG);
                }
                let kept: Vec<(&str, Cow<'_, str>)> = attributes
                    .iter()
                    .filter_map(|attribute| kept(&attribute.borrow()))
                    .collect();
                for (name, value) in &kept {
                    element = element.attr(*name, value);
                }
                writer.write(element).map_err(broken)?;
                if in_text > 0 || name.local_name == "text" {
                    in_text += 1;
                    writer.write(Written::characters(SEAM)).map_err(broken)?;
                }
            }
            XmlEvent::EndElement { .. } => {
                depth = depth.saturating_sub(1);
                if dropped > 0 {
                    dropped -= 1;
                    continue;
                }
                in_style = false;
                if in_text > 0 {
                    writer.write(Written::characters(SEAM)).map_err(broken)?;
                }
                writer.write(Written::end_element()).map_err(broken)?;
                in_text = in_text.saturating_sub(1);
                if in_text > 0 {
                    writer.write(Written::characters(SEAM)).map_err(broken)?;
                }
            }
            XmlEvent::Characters(text) | XmlEvent::Whitespace(text)
                if dropped == 0 && depth > 0 =>
            {
                let text = text.replace(SEAM, "");
                let text = if in_style {
                    local_style(&text).unwrap_or_default()
                } else {
                    text
                };
                writer.write(Written::characters(&text)).map_err(broken)?;
            }
            _ => {}
        }
        if writer.inner_ref().0.len() >= LONGEST_REDUCED {
            return Err(SvgError::TooLong);
        }
    }
    Ok(writer.into_inner().0)
}

/// Whether `attribute` says that its element animates a reference or an event handler.
fn is_animation_of_code(attribute: &OwnedAttribute) -> bool {
    let animated = attribute.value.trim().to_ascii_lowercase();
    attribute.name.local_name == "attributeName"
        && (animated.starts_with("on") || animated.contains("href") || animated.contains(':'))
}

/// The name and value under which `attribute` is kept.
fn kept<'a>(attribute: &Attribute<'a>) -> Option<(&'a str, Cow<'a, str>)> {
    let name = attribute.name.local_name;
    let is_reference = name == "href";
    match attribute.name.namespace {
        None => {}
        Some(XLINK) if is_reference => {}
        Some(_) => return None,
    }
    let value = attribute.value;
    if value.contains(SEAM) {
        return None;
    }
    if is_reference {
        return is_local(value).then_some((name, Cow::Borrowed(value)));
    }
    if !value.contains(['(', '\\', '@']) || name.starts_with("aria-") || name.starts_with("data-") {
        return Some((name, Cow::Borrowed(value)));
    }
    Some((name, Cow::Owned(local_style(value)?)))
}

/// Whether the reference `url` leads to a part of the file itself, or holds its bytes.
fn is_local(url: &str) -> bool {
    let url = url.trim_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
    url.starts_with('#')
        || url
            .get(..5)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// The style `text` with references to the file's own parts only; `None` where it calls a function
/// that may load something, or hides what it says.
fn local_style(text: &str) -> Option<String> {
    if text.contains('\\') {
        return None;
    }
    let text = without_imports(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('(') {
        let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let start = before
            .char_indices()
            .rev()
            .find(|(_, c)| !is_word(*c))
            .map_or(0, |(at, c)| at + c.len_utf8());
        let word = before.get(start..)?.to_ascii_lowercase();
        if !FUNCTIONS.contains(&&*word) {
            return None;
        }
        out.push_str(before);
        out.push('(');
        rest = after;
        if word == "url" {
            let (url, after) = after.split_once(')')?;
            out.push_str(if is_local(url) { url } else { "#" });
            out.push(')');
            rest = after;
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The style `text` without the rules that import others.
fn without_imports(text: &str) -> String {
    const IMPORT: &str = "@import";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, rule) = rest.split_at(at);
        out.push_str(before);
        let is_import = rule
            .get(..IMPORT.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(IMPORT));
        rest = if is_import {
            rule.split_once(';').map_or("", |(_, after)| after)
        } else {
            out.push('@');
            rule.get(1..).unwrap_or_default()
        };
    }
    out.push_str(rest);
    out
}

/// Bytes that end where there are too many of them.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_REDUCED {
            self.0.resize(LONGEST_REDUCED, 0);
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(inside: &str) -> String {
        let text = format!(
            "<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\" viewBox=\"0 0 9 9\">{inside}<rect id=\"end\"/></svg>"
        );
        String::from_utf8(reduced(text.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn nothing_that_runs_or_loads_is_left() {
        for inside in [
            "<script>alert(1)</script>",
            "<script href=\"https://evil.example/x.js\"/>",
            "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>",
            "<foreignObject><h:body xmlns:h=\"http://www.w3.org/1999/xhtml\" onload=\"alert(1)\"/></foreignObject>",
            "<g onclick=\"alert(1)\" ONLOAD=\"alert(1)\" onbegin=\"alert(1)\"/>",
            "<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>",
            "<a href=\"https://evil.example/\"><text>x</text></a>",
            "<animate attributeName=\"href\" to=\"https://evil.example/\" begin=\"0s\"/>",
            "<use href=\"https://evil.example/x.svg#a\"/>",
            "<use href=\"data:image/svg+xml,%3Csvg%20onload='alert(1)'/%3E\"/>",
            "<use xlink:href=\"/evil.example.svg#a\"/>",
            "<image href=\"https://evil.example/x.png\"/>",
            "<image href=\"evil.example.png\"/>",
            "<image href=\"//evil.example/x.png\"/>",
            "<image href=\"data:text/html,%3Cscript%3Ealert(1)%3C/script%3E\"/>",
            "<image href=\"data:image/png,%3Csvg%20onload='alert(1)'/%3E\"/>",
            "<feImage href=\"https://evil.example/x.png\"/>",
            "<rect fill=\"url(https://evil.example/x.svg#a)\"/>",
            "<rect fill=\" URL( 'https://evil.example/x.svg#a' )\"/>",
            "<rect filter=\"url(evil.example.svg#a)\"/>",
            "<animate attributeName=\"fill\" values=\"red;url(https://evil.example/)\"/>",
            "<g style=\"background:image-set('https://evil.example/x' 1x)\"/>",
            "<g style=\"background:u\\72l(https://evil.example/x)\"/>",
            "<g style=\"background:src('https://evil.example/x')\"/>",
            "<style>@import 'https://evil.example/x.css';</style>",
            "<style>@import url(https://evil.example/x.css);</style>",
            "<style><![CDATA[@Import \"https://evil.example/a,b.css\";]]></style>",
            "<style>@\\69mport 'https://evil.example/x.css';</style>",
            "<style>@font-face{font-family:x;src:url(https://evil.example/x.woff2)}</style>",
            "<style>g{background:-webkit-image-set(\"https://evil.example/x\" 1x)}</style>",
            "<iframe src=\"https://evil.example/\"/>",
            "<embed src=\"https://evil.example/\"/>",
            "<g xml:base=\"https://evil.example/\"/>",
            "<set attributeName=\"onclick\" to=\"alert(1)\"/>",
            "<handler type=\"text/javascript\">alert(1)</handler>",
            "<metadata>alert(1) evil.example</metadata>",
        ] {
            let out = of(inside);
            let low = out.to_lowercase();
            for trace in [
                "evil.example",
                "<script",
                "javascript:",
                "foreignobject",
                "onclick=",
                "onload=",
                "onbegin=",
                "import",
                "text/html",
                "svg+xml",
                "attributename=\"href\"",
                "attributename=\"on",
                "xlink",
                "iframe",
            ] {
                assert!(!low.contains(trace), "{inside}\n{out}");
            }
            assert!(out.contains("id=\"end\""), "{out}");
        }
    }

    #[test]
    fn nothing_outside_of_the_root_is_left_and_entities_are_text() {
        let text = format!(
            "<?xml version=\"1.0\"?><?xml-stylesheet href=\"javascript:alert(1)\"?>\
             <!DOCTYPE svg [<!ENTITY x \"&#60;script>alert(1)&#60;/script>\"><!ENTITY f SYSTEM \"file:///etc/hostname\">]>\
             <!-- c --><svg xmlns=\"{SVG}\"><text>الف</text></svg>"
        );
        let out = String::from_utf8(reduced(text.as_bytes()).unwrap()).unwrap();
        assert!(
            !out.contains("xml-stylesheet") && !out.contains("ENTITY"),
            "{out}"
        );
        assert!(out.contains("<text>الف</text>"), "{out}");
        for utf16 in [u16::to_le_bytes, u16::to_be_bytes] {
            let text =
                format!("\u{feff}<svg xmlns=\"{SVG}\"><script>alert(1)</script><rect/></svg>");
            let bytes: Vec<u8> = text.encode_utf16().flat_map(utf16).collect();
            let out = String::from_utf8(reduced(&bytes).unwrap()).unwrap();
            assert!(out.contains("<rect/>") && !out.contains("alert"), "{out}");
        }
    }

    #[test]
    fn what_draws_stays_as_it_was() {
        let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg";
        let out = of(&format!(
            "<style>@media (prefers-color-scheme: dark) {{ .a {{ fill: rgb(0, 0, 9) }} }} .a > text {{ fill: url(#g) }}</style>\
             <linearGradient id=\"g\" xlink:href=\"#h\"/><g class=\"a\" transform=\"translate(1,2) rotate(3)\" style=\"fill:url('#g')\">\
             <use href=\"#p\"/><image href=\"{png}\"/><text direction=\"rtl\"><tspan>سلا</tspan><tspan>م</tspan> <tspan>دنیا</tspan></text>\
             <circle r=\"4\"><animate attributeName=\"r\" values=\"1;4\"/></circle></g>"
        ));
        for kept in [
            "@media (prefers-color-scheme: dark)",
            "rgb(0, 0, 9)",
            "url(#g)",
            "href=\"#h\"",
            "translate(1,2) rotate(3)",
            "<use href=\"#p\"/>",
            "data:image/png;base64,iVBORw0KGgo",
            "<tspan>سلا</tspan><tspan>م</tspan> <tspan>دنیا</tspan>",
            "attributeName=\"r\"",
            "viewBox=\"0 0 9 9\"",
        ] {
            assert!(out.contains(kept), "{kept}\n{out}");
        }
        // With a prefix it is the same picture, and still one for a browser.
        let prefixed = reduced(format!("<s:svg xmlns:s=\"{SVG}\"><s:rect/></s:svg>").as_bytes());
        let prefixed = String::from_utf8(prefixed.unwrap()).unwrap();
        assert!(
            prefixed.contains(&format!("<svg xmlns=\"{SVG}\">")),
            "{prefixed}"
        );
        // Reducing again changes nothing that draws.
        let again = reduced(out.as_bytes()).unwrap();
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squeezed(&String::from_utf8(again).unwrap()), squeezed(&out));
    }

    #[test]
    fn what_cannot_be_reduced_is_refused() {
        let laughs = format!(
            "<!DOCTYPE svg [<!ENTITY a \"{}\"><!ENTITY b \"{}\">]><svg xmlns=\"{SVG}\"><text>{}</text></svg>",
            "a".repeat(1000),
            "&a;".repeat(1000),
            "&b;".repeat(1000)
        );
        let deep = format!(
            "<svg xmlns=\"{SVG}\">{}{}</svg>",
            "<g>".repeat(5000),
            "</g>".repeat(5000)
        );
        let long = format!("<svg xmlns=\"{SVG}\"><!--{}--></svg>", "x".repeat(LONGEST));
        assert_eq!(reduced(deep.as_bytes()), Err(SvgError::TooDeep));
        assert_eq!(reduced(long.as_bytes()), Err(SvgError::TooLong));
        assert_eq!(reduced(b"\x1f\x8b\x08rest"), Err(SvgError::Packed));
        for text in [
            "",
            "<svg/>",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>",
            "<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>",
            "<!doctype html><script>alert(1)</script>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>",
            "<?xml version=\"1.0\" encoding=\"utf-7\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            &laughs,
        ] {
            assert!(
                matches!(reduced(text.as_bytes()), Err(SvgError::Broken(_))),
                "{text:.200}"
            );
        }
    }
}
