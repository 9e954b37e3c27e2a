//! Long texts as several lines: browsers take quadratic time to lay out one of many words in two fonts. No
//! real paragraph, item or cell is so long.

use crate::feed::bounds::PARAGRAPH;
use crate::news::{Block, Inline, ListItem, inlines_text};
use crate::persian::pieces;

/// `blocks` with no line of text that is longer than [`PARAGRAPH`] characters: paragraphs are divided
/// into several, all other text by line breaks, between words where that can be.
pub(super) fn divided(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        match &mut block {
            Block::Paragraph(runs) => {
                let lines = lines(std::mem::take(runs));
                out.extend(lines.into_iter().map(Block::Paragraph));
                continue;
            }
            Block::Quote(inner) => *inner = divided(std::mem::take(inner)),
            Block::Heading { text, .. } => break_lines(text),
            Block::List { items, .. } => break_items(items),
            Block::Figure(figure) => break_lines(&mut figure.caption),
            Block::Table(table) => {
                break_lines(&mut table.caption);
                let cells = table.rows.iter_mut().flatten();
                cells.for_each(|cell| break_lines(&mut cell.text));
            }
            Block::Preformatted(text) => {
                if text.len() > PARAGRAPH {
                    let lines: Vec<String> = text
                        .lines()
                        .flat_map(|line| Lines::default().of_text(line))
                        .collect();
                    *text = lines.join("\n");
                }
            }
            Block::Rule | Block::Embed { .. } => {}
        }
        out.push(block);
    }
    out
}

fn break_items(items: &mut [ListItem]) {
    for item in items {
        break_lines(&mut item.text);
        if let Some((_, children)) = &mut item.children {
            break_items(children);
        }
    }
}

fn break_lines(runs: &mut Vec<Inline>) {
    *runs = joined(lines(std::mem::take(runs)));
}

fn joined(lines: Vec<Vec<Inline>>) -> Vec<Inline> {
    let mut out = Vec::new();
    for line in lines {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.extend(line);
    }
    out
}

fn lines(runs: Vec<Inline>) -> Vec<Vec<Inline>> {
    // A text is never longer in characters than in bytes.
    let bytes: usize = runs
        .iter()
        .map(|run| inlines_text(std::slice::from_ref(run)).len())
        .sum();
    if bytes <= PARAGRAPH {
        return vec![runs];
    }
    Lines::default().of_runs(runs)
}

/// How many characters the last line has.
#[derive(Default)]
struct Lines(usize);

impl Lines {
    fn of_runs(&mut self, runs: Vec<Inline>) -> Vec<Vec<Inline>> {
        let mut out = Vec::new();
        let mut line = Vec::new();
        for run in runs {
            let (text, wrap): (_, fn(String) -> Inline) = match run {
                Inline::Text(text) => (text, Inline::Text),
                Inline::Code(text) => (text, Inline::Code),
                Inline::Break => {
                    self.0 = 0;
                    line.push(Inline::Break);
                    continue;
                }
                Inline::Strong(inner) => {
                    line.push(Inline::Strong(joined(self.of_runs(inner))));
                    continue;
                }
                Inline::Emphasis(inner) => {
                    line.push(Inline::Emphasis(joined(self.of_runs(inner))));
                    continue;
                }
                Inline::Superscript(inner) => {
                    line.push(Inline::Superscript(joined(self.of_runs(inner))));
                    continue;
                }
                Inline::Subscript(inner) => {
                    line.push(Inline::Subscript(joined(self.of_runs(inner))));
                    continue;
                }
                Inline::Link { url, text } => {
                    let text = joined(self.of_runs(text));
                    line.push(Inline::Link { url, text });
                    continue;
                }
            };
            for (at, part) in self.of_text(&text).into_iter().enumerate() {
                if at > 0 {
                    out.push(std::mem::take(&mut line));
                }
                if !part.is_empty() {
                    line.push(wrap(part));
                }
            }
        }
        out.push(line);
        out.retain(|line| !line.is_empty());
        out
    }

    /// The lines of `text`, of which the first goes on with the last line.
    fn of_text(&mut self, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut line = String::new();
        for piece in text.split_inclusive(char::is_whitespace).flat_map(pieces) {
            let count = piece.chars().count();
            if self.0 > 0 && self.0 + count > PARAGRAPH {
                self.0 = 0;
                out.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            self.0 += count;
            line.push_str(piece);
        }
        out.push(line);
        out
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
    fn every_other_long_text_is_broken_into_lines_also_within_marks_and_within_endless_words() {
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
                let longest = plain
                    .split("<br>")
                    .flat_map(|part| part.split(['\n', '>']))
                    .map(|line| line.chars().count())
                    .max();
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
}
