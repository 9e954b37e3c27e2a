//! The head of a document and its items, through the crate feed-rs.
//!
//! Each goes to feed-rs alone, in a small document of sound XML. That crate refuses a whole feed for
//! one bad item, and it panics over an e-mail address beside a Persian comma and over lengths in
//! Persian digits: so it gets those elements and attributes only whose text is made safe here.

use super::document::{Document, Element, Kind};
use super::{Base, media, object};
use crate::feed::body::{decode_references, read_html, to_html};
use crate::news::Block;
use crate::persian::latin_digits;
use feed_rs::model::{Category, Link, Person, Text};
use serde_json::{Map, Value, json};

/// A longer description is no lead, in bytes.
const LONGEST_LEAD: usize = 800;

/// The tags of a document that its items have where they name none: each item repeats them.
const HEAD_TAGS: usize = 8;

/// The elements that an item may have many of.
const REPEATED: [&str; 5] = ["author", "dc:creator", "category", "dc:subject", "link"];

/// So many of them are handed to feed-rs: more than the feed's reader keeps of any list.
const MOST_REPEATED: usize = 2_000;

/// A longer tag of the document is none, in bytes.
const LONGEST_TAG: usize = 400;

/// An item as a JSON Feed has it, still without its `id` and its code.
pub(super) struct Entry {
    pub(super) guid: Option<String>,
    pub(super) link: Option<String>,
    pub(super) fields: Map<String, Value>,
    pub(super) extension: Map<String, Value>,
}

impl Entry {
    /// What the publisher names it by.
    pub(super) fn id(&self) -> Option<String> {
        self.guid.clone().or_else(|| self.link.clone())
    }
}

/// What the document says of itself.
pub(super) struct Head {
    pub(super) fields: Map<String, Value>,
    /// What its items are about that do not say it themselves.
    pub(super) tags: Vec<String>,
    /// Whether there were more tags than are taken.
    pub(super) left_out: bool,
}

/// Reads the head of `document`, whose addresses are relative to `base`.
pub(super) fn head(document: &Document<'_>, base: &Base) -> Head {
    let (parts, _) = document.children(&document.head);
    let mut xml = Xml::default();
    for part in &parts {
        match (document.kind, part.name.as_str()) {
            (_, "title") => xml.text(part, document.kind),
            (Kind::Atom, "link") | (Kind::Rss, "atom:link") => xml.link(part),
            (Kind::Rss, "link") => xml.put("link", &[], &part.text()),
            (Kind::Rss, "image") => {
                let (inside, _) = document.children(part);
                if let Some(url) = inside.iter().find(|part| part.name == "url") {
                    xml.open("image", &[]);
                    xml.put("url", &[], url.text().trim());
                    xml.close("image");
                }
            }
            (Kind::Atom, "logo" | "icon") => xml.put(&part.name, &[], part.text().trim()),
            (Kind::Rss, "language" | "dc:language") => {
                xml.put("language", &[], part.text().trim());
            }
            (Kind::Atom, "author") => xml.author(document, part),
            (_, "category" | "dc:subject") => xml.category(part, document.kind),
            _ => {}
        }
    }
    let mut fields = Map::new();
    fields.insert(
        "version".to_owned(),
        json!("https://jsonfeed.org/version/1.1"),
    );
    let Some(feed) = parsed(document.kind, &xml.0, None) else {
        return Head {
            fields,
            tags: Vec::new(),
            left_out: false,
        };
    };
    let image = feed.logo.as_ref().or(feed.icon.as_ref());
    let spoken = document.head.attribute("xml:lang").map(str::to_owned);
    let next = |link: &&Link| link.rel.as_deref() == Some("next");
    fields.append(&mut object(json!({
        "title": title(feed.title.as_ref()),
        "home_page_url": page(&feed.links).map(|page| base.resolve(page)),
        "next_url": feed.links.iter().find(next).map(|link| base.resolve(&link.href)),
        "icon": image.map(|image| base.resolve(&image.uri)),
        "language": feed.language.or(spoken),
        "authors": names(&feed.authors),
    })));
    let mut tags = tags(&feed.categories);
    tags.retain(|tag| tag.len() <= LONGEST_TAG);
    let left_out = tags.len() > HEAD_TAGS;
    tags.truncate(HEAD_TAGS);
    Head {
        fields,
        tags,
        left_out,
    }
}

/// Reads the item that consists of `parts`. One that names no tags has those of the `head`. `None`
/// where feed-rs can make nothing of it.
pub(super) fn read(
    document: &Document<'_>,
    parts: &[Element<'_>],
    head: &Head,
    base: &Base,
) -> Option<Entry> {
    let kind = document.kind;
    let mut xml = Xml::default();
    let mut origin = Value::Null;
    let mut repeated = 0;
    for part in parts {
        if REPEATED.contains(&part.name.as_str()) {
            repeated += 1;
            if repeated > MOST_REPEATED {
                continue;
            }
        }
        match (kind, part.name.as_str()) {
            (_, "title") => xml.text(part, kind),
            (Kind::Atom, "link") => xml.link(part),
            (Kind::Rss, "link" | "guid") => xml.put(&part.name, &[], part.text().trim()),
            (Kind::Atom, "id") => xml.put("id", &[], part.text().trim()),
            (Kind::Rss, "description" | "content:encoded") => {
                xml.put(&part.name, &[], &once_more(part.text()));
            }
            (Kind::Atom, "summary" | "content") => xml.text(part, kind),
            (Kind::Rss, "author" | "dc:creator") => {
                xml.put("dc:creator", &[], &without_mail(&part.text()));
            }
            (Kind::Atom, "author" | "dc:creator") => xml.author(document, part),
            (_, "category" | "dc:subject") => xml.category(part, kind),
            (_, "source") => origin = source(document, part, base),
            _ => {}
        }
    }
    let date = |names: &[&str]| {
        let named = |name: &&str| parts.iter().find(|part| part.name == *name);
        let text = names.iter().find_map(named)?.text();
        (!text.trim().is_empty()).then(|| date(&text))
    };
    let published = date(&[
        "pubdate",
        "published",
        "issued",
        "dc:date",
        "dc:issued",
        "atom:published",
    ]);
    let updated = date(&["updated", "modified", "atom:updated", "dc:modified"]);
    for (name, date) in [(Xml::PUBLISHED, &published), (Xml::UPDATED, &updated)] {
        if let Some(date) = date {
            xml.put(name.of(kind), &[], date);
        }
    }
    let feed = parsed(kind, "", Some(&xml.0))?;
    let entry = feed.entries.into_iter().next()?;

    let guid = Some(entry.id).filter(|guid| !guid.is_empty());
    let permalink = guid.as_deref().filter(|guid| {
        let is_named = |part: &&Element<'_>| part.name == "guid";
        let said = parts
            .iter()
            .find(is_named)
            .and_then(|part| part.attribute("ispermalink"));
        said != Some("false") && (guid.starts_with("https://") || guid.starts_with("http://"))
    });
    let link = page(&entry.links)
        .or(permalink)
        .map(|link| base.resolve(link));
    let mut extension = Map::new();
    media::add(document, parts, base, &mut extension);
    extension.append(&mut object(json!({ "source": origin })));

    // Where feed-rs cannot read a date, the feed's reader tries, and reports what is none.
    let stamp =
        |read: Option<String>, written: Option<String>| written.map(|text| read.unwrap_or(text));
    let updated = stamp(entry.updated.map(|date| date.to_rfc3339()), updated);
    let published = stamp(entry.published.map(|date| date.to_rfc3339()), published);
    let own = tags(&entry.categories);
    let mut fields = object(json!({
        "url": link,
        "title": title(entry.title.as_ref()),
        "authors": names(&entry.authors),
        "tags": if own.is_empty() { &head.tags } else { &own },
        "date_published": published.as_ref().or(updated.as_ref()),
        "date_modified": published.as_ref().and(updated.as_ref()),
    }));
    let content = entry.content.and_then(|content| {
        let is_html = content.content_type.subty() != "plain";
        content.body.map(|body| (body, is_html))
    });
    let summary = entry.summary.map(|summary| {
        let is_html = summary.content_type.subty() != "plain";
        (summary.content, is_html)
    });
    write_texts(content, summary, base, &mut fields, &mut extension);
    Some(Entry {
        guid,
        link,
        fields,
        extension,
    })
}

/// A text, and whether it is HTML.
type Written = (String, bool);

fn plain_text((text, is_html): &Written) -> String {
    if *is_html {
        plain(text)
    } else {
        text.trim().to_owned()
    }
}

/// Writes body and lead. Where both are there, the summary is the lead, unless it only repeats how
/// the body begins. Where only the summary is there, it is the lead if it is one paragraph, whose
/// picture is the story's, else the body.
fn write_texts(
    content: Option<Written>,
    summary: Option<Written>,
    base: &Base,
    fields: &mut Map<String, Value>,
    extension: &mut Map<String, Value>,
) {
    let is_said = |(text, _): &Written| !text.trim().is_empty();
    let (content, summary) = (content.filter(is_said), summary.filter(is_said));
    if let (None, Some(summary)) = (&content, &summary) {
        let blocks = base.blocks(&summary.0);
        let texts = || {
            blocks
                .iter()
                .filter(|block| !matches!(block, Block::Figure(_)))
        };
        let lead = plain_text(summary);
        let is_lead = lead.len() <= LONGEST_LEAD
            && !lead.contains('\n')
            && texts().count() <= 1
            && texts().all(|block| matches!(block, Block::Paragraph(_)));
        if !is_lead {
            return write_body(summary, base, fields);
        }
        fields.insert("summary".to_owned(), json!(lead));
        let picture = blocks.iter().find_map(|block| match block {
            Block::Figure(figure) => {
                let picture = &figure.picture;
                Some(json!({ "url": picture.url, "alt": picture.alt }))
            }
            _ => None,
        });
        if let (Some(picture), false) = (picture, extension.contains_key("picture")) {
            extension.insert("picture".to_owned(), picture);
        }
    }
    if let Some(content) = content {
        let beginning = plain_text(&content);
        let adds = |lead: &String| {
            !beginning.starts_with(lead.trim_end_matches(['.', '…', '[', ']', ' ']))
        };
        if let Some(lead) = summary.as_ref().map(plain_text).filter(adds) {
            fields.insert("summary".to_owned(), json!(lead));
        }
        write_body(&content, base, fields);
    }
}

fn write_body((text, is_html): &Written, base: &Base, fields: &mut Map<String, Value>) {
    let (name, text) = if !is_html || !text.contains(['<', '&']) {
        ("content_text", text.clone())
    } else if base.is_declared {
        ("content_html", to_html(&base.blocks(text)))
    } else {
        ("content_html", text.clone())
    };
    fields.insert(name.to_owned(), json!(text));
}

/// Small documents for feed-rs, in the making.
#[derive(Default)]
struct Xml(String);

/// What a date is called in RSS and in Atom.
struct Dated(&'static str, &'static str);

impl Dated {
    fn of(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Rss => self.0,
            Kind::Atom => self.1,
        }
    }
}

impl Xml {
    const PUBLISHED: Dated = Dated("pubDate", "published");
    const UPDATED: Dated = Dated("atom:updated", "updated");

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.escaped(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element that holds `text`.
    fn put(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.escaped(text);
        self.close(name);
    }

    /// `text` without what has a meaning in XML, and without what may not stand in it.
    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                '\n' | '\t' => self.0.push(c),
                '\u{fffe}' | '\u{ffff}' => {}
                c if c.is_control() => {}
                c => self.0.push(c),
            }
        }
    }

    /// A title, a summary or a content. Atom says whether it is HTML; what is neither HTML nor text
    /// (a picture in base64, or a text that lies elsewhere) is left out.
    fn text(&mut self, part: &Element<'_>, kind: Kind) {
        let said = part
            .attribute("type")
            .unwrap_or("text")
            .to_ascii_lowercase();
        let family = match said.as_str() {
            _ if kind == Kind::Rss => return self.put(&part.name, &[], &part.text()),
            _ if part.attribute("src").is_some() || part.attribute("mode") == Some("base64") => {
                return;
            }
            "html" | "xhtml" | "text/html" | "application/xhtml+xml" => "html",
            "text" | "text/plain" | "" => "text",
            _ => return,
        };
        let text = part.text();
        let text = if family == "html" {
            once_more(text)
        } else {
            text
        };
        self.put(&part.name, &[("type", family)], &text);
    }

    /// A link of Atom.
    fn link(&mut self, part: &Element<'_>) {
        let known = ["href", "rel", "type"].iter();
        let attributes: Vec<(&str, &str)> = known
            .filter_map(|name| Some((*name, part.attribute(name)?)))
            .collect();
        self.put(
            if part.name == "link" {
                "link"
            } else {
                "atom:link"
            },
            &attributes,
            "",
        );
    }

    /// An author of Atom.
    fn author(&mut self, document: &Document<'_>, part: &Element<'_>) {
        let (inside, _) = document.children(part);
        let name = inside
            .iter()
            .find(|part| part.name == "name")
            .unwrap_or(part);
        self.open("author", &[]);
        self.put("name", &[], &without_mail(&name.text()));
        self.close("author");
    }

    /// A category, and those within it that some agencies write into one (`سیاسی > مجلس`).
    fn category(&mut self, part: &Element<'_>, kind: Kind) {
        let said = part.attribute("label").or_else(|| part.attribute("term"));
        let text = said.map_or_else(|| part.text(), str::to_owned);
        for name in plain(&text)
            .split('>')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            match kind {
                Kind::Rss => self.put("category", &[], name),
                Kind::Atom => self.put("category", &[("term", name)], ""),
            }
        }
    }
}

/// What feed-rs reads in a document with this head and this item.
fn parsed(kind: Kind, head: &str, item: Option<&str>) -> Option<feed_rs::model::Feed> {
    let (root, inner, name) = match kind {
        Kind::Rss => (
            "rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\"",
            "channel",
            "item",
        ),
        Kind::Atom => ("feed xmlns=\"http://www.w3.org/2005/Atom\"", "", "entry"),
    };
    let (around, end) = if inner.is_empty() {
        (String::new(), "</feed>".to_owned())
    } else {
        (format!("<{inner}>"), format!("</{inner}></rss>"))
    };
    let item = item
        .map(|item| format!("<{name}>{item}</{name}>"))
        .unwrap_or_default();
    let xml = format!("<{root}>{around}{head}{item}{end}");
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        // An id that is made up would change with the title.
        .id_generator(|_, _, _| String::new())
        .build();
    parser.parse(xml.as_bytes()).ok()
}

/// The page that is linked to, rather than a feed, a picture or the next page.
fn page(links: &[Link]) -> Option<&str> {
    let is_page = |link: &&Link| {
        !link.href.is_empty() && matches!(link.rel.as_deref(), None | Some("alternate"))
    };
    let is_html = |link: &&Link| {
        link.media_type
            .as_deref()
            .is_none_or(|kind| kind.contains("html"))
    };
    let pages = || links.iter().filter(is_page);
    let found = pages().find(is_html).or_else(|| pages().next());
    found.map(|link| link.href.as_str())
}

/// A title as plain text. RSS does not say whether its titles are HTML; most are.
fn title(text: Option<&Text>) -> Option<String> {
    let text = text?;
    let title = plain(&text.content);
    (!title.is_empty()).then_some(title)
}

fn names(people: &[Person]) -> Vec<Value> {
    let names = people.iter().filter_map(|person| person.name.as_deref());
    let said = names.map(str::trim).filter(|name| !name.is_empty());
    said.map(|name| json!({ "name": name })).collect()
}

fn tags(categories: &[Category]) -> Vec<String> {
    categories
        .iter()
        .map(|category| category.term.clone())
        .collect()
}

/// Where a story comes from: `<source url="…">…</source>` of RSS, or the feed that an entry of Atom
/// was taken from.
fn source(document: &Document<'_>, part: &Element<'_>, base: &Base) -> Value {
    let (inside, _) = document.children(part);
    let named = |name: &str| inside.iter().find(|part| part.name == name);
    let name = plain(&named("title").unwrap_or(part).text());
    let link = named("link").and_then(|link| link.attribute("href"));
    let url = part.attribute("url").or(link);
    if name.is_empty() {
        return Value::Null;
    }
    Value::Object(object(
        json!({ "name": name, "url": url.map(|url| base.resolve(url)) }),
    ))
}

/// HTML as plain text on one line, without its pictures. Text that was escaped twice is read twice.
pub(super) fn plain(html: &str) -> String {
    let mut text = html.to_owned();
    for _ in 0..2 {
        if text.contains(['<', '&']) {
            let blocks = read_html(&text, "").blocks;
            let texts = blocks
                .iter()
                .filter(|block| !matches!(block, Block::Figure(_)));
            text = texts.map(Block::text).collect::<Vec<_>>().join(" ");
        }
    }
    text.trim().to_owned()
}

/// HTML whose tags were all escaped twice, unescaped.
fn once_more(html: String) -> String {
    if html.contains('<') || !html.contains("&lt;") {
        return html;
    }
    decode_references(&html, false).into_owned()
}

/// A name without the e-mail address beside it (`reza@news.example (رضا احمدی)`).
fn without_mail(text: &str) -> String {
    let words = text.split([' ', '\n', '\t', '،', ',', '<', '>', '(', ')']);
    let words = words.filter(|word| !word.is_empty() && !word.contains('@'));
    if text.contains('@') {
        words.collect::<Vec<_>>().join(" ")
    } else {
        text.trim().to_owned()
    }
}

/// A date as feed-rs reads it: Latin digits, no name of the day, and a zone. Without a zone it is
/// Tehran's: systems that leave it out write their own clock.
fn date(text: &str) -> String {
    let text = latin_digits(text.trim());
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let text = match text.split_once([',', '،']) {
        Some((day, rest)) if !has_digit(day) => rest.trim(),
        _ => text.as_str(),
    };
    let text = text.split('(').next().unwrap_or(text).trim();
    let is_iso = text
        .get(..5)
        .is_some_and(|start| start.ends_with(['-', '/']));
    if is_iso {
        let text = text.replace('/', "-");
        let Some((day, time)) = text.split_once(['T', 't', ' ']) else {
            return text;
        };
        let time = time.replace(' ', "");
        let zone = if time.contains(['Z', 'z', '+', '-']) {
            ""
        } else {
            "+03:30"
        };
        return format!("{day}T{time}{zone}");
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let last = words.last().copied().unwrap_or_default();
    let offset = last.trim_start_matches("GMT").trim_start_matches("UTC");
    let zone = match last {
        "IRST" => "+0330".to_owned(),
        "IRDT" => "+0430".to_owned(),
        _ if offset.starts_with(['+', '-']) => offset.replace(':', ""),
        _ if last.starts_with(|c: char| c.is_ascii_alphabetic()) => last.to_owned(),
        _ => {
            words.push("");
            "+0330".to_owned()
        }
    };
    words.pop();
    words.push(&zone);
    words.join(" ")
}
