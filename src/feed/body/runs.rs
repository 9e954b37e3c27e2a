//! Text on its way into a block: first a flat row of styled pieces, then inline runs.
//!
//! The flat row is what bounds depth: an element inside itself changes no piece's style, so a
//! hundred thousand nested `<b>` make one run. The tree is built from it in one fixed order (link,
//! strong, emphasis, raised or lowered), so equal text has one form only.

use crate::news::Inline;
use crate::persian::{display_clean_code, display_clean_run};

/// How a piece of text is styled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Format {
    /// The link it belongs to, by its number in the body.
    pub link: Option<usize>,
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// Raised or lowered.
    pub script: Script,
    /// Code.
    pub code: bool,
}

impl Format {
    /// Whether it wraps text in nothing but a link.
    fn is_plain(self) -> bool {
        !self.strong && !self.emphasis && self.script == Script::Level
    }

    /// Whether both are the same at `layer`.
    fn alike(self, other: Format, layer: Layer) -> bool {
        match layer {
            Layer::Strong => self.strong == other.strong,
            Layer::Emphasis => self.emphasis == other.emphasis,
            Layer::Script => self.script == other.script,
        }
    }

    /// What both have: the style of the space between them.
    fn common(self, other: Format) -> Format {
        Format {
            link: self.link.filter(|link| other.link == Some(*link)),
            strong: self.strong && other.strong,
            emphasis: self.emphasis && other.emphasis,
            script: if self.script == other.script {
                self.script
            } else {
                Script::Level
            },
            code: false,
        }
    }
}

/// Where text stands in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Script {
    /// On the line.
    #[default]
    Level,
    /// `<sup>`
    Raised,
    /// `<sub>`
    Lowered,
}

#[derive(Debug)]
struct Piece {
    format: Format,
    /// `None` is a line break.
    text: Option<String>,
}

impl Piece {
    fn is_gap(&self) -> bool {
        self.text.as_deref().is_none_or(is_blank)
    }
}

/// The row of pieces.
#[derive(Debug, Default)]
pub struct Run {
    pieces: Vec<Piece>,
}

impl Run {
    /// How many pieces it has.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Appends text as it stands in the source, character references resolved.
    pub fn text(&mut self, text: &str, format: Format) {
        push_text(&mut self.pieces, text, format);
    }

    /// Appends a line break.
    pub fn line_break(&mut self) {
        self.pieces.push(Piece {
            format: Format::default(),
            text: None,
        });
    }

    /// Appends a line break unless the row is empty or ends with one.
    pub fn line_end(&mut self) {
        if self.pieces.last().is_some_and(|last| last.text.is_some()) {
            self.line_break();
        }
    }

    /// The row as one line of text, its breaks single; the row is empty afterwards.
    pub fn take_line(&mut self, links: &[String]) -> Vec<Inline> {
        if let Some(line) = self.take_plain() {
            return line;
        }
        if self.pieces.iter().all(Piece::is_gap) {
            self.pieces.clear();
            return Vec::new();
        }
        let mut line = tidy(std::mem::take(&mut self.pieces));
        line.dedup_by(|b, a| a.text.is_none() && b.text.is_none());
        inlines(line, links)
    }

    /// The row as paragraphs, split where two breaks meet, each given to `put`; the row is empty
    /// afterwards.
    pub fn take_paragraphs(&mut self, links: &[String], mut put: impl FnMut(Vec<Inline>)) {
        if let Some(line) = self.take_plain() {
            return put(line);
        }
        if self.pieces.iter().all(Piece::is_gap) {
            self.pieces.clear();
            return;
        }
        let mut put_pieces = |pieces: Vec<Piece>| {
            let paragraph = inlines(pieces, links);
            if !paragraph.is_empty() {
                put(paragraph);
            }
        };
        let pieces = tidy(std::mem::take(&mut self.pieces));
        if pieces.iter().all(|piece| piece.text.is_some()) {
            put_pieces(pieces);
            return;
        }
        let mut current: Vec<Piece> = Vec::new();
        for piece in pieces {
            let after_break = current.last().is_some_and(|last| last.text.is_none());
            if piece.text.is_none() && after_break {
                put_pieces(std::mem::take(&mut current));
            } else if piece.text.is_some() || !current.is_empty() {
                current.push(piece);
            }
        }
        put_pieces(current);
    }

    /// The row, where it is one plain text that stays as it is, as most lines are: a body of many
    /// short ones costs what is allocated for each.
    fn take_plain(&mut self) -> Option<Vec<Inline>> {
        let [piece] = self.pieces.as_mut_slice() else {
            return None;
        };
        let plain = piece.format == Format::default() && !piece.is_gap();
        let text = piece.text.as_mut().filter(|text| plain && is_tidy(text))?;
        if display_clean_run(text) {
            return None;
        }
        let text = std::mem::take(text);
        self.pieces.clear();
        Some(vec![Inline::Text(text)])
    }
}

/// Whether HTML collapses `c` into one space.
fn collapses(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether `text` has no white space within it that collapses.
fn is_collapsed(text: &str) -> bool {
    let mut spaced = false;
    !text.bytes().any(|byte| {
        let before = std::mem::replace(&mut spaced, byte == b' ');
        matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c) || (spaced && before)
    })
}

/// Whether `text` has no white space that collapses at all.
fn is_tidy(text: &str) -> bool {
    text.trim().len() == text.len() && is_collapsed(text)
}

/// Whether nothing of `text` would be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            )
    })
}

/// `text` cleaned for one line of plain text, such as a picture's description.
pub fn plain_line(text: &str) -> String {
    let mut run = Run::default();
    run.text(text, Format::default());
    crate::news::inlines_text(&run.take_line(&[]))
}

fn push_text(pieces: &mut Vec<Piece>, text: &str, format: Format) {
    if let Some(last) = pieces.last_mut()
        && last.format == format
        && let Some(before) = &mut last.text
    {
        before.push_str(text);
    } else {
        pieces.push(Piece {
            format,
            text: Some(text.to_owned()),
        });
    }
}

/// White space collapsed, spaces given the style of what is around them, text cleaned.
fn tidy(mut pieces: Vec<Piece>) -> Vec<Piece> {
    // Cleaning may remove characters and so leave two spaces, or nothing, behind; after a second
    // time there is nothing left to clean.
    for _ in 0..2 {
        pieces = join_gaps(collapse(pieces));
        if !clean(&mut pieces) {
            return pieces;
        }
    }
    join_gaps(collapse(pieces))
}

fn clean(pieces: &mut [Piece]) -> bool {
    let mut changed = false;
    let mut after_latin = false;
    for piece in pieces {
        // The digits of m², CO₂ and of code belong to what is Latin there and stay as they are.
        let formula = after_latin && piece.format.script != Script::default();
        let code = piece.format.code || formula;
        if let Some(text) = &mut piece.text {
            after_latin = text.ends_with(|c: char| c.is_ascii_alphabetic());
            if code {
                let cleaned = display_clean_code(text);
                changed |= cleaned != *text;
                *text = cleaned;
            } else {
                changed |= display_clean_run(text);
            }
        }
    }
    changed
}

fn collapse(pieces: Vec<Piece>) -> Vec<Piece> {
    if let [
        Piece {
            text: Some(text), ..
        },
    ] = pieces.as_slice()
        && is_tidy(text)
    {
        return pieces;
    }
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // Whether a space here would not be seen: at a line's start and after another space.
    let mut line_start = true;
    let mut spaced = false;
    for mut piece in pieces {
        if let Some(text) = &mut piece.text {
            let unseen = text.chars().next().is_none_or(|first| {
                (spaced && collapses(first)) || (line_start && first.is_whitespace())
            });
            if !unseen && is_collapsed(text) {
                spaced = text.ends_with(' ');
                line_start = false;
                out.push(piece);
                continue;
            }
            let mut collapsed = String::with_capacity(text.len());
            for c in text.chars() {
                let space = collapses(c);
                if (space && spaced) || (line_start && c.is_whitespace()) {
                    continue;
                }
                collapsed.push(if space { ' ' } else { c });
                spaced = space;
                line_start = false;
            }
            if collapsed.is_empty() {
                continue;
            }
            *text = collapsed;
        } else {
            trim_end(&mut out);
            line_start = true;
            spaced = false;
        }
        out.push(piece);
    }
    trim_end(&mut out);
    out
}

/// Removes the white space that a line ends with, up to the break before it.
fn trim_end(pieces: &mut Vec<Piece>) {
    while let Some(text) = pieces.last_mut().and_then(|last| last.text.as_mut()) {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            return;
        }
        pieces.pop();
    }
}

/// Gives gaps (breaks, and pieces with nothing to see) the style common to the text on both sides,
/// and merges what is then alike. So a link or a bold run without text vanishes.
fn join_gaps(pieces: Vec<Piece>) -> Vec<Piece> {
    if pieces.len() < 2 {
        return pieces;
    }
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut before: Option<Format> = None;
    let mut gaps: Vec<Piece> = Vec::new();
    for piece in pieces {
        if piece.is_gap() {
            gaps.push(piece);
            continue;
        }
        let format = piece.format;
        let between = before.map_or(Format::default(), |before| before.common(format));
        for gap in gaps.drain(..) {
            append(&mut out, gap, between);
        }
        append(&mut out, piece, format);
        before = Some(format);
    }
    for gap in gaps {
        append(&mut out, gap, Format::default());
    }
    out
}

fn append(out: &mut Vec<Piece>, piece: Piece, format: Format) {
    match piece.text {
        Some(text) => push_text(out, &text, format),
        None => out.push(Piece { format, text: None }),
    }
}

/// The tree of one line or paragraph; nothing if there is nothing to see in it.
fn inlines(mut pieces: Vec<Piece>, links: &[String]) -> Vec<Inline> {
    if pieces.iter().all(Piece::is_gap) {
        return Vec::new();
    }
    while pieces.last().is_some_and(|last| last.text.is_none()) {
        pieces.pop();
    }
    let breaks = pieces
        .iter()
        .take_while(|piece| piece.text.is_none())
        .count();
    pieces.drain(..breaks);
    let mut out = Vec::with_capacity(pieces.len());
    for group in pieces.chunk_by_mut(|a, b| a.format.link == b.format.link) {
        let link = group.first().and_then(|piece| piece.format.link);
        match link.and_then(|link| links.get(link)) {
            Some(url) => {
                let mut text = Vec::new();
                styled(group, Layer::Strong, &mut text);
                out.push(Inline::Link {
                    url: url.clone(),
                    text,
                });
            }
            None => styled(group, Layer::Strong, &mut out),
        }
    }
    out
}

/// What is around a piece, from the outside in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Strong,
    Emphasis,
    Script,
}

/// Writes `pieces` as inlines, first parted by what is around them at `layer` and then within it.
fn styled(pieces: &mut [Piece], layer: Layer, out: &mut Vec<Inline>) {
    if pieces.iter().all(|piece| piece.format.is_plain()) {
        leaves(pieces, out);
        return;
    }
    for group in pieces.chunk_by_mut(|a, b| a.format.alike(b.format, layer)) {
        let around = group
            .first()
            .is_some_and(|piece| !piece.format.alike(Format::default(), layer));
        let script = group.first().map(|piece| piece.format.script);
        let mut inner = Vec::new();
        let within = if around { &mut inner } else { &mut *out };
        match layer {
            Layer::Strong => styled(group, Layer::Emphasis, within),
            Layer::Emphasis => styled(group, Layer::Script, within),
            Layer::Script => leaves(group, within),
        }
        if around {
            out.push(match (layer, script) {
                (Layer::Strong, _) => Inline::Strong(inner),
                (Layer::Emphasis, _) => Inline::Emphasis(inner),
                (Layer::Script, Some(Script::Raised)) => Inline::Superscript(inner),
                (Layer::Script, _) => Inline::Subscript(inner),
            });
        }
    }
}

fn leaves(pieces: &mut [Piece], out: &mut Vec<Inline>) {
    for piece in pieces {
        out.push(match piece.text.take() {
            Some(text) if piece.format.code => Inline::Code(text),
            Some(text) => Inline::Text(text),
            None => Inline::Break,
        });
    }
}
