//! Frames on other sites: a list or a story as a page of its own, with its words in it and next to
//! nothing else, and the page where such frames are made (docs/EMBED.md).

use super::PublishError;
use super::archive::hash;
use super::catalogue::List;
use super::document::element;
use crate::news::{Article, Edition, SectionKind, Stamp, Summary};
use crate::parts::chrome::edition_name;
use crate::parts::picture::{Fetch, thumbnail};
use crate::parts::text::text;
use crate::persian::{self, strings};
use crate::publish::with_base;
use crate::route::Route;
use crate::store::Story;
use crate::update::LIST_START;
use crate::view::{Element, Nodes, el, escape, to_html};
use serde_json::json;
use std::path::Path;

/// How many stories a frame shows where nothing else is asked (style/embed.css).
const COUNT: usize = 5;
/// What a frame may do: run its script, know its own site, and open stories in new tabs.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/// The heights of frames in CSS pixels, as style/embed.css divides them: head and foot, a row of a list, a
/// story.
const FRAME: f64 = 6.5 * 16.0;
const ROW: f64 = 5.5 * 16.0;
const STORY: f64 = 13.5 * 16.0;
/// The width that is told to consumers of oEmbed, who want one.
const WIDTH: u32 = 600;

/// The built pages, moved to the base path.
pub(super) struct Templates {
    embed: String,
    builder: String,
}

impl Templates {
    /// Reads the pages in the built app `app`.
    pub(super) fn read(app: &Path, base: &str) -> Result<Self, PublishError> {
        let read = |name: &str, what| {
            std::fs::read_to_string(app.join(name))
                .map(|html| with_base(&html, base))
                .map_err(|_| PublishError::NotBuilt(app.to_path_buf(), what))
        };
        Ok(Self {
            embed: read("embed.html", "embed.html")?,
            builder: read("builder.html", "builder.html")?,
        })
    }

    /// The hash of all that a frame has of them.
    pub(super) fn fingerprint(&self) -> u64 {
        hash(&self.embed)
    }
}

/// Where frames lead.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) edition: &'a Edition,
    pub(super) base: &'a str,
    /// The site's whole address, without a slash at the end.
    pub(super) origin: Option<&'a str>,
    pub(super) templates: &'a Templates,
}

impl Site<'_> {
    fn newsroom(&self) -> &str {
        edition_name(self.edition)
    }

    /// A link that opens a tab of its own: the frame stays what it is.
    fn link(&self, route: &Route) -> Element {
        el("a")
            .set("href", route.path(self.base))
            .set("target", "_blank")
            .set("rel", "noopener")
    }

    fn page(&self, title: &str, route: &Route, body: Nodes) -> String {
        let mut head = String::new();
        if let Some(origin) = self.origin {
            let address = format!("{origin}{}", route.path(self.base));
            element(
                &mut head,
                "link",
                &[("rel", "canonical"), ("href", &address)],
            );
        }
        filled(&self.templates.embed, title, &head, body)
    }

    /// The name of a list, as its frame and its oEmbed file say it.
    fn list_title(&self, list: &List, stories: &[Story]) -> String {
        match &list.route {
            Route::Section(id) => {
                let section = self.edition.section(id);
                section.map_or_else(|| id.to_string(), |section| section.title.clone())
            }
            Route::Tag(slug) => {
                let mut tags = stories.iter().flat_map(|story| &story.summary.tags);
                let tag = tags.find(|tag| slug.is_of(tag));
                tag.map_or_else(|| slug.as_str().to_owned(), |tag| strings::tag_heading(tag))
            }
            _ => String::new(),
        }
    }

    /// The frame of a list.
    pub(super) fn list(&self, list: &List, stories: &[Story]) -> String {
        let title = self.list_title(list, stories);
        let newsroom = self.newsroom();
        let items: Nodes = stories
            .iter()
            .take(LIST_START)
            .map(|story| {
                let summary = &story.summary;
                el("li")
                    .with(picture(summary))
                    .with(self.headline(summary))
                    .with(time(summary.published))
                    .with(lead(summary))
            })
            .collect();
        let heading = strings::page_title(&title, newsroom);
        let body = Nodes::new()
            .with(el("header").with(el("h1").with(self.link(&list.route).with(text(&heading)))))
            .with(el("main").with(if items.is_empty() {
                el("p").class("none").with(strings::LIST_EMPTY)
            } else {
                el("ol").with(items)
            }))
            .with(
                el("footer").with(
                    self.link(&list.route)
                        .with(strings::embed_more(&title, newsroom)),
                ),
            );
        self.page(&heading, &list.route, body)
    }

    /// The frame of a story.
    pub(super) fn story(&self, story: &Article) -> String {
        let summary = &story.summary;
        let route = Route::Story(summary.code.clone());
        let newsroom = self.newsroom();
        let words = el("div")
            .class("story")
            .with(picture(summary))
            .with(
                summary
                    .kicker
                    .as_deref()
                    .map(|kicker| el("p").class("kicker").with(text(kicker))),
            )
            .with(self.headline(summary))
            .with(lead(summary))
            .with(time(summary.published));
        let body = Nodes::new()
            .with(el("header").with(el("h1").with(self.link(&Route::Front).with(text(newsroom)))))
            .with(el("main").with(words))
            .with(el("footer").with(self.link(&route).with(strings::embed_read(newsroom))));
        self.page(&strings::page_title(&summary.title, newsroom), &route, body)
    }

    fn headline(&self, story: &Summary) -> Element {
        let link = self.link(&Route::Story(story.code.clone()));
        el("h2").with(link.with(text(&story.title)))
    }

    /// What a list's page answers to oEmbed, where the site's address is known.
    pub(super) fn list_oembed(&self, list: &List, stories: &[Story]) -> Option<String> {
        let title = strings::page_title(&self.list_title(list, stories), self.newsroom());
        let count = stories.len().min(COUNT) as f64;
        self.oembed(&list.route, &title, FRAME + count * ROW)
    }

    /// What a story's page answers to oEmbed.
    pub(super) fn story_oembed(&self, story: &Article) -> Option<String> {
        let route = Route::Story(story.summary.code.clone());
        self.oembed(&route, &story.summary.title, FRAME + STORY)
    }

    /// oEmbed 1.0, "rich".
    fn oembed(&self, route: &Route, title: &str, height: f64) -> Option<String> {
        let origin = self.origin?;
        let path = route.path(self.base);
        let inside = path.strip_prefix(self.base)?;
        let frame = format!("{origin}{}embed/{inside}", self.base);
        let height = format!("{height:.0}");
        let mut html = String::new();
        element(
            &mut html,
            "iframe",
            &[
                ("src", &frame),
                ("title", title),
                ("width", "100%"),
                ("height", &height),
                ("frameborder", "0"),
                ("loading", "lazy"),
                ("sandbox", SANDBOX),
                ("referrerpolicy", "strict-origin-when-cross-origin"),
            ],
        );
        let html = format!("{}</iframe>", html.trim_end());
        let answer = json!({
            "version": "1.0",
            "type": "rich",
            "provider_name": self.newsroom(),
            "provider_url": format!("{origin}{}", self.base),
            "title": title,
            "width": WIDTH,
            "height": height.parse::<u32>().unwrap_or_default(),
            "html": html,
        });
        Some(answer.to_string())
    }

    /// The page where a partner's editor makes a frame.
    pub(super) fn builder(&self) -> String {
        let sections = self.edition.sections.iter();
        let places: Nodes = sections
            .filter(|section| section.kind != SectionKind::Link)
            .map(|section| {
                el("option")
                    .set("value", format!("s/{}", section.id))
                    .with(text(&section.title))
            })
            .collect();
        let counts: Nodes = (1..=LIST_START)
            .map(|count| {
                let option = el("option").set("value", count.to_string());
                let option = if count == COUNT {
                    option.set("selected", "")
                } else {
                    option
                };
                option.with(persian::persian_digits(&count.to_string()))
            })
            .collect();
        let fields: Nodes = strings::BUILDER_FIELDS
            .into_iter()
            .map(|(name, label, values)| {
                let options: Nodes = values
                    .iter()
                    .map(|(value, words)| {
                        let option = el("option").set("value", *value).with(*words);
                        // The middle one is the one that needs no word.
                        if value.is_empty() {
                            option.set("selected", "")
                        } else {
                            option
                        }
                    })
                    .collect();
                field(name, label, options)
            })
            .collect();
        let hosts: Nodes = strings::BUILDER_HOSTS
            .into_iter()
            .map(|(is_dark, is_ltr, name)| {
                el("div")
                    .class("host")
                    .set("data-scheme", if is_dark { "dark" } else { "light" })
                    .set("dir", if is_ltr { "ltr" } else { "rtl" })
                    .with(el("p").set("dir", "rtl").with(name))
                    .with(el("peyk-news").set("title", name))
            })
            .collect();
        let tier = |name: &'static str, words: &'static str| {
            Nodes::new()
                .with(el("h3").with(words))
                .with(
                    el("pre")
                        .set("dir", "ltr")
                        .set("tabindex", "0")
                        .set("role", "group")
                        .set("aria-label", words)
                        .set("data-tier", name),
                )
                .with(
                    el("button")
                        .class("action")
                        .set("type", "button")
                        .set("data-copies", name)
                        .set("aria-label", format!("{}: {words}", strings::COPY))
                        .with(strings::COPY),
                )
        };
        let home = el("p").with(
            el("a")
                .class("name")
                .set("href", self.base.to_owned())
                .with(text(self.newsroom())),
        );
        let page = el("main")
            .class("builder")
            .set("data-base", self.base.to_owned())
            .with(home)
            .with(el("h1").with(strings::BUILDER))
            .with(el("p").with(strings::BUILDER_NOTE))
            .with(
                el("form")
                    .with(field("place", strings::BUILDER_PLACE, places))
                    .with(field("count", strings::BUILDER_COUNT, counts))
                    .with(fields),
            )
            .with(el("h2").with(strings::BUILDER_PREVIEW))
            .with(el("div").class("hosts").with(hosts))
            .with(el("h2").with(strings::COPY))
            .with(tier("frame", strings::BUILDER_FRAME))
            .with(tier("element", strings::BUILDER_ELEMENT))
            .with(
                el("p")
                    .set("role", "status")
                    .set("data-copied", strings::COPIED)
                    .set("data-not-copied", strings::NOT_COPIED),
            );
        let title = strings::page_title(strings::BUILDER, self.newsroom());
        filled(&self.templates.builder, &title, "", page.into())
    }
}

fn field(name: &'static str, label: &'static str, options: Nodes) -> Element {
    el("label")
        .with(label)
        .with(el("select").set("name", name).with(options))
}

fn picture(story: &Summary) -> Option<Element> {
    Some(thumbnail(story.picture.as_ref()?, Fetch::Lazy))
}

fn lead(story: &Summary) -> Option<Element> {
    let lead = story.lead.as_deref()?;
    Some(el("p").class("lead").with(text(lead)))
}

fn time(moment: Option<Stamp>) -> Option<Element> {
    let moment = moment?;
    Some(
        el("time")
            .set("datetime", persian::iso_utc(moment))
            .with(persian::short_date_time(moment)),
    )
}

/// `template` with a title, more in its head, and a body.
fn filled(template: &str, title: &str, head: &str, body: Nodes) -> String {
    let mut out = String::with_capacity(template.len() + 4096);
    let (start, rest) = template.split_once("<title>").unwrap_or((template, ""));
    let (before, after) = rest.split_once("<body>").unwrap_or((rest, ""));
    let (before, _) = before.split_once("</head>").unwrap_or((before, ""));
    out.push_str(start);
    out.push_str("<title>");
    escape(title, &mut out);
    out.push_str(before);
    out.push_str(head);
    out.push_str("</head>\n<body>");
    out.push_str(&to_html(&body));
    out.push_str(after);
    out
}
