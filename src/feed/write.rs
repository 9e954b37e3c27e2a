//! An edition and stories as a JSON Feed that [`super::Reader`] reads back to equal values: the
//! state embedded in published pages, and the archive's files, have this one form.

use super::body::to_html;
use crate::news::{Article, Edition, NewsCode, Picture, Section, SectionKind, Video};
use crate::persian::iso_utc;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Writes JSON Feed 1.1 with the `_peyk` extension.
///
/// Values that came from a `Reader` come back equal when they are read with the same address and
/// clock. The text is JSON, not HTML: who embeds it in a page must escape `<`.
pub fn write(edition: &Edition, stories: &[Arc<Article>]) -> String {
    let items: Vec<Value> = stories.iter().map(|story| item(story)).collect();
    object(json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": edition.name,
        "home_page_url": edition.home,
        "_peyk": extension(edition),
        "items": items,
    }))
    .to_string()
}

fn extension(edition: &Edition) -> Value {
    let front = &edition.front;
    let codes = |codes: &[NewsCode]| -> Vec<String> {
        codes.iter().map(ToString::to_string).collect()
    };
    let blocks: Vec<&str> = front.blocks.iter().map(|id| id.as_str()).collect();
    let sections: Vec<Value> = edition.sections.iter().zip(1..).map(section).collect();
    object(json!({
        "brand": object(json!({ "logo": edition.logo })),
        "sections": sections,
        "front": object(json!({
            "lead": front.lead.as_ref().map(|code| code.as_str()),
            "seconds": codes(&front.seconds),
            "blocks": blocks,
            "most_read": codes(&front.most_read),
        })),
        "contact": object(json!({
            "email": edition.contact.email,
            "telephone": edition.contact.telephone,
            "address": edition.contact.address,
        })),
        "archive": edition.story_archive.as_ref().map(|story| json!({ "story": story })),
    }))
}

fn section((section, order): (&Section, u32)) -> Value {
    object(json!({
        "id": section.id.as_str(),
        "title": section.title,
        "kind": match section.kind {
            SectionKind::Text => "text",
            SectionKind::Photo => "photo",
            SectionKind::Video => "video",
            SectionKind::Link => "link",
        },
        "parent": section.parent.as_ref().map(|id| id.as_str()),
        "order": order,
        "url": section.url,
    }))
}

fn item(story: &Article) -> Value {
    let summary = &story.summary;
    let authors: Vec<Value> = story.authors.iter().map(|name| json!({ "name": name })).collect();
    let (html, text) = match story.body.as_deref() {
        // JSON Feed demands content: a blank one means that the archive has it.
        None => (None, Some("")),
        // Not blank, and yet without text.
        Some([]) => (Some("<p></p>".to_owned()), None),
        Some(blocks) => (Some(to_html(blocks)), None),
    };
    object(json!({
        "id": summary.code.as_str(),
        "url": story.url,
        "title": summary.title,
        "summary": summary.lead,
        "content_html": html,
        "content_text": text,
        "date_published": summary.published.map(iso_utc),
        "date_modified": story.modified.map(iso_utc),
        "authors": authors,
        "tags": summary.tags,
        "_peyk": object(json!({
            "kicker": summary.kicker,
            "section": summary.section.as_ref().map(|id| id.as_str()),
            "picture": summary.picture.as_ref().map(picture),
            "gallery": story.gallery.iter().map(picture).collect::<Vec<Value>>(),
            "video": story.video.as_ref().map(video),
            "source": story.source.as_ref().map(|source| {
                object(json!({ "name": source.name, "url": source.url }))
            }),
            "urgent": summary.urgent.then_some(true),
            "correction": story.correction.as_ref().map(|correction| {
                object(json!({ "text": correction.text, "at": correction.at.map(iso_utc) }))
            }),
        })),
    }))
}

fn picture(picture: &Picture) -> Value {
    object(json!({
        "url": picture.url,
        "alt": picture.alt,
        "width": picture.size.map(|(width, _)| width),
        "height": picture.size.map(|(_, height)| height),
        "caption": picture.caption,
        "credit": picture.credit,
    }))
}

fn video(video: &Video) -> Value {
    object(json!({
        "url": video.url,
        "mime_type": video.mime,
        "duration": video.seconds,
        "width": video.size.map(|(width, _)| width),
        "height": video.size.map(|(_, height)| height),
        "poster": video.poster,
        "captions": video.captions,
    }))
}

/// Without the fields that say nothing. `sections` stays when it is empty: a feed without the
/// field gets its sections from its tags; so do `items`.
fn object(value: Value) -> Value {
    let says = |name: &str, value: &Value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty() || name == "sections" || name == "items",
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    };
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(name, value)| says(name, value))
                .collect::<Map<String, Value>>(),
        ),
        other => other,
    }
}
