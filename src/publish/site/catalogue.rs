//! What an edition holds, in the order in which pages need it. Pure.

use super::archive::{Held, hash};
use crate::news::{Edition, NewsCode, SectionId, SectionKind};
use crate::pages::{FEW, RELATED, TELLING};
use crate::route::{Route, TagSlug};
use crate::store::Story;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// So many tags of a single story have a page of their own, the newest stories' first.
const SINGLE_TAGS: usize = 1_000;

/// So many tags have a page in any edition, and one more for each story of it: the most used first.
/// Without a bound a feed of some megabytes makes a million files of its tags.
const MOST_TAGS: usize = 1_000;

/// How many stories of a tag are looked at for them.
const LOOKED_AT: usize = 50;

/// The stories of a section with the sections beneath it, or of a tag.
pub(super) struct List {
    /// The page that shows it.
    pub(super) route: Route,
    /// The places of its stories among [`Catalogue::stories`], newest first.
    pub(super) places: Vec<usize>,
}

/// The stories of an edition.
pub(super) struct Catalogue {
    /// All stories, newest first; the newsroom's own pages are among them.
    pub(super) stories: Vec<Held>,
    /// The places of the news, newest first.
    pub(super) news: Vec<usize>,
    /// A list for every section and every tag.
    pub(super) lists: Vec<List>,
    /// For each story, those that it leads on to.
    pub(super) related: Vec<Arc<Vec<usize>>>,
    /// For each story, the next newer and the next older one of its section.
    pub(super) neighbours: Vec<[Option<usize>; 2]>,
    /// How many tags have no page of their own.
    pub(super) plain_tags: usize,
}

/// What the last run found, of which most still holds.
#[derive(Default)]
pub(super) struct Found {
    /// The hash of the edition's sections.
    sections: u64,
    /// The oldest story first: its hash, and how far before it each of those stands that it leads
    /// on to.
    related: Vec<(u64, Arc<Vec<usize>>)>,
}

impl Catalogue {
    /// The catalogue of `stories`, newest first.
    pub(super) fn new(mut stories: Vec<Held>, edition: &Edition, found: &mut Found) -> Self {
        let fingerprint = hash(format!("{:?}", edition.sections));
        if found.sections != fingerprint {
            *found = Found {
                sections: fingerprint,
                ..Found::default()
            };
        }
        let sections = Sections::new(edition);
        let mut news = Vec::new();
        // The places of each section's stories, and of those without.
        let mut filed: HashMap<Option<&SectionId>, Vec<usize>> = HashMap::new();
        let mut tagged: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, held) in stories.iter().enumerate() {
            let section = held.headline.summary.section.as_ref();
            let section = section.filter(|id| sections.all.contains(id));
            for id in sections.with_those_above(section) {
                filed.entry(Some(id)).or_default().push(at);
            }
            if section.is_some_and(|id| sections.of_pages.contains(id)) {
                continue;
            }
            news.push(at);
            for tag in &held.headline.summary.tags {
                tagged.entry(tag).or_default().push(at);
            }
        }
        let neighbours = neighbours(&stories, &news, &filed, &sections);
        let related = related(&stories, &news, &tagged, &neighbours, found);
        let mut lists: Vec<List> = edition
            .sections
            .iter()
            .map(|section| List {
                route: Route::Section(section.id.clone()),
                places: filed.get(&Some(&section.id)).cloned().unwrap_or_default(),
            })
            .collect();
        let mut by_slug: BTreeMap<TagSlug, BTreeSet<usize>> = BTreeMap::new();
        for (tag, places) in &tagged {
            by_slug.entry(TagSlug::new(tag)).or_default().extend(places);
        }
        let all_tags = by_slug.len();
        let by_slug = with_a_page(by_slug, stories.len());
        let plain_tags = all_tags - by_slug.len();
        for held in &mut stories {
            let has_page = |tag: &String| by_slug.contains_key(&TagSlug::new(tag));
            if held.headline.summary.tags.iter().all(has_page) {
                continue;
            }
            let headline = Arc::make_mut(&mut held.headline);
            let tags = std::mem::take(&mut headline.summary.tags);
            let (tags, plain): (Vec<_>, Vec<_>) = tags.into_iter().partition(has_page);
            headline.summary.tags = tags;
            headline.plain_tags.extend(plain);
        }
        lists.extend(by_slug.into_iter().map(|(slug, places)| List {
            route: Route::Tag(slug),
            places: places.into_iter().collect(),
        }));
        Self {
            plain_tags,
            stories,
            news,
            lists,
            related,
            neighbours,
        }
    }

    /// The headlines at `places`.
    pub(super) fn headlines(&self, places: &[usize]) -> Vec<Story> {
        self.held(places)
            .map(|held| held.headline.clone())
            .collect()
    }

    /// The hash of what the stories at `places` say.
    pub(super) fn fingerprint(&self, places: &[usize]) -> u64 {
        let fingerprints: Vec<u64> = self.held(places).map(Held::fingerprint).collect();
        hash(fingerprints)
    }

    fn held(&self, places: &[usize]) -> impl Iterator<Item = &Held> {
        places.iter().filter_map(|at| self.stories.get(*at))
    }
}

/// The sections of an edition by their ids.
/// The tags that have a page of their own, of an edition of so many stories: the most used, of
/// equally used ones those of newer stories.
fn with_a_page(
    by_slug: BTreeMap<TagSlug, BTreeSet<usize>>,
    stories: usize,
) -> BTreeMap<TagSlug, BTreeSet<usize>> {
    let mut ranked: Vec<_> = by_slug.into_iter().collect();
    ranked.sort_by_key(|(_, places)| (Reverse(places.len()), places.first().copied()));
    ranked.truncate(MOST_TAGS.saturating_add(stories));
    let shared = ranked.partition_point(|(_, places)| places.len() > 1);
    ranked.truncate(shared.saturating_add(SINGLE_TAGS));
    ranked.into_iter().collect()
}

struct Sections<'a> {
    all: BTreeSet<&'a SectionId>,
    /// Those that hold no news.
    of_pages: BTreeSet<&'a SectionId>,
    above: HashMap<&'a SectionId, &'a SectionId>,
}

impl<'a> Sections<'a> {
    fn new(edition: &'a Edition) -> Self {
        let sections = &edition.sections;
        let pages = sections
            .iter()
            .filter(|section| section.kind == SectionKind::Link);
        Self {
            all: sections.iter().map(|section| &section.id).collect(),
            of_pages: pages.map(|section| &section.id).collect(),
            above: sections
                .iter()
                .filter_map(|section| Some((&section.id, section.parent.as_ref()?)))
                .collect(),
        }
    }

    /// The section `id` and the one above it, whose lists hold its stories.
    fn with_those_above(&self, id: Option<&SectionId>) -> impl Iterator<Item = &'a SectionId> {
        let own = id.and_then(|id| self.all.get(id)).copied();
        let above = own.and_then(|id| self.above.get(id)).copied();
        own.into_iter().chain(above)
    }
}

/// For each story, the next newer and the next older one of its section's list.
fn neighbours(
    stories: &[Held],
    news: &[usize],
    filed: &HashMap<Option<&SectionId>, Vec<usize>>,
    sections: &Sections<'_>,
) -> Vec<[Option<usize>; 2]> {
    let mut neighbours = vec![[None, None]; stories.len()];
    let mut link = |list: &[usize], section: Option<&SectionId>| {
        for (at, place) in list.iter().enumerate() {
            let own = stories.get(*place).and_then(|held| {
                let own = held.headline.summary.section.as_ref();
                own.filter(|id| sections.all.contains(id))
            });
            if own == section
                && let Some(slot) = neighbours.get_mut(*place)
            {
                let newer = at.checked_sub(1).and_then(|at| list.get(at));
                *slot = [newer.copied(), list.get(at + 1).copied()];
            }
        }
    };
    for (section, list) in filed {
        link(list, *section);
    }
    link(news, None);
    neighbours
}

/// For each story those that it leads on to: the newsroom's own choice, else older ones, so that its
/// page does not change when newer ones come. Those that share the most tags, the newer first among
/// equals, then the older ones of its section.
fn related(
    stories: &[Held],
    news: &[usize],
    tagged: &HashMap<&str, Vec<usize>>,
    neighbours: &[[Option<usize>; 2]],
    found: &mut Found,
) -> Vec<Arc<Vec<usize>>> {
    let codes: HashMap<&NewsCode, usize> = stories
        .iter()
        .enumerate()
        .map(|(at, held)| (&held.headline.summary.code, at))
        .collect();
    let mut anew: Vec<(u64, Arc<Vec<usize>>)> = Vec::with_capacity(stories.len());
    let mut still = true;
    let mut all = vec![Arc::default(); stories.len()];
    for (from_oldest, (at, held)) in stories.iter().enumerate().rev().enumerate() {
        // What a story leads on to follows from the stories that are older than it.
        let fingerprint = held.fingerprint();
        let before = found.related.get(from_oldest);
        still &= before.is_some_and(|(before, _)| *before == fingerprint);
        let chosen = &held.headline.related;
        let steps = match before {
            Some((_, steps)) if still && chosen.is_empty() => steps.clone(),
            _ => {
                let places = if chosen.is_empty() {
                    sharing(held, at, stories.len(), news, tagged, neighbours)
                } else {
                    let known = chosen.iter().filter_map(|code| codes.get(code));
                    known.copied().collect()
                };
                let steps = places.iter().map(|place| place.wrapping_sub(at));
                Arc::new(steps.collect::<Vec<usize>>())
            }
        };
        anew.push((fingerprint, steps.clone()));
        if let Some(slot) = all.get_mut(at) {
            let places = steps.iter().map(|step| at.wrapping_add(*step));
            *slot = Arc::new(places.collect());
        }
    }
    found.related = anew;
    all
}

fn sharing(
    held: &Held,
    at: usize,
    count: usize,
    news: &[usize],
    tagged: &HashMap<&str, Vec<usize>>,
    neighbours: &[[Option<usize>; 2]],
) -> Vec<usize> {
    let older_than = |places: &[usize]| places.partition_point(|other| *other <= at);
    let older_news = news.len() - older_than(news);
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    for tag in &held.headline.summary.tags {
        let Some(places) = tagged.get(tag.as_str()) else {
            continue;
        };
        let older = places.get(older_than(places)..).unwrap_or_default();
        // A tag on a good part of all stories relates nothing.
        if older_news > FEW && older.len() * TELLING > older_news {
            continue;
        }
        for place in older.iter().take(LOOKED_AT) {
            *shared.entry(*place).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, usize)> = shared.into_iter().collect();
    ranked.sort_by_key(|(place, count)| (Reverse(*count), *place));
    let mut found: Vec<usize> = ranked.into_iter().map(|(place, _)| place).collect();
    found.truncate(RELATED);
    let older = |at: usize| neighbours.get(at).and_then(|[_, older]| *older);
    let mut next = older(at);
    for _ in 0..count.min(2 * RELATED) {
        let Some(place) = next.filter(|_| found.len() < RELATED) else {
            break;
        };
        if !found.contains(&place) {
            found.push(place);
        }
        next = older(place);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_tags_have_a_page_the_most_used_and_the_newest_first() {
        let slug = |at: usize| TagSlug::new(&format!("ب{at}"));
        // 3,000 tags of one story each, and one that three stories have.
        let mut tags: BTreeMap<TagSlug, BTreeSet<usize>> = (0..3000)
            .map(|at| (slug(at), BTreeSet::from([at])))
            .collect();
        tags.insert(slug(9999), BTreeSet::from([0, 1, 2]));
        let kept = with_a_page(tags.clone(), 3000);
        assert_eq!(kept.len(), 1 + SINGLE_TAGS);
        assert!(kept.contains_key(&slug(9999)) && kept.contains_key(&slug(0)));
        assert!(!kept.contains_key(&slug(2999)));
        // Tags that two stories share, more than pages.
        let shared: BTreeMap<TagSlug, BTreeSet<usize>> = (0..3000)
            .map(|at| (slug(at), BTreeSet::from([0, 1])))
            .collect();
        assert_eq!(with_a_page(shared, 2).len(), MOST_TAGS + 2);
        let few: BTreeMap<TagSlug, BTreeSet<usize>> =
            (0..10).map(|at| (slug(at), BTreeSet::from([at]))).collect();
        assert_eq!(with_a_page(few.clone(), 10), few);
    }
}
