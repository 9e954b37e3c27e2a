//! Blocks to HTML: for published data and for the tests. The exact inverse of reading.

use crate::news::{Block, Figure, Inline, ListItem, Table};
use crate::view::escape;

/// The HTML of `blocks`, every text and attribute escaped. A browser's parser makes the same tree of
/// it, and [`super::read_html`] the same blocks, where they came from it.
pub fn to_html(blocks: &[Block]) -> String {
    let mut out = String::new();
    push_blocks(blocks, &mut out);
    out
}

fn push_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => element("p", text, out),
            Block::Heading { level, text } => match level {
                2 => element("h2", text, out),
                3 => element("h3", text, out),
                _ => element("h4", text, out),
            },
            Block::List { ordered, items } => push_list(*ordered, items, out),
            Block::Quote(blocks) => {
                out.push_str("<blockquote>");
                push_blocks(blocks, out);
                out.push_str("</blockquote>");
            }
            Block::Figure(figure) => push_figure(figure, out),
            Block::Table(table) => push_table(table, out),
            Block::Preformatted(text) => {
                // A parser drops the first line break after the tag.
                out.push_str("<pre>\n");
                escape(text, out);
                out.push_str("</pre>");
            }
            Block::Rule => out.push_str("<hr>"),
            Block::Embed { url, title } => {
                out.push_str("<iframe");
                attribute("src", url, out);
                attribute("title", title, out);
                out.push_str("></iframe>");
            }
        }
    }
}

fn push_list(ordered: bool, items: &[ListItem], out: &mut String) {
    let name = if ordered { "ol" } else { "ul" };
    open(name, out);
    for item in items {
        open("li", out);
        push_inlines(&item.text, out);
        if let Some((ordered, items)) = &item.children {
            push_list(*ordered, items, out);
        }
        close("li", out);
    }
    close(name, out);
}

fn push_figure(figure: &Figure, out: &mut String) {
    out.push_str("<figure><img");
    attribute("src", &figure.picture.url, out);
    attribute("alt", &figure.picture.alt, out);
    if let Some((width, height)) = figure.picture.size {
        attribute("width", &width.to_string(), out);
        attribute("height", &height.to_string(), out);
    }
    if let Some(sizes) = figure.picture.srcset() {
        attribute("srcset", &sizes, out);
    }
    out.push('>');
    if !figure.caption.is_empty() {
        element("figcaption", &figure.caption, out);
    }
    out.push_str("</figure>");
}

fn push_table(table: &Table, out: &mut String) {
    out.push_str("<table>");
    if !table.caption.is_empty() {
        element("caption", &table.caption, out);
    }
    out.push_str("<tbody>");
    for row in &table.rows {
        open("tr", out);
        for cell in row {
            let name = if cell.header { "th" } else { "td" };
            out.push('<');
            out.push_str(name);
            if cell.columns > 1 {
                attribute("colspan", &cell.columns.to_string(), out);
            }
            if cell.rows > 1 {
                attribute("rowspan", &cell.rows.to_string(), out);
            }
            out.push('>');
            push_inlines(&cell.text, out);
            close(name, out);
        }
        close("tr", out);
    }
    out.push_str("</tbody></table>");
}

fn push_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => escape(text, out),
            Inline::Strong(inner) => element("strong", inner, out),
            Inline::Emphasis(inner) => element("em", inner, out),
            Inline::Superscript(inner) => element("sup", inner, out),
            Inline::Subscript(inner) => element("sub", inner, out),
            Inline::Code(text) => {
                open("code", out);
                escape(text, out);
                close("code", out);
            }
            Inline::Link { url, text } => {
                out.push_str("<a");
                attribute("href", url, out);
                out.push('>');
                push_inlines(text, out);
                close("a", out);
            }
            Inline::Break => out.push_str("<br>"),
        }
    }
}

fn element(name: &str, inner: &[Inline], out: &mut String) {
    open(name, out);
    push_inlines(inner, out);
    close(name, out);
}

fn open(name: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
}

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, out);
    out.push('"');
}
