//! What a feed says of itself: the edition, its authors, and where it goes on.

use super::bounds;
use super::json::{JsonObject, address_of, clean_line, code, is_object, label_of, own_address};
use super::media::named;
use super::report::{Notes, Reason};
use super::{address, sections};
use crate::news::{Contact, Edition, Front, Map, NewsCode, SectionId};
use crate::persian::{cut_line, display_clean_code};
use std::sync::Arc;

/// The versions that are read: 1.1, and 1.0 under both of its names.
const VERSIONS: [&str; 3] = ["1.1", "1", "1.0"];

/// Stands for `{code}` while an address is resolved, which would encode the braces.
const PLACE: &str = "--peyk-code--";

/// The head of a feed.
pub(super) struct Head {
    pub(super) edition: Edition,
    /// The ids of the edition's sections.
    pub(super) sections: Map,
    /// Whether the feed has sections of its own; else they come from the tags.
    pub(super) declares_sections: bool,
    /// The authors of items that name none.
    pub(super) authors: Arc<Vec<String>>,
    pub(super) next_url: Option<String>,
}

/// Reads the head of the feed at `base`. Its next page is on the same origin, unless the feed
/// `goes_anywhere`.
pub(super) fn head(
    feed: &JsonObject<'_>,
    base: &str,
    goes_anywhere: bool,
    notes: &mut Notes,
) -> Head {
    let version = feed.text("version", notes);
    let known = version.as_deref().is_some_and(|text| {
        let text = text.trim_end_matches('/');
        VERSIONS.iter().any(|number| {
            text.strip_suffix(number)
                .is_some_and(|before| before.ends_with("jsonfeed.org/version/"))
        })
    });
    if !known {
        notes.add(Reason::UnknownVersion);
    }
    let extension = feed.object("_peyk", notes).unwrap_or_default();
    let brand = extension.object("brand", notes).unwrap_or_default();
    let home = feed.address("home_page_url", base, notes);
    let name = brand
        .line("name", bounds::NAME, notes)
        .or_else(|| feed.line("title", bounds::NAME, notes));
    let name = name.unwrap_or_else(|| {
        notes.add(Reason::NoFeedTitle);
        let host = home.as_deref().or(Some(base)).and_then(address::host);
        host.and_then(clean_line).unwrap_or_default()
    });
    let declares_sections = extension.raw("sections").is_some();
    let sections = sections::declared(&extension, base, notes);
    let front = extension.object("front", notes).unwrap_or_default();
    let archive = extension.object("archive", notes).unwrap_or_default();
    let contact = extension.object("contact", notes).unwrap_or_default();
    let edition = Edition {
        name,
        logo: brand
            .address("logo", base, notes)
            .or_else(|| feed.address("icon", base, notes)),
        home,
        front: Front {
            lead: front.label("lead", notes).as_deref().map(code),
            seconds: codes(&front, "seconds", bounds::CODES, notes),
            blocks: blocks(&front, notes),
            most_read: codes(&front, "most_read", bounds::MOST_READ, notes),
        },
        contact: Contact {
            email: email(&contact, notes),
            telephone: number(&contact, notes),
            address: contact.line("address", bounds::SENTENCE, notes),
        },
        story_archive: archived("story", "{code}", &archive, base, notes),
        list_archive: archived("list", "{list}", &archive, base, notes),
        sections,
    };
    let sections = known_sections(&edition);
    let edition = with_known_blocks(edition, &sections, notes);
    Head {
        edition,
        sections,
        declares_sections,
        authors: Arc::new(authors(feed, base, notes).unwrap_or_default()),
        next_url: next_url(feed, base, goes_anywhere, notes),
    }
}

/// The ids of the sections of `edition`.
pub(super) fn known_sections(edition: &Edition) -> Map {
    let ids = edition.sections.iter().map(|section| section.id.as_str());
    ids.collect()
}

/// The names of `authors`, or of the old `author`; `None` where there is no usable one.
pub(super) fn authors(
    fields: &JsonObject<'_>,
    base: &str,
    notes: &mut Notes,
) -> Option<Vec<String>> {
    let list = match (fields.raw("authors"), fields.raw("author")) {
        // Some tools write the old single object under the new name.
        (Some(raw), _) if is_object(raw) => {
            notes.add(Reason::NotAList("authors"));
            vec![raw]
        }
        (Some(_), _) => fields.list("authors", bounds::AUTHORS, notes),
        (None, author) => author.into_iter().collect(),
    };
    let mut names: Vec<String> = Vec::new();
    let mut known = Map::default();
    for raw in list {
        if let Some((name, _)) = named(raw, "authors", base, notes)
            && known.insert(&name, 0).is_none()
        {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(names)
}

/// The news codes that the list `name` holds.
pub(super) fn codes(
    front: &JsonObject<'_>,
    name: &'static str,
    most: usize,
    notes: &mut Notes,
) -> Vec<NewsCode> {
    let list = front.list(name, most, notes).into_iter();
    list.filter_map(|raw| label_of(raw, name, notes))
        .map(|label| code(&label))
        .collect()
}

fn blocks(front: &JsonObject<'_>, notes: &mut Notes) -> Vec<SectionId> {
    let list = front.list("blocks", bounds::SECTIONS, notes).into_iter();
    list.filter_map(|raw| label_of(raw, "blocks", notes))
        .map(|label| SectionId::new(&label))
        .collect()
}

/// Without front page blocks of sections that are not there.
fn with_known_blocks(mut edition: Edition, sections: &Map, notes: &mut Notes) -> Edition {
    let blocks = std::mem::take(&mut edition.front.blocks);
    for id in blocks {
        if sections.contains(id.as_str()) {
            edition.front.blocks.push(id);
        } else {
            notes.add(Reason::UnknownSection);
        }
    }
    edition
}

/// A telephone number, with its digits as they are written: it is for dialling.
fn number(contact: &JsonObject<'_>, notes: &mut Notes) -> Option<String> {
    let text = display_clean_code(&contact.label("telephone", notes)?);
    let mut text = text.trim().to_owned();
    if cut_line(&mut text, bounds::NAME) {
        notes.add(Reason::TooLong("telephone"));
    }
    (!text.is_empty()).then_some(text)
}

/// A mail address that can stand in a `mailto:` link as it is.
fn email(contact: &JsonObject<'_>, notes: &mut Notes) -> Option<String> {
    let text = contact.text("email", notes)?;
    let sound = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b))
    };
    let email = text.trim();
    let whole = email.len() <= bounds::TOKEN
        && email
            .split_once('@')
            .is_some_and(|(name, host)| sound(name) && sound(host));
    if !whole && !email.is_empty() {
        notes.add(Reason::Ignored("email"));
    }
    whole.then(|| email.to_owned())
}

/// Where the parts of the archive called `name` lie: an address with `mark` in it.
fn archived(
    name: &'static str,
    mark: &str,
    archive: &JsonObject<'_>,
    base: &str,
    notes: &mut Notes,
) -> Option<String> {
    let text = archive.text(name, notes)?;
    let resolved = address::resolve_media(base, &address::replaced(&text, mark, PLACE))
        .map(|resolved| (address::replaced(&resolved, PLACE, mark), resolved))
        .filter(|(address, resolved)| address != resolved)
        .map(|(address, _)| address);
    if resolved.is_none() {
        notes.add(Reason::Ignored("archive"));
    }
    own_address(resolved?, "archive", base, notes)
}

/// The next page, unless it is this one, or is on another origin and may not be.
fn next_url(
    feed: &JsonObject<'_>,
    base: &str,
    goes_anywhere: bool,
    notes: &mut Notes,
) -> Option<String> {
    let next = without_fragment(address_of(feed.raw("next_url")?, "next_url", base, notes)?);
    let own = address::resolve_media(base, base).map(without_fragment);
    let said = feed.address("feed_url", base, notes).map(without_fragment);
    if [own, said].contains(&Some(next.clone())) {
        notes.add(Reason::NextIsSelf);
        return None;
    }
    if goes_anywhere {
        return Some(next);
    }
    own_address(next, "next_url", base, notes)
}

fn without_fragment(mut address: String) -> String {
    address.truncate(address.find('#').unwrap_or(address.len()));
    address
}

#[cfg(test)]
mod tests {
    use crate::feed::{Feed, Reason, read_whole};
    use crate::news::Stamp;

    fn feed(fields: &str) -> Feed {
        let json = format!(r#"{{{fields}"items":[]}}"#);
        read_whole(
            json.into_bytes(),
            "https://e.ir/news/feed.json?p=1",
            Stamp(0),
        )
        .unwrap()
    }

    /// A feed with a known version and a title, and these fields.
    fn sound(fields: &str) -> Feed {
        feed(&format!(
            r#""version":"https://jsonfeed.org/version/1.1","title":"پیک",{fields},"#
        ))
    }

    fn reasons(feed: &Feed) -> Vec<Reason> {
        feed.report
            .repaired
            .iter()
            .map(|note| note.reason)
            .collect()
    }

    #[test]
    fn an_unknown_version_is_read_and_noted() {
        for (version, known) in [
            (r#""https://jsonfeed.org/version/1""#, true),
            (r#""https://jsonfeed.org/version/1.1""#, true),
            (r#""http://www.jsonfeed.org/version/1.0/""#, true),
            (r#""https://jsonfeed.org/version/2""#, false),
            (r#""1.1""#, false),
            ("null", false),
        ] {
            let feed = feed(&format!(r#""title":"پیک","version":{version},"#));
            assert_eq!(
                reasons(&feed).contains(&Reason::UnknownVersion),
                !known,
                "{version}"
            );
        }
    }

    #[test]
    fn the_name_is_the_brands_else_the_title_else_the_host() {
        for (fields, name) in [
            (r#""title":"ت","_peyk":{"brand":{"name":"برند"}},"#, "برند"),
            (r#""title":"ت","_peyk":{"brand":{"name":" "}},"#, "ت"),
            (r#""home_page_url":"https://home.ir","#, "home.ir"),
            ("", "e.ir"),
        ] {
            assert_eq!(feed(fields).edition.name, name, "{fields}");
        }
        assert!(reasons(&feed("")).contains(&Reason::NoFeedTitle));
    }

    #[test]
    fn the_next_page_is_resolved_and_never_the_feed_itself() {
        for (fields, next, reason) in [
            (
                r#""next_url":"?p=2""#,
                Some("https://e.ir/news/feed.json?p=2"),
                None,
            ),
            (
                r#""next_url":"feed-2.json#x""#,
                Some("https://e.ir/news/feed-2.json"),
                None,
            ),
            (r#""next_url":"?p=1""#, None, Some(Reason::NextIsSelf)),
            (
                r#""next_url":"HTTPS://E.IR/news/feed.json?p=1#top""#,
                None,
                Some(Reason::NextIsSelf),
            ),
            (
                r#""next_url":"https://x.ir/f","feed_url":"https://x.ir/f""#,
                None,
                Some(Reason::NextIsSelf),
            ),
            (
                r#""next_url":"https://x.ir/f""#,
                None,
                Some(Reason::OtherOrigin("next_url")),
            ),
            (
                r#""next_url":"http://e.ir/f""#,
                None,
                Some(Reason::OtherOrigin("next_url")),
            ),
            (
                r#""next_url":"javascript:1""#,
                None,
                Some(Reason::Ignored("next_url")),
            ),
            (r#""next_url":"""#, None, None),
        ] {
            let feed = sound(fields);
            assert_eq!(feed.next_url.as_deref(), next, "{fields}");
            assert_eq!(
                reasons(&feed),
                reason.into_iter().collect::<Vec<_>>(),
                "{fields}"
            );
        }
    }

    #[test]
    fn the_archive_keeps_the_place_of_the_code() {
        for (story, expected) in [
            (
                r#""data/n/{code}.json""#,
                Some("https://e.ir/news/data/n/{code}.json"),
            ),
            (r#""/n?code={code}""#, Some("https://e.ir/n?code={code}")),
            (
                r#""https://e.ir/news/data/n/{code}.json""#,
                Some("https://e.ir/news/data/n/{code}.json"),
            ),
            (r#""https://e.ir.x.ir/{code}.json""#, None),
            (r#""https://e.ir:8443/{code}.json""#, None),
            (r#""//x.ir/{code}.json""#, None),
            (r#""data/n.json""#, None),
            (r#""javascript:{code}""#, None),
            ("{}", None),
        ] {
            let feed = sound(&format!(r#""_peyk":{{"archive":{{"story":{story}}}}}"#));
            assert_eq!(feed.edition.story_archive.as_deref(), expected, "{story}");
            assert_eq!(reasons(&feed).is_empty(), expected.is_some(), "{story}");
        }
    }

    #[test]
    fn the_editors_hand_and_the_contact_are_read() {
        let feed = sound(
            r#""icon":"/icon.png","_peyk":{"sections":[{"id":"sports","title":"ورزشی"}],
              "front":{"lead":"۸۶۷","seconds":[2,"3",{}],"blocks":["sports","chess"],"most_read":["4"]},
              "contact":{"email":" news@e.ir ","telephone":"021-88","address":"تهران"}}"#,
        );
        let edition = &feed.edition;
        let codes = |codes: &[crate::news::NewsCode]| {
            codes.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            edition.front.lead.as_ref().map(|code| code.as_str()),
            Some("867")
        );
        assert_eq!(codes(&edition.front.seconds), ["2", "3"]);
        assert_eq!(codes(&edition.front.most_read), ["4"]);
        assert_eq!(edition.front.blocks.len(), 1);
        assert_eq!(edition.logo.as_deref(), Some("https://e.ir/icon.png"));
        assert_eq!(edition.contact.email.as_deref(), Some("news@e.ir"));
        assert_eq!(edition.contact.address.as_deref(), Some("تهران"));
        assert_eq!(
            reasons(&feed),
            [Reason::Ignored("seconds"), Reason::UnknownSection]
        );
    }

    #[test]
    fn a_mail_address_cannot_carry_anything_else() {
        for email in [
            "a@b.ir?bcc=x@y",
            "a b@c",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a@b\\r\\nBcc:x",
        ] {
            let feed = sound(&format!(r#""_peyk":{{"contact":{{"email":"{email}"}}}}"#));
            assert_eq!(feed.edition.contact.email, None, "{email}");
            assert_eq!(reasons(&feed), [Reason::Ignored("email")], "{email}");
        }
    }
}
