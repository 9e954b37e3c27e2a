//! Tags to calls on the writer: which elements are open, how text is styled, what is let in.

use super::blocks::Writer;
use super::elements::{
    Element, HARD, Kind, Kinds, SCOPE, Stack, Style, TABLE_SCOPE, breaks_out, element,
};
use super::entities::decode;
use super::runs::{Format, Script, plain_line};
use super::tokenizer::{Tag, Token, Tokenizer};
use super::{Body, BodyRepair};
use crate::feed::address::{Base, host};
use crate::feed::bounds::SENTENCE;
use crate::feed::media::renditions;
use crate::news::{Block, Picture};
use crate::persian::cut_line;

/// The styles opened since the last cell began, and what was in force then.
#[derive(Clone, Copy, Default)]
struct Styles {
    outside: Format,
    bold: [u32; 2],
    italic: [u32; 2],
    code: u32,
    /// The link that is open, if any; an `<a>` without an address is none.
    link: Option<Option<usize>>,
}

impl Styles {
    fn format(&self) -> Format {
        Format {
            link: self.link.unwrap_or(self.outside.link),
            strong: self.outside.strong || self.bold != [0, 0],
            emphasis: self.outside.emphasis || self.italic != [0, 0],
            script: Script::Level,
            code: self.outside.code || self.code > 0,
        }
    }

    fn count(&mut self, style: Style) -> Option<&mut u32> {
        match style {
            Style::B => self.bold.first_mut(),
            Style::Strong => self.bold.last_mut(),
            Style::I => self.italic.first_mut(),
            Style::Em => self.italic.last_mut(),
            Style::Code => Some(&mut self.code),
            Style::Link => None,
        }
    }
}

/// One body being read.
pub struct Reader {
    base: Base,
    writer: Writer,
    stack: Stack,
    /// One for the body and one for every open cell; the last is in force.
    styles: Vec<Styles>,
    /// The title of a player that has named no address yet.
    player: Option<String>,
    /// Whether a `<pre>` has just begun, whose first line break does not count.
    pre_begins: bool,
    repairs: Vec<(BodyRepair, u32)>,
}

const HEADINGS: Kinds = Kinds::of(&[Kind::Heading2, Kind::Heading3, Kind::Heading4]);
const CELLS: Kinds = Kinds::of(&[Kind::Cell, Kind::HeaderCell]);
/// What no end tag of a row, a caption or a cell reaches past.
const TABLE: Kinds = Kinds::of(&[Kind::Template, Kind::Table]);
const CELL_OR_CAPTION: Kinds = Kinds::of(&[Kind::Cell, Kind::HeaderCell, Kind::Caption]);
const LISTS: Kinds = Kinds::of(&[Kind::List, Kind::OrderedList]);
const LINES: Kinds = Kinds::of(&[Kind::Paragraph, Kind::Division]);

impl Reader {
    /// Reads `html`; `base` is what its addresses are relative to.
    pub fn read(html: &str, base: &str) -> Body {
        let mut reader = Reader {
            base: Base::new(base),
            writer: Writer::default(),
            stack: Stack::default(),
            styles: vec![Styles::default()],
            player: None,
            pre_begins: false,
            repairs: Vec::new(),
        };
        let mut tokens = Tokenizer::new(html);
        while let Some(token) = tokens.next() {
            if reader.writer.is_crowded() {
                reader.note(BodyRepair::Crowded);
                reader.writer.go_on_plain();
            }
            match token {
                Token::Text(text) => {
                    let text = decode(text, false);
                    let fits = beginning(&text, reader.writer.room());
                    reader.text(fits);
                    if fits.len() < text.len() {
                        reader.note(BodyRepair::TooLong);
                        break;
                    }
                }
                Token::Start(tag) => {
                    if let Some(raw) = reader.start(&tag) {
                        tokens.skip_raw(raw);
                    }
                }
                Token::End(name) => reader.end(name),
            }
            tokens.foreign = reader.stack.foreign();
        }
        reader.close_to(0);
        for _ in 0..reader.writer.flattened {
            reader.note(BodyRepair::DeepList);
        }
        Body {
            blocks: reader.writer.into_blocks(),
            repairs: reader.repairs,
        }
    }

    fn note(&mut self, repair: BodyRepair) {
        match self.repairs.iter_mut().find(|(known, _)| *known == repair) {
            Some((_, count)) => *count += 1,
            None => self.repairs.push((repair, 1)),
        }
    }

    fn text(&mut self, text: &str) {
        let text = if std::mem::take(&mut self.pre_begins) {
            text.strip_prefix("\r\n")
                .or_else(|| text.strip_prefix(['\n', '\r']))
                .unwrap_or(text)
        } else {
            text
        };
        if !self.stack.hidden() {
            self.writer.text(text, self.format());
        }
    }

    fn format(&self) -> Format {
        let mut format = self.styles.last().map(Styles::format).unwrap_or_default();
        let raised = self.stack.last(Kind::Superscript);
        let lowered = self.stack.last(Kind::Subscript);
        if raised > lowered {
            format.script = Script::Raised;
        } else if lowered > raised {
            format.script = Script::Lowered;
        }
        format.code |= self.stack.last(Kind::Mono).is_some();
        format
    }

    /// A start tag; gives the name of the element whose raw text is to be skipped.
    fn start<'t>(&mut self, tag: &Tag<'t>) -> Option<&'t str> {
        self.pre_begins = false;
        if self.stack.foreign() && !self.left_foreign(tag) {
            return None;
        }
        let shown = !self.stack.hidden();
        match element(tag.name) {
            Element::Open(kind) => self.open(kind, tag),
            Element::Format(style) => self.style(style, tag),
            Element::Break if shown => self.writer.line_break(),
            Element::Rule => {
                self.close_paragraph();
                if !self.stack.hidden() {
                    self.writer.rule();
                }
            }
            Element::Image if shown => self.picture(tag),
            Element::Frame => {
                if shown {
                    self.embed(tag, BodyRepair::FrameToLink);
                }
                return Some(tag.name);
            }
            Element::EmbedFrame if shown => self.embed(tag, BodyRepair::FrameToLink),
            Element::Source => {
                if let Some(title) = self.player.take() {
                    self.play(tag, title);
                }
            }
            Element::Raw(active) => {
                if active && shown {
                    self.note(BodyRepair::Removed);
                }
                return Some(tag.name);
            }
            Element::Input if shown => self.note(BodyRepair::Removed),
            _ => {}
        }
        None
    }

    /// Inside SVG or MathML: whether `tag` ends it and is to be read as HTML.
    fn left_foreign(&mut self, tag: &Tag) -> bool {
        if breaks_out(tag.name) {
            while self.stack.foreign() {
                self.close_top();
            }
            return true;
        }
        if !tag.self_closing {
            match element(tag.name) {
                Element::Open(kind @ (Kind::Foreign | Kind::Island)) => self.push(kind, false),
                _ if tag.name.eq_ignore_ascii_case("title") => self.push(Kind::Island, false),
                _ => {}
            }
        }
        false
    }

    fn open(&mut self, kind: Kind, tag: &Tag) {
        let shown = !self.stack.hidden();
        match kind {
            Kind::Superscript | Kind::Subscript | Kind::Mono => {}
            Kind::Quotation => self.text("«"),
            Kind::Template | Kind::Fallback => {}
            Kind::Player => {
                if shown {
                    let title = self.line(tag, "title");
                    if tag.attribute("src").is_some() {
                        self.play(tag, title);
                    } else {
                        self.player = Some(title);
                    }
                }
            }
            Kind::Button | Kind::Object | Kind::Select | Kind::Foreign => {
                if kind == Kind::Button
                    && let Some(place) = self.stack.within(Kinds::one(kind), SCOPE)
                {
                    self.close_to(place);
                }
                if shown {
                    self.note(BodyRepair::Removed);
                }
                if kind == Kind::Foreign && tag.self_closing {
                    return;
                }
            }
            Kind::Island => return,
            Kind::Row | Kind::Cell | Kind::HeaderCell | Kind::Caption => {
                if !self.open_table_part(kind) {
                    return;
                }
            }
            Kind::Item | Kind::Term => {
                if let Some(place) = self.stack.within(Kinds::one(kind), HARD) {
                    self.close_to(place);
                }
                self.close_paragraph();
            }
            _ => {
                self.close_paragraph();
                if HEADINGS.contain(kind)
                    && self
                        .stack
                        .top()
                        .is_some_and(|(top, _)| HEADINGS.contain(top))
                {
                    self.close_top();
                }
                let table = self.stack.last(Kind::Table);
                if kind == Kind::Table
                    && let Some(place) = table
                    && table > self.stack.last_of(CELL_OR_CAPTION)
                {
                    self.close_to(place);
                }
            }
        }
        let owned = !kind.is_inline()
            && !self.stack.hidden()
            && self
                .writer
                .begin(kind, (span(tag, "colspan", 50), span(tag, "rowspan", 200)));
        self.push(kind, owned);
        self.pre_begins = kind == Kind::Preformatted;
    }

    /// Closes what a row, a cell or a caption closes; `false` if no table is open for it.
    fn open_table_part(&mut self, kind: Kind) -> bool {
        let Some(table) = self.stack.within(Kinds::one(Kind::Table), TABLE_SCOPE) else {
            return false;
        };
        match self.stack.last(Kind::Row).filter(|row| *row > table) {
            Some(row) if CELLS.contain(kind) => self.close_to(row + 1),
            _ => {
                self.close_to(table + 1);
                if CELLS.contain(kind) {
                    let owned = !self.stack.hidden() && self.writer.begin(Kind::Row, (1, 1));
                    self.push(Kind::Row, owned);
                }
            }
        }
        true
    }

    fn push(&mut self, kind: Kind, owned: bool) {
        self.stack.push(kind, owned);
        if kind.keeps_styles() {
            let outside = self.styles.last().map(Styles::format).unwrap_or_default();
            self.styles.push(Styles {
                outside,
                ..Styles::default()
            });
        }
        self.set_heading(kind);
    }

    fn set_heading(&mut self, changed: Kind) {
        if HEADINGS.contain(changed) {
            let last = self.stack.last_of(HEADINGS);
            let levels = [
                (Kind::Heading2, 2),
                (Kind::Heading3, 3),
                (Kind::Heading4, 4),
            ];
            self.writer.heading = levels
                .iter()
                .find(|(kind, _)| last.is_some() && self.stack.last(*kind) == last)
                .map(|(_, level)| *level);
        }
    }

    fn close_top(&mut self) {
        let Some((kind, owned)) = self.stack.top() else {
            return;
        };
        if kind == Kind::Quotation {
            self.text("»");
        }
        if !kind.is_inline() && !self.stack.hidden() {
            self.writer.boundary();
        }
        self.stack.pop();
        if owned {
            self.writer.end(kind);
        }
        if kind.keeps_styles() {
            self.styles.pop();
        }
        if kind == Kind::Player {
            self.player = None;
        }
        self.set_heading(kind);
    }

    /// Closes the element at `place` and all above it.
    fn close_to(&mut self, place: u32) {
        while self.stack.len() > place {
            self.close_top();
        }
    }

    /// Closes the paragraph that is open, as the start of any block does.
    fn close_paragraph(&mut self) -> bool {
        let place = self.stack.within(Kinds::one(Kind::Paragraph), SCOPE);
        let open = place.filter(|_| self.stack.last(Kind::Button) < place);
        if let Some(place) = open {
            self.close_to(place);
        }
        open.is_some()
    }

    fn end(&mut self, name: &str) {
        self.pre_begins = false;
        let element = element(name);
        if self.stack.foreign()
            && matches!(element, Element::Break | Element::Open(Kind::Paragraph))
        {
            while self.stack.foreign() {
                self.close_top();
            }
        }
        match element {
            Element::Break if !self.stack.hidden() => self.writer.line_break(),
            Element::Format(style) if !self.stack.foreign() => self.unstyle(style),
            Element::Open(kind) => self.close(kind),
            // The title of a drawing.
            Element::Raw(false) => self.close(Kind::Island),
            _ => {}
        }
    }

    fn close(&mut self, kind: Kind) {
        let stack = &self.stack;
        let place = match kind {
            Kind::Paragraph => {
                if !self.close_paragraph() && !self.stack.hidden() {
                    self.writer.boundary();
                }
                return;
            }
            Kind::Heading2 | Kind::Heading3 | Kind::Heading4 => stack.within(HEADINGS, SCOPE),
            Kind::Cell | Kind::HeaderCell => stack.within(CELLS, TABLE),
            Kind::Row | Kind::Caption => stack.within(Kinds::one(kind), TABLE),
            Kind::Table => stack.within(Kinds::one(kind), TABLE_SCOPE),
            Kind::Item => stack
                .within(Kinds::one(kind), SCOPE)
                .filter(|_| stack.within(Kinds::one(kind), LISTS).is_some()),
            Kind::Template | Kind::Foreign | Kind::Island => stack.last(kind),
            Kind::Superscript
            | Kind::Subscript
            | Kind::Mono
            | Kind::Quotation
            | Kind::Player
            | Kind::Fallback => stack
                .within(Kinds::one(kind), HARD)
                .filter(|_| stack.within(Kinds::one(kind), LINES).is_some()),
            _ => stack.within(Kinds::one(kind), SCOPE),
        };
        match place {
            Some(place) => self.close_to(place),
            None if !kind.is_inline() && !self.stack.hidden() => self.writer.boundary(),
            None => {}
        }
    }

    fn style(&mut self, style: Style, tag: &Tag) {
        let link = match (style, tag.attribute("href")) {
            (Style::Link, Some(href)) if !self.stack.hidden() => self.link(&decode(href, true)),
            _ => None,
        };
        if let Some(styles) = self.styles.last_mut() {
            match styles.count(style) {
                Some(count) => *count += 1,
                None => styles.link = Some(link),
            }
        }
    }

    fn unstyle(&mut self, style: Style) {
        if let Some(styles) = self.styles.last_mut() {
            match styles.count(style) {
                Some(count) => *count = count.saturating_sub(1),
                None => styles.link = None,
            }
        }
    }

    fn link(&mut self, href: &str) -> Option<usize> {
        if self.writer.is_plain() {
            return None;
        }
        let Some(url) = self.base.link(href) else {
            // A place within the page leads nowhere here; that is no fault of the address.
            let href = href.trim();
            if !href.is_empty() && !href.starts_with('#') {
                self.note(BodyRepair::UnsafeAddress);
            }
            return None;
        };
        self.writer.links.push(url);
        Some(self.writer.links.len() - 1)
    }

    /// The attribute `name` as a line for display.
    fn line(&mut self, tag: &Tag, name: &str) -> String {
        let mut line = plain_line(&decode(tag.attribute(name).unwrap_or_default(), true));
        if cut_line(&mut line, SENTENCE) {
            self.note(BodyRepair::LongLine);
        }
        line
    }

    fn media(&mut self, tag: &Tag) -> Option<String> {
        let source = decode(tag.attribute("src")?, true);
        let url = self.base.media(&source);
        if url.is_none() {
            self.note(BodyRepair::UnsafeAddress);
        }
        url
    }

    fn picture(&mut self, tag: &Tag) {
        let width = tag.attribute("width").and_then(pixels);
        let height = tag.attribute("height").and_then(pixels);
        if let (Some(side), other) | (None, other @ Some(side)) = (width, height)
            && side <= 1
            && other.is_none_or(|other| other <= 1)
        {
            self.note(BodyRepair::TrackingPixel);
            return;
        }
        if let Some(url) = self.media(tag) {
            let alt = self.line(tag, "alt");
            self.writer.figure(Picture {
                url,
                alt,
                size: width.zip(height),
                sizes: tag.attribute("srcset").map_or(Vec::new(), |text| {
                    renditions(&decode(text, true), |url| self.base.media(url))
                }),
                caption: None,
                credit: None,
            });
        }
    }

    fn embed(&mut self, tag: &Tag, repair: BodyRepair) {
        if let Some(url) = self.media(tag) {
            self.note(repair);
            let title = self.line(tag, "title");
            self.card(url, title);
        }
    }

    fn play(&mut self, tag: &Tag, title: String) {
        if let Some(url) = self.media(tag) {
            self.note(BodyRepair::PlayerToLink);
            self.card(url, title);
        }
    }

    fn card(&mut self, url: String, title: String) {
        let title = if title.is_empty() {
            let file = || url.rsplit('/').find(|part| !part.is_empty());
            plain_line(host(&url).or_else(file).unwrap_or(&url))
        } else {
            title
        };
        if !self.writer.is_plain() {
            self.writer.emit(Block::Embed { url, title });
        }
    }
}

/// The beginning of `text`, of at most `most` bytes and whole characters.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// A length in whole pixels; `None` for percentages and nonsense.
fn pixels(value: &str) -> Option<u32> {
    let value = value.trim();
    let value = value.strip_suffix("px").unwrap_or(value);
    value.parse::<u16>().ok().map(u32::from)
}

/// A cell's span, from 1 to `most`: a browser lays out every column that a cell claims.
fn span(tag: &Tag, name: &str, most: u16) -> u16 {
    let value = tag
        .attribute(name)
        .and_then(|value| value.trim().parse::<u16>().ok());
    value.unwrap_or(1).clamp(1, most)
}
