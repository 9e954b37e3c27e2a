//! Text in which every run of Latin is kept in one piece among right-to-left words.

use crate::news::Inline;
use crate::persian;
use crate::view::{Content, Element, Nodes, el};

/// So many runs of one text are isolated; what follows is left to the browser's own judgement.
const MOST_RUNS: usize = 1_000;

/// A text, with `<bdi dir="ltr">` around each of its left-to-right runs.
pub fn text(text: &str) -> Nodes {
    let mut nodes = Nodes::new();
    for run in persian::runs(text, MOST_RUNS) {
        if run.ltr {
            nodes = nodes.with(el("bdi").set("dir", "ltr").with(breakable(run.text)));
        } else {
            nodes = nodes.with(breakable(run.text));
        }
    }
    nodes
}

/// A text, with places to break in words that are longer than any line: a browser looks for them in
/// the whole rest of such a word, for each of its lines anew.
fn breakable(text: &str) -> Nodes {
    let mut nodes = Nodes::new();
    let mut rest = text;
    for piece in persian::pieces(text) {
        if rest.len() < text.len() {
            nodes = nodes.with(el("wbr"));
        }
        rest = rest.get(piece.len()..).unwrap_or_default();
        nodes = nodes.with(piece.to_owned());
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
        Inline::Code(code) => el("code").set("dir", "ltr").with(breakable(code)).into(),
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
