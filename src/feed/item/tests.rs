use crate::feed::body::BodyRepair;
use crate::feed::{Feed, Reason, read_whole};
use crate::news::{Article, Block, Inline, NewsCode, Source, Stamp};
use std::sync::Arc;

/// 2026-01-31T12:00:00Z
const NOW: Stamp = Stamp(1_769_860_800);

fn read(head: &str, item: &str) -> Feed {
    let json = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک",{head}"items":[{item}]}}"#
    );
    read_whole(json.into_bytes(), "https://e.ir/news/feed.json", NOW).unwrap()
}

/// The story of an item with these fields beside id, title and text.
fn story(fields: &str) -> (Arc<Article>, Vec<Reason>) {
    let head = r#""_peyk":{"sections":[{"id":"sports","title":"ورزشی"},{"id":5,"title":"پنج"}]},"#;
    let feed = read(
        head,
        &format!(r#"{{"id":"1","title":"تیتر","content_text":"متن"{fields}}}"#),
    );
    let reasons = feed
        .report
        .repaired
        .iter()
        .map(|note| note.reason)
        .collect();
    assert!(feed.report.repaired.iter().all(|note| note.position == 1));
    let story = feed
        .stories
        .first()
        .expect("the item is never lost")
        .clone();
    (story, reasons)
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(text.into())])
}

#[test]
fn an_item_needs_an_id_and_some_text() {
    for (item, expected) in [
        (r#"{"title":"ت","content_text":"م"}"#, Reason::NoId),
        (r#"{"id":" ","title":"ت","content_text":"م"}"#, Reason::NoId),
        (r#"{"id":{},"title":"ت","content_text":"م"}"#, Reason::NoId),
        (r#"{"id":"1"}"#, Reason::NoText),
        (
            r#"{"id":"1","title":"\u200b","content_html":"<script>x</script>"}"#,
            Reason::NoText,
        ),
        ("7", Reason::NotAnObject),
        ("null", Reason::NotAnObject),
    ] {
        let feed = read("", item);
        let reasons: Vec<Reason> = feed.report.dropped.iter().map(|note| note.reason).collect();
        assert_eq!((feed.stories.len(), reasons), (0, vec![expected]), "{item}");
        assert_eq!(feed.report.repaired, [], "{item}");
    }
}

#[test]
fn the_code_is_the_extensions_else_the_id_else_its_hash() {
    for (fields, expected) in [
        (r#""id":"867012""#, "867012"),
        (r#""id":867012"#, "867012"),
        (r#""id":"۸۶۷۰۱۲""#, "867012"),
        (r#""id":"x","_peyk":{"code":"٨٦٧-a"}"#, "867-a"),
        (r#""id":"x","_peyk":{"code":12}"#, "12"),
        (r#""id":"x","_peyk":{"code":" "}"#, "x"),
        (r#""id":"x","_peyk":{"code":[]}"#, "x"),
        (
            r#""id":"https://e.ir/1""#,
            NewsCode::new("https://e.ir/1").as_str(),
        ),
    ] {
        let feed = read(
            "",
            &format!(r#"{{{fields},"title":"ت","content_text":"م"}}"#),
        );
        assert_eq!(
            feed.stories.first().unwrap().summary.code.as_str(),
            expected,
            "{fields}"
        );
    }
}

#[test]
fn titles_summaries_and_plain_texts_are_shown_as_they_are_typed() {
    let (story, reasons) = story(
        r#","title":"<b>كي</b> &amp; <hello-world>","summary":"a &lt; b","content_text":"<i>x</i>\n\nدو""#,
    );
    assert_eq!(story.summary.title, "<b>کی</b> &amp; <hello-world>");
    assert_eq!(story.summary.lead.as_deref(), Some("a &lt; b"));
    assert_eq!(
        story.body,
        Some(Arc::new(vec![paragraph("<i>x</i>"), paragraph("دو")]))
    );
    assert_eq!(reasons, []);
}

#[test]
fn one_line_texts_lose_direction_controls_and_line_breaks() {
    let (story, _) = story(
        r#","title":"\u202eت\nی","_peyk":{"kicker":"ر\u2066و","lead":"ل\u202d ی","correction":"ا\u2069\nب"}"#,
    );
    assert_eq!(story.summary.title, "ت ی");
    assert_eq!(story.summary.kicker.as_deref(), Some("رو"));
    assert_eq!(story.summary.lead.as_deref(), Some("ل ی"));
    assert_eq!(story.correction.as_ref().unwrap().text, "ا ب");
}

#[test]
fn a_missing_title_is_made_of_the_first_words() {
    let long = "واژه ".repeat(40);
    for (fields, title) in [
        (r#""content_text":"سلام دنیا""#, "سلام دنیا".to_owned()),
        (r#""summary":"خلاصه","content_text":"م""#, "خلاصه".to_owned()),
        (
            r#""content_html":"<hr><p>یک <b>دو</b></p>""#,
            "یک دو".to_owned(),
        ),
        (
            &format!(r#""content_text":"{long}""#),
            format!("{}…", "واژه ".repeat(13)),
        ),
    ] {
        let feed = read("", &format!(r#"{{"id":"1",{fields}}}"#));
        assert_eq!(feed.stories.first().unwrap().summary.title, title);
        let reasons: Vec<Reason> = feed
            .report
            .repaired
            .iter()
            .map(|note| note.reason)
            .collect();
        assert_eq!(reasons, [Reason::NoTitle]);
    }
}

#[test]
fn the_lead_is_the_extensions_else_the_summary_else_the_first_plain_paragraph() {
    for (fields, lead, blocks) in [
        (r#","summary":"خ","_peyk":{"lead":"ل"}"#, Some("ل"), 1),
        (r#","summary":"خ","_peyk":{"lead":" "}"#, Some("خ"), 1),
        (r#","content_text":"یک\n\nدو""#, Some("یک"), 1),
        (r#","summary":"خ","content_text":"یک\n\nدو""#, Some("خ"), 2),
        (r#","content_text":"یک""#, None, 1),
        (r#","content_html":"<p><b>یک</b></p><p>دو</p>""#, None, 2),
    ] {
        let (story, reasons) = story(fields);
        let found = (
            story.summary.lead.as_deref(),
            story.body.as_ref().unwrap().len(),
        );
        assert_eq!(found, (lead, blocks), "{fields}");
        assert_eq!(reasons, [], "{fields}");
    }
}

#[test]
fn a_story_without_content_is_in_the_archive_or_has_only_its_lead() {
    let archive = r#""_peyk":{"archive":{"story":"n/{code}.json"}},"#;
    for content in [
        "",
        r#","content_text":"""#,
        r#","content_html":" ","content_text":null"#,
    ] {
        let item = format!(r#"{{"id":"1","title":"ت"{content}}}"#);
        let feed = read(archive, &item);
        assert_eq!(feed.stories.first().unwrap().body, None, "{content}");
        assert_eq!(feed.report.repaired, [], "{content}");
        let feed = read("", &item);
        assert_eq!(
            feed.stories.first().unwrap().body,
            Some(Arc::new(vec![])),
            "{content}"
        );
        assert_eq!(
            feed.report.repaired.first().unwrap().reason,
            Reason::NoContent
        );
    }
}

#[test]
fn html_comes_before_text_and_its_repairs_are_counted() {
    let (story, reasons) =
        story(r#","content_html":"<p>خوب</p><script>x</script><form><input></form>""#);
    assert_eq!(story.body, Some(Arc::new(vec![paragraph("خوب")])));
    assert!(
        matches!(reasons.as_slice(), [Reason::Body(BodyRepair::Removed, 1..)]),
        "{reasons:?}"
    );
}

#[test]
fn dates_that_cannot_be_are_left_out() {
    let at = |hours: i64| Some(Stamp(NOW.0 + hours * 3600));
    for (date, expected, reason) in [
        (r#""2026-01-31T11:00:00Z""#, at(-1), None),
        (r#""2026-01-31T15:30:00+03:30""#, at(0), None),
        (r#""2026-02-01T11:00:00Z""#, at(0), None),
        (
            r#""2026-02-01T13:00:00Z""#,
            None,
            Some(Reason::FutureDate("date_published")),
        ),
        (
            r#""yesterday""#,
            None,
            Some(Reason::BadDate("date_published")),
        ),
        (r#""""#, None, Some(Reason::BadDate("date_published"))),
        ("1769860800", None, Some(Reason::Ignored("date_published"))),
        ("null", None, None),
    ] {
        let (story, reasons) = story(&format!(r#","date_published":{date}"#));
        assert_eq!(story.summary.published, expected, "{date}");
        assert_eq!(reasons, reason.into_iter().collect::<Vec<_>>(), "{date}");
    }
}

#[test]
fn tags_are_cleaned_bounded_and_stand_once() {
    let long = "ا".repeat(101);
    let many: Vec<String> = (0..40).map(|n| format!("\"t{n}\"")).collect();
    for (tags, expected, reason) in [
        (r#"["آب"," آب ","","كار",7]"#.to_owned(), "آب|کار|۷", None),
        (
            r#""آب، برق,گاز""#.to_owned(),
            "آب|برق|گاز",
            Some(Reason::NotAList("tags")),
        ),
        (
            r#"["آب",{},["x"]]"#.to_owned(),
            "آب",
            Some(Reason::Ignored("tags")),
        ),
        ("{}".to_owned(), "", Some(Reason::Ignored("tags"))),
        (
            format!(r#"["{long}","آب"]"#),
            "آب",
            Some(Reason::TooManyTags),
        ),
    ] {
        let (story, reasons) = story(&format!(r#","tags":{tags}"#));
        assert_eq!(story.summary.tags.join("|"), expected, "{tags}");
        assert_eq!(reasons, reason.into_iter().collect::<Vec<_>>(), "{tags}");
    }
    let (story, reasons) = story(&format!(r#","tags":[{}]"#, many.join(",")));
    assert_eq!(story.summary.tags.len(), 32);
    assert_eq!(reasons, [Reason::TooManyTags]);
}

#[test]
fn an_optional_field_of_a_wrong_type_is_ignored_and_the_item_stays() {
    for name in [
        "summary",
        "content_html",
        "url",
        "image",
        "authors",
        "attachments",
        "_peyk",
    ] {
        for value in ["7", "true", "[[]]", "1e999"] {
            let (story, reasons) = story(&format!(r#","{name}":{value}"#));
            assert_eq!(story.summary.title, "تیتر");
            assert_eq!(story.body, Some(Arc::new(vec![paragraph("متن")])));
            assert_eq!(reasons, [Reason::Ignored(name)], "{name}: {value}");
        }
    }
    for name in [
        "kicker",
        "lead",
        "section",
        "gallery",
        "video",
        "picture",
        "source",
        "urgent",
        "correction",
    ] {
        let (_, reasons) = story(&format!(r#","_peyk":{{"{name}":[[]]}}"#));
        assert_eq!(reasons, [Reason::Ignored(name)], "{name}");
    }
}

#[test]
fn half_characters_are_replaced_and_cost_nothing_else() {
    let (story, reasons) = story(r#","title":"الف \ud83d ب","content_text":"\udc00 متن""#);
    assert!(story.summary.title.starts_with("الف \u{fffd}"));
    assert!(story.summary.title.ends_with(" ب"));
    assert_eq!(reasons.len(), 2);
    assert!(reasons.contains(&Reason::BrokenText("title")));
}

#[test]
fn a_section_must_be_one_of_the_feeds() {
    for (section, expected, reasons_expected) in [
        (r#""sports""#, Some("sports"), &[][..]),
        ("5", Some("5"), &[]),
        (r#""chess""#, None, &[Reason::UnknownSection]),
    ] {
        let (story, reasons) = story(&format!(r#","_peyk":{{"section":{section}}}"#));
        assert_eq!(
            story.summary.section.as_ref().map(|id| id.as_str()),
            expected
        );
        assert_eq!(reasons, reasons_expected, "{section}");
    }
}

#[test]
fn authors_come_from_the_item_else_from_the_feed_in_both_forms() {
    let head = r#""author":{"name":"تحریریه"},"#;
    for (fields, expected) in [
        ("", "تحریریه"),
        (
            r#","authors":[{"name":"الف"},{"name":" "},{"name":"ب"},{"name":"الف"}]"#,
            "الف|ب",
        ),
        (r#","author":{"name":"ج"}"#, "ج"),
        (r#","authors":{"name":"د"}"#, "د"),
        (r#","authors":["ه"]"#, "ه"),
        (r#","authors":[]"#, "تحریریه"),
    ] {
        let feed = read(
            head,
            &format!(r#"{{"id":"1","title":"ت","content_text":"م"{fields}}}"#),
        );
        assert_eq!(
            feed.stories.first().unwrap().authors.join("|"),
            expected,
            "{fields}"
        );
    }
}

#[test]
fn source_correction_and_urgency_are_read() {
    let (found, reasons) = story(
        r#","date_modified":"2026-01-30T00:00:00Z","url":"/n/1","_peyk":{"urgent":true,
              "source":{"name":"ایرنا","url":"https://a.ir"},"correction":{"text":"نام","at":"2026-01-31T12:00:00Z"}}"#,
    );
    let source = Source {
        name: "ایرنا".into(),
        url: Some("https://a.ir/".into()),
    };
    assert_eq!(found.source, Some(source));
    assert_eq!(found.correction.as_ref().unwrap().at, Some(NOW));
    assert!(found.summary.urgent);
    assert_eq!(found.url.as_deref(), Some("https://e.ir/n/1"));
    assert_eq!(reasons, []);
    let (found, _) =
        story(r#","_peyk":{"source":"ایسنا","correction":{"at":"2026-01-31T12:00:00Z"}}"#);
    assert_eq!(
        found.source,
        Some(Source {
            name: "ایسنا".into(),
            url: None
        })
    );
    assert_eq!(found.correction, None);
}

#[test]
fn unsafe_addresses_are_ignored_everywhere() {
    let (story, reasons) = story(
        r#","url":"javascript:1","image":"data:image/png,x","attachments":[{"url":"java\tscript:1","mime_type":"video/mp4"}],
              "_peyk":{"gallery":["blob:x",{"url":"vbscript:x"}],"picture":"file:///x","source":{"name":"x","url":"data:x"}}"#,
    );
    let text = format!("{story:?}");
    for scheme in ["script:", "data:", "blob:", "file:"] {
        assert!(!text.contains(scheme), "{text}");
    }
    assert!(reasons.contains(&Reason::Ignored("gallery")) && !story.summary.has_video);
}

#[test]
fn a_storys_code_is_what_the_scripts_make_of_it() {
    let cases: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/codes.json")).unwrap();
    for case in cases.as_array().unwrap() {
        let mut item = case["item"].clone();
        item["title"] = "خبر".into();
        let feed = serde_json::json!({ "title": "پیک", "items": [item] }).to_string();
        let feed = crate::feed::read_whole(feed.into_bytes(), "/feed.json", Stamp(0)).unwrap();
        let code = feed.stories[0].summary.code.as_str();
        assert_eq!(code, case["code"].as_str().unwrap(), "{case}");
    }
}
