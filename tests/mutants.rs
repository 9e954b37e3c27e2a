//! Mutated feeds: JSON, RSS, Atom and bodies, broken in thousands of ways around stories that are sound.
//! Whatever is broken beside them, those are read and drawn, and nothing panics.
//!
//! `cargo test` makes 150. `tests/faults/mutants.mjs` makes 10,000 (`MUTANTS`), measures the longest
//! (`MUTANTS_LIMIT_MS`) and leaves a sample for a browser (`MUTANTS_OUT`).
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use peyk::feed::{Feed, read_whole, write};
use peyk::news::{NewsCode, Stamp};
use peyk::pages::to_html;
use peyk::publish::syndication::{is_markup, to_json_feed};
use peyk::route::{Route, TagSlug};
use peyk::update::{Msg, State, update};
use serde_json::{Value, json};
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

const NOW: Stamp = Stamp(1_795_500_000);
const ADDRESS: &str = "https://feeds.example/news/feed.json";
const SOUND: [&str; 3] = ["sound-1", "sound-2", "sound-3"];

/// SplitMix64 (Steele, Lea and Flood 2014): the same feeds in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Small mostly, and sometimes thousands.
    fn size(&mut self) -> usize {
        let most = *self.one(&[3, 10, 40, 300, 20_000]);
        self.below(most) + 1
    }
}

/// Marks that JSON text is written with, which no value can hold: half characters, bare tokens, and
/// a name that is there a second time.
const HALVES: [(char, &str); 2] = [('\u{E000}', "\\ud800"), ('\u{E001}', "\\udc00")];
const BARE: (&str, &str) = ("\"\u{E002}", "\u{E003}\"");
const TWICE: &str = "\u{E004}";

const TEXTS: [&str; 26] = [
    "",
    " ",
    "\u{0}\u{1}\u{7f}\u{9f}",
    "\u{202e}\u{2066}\u{2069}\u{202a}",
    "\u{200c}\u{200c}\u{200c}",
    "\u{feff}\u{200b}\u{2060}\u{ad}",
    "ب\u{64e}\u{651}\u{651}\u{651}",
    "👨\u{200d}👩\u{200d}👧🇮🇷",
    "\u{E000}",
    "\u{E001}\u{E000}",
    "</script><script>alert(1)</script>",
    "]]><!--<![CDATA[",
    "javascript:alert(1)",
    "https://[::1]/",
    "//evil.example/x",
    "../../../x",
    "data:text/html,x",
    "https://feeds.example/a b,c 1w",
    "9999-99-99T99:99:99Z",
    "+292277026596-12-04T15:30:08Z",
    "1398/04/15",
    "متن یک خبر، با ۱۲۳ عدد و word",
    "a&amp;b&#x1F600;&#0;&bogus;",
    "{code}",
    "sports",
    "\r\n\t\u{2028}\u{85}",
];

const NUMBERS: [&str; 10] = [
    "-1",
    "0",
    "1e308",
    "1e999",
    "-0.0000001",
    "18446744073709551616",
    "3.5",
    "1E-400",
    "100001",
    "-9223372036854775809",
];

const PIECES: [&str; 44] = [
    "<p>",
    "</p>",
    "<b>",
    "</i>",
    "<a href=//x.example/>",
    "<a href='javascript:1'>",
    "</a>",
    "<ul><li>",
    "</ul>",
    "<ol>",
    "<li>",
    "<table>",
    "<td colspan=99999>",
    "</tr>",
    "<caption>",
    "<img src=x.jpg srcset='x 1w,'>",
    "<img width=1 height=1>",
    "<figure>",
    "<figcaption>",
    "<blockquote>",
    "</blockquote>",
    "<pre>\n",
    "</pre>",
    "<script>",
    "</script",
    "<svg><desc>",
    "</svg>",
    "<math>",
    "<template>",
    "<select>",
    "<video src=v>",
    "<iframe src=//f.example>",
    "<!--",
    "-->",
    "<!doctype",
    "<![CDATA[",
    "]]>",
    "<?x",
    "&",
    "&#x110000;",
    "<h1>",
    "<br>",
    "<q>",
    "<x \"'=<>",
];

fn text(random: &mut Random) -> String {
    let piece = *random.one(&TEXTS);
    let count = random.size().min(200_000 / piece.len().max(1));
    piece.repeat(count)
}

fn html(random: &mut Random) -> String {
    let mut out = String::new();
    for _ in 0..random.size().min(3000) {
        let piece: &str = random.one::<&str>(&PIECES);
        out.push_str(piece);
        if random.below(2) == 0 {
            let text: &str = random.one::<&str>(&TEXTS);
            out.push_str(text);
        }
    }
    if random.below(8) == 0 {
        out = random.one(&PIECES).repeat(random.size());
    }
    out
}

/// `value` many times, in all no larger than a feed may be.
fn copies(value: &Value, random: &mut Random) -> Vec<Value> {
    let most = 400_000 / value.to_string().len();
    vec![value.clone(); random.size().min(3000).min(most)]
}

fn value(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(format!("\u{E002}{}\u{E003}", random.one(&NUMBERS))),
        3 => json!([]),
        4 => json!({}),
        5 => {
            let inner = value(random);
            json!(copies(&inner, random))
        }
        6 => {
            // Deeper than a reader that recurses can go.
            let depth = random.size();
            let (open, close) = *random.one(&[("[", "]"), ("{\"a\":", "}")]);
            let open = open.replace('"', "\u{E005}");
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            json!(format!("\u{E002}{deep}\u{E003}"))
        }
        7 => json!({ "url": text(random), "name": text(random), "width": -1, "id": {} }),
        8 => json!(html(random)),
        _ => json!(text(random)),
    }
}

/// Changes something in `value`, at any depth.
fn mutate(target: &mut Value, random: &mut Random) {
    let deeper = random.below(3) > 0;
    match target {
        Value::Object(fields) if !fields.is_empty() && deeper => {
            let name = fields
                .keys()
                .nth(random.below(fields.len()))
                .unwrap()
                .clone();
            if let Some(inner) = fields.get_mut(&name) {
                mutate(inner, random);
            }
        }
        Value::Array(values) if !values.is_empty() && deeper => {
            let at = random.below(values.len());
            mutate(&mut values[at], random);
        }
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields
                .keys()
                .nth(random.below(fields.len()))
                .unwrap()
                .clone();
            match random.below(4) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(format!("{TWICE}{name}"), value(random))),
                2 => {
                    // Two fields with each other's values.
                    let other = fields
                        .keys()
                        .nth(random.below(fields.len()))
                        .unwrap()
                        .clone();
                    let (one, two) = (fields[&name].clone(), fields[&other].clone());
                    fields.insert(name, two);
                    fields.insert(other, one);
                }
                _ => drop(fields.insert(name, value(random))),
            }
        }
        Value::Array(values) if !values.is_empty() => {
            let one = random.one(values).clone();
            values.extend(copies(&one, random));
        }
        // A bare token is written as it is: half of one would be no JSON.
        Value::String(said) if !said.starts_with('\u{E002}') && random.below(2) == 0 => {
            let at = said.floor_char_boundary(random.below(said.len() + 1));
            match random.below(3) {
                0 => said.insert_str(at, &text(random)),
                1 => said.truncate(at),
                _ => said.insert_str(at, &html(random)),
            }
        }
        other => *other = value(random),
    }
}

/// `value` as JSON text, with what no value can say.
fn written(value: &Value) -> String {
    let mut text = value.to_string().replace(TWICE, "");
    for (mark, escape) in HALVES {
        text = text.replace(mark, escape);
    }
    text.replace(BARE.0, "")
        .replace(BARE.1, "")
        .replace('\u{E005}', "\"")
}

fn sound_item(id: &str) -> Value {
    json!({ "id": id, "title": format!("خبر {id}"), "content_html": format!("<p>متن {id}</p><p>ب</p>"),
        "date_published": "2026-01-02T03:04:05Z", "tags": ["سالم"] })
}

fn rich_item() -> Value {
    json!({
        "id": "broken", "url": "n/1", "title": "تیتر", "summary": "لید", "image": "i.jpg", "banner_image": "b.jpg",
        "content_html": "<p>یک <b>دو</b></p><ul><li>س</ul><table><tr><td>ج</table><figure><img src=f.jpg alt=م><figcaption>ک</figure>",
        "content_text": "متن", "date_published": "2026-01-01T00:00:00+03:30", "date_modified": "2026-01-01T00:00:00Z",
        "authors": [{ "name": "الف", "url": "https://a.example" }], "author": { "name": "ب" }, "tags": ["آب", "باد"],
        "attachments": [{ "url": "v.mp4", "mime_type": "video/mp4", "duration_in_seconds": 7 }, { "url": "a.jpg", "title": "پیوست" }],
        "_peyk": {
            "code": "777", "kicker": "روتیتر", "lead": "لید", "section": "a", "urgent": true, "withdrawn": false,
            "related": ["1", "2"], "plain_tags": ["تنها"], "source": { "name": "س", "url": "https://a.ir" },
            "correction": { "text": "ت", "at": "2026-01-02T00:00:00Z" },
            "picture": { "url": "p.jpg", "srcset": "p1.webp 360w, p2.webp 720w", "alt": "پ", "width": 8, "height": 6, "caption": "ز", "credit": "ع" },
            "gallery": [{ "url": "g.jpg", "alt": "گ", "caption": "ک" }, "h.jpg"],
            "video": { "url": "v.webm", "duration": 7, "width": 4, "height": 3, "poster": "s.jpg", "captions": "c.vtt" },
        },
    })
}

fn head() -> Value {
    json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "پیک", "home_page_url": "/", "feed_url": "feed.json",
        "next_url": "2.json", "icon": "i.svg", "authors": [{ "name": "تحریریه" }],
        "_peyk": {
            "brand": { "name": "پیک", "logo": "l.svg" },
            "sections": [{ "id": "a", "title": "الف", "order": 2 }, { "id": "b", "title": "ب", "kind": "photo", "parent": "a", "url": "x" }],
            "front": { "lead": "sound-1", "seconds": ["777"], "blocks": ["a"], "most_read": ["1"] },
            "contact": { "email": "a@b.ir", "telephone": "021-88", "address": "تهران" },
            "archive": { "story": "n/{code}.json", "list": "l/{list}.json" },
        },
    })
}

fn json_feed(random: &mut Random) -> String {
    let mut head = head();
    let mut items: Vec<Value> = Vec::new();
    for id in SOUND {
        for _ in 0..random.below(3) {
            let mut item = rich_item();
            for _ in 0..=random.below(4) {
                mutate(&mut item, random);
            }
            items.push(item);
        }
        items.push(sound_item(id));
    }
    if random.below(3) == 0 {
        mutate(&mut head, random);
    }
    let Value::Object(mut fields) = head else {
        // What is no object is no feed.
        return written(&json!({ "items": items }));
    };
    fields.remove("items");
    let mut text = written(&Value::Object(fields));
    text.pop();
    let comma = if text.len() > 1 { "," } else { "" };
    format!("{text}{comma}\"items\":{}}}", written(&Value::Array(items)))
}

fn element(name: &str, text: &str) -> String {
    format!("<{name}>{text}</{name}>")
}

fn xml_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\0', "")
}

/// An item of RSS or an entry of Atom with all that they may have.
fn rich_xml(is_atom: bool) -> String {
    let parts = if is_atom {
        "<id>https://a.example/n/1</id><title type='html'>تیتر &lt;b></title><link href='https://a.example/n/1'/><updated>2026-01-01T00:00:00Z</updated>\
         <author><name>الف</name></author><category term='آب'/><content type='xhtml'><div>متن <b>دو</b></div></content><summary>لید</summary>"
    } else {
        "<title>تیتر</title><link>https://a.example/n/1</link><guid isPermaLink='false'>https://a.example/?p=1</guid><pubDate>Thu, 01 Jan 2026 00:00:00 +0330</pubDate>\
         <dc:creator>الف</dc:creator><category>آب</category><description><![CDATA[<p>لید]]></description><content:encoded><![CDATA[<p>یک</p><p>دو]]></content:encoded>\
         <enclosure url='a.jpg' type='image/jpeg'/><media:group><media:content url='b.jpg' medium='image' width='7'/></media:group><source url='https://s.example'>س</source>"
    };
    element(if is_atom { "entry" } else { "item" }, parts)
}

/// Breaks something inside of an item; its own ends stay.
fn broken_xml(whole: &str, random: &mut Random) -> String {
    let inside = whole.find('>').unwrap() + 1..whole.rfind('<').unwrap();
    let mut middle = whole[inside.clone()].to_owned();
    for _ in 0..=random.below(4) {
        let at = middle.floor_char_boundary(random.below(middle.len() + 1));
        let to = middle.floor_char_boundary(at + random.below(30));
        match random.below(5) {
            0 if to > at => middle.replace_range(at..to, ""),
            1 => middle.insert_str(at, &xml_text(&text(random))),
            2 => {
                let piece = *random.one(&[
                    "<",
                    ">",
                    "&",
                    "&bogus;",
                    "</title>",
                    "<title>",
                    "</channel>",
                    "<a b='",
                    "\"",
                    "]]>",
                    "<x/>",
                    "</x>",
                    "\u{fffe}",
                    "<media:group>",
                    "<category/>",
                    "<x:y z=1>",
                    "<?",
                    "&#xD800;",
                ]);
                middle.insert_str(at, &piece.repeat(random.size().min(2000)));
            }
            3 => middle.insert_str(
                at,
                &element("category", &xml_text(&text(random))).repeat(random.below(50)),
            ),
            _ => middle.insert_str(at, &element("description", &xml_text(&html(random)))),
        }
    }
    format!("{}{middle}{}", &whole[..inside.start], &whole[inside.end..])
}

fn xml_feed(random: &mut Random) -> String {
    let is_atom = random.below(2) == 0;
    let mut items = String::new();
    for id in SOUND {
        for _ in 0..random.below(3) {
            items.push_str(&broken_xml(&rich_xml(is_atom), random));
        }
        items.push_str(&if is_atom {
            element("entry", &format!("<id>{id}</id><title>خبر {id}</title><updated>2026-01-02T03:04:05Z</updated><content>متن {id}</content>"))
        } else {
            element("item", &format!("<guid>{id}</guid><title>خبر {id}</title><description>متن {id}</description>"))
        });
    }
    if is_atom {
        format!(
            "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>پیک</title>{items}</feed>"
        )
    } else {
        format!("<rss version='2.0'><channel><title>پیک</title>{items}</channel></rss>")
    }
}

/// A feed, and whether its sound stories must come out of it.
fn mutant(seed: u64) -> (Vec<u8>, bool) {
    let mut random = Random(seed);
    let feed = if random.below(3) == 0 {
        xml_feed(&mut random)
    } else {
        json_feed(&mut random)
    };
    let mut bytes = feed.into_bytes();
    // In one of eight the whole is broken as well: then only nothing may panic.
    if random.below(8) > 0 {
        return (bytes, true);
    }
    for _ in 0..=random.below(5) {
        let at = random.below(bytes.len() + 1);
        match random.below(4) {
            0 => bytes.truncate(at),
            1 => bytes
                .splice(at..at, b"\xff\xfe\xc3\x28\xed\xa0\x80".iter().copied())
                .for_each(drop),
            2 => bytes
                .splice(at..at, random.one(&TEXTS).bytes())
                .for_each(drop),
            _ => drop(bytes.drain(at..(at + random.below(100)).min(bytes.len()))),
        }
    }
    (bytes, false)
}

fn read(bytes: &[u8]) -> Option<Feed> {
    let json = if is_markup(bytes) {
        to_json_feed(bytes, ADDRESS).ok()?.json
    } else {
        bytes.to_vec()
    };
    read_whole(json, ADDRESS, NOW).ok()
}

fn draw(feed: &Feed, route: Route) -> String {
    let mut state = State::new(route);
    update(&mut state, Msg::Published(Box::new(feed.clone())));
    to_html(state, "/")
}

/// Reads and draws `bytes` as `publish` does: every page is drawn from what was written and read back.
fn shown(bytes: &[u8]) -> Option<(Feed, Vec<(String, String)>)> {
    let feed = read(bytes)?;
    let again = read_whole(write(&feed).into_bytes(), ADDRESS, NOW).unwrap();
    let mut pages = Vec::new();
    for story in &again.stories {
        let code = story.summary.code.clone();
        pages.push((code.to_string(), draw(&again, Route::Story(code))));
    }
    pages.push(("front".to_owned(), draw(&again, Route::Front)));
    pages.push((
        "tag".to_owned(),
        draw(&again, Route::Tag(TagSlug::new("سالم"))),
    ));
    pages.push(("report".to_owned(), draw(&feed, Route::FeedReport)));
    Some((feed, pages))
}

#[test]
fn whatever_is_broken_in_a_feed_its_sound_stories_are_shown_and_nothing_panics() {
    let said = |name: &str| std::env::var(name).ok();
    let number = |name: &str| said(name).and_then(|text| text.parse::<u64>().ok());
    let count = number("MUTANTS").unwrap_or(150);
    let mut longest = (Duration::ZERO, 0);
    let mut stories = 0;
    // `MUTANTS_FROM=508 MUTANTS=1` looks at one alone.
    let from = number("MUTANTS_FROM").unwrap_or(0);
    for seed in from..from + count {
        let (bytes, is_sound) = mutant(seed);
        let start = Instant::now();
        let found = catch_unwind(|| shown(&bytes));
        longest = longest.max((start.elapsed(), seed));
        let Ok(found) = found else {
            panic!("seed {seed} panics")
        };
        if !is_sound {
            continue;
        }
        let Some((feed, pages)) = found else {
            panic!("seed {seed} is no feed")
        };
        for id in SOUND {
            let code = NewsCode::new(id);
            let story = feed.stories.iter().find(|story| story.summary.code == code);
            let page = pages.iter().find(|(name, _)| name == id);
            let is_drawn = page.is_some_and(|(_, html)| {
                html.contains(&format!("متن <bdi dir=\"ltr\">{id}</bdi>"))
            });
            assert!(story.is_some() && is_drawn, "seed {seed} has lost {id}");
            stories += 1;
        }
    }
    let (time, seed) = longest;
    println!(
        "{count} mutated feeds: 0 panics, all {stories} sound stories shown, longest {} ms (seed {seed})",
        time.as_millis()
    );
    if let Some(limit) = number("MUTANTS_LIMIT_MS") {
        assert!(
            time <= Duration::from_millis(limit),
            "seed {seed} takes {time:?}"
        );
    }
    if let Some(folder) = said("MUTANTS_OUT") {
        std::fs::create_dir_all(&folder).unwrap();
        for seed in 0..number("MUTANTS_SAMPLE").unwrap_or(500) {
            let (bytes, is_sound) = mutant(seed);
            // The browser reads JSON; what is markup is converted on the way, as `peyk serve` does.
            let json = if is_markup(&bytes) {
                to_json_feed(&bytes, ADDRESS)
                    .map(|found| found.json)
                    .unwrap_or_default()
            } else {
                bytes
            };
            let kind = if is_sound { "sound" } else { "broken" };
            std::fs::write(format!("{folder}/{seed:05}-{kind}.json"), json).unwrap();
        }
    }
}
