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

/// The stories and questions of the table of spellings: stories, and queries with what they find.
fn table() -> (Vec<Document>, Vec<(String, String, BTreeSet<String>)>) {
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
