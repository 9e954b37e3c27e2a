//! The running desk: takes messages in, runs commands, draws into the place that the first program
//! has left for it.

use super::search::Found;
use super::{
    Command, Desk, Hit, Import, Msg, Query, Settings, Since, Store, bridge, shared, update, view,
};
use crate::feed;
use crate::news::Stamp;
use crate::platform::{clock, handover, page};
use crate::route::{Room, Route};
use crate::view::Tree;
use js_sys::{Array, JsString, Object, Reflect};
use leptos::prelude::{document, request_animation_frame, window, window_event_listener_untyped};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, Element, HtmlElement, HtmlInputElement, MessageEvent, Worker};

/// How long the address waits for the end of typing: browsers refuse one that changes too often.
const ADDRESS_WAIT: Duration = Duration::from_millis(400);

struct Running {
    desk: Desk,
    place: Element,
    tree: Option<Tree>,
    /// What was removed on the open page, the last at the end: its store, and its records.
    removed: Vec<(Store, JsValue)>,
    worker: Option<Worker>,
    waiting: Option<Waiting>,
    /// How many stories of the first program are in the index, and their version.
    indexed: f64,
    /// Saved stories that the first program does not hold, as it would hand them over.
    shelf: Vec<(String, Array)>,
    address: clock::Timer,
}

/// Stories that wait for their marks.
struct Waiting {
    /// The number of the query.
    number: u32,
    /// The place of the first of them among the hits.
    from: usize,
    /// Their codes, and what the first program says of them.
    stories: Vec<(String, Array)>,
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Starts the desk: it draws whenever the page has a place for it.
pub fn start() {
    crate::platform::page::report_panics();
    let opened = Closure::<dyn Fn()>::new(open).into_js_value();
    // Adding a listener to the document cannot fail.
    let _ = document().add_event_listener_with_callback("peyk:desk", opened.unchecked_ref());
    for event in ["peyk:kept", "peyk:draft"] {
        let changed = Closure::<dyn Fn()>::new(|| send(Msg::Changed)).into_js_value();
        let _ = document().add_event_listener_with_callback(event, changed.unchecked_ref());
    }
    let brought = Closure::<dyn Fn()>::new(|| send(Msg::News)).into_js_value();
    let _ = document().add_event_listener_with_callback("peyk:news", brought.unchecked_ref());
    let withdrawn = Closure::<dyn Fn(CustomEvent)>::new(|event: CustomEvent| {
        post(&object(&[("remove", event.detail())]));
        send(Msg::Touched);
    });
    let withdrawn = withdrawn.into_js_value();
    let _ =
        document().add_event_listener_with_callback("peyk:withdrawn", withdrawn.unchecked_ref());
    // Forms are never sent: what is typed in them is read.
    std::mem::forget(window_event_listener_untyped("submit", |event| {
        event.prevent_default();
    }));
    std::mem::forget(window_event_listener_untyped("popstate", |_| {
        let path = window().location().pathname().unwrap_or_default();
        if Route::parse(&path, &base()) == Route::Desk(Room::Search) {
            read_address();
        }
    }));
    // Another tab has chosen.
    std::mem::forget(window_event_listener_untyped("storage", |_| {
        read_settings()
    }));
}

/// The page has a place for the desk.
fn open() {
    let Some(place) = document().get_element_by_id("desk") else {
        return;
    };
    let Some(room) = place
        .get_attribute("data-room")
        .and_then(|name| Room::named(&name))
    else {
        return;
    };
    RUNNING.with_borrow_mut(|running| match running {
        Some(running) => {
            running.place = place;
            running.tree = None;
            running.desk.now = clock::now();
            running.desk.room = room;
            running.removed.clear();
        }
        None => {
            let desk = Desk::new(room, &base(), clock::now(), &bridge::settings());
            *running = Some(Running {
                desk,
                place,
                tree: None,
                removed: Vec::new(),
                worker: None,
                waiting: None,
                indexed: -1.0,
                shelf: Vec::new(),
                address: clock::Timer::default(),
            });
        }
    });
    send(Msg::Opened(room));
    if room == Room::Settings {
        read_settings();
    }
    if room == Room::Search {
        // The page is drawn in a task of its own, as what it begins with is.
        clock::after(Duration::ZERO, read_address);
        // Who comes back goes on where the page was left.
        let root = document().document_element();
        if root.is_some_and(|root| root.has_attribute("data-whole")) {
            return;
        }
        // To take the focus a field must be laid out, which the next frame does anyway.
        request_animation_frame(|| {
            focus(element(FIELD));
        });
    }
}

fn base() -> String {
    page::meta("peyk-base").unwrap_or_else(|| "/".to_owned())
}

fn first(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok()?
}

/// Gives the focus to `element`, which is shown; says whether it is there.
fn focus(element: Option<Element>) -> bool {
    let element = element.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

fn read_settings() {
    send(Msg::SettingsRead(Settings::read(&bridge::settings())));
}

/// Whether something of the page has the focus.
fn has_focus() -> bool {
    first("#main :focus").is_some()
}

/// Takes `message` in, draws, and runs what follows from it.
pub(super) fn send(message: Msg) {
    let had_focus = has_focus();
    let laid = message.is_whole();
    let commands = RUNNING.with_borrow_mut(|running| {
        let running = running.as_mut()?;
        let asks = message.is_question();
        let commands = update(&mut running.desk, message);
        let stands = asks && running.tree.is_some() && running.desk.search.stands();
        // Another page may be open by now.
        if !stands && running.place.is_connected() {
            let nodes = view(&running.desk);
            match &mut running.tree {
                Some(tree) => tree.change(&running.place, nodes),
                None => running.tree = Some(crate::view::build_in(&running.place, nodes)),
            }
        }
        Some(commands)
    });
    // What had it is gone: what brings it back is next, or the page begins anew.
    if had_focus && !has_focus() && !focus(first("#main .undo button")) {
        page::focus_heading();
    }
    if laid && let Ok(event) = web_sys::Event::new("peyk:laid") {
        // The first program, which knows where the page was left, hears of it; nobody stops it.
        let _ = window().dispatch_event(&event);
    }
    for command in commands.unwrap_or_default() {
        run(command);
    }
}

fn with<T: Default>(act: impl FnOnce(&mut Running) -> T) -> T {
    RUNNING
        .with_borrow_mut(|running| running.as_mut().map(act))
        .unwrap_or_default()
}

fn run(command: Command) {
    match command {
        Command::Read(Store::Drafts) => {
            spawn_local(async {
                let drafts = bridge::drafts().await;
                if drafts.is_none() {
                    send(Msg::CopiesRead(bridge::copies().await));
                }
                send(Msg::DraftsRead(drafts));
            });
        }
        Command::Read(_) => spawn_local(async { send(Msg::SavedRead(bridge::saved().await)) }),
        Command::ReadShelf => {
            spawn_local(async { send(Msg::ShelfRead(bridge::shelf().await)) });
        }
        Command::Forget(code) => spawn_local(async move {
            bridge::forget(&code).await;
            run(Command::ReadShelf);
        }),
        Command::Remove(store, code) => spawn_local(remove(store, code)),
        Command::Clear(store) => spawn_local(clear(store)),
        Command::Restore => spawn_local(restore()),
        Command::Settings(settings) => {
            let kept = bridge::set_settings(&settings);
            send(Msg::SettingsKept(kept));
        }
        Command::Export => spawn_local(export()),
        Command::Import => spawn_local(import()),
        Command::Index => spawn_local(index()),
        // Another page may be open by now.
        Command::ReadQuery if element(FIELD).is_none() => {}
        Command::ReadQuery => send(Msg::Asked(query())),
        Command::WriteQuery(query) => write_query(&query),
        Command::Address(address) => with(|running| {
            running
                .address
                .set(move || write_address(&address), ADDRESS_WAIT);
        }),
        Command::Find(number, query, wanted) => find(number, &query, wanted),
        // The first are marked by the time they are painted; the others wait for that.
        Command::Mark(number, from, codes) => {
            let act = move || mark(number, from, codes);
            if from == 0 {
                act();
            } else {
                request_animation_frame(move || clock::after(Duration::ZERO, act));
            }
        }
        Command::Go(path) => {
            let link = first(&format!("#desk a[href='{path}']"));
            if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
                link.click();
            }
        }
    }
}

// ---- What is kept ---------------------------------------------------------------------------------

async fn remove(store: Store, code: String) {
    let name = JsValue::from_str(store.name());
    let records = if store == Store::Drafts {
        bridge::journal("drop", &[code.into()]).await
    } else {
        let code = JsValue::from(code);
        let record = bridge::journal("one", &[name.clone(), code.clone()]).await;
        let done = record.is_object() && bridge::journal("remove", &[name, code]).await.is_truthy();
        if done {
            Array::of1(&record).into()
        } else {
            JsValue::UNDEFINED
        }
    };
    let done = records.is_truthy();
    removed(store, done.then_some(records));
    if !done {
        send(Msg::Failed);
    }
    run(Command::Read(store));
}

async fn clear(store: Store) {
    let name = JsValue::from_str(store.name());
    let records = bridge::journal("all", std::slice::from_ref(&name)).await;
    let done = records.is_truthy() && bridge::journal("clear", &[name]).await.is_truthy();
    removed(store, done.then_some(records));
    if !done {
        send(Msg::Failed);
    }
}

/// Something was removed: these records, or nothing where it could not be.
fn removed(store: Store, records: Option<JsValue>) {
    let any = with(|running| {
        running
            .removed
            .extend(records.map(|records| (store, records)));
        !running.removed.is_empty()
    });
    send(Msg::Removed(any));
}

async fn restore() {
    let Some((store, records)) = with(|running| running.removed.pop()) else {
        return;
    };
    let mut done = true;
    if store == Store::Drafts {
        done = bridge::journal("restore", std::slice::from_ref(&records))
            .await
            .is_truthy();
    } else if let Some(records) = records.dyn_ref::<Array>() {
        for record in records.iter() {
            done &= bridge::journal("put", &[store.name().into(), record])
                .await
                .is_truthy();
            // Each of them would wait as long for a database that does not answer.
            if !done {
                break;
            }
        }
    }
    // What could not be brought back can be, later.
    removed(store, (!done).then_some(records));
    if !done {
        send(Msg::Failed);
    }
    run(Command::Read(store));
}

async fn export() {
    let Some(all) = bridge::journal("exportAll", &[]).await.as_string() else {
        send(Msg::Failed);
        return;
    };
    let parts = Array::of1(&all.into());
    let bag = web_sys::BlobPropertyBag::new();
    bag.set_type("application/json");
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &bag) else {
        return;
    };
    let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) else {
        return;
    };
    if let Some(link) = document()
        .create_element("a")
        .ok()
        .and_then(|link| link.dyn_into::<HtmlElement>().ok())
    {
        let day = crate::persian::iso_utc(clock::now());
        let day = day.split('T').next().unwrap_or_default();
        // Neither fails for names of the program's own.
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", &format!("peyk-reader-{day}.json"));
        link.click();
    }
    // The browser has taken the file over by then.
    clock::after(Duration::from_secs(60), move || {
        let _ = web_sys::Url::revoke_object_url(&address);
    });
}

/// The largest file that is taken in, in bytes.
const LARGEST_FILE: f64 = 256e6;

async fn import() {
    let Some(input) =
        element("desk-import").and_then(|found| found.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return;
    };
    if file.size() > LARGEST_FILE {
        input.set_value("");
        send(Msg::Imported(Import::TooLarge));
        return;
    }
    let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
    let text = text
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default();
    // The same file may be chosen again.
    input.set_value("");
    let done = bridge::import(&text).await;
    read_settings();
    send(Msg::Imported(done));
}

// ---- Search ---------------------------------------------------------------------------------------

fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The ids of the search field and its filters.
const FIELD: &str = "search-field";
const FILTERS: [&str; 2] = ["search-section", "search-since"];

fn query() -> Query {
    let value = |id| element(id).map_or(String::new(), |field| bridge::text(&field, "value"));
    let [section, since] = FILTERS.map(value);
    Query {
        words: value(FIELD),
        section,
        since: Since::named(&since),
    }
}

fn write_query(query: &Query) {
    // A section that is not known yet is chosen when the form is drawn with it.
    let [section, since] = FILTERS;
    for (id, value) in [
        (FIELD, &*query.words),
        (section, &*query.section),
        (since, query.since.name()),
    ] {
        if let Some(field) = element(id) {
            // Fields have a value.
            let _ = Reflect::set(&field, &"value".into(), &value.into());
        }
    }
}

/// Writes the query into the address of the search page, which may have been left by now.
fn write_address(query: &str) {
    let (Some(_), Ok(history)) = (element(FIELD), window().history()) else {
        return;
    };
    let path = window().location().pathname().unwrap_or_default();
    let state = history.state().unwrap_or_default();
    // A browser that refuses keeps the address it has.
    let _ = history.replace_state_with_url(&state, "", Some(&format!("{path}{query}")));
}

/// Searches what the address says.
fn read_address() {
    let search = window().location().search().unwrap_or_default();
    let told = web_sys::UrlSearchParams::new_with_str(&search).ok();
    let told = |name: &str| told.as_ref().and_then(|told| told.get(name));
    let words = told("q").filter(|words| !words.is_empty());
    let words = words.or_else(|| told("title"));
    // What another app shares may be the address of a story.
    let location = window().location();
    let base = base();
    let origin = location.origin().unwrap_or_default();
    let all = [told("url"), words.clone()];
    if let Some(path) = all
        .iter()
        .flatten()
        .find_map(|text| shared(text, &origin, &base))
    {
        // It fails only where the browser would not go there by any other way.
        let _ = location.replace(&path);
        return;
    }
    let query = Query {
        words: words.unwrap_or_default(),
        section: told("section").unwrap_or_default(),
        since: Since::named(&told("since").unwrap_or_default()),
    };
    write_query(&query);
    send(Msg::Asked(query));
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A new object takes every name.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn post(message: &JsValue) {
    with(|running| {
        if let Some(worker) = &running.worker {
            // What is sent is plain: texts, numbers and lists of them.
            let _ = worker.post_message(message);
        }
    });
}

/// Begins the worker if it is not there, and hands it what is new since the last time.
async fn index() {
    // To begin a worker takes a phone as long as to draw the page: each has a task of its own.
    clock::yield_to_browser().await;
    if !begin_worker() {
        send(Msg::SearchFailed);
        return;
    }
    sections();
    let version = bridge::field(&bridge::news(JsValue::from_f64(0.0)), "version").as_f64();
    let version = version.unwrap_or_default();
    if with(|running| std::mem::replace(&mut running.indexed, version)) == version {
        return;
    }
    let mut from = 0;
    loop {
        let stories = bridge::news(JsValue::from_f64(f64::from(from)));
        if stories.length() == 0 {
            break;
        }
        from += stories.length();
        post(&object(&[("add", stories.into())]));
        clock::yield_to_browser().await;
    }
    add_saved().await;
}

fn sections() {
    let all: Vec<JsValue> = bridge::news(JsValue::UNDEFINED).to_vec();
    let part =
        |section: &JsValue, at: u32| bridge::part(section, at).as_string().unwrap_or_default();
    let sections = all
        .iter()
        .map(|section| (part(section, 0), part(section, 1)));
    send(Msg::Sections(sections.collect()));
}

/// Saved stories that the edition no longer lists are searched, too.
async fn add_saved() {
    let Ok(records) = bridge::journal("all", &[Store::Saved.name().into()])
        .await
        .dyn_into::<Array>()
    else {
        return;
    };
    for record in records {
        let code = bridge::text(&record, "code");
        if bridge::news(JsValue::from_str(&code)).length() > 0 {
            continue;
        }
        let bytes = bridge::text(&record, "text").into_bytes();
        let address = bridge::text(&record, "from");
        let Ok(feed) = feed::read_whole(bytes, &address, clock::now()) else {
            continue;
        };
        for story in feed.stories {
            let fields = handover::story(&story);
            with(|running| {
                running.shelf.retain(|(known, _)| *known != code);
                running.shelf.push((code.clone(), fields.clone()));
            });
            post(&object(&[("add", Array::of1(&fields).into())]));
        }
        clock::yield_to_browser().await;
    }
}

fn begin_worker() -> bool {
    if with(|running| running.worker.is_some()) {
        return true;
    }
    let Some(worker) = bridge::search_worker() else {
        return false;
    };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| heard(&event.data()));
    worker.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    let failed = Closure::<dyn Fn()>::new(|| send(Msg::SearchFailed));
    worker.set_onerror(Some(failed.into_js_value().unchecked_ref()));
    with(|running| running.worker = Some(worker));
    true
}

fn find(number: u32, query: &Query, wanted: usize) {
    let now = clock::now();
    let from = query
        .since
        .from(now)
        .map(|Stamp(from)| JsValue::from_f64(from as f64));
    let sections = Array::new();
    if !query.section.is_empty() {
        for section in bridge::news(JsValue::UNDEFINED) {
            let is = |at| bridge::part(&section, at).as_string().as_deref() == Some(&query.section);
            // A section has the stories of those beneath it.
            if is(0) || is(2) {
                sections.push(&bridge::part(&section, 0));
            }
        }
    }
    let find = object(&[
        ("query", query.words.as_str().into()),
        ("sections", sections.into()),
        ("from", from.unwrap_or(JsValue::NULL)),
        ("limit", JsValue::from_f64(wanted as f64)),
    ]);
    post(&object(&[
        ("id", JsValue::from_f64(f64::from(number))),
        ("find", find),
    ]));
}

/// A story as the first program hands it over, or as it was saved.
fn story(code: &str) -> Array {
    let known = bridge::news(JsValue::from_str(code));
    if known.length() > 0 {
        return known;
    }
    with(|running| {
        let mut shelf = running.shelf.iter();
        let found = shelf.find(|(known, _)| known == code);
        found.map(|(_, fields)| fields.clone())
    })
    .unwrap_or_default()
}

/// The worker has answered.
fn heard(answer: &JsValue) {
    if bridge::field(answer, "failed").is_truthy() {
        send(Msg::SearchFailed);
        return;
    }
    // What was asked meanwhile was answered from a part of the index.
    if bridge::field(answer, "added").is_truthy() {
        send(Msg::Touched);
        return;
    }
    let number = bridge::number(answer, "id") as u32;
    if bridge::field(answer, "codes").is_undefined() {
        let waiting = with(|running| running.waiting.take_if(|waiting| waiting.number == number));
        if let Some(Waiting { from, stories, .. }) = waiting {
            let marked = bridge::list(answer, "marked");
            let hits = stories.iter().zip(marked.iter());
            let hits = hits.map(|((code, story), marked)| {
                let [title, excerpt] = [0, 1].map(|at| bridge::part(&marked, at));
                hit(code, story, &title, excerpt.as_string())
            });
            let nearest = bridge::field(answer, "nearest").as_string();
            send(Msg::Marked(number, from, hits.collect(), nearest));
        }
        return;
    }
    let asked = with(|running| {
        let search = &running.desk.search;
        (search.number == number).then(|| (search.query.words.clone(), search.at_once()))
    });
    if let Some((words, at_once)) = asked {
        send(Msg::Found(number, found_of(answer, words, at_once)));
    }
}

/// Asks the worker to mark what was found in these stories, unless something else is searched for by now.
fn mark(number: u32, from: usize, codes: Vec<String>) {
    let words = with(|running| {
        let search = &running.desk.search;
        // What was found by another spelling is marked by that one.
        let found = search.found.as_ref().filter(|_| search.number == number)?;
        let nearest = found.suggestion.as_ref();
        let words = nearest.unwrap_or(&found.words).clone();
        Some((words, nearest.is_some() && from == 0))
    });
    let Some((words, nearest)) = words else {
        return;
    };
    let stories: Vec<(String, Array)> = codes
        .into_iter()
        .map(|code| {
            let story = story(&code);
            (code, story)
        })
        .collect();
    let texts: Array = stories
        .iter()
        .map(|(_, story)| {
            let [lead, body] = [3, 4].map(|at| {
                let text = story.get(at).dyn_into::<JsString>();
                text.unwrap_or_else(|_| JsString::from(""))
            });
            let text = if lead.length() == 0 {
                body
            } else {
                lead.concat(&"\n".into()).concat(&body)
            };
            JsValue::from(Array::of2(&story.get(1), &text))
        })
        .collect();
    let waiting = Waiting {
        number,
        from,
        stories,
    };
    with(|running| running.waiting = Some(waiting));
    let mark = object(&[
        ("query", words.into()),
        ("texts", texts.into()),
        ("nearest", nearest.into()),
    ]);
    post(&object(&[
        ("id", JsValue::from_f64(f64::from(number))),
        ("mark", mark),
    ]));
}

fn hit(code: &str, story: &Array, title: &JsValue, excerpt: Option<String>) -> Hit {
    let section = story.get(6).as_string().unwrap_or_default();
    Hit {
        code: code.to_owned(),
        title: title.as_string().unwrap_or_default(),
        excerpt,
        section: with(|running| {
            let mut sections = running.desk.search.sections.iter();
            let section = sections.find(|(id, _)| *id == section);
            section.map(|(_, title)| title.clone()).unwrap_or_default()
        }),
        published: story.get(7).as_f64().map(|at| Stamp(at as i64)),
    }
}

/// What the worker has found for `words`, with the first stories as they can be shown at once.
fn found_of(answer: &JsValue, words: String, at_once: usize) -> Found {
    let codes = bridge::list(answer, "codes");
    let codes: Vec<String> = codes.iter().filter_map(|code| code.as_string()).collect();
    let hits = codes.iter().take(at_once).map(|code| {
        let story = story(code);
        hit(code, &story, &story.get(1), None)
    });
    let suggestion = bridge::text(answer, "suggestion");
    Found {
        words,
        total: bridge::number(answer, "total") as usize,
        hits: hits.collect(),
        codes,
        relaxed: bridge::field(answer, "relaxed").is_truthy(),
        suggestion: (!suggestion.is_empty()).then_some(suggestion),
        size: bridge::number(answer, "size") as usize,
    }
}
