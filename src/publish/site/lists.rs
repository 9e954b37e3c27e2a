//! What search engines and other readers ask for: robots.txt, sitemaps, RSS. Pure.

use crate::news::{Edition, Stamp};
use crate::parts::chrome::edition_name;
use crate::persian::iso_utc;
use crate::route::Route;
use crate::store::Story;
use crate::view::escape;

/// How many addresses a sitemap holds; it may hold 50,000 (sitemaps.org, "Sitemap index files"), but
/// the newest one is written anew for each story.
pub(super) const IN_SITEMAP: usize = 10_000;
/// How many of the newest stories are asked for here.
pub(super) const NEWEST: usize = IN_NEWS_SITEMAP;
/// How old the news of a news sitemap may be, in seconds.
const NEWS_AGE: i64 = 2 * 24 * 60 * 60;
/// The most addresses of a news sitemap.
const IN_NEWS_SITEMAP: usize = 1000;
/// How many stories the RSS feed holds.
const IN_RSS: usize = 60;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SITEMAP: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// The rules for search engines: everything may be read.
pub(super) fn robots(origin: Option<&str>, base: &str) -> String {
    let sitemaps = origin.map_or_else(String::new, |origin| {
        format!("Sitemap: {origin}{base}sitemap.xml\n")
    });
    format!("User-agent: *\nAllow: /\n{sitemaps}")
}

fn tag(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>"));
    escape_xml(text, out);
    out.push_str(&format!("</{name}>"));
}

/// As in HTML, but for the one name that XML does not know, and for what it cannot hold at all
/// (XML 1.0, "Char").
fn escape_xml(text: &str, out: &mut String) {
    let legal: String = text
        .chars()
        .filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
        .collect();
    let mut html = String::new();
    escape(&legal, &mut html);
    out.push_str(&html.replace("&nbsp;", "&#160;"));
}

/// Where pages lie.
#[derive(Clone, Copy)]
pub(super) struct Addresses<'a> {
    /// The site, without a slash at the end.
    pub(super) origin: &'a str,
    /// The path that it lies under.
    pub(super) base: &'a str,
}

impl Addresses<'_> {
    fn of(&self, route: &Route) -> String {
        format!("{}{}", self.origin, route.path(self.base))
    }

    fn story(&self, story: &Story) -> String {
        self.of(&Route::Story(story.summary.code.clone()))
    }
}

/// A sitemap of `stories`.
pub(super) fn stories<'a>(
    stories: impl Iterator<Item = &'a Story>,
    addresses: Addresses<'_>,
) -> String {
    sitemap(stories.map(|story| {
        let changed = story.modified.or(story.summary.published);
        (addresses.story(story), changed)
    }))
}

/// The front page and the pages of the lists `routes`, as many at a time as a sitemap holds.
pub(super) fn routes<'a>(
    routes: impl Iterator<Item = &'a Route>,
) -> impl Iterator<Item = Vec<Route>> {
    let mut routes = [Route::Front]
        .into_iter()
        .chain(routes.cloned())
        .collect::<Vec<_>>();
    std::iter::from_fn(move || {
        let rest = routes.split_off(IN_SITEMAP.min(routes.len()));
        let part = std::mem::replace(&mut routes, rest);
        (!part.is_empty()).then_some(part)
    })
}

/// A sitemap of the pages `routes`.
pub(super) fn pages(routes: &[Route], addresses: Addresses<'_>) -> String {
    sitemap(routes.iter().map(|route| (addresses.of(route), None)))
}

fn sitemap(entries: impl Iterator<Item = (String, Option<Stamp>)>) -> String {
    let mut out = format!("{HEAD}<urlset {SITEMAP}>\n");
    for (address, changed) in entries {
        out.push_str("<url>");
        tag(&mut out, "loc", &address);
        if let Some(changed) = changed {
            tag(&mut out, "lastmod", &iso_utc(changed));
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The index of the sitemaps `names`.
pub(super) fn sitemap_index(names: &[String], addresses: Addresses<'_>) -> String {
    let Addresses { origin, base } = addresses;
    let mut out = format!("{HEAD}<sitemapindex {SITEMAP}>\n");
    for name in names {
        out.push_str("<sitemap>");
        tag(&mut out, "loc", &format!("{origin}{base}{name}"));
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// The news of the last two days before the newest one (Google, "News sitemaps"): by the feed's own
/// time, so that the same feed gives the same bytes.
pub(super) fn news_sitemap(edition: &Edition, news: &[Story], addresses: Addresses<'_>) -> String {
    let newest = news.iter().find_map(|story| story.summary.published);
    let mut out = format!(
        "{HEAD}<urlset {SITEMAP} xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"
    );
    for story in news.iter().take(IN_NEWS_SITEMAP) {
        let (Some(at), Some(newest)) = (story.summary.published, newest) else {
            break;
        };
        if at.0 < newest.0.saturating_sub(NEWS_AGE) {
            break;
        }
        out.push_str("<url>");
        tag(&mut out, "loc", &addresses.story(story));
        out.push_str("<news:news><news:publication>");
        tag(&mut out, "news:name", edition_name(edition));
        tag(&mut out, "news:language", "fa");
        out.push_str("</news:publication>");
        tag(&mut out, "news:publication_date", &iso_utc(at));
        tag(&mut out, "news:title", &story.summary.title);
        out.push_str("</news:news></url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The newest stories as RSS 2.0.
pub(super) fn rss(edition: &Edition, news: &[Story], addresses: Addresses<'_>) -> String {
    let mut out = format!("{HEAD}<rss version=\"2.0\"><channel>\n");
    tag(&mut out, "title", edition_name(edition));
    tag(&mut out, "link", &addresses.of(&Route::Front));
    tag(&mut out, "description", edition_name(edition));
    tag(&mut out, "language", "fa");
    for story in news.iter().take(IN_RSS) {
        let summary = &story.summary;
        let link = addresses.story(story);
        out.push_str("\n<item>");
        tag(&mut out, "title", &summary.title);
        tag(&mut out, "link", &link);
        tag(&mut out, "guid", &link);
        if let Some(lead) = &summary.lead {
            tag(&mut out, "description", lead);
        }
        if let Some(at) = summary.published {
            tag(&mut out, "pubDate", &rfc_822(at));
        }
        for name in story.all_tags() {
            tag(&mut out, "category", name);
        }
        out.push_str("</item>");
    }
    out.push_str("\n</channel></rss>\n");
    out
}

/// A moment as RSS writes it (RFC 822, with a year of four digits).
fn rfc_822(at: Stamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let iso = iso_utc(at);
    let part = |from: usize, to: usize| iso.get(from..to).unwrap_or_default();
    let month = part(5, 7).parse::<usize>().unwrap_or(1);
    let day = usize::try_from(at.0.div_euclid(86_400).rem_euclid(7)).unwrap_or(0);
    format!(
        "{}, {} {} {} {} GMT",
        DAYS.get(day).unwrap_or(&""),
        part(8, 10),
        MONTHS.get(month.saturating_sub(1)).unwrap_or(&""),
        part(0, 4),
        part(11, 19)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_rss_is_that_of_rfc_822() {
        assert_eq!(rfc_822(Stamp(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(
            rfc_822(Stamp(1_562_430_470)),
            "Sat, 06 Jul 2019 16:27:50 GMT"
        );
    }

    #[test]
    fn xml_holds_neither_markup_nor_what_it_may_not_hold() {
        let mut out = String::new();
        tag(&mut out, "title", "<b>\u{1}&\u{a0}");
        assert_eq!(out, "<title>&lt;b&gt;&amp;&#160;</title>");
    }
}
