//! The running app: takes messages in, runs commands, hears the browser's events. The only room
//! that knows both the state and the platform; it decides nothing that `update` could decide.
//!
//! All signals belong to the app's root, so that none is gone when an answer comes late; after
//! every wait they are asked with `try_…`.

mod events;
mod network;
mod shelf;

use crate::feed;
use crate::news::{Edition, Stamp};
use crate::pages::{self, Screen};
use crate::parts::gallery;
use crate::platform::history::Entry;
use crate::platform::{clock, history, kept, links, page};
use crate::route::Route;
use crate::store::Loaded;
use crate::update::{Command, Msg, State, update};
use crate::view;
use any_spawner::Executor;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use web_sys::HtmlElement;

/// How long the page must stand still before stories in view are fetched.
const STILL: Duration = Duration::from_secs(1);
/// How many of them each time.
const IN_VIEW: usize = 3;
/// Of so many entries of the history is known where they were left; browsers keep 50.
const PLACES: usize = 64;

/// A handle on the running app, cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    state: RwSignal<State>,
    now: RwSignal<Option<Stamp>>,
    announced: RwSignal<String>,
    base: Rc<str>,
    feed_address: Rc<str>,
    /// The feed's validator, to ask whether it has changed.
    etag: Rc<RefCell<Option<String>>>,
    /// Where each entry of the history was left.
    places: Rc<RefCell<Vec<Entry>>>,
    entry: Rc<Cell<u64>>,
    /// Where the page that was returned to stood, and the page that was left for it: what the desk draws
    /// comes later.
    returning: Rc<RefCell<Option<(Entry, String)>>>,
    /// Runs while the page stands still.
    still: Rc<clock::Timer>,
}

/// Starts the app on the open page: takes a published page over, or draws into the empty root.
pub fn start() {
    page::report_panics();
    #[cfg(feature = "faults")]
    if page::meta("fault").is_some() {
        crate::faults::die();
    }
    // It fails only where there is an executor already, which is as well.
    let _ = Executor::init_wasm_bindgen();
    if let Some(root) = page::root() {
        spawn(start_in(root));
    }
}

/// Starts the app in `root`. The browser gets a turn between reading and drawing: on a published page
/// the reader is reading already.
async fn start_in(root: HtmlElement) {
    let base = page::meta("peyk-base").unwrap_or_else(|| "/".to_owned());
    let feed_address = page::meta("peyk-feed").unwrap_or_else(|| "feed.json".to_owned());
    let feed_address = feed::resolve(&base, &feed_address).unwrap_or(feed_address);
    let path = history::path();
    let mut state = State::new(Route::parse(&path, &base));
    let mut taking_over = false;
    if let Some(json) = page::published_state(&path)
        && let Ok(feed) = network::read(json.into_bytes(), &base, &Edition::default()).await
    {
        taking_over = true;
        page::set_state_read();
        // What it asks for is asked once the page is there.
        let _ = update(&mut state, Msg::Published(feed));
        clock::yield_to_browser().await;
    }

    let owner = Owner::new();
    let (app, tree) = owner.with(|| {
        let app = App {
            state: RwSignal::new(state),
            now: RwSignal::new(None),
            announced: RwSignal::new(String::new()),
            base: base.into(),
            feed_address: feed_address.into(),
            etag: Rc::default(),
            places: Rc::default(),
            entry: Rc::default(),
            returning: Rc::default(),
            still: Rc::default(),
        };
        let heard = app.clone();
        let emit = move |message| heard.send(message);
        let screen = Screen::new(app.state, app.now, app.announced, &app.base, emit);
        let tree = if taking_over {
            view::take_over(&root, screen.view())
        } else {
            view::build_in(&root, screen.view())
        };
        (app, tree)
    });
    // Both live as long as the page.
    std::mem::forget((owner, tree));
    request_animation_frame(move || {
        app.begin();
        page::set_running(&root);
    });
}

impl App {
    /// What begins once the first frame is drawn: the time, the feed, the browser's events.
    fn begin(&self) {
        self.now.set(Some(clock::now()));
        let entry = history::entry().unwrap_or_else(|| {
            let first = Entry {
                id: js_sys::Date::now(),
                ..Entry::default()
            };
            history::replace(first);
            first
        });
        self.entry.set(entry.id as u64);
        self.returning.replace(Some((entry, String::new())));
        self.keep(entry);
        events::listen(self);
        shelf::offer(self);
        self.rest();
        page::set_title(&self.title());

        let read = self
            .state
            .with_untracked(|state| matches!(state.feed, Loaded::Ready(())));
        if read {
            self.send(Msg::TakenOver((*self.feed_address).to_owned()));
            page::show_current_section();
        } else {
            self.run(Command::FetchFeed);
        }
    }

    /// Takes `message` in and runs what follows from it.
    pub(crate) fn send(&self, message: Msg) {
        let first_feed = match &message {
            Msg::FeedRead(_) => true,
            Msg::StoryRead(code, _) | Msg::StoryFailed(code, _) => {
                self.state.with_untracked(|state| state.is_open(code))
            }
            _ => false,
        };
        let brought = matches!(message, Msg::FeedRead(_) | Msg::PageRead(..));
        if let Some(commands) = self.state.try_update(|state| update(state, message)) {
            self.run_all(commands);
        }
        if brought {
            page::tell("peyk:news");
            self.rest();
        }
        if first_feed {
            // The page has its name only now, and its height: a reader who reloads is brought back.
            let app = self.clone();
            request_animation_frame(move || {
                page::set_title(&app.title());
                page::show_current_section();
                if let Some(entry) = app.place(app.entry.get()) {
                    page::scroll_to(entry.scroll);
                }
            });
        }
    }

    /// The page has moved, or is another: once it stands still, the reader looks at the stories in
    /// view.
    fn rest(&self) {
        let app = self.clone();
        let looks = move || app.intends(links::in_view().into_iter().take(IN_VIEW).collect());
        self.still.set(looks, STILL);
    }

    /// The reader may go on to these pages, the likeliest first.
    fn intends(&self, paths: Vec<String>) {
        let story = |path: String| match Route::parse(&path, &self.base) {
            Route::Story(code) => Some(code),
            _ => None,
        };
        let codes: Vec<_> = paths.into_iter().filter_map(story).collect();
        if !codes.is_empty() {
            let sparing = page::sparing();
            self.send(Msg::Intended { codes, sparing });
        }
    }

    fn run_all(&self, commands: Vec<Command>) {
        for command in commands {
            self.run(command);
        }
    }

    fn run(&self, command: Command) {
        let app = self.clone();
        match command {
            Command::FetchFeed => spawn(async move { app.fetch_feed().await }),
            Command::FetchPage(address) => {
                spawn(async move { app.fetch_page(address).await });
            }
            Command::FetchStory(code, address) => {
                spawn(async move { app.fetch_story(code, address, false).await });
            }
            Command::FetchAhead(code, address) => {
                spawn(async move { app.fetch_story(code, Some(address), true).await });
            }
            Command::Withdraw(codes) => kept::withdraw(&codes),
            // Its picture is in the dialog only after the next frame.
            Command::ShowGallery(open) => {
                request_animation_frame(move || page::show_dialog(gallery::DIALOG, open));
            }
            Command::ToTop => request_animation_frame(|| {
                page::scroll_to(0.0);
                page::focus_heading();
            }),
        }
    }

    /// Goes to `path` as a link does; the whole of the open list is shown where it stands. Says
    /// whether it is a page of the app.
    pub(crate) fn go(&self, path: &str) -> bool {
        let here = self
            .state
            .with_untracked(|state| state.route.path(&self.base));
        if path.strip_suffix(pages::WHOLE_LIST) == Some(&here) {
            self.send(Msg::NearEnd);
            return true;
        }
        let route = Route::parse(path, &self.base);
        if route == Route::NotFound {
            return false;
        }
        self.keep_place(page::link_top(path));
        let entry = Entry {
            id: js_sys::Date::now(),
            ..Entry::default()
        };
        if !history::push(path, entry) {
            return false;
        }
        self.entry.set(entry.id as u64);
        self.send(Msg::Went { route, shown: None });
        self.arrive(Entry::default(), String::new());
        true
    }

    /// Follows the browser through its history.
    pub(crate) fn returned(&self) {
        let left = self.keep_place(None);
        let entry = history::entry().unwrap_or_default();
        let id = entry.id as u64;
        let entry = self.place(id).unwrap_or(entry);
        self.entry.set(id);
        let route = Route::parse(&history::path(), &self.base);
        let shown = (entry.shown > 0).then_some(entry.shown);
        self.returning.replace(Some((entry, left.clone())));
        self.send(Msg::Went { route, shown });
        self.arrive(entry, left);
    }

    /// The desk has drawn what it has, and the reader who came back has not gone on (`plain/scroll.js`).
    pub(crate) fn laid(&self) {
        let app = self.clone();
        request_animation_frame(move || {
            if let Some((place, left)) = &*app.returning.borrow() {
                stand(place, left);
            }
        });
    }

    fn place(&self, id: u64) -> Option<Entry> {
        let places = self.places.borrow();
        places.iter().find(|place| place.id as u64 == id).copied()
    }

    fn keep(&self, place: Entry) {
        let mut places = self.places.borrow_mut();
        places.retain(|other| other.id != place.id);
        places.push(place);
        if places.len() > PLACES {
            places.remove(0);
        }
    }

    /// Remembers where the open page is being left, and by which link; its address is the answer.
    fn keep_place(&self, link: Option<f64>) -> String {
        let (shown, left) = self
            .state
            .with_untracked(|state| (state.shown, state.route.path(&self.base)));
        let id = self.entry.get();
        let entry = Entry {
            id: id as f64,
            scroll: page::scroll(),
            shown,
            link,
        };
        self.keep(entry);
        left
    }

    /// Writes the place into the history, which outlives a reload.
    pub(crate) fn store_place(&self) {
        self.keep_place(None);
        if let Some(entry) = self.place(self.entry.get()) {
            history::replace(entry);
        }
    }

    /// After the page has changed and before it is painted: its title, its scroll, the focus, and
    /// what a screen reader is told. On a return the focus goes to the link that was followed, which
    /// stands where it stood, whatever has changed above it.
    fn arrive(&self, place: Entry, left: String) {
        let app = self.clone();
        request_animation_frame(move || {
            let title = app.title();
            page::set_title(&title);
            page::close_menu();
            if !stand(&place, &left) {
                page::focus_heading();
            }
            page::show_current_section();
            app.rest();
            let _ = app.announced.try_set(title);
        });
    }

    fn title(&self) -> String {
        self.state
            .try_with_untracked(pages::title)
            .unwrap_or_default()
    }
}

/// Scrolls to where the page was left, and gives the focus to the link that led to the page `left`, which
/// then stands where it stood; says whether there is such a link.
fn stand(place: &Entry, left: &str) -> bool {
    page::scroll_to(place.scroll);
    let found = page::focus_link(left);
    if found && let (Some(stood), Some(stands)) = (place.link, page::link_top(left)) {
        page::scroll_to(page::scroll() + stands - stood);
    }
    found
}

/// Runs `future` beside everything else. In a box, so that there is one copy of what runs it.
fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    leptos::task::spawn_local(future);
}
