//! Addresses from a feed: resolved as browsers do, and then allowed by their scheme.
//!
//! Never judge an address by its prefix: `java\tscript:` and `\x01javascript:` run as javascript.
//! Here the address is parsed first (https://url.spec.whatwg.org/), and only what comes out of that
//! is compared and kept. Some odd but valid hosts (IPv6, percent-encoded, punctuation) are refused.

use crate::persian::{is_arabic_letter, is_digit, is_latin};

/// Longer addresses are refused, in bytes: nobody follows them, and each costs time in a loop.
const LONGEST: usize = 4096;

/// `reference` resolved against `base`, for a link: http, https, mailto or tel.
///
/// `base` is an absolute http(s) address or an absolute path such as `/feed.json`; against a path
/// the result may be a path. `None` for anything else: other schemes, no host, a user name or a
/// password, an address within the page (`#…`), nonsense. Resolving a result again gives the same.
pub fn resolve(base: &str, reference: &str) -> Option<String> {
    Base::new(base).link(reference)
}

/// `reference` resolved against `base`, for a picture, a video or a frame: http or https only.
pub fn resolve_media(base: &str, reference: &str) -> Option<String> {
    Base::new(base).media(reference)
}

/// The host of an absolute http(s) address as [`resolve`] gives it, without its port.
pub fn host(address: &str) -> Option<&str> {
    let rest = after(address, ':', "//")?;
    Some(split_at_any(rest, "/?#:").0)
}

/// Whether `address`, as [`resolve`] gives it, lies on the origin of the feed at `base`: the same
/// scheme, host and port. Against a path only paths do.
pub fn same_origin(base: &str, address: &str) -> bool {
    let own = resolve_media(base, "/").unwrap_or_default();
    match (own.strip_suffix('/'), address.starts_with('/')) {
        (Some(""), is_path) => is_path,
        (Some(own), false) => address
            .strip_prefix(own)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])),
        _ => false,
    }
}

/// What follows the first `sign` that has `mark` behind it. The library's search for a whole string
/// would be two kilobytes of the app.
pub(super) fn after<'a>(text: &'a str, sign: char, mark: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        rest = rest.split_once(sign)?.1;
        if let Some(after) = rest.strip_prefix(mark) {
            return Some(after);
        }
    }
}

/// `text` with `with` for every `mark`. The library's `replace` brings its search for strings.
pub fn replaced(text: &str, mark: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(mark) {
            out.push_str(with);
            rest = after;
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// `text` before and from the first of `marks`, which are ASCII.
fn split_at_any<'a>(text: &'a str, marks: &str) -> (&'a str, &'a str) {
    text.bytes()
        .position(|byte| marks.as_bytes().contains(&byte))
        .and_then(|at| text.split_at_checked(at))
        .unwrap_or((text, ""))
}

/// Without the spaces around it and the tabs and line breaks in it; `None` if it is empty, too long
/// or only a place within the page.
fn cleaned(reference: &str) -> Option<String> {
    if reference.len() > LONGEST {
        return None;
    }
    let cleaned: String = reference
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    (!cleaned.is_empty() && !cleaned.starts_with('#')).then_some(cleaned)
}

/// The scheme in lower case, and what follows its colon.
fn split_scheme(address: &str) -> (Option<String>, &str) {
    if let Some((scheme, rest)) = address.split_once(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        (Some(scheme.to_ascii_lowercase()), rest)
    } else {
        (None, address)
    }
}

fn is_slash(c: char) -> bool {
    c == '/' || c == '\\'
}

/// What many addresses are relative to, read once.
pub struct Base(Option<Folder>);

impl Base {
    /// Reads a base as in [`resolve`]; against an unusable one only absolute addresses resolve.
    pub fn new(base: &str) -> Base {
        Base(Folder::parse(base))
    }

    /// [`resolve`]
    pub fn link(&self, reference: &str) -> Option<String> {
        let cleaned = cleaned(reference)?;
        let (scheme, rest) = split_scheme(&cleaned);
        match scheme.as_deref() {
            Some(kind @ ("mailto" | "tel")) => {
                let mut out = kind.to_owned();
                out.push(':');
                encode(rest, "\"<>`", &mut out);
                rest.bytes().any(|byte| byte != b'/').then_some(out)
            }
            _ => self.web(scheme.as_deref(), rest),
        }
    }

    /// [`resolve_media`]
    pub fn media(&self, reference: &str) -> Option<String> {
        let cleaned = cleaned(reference)?;
        let (scheme, rest) = split_scheme(&cleaned);
        self.web(scheme.as_deref(), rest)
    }

    fn web(&self, scheme: Option<&str>, rest: &str) -> Option<String> {
        let base = self.0.as_ref();
        let tail = rest.strip_prefix(is_slash);
        let two_slashes = tail.is_some_and(|tail| tail.starts_with(is_slash));
        let absolute = match scheme {
            // `http:path` is relative where the base has the same scheme.
            Some(scheme @ ("http" | "https")) => {
                let same =
                    base.is_some_and(|base| base.scheme == scheme && !base.origin.is_empty());
                (two_slashes || !same).then_some(scheme)
            }
            Some(_) => return None,
            None => base.filter(|_| two_slashes).map(|base| base.scheme),
        };
        if let Some(scheme) = absolute {
            let (mut out, rest) = authority(scheme, rest)?;
            push_path("", rest, &mut out);
            return Some(out);
        }
        let base = base?;
        let mut out = base.origin.clone();
        if rest.starts_with(['?', '#']) {
            // The base's own path, with its last segment.
            push_path(&base.path, "", &mut out);
            push_tail(rest, &mut out);
        } else if rest.starts_with(is_slash) {
            push_path("", rest, &mut out);
        } else {
            let folder = base.path.rfind(is_slash).map_or(0, |at| at + 1);
            push_path(base.path.get(..folder)?, rest, &mut out);
        }
        // A path that begins with two slashes would name a host when it is read again.
        (!out.starts_with("//")).then_some(out)
    }
}

/// What relative addresses start from.
struct Folder {
    /// `https://host:port`, or nothing where the base is a path.
    origin: String,
    /// `http` or `https`.
    scheme: &'static str,
    path: String,
}

impl Folder {
    fn parse(base: &str) -> Option<Folder> {
        let address = cleaned(base)?;
        let (scheme, rest) = split_scheme(&address);
        let scheme = match scheme.as_deref() {
            Some("http") => "http",
            None | Some("https") => "https",
            Some(_) => return None,
        };
        let (origin, rest) = if address.starts_with('/') && !address.starts_with("//") {
            (String::new(), rest)
        } else if address.starts_with(scheme) || rest != address {
            authority(scheme, rest)?
        } else {
            return None;
        };
        Some(Folder {
            origin,
            scheme,
            path: split_at_any(rest, "?#").0.to_owned(),
        })
    }
}

/// Reads `//host:port`, with any number of slashes: the origin, and what follows.
fn authority<'a>(scheme: &str, rest: &'a str) -> Option<(String, &'a str)> {
    let rest = rest.trim_start_matches(is_slash);
    let (authority, after) = split_at_any(rest, "/\\?#");
    let (name, port) = authority.split_once(':').unwrap_or((authority, ""));
    let name = name.to_ascii_lowercase();
    if !host_is_sound(&name) {
        return None;
    }
    let mut origin = scheme.to_owned();
    origin.push_str("://");
    origin.push_str(&name);
    if !port.is_empty() {
        if !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let port: u16 = port.parse().ok()?;
        if (scheme, port) != ("http", 80) && (scheme, port) != ("https", 443) {
            origin.push(':');
            origin.push_str(&port.to_string());
        }
    }
    Some((origin, after))
}

/// Names of letters, digits, hyphens and dots, in any script, or four decimal numbers.
fn host_is_sound(name: &str) -> bool {
    let letters = name.chars().all(|c| {
        is_latin(c)
            || is_arabic_letter(c)
            || is_digit(c)
            || matches!(c, '٠'..='٩' | '-' | '.' | '_' | '\u{200c}' | '\u{0590}'..='\u{05FF}')
    });
    // Whether the last label is a number, how many labels there are, and how many are a byte.
    let mut numeric = true;
    let mut labels = 0;
    let mut bytes = 0;
    for label in name.strip_suffix('.').unwrap_or(name).split('.') {
        if label.is_empty() {
            return false;
        }
        let digits = label.bytes().all(|byte| byte.is_ascii_digit());
        numeric = digits || label.starts_with("0x");
        let number = label.parse::<u16>().is_ok_and(|number| number < 256);
        bytes += usize::from(digits && number && (label.len() == 1 || !label.starts_with('0')));
        labels += 1;
    }
    letters && (!numeric || (bytes == 4 && labels == 4 && !name.ends_with('.')))
}

/// Writes the path `folder` + `rest`, its dot segments resolved, then the query and the fragment.
fn push_path(folder: &str, rest: &str, out: &mut String) {
    let (path, tail) = split_at_any(rest, "?#");
    let mut segments: Vec<&str> = Vec::new();
    let mut whole = folder.to_owned();
    whole.push_str(path);
    let mut left = Some(whole.strip_prefix(is_slash).unwrap_or(&whole));
    while let Some(text) = left {
        let (part, after) = split_at_any(text, "/\\");
        left = after.get(1..);
        let dots = dots(part);
        if dots == Some(2) {
            segments.pop();
        }
        match dots {
            Some(_) if left.is_none() => segments.push(""),
            Some(_) => {}
            None => segments.push(part),
        }
    }
    for segment in segments {
        out.push('/');
        encode(segment, "\"#<>?^`{}", out);
    }
    push_tail(tail, out);
}

/// Whether `segment` is one dot or two, each perhaps written `%2e`.
fn dots(mut segment: &str) -> Option<usize> {
    let mut count = 0;
    while !segment.is_empty() {
        let escaped = segment
            .get(..3)
            .filter(|dot| dot.eq_ignore_ascii_case("%2e"));
        segment = segment.strip_prefix(escaped.unwrap_or("."))?;
        count += 1;
    }
    (count == 1 || count == 2).then_some(count)
}

/// Writes `?query#fragment`.
fn push_tail(tail: &str, out: &mut String) {
    let (query, fragment) = match tail.split_once('#') {
        Some((query, fragment)) => (query, Some(fragment)),
        None => (tail, None),
    };
    encode(query, "\"#<>'", out);
    if let Some(fragment) = fragment {
        out.push('#');
        encode(fragment, "\"<>`", out);
    }
}

/// Percent-encodes controls, spaces, what is not ASCII, and the characters of `also`.
fn encode(text: &str, also: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !also.as_bytes().contains(&byte) {
            out.push(char::from(byte));
            continue;
        }
        out.push('%');
        for digit in [byte >> 4, byte & 15] {
            let digit = HEX.get(usize::from(digit)).copied().unwrap_or_default();
            out.push(char::from(digit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn addresses_resolve_as_in_a_browser() {
        let base = "https://Example.ir/news/feed.json?page=2#top";
        for (reference, expected) in [
            ("https://a.ir", "https://a.ir/"),
            ("HTTP://A.ir:80/b", "http://a.ir/b"),
            ("https://a.ir:8443", "https://a.ir:8443/"),
            ("//cdn.ir/x.jpg", "https://cdn.ir/x.jpg"),
            ("\\\\cdn.ir\\x.jpg", "https://cdn.ir/x.jpg"),
            ("/x.jpg", "https://example.ir/x.jpg"),
            ("x.jpg", "https://example.ir/news/x.jpg"),
            ("../x/./y/", "https://example.ir/x/y/"),
            ("../../../x/%2e%2E/y/..", "https://example.ir/"),
            ("?p=1", "https://example.ir/news/feed.json?p=1"),
            ("https:x", "https://example.ir/news/x"),
            ("http:x", "http://x/"),
            (" ht\ntps://a.ir/\t", "https://a.ir/"),
            (
                "/خبر ۱?q=a b'\"#<d>",
                "https://example.ir/%D8%AE%D8%A8%D8%B1%20%DB%B1?q=a%20b%27%22#%3Cd%3E",
            ),
            ("/100%", "https://example.ir/100%"),
            ("https://ایران.ir/", "https://ایران.ir/"),
            (
                "MailTo:a@b.ir?subject=سلام",
                "mailto:a@b.ir?subject=%D8%B3%D9%84%D8%A7%D9%85",
            ),
            ("tel:+98 21", "tel:+98%2021"),
        ] {
            assert_eq!(
                resolve(base, reference).as_deref(),
                Some(expected),
                "{reference}"
            );
        }
    }

    #[test]
    fn against_a_path_the_result_is_a_path() {
        for (reference, expected) in [
            ("media/a.jpg", Some("/peyk/media/a.jpg")),
            ("/a.jpg", Some("/a.jpg")),
            ("//cdn.ir/a", Some("https://cdn.ir/a")),
            ("?x", Some("/peyk/feed.json?x")),
            ("/.//evil.ir/", None),
            ("/a/..//evil.ir/", None),
            ("/\t/evil.ir/", Some("https://evil.ir/")),
        ] {
            assert_eq!(
                resolve("/peyk/feed.json", reference).as_deref(),
                expected,
                "{reference}"
            );
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_a_path_is_always_its_own() {
        for (base, address, own) in [
            ("https://a.ir/f.json", "https://a.ir/x", true),
            ("https://A.ir:443/f.json", "https://a.ir/x", true),
            ("https://a.ir/f.json", "http://a.ir/x", false),
            ("https://a.ir/f.json", "https://a.ir:8443/x", false),
            ("https://a.ir/f.json", "https://a.ir.evil.ir/x", false),
            ("https://a.ir/f.json", "https://b.a.ir/x", false),
            ("/peyk/f.json", "/x", true),
            ("/peyk/f.json", "https://a.ir/x", false),
            ("no base", "https://a.ir/x", false),
        ] {
            assert_eq!(same_origin(base, address), own, "{base} {address}");
        }
    }

    #[test]
    fn addresses_that_could_do_something_else_are_refused() {
        for reference in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " JAVASCRIPT:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "blob:https://a.ir/x",
            "file:///etc/passwd",
            "ftp://a.ir",
            "https://",
            "https:///",
            "https://a b.ir",
            "https://user@a.ir",
            "https://user:pass@a.ir",
            "https://@a.ir",
            "https://a.ir:99999",
            "https://a.ir:8x",
            "https://[::1]/",
            "https://a%2eir",
            "https://256.1.1.1",
            "https://0x7f.1",
            "https://a<b",
            "mailto:",
            "",
            " ",
            "#note",
        ] {
            assert_eq!(resolve("https://e.ir/", reference), None, "{reference}");
        }
        assert_eq!(resolve_media("https://e.ir/", "mailto:a@b.ir"), None);
        assert_eq!(resolve("no base", "a"), None);
        assert_eq!(
            resolve("no base", "https://a.ir/").as_deref(),
            Some("https://a.ir/")
        );
    }

    fn soup() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "http",
            "https",
            "javascript",
            "data",
            "mailto",
            ":",
            ":",
            "/",
            "/",
            "//",
            "\\",
            "a",
            "b.ir",
            "www",
            ".",
            "..",
            "%2e",
            "?",
            "#",
            "@",
            ":8080",
            ":0",
            "\t",
            "\n",
            " ",
            "\u{1}",
            "%",
            "[",
            "]",
            "<",
            "\"",
            "'",
            "ی",
            "é",
            "{",
            "|",
            "&",
            "=",
            "0",
            "127.0.0.1",
            "-",
        ]);
        prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2000,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(1),
            ..ProptestConfig::default()
        })]

        #[test]
        fn the_result_is_what_the_url_crate_says_and_stays_itself(reference in soup()) {
            let base = "https://example.ir/news/feed.json?page=2";
            if let Some(ours) = resolve(base, &reference) {
                prop_assert!(ours.bytes().all(|b| b > b' ' && !b"\"<>".contains(&b)));
                // Names in other scripts have rules of their own, which a browser applies later.
                if let Ok(again) = url::Url::parse(&ours) {
                    prop_assert!(matches!(again.scheme(), "http" | "https" | "mailto"), "{ours}");
                    prop_assert!(again.username().is_empty() && again.password().is_none());
                    let theirs = url::Url::parse(base).unwrap().join(&reference);
                    if let (Ok(theirs), "http" | "https") = (theirs, again.scheme()) {
                        prop_assert_eq!(again.as_str(), theirs.as_str());
                    }
                } else {
                    prop_assert!(host(&ours).is_some_and(|host| !host.is_ascii()), "{ours}");
                }
                let twice = resolve(base, &ours);
                prop_assert_eq!(twice.as_deref(), Some(ours.as_str()));
            }
        }

        #[test]
        fn against_a_path_nothing_leaves_by_an_unknown_way(reference in soup()) {
            if let Some(ours) = resolve("/peyk/feed.json", &reference) {
                let page = url::Url::parse("https://host.ir/peyk/").unwrap();
                let theirs = page.join(&ours);
                if ours.starts_with('/') {
                    let theirs = theirs.unwrap();
                    prop_assert_eq!(theirs.host_str(), Some("host.ir"));
                } else if let Ok(theirs) = theirs {
                    prop_assert!(matches!(theirs.scheme(), "http" | "https" | "mailto"));
                }
                prop_assert_eq!(resolve("/peyk/feed.json", &ours), Some(ours));
            }
        }
    }
}
