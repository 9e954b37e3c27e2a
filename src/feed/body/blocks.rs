//! Text and elements in reading order to blocks: what may stand where.
//!
//! Three contexts decide what a line's end means. In the flow it ends a paragraph or a heading. In
//! a list's item, a cell or a caption it is a line break, since those hold text only. Inside `<pre>`
//! it is a line's end in the text. What cannot stand where it was written is moved just behind
//! (pictures in cells) or splits what it stands in (a picture in a list); text keeps its order.

use super::elements::Kind;
use super::runs::{Format, Run, is_blank};
use super::unix_lines;
use crate::feed::bounds::{BODY_PIECES, BODY_TEXT};
use crate::news::{Block, Figure, Inline, ListItem, Table, TableCell};
use crate::persian::{display_clean_code, runs};

/// How deep lists are kept; deeper ones become items of the last level.
const DEEPEST_LIST: usize = 6;

struct OpenList {
    ordered: bool,
    items: Vec<ListItem>,
    /// Whether an item has begun that is not in `items` yet.
    fresh: bool,
}

/// The blocks so far and what is being written.
#[derive(Default)]
pub struct Writer {
    blocks: Vec<Block>,
    /// The blocks of the quote that is open; a quote within it is part of it.
    quote: Option<Vec<Block>>,
    lists: Vec<OpenList>,
    table: Option<Table>,
    preformatted: Option<String>,
    /// Whether the run belongs to a cell or a caption.
    capturing: bool,
    /// Blocks met in a cell or a caption, which follow it.
    deferred: Vec<Block>,
    figures: u32,
    /// Whether the last block is a picture of the open figure.
    pictured: bool,
    /// A caption that came before its picture.
    early_caption: Vec<Inline>,
    run: Run,
    /// The addresses of the body's links, which runs name by number.
    pub links: Vec<String>,
    /// The level of the heading that is open.
    pub heading: Option<u8>,
    /// How many lists were too deep.
    pub flattened: u32,
    /// The last paragraph, where there are too many pieces for what follows to be more than text.
    rest: Option<String>,
    /// How many blocks, items, cells and runs have left `run`.
    pieces: usize,
    /// How much text has been written, in bytes.
    text: usize,
}

impl Writer {
    /// Everything is closed: the blocks.
    pub fn into_blocks(mut self) -> Vec<Block> {
        self.flush();
        self.release_caption();
        if let Some(rest) = self.rest.take() {
            self.run.text(&rest, Format::default());
            self.flush();
        }
        super::paragraphs::divided(self.blocks)
    }

    /// Whether there are as many pieces as a page can hold, and what follows is to be plain text.
    pub fn is_crowded(&self) -> bool {
        self.rest.is_none() && self.pieces + self.run.len() + self.links.len() >= BODY_PIECES
    }

    /// From here on everything is text of one last paragraph.
    pub fn go_on_plain(&mut self) {
        self.rest.get_or_insert_default();
    }

    /// Whether everything is text of the last paragraph.
    pub fn is_plain(&self) -> bool {
        self.rest.is_some()
    }

    /// How much text still fits, in bytes.
    pub fn room(&self) -> usize {
        BODY_TEXT.saturating_sub(self.text)
    }

    /// Appends text, character references resolved.
    pub fn text(&mut self, text: &str, format: Format) {
        self.text += text.len();
        if let Some(rest) = &mut self.rest {
            rest.push_str(text);
            return;
        }
        self.pieces += runs(text, BODY_PIECES).iter().filter(|run| run.ltr).count();
        if let Some(pre) = &mut self.preformatted {
            pre.push_str(text);
            return;
        }
        if !self.capturing && !is_blank(text) {
            self.release_caption();
        }
        self.run.text(text, format);
    }

    /// `<br>`
    pub fn line_break(&mut self) {
        if self.part_rest() {
            return;
        }
        match &mut self.preformatted {
            Some(pre) => pre.push('\n'),
            None => self.run.line_break(),
        }
    }

    /// The end of a line: a block begins or ends here.
    pub fn boundary(&mut self) {
        if self.part_rest() {
            return;
        }
        if let Some(pre) = &mut self.preformatted {
            if !pre.is_empty() && !pre.ends_with('\n') {
                pre.push('\n');
            }
        } else if self.capturing || !self.lists.is_empty() {
            self.run.line_end();
        } else {
            self.flush();
        }
    }

    /// `<hr>`
    pub fn rule(&mut self) {
        self.boundary();
        if !self.is_plain() && self.in_flow() && self.target().last() != Some(&Block::Rule) {
            self.emit(Block::Rule);
        }
    }

    /// Parts words of the last paragraph, where all is text of it.
    fn part_rest(&mut self) -> bool {
        if let Some(rest) = &mut self.rest {
            rest.push(' ');
        }
        self.is_plain()
    }

    /// A picture.
    pub fn figure(&mut self, picture: crate::news::Picture) {
        if self.is_plain() {
            return;
        }
        let caption = if self.capturing {
            Vec::new()
        } else {
            std::mem::take(&mut self.early_caption)
        };
        self.emit(Block::Figure(Figure { picture, caption }));
    }

    /// Begins an element that is not inline: whether it is one here, and so must be ended by
    /// [`Writer::end`].
    pub fn begin(&mut self, kind: Kind, spans: (u16, u16)) -> bool {
        self.boundary();
        if self.is_plain() {
            return false;
        }
        let text_only = self.capturing || self.preformatted.is_some();
        let owned = match kind {
            Kind::Quote => self.in_flow() && self.quote.is_none() && self.table.is_none(),
            Kind::List | Kind::OrderedList => {
                let fits = self.lists.len() < DEEPEST_LIST;
                self.flattened += u32::from(!text_only && !fits);
                !text_only && fits
            }
            Kind::Item => !text_only && !self.lists.is_empty(),
            Kind::Figure => !text_only,
            Kind::FigureCaption => !text_only && self.figures > 0,
            Kind::Preformatted => self.in_flow(),
            Kind::Table => !text_only && self.table.is_none(),
            Kind::Row | Kind::Cell | Kind::HeaderCell => !text_only && self.table.is_some(),
            // A second caption is text beside the table.
            Kind::Caption => {
                let table = self.table.as_ref();
                !text_only && table.is_some_and(|table| table.caption.is_empty())
            }
            _ => false,
        };
        if !owned {
            return false;
        }
        self.flush();
        self.pieces += 1;
        match kind {
            Kind::Quote => self.quote = Some(Vec::new()),
            Kind::List | Kind::OrderedList => self.lists.push(OpenList {
                ordered: kind == Kind::OrderedList,
                items: Vec::new(),
                fresh: false,
            }),
            Kind::Item => self.set_fresh(true),
            Kind::Figure => {
                self.figures += 1;
                self.pictured = false;
            }
            Kind::Preformatted => self.preformatted = Some(String::new()),
            Kind::Table => {
                self.table = Some(Table {
                    caption: Vec::new(),
                    rows: Vec::new(),
                });
            }
            Kind::Row => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Kind::Cell | Kind::HeaderCell => {
                self.capturing = true;
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(TableCell {
                        header: kind == Kind::HeaderCell,
                        columns: spans.0,
                        rows: spans.1,
                        text: Vec::new(),
                    });
                }
            }
            _ => self.capturing = true,
        }
        true
    }

    /// Ends an element that [`Writer::begin`] took.
    pub fn end(&mut self, kind: Kind) {
        match kind {
            Kind::Quote => {
                self.flush();
                let blocks = self.quote.take().unwrap_or_default();
                if !blocks.is_empty() {
                    self.put(Block::Quote(blocks));
                }
            }
            Kind::List | Kind::OrderedList => {
                self.flush();
                self.close_list();
            }
            Kind::Item => {
                self.flush();
                self.set_fresh(false);
            }
            Kind::Figure => {
                self.flush();
                self.release_caption();
                self.figures -= 1;
                self.pictured = false;
            }
            Kind::FigureCaption => {
                let caption = self.captured();
                self.place_caption(caption);
                self.release_deferred();
            }
            Kind::Preformatted => {
                let text = self.preformatted.take();
                self.put_preformatted(text.as_deref().unwrap_or_default());
            }
            Kind::Caption => {
                let text = self.captured();
                if let Some(table) = &mut self.table {
                    table.caption = text;
                }
            }
            Kind::Cell | Kind::HeaderCell => {
                let text = self.captured();
                let row = self.table.as_mut().and_then(|table| table.rows.last_mut());
                if let Some(cell) = row.and_then(|row| row.last_mut()) {
                    cell.text = text;
                }
            }
            Kind::Table => self.end_table(),
            _ => {}
        }
    }

    /// A block that is no text, wherever it was met.
    pub fn emit(&mut self, block: Block) {
        if self.capturing {
            self.run.line_end();
            self.pieces += 1;
            self.deferred.push(block);
            return;
        }
        if !matches!(block, Block::Figure(_)) {
            self.release_caption();
        }
        if let Some(text) = self.preformatted.replace(String::new()) {
            self.put_preformatted(&text);
        } else {
            self.preformatted = None;
        }
        self.flush();
        self.split_lists();
        self.put(block);
    }

    fn in_flow(&self) -> bool {
        !self.capturing && self.preformatted.is_none() && self.lists.is_empty()
    }

    fn target(&mut self) -> &mut Vec<Block> {
        self.quote.as_mut().unwrap_or(&mut self.blocks)
    }

    fn put(&mut self, block: Block) {
        self.pictured = self.figures > 0 && matches!(block, Block::Figure(_));
        self.pieces += 1;
        self.target().push(block);
    }

    fn captured(&mut self) -> Vec<Inline> {
        self.capturing = false;
        self.pieces += self.run.len();
        self.run.take_line(&self.links)
    }

    /// Writes the text so far into the item or into paragraphs.
    fn flush(&mut self) {
        if self.capturing || self.preformatted.is_some() {
            return;
        }
        self.pieces += self.run.len();
        if let Some(list) = self.lists.last_mut() {
            let text = self.run.take_line(&self.links);
            if !text.is_empty() {
                list.fresh = false;
                list.items.push(ListItem {
                    text,
                    children: None,
                });
            }
            return;
        }
        let heading = self.heading;
        let blocks = self.quote.as_mut().unwrap_or(&mut self.blocks);
        let pictured = &mut self.pictured;
        let pieces = &mut self.pieces;
        self.run.take_paragraphs(&self.links, |text| {
            *pictured = false;
            *pieces += 1;
            blocks.push(match heading {
                Some(level) => Block::Heading { level, text },
                None => Block::Paragraph(text),
            });
        });
    }

    fn set_fresh(&mut self, fresh: bool) {
        if let Some(list) = self.lists.last_mut() {
            list.fresh = fresh;
        }
    }

    fn close_list(&mut self) {
        let Some(OpenList { ordered, items, .. }) = self.lists.pop() else {
            return;
        };
        if items.is_empty() {
            return;
        }
        let Some(parent) = self.lists.last_mut() else {
            self.put(Block::List { ordered, items });
            return;
        };
        let fresh = std::mem::take(&mut parent.fresh);
        match parent.items.last_mut().map(|item| &mut item.children) {
            Some(children @ None) if !fresh => *children = Some((ordered, items)),
            Some(Some((kind, children))) if !fresh && *kind == ordered => children.extend(items),
            _ => parent.items.push(ListItem {
                text: Vec::new(),
                children: Some((ordered, items)),
            }),
        }
    }

    /// Ends the open lists and begins them anew, for a block that no item can hold.
    fn split_lists(&mut self) {
        let kinds: Vec<bool> = self.lists.iter().map(|list| list.ordered).collect();
        while !self.lists.is_empty() {
            self.close_list();
        }
        self.lists.extend(kinds.into_iter().map(|ordered| OpenList {
            ordered,
            items: Vec::new(),
            fresh: false,
        }));
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.table.take() else {
            return;
        };
        table.rows.retain(|row| !row.is_empty());
        if table
            .rows
            .iter()
            .flatten()
            .any(|cell| !cell.text.is_empty())
        {
            self.emit(Block::Table(table));
        } else if !table.caption.is_empty() {
            self.emit(Block::Paragraph(table.caption));
        }
        self.release_deferred();
    }

    fn release_deferred(&mut self) {
        if self.table.is_none() {
            for block in std::mem::take(&mut self.deferred) {
                self.emit(block);
            }
        }
    }

    fn place_caption(&mut self, caption: Vec<Inline>) {
        if self.pictured
            && let Some(Block::Figure(figure)) = self.target().last_mut()
            && figure.caption.is_empty()
        {
            figure.caption = caption;
        } else {
            self.release_caption();
            self.early_caption = caption;
        }
    }

    /// A caption whose picture never came is a paragraph.
    fn release_caption(&mut self) {
        let caption = std::mem::take(&mut self.early_caption);
        if !caption.is_empty() {
            self.emit(Block::Paragraph(caption));
        }
    }

    fn put_preformatted(&mut self, text: &str) {
        let lines = display_clean_code(&unix_lines(text));
        let lines = lines.trim_end();
        if !is_blank(lines) {
            self.put(Block::Preformatted(lines.to_owned()));
        }
    }
}
