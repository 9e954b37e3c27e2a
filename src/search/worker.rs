//! The index in its worker: messages in, answers out (`plain/search-worker.js` says in which order).

use super::{Document, Index, Query, excerpt, written};
use js_sys::{Array, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static INDEX: RefCell<Index> = RefCell::default();
}

/// Puts `peykSearch`, which answers one message, into the worker's global scope.
pub fn start() {
    let answer = Closure::<dyn Fn(JsValue) -> JsValue>::new(|message: JsValue| answer(&message));
    // The global object takes every name.
    let _ = Reflect::set(
        &js_sys::global(),
        &JsValue::from_str("peykSearch"),
        &answer.into_js_value(),
    );
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

fn list(value: &JsValue, name: &str) -> Option<Array> {
    field(value, name).dyn_into().ok()
}

fn text(list: &Array, at: u32) -> String {
    list.get(at).as_string().unwrap_or_default()
}

fn moment(value: &JsValue) -> Option<i64> {
    value.as_f64().map(|at| at as i64)
}

fn texts(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}

fn answer(message: &JsValue) -> JsValue {
    INDEX.with_borrow_mut(|index| {
        if let Some(stories) = list(message, "add") {
            let stories: Vec<Document> = stories.iter().map(|story| document(&story)).collect();
            index.add(&stories);
        } else if let Some(codes) = list(message, "remove") {
            let codes = texts(&codes);
            index.remove(codes.iter().map(String::as_str));
        } else {
            let found = Object::new();
            let put = |name: &str, value: JsValue| {
                // A new object takes every name.
                let _ = Reflect::set(&found, &JsValue::from_str(name), &value);
            };
            put("id", field(message, "id"));
            let find = field(message, "find");
            if find.is_object() {
                let query = query(&find);
                let answer = index.find(&query);
                put("total", JsValue::from_f64(answer.total as f64));
                let codes: Array = answer.codes.into_iter().map(JsValue::from).collect();
                put("codes", codes.into());
                put("relaxed", answer.relaxed.into());
                if let Some(suggestion) = answer.suggestion {
                    put("suggestion", suggestion.into());
                }
                put("size", JsValue::from_f64(index.len() as f64));
                put("bytes", JsValue::from_f64(index.bytes() as f64));
            } else {
                let mark = field(message, "mark");
                let stories = list(&mark, "texts").unwrap_or_default();
                let query = field(&mark, "query").as_string().unwrap_or_default();
                put("marked", marked(&query, &stories).into());
                if field(&mark, "nearest").is_truthy() {
                    let texts = String::from(stories.join("\n"));
                    put("nearest", written(&query, &texts).into());
                }
            }
            return found.into();
        }
        JsValue::UNDEFINED
    })
}

fn document(story: &JsValue) -> Document {
    let story: &Array = story.unchecked_ref();
    Document {
        code: text(story, 0),
        title: text(story, 1),
        kicker: text(story, 2),
        lead: text(story, 3),
        body: text(story, 4),
        tags: text(story, 5),
        section: text(story, 6),
        published: moment(&story.get(7)),
    }
}

fn query(find: &JsValue) -> Query {
    Query {
        text: field(find, "query").as_string().unwrap_or_default(),
        sections: list(find, "sections")
            .map(|all| texts(&all))
            .unwrap_or_default(),
        from: moment(&field(find, "from")),
        limit: field(find, "limit").as_f64().unwrap_or_default() as usize,
    }
}

fn marked(query: &str, stories: &Array) -> Array {
    let stories = stories.iter().map(|story| {
        let story: &Array = story.unchecked_ref();
        let (title, body) = excerpt(query, &text(story, 0), &text(story, 1));
        JsValue::from(Array::of2(&title.into(), &body.into()))
    });
    stories.collect()
}
