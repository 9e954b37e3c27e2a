//! Old addresses that lead to new ones, from `redirects` of the app's edition.json, in the forms that
//! hosts read. Pure.

use crate::persian::strings;
use crate::view::escape;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use url::Url;

/// What is percent-encoded in an address (URL Standard, "path percent-encode set", without the marks
/// that end a path).
pub(super) const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// What would mean something to one of the hosts whose rules are written.
const MARKS: &str = "\"'\\$*{}<>;`|^ ";
/// How many old addresses an edition may have.
const MOST: usize = 100_000;
/// How many redirects may follow each other: browsers give up after 20.
const MOST_STEPS: usize = 5;
/// How many lines of `_redirects` Cloudflare reads.
pub(super) const LINES_OF_STATIC_HOSTS: usize = 2000;

/// An old address and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    /// A path of the host, decoded, without a slash at the end.
    from: String,
    /// A path of the host, or an address of the web, percent-encoded.
    to: String,
    /// Whether it was the address of a folder, whatever its name looks like.
    is_folder: bool,
}

/// Why `redirects` of an edition.json cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// The file is no JSON.
    #[error("edition.json: it is not JSON ({0})")]
    NotJson(String),
    /// `redirects` is no object of texts.
    #[error(r#"edition.json: redirects must be an object of texts, such as {{"/old/": "/n/1/"}}"#)]
    NotTexts,
    /// There are more than a run can write.
    #[error("edition.json: {0} redirects are more than {MOST}: write a rule of your host for them")]
    TooMany(usize),
    /// This old address is no path of plain names.
    #[error("edition.json: {0:?} is no old address: write a path such as /old/story")]
    BadOld(String),
    /// This new address is neither a path of the host nor an http(s) address.
    #[error(
        "edition.json: {0:?} is no new address: write a path such as /n/1/, or an https address"
    )]
    BadNew(String),
    /// This old address is there twice: hosts do not tell the two spellings apart.
    #[error(
        "edition.json: {0:?} stands there in two spellings that hosts do not tell apart: leave one out"
    )]
    Twice(String),
    /// From this old address redirects lead on and on, or back to it.
    #[error(
        "edition.json: {0:?} leads back to itself, or through more than {MOST_STEPS} redirects: write the last address"
    )]
    Loop(String),
}

/// The redirects of the edition.json `text`, in the order of their old addresses.
pub(super) fn read(text: &str) -> Result<Vec<Redirect>, RedirectError> {
    let edition: Value =
        serde_json::from_str(text).map_err(|error| RedirectError::NotJson(error.to_string()))?;
    let redirects = match edition.get("redirects") {
        None => return Ok(Vec::new()),
        Some(Value::Object(redirects)) => redirects,
        Some(_) => return Err(RedirectError::NotTexts),
    };
    if redirects.len() > MOST {
        return Err(RedirectError::TooMany(redirects.len()));
    }
    let mut known = HashSet::new();
    let read = redirects.iter().map(|(old, new)| {
        let new = new.as_str().ok_or(RedirectError::NotTexts)?;
        let from = old_path(old).ok_or_else(|| RedirectError::BadOld(old.clone()))?;
        let to = new_address(new).ok_or_else(|| RedirectError::BadNew(new.to_owned()))?;
        if !known.insert(folded(&from)) {
            return Err(RedirectError::Twice(old.clone()));
        }
        Ok(Redirect {
            from,
            to,
            is_folder: false,
        })
    });
    let mut read = read.collect::<Result<Vec<_>, _>>()?;
    read.sort_unstable_by(|one, other| one.from.cmp(&other.from));
    Ok(read)
}

/// Checks that every one of `redirects` ends, on a site that lies at `origin`.
///
/// # Errors
/// One leads back to itself, or through too many others.
pub(super) fn all_end(redirects: &[Redirect], origin: Option<&str>) -> Result<(), RedirectError> {
    let host = origin.and_then(|origin| Url::parse(origin).ok());
    let host = host.as_ref().and_then(Url::host_str);
    let steps: HashMap<String, String> = redirects
        .iter()
        .filter_map(|redirect| Some((folded(&redirect.from), redirect.next(host)?)))
        .collect();
    for redirect in redirects {
        let mut at = steps.get(&folded(&redirect.from));
        for _ in 0..MOST_STEPS {
            at = at.and_then(|at| steps.get(at));
        }
        if at.is_some() {
            return Err(RedirectError::Loop(redirect.from.clone()));
        }
    }
    Ok(())
}

/// The decoded `path` as a host may compare it: without regard to case, to slashes at its end, and to how
/// many stand together.
fn folded(path: &str) -> String {
    let names = path.split('/').filter(|name| !name.is_empty());
    names.fold(String::new(), |mut folded, name| {
        folded.push('/');
        folded.push_str(&name.to_lowercase());
        folded
    })
}

fn is_plain(text: &str) -> bool {
    text.len() <= 1000 && !text.chars().any(|c| c.is_control() || MARKS.contains(c))
}

/// Whether a host could read a part of `path` as the name of something else (`/:year/`).
fn has_placeholder(path: &str) -> bool {
    let mut parts = path.split(':');
    let mut before = parts.next().unwrap_or_default();
    parts.any(|after| {
        let is_name = after.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let opens = before.ends_with('/');
        before = after;
        is_name || opens
    })
}

fn old_path(text: &str) -> Option<String> {
    let path = percent_decode_str(text).decode_utf8().ok()?;
    let path = path.strip_suffix('/').unwrap_or(&path);
    let names = path.strip_prefix('/')?;
    let plain = names.split('/').all(|name| {
        !name.is_empty()
            && !name.starts_with('.')
            && !name.contains(['?', '#', '%'])
            && name.len() < 200
    });
    (plain && is_plain(path) && !has_placeholder(path)).then(|| path.to_owned())
}

fn new_address(text: &str) -> Option<String> {
    if !is_plain(text) {
        return None;
    }
    let path = text.split(['?', '#']).next().unwrap_or_default();
    if text.starts_with('/') {
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let is_step = |name: &str| matches!(name, "." | "..");
        let leaves = decoded.split('/').any(is_step) || decoded.contains(['\\', '\r', '\n']);
        let plain = !decoded.starts_with("//") && !leaves && !has_placeholder(&decoded);
        return plain.then(|| utf8_percent_encode(text, PATH).to_string());
    }
    let rest = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"))?;
    let url = Url::parse(text).ok()?;
    // `https://news.example@evil.example/` leads to evil.example.
    let is_named = !rest.starts_with('/') && url.host_str().is_some_and(|host| !host.is_empty());
    let has_secret = !url.username().is_empty() || url.password().is_some();
    let plain = is_named && !has_secret && !has_placeholder(url.path()) && is_plain(url.as_str());
    plain.then(|| url.into())
}

impl Redirect {
    /// The way from the path `from` of the host, decoded, to its path `to`; none where no host's rules
    /// can say it, or where hosts take both for one address.
    pub(super) fn between(from: &str, to: &str) -> Option<Self> {
        let from = from.strip_suffix('/').unwrap_or(from);
        let names = from.strip_prefix('/')?;
        let is_path = names
            .split('/')
            .all(|name| !name.is_empty() && !name.contains(['?', '#', '%']));
        let redirect = Self {
            from: from.to_owned(),
            to: to.to_owned(),
            is_folder: true,
        };
        let is_other = redirect.next(None) != Some(folded(from));
        (is_path && is_plain(from) && !has_placeholder(from) && is_other).then_some(redirect)
    }

    /// The path of the site at `host` that it leads to, as [`folded`] has it; none on other sites.
    fn next(&self, host: Option<&str>) -> Option<String> {
        let path = if self.to.starts_with('/') {
            self.to.split(['?', '#']).next()?.to_owned()
        } else {
            let url = Url::parse(&self.to).ok()?;
            let is_own = host.is_some() && url.host_str() == host;
            is_own.then(|| url.path().to_owned())?
        };
        Some(folded(&percent_decode_str(&path).decode_utf8_lossy()))
    }

    /// The name of the file of a site under `base` that the old address itself would be; an empty one for
    /// the front page.
    pub(super) fn name(&self, base: &str) -> Option<&str> {
        let is_base = base.strip_suffix('/') == Some(&self.from);
        is_base
            .then_some("")
            .or_else(|| self.from.strip_prefix(base))
    }

    /// The old address: a path of the host, decoded, without a slash at the end.
    pub(super) fn from(&self) -> &str {
        &self.from
    }

    /// How many lines it takes in the rules of a host.
    pub(super) fn lines(&self) -> usize {
        self.forms().len()
    }

    /// Its forms: a path without an ending is also asked for with a slash.
    fn forms(&self) -> Vec<String> {
        let name = self.from.rsplit('/').next().unwrap_or_default();
        let mut forms = vec![self.from.clone()];
        if self.is_folder || !name.contains('.') {
            forms.push(format!("{}/", self.from));
        }
        forms
    }

    /// The file under `base` that stands at the old address, for hosts without rules; none where
    /// it would not be shown as a page.
    pub(super) fn file(&self, base: &str) -> Option<String> {
        let inside = self.from.strip_prefix(base)?;
        let name = inside.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            None => Some(format!("{inside}/index.html")),
            Some((_, "html" | "htm")) => Some(inside.to_owned()),
            Some(_) => None,
        }
    }

    /// The page that stands there.
    pub(super) fn page(&self) -> String {
        let mut to = String::new();
        escape(&self.to, &mut to);
        let words = strings::MOVED;
        format!(
            "<!doctype html>\n<html lang=\"fa\" dir=\"rtl\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{words}</title>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; \
             form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{to}\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url={to}\">\n<p><a href=\"{to}\">{words}</a></p>\n</html>\n"
        )
    }
}

/// The lines of `redirects` for a `map` of nginx.
pub(super) fn nginx(redirects: &[Redirect]) -> String {
    lines(redirects, |from, to| format!("\"{from}\" \"{to}\";\n"))
}

/// The lines of `redirects` for a `map` of Caddy: a `redir` for each takes seconds to load for some thousands.
pub(super) fn caddy(redirects: &[Redirect]) -> String {
    lines(redirects, |from, to| format!("\"{from}\" \"{to}\"\n"))
}

/// The lines of `redirects` for the `_redirects` of static hosts, and of `peyk serve`.
pub(super) fn static_host(redirects: &[Redirect]) -> String {
    lines(redirects, |from, to| {
        format!("{} {to} 301\n", utf8_percent_encode(from, PATH))
    })
}

fn lines(redirects: &[Redirect], line: impl Fn(&str, &str) -> String) -> String {
    redirects
        .iter()
        .flat_map(|redirect| {
            let forms = redirect.forms();
            forms
                .iter()
                .map(|from| line(from, &redirect.to))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(old: &str, new: &str) -> Result<Vec<Redirect>, RedirectError> {
        read(&serde_json::json!({ "name": "پیک", "redirects": { old: new } }).to_string())
    }

    #[test]
    fn an_old_address_is_written_for_every_host() {
        let redirects = of("/news/%D9%82", "/n/1/").unwrap();
        assert_eq!(
            nginx(&redirects),
            "\"/news/ق\" \"/n/1/\";\n\"/news/ق/\" \"/n/1/\";\n"
        );
        assert_eq!(
            caddy(&redirects),
            "\"/news/ق\" \"/n/1/\"\n\"/news/ق/\" \"/n/1/\"\n"
        );
        assert_eq!(
            static_host(&redirects),
            "/news/%D9%82 /n/1/ 301\n/news/%D9%82/ /n/1/ 301\n"
        );
    }

    #[test]
    fn a_path_that_no_rule_can_say_leads_nowhere() {
        let to = "/t/c-h0123456789abcdef/";
        assert!(Redirect::between("/t/node.js/", to).is_some());
        assert!(Redirect::between("/t/«نقل»", to).is_some());
        for from in [
            "/t/C#", "/t/a?b", "/t/a b", "/t/a*", "/t/:a", "/t//", "t", "/t/a\nb", "/t/100%",
        ] {
            assert_eq!(Redirect::between(from, to), None, "{from}");
        }
        // Such a rule would lead to itself where case counts for nothing.
        assert_eq!(Redirect::between("/t/Iran", "/t/iran/"), None);
    }

    #[test]
    fn hosts_without_rules_get_a_page_where_one_would_be_shown() {
        let file = |old, base| of(old, "https://a.ir/?x=1&y=2").unwrap()[0].file(base);
        assert_eq!(file("/a/b/", "/"), Some("a/b/index.html".to_owned()));
        assert_eq!(file("/a/b.html", "/"), Some("a/b.html".to_owned()));
        assert_eq!(file("/a/b.aspx", "/"), None);
        assert_eq!(file("/a/b", "/news/"), None);
        assert_eq!(file("/news/b", "/news/"), Some("b/index.html".to_owned()));
        let page = of("/a", "https://a.ir/?x=1&y=2").unwrap()[0].page();
        assert!(page.contains("url=https://a.ir/?x=1&amp;y=2\""), "{page}");
    }

    #[test]
    fn what_could_be_another_rule_or_another_folder_is_refused() {
        let long = format!("/{}", "x".repeat(2000));
        for old in [
            "old",
            "/",
            "//evil",
            "/../x",
            "/a/../b",
            "/.peyk",
            "/a\" b",
            "/a;b",
            "/a\nb",
            "/a\0b",
            "/a{b}",
            "/$a",
            "/a*",
            "/%2e%2e/x",
            "/a?b",
            "/a%3Fb",
            "/a%25",
            "/:x",
            "/a/:year/b",
            "/a:b",
            "/%3Ax",
            "/*",
            "/a/*",
            "/a\tb",
            "/a\u{85}b",
            &long,
        ] {
            assert_eq!(of(old, "/n/1/"), Err(RedirectError::BadOld(old.to_owned())));
        }
        for new in [
            "//evil.ir",
            "n/1",
            "javascript:alert(1)",
            "/a\nb",
            "/a b",
            "https://",
            "/$x",
            "/\"",
            "/a<b",
            "https://news.example@evil.example/",
            "https://u:p@evil.example/",
            "https:///evil.example",
            "https:evil.example",
            "HTTPS:\\\\evil.example",
            "/\\evil.example",
            "/%5cevil.example",
            "/%2fevil.example",
            "/a/../b",
            "/a/%2e%2e/b",
            "/:splat",
            "https://a.ir/:splat",
            "https://a.ir/*",
            "https://a b/",
            "/a\r\nSet-Cookie: x",
            "data:text/html,x",
            "",
        ] {
            assert_eq!(of("/a", new), Err(RedirectError::BadNew(new.to_owned())));
        }
        assert_eq!(read("{\"redirects\":[]}"), Err(RedirectError::NotTexts));
        assert!(matches!(read("{"), Err(RedirectError::NotJson(_))));
        assert_eq!(read("{}"), Ok(Vec::new()));
    }

    fn ends(redirects: &[(&str, &str)]) -> Result<(), RedirectError> {
        let redirects: serde_json::Map<String, Value> = redirects
            .iter()
            .map(|(old, new)| ((*old).to_owned(), Value::from(*new)))
            .collect();
        let text = serde_json::json!({ "redirects": redirects }).to_string();
        all_end(&read(&text)?, Some("https://news.example"))
    }

    #[test]
    fn what_leads_back_to_itself_is_refused_in_every_spelling() {
        for loops in [
            [("/a", "/a"), ("/z", "/n/1/")],
            [("/a", "/a/"), ("/z", "/n/1/")],
            [("/a/", "/A"), ("/z", "/n/1/")],
            [("/a", "/%61?x=1"), ("/z", "/n/1/")],
            [("/ق", "/%D9%82/#x"), ("/z", "/n/1/")],
            [("/a", "/x//a"), ("/x/a", "/a")],
            [("/a", "/b/"), ("/b", "/a/")],
            [
                ("/a", "https://news.example/b"),
                ("/b", "http://NEWS.example/a"),
            ],
        ] {
            assert!(
                matches!(ends(&loops), Err(RedirectError::Loop(_))),
                "{loops:?}"
            );
        }
        assert_eq!(
            ends(&[
                ("/a", "/b"),
                ("/b", "/c"),
                ("/c", "https://other.example/a")
            ]),
            Ok(())
        );
        let long: Vec<(String, String)> = (0..9)
            .map(|n| (format!("/{n}"), format!("/{}", n + 1)))
            .collect();
        let long: Vec<(&str, &str)> = long.iter().map(|(old, new)| (&**old, &**new)).collect();
        assert!(matches!(ends(&long), Err(RedirectError::Loop(_))));
        assert_eq!(
            ends(&[("/a", "/n/1/"), ("/A/", "/n/2/")]),
            Err(RedirectError::Twice("/a".to_owned()))
        );
    }

    #[test]
    fn more_redirects_than_a_run_can_write_are_refused() {
        let many: serde_json::Map<String, Value> = (0..=MOST)
            .map(|n| (format!("/old/{n}"), Value::from("/n/1/")))
            .collect();
        let text = serde_json::json!({ "redirects": many }).to_string();
        assert_eq!(read(&text), Err(RedirectError::TooMany(MOST + 1)));
    }

    #[test]
    fn an_address_of_letters_of_the_country_is_written_as_hosts_read_it() {
        let to = |new| of("/a", new).unwrap()[0].to.clone();
        assert_eq!(to("/s/علمی/"), "/s/%D8%B9%D9%84%D9%85%DB%8C/");
        assert!(to("https://خبر.example/علمی").starts_with("https://xn--"));
        assert_eq!(to("https://a.ir:8443/x?y=1#z"), "https://a.ir:8443/x?y=1#z");
    }
}
