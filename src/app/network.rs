//! What the app fetches: the edition's feed, its further pages, single stories.

use super::App;
use crate::feed::{Feed, Opening};
use crate::news::{Edition, NewsCode, Stamp};
use crate::platform::http::{Answer, get};
use crate::platform::{clock, kept, page};
use crate::retry;
use crate::store::Failure;
use crate::update::Msg;
use leptos::prelude::*;

/// How many bytes are looked through, and how many items are read, before the browser gets a turn:
/// some ten milliseconds on a phone.
const BYTES: usize = 1 << 19;
const ITEMS: usize = 200;

impl App {
    pub(super) async fn fetch_feed(&self) {
        match self.feed_since(None).await {
            Ok(Some((feed, age))) => {
                self.send(Msg::FeedRead(feed));
                self.send(age);
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
        if etag.is_none() || !page::visible() {
            return;
        }
        let age = match self.feed_since(etag.as_deref()).await {
            Ok(Some((feed, age))) => {
                self.send(Msg::FeedChanged(feed));
                age
            }
            Ok(None) => reached(None),
            Err(failure) => Msg::Reached {
                at: None,
                trouble: Some(failure),
            },
        };
        self.send(age);
    }

    /// The feed, and how old it is.
    async fn feed_since(&self, etag: Option<&str>) -> Result<Option<(Box<Feed>, Msg)>, Failure> {
        match self.ask(&self.feed_address, etag, false).await? {
            Answer::Unchanged => Ok(None),
            Answer::Body { bytes, etag, kept } => {
                let feed = read(bytes, &self.feed_address, &Edition::default()).await?;
                // Only now: a feed that could not be read must be asked for again.
                self.etag.replace(etag);
                Ok(Some((feed, reached(kept))))
            }
        }
    }

    /// Asks the network, again where that may help. What is only `ahead` of the reader, or a look whether
    /// something has changed, comes again by itself.
    async fn ask(&self, address: &str, etag: Option<&str>, ahead: bool) -> Result<Answer, Failure> {
        let mut tries = 0;
        loop {
            let refused = match get(address, etag, ahead).await {
                Ok(answer) => return Ok(answer),
                Err(refused) => refused,
            };
            tries += 1;
            let chance = js_sys::Math::random();
            // Where the network was missed just now, what the device has is shown sooner.
            let trouble = self
                .state
                .try_with_untracked(|state| state.trouble.is_some());
            let waits = !ahead && etag.is_none() && page::may_ask() && trouble != Some(true);
            let wait = retry::wait(tries, refused.failure, refused.after, chance);
            match wait.filter(|_| waits) {
                Some(wait) => clock::sleep(wait).await,
                None => return Err(refused.failure),
            }
        }
    }

    pub(super) async fn fetch_page(&self, address: String) {
        let is_feed = address == *self.feed_address;
        match self.fetch(&address, false).await {
            Ok((feed, age)) => {
                self.send(Msg::PageRead(address, feed));
                if is_feed {
                    self.send(age);
                }
            }
            Err(failure) => {
                self.send(Msg::PageFailed(address, failure));
                if is_feed {
                    let trouble = Some(failure);
                    self.send(Msg::Reached { at: None, trouble });
                }
            }
        }
    }

    /// Fetches a story; one that is only `ahead` of the reader comes behind all that is urgent. One
    /// that cannot be fetched may have been saved.
    pub(super) async fn fetch_story(&self, code: NewsCode, address: Option<String>, ahead: bool) {
        let fetched = match &address {
            Some(address) => self.fetch(address, ahead).await,
            None => Err(Failure::Missing),
        };
        let found = match fetched {
            Err(failure) if !ahead => match kept::story(&code).await {
                Some((bytes, address)) => self.understand(bytes, &address).await,
                None => Err(failure),
            },
            fetched => fetched.map(|(feed, _)| feed),
        };
        self.send(match found {
            Ok(feed) => Msg::StoryRead(code, feed),
            Err(failure) => Msg::StoryFailed(code, failure),
        });
    }

    /// A further part of the edition that is open. For a published page the feed itself is one.
    async fn fetch(&self, address: &str, ahead: bool) -> Result<(Box<Feed>, Msg), Failure> {
        match self.ask(address, None, ahead).await? {
            Answer::Body { bytes, etag, kept } => {
                let feed = self.understand(bytes, address).await?;
                if address == &*self.feed_address {
                    self.etag.replace(etag);
                }
                Ok((feed, reached(kept)))
            }
            Answer::Unchanged => Err(Failure::NotAFeed),
        }
    }

    /// Reads a further part of the edition that is open.
    async fn understand(&self, bytes: Vec<u8>, address: &str) -> Result<Box<Feed>, Failure> {
        let edition = self
            .state
            .try_with_untracked(|state| state.store.edition().clone());
        read(bytes, address, &edition.unwrap_or_default()).await
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

/// Reads a feed in slices, so that the page answers while a long one is read.
pub(super) async fn read(
    bytes: Vec<u8>,
    address: &str,
    known: &Edition,
) -> Result<Box<Feed>, Failure> {
    let long = bytes.len() > BYTES;
    let mut opening = Opening::new(bytes, address, clock::now()).knowing(known);
    if long {
        clock::breathe().await;
    }
    while opening.read(BYTES)? {
        clock::breathe().await;
    }
    let mut reader = opening.finish()?;
    while reader.read(ITEMS) {
        clock::breathe().await;
    }
    let feed = Box::new(reader.finish());
    clock::breathe().await;
    Ok(feed)
}
