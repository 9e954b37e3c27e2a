//! Text in which every run of Latin is kept in one piece among right-to-left words.

use crate::news::Inline;
use crate::persian;
use crate::view::{Content, Element, Nodes, el};

/// A text, with `<bdi dir="ltr">` around each of its left-to-right runs.
pub fn text(text: &str) -> Nodes {
    let mut nodes = Nodes::new();
    for run in persian::runs(text) {
        let text = run.text.to_owned();
        if run.ltr {
            nodes = nodes.with(el("bdi").set("dir", "ltr").with(text));
        } else {
            nodes = nodes.with(text);
        }
    }
    nodes
}

/// The runs of a block.
pub fn inlines(inlines: &[Inline]) -> Nodes {
    inlines.iter().map(inline).collect()
}

fn inline(run: &Inline) -> Nodes {
    match run {
        Inline::Text(plain) => text(plain),
        Inline::Strong(inner) => el("strong").with(inlines(inner)).into(),
        Inline::Emphasis(inner) => el("em").with(inlines(inner)).into(),
        Inline::Superscript(inner) => el("sup").with(inlines(inner)).into(),
        Inline::Subscript(inner) => el("sub").with(inlines(inner)).into(),
        Inline::Code(code) => el("code").set("dir", "ltr").with(code.clone()).into(),
        Inline::Link { url, text } => link(url.clone(), inlines(text)).into(),
        Inline::Break => el("br").into(),
    }
}

/// A link out of the app: it tells its target neither who opened it nor from where.
pub fn link(url: String, inner: impl Content) -> Element {
    el("a")
        .set("href", url)
        .set("rel", "noopener noreferrer")
        .with(inner)
}
