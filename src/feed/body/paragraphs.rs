//! Long paragraphs as several: browsers take quadratic time to lay out one of many words in two
//! fonts. No real paragraph is so long.

use crate::feed::bounds::PARAGRAPH;
use crate::news::{Block, Inline, inlines_text};

/// `blocks` with every paragraph that is longer than [`PARAGRAPH`] characters divided between words.
pub(super) fn divided(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Paragraph(runs) => divide(runs, &mut out),
            Block::Quote(inner) => out.push(Block::Quote(divided(inner))),
            other => out.push(other),
        }
    }
    out
}

fn divide(runs: Vec<Inline>, out: &mut Vec<Block>) {
    // A text is never longer in characters than in bytes.
    let bytes: usize = runs
        .iter()
        .map(|run| inlines_text(std::slice::from_ref(run)).len())
        .sum();
    if bytes <= PARAGRAPH {
        out.push(Block::Paragraph(runs));
        return;
    }
    let (mut part, mut length) = (Vec::new(), 0);
    let mut end = |part: &mut Vec<Inline>, length: &mut usize| {
        *length = 0;
        if !part.is_empty() {
            out.push(Block::Paragraph(std::mem::take(part)));
        }
    };
    for run in runs {
        let Inline::Text(text) = run else {
            length += inlines_text(std::slice::from_ref(&run)).chars().count();
            part.push(run);
            continue;
        };
        let mut piece = String::new();
        for word in text.split_inclusive(' ') {
            let count = word.chars().count();
            if length > 0 && length + count > PARAGRAPH {
                let whole = std::mem::take(&mut piece);
                if !whole.trim().is_empty() {
                    part.push(Inline::Text(whole.trim_end().to_owned()));
                }
                end(&mut part, &mut length);
            }
            length += count;
            piece.push_str(word);
        }
        if !piece.is_empty() {
            part.push(Inline::Text(piece));
        }
    }
    end(&mut part, &mut length);
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
}
