//! RSS and Atom as agencies write them: what the app reads of each, and what is reported.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use peyk::feed::{Feed, Reason, read_whole};
use peyk::news::{Article, Block, Stamp};
use peyk::persian::parse_rfc3339;
use peyk::publish::fetch::Client;
use peyk::publish::source::{PageError, Pages, Place, sources};
use peyk::publish::syndication::{SyndicationError, is_markup, to_json_feed};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const NOW: Stamp = Stamp(1_770_000_000);
const ADDRESS: &str = "https://feeds.example/rss/city.xml";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/feeds")
        .join(name)
}

/// The feed that `bytes` are, as if they had been fetched from [`ADDRESS`].
fn feed_of(bytes: &[u8]) -> Feed {
    assert!(is_markup(bytes));
    let converted = to_json_feed(bytes, ADDRESS).unwrap();
    read_whole(converted.json, ADDRESS, NOW).unwrap()
}

fn read(name: &str) -> Feed {
    feed_of(&std::fs::read(fixture(name)).unwrap())
}

/// The feed in a file with its whole report, as `publish` and `check` read it.
fn page(name: &str) -> Feed {
    let sources = sources(&[Place::File(fixture(name))], "/").unwrap();
    let client = Client::default();
    let (_, page) = Pages::of(&sources, "/", NOW, &client).next().unwrap();
    page.unwrap().feed
}

fn story<'a>(feed: &'a Feed, code: &str) -> &'a Article {
    let is_it = |story: &&std::sync::Arc<Article>| story.summary.code.as_str() == code;
    let codes: Vec<_> = feed
        .stories
        .iter()
        .map(|story| story.summary.code.as_str())
        .collect();
    feed.stories
        .iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("no {code} in {codes:?}"))
}

fn texts(story: &Article) -> Vec<String> {
    story.blocks().iter().map(Block::text).collect()
}

fn at(date: &str) -> Option<Stamp> {
    Some(parse_rfc3339(date).unwrap())
}

/// An item of RSS as the only one of its document.
fn item(parts: &str) -> Feed {
    feed_of(rss(&format!("<item>{parts}</item>")).as_bytes())
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>آزمون</title>{items}</channel></rss>")
}

fn reasons(feed: &Feed) -> Vec<(usize, Reason)> {
    let mut all: Vec<_> = feed
        .report
        .repaired
        .iter()
        .chain(&feed.report.dropped)
        .collect();
    all.sort_by_key(|note| note.position);
    all.iter()
        .map(|note| (note.position, note.reason))
        .collect()
}

#[test]
fn sections_and_comments_without_an_end_cost_no_more_than_their_length() {
    // Looked for to the end from each of them, these would take hours.
    for mark in ["<![CDATA[", "<!--", "<x>", "<x a='"] {
        let rss = format!(
            "<rss version=\"2.0\"><channel><title>پیک</title><item><guid>1</guid><title>ت</title>\
             <description>{}</description></item><item><guid>2</guid><title>سالم</title></item></channel></rss>",
            mark.repeat(200_000)
        );
        let feed = feed_of(rss.as_bytes());
        let titles: Vec<&str> = feed
            .stories
            .iter()
            .map(|story| &*story.summary.title)
            .collect();
        assert!(titles.contains(&"سالم"), "{mark}: {titles:?}");
    }
}

#[test]
fn an_agencys_rss_gives_whole_stories() {
    let feed = read("agency.rss");
    assert_eq!(feed.edition.name, "خبرگزاری نمونه | شهر & روستا");
    assert_eq!(
        feed.edition.home.as_deref(),
        Some("https://agency.example/")
    );
    assert_eq!(
        feed.edition.logo.as_deref(),
        Some("https://feeds.example/img/logo.png")
    );

    let market = story(&feed, "6401234");
    assert_eq!(market.summary.title, "بازار گل \"محلات\" دوباره باز شد");
    assert_eq!(
        market.summary.lead.as_deref(),
        Some("بازار گل پس از دو ماه باز شد.")
    );
    assert_eq!(market.summary.tags, ["اجتماعی", "شهری", "گل"]);
    assert_eq!(*market.authors, ["رضا نمونه"]);
    assert_eq!(market.summary.published, at("2026-01-31T06:00:00Z"));
    let picture = market.summary.picture.as_ref().unwrap();
    assert_eq!(picture.url, "https://feeds.example/img/6401234-big.jpg");

    let train = story(&feed, "6401235");
    assert_eq!(
        train.summary.lead.as_deref(),
        Some("قطار شهر نخستین مسافرانش را برد.")
    );
    assert_eq!(
        texts(train),
        ["صبح امروز قطار از ایستگاه گذشت.", "بلیت آن ارزان است."]
    );
    assert_eq!(*train.authors, ["مینا آزمون", "کاوه آزمون"]);
    assert_eq!(train.summary.published, at("2026-01-31T06:30:00Z"));
    assert_eq!(train.modified, at("2026-01-31T08:30:00Z"));
    let picture = train.summary.picture.as_ref().unwrap();
    assert_eq!(
        (picture.url.as_str(), picture.size),
        ("https://cdn.agency.example/t-900.jpg", Some((900, 600)))
    );
    assert_eq!(picture.credit.as_deref(), Some("عکاس نمونه"));
    assert!(
        train.gallery.is_empty(),
        "sizes of one picture are no gallery"
    );
    let video = train.video.as_ref().unwrap();
    assert_eq!(
        (video.mime.as_str(), video.seconds),
        ("video/mp4", Some(42))
    );
    assert_eq!(
        video.poster.as_deref(),
        Some("https://cdn.agency.example/t-poster.jpg")
    );
    let source = train.source.as_ref().unwrap();
    assert_eq!(source.name, "روابط عمومی شهر");
    assert_eq!(
        train.summary.tags,
        ["شهری"],
        "the channel's category stands in"
    );

    let fair = story(&feed, "6401236");
    assert_eq!(fair.summary.published, at("2026-01-31T11:00:00+03:30"));
    assert_eq!(fair.summary.lead.as_deref(), Some("نمایشگاه آغاز شد."));
    assert_eq!(texts(fair), ["غرفه‌ها تا جمعه بازند."]);
    assert_eq!(story(&feed, "6401237").summary.published, None);
    assert!(reasons(&feed).contains(&(4, Reason::BadDate("date_published"))));
}

#[test]
fn an_excerpt_that_the_body_repeats_is_no_lead() {
    let feed = read("blog.xml");
    let garden = story(&feed, "17");
    assert_eq!(
        garden.summary.lead.as_deref(),
        Some("روی بام خانه سبزی کاشتیم و هر روز آب دادیم.")
    );
    assert_eq!(texts(garden), ["حالا ریحان داریم."]);
    assert_eq!(
        garden.url.as_deref(),
        Some("https://blog.example/2026/01/garden/")
    );
    assert_eq!(reasons(&feed), []);
}

#[test]
fn atom_is_read_with_its_base_its_xhtml_and_its_next_page() {
    let feed = read("paper.atom");
    assert_eq!(feed.edition.name, "روزنامهٔ آزمون");
    assert_eq!(
        feed.edition.home.as_deref(),
        Some("https://paper.example/fa/")
    );
    assert_eq!(
        feed.edition.logo.as_deref(),
        Some("https://paper.example/fa/logo.svg")
    );
    // Its base is not the origin that it was fetched from: only there is the next page its own.
    assert_eq!(feed.next_url, None);
    let own = "https://paper.example/fa/feed.atom";
    let bytes = std::fs::read(fixture("paper.atom")).unwrap();
    let feed_there = read_whole(to_json_feed(&bytes, own).unwrap().json, own, NOW).unwrap();
    assert_eq!(
        feed_there.next_url.as_deref(),
        Some("https://paper.example/fa/feed-2.atom")
    );

    let seminar = story(&feed, "88001");
    assert_eq!(seminar.summary.title, "سمینار a < b در دانشگاه");
    assert_eq!(
        seminar.summary.lead.as_deref(),
        Some("سمینار ریاضی برگزار شد.")
    );
    assert_eq!(
        seminar.url.as_deref(),
        Some("https://paper.example/fa/story/88001")
    );
    assert_eq!(seminar.summary.tags, ["علمی"]);
    assert_eq!(*seminar.authors, ["تحریریه"]);
    assert_eq!(seminar.modified, at("2026-01-31T09:00:00Z"));
    assert_eq!(texts(seminar).len(), 2);
    let html = peyk::feed::body::to_html(seminar.blocks());
    assert!(
        html.contains("href=\"https://paper.example/fa/people/1\""),
        "{html}"
    );
    let picture = seminar.summary.picture.as_ref().unwrap();
    assert_eq!(picture.url, "https://paper.example/fa/img/88001.jpg");
    let source = seminar.source.as_ref().unwrap();
    assert_eq!(
        (source.name.as_str(), source.url.as_deref()),
        ("پایگاه دانشگاه", Some("https://uni.example/"))
    );

    let snow = story(&feed, "88002");
    assert_eq!(snow.summary.lead.as_deref(), Some("جادهٔ گردنه بسته شد."));
    assert_eq!(*snow.authors, ["گزارشگر راه"]);
    assert_eq!(
        (snow.summary.published, snow.modified),
        (at("2026-01-31T07:00:00Z"), None)
    );
}

#[test]
fn rss_1_0_is_read_like_the_others() {
    let feed = read("old.rdf");
    assert_eq!(feed.edition.name, "ماهنامهٔ آزمون");
    let pottery = story(&feed, "90210");
    assert_eq!(pottery.summary.tags, ["هنر"]);
    assert_eq!(*pottery.authors, ["سفالگر"]);
    assert_eq!(pottery.summary.published, at("2026-01-30T08:30:00Z"));
    assert_eq!(
        pottery.url.as_deref(),
        Some("https://old.example/show.aspx?newsid=90210&lang=fa")
    );
}

#[test]
fn what_is_broken_in_one_item_costs_no_other_and_is_reported() {
    let feed = page("broken.rss");
    let titles: Vec<_> = feed
        .stories
        .iter()
        .map(|story| story.summary.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "یک: نان & پنیر و سبزی",
            "دو",
            "سه",
            "چهار",
            "پنج",
            "شش",
            "هشت، تازه"
        ]
    );
    let links: Vec<_> = feed
        .stories
        .iter()
        .filter_map(|story| story.url.as_deref())
        .collect();
    assert_eq!(links[0], "https://broken.example/?id=1&cat=2");
    assert_eq!(links[1], "https://broken.example/?id=2");
    assert_eq!(
        story(&feed, "4")
            .summary
            .picture
            .as_ref()
            .map(|picture| picture.size),
        Some(Some((320, 240)))
    );
    let reasons = reasons(&feed);
    for mended in [2, 4, 5] {
        assert!(
            reasons.contains(&(mended, Reason::BrokenXml)),
            "{mended}: {reasons:?}"
        );
    }
    assert!(reasons.contains(&(7, Reason::NoId)), "{reasons:?}");
    assert!(reasons.contains(&(8, Reason::Duplicate)), "{reasons:?}");
    assert!(reasons.contains(&(10, Reason::Unreadable)), "{reasons:?}");
    assert!(!reasons.contains(&(10, Reason::NotAnObject)), "{reasons:?}");
}

#[test]
fn every_encoding_is_read_and_utf_8_wins_over_what_is_declared() {
    let text = |encoding: &str| {
        format!(
            "<?xml version='1.0' encoding='{encoding}'?>{}",
            rss("<item><guid>1</guid><title>پیکان ۱۲</title></item>")
        )
    };
    let (arabic, _, _) = encoding_rs::WINDOWS_1256.encode("<title>پژواک</title>");
    let head = b"<?xml version='1.0' encoding=\"windows-1256\"?><rss version='2.0'><channel><item><guid>1</guid>";
    let windows = [head.as_slice(), &arabic, b"</item></channel></rss>"].concat();
    let utf_16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text("utf-16").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let bom = [b"\xef\xbb\xbf\n ".as_slice(), text("utf-8").as_bytes()].concat();
    for (bytes, title) in [
        (windows, "پژواک"),
        (utf_16, "پیکان ۱۲"),
        (bom, "پیکان ۱۲"),
        (text("windows-1256").into_bytes(), "پیکان ۱۲"),
        (text("no-such").into_bytes(), "پیکان ۱۲"),
    ] {
        let converted = to_json_feed(&bytes, ADDRESS).unwrap();
        assert_eq!(converted.report.repaired, []);
        let feed = read_whole(converted.json, ADDRESS, NOW).unwrap();
        assert_eq!(story(&feed, "1").summary.title, title);
    }
    let broken = [
        b"<rss><channel><item><guid>1</guid><title>a\xff</title>".as_slice(),
        b"</item>",
    ]
    .concat();
    let converted = to_json_feed(&broken, ADDRESS).unwrap();
    assert_eq!(converted.report.repaired[0].reason, Reason::NotUtf8);
}

#[test]
fn dates_are_read_in_every_form_that_is_met() {
    let expected = at("2026-01-31T06:00:00Z");
    for date in [
        "Sat, 31 Jan 2026 09:30:00 +0330",
        "Sat, 31 Jan 26 09:30:00 +0330",
        "31 Jan 2026 09:30 +03:30",
        "Sat, 31 January 2026 09:30:00 IRST",
        "Sat, 31 Jan 2026 10:30:00 IRDT",
        "Sat, 31 Jan 2026 09:30:00",
        "Sat, 31 Jan 2026 09:30:00 GMT+0330",
        "Sat, 31 Jan 2026 06:00:00 GMT",
        "Sat, 31 Jan 2026 09:30:00 +0330 (IRST)",
        "شنبه، ۳۱ Jan ۲۰۲۶ ۰۹:۳۰:۰۰ +۰۳۳۰",
        "2026-01-31T09:30:00+0330",
        "2026-01-31 09:30:00",
        "2026/01/31 09:30",
        "2026-01-31T06:00:00.000Z",
    ] {
        let feed = item(&format!(
            "<guid>1</guid><title>ت</title><pubDate>{date}</pubDate>"
        ));
        assert_eq!(story(&feed, "1").summary.published, expected, "{date}");
    }
    for date in ["1404/11/11 09:30", "دیروز", "99 Jan 2026", "Sat, 31 Jan"] {
        let feed = item(&format!(
            "<guid>1</guid><title>ت</title><pubDate>{date}</pubDate>"
        ));
        assert_eq!(story(&feed, "1").summary.published, None, "{date}");
        assert!(
            reasons(&feed).contains(&(1, Reason::BadDate("date_published"))),
            "{date}"
        );
    }
    assert_eq!(
        item("<guid>1</guid><title>ت</title>").stories[0]
            .summary
            .published,
        None
    );
}

#[test]
fn the_news_code_is_the_number_of_the_story() {
    for (guid, link, code) in [
        ("867012", "https://a.ir/x", "867012"),
        ("۸۶۷۰۱۲", "", "867012"),
        ("yk0w-1", "https://a.ir/news/867012", "yk0w-1"),
        ("https://a.ir/fa/news/867012/title-2026", "", "867012"),
        (
            "",
            "https://a.ir/fa/news/1404/11/11/3131234/title",
            "3131234",
        ),
        ("", "https://a.ir/news/14041111/867012", "867012"),
        ("", "https://a.ir/sport-3/1510000-title", "1510000"),
        ("", "https://a.ir/title-33061234.html#top", "33061234"),
        ("https://a.ir:8080/?p=12", "", "12"),
        ("12 at https://a.ir", "", "12"),
        ("urn:uuid:60a76c80-d399-11d9", "", "60a76c80-d399-11d9"),
        ("https://a.ir/xk3p", "https://a.ir/news/867012/", "867012"),
    ] {
        let feed = item(&format!(
            "<guid>{guid}</guid><link>{link}</link><title>ت</title>"
        ));
        assert_eq!(feed.stories[0].summary.code.as_str(), code, "{guid} {link}");
    }
    let hashed = |link: &str| {
        let feed = item(&format!("<link>{link}</link><title>ت</title>"));
        feed.stories[0].summary.code.clone()
    };
    assert_eq!(
        hashed("https://a.ir/2026/01/garden/"),
        hashed("https://a.ir/2026/01/garden/")
    );
    assert_ne!(
        hashed("https://a.ir/2026/01/garden/"),
        hashed("https://a.ir/2026/01/roof/")
    );
}

#[test]
fn a_name_that_several_stories_share_is_no_code() {
    let two = |one: &str, other: &str| {
        let items = rss(&format!(
            "<item><title>یک</title>{one}</item><item><title>دو</title>{other}</item>"
        ));
        feed_of(items.as_bytes()).stories.len()
    };
    assert_eq!(
        two(
            "<link>https://a.ir/12345/a</link>",
            "<link>https://a.ir/12345/b</link>"
        ),
        2
    );
    assert_eq!(
        two(
            "<guid>https://a.ir</guid><link>https://a.ir/a</link>",
            "<guid>https://a.ir</guid><link>https://a.ir/b</link>"
        ),
        2
    );
    assert_eq!(
        two(
            "<guid>7</guid><link>https://a.ir/a</link>",
            "<guid>7</guid><link>https://a.ir/a</link>"
        ),
        1
    );
}

#[test]
fn a_guid_is_the_page_where_it_says_so_and_no_link_is_there() {
    let guid = "https://a.ir/news/867012";
    let page = |guid: &str| {
        item(&format!("{guid}<title>ت</title>")).stories[0]
            .url
            .clone()
    };
    assert_eq!(page(&format!("<guid>{guid}</guid>")).as_deref(), Some(guid));
    assert_eq!(
        page(&format!("<guid isPermaLink='false'>{guid}</guid>")),
        None
    );
    assert_eq!(page("<guid>867012</guid>"), None);
}

#[test]
fn a_quotation_mark_that_is_missing_costs_its_own_tag_at_most() {
    let feed = feed_of(
        rss(
            "<item><guid>1</guid><title>یک</title><enclosure url=\"/a.jpg></item>\
             <item><guid>2</guid><title>نمایشگر ۲۴\"</title></item>",
        )
        .as_bytes(),
    );
    assert_eq!(feed.stories.len(), 2);
    assert_eq!(story(&feed, "1").summary.title, "یک");
}

#[test]
fn several_pictures_are_a_gallery_and_one_that_stands_alone_is_the_storys() {
    let feed = item(
        "<guid>1</guid><title>ت</title><media:content url='/a.jpg'/><media:content url='/b.jpg' medium='image'/>\
         <media:content url='/a.jpg'/><enclosure url='/a-small.jpg' type='image/jpeg'/>",
    );
    let urls: Vec<_> = feed.stories[0]
        .gallery
        .iter()
        .map(|picture| picture.url.as_str())
        .collect();
    assert_eq!(
        urls,
        ["https://feeds.example/a.jpg", "https://feeds.example/b.jpg"]
    );
    let feed = item("<guid>1</guid><title>ت</title><media:thumbnail url='t.jpg'/>");
    let picture = feed.stories[0].summary.picture.clone().unwrap();
    assert_eq!(picture.url, "https://feeds.example/rss/t.jpg");
    let feed = item(
        "<guid>1</guid><title>ت</title><description>&lt;img src='d.jpg'&gt;&lt;p&gt;لید&lt;/p&gt;</description>",
    );
    let story = &feed.stories[0];
    assert_eq!(story.summary.lead.as_deref(), Some("لید"));
    assert!(story.summary.picture.is_some());
}

#[test]
fn text_that_was_escaped_twice_or_not_at_all_is_read() {
    for description in [
        "&lt;p&gt;یک&lt;/p&gt;&lt;p&gt;دو &amp;amp; سه&lt;/p&gt;",
        "&amp;lt;p&amp;gt;یک&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;دو &amp;amp; سه&amp;lt;/p&amp;gt;",
        "<![CDATA[&lt;p&gt;یک&lt;/p&gt;&lt;p&gt;دو &amp; سه&lt;/p&gt;]]>",
        "<p>یک</p><p>دو &amp; سه</p>",
        "<p>یک<p>دو &amp; سه",
    ] {
        let feed = item(&format!(
            "<guid>1</guid><title>ت</title><description>{description}</description>"
        ));
        let story = &feed.stories[0];
        assert_eq!(story.summary.lead.as_deref(), Some("یک"), "{description}");
        assert_eq!(texts(story), ["دو & سه"], "{description}");
    }
}

#[test]
fn what_makes_the_crate_feed_rs_panic_or_refuse_is_read() {
    for part in [
        "<author>رضا،reza@x.ir</author>",
        "<media:thumbnail url='a.jpg' time='۱۲'/>",
        "<itunes:duration>۱۲:۱۰</itunes:duration>",
        "<media:text start='۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹۹'>x</media:text>",
        "<media:content url='a.jpg'><media:title type='x'/></media:content>",
        "<category>&#0;&#xfffe;&#1;</category>",
    ] {
        let feed = item(&format!("<guid>1</guid><title>ت</title>{part}"));
        assert_eq!(feed.stories.len(), 1, "{part}");
    }
}

#[test]
fn entities_that_a_document_declares_are_not_expanded() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
    let feed = feed_of(
        format!(
            "{bomb}{}",
            rss("<item><guid>1</guid><title>t &b; &f;</title></item>")
        )
        .as_bytes(),
    );
    assert_eq!(feed.stories[0].summary.title, "t &b; &f;");
}

#[test]
fn what_is_no_feed_is_refused_as_a_whole() {
    for text in [
        "<!doctype html><html><body><rss></rss></body></html>",
        "<svg><title>x</title></svg>",
        "<",
        "",
    ] {
        assert_eq!(
            to_json_feed(text.as_bytes(), ADDRESS).unwrap_err(),
            SyndicationError::NotAFeed,
            "{text}"
        );
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("syndication-page");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("page.xml"), "<html></html>").unwrap();
    let sources = sources(&[Place::File(folder.join("page.xml"))], "/").unwrap();
    let client = Client::default();
    let (_, page) = Pages::of(&sources, "/", NOW, &client).next().unwrap();
    assert!(matches!(page, Err(PageError::Syndication(..))));
}

/// Pieces that markup is made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "<rss version='2.0'>",
            "<channel>",
            "</channel>",
            "</rss>",
            "<item>",
            "</item>",
            "<entry>",
            "</entry>",
            "<feed>",
            "<title>",
            "</title>",
            "<link>",
            "<guid>",
            "</guid>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?",
            "?>",
            "<",
            ">",
            "&",
            "&amp;",
            "&lt;",
            "&#x0;",
            "<media:group>",
            "</media:group>",
            "<media:content url='",
            "'/>",
            "\"",
            "<author>",
            "a@b.ir",
            "،",
            "۱۲",
            "<description>",
            "</description>",
            "<p",
            "<br/>",
            "xml:base='",
            "<pubDate>",
        ])
        .prop_map(str::to_owned),
        "[ -~آ-ی۰-۹\u{0}-\u{1f}]{0,6}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = to_json_feed(&bytes, ADDRESS);
        let _ = to_json_feed(&[b"<rss><item>".as_slice(), &bytes].concat(), ADDRESS);
    }

    #[test]
    fn no_markup_panics_and_what_is_read_is_a_feed(markup in pieces()) {
        for root in ["<rss>", "<feed>", ""] {
            if let Ok(converted) = to_json_feed(format!("{root}{markup}").as_bytes(), ADDRESS) {
                prop_assert!(read_whole(converted.json, ADDRESS, NOW).is_ok());
            }
        }
    }

    #[test]
    fn a_broken_item_among_good_ones_costs_none_of_them(
        broken in pieces(), before in 0..4_usize, after in 0..4_usize,
    ) {
        let good = |name: usize| format!("<item><guid>good-{name}</guid><title>خوب</title></item>\n");
        let items: String = (0..before).map(good).chain([format!("<item>{broken}</item>\n")])
            .chain((before..before + after).map(good)).collect();
        let feed = feed_of(rss(&items).as_bytes());
        let kept = feed.stories.iter().filter(|story| story.summary.code.as_str().starts_with("good-"));
        prop_assert_eq!(kept.count(), before + after);
    }
}
