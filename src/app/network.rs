//! What the app fetches: the edition's feed, its further pages, single stories.

use super::App;
use crate::feed::{Feed, FeedScanner};
use crate::news::{Edition, NewsCode, Stamp};
use crate::platform::http::{Answer, Wanted, get};
use crate::platform::{clock, kept, page};
use crate::retry;
use crate::store::Failure;
use crate::update::Msg;
use leptos::prelude::*;
use std::sync::Arc;

/// How many bytes are looked through, and how many of items are read, before the browser gets a turn:
/// some ten milliseconds on a phone.
const BYTES: usize = 1 << 19;
const ITEM_BYTES: usize = 1 << 17;

/// A validator that no copy has: what is asked for since then comes in any case.
const NEVER: &str = "\"never\"";

/// News that were fetched and read.
#[derive(Default)]
struct News {
    feed: Box<Feed>,
    etag: Option<String>,
    /// Where they are what the device has kept: when that came, and why nothing newer did.
    kept: Option<(Stamp, Failure)>,
    /// The name under which the service worker waits for the word that they were understood.
    copy: Option<String>,
}

impl App {
    pub(super) async fn fetch_feed(&self) {
        let address = &*self.feed_address;
        let nothing = Edition::default();
        let fetched = self.news(address, Wanted::Newest, false, None, &nothing);
        match fetched.await {
            Ok(Some(news)) => {
                self.etag.replace(news.etag.clone());
                let age = self.age(&news);
                let copy = news.copy;
                self.send(Msg::FeedRead(news.feed));
                self.send(age);
                understood(address, copy).await;
                self.wait_longer(address, news.kept, news.etag, None).await;
            }
            // Without a validator nothing can be "unchanged".
            Ok(None) => self.send(Msg::FeedFailed(Failure::NotAFeed)),
            Err(failure) => self.send(Msg::FeedFailed(failure)),
        }
    }

    /// Looks whether the feed has changed. After a failure what is on the screen stays, and its age is
    /// told; the next look comes soon.
    pub(super) async fn look_again(&self) {
        let etag = self.etag.borrow().clone();
        let Some(etag) = etag.filter(|_| page::visible()) else {
            return;
        };
        let address = &*self.feed_address;
        let wanted = Wanted::Since(&etag);
        let nothing = Edition::default();
        let fetched = self.news(address, wanted, false, None, &nothing);
        match fetched.await {
            Ok(Some(news)) => {
                // A feed that could not be read, or is empty, must be asked for again.
                if !news.feed.stories.is_empty() {
                    self.etag.replace(news.etag.clone());
                }
                let age = self.age(&news);
                self.send(Msg::FeedChanged(news.feed));
                self.send(age);
                understood(address, news.copy).await;
            }
            Ok(None) => self.send(reached(None)),
            Err(failure) => self.send(failed(failure)),
        }
    }

    /// Asks the network, again where that may help. What is only `ahead` of the reader, or a look whether
    /// something has changed, comes again by itself.
    async fn ask(&self, address: &str, wanted: Wanted<'_>, ahead: bool) -> Result<Answer, Failure> {
        let mut tries = 0;
        loop {
            let refused = match get(address, wanted, ahead).await {
                Ok(answer) => return Ok(answer),
                Err(refused) => refused,
            };
            tries += 1;
            let chance = js_sys::Math::random();
            // Where the network was missed just now, what the device has is shown sooner.
            let trouble = self
                .state
                .try_with_untracked(|state| state.trouble.is_some());
            let waits = !ahead
                && matches!(wanted, Wanted::Newest)
                && page::may_ask()
                && trouble != Some(true);
            let wait = retry::wait(tries, refused.failure, refused.after, chance);
            match wait.filter(|_| waits) {
                Some(wait) => clock::sleep(wait).await,
                None => return Err(refused.failure),
            }
        }
    }

    pub(super) async fn fetch_page(&self, address: String) {
        let is_feed = address == *self.feed_address;
        let known = self.known();
        let fetched = self.news(&address, Wanted::Newest, false, None, &known);
        match fetched.await {
            Ok(Some(news)) => {
                if is_feed {
                    self.etag.replace(news.etag.clone());
                }
                let age = self.age(&news);
                let is_empty = matches!(
                    age,
                    Msg::Reached {
                        trouble: Some(Failure::Empty),
                        ..
                    }
                );
                self.send(Msg::PageRead(address.clone(), news.feed));
                if is_feed || is_empty {
                    self.send(age);
                }
                understood(&address, news.copy).await;
                self.wait_longer(&address, news.kept, news.etag, None).await;
            }
            // Without a validator nothing can be "unchanged".
            Ok(None) => self.send(Msg::PageFailed(address, Failure::NotAFeed)),
            Err(failure) => {
                self.send(Msg::PageFailed(address, failure));
                if is_feed {
                    self.send(failed(failure));
                }
            }
        }
    }

    /// Fetches a story; one that is only `ahead` of the reader comes behind all that is urgent. One
    /// that cannot be fetched may have been saved.
    pub(super) async fn fetch_story(&self, code: NewsCode, address: Option<String>, ahead: bool) {
        let address = address.unwrap_or_default();
        let fetched = match &*address {
            "" => Err(Failure::Missing),
            address => {
                let known = self.known();
                let fetched = self.news(address, Wanted::Newest, ahead, Some(&code), &known);
                fetched.await
            }
        };
        let saved = match fetched {
            Ok(Some(news)) => {
                self.send(Msg::StoryRead(code.clone(), news.feed));
                understood(&address, news.copy).await;
                self.wait_longer(&address, news.kept, news.etag, Some(&code))
                    .await;
                return;
            }
            // Without a validator nothing can be "unchanged".
            Ok(None) => Err(Failure::NotAFeed),
            Err(failure) if ahead => Err(failure),
            Err(failure) => match kept::story(&code).await {
                Some((bytes, from)) => read(bytes, &from, &self.known()).await,
                None => Err(failure),
            },
        };
        self.send(match saved {
            Ok(feed) => Msg::StoryRead(code, feed),
            Err(failure) => Msg::StoryFailed(code, failure),
        });
    }

    /// Fetches and reads the news at `address` only so that the device keeps them.
    pub(super) async fn keep_news(
        &self,
        address: &str,
        wanted: Wanted<'_>,
        code: Option<&NewsCode>,
    ) {
        let known = self.known();
        let fetched = self.news(address, wanted, true, code, &known);
        if let Ok(Some(news)) = fetched.await {
            understood(address, news.copy).await;
        }
    }

    /// What the service worker did not wait for is kept for the next time.
    async fn wait_longer(
        &self,
        address: &str,
        kept: Option<(Stamp, Failure)>,
        etag: Option<String>,
        code: Option<&NewsCode>,
    ) {
        if let Some((_, Failure::Stalled)) = kept {
            let wanted = Wanted::Since(etag.as_deref().unwrap_or(NEVER));
            self.keep_news(address, wanted, code).await;
        }
    }

    /// Fetches the news at `address` and reads them: of one story, where its `code` is given. What is no
    /// feed, or an empty one, gives way to the last copy that was understood, where the device has one.
    async fn news(
        &self,
        address: &str,
        wanted: Wanted<'_>,
        ahead: bool,
        code: Option<&NewsCode>,
        known: &Edition,
    ) -> Result<Option<News>, Failure> {
        let mut news = News::default();
        let found = match self.ask(address, wanted, ahead).await {
            Ok(Answer::Unchanged) => return Ok(None),
            Ok(Answer::Body(body)) => {
                (news.etag, news.kept, news.copy) = (body.etag, body.kept, body.copy);
                read(body.bytes, address, known).await
            }
            Err(failure) => Err(failure),
        };
        let failure = match &found {
            Ok(feed) if holds(feed, code) => None,
            Ok(_) => Some(Failure::Empty),
            Err(failure) => Some(*failure),
        };
        // Only the network's own answer has another one behind it. A feed may be missed where a story is
        // taken away.
        let is_lost = failure == Some(Failure::Missing) && *address == *self.feed_address;
        let behind = news.copy.take_if(|_| failure.is_some()).is_some() || is_lost;
        if let Some(failure) = failure
            && behind
            && matches!(wanted, Wanted::Newest)
            && let Ok(Answer::Body(last)) = get(address, Wanted::LastGood, ahead).await
            && let Some((at, _)) = last.kept
            && let Ok(mut feed) = read(last.bytes, address, known).await
            && holds(&feed, code)
        {
            // What is withdrawn goes all the same.
            let withdrawn = found.map(|found| found.withdrawn);
            feed.withdrawn.extend(withdrawn.unwrap_or_default());
            news.feed = feed;
            news.etag = last.etag;
            news.kept = Some((at, failure));
            return Ok(Some(news));
        }
        news.feed = found?;
        Ok(Some(news))
    }

    /// The edition that is open: further parts of it take from it what they do not say.
    fn known(&self) -> Arc<Edition> {
        let known = self
            .state
            .try_with_untracked(|state| state.store.edition().clone());
        known.unwrap_or_default()
    }

    /// How old what is shown is once `news` are read.
    fn age(&self, news: &News) -> Msg {
        let shows = self
            .state
            .try_with_untracked(|state| !state.store.stories().is_empty());
        if news.kept.is_none() && news.feed.stories.is_empty() && shows == Some(true) {
            return failed(Failure::Empty);
        }
        reached(news.kept)
    }
}

/// Whether `feed` has what was asked for: the whole of the story, or any story.
fn holds(feed: &Feed, code: Option<&NewsCode>) -> bool {
    match code {
        None => !feed.stories.is_empty(),
        Some(code) => {
            let mut stories = feed.stories.iter();
            stories.any(|story| story.summary.code == *code && story.body.is_some())
        }
    }
}

/// Says that the news at `address` have been understood, once what they brought is drawn.
async fn understood(address: &str, copy: Option<String>) {
    if let Some(copy) = copy {
        clock::yield_to_browser().await;
        kept::understood(address, &copy);
    }
}

/// That the network has answered just now, or what was kept in its place, and why.
fn reached(kept: Option<(Stamp, Failure)>) -> Msg {
    let (at, trouble) = kept.map_or_else(|| (clock::now(), None), |(at, why)| (at, Some(why)));
    Msg::Reached {
        at: Some(at),
        trouble,
    }
}

/// That the network brought nothing.
fn failed(failure: Failure) -> Msg {
    Msg::Reached {
        at: None,
        trouble: Some(failure),
    }
}

/// Reads a feed in slices, so that the page answers while a long one is read.
pub(super) async fn read(
    bytes: Vec<u8>,
    address: &str,
    known: &Edition,
) -> Result<Box<Feed>, Failure> {
    let long = bytes.len() > BYTES;
    let mut scanner = FeedScanner::new(bytes, address, clock::now()).knowing(known);
    if long {
        clock::yield_to_browser().await;
    }
    while scanner.read(BYTES)? {
        clock::yield_to_browser().await;
    }
    let mut reader = scanner.finish()?;
    while reader.read(ITEM_BYTES) {
        clock::yield_to_browser().await;
    }
    let feed = Box::new(reader.finish());
    clock::yield_to_browser().await;
    Ok(feed)
}
