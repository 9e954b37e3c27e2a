//! The reader's own desk: the pages of saved stories, drafts, settings and search. It is a program
//! of its own, which a visit fetches when the first of these pages is opened.
//!
//! Here live its state, what happens to it (`update`), and its views: all pure. What is kept lies
//! with the page's plain scripts (`journal.js`), whom only `app` asks. No clock and no storage here.

mod drafts;
mod saved;
mod search;
mod settings;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod bridge;

use crate::news::Stamp;
use crate::persian::{self, strings};
use crate::route::{Room, Route};
use crate::view::{Element, Nodes, el};

#[cfg(target_arch = "wasm32")]
pub use app::start;
pub use search::{Hit, Query, Search, Since, shared};
pub use settings::{FIELDS, Field, Settings};

/// A store of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Comment drafts.
    Drafts,
    /// Saved stories.
    Saved,
    /// Which stories were read, and how far.
    Reading,
}

impl Store {
    /// Its name in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Saved => "saved",
            Self::Reading => "reading",
        }
    }
}

/// A saved story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its news code.
    pub code: String,
    /// Its headline.
    pub title: String,
    /// When it was saved.
    pub at: Stamp,
    /// How much its file takes, in bytes.
    pub size: usize,
}

/// A story that was kept while it was read, or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its news code.
    pub code: String,
    /// Its headline.
    pub title: String,
    /// When it came.
    pub at: Stamp,
    /// How much it takes, in bytes.
    pub size: usize,
}

/// What the browser keeps by itself, so that it can be read without a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The stories, newest first.
    pub stories: Vec<Kept>,
    /// What all news and pictures take, in bytes.
    pub total: usize,
    /// What they may take.
    pub budget: usize,
}

/// A comment draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The code of its story.
    pub code: String,
    /// The headline of its story.
    pub title: String,
    /// What was written.
    pub text: String,
    /// How many characters a reader sees in it.
    pub count: usize,
    /// Whether its field is from left to right.
    pub is_ltr: bool,
    /// When it was last written.
    pub at: Stamp,
    /// How many other versions of it there are.
    pub others: usize,
    /// What is wrong with it.
    pub state: DraftState,
}

/// Whether a stored draft is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// It is.
    Whole,
    /// A newer release wrote it, in a form of its own.
    Newer,
    /// It is not.
    Damaged,
    /// It is a last-moment copy, which the database has not taken yet.
    Unstored,
}

/// How the reading of a file with a reader's things ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
    /// So many drafts, saved stories and marks of reading were taken in, and so many records were wrong.
    Done(usize, usize, usize, usize),
    /// It is longer than any that the app writes.
    TooLarge,
    /// It is no JSON.
    NotJson,
    /// It is not of this app.
    NotOurs,
    /// A newer release wrote it.
    Newer,
    /// It is damaged.
    Damaged,
    /// It could not be stored.
    Storage,
}

/// All that the desk knows.
#[derive(Debug)]
pub struct Desk {
    /// The page that is open.
    pub room: Room,
    /// The path that the app lies under.
    pub base: String,
    /// The moment now.
    pub now: Stamp,
    /// Saved stories, newest first; `None` until they have been read, or where they cannot be.
    pub saved: Option<Vec<Saved>>,
    /// What the browser keeps by itself; `None` until it is known, or where it keeps nothing.
    pub shelf: Option<Shelf>,
    /// Drafts, newest first.
    pub drafts: Option<Vec<Draft>>,
    /// Last-moment copies of drafts, for when the drafts cannot be read.
    pub copies: Vec<Draft>,
    /// Whether the browser keeps nothing, or does not answer.
    pub broken: bool,
    /// Whether what the reader asked for last could not be done.
    pub failed: bool,
    /// Whether something was removed that can be brought back.
    pub removed: bool,
    /// The settings.
    pub settings: Settings,
    /// Whether the settings could be stored.
    pub settings_kept: bool,
    /// How the last import ended.
    pub import: Option<Import>,
    /// Search.
    pub search: Search,
}

/// What can happen.
#[derive(Debug)]
pub enum Msg {
    /// A page was opened.
    Opened(Room),
    /// Saved stories were read; `None` where the journal could not.
    SavedRead(Option<Vec<Saved>>),
    /// What the browser keeps by itself was looked through.
    ShelfRead(Option<Shelf>),
    /// A story that the browser keeps by itself is to go.
    Forget(String),
    /// Drafts were read.
    DraftsRead(Option<Vec<Draft>>),
    /// They could not be read, and these are the last-moment copies of them.
    CopiesRead(Vec<Draft>),
    /// What the reader asked for could not be done.
    Failed,
    /// What is kept has changed, here or in another tab.
    Changed,
    /// The first program has read more of the edition.
    News,
    /// One thing is to be removed.
    Remove(Store, String),
    /// All of a store is to be removed.
    Clear(Store),
    /// Whether something was removed that can be brought back.
    Removed(bool),
    /// What was removed last is to be brought back.
    Undo,
    /// The settings as they are stored, maybe by another tab.
    SettingsRead(Settings),
    /// A setting was chosen: the field and the option, by their places.
    Set(usize, usize),
    /// Whether the settings were stored.
    SettingsKept(bool),
    /// All is to be written into a file.
    Export,
    /// The reader has chosen a file.
    ImportChosen,
    /// The file was taken in, or not.
    Imported(Import),
    /// The reader typed in the search field, or chose a filter: it is to be read.
    Touched,
    /// What is searched for.
    Asked(Query),
    /// The reader wants the story whose code was typed.
    Entered,
    /// More results are wanted.
    More,
    /// Search this instead.
    Instead(String),
    /// The sections of the edition: id and title.
    Sections(Vec<(String, String)>),
    /// What was found for the query of this number; its first stories are not marked yet.
    Found(u32, search::Found),
    /// Stories of the query of this number, the first of which is this one, with their matches marked; and
    /// the nearest spelling as they write it, where they were found by that.
    Marked(u32, usize, Vec<Hit>, Option<String>),
    /// The search cannot work in this browser.
    SearchFailed,
}

/// What `app` has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Read a store.
    Read(Store),
    /// Look through what the browser keeps by itself.
    ReadShelf,
    /// Take a story out of that.
    Forget(String),
    /// Remove one thing, and remember it.
    Remove(Store, String),
    /// Remove all of a store, and remember it.
    Clear(Store),
    /// Bring back what was removed.
    Restore,
    /// Store the settings, and let them take effect.
    Settings(String),
    /// Hand the reader a file with all that is kept.
    Export,
    /// Read the chosen file.
    Import,
    /// Begin to make the index, or bring it up to date.
    Index,
    /// Read the search field and the filters.
    ReadQuery,
    /// Put this into the search field and the filters.
    WriteQuery(Query),
    /// Write the query into the address.
    Address(String),
    /// Search: the number of the query, and itself.
    Find(u32, Query, usize),
    /// Mark what was found in these stories, the first of which is this one: the number of the query.
    Mark(u32, usize, Vec<String>),
    /// Go to a page of the app.
    Go(String),
}

impl Desk {
    /// A desk on which nothing lies yet.
    pub fn new(room: Room, base: &str, now: Stamp, settings: &str) -> Self {
        Self {
            room,
            base: base.to_owned(),
            now,
            saved: None,
            shelf: None,
            drafts: None,
            copies: Vec::new(),
            broken: false,
            failed: false,
            removed: false,
            settings: Settings::read(settings),
            settings_kept: true,
            import: None,
            search: Search::default(),
        }
    }

    fn story_href(&self, code: &str) -> String {
        Route::Story(crate::news::NewsCode::new(code)).path(&self.base)
    }
}

/// Takes `message` in: changes `desk` and says what has to be done.
pub fn update(desk: &mut Desk, message: Msg) -> Vec<Command> {
    match message {
        Msg::Opened(room) => {
            desk.room = room;
            desk.removed = false;
            desk.failed = false;
            desk.import = None;
            return match room {
                Room::Saved => vec![Command::Read(Store::Saved), Command::ReadShelf],
                Room::Drafts => vec![Command::Read(Store::Drafts)],
                Room::Settings => Vec::new(),
                Room::Search => vec![Command::Index],
            };
        }
        Msg::Changed => {
            return match desk.room {
                Room::Saved => vec![Command::Read(Store::Saved), Command::ReadShelf],
                Room::Drafts => vec![Command::Read(Store::Drafts)],
                Room::Settings | Room::Search => Vec::new(),
            };
        }
        Msg::News if desk.room == Room::Search => return vec![Command::Index],
        Msg::News => {}
        Msg::SavedRead(saved) => {
            desk.broken = saved.is_none();
            desk.saved = saved;
        }
        Msg::ShelfRead(shelf) => desk.shelf = shelf,
        Msg::Forget(code) => return vec![Command::Forget(code)],
        Msg::DraftsRead(drafts) => {
            desk.broken = drafts.is_none();
            desk.drafts = drafts;
        }
        Msg::CopiesRead(copies) => desk.copies = copies,
        Msg::Failed => desk.failed = true,
        Msg::Remove(store, code) => {
            desk.failed = false;
            return vec![Command::Remove(store, code)];
        }
        Msg::Clear(store) => {
            desk.failed = false;
            return vec![Command::Clear(store)];
        }
        Msg::Removed(done) => desk.removed = done,
        Msg::Undo => {
            desk.failed = false;
            return vec![Command::Restore];
        }
        Msg::SettingsRead(settings) => desk.settings = settings,
        Msg::Set(field, option) => {
            desk.settings.set(field, option);
            return vec![Command::Settings(desk.settings.write())];
        }
        Msg::SettingsKept(kept) => desk.settings_kept = kept,
        Msg::Export => {
            desk.failed = false;
            return vec![Command::Export];
        }
        Msg::ImportChosen => return vec![Command::Import],
        Msg::Imported(import) => desk.import = Some(import),
        search => return search::update(desk, search),
    }
    Vec::new()
}

impl Msg {
    /// Whether it only asks for something, so that the page may stand as it is until it comes.
    pub fn is_question(&self) -> bool {
        matches!(self, Self::Touched | Self::Entered | Self::Asked(_))
    }

    /// Whether the page is as long with it as it will be.
    pub fn is_whole(&self) -> bool {
        matches!(
            self,
            Self::SavedRead(_) | Self::ShelfRead(_) | Self::DraftsRead(_) | Self::Marked(..)
        )
    }
}

/// Tells the running desk what happened; natively nobody hears it.
fn emit(message: Msg) {
    #[cfg(target_arch = "wasm32")]
    app::send(message);
    #[cfg(not(target_arch = "wasm32"))]
    drop(message);
}

/// Draws the open page.
pub fn view(desk: &Desk) -> Nodes {
    match desk.room {
        Room::Saved => saved::view(desk),
        Room::Drafts => drafts::view(desk),
        Room::Settings => settings::view(desk),
        Room::Search => search::view(desk),
    }
    .keyed(desk.room.name())
}

/// A button that emits `message`.
fn button(words: &'static str, message: impl Fn() -> Msg + Send + 'static) -> Element {
    el("button")
        .class("act")
        .set("type", "button")
        .with(words)
        .on("click", move || emit(message()))
}

/// What stands where there is nothing: why, and what would change that.
fn empty(words: &'static str) -> Element {
    el("p").class("empty").with(words)
}

fn broken() -> Element {
    el("p")
        .class("empty")
        .set("role", "alert")
        .with(strings::NOTHING_KEPT)
}

/// What was removed can be brought back.
fn undo(desk: &Desk) -> Element {
    let place = el("div").class("undo").set("role", "status");
    let place = if desk.failed {
        place.with(el("span").class("trouble").with(strings::NOT_DONE))
    } else {
        place
    };
    if desk.removed {
        place
            .with(strings::REMOVED)
            .with(" ")
            .with(button(strings::UNDO, || Msg::Undo))
    } else {
        place
    }
}

/// How long ago something was: «۵ دقیقه پیش» today, else its date.
fn age(at: Stamp, now: Stamp) -> String {
    persian::relative(at, now).unwrap_or_else(|| persian::short_date(at))
}

/// The head of something that is kept: its story's headline as a link.
fn headline(desk: &Desk, code: &str, title: &str) -> Element {
    el("h2").class("headline").with(
        el("a")
            .set("href", desk.story_href(code))
            .with(crate::parts::text::text(&title_of(code, title))),
    )
}

/// The longest headline that is shown, in bytes: what is stored may be of another release, or damaged.
const LONGEST_TITLE: usize = 1200;

/// `title` as it is shown: of a stated length.
fn cut(title: &str) -> String {
    let (shown, rest) = title.split_at(title.floor_char_boundary(LONGEST_TITLE));
    let end = if rest.is_empty() { "" } else { "…" };
    format!("{shown}{end}")
}

/// What a story is called: its headline, or its code where that is not known.
fn title_of(code: &str, title: &str) -> String {
    if title.is_empty() {
        strings::untitled(&cut(code))
    } else {
        cut(title)
    }
}

#[cfg(test)]
mod tests;
