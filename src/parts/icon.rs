//! The app's icons: one set, one weight, drawn on a grid of 24. They are silent; what they stand
//! for is said in words beside them or in the label of the button that holds them.

use crate::view::{Element, el};

/// An icon.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A menu.
    Menu,
    /// Copying.
    Copy,
    /// Closing.
    Close,
    /// Towards what comes next in reading order; mirrored by direction in the style sheet.
    Next,
    /// Towards what came before.
    Previous,
    /// A video; never mirrored.
    Play,
    /// Several pictures.
    Pictures,
    /// Urgent.
    Urgent,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::Copy => "M9 9h10v11H9zM15 9V4H5v11h4",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Next => "M14.5 5.5L8 12l6.5 6.5",
            Self::Previous => "M9.5 5.5L16 12l-6.5 6.5",
            Self::Play => "M8 5.5v13l11-6.5z",
            Self::Pictures => "M4 8h13v11H4zM7 5h13v11",
            Self::Urgent => "M12 4v10M12 18.5v.5",
        }
    }
}

/// Draws `icon`.
pub fn icon(icon: Icon) -> Element {
    el("svg")
        .class("icon")
        .set("viewBox", "0 0 24 24")
        .set("width", "20")
        .set("height", "20")
        .set("aria-hidden", "true")
        .set("focusable", "false")
        .with(el("path").set("d", icon.path()))
}
