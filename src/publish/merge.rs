//! What becomes of several sources that say something of one edition. Pure.

use crate::feed::SECTIONS;
use crate::news::{Article, Edition, Front, Index, Section, SectionId, Stamp};

/// Of two versions of a story the one of the higher rank stays, of equal ones the first: the one
/// changed last, then the one with a text.
pub(super) fn rank(story: &Article, has_text: bool) -> (Option<Stamp>, bool) {
    (story.modified.or(story.summary.published), has_text)
}

/// Adds to the edition of the first source the front page that it leaves open, and the sections it
/// lacks: beneath their parent where it has that, else at the end. Its name, address and contact
/// stay its own: an agency's are not the newsroom's. `false` where there are too many sections to
/// add them all.
pub(super) fn complete(edition: &mut Edition, other: &Edition) -> bool {
    if edition.front == Front::default() {
        edition.front = other.front.clone();
    }
    for section in &other.sections {
        if edition.section(&section.id).is_some() {
            continue;
        }
        if edition.sections.len() >= SECTIONS {
            return false;
        }
        let is_near = |known: &Section| {
            section.parent.is_some()
                && (Some(&known.id) == section.parent.as_ref() || known.parent == section.parent)
        };
        let near = edition.sections.iter().rposition(is_near);
        let at = near.map_or(edition.sections.len(), |at| at + 1);
        edition.sections.insert(at, section.clone());
    }
    true
}

/// The titles and ids of sections.
pub(super) struct Names<'a> {
    sections: &'a [Section],
    titles: Index,
    ids: Index,
}

impl<'a> Names<'a> {
    /// Those of `sections`.
    pub(super) fn of(sections: &'a [Section]) -> Self {
        let (mut titles, mut ids) = (Index::default(), Index::default());
        // Of several sections that are called alike the first counts.
        for (at, section) in sections.iter().enumerate().rev() {
            titles.set(&section.title, at);
            ids.set(section.id.as_str(), at);
        }
        Self {
            sections,
            titles,
            ids,
        }
    }

    /// The section whose title or id is the first of `tags` that is one.
    pub(super) fn called_like(&self, tags: &[String]) -> Option<SectionId> {
        tags.iter().find_map(|tag| {
            let title = self.titles.get(tag);
            let id = self.ids.get(SectionId::new(tag).as_str());
            let at = title.into_iter().chain(id).min()?;
            self.sections.get(at).map(|section| section.id.clone())
        })
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
        let mut edition_of_both = edition(first);
        complete(&mut edition_of_both, &edition(second));
        edition_of_both
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
        let sections = edition(OWN).sections;
        let filed = |tag: &str| Names::of(&sections).called_like(&[tag.to_owned()]);
        assert_eq!(filed("ورزشی"), Some(SectionId::new("sports")));
        assert_eq!(filed("sports"), Some(SectionId::new("sports")));
        assert_eq!(filed("هوا"), None);
    }
}
