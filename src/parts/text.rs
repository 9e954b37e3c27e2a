//! Text in which every run of Latin is kept in one piece among right-to-left words.

use crate::news::Inline;
use crate::persian;
use leptos::prelude::*;

/// A text, with `<bdi dir="ltr">` around each of its left-to-right runs.
pub fn text(text: &str) -> AnyView {
    let runs = persian::runs(text);
    match runs.as_slice() {
        [] => ().into_any(),
        [only] if !only.ltr => only.text.to_owned().into_any(),
        runs => runs
            .iter()
            .map(|run| {
                let text = run.text.to_owned();
                if run.ltr {
                    view! { <bdi dir="ltr">{text}</bdi> }.into_any()
                } else {
                    text.into_any()
                }
            })
            .collect::<Vec<_>>()
            .into_any(),
    }
}

/// The runs of a block.
pub fn inlines(inlines: &[Inline]) -> AnyView {
    inlines.iter().map(inline).collect::<Vec<_>>().into_any()
}

fn inline(run: &Inline) -> AnyView {
    match run {
        Inline::Text(plain) => text(plain),
        Inline::Strong(inner) => view! { <strong>{inlines(inner)}</strong> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines(inner)}</em> }.into_any(),
        Inline::Superscript(inner) => view! { <sup>{inlines(inner)}</sup> }.into_any(),
        Inline::Subscript(inner) => view! { <sub>{inlines(inner)}</sub> }.into_any(),
        Inline::Code(code) => view! { <code dir="ltr">{code.clone()}</code> }.into_any(),
        Inline::Link { url, text } => link(url.clone(), inlines(text)),
        Inline::Break => view! { <br /> }.into_any(),
    }
}

/// A link out of the app: it tells its target neither who opened it nor from where.
pub fn link(url: String, inner: AnyView) -> AnyView {
    view! { <a href=url rel="noopener noreferrer">{inner}</a> }.into_any()
}
