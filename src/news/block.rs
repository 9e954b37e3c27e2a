//! A story's body: blocks of inline runs.
//!
//! Trees that an HTML parser would restructure cannot be written down in these types: a paragraph
//! holds runs only, a list holds items, a table always has rows of cells, and the text of a link
//! holds no second link (the reader of bodies sees to that one).

/// One block of a body, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `<p>`
    Paragraph(Vec<Inline>),
    /// `<h2>`…`<h4>`: `level` is 2, 3 or 4, since a page's `<h1>` is its headline.
    Heading {
        /// 2, 3 or 4.
        level: u8,
        /// The heading's text.
        text: Vec<Inline>,
    },
    /// `<ul>` or `<ol>`
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// The items, never none.
        items: Vec<ListItem>,
    },
    /// `<blockquote>`: blocks, of which none is a quote again.
    Quote(Vec<Block>),
    /// `<figure>` with one picture.
    Figure(Figure),
    /// `<table>`
    Table(Table),
    /// `<pre>`: text with its line breaks, left to right.
    Preformatted(String),
    /// `<hr>`
    Rule,
    /// A frame of another site (a player, a map), shown as a link with its title.
    Embed {
        /// Where it leads; http or https.
        url: String,
        /// What it is called, or its host where it has no title.
        title: String,
    },
}

impl Block {
    /// The block's visible text, its parts divided by spaces. The text of pictures is not part of it.
    pub fn text(&self) -> String {
        match self {
            Self::Paragraph(text) | Self::Heading { text, .. } => inlines_text(text),
            Self::List { items, .. } => items_text(items),
            Self::Quote(inner) => joined(inner.iter().map(Self::text)),
            Self::Figure(figure) => inlines_text(&figure.caption),
            Self::Table(table) => joined(
                [inlines_text(&table.caption)].into_iter().chain(
                    table
                        .rows
                        .iter()
                        .flatten()
                        .map(|cell| inlines_text(&cell.text)),
                ),
            ),
            Self::Preformatted(text) => text.clone(),
            Self::Rule => String::new(),
            Self::Embed { title, .. } => title.clone(),
        }
    }

    /// Whether the block, or one inside it, shows the picture at `url`.
    pub fn shows(&self, url: &str) -> bool {
        match self {
            Self::Figure(figure) => figure.picture.url == url,
            Self::Quote(inner) => inner.iter().any(|block| block.shows(url)),
            _ => false,
        }
    }
}

fn items_text(items: &[ListItem]) -> String {
    joined(items.iter().flat_map(|item| {
        let children = item.children.as_ref().map(|(_, items)| items_text(items));
        [Some(inlines_text(&item.text)), children]
            .into_iter()
            .flatten()
    }))
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// One item of a list: its text, and at most one list beneath it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// The item's own text.
    pub text: Vec<Inline>,
    /// The list beneath it, of which `ordered` says the kind.
    pub children: Option<(bool, Vec<ListItem>)>,
}

/// A picture with its caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The picture.
    pub picture: crate::news::Picture,
    /// The caption, empty where there is none.
    pub caption: Vec<Inline>,
}

/// A table: rows of cells, never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The caption, empty where there is none.
    pub caption: Vec<Inline>,
    /// The rows.
    pub rows: Vec<Vec<TableCell>>,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// Whether it is a heading of its row or column.
    pub header: bool,
    /// How many columns it spans, at least 1.
    pub columns: u16,
    /// How many rows it spans, at least 1.
    pub rows: u16,
    /// Its text.
    pub text: Vec<Inline>,
}

/// A run of text inside a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text, never empty.
    Text(String),
    /// `<strong>`
    Strong(Vec<Inline>),
    /// `<em>`
    Emphasis(Vec<Inline>),
    /// `<sup>`
    Superscript(Vec<Inline>),
    /// `<sub>`
    Subscript(Vec<Inline>),
    /// `<code>`: text that is shown left to right as it is.
    Code(String),
    /// `<a>`; holds no second link.
    Link {
        /// An absolute http, https, mailto or tel address.
        url: String,
        /// The link's text.
        text: Vec<Inline>,
    },
    /// `<br>`
    Break,
}

/// The visible text of `inlines`, with a space for every line break.
pub fn inlines_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    push_text(inlines, &mut text);
    text
}

fn push_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner)
            | Inline::Link { text: inner, .. } => push_text(inner, out),
            Inline::Break => out.push(' '),
        }
    }
}
