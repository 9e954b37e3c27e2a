//! Several sources as one feed. Pure.

use super::source::Page;
use crate::feed::{Feed, Report, sections_from_tags};
use crate::news::{Article, Edition, Front, NewsCode, Section, SectionId, Stamp};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Pages of several sources on their way to one feed; they come in the order of the sources.
#[derive(Default)]
pub(super) struct Merged {
    edition: Option<Edition>,
    declares_sections: bool,
    stories: Vec<Kept>,
    /// The place of each code in `stories`.
    places: HashMap<NewsCode, usize>,
    withdrawn: Vec<NewsCode>,
    report: Report,
}

struct Kept {
    story: Arc<Article>,
    /// Whether its source has sections of its own.
    is_filed: bool,
}

impl Merged {
    /// Takes in a page. Of two stories with one code the one changed last stays, of equally new
    /// ones that which has a text, and else the first.
    pub(super) fn add(&mut self, page: Page) {
        let Page {
            mut feed,
            declares_sections,
            ..
        } = page;
        if !declares_sections {
            feed.edition.sections.clear();
        }
        self.declares_sections |= declares_sections;
        match &mut self.edition {
            Some(edition) => complete(edition, feed.edition),
            None => self.edition = Some(feed.edition),
        }
        for story in feed.stories {
            let new = Kept {
                story,
                is_filed: declares_sections,
            };
            let code = &new.story.summary.code;
            let known = self.places.get(code).copied();
            match known.and_then(|at| self.stories.get_mut(at)) {
                Some(old) if rank(&new.story) > rank(&old.story) => *old = new,
                Some(_) => {}
                None => {
                    self.places.insert(code.clone(), self.stories.len());
                    self.stories.push(new);
                }
            }
        }
        self.withdrawn.extend(feed.withdrawn);
        self.report.repaired.extend(feed.report.repaired);
        self.report.dropped.extend(feed.report.dropped);
    }

    /// The feed of all. What any source has withdrawn is withdrawn. Where no source has sections,
    /// they come from the tags of all stories; where one has, the stories of those without are
    /// filed under the sections that are called like one of their tags.
    pub(super) fn finish(mut self) -> Feed {
        let mut gone = BTreeSet::new();
        self.withdrawn.retain(|code| gone.insert(code.clone()));
        self.stories
            .retain(|kept| !gone.contains(&kept.story.summary.code));
        let mut edition = self.edition.unwrap_or_default();
        let unfiled = self.stories.iter_mut().filter(|kept| !kept.is_filed);
        let unfiled = unfiled.map(|kept| {
            let story = Arc::make_mut(&mut kept.story);
            story.summary.section = None;
            story
        });
        if self.declares_sections {
            for story in unfiled {
                story.summary.section = called_like(&story.summary.tags, &edition.sections);
            }
        } else {
            edition.sections = sections_from_tags(unfiled);
        }
        self.report.kept = self.stories.len();
        Feed {
            edition,
            stories: self.stories.into_iter().map(|kept| kept.story).collect(),
            withdrawn: self.withdrawn,
            next_url: None,
            report: self.report,
        }
    }
}

/// What the first of two stories is chosen by: the later change, then whether it has a text.
fn rank(story: &Article) -> (Option<Stamp>, bool) {
    let changed = story.modified.or(story.summary.published);
    (changed, !story.blocks().is_empty())
}

/// Adds to the edition of the first source the front page that it leaves open, and the sections it
/// lacks: beneath their parent where it has that, else at the end. Its name, address and contact
/// stay its own: an agency's are not the newsroom's.
fn complete(edition: &mut Edition, other: Edition) {
    if edition.front == Front::default() {
        edition.front = other.front;
    }
    for section in other.sections {
        if edition.section(&section.id).is_some() {
            continue;
        }
        let is_near = |known: &Section| {
            section.parent.is_some()
                && (Some(&known.id) == section.parent.as_ref() || known.parent == section.parent)
        };
        let near = edition.sections.iter().rposition(is_near);
        let at = near.map_or(edition.sections.len(), |at| at + 1);
        edition.sections.insert(at, section);
    }
}

/// The section whose title or id is the first of `tags` that is one.
fn called_like(tags: &[String], sections: &[Section]) -> Option<SectionId> {
    tags.iter().find_map(|tag| {
        let id = SectionId::new(tag);
        let is_it = |section: &&Section| section.title == *tag || section.id == id;
        sections
            .iter()
            .find(is_it)
            .map(|section| section.id.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::read_whole;
    use crate::publish::source::Place;

    /// A page whose feed has these fields and these items.
    fn page(fields: &str, items: &str) -> Page {
        let json = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک",{fields}"items":[{items}]}}"#
        );
        Page {
            place: Place::parse("feed.json"),
            feed: read_whole(json.into_bytes(), "/feed.json", Stamp(1_800_000_000)).unwrap(),
            declares_sections: fields.contains("sections"),
        }
    }

    fn item(code: &str, title: &str, more: &str) -> String {
        format!(r#"{{"id":"{code}","title":"{title}","content_text":"متن"{more}}}"#)
    }

    fn merged(pages: impl IntoIterator<Item = Page>) -> Feed {
        let mut merged = Merged::default();
        for page in pages {
            merged.add(page);
        }
        merged.finish()
    }

    fn titles(feed: &Feed) -> Vec<&str> {
        let titles = feed
            .stories
            .iter()
            .map(|story| story.summary.title.as_str());
        titles.collect()
    }

    const EARLY: &str = r#","date_published":"2026-01-01T00:00:00Z""#;
    const LATE: &str = r#","date_published":"2026-01-02T00:00:00Z""#;
    const MENDED: &str =
        r#","date_published":"2026-01-01T00:00:00Z","date_modified":"2026-01-03T00:00:00Z""#;

    #[test]
    fn of_two_versions_of_a_story_the_newest_stays_and_else_the_first() {
        for (first, second, title) in [
            (EARLY, LATE, "دوم"),
            (LATE, EARLY, "یکم"),
            (MENDED, LATE, "یکم"),
            (LATE, MENDED, "دوم"),
            (EARLY, EARLY, "یکم"),
            ("", "", "یکم"),
            ("", EARLY, "دوم"),
        ] {
            let pages = [
                page("", &item("1", "یکم", first)),
                page("", &item("1", "دوم", second)),
            ];
            let feed = merged(pages);
            assert_eq!(titles(&feed), [title], "{first} {second}");
            assert_eq!(feed.report.kept, 1);
        }
    }

    #[test]
    fn of_two_equally_new_versions_the_one_with_a_text_stays() {
        let headline = r#"{"id":"1","title":"تیتر"}"#;
        let feed = merged([page("", headline), page("", &item("1", "با متن", ""))]);
        assert_eq!(titles(&feed), ["با متن"]);
    }

    #[test]
    fn what_one_source_has_withdrawn_no_other_brings_back() {
        let gone = r#"{"id":"1","_peyk":{"withdrawn":true}}"#;
        for pages in [
            [page("", gone), page("", &item("1", "تازه‌تر", MENDED))],
            [page("", &item("1", "تازه‌تر", MENDED)), page("", gone)],
        ] {
            let feed = merged(pages);
            assert!(feed.stories.is_empty());
            assert_eq!(feed.withdrawn, [NewsCode::new("1")]);
        }
    }

    const OWN: &str = r#""_peyk":{"sections":[{"id":"sports","title":"ورزشی"},
        {"id":"provinces","title":"استان‌ها"},{"id":"gilan","title":"گیلان","parent":"provinces"},
        {"id":"media","title":"رسانه"}],"front":{"lead":"7"}},"#;
    const OTHER: &str = r#""_peyk":{"sections":[{"id":"sports","title":"ورزش"},
        {"id":"provinces","title":"استان"},{"id":"fars","title":"فارس","parent":"provinces"},
        {"id":"science","title":"علمی"}],"front":{"lead":"8"}},"#;

    #[test]
    fn the_first_source_names_the_edition_and_others_add_the_sections_it_lacks() {
        let feed = merged([page(OWN, ""), page(OTHER, "")]);
        let sections = feed.edition.sections.iter();
        let titles: Vec<&str> = sections.map(|section| section.title.as_str()).collect();
        assert_eq!(
            titles,
            ["ورزشی", "استان‌ها", "گیلان", "فارس", "رسانه", "علمی"]
        );
        assert_eq!(feed.edition.front.lead, Some(NewsCode::new("7")));
        let feed = merged([page("", ""), page(OTHER, "")]);
        assert_eq!(feed.edition.front.lead, Some(NewsCode::new("8")));
    }

    #[test]
    fn an_agencys_address_is_not_the_newsrooms() {
        let agency = r#""home_page_url":"https://agency.example","#;
        assert_eq!(merged([page("", ""), page(agency, "")]).edition.home, None);
    }

    #[test]
    fn stories_of_sources_without_sections_are_filed_by_their_tags() {
        let tagged = |code: &str, tag: &str| item(code, "ت", &format!(r#","tags":["{tag}"]"#));
        let section = |feed: &Feed, at: usize| {
            let id = feed
                .stories
                .get(at)
                .and_then(|story| story.summary.section.clone());
            id.and_then(|id| Some(feed.edition.section(&id)?.title.clone()))
        };
        let untitled = format!("{},{}", tagged("1", "ورزشی"), tagged("2", "هوا"));
        let feed = merged([page("", &untitled), page(OWN, "")]);
        assert_eq!(section(&feed, 0).as_deref(), Some("ورزشی"));
        assert_eq!(section(&feed, 1), None);
        assert_eq!(feed.edition.sections.len(), 4);

        let feed = merged([
            page("", &tagged("1", "هوا")),
            page(
                "",
                &format!("{},{}", tagged("2", "هوا"), tagged("3", "راه")),
            ),
        ]);
        assert_eq!(feed.edition.sections.len(), 1, "what two stories share");
        assert_eq!(section(&feed, 0).as_deref(), Some("هوا"));
        assert_eq!(section(&feed, 1).as_deref(), Some("هوا"));
    }
}
