//! The sections of an edition: as the feed declares them, or from the tags of its stories.

use super::address;
use super::bounds;
use super::json::{JsonObject, object_of};
use super::report::{Notes, Reason};
use crate::news::{Article, Map, Section, SectionId, SectionKind, sort_by_key_desc};

/// The sections of a feed without any: its most used tags.
const MOST_FROM_TAGS: usize = 12;

/// The declared sections, sorted by their order, children after their parent.
pub(super) fn declared(extension: &JsonObject<'_>, base: &str, notes: &mut Notes) -> Vec<Section> {
    let mut found: Vec<(i64, Section)> = Vec::new();
    let mut known = Map::default();
    for raw in extension.list("sections", bounds::SECTIONS, notes) {
        let section =
            object_of(raw, "sections", notes).and_then(|fields| section(&fields, base, notes));
        match section {
            Some((order, section)) if known.insert(section.id.as_str(), 0).is_none() => {
                found.push((order, section));
            }
            _ => notes.add(Reason::SectionIgnored),
        }
    }
    // Sections without an order come last, as they stand in the feed.
    let found = sort_by_key_desc(found, |(order, _)| !order);
    let mut sections: Vec<Section> = found.into_iter().map(|(_, section)| section).collect();
    mend_parents(&mut sections, notes);
    let mut ordered = Vec::with_capacity(sections.len());
    push_children(None, &sections, &mut ordered);
    ordered
}

/// A section and its place.
fn section(fields: &JsonObject<'_>, base: &str, notes: &mut Notes) -> Option<(i64, Section)> {
    let id = SectionId::new(&fields.label("id", notes)?);
    let title = fields.line("title", bounds::NAME, notes)?;
    let kind = match fields.text("kind", notes).as_deref() {
        None | Some("text") => SectionKind::Text,
        Some("photo") => SectionKind::Photo,
        Some("video") => SectionKind::Video,
        Some("link") => SectionKind::Link,
        Some(_) => {
            notes.add(Reason::UnknownKind);
            SectionKind::Text
        }
    };
    let url = fields.text("url", notes).and_then(|text| {
        let url = address::resolve(base, &text);
        if url.is_none() {
            notes.add(Reason::Ignored("url"));
        }
        url
    });
    let section = Section {
        id,
        title,
        kind,
        parent: fields
            .label("parent", notes)
            .map(|label| SectionId::new(&label)),
        url,
    };
    // In thousandths: an editor may put 1.5 between 1 and 2.
    #[expect(clippy::cast_possible_truncation)] // which stops at the ends
    let order = fields
        .number("order", notes)
        .map_or(i64::MAX, |order| (order * 1000.0) as i64);
    Some((order, section))
}

/// Takes away every parent that does not exist or leads back to the section itself.
fn mend_parents(sections: &mut [Section], notes: &mut Notes) {
    let places: Map = sections.iter().map(|section| section.id.as_str()).collect();
    let mut parents: Vec<Option<SectionId>> = sections
        .iter()
        .map(|section| section.parent.clone())
        .collect();
    for (at, section) in sections.iter_mut().enumerate() {
        let mut above = section.parent.as_ref();
        // A loop that does not hold this section is never left: the steps are counted.
        for _ in 0..parents.len() {
            match above {
                Some(id) if *id != section.id => {
                    let place = places.get(id.as_str());
                    above = place.and_then(|at| parents.get(at)?.as_ref());
                }
                _ => break,
            }
        }
        let exists = section
            .parent
            .as_ref()
            .is_none_or(|id| places.contains(id.as_str()));
        if !exists || above == Some(&section.id) {
            section.parent = None;
            if let Some(parent) = parents.get_mut(at) {
                *parent = None;
            }
            notes.add(Reason::UnknownParent);
        }
    }
}

fn push_children(parent: Option<&SectionId>, sections: &[Section], out: &mut Vec<Section>) {
    for section in sections
        .iter()
        .filter(|section| section.parent.as_ref() == parent)
    {
        out.push(section.clone());
        push_children(Some(&section.id), sections, out);
    }
}

/// Sections from tags: those on two stories or more, the most used first; where none is, the first
/// tags of the feed. Each story is filed under the first of its tags that became a section.
pub fn from_tags<'a>(stories: impl Iterator<Item = &'a mut Article> + 'a) -> Vec<Section> {
    let stories: Vec<&mut Article> = stories.collect();
    let mut places = Map::default();
    let mut tags: Vec<(&str, i64)> = Vec::new();
    for tag in stories.iter().flat_map(|story| &story.summary.tags) {
        match places.get(tag).and_then(|at| tags.get_mut(at)) {
            Some((_, uses)) => *uses += 1,
            None => {
                places.insert(tag, tags.len());
                tags.push((tag, 1));
            }
        }
    }
    let tags = sort_by_key_desc(tags, |(_, uses)| *uses);
    let shared = tags.iter().take_while(|(_, uses)| *uses > 1).count();
    let wanted = if shared > 0 { shared } else { tags.len() };
    let sections: Vec<Section> = tags
        .into_iter()
        .take(wanted.min(MOST_FROM_TAGS))
        .map(|(tag, _)| Section {
            id: SectionId::new(tag),
            title: tag.to_owned(),
            kind: SectionKind::Text,
            parent: None,
            url: None,
        })
        .collect();
    let places: Map = sections
        .iter()
        .map(|section| section.title.as_str())
        .collect();
    for story in stories {
        let tags = story.summary.tags.iter();
        story.summary.section = tags
            .filter_map(|tag| sections.get(places.get(tag)?))
            .map(|section| section.id.clone())
            .next();
    }
    sections
}

#[cfg(test)]
mod tests {
    use crate::feed::{Feed, Reason, read_whole};
    use crate::news::{SectionKind, Stamp};

    fn feed(sections: &str) -> Feed {
        let json = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{{"sections":{sections}}},"items":[]}}"#
        );
        read_whole(json.into_bytes(), "https://e.ir/news/feed.json", Stamp(0)).unwrap()
    }

    fn shape(feed: &Feed) -> Vec<String> {
        let under = |section: &crate::news::Section| match &section.parent {
            Some(parent) => format!("{parent}/{}", section.id),
            None => section.id.to_string(),
        };
        feed.edition.sections.iter().map(under).collect()
    }

    fn reasons(feed: &Feed) -> Vec<Reason> {
        assert!(feed.report.repaired.iter().all(|note| note.position == 0));
        feed.report
            .repaired
            .iter()
            .map(|note| note.reason)
            .collect()
    }

    #[test]
    fn sections_are_sorted_by_order_and_children_follow_their_parent() {
        let feed = feed(
            r#"[{"id":"z","title":"ی"},{"id":"c","title":"ج","order":3,"parent":"b"},
                {"id":"b","title":"ب","order":2},{"id":"a","title":"الف","order":1},
                {"id":"d","title":"د","order":1,"parent":"b"},{"id":"y","title":"ه","order":null}]"#,
        );
        assert_eq!(shape(&feed), ["a", "b", "b/d", "b/c", "z", "y"]);
        assert_eq!(reasons(&feed), []);
    }

    #[test]
    fn a_parent_that_is_missing_or_loops_is_taken_away() {
        for (sections, expected) in [
            (r#"[{"id":"a","title":"الف","parent":"x"}]"#, &["a"][..]),
            (r#"[{"id":"a","title":"الف","parent":"a"}]"#, &["a"]),
            (
                r#"[{"id":"a","title":"الف","parent":"b"},{"id":"b","title":"ب","parent":"a"}]"#,
                &["a", "a/b"],
            ),
            (
                r#"[{"id":"t","title":"ت","parent":"a"},{"id":"a","title":"الف","parent":"b"},
                    {"id":"b","title":"ب","parent":"c"},{"id":"c","title":"ج","parent":"a"}]"#,
                &["a", "a/t", "a/c", "c/b"],
            ),
        ] {
            let feed = feed(sections);
            assert_eq!(shape(&feed), expected, "{sections}");
            assert_eq!(reasons(&feed), [Reason::UnknownParent], "{sections}");
        }
    }

    #[test]
    fn sections_that_are_no_sections_are_left_out_and_the_others_stay() {
        for (entry, reasons_expected) in [
            (
                "7",
                &[Reason::Ignored("sections"), Reason::SectionIgnored][..],
            ),
            (r#"{"title":"بی‌نام"}"#, &[Reason::SectionIgnored]),
            (r#"{"id":"x"}"#, &[Reason::SectionIgnored]),
            (
                r#"{"id":"x","title":" \u200c "}"#,
                &[Reason::SectionIgnored],
            ),
            (r#"{"id":"a","title":"دوباره"}"#, &[Reason::SectionIgnored]),
        ] {
            let feed = feed(&format!(r#"[{{"id":"a","title":"الف"}},{entry}]"#));
            assert_eq!(shape(&feed), ["a"], "{entry}");
            assert_eq!(reasons(&feed), reasons_expected, "{entry}");
        }
    }

    #[test]
    fn no_more_than_two_hundred_sections_are_kept_and_a_long_chain_is_no_trouble() {
        let many: Vec<String> = (0..5000)
            .map(|n| format!(r#"{{"id":"s{n}","title":"س","parent":"s{}"}}"#, n + 1))
            .collect();
        let feed = feed(&format!("[{}]", many.join(",")));
        assert_eq!(feed.edition.sections.len(), 200);
        assert_eq!(shape(&feed).first().unwrap(), "s199");
    }

    #[test]
    fn kinds_and_addresses_are_read_and_unknown_ones_repaired() {
        let feed = feed(
            r#"[{"id":"p","title":"عکس","kind":"photo"},{"id":"v","title":"فیلم","kind":"video"},
                {"id":"l","title":"تماس","kind":"link","url":"../about"},{"id":12,"title":"خبر","kind":"game"},
                {"id":"j","title":"بد","kind":"link","url":"javascript:alert(1)"}]"#,
        );
        let kinds: Vec<SectionKind> = feed.edition.sections.iter().map(|s| s.kind).collect();
        use SectionKind::{Link, Photo, Text, Video};
        assert_eq!(kinds, [Photo, Video, Link, Text, Link]);
        let urls: Vec<Option<&str>> = feed
            .edition
            .sections
            .iter()
            .map(|s| s.url.as_deref())
            .collect();
        assert_eq!(urls, [None, None, Some("https://e.ir/about"), None, None]);
        assert_eq!(
            reasons(&feed),
            [Reason::UnknownKind, Reason::Ignored("url")]
        );
    }
}
