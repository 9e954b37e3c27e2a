//! Long texts as several paragraphs: browsers take quadratic time to lay out one of many words in two fonts,
//! and lay paragraphs out only when they come near the screen. No real paragraph, item or cell is so long.

use crate::feed::bounds::PARAGRAPH;
use crate::news::{Block, Inline, ListItem};
use crate::persian::pieces;

/// `blocks` with no line of text that is longer than [`PARAGRAPH`] characters: longer paragraphs are
/// divided, between words where that can be. A heading, list, table or caption with a longer line
/// becomes paragraphs, since it cannot be what it says.
pub(super) fn divided(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        match &mut block {
            Block::Quote(inner) => *inner = divided(std::mem::take(inner)),
            Block::Preformatted(text) if text.lines().any(is_long) => {
                out.extend(preformatted(text).into_iter().map(Block::Preformatted));
                continue;
            }
            _ => {}
        }
        let mut texts = Vec::new();
        texts_of(&mut block, &mut texts);
        if !texts.iter().any(|text| has_long_line(text)) {
            out.push(block);
            continue;
        }
        let paragraphs: Vec<_> = texts
            .into_iter()
            .flat_map(|text| Lines::default().of_runs(std::mem::take(text)))
            .filter(|line| !line.is_empty())
            .map(Block::Paragraph)
            .collect();
        if let Block::Figure(_) = block {
            out.push(block);
        }
        out.extend(paragraphs);
    }
    out
}

/// The texts of a block itself, not of the blocks inside it.
fn texts_of<'a>(block: &'a mut Block, out: &mut Vec<&'a mut Vec<Inline>>) {
    match block {
        Block::Paragraph(text) | Block::Heading { text, .. } => out.push(text),
        Block::List { items, .. } => texts_of_items(items, out),
        Block::Figure(figure) => out.push(&mut figure.caption),
        Block::Table(table) => {
            out.push(&mut table.caption);
            out.extend(table.rows.iter_mut().flatten().map(|cell| &mut cell.text));
        }
        Block::Quote(_) | Block::Preformatted(_) | Block::Rule | Block::Embed { .. } => {}
    }
}

fn texts_of_items<'a>(items: &'a mut [ListItem], out: &mut Vec<&'a mut Vec<Inline>>) {
    for item in items {
        out.push(&mut item.text);
        if let Some((_, children)) = &mut item.children {
            texts_of_items(children, out);
        }
    }
}

fn is_long(text: &str) -> bool {
    // A text is never longer in characters than in bytes.
    text.len() > PARAGRAPH && text.chars().nth(PARAGRAPH).is_some()
}

fn has_long_line(runs: &[Inline]) -> bool {
    let mut line = 0;
    let mut longest = 0;
    measure(runs, &mut line, &mut longest);
    longest > PARAGRAPH
}

fn measure(runs: &[Inline], line: &mut usize, longest: &mut usize) {
    for run in runs {
        match run {
            Inline::Text(text) | Inline::Code(text) => *line += text.chars().count(),
            Inline::Break => *line = 0,
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner)
            | Inline::Link { text: inner, .. } => measure(inner, line, longest),
        }
        *longest = (*longest).max(*line);
    }
}

/// A preformatted text in parts of whole lines; only a line that is too long itself is divided.
fn preformatted(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut length = PARAGRAPH;
    for line in text.split('\n') {
        let parts = match is_long(line) {
            true => Lines::default().of_text(line),
            false => vec![line.to_owned()],
        };
        for part in parts {
            let count = part.chars().count() + 1;
            length += count;
            match out.last_mut() {
                Some(last) if length <= PARAGRAPH => {
                    last.push('\n');
                    last.push_str(&part);
                }
                _ => {
                    length = count;
                    out.push(part);
                }
            }
        }
    }
    out.retain(|part| !part.trim().is_empty());
    out
}

/// A word that marks divide may be so much longer than a line, in characters.
const SLACK: usize = 100;

/// Divides texts into lines, run by run.
#[derive(Default)]
struct Lines {
    /// How many characters the last line has.
    length: usize,
    /// Whether a line has been ended already.
    is_divided: bool,
    /// Whether the last character was a blank: a word that goes on in the next run is not cut.
    after_blank: bool,
}

impl Lines {
    /// The lines of `runs`, of which the first goes on with the last line. What is marked goes on
    /// to be marked on the next line.
    fn of_runs(&mut self, runs: Vec<Inline>) -> Vec<Vec<Inline>> {
        let mut out = Vec::new();
        let mut line = Vec::new();
        for run in runs {
            let parts: Vec<Inline> = match run {
                Inline::Text(text) => self.marked(&text, Inline::Text),
                Inline::Code(text) => self.marked(&text, Inline::Code),
                Inline::Break => {
                    self.length = 0;
                    self.after_blank = true;
                    vec![Inline::Break]
                }
                Inline::Strong(inner) => self.nested(inner, Inline::Strong),
                Inline::Emphasis(inner) => self.nested(inner, Inline::Emphasis),
                Inline::Superscript(inner) => self.nested(inner, Inline::Superscript),
                Inline::Subscript(inner) => self.nested(inner, Inline::Subscript),
                Inline::Link { url, text } => self.nested(text, |text| Inline::Link {
                    url: url.clone(),
                    text,
                }),
            };
            for (at, part) in parts.into_iter().enumerate() {
                if at > 0 {
                    trim_end(&mut line);
                    out.push(std::mem::take(&mut line));
                }
                if !is_empty(&part) {
                    line.push(part);
                }
            }
        }
        out.push(line);
        out
    }

    fn marked(&mut self, text: &str, wrap: fn(String) -> Inline) -> Vec<Inline> {
        self.of_text(text).into_iter().map(wrap).collect()
    }

    fn nested(&mut self, inner: Vec<Inline>, wrap: impl Fn(Vec<Inline>) -> Inline) -> Vec<Inline> {
        self.of_runs(inner).into_iter().map(wrap).collect()
    }

    /// The lines of `text`, of which the first goes on with the last line.
    fn of_text(&mut self, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut line = String::new();
        for word in text.split_inclusive(char::is_whitespace) {
            for (at, piece) in pieces(word).enumerate() {
                let count = piece.chars().count();
                let may_end = at > 0 || self.after_blank || self.length > PARAGRAPH + SLACK;
                if self.length > 0 && self.length + count > PARAGRAPH && may_end {
                    self.length = 0;
                    self.is_divided = true;
                    out.push(std::mem::take(&mut line).trim_end().to_owned());
                }
                // A new line begins with a word.
                let is_blank = piece.trim().is_empty();
                self.after_blank = piece.ends_with(char::is_whitespace);
                if !(is_blank && self.length == 0 && self.is_divided) {
                    self.length += count;
                    line.push_str(piece);
                }
            }
        }
        out.push(line);
        out
    }
}

fn is_empty(run: &Inline) -> bool {
    match run {
        Inline::Text(text) | Inline::Code(text) => text.is_empty(),
        Inline::Break => false,
        Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Superscript(inner)
        | Inline::Subscript(inner)
        | Inline::Link { text: inner, .. } => inner.is_empty(),
    }
}

/// Without the blank at the end of a line, however it is marked.
fn trim_end(line: &mut Vec<Inline>) {
    let Some(last) = line.last_mut() else { return };
    match last {
        Inline::Text(text) => text.truncate(text.trim_end().len()),
        Inline::Code(_) | Inline::Break => {}
        Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Superscript(inner)
        | Inline::Subscript(inner)
        | Inline::Link { text: inner, .. } => trim_end(inner),
    }
    if is_empty(last) {
        line.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::body::{read_html, to_html};

    #[test]
    fn a_paragraph_that_no_page_lays_out_is_several_and_no_word_is_lost() {
        let short = format!("<p>{}</p>", "q ".repeat(2_499));
        assert_eq!(read_html(&short, "/").blocks.len(), 1);
        for (open, close) in [
            ("<p>", "</p>"),
            ("<blockquote>", "</blockquote>"),
            ("<p><b>ب</b> ", "</p>"),
        ] {
            for words in ["q ", "سلام ۱۲ a ", "کلمه "] {
                let count = 100_000 / words.len();
                let html = format!("{open}{}{close}", words.repeat(count));
                let blocks = read_html(&html, "/").blocks;
                let texts: Vec<String> = match blocks.as_slice() {
                    [Block::Quote(inner)] => inner.iter().map(Block::text).collect(),
                    blocks => blocks.iter().map(Block::text).collect(),
                };
                assert!(texts.len() > 5, "{open}{words}: {}", texts.len());
                assert!(texts.iter().all(|text| text.chars().count() <= PARAGRAPH));
                let all = texts.join(" ");
                let seen = all.split_whitespace().filter(|word| *word != "ب").count();
                assert_eq!(seen, words.split_whitespace().count() * count);
                assert_eq!(
                    read_html(&to_html(&blocks), "/").blocks,
                    blocks,
                    "it stays so"
                );
            }
        }
    }

    #[test]
    fn every_other_long_text_is_paragraphs_too_also_within_marks_and_endless_words() {
        for (open, close) in [
            ("<ul><li>", "</ul>"),
            ("<ul><li>a<ul><li>", "</ul></ul>"),
            ("<h2>", "</h2>"),
            ("<table><tr><td>", "</table>"),
            ("<table><caption>", "</caption><tr><td>a</table>"),
            (
                "<figure><img src=a.jpg><figcaption>",
                "</figcaption></figure>",
            ),
            ("<p><a href=https://a.example/>", "</a></p>"),
            ("<p><b>ب<i>", "</i></b></p>"),
            ("<p><code>", "</code></p>"),
            ("<pre>", "</pre>"),
        ] {
            for words in ["q ", "سلام ۱۲ a ", "qا", "q\u{a0}ا\u{a0}"] {
                let html = format!("{open}{}{close}", words.repeat(50_000 / words.len()));
                let blocks = read_html(&html, "/").blocks;
                let written = to_html(&blocks);
                let plain = written.replace("&nbsp;", " ");
                let longest = plain.split('>').map(|line| line.chars().count()).max();
                assert!(
                    longest <= Some(PARAGRAPH + 20),
                    "{open}{words}: {longest:?}"
                );
                let letters = |text: &str| text.chars().filter(|c| *c == 'ا' || *c == 'q').count();
                let all: String = blocks.iter().map(Block::text).collect();
                assert_eq!(
                    letters(&all),
                    letters(&html) - letters(open) - letters(close)
                );
                assert_eq!(read_html(&written, "/").blocks, blocks, "{open} stays so");
            }
        }
    }

    #[test]
    fn a_border_of_marks_leaves_no_blank_no_empty_mark_and_no_half_word() {
        let full = "q ".repeat(2_499);
        for html in [
            format!("<p>{full}<code>abcdef</code> x</p>"),
            format!("<p>{full}<a href=https://a.example/><code>abcdef</code></a> x</p>"),
            format!("<p>{full}q <b>qq</b></p>"),
            format!("<p><b>{full}qq</b> <b>x</b></p>"),
            format!("<p><b>{full}<i>q </i></b><b>x</b> y</p>"),
            format!("<p>{full}a<b>bc</b> x</p>"),
        ] {
            let blocks = read_html(&html, "/").blocks;
            assert_eq!(blocks.len(), 2, "{:?}", blocks.last());
            let written = to_html(&blocks);
            let end = &written[written.len() - 200..];
            assert_eq!(read_html(&written, "/").blocks, blocks, "{end}");
            assert!(!written.contains("<code></code>") && !written.contains("\"></a>"));
            let texts: Vec<String> = blocks.iter().map(Block::text).collect();
            let whole = texts.iter().all(|text| text.trim() == text);
            assert!(whole, "{end}");
        }
        let word = format!("<p>{full}a<b>bc</b> x</p>");
        let blocks = read_html(&word, "/").blocks;
        let texts: Vec<String> = blocks.iter().map(Block::text).collect();
        assert!(texts[0].ends_with("q abc") && texts[1] == "x", "{texts:?}");
    }

    #[test]
    fn preformatted_text_is_divided_between_its_lines_which_stay_as_they_are() {
        let lines = "    let a = b;\n".repeat(2_000);
        let html = format!("<pre>{}\n{lines}</pre>", "x".repeat(5_001));
        let blocks = read_html(&html, "/").blocks;
        assert!(blocks.len() > 5);
        let kept: usize = blocks
            .iter()
            .map(|block| block.text().matches("    let a = b;").count())
            .sum();
        assert_eq!(kept, 2_000);
        let blank = format!("<pre>a{}b</pre>", " ".repeat(12_000));
        let blocks = read_html(&blank, "/").blocks;
        let is_said = |block: &Block| !block.text().trim().is_empty();
        assert!(blocks.iter().all(is_said), "{}", blocks.len());
    }
}
