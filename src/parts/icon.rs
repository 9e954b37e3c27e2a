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
    /// Searching.
    Search,
    /// Saving, and what is saved.
    Saved,
    /// Writing, and what was written.
    Drafts,
    /// Settings: letters, since most of them are about type.
    Settings,
    /// Sharing.
    Share,
    /// Reading aloud.
    Listen,
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
            Self::Search => "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5",
            Self::Saved => "M7 4.5h10V20l-5-4-5 4z",
            Self::Drafts => "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
            Self::Settings => "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
            Self::Share => "M12 15V4M8 7.5L12 4l4 3.5M6 11H5v9h14v-9h-1",
            Self::Listen => {
                "M4 10v4h3.5L12 18V6L7.5 10zM15.5 9.5c1.3 1.4 1.3 3.6 0 5M18 7c2.7 2.8 2.7 7.2 0 10"
            }
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
