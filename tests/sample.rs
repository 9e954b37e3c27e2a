//! `peyk sample`: what it writes is a feed that the app keeps whole.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used)]

use peyk::feed::{Feed, Reader};
use peyk::news::Stamp;
use peyk::publish::sample::{Options, SampleError, write};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// 2025-06-02, a day after the newest story.
const NOW: Stamp = Stamp(1_748_851_200);

fn options(name: &str, stories: u64) -> Options {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    Options {
        stories,
        leads: false,
        seed: 1,
        out: Some(folder.join("feed.json")),
        bodies: 0,
        per_page: None,
    }
}

fn bytes(options: &Options) -> Vec<u8> {
    write(options, &|_| ()).unwrap();
    std::fs::read(options.out.as_ref().unwrap()).unwrap()
}

fn read(bytes: Vec<u8>) -> Feed {
    Reader::open(bytes, "/feed.json", NOW).unwrap().finish()
}

fn words(html: &str) -> usize {
    html.replace("<p>", " ")
        .replace("</p>", " ")
        .split_whitespace()
        .count()
}

#[test]
fn a_sample_is_read_whole_with_nothing_to_repair() {
    for leads in [false, true] {
        let feed = read(bytes(&Options {
            leads,
            ..options("sample-whole", 300)
        }));
        assert_eq!(feed.report.kept, 300);
        assert_eq!(
            (feed.report.repaired, feed.report.dropped),
            (vec![], vec![])
        );
        assert_eq!(feed.edition.sections.len(), 17);
        assert_eq!(feed.edition.story_archive.is_some(), leads);
        assert!(
            feed.stories
                .iter()
                .all(|story| story.body.is_some() != leads)
        );
        let dates: Vec<_> = feed
            .stories
            .iter()
            .map(|story| story.summary.published)
            .collect();
        assert!(
            dates.windows(2).all(|pair| pair[0] > pair[1]),
            "newest first, all dated"
        );
        let sections: BTreeSet<_> = feed
            .stories
            .iter()
            .filter_map(|story| story.summary.section.clone())
            .collect();
        assert_eq!(sections.len(), 16, "every section but the link has stories");
        let lead = feed.edition.front.lead.unwrap();
        assert_eq!(lead, feed.stories[0].summary.code);
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    let first = bytes(&options("sample-seed", 50));
    assert_eq!(first, bytes(&options("sample-seed", 50)));
    assert_ne!(
        first,
        bytes(&Options {
            seed: 2,
            ..options("sample-seed", 50)
        })
    );
}

#[test]
fn bodies_are_of_60_to_900_words_in_paragraphs() {
    let json: serde_json::Value =
        serde_json::from_slice(&bytes(&options("sample-bodies", 300))).unwrap();
    let lengths: Vec<usize> = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| words(item["content_html"].as_str().unwrap()))
        .collect();
    let (least, most) = (lengths.iter().min().unwrap(), lengths.iter().max().unwrap());
    assert!(*least >= 60 && *least < 120, "{least}");
    assert!(*most <= 1100 && *most > 700, "{most}");
}

#[test]
fn headlines_alone_stay_under_8_mb_for_ten_thousand() {
    let ten_thousand = bytes(&Options {
        leads: true,
        ..options("sample-leads", 10_000)
    });
    assert!(ten_thousand.len() <= 8_000_000, "{}", ten_thousand.len());
}

#[test]
fn a_body_beside_the_feed_is_the_one_the_whole_feed_has() {
    let leads = Options {
        leads: true,
        bodies: 2,
        ..options("sample-beside", 5)
    };
    let listed = read(bytes(&leads));
    let archive = PathBuf::from(leads.out.as_ref().unwrap().parent().unwrap()).join("data/n");
    assert_eq!(
        std::fs::read_dir(&archive).unwrap().count(),
        2,
        "the newest two"
    );
    let whole = read(bytes(&options("sample-beside-whole", 5)));
    for at in 0..2 {
        let code = &listed.stories[at].summary.code;
        let file = std::fs::read(archive.join(format!("{code}.json"))).unwrap();
        let alone = Reader::open(file, &format!("/data/n/{code}.json"), NOW)
            .unwrap()
            .finish();
        assert_eq!(alone.stories.len(), 1);
        assert_eq!(
            alone.stories[0].summary.title,
            listed.stories[at].summary.title
        );
        assert!(alone.stories[0].body.is_some());
        assert_eq!(alone.stories[0].body, whole.stories[at].body);
    }
    let nowhere = Options { out: None, ..leads };
    assert!(matches!(
        write(&nowhere, &|_| ()),
        Err(SampleError::NoFolder)
    ));
}

#[test]
fn a_sample_in_pages_holds_the_stories_of_one_file() {
    let whole = read(bytes(&options("sample-one-file", 25)));
    let paged = Options {
        per_page: std::num::NonZeroU64::new(10),
        ..options("sample-pages", 25)
    };
    let newest = read(bytes(&paged));
    let folder = paged.out.unwrap().parent().unwrap().to_path_buf();
    let mut pages = vec![newest];
    while let Some(next) = pages.last().and_then(|page| page.next_url.clone()) {
        pages.push(read(
            std::fs::read(folder.join(next.trim_start_matches('/'))).unwrap(),
        ));
    }
    let counts: Vec<usize> = pages.iter().map(|page| page.stories.len()).collect();
    assert_eq!(counts, [5, 10, 10]);
    let stories: Vec<_> = pages.into_iter().flat_map(|page| page.stories).collect();
    assert_eq!(stories, whole.stories);
}
