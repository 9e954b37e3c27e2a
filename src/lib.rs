//! Peyk: a Persian news app that runs entirely in the reader's browser.
//!
//! Each room depends only on rooms above it in this list; ARCHITECTURE.md has the map.

pub mod news;
pub mod persian;

pub mod search;

pub mod view;

pub mod feed;

pub mod route;
pub mod store;

pub mod retry;
pub mod update;

pub mod pages;
pub mod parts;

pub mod desk;

#[cfg(feature = "faults")]
pub mod faults;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod platform;

#[cfg(all(not(target_arch = "wasm32"), feature = "native"))]
pub mod publish;
