use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

fn story(code: &str, body: &str) -> Document {
    Document {
        code: code.into(),
        body: body.into(),
        ..Document::default()
    }
}

fn index(bodies: &[(&str, &str)]) -> Index {
    let mut index = Index::default();
    let documents: Vec<Document> = bodies
        .iter()
        .map(|(code, body)| story(code, body))
        .collect();
    index.add(&documents);
    index
}

fn ask(text: &str) -> Query {
    Query {
        text: text.into(),
        limit: 1000,
        ..Query::default()
    }
}

fn codes(index: &Index, text: &str) -> Vec<String> {
    index.find(&ask(text)).codes
}

/// A kind of spelling, a query, and the stories that it must find.
type Question = (String, String, BTreeSet<String>);

/// The stories and questions of the table of spellings.
fn table() -> (Vec<Document>, Vec<Question>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/search.json");
    let table: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let strings = |value: &Value| -> Vec<String> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    };
    let (words, length) = (
        strings(&table["words"]),
        table["length"].as_u64().unwrap() as usize,
    );
    let mut documents: Vec<Document> = (0..table["others"].as_u64().unwrap() as usize)
        .map(|n| {
            let words: Vec<&str> = (0..length)
                .map(|i| words[(31 * n + 7 * i * i + 13 * i) % words.len()].as_str())
                .collect();
            story(&format!("other-{n}"), &words.join(" "))
        })
        .collect();
    let mut questions = Vec::new();
    for (g, group) in table["groups"].as_array().unwrap().iter().enumerate() {
        let spellings = strings(&group["spellings"]);
        let all: BTreeSet<String> = (0..spellings.len())
            .map(|s| format!("group-{g}-{s}"))
            .collect();
        for (s, spelling) in spellings.iter().enumerate() {
            documents.push(story(
                &format!("group-{g}-{s}"),
                &format!("خبر، {spelling}، پایان"),
            ));
            questions.push((
                group["kind"].as_str().unwrap().to_owned(),
                spelling.clone(),
                all.clone(),
            ));
        }
    }
    for (p, pair) in table["pairs"].as_array().unwrap().iter().enumerate() {
        let code = format!("pair-{p}");
        documents.push(story(
            &code,
            &format!("خبر، {}، پایان", pair["text"].as_str().unwrap()),
        ));
        questions.push((
            pair["kind"].as_str().unwrap().to_owned(),
            pair["query"].as_str().unwrap().to_owned(),
            BTreeSet::from([code]),
        ));
    }
    (documents, questions)
}

#[test]
fn every_spelling_finds_every_other_and_nothing_else() {
    let (documents, questions) = table();
    let mut index = Index::default();
    for some in documents.chunks(7) {
        index.add(some);
    }
    let mut wrong = Vec::new();
    for (kind, query, expected) in questions {
        let found = index.find(&ask(&query));
        let codes: BTreeSet<String> = found.codes.into_iter().collect();
        if codes != expected || found.relaxed || found.suggestion.is_some() {
            let missing: Vec<_> = expected.difference(&codes).collect();
            let surplus: Vec<_> = codes.difference(&expected).collect();
            wrong.push(format!(
                "{kind}: «{query}» misses {missing:?}, and finds {surplus:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_title_counts_most() {
    let mut index = index(&[("body", "باران در شهر")]);
    index.add(&[Document {
        code: "title".into(),
        title: "باران".into(),
        body: "در شهر و روستا هوا خنک شد".into(),
        ..Document::default()
    }]);
    assert_eq!(codes(&index, "باران"), ["title", "body"]);
}

#[test]
fn all_words_are_wanted_and_some_only_where_no_story_has_all() {
    let index = index(&[("1", "باران پاییزی"), ("2", "باران تابستانی")]);
    assert_eq!(codes(&index, "پاییزی باران"), ["1"]);
    let found = index.find(&ask("باران زمستانی"));
    assert!(found.relaxed && found.total == 2);
}

#[test]
fn the_nearest_spelling_is_sought_only_where_nothing_was_found() {
    let index = index(&[("1", "باران پاییزی"), ("2", "بادام")]);
    for query in ["بران", "باراان", "بارن", "بارنا"] {
        let found = index.find(&ask(query));
        assert_eq!(found.codes, ["1"], "{query}");
        assert_eq!(found.suggestion.as_deref(), Some("باران"), "{query}");
    }
    assert_eq!(index.find(&ask("باران")).suggestion, None);
    assert_eq!(index.find(&ask("ققنوس")), Found::default());
}

#[test]
fn a_code_in_any_digits_comes_first() {
    let index = index(&[("5", "خبر ۸۶۷۰۱۲ و ۸۶۷۰۱۲"), ("867012", "باران")]);
    for query in ["867012", "۸۶۷۰۱۲"] {
        assert_eq!(
            codes(&index, query).first().map(String::as_str),
            Some("867012"),
            "{query}"
        );
    }
}

#[test]
fn filters_leave_out_sections_and_moments() {
    let mut index = Index::default();
    let dated = |code: &str, section: &str, published| Document {
        section: section.into(),
        published,
        ..story(code, "باران")
    };
    index.add(&[
        dated("1", "a", Some(100)),
        dated("2", "b", Some(200)),
        dated("3", "b", None),
    ]);
    let found = |sections: &[&str], from| {
        let query = Query {
            sections: sections.iter().map(ToString::to_string).collect(),
            from,
            ..ask("باران")
        };
        let mut codes = index.find(&query).codes;
        codes.sort();
        codes.join(" ")
    };
    assert_eq!(found(&[], None), "1 2 3");
    assert_eq!(found(&["b"], None), "2 3");
    assert_eq!(found(&[], Some(150)), "2");
    assert_eq!(found(&["a"], Some(100)), "1");
}

#[test]
fn an_excerpt_shows_the_text_as_it_was_written_with_its_matches_marked() {
    let (title, text) = excerpt("مسوول", "گفته‌های مسئول", "در آغاز هیچ. سپس مُسؤول شهر آمد.");
    assert_eq!(title, "گفته‌های \u{2}مسئول\u{3}");
    assert!(text.contains("\u{2}مُسؤول\u{3}"), "{text:?}");
}

#[test]
fn the_nearest_spelling_is_told_as_the_texts_write_it() {
    let text = "مسئولان و مسئول‌ها. مسؤولِ ایستگاه راه‌آهن، مسئول";
    for (asked, told) in [
        ("مسوول", "مسئول"),
        ("راهاهن مسوولان", "راه‌آهن مسئولان"),
        ("ققنوس ایستگاه", "ققنوس ایستگاه"),
        ("", ""),
    ] {
        assert_eq!(written(asked, text), told);
    }
}

#[test]
fn a_long_text_is_cut_around_its_match_at_words() {
    let long = format!("{}ققنوس {}", "واژه ".repeat(200), "دیگر ".repeat(200));
    let (_, text) = excerpt("ققنوس", "", &long);
    assert!(text.starts_with('…') && text.ends_with('…') && text.chars().count() < 200);
    assert!(text.contains("\u{2}ققنوس\u{3}"), "{text}");
    assert!(text.trim_matches('…').trim().starts_with("واژه"), "{text}");
}

#[test]
fn a_presentation_form_folds_as_the_letters_that_unicode_takes_it_for() {
    let nfkc = icu_normalizer::ComposingNormalizer::new_nfkc();
    // A vowel sign that stands alone is one on a space there.
    let folded = |text: &str| fold(text).text.trim().to_owned();
    let forms = ('\u{FB50}'..='\u{FDFF}').chain('\u{FE70}'..='\u{FEFC}');
    let mut seen = 0;
    for form in forms.map(String::from) {
        let letters = nfkc.normalize(&form);
        if letters != form {
            assert_eq!(folded(&form), folded(&letters), "{}", form.escape_unicode());
            seen += 1;
        }
    }
    assert!(seen > 700, "{seen}");
}

/// How many spellings the index knows of a word.
fn spellings(word: &str) -> usize {
    let words = super::words::Words::of(word);
    let mut count = 0;
    words.spellings(0, words.parts.len() - 1, &mut |_| count += 1);
    count
}

#[test]
fn a_hamza_changes_its_seat_only_where_writers_hesitate() {
    for word in ["مسئول", "هیئت", "مسئله", "جرئت"] {
        assert!(spellings(word) > 1, "{word}");
    }
    for word in [
        "سوئد",
        "مسائل",
        "رئیس",
        "تئاتر",
        "جزئی",
        "ئیل",
        "شیئ",
        "رؤیا",
    ] {
        assert_eq!(spellings(word), 1, "{word}");
    }
    let index = index(&[("1", "سوئد"), ("2", "سواد"), ("3", "رئیس"), ("4", "رواس")]);
    for (word, code) in [("سوئد", "1"), ("سواد", "2"), ("رئیس", "3"), ("رواس", "4")]
    {
        assert_eq!(codes(&index, word), [code], "{word}");
    }
}

#[test]
fn removed_stories_are_swept_out_once_they_are_many() {
    let all: Vec<(String, String)> = (0..200)
        .map(|n| (n.to_string(), format!("باران {}", "آ".repeat(n + 2))))
        .collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(c, b)| (c.as_str(), b.as_str())).collect();
    let mut index = index(&all);
    let whole = index.bytes();
    let out = |index: &mut Index, from: usize, to: usize| {
        index.remove(all.get(from..to).unwrap().iter().map(|(code, _)| *code));
    };
    out(&mut index, 0, 60);
    assert_eq!(index.bytes(), whole, "a few stay where they are");
    assert_eq!(index.len(), 140);
    out(&mut index, 60, 190);
    assert!(index.bytes() < whole / 4, "{} of {whole}", index.bytes());
    let mut left = codes(&index, "باران");
    left.sort();
    assert_eq!(
        left,
        [
            "190", "191", "192", "193", "194", "195", "196", "197", "198", "199"
        ]
    );
    index.add(&[story("7", "باران"), story("195", "برف")]);
    assert_eq!(index.len(), 11);
    assert_eq!(codes(&index, "برف"), ["195"]);
    out(&mut index, 0, 200);
    assert_eq!((index.len(), codes(&index, "باران").len()), (0, 0));
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[آاأبپتئؤيیكکةهۀ\u{200c}\u{64e}ـ ۱١1a-cA-C]{0,24}", 1..12)
}

proptest! {
    #[test]
    fn folding_what_is_folded_changes_nothing(text in "\\PC{0,40}") {
        let once = fold(&text).text;
        let twice = fold(&once).text;
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn each_folded_letter_knows_where_it_came_from_in_the_order_of_the_text(text in "[\\PC\u{FB50}-\u{FBB1}\u{FBEA}-\u{FDFC}]{0,40}") {
        let folded = fold(&text);
        let letters: Vec<char> = folded.text.chars().collect();
        prop_assert_eq!(letters.len(), folded.origins.len());
        prop_assert!(folded.origins.is_sorted());
        // What came from a letter is what it folds to by itself.
        for (at, c) in text.char_indices() {
            let own: String = letters.iter().zip(&folded.origins).filter(|(_, from)| **from == at).map(|(letter, _)| *letter).collect();
            prop_assert_eq!(own, fold(c.encode_utf8(&mut [0; 4])).text);
        }
    }

    #[test]
    fn a_word_of_the_index_can_be_told_in_its_letters(text in "[\\PC]{0,12}") {
        let words = super::words::Words::of(&text);
        let mut letters = String::new();
        for chars in words.parts.iter().map(|part| super::words::decode(words.slice(part.start, part.end))) {
            letters.push_str(&chars);
        }
        let told = fold(&text).text;
        let told: String = told.chars().filter(|c| letters.contains(*c)).collect();
        prop_assert_eq!(letters, told);
    }

    #[test]
    fn whatever_is_put_in_and_taken_out_the_rest_answers_as_if_it_stood_alone(all in texts(), out in prop::collection::vec(0usize..12, 0..6)) {
        let named: Vec<(String, &String)> = all.iter().enumerate().map(|(n, text)| (n.to_string(), text)).collect();
        let document = |(code, text): &(String, &String)| story(code, text);
        let mut index = Index::default();
        index.add(&named.iter().map(document).collect::<Vec<_>>());
        // Once more, one at a time: a story replaces itself.
        for one in &named {
            index.add(&[document(one)]);
        }
        let gone: Vec<String> = out.iter().map(ToString::to_string).collect();
        index.remove(gone.iter().map(String::as_str));
        let mut alone = Index::default();
        let rest: Vec<Document> = named.iter().filter(|(code, _)| !gone.contains(code)).map(document).collect();
        alone.add(&rest);
        prop_assert_eq!(index.len(), rest.len());
        for text in &all {
            let sorted = |index: &Index| { let mut codes = codes(index, text); codes.sort(); codes };
            prop_assert_eq!(sorted(&index), sorted(&alone), "{}", text);
        }
    }

    #[test]
    fn an_excerpt_never_breaks_and_never_adds_a_letter(query in "\\PC{0,12}", title in "\\PC{0,30}", body in "\\PC{0,300}") {
        let (marked, text) = excerpt(&query, &title, &body);
        let plain = |text: &str| text.replace(['\u{2}', '\u{3}'], "");
        prop_assert_eq!(plain(&marked), title);
        prop_assert!(body.contains(plain(&text).trim_matches('…')), "{:?}", text);
    }
}
