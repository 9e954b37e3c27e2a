//! One item of a feed: a story, a withdrawn story, or nothing.

use super::body::{Body, read_html, read_text};
use super::bounds;
use super::head::{Head, authors, codes};
use super::json::{JsonObject, clean_line, code, is_text, label_of, text_of};
use super::media::{Media, media, named};
use super::report::{Notes, Reason};
use crate::news::{
    Article, Block, Correction, Inline, Map, NewsCode, SectionId, Source, Stamp, Summary,
    inlines_text,
};
use crate::persian::{cut_line, display_clean_line};
use std::sync::Arc;

/// A first paragraph that is longer is no lead, in bytes.
const LONGEST_LEAD: usize = 800;

/// How much of the text stands for a missing title, in bytes.
const TITLE_LENGTH: usize = 120;

/// What an item turned out to be.
pub enum Item {
    /// A story.
    Story(Arc<Article>),
    /// A story that the newsroom has withdrawn.
    Withdrawn(NewsCode),
    /// Nothing that can be shown.
    Dropped(Reason),
}

/// What an item is read against.
pub(super) struct Context<'a> {
    pub(super) base: &'a str,
    pub(super) now: Stamp,
    pub(super) head: &'a Head,
}

/// The item's id; a number's is its text.
pub(super) fn id(item: &JsonObject<'_>, notes: &mut Notes) -> Option<String> {
    item.label("id", notes)
}

/// Reads the item of this id.
pub(super) fn item(
    item: &JsonObject<'_>,
    id: &str,
    context: &Context<'_>,
    notes: &mut Notes,
) -> Item {
    let Context { base, now, head } = *context;
    let extension = item.object("_peyk", notes).unwrap_or_default();
    let code = code(
        &extension
            .label("code", notes)
            .unwrap_or_else(|| id.to_owned()),
    );
    if extension.flag("withdrawn", notes) {
        return Item::Withdrawn(code);
    }
    let lead = extension.line("lead", bounds::LEAD, notes);
    let mut lead = lead.or_else(|| item.line("summary", bounds::LEAD, notes));
    let mut body = body(item, context, notes);
    if lead.is_none() {
        lead = body.as_mut().and_then(take_lead);
    }
    let blocks = body.as_deref().unwrap_or_default();
    let title = item.line("title", bounds::TITLE, notes).or_else(|| {
        let title = first_words(lead.as_deref(), blocks);
        if title.is_some() {
            notes.add(Reason::NoTitle);
        }
        title
    });
    let Some(title) = title else {
        return Item::Dropped(Reason::NoText);
    };
    let Media {
        picture,
        gallery,
        video,
    } = media(item, &extension, blocks, base, notes);
    Item::Story(Arc::new(Article {
        summary: Summary {
            code,
            title,
            kicker: extension.line("kicker", bounds::NAME, notes),
            lead,
            section: section(&extension, head, notes),
            published: item.date("date_published", now, notes),
            picture,
            tags: tags(item, "tags", notes),
            gallery_count: u32::try_from(gallery.len()).unwrap_or(u32::MAX),
            video_seconds: video.as_ref().and_then(|video| video.seconds),
            has_video: video.is_some(),
            urgent: extension.flag("urgent", notes),
        },
        body: body.map(Arc::new),
        gallery,
        video,
        plain_tags: tags(&extension, "plain_tags", notes),
        authors: authors(item, base, notes).map_or_else(|| head.authors.clone(), Arc::new),
        source: extension
            .raw("source")
            .and_then(|raw| named(raw, "source", base, notes))
            .map(|(name, url)| Source { name, url }),
        correction: correction(&extension, now, notes),
        related: codes(&extension, "related", bounds::CODES, notes),
        modified: item.date("date_modified", now, notes),
        url: item.address("url", base, notes),
    }))
}

/// The body; `None` where the archive has it. Blank content counts as absent: JSON Feed demands
/// one of the two fields, so feeds of headlines leave it empty.
fn body(item: &JsonObject<'_>, context: &Context<'_>, notes: &mut Notes) -> Option<Vec<Block>> {
    let mut content = |name| {
        let text = item.text(name, notes)?;
        (!text.trim().is_empty()).then_some(text)
    };
    let html = content("content_html").map(|html| read_html(&html, context.base));
    let body = html.or_else(|| content("content_text").map(|text| read_text(&text)));
    let archived = context.head.edition.story_archive.is_some();
    let Some(Body { blocks, repairs }) = body else {
        if archived {
            return None;
        }
        notes.add(Reason::NoContent);
        return Some(Vec::new());
    };
    for (repair, count) in repairs {
        notes.add(Reason::Body(repair, count));
    }
    if blocks.is_empty() && !archived {
        notes.add(Reason::NoContent);
    }
    Some(blocks)
}

/// Takes the first paragraph out of a body as its lead, if it is plain text and others follow.
fn take_lead(blocks: &mut Vec<Block>) -> Option<String> {
    let [Block::Paragraph(runs), _, ..] = blocks.as_slice() else {
        return None;
    };
    let plain = runs.iter().all(|run| matches!(run, Inline::Text(_)));
    let text = inlines_text(runs);
    if !plain || text.len() > LONGEST_LEAD {
        return None;
    }
    let lead = clean_line(&text)?;
    blocks.remove(0);
    Some(lead)
}

/// A title from the beginning of the text, cut between words.
fn first_words(lead: Option<&str>, blocks: &[Block]) -> Option<String> {
    let texts = lead
        .map(str::to_owned)
        .into_iter()
        .chain(blocks.iter().map(Block::text));
    let text = texts.filter_map(|text| clean_line(&text)).next()?;
    if text.len() <= TITLE_LENGTH {
        return Some(text);
    }
    let mut title = String::new();
    for word in text.split(' ') {
        if !title.is_empty() && title.len() + word.len() >= TITLE_LENGTH {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    let mut title = display_clean_line(&format!("{title} …"));
    cut_line(&mut title, bounds::TITLE);
    Some(title)
}

fn section(extension: &JsonObject<'_>, head: &Head, notes: &mut Notes) -> Option<SectionId> {
    let id = SectionId::new(&extension.label("section", notes)?);
    if head.sections.contains(id.as_str()) {
        return Some(id);
    }
    notes.add(Reason::UnknownSection);
    None
}

fn tags(fields: &JsonObject<'_>, name: &'static str, notes: &mut Notes) -> Vec<String> {
    let Some(raw) = fields.raw(name) else {
        return Vec::new();
    };
    let written: Vec<String> = if is_text(raw) {
        notes.add(Reason::NotAList(name));
        let text = text_of(raw, name, notes).unwrap_or_default();
        let mut parts = text.split([',', '،']).map(str::to_owned);
        let read = parts.by_ref().take(bounds::TAGS_READ).collect();
        if parts.next().is_some() {
            notes.add(Reason::TooManyTags);
        }
        read
    } else {
        let list = fields.list(name, bounds::TAGS_READ, notes).into_iter();
        list.filter_map(|raw| label_of(raw, name, notes)).collect()
    };
    let mut tags: Vec<String> = Vec::new();
    let mut known = Map::default();
    for tag in written.iter().filter_map(|tag| clean_line(tag)) {
        if known.insert(&tag, 0).is_some() {
            continue;
        }
        if tags.len() == bounds::TAGS || tag.chars().count() > bounds::TAG {
            notes.add(Reason::TooManyTags);
        } else {
            tags.push(tag);
        }
    }
    tags
}

fn correction(extension: &JsonObject<'_>, now: Stamp, notes: &mut Notes) -> Option<Correction> {
    if is_text(extension.raw("correction")?) {
        let text = extension.line("correction", bounds::SENTENCE, notes)?;
        return Some(Correction { text, at: None });
    }
    let fields = extension.object("correction", notes)?;
    Some(Correction {
        text: fields.line("text", bounds::SENTENCE, notes)?,
        at: fields.date("at", now, notes),
    })
}

#[cfg(test)]
mod tests;
