//! What becomes of several sources that say something of one edition. Pure.
//!
//! Sources are ranked by their order on the command line; the first has the most say. A lower source
//! adds what the higher ones lack. It neither replaces nor withdraws a story that a higher one has,
//! unless edition.json allows that by name.

use super::source::Place;
use crate::feed::SECTIONS;
use crate::news::{Article, Edition, Front, Section, SectionId, Stamp};
use serde_json::Value;
use std::collections::HashMap;

/// Of two versions of a story the one of the higher rank stays, of equal ones the first: the one
/// changed last, then the one with a text.
pub(super) fn rank(story: &Article, has_text: bool) -> (Option<Stamp>, bool) {
    (story.modified.or(story.summary.published), has_text)
}

/// What the edition lets each source do with the stories of higher ones, by the sources' ranks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trust(Vec<Allowed>);

/// What a source may do with the stories of higher ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Allowed {
    replace: bool,
    withdraw: bool,
}

/// Why `sources` of an edition.json cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The file is no JSON.
    #[error("edition.json: it is not JSON ({0})")]
    NotJson(String),
    /// `sources` is no object of lists.
    #[error(r#"edition.json: sources must be an object of lists, such as {{"https://agency.example/feed.xml": ["replace"]}}"#)]
    NotLists,
    /// This source is allowed something that there is no word for.
    #[error(r#"edition.json: {0} is allowed {1:?}: write "replace", "withdraw" or both"#)]
    UnknownRight(String, String),
    /// No source of the command line is called so.
    #[error(
        "edition.json: no source is called {0}: write it as --feed has it, an address without user, password and query"
    )]
    UnknownSource(String),
    /// Several sources of the command line are called so.
    #[error(
        "edition.json: several sources are called {0}, so none can be allowed anything by name"
    )]
    SeveralSources(String),
    /// The name holds a user, a password or a query, as shown here without it.
    #[error("edition.json: write {0} without user, password and query: they are secrets")]
    Secret(String),
}

impl Trust {
    /// What the edition.json `text` lets the sources `feeds` do.
    pub(super) fn read(text: &str, feeds: &[Place]) -> Result<Self, TrustError> {
        let edition: Value =
            serde_json::from_str(text).map_err(|error| TrustError::NotJson(error.to_string()))?;
        let mut trust = Self(vec![Allowed::default(); feeds.len()]);
        let sources = match edition.get("sources") {
            None => return Ok(trust),
            Some(Value::Object(sources)) => sources,
            Some(_) => return Err(TrustError::NotLists),
        };
        // The same for all ways to write it; of an address only what everyone may know.
        let name = |place: &Place| match place.file() {
            Some(_) => place.identity(),
            None => place.public_name(),
        };
        let mut ranks: HashMap<String, Vec<usize>> = HashMap::new();
        for (rank, feed) in feeds.iter().enumerate() {
            ranks.entry(name(feed)).or_default().push(rank);
        }
        for (source, rights) in sources {
            let place = Place::parse(source);
            let shown = place.to_string();
            if place.file().is_none() && shown != place.public_name() {
                return Err(TrustError::Secret(place.public_name()));
            }
            let mut allowed = Allowed::default();
            for right in rights.as_array().ok_or(TrustError::NotLists)? {
                match right.as_str() {
                    Some("replace") => allowed.replace = true,
                    Some("withdraw") => allowed.withdraw = true,
                    Some(other) => {
                        return Err(TrustError::UnknownRight(shown, other.to_owned()));
                    }
                    None => return Err(TrustError::NotLists),
                }
            }
            match ranks.get(&name(&place)).map(Vec::as_slice) {
                Some([rank]) => {
                    if let Some(known) = trust.0.get_mut(*rank) {
                        *known = allowed;
                    }
                }
                Some(_) => return Err(TrustError::SeveralSources(shown)),
                None => return Err(TrustError::UnknownSource(shown)),
            }
        }
        Ok(trust)
    }

    fn of(&self, source: usize) -> Allowed {
        self.0.get(source).copied().unwrap_or_default()
    }

    /// Whether the source of this rank may replace a story of the source `owner`.
    pub(super) fn may_replace(&self, source: usize, owner: usize) -> bool {
        source <= owner || self.of(source).replace
    }

    /// Whether the source of this rank may withdraw a story of the source `owner`.
    pub(super) fn may_withdraw(&self, source: usize, owner: usize) -> bool {
        source <= owner || self.of(source).withdraw
    }
}

/// The edition of several sources.
pub(super) struct Merged {
    edition: Edition,
    /// The sections in the order of their sources, which is not that of the menu.
    sections: Vec<SectionId>,
    /// Where a section is in that list, by its id and by its title; of equal titles the first.
    ids: HashMap<SectionId, usize>,
    titles: HashMap<String, usize>,
}

impl Merged {
    /// The edition of the first source.
    pub(super) fn of(edition: Edition) -> Self {
        let mut merged = Self {
            sections: Vec::new(),
            ids: HashMap::new(),
            titles: HashMap::new(),
            edition: Edition::default(),
        };
        for section in &edition.sections {
            merged.note(section);
        }
        merged.edition = edition;
        merged
    }

    fn note(&mut self, section: &Section) {
        let place = self.sections.len();
        self.sections.push(section.id.clone());
        self.ids.entry(section.id.clone()).or_insert(place);
        self.titles.entry(section.title.clone()).or_insert(place);
    }

    /// Adds the front page that the sources so far leave open, and the sections they lack: below their
    /// parent where they have that, else at the end. Name, address and contact stay those of the first
    /// source: an agency's are not the newsroom's. Says whether all sections had room.
    pub(super) fn complete(&mut self, other: &Edition) -> bool {
        if self.edition.front == Front::default() {
            self.edition.front = other.front.clone();
        }
        for section in &other.sections {
            if self.ids.contains_key(&section.id) {
                continue;
            }
            if self.sections.len() >= SECTIONS {
                return false;
            }
            let is_near = |known: &Section| {
                section.parent.is_some()
                    && (Some(&known.id) == section.parent.as_ref()
                        || known.parent == section.parent)
            };
            let sections = &mut self.edition.sections;
            let near = sections.iter().rposition(is_near);
            let at = near.map_or(sections.len(), |at| at + 1);
            sections.insert(at, section.clone());
            self.note(section);
        }
        true
    }

    /// Whether no source has declared any section.
    pub(super) fn has_no_sections(&self) -> bool {
        self.sections.is_empty()
    }

    /// The section whose title or id is the first of `tags` that is one; of several, that of the
    /// highest source.
    pub(super) fn called_like(&self, tags: &[String]) -> Option<SectionId> {
        tags.iter().find_map(|tag| {
            let by_title = self.titles.get(tag);
            let by_id = self.ids.get(&SectionId::new(tag));
            let place = by_title.into_iter().chain(by_id).min()?;
            self.sections.get(*place).cloned()
        })
    }

    /// The edition of all of them.
    pub(super) fn finish(self) -> Edition {
        self.edition
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::read_whole;
    use crate::news::NewsCode;

    /// The edition of a feed with these fields.
    fn edition(fields: &str) -> Edition {
        let json = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک",{fields}"items":[]}}"#
        );
        let feed = read_whole(json.into_bytes(), "/feed.json", Stamp(1_800_000_000));
        feed.unwrap().edition
    }

    fn both(first: &str, second: &str) -> Edition {
        let mut both = Merged::of(edition(first));
        assert!(both.complete(&edition(second)));
        both.finish()
    }

    const OWN: &str = r#""_peyk":{"sections":[{"id":"sports","title":"ورزشی"},
        {"id":"provinces","title":"استان‌ها"},{"id":"gilan","title":"گیلان","parent":"provinces"},
        {"id":"media","title":"رسانه"}],"front":{"lead":"7"}},"#;
    const OTHER: &str = r#""_peyk":{"sections":[{"id":"sports","title":"ورزش"},
        {"id":"provinces","title":"استان"},{"id":"fars","title":"فارس","parent":"provinces"},
        {"id":"science","title":"علمی"}],"front":{"lead":"8"}},"#;

    #[test]
    fn the_first_source_names_the_edition_and_others_add_the_sections_it_lacks() {
        let edition = both(OWN, OTHER);
        let sections = edition.sections.iter();
        let titles: Vec<&str> = sections.map(|section| section.title.as_str()).collect();
        assert_eq!(
            titles,
            ["ورزشی", "استان‌ها", "گیلان", "فارس", "رسانه", "علمی"]
        );
        assert_eq!(edition.front.lead, Some(NewsCode::new("7")));
        let unnamed = both("", OTHER);
        assert_eq!(unnamed.front.lead, Some(NewsCode::new("8")));
    }

    #[test]
    fn an_agencys_address_is_not_the_newsrooms() {
        let agency = r#""home_page_url":"https://agency.example","#;
        assert_eq!(both("", agency).home, None);
    }

    #[test]
    fn a_story_without_a_section_is_filed_by_its_tags() {
        let merged = Merged::of(edition(OWN));
        let filed = |tag: &str| merged.called_like(&[tag.to_owned()]);
        assert_eq!(filed("ورزشی"), Some(SectionId::new("sports")));
        assert_eq!(filed("sports"), Some(SectionId::new("sports")));
        assert_eq!(filed("هوا"), None);
    }

    #[test]
    fn a_lower_source_takes_no_section_of_a_higher_one_over() {
        let lower = r#""home_page_url":"https://agency.example","_peyk":{"brand":{"name":"آژانس"},
            "contact":{"email":"desk@agency.example"},"front":{"lead":"8"},
            "sections":[{"id":"sports","title":"ورزش آژانس"},
            {"id":"fars","title":"رسانه","parent":"provinces"}]},"#;
        let mut merged = Merged::of(edition(OWN));
        assert!(merged.complete(&edition(lower)));
        // The lower source's section of this title stands before the newsroom's in the menu.
        let filed = merged.called_like(&["رسانه".to_owned()]);
        assert_eq!(filed, Some(SectionId::new("media")));
        let both = merged.finish();
        let own = edition(OWN);
        let facts = |edition: &Edition| {
            let Edition {
                name,
                home,
                contact,
                front,
                ..
            } = edition.clone();
            (name, home, contact, front)
        };
        assert_eq!(facts(&both), facts(&own));
        let sports = both.section(&SectionId::new("sports")).unwrap();
        assert_eq!(sports.title, "ورزشی");
    }

    #[test]
    fn sections_of_endless_pages_are_bounded() {
        let mut merged = Merged::of(edition(OWN));
        let mut all_had_room = true;
        for page in 0..20 {
            let sections = (0..100).map(|n| format!(r#"{{"id":"s{page}-{n}","title":"ب{n}"}}"#));
            let sections = sections.collect::<Vec<_>>().join(",");
            let page = edition(&format!(r#""_peyk":{{"sections":[{sections}]}},"#));
            all_had_room &= merged.complete(&page);
        }
        assert!(!all_had_room);
        assert_eq!(merged.finish().sections.len(), SECTIONS);
    }

    #[test]
    fn the_edition_allows_sources_by_name_or_says_what_is_wrong() {
        let feeds = [
            "news/feed.json",
            "https://u:s3cret@a.ir/f.xml?key=1",
            "https://b.ir/f",
        ];
        let feeds = feeds.map(Place::parse);
        let read = |sources: &str| Trust::read(&format!(r#"{{"sources":{sources}}}"#), &feeds);
        let trust = read(r#"{"https://a.ir/f.xml":["replace"],"https://b.ir/f":["withdraw"]}"#);
        let trust = trust.unwrap();
        assert!(trust.may_replace(1, 0) && !trust.may_withdraw(1, 0));
        assert!(trust.may_withdraw(2, 1) && !trust.may_replace(2, 1));
        assert!(trust.may_replace(0, 2) && trust.may_withdraw(0, 2));
        let none = Trust::read("{}", &feeds).unwrap();
        assert!(!none.may_replace(1, 0) && !none.may_withdraw(2, 0) && none.may_replace(1, 1));

        let unknown = |name: &str| Err(TrustError::UnknownSource(name.to_owned()));
        assert_eq!(read("[]"), Err(TrustError::NotLists));
        assert_eq!(
            read(r#"{"https://b.ir/f":"replace"}"#),
            Err(TrustError::NotLists)
        );
        assert_eq!(read(r#"{"https://b.ir/f":[1]}"#), Err(TrustError::NotLists));
        assert_eq!(
            read(r#"{"https://b.ir/f":["all"]}"#),
            Err(TrustError::UnknownRight(
                "https://b.ir/f".to_owned(),
                "all".to_owned()
            ))
        );
        assert_eq!(read(r#"{"https://c.ir/f":[]}"#), unknown("https://c.ir/f"));
        assert_eq!(read(r#"{"feed.json":[]}"#), unknown("feed.json"));
        assert_eq!(
            read(r#"{"https://u:s3cret@a.ir/f.xml?key=1":["replace"]}"#),
            Err(TrustError::Secret("https://a.ir/f.xml".to_owned()))
        );
        assert!(matches!(
            Trust::read("{", &feeds),
            Err(TrustError::NotJson(_))
        ));
        let twice = ["https://a.ir/f?s=1", "https://a.ir/f?s=2"].map(Place::parse);
        assert_eq!(
            Trust::read(r#"{"sources":{"https://a.ir/f":["replace"]}}"#, &twice),
            Err(TrustError::SeveralSources("https://a.ir/f".to_owned()))
        );
    }
}
