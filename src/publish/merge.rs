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
