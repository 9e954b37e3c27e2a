//! What an edition holds, in the order in which pages need it. Pure.

use crate::news::{Block, NewsCode, SectionId, SectionKind};
use crate::pages::{FEW, RELATED, TELLING};
use crate::route::TagSlug;
use crate::store::{ListKey, Store, Stories, Story};
use crate::update::LIST_START;
use std::collections::{BTreeMap, HashMap};

/// How many stories of a tag are looked at for them.
const LOOKED_AT: usize = 50;

/// The stories of a section with the sections beneath it, or those without a section.
pub(super) struct List {
    pub(super) section: Option<SectionId>,
    /// Newest first.
    pub(super) stories: Stories,
}

/// The stories of an edition.
pub(super) struct Catalogue {
    /// The news, newest first.
    pub(super) all: Stories,
    /// The news and the newsroom's own pages.
    pub(super) everything: Vec<Story>,
    /// A list for every section, and one for the stories without.
    pub(super) lists: Vec<List>,
    /// The newest stories of every tag.
    pub(super) tags: BTreeMap<TagSlug, Vec<Story>>,
    /// The place of each story in `all`, by its code.
    places: HashMap<NewsCode, usize>,
    /// The places in `all` of each tag's stories.
    tagged: HashMap<String, Vec<usize>>,
}

impl Catalogue {
    pub(super) fn new(store: &Store) -> Self {
        let all = store.list(&ListKey::Newest);
        let sections = &store.edition().sections;
        let mut lists: Vec<List> = sections
            .iter()
            .map(|section| List {
                section: Some(section.id.clone()),
                stories: store.list(&ListKey::Section(section.id.clone())),
            })
            .collect();
        lists.push(List {
            section: None,
            stories: all.clone(),
        });
        let own = sections
            .iter()
            .zip(&lists)
            .filter(|(section, _)| section.kind == SectionKind::Link)
            .flat_map(|(section, list)| {
                let filed = |story: &&Story| story.summary.section.as_ref() == Some(&section.id);
                list.stories.iter().filter(filed).cloned()
            });
        let everything = all.iter().cloned().chain(own).collect();
        let mut tagged: HashMap<String, Vec<usize>> = HashMap::new();
        let mut tags: BTreeMap<TagSlug, Vec<Story>> = BTreeMap::new();
        for (at, story) in all.iter().enumerate() {
            for tag in &story.summary.tags {
                tagged.entry(tag.clone()).or_default().push(at);
                let list = tags.entry(TagSlug::new(tag)).or_default();
                if list.len() < LIST_START {
                    list.push(story.clone());
                }
            }
        }
        let places = all
            .iter()
            .enumerate()
            .map(|(at, story)| (story.summary.code.clone(), at))
            .collect();
        Self {
            all,
            everything,
            lists,
            tags,
            places,
            tagged,
        }
    }

    /// The news in pages of `size`, the oldest page first, each newest last.
    pub(super) fn pages(&self, size: usize) -> impl Iterator<Item = Vec<Story>> {
        let mut oldest: Vec<Story> = self.all.iter().rev().cloned().collect();
        std::iter::from_fn(move || {
            let rest = oldest.split_off(size.min(oldest.len()));
            let page = std::mem::replace(&mut oldest, rest);
            (!page.is_empty()).then_some(page)
        })
    }

    /// The stories that `story` leads on to: older ones only, so that its page does not change when
    /// newer ones come. Those that share the most tags, the newer first among equals, then those of
    /// `older`, the older ones of its section.
    pub(super) fn related(&self, story: &Story, older: &[Story]) -> Vec<NewsCode> {
        let place = self.places.get(&story.summary.code).copied();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for tag in &story.summary.tags {
            let Some(stories) = self.tagged.get(tag) else {
                continue;
            };
            if self.all.len() > FEW && stories.len() * TELLING > self.all.len() {
                continue;
            }
            let after = stories.partition_point(|at| Some(*at) <= place);
            for at in stories.iter().skip(after).take(LOOKED_AT) {
                *shared.entry(*at).or_default() += 1;
            }
        }
        let mut ranked: Vec<(usize, usize)> = shared.into_iter().collect();
        ranked.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
        let alike = ranked.iter().filter_map(|(at, _)| self.all.get(*at));
        let mut found: Vec<NewsCode> = Vec::new();
        for other in alike.chain(older) {
            if found.len() == RELATED {
                break;
            }
            if !found.contains(&other.summary.code) {
                found.push(other.summary.code.clone());
            }
        }
        found
    }
}

/// The addresses of the pictures, films and captions of `story`.
pub(super) fn media_of(story: &Story) -> Vec<&str> {
    let mut urls: Vec<&str> = Vec::new();
    urls.extend(
        story
            .summary
            .picture
            .iter()
            .map(|picture| picture.url.as_str()),
    );
    urls.extend(story.gallery.iter().map(|picture| picture.url.as_str()));
    if let Some(video) = &story.video {
        urls.push(&video.url);
        urls.extend(video.poster.as_deref());
        urls.extend(video.captions.as_deref());
    }
    pictures(story.blocks(), &mut urls);
    urls
}

fn pictures<'a>(blocks: &'a [Block], urls: &mut Vec<&'a str>) {
    for block in blocks {
        match block {
            Block::Figure(figure) => urls.push(&figure.picture.url),
            Block::Quote(inner) => pictures(inner, urls),
            _ => {}
        }
    }
}
