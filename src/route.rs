//! Addresses of the app: `Route` to path and back, both ways pure.
//!
//! Every address that is written ends in a slash, because static hosts redirect `/n/1` to `/n/1/`
//! and a redirect is a round trip.

use crate::news::{NewsCode, SectionId, fnv1a64};

/// The longest tag that stands in an address as it is, in bytes: with room for a suffix below the
/// 255 bytes that file systems allow a name.
const LONGEST_TAG: usize = 200;

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

/// A tag as it stands in an address, where it is also the name of a published folder: the tag
/// itself, or a hash of it where it could leave its folder or be no name at all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagSlug(String);

impl TagSlug {
    /// The slug of `tag`.
    pub fn new(tag: &str) -> Self {
        Self(if Self::is_hostile(tag) {
            format!("h{:016x}", fnv1a64(tag.as_bytes()))
        } else {
            tag.to_owned()
        })
    }

    /// Whether it is the slug of `tag`; without making that one anew, since a list asks it of every
    /// tag of every story.
    pub fn is_of(&self, tag: &str) -> bool {
        // A slug is a tag that may stand in a path, or begins as a hash does.
        (self.0 == tag && !Self::is_hostile(tag))
            || (self.0.starts_with('h') && Self::is_hostile(tag) && *self == Self::new(tag))
    }

    fn is_hostile(tag: &str) -> bool {
        tag.is_empty()
            || tag.len() > LONGEST_TAG
            || tag.starts_with('.')
            || tag.contains(['/', '\\'])
            || tag.chars().any(char::is_control)
    }

    /// The slug, not percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
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
            (Some("s"), Some(id), None) => plain(id).then(|| Self::Section(SectionId::new(id))),
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

fn plain(text: &str) -> bool {
    SectionId::new(text).as_str() == text
}

/// A news code as a reader may write it: Persian digits are the same code.
fn story_code(text: &str) -> Option<NewsCode> {
    let text = crate::persian::latin_digits(&percent_decode(text)?);
    plain(&text).then(|| NewsCode::new(&text))
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
    fn a_tag_that_could_leave_its_folder_is_hashed() {
        for hostile in [".", "..", "a/b", "..\\x", "a\0b", "", &"ب".repeat(101)] {
            let slug = TagSlug::new(hostile);
            assert!(
                slug.as_str().starts_with('h') && slug.as_str().len() == 17,
                "{hostile:?}"
            );
            let route = Route::Tag(slug);
            assert_eq!(Route::parse(&route.path("/"), "/"), route);
        }
    }
}
