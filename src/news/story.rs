//! A story, as lists show it and as its page shows it.

use super::{Block, NewsCode, SectionId};
use std::sync::Arc;

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(pub i64);

/// What a list needs of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The news code (کد خبر).
    pub code: NewsCode,
    /// The headline (تیتر).
    pub title: String,
    /// The kicker above the headline (روتیتر).
    pub kicker: Option<String>,
    /// The lead beneath the headline (لید).
    pub lead: Option<String>,
    /// The section it is filed under.
    pub section: Option<SectionId>,
    /// When it was published; `None` is "undated".
    pub published: Option<Stamp>,
    /// The picture lists show.
    pub picture: Option<Picture>,
    /// Tags, in the publisher's order, without repeats.
    pub tags: Vec<String>,
    /// How many pictures its gallery holds.
    pub gallery_count: u32,
    /// A video's length in whole seconds; `None` where there is no video or its length is unknown.
    pub video_seconds: Option<u32>,
    /// Whether it has a video.
    pub has_video: bool,
    /// Whether the editor marked it as urgent (فوری).
    pub urgent: bool,
}

/// A whole story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// What lists show of it.
    pub summary: Summary,
    /// The body, shared between the versions of the story; `None` where the feed holds headlines
    /// only and the archive has the rest.
    pub body: Option<Arc<Vec<Block>>>,
    /// The pictures of its gallery.
    pub gallery: Vec<Picture>,
    /// Its video.
    pub video: Option<Video>,
    /// Its tags that have no page of their own: shown, and not linked.
    pub plain_tags: Vec<String>,
    /// Who wrote it, one name each.
    pub authors: Arc<Vec<String>>,
    /// Where it comes from, if not from the newsroom itself.
    pub source: Option<Source>,
    /// What was corrected after publication.
    pub correction: Option<Correction>,
    /// The stories to read on with, as the newsroom chose them; where there are none, the app does.
    pub related: Vec<NewsCode>,
    /// When it was last changed.
    pub modified: Option<Stamp>,
    /// The publisher's own address of the story.
    pub url: Option<String>,
}

impl Article {
    /// All its tags, with and without a page.
    pub fn all_tags(&self) -> impl Iterator<Item = &String> {
        self.summary.tags.iter().chain(&self.plain_tags)
    }

    /// The blocks of the body, none where there is no body.
    pub fn blocks(&self) -> &[Block] {
        self.body.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Whether the story's body or gallery shows the picture at `url`.
    pub fn shows(&self, url: &str) -> bool {
        self.gallery.iter().any(|picture| picture.url == url)
            || self.blocks().iter().any(|block| block.shows(url))
    }
}

/// A still picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// An absolute http(s) address, or one relative to the feed's own site, resolved.
    pub url: String,
    /// What it shows, in words; empty where the publisher gave none.
    pub alt: String,
    /// Its width and height in CSS pixels, where the publisher said.
    pub size: Option<(u32, u32)>,
    /// The same picture in other sizes, for the browser to choose from.
    pub sizes: Vec<Rendition>,
    /// Its caption, plain text.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// A picture in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Its address, as [`Picture::url`].
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
}

impl Picture {
    /// Its sizes as the `srcset` of an image (HTML, "Srcset attributes"); `None` where there are none.
    pub fn srcset(&self) -> Option<String> {
        let mut out = String::new();
        for Rendition { url, width } in &self.sizes {
            if !out.is_empty() {
                out.push_str(", ");
            }
            out.push_str(&format!("{url} {width}w"));
        }
        (!out.is_empty()).then_some(out)
    }
}

/// A video and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Where the file lies.
    pub url: String,
    /// Its MIME type.
    pub mime: String,
    /// Its length in whole seconds.
    pub seconds: Option<u32>,
    /// Its width and height in CSS pixels.
    pub size: Option<(u32, u32)>,
    /// A still that stands for it until it plays.
    pub poster: Option<String>,
    /// A WebVTT file of Persian captions.
    pub captions: Option<String>,
}

/// Where a story comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
}

/// What was corrected in a story after it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What was wrong and is right now.
    pub text: String,
    /// When.
    pub at: Option<Stamp>,
}
