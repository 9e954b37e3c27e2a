//! `/settings/`: how the app looks and what it remembers. The settings take effect through
//! attributes of the page's root, which `settings.js` sets before the first paint; they are kept as
//! a query string, so that it needs no reader of its own.

use super::{Desk, Import, Msg, Store, button, undo};
use crate::persian::strings;
use crate::view::{Element, Nodes, el};

/// A setting: its name in the stored form, its words, and its options as stored value and words. The
/// first option, whose value is empty, follows the system and is not stored.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its words.
    pub words: &'static str,
    /// Its options.
    pub options: &'static [(&'static str, &'static str)],
}

/// Every setting (`settings.js` and the style sheets know their names and values).
pub const FIELDS: [Field; 6] = [
    Field {
        name: "theme",
        words: strings::THEME,
        options: &[
            ("", strings::THEME_SYSTEM),
            ("light", strings::THEME_LIGHT),
            ("dark", strings::THEME_DARK),
            ("sepia", strings::THEME_SEPIA),
        ],
    },
    Field {
        name: "size",
        words: strings::TEXT_SIZE,
        options: &[
            ("1", "۱"),
            ("2", "۲"),
            ("", "۳"),
            ("4", "۴"),
            ("5", "۵"),
            ("6", "۶"),
            ("7", "۷"),
            ("8", "۸"),
        ],
    },
    Field {
        name: "width",
        words: strings::LINE_WIDTH,
        options: &[
            ("narrow", strings::WIDTH_NARROW),
            ("", strings::WIDTH_NORMAL),
            ("wide", strings::WIDTH_WIDE),
        ],
    },
    Field {
        name: "pictures",
        words: strings::PICTURES,
        options: &[
            ("", strings::PICTURES_SYSTEM),
            ("all", strings::PICTURES_ALL),
            ("ask", strings::PICTURES_ASK),
        ],
    },
    Field {
        name: "motion",
        words: strings::MOTION,
        options: &[("", strings::MOTION_SYSTEM), ("less", strings::MOTION_LESS)],
    },
    Field {
        name: "history",
        words: strings::HISTORY,
        options: &[("", strings::HISTORY_ON), ("off", strings::HISTORY_OFF)],
    },
];

/// The chosen option of each field, by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings([usize; FIELDS.len()]);

impl Default for Settings {
    fn default() -> Self {
        Self(std::array::from_fn(|at| {
            let options = FIELDS.get(at).map_or(&[][..], |field| field.options);
            let unset = options.iter().position(|(value, _)| value.is_empty());
            unset.unwrap_or_default()
        }))
    }
}

impl Settings {
    /// The settings that `text` tells; what it tells of anything unknown changes nothing.
    pub fn read(text: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            let found = FIELDS
                .iter()
                .enumerate()
                .find(|(_, field)| field.name == name);
            let Some((at, field)) = found else { continue };
            if let Some(option) = field.options.iter().position(|(known, _)| *known == value) {
                settings.set(at, option);
            }
        }
        settings
    }

    /// The settings as a query string.
    pub fn write(&self) -> String {
        let mut pairs = Vec::new();
        for (field, chosen) in FIELDS.iter().zip(self.0) {
            match field.options.get(chosen) {
                Some((value, _)) if !value.is_empty() => {
                    pairs.push(format!("{}={value}", field.name));
                }
                _ => {}
            }
        }
        pairs.join("&")
    }

    /// Chooses an option of a field, by their places.
    pub fn set(&mut self, field: usize, option: usize) {
        if let Some(chosen) = self.0.get_mut(field) {
            *chosen = option;
        }
    }
}

pub(super) fn view(desk: &Desk) -> Nodes {
    let fields: Nodes = FIELDS
        .iter()
        .zip(desk.settings.0)
        .enumerate()
        .map(|(at, (field, chosen))| group(at, field, chosen))
        .collect();
    let trouble = (!desk.settings_kept).then(|| {
        el("p")
            .class("trouble")
            .set("role", "alert")
            .with(strings::SETTINGS_NOT_KEPT)
    });
    Nodes::new()
        .with(trouble)
        .with(fields)
        .with(sample())
        .with(el("h2").class("block-name").with(strings::YOUR_THINGS))
        .with(el("p").class("quiet").with(strings::YOUR_THINGS_NOTE))
        .with(undo(desk))
        .with(things())
        .with(desk.import.map(import))
}

/// The options of a field, of which one is chosen.
fn group(at: usize, field: &'static Field, chosen: usize) -> Element {
    let options: Nodes = field
        .options
        .iter()
        .enumerate()
        .map(|(option, (_, words))| {
            button(words, move || Msg::Set(at, option)).set(
                "aria-pressed",
                if option == chosen { "true" } else { "false" },
            )
        })
        .collect();
    el("div")
        .class("setting")
        .set("role", "group")
        .set("aria-label", field.words)
        .with(el("h2").with(field.words))
        .with(el("div").class("options").with(options))
}

/// What the settings do to a story.
fn sample() -> Element {
    el("article")
        .class("sample story")
        .set("aria-label", strings::SAMPLE)
        .with(el("p").class("kicker").with(strings::SAMPLE))
        .with(el("p").class("sample-title").with(strings::SAMPLE_TITLE))
        .with(el("p").class("story-body").with(strings::SAMPLE_TEXT))
}

fn things() -> Element {
    let file = el("label").class("act file").with(strings::IMPORT).with(
        el("input")
            .set("type", "file")
            .set("id", "desk-import")
            .set("accept", ".json,application/json")
            .on("change", || super::emit(Msg::ImportChosen)),
    );
    el("p")
        .class("acts")
        .with(button(strings::EXPORT, || Msg::Export))
        .with(file)
        .with(button(strings::CLEAR_SAVED, || Msg::Clear(Store::Saved)))
        .with(button(strings::CLEAR_READING, || {
            Msg::Clear(Store::Reading)
        }))
}

fn import(import: Import) -> Element {
    let (class, words) = match import {
        Import::Done(drafts, saved, reading, refused) => {
            let class = if refused > 0 { "trouble" } else { "quiet" };
            (class, strings::imported(drafts, saved, reading, refused))
        }
        Import::TooLarge => ("trouble", strings::IMPORT_TOO_LARGE.to_owned()),
        Import::NotJson => ("trouble", strings::IMPORT_NOT_JSON.to_owned()),
        Import::NotOurs => ("trouble", strings::IMPORT_NOT_OURS.to_owned()),
        Import::Newer => ("trouble", strings::IMPORT_NEWER.to_owned()),
        Import::Damaged => ("trouble", strings::IMPORT_DAMAGED.to_owned()),
        Import::Storage => ("trouble", strings::NOTHING_KEPT.to_owned()),
    };
    el("p").class(class).set("role", "status").with(words)
}
