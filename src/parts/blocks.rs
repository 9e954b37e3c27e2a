//! The body of a story.

use super::picture::{Fetch, figure};
use super::text::{inlines, link, text};
use crate::news::{Block, ListItem, Table, TableCell};
use crate::view::{Element, Nodes, el};

/// The blocks of a body, in order.
pub fn blocks(blocks: &[Block]) -> Nodes {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> Element {
    match block {
        Block::Paragraph(text) => el("p").with(inlines(text)),
        Block::Heading { level, text } => {
            let tag = match level {
                2 => "h2",
                3 => "h3",
                _ => "h4",
            };
            el(tag).with(inlines(text))
        }
        Block::List { ordered, items } => list(*ordered, items),
        Block::Quote(inner) => el("blockquote").with(blocks(inner)),
        Block::Figure(inner) => figure(inner, Fetch::Lazy),
        Block::Table(inner) => table(inner),
        Block::Preformatted(text) => el("pre")
            .set("dir", "ltr")
            .set("tabindex", "0")
            .with(text.clone()),
        Block::Rule => el("hr"),
        Block::Embed { url, title } => el("p").class("embed").with(link(url.clone(), text(title))),
    }
}

fn list(ordered: bool, items: &[ListItem]) -> Element {
    let items: Nodes = items.iter().map(list_item).collect();
    el(if ordered { "ol" } else { "ul" }).with(items)
}

fn list_item(item: &ListItem) -> Element {
    let children = item.children.as_ref();
    el("li")
        .with(inlines(&item.text))
        .with(children.map(|(ordered, items)| list(*ordered, items)))
}

fn table(table: &Table) -> Element {
    let caption = (!table.caption.is_empty()).then(|| el("caption").with(inlines(&table.caption)));
    let rows: Nodes = table
        .rows
        .iter()
        .map(|row| el("tr").with(row.iter().map(cell).collect::<Nodes>()))
        .collect();
    // The frame scrolls where the table is wider than the column, and must be reachable by keyboard.
    el("div")
        .class("table")
        .set("tabindex", "0")
        .set("role", "group")
        .with(el("table").with(caption).with(el("tbody").with(rows)))
}

fn cell(cell: &TableCell) -> Element {
    el(if cell.header { "th" } else { "td" })
        .set_some(
            "colspan",
            (cell.columns > 1).then(|| cell.columns.to_string()),
        )
        .set_some("rowspan", (cell.rows > 1).then(|| cell.rows.to_string()))
        .with(inlines(&cell.text))
}
