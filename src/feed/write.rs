//! An edition and stories as a JSON Feed that [`super::Reader`] reads back to equal values: the
//! state embedded in published pages, and the archive's files, have this one form.

use super::Feed;
use super::body::to_html;
use crate::news::{Article, Edition, NewsCode, Picture, Section, SectionKind, Video};
use crate::persian::iso_utc;
use serde_json::{Map, Value, json};

/// Writes JSON Feed 1.1 with the `_peyk` extension.
///
/// Values that came from a `Reader` come back equal when they are read with the same address and
/// clock; the report is not written. The text is JSON, not HTML: who embeds it in a page must
/// escape `<`.
pub fn write(feed: &Feed) -> String {
    written(feed, extension(&feed.edition))
}

/// Writes a further part of an edition, whose reader knows the edition already: a page of headlines,
/// or one story.
pub fn write_part(feed: &Feed) -> String {
    written(feed, Value::Null)
}

fn written(feed: &Feed, extension: Value) -> String {
    let gone = |code: &NewsCode| json!({ "id": code.as_str(), "_peyk": { "withdrawn": true } });
    let stories = feed.stories.iter().map(|story| item(story));
    let items: Vec<Value> = stories.chain(feed.withdrawn.iter().map(gone)).collect();
    object(json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.edition.name,
        "home_page_url": feed.edition.home,
        "next_url": feed.next_url,
        "_peyk": extension,
        "items": items,
    }))
    .to_string()
}

fn extension(edition: &Edition) -> Value {
    let front = &edition.front;
    let codes =
        |codes: &[NewsCode]| -> Vec<String> { codes.iter().map(ToString::to_string).collect() };
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
        "archive": object(json!({ "story": edition.story_archive, "list": edition.list_archive })),
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
    let authors: Vec<Value> = story
        .authors
        .iter()
        .map(|name| json!({ "name": name }))
        .collect();
    let (html, text) = match story.body.as_deref().map(Vec::as_slice) {
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
            "plain_tags": story.plain_tags,
            "section": summary.section.as_ref().map(|id| id.as_str()),
            "picture": summary.picture.as_ref().map(picture),
            "gallery": story.gallery.iter().map(picture).collect::<Vec<Value>>(),
            "video": story.video.as_ref().map(video),
            "source": story.source.as_ref().map(|source| {
                object(json!({ "name": source.name, "url": source.url }))
            }),
            "urgent": summary.urgent.then_some(true),
            "related": story.related.iter().map(NewsCode::as_str).collect::<Vec<&str>>(),
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
        "srcset": picture.srcset(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{Feed, read_whole};
    use crate::news::{Stamp, Summary};
    use std::sync::Arc;

    const WHOLE: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","home_page_url":"/","next_url":"2.json",
      "_peyk":{"brand":{"logo":"logo.svg"},
        "sections":[{"id":"a","title":"الف","order":2},{"id":"b","title":"ب","kind":"photo","parent":"a"},
          {"id":"c","title":"ج","kind":"video","order":1},{"id":"d","title":"د","kind":"link","url":"about"}],
        "front":{"lead":"1","seconds":["2"],"blocks":["c","a"],"most_read":["2","1"]},
        "contact":{"email":"a@b.ir","telephone":"021-88","address":"تهران، خیابان ۱"},
        "archive":{"story":"n/{code}.json","list":"l/{list}.json"}},
      "items":[
        {"id":"1","title":"یک </script>","url":"n/1","summary":"لید","date_published":"2019-07-06T20:57:50+04:30",
         "date_modified":"2026-01-01T00:00:00Z","authors":[{"name":"الف"}],"tags":["آب","<b>"],
         "content_html":"<p>یک <b>دو</b></p><figure><img src=f.jpg srcset='f.webp 360w' alt=م><figcaption>ک</figcaption></figure>",
         "_peyk":{"kicker":"روتیتر","plain_tags":["تنها"],"section":"b","urgent":true,"related":["2","3"],"source":{"name":"س","url":"https://a.ir"},
           "correction":{"text":"ت","at":"2026-01-02T00:00:00Z"},
           "picture":{"url":"p.jpg","srcset":"p1.webp 360w, p2.webp 720w","alt":"پ","width":8,"height":6,"caption":"زیر","credit":"ع"},
           "gallery":[{"url":"g.jpg","alt":"گ","caption":"ک"},"h.jpg"],
           "video":{"url":"v.webm","duration":7,"width":4,"height":3,"poster":"s.jpg","captions":"c.vtt"}}},
        {"id":"2","title":"تنها تیتر"},
        {"id":"3","title":"بی‌متن","content_html":"<script>x</script>"},
        {"id":"4","_peyk":{"withdrawn":true}}]}"#;

    fn read(json: &str) -> Feed {
        read_whole(
            json.as_bytes().to_vec(),
            "/peyk/feed.json",
            Stamp(1_769_860_800),
        )
        .unwrap()
    }

    #[test]
    fn what_is_written_reads_back_to_equal_values_without_repairs() {
        let feed = read(WHOLE);
        assert_eq!(feed.stories.len(), 3);
        let again = read(&write(&feed));
        assert_eq!(again.edition, feed.edition);
        assert_eq!(again.stories, feed.stories);
        assert_eq!(
            (&again.withdrawn, &again.next_url),
            (&feed.withdrawn, &feed.next_url)
        );
        assert_eq!(again.report.repaired, []);
        // Every field of the sample reaches its place: none is compared at its default.
        let [first, headline, empty] = feed.stories.as_slice() else {
            panic!("three stories")
        };
        let Summary {
            kicker,
            lead,
            section,
            picture,
            urgent,
            ..
        } = &first.summary;
        assert!(
            kicker.is_some() && lead.is_some() && section.is_some() && picture.is_some() && *urgent
        );
        assert!(first.video.is_some() && first.source.is_some() && first.correction.is_some());
        assert_eq!(first.plain_tags, ["تنها"]);
        assert!(first.related.len() == 2 && feed.withdrawn.len() == 1 && feed.next_url.is_some());
        assert!(first.gallery.len() == 2 && first.url.is_some() && first.modified.is_some());
        assert_eq!(
            (&headline.body, &empty.body),
            (&None, &Some(Arc::new(vec![])))
        );
        assert!(feed.edition.contact.email.is_some() && feed.edition.front.most_read.len() == 2);
    }

    #[test]
    fn an_edition_that_says_nothing_reads_back_too() {
        let feed =
            read(r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[]}"#);
        let written = write(&feed);
        let again = read(&written);
        assert_eq!(again, feed);
        assert!(
            !written.contains("null") && written.contains("\"items\":[]"),
            "{written}"
        );
    }
}
