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

/// A set of kinds.
#[derive(Clone, Copy)]
pub struct Kinds(u32);

impl Kinds {
    /// The set of `kinds`.
    pub const fn of(kinds: &[Kind]) -> Kinds {
        let mut rest = kinds;
        let mut bits = 0;
        while let [kind, after @ ..] = rest {
            bits |= Kinds::one(*kind).0;
            rest = after;
        }
        Kinds(bits)
    }

    /// The set of `kind` alone.
    pub const fn one(kind: Kind) -> Kinds {
        Kinds(1 << kind as u32)
    }

    /// Whether `kind` is one of them.
    pub const fn contain(self, kind: Kind) -> bool {
        self.0 & Kinds::one(kind).0 > 0
    }
}

/// What no end tag reaches past (the standard's "scope").
pub const SCOPE: Kinds = Kinds::of(&[
    Kind::Table,
    Kind::Cell,
    Kind::HeaderCell,
    Kind::Caption,
    Kind::Object,
    Kind::Template,
    Kind::Select,
    Kind::Island,
]);

/// What no end tag of a table's parts reaches past.
pub const TABLE_SCOPE: Kinds = Kinds::of(&[Kind::Template]);

/// What a `<li>`, `<dt>` or `<dd>` does not reach past to close the one before.
pub const HARD: Kinds = Kinds::of(&[
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
]);

/// The elements whose names have `length` letters. Few share a length, so a name is found at once.
fn elements(length: usize) -> &'static [(Element, &'static str)] {
    use Element::{Break, EmbedFrame, Format, Frame, Image, Input, Open, Raw, Rule, Source};
    use Kind::*;
    use Style::{B, Code, Em, I, Link, Strong};
    match length {
        1 => &[
            (Open(Paragraph), "p"),
            (Open(Quotation), "q"),
            (Format(B), "b"),
            (Format(I), "i"),
            (Format(Link), "a"),
        ],
        2 => &[
            (Open(Division), "dl"),
            (Open(Heading2), "h1 h2"),
            (Open(Heading3), "h3"),
            (Open(Heading4), "h4 h5 h6"),
            (Open(List), "ul"),
            (Open(OrderedList), "ol"),
            (Open(Item), "li"),
            (Open(Term), "dt dd"),
            (Open(Row), "tr"),
            (Open(Cell), "td"),
            (Open(HeaderCell), "th"),
            (Open(Island), "mi mo mn ms"),
            (Format(Em), "em"),
            (Break, "br"),
            (Rule, "hr"),
        ],
        3 => &[
            (Open(Division), "div nav"),
            (Open(List), "dir"),
            (Open(Preformatted), "pre"),
            (Open(Superscript), "sup"),
            (Open(Subscript), "sub"),
            (Open(Mono), "kbd"),
            (Open(Foreign), "svg"),
            (Image, "img"),
        ],
        4 => &[
            (Open(Division), "main form"),
            (Open(List), "menu"),
            (Open(Mono), "samp"),
            (Open(Foreign), "math"),
            (Open(Island), "desc"),
            (Format(Code), "code"),
        ],
        5 => &[
            (Open(Division), "aside"),
            (Open(Table), "table"),
            (Open(Player), "video audio"),
            (Open(Fallback), "meter"),
            (Open(Island), "mtext"),
            (Image, "image"),
            (EmbedFrame, "embed"),
            (Input, "input"),
            (Raw(false), "style title"),
        ],
        6 => &[
            (Open(Division), "header footer center dialog hgroup search"),
            (Open(Figure), "figure"),
            (Open(Button), "button"),
            (Open(Object), "object applet"),
            (Open(Select), "select"),
            (Open(Fallback), "canvas"),
            (Format(Strong), "strong"),
            (Frame, "iframe"),
            (Source, "source"),
            (Raw(true), "script"),
        ],
        7 => &[
            (Open(Division), "section article address details summary"),
            (Open(Preformatted), "listing"),
            (Open(Caption), "caption"),
            (Raw(false), "noembed"),
        ],
        8 => &[
            (Open(Division), "fieldset"),
            (Open(Template), "template"),
            (Open(Fallback), "datalist progress"),
            (Raw(true), "textarea"),
            (Raw(false), "noscript noframes"),
        ],
        10 => &[
            (Open(Quote), "blockquote"),
            (Open(FigureCaption), "figcaption"),
        ],
        13 => &[(Open(Island), "foreignobject")],
        14 => &[(Open(Island), "annotation-xml")],
        _ => &[],
    }
}

/// The longest name of an element that is known.
const LONGEST: usize = 14;

/// The element that `name` (as written) names.
pub fn element(name: &str) -> Element {
    let mut lower = [0u8; LONGEST];
    let Some(buffer) = lower.get_mut(..name.len()) else {
        return Element::Unknown;
    };
    buffer.copy_from_slice(name.as_bytes());
    buffer.make_ascii_lowercase();
    let known = elements(name.len()).iter();
    let mut found = known.filter(|(_, names)| place(names, buffer).is_some());
    found
        .next()
        .map_or(Element::Unknown, |(element, _)| *element)
}

/// Which of `names` is `name`; they stand behind single spaces and are all as long as it.
pub fn place(names: &str, name: &[u8]) -> Option<usize> {
    names
        .as_bytes()
        .chunks(name.len() + 1)
        .position(|known| known.starts_with(name))
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
    pub fn last_of(&self, kinds: Kinds) -> Option<u32> {
        let mut last = None;
        let mut rest = kinds.0;
        while rest > 0 {
            let place = self.last.get(rest.trailing_zeros() as usize);
            last = last.max(place.copied().flatten());
            rest &= rest - 1;
        }
        last
    }

    /// Where the last open element of `kinds` stands, unless one of `barriers` stands above it.
    pub fn within(&self, kinds: Kinds, barriers: Kinds) -> Option<u32> {
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
