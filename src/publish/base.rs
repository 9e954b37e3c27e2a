//! The folder of the site that the app lies in: `/`, or a sub-path such as `/news/`.

/// `text` as a base path: it begins and ends with a slash. `None` where it is no path of plain
/// names (`[A-Za-z0-9._~-]`), since it is written into pages as it is.
pub fn normal_base(text: &str) -> Option<String> {
    let inside = text.trim_matches('/');
    if inside.is_empty() {
        return text.chars().all(|c| c == '/').then(|| "/".to_owned());
    }
    let plain = inside.split('/').all(|name| {
        !matches!(name, "" | "." | "..")
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b))
    });
    plain.then(|| format!("/{inside}/"))
}

/// The page `html`, which was built for `/`, moved to the folder `base` (as [`normal_base`] gives
/// it): `href` and `src` that begin with one slash, and the page's `<meta name="peyk-base">`.
///
/// Only tags are touched: scripts, styles and text stay byte for byte, so the hashes that the
/// page's content security policy names stay true. With `/` the page is unchanged.
pub fn with_base(html: &str, base: &str) -> String {
    if base == "/" {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some((before, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let (tag, after) = from
            .split_at_checked(markup_end(from))
            .unwrap_or((from, ""));
        push_tag(tag, base, &mut out);
        let raw = raw_text_end(tag, after);
        let (text, after) = after.split_at_checked(raw).unwrap_or((after, ""));
        out.push_str(text);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where the tag or comment ends that `from` begins with; a `>` in a quoted value ends nothing.
fn markup_end(from: &str) -> usize {
    if from.starts_with("<!--") {
        return from.find("-->").map_or(from.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, c) in from.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    from.len()
}

/// How much of `after` is the raw text of the script or style that `tag` opens.
fn raw_text_end(tag: &str, after: &str) -> usize {
    let close = match tag.to_ascii_lowercase() {
        t if t.starts_with("<script") => "</script",
        t if t.starts_with("<style") => "</style",
        _ => return 0,
    };
    // Lower-casing ASCII keeps every offset.
    after
        .to_ascii_lowercase()
        .find(close)
        .unwrap_or(after.len())
}

fn push_tag(tag: &str, base: &str, out: &mut String) {
    let names: &[&str] = if tag.starts_with("<!") {
        &[]
    } else if tag.contains("name=\"peyk-base\"") {
        &["content"]
    } else {
        &["href", "src"]
    };
    let mut rest = tag;
    // Each value that a space and one of the names lead to is looked at once, left to right.
    while let Some((upto, value)) = next_value(rest, names) {
        out.push_str(upto);
        rest = match value.strip_prefix('/') {
            Some(path) if !path.starts_with(['/', '\\']) => {
                out.push_str(base);
                path
            }
            _ => value,
        };
    }
    out.push_str(rest);
}

/// Splits `tag` where the value of the next attribute of `names` begins, after its quote.
fn next_value<'a>(tag: &'a str, names: &[&str]) -> Option<(&'a str, &'a str)> {
    let start = names
        .iter()
        .filter_map(|name| {
            tag.match_indices(name).find_map(|(at, _)| {
                let spaced = tag.get(..at)?.ends_with(|c: char| c.is_ascii_whitespace());
                let value = tag.get(at + name.len()..)?.strip_prefix('=')?;
                let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
                spaced.then(|| tag.len() - value.len())
            })
        })
        .min()?;
    tag.split_at_checked(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_begins_and_ends_with_a_slash_and_holds_plain_names_only() {
        for (text, base) in [
            ("/", Some("/")),
            ("", Some("/")),
            ("sub", Some("/sub/")),
            ("/a/b-1", Some("/a/b-1/")),
            ("/a//b/", None),
            ("/../", None),
            ("/a\"b/", None),
            ("/خبر/", None),
        ] {
            assert_eq!(normal_base(text).as_deref(), base, "{text}");
        }
    }

    #[test]
    fn paths_in_tags_move_and_everything_else_stays() {
        for (html, moved) in [
            (
                r#"<link rel="icon" href="/i.svg">"#,
                r#"<link rel="icon" href="/sub/i.svg">"#,
            ),
            (
                r#"<script src="/a.js"></script>"#,
                r#"<script src="/sub/a.js"></script>"#,
            ),
            (r#"<a href="/">x</a>"#, r#"<a href="/sub/">x</a>"#),
            (
                r#"<a class="b" href=/n/1/>"#,
                r#"<a class="b" href=/sub/n/1/>"#,
            ),
            (
                r#"<a title="a>b" href='/c'>"#,
                r#"<a title="a>b" href='/sub/c'>"#,
            ),
            (
                r#"<meta name="peyk-base" content="/">"#,
                r#"<meta name="peyk-base" content="/sub/">"#,
            ),
            (
                r#"<meta name="x" content="/">"#,
                r#"<meta name="x" content="/">"#,
            ),
            (
                r#"<img src="//cdn.ir/a" alt="">"#,
                r#"<img src="//cdn.ir/a" alt="">"#,
            ),
            (
                r#"<img src="https://cdn.ir/a">"#,
                r#"<img src="https://cdn.ir/a">"#,
            ),
            (r#"<a data-href="/x">"#, r#"<a data-href="/x">"#),
            (r#"<p>href="/x" </p>"#, r#"<p>href="/x" </p>"#),
            (
                r#"<script> src="/x" '<a href="/x">' </script>"#,
                r#"<script> src="/x" '<a href="/x">' </script>"#,
            ),
            (r#"<!-- <a href="/x"> -->"#, r#"<!-- <a href="/x"> -->"#),
            ("متن < متن", "متن < متن"),
        ] {
            assert_eq!(with_base(html, "/sub/"), moved);
            assert_eq!(with_base(html, "/"), html, "the root changes nothing");
        }
    }
}
