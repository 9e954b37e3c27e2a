//! Thin adapters to the browser. They decide nothing: what to fetch, when, and what it means is
//! said by `update` and `app`. Errors of the browser become the app's own closed enums here.

pub mod clock;
pub mod handover;
pub mod history;
pub mod http;
pub mod kept;
pub mod links;
pub mod page;
