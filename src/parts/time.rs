//! When something was published.

use super::Ui;
use crate::news::Stamp;
use crate::persian::{self, strings};
use leptos::prelude::*;

/// A story's moment in a list: «۵ دقیقه پیش» today, else the date. The absolute form stands until
/// the browser knows the time.
pub fn list_time(published: Option<Stamp>, ui: Ui) -> AnyView {
    match published {
        None => view! { <span class="time">{strings::UNDATED}</span> }.into_any(),
        Some(stamp) => view! {
            <time class="time" datetime=persian::iso_utc(stamp)>
                {move || relative_or(stamp, ui, persian::short_date)}
            </time>
        }
        .into_any(),
    }
}

/// A story's moment in the timeline of the newest: its hour today, else the date.
pub fn timeline_time(published: Option<Stamp>, ui: Ui) -> AnyView {
    match published {
        None => view! { <span class="time">{strings::UNDATED}</span> }.into_any(),
        Some(stamp) => view! {
            <time class="time" datetime=persian::iso_utc(stamp)>
                {move || relative_or(stamp, ui, |stamp| {
                    format!("{}، {}", persian::short_date(stamp), persian::clock(stamp))
                })}
            </time>
        }
        .into_any(),
    }
}

/// A story's moment on its own page: in words, with the agency's exact form as its title.
pub fn story_time(published: Option<Stamp>) -> AnyView {
    match published {
        None => view! { <span class="time">{strings::UNDATED}</span> }.into_any(),
        Some(stamp) => view! {
            <time class="time" datetime=persian::iso_utc(stamp) title=persian::agency_form(stamp)>
                {persian::long_date_time(stamp)}
            </time>
        }
        .into_any(),
    }
}

fn relative_or(stamp: Stamp, ui: Ui, absolute: impl Fn(Stamp) -> String) -> String {
    ui.now
        .try_get()
        .flatten()
        .and_then(|now| persian::relative(stamp, now))
        .unwrap_or_else(|| absolute(stamp))
}
