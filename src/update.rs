//! What happens: `(state, message) -> state and commands`. Pure; `app` runs the commands.

use crate::feed::Feed;
use crate::feed::address::replaced;
use crate::news::{Map, NewsCode, Stamp};
use crate::route::Route;
use crate::store::{Failure, ListKey, Loaded, Store, Stories};

/// How many stories join a list each time its end comes near: as many as a slow phone draws within
/// a frame or two.
pub const LIST_STEP: usize = 6;

/// How many stories a list shows at first.
pub const LIST_START: usize = 2 * LIST_STEP;

/// How many stories a page of a list holds. On the next page the list begins anew, so that a reader
/// may go through ten thousand of them and the browser still holds few.
pub const LIST_PAGE: usize = 40 * LIST_STEP;

/// How many stories a visit fetches before they are opened: a reader opens a few of them, and some
/// kB each is what the newsroom's server and the reader's data pay for the others.
pub const MOST_AHEAD: usize = 40;

/// All that the app knows while it runs.
#[derive(Clone, Debug)]
pub struct State {
    /// The page that is open.
    pub route: Route,
    /// A number that is another whenever the open page may show something else.
    pub version: u64,
    /// Whether the edition's feed has been read.
    pub feed: Loaded<()>,
    /// What has been read.
    pub store: Store,
    /// The stories of the open list; none where the page is no list.
    pub list: Stories,
    /// How many stories of the open list the reader has come to; those of the last page are on the
    /// screen.
    pub shown: usize,
    /// Further pages of the feed.
    pub paging: Paging,
    /// Further parts of lists that have files of their own, by the address of the newest part.
    pub lists: Vec<(String, Paging)>,
    /// Where the list that is open stands among its parts, where it is published in parts.
    #[cfg(not(target_arch = "wasm32"))]
    pub pager: Option<Pager>,
    /// Stories asked of the archive: `Loading` or `Failed`.
    pub asked: Vec<(NewsCode, Loaded<()>)>,
    /// Stories that were fetched and are not open. They join the store when they are opened: their
    /// bodies change nothing in a list, which need not be drawn anew for them.
    pub ahead: Vec<(NewsCode, Box<Feed>)>,
    /// Every story that was ever fetched ahead, so that none is asked for twice.
    sought: Map,
    /// A newer feed that waits for the reader's word.
    pub fresh: Option<Box<Feed>>,
    /// How many stories `fresh` would bring.
    pub fresh_count: usize,
    /// Whether `fresh` is the edition's feed itself, which a page that was kept on the device is behind.
    behind: bool,
    /// When what is shown was last known to be what the newsroom has; `None` before the feed was read.
    pub updated: Option<Stamp>,
    /// The same of what the network last brought.
    reached: Option<Stamp>,
    /// Why the network brought nothing when it was last asked for the feed.
    pub trouble: Option<Failure>,
    /// Where the edition's feed lies that a published page waits for.
    awaited: Option<String>,
    /// The picture that is open in the gallery of the open story.
    pub picture: Option<usize>,
}

/// Where a part of a list stands among the others: addresses of pages that the app does not draw.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug)]
pub struct Pager {
    /// Its own address.
    pub own: String,
    /// Its number, counted from the oldest; the newest part has none.
    pub number: Option<usize>,
    /// The next newer part.
    pub newer: Option<String>,
    /// The next older part.
    pub older: Option<String>,
}

/// The way through the further pages of the feed, or of a list (`next_url`).
#[derive(Clone, Debug, Default)]
pub struct Paging {
    /// The page that comes next, or that is being fetched.
    pub next: Option<String>,
    /// Whether it is being fetched, or failed.
    pub state: PagingState,
    /// Every address that was ever fetched: a feed that leads back to one of them ends there.
    seen: Map,
}

/// Whether a further page of the feed is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PagingState {
    /// Nothing is under way.
    #[default]
    Idle,
    /// It is being fetched.
    Loading,
    /// It could not be had; the reader may try again.
    Failed(Failure),
}

/// What can happen.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The reader went to a page, by a link or through the history.
    Went {
        /// The page.
        route: Route,
        /// How many stories of its list were shown when the reader left it, if it is a return.
        shown: Option<usize>,
    },
    /// A published page brought what it shows of the edition along.
    Published(Box<Feed>),
    /// The program has taken over a published page; the edition's feed, which has the rest, lies at
    /// this address.
    TakenOver(String),
    /// The edition's feed was read for the first time.
    FeedRead(Box<Feed>),
    /// The edition's feed could not be read.
    FeedFailed(Failure),
    /// The feed was looked at again and had changed.
    FeedChanged(Box<Feed>),
    /// How it went when the feed was asked for.
    Reached {
        /// The moment of what it brought; `None` where it brought nothing.
        at: Option<Stamp>,
        /// Why it brought nothing, or nothing new.
        trouble: Option<Failure>,
    },
    /// The network is there again.
    Online,
    /// The reader wants to see the newer stories.
    ShowFresh,
    /// The end of the list is near, or the reader asked for more.
    NearEnd,
    /// The reader wants the page of the list before this one.
    PageBefore,
    /// The further page at this address was read.
    PageRead(String, Box<Feed>),
    /// The further page at this address could not be read.
    PageFailed(String, Failure),
    /// The reader may open one of these stories next.
    Intended {
        /// The stories, the likeliest first.
        codes: Vec<NewsCode>,
        /// Whether the reader's data or connection is to be spared.
        sparing: bool,
    },
    /// A story came from the archive.
    StoryRead(NewsCode, Box<Feed>),
    /// A story could not be had from the archive.
    StoryFailed(NewsCode, Failure),
    /// The reader wants to try again.
    Retry,
    /// A picture of the gallery is to be shown large.
    OpenPicture(usize),
    /// The next (`true`) or the previous (`false`) picture.
    TurnPicture(bool),
    /// The gallery was closed.
    ClosePicture,
}

/// What `app` has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Fetch and read the edition's feed.
    FetchFeed,
    /// Fetch and read a further page of the feed or of a list.
    FetchPage(String),
    /// Fetch and read one story of the archive, which lies at the address; where there is no archive,
    /// or it does not answer, the reader may have saved the story.
    FetchStory(NewsCode, Option<String>),
    /// The same behind all that is urgent, for a story that may be opened next.
    FetchAhead(NewsCode, String),
    /// Take stories that the newsroom has withdrawn away from what the reader keeps.
    Withdraw(Vec<NewsCode>),
    /// Show the open picture over the whole screen, or the page again.
    ShowGallery(bool),
    /// Bring the reader, and the focus, to the top of the page.
    ToTop,
}

impl State {
    /// The state of an app that opens at `route` and has read nothing.
    pub fn new(route: Route) -> Self {
        Self {
            route,
            version: 0,
            feed: Loaded::Loading,
            store: Store::default(),
            list: Stories::default(),
            shown: LIST_START,
            paging: Paging::default(),
            lists: Vec::new(),
            #[cfg(not(target_arch = "wasm32"))]
            pager: None,
            asked: Vec::new(),
            ahead: Vec::new(),
            sought: Map::default(),
            fresh: None,
            fresh_count: 0,
            behind: false,
            updated: None,
            reached: None,
            trouble: None,
            awaited: None,
            picture: None,
        }
    }

    /// The open story as pages show it: from the store, or as far as the archive has answered.
    pub fn story(&self, code: &NewsCode) -> Loaded<crate::store::Story> {
        match self.store.story(code) {
            found @ (Loaded::Ready(_) | Loaded::Gone) => found,
            known => match self.asked(code) {
                Some(Loaded::Failed(failure)) => Loaded::Failed(*failure),
                Some(_) => Loaded::Loading,
                None => known,
            },
        }
    }

    /// How it stands with a story that was asked of the archive.
    fn asked(&self, code: &NewsCode) -> Option<&Loaded<()>> {
        let asked = self.asked.iter().find(|(other, _)| other == code);
        asked.map(|(_, answer)| answer)
    }

    fn set_asked(&mut self, code: NewsCode, answer: Option<Loaded<()>>) {
        self.asked.retain(|(other, _)| *other != code);
        self.asked.extend(answer.map(|answer| (code, answer)));
    }

    /// How many stories of the open list, which has `count` of them, stand on pages before the one
    /// on the screen.
    pub fn passed(&self, count: usize) -> usize {
        (self.shown.min(count).max(1) - 1) / LIST_PAGE * LIST_PAGE
    }

    /// Where the newest part of the open list lies, if it has files of its own.
    fn own_list(&self) -> Option<String> {
        ListKey::of(&self.route)?;
        let archive = self.store.edition().list_archive.as_ref()?;
        let path = self.route.path("");
        let name = path.strip_suffix('/').unwrap_or(&path);
        Some(replaced(archive, "{list}", name))
    }

    /// The way on from the open page.
    pub fn paging(&self) -> &Paging {
        let own = self.own_list();
        let mut lists = self.lists.iter();
        lists
            .find(|(address, _)| Some(address) == own.as_ref())
            .map_or(&self.paging, |(_, paging)| paging)
    }

    fn paging_mut(&mut self) -> &mut Paging {
        let own = self.own_list();
        let mut lists = self.lists.iter_mut();
        lists
            .find(|(address, _)| Some(address) == own.as_ref())
            .map_or(&mut self.paging, |(_, paging)| paging)
    }

    /// The way on which the page at `address` is being fetched.
    fn paging_at(&mut self, address: &str) -> Option<&mut Paging> {
        let lists = self.lists.iter_mut().map(|(_, paging)| paging);
        lists.chain([&mut self.paging]).find(|paging| {
            paging.state == PagingState::Loading && paging.next.as_deref() == Some(address)
        })
    }

    /// Lists what the open page lists.
    fn list_anew(&mut self) {
        let key = ListKey::of(&self.route);
        self.list = key.map(|key| self.store.list(&key)).unwrap_or_default();
    }

    /// How many stories of the edition's feed the open page would show above what it shows. None, unless
    /// the page was published, or kept on the device, before they were: then they wait for the reader's
    /// word, since nothing that is read may move.
    fn ahead_of_page(&self, feed: &Feed) -> usize {
        let key = match &self.route {
            Route::Front => ListKey::Newest,
            route => match ListKey::of(route) {
                Some(key) => key,
                None => return 0,
            },
        };
        let newest = |stories: &Stories| {
            stories
                .iter()
                .filter_map(|story| story.summary.published)
                .max()
        };
        let shown = newest(&self.store.list(&key));
        let stories = self.store.of_list(&key, &feed.stories);
        stories
            .filter(|story| story.summary.published > shown)
            .count()
    }

    /// Whether the page of this story is open.
    pub fn is_open(&self, code: &NewsCode) -> bool {
        matches!(&self.route, Route::Story(open) if open == code)
    }

    /// The number of pictures in the open story's gallery.
    fn pictures(&self) -> usize {
        match &self.route {
            Route::Story(code) => match self.store.story(code) {
                Loaded::Ready(story) => story.gallery.len(),
                _ => 0,
            },
            _ => 0,
        }
    }
}

/// Takes `message` in: changes `state` and says what has to be done.
pub fn update(state: &mut State, message: Msg) -> Vec<Command> {
    // What these change is not the page itself, which need not be worked out anew for them.
    let aside = matches!(
        message,
        Msg::NearEnd
            | Msg::PageBefore
            | Msg::PageFailed(..)
            | Msg::OpenPicture(_)
            | Msg::TurnPicture(_)
            | Msg::ClosePicture
            | Msg::TakenOver(_)
            | Msg::Reached { .. }
            | Msg::Online
            | Msg::Intended { .. }
    ) || matches!(&message, Msg::StoryRead(code, _) | Msg::StoryFailed(code, _) if !state.is_open(code));
    let withdrawn = match &message {
        Msg::Published(feed)
        | Msg::FeedRead(feed)
        | Msg::FeedChanged(feed)
        | Msg::PageRead(_, feed)
        | Msg::StoryRead(_, feed) => feed.withdrawn.clone(),
        _ => Vec::new(),
    };
    let mut commands = take_in(state, message);
    if !withdrawn.is_empty() {
        commands.push(Command::Withdraw(withdrawn));
    }
    if !aside {
        state.version += 1;
        state.list_anew();
    }
    commands
}

fn take_in(state: &mut State, message: Msg) -> Vec<Command> {
    match message {
        Msg::Went { route, shown } => {
            state.route = route;
            state.shown = shown.unwrap_or(LIST_START).max(LIST_START);
            let mut commands = close_gallery(state);
            // Another page may show what the one that was kept was behind.
            if std::mem::take(&mut state.behind) {
                take_fresh(state);
            }
            commands.extend(open(state));
            return commands;
        }
        Msg::Published(feed) => {
            state.feed = Loaded::Ready(());
            let next = feed.next_url.clone();
            state.store.absorb_feed(*feed);
            if let Some(address) = state.own_list() {
                let paging = Paging {
                    next,
                    ..Paging::default()
                };
                state.lists.push((address, paging));
            }
        }
        Msg::TakenOver(address) => {
            let mut commands = open(state);
            state.awaited = Some(address.clone());
            state.paging.next = Some(address);
            commands.extend(fetch_next(&mut state.paging));
            return commands;
        }
        Msg::FeedRead(feed) => {
            state.feed = Loaded::Ready(());
            follow(&mut state.paging, feed.next_url.clone());
            state.store.absorb_feed(*feed);
            return open(state);
        }
        Msg::FeedFailed(failure) => {
            // A feed that fails later takes nothing away from what is on the screen.
            if !matches!(state.feed, Loaded::Ready(())) {
                state.feed = Loaded::Failed(failure);
            }
        }
        Msg::FeedChanged(feed) => {
            let is_shown = !state.store.stories().is_empty();
            state.store.withdraw(&feed.withdrawn);
            // An empty feed takes the place of nothing that is shown.
            if feed.stories.is_empty() && is_shown {
                return Vec::new();
            }
            state.fresh_count = state.store.news_in(&feed).count();
            state.fresh = Some(feed);
        }
        Msg::Reached { at, trouble } => {
            state.trouble = trouble;
            state.reached = at.or(state.reached);
            if state.fresh.is_none() {
                state.updated = state.reached;
            }
        }
        // What has failed for want of it is tried again.
        Msg::Online => {
            let failed = matches!(state.feed, Loaded::Failed(_));
            let asked = match &state.route {
                Route::Story(code) => matches!(state.asked(code), Some(Loaded::Failed(_))),
                _ => false,
            };
            if failed || asked {
                return update(state, Msg::Retry);
            }
        }
        Msg::ShowFresh => {
            if take_fresh(state) {
                return vec![Command::ToTop];
            }
        }
        Msg::NearEnd => {
            let count = state.list.len();
            if state.shown >= count {
                return fetch_next(state.paging_mut());
            }
            let before = state.passed(count);
            state.shown = state.shown.saturating_add(LIST_STEP);
            if state.passed(count) > before {
                return vec![Command::ToTop];
            }
        }
        Msg::PageBefore => {
            state.shown = state.passed(state.list.len()).max(LIST_START);
            return vec![Command::ToTop];
        }
        Msg::PageRead(address, feed) => {
            let at_end = state.shown >= state.list.len();
            let open = state.paging().next.as_deref() == Some(&address);
            if let Some(paging) = state.paging_at(&address) {
                paging.state = PagingState::Idle;
                follow(paging, feed.next_url.clone());
            }
            let mut commands = Vec::new();
            if state.awaited.as_ref() == Some(&address) {
                state.awaited = None;
                let count = state.ahead_of_page(&feed);
                if count > 0 {
                    state.store.withdraw(&feed.withdrawn);
                    state.fresh_count = count;
                    state.fresh = Some(feed);
                    state.behind = true;
                    return commands;
                }
                commands.extend(changed_story(state, &feed));
            }
            state.store.absorb_page(*feed);
            state.list_anew();
            // It was asked for at the list's end, where the reader still is.
            if at_end && open && state.shown < state.list.len() {
                state.shown = state.shown.saturating_add(LIST_STEP);
            }
            return commands;
        }
        Msg::PageFailed(address, failure) => {
            if let Some(paging) = state.paging_at(&address) {
                paging.state = PagingState::Failed(failure);
            }
        }
        Msg::Intended { codes, sparing } => {
            let codes = codes.into_iter().filter(|_| !sparing);
            return codes.filter_map(|code| fetch_ahead(state, code)).collect();
        }
        Msg::StoryRead(code, feed) if !state.is_open(&code) => {
            state.set_asked(code.clone(), None);
            state.ahead.push((code, feed));
        }
        Msg::StoryRead(code, feed) => {
            state.store.absorb_page(*feed);
            match state.store.story(&code) {
                Loaded::Ready(_) | Loaded::Gone => {
                    state.set_asked(code, None);
                    return open(state);
                }
                // The archive answered with another story, or with one without a body.
                _ => state.set_asked(code, Some(Loaded::Failed(Failure::NotAFeed))),
            }
        }
        Msg::StoryFailed(code, failure) => {
            // Nobody waits for one that is not open: it is asked for anew when it is opened.
            let failed = state.is_open(&code).then_some(Loaded::Failed(failure));
            state.set_asked(code, failed);
        }
        Msg::Retry => {
            if !matches!(state.feed, Loaded::Ready(())) {
                state.feed = Loaded::Loading;
                return vec![Command::FetchFeed];
            }
            if let Route::Story(code) = state.route.clone() {
                state.set_asked(code, None);
                return open(state);
            }
            let paging = state.paging_mut();
            paging.state = PagingState::Idle;
            return fetch_next(paging);
        }
        Msg::OpenPicture(at) => {
            state.picture = (at < state.pictures()).then_some(at);
            return vec![Command::ShowGallery(state.picture.is_some())];
        }
        Msg::TurnPicture(forward) => {
            let last = state.pictures().saturating_sub(1);
            state.picture = state.picture.map(|at| match (forward, at) {
                (true, at) if at >= last => 0,
                (true, at) => at + 1,
                (false, 0) => last,
                (false, at) => at - 1,
            });
        }
        Msg::ClosePicture => return close_gallery(state),
    }
    Vec::new()
}

fn close_gallery(state: &mut State) -> Vec<Command> {
    let open = state.picture.take();
    open.map(|_| Command::ShowGallery(false))
        .into_iter()
        .collect()
}

/// What the open page still needs.
fn open(state: &mut State) -> Vec<Command> {
    if !matches!(state.feed, Loaded::Ready(())) {
        return Vec::new();
    }
    let Route::Story(code) = state.route.clone() else {
        return open_list(state);
    };
    if let Some(at) = state.ahead.iter().position(|(other, _)| *other == code) {
        let (_, feed) = state.ahead.swap_remove(at);
        state.store.absorb_page(*feed);
    }
    match state.story(&code) {
        Loaded::Ready(_) | Loaded::Gone => Vec::new(),
        Loaded::Loading | Loaded::Failed(_) if state.asked(&code).is_some() => Vec::new(),
        Loaded::Loading | Loaded::Failed(_) => {
            state.set_asked(code.clone(), Some(Loaded::Loading));
            vec![Command::FetchStory(code.clone(), archived(state, &code))]
        }
    }
}

/// A story that is open from a page that was kept may have been corrected since: then its file is asked
/// for, and takes its place.
fn changed_story(state: &State, feed: &Feed) -> Option<Command> {
    let Route::Story(code) = &state.route else {
        return None;
    };
    let mut stories = feed.stories.iter();
    let newer = stories.find(|story| story.summary.code == *code)?;
    let known = state.store.headline(code)?;
    (newer.modified > known.modified)
        .then(|| Command::FetchStory(code.clone(), archived(state, code)))
}

/// Where the archive has the story, if there is one.
fn archived(state: &State, code: &NewsCode) -> Option<String> {
    let archive = state.store.edition().story_archive.as_ref()?;
    Some(replaced(archive, "{code}", code.as_str()))
}

/// Fetches a story that is not on the device and was not fetched before, as far as the bound allows.
/// While the feed is on its way nothing is: it may bring the story.
fn fetch_ahead(state: &mut State, code: NewsCode) -> Option<Command> {
    let here = matches!(state.story(&code), Loaded::Ready(_) | Loaded::Gone);
    let waits = state.ahead.iter().any(|(other, _)| *other == code);
    let known = state.sought.contains(code.as_str())
        || state.sought.len() >= MOST_AHEAD
        || state.asked(&code).is_some();
    let comes = state.feed == Loaded::Loading || state.paging.state == PagingState::Loading;
    if here || waits || known || comes {
        return None;
    }
    let address = archived(state, &code)?;
    state.set_asked(code.clone(), Some(Loaded::Loading));
    state.sought.insert(code.as_str(), 0);
    Some(Command::FetchAhead(code, address))
}

/// Asks for the newest part of a list that has files of its own, once.
fn open_list(state: &mut State) -> Vec<Command> {
    let Some(address) = state.own_list() else {
        return Vec::new();
    };
    if state.lists.iter().any(|(known, _)| *known == address) {
        return Vec::new();
    }
    let mut paging = Paging {
        next: Some(address.clone()),
        ..Paging::default()
    };
    let commands = fetch_next(&mut paging);
    state.lists.push((address, paging));
    commands
}

/// Shows the newer stories that waited; says whether there were any.
fn take_fresh(state: &mut State) -> bool {
    let Some(feed) = state.fresh.take() else {
        return false;
    };
    state.fresh_count = 0;
    state.behind = false;
    state.updated = state.reached;
    state.store.absorb_feed(*feed);
    true
}

/// Remembers the page that comes next, unless the feed leads back to one that was read.
fn follow(paging: &mut Paging, next: Option<String>) {
    paging.next = next.filter(|address| !paging.seen.contains(address));
}

fn fetch_next(paging: &mut Paging) -> Vec<Command> {
    if paging.state != PagingState::Idle {
        return Vec::new();
    }
    match paging.next.clone() {
        Some(address) => {
            paging.state = PagingState::Loading;
            paging.seen.insert(&address, 0);
            vec![Command::FetchPage(address)]
        }
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::read_whole;
    use crate::news::Stamp;
    use crate::route::TagSlug;

    fn feed(fields: &str, items: &str) -> Box<Feed> {
        let json = format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک"{fields},"items":[{items}]}}"#
        );
        Box::new(read_whole(json.into_bytes(), "/feed.json", Stamp(1_790_000_000)).unwrap())
    }

    fn state(route: Route) -> State {
        let mut state = State::new(route);
        let items = r#"{"id":"1","title":"یک","content_text":"متن","_peyk":{"gallery":["/a.jpg","/b.jpg","/c.jpg"]}}"#;
        update(
            &mut state,
            Msg::FeedRead(feed(r#","next_url":"/2.json""#, items)),
        );
        state
    }

    #[test]
    fn further_pages_of_the_feed_are_asked_once_each_and_a_loop_ends() {
        let mut state = state(Route::Front);
        assert_eq!(
            update(&mut state, Msg::NearEnd),
            [Command::FetchPage("/2.json".to_owned())]
        );
        assert_eq!(update(&mut state, Msg::NearEnd), [], "one at a time");
        let again = feed(r#","next_url":"/2.json""#, "");
        update(&mut state, Msg::PageRead("/2.json".to_owned(), again));
        assert_eq!(update(&mut state, Msg::NearEnd), [], "it leads back");
    }

    #[test]
    fn a_page_that_was_kept_does_not_move_when_newer_stories_come_and_offers_them() {
        let item = |id: u32| {
            format!(
                r#"{{"id":"{id}","title":"ت","content_text":"م","date_published":"2026-01-{id:02}T00:00:00Z"}}"#
            )
        };
        let items = |from: u32, to: u32| (from..to).map(item).collect::<Vec<_>>().join(",");
        let taken_over = |newest: u32| {
            let mut state = State::new(Route::Front);
            update(&mut state, Msg::Published(feed("", &items(5, 9))));
            update(&mut state, Msg::TakenOver("/feed.json".to_owned()));
            let version = state.store.version();
            let whole = feed("", &items(1, newest));
            update(&mut state, Msg::PageRead("/feed.json".to_owned(), whole));
            (state, version)
        };
        let (state, _) = taken_over(9);
        assert_eq!((state.fresh_count, state.store.stories().len()), (0, 8));

        let (mut state, version) = taken_over(11);
        assert_eq!(state.fresh_count, 2);
        assert_eq!(state.store.version(), version, "nothing moves");
        update(&mut state, Msg::ShowFresh);
        assert_eq!((state.fresh_count, state.store.stories().len()), (0, 10));

        let (mut state, _) = taken_over(11);
        update(&mut state, opens("7"));
        assert_eq!(state.store.stories().len(), 10, "another page has them");
    }

    #[test]
    fn a_story_that_was_corrected_after_its_page_was_kept_is_asked_for_again() {
        let item = |modified: &str| {
            format!(
                r#"{{"id":"1","title":"ت","content_text":"م","date_published":"2026-01-01T00:00:00Z","date_modified":"{modified}"}}"#
            )
        };
        let archive = r#","_peyk":{"archive":{"story":"/data/n/{code}.json"}}"#;
        let asked = |modified: &str| {
            let mut state = State::new(Route::Story(NewsCode::new("1")));
            let kept = feed(archive, &item("2026-01-01T08:00:00Z"));
            update(&mut state, Msg::Published(kept));
            update(&mut state, Msg::TakenOver("/feed.json".to_owned()));
            let whole = feed(archive, &item(modified));
            update(&mut state, Msg::PageRead("/feed.json".to_owned(), whole))
        };
        assert_eq!(asked("2026-01-01T08:00:00Z"), []);
        let file = Some("/data/n/1.json".to_owned());
        let again = Command::FetchStory(NewsCode::new("1"), file);
        assert_eq!(asked("2026-01-01T09:00:00Z"), [again]);
    }

    #[test]
    fn the_age_of_what_is_shown_is_that_of_the_last_answer_it_shows() {
        let reached = |at: i64| Msg::Reached {
            at: Some(Stamp(at)),
            trouble: None,
        };
        let mut state = state(Route::Front);
        update(&mut state, reached(100));
        assert_eq!((state.updated, state.trouble), (Some(Stamp(100)), None));
        let failed = Msg::Reached {
            at: None,
            trouble: Some(Failure::Network),
        };
        update(&mut state, failed);
        assert_eq!(state.updated, Some(Stamp(100)));
        assert_eq!(state.trouble, Some(Failure::Network));
        let newer = feed("", r#"{"id":"new","title":"ت","content_text":"م"}"#);
        update(&mut state, Msg::FeedChanged(newer));
        update(&mut state, reached(200));
        assert_eq!(state.updated, Some(Stamp(100)), "they wait to be shown");
        update(&mut state, Msg::ShowFresh);
        assert_eq!((state.updated, state.trouble), (Some(Stamp(200)), None));
    }

    #[test]
    fn what_failed_is_tried_again_when_the_network_is_back() {
        let mut failed = State::new(Route::Front);
        assert_eq!(update(&mut failed, Msg::Online), [], "it is on its way");
        update(&mut failed, Msg::FeedFailed(Failure::Network));
        assert_eq!(update(&mut failed, Msg::Online), [Command::FetchFeed]);
        let mut ready = state(Route::Front);
        assert_eq!(update(&mut ready, Msg::Online), []);
    }

    #[test]
    fn a_page_of_the_feed_that_failed_is_asked_again_only_when_the_reader_says_so() {
        let mut state = state(Route::Front);
        update(&mut state, Msg::NearEnd);
        update(
            &mut state,
            Msg::PageFailed("/2.json".to_owned(), Failure::Network),
        );
        assert_eq!(update(&mut state, Msg::NearEnd), []);
        assert_eq!(state.paging.state, PagingState::Failed(Failure::Network));
    }

    #[test]
    fn a_list_with_files_of_its_own_goes_on_through_them_and_not_through_the_feed() {
        let archive = r#","_peyk":{"sections":[{"id":"a","title":"الف"},{"id":"b","title":"ب"}],"archive":{"list":"/d/{list}.json"}}"#;
        let item = |id: u32| {
            format!(
                r#"{{"id":"{id}","title":"ت","content_text":"م","date_published":"2026-01-{id:02}T00:00:00Z","_peyk":{{"section":"a"}}}}"#
            )
        };
        let items = |from: u32, to: u32| (from..to).map(item).collect::<Vec<_>>().join(",");
        let section = |id: &str| Route::Section(crate::news::SectionId::new(id));
        let asks = |address: &str| vec![Command::FetchPage(address.to_owned())];

        // A published page of the list says where it goes on; the feed is read for the rest.
        let mut state = State::new(section("a"));
        let published = feed(
            &format!(r#"{archive},"next_url":"/d/s/a.json""#),
            &items(17, 29),
        );
        assert_eq!(update(&mut state, Msg::Published(published)), []);
        let taken_over = Msg::TakenOver("/feed.json".to_owned());
        assert_eq!(update(&mut state, taken_over), asks("/feed.json"));
        let whole = feed(archive, &items(15, 29));
        update(&mut state, Msg::PageRead("/feed.json".to_owned(), whole));
        assert_eq!((state.list.len(), state.shown), (14, LIST_START));
        update(&mut state, Msg::NearEnd);
        assert_eq!(update(&mut state, Msg::NearEnd), asks("/d/s/a.json"));
        let part = feed(
            &format!(r#"{archive},"next_url":"/d/s/a/1.json""#),
            &items(11, 29),
        );
        update(&mut state, Msg::PageRead("/d/s/a.json".to_owned(), part));
        assert_eq!((state.list.len(), state.shown), (18, 18));
        assert_eq!(state.paging().next.as_deref(), Some("/d/s/a/1.json"));

        // A list that is opened later asks for its newest part, once.
        let went = |route| Msg::Went { route, shown: None };
        assert_eq!(update(&mut state, went(section("b"))), asks("/d/s/b.json"));
        assert_eq!(update(&mut state, went(section("a"))), []);
        assert_eq!(update(&mut state, went(section("b"))), []);
        let failed = Msg::PageFailed("/d/s/b.json".to_owned(), Failure::Network);
        update(&mut state, failed);
        assert_eq!(state.paging().state, PagingState::Failed(Failure::Network));
        assert_eq!(update(&mut state, Msg::Retry), asks("/d/s/b.json"));
    }

    #[test]
    fn a_long_list_turns_over_instead_of_growing_for_ever() {
        let count = 2 * LIST_PAGE + 1;
        let items: Vec<String> = (0..count)
            .map(|at| format!(r#"{{"id":"{at}","title":"ت","content_text":"م","tags":["آب"]}}"#))
            .collect();
        let mut state = State::new(Route::Tag(TagSlug::new("آب")));
        update(&mut state, Msg::FeedRead(feed("", &items.join(","))));
        let mut turned = 0;
        for _ in 0..100 {
            turned += update(&mut state, Msg::NearEnd).len();
            assert!(state.shown - state.passed(count) <= LIST_PAGE);
        }
        assert_eq!((turned, state.passed(count)), (2, 2 * LIST_PAGE));
        assert!(state.shown < count + LIST_STEP, "it ends with the list");
        assert_eq!(update(&mut state, Msg::PageBefore), [Command::ToTop]);
        assert_eq!(
            (state.passed(count), state.shown),
            (LIST_PAGE, 2 * LIST_PAGE)
        );
        update(&mut state, Msg::PageBefore);
        assert_eq!((state.passed(count), state.shown), (0, LIST_PAGE));
        assert_eq!(
            state.passed(5),
            0,
            "a list that lost its stories is never empty"
        );
    }

    #[test]
    fn the_gallery_turns_round_its_ends_and_closes_with_its_page() {
        let mut state = state(Route::Story(NewsCode::new("1")));
        assert_eq!(
            update(&mut state, Msg::OpenPicture(2)),
            [Command::ShowGallery(true)]
        );
        update(&mut state, Msg::TurnPicture(true));
        assert_eq!(state.picture, Some(0));
        update(&mut state, Msg::TurnPicture(false));
        assert_eq!(state.picture, Some(2));
        let route = Route::Front;
        let went = update(&mut state, Msg::Went { route, shown: None });
        assert_eq!(
            (went, state.picture),
            (vec![Command::ShowGallery(false)], None)
        );
        update(&mut state, Msg::OpenPicture(9));
        assert_eq!(state.picture, None);
    }

    /// An edition whose story 1 is a headline, the body of which lies in the archive.
    fn with_archive() -> State {
        let mut state = State::new(Route::Front);
        let archive = r#","_peyk":{"archive":{"story":"/data/n/{code}.json"}}"#;
        let items = r#"{"id":"1","title":"یک"},{"id":"2","title":"دو","content_text":"متن"}"#;
        update(&mut state, Msg::FeedRead(feed(archive, items)));
        state
    }

    fn body(code: &str) -> Box<Feed> {
        feed(
            "",
            &format!(r#"{{"id":"{code}","title":"یک","content_text":"متن"}}"#),
        )
    }

    fn intended(codes: &[&str]) -> Msg {
        let codes = codes.iter().map(|code| NewsCode::new(code)).collect();
        Msg::Intended {
            codes,
            sparing: false,
        }
    }

    fn opens(code: &str) -> Msg {
        let route = Route::Story(NewsCode::new(code));
        Msg::Went { route, shown: None }
    }

    #[test]
    fn a_story_that_may_be_opened_next_is_fetched_once_and_only_if_it_is_not_here() {
        let mut state = with_archive();
        let code = NewsCode::new("1");
        let ahead = Command::FetchAhead(code.clone(), "/data/n/1.json".to_owned());
        assert_eq!(update(&mut state, intended(&["2", "1", "1"])), [ahead]);
        assert_eq!(update(&mut state, intended(&["1"])), []);
        update(&mut state, Msg::StoryRead(code, body("1")));
        assert_eq!(update(&mut state, intended(&["1"])), [], "it is here");
        assert_eq!(update(&mut state, opens("1")), []);
    }

    #[test]
    fn a_story_that_is_opened_while_it_is_on_its_way_is_not_asked_for_again() {
        let mut state = with_archive();
        let code = NewsCode::new("1");
        update(&mut state, intended(&["1"]));
        assert_eq!(update(&mut state, opens("1")), []);
        assert_eq!(state.story(&code), Loaded::Loading);
        let read = Msg::StoryRead(code, body("1"));
        assert_eq!(update(&mut state, read), []);
    }

    #[test]
    fn what_is_fetched_ahead_draws_no_page_anew_before_it_is_opened() {
        let mut state = with_archive();
        let code = NewsCode::new("1");
        let before = (state.version, state.store.version());
        update(&mut state, intended(&["1"]));
        update(&mut state, Msg::StoryRead(code, body("1")));
        assert_eq!(state.ahead.len(), 1);
        assert_eq!((state.version, state.store.version()), before);
    }

    #[test]
    fn a_story_that_nothing_is_known_of_may_be_one_that_the_reader_has_saved() {
        let mut state = state(Route::Front);
        let code = NewsCode::new("9");
        let ask = Command::FetchStory(code.clone(), None);
        assert_eq!(update(&mut state, opens("9")), [ask]);
        assert_eq!(state.story(&code), Loaded::Loading);
        update(&mut state, Msg::StoryRead(code.clone(), body("9")));
        assert!(matches!(state.story(&code), Loaded::Ready(_)));
    }

    #[test]
    fn nothing_is_fetched_ahead_that_the_feed_may_bring() {
        let mut state = with_archive();
        update(&mut state, Msg::TakenOver("/feed.json".to_owned()));
        assert_eq!(update(&mut state, intended(&["1"])), []);
        let address = "/feed.json".to_owned();
        update(&mut state, Msg::PageFailed(address, Failure::Network));
        assert_eq!(update(&mut state, intended(&["1"])).len(), 1);
    }

    #[test]
    fn a_fetch_ahead_that_failed_is_tried_again_only_by_opening_the_story() {
        let mut state = with_archive();
        let code = NewsCode::new("1");
        update(&mut state, intended(&["1"]));
        update(&mut state, Msg::StoryFailed(code.clone(), Failure::Network));
        assert_eq!(update(&mut state, intended(&["1"])), []);
        let fetch = Command::FetchStory(code, Some("/data/n/1.json".to_owned()));
        assert_eq!(update(&mut state, opens("1")), [fetch]);
    }

    #[test]
    fn nothing_is_fetched_ahead_where_data_is_spared_or_past_the_bound() {
        let mut state = with_archive();
        let sparing = Msg::Intended {
            codes: vec![NewsCode::new("1")],
            sparing: true,
        };
        assert_eq!(update(&mut state, sparing), []);
        let many: Vec<String> = (100..200).map(|code| code.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(update(&mut state, intended(&many)).len(), MOST_AHEAD);
        assert_eq!(update(&mut state, intended(&["1"])), []);
    }

    #[test]
    fn a_newer_feed_waits_for_the_readers_word_and_what_is_withdrawn_goes_at_once() {
        let mut state = state(Route::Front);
        let items =
            r#"{"id":"2","title":"دو","content_text":"متن"},{"id":"1","_peyk":{"withdrawn":true}}"#;
        let commands = update(&mut state, Msg::FeedChanged(feed("", items)));
        let kept = Command::Withdraw(vec![NewsCode::new("1")]);
        assert_eq!(commands, [kept], "what the reader keeps of it goes, too");
        let known = |state: &State, code| state.store.headline(&NewsCode::new(code)).is_some();
        assert_eq!(
            (state.fresh_count, known(&state, "1"), known(&state, "2")),
            (1, false, false)
        );
        assert_eq!(update(&mut state, Msg::ShowFresh), [Command::ToTop]);
        assert!(known(&state, "2") && state.fresh_count == 0);
    }

    #[test]
    fn an_empty_feed_takes_the_place_of_nothing_but_what_it_withdraws() {
        let mut state = state(Route::Front);
        let shown = |state: &State| (state.fresh.is_some(), state.store.stories().len());
        assert_eq!(update(&mut state, Msg::FeedChanged(feed("", ""))), []);
        assert_eq!(shown(&state), (false, 1));
        assert_eq!(update(&mut state, Msg::ShowFresh), []);
        assert_eq!(shown(&state), (false, 1));
        let gone = r#"{"id":"1","_peyk":{"withdrawn":true}}"#;
        update(&mut state, Msg::FeedChanged(feed("", gone)));
        assert_eq!(shown(&state), (false, 0));
    }

    #[test]
    fn a_feed_that_fails_later_takes_nothing_away() {
        let mut state = state(Route::Front);
        update(&mut state, Msg::FeedFailed(Failure::Network));
        assert_eq!(state.feed, Loaded::Ready(()));
    }

    #[test]
    fn the_page_is_worked_out_anew_only_where_it_may_have_changed() {
        let mut state = state(Route::Story(NewsCode::new("1")));
        let before = state.version;
        for message in [Msg::OpenPicture(0), Msg::NearEnd, Msg::ClosePicture] {
            update(&mut state, message);
        }
        assert_eq!(state.version, before);
        update(
            &mut state,
            Msg::Went {
                route: Route::Front,
                shown: None,
            },
        );
        assert_ne!(state.version, before);
    }
}
