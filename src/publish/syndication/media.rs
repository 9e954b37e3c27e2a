//! Pictures and films of an item: Media RSS, enclosures and links to them. The crate feed-rs loses
//! those with relative addresses, and a thumbnail that stands alone.

use super::document::{Document, Element};
use super::{Base, object};
use crate::persian::latin_digits;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Medium {
    Image,
    Video,
}

/// The endings of film files' names.
const FILMS: [&str; 5] = ["mp4", "m4v", "webm", "m3u8", "mov"];
/// The endings of picture files' names.
const PICTURES: [&str; 7] = ["jpg", "jpeg", "png", "webp", "gif", "avif", "svg"];

/// What was found, each in the document's order.
#[derive(Default)]
struct Found {
    /// `media:content`, one for each group.
    pictures: Vec<Value>,
    /// `enclosure`: often a picture of `media:content` in another size.
    enclosed: Vec<Value>,
    thumbnails: Vec<Value>,
    video: Option<Map<String, Value>>,
}

/// What is said of a picture or a film around it.
#[derive(Clone, Default)]
struct About {
    title: Option<String>,
    description: Option<String>,
    credit: Option<String>,
}

/// Adds `picture`, `gallery` and `video` of an item to its extension.
pub(super) fn add(
    document: &Document<'_>,
    parts: &[Element<'_>],
    base: &Base,
    extension: &mut Map<String, Value>,
) {
    let mut found = Found::default();
    let about = about(parts);
    for part in parts {
        take(document, part, base, &about, &mut found);
    }
    let Found {
        pictures,
        enclosed,
        thumbnails,
        video,
    } = found;
    let thumbnail = thumbnails.into_iter().next();
    let lists = [pictures, enclosed].into_iter().map(unique);
    let pictures = lists.into_iter().find(|list| !list.is_empty());
    let pictures = pictures.unwrap_or_default();
    if let Some(mut video) = video {
        if let Some(poster) = thumbnail
            .as_ref()
            .and_then(|thumbnail| thumbnail.get("url"))
        {
            video.insert("poster".to_owned(), poster.clone());
        }
        extension.insert("video".to_owned(), Value::Object(video));
    }
    if let Some(picture) = pictures.first().cloned().or(thumbnail) {
        extension.insert("picture".to_owned(), picture);
    }
    if pictures.len() > 1 {
        extension.insert("gallery".to_owned(), Value::Array(pictures));
    }
}

fn take(
    document: &Document<'_>,
    part: &Element<'_>,
    base: &Base,
    around: &About,
    found: &mut Found,
) {
    match part.name.as_str() {
        "media:group" => {
            let (inside, _) = document.children(part);
            let around = about(&inside).or(around);
            let mut group = Found::default();
            for part in inside.iter().filter(|part| part.name != "media:group") {
                take(document, part, base, &around, &mut group);
            }
            // The same thing in several sizes.
            let width = |picture: &Value| picture.get("width").and_then(Value::as_u64).unwrap_or(0);
            let widest = group.pictures.iter().map(width).max().unwrap_or(0);
            let mut pictures = group.pictures.into_iter();
            found
                .pictures
                .extend(pictures.find(|picture| width(picture) == widest));
            found.thumbnails.append(&mut group.thumbnails);
            found.video = found.video.take().or(group.video);
        }
        "media:content" => {
            let (inside, _) = document.children(part);
            let about = about(&inside).or(around);
            for part in inside.iter().filter(|part| part.name == "media:thumbnail") {
                take(document, part, base, &about, found);
            }
            match medium(part, part.attribute("url")) {
                Some(Medium::Image) => found.pictures.extend(picture(part, "url", base, &about)),
                Some(Medium::Video) if found.video.is_none() => {
                    found.video = video(part, "url", base);
                }
                _ => {}
            }
        }
        "media:thumbnail" => found.thumbnails.extend(picture(part, "url", base, around)),
        "enclosure" | "link" | "atom:link" => {
            let address = if part.name == "enclosure" {
                "url"
            } else {
                "href"
            };
            if address == "href" && part.attribute("rel") != Some("enclosure") {
                return;
            }
            match medium(part, part.attribute(address)) {
                Some(Medium::Image) => found.enclosed.extend(picture(part, address, base, around)),
                Some(Medium::Video) if found.video.is_none() => {
                    found.video = video(part, address, base);
                }
                _ => {}
            }
        }
        // Not of the standard, but met: `<image>address</image>`, `<image><url>address</url></image>`.
        "image" => {
            let (inside, _) = document.children(part);
            let url = inside.iter().find(|part| part.name == "url");
            let url = url.unwrap_or(part).text();
            let url = url.trim();
            if !url.is_empty() && !url.contains(char::is_whitespace) && !url.contains('<') {
                found.enclosed.push(json!({ "url": base.resolve(url) }));
            }
        }
        _ => {}
    }
}

/// What the elements beside a picture say of it.
fn about(parts: &[Element<'_>]) -> About {
    let text = |name: &str| {
        let part = parts.iter().find(|part| part.name == name)?;
        let text = super::entry::plain(&part.text());
        (!text.is_empty()).then_some(text)
    };
    About {
        title: text("media:title"),
        description: text("media:description"),
        credit: text("media:credit"),
    }
}

impl About {
    /// This, and where it says nothing, `around`.
    fn or(self, around: &Self) -> Self {
        Self {
            title: self.title.or_else(|| around.title.clone()),
            description: self.description.or_else(|| around.description.clone()),
            credit: self.credit.or_else(|| around.credit.clone()),
        }
    }
}

/// What lies at `url`: as its type or its medium says, else as its name ends.
fn medium(part: &Element<'_>, url: Option<&str>) -> Option<Medium> {
    let said = part
        .attribute("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let family = said.split('/').next().unwrap_or_default();
    let named = part.attribute("medium").unwrap_or_default();
    for word in [named, family] {
        match word {
            "image" => return Some(Medium::Image),
            "video" => return Some(Medium::Video),
            "audio" | "document" | "text" => return None,
            _ => {}
        }
    }
    let path = url?.split(['?', '#']).next()?;
    let ending = path.rsplit('.').next()?.to_ascii_lowercase();
    if FILMS.contains(&ending.as_str()) {
        Some(Medium::Video)
    } else if PICTURES.contains(&ending.as_str()) {
        Some(Medium::Image)
    } else {
        None
    }
}

fn picture(part: &Element<'_>, address: &str, base: &Base, about: &About) -> Option<Value> {
    let url = part.attribute(address).filter(|url| !url.is_empty())?;
    Some(Value::Object(object(json!({
        "url": base.resolve(url),
        "alt": about.title,
        "caption": about.description,
        "credit": about.credit,
        "width": pixels(part, "width"),
        "height": pixels(part, "height"),
    }))))
}

fn video(part: &Element<'_>, address: &str, base: &Base) -> Option<Map<String, Value>> {
    let url = part.attribute(address).filter(|url| !url.is_empty())?;
    let mime = part
        .attribute("type")
        .filter(|mime| mime.starts_with("video/"));
    Some(object(json!({
        "url": base.resolve(url),
        "mime_type": mime,
        "duration": part.attribute("duration").and_then(seconds),
        "width": pixels(part, "width"),
        "height": pixels(part, "height"),
    })))
}

/// A size such as `1200` or `1200px`.
fn pixels(part: &Element<'_>, name: &str) -> Option<u32> {
    let text = latin_digits(part.attribute(name)?);
    text.trim_end_matches("px").trim().parse().ok()
}

/// A length such as `42`, `3:20` or `1:02:03`.
fn seconds(text: &str) -> Option<u32> {
    let text = latin_digits(text);
    let mut seconds: u32 = 0;
    for part in text.split(':') {
        let whole = part.split('.').next()?;
        seconds = seconds.checked_mul(60)?.checked_add(whole.parse().ok()?)?;
    }
    Some(seconds)
}

/// Each address once.
fn unique(mut pictures: Vec<Value>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    pictures.retain(|picture| {
        let url = picture.get("url").and_then(Value::as_str);
        seen.insert(url.unwrap_or_default().to_owned())
    });
    pictures
}
