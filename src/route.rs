//! Addresses of the app: `Route` to path and back, both ways pure.
//!
//! Every address that is written ends in a slash, because static hosts redirect `/n/1` to `/n/1/`
//! and a redirect is a round trip.

use crate::news::{NewsCode, SectionId, is_device, is_identifier, with_hash};
use crate::persian::{is_arabic_letter, is_digit, is_latin, is_plain_lower_case, lower_case, nfc};
use std::borrow::Cow;

/// The longest tag that stands in an address as it is, in bytes: with room for a suffix below the
/// 255 bytes that file systems allow a name.
const LONGEST_TAG: usize = 200;
/// How much of a tag stays readable in an address that has its hash, in bytes.
const READABLE_TAG: usize = 60;

/// A page of the app.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// The front page.
    Front,
    /// A section's list.
    Section(SectionId),
    /// A story.
    Story(NewsCode),
    /// The list of a tag.
    Tag(TagSlug),
    /// What was dropped or repaired in the feed.
    FeedReport,
    /// A page of the reader's own.
    Desk(Room),
    /// No page of the app.
    NotFound,
}

/// A page of the reader's own desk, which the second program draws (`desk`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// Search in everything on the device.
    Search,
    /// Saved stories.
    Saved,
    /// Every comment draft.
    Drafts,
    /// Settings.
    Settings,
}

impl Room {
    /// All of them, as the masthead lists them.
    pub const ALL: [Self; 4] = [Self::Search, Self::Saved, Self::Drafts, Self::Settings];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Saved => "saved",
            Self::Drafts => "drafts",
            Self::Settings => "settings",
        }
    }

    /// The room of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|room| room.name() == name)
    }
}

/// A tag as it stands in an address, where it is also the name of a published folder: on every file
/// system and host, so spellings that some of them take for one name have one slug. Tags that differ
/// in case or in Unicode's normalization only are one tag. A tag that some system cannot hold has the
/// letters and digits of it, and a hash. A slug has no dot, so no folder is called like a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagSlug(String);

impl TagSlug {
    /// The slug of `tag`. A slug is its own slug.
    pub fn new(tag: &str) -> Self {
        if is_portable(tag) {
            return Self(tag.to_owned());
        }
        let folded = folded(tag);
        if is_portable(&folded) {
            return Self(folded.into_owned());
        }
        let mut readable = String::new();
        for c in folded.chars().filter(|c| *c != ZWNJ) {
            let is_kept = is_portable_char(c) && c != ' ' && c != '-';
            if is_kept && readable.len() + c.len_utf8() <= READABLE_TAG {
                readable.push(c);
            } else if !readable.is_empty() && !readable.ends_with('-') {
                readable.push('-');
            }
        }
        Self(with_hash(readable.trim_end_matches('-'), &folded))
    }

    /// Whether it is the slug of `tag`, without making that one in the usual case: a list asks it of
    /// every tag of every story.
    pub fn is_of(&self, tag: &str) -> bool {
        self.0 == tag || (!is_portable(tag) && *self == Self::new(tag))
    }

    /// The address that `tag` had in the release before this one, where it is another.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn former(tag: &str) -> Option<String> {
        let was_hashed = tag.is_empty()
            || tag.len() > LONGEST_TAG
            || tag.starts_with('.')
            || tag.contains(['/', '\\'])
            || tag.chars().any(char::is_control);
        let former = if was_hashed {
            with_hash("", tag)
        } else {
            tag.to_owned()
        };
        (former != Self::new(tag).0).then_some(former)
    }

    /// The slug, not percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const ZWNJ: char = '\u{200C}';

/// `tag` without what file systems do not tell apart: composed, and in lower case.
fn folded(tag: &str) -> Cow<'_, str> {
    let composed = nfc(tag);
    match lower_case(&composed) {
        Cow::Borrowed(_) => composed,
        // Lower case may have other marks: that of `İ` has a dot above.
        Cow::Owned(lower) => Cow::Owned(nfc(&lower).into_owned()),
    }
}

/// Whether the folded `text` may be the name of a folder on every file system and host.
fn is_portable(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_TAG
        && text.chars().all(is_portable_char)
        && !text.starts_with([' ', ZWNJ])
        && !text.ends_with([' ', ZWNJ])
        && !is_device(text)
        && nfc(text) == text
}

/// Whether file systems tell `c` from every other character that is portable: a letter that has no
/// case, or that is the one lower case of its upper case; `ß` is not, as some take it for `ss`.
fn is_portable_char(c: char) -> bool {
    match c {
        'a'..='z' | '0'..='9' | '-' | '_' | ' ' | ZWNJ => true,
        _ if c.is_ascii() => false,
        _ if is_digit(c) || is_arabic_letter(c) => true,
        _ => is_latin(c) && is_plain_lower_case(c),
    }
}

impl Route {
    /// The route of `path`, an address's path under the app's base path `base` (which begins and
    /// ends with a slash). Query and fragment must be gone.
    pub fn parse(path: &str, base: &str) -> Self {
        let inside = path.strip_prefix(base).or_else(|| {
            // The base without its last slash is the front page too.
            (format!("{path}/") == base).then_some("")
        });
        let Some(inside) = inside else {
            return Self::NotFound;
        };
        let inside = inside
            .strip_suffix('/')
            .filter(|rest| !rest.is_empty())
            .unwrap_or(inside);
        let mut parts = inside.split('/');
        let route = match (parts.next(), parts.next(), parts.next()) {
            (Some("" | "index.html"), None, None) => Some(Self::Front),
            (Some("feed-report"), None, None) => Some(Self::FeedReport),
            (Some("s"), Some(id), None) => {
                is_identifier(id).then(|| Self::Section(SectionId::new(id)))
            }
            (Some("n"), Some(code), None) => story_code(code).map(Self::Story),
            (Some("t"), Some(tag), None) => percent_decode(tag)
                .filter(|tag| !tag.is_empty())
                .map(|tag| Self::Tag(TagSlug::new(&tag))),
            (Some(name), None, None) => Room::named(name).map(Self::Desk),
            _ => None,
        };
        route.unwrap_or(Self::NotFound)
    }

    /// The address of this page under `base`. A page that does not exist leads to the front.
    pub fn path(&self, base: &str) -> String {
        match self {
            Self::Front | Self::NotFound => base.to_owned(),
            Self::Section(id) => format!("{base}s/{id}/"),
            Self::Story(code) => format!("{base}n/{code}/"),
            Self::Tag(slug) => format!("{base}t/{}/", percent_encode(slug.as_str())),
            Self::FeedReport => format!("{base}feed-report/"),
            Self::Desk(room) => format!("{base}{}/", room.name()),
        }
    }
}

/// A news code as a reader may write it: Persian digits are the same code.
fn story_code(text: &str) -> Option<NewsCode> {
    let text = crate::persian::latin_digits(&percent_decode(text)?);
    is_identifier(&text).then(|| NewsCode::new(&text))
}

/// `text` for one segment of a path or one value of a query (RFC 3986, section 2.1).
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                if let Some(digit) = char::from_digit(u32::from(half), 16) {
                    out.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
    out
}

/// The text of a percent-encoded path segment; `None` where it is not UTF-8. A `%` that begins no
/// escape stands for itself.
fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = match (first, after) {
            (b'%', [high, low, tail @ ..]) => hex(*high)
                .zip(hex(*low))
                .map(|(high, low)| (high << 4 | low, tail)),
            _ => None,
        };
        let (byte, tail) = escape.unwrap_or((*first, after));
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind_of_route() -> Vec<Route> {
        vec![
            Route::Front,
            Route::Section(SectionId::new("science-tech")),
            Route::Story(NewsCode::new("867012")),
            Route::Tag(TagSlug::new("شهرهای خلاق")),
            Route::Tag(TagSlug::new("100%_a.b~c?#")),
            Route::Tag(TagSlug::new("پیاده‌روی")),
            Route::FeedReport,
            Route::Desk(Room::Search),
            Route::Desk(Room::Saved),
            Route::Desk(Room::Drafts),
            Route::Desk(Room::Settings),
        ]
    }

    #[test]
    fn every_page_is_found_again_at_its_own_address_under_any_base() {
        for base in ["/", "/sub/", "/a/b/"] {
            for route in every_kind_of_route() {
                let path = route.path(base);
                assert!(path.ends_with('/'), "{path} would be redirected");
                assert_eq!(Route::parse(&path, base), route, "{path} under {base}");
            }
        }
    }

    #[test]
    fn addresses_that_readers_type_lead_to_the_page_they_mean() {
        let story = Route::Story(NewsCode::new("867012"));
        for (path, route) in [
            ("/n/867012", story.clone()),
            ("/n/۸۶۷۰۱۲/", story.clone()),
            ("/n/%DB%B8%DB%B6%DB%B7%DB%B0%DB%B1%DB%B2/", story),
            ("/index.html", Route::Front),
            ("/search", Route::Desk(Room::Search)),
            ("/s/sports", Route::Section(SectionId::new("sports"))),
            ("/t/%D8%A2%D8%A8/", Route::Tag(TagSlug::new("آب"))),
        ] {
            assert_eq!(Route::parse(path, "/"), route, "{path}");
        }
        assert_eq!(Route::parse("/sub", "/sub/"), Route::Front);
    }

    #[test]
    fn what_is_no_page_is_not_found() {
        for path in [
            "/x/",
            "/n/",
            "/n/a/b/",
            "/s/../",
            "/t//",
            "/t/%FF/",
            "/n/%2E%2E/",
            "//",
            "/s/a%2Fb/",
        ] {
            assert_eq!(Route::parse(path, "/"), Route::NotFound, "{path}");
        }
        assert_eq!(
            Route::parse("/n/1/", "/sub/"),
            Route::NotFound,
            "outside the base"
        );
    }

    #[test]
    fn a_tag_that_some_file_system_cannot_hold_has_letters_and_a_hash() {
        for (tag, start) in [
            ("C#", "c-h"),
            ("C++", "c-h"),
            ("a?b", "a-b-h"),
            ("a:b", "a-b-h"),
            ("a.", "a-h"),
            ("x.json", "x-json-h"),
            ("x.json.br", "x-json-br-h"),
            ("Node.js", "node-js-h"),
            ("CON", "con-h"),
            ("nul", "nul-h"),
            ("com7", "com7-h"),
            ("lpt¹", "lpt-h"),
            ("100%", "100-h"),
            ("«نقل»", "نقل-h"),
            ("آب/هوا", "آب-هوا-h"),
            ("آب\\هوا", "آب-هوا-h"),
            ("..", "h"),
            (".", "h"),
            ("", "h"),
            ("😀", "h"),
            ("a\0b", "a-b-h"),
            ("a\u{202e}b", "a-b-h"),
            ("Straße", "stra-e-h"),
            ("x ", "x-h"),
            (&"ب".repeat(101), "بب"),
        ] {
            let slug = TagSlug::new(tag);
            let hash = slug.as_str().rsplit('h').next().unwrap_or_default();
            assert!(slug.as_str().starts_with(start), "{tag:?} became {slug:?}");
            assert!(
                hash.len() == 16 && slug.as_str().len() < 100,
                "{tag:?} became {slug:?}"
            );
            assert!(is_portable(slug.as_str()) && slug.is_of(tag), "{slug:?}");
            let route = Route::Tag(slug);
            assert_eq!(Route::parse(&route.path("/"), "/"), route);
        }
    }

    #[test]
    fn tags_that_some_file_system_takes_for_one_name_have_one_slug() {
        for (one, other) in [
            ("A", "a"),
            ("Iran", "IRAN"),
            ("É", "é"),
            ("Caf\u{e9}", "cafe\u{301}"),
            ("آب", "ا\u{653}ب"),
            ("İ", "i\u{307}"),
            ("ТЕГЕРАН", "тегеран"),
            ("C#", "c#"),
            ("\u{212b}", "å"),
        ] {
            let slug = TagSlug::new(one);
            assert_eq!(slug, TagSlug::new(other), "{one} and {other}");
            assert!(slug.is_of(one) && slug.is_of(other), "{slug:?}");
        }
        for (one, other) in [("C#", "C++"), ("ß", "ss"), ("a b", "a-b"), ("ς", "σ")] {
            assert_ne!(TagSlug::new(one), TagSlug::new(other), "{one} and {other}");
        }
    }

    #[test]
    fn the_former_address_of_a_tag_is_known_where_it_was_another() {
        assert_eq!(TagSlug::former("شهرهای خلاق"), None);
        assert_eq!(TagSlug::former("C#").as_deref(), Some("C#"));
        assert_eq!(TagSlug::former("Iran").as_deref(), Some("Iran"));
        assert!(TagSlug::former("a/b").is_some_and(|former| former.starts_with('h')));
    }

    #[test]
    fn former_addresses_of_stories_and_sections_lead_to_them() {
        let story = Route::Story(NewsCode::new("AbC"));
        assert_eq!(Route::parse("/n/AbC/", "/"), story);
        assert_eq!(Route::parse(&story.path("/"), "/"), story);
        assert_eq!(
            Route::parse("/s/News/", "/"),
            Route::Section(SectionId::new("News"))
        );
    }
}
