//! What Peyk publishes: an edition and stories as a JSON Feed that [`super::Reader`] reads back to
//! equal values. The state embedded in published pages and the archive's files have this one form.

use super::Feed;
use super::body::to_html;
use crate::news::{Article, Edition, NewsCode, Picture, Section, SectionId, SectionKind, Video};
use crate::persian::iso_utc;
use serde::Serialize;

/// Writes JSON Feed 1.1 with the `_peyk` extension.
///
/// Values that came from a `Reader` come back equal when they are read with the same address and
/// clock; the report is not written. The text is JSON, not HTML: who embeds it in a page must
/// escape `<`.
pub fn write(feed: &Feed) -> String {
    written(feed, Some(EditionExtension::new(&feed.edition)))
}

/// Writes a further part of an edition, whose reader knows the edition already: a page of headlines,
/// or one story.
pub fn write_part(feed: &Feed) -> String {
    written(feed, None)
}

fn written(feed: &Feed, extension: Option<EditionExtension<'_>>) -> String {
    let stories = feed.stories.iter().map(|story| Item::of(story));
    let whole = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.edition.name,
        home_page_url: feed.edition.home.as_deref(),
        next_url: feed.next_url.as_deref(),
        extension,
        items: stories
            .chain(feed.withdrawn.iter().map(Item::withdrawn))
            .collect(),
    };
    // Only a map whose keys are no texts, or a writer that fails, could be an error.
    serde_json::to_string(&whole).unwrap_or_default()
}

/// `value`, unless it says nothing.
fn said<T: Default + PartialEq>(value: T) -> Option<T> {
    (value != T::default()).then_some(value)
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(rename = "_peyk", skip_serializing_if = "Option::is_none")]
    extension: Option<EditionExtension<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct EditionExtension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<BrandData<'a>>,
    /// Also where there are none: a feed without the field gets its sections from its tags.
    sections: Vec<SectionData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    front: Option<FrontData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archive: Option<ArchiveData<'a>>,
}

#[derive(Default, PartialEq, Serialize)]
struct BrandData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<&'a str>,
}

#[derive(Serialize)]
struct SectionData<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    /// From 1, in the menu's order.
    order: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Default, PartialEq, Serialize)]
struct FrontData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seconds: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocks: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    most_read: Vec<&'a str>,
}

#[derive(Default, PartialEq, Serialize)]
struct ContactData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
}

#[derive(Default, PartialEq, Serialize)]
struct ArchiveData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<&'a str>,
}

impl<'a> EditionExtension<'a> {
    fn new(edition: &'a Edition) -> Self {
        let Edition { front, contact, .. } = edition;
        let sections = edition.sections.iter().zip(1..);
        Self {
            brand: said(BrandData {
                logo: edition.logo.as_deref(),
            }),
            sections: sections
                .map(|(section, order)| SectionData::new(section, order))
                .collect(),
            front: said(FrontData {
                lead: front.lead.as_ref().map(NewsCode::as_str),
                seconds: codes(&front.seconds),
                blocks: front.blocks.iter().map(SectionId::as_str).collect(),
                most_read: codes(&front.most_read),
            }),
            contact: said(ContactData {
                email: contact.email.as_deref(),
                telephone: contact.telephone.as_deref(),
                address: contact.address.as_deref(),
            }),
            archive: said(ArchiveData {
                story: edition.story_archive.as_deref(),
                list: edition.list_archive.as_deref(),
            }),
        }
    }
}

impl<'a> SectionData<'a> {
    fn new(section: &'a Section, order: usize) -> Self {
        Self {
            id: section.id.as_str(),
            title: &section.title,
            kind: match section.kind {
                SectionKind::Text => "text",
                SectionKind::Photo => "photo",
                SectionKind::Video => "video",
                SectionKind::Link => "link",
            },
            parent: section.parent.as_ref().map(SectionId::as_str),
            order,
            url: section.url.as_deref(),
        }
    }
}

fn codes(codes: &[NewsCode]) -> Vec<&str> {
    codes.iter().map(NewsCode::as_str).collect()
}

#[derive(Default, Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<AuthorData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(rename = "_peyk", skip_serializing_if = "Option::is_none")]
    extension: Option<ItemExtension<'a>>,
}

#[derive(Serialize)]
struct AuthorData<'a> {
    name: &'a str,
}

#[derive(Default, PartialEq, Serialize)]
struct ItemExtension<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kicker: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plain_tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<PictureData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gallery: Vec<PictureData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<VideoData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<SourceData<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    urgent: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<CorrectionData<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

#[derive(PartialEq, Serialize)]
struct SourceData<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(PartialEq, Serialize)]
struct CorrectionData<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

#[derive(PartialEq, Serialize)]
struct PictureData<'a> {
    url: &'a str,
    alt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    srcset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<&'a str>,
}

#[derive(PartialEq, Serialize)]
struct VideoData<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poster: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    captions: Option<&'a str>,
}

impl<'a> Item<'a> {
    fn of(story: &'a Article) -> Self {
        let summary = &story.summary;
        let (content_html, content_text) = match story.body.as_deref().map(Vec::as_slice) {
            // JSON Feed demands content: a blank one means that the archive has it.
            None => (None, Some("")),
            // Not blank, and yet without text.
            Some([]) => (Some("<p></p>".to_owned()), None),
            Some(blocks) => (Some(to_html(blocks)), None),
        };
        let authors = story.authors.iter();
        Self {
            id: summary.code.as_str(),
            url: story.url.as_deref(),
            title: Some(&summary.title),
            summary: summary.lead.as_deref(),
            content_html,
            content_text,
            date_published: summary.published.map(iso_utc),
            date_modified: story.modified.map(iso_utc),
            authors: authors.map(|name| AuthorData { name }).collect(),
            tags: summary.tags.iter().map(String::as_str).collect(),
            extension: said(ItemExtension {
                kicker: summary.kicker.as_deref(),
                plain_tags: story.plain_tags.iter().map(String::as_str).collect(),
                section: summary.section.as_ref().map(SectionId::as_str),
                picture: summary.picture.as_ref().map(PictureData::of),
                gallery: story.gallery.iter().map(PictureData::of).collect(),
                video: story.video.as_ref().map(VideoData::of),
                source: story.source.as_ref().map(|source| SourceData {
                    name: &source.name,
                    url: source.url.as_deref(),
                }),
                urgent: summary.urgent,
                related: codes(&story.related),
                correction: story.correction.as_ref().map(|correction| CorrectionData {
                    text: &correction.text,
                    at: correction.at.map(iso_utc),
                }),
                withdrawn: false,
            }),
        }
    }

    fn withdrawn(code: &'a NewsCode) -> Self {
        Self {
            id: code.as_str(),
            extension: Some(ItemExtension {
                withdrawn: true,
                ..ItemExtension::default()
            }),
            ..Self::default()
        }
    }
}

impl<'a> PictureData<'a> {
    fn of(picture: &'a Picture) -> Self {
        Self {
            url: &picture.url,
            alt: &picture.alt,
            width: picture.size.map(|(width, _)| width),
            height: picture.size.map(|(_, height)| height),
            srcset: picture.srcset(),
            caption: picture.caption.as_deref(),
            credit: picture.credit.as_deref(),
        }
    }
}

impl<'a> VideoData<'a> {
    fn of(video: &'a Video) -> Self {
        Self {
            url: &video.url,
            mime_type: &video.mime,
            duration: video.seconds,
            width: video.size.map(|(width, _)| width),
            height: video.size.map(|(_, height)| height),
            poster: video.poster.as_deref(),
            captions: video.captions.as_deref(),
        }
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
