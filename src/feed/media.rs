//! Pictures, galleries and videos of an item.

use super::json::{Fields, address_of, clean_line, object_of};
use super::report::{Notes, Reason};
use crate::news::{Block, Picture, Video};
use serde_json::value::RawValue;

/// The greatest width or height that is believed, in CSS pixels.
const LARGEST: u32 = 100_000;

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
    item: &Fields<'_>,
    extension: &Fields<'_>,
    body: &[Block],
    base: &str,
    notes: &mut Notes,
) -> Media {
    let (mut images, attached_video) = attachments(item, base, notes);
    let video = video(extension, attached_video, base, notes);
    let mut gallery = Vec::new();
    let first_image = images.first().cloned();
    if extension.raw("gallery").is_some() {
        for raw in extension.list("gallery", notes) {
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
        caption: None,
        credit: None,
    }
}

/// A picture of the extension: an object, or its address alone.
fn picture(raw: &RawValue, name: &'static str, base: &str, notes: &mut Notes) -> Option<Picture> {
    if raw.get().starts_with('"') {
        return address_of(raw, name, base, notes).map(bare);
    }
    let fields = object_of(raw, name, notes)?;
    let Some(url) = fields.address("url", base, notes) else {
        notes.add(Reason::Ignored(name));
        return None;
    };
    Some(Picture {
        url,
        alt: fields.line("alt", notes).unwrap_or_default(),
        size: size(&fields, notes),
        caption: fields.line("caption", notes),
        credit: fields.line("credit", notes),
    })
}

/// Width and height, where both are known.
fn size(fields: &Fields<'_>, notes: &mut Notes) -> Option<(u32, u32)> {
    let width = fields.count("width", LARGEST, notes);
    let height = fields.count("height", LARGEST, notes);
    width.zip(height)
}

/// The attached pictures, alternates of one thing once, and the first attached video.
fn attachments(item: &Fields<'_>, base: &str, notes: &mut Notes) -> (Vec<Picture>, Option<Video>) {
    let mut images: Vec<Picture> = Vec::new();
    let mut video = None;
    for raw in item.list("attachments", notes) {
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
            let alt = fields.line("title", notes).unwrap_or_default();
            let known = |other: &Picture| other.url == url || (!alt.is_empty() && other.alt == alt);
            if !images.iter().any(known) {
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
    extension: &Fields<'_>,
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
    video.captions = fields.address("captions", base, notes);
    Some(video)
}

/// The MIME type without parameters, in lower case; else the one that the file's name tells.
fn mime(fields: &Fields<'_>, url: &str, notes: &mut Notes) -> Option<String> {
    let said = fields.text("mime_type", notes).and_then(|text| {
        let kind = text.split(';').next()?.trim().to_ascii_lowercase();
        let sound = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
        };
        let (family, member) = kind.split_once('/')?;
        (sound(family) && sound(member)).then_some(kind)
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

/// A source, a name or an object with `name` and `url`, shared by `source` and by authors.
pub(super) fn named(
    raw: &RawValue,
    name: &'static str,
    base: &str,
    notes: &mut Notes,
) -> Option<(String, Option<String>)> {
    if raw.get().starts_with('"') {
        let text = super::json::text_of(raw, name, notes)?;
        return clean_line(&text).map(|line| (line, None));
    }
    let fields = object_of(raw, name, notes)?;
    let line = fields.line("name", notes)?;
    Some((line, fields.address("url", base, notes)))
}
