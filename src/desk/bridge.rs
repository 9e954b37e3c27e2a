//! What the page's plain scripts and the first program do for the desk: `window.peykJournal`
//! (`journal.js`), `window.peykSettings` (`settings.js`), `window.peykNews` (`app::shelf`). None of
//! their promises is ever rejected; nothing is what could not be done.

use super::{Draft, DraftState, Import, Kept, Saved, Shelf, Store};
use crate::news::Stamp;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The field `name` of `value`; nothing where there is none.
pub fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

/// The text in the field `name`; empty where there is none.
pub fn text(value: &JsValue, name: &str) -> String {
    field(value, name).as_string().unwrap_or_default()
}

/// The number in the field `name`; 0 where there is none.
pub fn number(value: &JsValue, name: &str) -> f64 {
    field(value, name).as_f64().unwrap_or_default()
}

/// The list in the field `name`.
pub fn list(value: &JsValue, name: &str) -> Array {
    field(value, name).dyn_into().unwrap_or_default()
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> JsValue {
    let function = field(object, name).dyn_into::<Function>();
    let arguments: Array = arguments.iter().collect();
    function
        .ok()
        .and_then(|function| function.apply(object, &arguments).ok())
        .unwrap_or_default()
}

/// What the journal answers to `name`.
pub async fn journal(name: &str, arguments: &[JsValue]) -> JsValue {
    settled(call(&field(&window(), "peykJournal"), name, arguments)).await
}

async fn settled(promise: JsValue) -> JsValue {
    match promise.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.unwrap_or_default(),
        Err(answer) => answer,
    }
}

/// The settings as they are stored.
pub fn settings() -> String {
    call(&window(), "peykSettings", &[])
        .as_string()
        .unwrap_or_default()
}

/// Stores the settings and lets them take effect; says whether they are stored.
pub fn set_settings(settings: &str) -> bool {
    call(&window(), "peykSettings", &[settings.into()]).is_truthy()
}

/// What the first program says of what it has read.
pub fn news(asked: JsValue) -> Array {
    call(&window(), "peykNews", &[asked])
        .dyn_into()
        .unwrap_or_default()
}

/// A worker that searches (`boot.js` starts it, as the page's policy wants).
pub fn search_worker() -> Option<web_sys::Worker> {
    call(&window(), "peykSearchWorker", &[]).dyn_into().ok()
}

/// A stored moment; the start of 1970 where it is none that a calendar has.
fn stamp(millis: f64) -> Stamp {
    let is_moment = (0.0..=LATEST).contains(&millis);
    crate::platform::clock::from_millis(if is_moment { millis } else { 0.0 })
}

/// The last moment that a record may name, in milliseconds: the year 2100 (`records.js`).
const LATEST: f64 = 4_102_444_800_000.0;

/// The part of `list` at this place; nothing where it is no list.
pub fn part(list: &JsValue, at: u32) -> JsValue {
    list.dyn_ref::<Array>()
        .map_or(JsValue::UNDEFINED, |list| list.get(at))
}

/// The saved stories.
pub async fn saved() -> Option<Vec<Saved>> {
    let records: Array = journal("all", &[Store::Saved.name().into()])
        .await
        .dyn_into()
        .ok()?;
    let mut saved: Vec<Saved> = records
        .iter()
        .map(|record| Saved {
            code: text(&record, "code"),
            title: text(&record, "title"),
            at: stamp(number(&record, "at")),
            size: text(&record, "text").len(),
        })
        .collect();
    saved.sort_unstable_by_key(|saved| std::cmp::Reverse(saved.at));
    Some(saved)
}

/// What the browser keeps by itself (`offline.js`).
pub async fn shelf() -> Option<Shelf> {
    let shelf = settled(call(&window(), "peykShelf", &[])).await;
    let stories = list(&shelf, "stories");
    let mut stories: Vec<Kept> = stories
        .iter()
        .map(|story| Kept {
            code: text(&story, "code"),
            title: text(&story, "title"),
            at: stamp(number(&story, "at")),
            size: number(&story, "size") as usize,
        })
        .collect();
    stories.sort_unstable_by_key(|story| std::cmp::Reverse(story.at));
    shelf.is_object().then(|| Shelf {
        stories,
        total: number(&shelf, "total") as usize,
        budget: number(&shelf, "budget") as usize,
    })
}

/// Takes a story out of what the browser keeps by itself.
pub async fn forget(code: &str) {
    settled(call(&window(), "peykForget", &[code.into()])).await;
}

/// The drafts.
pub async fn drafts() -> Option<Vec<Draft>> {
    draft_list("drafts").await
}

/// The last-moment copies of drafts, which need no database.
pub async fn copies() -> Vec<Draft> {
    draft_list("copies").await.unwrap_or_default()
}

async fn draft_list(name: &str) -> Option<Vec<Draft>> {
    let records: Array = journal(name, &[]).await.dyn_into().ok()?;
    let drafts = records.iter().map(|record| Draft {
        code: text(&record, "code"),
        title: text(&record, "title"),
        text: text(&record, "text"),
        count: number(&record, "count") as usize,
        is_ltr: text(&record, "dir") == "ltr",
        at: stamp(number(&record, "at")),
        others: list(&record, "others").length() as usize,
        state: match text(&record, "state").as_str() {
            "newer" => DraftState::Newer,
            "damaged" => DraftState::Damaged,
            "failed" => DraftState::Unstored,
            _ => DraftState::Whole,
        },
    });
    Some(drafts.collect())
}

/// Takes in the text of a file with a reader's things.
pub async fn import(file: &str) -> Import {
    let answer = journal("importAll", &[file.into()]).await;
    let count = |name| number(&answer, name) as usize;
    match text(&answer, "error").as_str() {
        "not-json" => Import::NotJson,
        "not-ours" => Import::NotOurs,
        "newer" => Import::Newer,
        "damaged" => Import::Damaged,
        "" if answer.is_object() => Import::Done(
            count("drafts"),
            count("saved"),
            count("reading"),
            count("refused"),
        ),
        _ => Import::Storage,
    }
}
