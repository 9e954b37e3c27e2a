//! A story as the first program hands it to the second, and both to the search worker: an array of
//! texts, whose order the worker knows.

use crate::news::Article;
use js_sys::Array;
use wasm_bindgen::JsValue;

/// An array of `texts`; one that is missing is empty.
pub fn texts<const N: usize>(texts: [Option<&str>; N]) -> Array {
    let texts = texts.into_iter();
    texts
        .map(|text| JsValue::from_str(text.unwrap_or_default()))
        .collect()
}

/// Code, title, kicker, lead, text, tags (one a line), section, and the moment in seconds since 1970.
pub fn story(story: &Article) -> Array {
    let summary = &story.summary;
    let body: Vec<String> = story.blocks().iter().map(|block| block.text()).collect();
    let tags: Vec<&str> = story.all_tags().map(String::as_str).collect();
    let fields = texts([
        Some(summary.code.as_str()),
        Some(&summary.title),
        summary.kicker.as_deref(),
        summary.lead.as_deref(),
        Some(&body.join("\n")),
        Some(&tags.join("\n")),
        summary.section.as_ref().map(|id| id.as_str()),
    ]);
    let moment = summary
        .published
        .map(|stamp| JsValue::from_f64(stamp.0 as f64));
    fields.push(&moment.unwrap_or(JsValue::NULL));
    fields
}
