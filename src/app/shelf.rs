//! What has been read, for the second program, which searches it: `window.peykNews`.

use super::App;
use crate::platform::handover;
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// How many stories are handed over at a time: a task well under 50 ms on a phone.
const AT_A_TIME: usize = 40;

/// Answers, as long as the page lives: a number with the stories from that place on, a code with its
/// story, anything else with the sections. A story is an array of its code, title, kicker, lead,
/// text, tags (one a line), section and moment (seconds since 1970); a section one of its id, title
/// and parent. `version` is another number whenever something has been read.
pub(super) fn offer(app: &App) {
    let state = app.state;
    let answer = move |asked: JsValue| {
        let found = state.try_with_untracked(|state| match (asked.as_f64(), asked.as_string()) {
            (Some(from), _) => {
                let stories = state.store.stories().iter().skip(from as usize);
                stories
                    .take(AT_A_TIME)
                    .map(|story| handover::story(story))
                    .collect()
            }
            (None, Some(code)) => {
                let code = crate::news::NewsCode::new(&code);
                state
                    .store
                    .headline(&code)
                    .map(|story| handover::story(story))
                    .unwrap_or_default()
            }
            _ => {
                let sections = state.store.edition().sections.iter();
                sections
                    .map(|section| {
                        let parent = section.parent.as_ref().map(|parent| parent.as_str());
                        handover::texts([Some(section.id.as_str()), Some(&section.title), parent])
                    })
                    .collect()
            }
        });
        let found: Array = found.unwrap_or_default();
        let version = state.try_with_untracked(|state| state.store.version());
        // An array takes every name.
        let _ = js_sys::Reflect::set(
            &found,
            &JsValue::from_str("version"),
            &JsValue::from_f64(version.unwrap_or_default() as f64),
        );
        found
    };
    let answer = Closure::<dyn Fn(JsValue) -> Array>::new(answer).into_js_value();
    // The page's window takes every name.
    let _ = js_sys::Reflect::set(
        &window(),
        &JsValue::from_str("peykNews"),
        answer.unchecked_ref(),
    );
}
