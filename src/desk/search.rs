//! `/search/?q=`: search in everything on the device, as one types.

use super::{Command, Desk, Msg, empty};
use crate::news::{NewsCode, Stamp};
use crate::parts::text::text;
use crate::persian::{self, strings};
use crate::route::{Route, percent_encode};
use crate::view::{Element, Nodes, el};

/// How many results are shown at first, and how many more each time.
const STEP: usize = 20;
/// How many of them are drawn at once, more than a phone shows beneath the form: the others follow
/// when these are on the screen.
const FIRST: usize = 6;
/// What marks where a match begins and ends in a text that comes from the index.
const BEGIN: char = '\u{2}';
const END: char = '\u{3}';
/// The longest query that is searched for, in characters.
const LONGEST: usize = 200;

/// The fewest digits that are taken for a news code before its story was found.
const SHORTEST_CODE: usize = 5;

/// From when on results count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Since {
    /// From the beginning.
    #[default]
    Ever,
    /// The last 24 hours.
    Day,
    /// The last seven days.
    Week,
    /// The last thirty days.
    Month,
    /// The last 365 days.
    Year,
}

impl Since {
    /// All of them, with their names in the form.
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Ever, "", strings::SINCE_EVER),
        (Self::Day, "day", strings::SINCE_DAY),
        (Self::Week, "week", strings::SINCE_WEEK),
        (Self::Month, "month", strings::SINCE_MONTH),
        (Self::Year, "year", strings::SINCE_YEAR),
    ];

    /// Its name in the form and in the address.
    pub(super) fn name(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(since, _, _)| *since == self);
        found.map(|(_, name, _)| name).unwrap_or_default()
    }

    /// The one of this name; the first for any other.
    pub fn named(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|(_, known, _)| *known == name);
        found.map(|(since, _, _)| since).unwrap_or_default()
    }

    /// The earliest moment that counts.
    pub fn from(self, now: Stamp) -> Option<Stamp> {
        let days = match self {
            Self::Ever => return None,
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Year => 365,
        };
        Some(Stamp(now.0 - days * 86_400))
    }
}

/// What is searched for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words.
    pub words: String,
    /// The section, by its id; empty for all of them.
    pub section: String,
    /// From when on.
    pub since: Since,
}

/// A story that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its code.
    pub code: String,
    /// Its headline, with its matches marked.
    pub title: String,
    /// Its text around the best match, with its matches marked; `None` until the worker has cut it.
    pub excerpt: Option<String>,
    /// Its section's title.
    pub section: String,
    /// When it was published.
    pub published: Option<Stamp>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What was searched for.
    pub words: String,
    /// How many stories.
    pub total: usize,
    /// The codes of the first of them.
    pub codes: Vec<String>,
    /// Those of them that are shown.
    pub hits: Vec<Hit>,
    /// Whether no story has all the words, so that these have some of them.
    pub relaxed: bool,
    /// The nearest spelling, which these were found by: as the index has it, and once the first are
    /// marked, as they write it.
    pub suggestion: Option<String>,
    /// How many stories were searched.
    pub size: usize,
}

/// The state of the page.
#[derive(Debug, Default)]
pub struct Search {
    /// What is searched for.
    pub query: Query,
    /// Its number: an answer to an older one comes too late.
    pub number: u32,
    /// How many results are wanted.
    pub wanted: usize,
    /// What was found, once an answer has come.
    pub found: Option<Found>,
    /// The sections to choose from.
    pub sections: Vec<(String, String)>,
    /// Whether this browser cannot search.
    pub failed: bool,
}

/// The page that something shared with the app is about: an address of this site, or another one of the
/// newsroom's that holds a news code. `None` where it is none of these: then its words are searched for.
pub fn shared(text: &str, origin: &str, base: &str) -> Option<String> {
    let address = text.split_whitespace().find_map(|word| {
        let at = word.find("https://").or_else(|| word.find("http://"))?;
        word.get(at..)
    })?;
    let path = address.split(['?', '#']).next()?;
    if let Some(own) = path.strip_prefix(origin).filter(|own| own.starts_with('/')) {
        let route = Route::parse(own, base);
        return (route != Route::NotFound).then(|| route.path(base));
    }
    let inside = path.split_once("://")?.1.split_once('/')?.1;
    let is_code =
        |part: &&str| part.len() >= SHORTEST_CODE && part.bytes().all(|b| b.is_ascii_digit());
    let code = inside.split(['/', '-', '_']).find(is_code)?;
    Some(Route::Story(NewsCode::new(code)).path(base))
}

pub(super) fn update(desk: &mut Desk, message: Msg) -> Vec<Command> {
    let search = &mut desk.search;
    match message {
        Msg::Touched => return vec![Command::ReadQuery],
        Msg::Asked(mut query) => {
            query.words = query.words.chars().take(LONGEST).collect();
            // The index may have grown: then as many are shown as before.
            if search.query != query || search.wanted == 0 {
                search.wanted = STEP;
            }
            search.query = query;
            let address = search.query.address();
            let mut commands = find(search);
            commands.push(Command::Address(address));
            return commands;
        }
        Msg::More => {
            search.wanted += STEP;
            return find(search);
        }
        Msg::Instead(words) => {
            search.query.words = words;
            return vec![
                Command::WriteQuery(search.query.clone()),
                Command::ReadQuery,
            ];
        }
        Msg::Entered => {
            return match search.jump() {
                Some(code) => vec![Command::Go(desk.story_href(&code))],
                None => Vec::new(),
            };
        }
        Msg::Sections(sections) => search.sections = sections,
        Msg::Found(number, mut found) if number == search.number => {
            let before = search.found.take().unwrap_or_default().hits;
            let known = |code: &String| before.iter().find(|known| known.code == *code);
            // What was shown before the last key stays as it was until its new marks are there.
            for hit in &mut found.hits {
                if let Some(known) = known(&hit.code) {
                    hit.clone_from(known);
                }
            }
            let rest = found.codes.iter().skip(found.hits.len());
            found.hits.extend(rest.map_while(known).cloned());
            let shown = found.codes.get(..found.hits.len()).unwrap_or_default();
            let commands = mark(number, 0, shown);
            search.found = Some(found);
            return commands;
        }
        Msg::Marked(number, from, hits, nearest) if number == search.number => {
            if let Some(found) = &mut search.found {
                if nearest.is_some() {
                    found.suggestion = nearest;
                }
                found.hits.truncate(from);
                found.hits.extend(hits);
                let shown = found.hits.len();
                let rest = found.codes.get(shown..).unwrap_or_default();
                return mark(number, shown, rest);
            }
        }
        Msg::SearchFailed => search.failed = true,
        _ => {}
    }
    Vec::new()
}

fn find(search: &mut Search) -> Vec<Command> {
    search.number = search.number.wrapping_add(1);
    if search.query.words.trim().is_empty() {
        search.found = None;
        return Vec::new();
    }
    vec![Command::Find(
        search.number,
        search.query.clone(),
        search.wanted,
    )]
}

/// What marks the stories of these codes, the first of which is the hit number `from`.
fn mark(number: u32, from: usize, codes: &[String]) -> Vec<Command> {
    if codes.is_empty() {
        return Vec::new();
    }
    vec![Command::Mark(number, from, codes.to_vec())]
}

impl Search {
    /// How many of the results are drawn before they are marked: the first, or those that are shown
    /// already and that more were wanted of.
    pub fn at_once(&self) -> usize {
        self.wanted.saturating_sub(STEP).max(FIRST)
    }

    /// Whether the page stands as it is until the worker answers: what was found before stays.
    pub fn stands(&self) -> bool {
        self.found.is_some() && self.jump().is_none()
    }

    /// The news code that the words are, in Persian or Latin digits: of a story that was found by it, or one
    /// that is too long for a year and may be that of a story elsewhere.
    fn jump(&self) -> Option<String> {
        let code = persian::latin_digits(self.query.words.trim());
        let is_number = code.bytes().all(|byte| byte.is_ascii_digit());
        let found = self.found.iter().flat_map(|found| found.codes.first());
        let is_known = found.into_iter().any(|first| *first == code);
        (is_number && (is_known || code.len() >= SHORTEST_CODE)).then_some(code)
    }
}

impl Query {
    /// The part of the page's address that says it.
    fn address(&self) -> String {
        if self.words.trim().is_empty() {
            return String::new();
        }
        let mut address = format!("?q={}", percent_encode(&self.words));
        for (name, value) in [
            ("&section=", &*self.section),
            ("&since=", self.since.name()),
        ] {
            if !value.is_empty() {
                address.push_str(name);
                address.push_str(&percent_encode(value));
            }
        }
        address
    }
}

pub(super) fn view(desk: &Desk) -> Nodes {
    let search = &desk.search;
    let (sections, query) = (search.sections.clone(), search.query.clone());
    // What is typed and chosen in it the form knows by itself.
    let mut state = String::new();
    for (id, title) in &sections {
        state.push_str(id);
        state.push_str(title);
    }
    Nodes::new()
        .with(el("div").once(state, move || form(&sections, &query).into()))
        .with(el("div").class("results").with(results(desk)))
}

fn form(sections: &[(String, String)], query: &Query) -> Element {
    let touched = || super::emit(Msg::Touched);
    let field = el("input")
        .set("id", "search-field")
        .set("type", "search")
        .set("dir", "rtl")
        .set("autocomplete", "off")
        .set("enterkeyhint", "search")
        .set("maxlength", "200")
        .set("placeholder", strings::SEARCH_PLACEHOLDER)
        .on("input", touched);
    let option = |value: String, words: String, chosen: bool| {
        el("option")
            .set("value", value)
            .set_some("selected", chosen.then_some(""))
            .with(words)
    };
    let every = option(
        String::new(),
        strings::EVERY_SECTION.to_owned(),
        query.section.is_empty(),
    );
    let sections: Nodes = sections
        .iter()
        .map(|(id, title)| option(id.clone(), title.clone(), *id == query.section))
        .collect();
    let moments: Nodes = Since::ALL
        .into_iter()
        .map(|(since, name, words)| option(name.to_owned(), words.to_owned(), since == query.since))
        .collect();
    let labelled = |id: &'static str, words: &'static str, field: Element| {
        el("div")
            .class("field")
            .with(el("label").set("for", id).with(words))
            .with(field)
    };
    el("form")
        .class("search-form")
        .set("role", "search")
        .on("submit", || super::emit(Msg::Entered))
        .with(labelled("search-field", strings::SEARCH_FIELD, field))
        .with(
            el("div")
                .class("filters")
                .with(labelled(
                    "search-section",
                    strings::SECTION,
                    el("select")
                        .set("id", "search-section")
                        .on("change", touched)
                        .with(every)
                        .with(sections),
                ))
                .with(labelled(
                    "search-since",
                    strings::WHEN,
                    el("select")
                        .set("id", "search-since")
                        .on("change", touched)
                        .with(moments),
                )),
        )
}

fn results(desk: &Desk) -> Nodes {
    let search = &desk.search;
    if search.failed {
        return empty(strings::SEARCH_FAILED).set("role", "alert").into();
    }
    let words = search.query.words.trim();
    let status = |words: String| el("p").class("quiet").set("role", "status").with(words);
    if words.is_empty() {
        return empty(strings::SEARCH_HINT).into();
    }
    let jump = search.jump().map(|code| {
        el("p").class("jump").with(
            el("a")
                .class("action")
                .set("href", desk.story_href(&code))
                .with(strings::jump(&code)),
        )
    });
    let Some(found) = &search.found else {
        return Nodes::new()
            .with(jump)
            .with(status(strings::SEARCHING.to_owned()));
    };
    let words = found.words.trim();
    if found.total == 0 {
        let filtered = !search.query.section.is_empty() || search.query.since != Since::Ever;
        return Nodes::new()
            .with(jump)
            .with(status(strings::nothing_found(words)))
            .with(empty(if filtered {
                strings::NOTHING_FILTERED
            } else {
                strings::NOTHING_HINT
            }));
    }
    let hits: Nodes = found.hits.iter().map(|hit| item(desk, hit)).collect();
    let more = (found.codes.len() < found.total).then(|| {
        el("p")
            .class("list-end")
            .with(super::button(strings::MORE_RESULTS, || Msg::More))
    });
    Nodes::new()
        .with(jump)
        .with(status(strings::found(found.total, found.size)))
        .with(
            found
                .suggestion
                .as_ref()
                .map(|nearest| el("p").with(strings::nearest(words, nearest))),
        )
        .with((found.relaxed && found.suggestion.is_none()).then(|| el("p").with(strings::RELAXED)))
        .with(el("ol").class("kept").with(hits))
        .with(more)
}

fn item(desk: &Desk, hit: &Hit) -> Element {
    let link = el("a")
        .set("href", desk.story_href(&hit.code))
        .with(marked(&hit.title));
    let date = hit.published.map(persian::short_date);
    let mut meta: Vec<&str> = vec![&hit.section];
    meta.extend(date.as_deref());
    meta.retain(|part| !part.is_empty());
    // Until it comes there is room for it, so that nothing moves.
    let excerpt = match hit.excerpt.as_deref() {
        Some("") => None,
        excerpt => Some(el("p").class("excerpt").with(excerpt.map(marked))),
    };
    el("li")
        .key(hit.code.clone())
        .with(el("h2").class("headline").with(link))
        .with(excerpt)
        .with(el("p").class("quiet").with(meta.join("، ")))
}

/// A text whose matches are marked.
pub(super) fn marked(text_: &str) -> Nodes {
    let mut nodes = Nodes::new();
    for (at, part) in text_.split(BEGIN).enumerate() {
        match part.split_once(END) {
            Some((matched, after)) if at > 0 => {
                nodes = nodes.with(el("mark").with(text(matched))).with(text(after));
            }
            _ => nodes = nodes.with(text(part)),
        }
    }
    nodes
}
