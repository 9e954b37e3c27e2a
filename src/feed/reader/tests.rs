use super::*;
use crate::feed::read_whole;
use crate::news::SectionId;
use proptest::prelude::*;

const NOW: Stamp = Stamp(1_769_860_800);
const ADDRESS: &str = "https://e.ir/feed.json";

fn feed(items: &str) -> Feed {
    let json = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{items}]}}"#
    );
    read_whole(json.into_bytes(), ADDRESS, NOW).unwrap()
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.stories
        .iter()
        .map(|story| story.summary.title.as_str())
        .collect()
}

fn notes(notes: &[Note]) -> Vec<(usize, Option<&str>, Reason)> {
    notes
        .iter()
        .map(|note| (note.position, note.id.as_deref(), note.reason))
        .collect()
}

#[test]
fn what_is_no_json_or_no_feed_is_refused() {
    for (bytes, expected) in [
        ("", FeedError::NotJson { line: 1, column: 1 }),
        ("<html><body>", FeedError::NotJson { line: 1, column: 1 }),
        (
            "{\n\"items\":[{]}",
            FeedError::NotJson {
                line: 2,
                column: 11,
            },
        ),
        (
            r#"{"items":[]"#,
            FeedError::NotJson {
                line: 1,
                column: 12,
            },
        ),
        (
            r#"{"items":[]} x"#,
            FeedError::NotJson {
                line: 1,
                column: 14,
            },
        ),
        ("{}", FeedError::NotAFeed),
        ("[]", FeedError::NotAFeed),
        ("null", FeedError::NotAFeed),
        (r#"{"items":{}}"#, FeedError::NotAFeed),
        (r#"{"items":null}"#, FeedError::NotAFeed),
    ] {
        let result = read_whole(bytes.as_bytes().to_vec(), ADDRESS, NOW);
        assert_eq!(result.err(), Some(expected), "{bytes}");
    }
}

#[test]
fn one_bad_item_costs_no_other() {
    let deep = format!(
        r#"{{"id":"3","title":"سه","content_text":"م","x":{}1{}}}"#,
        "[".repeat(9000),
        "]".repeat(9000)
    );
    let feed = feed(&format!(
        r#"{{"id":"1","title":"یک","content_text":"م"}},null,{{"title":"بی‌نام"}},{deep},
               {{"\udc00":1}},{{"id":4,"title":"چهار","content_text":"م","tags":"آب"}}"#
    ));
    assert_eq!(titles(&feed), ["یک", "سه", "چهار"]);
    assert_eq!(
        notes(&feed.report.dropped),
        [
            (2, None, Reason::NotAnObject),
            (3, None, Reason::NoId),
            (5, None, Reason::NoId)
        ]
    );
    assert_eq!(
        notes(&feed.report.repaired),
        [(6, Some("4"), Reason::NotAList("tags"))]
    );
    assert_eq!(feed.report.kept, 3);
}

#[test]
fn a_byte_order_mark_is_no_fault_and_bytes_that_are_not_utf8_are_replaced() {
    let json = r#"{"version":"https://jsonfeed.org/version/1","title":"پیک","items":[{"id":"1","title":"ت","content_text":"م"}]}"#;
    let feed = read_whole(format!("\u{feff}{json}").into_bytes(), ADDRESS, NOW).unwrap();
    assert_eq!((titles(&feed), feed.report.repaired.len()), (vec!["ت"], 0));
    let mut bytes = json.as_bytes().to_vec();
    let at = json.find("ت").unwrap();
    bytes[at] = 0xff;
    let feed = read_whole(bytes, ADDRESS, NOW).unwrap();
    assert_eq!(feed.report.kept, 1);
    assert_eq!(notes(&feed.report.repaired), [(0, None, Reason::NotUtf8)]);
}

#[test]
fn of_two_items_with_one_code_the_newer_is_kept_else_the_first() {
    let item = |title: &str, dates: &str| {
        format!(r#"{{"id":"1","title":"{title}","content_text":"م"{dates}}}"#)
    };
    let published = |day| format!(r#","date_published":"2026-01-{day}T00:00:00Z""#);
    let modified = |day| format!(r#","date_modified":"2026-01-{day}T00:00:00Z""#);
    for (first, second, kept, dropped) in [
        (String::new(), String::new(), "الف", 2),
        (published("02"), published("02"), "الف", 2),
        (published("02"), published("03"), "ب", 1),
        (String::new(), published("03"), "ب", 1),
        (published("02") + &modified("09"), published("03"), "الف", 2),
    ] {
        // The tags are a repair, which must go with a dropped item.
        let feed = feed(&format!(
            r#"{},{},{{"id":"2","title":"ج","content_text":"م"}}"#,
            item("الف", &(first + r#","tags":{}"#)),
            item("ب", &(second + r#","tags":{}"#))
        ));
        assert_eq!(titles(&feed), [kept, "ج"]);
        assert_eq!(
            notes(&feed.report.dropped),
            [(dropped, Some("1"), Reason::Duplicate)]
        );
        assert_eq!(
            notes(&feed.report.repaired),
            [(3 - dropped, Some("1"), Reason::Ignored("tags"))]
        );
    }
}

#[test]
fn a_withdrawn_story_needs_no_content_and_takes_its_copies_along() {
    let feed = feed(
        r#"{"id":"a","title":"الف","content_text":"م"},{"id":"b","_peyk":{"withdrawn":true,"code":"a"}},
               {"id":"c","_peyk":{"withdrawn":true}},{"id":"c","_peyk":{"withdrawn":true}},
               {"id":"d","title":"د","content_text":"م","_peyk":{"withdrawn":false}}"#,
    );
    assert_eq!(titles(&feed), ["د"]);
    assert_eq!(feed.withdrawn, [NewsCode::new("a"), NewsCode::new("c")]);
    assert_eq!(
        notes(&feed.report.dropped),
        [(1, Some("a"), Reason::Duplicate)]
    );
    assert_eq!(feed.report.kept, 1);
}

#[test]
fn items_are_read_a_few_at_a_time() {
    let items: Vec<String> = (0..7)
        .map(|n| format!(r#"{{"id":{n},"title":"ت {n}","content_text":"م"}}"#))
        .collect();
    let json = format!(r#"{{"items":[{}],"title":"پیک"}}"#, items.join(" ,\n"));
    let open = || Reader::open(json.clone().into_bytes(), ADDRESS, NOW).unwrap();
    let mut reader = open();
    assert_eq!((reader.len(), reader.is_empty()), (7, false));
    // Each of them counts as 256 bytes.
    let more: Vec<bool> = (0..4).map(|_| reader.read(600)).collect();
    assert_eq!(more, [true, true, false, false]);
    let feed = reader.finish();
    assert_eq!(feed, open().finish());
    assert_eq!(feed.stories.len(), 7);
}

#[test]
fn a_feed_without_sections_gets_them_from_its_most_used_tags() {
    let items = |tags: &[&str]| {
        let items: Vec<String> = tags
            .iter()
            .zip(1..)
            .map(|(tags, n)| {
                format!(r#"{{"id":{n},"title":"ت","content_text":"م","tags":[{tags}]}}"#)
            })
            .collect();
        feed(&items.join(","))
    };
    let sections = |feed: &Feed| -> Vec<String> {
        feed.edition
            .sections
            .iter()
            .map(|section| section.title.clone())
            .collect()
    };
    let shared = items(&[r#""تک","آب""#, r#""برق","آب""#, r#""برق","آب""#]);
    assert_eq!(sections(&shared), ["آب", "برق"]);
    let filed = |feed: &Feed, at: usize| {
        let id = feed.stories[at].summary.section.clone();
        id.and_then(|id| {
            feed.edition
                .section(&id)
                .map(|section| section.title.clone())
        })
    };
    assert_eq!(filed(&shared, 0).as_deref(), Some("آب"));
    assert_eq!(filed(&shared, 1).as_deref(), Some("برق"));
    assert_eq!(sections(&items(&[r#""ب""#, "", r#""الف""#])), ["ب", "الف"]);
    let many: Vec<String> = (0..20).map(|n| format!(r#""t{n}""#)).collect();
    assert_eq!(sections(&items(&[&many.join(",")])).len(), 12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_whatever_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_whole(bytes, ADDRESS, NOW);
    }

    #[test]
    fn no_values_whatever_make_it_panic_and_every_item_is_accounted_for(
        items in prop::collection::vec(
            prop::collection::vec((0..NAMES.len(), 0..VALUES.len()), 0..12), 0..6),
        head in prop::collection::vec((0..NAMES.len(), 0..VALUES.len()), 0..8),
    ) {
        let object = |fields: &Vec<(usize, usize)>| {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!(r#""{}":{}"#, NAMES[*name], VALUES[*value])).collect();
            fields.join(",")
        };
        let items: Vec<String> = items.iter().map(|item| format!("{{{}}}", object(item))).collect();
        let comma = if head.is_empty() { "" } else { "," };
        let json = format!(r#"{{{}{comma}"items":[{}]}}"#, object(&head), items.join(","));
        let feed = read_whole(json.clone().into_bytes(), ADDRESS, NOW).unwrap();
        let gone = items.len() - feed.report.kept - feed.report.dropped.len();
        prop_assert!(gone >= feed.withdrawn.len(), "{json}");
        prop_assert_eq!(feed.report.kept, feed.stories.len());
        let again = crate::feed::write(&feed);
        let again = read_whole(again.into_bytes(), ADDRESS, NOW).unwrap();
        prop_assert_eq!((again.edition, again.stories), (feed.edition, feed.stories), "{}", json);
    }
}

const NAMES: [&str; 21] = [
    "id",
    "id",
    "id",
    "title",
    "title",
    "summary",
    "content_html",
    "content_html",
    "content_text",
    "date_published",
    "date_modified",
    "tags",
    "image",
    "attachments",
    "authors",
    "author",
    "url",
    "version",
    "next_url",
    "_peyk",
    "_peyk",
];

const VALUES: [&str; 19] = [
    "1",
    "\"2\"",
    "\"a\"",
    "\"\"",
    "null",
    "true",
    "-1e400",
    "[[\"x\"]]",
    "\"<p>یک<b>دو</b></p><img src=x.jpg alt=م><p>سه</p><ul><li>چ\"",
    "\"یک\\n\\nدو\\n\\n<b>سه\"",
    "\"2026-01-01T10:00:00Z\"",
    "\"2300-01-01T10:00:00Z\"",
    "[\"آب\",\"برق\",\"آب\"]",
    "\"/x/y.jpg#z\"",
    "[{\"url\":\"v.mp4\",\"mime_type\":\"video/mp4\",\"duration_in_seconds\":61.5},{\"url\":\"a.jpg\"},{\"url\":\"b.png\",\"title\":\"ب\"}]",
    "[{\"name\":\"الف\"},\"ب\"]",
    "{\"code\":\"۱۲\",\"kicker\":\"ر\",\"section\":\"s\",\"lead\":\"ل\",\"gallery\":[\"g.jpg\",{\"url\":\"h.jpg\",\"width\":10,\"height\":20.4,\"caption\":\"ک\"}],\"urgent\":true,\"source\":\"م\",\"correction\":{\"text\":\"ت\",\"at\":\"2026-01-01T10:00:00Z\"},\"video\":{\"url\":\"w.webm\",\"poster\":\"p.jpg\",\"duration\":9}}",
    "{\"withdrawn\":true}",
    "{\"sections\":[{\"id\":\"s\",\"title\":\"س\",\"parent\":\"r\"},{\"id\":\"r\",\"title\":\"ر\",\"kind\":\"photo\",\"order\":9}],\"brand\":{\"name\":\"ن\",\"logo\":\"l.svg\"},\"front\":{\"lead\":12,\"blocks\":[\"s\",\"q\"],\"most_read\":[\"۱۲\"]},\"contact\":{\"email\":\"a@b.ir\",\"telephone\":\"021-88\"},\"archive\":{\"story\":\"n/{code}.json\"}}",
];

#[test]
fn a_further_page_files_its_stories_under_the_sections_that_are_known() {
    let edition = r#"{"title":"ت","_peyk":{"sections":[{"id":"sports","title":"ورزشی"}],
        "archive":{"story":"/n/{code}.json"}},"items":[]}"#;
    let edition = read_whole(edition.as_bytes().to_vec(), ADDRESS, NOW)
        .unwrap()
        .edition;
    let page = r#"{"version":"https://jsonfeed.org/version/1.1","title":"ت","items":[
        {"id":"2","title":"دو","tags":["آب"],"_peyk":{"section":"sports"}}]}"#;
    let open = || FeedScanner::new(page.as_bytes().to_vec(), ADDRESS, NOW);
    let first = |scanner: FeedScanner| {
        let feed = scanner.finish().unwrap().finish();
        let story = feed.stories.first().unwrap();
        (story.summary.section.clone(), story.body.is_none())
    };
    assert_eq!(
        first(open().knowing(&edition)),
        (Some(SectionId::new("sports")), true)
    );
    assert_eq!(first(open()), (Some(SectionId::new("آب")), false));
}

/// A list of so many elements, each made of its number.
fn list(count: usize, element: impl Fn(usize) -> String) -> String {
    let elements: Vec<String> = (0..count).map(element).collect();
    format!("[{}]", elements.join(","))
}

#[test]
fn every_list_of_a_feed_has_a_bound_and_the_report_says_where_it_was_reached() {
    let code = |at: usize| format!("\"{at}\"");
    let named = |at: usize| format!(r#"{{"name":"ن{at}"}}"#);
    let sections = list(300, |at| format!(r#"{{"id":"s{at}","title":"س{at}"}}"#));
    let json = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","authors":{},
          "_peyk":{{"sections":{sections},"front":{{"seconds":{},"most_read":{},"blocks":{}}}}},
          "items":[{{"id":"1","title":"ت","content_text":"م","authors":{},"attachments":{},
            "tags":{},"_peyk":{{"related":{},"gallery":{}}}}}]}}"#,
        list(100, named),
        list(100, code),
        list(200, code),
        list(300, |_| "\"s1\"".to_owned()),
        list(100, named),
        list(600, |at| format!(r#"{{"url":"{at}.jpg"}}"#)),
        list(2000, |at| format!("\"ب{at}\"")),
        list(100, code),
        list(600, |at| format!("\"{at}.jpg\"")),
    );
    let feed = read_whole(json.into_bytes(), ADDRESS, NOW).unwrap();
    let story = feed.stories.first().unwrap();
    let front = &feed.edition.front;
    assert_eq!(
        [
            feed.edition.sections.len(),
            front.seconds.len(),
            front.most_read.len(),
            front.blocks.len(),
            story.authors.len(),
            story.summary.tags.len(),
            story.related.len(),
            story.gallery.len(),
        ],
        [200, 50, 100, 200, 50, 32, 50, 500]
    );
    let reasons: Vec<Reason> = feed
        .report
        .repaired
        .iter()
        .map(|note| note.reason)
        .collect();
    for field in [
        "sections",
        "seconds",
        "most_read",
        "blocks",
        "authors",
        "attachments",
        "tags",
        "related",
        "gallery",
    ] {
        assert!(reasons.contains(&Reason::TooMany(field)), "{field}");
    }
}

#[test]
fn every_line_of_a_feed_is_cut_for_display_and_the_report_says_so() {
    let long = "ب".repeat(5000);
    let json = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"{long}",
          "_peyk":{{"brand":{{"name":"{long}"}},"sections":[{{"id":"s","title":"{long}"}}],
            "contact":{{"telephone":"{long}","address":"{long}"}}}},
          "items":[{{"id":"1","title":"{long}","summary":"{long}","content_text":"{long}","authors":[{{"name":"{long}"}}],
            "_peyk":{{"kicker":"{long}","source":"{long}","correction":"{long}","picture":{{"url":"a.jpg","alt":"{long}","caption":"{long}","credit":"{long}"}}}}}},
            {{"id":"2","title":"ت","content_html":"<p>{long}</p><img src=a alt='{long}'>"}}]}}"#
    );
    let feed = read_whole(json.into_bytes(), ADDRESS, NOW).unwrap();
    let [story, second] = feed.stories.as_slice() else {
        panic!("two stories")
    };
    let (edition, summary) = (&feed.edition, &story.summary);
    let picture = summary.picture.as_ref().unwrap();
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    for (text, most) in [
        (edition.name.clone(), 300),
        (edition.sections.first().unwrap().title.clone(), 300),
        (said(&edition.contact.telephone), 300),
        (said(&edition.contact.address), 2000),
        (summary.title.clone(), 500),
        (said(&summary.lead), 4000),
        (said(&summary.kicker), 300),
        (story.authors.first().unwrap().clone(), 300),
        (story.source.as_ref().unwrap().name.clone(), 300),
        (story.correction.as_ref().unwrap().text.clone(), 2000),
        (picture.alt.clone(), 2000),
        (said(&picture.caption), 2000),
        (said(&picture.credit), 300),
        (second.summary.picture.as_ref().unwrap().alt.clone(), 2000),
    ] {
        assert_eq!(text.chars().count(), most);
        assert!(text.ends_with('…'));
    }
    let reasons: Vec<Reason> = feed
        .report
        .repaired
        .iter()
        .map(|note| note.reason)
        .collect();
    for field in [
        "name",
        "title",
        "telephone",
        "address",
        "summary",
        "kicker",
        "source",
        "correction",
        "alt",
        "caption",
        "credit",
    ] {
        assert!(reasons.contains(&Reason::TooLong(field)), "{field}");
    }
    // The story itself is whole.
    assert!(second.blocks().iter().any(|block| block.text() == long));
}

#[test]
fn a_report_lists_so_many_notes_and_counts_the_others() {
    let items: Vec<String> = (0..5000)
        .map(|at| format!(r#"{at},{{"id":"{at}","title":"ت"}}"#))
        .collect();
    let report = feed(&items.join(",")).report;
    assert_eq!((report.repaired.len(), report.dropped.len()), (2000, 2000));
    assert_eq!((report.kept, report.counts()), (5000, (5000, 5000)));
}

#[test]
fn so_many_withdrawn_stories_are_named_and_all_of_them_go() {
    let gone: Vec<String> = (0..1500)
        .map(|at| format!(r#"{{"id":"{at}","_peyk":{{"withdrawn":true}}}}"#))
        .collect();
    let feed = feed(&format!(
        r#"{{"id":"1499","title":"ت","content_text":"م"}},{}"#,
        gone.join(",")
    ));
    assert_eq!(feed.withdrawn.len(), 1000);
    assert!(feed.stories.is_empty());
}
