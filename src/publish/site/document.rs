//! A whole HTML document: the built app's own `index.html`, with a page's words in it.

use super::PublishError;
use super::archive::hash;
use crate::news::{Article, Edition, Picture, Stamp};
use crate::pages::{self, Page};
use crate::parts::chrome::edition_name;
use crate::persian::iso_utc;
use crate::publish::hash::sum;
use crate::publish::with_base;
use crate::publish::worker::{WORKER, with_shell};
use crate::route::Route;
use crate::update::State;
use crate::view::escape;
use serde_json::{Value, json};
use std::path::Path;

/// The longest description that search engines and messengers show, in characters.
const LONGEST_DESCRIPTION: usize = 200;

/// What a page says besides its visible content.
pub(super) struct Document {
    title: String,
    description: Option<String>,
    /// The elements of the head that this page alone has.
    head: String,
    /// The path of the page, as the browser names it.
    path: String,
    /// The state of the page, as JSON; a page without it is not the app's.
    state: Option<String>,
}

impl Document {
    /// The document of the open page of `state`, which is `json` in the feed's form. Whole addresses
    /// begin with `origin`; without it there are none.
    pub(super) fn of(
        state: &State,
        base: &str,
        origin: Option<&str>,
        json: Option<String>,
    ) -> Self {
        let edition = state.store.edition();
        let pager = state.pager.as_ref();
        let path = pager.map_or_else(|| state.route.path(base), |pager| pager.own.clone());
        let title = pages::title(state);
        let page = pages::page(state);
        let story = match &page {
            Page::Story(story) => Some(&**story),
            _ => None,
        };
        let description = story
            .and_then(|story| story.summary.lead.clone())
            .map(|lead| shortened(&lead));
        let mut head = String::new();
        if matches!(page, Page::Withdrawn | Page::Report(_)) {
            element(
                &mut head,
                "meta",
                &[("name", "robots"), ("content", "noindex")],
            );
        }
        link(
            &mut head,
            "alternate",
            "application/feed+json",
            &format!("{base}feed.json"),
        );
        if let Some(origin) = origin {
            let address = format!("{origin}{path}");
            let inside = path.strip_prefix(base).unwrap_or(&path);
            if pager.is_none() && matches!(page, Page::Story(_) | Page::List(_)) {
                let file = inside.strip_suffix('/').unwrap_or(inside);
                link(
                    &mut head,
                    "alternate",
                    "application/json+oembed",
                    &format!("{origin}{base}oembed/{file}.json"),
                );
            }
            let whole = |url: &str| match url.strip_prefix('/') {
                Some(_) => format!("{origin}{url}"),
                None => url.to_owned(),
            };
            link(
                &mut head,
                "alternate",
                "application/rss+xml",
                &format!("{base}feed.xml"),
            );
            element(
                &mut head,
                "link",
                &[("rel", "canonical"), ("href", &address)],
            );
            let picture = story.and_then(|story| story.summary.picture.as_ref());
            cards(
                &mut head,
                &title,
                description.as_deref(),
                &address,
                edition,
                story,
                picture,
                &whole,
            );
            let data = structured(state, story, &address, edition, base, origin, &whole);
            if let Some(data) = data {
                head.push_str("<script type=\"application/ld+json\">");
                head.push_str(&in_script(&data.to_string()));
                head.push_str("</script>\n");
            }
        }
        Self {
            title,
            description,
            head,
            path,
            state: json,
        }
    }
}

/// What has the first picture of a page fetched before the page is laid out, unless its reader has pictures
/// wait: so it must be no picture's own doing. `content` is the page; its attributes are escaped already.
fn first_picture(content: &str) -> Option<String> {
    let (_, rest) = content.split_once("<img fetchpriority=\"high\"")?;
    let (tag, _) = rest.split_once('>')?;
    let mut link = "    <link rel=\"peyk-later\" as=\"image\" fetchpriority=\"high\"".to_owned();
    for (name, of) in [
        ("imagesizes", "sizes"),
        ("imagesrcset", "srcset"),
        ("href", "src"),
    ] {
        if let Some((_, value)) = tag.split_once(&format!(" {of}=\""))
            && let Some((value, _)) = value.split_once('"')
        {
            link.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    link.push_str(">\n");
    Some(link)
}

/// The tags of Open Graph and of Twitter cards.
#[expect(clippy::too_many_arguments, reason = "each is one line of the card")]
fn cards(
    head: &mut String,
    title: &str,
    description: Option<&str>,
    address: &str,
    edition: &Edition,
    story: Option<&Article>,
    picture: Option<&Picture>,
    whole: &dyn Fn(&str) -> String,
) {
    let mut property = |name: &str, content: &str| {
        element(head, "meta", &[("property", name), ("content", content)]);
    };
    property(
        "og:type",
        if story.is_some() {
            "article"
        } else {
            "website"
        },
    );
    property("og:site_name", edition_name(edition));
    property("og:locale", "fa_IR");
    property(
        "og:title",
        story.map_or(title, |story| &story.summary.title),
    );
    property("og:url", address);
    if let Some(description) = description {
        property("og:description", description);
    }
    if let Some(picture) = picture {
        property("og:image", &whole(&picture.url));
        if !picture.alt.is_empty() {
            property("og:image:alt", &picture.alt);
        }
        if let Some((width, height)) = picture.size {
            property("og:image:width", &width.to_string());
            property("og:image:height", &height.to_string());
        }
    }
    if let Some(story) = story {
        if let Some(at) = story.summary.published {
            property("article:published_time", &iso_utc(at));
        }
        if let Some(at) = story.modified {
            property("article:modified_time", &iso_utc(at));
        }
        for tag in story.all_tags() {
            property("article:tag", tag);
        }
    }
    let card = if picture.is_some() {
        "summary_large_image"
    } else {
        "summary"
    };
    element(head, "meta", &[("name", "twitter:card"), ("content", card)]);
}

/// What search engines read: the story (schema.org, NewsArticle) and the way to the page
/// (BreadcrumbList).
fn structured(
    state: &State,
    story: Option<&Article>,
    address: &str,
    edition: &Edition,
    base: &str,
    origin: &str,
    whole: &dyn Fn(&str) -> String,
) -> Option<Value> {
    let section = match &state.route {
        Route::Section(id) => edition.section(id),
        Route::Story(_) => edition.section(story?.summary.section.as_ref()?),
        _ => None,
    };
    let mut steps: Vec<(String, String)> =
        vec![(edition_name(edition).to_owned(), format!("{origin}{base}"))];
    let parent = section.and_then(|section| edition.section(section.parent.as_ref()?));
    for section in parent.into_iter().chain(section) {
        let path = Route::Section(section.id.clone()).path(base);
        steps.push((section.title.clone(), format!("{origin}{path}")));
    }
    if let Some(story) = story {
        steps.push((story.summary.title.clone(), address.to_owned()));
    }
    if steps.len() < 2 && story.is_none() {
        return None;
    }
    let items: Vec<Value> = steps
        .iter()
        .zip(1..)
        .map(|((name, address), at)| json!({ "@type": "ListItem", "position": at, "name": name, "item": address }))
        .collect();
    let trail = json!({ "@type": "BreadcrumbList", "itemListElement": items });
    let mut graph = vec![trail];
    graph.extend(story.map(|story| news_article(story, address, edition, whole)));
    Some(json!({ "@context": "https://schema.org", "@graph": graph }))
}

fn news_article(
    story: &Article,
    address: &str,
    edition: &Edition,
    whole: &dyn Fn(&str) -> String,
) -> Value {
    let name = edition_name(edition);
    let publisher = match &edition.logo {
        Some(logo) => {
            json!({ "@type": "NewsMediaOrganization", "name": name, "logo": { "@type": "ImageObject", "url": whole(logo) } })
        }
        None => json!({ "@type": "NewsMediaOrganization", "name": name }),
    };
    let authors: Vec<Value> = match story.authors.as_slice() {
        [] => vec![json!({ "@type": "Organization", "name": name })],
        names => names
            .iter()
            .map(|name| json!({ "@type": "Person", "name": name }))
            .collect(),
    };
    let summary = &story.summary;
    let mut article = json!({
        "@type": "NewsArticle",
        "headline": summary.title,
        "mainEntityOfPage": address,
        "url": address,
        "inLanguage": "fa",
        "identifier": summary.code.as_str(),
        "author": authors,
        "publisher": publisher,
    });
    let mut say = |name: &str, value: Option<Value>| {
        if let (Some(fields), Some(value)) = (article.as_object_mut(), value) {
            fields.insert(name.to_owned(), value);
        }
    };
    let moment = |at: Option<Stamp>| at.map(|at| Value::from(iso_utc(at)));
    say(
        "description",
        summary.lead.as_deref().map(|lead| shortened(lead).into()),
    );
    say("datePublished", moment(summary.published));
    say("dateModified", moment(story.modified.or(summary.published)));
    say(
        "image",
        summary
            .picture
            .as_ref()
            .map(|picture| json!([whole(&picture.url)])),
    );
    say(
        "keywords",
        Some(Value::from(story.all_tags().cloned().collect::<Vec<_>>()))
            .filter(|tags| *tags != json!([])),
    );
    article
}

/// `text` cut between words.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST_DESCRIPTION).collect();
    let words = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{words} …")
}

/// JSON as the text of a `<script>`: nothing in it can end the element or begin a comment (HTML,
/// "Restrictions for contents of script elements").
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

pub(super) fn element(out: &mut String, tag: &str, attributes: &[(&str, &str)]) {
    out.push('<');
    out.push_str(tag);
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, out);
        out.push('"');
    }
    out.push_str(">\n");
}

fn link(out: &mut String, rel: &str, kind: &str, href: &str) {
    element(out, "link", &[("rel", rel), ("type", kind), ("href", href)]);
}

/// The built app's page, cut where a page's own words stand.
pub(super) struct Template {
    /// Up to the title.
    start: String,
    /// From the title to the description.
    to_description: String,
    /// What stands there where a page has none of its own.
    description: String,
    /// From the description to the end of the head.
    to_head_end: String,
    /// The same without the program.
    to_plain_head_end: String,
    /// From the head's end to the app's root, its tag included.
    to_root: String,
    /// From the root's end.
    end: String,
    /// The page as it was built.
    built: String,
    /// The service worker, with what it must know of that page.
    worker: Option<String>,
}

impl Template {
    /// Reads the template in the built app `app`, moved to `base`.
    pub(super) fn read(app: &Path, base: &str) -> Result<Self, PublishError> {
        let missing = |what| PublishError::NotBuilt(app.to_path_buf(), what);
        let read =
            |name: &str, what| std::fs::read_to_string(app.join(name)).map_err(|_| missing(what));
        let built = with_base(&read("index.html", "index.html")?, base);
        // The site has its own feed, whatever the app was built for.
        let feed = between(&built, "<meta name=\"peyk-feed\" content=\"", "\"")
            .ok_or(missing("its feed's address"))?;
        let built = built
            .replacen(
                &format!("name=\"peyk-feed\" content=\"{feed}\""),
                "name=\"peyk-feed\" content=\"feed.json\"",
                1,
            )
            .replacen(
                &format!("as=\"fetch\" crossorigin href=\"{feed}\""),
                &format!("as=\"fetch\" crossorigin href=\"{base}feed.json\""),
                1,
            );
        let sheet = between(&built, "<link rel=\"stylesheet\" href=\"", "\">")
            .ok_or(missing("its style sheet"))?;
        let name = sheet.strip_prefix(base).unwrap_or(sheet);
        let css =
            read(name, "its style sheet")?.replace("url(fonts/", &format!("url({base}fonts/"));
        let hash = sum(css.as_bytes());
        // The text is there with the page itself: its style comes along, and the program does not
        // compete with it.
        let html = built
            .replacen(
                &format!("<link rel=\"stylesheet\" href=\"{sheet}\">"),
                &format!("<style>{css}</style>"),
                1,
            )
            .replacen(
                "style-src 'self'",
                &format!("style-src 'self' 'sha256-{hash}'"),
                1,
            )
            .replacen("rel=\"modulepreload\"", "rel=\"peyk-program\"", 1)
            .replacen(
                "rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin",
                "rel=\"peyk-program\"",
                1,
            );
        let html = without(&html, "<link rel=\"preload\" as=\"fetch\"", ">\n");
        // The scripts come after the first frame (plain/early.js).
        let boot = between(&html, "<script src=\"", "\" defer></script>")
            .ok_or(missing("its script"))?
            .to_owned();
        let html = html.replacen(
            &format!("<script src=\"{boot}\" defer></script>"),
            &format!("<link id=\"peyk-boot\" rel=\"peyk-program\" href=\"{boot}\">"),
            1,
        );
        let html = without(&html, "<noscript>", "</noscript>");
        let cut = |text: &str, at: &str, what| -> Result<(String, String), PublishError> {
            let (before, after) = text.split_once(at).ok_or(missing(what))?;
            Ok((format!("{before}{at}"), after.to_owned()))
        };
        let (start, rest) = cut(&html, "<title>", "its title")?;
        let rest = rest
            .split_once("</title>")
            .ok_or(missing("its title"))?
            .1
            .to_owned();
        let (to_description, rest) = cut(
            &rest,
            "<meta name=\"description\" content=\"",
            "its description",
        )?;
        let (description, rest) = rest.split_once('"').ok_or(missing("its description"))?;
        let (to_head_end, rest) = rest.split_once("</head>").ok_or(missing("its head"))?;
        let (to_root, rest) = cut(rest, "<div id=\"app\">", "its root")?;
        let (_, rest) = rest
            .split_once("</div>\n    <div id=\"peyk-failed\"")
            .ok_or(missing("its root"))?;
        let to_plain_head_end: Vec<&str> = to_head_end
            .split_inclusive('\n')
            .filter(|line| !line.contains("rel=\"peyk-program\"") && !line.contains("<script "))
            .collect();
        Ok(Self {
            start,
            to_description: format!("</title>{to_description}"),
            to_plain_head_end: format!("\"{}", to_plain_head_end.concat()),
            description: description.to_owned(),
            to_head_end: format!("\"{to_head_end}"),
            to_root: format!("</head>{to_root}"),
            end: format!("</div>\n    <div id=\"peyk-failed\"{rest}"),
            worker: read(WORKER, "its service worker")
                .ok()
                .and_then(|script| with_shell(&script, "shell.html", &built)),
            built,
        })
    }

    /// The page of `document`, which shows `content`.
    pub(super) fn fill(&self, document: &Document, content: String) -> String {
        let mut out =
            String::with_capacity(2 * content.len() + self.start.len() + self.to_head_end.len());
        out.push_str(&self.start);
        escape(&document.title, &mut out);
        out.push_str(&self.to_description);
        match &document.description {
            Some(description) => escape(description, &mut out),
            None => out.push_str(&self.description),
        }
        let to_head_end = match document.state {
            Some(_) => &self.to_head_end,
            None => &self.to_plain_head_end,
        };
        // Before the script that lets it be fetched (plain/early.js).
        let (closing, rest) = to_head_end.split_once('\n').unwrap_or((to_head_end, ""));
        out.push_str(closing);
        out.push('\n');
        out.extend(first_picture(&content));
        out.push_str(rest);
        out.push_str(&document.head);
        out.push_str(&self.to_root);
        out.push_str(&content);
        match &document.state {
            Some(state) => {
                // It stands behind all that is seen.
                let (foot, rest) = self.end.split_once("</body>").unwrap_or((&self.end, ""));
                out.push_str(foot);
                out.push_str("<script type=\"application/json\" id=\"peyk-state\" data-route=\"");
                escape(&document.path, &mut out);
                out.push_str("\">");
                out.push_str(&in_script(state));
                out.push_str("</script>\n</body>");
                out.push_str(rest);
            }
            None => out.push_str(&self.end),
        }
        out
    }

    /// The hash of all that a page has of it.
    pub(super) fn fingerprint(&self) -> u64 {
        hash((
            &self.start,
            &self.to_description,
            &self.description,
            &self.to_head_end,
            &self.to_root,
            &self.end,
        ))
    }

    /// The service worker, where the app has one.
    pub(super) fn worker(&self) -> Option<&str> {
        self.worker.as_deref()
    }

    /// The page of the app with an empty root, for addresses that only the app can answer.
    pub(super) fn shell(&self) -> &str {
        &self.built
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?
        .1
        .split_once(after)
        .map(|(inner, _)| inner)
}

/// `text` without what begins with `from` and ends with `to`, where it is there.
fn without(text: &str, from: &str, to: &str) -> String {
    match text.split_once(from) {
        Some((before, rest)) => match rest.split_once(to) {
            Some((_, after)) => format!("{before}{after}"),
            None => text.to_owned(),
        },
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_script_cannot_end_it() {
        let json = json!({ "title": "</script><!--<script>" }).to_string();
        let safe = in_script(&json);
        assert!(!safe.contains('<'));
        assert_eq!(
            serde_json::from_str::<Value>(&safe).unwrap(),
            serde_json::from_str::<Value>(&json).unwrap()
        );
    }

    #[test]
    fn a_long_description_is_cut_between_words() {
        let long = "واژه ".repeat(80);
        let cut = shortened(long.trim());
        assert!(cut.ends_with("واژه …") && cut.chars().count() <= LONGEST_DESCRIPTION + 2);
        assert_eq!(shortened("کوتاه"), "کوتاه");
    }
}
