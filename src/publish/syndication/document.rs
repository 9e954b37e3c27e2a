//! XML as it is met: a reader that never fails. It finds the items of a document, so that what is
//! broken in one costs no other, and gives their elements under one set of names.
//!
//! Entities that a document declares itself are not expanded, and nothing it names is fetched. Each
//! step is linear in the document's length, and nothing recurses by its depth.

use crate::feed::body::decode_references;
use std::collections::HashMap;
use std::ops::Range;

/// The elements that stand for one story each.
const ITEMS: [&str; 2] = ["item", "entry"];

/// The elements around items, which a document that breaks off leaves open.
const WHOLES: [&str; 4] = ["channel", "feed", "rss", "rdf"];

/// How many tags a server's complaint before the document may hold.
const COMPLAINT: usize = 20;

/// More attributes of one tag are not looked at.
const MOST_ATTRIBUTES: usize = 64;

/// More elements right in another one are not looked at.
const MOST_CHILDREN: usize = 10_000;

const CDATA: &str = "<![CDATA[";

/// Vocabularies by a part of their address, and the prefix that they have here, whichever the
/// document gives them. The first part that fits counts.
const VOCABULARIES: [(&str, &str); 11] = [
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0", ""),
    ("purl.org/dc/", "dc"),
    ("search.yahoo.com/mrss", "media"),
    ("itunes.com/dtds/podcast", "itunes"),
    ("w3.org/2005/Atom", "atom"),
    ("purl.org/atom/ns", "atom"),
    ("my.netscape.com/rdf/simple", ""),
    ("my.netscape.com/publish/formats/rss", ""),
    ("backend.userland.com", ""),
    ("w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
];

/// The two families of documents. RSS 0.9x, 1.0 and 2.0 differ in where their items stand only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rss,
    Atom,
}

/// A document that has been cut into its parts.
pub(super) struct Document<'a> {
    pub(super) kind: Kind,
    /// What stands around the items: the channel, or the feed.
    pub(super) head: Element<'a>,
    /// In the document's order.
    pub(super) items: Vec<Element<'a>>,
    markup: Markup<'a>,
}

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element<'a> {
    /// Its name in lower case with the prefix of [`VOCABULARIES`], which RSS and Atom themselves
    /// do not have.
    pub(super) name: String,
    /// Names in lower case, each once.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands in it, as it is written.
    inner: &'a str,
    /// Where that ends, in the document's bytes.
    end: usize,
    /// The tags in it.
    tags: Range<usize>,
    /// Whether the document ends within it.
    pub(super) breaks_off: bool,
    /// Whether its own tags had to be mended.
    mended: bool,
}

impl Element<'_> {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim())
    }

    /// The text of the element: references resolved, CDATA taken as it is. Where tags stand in it
    /// that should have been escaped, it is the markup as it was written.
    pub(super) fn text(&self) -> String {
        let is_markup = !self.tags.is_empty();
        let mut out = String::with_capacity(self.inner.len());
        let plain = |out: &mut String, text: &str| {
            // What is left of a section that begins elsewhere.
            let text = text.replace("]]>", "");
            if is_markup {
                out.push_str(&text);
            } else {
                out.push_str(&decode_references(&text, true));
            }
        };
        // How much of the text follows the last one: no search for another is begun there.
        let left = |mark: &str| {
            let last = self.inner.rfind(mark);
            last.map_or(usize::MAX, |at| self.inner.len() - at)
        };
        let (sections, comments) = (left("]]>"), left("-->"));
        let parted = |text: &'_ str, mark: &str, left: usize| {
            let at = (text.len() >= left).then(|| text.find(mark)).flatten()?;
            Some((at, at + mark.len()))
        };
        let mut rest = self.inner;
        while let Some((before, here)) = cut(rest, "<") {
            plain(&mut out, before);
            rest = if let Some(section) = here.strip_prefix(CDATA) {
                match parted(section, "]]>", sections) {
                    Some((end, after)) => {
                        out.push_str(section.get(..end).unwrap_or_default());
                        section.get(after..).unwrap_or_default()
                    }
                    None => section,
                }
            } else if let Some(comment) = here.strip_prefix("<!--") {
                parted(comment, "-->", comments)
                    .and_then(|(_, after)| comment.get(after..))
                    .unwrap_or(comment)
            } else {
                out.push('<');
                here.get(1..).unwrap_or_default()
            };
        }
        plain(&mut out, rest);
        out
    }
}

impl<'a> Document<'a> {
    /// Reads the document `text`; `None` where it is neither RSS nor Atom.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut markup = Markup::of(text);
        let (root, kind) = markup.root()?;
        markup.kind = kind;
        let mut items = Vec::new();
        let mut head = None;
        let mut at = root;
        while let Some(tag) = markup.tags.get(at) {
            let element = (tag.kind != TagKind::Close).then(|| markup.element(at, text.len()));
            at += 1;
            let Some((element, next)) = element else {
                continue;
            };
            if ITEMS.contains(&element.name.as_str()) {
                items.push(element);
                at = next;
            } else if head.is_none() && ["channel", "feed"].contains(&element.name.as_str()) {
                head = Some(element);
            }
        }
        Some(Self {
            kind,
            head: head.unwrap_or_default(),
            items,
            markup,
        })
    }

    /// The whole document.
    pub(super) fn root(&self) -> Element<'a> {
        let at = self.markup.root().map_or(0, |(at, _)| at);
        self.markup.element(at, self.markup.text.len()).0
    }

    /// The elements right in `element`, and whether any tags there had to be mended.
    pub(super) fn children(&self, element: &Element<'a>) -> (Vec<Element<'a>>, bool) {
        let markup = &self.markup;
        let mut children = Vec::new();
        let mut mended = element.mended;
        let mut at = element.tags.start;
        while at < element.tags.end && children.len() < MOST_CHILDREN {
            let closes = |tag: &Tag<'_>| tag.kind == TagKind::Close;
            if markup.tags.get(at).is_none_or(closes) {
                // An end without a beginning.
                mended = true;
                at += 1;
                continue;
            }
            let (child, next) = markup.element(at, element.end);
            mended |= child.mended;
            at = next;
            if !ITEMS.contains(&child.name.as_str()) {
                children.push(child);
            }
        }
        (children, mended)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TagKind {
    Open,
    Close,
    /// `<name/>`
    Empty,
}

/// A tag, and where the element ends that it opens.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    kind: TagKind,
    /// In the document's bytes.
    start: usize,
    end: usize,
    closed: Closed,
}

/// How an element ends, with the place of the tag that ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    /// By its own end tag.
    ByItself(usize),
    /// An item whose end tag is missing, by the tag of the next one or of what is around it.
    ByAnother(usize),
    /// An item or what is around items, by the end of the document.
    ByEnd(usize),
    /// Nowhere: it holds the text up to the next tag.
    Not,
}

struct Markup<'a> {
    text: &'a str,
    tags: Vec<Tag<'a>>,
    /// The prefix here of each prefix that the document declares.
    prefixes: HashMap<&'a str, &'static str>,
    kind: Kind,
}

impl<'a> Markup<'a> {
    fn of(text: &'a str) -> Self {
        let mut tags = tags(text);
        close(&mut tags);
        let mut prefixes = HashMap::new();
        for tag in tags.iter().filter(|tag| tag.attributes.contains("xmlns")) {
            for (name, value) in Attributes(tag.attributes) {
                let known = VOCABULARIES.iter().find(|(part, _)| value.contains(part));
                if let (Some(prefix), Some((_, here))) = (name.strip_prefix("xmlns:"), known) {
                    prefixes.entry(prefix).or_insert(*here);
                }
            }
        }
        Self {
            text,
            tags,
            prefixes,
            kind: Kind::Rss,
        }
    }

    /// The place of the tag that opens the document, and what it is. A server's complaint may stand
    /// before it.
    fn root(&self) -> Option<(usize, Kind)> {
        let first = self.tags.iter().take(COMPLAINT).enumerate();
        first
            .map_while(
                |(at, tag)| match local(tag.name).to_ascii_lowercase().as_str() {
                    "rss" | "rdf" | "channel" => Some(Some((at, Kind::Rss))),
                    "feed" | "entry" => Some(Some((at, Kind::Atom))),
                    "html" | "body" => None,
                    _ => Some(None),
                },
            )
            .flatten()
            .next()
    }

    /// The element that the tag at `at` opens, which stands in an element that ends at `end`, and
    /// the place of the tag after it.
    fn element(&self, at: usize, end: usize) -> (Element<'a>, usize) {
        let Some(tag) = self.tags.get(at) else {
            return (Element::default(), at + 1);
        };
        let start_of = |at: usize| self.tags.get(at).map_or(self.text.len(), |tag| tag.start);
        let (until, tags, next) = match tag.closed {
            _ if tag.kind == TagKind::Empty => (tag.end, 0..0, at + 1),
            Closed::ByItself(close) => (start_of(close), at + 1..close, close + 1),
            Closed::ByAnother(close) | Closed::ByEnd(close) => {
                (start_of(close), at + 1..close, close)
            }
            Closed::Not => (start_of(at + 1).min(end), 0..0, at + 1),
        };
        let mut attributes: Vec<(String, String)> = Vec::new();
        for (name, value) in Attributes(tag.attributes).take(MOST_ATTRIBUTES) {
            let name = name.to_ascii_lowercase();
            if attributes.iter().all(|(known, _)| *known != name) {
                attributes.push((name, decode_references(value, true).into_owned()));
            }
        }
        let is_item = ITEMS.contains(&local(tag.name));
        let element = Element {
            name: self.name(tag.name, &attributes),
            attributes,
            inner: self.text.get(tag.end..until).unwrap_or_default(),
            end: until,
            tags,
            breaks_off: is_item && matches!(tag.closed, Closed::ByEnd(_)),
            mended: tag.kind == TagKind::Open
                && matches!(tag.closed, Closed::ByAnother(_) | Closed::Not),
        };
        (element, next)
    }

    /// The name `written` with its prefix here.
    fn name(&self, written: &str, attributes: &[(String, String)]) -> String {
        let name = local(written).to_ascii_lowercase();
        let declared = written.split_once(':').map_or("", |(prefix, _)| {
            // Prefixes that nobody declares are met, and mean what they usually do.
            self.prefixes.get(prefix).copied().unwrap_or(prefix)
        });
        let prefix = match self.kind {
            Kind::Atom if declared == "atom" => "",
            // Atom's link may bring its vocabulary along without a prefix.
            Kind::Rss if name == "link" && attributes.iter().any(|(name, _)| name == "href") => {
                "atom"
            }
            _ => declared,
        };
        if prefix.is_empty() || WHOLES.contains(&name.as_str()) {
            name
        } else {
            format!("{prefix}:{name}")
        }
    }
}

/// `name` without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// `text` before the first `mark`, and from it on.
fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.split_at_checked(text.find(mark)?)
}

/// The tags of `text`, outside of comments, CDATA and instructions.
fn tags(text: &str) -> Vec<Tag<'_>> {
    // Where the last one ends: behind that, no search for another is begun.
    let last = |mark| text.rfind(mark).unwrap_or(0);
    let (comments, instructions) = (last("-->"), last("?>"));
    let mut sections = Sections::of(text);
    // As many as there can be: growing step by step would take twice the memory.
    let mut tags = Vec::with_capacity(text.bytes().filter(|byte| *byte == b'<').count());
    let mut at = 0;
    while let Some((before, here)) = text.get(at..).and_then(|rest| cut(rest, "<")) {
        let start = at + before.len();
        let after = |mark: &str, last: usize| {
            let found = if start < last { here.find(mark) } else { None };
            found.map(|found| start + found + mark.len())
        };
        at = if here.starts_with("<!--") {
            after("-->", comments).unwrap_or(start + 4)
        } else if here.starts_with(CDATA) {
            sections.end(start).unwrap_or(start + CDATA.len())
        } else if here.starts_with("<?") {
            after("?>", instructions).unwrap_or(start + 2)
        } else if let Some(tag) = tag(here, start) {
            let end = tag.end;
            tags.push(tag);
            end
        } else {
            // A sign in the text, or a declaration of the document type.
            start + 1
        };
    }
    tags
}

/// Finds where CDATA sections end.
struct Sections<'a> {
    text: &'a str,
    /// Where the section's end lies that was found last.
    end: usize,
    /// The last place before it where an item ends and another begins.
    border: usize,
    /// Where the last one of all ends.
    last: usize,
}

impl<'a> Sections<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            end: 0,
            border: 0,
            last: text.rfind("]]>").unwrap_or(0),
        }
    }

    /// Where the section that begins at `start` ends; `None` where its own end is missing, and the
    /// next one is another item's.
    fn end(&mut self, start: usize) -> Option<usize> {
        if start > self.last {
            return None;
        }
        if start >= self.end {
            let rest = self.text.get(start..)?;
            let inside = rest.get(..rest.find("]]>")?)?;
            self.end = start + inside.len() + 3;
            let border = ITEMS.iter().filter_map(|name| {
                let at = inside.rfind(&format!("</{name}>"))?;
                let after = inside.get(at + name.len() + 3..)?.trim_start();
                let name_after = after.strip_prefix('<')?;
                name_after.starts_with(name).then_some(start + at)
            });
            self.border = border.max().unwrap_or(0);
        }
        (start > self.border).then_some(self.end)
    }
}

/// The tag that `here` begins with, which stands at `start`.
fn tag(here: &str, start: usize) -> Option<Tag<'_>> {
    let (rest, is_close) = match here.strip_prefix("</") {
        Some(rest) => (rest, true),
        None => (here.strip_prefix('<')?, false),
    };
    if !rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return None;
    }
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<' | '=');
    let (name, rest) = rest.split_at_checked(rest.find(ends_name)?)?;
    let mut quote = None;
    let mut first_end = None;
    let mut end = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (byte, quote) {
            // No value holds this sign: a quotation mark is missing.
            (b'<', _) => break,
            (b'>', None) => {
                end = Some(at);
                break;
            }
            (b'>', Some(_)) => first_end = first_end.or(Some(at)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    let length = end.or(first_end)?;
    let inside = rest.get(..length)?;
    let (attributes, is_empty) = match inside.strip_suffix('/') {
        Some(attributes) => (attributes, true),
        None => (inside, false),
    };
    Some(Tag {
        name,
        attributes,
        kind: match (is_close, is_empty) {
            (true, _) => TagKind::Close,
            (false, true) => TagKind::Empty,
            (false, false) => TagKind::Open,
        },
        start,
        end: start + (here.len() - rest.len()) + length + 1,
        closed: Closed::Not,
    })
}

/// Finds the end of each element.
fn close(tags: &mut [Tag<'_>]) {
    // What is open, the innermost last, and how often each name is.
    let mut open: Vec<usize> = Vec::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    // How many items are open: one at most.
    let mut items = 0;
    let count = tags.len();
    for at in 0..count {
        let Some(tag) = tags.get(at) else { continue };
        let (name, kind) = (tag.name, tag.kind);
        let is_item = ITEMS.contains(&local(name));
        // No item stands in another: the one before has lost its end.
        let is_next = is_item && kind != TagKind::Close;
        let is_open = if is_next {
            items > 0
        } else {
            kind == TagKind::Close && counts.get(name).is_some_and(|count| *count > 0)
        };
        if is_open {
            while let Some(inner) = open.pop() {
                let Some(tag) = tags.get_mut(inner) else {
                    continue;
                };
                if let Some(count) = counts.get_mut(tag.name) {
                    *count -= 1;
                }
                let was_item = ITEMS.contains(&local(tag.name));
                items -= usize::from(was_item);
                let is_it = if is_next { was_item } else { tag.name == name };
                if is_it && !is_next {
                    tag.closed = Closed::ByItself(at);
                } else if was_item {
                    tag.closed = Closed::ByAnother(at);
                }
                if is_it {
                    break;
                }
            }
        }
        if kind == TagKind::Open {
            open.push(at);
            items += usize::from(is_item);
            *counts.entry(name).or_default() += 1;
        }
    }
    for inner in open {
        if let Some(tag) = tags.get_mut(inner) {
            let name = local(tag.name).to_ascii_lowercase();
            if ITEMS.contains(&name.as_str()) || WHOLES.contains(&name.as_str()) {
                tag.closed = Closed::ByEnd(count);
            }
        }
    }
}

/// The attributes of a tag, as they are written.
struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let skipped = |c: char| c.is_whitespace() || matches!(c, '=' | '/' | '"' | '\'');
        let rest = self.0.trim_start_matches(skipped);
        let end = rest.find(|c: char| c.is_whitespace() || c == '=');
        let (name, rest) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        if name.is_empty() {
            return None;
        }
        let (value, rest) = match rest.trim_start().strip_prefix('=').map(str::trim_start) {
            None => ("", rest),
            Some(rest) => match rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                Some(quote) => {
                    let rest = rest.get(1..)?;
                    rest.split_once(quote).unwrap_or((rest, ""))
                }
                None => rest
                    .find(char::is_whitespace)
                    .and_then(|end| rest.split_at_checked(end))
                    .unwrap_or((rest, "")),
            },
        };
        self.0 = rest;
        Some((name, value))
    }
}
