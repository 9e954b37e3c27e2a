//! Which elements there are for us, and which of them are open.

/// What an element's name means to the reader of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// It stays open until its end tag or an ancestor's.
    Open(Kind),
    /// It styles text, across blocks, until its own end tag.
    Format(Style),
    /// `<br>`
    Break,
    /// `<hr>`
    Rule,
    /// `<img>`
    Image,
    /// `<iframe>`: raw text, shown as a link.
    Frame,
    /// `<embed>`: the same without content.
    EmbedFrame,
    /// `<source>` of a player.
    Source,
    /// Raw text that is never shown; `true` if it would act on the page.
    Raw(bool),
    /// `<input>`
    Input,
    /// Anything else: its text is shown.
    Unknown,
}

/// The elements that style text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `<b>`
    B,
    /// `<strong>`
    Strong,
    /// `<i>`
    I,
    /// `<em>`
    Em,
    /// `<code>`
    Code,
    /// `<a>`
    Link,
}

/// The elements that are kept on the stack of open ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<p>`
    Paragraph,
    /// `<div>`, `<section>` and all that only begin and end a line.
    Division,
    /// `<h1>`, `<h2>`
    Heading2,
    /// `<h3>`
    Heading3,
    /// `<h4>`, `<h5>`, `<h6>`
    Heading4,
    /// `<blockquote>`
    Quote,
    /// `<ul>`
    List,
    /// `<ol>`
    OrderedList,
    /// `<li>`
    Item,
    /// `<dt>`, `<dd>`
    Term,
    /// `<figure>`
    Figure,
    /// `<figcaption>`
    FigureCaption,
    /// `<pre>`
    Preformatted,
    /// `<table>`
    Table,
    /// `<tr>`
    Row,
    /// `<td>`
    Cell,
    /// `<th>`
    HeaderCell,
    /// `<caption>`
    Caption,
    /// `<sup>`
    Superscript,
    /// `<sub>`
    Subscript,
    /// `<kbd>`, `<samp>`
    Mono,
    /// `<q>`
    Quotation,
    /// `<button>`
    Button,
    /// `<object>`
    Object,
    /// `<template>`
    Template,
    /// `<select>`
    Select,
    /// `<video>`, `<audio>`
    Player,
    /// `<canvas>`, `<datalist>`, …: content for programs that cannot show the element.
    Fallback,
    /// `<svg>`, `<math>`
    Foreign,
    /// An element of SVG or MathML that holds HTML: `<foreignObject>`, …
    Island,
}

/// How many kinds there are.
const KINDS: usize = Kind::Island as usize + 1;

impl Kind {
    /// Whether its content is not shown.
    pub fn hides(self) -> bool {
        matches!(
            self,
            Kind::Button
                | Kind::Object
                | Kind::Template
                | Kind::Select
                | Kind::Player
                | Kind::Fallback
                | Kind::Foreign
        )
    }

    /// Whether it stands in the line, as text does.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Kind::Superscript | Kind::Subscript | Kind::Mono | Kind::Quotation
        ) || self.hides()
    }

    /// Whether styles opened inside end with it.
    pub fn keeps_styles(self) -> bool {
        matches!(
            self,
            Kind::Cell | Kind::HeaderCell | Kind::Caption | Kind::Object | Kind::Template
        )
    }
}

/// What no end tag reaches past (the standard's "scope").
pub const SCOPE: &[Kind] = &[
    Kind::Table,
    Kind::Cell,
    Kind::HeaderCell,
    Kind::Caption,
    Kind::Object,
    Kind::Template,
    Kind::Select,
    Kind::Island,
];

/// What no end tag of a table's parts reaches past.
pub const TABLE_SCOPE: &[Kind] = &[Kind::Template];

/// What a `<li>`, `<dt>` or `<dd>` does not reach past to close the one before.
pub const HARD: &[Kind] = &[
    Kind::Heading2,
    Kind::Heading3,
    Kind::Heading4,
    Kind::Quote,
    Kind::List,
    Kind::OrderedList,
    Kind::Item,
    Kind::Term,
    Kind::Figure,
    Kind::FigureCaption,
    Kind::Preformatted,
    Kind::Table,
    Kind::Row,
    Kind::Cell,
    Kind::HeaderCell,
    Kind::Caption,
    Kind::Button,
    Kind::Object,
    Kind::Template,
    Kind::Select,
    Kind::Island,
];

/// The element that `name` (as written) names.
pub fn element(name: &str) -> Element {
    // No name below is longer; a longer one is unknown.
    let mut lower = [0u8; 14];
    let Some(buffer) = lower.get_mut(..name.len()) else {
        return Element::Unknown;
    };
    buffer.copy_from_slice(name.as_bytes());
    buffer.make_ascii_lowercase();
    let kind = match &*buffer {
        b"p" => Kind::Paragraph,
        b"div" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"nav" | b"aside"
        | b"address" | b"center" | b"details" | b"summary" | b"dialog" | b"fieldset"
        | b"hgroup" | b"search" | b"form" | b"dl" => Kind::Division,
        b"h1" | b"h2" => Kind::Heading2,
        b"h3" => Kind::Heading3,
        b"h4" | b"h5" | b"h6" => Kind::Heading4,
        b"blockquote" => Kind::Quote,
        b"ul" | b"menu" | b"dir" => Kind::List,
        b"ol" => Kind::OrderedList,
        b"li" => Kind::Item,
        b"dt" | b"dd" => Kind::Term,
        b"figure" => Kind::Figure,
        b"figcaption" => Kind::FigureCaption,
        b"pre" | b"listing" => Kind::Preformatted,
        b"table" => Kind::Table,
        b"tr" => Kind::Row,
        b"td" => Kind::Cell,
        b"th" => Kind::HeaderCell,
        b"caption" => Kind::Caption,
        b"sup" => Kind::Superscript,
        b"sub" => Kind::Subscript,
        b"kbd" | b"samp" => Kind::Mono,
        b"q" => Kind::Quotation,
        b"button" => Kind::Button,
        b"object" | b"applet" => Kind::Object,
        b"template" => Kind::Template,
        b"select" => Kind::Select,
        b"video" | b"audio" => Kind::Player,
        b"canvas" | b"datalist" | b"progress" | b"meter" => Kind::Fallback,
        b"svg" | b"math" => Kind::Foreign,
        b"foreignobject" | b"desc" | b"mi" | b"mo" | b"mn" | b"ms" | b"mtext"
        | b"annotation-xml" => Kind::Island,
        b"b" => return Element::Format(Style::B),
        b"strong" => return Element::Format(Style::Strong),
        b"i" => return Element::Format(Style::I),
        b"em" => return Element::Format(Style::Em),
        b"code" => return Element::Format(Style::Code),
        b"a" => return Element::Format(Style::Link),
        b"br" => return Element::Break,
        b"hr" => return Element::Rule,
        b"img" | b"image" => return Element::Image,
        b"iframe" => return Element::Frame,
        b"embed" => return Element::EmbedFrame,
        b"source" => return Element::Source,
        b"input" => return Element::Input,
        b"script" | b"textarea" => return Element::Raw(true),
        b"style" | b"title" | b"noscript" | b"noembed" | b"noframes" => {
            return Element::Raw(false);
        }
        _ => return Element::Unknown,
    };
    Element::Open(kind)
}

/// Whether a start tag of HTML ends the SVG or MathML that it stands in.
pub fn breaks_out(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "body", "head", "meta", "ruby", "span", "big", "nobr", "s", "small", "strike", "tt", "u",
        "var",
    ];
    match element(name) {
        Element::Open(
            Kind::Paragraph
            | Kind::Heading2
            | Kind::Heading3
            | Kind::Heading4
            | Kind::Quote
            | Kind::List
            | Kind::OrderedList
            | Kind::Item
            | Kind::Term
            | Kind::Preformatted
            | Kind::Table
            | Kind::Superscript
            | Kind::Subscript,
        )
        | Element::Break
        | Element::Rule
        | Element::EmbedFrame => true,
        Element::Image => name.eq_ignore_ascii_case("img"),
        Element::Format(style) => style != Style::Link,
        Element::Open(Kind::Division) => ["div", "center", "dl"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known)),
        _ => OTHERS.iter().any(|known| name.eq_ignore_ascii_case(known)),
    }
}

/// An open element.
struct Open {
    kind: Kind,
    owned: bool,
    /// What [`Stack::last`] said of its kind before it.
    before: Option<u32>,
}

/// The open elements. Where the last of a kind stands is known at once, however deep the stack is.
#[derive(Default)]
pub struct Stack {
    open: Vec<Open>,
    last: [Option<u32>; KINDS],
    hiding: u32,
}

impl Stack {
    /// Opens `kind`; `owned` is the reader's note on it.
    pub fn push(&mut self, kind: Kind, owned: bool) {
        let place = self.len();
        let mut before = None;
        if let Some(last) = self.last.get_mut(kind as usize) {
            before = last.replace(place);
        }
        self.hiding += u32::from(kind.hides());
        self.open.push(Open {
            kind,
            owned,
            before,
        });
    }

    /// Closes the innermost element.
    pub fn pop(&mut self) {
        if let Some(Open { kind, before, .. }) = self.open.pop() {
            if let Some(last) = self.last.get_mut(kind as usize) {
                *last = before;
            }
            self.hiding -= u32::from(kind.hides());
        }
    }

    /// The innermost element and its note.
    pub fn top(&self) -> Option<(Kind, bool)> {
        self.open.last().map(|open| (open.kind, open.owned))
    }

    /// How many elements are open; a body has fewer than 2^32 bytes, hence fewer tags.
    pub fn len(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }

    /// Where the last open element of `kind` stands.
    pub fn last(&self, kind: Kind) -> Option<u32> {
        self.last.get(kind as usize).copied().flatten()
    }

    /// Where the last open element of any of `kinds` stands.
    pub fn last_of(&self, kinds: &[Kind]) -> Option<u32> {
        kinds.iter().filter_map(|kind| self.last(*kind)).max()
    }

    /// Where the last open element of `kinds` stands, unless one of `barriers` stands above it.
    pub fn within(&self, kinds: &[Kind], barriers: &[Kind]) -> Option<u32> {
        let place = self.last_of(kinds)?;
        (self.last_of(barriers) <= Some(place)).then_some(place)
    }

    /// Whether what is read now is not shown.
    pub fn hidden(&self) -> bool {
        self.hiding > 0
    }

    /// Whether what is read now is SVG or MathML.
    pub fn foreign(&self) -> bool {
        self.last(Kind::Foreign) > self.last(Kind::Island)
    }
}
