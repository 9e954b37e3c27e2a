//! What the app fetches: the edition's feed, its further pages, single stories.

use super::App;
use crate::feed::{Feed, Opening};
use crate::news::{Edition, NewsCode};
use crate::platform::http::{Answer, get};
use crate::platform::{clock, kept, page};
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
            Ok(Some(feed)) => self.send(Msg::FeedRead(feed)),
            // Without a validator nothing can be "unchanged".
            Ok(None) => self.send(Msg::FeedFailed(Failure::NotAFeed)),
            Err(failure) => self.send(Msg::FeedFailed(failure)),
        }
    }

    /// Looks whether the feed has changed. A failure says nothing to the reader: what is on the
    /// screen stays, and the next look comes soon.
    pub(super) async fn look_again(&self) {
        let etag = self.etag.borrow().clone();
        if etag.is_none() || !page::visible() {
            return;
        }
        if let Ok(Some(feed)) = self.feed_since(etag.as_deref()).await {
            self.send(Msg::FeedChanged(feed));
        }
    }

    async fn feed_since(&self, etag: Option<&str>) -> Result<Option<Box<Feed>>, Failure> {
        match get(&self.feed_address, etag, false).await? {
            Answer::Unchanged => Ok(None),
            Answer::Body { bytes, etag } => {
                let feed = read(bytes, &self.feed_address, &Edition::default()).await?;
                // Only now: a feed that could not be read must be asked for again.
                self.etag.replace(etag);
                Ok(Some(feed))
            }
        }
    }

    pub(super) async fn fetch_page(&self, address: String) {
        self.send(match self.fetch(&address, false).await {
            Ok(feed) => Msg::PageRead(address, feed),
            Err(failure) => Msg::PageFailed(address, failure),
        });
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
            fetched => fetched,
        };
        self.send(match found {
            Ok(feed) => Msg::StoryRead(code, feed),
            Err(failure) => Msg::StoryFailed(code, failure),
        });
    }

    /// A further part of the edition that is open. For a published page the feed itself is one.
    async fn fetch(&self, address: &str, ahead: bool) -> Result<Box<Feed>, Failure> {
        match get(address, None, ahead).await? {
            Answer::Body { bytes, etag } => {
                let feed = self.understand(bytes, address).await?;
                if address == &*self.feed_address {
                    self.etag.replace(etag);
                }
                Ok(feed)
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
