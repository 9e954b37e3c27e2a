//! The reader of bodies against a browser's parser (html5ever): the same text is seen, and the HTML
//! of every block tree parses back to the same tree and to the same blocks.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // Helpers of tests are no test functions to the linter.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use peyk::feed::body::{read_html, read_text, to_html};
use peyk::news::{Block, Inline, ListItem, inlines_text};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const BASE: &str = "https://e.ir/news/feed.json";

/// What is never shown.
const DROPPED: &[&str] = &[
    "script", "style", "template", "noscript", "textarea", "select", "button", "object", "svg",
    "math", "video", "audio", "iframe", "title", "canvas", "datalist", "noembed", "noframes",
];

/// What begins and ends a line, or stands between two.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "table",
    "caption",
    "tr",
    "td",
    "th",
    "br",
    "hr",
    "img",
    "iframe",
    "video",
    "audio",
    "embed",
    "form",
    "address",
];

/// The parser's body; the first must outlive it, since dropping a document empties its nodes.
fn parse(html: &str) -> (RcDom, Handle) {
    let dom = parse_document(RcDom::default(), ParseOpts::default())
        .one(format!("<!DOCTYPE html><html><head></head><body>{html}"));
    let child = |node: &Handle, wanted: &str| {
        let children = node.children.borrow();
        children.iter().find(|node| name(node) == wanted).cloned()
    };
    let body = child(&child(&dom.document, "html").unwrap(), "body").unwrap();
    (dom, body)
}

fn name(node: &Handle) -> String {
    match &node.data {
        NodeData::Element { name, .. } => name.local.to_string(),
        _ => String::new(),
    }
}

/// Words, without the characters that nobody sees.
fn words(text: &str) -> String {
    let seen: String = text
        .chars()
        .filter(|c| {
            !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
                && (c.is_whitespace() || !c.is_control())
        })
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn dom_text(node: &Handle, out: &mut String) {
    let name = name(node);
    if DROPPED.contains(&name.as_str()) {
        if BLOCKS.contains(&name.as_str()) {
            out.push(' ');
        }
        return;
    }
    if let NodeData::Text { contents } = &node.data {
        out.push_str(&contents.borrow());
    }
    // A tracking pixel is dropped and so parts nothing.
    let block = BLOCKS.contains(&name.as_str()) && !is_pixel(node);
    out.push_str(if block {
        " "
    } else if name == "q" {
        "«"
    } else {
        ""
    });
    for child in node.children.borrow().iter() {
        dom_text(child, out);
    }
    out.push_str(if block {
        " "
    } else if name == "q" {
        "»"
    } else {
        ""
    });
}

fn is_pixel(node: &Handle) -> bool {
    let NodeData::Element { attrs, .. } = &node.data else {
        return false;
    };
    let attrs = attrs.borrow();
    name(node) == "img"
        && attrs
            .iter()
            .any(|a| &*a.name.local == "width" && &*a.value == "1")
}

fn seen_by_browser(html: &str) -> String {
    let mut text = String::new();
    let (_dom, body) = parse(html);
    dom_text(&body, &mut text);
    words(&text)
}

fn blocks_text(blocks: &[Block], out: &mut String) {
    for block in blocks {
        out.push(' ');
        match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => {
                out.push_str(&inlines_text(text))
            }
            Block::List { items, .. } => items_text(items, out),
            Block::Quote(blocks) => blocks_text(blocks, out),
            Block::Figure(figure) => out.push_str(&inlines_text(&figure.caption)),
            Block::Table(table) => {
                out.push_str(&inlines_text(&table.caption));
                for cell in table.rows.iter().flatten() {
                    out.push(' ');
                    out.push_str(&inlines_text(&cell.text));
                }
            }
            Block::Preformatted(text) => out.push_str(text),
            Block::Rule | Block::Embed { .. } => {}
        }
        out.push(' ');
    }
}

fn items_text(items: &[ListItem], out: &mut String) {
    for item in items {
        out.push(' ');
        out.push_str(&inlines_text(&item.text));
        out.push(' ');
        if let Some((_, items)) = &item.children {
            items_text(items, out);
        }
    }
}

fn seen_by_us(html: &str) -> String {
    let mut text = String::new();
    blocks_text(&read_html(html, BASE).blocks, &mut text);
    words(&text)
}

/// The parser's tree as nested names and texts.
fn dom_tree(node: &Handle, out: &mut String) {
    match &node.data {
        NodeData::Text { contents } => {
            out.push_str(&format!("{:?}", contents.borrow().as_ref() as &str))
        }
        NodeData::Element { attrs, .. } => {
            out.push_str(&format!("{}[", name(node)));
            for attribute in attrs.borrow().iter() {
                out.push_str(&format!(
                    "{}={:?} ",
                    attribute.name.local,
                    attribute.value.as_ref() as &str
                ));
            }
            for child in node.children.borrow().iter() {
                dom_tree(child, out);
            }
            out.push(']');
        }
        _ => out.push('?'),
    }
}

fn children_tree(node: &Handle) -> String {
    let mut out = String::new();
    for child in node.children.borrow().iter() {
        dom_tree(child, &mut out);
    }
    out
}

/// The same notation, written from the blocks.
fn block_tree(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        out.push_str(&match block {
            Block::Paragraph(text) => format!("p[{}]", inline_tree(text)),
            Block::Heading { level, text } => format!("h{level}[{}]", inline_tree(text)),
            Block::List { ordered, items } => list_tree(*ordered, items),
            Block::Quote(blocks) => format!("blockquote[{}]", block_tree(blocks)),
            Block::Figure(figure) => {
                let picture = &figure.picture;
                let size = picture.size.map_or(String::new(), |(width, height)| {
                    format!("width=\"{width}\" height=\"{height}\" ")
                });
                let caption = match figure.caption.as_slice() {
                    [] => String::new(),
                    text => format!("figcaption[{}]", inline_tree(text)),
                };
                format!(
                    "figure[img[src={:?} alt={:?} {size}]{caption}]",
                    picture.url, picture.alt
                )
            }
            Block::Table(table) => {
                let caption = match table.caption.as_slice() {
                    [] => String::new(),
                    text => format!("caption[{}]", inline_tree(text)),
                };
                let mut rows = String::new();
                for row in &table.rows {
                    rows.push_str("tr[");
                    for cell in row {
                        rows.push_str(if cell.header { "th[" } else { "td[" });
                        if cell.columns > 1 {
                            rows.push_str(&format!("colspan=\"{}\" ", cell.columns));
                        }
                        if cell.rows > 1 {
                            rows.push_str(&format!("rowspan=\"{}\" ", cell.rows));
                        }
                        rows.push_str(&format!("{}]", inline_tree(&cell.text)));
                    }
                    rows.push(']');
                }
                format!("table[{caption}tbody[{rows}]]")
            }
            Block::Preformatted(text) => format!("pre[{text:?}]"),
            Block::Rule => "hr[]".to_owned(),
            Block::Embed { url, title } => format!("iframe[src={url:?} title={title:?} ]"),
        });
    }
    out
}

fn list_tree(ordered: bool, items: &[ListItem]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| {
            let children = item.children.as_ref();
            let children = children.map_or(String::new(), |(kind, items)| list_tree(*kind, items));
            format!("li[{}{children}]", inline_tree(&item.text))
        })
        .collect();
    format!("{}[{}]", if ordered { "ol" } else { "ul" }, items.concat())
}

fn inline_tree(inlines: &[Inline]) -> String {
    let parts = inlines.iter().map(|inline| match inline {
        Inline::Text(text) => format!("{text:?}"),
        Inline::Strong(inner) => format!("strong[{}]", inline_tree(inner)),
        Inline::Emphasis(inner) => format!("em[{}]", inline_tree(inner)),
        Inline::Superscript(inner) => format!("sup[{}]", inline_tree(inner)),
        Inline::Subscript(inner) => format!("sub[{}]", inline_tree(inner)),
        Inline::Code(text) => format!("code[{text:?}]"),
        Inline::Link { url, text } => format!("a[href={url:?} {}]", inline_tree(text)),
        Inline::Break => "br[]".to_owned(),
    });
    parts.collect()
}

/// The HTML of the blocks of `html` parses to the same tree and reads to the same blocks.
fn round_trip(html: &str) {
    let blocks = read_html(html, BASE).blocks;
    let written = to_html(&blocks);
    let (_dom, body) = parse(&written);
    assert_eq!(
        children_tree(&body),
        block_tree(&blocks),
        "{html}\n{written}"
    );
    assert_eq!(
        read_html(&written, BASE).blocks,
        blocks,
        "{html}\n{written}"
    );
}

#[test]
fn the_same_words_are_seen_as_in_a_browser() {
    for html in [
        "یک <b>دو</b> سه<br>چهار",
        "<p>a<p>b</p>c</p>d",
        "<b>a<p>b</b>c</p>d",
        "a<div>b</div>c<span>d</span>e",
        "<ul><li>a<li>b<ul><li>c</ul>d</ul>e",
        "<dl><dt>a<dd>b<dt>c</dl>d",
        "<table><caption>t</caption><tr><th>a<td>b<tr><td>c</table>d",
        "<table><tr><td>a<table><tr><td>b</table>c</table>d",
        "a<script>if (1 < 2) '</b>'</script>b<style>p{}</style>c<textarea><b>x</textarea>d",
        "a<svg><p>b</svg>c<svg><desc>x<b>y</b></desc>z</svg>d<math/>e<svg><![CDATA[</svg>]]></svg>f",
        "a<template><td>x</template>b<select><option>y</select>c<button>z</button>d",
        "<div><sup>a</div>b<q>c<q>d</q></q>e",
        "a<!-- b -- > c -->d<!e>f<?g?>h</ i>j</>k",
        "۱ < ۲ && ۳ <۴ &amp;lt; &lt;b&gt; &#150;&#x200c;&nbsp;&hellip; &bogus;",
        "<p title='>'>a</p><p title=\"a'>b\">c<a href=x>d<a href=y>e</a>f",
        "<h2>a<h3>b</h2>c<pre>\n\n e\n <i>f</i></pre>g",
        "<figure>a<img src=x><figcaption>b</figcaption>c</figure>d<iframe src=//f.ir>x</iframe>e",
        "<p><video src=x>old<p>a</video>b<p>c<noscript>x</noscript>d",
        "<form>a<input value=x>b<label>c</label></form>d",
        "<blockquote>a<li>b<blockquote>c<li>d</blockquote>e</blockquote>f",
        "<p>a<button><p>b</button>c</p>d",
        "a<b",
        "a<!-- b",
        "a<",
    ] {
        assert_eq!(seen_by_us(html), seen_by_browser(html), "{html}");
        round_trip(html);
    }
}

#[test]
fn stray_tags_may_part_words_but_never_join_them() {
    for html in [
        "a</div>b</p>c</li>d</br>e",
        "<table>x<tr>y<td>a</table>b",
        "<h1><b>a<h2>b</h2>c</h1>d<h2>e<h3>f</h2>g</h3>h",
    ] {
        let (ours, theirs) = (seen_by_us(html), seen_by_browser(html));
        assert!(parts_at_least(&ours, &theirs), "{html}\n{ours}\n{theirs}");
        round_trip(html);
    }
}

/// Pieces of which tag soup is made, without tables: in those a browser moves text about.
const SOUP: &[&str] = &[
    "a",
    "b ",
    " c",
    "خبر",
    "\n",
    " ",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "<",
    "&",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<a href=x>",
    "<a href='mailto:a@b.ir'>",
    "<a>",
    "</a>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<li>",
    "</li>",
    "<blockquote>",
    "</blockquote>",
    "<h2>",
    "</h2>",
    "<h3>",
    "</h3>",
    "<br>",
    "<br>",
    "<hr>",
    "<figure>",
    "</figure>",
    "<figcaption>",
    "</figcaption>",
    "<img src=i>",
    "<sup>",
    "</sup>",
    "<sub>",
    "</sub>",
    "<code>",
    "</code>",
    "<kbd>",
    "</kbd>",
    "<span x='>'>",
    "</span>",
    "<!-- x -->",
    "<script>x</script>",
    "<iframe src=//f.ir></iframe>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dd>",
    "</dl>",
    "<section>",
    "</section>",
    "<img src=i width=1 height=1>",
];

const TABLES: &[&str] = &[
    "<table>",
    "</table>",
    "<caption>",
    "</caption>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th colspan=2>",
    "</th>",
    "<tbody>",
    "</tbody>",
    "<table>",
    "<tr>",
    "<td>",
    "<tr><td>",
];

/// What the standard moves, hides or nests in ways that only the words' survival is asked of.
const WILD: &[&str] = &[
    "<q>",
    "</q>",
    "<pre>",
    "</pre>",
    "<button>",
    "</button>",
    "<object>",
    "</object>",
    "<svg>",
    "</svg>",
    "<desc>",
    "<title>",
    "</title>",
    "<video src=v>",
    "</video>",
    "<select>",
    "</select>",
    "<template>",
    "</template>",
    "<textarea>",
    "</textarea>",
    "<style>",
    "</style>",
    "\r\n",
    "<!--",
    "-->",
    "<a href=\"",
    "\">",
    "'",
    "=",
    "/>",
    "&#0;",
    "&#x80;",
    "\u{200c}",
    "\u{0}",
    "<img alt=\"a 'b' <c>\" src=/z width=9 height=7>",
    "<![CDATA[",
    "]]>",
    "<math>",
    "<mi>",
];

fn soup(sets: &[&[&'static str]]) -> impl Strategy<Value = String> + use<> {
    let pieces: Vec<&'static str> = sets.concat();
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|soup| soup.concat())
}

/// A well-formed body: nested elements as a careful writer closes them.
fn tidy_body() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec!["a", "b c", " d ", "خبر ", "&laquo;e&raquo;", "<br>"]);
    let phrase = prop::collection::vec(text, 1..4).prop_map(|words| words.concat());
    let phrase = phrase.prop_recursive(3, 12, 3, |inner| {
        let name =
            prop::sample::select(vec!["b", "i", "em", "q", "sup", "sub", "code", "span", "u"]);
        (name, prop::collection::vec(inner, 1..3))
            .prop_map(|(name, inner)| format!("<{name}>{}</{name}>", inner.concat()))
    });
    let block = (
        prop::sample::select(vec!["p", "h2", "h4", "pre", "div"]),
        phrase.clone(),
    )
        .prop_map(|(name, text)| format!("<{name}>{text}</{name}>"));
    let table = prop::collection::vec((phrase.clone(), phrase), 1..3).prop_map(|rows| {
        let rows = rows
            .iter()
            .map(|(a, b)| format!("<tr><th>{a}</th><td>{b}</td></tr>\n"));
        format!(
            "<table>\n<tbody>{}</tbody></table>",
            rows.collect::<String>()
        )
    });
    let block = prop_oneof![4 => block, 1 => table];
    let block = block.prop_recursive(4, 24, 4, |inner| {
        let wrap = prop::sample::select(vec![
            ("<blockquote>", "</blockquote>"),
            ("<ul><li>", "</li></ul>"),
            ("<ol><li>a</li>\n<li>", "b</li></ol>"),
            ("<div>a", "b</div>"),
            ("<figure><img src=i><figcaption>", "</figcaption></figure>"),
        ]);
        (wrap, prop::collection::vec(inner, 1..4))
            .prop_map(|((open, close), inner)| format!("{open}{}{close}", inner.concat()))
    });
    prop::collection::vec(block, 1..5).prop_map(|blocks| blocks.concat())
}

fn settings() -> ProptestConfig {
    ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(
            std::env::var("PEYK_SEED").map_or(1, |seed| seed.parse().unwrap()),
        ),
        ..ProptestConfig::default()
    }
}

/// Whether `ours` has the letters of `theirs` in their order and parts all words that it parts.
fn parts_at_least(ours: &str, theirs: &str) -> bool {
    let mut ours = ours.chars().peekable();
    for c in theirs.chars() {
        if c != ' ' {
            ours.next_if_eq(&' ');
        }
        if ours.next() != Some(c) {
            return false;
        }
    }
    ours.next().is_none()
}

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    letters.sort_unstable();
    letters
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn a_tidy_body_shows_the_same_words(html in tidy_body()) {
        prop_assert_eq!(seen_by_us(&html), seen_by_browser(&html));
        round_trip(&html);
    }

    #[test]
    fn soup_shows_the_same_letters_and_joins_no_words(html in soup(&[SOUP])) {
        let (ours, theirs) = (seen_by_us(&html), seen_by_browser(&html));
        prop_assert!(parts_at_least(&ours, &theirs), "{}\n{}", ours, theirs);
        round_trip(&html);
    }

    #[test]
    fn soup_with_tables_loses_no_letter(html in soup(&[SOUP, TABLES])) {
        prop_assert_eq!(letters(&seen_by_us(&html)), letters(&seen_by_browser(&html)));
        round_trip(&html);
    }

    #[test]
    fn the_wildest_soup_reads_back_to_the_same_blocks(html in soup(&[SOUP, TABLES, WILD])) {
        round_trip(&html);
    }

    #[test]
    fn any_text_reads_back_to_the_same_blocks(text in any::<String>()) {
        round_trip(&text);
        let blocks = read_text(&text).blocks;
        prop_assert_eq!(read_html(&to_html(&blocks), BASE).blocks, blocks);
    }
}
