//! News codes (کد خبر) from what RSS and Atom have for them: a guid and a link.

use super::entry::Entry;
use crate::persian::latin_digits;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// Shorter numbers in a path are a page's, a section's, a day's or a year's.
const SHORTEST: usize = 5;

/// The longest guid that is a code as it is; see [`crate::news::NewsCode`].
const LONGEST: usize = 64;

/// The names under which an address hands over a number: WordPress, Drupal, Persian systems.
const PARAMETERS: [&str; 8] = [
    "p", "id", "nid", "newsid", "news_id", "code", "newscode", "itemid",
];

/// Gives every entry its code. The same entry has the same code in each reading, and in the feed of
/// another source that has the same guid or link.
///
/// The code is the first there is of: a guid that may stand in a path as it is (`867012`,
/// `yk0w-1`); the number in the guid (`https://a.ir/news/867012/…`, `…?p=12`, `tag:…:post-867012`,
/// `867012 at https://a.ir`); the number in the link; the whole guid; the whole link. A guid that
/// several links share names none of them, and a number that is in two different guids or links
/// is no code: a section's number rather than the story's.
pub(super) fn assign(entries: &mut [Option<Entry>]) {
    let mut links: HashMap<String, BTreeSet<String>> = HashMap::new();
    for entry in entries.iter().flatten() {
        if let (Some(guid), Some(link)) = (&entry.guid, &entry.link) {
            links.entry(guid.clone()).or_default().insert(link.clone());
        }
    }
    let is_shared = |guid: &String| links.get(guid).is_some_and(|links| links.len() > 1);
    for entry in entries.iter_mut().flatten() {
        entry.guid = entry.guid.take().filter(|guid| !is_shared(guid));
    }
    let mut owners: HashMap<String, BTreeSet<String>> = HashMap::new();
    for entry in entries.iter().flatten() {
        if let (Some(code), Some(whole)) = (short(entry), entry.id()) {
            owners.entry(code).or_default().insert(whole);
        }
    }
    let is_one = |code: &String| owners.get(code).is_some_and(|owners| owners.len() == 1);
    for entry in entries.iter_mut().flatten() {
        let Some(id) = entry.id() else { continue };
        let code = short(entry).filter(is_one).unwrap_or_else(|| id.clone());
        entry.fields.insert("id".to_owned(), json!(id));
        entry.extension.insert("code".to_owned(), json!(code));
    }
}

/// The code of an entry where it is short.
fn short(entry: &Entry) -> Option<String> {
    let guid = entry.guid.as_deref().map(latin_digits);
    let link = entry.link.as_deref().map(latin_digits);
    let guid = guid
        .as_deref()
        .map(|guid| guid.strip_prefix("urn:uuid:").unwrap_or(guid));
    guid.filter(|guid| is_plain(guid))
        .map(str::to_owned)
        .or_else(|| number(guid?))
        .or_else(|| number(link.as_deref()?))
}

fn is_plain(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The number in an address, or in a text with one, that stands for the story.
fn number(text: &str) -> Option<String> {
    // Drupal: `12 at https://a.ir`.
    if let Some((number, _)) = text.split_once(" at ")
        && is_number(number)
    {
        return Some(number.to_owned());
    }
    let text = text.split('#').next().unwrap_or(text);
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let named = query.split(['&', ';']).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let name = name.to_ascii_lowercase();
        (PARAMETERS.contains(&name.as_str()) && is_number(value)).then_some(value)
    });
    if named.is_some() {
        return named.map(str::to_owned);
    }
    // Not the host, and not the port.
    let path = path.split_once("://").map_or(path, |(_, rest)| {
        rest.split_once('/').map_or("", |(_, path)| path)
    });
    let is_code = |part: &&str| part.len() >= SHORTEST && is_number(part) && !is_day(part);
    let segments = || path.split(['/', ':', ',']);
    let whole = segments().filter(is_code);
    // `867012-title`, `title-867012.html`
    let edges = segments().flat_map(|segment| {
        let name = segment.split('.').next().unwrap_or(segment);
        [name.split('-').next(), name.rsplit('-').next()]
    });
    let longest = |parts: &mut dyn Iterator<Item = &str>| {
        parts.max_by_key(|part| part.len()).map(str::to_owned)
    };
    longest(&mut whole.into_iter())
        .or_else(|| longest(&mut edges.flatten().filter(|part| is_code(part))))
}

fn is_number(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a number of eight digits reads as a day, Jalali or Gregorian: `14041111`, `20260131`.
fn is_day(number: &str) -> bool {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    number.len() == 8
        && part(0, 2).is_some_and(|century| [13, 14, 19, 20].contains(&century))
        && part(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && part(6, 8).is_some_and(|day| (1..=31).contains(&day))
}
