//! The body of a story.

use super::picture::{Fetch, figure};
use super::text::{inlines, link, text};
use crate::news::{Block, ListItem, Table, TableCell};
use leptos::prelude::*;

/// The blocks of a body, in order.
pub fn blocks(blocks: &[Block]) -> AnyView {
    blocks.iter().map(block).collect::<Vec<_>>().into_any()
}

fn block(block: &Block) -> AnyView {
    match block {
        Block::Paragraph(text) => view! { <p>{inlines(text)}</p> }.into_any(),
        Block::Heading { level: 2, text } => view! { <h2>{inlines(text)}</h2> }.into_any(),
        Block::Heading { level: 3, text } => view! { <h3>{inlines(text)}</h3> }.into_any(),
        Block::Heading { text, .. } => view! { <h4>{inlines(text)}</h4> }.into_any(),
        Block::List { ordered, items } => list(*ordered, items),
        Block::Quote(inner) => view! { <blockquote>{blocks(inner)}</blockquote> }.into_any(),
        Block::Figure(inner) => figure(inner, Fetch::Lazy),
        Block::Table(inner) => table(inner),
        Block::Preformatted(text) => {
            view! { <pre dir="ltr" tabindex="0">{text.clone()}</pre> }.into_any()
        }
        Block::Rule => view! { <hr /> }.into_any(),
        Block::Embed { url, title } => {
            view! { <p class="embed">{link(url.clone(), text(title))}</p> }.into_any()
        }
    }
}

fn list(ordered: bool, items: &[ListItem]) -> AnyView {
    let items = items.iter().map(list_item).collect::<Vec<_>>();
    if ordered {
        view! { <ol>{items}</ol> }.into_any()
    } else {
        view! { <ul>{items}</ul> }.into_any()
    }
}

fn list_item(item: &ListItem) -> AnyView {
    let children = item
        .children
        .as_ref()
        .map(|(ordered, items)| list(*ordered, items));
    view! { <li>{inlines(&item.text)}{children}</li> }.into_any()
}

fn table(table: &Table) -> AnyView {
    let caption =
        (!table.caption.is_empty()).then(|| view! { <caption>{inlines(&table.caption)}</caption> });
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().map(cell).collect::<Vec<_>>();
            view! { <tr>{cells}</tr> }
        })
        .collect::<Vec<_>>();
    // The frame scrolls where the table is wider than the column, and must be reachable by keyboard.
    view! {
        <div class="table" tabindex="0" role="group">
            <table>{caption}<tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

fn cell(cell: &TableCell) -> AnyView {
    let columns = (cell.columns > 1).then(|| cell.columns.to_string());
    let rows = (cell.rows > 1).then(|| cell.rows.to_string());
    if cell.header {
        view! { <th colspan=columns rowspan=rows>{inlines(&cell.text)}</th> }.into_any()
    } else {
        view! { <td colspan=columns rowspan=rows>{inlines(&cell.text)}</td> }.into_any()
    }
}
