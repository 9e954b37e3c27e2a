//! `peyk publish`: what lies in the folder afterwards, what a second run writes, and what hostile
//! feeds cannot do.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use peyk::publish::assets::AssetError;
use peyk::publish::site::{PublishError, Publisher, Summary};
use peyk::publish::source::Place;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::{Desk, FEED, NOW, files, one};

/// The first bytes of files, by which their kind is told.
const WEBP: &[u8] = b"RIFF\x0c\0\0\0WEBPVP8 ";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
const WEBM: &[u8] = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm";

fn script(html: &str, opening: &str) -> Value {
    let (_, rest) = html.split_once(opening).unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_storys_page_holds_its_text_and_all_that_others_read_of_it() {
    let desk = Desk::new("story");
    desk.publish();
    let feed: Value = serde_json::from_str(FEED).unwrap();
    let item = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| {
            item["content_html"]
                .as_str()
                .is_some_and(|html| html.len() > 100)
        })
        .unwrap();
    let code = item["_peyk"]["code"]
        .as_str()
        .or(item["id"].as_str())
        .unwrap();
    let html = desk.text(&format!("n/{code}/index.html"));
    assert!(html.contains("<div class=\"story-body\"><p>"), "{html}");
    assert!(html.contains(&format!(
        "<link rel=\"canonical\" href=\"https://news.example/n/{code}/\">"
    )));
    assert!(html.contains("<meta property=\"og:type\" content=\"article\">"));
    assert!(html.contains("<style>p{color:red}</style>"));
    assert!(html.contains("'sha256-"), "the style's hash is let in");
    assert!(!html.contains("rel=\"modulepreload\""), "the program waits");
    let state = script(&html, "id=\"peyk-state\"");
    assert_eq!(state["items"][0]["id"], code);
}

#[test]
fn the_same_feed_gives_the_same_bytes_and_writes_nothing_anew() {
    let desk = Desk::new("again");
    desk.publish();
    let before = files(&desk.site());
    let again = desk.publish();
    assert_eq!((again.written, again.removed), (vec![], vec![]));
    assert_eq!(files(&desk.site()), before);
    let other = Desk::new("again-elsewhere");
    other.publish();
    assert!(
        files(&other.site()) == before,
        "another folder, the same bytes"
    );
}

#[test]
fn one_changed_story_rewrites_its_own_files_and_the_lists_it_stands_in() {
    let desk = Desk::new("changed");
    let items: Vec<String> = (1..=80)
        .map(|at| {
            format!(
                r#"{{"id":"{at}","title":"خبر {at}","content_text":"متن","date_published":"2026-01-01T{:02}:{:02}:00Z","tags":["ت{}"]}}"#,
                at / 60, at % 60, at % 40
            )
        })
        .collect();
    let feed = |items: &[String]| {
        format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{{"sections":[]}},"items":[{}]}}"#,
            items.join(",")
        )
    };
    desk.feed(&feed(&items));
    desk.publish();
    let mut newer = items.clone();
    newer.push(r#"{"id":"new","title":"تازه","content_text":"متن","date_published":"2026-01-02T00:00:00Z","tags":["ت1"]}"#.to_owned());
    desk.feed(&feed(&newer));
    let second = desk.publish();
    assert!(second.written.len() <= 20, "{:?}", second.written);
    assert!(second.written.contains(&"n/new/index.html".to_owned()));
    assert!(
        !second.written.contains(&"n/40/index.html".to_owned()),
        "an old page stays"
    );
    desk.feed(&feed(&items));
    let third = desk.publish();
    assert!(third.removed.contains(&"n/new/index.html".to_owned()));
    assert!(!desk.site().join("n/new").exists());
}

#[test]
fn a_withdrawn_story_leaves_a_notice_and_no_trace_elsewhere() {
    let desk = Desk::new("withdrawn");
    let story = r#""id":"7","title":"رازِ نگفته","content_text":"متن","tags":["تگ"]"#;
    desk.feed(&one(story));
    desk.publish();
    desk.feed(&one(r#""id":"7","_peyk":{"withdrawn":true}"#));
    desk.publish();
    let notice = desk.text("n/7/index.html");
    assert!(notice.contains("noindex"));
    for (name, bytes) in files(&desk.site()) {
        if !name.ends_with(".br") && !name.ends_with(".gz") {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("نگفته"), "{name}");
        }
    }
    assert!(!desk.text("sitemap-lists-1.xml").contains("/n/7/"));
    assert!(!desk.site().join("sitemap-1.xml").exists());
}

#[test]
fn frames_for_other_sites_hold_their_words_and_nothing_of_the_app() {
    let desk = Desk::new("frames");
    desk.publish();
    let frames: Vec<_> = files(&desk.site())
        .into_iter()
        .filter(|(name, _)| name.starts_with("embed/") && name.ends_with(".html"))
        .collect();
    assert!(frames.len() > 4);
    for (name, bytes) in frames {
        let html = String::from_utf8(bytes).unwrap();
        for alien in [
            "wasm",
            "manifest",
            "peyk-state",
            "sw.js",
            "boot.js",
            "data-save",
        ] {
            assert!(!html.contains(alien), "{name} has {alien}");
        }
        let is_empty = name.starts_with("embed/s/") && !html.contains("<li>");
        assert!(html.contains("<h2><a href=\"/n/") || is_empty, "{name}");
        // A frame stays what it is: every link has a tab of its own.
        let links = html.matches("<a ").count();
        assert_eq!(
            html.matches("target=\"_blank\" rel=\"noopener\"").count(),
            links,
            "{name}"
        );
        assert!(
            html.contains("rel=\"canonical\" href=\"https://news.example/"),
            "{name}"
        );
    }
}

#[test]
fn a_page_tells_others_where_its_frame_is_described() {
    let desk = Desk::new("oembed");
    desk.publish();
    let all = files(&desk.site());
    let first = |folder: &str| {
        let mut pages = all.keys().filter(|name| name.starts_with(folder));
        pages
            .find_map(|name| name.strip_prefix("embed/")?.strip_suffix("/index.html"))
            .unwrap()
    };
    for name in [first("embed/n/"), first("embed/s/")] {
        let page = desk.text(&format!("{name}/index.html"));
        let address = format!("https://news.example/oembed/{name}.json");
        assert!(page.contains(&format!(
            "type=\"application/json+oembed\" href=\"{address}\""
        )));
        let answer: Value =
            serde_json::from_str(&desk.text(&format!("oembed/{name}.json"))).unwrap();
        assert_eq!(
            (&answer["version"], &answer["type"]),
            (&"1.0".into(), &"rich".into())
        );
        assert!(answer["width"].is_u64() && answer["height"].as_u64() > Some(200));
        let frame = format!("<iframe src=\"https://news.example/embed/{name}/\"");
        assert!(
            answer["html"].as_str().unwrap().starts_with(&frame),
            "{answer}"
        );
    }
}

#[test]
fn the_worker_knows_the_empty_page_of_the_site_by_its_sum() {
    let desk = Desk::new("worker");
    desk.publish();
    let worker = desk.text("sw.js");
    let (list, code) = worker.split_once(";\n").unwrap();
    let list: Value = serde_json::from_str(list.strip_prefix("self.PEYK=").unwrap()).unwrap();
    let sum = {
        use base64::Engine;
        use sha2::Digest;
        base64::engine::general_purpose::STANDARD
            .encode(sha2::Sha256::digest(desk.text("shell.html")))
    };
    assert_eq!(list["shell"], "shell.html");
    assert_eq!(
        list["files"],
        serde_json::json!({ "peyk.js": "y", "shell.html": sum })
    );
    assert_eq!(code, "code;\n");
    let written = desk.publish().written;
    assert_eq!(written, Vec::<String>::new(), "the same build");
}

#[test]
fn every_link_within_the_site_leads_to_a_file() {
    let desk = Desk::new("links");
    // What lies beside the feed and is named by a story comes along.
    std::fs::create_dir(desk.0.join("media")).unwrap();
    std::fs::write(desk.0.join("media/film.webm"), WEBM).unwrap();
    desk.publish();
    let site = files(&desk.site());
    let built = ["/peyk.js", "/icons/icon.svg"];
    let mut broken = BTreeSet::new();
    for (name, bytes) in &site {
        if !name.ends_with(".html") || name == "shell.html" || name == "404.html" {
            continue;
        }
        let html = String::from_utf8(bytes.clone()).unwrap();
        for link in html.split("<a ").skip(1).filter_map(|tag| {
            let (_, rest) = tag.split_once("href=\"")?;
            rest.split_once('"').map(|(link, _)| link)
        }) {
            let Some(inside) = link.strip_prefix('/').filter(|_| !built.contains(&link)) else {
                continue;
            };
            let path = percent_encoding::percent_decode_str(inside).decode_utf8_lossy();
            let file = format!("{path}index.html");
            if !site.contains_key(&file) && !site.contains_key(&*path) {
                broken.insert(format!("{name}: {link}"));
            }
        }
    }
    assert_eq!(broken, BTreeSet::new());
}

#[test]
fn nothing_in_a_feed_becomes_markup_or_leaves_the_folder() {
    let desk = Desk::new("hostile");
    let attack = r#"</script></style></title><script>alert(1)</script><!--"#;
    let long = "x".repeat(10_000);
    let item = |id: &str| {
        format!(
            r#"{{"id":{id},"title":{t},"summary":{t},"content_text":{t},"tags":[{t},"..","/etc/passwd","a/../b"],
              "authors":[{{"name":{t}}}],"_peyk":{{"kicker":{t},"source":{t},"correction":{t},"section":"s"}}}}"#,
            t = Value::from(attack)
        )
    };
    let ids = [
        "../../up".to_owned(),
        ".".to_owned(),
        "..".to_owned(),
        "a\0b".to_owned(),
        long,
        "/etc/passwd".to_owned(),
        "c:\\x".to_owned(),
        "</script>".to_owned(),
    ];
    let items: Vec<String> = ids
        .iter()
        .map(|id| item(&Value::from(id.as_str()).to_string()))
        .collect();
    desk.feed(&format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":{t},"_peyk":{{"sections":[{{"id":"../s","title":{t}}},{{"id":"s","title":{t}}}]}},"items":[{}]}}"#,
        items.join(","),
        t = Value::from(attack)
    ));
    let done = desk.publish();
    assert_eq!(done.stories, ids.len());
    let outside: Vec<_> = std::fs::read_dir(&desk.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(outside.len(), 3, "{outside:?}");
    for (name, bytes) in files(&desk.site()) {
        assert!(name.len() < 300 && !name.contains(".."), "{name}");
        if name.ends_with(".html") {
            let html = String::from_utf8(bytes).unwrap();
            assert!(
                !html.contains("<script>alert") && !html.contains("<!--"),
                "{name}"
            );
        }
    }
}

#[test]
fn a_feed_brings_along_media_of_its_own_folder_and_nothing_else() {
    let desk = Desk::new("media");
    std::fs::create_dir(desk.0.join("media")).unwrap();
    for name in ["media/a.webp", "media/notes.txt"] {
        std::fs::write(desk.0.join(name), WEBP).unwrap();
    }
    let outside = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("publish-outside.webp");
    std::fs::write(&outside, WEBP).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, desk.0.join("media/link.webp")).unwrap();
    desk.feed(&one(
        r#""id":"7","title":"خبر","content_text":"متن","_peyk":{"gallery":["media/a.webp","media/notes.txt","media/link.webp","/%2e%2e/publish-outside.webp"]}"#,
    ));
    desk.publish();
    let site = files(&desk.site());
    assert!(site.contains_key("media/a.webp"));
    for name in ["media/notes.txt", "media/link.webp", "publish-outside.webp"] {
        assert!(!site.contains_key(name), "{name}");
    }
}

/// The names of the files beside the source that were refused.
fn refused(summary: &Summary) -> Vec<&str> {
    let names = summary.refused_media.iter();
    names.map(|(name, _)| name.as_str()).collect()
}

#[test]
fn what_a_browser_could_run_is_not_published_whatever_its_name() {
    let desk = Desk::new("runs");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"steal()\"><script>steal()</script><rect/></svg>";
    let html = "<!doctype html><script>steal()</script>";
    let drawings = ["pic.svg", "media/pic.SVG"];
    let others = [
        ("page.svg", html),
        ("svg.png", svg),
        ("page.png", html),
        ("page.jpg", html),
        ("page.mp4", html),
        ("page.vtt", html),
        ("captions.vtt", "WEBVTT<script>"),
        ("json.png", "{}"),
    ];
    let never = [
        "page.html",
        "pic.svgz",
        "page.xhtml",
        "page.xml",
        "private.json",
        "page.pdf",
        "page",
        "edition.json",
        "feed.json",
        "page.js",
    ];
    std::fs::create_dir(desk.0.join("media")).unwrap();
    for name in drawings {
        std::fs::write(desk.0.join(name), svg).unwrap();
    }
    for (name, text) in others {
        std::fs::write(desk.0.join(name), text).unwrap();
    }
    for name in never {
        std::fs::write(desk.0.join(name), svg).unwrap();
    }
    let mut items = Vec::new();
    for (name, at) in drawings
        .into_iter()
        .chain(others.map(|(name, _)| name))
        .chain(never)
        .zip(0..)
    {
        // Each is named for everything that a file can be for.
        items.push(format!(
            r#"{{"id":"p{at}","title":"خبر","content_text":"متن","image":"{name}"}}"#
        ));
        items.push(format!(
            r#"{{"id":"v{at}","title":"خبر","content_text":"متن","_peyk":{{"video":{{"url":"{name}","mime_type":"video/mp4","poster":"{name}","captions":"{name}"}}}}}}"#
        ));
    }
    desk.feed(&format!(
        r#"{{"title":"پیک","items":[{}]}}"#,
        items.join(",")
    ));
    let done = desk.publish();
    let mut expected: Vec<&str> = others.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(refused(&done), expected, "{done}");
    assert!(
        done.to_string()
            .contains("not published  page.png: it holds"),
        "{done}"
    );
    for name in drawings {
        let text = desk.text(name);
        assert!(
            text.contains("<rect/>") && !text.contains("steal"),
            "{name}: {text}"
        );
    }
    for (name, bytes) in files(&desk.site()) {
        let is_own = ["index.html", "feed.json", "edition.json"]
            .iter()
            .any(|own| name.ends_with(own));
        assert!(is_own || !never.contains(&&*name), "{name}");
        assert!(!String::from_utf8_lossy(&bytes).contains("steal"), "{name}");
    }
    assert_eq!(desk.publish().written, Vec::<String>::new());
}

#[test]
fn a_file_is_published_for_what_a_story_names_it_for() {
    let desk = Desk::new("roles");
    for (name, bytes) in [
        ("a.webp", WEBP),
        ("film.webm", WEBM),
        ("a.vtt", b"WEBVTT\n"),
        ("b.webp", WEBP),
    ] {
        std::fs::write(desk.0.join(name), bytes).unwrap();
    }
    let story = |id: &str, picture: &str, film: &str, captions: &str| {
        format!(
            r#"{{"id":"{id}","title":"خبر","content_text":"متن","_peyk":{{"picture":"{picture}","video":{{"url":"{film}","mime_type":"video/webm","captions":"{captions}"}}}}}}"#
        )
    };
    let feed = |stories: &[String]| {
        desk.feed(&format!(
            r#"{{"title":"پیک","items":[{}]}}"#,
            stories.join(",")
        ))
    };
    feed(&[
        story("1", "film.webm", "a.vtt", "a.webp"),
        story("2", "b.webp", "b.webp", "b.webp"),
    ]);
    let done = desk.publish();
    assert_eq!(refused(&done), ["a.vtt", "a.webp", "film.webm"]);
    assert!(desk.site().join("b.webp").is_file());
    feed(&[story("1", "a.webp", "film.webm", "a.vtt")]);
    let done = desk.publish();
    assert_eq!(refused(&done), Vec::<&str>::new());
    for name in ["a.webp", "film.webm", "a.vtt"] {
        assert!(desk.site().join(name).is_file(), "{name}");
    }
    assert!(done.removed.contains(&"b.webp".to_owned()));
}

#[test]
fn no_file_of_a_source_takes_a_name_that_the_site_writes() {
    let desk = Desk::new("taken");
    let icon = desk.0.join("app/icons/icon.svg");
    std::fs::create_dir_all(icon.parent().unwrap()).unwrap();
    std::fs::write(icon, "<svg/>").unwrap();
    std::fs::create_dir_all(desk.0.join("beside")).unwrap();
    let pixels = image::RgbImage::from_pixel(900, 600, image::Rgb([9, 90, 90]));
    for folder in [desk.0.clone(), desk.0.join("beside")] {
        pixels.save(folder.join("wide.png")).unwrap();
    }
    desk.feed(&one(
        r#""id":"7","title":"خبر","content_text":"متن","image":"wide.png""#,
    ));
    desk.publish();
    let site = files(&desk.site());
    // The icon of the app, and the sizes that the run makes of a picture.
    let is_own = |name: &&str| *name == "icons/icon.svg" || name.starts_with("media/");
    let own: Vec<&str> = site
        .keys()
        .map(String::as_str)
        .filter(is_own)
        .filter(|name| !name.ends_with("z") && !name.ends_with("br"))
        .collect();
    assert_eq!(own.len(), 3, "{own:?}");
    let folders = [
        "n/9/a.webp",
        "N/9/a.webp",
        "data/a.webp",
        "embed/a.webp",
        "saved/a.webp",
        "feed.json/a.webp",
    ];
    let hostile = [
        "a%0Ab.webp",
        ".hidden.webp",
        "media/.x/a.webp",
        "a:b.webp",
        "a*.webp",
        "a%00.webp",
        "dot.webp.",
    ];
    for name in own.iter().copied().chain(folders) {
        let path = desk.0.join("beside").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(
            path,
            if name.ends_with(".svg") {
                b"<svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"other\"/></svg>".as_slice()
            } else {
                WEBP
            },
        )
        .unwrap();
    }
    for name in hostile {
        let name = percent_encoding::percent_decode_str(name)
            .decode_utf8()
            .unwrap();
        let path = desk.0.join("beside").join(&*name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        let _ = std::fs::write(path, WEBP);
    }
    let gallery: Vec<String> = own
        .iter()
        .copied()
        .chain(folders)
        .chain(hostile)
        .map(|name| format!("\"/{name}\""))
        .collect();
    let feed = format!(
        r#"{{"title":"پیک","items":[{{"id":"1","title":"خبر","content_text":"متن","image":"wide.png","_peyk":{{"gallery":["wide.png",{}]}}}}]}}"#,
        gallery.join(",")
    );
    // Not where a folder called feed.json would stand in its way.
    let source = desk.0.join("beside/news.json");
    std::fs::write(&source, feed).unwrap();
    let mut options = desk.options();
    options.feeds = vec![Place::File(source)];
    let done = Publisher::new(options)
        .unwrap()
        .publish(NOW, &|_| ())
        .unwrap();
    for name in own.iter().copied().chain(folders) {
        let why = done
            .refused_media
            .iter()
            .find(|(refused, _)| refused == name);
        assert_eq!(why.map(|(_, why)| why), Some(&AssetError::Taken), "{name}");
    }
    let now = files(&desk.site());
    for name in &own {
        assert_eq!(now.get(*name), site.get(*name), "{name}");
    }
    let manifest = std::fs::read_to_string(desk.site().join(".peyk-manifest")).unwrap();
    let webp = manifest.lines().filter(|line| line.contains(".webp"));
    assert!(
        webp.clone().all(|line| line.starts_with("media/")),
        "{manifest}"
    );
    assert_eq!(webp.count(), 2, "{manifest}");
}

#[test]
fn static_hosts_are_told_what_may_run() {
    let desk = Desk::new("headers");
    for name in ["root.svg", "گزارش/a.webp", "media/b.webp"] {
        let path = desk.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice();
        std::fs::write(path, if name.ends_with("svg") { svg } else { WEBP }).unwrap();
    }
    desk.feed(&one(
        r#""id":"7","title":"خبر","content_text":"متن","_peyk":{"gallery":["root.svg","گزارش/a.webp","media/b.webp"]}"#,
    ));
    desk.publish();
    let rules = desk.text("_headers");
    let policy = |path: &str| {
        let rule = format!("\n{path}\n  Content-Security-Policy: ");
        let (_, rest) = rules
            .split_once(&rule)
            .unwrap_or_else(|| panic!("{path}: {rules}"));
        rest.lines().next().unwrap().to_owned()
    };
    for path in ["/", "/shell.html", "/404.html", "/n/*", "/t/*", "/saved/*"] {
        assert_eq!(policy(path), "frame-ancestors 'self'", "{path}");
    }
    for path in ["/media/*", "/%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4/*", "/root.svg"] {
        assert_eq!(
            policy(path),
            "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "{path}"
        );
    }
    // Some hosts read no more.
    let count = rules.lines().filter(|line| line.starts_with('/')).count();
    assert!(count <= 100, "{count}");
}

#[test]
fn an_old_address_takes_the_place_of_nothing_that_the_site_has() {
    let desk = Desk::new("old");
    let redirects = |redirects: Value| {
        let edition = serde_json::json!({ "redirects": redirects });
        std::fs::write(desk.0.join("app/edition.json"), edition.to_string()).unwrap();
    };
    redirects(serde_json::json!({
        "/feed.json": "https://other.example/", "/index.html": "/n/2/", "/s/sports": "/n/2/", "/peyk.css": "/n/2/",
        "/feed.json/x": "/n/2/", "/old.html": "/n/2/", "/old.html/x": "/n/2/", "/old/a": "/n/2/", "/old/a/index.html": "/n/2/",
    }));
    desk.publish();
    let rules = format!("\n{}", desk.text("_redirects"));
    for own in ["/feed.json ", "/index.html ", "/s/sports ", "/peyk.css "] {
        assert!(!rules.contains(&format!("\n{own}")), "{own}: {rules}");
    }
    for old in [
        "/feed.json/x ",
        "/old.html ",
        "/old.html/x ",
        "/old/a ",
        "/old/a/ ",
    ] {
        assert!(rules.contains(&format!("\n{old}")), "{old}: {rules}");
    }
    assert!(
        desk.text("old.html").contains("url=/n/2/")
            && desk.text("old/a/index.html").contains("url=/n/2/")
    );
    let before = files(&desk.site());
    redirects(serde_json::json!({ "/a": "/A/?x" }));
    let error = desk.try_to_publish().unwrap_err();
    assert!(
        error.to_string().contains("leads back to itself"),
        "{error}"
    );
    redirects(serde_json::json!({ "/a": "https://news.example/a" }));
    assert!(desk.try_to_publish().is_err());
    assert_eq!(files(&desk.site()), before);
}

#[test]
fn a_run_that_broke_off_is_finished_by_the_next_one() {
    let desk = Desk::new("broken-off");
    let whole = Desk::new("broken-off-not");
    let feed = one(r#""id":"7","title":"خبر","content_text":"متن","tags":["تگ"]"#);
    desk.feed(&feed);
    whole.feed(&feed);
    whole.publish();
    let target = files(&whole.site());
    // A folder stands where each file should be, one after the other: the run ends there.
    for name in target.keys().filter(|name| !name.contains("manifest")) {
        desk.empty_site();
        std::fs::create_dir_all(desk.site().join(name).join("folder")).unwrap();
        let broken = desk.try_to_publish();
        assert!(
            matches!(broken, Err(PublishError::File(..))),
            "{name}: {broken:?}"
        );
        for (left, bytes) in files(&desk.site()) {
            if !left.ends_with(".draft") && !left.starts_with(".peyk-") {
                assert!(
                    target.get(&left) == Some(&bytes),
                    "{name}: {left} is half written"
                );
            }
        }
        std::fs::remove_dir_all(desk.site().join(name)).unwrap();
        desk.publish();
        assert!(files(&desk.site()) == target, "{name}");
    }
}

#[test]
fn a_bad_feed_changes_nothing_that_was_published() {
    let desk = Desk::new("bad");
    desk.publish();
    let before = files(&desk.site());
    desk.feed("<html>");
    let refused = desk.try_to_publish();
    assert!(matches!(refused, Err(PublishError::Feed(_))), "{refused:?}");
    assert!(files(&desk.site()) == before);
}

#[test]
fn the_feed_of_the_site_leads_to_every_story() {
    let desk = Desk::new("paged");
    let items: Vec<String> = (1..=450)
        .map(|at| {
            format!(
                r#"{{"id":"{at}","title":"خبر","content_text":"متن","date_published":{}}}"#,
                Value::from(format!("2026-01-{:02}T{:02}:00:00Z", at / 24 + 1, at % 24))
            )
        })
        .collect();
    desk.feed(&format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{{"sections":[]}},"items":[{}]}}"#,
        items.join(",")
    ));
    desk.publish();
    let mut seen = BTreeSet::new();
    let mut next = Some("/feed.json".to_owned());
    while let Some(page) = next {
        let text = desk.text(page.trim_start_matches('/'));
        assert!(text.len() <= 250_000);
        let read = peyk::feed::read_whole(text.into_bytes(), &page, NOW).unwrap();
        seen.extend(
            read.stories
                .iter()
                .map(|story| story.summary.code.to_string()),
        );
        next = read.next_url;
    }
    assert_eq!(seen.len(), 450);
    let story = desk.text("data/n/7.json");
    assert!(story.contains("<p>متن</p>"), "{story}");
}

/// A feed of the section `s` with `count` stories, a minute apart.
fn section_of(count: usize) -> String {
    let items: Vec<String> = (1..=count)
        .map(|at| {
            format!(
                r#"{{"id":"{at}","title":"خبر {at}","content_text":"متن {at}","date_published":"2026-01-01T{:02}:{:02}:00Z","tags":["آب"],"_peyk":{{"section":"s"}}}}"#,
                at / 60,
                at % 60
            )
        })
        .collect();
    format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{{"sections":[{{"id":"s","title":"جامعه"}}]}},"items":[{}]}}"#,
        items.join(",")
    )
}

#[test]
fn a_list_goes_on_in_files_for_the_app_and_in_pages_for_everyone_else() {
    let desk = Desk::new("list");
    desk.feed(&section_of(200));
    desk.publish();
    for list in ["s/s", "t/آب"] {
        let first = script(
            &desk.text(&format!("{list}/index.html")),
            "id=\"peyk-state\"",
        );
        assert_eq!(first["items"].as_array().unwrap().len(), 12, "{list}");
        let mut next = first["next_url"].as_str().map(str::to_owned);
        let mut seen = BTreeSet::new();
        while let Some(url) = next {
            let name = percent_encoding::percent_decode_str(&url).decode_utf8_lossy();
            let part: Value =
                serde_json::from_str(&desk.text(name.trim_start_matches('/'))).unwrap();
            let items = part["items"].as_array().unwrap();
            assert!((30..60).contains(&items.len()), "{list}: {}", items.len());
            seen.extend(
                items
                    .iter()
                    .map(|item| item["id"].as_str().unwrap().to_owned()),
            );
            next = part["next_url"].as_str().map(str::to_owned);
        }
        assert_eq!(seen.len(), 200, "{list}");

        let html = desk.text(&format!("{list}/index.html"));
        let mut next = html
            .split("href=\"")
            .filter_map(|rest| rest.split_once('"'))
            .map(|(link, _)| link.to_owned())
            .find(|link| link.ends_with("/all/"));
        let mut read = BTreeSet::new();
        while let Some(link) = next {
            let name = percent_encoding::percent_decode_str(&link).decode_utf8_lossy();
            let page = desk.text(&format!("{}index.html", name.trim_start_matches('/')));
            assert!(!page.contains("peyk-state") && !page.contains("<script src"));
            assert!(page.contains(&format!(
                "rel=\"canonical\" href=\"https://news.example{link}\""
            )));
            let links = page.split("href=\"/n/").skip(1);
            read.extend(links.filter_map(|rest| Some(rest.split_once('/')?.0.to_owned())));
            let older = page.split_once("rel=\"next\" href=\"");
            next = older.and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()));
        }
        assert_eq!(read, seen, "{list}");
    }
}

#[test]
fn numbered_parts_of_lists_never_change_when_stories_come() {
    let desk = Desk::new("numbered");
    desk.feed(&section_of(200));
    let mut publisher = Publisher::new(desk.options()).unwrap();
    publisher.publish(NOW, &|_| ()).unwrap();
    assert!(!publisher.has_changed(Instant::now()));
    desk.feed(&section_of(201));
    assert!(publisher.has_changed(Instant::now()));
    let done = publisher.publish(NOW, &|_| ()).unwrap();
    assert!(!publisher.has_changed(Instant::now()));
    let numbered = |name: &&String| name.starts_with("data/s/s/") || name.starts_with("data/t/آب/");
    assert_eq!(
        done.written.iter().filter(numbered).count(),
        0,
        "{:?}",
        done.written
    );
    assert!(done.written.len() <= 40, "{:?}", done.written);
    assert!(done.written.contains(&"n/201/index.html".to_owned()));

    // What was kept in memory gives what a new reading would have given.
    let anew = Desk::new("numbered-anew");
    anew.feed(&section_of(201));
    anew.publish();
    assert!(files(&anew.site()) == files(&desk.site()));
}

#[test]
fn what_a_source_says_in_passing_is_no_word_on_other_stories() {
    let desk = Desk::new("corrected");
    desk.feed(&section_of(50));
    let mut publisher = Publisher::new(desk.options()).unwrap();
    publisher.publish(NOW, &|_| ()).unwrap();
    desk.feed(&section_of(50).replace("متن 7\"", "متنِ درست 7\""));
    let done = publisher.publish(NOW, &|_| ()).unwrap();
    assert!(desk.text("n/7/index.html").contains("متنِ درست"));
    let pages: Vec<_> = done
        .written
        .iter()
        .filter(|name| name.starts_with("n/"))
        .collect();
    assert_eq!(pages, ["n/7/index.html"], "those that only link to it stay");
}

#[test]
fn of_two_sources_of_equal_rank_the_newer_story_is_published_and_each_has_its_report() {
    let desk = Desk::new("sources");
    let item = |id: u32, title: &str, day: u32| {
        format!(
            r#"{{"id":"{id}","title":"{title}","content_text":"متن","date_published":"2026-01-{day:02}T00:00:00Z"}}"#
        )
    };
    let feed = |items: &str| {
        format!(
            r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","_peyk":{{"sections":[]}},"items":[{items}]}}"#
        )
    };
    desk.feed(&feed(
        &[item(1, "کهنه", 1), item(2, "تازه", 9), item(3, "بماند", 3)].join(","),
    ));
    let other = [
        item(1, "نو", 2),
        item(2, "پیشین", 8),
        r#"{"id":"3","_peyk":{"withdrawn":true}}"#.to_owned(),
    ];
    std::fs::write(desk.0.join("other.json"), feed(&other.join(","))).unwrap();
    // Files of one folder are one source, which is trusted as a whole.
    let folder = desk.0.join("feeds");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["feed.json", "other.json"] {
        std::fs::rename(desk.0.join(name), folder.join(name)).unwrap();
    }
    let mut options = desk.options();
    options.feeds = vec![Place::File(folder)];
    let done = Publisher::new(options)
        .unwrap()
        .publish(NOW, &|_| ())
        .unwrap();
    assert_eq!(done.stories, 2);
    let kept: Vec<_> = done
        .reports
        .iter()
        .map(|(place, report)| (place.public_name(), report.kept, report.dropped.len()))
        .collect();
    assert_eq!(
        kept,
        [
            ("feed.json".to_owned(), 1, 2),
            ("other.json".to_owned(), 1, 1)
        ]
    );
    assert!(desk.text("n/1/index.html").contains("نو</h1>"));
    assert!(desk.text("n/2/index.html").contains("تازه</h1>"));
    assert!(desk.text("n/3/index.html").contains("noindex"));
    let report: Value = serde_json::from_str(&desk.text("report.json")).unwrap();
    assert_eq!(
        (
            report["kept"].as_u64(),
            report["dropped"][0]["page"].as_str()
        ),
        (Some(2), Some("feed.json"))
    );
    assert!(desk.text("feed-report/index.html").contains("<caption>"));
}

#[test]
fn what_a_run_that_broke_off_has_left_behind_is_removed() {
    let desk = Desk::new("left-behind");
    desk.feed(&one(r#""id":"7","title":"خبر","content_text":"متن""#));
    // The run ends at the feed, after the story's page.
    desk.empty_site();
    std::fs::create_dir_all(desk.site().join("feed.json/folder")).unwrap();
    assert!(desk.try_to_publish().is_err());
    assert!(desk.site().join("n/7/index.html").is_file());
    std::fs::remove_dir_all(desk.site().join("feed.json")).unwrap();
    desk.feed(&one(r#""id":"8","title":"خبر","content_text":"متن""#));
    desk.publish();
    assert!(!desk.site().join("n/7").exists());
}

#[test]
fn a_page_that_somebody_has_removed_is_written_again() {
    let desk = Desk::new("removed");
    desk.publish();
    let before = files(&desk.site());
    let name = before
        .keys()
        .find(|name| name.starts_with("n/") && name.ends_with(".br"))
        .unwrap();
    std::fs::remove_file(desk.site().join(name)).unwrap();
    desk.publish();
    assert!(files(&desk.site()) == before);
}

#[test]
fn search_engines_are_told_what_they_ask_for() {
    let desk = Desk::new("structured");
    desk.publish();
    let mut seen = 0;
    for (name, bytes) in files(&desk.site()) {
        if !name.starts_with("n/") || !name.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(bytes).unwrap();
        let state = script(&html, "id=\"peyk-state\"");
        if state["items"][0]["_peyk"]["withdrawn"] == true {
            continue;
        }
        let data = script(&html, "application/ld+json\"");
        assert_eq!(data["@context"], "https://schema.org");
        let graph = data["@graph"].as_array().unwrap();
        let thing = |kind: &str| graph.iter().find(|thing| thing["@type"] == kind).unwrap();

        // Google, "Article structured data": what it recommends, where the story has it.
        let article = thing("NewsArticle");
        let address = format!(
            "https://news.example/{}",
            name.trim_end_matches("index.html")
        );
        for (field, value) in [("url", &address), ("mainEntityOfPage", &address)] {
            assert_eq!(article[field], value.as_str(), "{name}");
        }
        assert_eq!(article["headline"], state["items"][0]["title"]);
        assert_eq!(article["publisher"]["@type"], "NewsMediaOrganization");
        assert!(article["publisher"]["name"].is_string());
        for author in article["author"].as_array().unwrap() {
            assert!(author["name"].is_string() && author["@type"].is_string());
        }
        for (field, own) in [
            ("datePublished", "date_published"),
            ("dateModified", "date_published"),
        ] {
            assert_eq!(
                article[field].is_string(),
                state["items"][0][own].is_string(),
                "{name}"
            );
        }
        for image in article["image"].as_array().into_iter().flatten() {
            assert!(image.as_str().unwrap().starts_with("https://"), "{image}");
        }

        // Google, "Breadcrumb structured data": all of it is required.
        let steps = thing("BreadcrumbList")["itemListElement"]
            .as_array()
            .unwrap();
        for (step, position) in steps.iter().zip(1..) {
            assert_eq!(
                (step["@type"].as_str(), step["position"].as_i64()),
                (Some("ListItem"), Some(position))
            );
            assert!(step["name"].is_string());
            assert!(
                step["item"]
                    .as_str()
                    .unwrap()
                    .starts_with("https://news.example/")
            );
        }
        assert_eq!(steps.last().unwrap()["item"], address.as_str());
        seen += 1;
    }
    assert!(seen > 3);
}

/// A small edition with one of each, whose pages are kept in tests/golden/ to be looked at: after a
/// change that is meant, `GOLDEN=write cargo test --features native --test publish` writes them anew.
#[test]
fn pages_are_byte_by_byte_as_they_were() {
    let desk = Desk::new("golden");
    desk.feed(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"روزنامهٔ نمونه","home_page_url":"https://news.example/",
          "_peyk":{"sections":[{"id":"city","title":"شهر"},{"id":"about","title":"دربارهٔ ما","kind":"link"}],
            "front":{"lead":"2","most_read":["1"]},"contact":{"email":"desk@news.example"}},
          "items":[
            {"id":"1","title":"پل تازه باز شد","summary":"رفت‌وآمد از فردا آزاد است.","date_published":"2026-01-01T08:00:00Z","tags":["پل"],
             "authors":[{"name":"مینا راد"}],"content_html":"<p>پل <b>تازه</b> باز شد.</p><ul><li>یک</li></ul>","_peyk":{"section":"city","kicker":"رفت‌وآمد"}},
            {"id":"2","title":"باران «بهاری»","date_published":"2026-01-02T08:00:00Z","tags":["هوا","پل"],
             "content_html":"<p>باران بارید.</p>","_peyk":{"section":"city","urgent":true,
             "picture":{"url":"https://news.example/rain.jpg","alt":"خیابان خیس","width":1200,"height":800},
             "correction":{"text":"ساعت درست شد.","at":"2026-01-02T09:00:00Z"}}},
            {"id":"3","title":"راه تماس","content_text":"متن","_peyk":{"section":"about"}},
            {"id":"4","_peyk":{"withdrawn":true}}]}"#,
    );
    desk.publish();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for name in [
        "index.html",
        "s/city/index.html",
        "n/2/index.html",
        "n/4/index.html",
        "feed-report/index.html",
        "embed/s/city/index.html",
        "embed/n/2/index.html",
        "oembed/n/2.json",
        "oembed/s/city.json",
        "builder/index.html",
        "data/n/2.json",
        "data/s/city.json",
        "feed.json",
        "feed.xml",
        "news-sitemap.xml",
        "robots.txt",
        "sitemap.xml",
        "sitemap-1.xml",
    ] {
        // The app's own head is the built page's.
        let text = desk.text(name);
        let page = golden.join(name.replace('/', "-"));
        if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "write") {
            std::fs::create_dir_all(&golden).unwrap();
            std::fs::write(&page, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&page).unwrap_or_default();
        assert!(
            kept == text,
            "{name} is not as tests/golden has it:\n{text}"
        );
    }
}

#[test]
fn several_sources_make_one_site_and_bring_their_media_along() {
    let desk = Desk::new("several");
    let rss = r#"<rss version="2.0"><channel><title>خبرگزاری</title>
      <item><guid>70001</guid><title>خبر خبرگزاری</title><enclosure url="agency.jpg" type="image/jpeg"/>
      <description>لید خبر.</description></item></channel></rss>"#;
    let own = one(r#""id":"1","title":"خبر ما","content_text":"متن","image":"own.jpg""#);
    std::fs::create_dir_all(desk.0.join("agency")).unwrap();
    std::fs::write(desk.0.join("agency/city.rss"), rss).unwrap();
    std::fs::write(desk.0.join("agency/agency.jpg"), JPEG).unwrap();
    std::fs::write(desk.0.join("own.jpg"), JPEG).unwrap();
    desk.feed(&own);
    let mut options = desk.options();
    options.feeds.push(Place::File(desk.0.join("agency")));
    let mut publisher = Publisher::new(options).unwrap();
    let summary = publisher.publish(NOW, &|_| ()).unwrap();
    assert_eq!(summary.stories, 2);
    assert!(desk.text("n/70001/index.html").contains("خبر خبرگزاری"));
    assert!(desk.text("n/1/index.html").contains("خبر ما"));
    assert!(desk.text("index.html").contains("پیک"));
    for picture in ["own.jpg", "agency.jpg"] {
        assert!(desk.site().join(picture).is_file(), "{picture}");
    }
}

#[test]
fn one_bad_source_among_good_ones_changes_nothing_that_was_published() {
    let desk = Desk::new("bad-source");
    desk.publish();
    let before = files(&desk.site());
    desk.feed(&one(r#""id":"1","title":"خبر تازه","content_text":"متن""#));
    let bad = desk.0.join("bad.xml");
    for text in ["<html>a login page</html>", "{"] {
        std::fs::write(&bad, text).unwrap();
        let mut options = desk.options();
        options.feeds.push(Place::File(bad.clone()));
        let mut publisher = Publisher::new(options).unwrap();
        assert!(publisher.publish(NOW, &|_| ()).is_err());
        assert!(files(&desk.site()) == before);
    }
}

#[test]
fn a_picture_that_is_replaced_under_its_name_or_comes_late_is_published() {
    let desk = Desk::new("replaced");
    let picture = |name: &str, colour: u8| {
        let pixels = image::RgbImage::from_pixel(900, 600, image::Rgb([colour, 90, 90]));
        pixels.save(desk.0.join(name)).unwrap();
    };
    picture("one.png", 10);
    desk.feed(
        &one(r#""id":"7","title":"خبر","content_text":"متن","_peyk":{"picture":"one.png","gallery":["late.png"]}"#),
    );
    let mut publisher = Publisher::new(desk.options()).unwrap();
    let sizes = |publisher: &mut Publisher| {
        let done = publisher.publish(NOW, &|_| ()).unwrap();
        let item = &script(&desk.text("n/7/index.html"), "id=\"peyk-state\"")["items"][0]["_peyk"];
        let sizes = |picture: &Value| picture["srcset"].as_str().map(str::to_owned);
        (done, sizes(&item["picture"]), sizes(&item["gallery"][0]))
    };
    let (_, first, none) = sizes(&mut publisher);
    assert!(first.is_some() && none.is_none());

    picture("one.png", 200);
    assert!(publisher.has_changed(Instant::now()));
    let (done, second, _) = sizes(&mut publisher);
    assert_ne!(second, first);
    assert!(done.written.contains(&"one.png".to_owned()), "{done}");

    picture("late.png", 60);
    assert!(publisher.has_changed(Instant::now()));
    let (_, third, late) = sizes(&mut publisher);
    assert_eq!(third, second);
    assert!(late.is_some() && desk.site().join("late.png").is_file());
    assert!(!publisher.has_changed(Instant::now()));
}

#[test]
fn what_a_run_that_broke_off_did_not_publish_is_tried_again_after_half_a_minute() {
    let desk = Desk::new("broke-off");
    let picture = |colour: u8| {
        let pixels = image::RgbImage::from_pixel(900, 600, image::Rgb([colour, 90, 90]));
        pixels.save(desk.0.join("one.png")).unwrap();
    };
    picture(10);
    desk.feed(&one(
        r#""id":"7","title":"خبر","content_text":"متن","_peyk":{"picture":"one.png"}"#,
    ));
    let mut publisher = Publisher::new(desk.options()).unwrap();
    publisher.publish(NOW, &|_| ()).unwrap();
    let published = desk.text("n/7/index.html");

    picture(200);
    let now = Instant::now();
    assert!(publisher.has_changed(now));
    // Where the page should be lies a folder that is not empty.
    let page = desk.site().join("n/7/index.html");
    std::fs::remove_file(&page).unwrap();
    std::fs::create_dir_all(page.join("folder")).unwrap();
    assert!(publisher.publish(NOW, &|_| ()).is_err());
    let half_a_minute = Duration::from_secs(31);
    assert!(!publisher.has_changed(now));
    assert!(publisher.has_changed(now + half_a_minute));

    std::fs::remove_dir_all(&page).unwrap();
    publisher.publish(NOW, &|_| ()).unwrap();
    assert_ne!(desk.text("n/7/index.html"), published);
    assert!(!publisher.has_changed(now + half_a_minute));
}

#[test]
fn pictures_beside_a_feed_are_published_in_the_sizes_that_screens_need() {
    let desk = Desk::new("pictures");
    let picture = |name: &str, width: u32| {
        let pixels =
            image::RgbImage::from_fn(width, width / 2, |x, y| image::Rgb([x as u8, y as u8, 90]));
        pixels.save(desk.0.join(name)).unwrap();
    };
    picture("wide.jpg", 2000);
    picture("small.png", 300);
    std::fs::write(desk.0.join("broken.jpg"), "no picture").unwrap();
    // Its head is that of a picture; the rest is missing.
    picture("cut.png", 900);
    let cut = std::fs::read(desk.0.join("cut.png")).unwrap();
    std::fs::write(desk.0.join("cut.png"), &cut[..300]).unwrap();
    desk.feed(&one(
        r#""id":"7","title":"خبر","content_html":"<p>متن</p><figure><img src=wide.jpg alt=پل></figure>","_peyk":{
          "picture":{"url":"wide.jpg","alt":"پل","width":9,"height":9,"credit":"راد"},
          "gallery":["small.png","broken.jpg","cut.png","https://far.example/a.jpg",{"url":"https://far.example/b.jpg","srcset":"https://far.example/c.jpg 200w"}]}"#,
    ));
    let done = desk.publish();
    let broken: Vec<_> = done
        .broken_pictures
        .iter()
        .map(|(file, _)| file.file_name())
        .collect();
    assert_eq!(
        broken,
        [Some("broken.jpg".as_ref()), Some("cut.png".as_ref())]
    );
    let state = script(&desk.text("n/7/index.html"), "id=\"peyk-state\"");
    let item = &state["items"][0]["_peyk"];
    let srcset = item["picture"]["srcset"].as_str().unwrap();
    let mut widths = Vec::new();
    for candidate in srcset.split(", ") {
        let (url, width) = candidate.split_once(' ').unwrap();
        let bytes = std::fs::read(desk.site().join(url.trim_start_matches('/'))).unwrap();
        let size = image::load_from_memory_with_format(&bytes, image::ImageFormat::WebP).unwrap();
        assert_eq!(format!("{}w", size.width()), width);
        assert_eq!(size.height(), size.width() / 2);
        widths.push(width);
    }
    assert_eq!(widths, ["360w", "720w", "1280w"]);
    assert_eq!(
        (
            item["picture"]["width"].as_u64(),
            item["picture"]["height"].as_u64()
        ),
        (Some(2000), Some(1000))
    );
    assert_eq!(item["picture"]["credit"], "راد");
    let small = &item["gallery"][0];
    assert_eq!(
        (small["width"].as_u64(), small["srcset"].as_str()),
        (Some(300), None)
    );
    assert!(item["gallery"][2]["srcset"].is_null() && item["gallery"][3]["srcset"].is_null());
    assert_eq!(
        item["gallery"][4]["srcset"],
        "https://far.example/c.jpg 200w"
    );
    let html = desk.text("n/7/index.html");
    assert!(
        html.contains(&format!("srcset=\"{srcset}\" decoding")),
        "{html}"
    );
    assert!(html.contains("og:image\" content=\"https://news.example/wide.jpg\""));
    for name in ["wide.jpg", "small.png", "cut.png"] {
        assert!(desk.site().join(name).is_file(), "{name}");
    }
    assert!(!desk.site().join("broken.jpg").exists());
    assert_eq!(
        done.refused_media,
        [("broken.jpg".to_owned(), AssetError::Content(None))]
    );
    assert_eq!(desk.publish().written, Vec::<String>::new());
    desk.feed(FEED);
    let done = desk.publish();
    assert!(
        done.removed
            .iter()
            .any(|name| name.starts_with("media/720-"))
    );
}
