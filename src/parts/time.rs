//! When something was published.

use super::Ui;
use crate::news::Stamp;
use crate::persian::{self, strings};
use crate::view::{Element, el};

/// A story's moment in a list: «۵ دقیقه پیش» today, else the date. The absolute form stands until
/// the browser knows the time.
pub fn list_time(published: Option<Stamp>, ui: Ui) -> Element {
    relative(published, ui, persian::short_date)
}

/// A story's moment in the timeline of the newest: its hour today, else the date.
pub fn timeline_time(published: Option<Stamp>, ui: Ui) -> Element {
    relative(published, ui, persian::short_date_time)
}

/// A story's moment on its own page: in words, with the agency's exact form as its title.
pub fn story_time(published: Option<Stamp>) -> Element {
    match published {
        None => undated(),
        Some(stamp) => time(stamp)
            .set("title", persian::agency_form(stamp))
            .with(persian::long_date_time(stamp)),
    }
}

fn relative(published: Option<Stamp>, ui: Ui, absolute: fn(Stamp) -> String) -> Element {
    match published {
        None => undated(),
        Some(stamp) => time(stamp).live(move || {
            ui.now()
                .and_then(|now| persian::relative(stamp, now))
                .unwrap_or_else(|| absolute(stamp))
                .into()
        }),
    }
}

fn time(stamp: Stamp) -> Element {
    el("time")
        .class("time")
        .set("datetime", persian::iso_utc(stamp))
}

fn undated() -> Element {
    el("span").class("time").with(strings::UNDATED)
}
