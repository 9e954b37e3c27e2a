//! Taking over a published page: every page, as the browser's parser has read its HTML, is what the
//! program would draw, and what others have changed in it is put right. Built for debugging, the
//! program says on the console what it finds different.

use super::put;
use leptos::prelude::{Get, Owner, RwSignal, Set, Update};
use peyk::feed::read_whole;
use peyk::news::{NewsCode, SectionId, Stamp};
use peyk::pages::Screen;
use peyk::route::{Route, TagSlug};
use peyk::store::Failure;
use peyk::update::{Msg, State, update};
use peyk::view::{Nodes, Tree, el, take_over, to_html};
use std::ops::Add;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlTextAreaElement, Node};

const NOW: Stamp = Stamp(1_795_500_000);
const FEED: &str = include_str!("../fixtures/edition.json");

/// A screen that lives as long as its test.
struct Living {
    state: RwSignal<State>,
    now: RwSignal<Option<Stamp>>,
    owner: Owner,
    root: Element,
    tree: Option<Tree>,
}

impl Living {
    /// Publishes the screen of `state`: its HTML, read by the browser's parser.
    fn published(state: &State) -> Self {
        // A second call finds the executor there already.
        let _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new();
        let (state, now) = owner.with(|| (RwSignal::new(state.clone()), RwSignal::new(None)));
        let living = Self {
            state,
            now,
            owner,
            root: put("div", &[]),
            tree: None,
        };
        living.root.set_inner_html(&to_html(&living.view()));
        living
    }

    fn view(&self) -> Nodes {
        let (state, now) = (self.state, self.now);
        self.owner
            .with(|| Screen::new(state, now, RwSignal::new(String::new()), "/", |_| {}).view())
    }

    /// Takes the page over; what the program said it found different is the answer. Lists and bodies
    /// are taken over in tasks of their own.
    async fn take_over(&mut self) -> Vec<String> {
        let view = self.view();
        let heard = Complaints::hear();
        let tree = self.owner.with(|| take_over(&self.root, view));
        self.tree = Some(tree);
        settle().await;
        heard.end()
    }

    fn find(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// What is said on the console while it lives.
struct Complaints(JsValue);

impl Complaints {
    fn hear() -> Self {
        let begin = "const heard = []; heard.error = console.error; \
                     console.error = (...words) => heard.push(words.join(' ')); return heard;";
        let begin = js_sys::Function::new_no_args(begin);
        Self(begin.call0(&JsValue::NULL).unwrap())
    }

    fn end(self) -> Vec<String> {
        let end = js_sys::Function::new_with_args("heard", "console.error = heard.error");
        end.call1(&JsValue::NULL, &self.0).unwrap();
        let heard: js_sys::Array = self.0.unchecked_into();
        heard.iter().filter_map(|said| said.as_string()).collect()
    }
}

fn state(route: Route) -> State {
    let mut state = State::new(route);
    let feed = read_whole(FEED.as_bytes().to_vec(), "/feed.json", NOW).unwrap();
    update(&mut state, Msg::FeedRead(Box::new(feed)));
    state
}

fn story(code: &str) -> Route {
    Route::Story(NewsCode::new(code))
}

/// Every node beneath `root`, in document order.
fn nodes(root: &Node) -> Vec<Node> {
    let mut all = Vec::new();
    let mut next = root.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        let inner = nodes(&child);
        all.push(child);
        all.extend(inner);
    }
    all
}

/// Lets what follows signals run.
async fn settle() {
    peyk::platform::clock::yield_to_browser().await;
}

#[wasm_bindgen_test]
async fn every_page_is_taken_over_as_it_is_published() {
    let section = |id| Route::Section(SectionId::new(id));
    let mut states: Vec<State> = vec![
        state(Route::Front),
        state(section("provinces")),
        state(section("fars")),
        state(section("photo")),
        state(section("video")),
        state(section("sports")),
        state(section("pages")),
        state(Route::Tag(TagSlug::new("آب"))),
        state(Route::FeedReport),
        state(Route::NotFound),
    ];
    for code in [
        "101", "102", "103", "104", "105", "106", "107", "108", "about", "110",
    ] {
        states.push(state(story(code)));
    }
    for route in [Route::Front, section("fars"), story("101")] {
        states.push(State::new(route.clone()));
        let mut failed = State::new(route);
        update(&mut failed, Msg::FeedFailed(Failure::Network));
        states.push(failed);
    }
    for state in states {
        let mut living = Living::published(&state);
        let before = nodes(&living.root);
        assert!(before.len() > 20, "{:?} is published", state.route);
        let found = living.take_over().await;
        assert_eq!(found, Vec::<String>::new(), "{:?}", state.route);
        assert!(
            nodes(&living.root) == before,
            "{:?} keeps its nodes",
            state.route
        );
    }
}

#[wasm_bindgen_test]
async fn a_page_that_was_taken_over_follows_the_app() {
    let mut living = Living::published(&state(Route::Front));
    living.take_over().await;
    let time = living.find("main time");
    let link = living.find(".menu-row a");
    assert_eq!(link.get_attribute("aria-current").as_deref(), Some("page"));
    let absolute = time.text_content().unwrap();

    living.now.set(Some(Stamp(1_562_430_500)));
    living.state.update(|state| {
        update(
            state,
            Msg::Went {
                route: story("101"),
                shown: None,
            },
        );
    });
    settle().await;
    assert_eq!(living.find("main h1").text_content().unwrap(), "تیتر یک");
    assert_eq!(link.get_attribute("aria-current"), None);
    assert!(!time.is_connected(), "{absolute} belongs to the front page");
}

#[wasm_bindgen_test]
async fn what_a_translator_or_an_extension_has_put_in_is_put_right_and_the_rest_is_kept() {
    let mut living = Living::published(&state(story("101")));
    let headline = living.find("main h1");
    let words = headline.text_content().unwrap();
    headline.set_inner_html(&format!("<font><font>{words}</font></font>"));
    let foreign = put("div", &[("id", "extension")]);
    living
        .root
        .insert_before(&foreign, living.root.first_child().as_ref())
        .unwrap();
    let lost = living.find(".footer");
    lost.remove();
    let field = living.find("textarea");

    let found = living.take_over().await;
    assert!(found.len() >= 3, "it is told in a debug build: {found:?}");
    assert!(living.find("main h1").is_same_node(Some(&headline)));
    assert_eq!(headline.inner_html(), words);
    assert!(!foreign.is_connected());
    assert!(!living.find(".footer").text_content().unwrap().is_empty());
    assert!(living.find("textarea").is_same_node(Some(&field)));
}

#[wasm_bindgen_test]
async fn what_was_typed_before_the_program_came_stays() {
    let mut living = Living::published(&state(story("101")));
    let field: HtmlTextAreaElement = living.find("textarea").unchecked_into();
    field.set_value("نظر من");
    field.focus().unwrap();
    living.take_over().await;
    assert_eq!(field.value(), "نظر من");
    assert!(field.is_same_node(super::document().active_element().as_deref()));
}

#[wasm_bindgen_test]
async fn what_the_pages_scripts_have_put_into_their_places_stays() {
    let mut living = Living::published(&state(story("101")));
    let status = living.find("[data-status]");
    status.set_text_content(Some("ذخیره شد"));
    let save = living.find(".story-acts [data-save]");
    living.take_over().await;
    assert_eq!(status.text_content().as_deref(), Some("ذخیره شد"));
    assert!(
        living
            .find(".story-acts [data-save]")
            .is_same_node(Some(&save))
    );
}

#[wasm_bindgen_test]
async fn siblings_with_keys_are_kept_where_they_move_and_go_on_following() {
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (keys, sign, list) = owner.with(|| {
        let (keys, sign) = (RwSignal::new(vec!["a", "b", "c"]), RwSignal::new("1"));
        let item = move |key: &'static str| {
            let word = move || el("b").live(move || key.to_owned().add(sign.get()).into());
            el("li")
                .key(key)
                .once(key.to_owned(), move || word().into())
        };
        let items = move || keys.get().into_iter().map(item).collect();
        (keys, sign, Nodes::from(el("ul").live(items)))
    });
    let root = put("div", &[]);
    let _tree = owner.with(|| peyk::view::build_in(&root, list));
    let item = |text: &str| {
        nodes(&root)
            .into_iter()
            .filter(|node| node.node_name() == "LI")
            .find(|item| item.text_content().as_deref() == Some(text))
            .unwrap()
    };
    let (a, c) = (item("a1"), item("c1"));
    keys.set(vec!["c", "x", "a"]);
    settle().await;
    assert_eq!(root.text_content().unwrap(), "c1x1a1");
    sign.set("2");
    settle().await;
    assert_eq!(root.text_content().unwrap(), "c2x2a2");
    assert!(item("a2").is_same_node(Some(&a)) && item("c2").is_same_node(Some(&c)));
    root.remove();
}

#[wasm_bindgen_test]
async fn a_list_that_changes_before_its_turn_has_come_is_changed_at_once() {
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (words, list) = owner.with(|| {
        let words = RwSignal::new("a b");
        let items = |words: &'static str| {
            let items = words.split(' ').map(|word| el("li").key(word).with(word));
            items.collect::<Nodes>()
        };
        let list = move || {
            let words = words.get();
            el("ul").once(words.to_owned(), move || items(words)).into()
        };
        (words, Nodes::from(el("div").live(list)))
    });
    let root = put("div", &[]);
    root.set_inner_html("<div><ul><li>a</li><li>b</li></ul></div>");
    let second = root.query_selector("li + li").unwrap().unwrap();
    let _tree = owner.with(|| take_over(&root, list));
    words.set("b c");
    settle().await;
    assert_eq!(root.text_content().unwrap(), "bc");
    assert!(second.is_same_node(root.query_selector("li").unwrap().as_deref()));
    root.remove();
}
