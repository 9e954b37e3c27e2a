//! Old addresses that lead to new ones, from `redirects` of the app's edition.json, in the forms that
//! hosts read. Pure.

use crate::persian::strings;
use crate::view::escape;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use std::fmt;

/// What is percent-encoded in an address (URL Standard, "path percent-encode set", without the marks
/// that end a path).
const PATH: &AsciiSet = &CONTROLS
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

/// An old address and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    /// A path of the host, decoded, without a slash at the end.
    from: String,
    /// A path of the host, or an address of the web, percent-encoded.
    to: String,
}

/// Why `redirects` of an edition.json cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectError {
    /// The file is no JSON.
    NotJson(String),
    /// `redirects` is no object of texts.
    NotTexts,
    /// This old address is no path of plain names.
    BadOld(String),
    /// This new address is neither a path of the host nor an http(s) address.
    BadNew(String),
}

impl std::error::Error for RedirectError {}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("edition.json: ")?;
        match self {
            Self::NotJson(why) => write!(f, "it is not JSON ({why})"),
            Self::NotTexts => {
                f.write_str("redirects must be an object of texts, such as {\"/old/\": \"/n/1/\"}")
            }
            Self::BadOld(old) => write!(
                f,
                "{old:?} is no old address: write a path such as /old/story"
            ),
            Self::BadNew(new) => write!(
                f,
                "{new:?} is no new address: write a path such as /n/1/, or an https address"
            ),
        }
    }
}

/// The redirects of the edition.json `text`.
pub(super) fn read(text: &str) -> Result<Vec<Redirect>, RedirectError> {
    let edition: Value =
        serde_json::from_str(text).map_err(|error| RedirectError::NotJson(error.to_string()))?;
    let redirects = match edition.get("redirects") {
        None => return Ok(Vec::new()),
        Some(Value::Object(redirects)) => redirects,
        Some(_) => return Err(RedirectError::NotTexts),
    };
    redirects
        .iter()
        .map(|(old, new)| {
            let new = new.as_str().ok_or(RedirectError::NotTexts)?;
            let from = old_path(old).ok_or_else(|| RedirectError::BadOld(old.clone()))?;
            let to = new_address(new).ok_or_else(|| RedirectError::BadNew(new.to_owned()))?;
            Ok(Redirect { from, to })
        })
        .collect()
}

fn is_plain(text: &str) -> bool {
    text.len() <= 1000 && !text.chars().any(|c| c.is_control() || MARKS.contains(c))
}

fn old_path(text: &str) -> Option<String> {
    let path = percent_decode_str(text).decode_utf8().ok()?;
    let path = path.strip_suffix('/').unwrap_or(&path);
    let names = path.strip_prefix('/')?;
    let plain = names.split('/').all(|name| {
        !name.is_empty() && !name.starts_with('.') && !name.contains(['?', '#']) && name.len() < 200
    });
    (plain && is_plain(path)).then(|| path.to_owned())
}

fn new_address(text: &str) -> Option<String> {
    let own = text.starts_with('/') && !text.starts_with("//");
    let web = ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme)
            .is_some_and(|rest| !rest.is_empty())
    });
    ((own || web) && is_plain(text)).then(|| utf8_percent_encode(text, PATH).to_string())
}

impl Redirect {
    /// Its forms: a path without an ending is also asked for with a slash.
    fn forms(&self) -> Vec<String> {
        let name = self.from.rsplit('/').next().unwrap_or_default();
        let mut forms = vec![self.from.clone()];
        if !name.contains('.') {
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

/// The lines of `redirects` for a Caddyfile.
pub(super) fn caddy(redirects: &[Redirect]) -> String {
    lines(redirects, |from, to| {
        format!("redir \"{from}\" \"{to}\" 301\n")
    })
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
            "redir \"/news/ق\" \"/n/1/\" 301\nredir \"/news/ق/\" \"/n/1/\" 301\n"
        );
        assert_eq!(
            static_host(&redirects),
            "/news/%D9%82 /n/1/ 301\n/news/%D9%82/ /n/1/ 301\n"
        );
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
        ] {
            assert_eq!(of("/a", new), Err(RedirectError::BadNew(new.to_owned())));
        }
        assert_eq!(read("{\"redirects\":[]}"), Err(RedirectError::NotTexts));
        assert!(matches!(read("{"), Err(RedirectError::NotJson(_))));
        assert_eq!(read("{}"), Ok(Vec::new()));
    }
}
