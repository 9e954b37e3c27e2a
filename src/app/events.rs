//! What the app hears from the browser, for as long as the page lives.

use super::App;
use crate::parts::gallery;
use crate::platform::http::Wanted;
use crate::platform::{clock, links, page};
use crate::update::Msg;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, Element, KeyboardEvent, MouseEvent, TouchEvent};

/// How often the feed is looked at while the app is seen: a newer one is offered within a minute.
const LOOK: Duration = Duration::from_secs(30);
/// How often «۵ دقیقه پیش» is worked out anew.
const TICK: Duration = Duration::from_secs(30);
/// How close to a list's end, in screens, more of it is shown.
const NEAR_END: f64 = 2.0;
/// How far a finger must move sideways to turn a picture, in CSS pixels.
const SWIPE: f64 = 40.0;
/// How long a link must be pointed at, or have the focus, before its story is fetched: what a pointer
/// or a Tab key passes on its way is left sooner.
const POINTED: Duration = Duration::from_millis(65);

/// Begins to listen.
pub(super) fn listen(app: &App) {
    follow_links(app);
    follow_history(app);
    follow_scrolling(app);
    follow_keys(app);
    follow_fingers(app);
    follow_intent(app);
    follow_ahead(app);
    follow_keep(app);
    #[cfg(feature = "faults")]
    follow_faults();

    let back = app.clone();
    std::mem::forget(window_event_listener_untyped("peyk:laid", move |_| {
        back.laid()
    }));

    let looking = app.clone();
    let look = move || {
        let app = looking.clone();
        super::spawn(async move { app.look_again().await });
    };
    clock::every(LOOK, look.clone());
    // Who comes back, or whose network does, waits for no clock.
    let (online, back) = (app.clone(), look.clone());
    std::mem::forget(window_event_listener_untyped("online", move |_| {
        online.send(Msg::Online);
        back();
    }));
    let seen = window_event_listener_untyped("visibilitychange", move |_| look());
    std::mem::forget(seen);

    let ticking = app.clone();
    clock::every(TICK, move || {
        let _ = ticking.now.try_set(Some(clock::now()));
    });
}

fn follow_links(app: &App) {
    let app = app.clone();
    let handle = window_event_listener_untyped("click", move |event| {
        let Some(event) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        if !target.is_some_and(|target| page::in_menu(&target)) {
            page::close_menu();
        }
        if let Some(path) = links::followed(event)
            && app.go(&path)
        {
            event.prevent_default();
        }
    });
    std::mem::forget(handle);
}

/// Tells which story may be opened next: one that is pointed at, focused or touched.
fn follow_intent(app: &App) {
    let timer: Rc<clock::Timer> = Rc::default();
    for (event, wait) in [
        ("mouseover", POINTED),
        ("focusin", POINTED),
        ("touchstart", Duration::ZERO),
    ] {
        let (app, timer) = (app.clone(), timer.clone());
        std::mem::forget(window_event_listener_untyped(
            event,
            move |event| match links::pointed(&event) {
                Some(path) => {
                    let app = app.clone();
                    timer.set(move || app.intends(vec![path]), wait);
                }
                None => timer.stop(),
            },
        ));
    }
}

/// The page's script wants these stories on the device, since the reader has opened their list.
fn follow_ahead(app: &App) {
    let app = app.clone();
    std::mem::forget(window_event_listener_untyped("peyk:ahead", move |event| {
        if let Some(event) = event.dyn_ref::<CustomEvent>() {
            let paths = js_sys::Array::from(&event.detail());
            app.intends(paths.iter().filter_map(|path| path.as_string()).collect());
        }
    }));
}

/// The page's script wants the news at an address on the device.
fn follow_keep(app: &App) {
    let app = app.clone();
    std::mem::forget(window_event_listener_untyped("peyk:keep", move |event| {
        let address = event
            .dyn_ref::<CustomEvent>()
            .and_then(|event| event.detail().as_string());
        if let Some(address) = address {
            let app = app.clone();
            super::spawn(async move { app.keep_news(&address, Wanted::Newest, None).await });
        }
    }));
}

/// A test says where the program is to die.
#[cfg(feature = "faults")]
fn follow_faults() {
    for (event, act) in [
        ("fault:view", crate::faults::arm as fn()),
        ("fault:handler", crate::faults::die),
        ("fault:task", || {
            super::spawn(async { crate::faults::die() })
        }),
    ] {
        std::mem::forget(window_event_listener_untyped(event, move |_| act()));
    }
}

fn follow_history(app: &App) {
    let returned = app.clone();
    std::mem::forget(window_event_listener_untyped("popstate", move |_| {
        returned.returned()
    }));
    let leaving = app.clone();
    std::mem::forget(window_event_listener_untyped("pagehide", move |_| {
        leaving.store_place()
    }));
}

fn follow_scrolling(app: &App) {
    let app = app.clone();
    let waiting = Rc::new(Cell::new(false));
    std::mem::forget(window_event_listener_untyped("scroll", move |_| {
        app.rest();
        // At most one look a frame.
        if waiting.replace(true) {
            return;
        }
        let (app, waiting) = (app.clone(), waiting.clone());
        request_animation_frame(move || {
            waiting.set(false);
            if page::more_is_near(NEAR_END) {
                app.send(Msg::NearEnd);
            }
        });
    }));
}

fn follow_keys(app: &App) {
    let app = app.clone();
    std::mem::forget(window_event_listener_untyped("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let gallery_open = app.state.with_untracked(|state| state.picture.is_some());
        match (event.key().as_str(), gallery_open) {
            ("Escape", false) => drop(page::close_menu()),
            // Reading goes from right to left: what comes next lies at the left.
            ("ArrowLeft", true) => app.send(Msg::TurnPicture(true)),
            ("ArrowRight", true) => app.send(Msg::TurnPicture(false)),
            _ => {}
        }
    }));
}

fn follow_fingers(app: &App) {
    let start: Rc<Cell<Option<f64>>> = Rc::default();
    let touch = |event: &web_sys::Event| {
        let event = event.dyn_ref::<TouchEvent>()?;
        let target: Element = event.target()?.dyn_into().ok()?;
        target
            .closest(&format!("#{}", gallery::DIALOG))
            .ok()
            .flatten()?;
        // Two fingers enlarge; that is the browser's.
        (event.touches().length() <= 1).then(|| event.changed_touches().get(0))?
    };
    let began = start.clone();
    std::mem::forget(window_event_listener_untyped("touchstart", move |event| {
        began.set(touch(&event).map(|touch| f64::from(touch.client_x())));
    }));
    let app = app.clone();
    std::mem::forget(window_event_listener_untyped("touchend", move |event| {
        if let (Some(from), Some(touch)) = (start.take(), touch(&event)) {
            let way = f64::from(touch.client_x()) - from;
            if way.abs() >= SWIPE {
                // The picture that comes next lies at the left: a finger draws it to the right.
                app.send(Msg::TurnPicture(way > 0.0));
            }
        }
    }));
}
