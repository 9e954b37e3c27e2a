//! `peyk sample`: feeds of any size for load tests, the same for the same seed.

use super::words::{Random, Words};
use calendrical_calculations::gregorian;
use calendrical_calculations::rata_die::RataDie;
use serde::{Serialize, Serializer};
use std::io::{self, BufWriter, Write};
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// When the newest story was published: 2025-06-01T08:00:00Z, in seconds since 1970.
const NEWEST: i64 = 1_748_764_800;
/// The time between two stories in seconds, to which up to as much again less one is added.
const PACE: i64 = 240;
/// The news code of the oldest story; the others follow it upwards.
const FIRST_CODE: u64 = 1_000_001;
/// Where a story's body lies, relative to the feed.
const ARCHIVE: &str = "data/n/{code}.json";

/// The sections of a Persian agency: id, title, kind, and the section above.
const SECTIONS: [(&str, &str, &str, Option<&str>); 17] = [
    ("video", "فیلم", "video", None),
    ("photo", "عکس", "photo", None),
    ("sports", "ورزشی", "text", None),
    ("society", "اجتماعی", "text", None),
    ("youth", "باشگاه جوانی", "text", None),
    ("politics", "سیاسی", "text", None),
    ("culture", "فرهنگ و هنر", "text", None),
    ("economy", "اقتصادی", "text", None),
    ("science", "علمی و فناوری", "text", None),
    ("world", "بین‌الملل", "text", None),
    ("provinces", "استان‌ها", "text", None),
    ("tehran", "تهران", "text", Some("provinces")),
    ("isfahan", "اصفهان", "text", Some("provinces")),
    ("fars", "فارس", "text", Some("provinces")),
    ("media", "رسانه‌ها", "text", None),
    ("market", "بازار", "text", None),
    ("pages", "صفحات داخلی", "link", None),
];

/// What to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many stories.
    pub stories: u64,
    /// Whether the bodies are left out and asked for one by one.
    pub leads: bool,
    /// Other seeds give other texts.
    pub seed: u64,
    /// The feed's file; `None` is the standard output.
    pub out: Option<PathBuf>,
    /// For how many of the newest stories a file with the body is written beside the feed.
    pub bodies: u64,
    /// How many stories a file holds; further ones lie in `pages/{n}.json` beside the feed's, numbered
    /// from the oldest, each naming the next older. `None` is one file.
    pub per_page: Option<NonZeroU64>,
}

/// A sample that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// This file or folder cannot be written, in the system's words.
    #[error("cannot write {file}: {1}", file = .0.display())]
    File(PathBuf, String),
    /// The standard output cannot be written, in the system's words.
    #[error("cannot write the sample: {0}")]
    Output(String),
    /// Bodies and pages lie beside the feed's file, and there is none.
    #[error("bodies and pages are written beside the feed: name it with --out")]
    NoFolder,
}

/// Writes the sample, story by story. `progress` is told how many are written, every 10,000.
pub fn write(options: &Options, progress: &dyn Fn(u64)) -> Result<(), SampleError> {
    let words = Words::new();
    let file_error = |path: &Path| {
        let path = path.to_path_buf();
        move |error: io::Error| SampleError::File(path, error.to_string())
    };
    let stories = options.stories;
    let Some(out) = &options.out else {
        if options.bodies > 0 || options.per_page.is_some() {
            return Err(SampleError::NoFolder);
        }
        let all = Items::new(options, &words, progress, 0..stories);
        return write_feed(all, None, io::stdout().lock())
            .map_err(|error| SampleError::Output(error.to_string()));
    };
    let folder = out.parent().unwrap_or(Path::new(""));
    let create = |path: &Path| {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::File::create(path)
    };
    // All pages but the newest are full.
    let per_page = options.per_page.map_or(u64::MAX, NonZeroU64::get);
    let pages = stories.saturating_sub(1) / per_page;
    for page in 1..=pages {
        let path = folder.join(page_name(page));
        let from = stories - page * per_page;
        let items = Items::new(options, &words, progress, from..from + per_page);
        create(&path)
            .and_then(|file| write_feed(items, Some(page - 1), file))
            .map_err(file_error(&path))?;
    }
    let newest = Items::new(options, &words, progress, 0..stories - pages * per_page);
    create(out)
        .and_then(|file| write_feed(newest, Some(pages), file))
        .map_err(file_error(out))?;
    for index in 0..options.bodies.min(options.stories) {
        let item = Item::new(options, &words, index, true);
        let path = folder.join(ARCHIVE.replace("{code}", &item.id));
        write_story(item, &path).map_err(file_error(&path))?;
    }
    Ok(())
}

/// A story's own file: a feed with one item.
fn write_story(item: Item, path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let feed = StoryFile {
        version: VERSION,
        title: TITLE,
        items: [item],
    };
    std::fs::write(path, serde_json::to_vec(&feed)?)
}

/// Where the page `number` lies, relative to the feed.
fn page_name(number: u64) -> String {
    format!("pages/{number}.json")
}

/// Writes a feed of `items`, which goes on with the page `next`, if that is not 0.
fn write_feed(items: Items<'_>, next: Option<u64>, out: impl Write) -> io::Result<()> {
    let options = items.options;
    let code = |index: u64| code(options.stories, index);
    let some = |from: u64, count: u64| {
        (from..options.stories.min(from + count))
            .map(code)
            .collect()
    };
    let feed = Feed {
        version: VERSION,
        title: TITLE,
        language: "fa-IR",
        extension: Extension {
            sections: SECTIONS.map(|(id, title, kind, parent)| Section {
                id,
                title,
                kind,
                parent,
            }),
            front: Front {
                lead: (options.stories > 0).then(|| code(0)),
                seconds: some(1, 4),
                most_read: some(5, 8),
            },
            archive: options.leads.then_some(Archive { story: ARCHIVE }),
        },
        next_url: next
            .filter(|page| *page > 0)
            .map(|page| format!("/{}", page_name(page))),
        items,
    };
    let mut out = BufWriter::with_capacity(1 << 16, out);
    serde_json::to_writer(&mut out, &feed)?;
    out.write_all(b"\n")?;
    out.flush()
}

const VERSION: &str = "https://jsonfeed.org/version/1.1";
const TITLE: &str = "نمونهٔ پیک";

/// The news code of the story at `index`, counted from the newest.
fn code(stories: u64, index: u64) -> String {
    (FIRST_CODE + stories - 1 - index).to_string()
}

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'static str,
    language: &'static str,
    #[serde(rename = "_peyk")]
    extension: Extension,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    items: Items<'a>,
}

#[derive(Serialize)]
struct StoryFile {
    version: &'static str,
    title: &'static str,
    items: [Item; 1],
}

#[derive(Serialize)]
struct Extension {
    sections: [Section; SECTIONS.len()],
    front: Front,
    #[serde(skip_serializing_if = "Option::is_none")]
    archive: Option<Archive>,
}

#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'static str>,
}

#[derive(Serialize)]
struct Front {
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    seconds: Vec<String>,
    most_read: Vec<String>,
}

#[derive(Serialize)]
struct Archive {
    story: &'static str,
}

/// The stories, made one by one while they are written.
struct Items<'a> {
    options: &'a Options,
    words: &'a Words,
    progress: &'a dyn Fn(u64),
    range: Range<u64>,
}

impl<'a> Items<'a> {
    /// The stories of `range`, counted from the newest.
    fn new(
        options: &'a Options,
        words: &'a Words,
        progress: &'a dyn Fn(u64),
        range: Range<u64>,
    ) -> Self {
        Self {
            options,
            words,
            progress,
            range,
        }
    }
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.range.clone().map(|index| {
            if index > 0 && index.is_multiple_of(10_000) {
                (self.progress)(index);
            }
            Item::new(self.options, self.words, index, !self.options.leads)
        }))
    }
}

#[derive(Serialize)]
struct Item {
    id: String,
    title: String,
    summary: String,
    date_published: String,
    tags: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(rename = "_peyk")]
    extension: ItemExtension,
}

#[derive(Serialize)]
struct ItemExtension {
    code: String,
    section: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kicker: Option<String>,
}

impl Item {
    /// The story at `index`, counted from the newest; the same whether its body is asked for or not.
    fn new(options: &Options, words: &Words, index: u64, body: bool) -> Self {
        let mut random = Random::new(options.seed, index);
        let code = code(options.stories, index);
        let mut title = String::new();
        words.phrase(random.between(5, 12), &mut random, &mut title);
        let mut summary = String::new();
        words.sentences(random.between(12, 30), &mut random, &mut summary);
        let kicker = random.chance(60).then(|| {
            let mut kicker = String::new();
            words.phrase(random.between(2, 5), &mut random, &mut kicker);
            kicker
        });
        let mut tags = Vec::new();
        for _ in 0..random.between(1, 4) {
            let tag = words.subject(&mut random);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        // Drawn among all but the last, which holds no news.
        let last = SECTIONS.len() as u64 - 2;
        let section = usize::try_from(random.between(0, last))
            .ok()
            .and_then(|at| SECTIONS.get(at))
            .map_or("society", |section| section.0);
        let jitter = i64::try_from(random.between(0, PACE.unsigned_abs() - 1)).unwrap_or(0);
        let age = i64::try_from(index).unwrap_or(0).saturating_mul(PACE) + jitter;
        let content_html = body.then(|| {
            let mut html = String::new();
            words.paragraphs(random.between(60, 850), &mut random, &mut html);
            html
        });
        Self {
            id: code.clone(),
            title,
            summary,
            date_published: rfc3339(NEWEST - age),
            tags,
            content_html,
            extension: ItemExtension {
                code,
                section,
                kicker,
            },
        }
    }
}

/// The moment `seconds` after 1970 in the form of RFC 3339, in UTC.
fn rfc3339(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Day 719,163 of the common era is 1970-01-01.
    let (year, month, day) =
        gregorian::gregorian_from_fixed(RataDie::new(days + 719_163)).unwrap_or((1970, 1, 1));
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_rfc_3339() {
        assert_eq!(rfc3339(NEWEST), "2025-06-01T08:00:00Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
    }
}
