//! Pictures, galleries and videos of an item.

use super::address::resolve_media;
use super::bounds;
use super::json::{JsonObject, RawJson, address_of, is_text, line, object_of, text_of};
use super::report::{Notes, Reason};
use crate::news::{Block, Map, Picture, Rendition, Video};

/// The greatest width or height that is believed, in CSS pixels.
const LARGEST: u32 = 100_000;

/// A picture of more sizes is believed to have none.
const MOST_SIZES: usize = 12;

/// The longest video that is believed, in seconds: a week.
const LONGEST: u32 = 7 * 24 * 60 * 60;

/// File names tell the type where the publisher does not.
const TYPES: [(&str, &str); 11] = [
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("svg", "image/svg+xml"),
];

/// What an item shows beside its text.
pub(super) struct Media {
    pub(super) picture: Option<Picture>,
    pub(super) gallery: Vec<Picture>,
    pub(super) video: Option<Video>,
}

/// Reads the media of an item and of its extension. The picture is the first there is of:
/// `_peyk.picture`, `image`, `banner_image`, an attached one, the gallery's first, the video's
/// poster, the body's first.
pub(super) fn media(
    item: &JsonObject<'_>,
    extension: &JsonObject<'_>,
    body: &[Block],
    base: &str,
    notes: &mut Notes,
) -> Media {
    let (mut images, attached_video) = attachments(item, base, notes);
    let video = video(extension, attached_video, base, notes);
    let mut gallery = Vec::new();
    let first_image = images.first().cloned();
    if extension.raw("gallery").is_some() {
        for raw in extension.list("gallery", bounds::GALLERY, notes) {
            gallery.extend(picture(raw, "gallery", base, notes));
        }
    } else if images.len() > 1 {
        gallery.append(&mut images);
    }
    let given = extension
        .raw("picture")
        .and_then(|raw| picture(raw, "picture", base, notes));
    let mut named = |name| item.address(name, base, notes).map(bare);
    let picture = given
        .or_else(|| named("image"))
        .or_else(|| named("banner_image"))
        .or(first_image)
        .or_else(|| gallery.first().cloned())
        .or_else(|| video.as_ref()?.poster.clone().map(bare))
        .or_else(|| first_figure(body));
    Media {
        picture,
        gallery,
        video,
    }
}

/// A picture of which only the address is known.
fn bare(url: String) -> Picture {
    Picture {
        url,
        alt: String::new(),
        size: None,
        sizes: Vec::new(),
        caption: None,
        credit: None,
    }
}

/// A picture of the extension: an object, or its address alone.
fn picture(raw: RawJson<'_>, name: &'static str, base: &str, notes: &mut Notes) -> Option<Picture> {
    if is_text(raw) {
        return address_of(raw, name, base, notes).map(bare);
    }
    let fields = object_of(raw, name, notes)?;
    let Some(url) = fields.address("url", base, notes) else {
        notes.add(Reason::Ignored(name));
        return None;
    };
    Some(Picture {
        url,
        alt: fields
            .line("alt", bounds::SENTENCE, notes)
            .unwrap_or_default(),
        size: size(&fields, notes),
        sizes: sizes(&fields, base, notes),
        caption: fields.line("caption", bounds::SENTENCE, notes),
        credit: fields.line("credit", bounds::NAME, notes),
    })
}

/// The picture's other sizes.
fn sizes(fields: &JsonObject<'_>, base: &str, notes: &mut Notes) -> Vec<Rendition> {
    let Some(text) = fields.text("srcset", notes) else {
        return Vec::new();
    };
    let found = renditions(&text, |url| resolve_media(base, url));
    if found.is_empty() && !text.trim().is_empty() {
        notes.add(Reason::Ignored("srcset"));
    }
    found
}

/// The pictures of a `srcset` with their widths (HTML, "Srcset attributes"), their addresses as
/// `resolve` gives them. Without any where one says no width, or has no usable address: a browser
/// would choose wrongly among the rest.
pub(in crate::feed) fn renditions(
    text: &str,
    resolve: impl Fn(&str) -> Option<String>,
) -> Vec<Rendition> {
    let mut words = text.split_ascii_whitespace();
    let mut found = Vec::new();
    while let Some(url) = words.next() {
        let width = words
            .next()
            .map(|word| word.strip_suffix(',').unwrap_or(word))
            .and_then(|word| word.strip_suffix('w')?.parse().ok())
            .filter(|width| (1..=LARGEST).contains(width));
        // An address with spaces in it would end early where it is written again.
        let url = resolve(url.trim_matches(',')).filter(|url| !url.contains([' ', ',']));
        match (url, width) {
            (Some(url), Some(width)) if found.len() < MOST_SIZES => {
                found.push(Rendition { url, width });
            }
            _ => return Vec::new(),
        }
    }
    found
}

/// Width and height, where both are known.
fn size(fields: &JsonObject<'_>, notes: &mut Notes) -> Option<(u32, u32)> {
    let width = fields.count("width", LARGEST, notes);
    let height = fields.count("height", LARGEST, notes);
    width.zip(height)
}

/// The attached pictures, alternates of one thing once, and the first attached video.
fn attachments(
    item: &JsonObject<'_>,
    base: &str,
    notes: &mut Notes,
) -> (Vec<Picture>, Option<Video>) {
    let mut images: Vec<Picture> = Vec::new();
    let mut video = None;
    let (mut urls, mut titles) = (Map::default(), Map::default());
    for raw in item.list("attachments", bounds::ATTACHMENTS, notes) {
        let Some(fields) = object_of(raw, "attachments", notes) else {
            continue;
        };
        let Some(url) = fields.address("url", base, notes) else {
            notes.add(Reason::Ignored("attachments"));
            continue;
        };
        let Some(mime) = mime(&fields, &url, notes) else {
            continue;
        };
        if mime.starts_with("image/") {
            let alt = fields.line("title", bounds::SENTENCE, notes);
            let alt = alt.unwrap_or_default();
            if !urls.contains(&url) && !titles.contains(&alt) {
                urls.insert(&url, 0);
                if !alt.is_empty() {
                    titles.insert(&alt, 0);
                }
                images.push(Picture { alt, ..bare(url) });
            }
        } else if mime.starts_with("video/") && video.is_none() {
            video = Some(Video {
                url,
                mime,
                seconds: fields.count("duration_in_seconds", LONGEST, notes),
                size: None,
                poster: None,
                captions: None,
            });
        }
    }
    (images, video)
}

/// The extension's video; what it does not say comes from the attached one.
fn video(
    extension: &JsonObject<'_>,
    attached: Option<Video>,
    base: &str,
    notes: &mut Notes,
) -> Option<Video> {
    let Some(fields) = extension.object("video", notes) else {
        return attached;
    };
    let seconds = fields.count("duration", LONGEST, notes);
    let mut video = match fields.address("url", base, notes) {
        Some(url) => {
            let mime = mime(&fields, &url, notes).unwrap_or_else(|| "video/mp4".to_owned());
            Video {
                url,
                mime,
                seconds: attached.and_then(|attached| attached.seconds),
                size: None,
                poster: None,
                captions: None,
            }
        }
        None => {
            if attached.is_none() {
                notes.add(Reason::Ignored("video"));
            }
            attached?
        }
    };
    video.seconds = seconds.or(video.seconds);
    video.size = size(&fields, notes);
    video.poster = fields.address("poster", base, notes);
    video.captions = fields.own_address("captions", base, notes);
    Some(video)
}

/// The MIME type without parameters, in lower case; else the one that the file's name tells.
fn mime(fields: &JsonObject<'_>, url: &str, notes: &mut Notes) -> Option<String> {
    let said = fields.text("mime_type", notes).and_then(|text| {
        let kind = text.split(';').next()?.trim().to_ascii_lowercase();
        let sound = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        };
        let (family, member) = kind.split_once('/')?;
        (kind.len() <= bounds::TOKEN && sound(family) && sound(member)).then_some(kind)
    });
    said.or_else(|| {
        let path = url.split(['?', '#']).next()?;
        let (_, ending) = path.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        let known = TYPES.iter().find(|(name, _)| *name == ending);
        known.map(|(_, mime)| (*mime).to_owned())
    })
}

fn first_figure(blocks: &[Block]) -> Option<Picture> {
    blocks.iter().find_map(|block| match block {
        Block::Figure(figure) => Some(figure.picture.clone()),
        Block::Quote(inner) => first_figure(inner),
        _ => None,
    })
}

/// The name and address of a source or an author: an object with both, or the name alone.
pub(super) fn named(
    raw: RawJson<'_>,
    name: &'static str,
    base: &str,
    notes: &mut Notes,
) -> Option<(String, Option<String>)> {
    if is_text(raw) {
        let text = text_of(raw, name, notes)?;
        return line(&text, name, bounds::NAME, notes).map(|line| (line, None));
    }
    let fields = object_of(raw, name, notes)?;
    let line = fields.line("name", bounds::NAME, notes)?;
    Some((line, fields.address("url", base, notes)))
}

#[cfg(test)]
mod tests {
    use crate::feed::{Reason, read_whole};
    use crate::news::{Article, Stamp};
    use std::sync::Arc;

    fn story(fields: &str) -> (Arc<Article>, Vec<Reason>) {
        let json = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{{"id":"1","title":"ت","content_html":"<p>م</p>"{fields}}}]}}"#
        );
        let feed = read_whole(json.into_bytes(), "/peyk/feed.json", Stamp(0)).unwrap();
        let reasons = feed
            .report
            .repaired
            .iter()
            .map(|note| note.reason)
            .collect();
        (feed.stories.first().unwrap().clone(), reasons)
    }

    #[test]
    fn a_picture_has_the_sizes_that_all_say_their_width() {
        for (srcset, sizes) in [
            (
                "a.webp 360w, b.webp 720w",
                "/peyk/a.webp 360w, /peyk/b.webp 720w",
            ),
            (" https://a.ir/x.jpg?w=1 90w ", "https://a.ir/x.jpg?w=1 90w"),
            ("a.webp, b.webp 2x", ""),
            ("a.webp 360w, b.webp 2x", ""),
            ("a.webp 0w", ""),
            ("javascript:x 360w", ""),
            ("a.webp", ""),
            (&"a.webp 1w, ".repeat(13), ""),
        ] {
            let (story, reasons) = story(&format!(
                r#","_peyk":{{"picture":{{"url":"p.jpg","srcset":"{srcset}"}}}}"#
            ));
            let picture = story.summary.picture.clone().unwrap();
            assert_eq!(picture.srcset().unwrap_or_default(), sizes, "{srcset}");
            assert_eq!(reasons.is_empty(), !sizes.is_empty(), "{srcset}");
            let html = format!(r#","content_html":"<img src=f.jpg srcset='{srcset}'>""#);
            let body = story_of_body(&html);
            assert_eq!(body.srcset().unwrap_or_default(), sizes, "{srcset}");
        }
    }

    /// The picture of the body of a story with these fields.
    fn story_of_body(fields: &str) -> crate::news::Picture {
        let (story, _) = story(fields);
        super::first_figure(story.blocks()).unwrap()
    }

    #[test]
    fn the_picture_is_the_first_that_the_publisher_names() {
        let fields = [
            r#""_peyk":{"picture":{"url":"a.jpg"},"gallery":["g.jpg"],"video":{"url":"v.mp4","poster":"p.jpg"}}"#,
            r#""image":"b.jpg""#,
            r#""banner_image":"c.jpg""#,
            r#""attachments":[{"url":"d.jpg","mime_type":"image/jpeg"}]"#,
            r#""_peyk":{"gallery":["g.jpg"],"video":{"url":"v.mp4","poster":"p.jpg"}}"#,
            r#""_peyk":{"video":{"url":"v.mp4","poster":"p.jpg"}}"#,
            r#""content_html":"<p>م</p><blockquote><img src=f.jpg></blockquote>""#,
        ];
        let expected = ["a", "b", "c", "d", "g", "p", "f"];
        for (at, expected) in expected.iter().enumerate() {
            // Later names of the list are given too, and lose; the extension stands only once.
            let mut given: Vec<&str> = fields[at..].to_vec();
            let mut extension = false;
            given.retain(|field| {
                !field.contains("_peyk") || !std::mem::replace(&mut extension, true)
            });
            let (story, reasons) = story(&format!(",{}", given.join(",")));
            let url = story
                .summary
                .picture
                .as_ref()
                .map(|picture| picture.url.clone());
            assert_eq!(url, Some(format!("/peyk/{expected}.jpg")));
            assert_eq!(reasons, []);
        }
        assert_eq!(story("").0.summary.picture, None);
    }

    #[test]
    fn a_gallery_is_the_extensions_or_more_than_one_attached_picture() {
        for (fields, expected) in [
            (
                r#","_peyk":{"gallery":["a.jpg",{"url":"b.jpg"},{"alt":"x"},7]}"#,
                "a b",
            ),
            (r#","attachments":[{"url":"a.jpg"}]"#, ""),
            (
                r#","attachments":[{"url":"a.jpg"},{"url":"b","mime_type":"IMAGE/PNG; q=1"},{"url":"a.jpg"}]"#,
                "a b",
            ),
            (
                r#","attachments":[{"url":"a.jpg","title":"ی"},{"url":"b.webp","title":"ی"},{"url":"c.png","title":"د"}]"#,
                "a c",
            ),
            (
                r#","attachments":[{"url":"a.jpg"},{"url":"b.jpg"}],"_peyk":{"gallery":["c.jpg"]}"#,
                "c",
            ),
            (
                r#","attachments":[{"url":"a.jpg"},{"url":"b.jpg"}],"_peyk":{"gallery":[]}"#,
                "",
            ),
        ] {
            let (story, _) = story(fields);
            let names: Vec<&str> = story
                .gallery
                .iter()
                .map(|picture| &picture.url[6..7])
                .collect();
            assert_eq!(names.join(" "), expected, "{fields}");
            assert_eq!(story.summary.gallery_count as usize, names.len());
        }
    }

    #[test]
    fn all_that_is_said_of_a_picture_is_kept_and_impossible_sizes_are_not() {
        let (story, reasons) = story(
            r#","_peyk":{"gallery":[{"url":"a.jpg","alt":"پل","width":800,"height":599.6,"caption":"سی‌وسه‌پل","credit":"الف"},
              {"url":"b.jpg","width":-1,"height":5},{"url":"c.jpg","width":0,"height":0},{"url":"d.jpg","width":9}]}"#,
        );
        let first = &story.gallery[0];
        assert_eq!((first.alt.as_str(), first.size), ("پل", Some((800, 600))));
        assert_eq!(first.caption.as_deref(), Some("سی‌وسه‌پل"));
        assert_eq!(first.credit.as_deref(), Some("الف"));
        assert!(
            story.gallery[1..]
                .iter()
                .all(|picture| picture.size.is_none())
        );
        assert_eq!(reasons, [Reason::Ignored("width")]);
    }

    #[test]
    fn the_video_is_the_extensions_completed_by_the_attached_one() {
        let attached = r#","attachments":[{"url":"x.mp3","mime_type":"audio/mpeg"},
            {"url":"v.webm","duration_in_seconds":61.7},{"url":"w.mp4","mime_type":"video/mp4"}]"#;
        let (found, reasons) = story(attached);
        let video = found.video.as_ref().unwrap();
        assert_eq!(
            (video.url.as_str(), video.mime.as_str()),
            ("/peyk/v.webm", "video/webm")
        );
        assert_eq!(
            (found.summary.video_seconds, found.summary.has_video),
            (Some(62), true)
        );
        assert_eq!(reasons, []);

        let (found, reasons) = story(&format!(
            r#"{attached},"_peyk":{{"video":{{"poster":"p.jpg","captions":"c.vtt","width":1280,"height":720}}}}"#
        ));
        let video = found.video.as_ref().unwrap();
        assert_eq!(
            (video.url.as_str(), video.seconds, video.size),
            ("/peyk/v.webm", Some(62), Some((1280, 720)))
        );
        assert_eq!(video.poster.as_deref(), Some("/peyk/p.jpg"));
        assert_eq!(video.captions.as_deref(), Some("/peyk/c.vtt"));
        assert_eq!(reasons, []);
        // A track is asked for as soon as the page is open.
        let (elsewhere, reasons) = story(
            r#","_peyk":{"video":{"url":"https://x.ir/v.mp4","poster":"https://x.ir/p.jpg","captions":"https://x.ir/c.vtt"}}"#,
        );
        let elsewhere = elsewhere.video.clone().unwrap();
        assert_eq!(elsewhere.captions, None);
        assert_eq!(elsewhere.poster.as_deref(), Some("https://x.ir/p.jpg"));
        assert_eq!(reasons, [Reason::OtherOrigin("captions")]);

        let (found, _) = story(&format!(
            r#"{attached},"_peyk":{{"video":{{"url":"y.m3u8","duration":5,"mime_type":"bad type"}}}}"#
        ));
        let video = found.video.as_ref().unwrap();
        assert_eq!(
            (video.url.as_str(), video.seconds),
            ("/peyk/y.m3u8", Some(5))
        );
        assert_eq!(video.mime, "application/vnd.apple.mpegurl");

        let (found, reasons) = story(r#","_peyk":{"video":{"poster":"p.jpg"}}"#);
        assert_eq!(
            (found.video.is_none(), reasons),
            (true, vec![Reason::Ignored("video")])
        );
    }
}
