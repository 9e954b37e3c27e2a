//! The folder of a site: what a run may touch, what it refuses, and what it puts right.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use peyk::publish::site::{PublishError, Publisher};
use peyk::publish::source::Place;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use support::{Desk, NOW, files, one};

const STORY: &str = r#""id":"7","title":"خبر","content_text":"متن","tags":["تگ"]"#;

/// A feed of these stories, each with a title and a text.
fn stories(codes: impl Iterator<Item = usize>) -> String {
    let items: Vec<String> = codes
        .map(|code| format!(r#"{{"id":"{code}","title":"خبر {code}","content_text":"متن"}}"#))
        .collect();
    format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{}]}}"#,
        items.join(",")
    )
}

#[test]
fn a_folder_that_contains_a_source_is_refused_and_left_as_it_is() {
    let desk = Desk::new("source-inside");
    fs::create_dir_all(desk.0.join("news/deeper")).unwrap();
    fs::create_dir_all(desk.0.join("feeds")).unwrap();
    for name in ["news/feed.json", "news/deeper/feed.json", "feeds/a.json"] {
        fs::write(desk.0.join(name), one(STORY)).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(desk.0.join("news"), desk.0.join("link")).unwrap();
    let before = files(&desk.0);
    for (feed, out) in [
        ("news/feed.json", "news"),
        ("news/deeper/feed.json", "news"),
        ("news/feed.json", "news/deeper/.."),
        ("link/feed.json", "news"),
        ("news/feed.json", "link"),
        ("feeds", "feeds"),
        ("feeds", "."),
        ("feed.json", "."),
    ] {
        let mut options = desk.options();
        options.feeds = vec![Place::File(desk.0.join(feed))];
        options.out = desk.0.join(out);
        options.app = desk.0.join("app");
        // The folder of the app is in the last ones, too; that of the source is found first or second.
        let refused = Publisher::new(options).err().unwrap();
        assert!(
            matches!(
                refused,
                PublishError::SourceInside(_) | PublishError::AppInside(_)
            ),
            "{feed} {out}: {refused:?}"
        );
    }
    assert!(files(&desk.0) == before);
}

#[test]
fn a_folder_that_is_the_app_or_lies_in_it_is_refused() {
    let desk = Desk::new("app-inside");
    let before = files(&desk.0);
    for out in ["app", "app/site", "app/../app/site/deeper"] {
        let mut options = desk.options();
        options.out = desk.0.join(out);
        let refused = Publisher::new(options).err().unwrap();
        assert!(matches!(refused, PublishError::AppInside(_)), "{refused:?}");
    }
    assert!(files(&desk.0) == before);
}

#[test]
fn a_folder_with_files_of_others_is_refused_until_somebody_says_that_it_is_meant() {
    let desk = Desk::new("not-ours");
    desk.feed(&one(STORY));
    for name in ["thesis.txt", ".htaccess", "deep/er/file"] {
        let _ = fs::remove_dir_all(desk.site());
        fs::create_dir_all(desk.site().join(name).parent().unwrap()).unwrap();
        fs::write(desk.site().join(name), "theirs").unwrap();
        let refused = desk.try_to_publish().err().unwrap();
        assert!(matches!(refused, PublishError::NotOurs(_)), "{refused:?}");
        assert_eq!(files(&desk.site()).len(), 1, "{name}");
        fs::write(desk.site().join(".peyk-manifest"), "").unwrap();
        desk.publish();
        assert_eq!(desk.text(name), "theirs");
        desk.publish();
    }
}

#[test]
fn no_line_of_a_manifest_or_journal_leads_outside() {
    let desk = Desk::new("manifest-lines");
    desk.feed(&one(STORY));
    desk.publish();
    let canary = desk.0.join("canary");
    fs::write(&canary, "as it was").unwrap();
    let absolute = canary.display().to_string();
    let lines = format!(
        "{absolute}\n../canary\n./../canary\nn/../../canary\n/../canary\n//{absolute}\n..\\canary\n\n.\n..\nn\n"
    );
    for name in [".peyk-manifest", ".peyk-journal"] {
        let old = fs::read_to_string(desk.site().join(name)).unwrap_or_default();
        fs::write(desk.site().join(name), format!("{old}{lines}")).unwrap();
        desk.publish();
        assert_eq!(fs::read_to_string(&canary).unwrap(), "as it was");
        assert!(desk.site().join("n/7/index.html").is_file(), "{name}");
    }
}

#[test]
fn a_picture_with_a_line_break_in_its_name_writes_no_line() {
    let desk = Desk::new("line-break");
    let canary = desk.0.join("canary");
    fs::write(&canary, "as it was").unwrap();
    let name = format!("a\n{}", canary.display().to_string().replace('/', "\\"));
    for control in [
        "a\nb.png",
        "a\rb.png",
        "a\tb.png",
        "a\u{7f}b.png",
        "a\u{85}b.png",
        &name,
    ] {
        fs::write(desk.0.join(control), "picture").unwrap();
        let encoded =
            percent_encoding::utf8_percent_encode(control, percent_encoding::NON_ALPHANUMERIC);
        desk.feed(&one(&format!(r#"{STORY},"image":"{encoded}""#)));
        desk.publish();
        let manifest = desk.text(".peyk-manifest");
        assert!(
            !manifest.contains("canary") && !manifest.lines().any(|line| line.starts_with("b.png"))
        );
        desk.publish();
        assert_eq!(fs::read_to_string(&canary).unwrap(), "as it was");
    }
}

#[cfg(unix)]
#[test]
fn links_in_the_folder_are_not_followed_to_the_outside() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new("links");
    desk.feed(&one(STORY));
    let outside = desk.0.join("outside");
    fs::create_dir_all(&outside).unwrap();
    for name in ["page", "stories", "lock", "journal"] {
        fs::write(outside.join(name), "as it was").unwrap();
    }
    let before = files(&outside);
    desk.empty_site();
    // A page that is a link is replaced; what it leads to stays.
    fs::create_dir_all(desk.site().join("n/7")).unwrap();
    symlink(outside.join("page"), desk.site().join("n/7/index.html")).unwrap();
    desk.publish();
    assert!(files(&outside) == before);
    assert!(desk.text("n/7/index.html").contains("متن"));
    // A folder, a lock or a journal that leads outside ends the run.
    for (link, to) in [
        ("data", ""),
        ("n", ""),
        (".peyk-drafts", ""),
        (".peyk-lock", "lock"),
        (".peyk-journal", "journal"),
    ] {
        desk.empty_site();
        symlink(outside.join(to), desk.site().join(link)).unwrap();
        let refused = desk.try_to_publish();
        assert!(files(&outside) == before, "{link}: {refused:?}");
    }
    // A manifest that is a link is not followed either.
    desk.empty_site();
    fs::remove_file(desk.site().join(".peyk-manifest")).unwrap();
    symlink(outside.join("page"), desk.site().join(".peyk-manifest")).unwrap();
    let _ = desk.try_to_publish();
    assert!(files(&outside) == before);
}

#[test]
fn a_source_that_loses_most_of_its_stories_changes_nothing_unless_that_is_meant() {
    let desk = Desk::new("removal");
    desk.feed(&stories(0..40));
    desk.publish();
    let before = files(&desk.site());
    for (feed, gone) in [
        (stories(0..0), 40),
        (stories(0..19), 21),
        (stories(100..200), 40),
    ] {
        desk.feed(&feed);
        match desk.try_to_publish() {
            Err(PublishError::Removal(removal)) => {
                assert_eq!((removal.before, removal.gone.len()), (40, gone));
                let words = removal.to_string();
                assert!(words.contains("--allow-removal"), "{words}");
                assert!(words.contains(&removal.gone[0]), "{words}");
            }
            other => panic!("{gone}: {other:?}"),
        }
        assert!(files(&desk.site()) == before);
    }
    // Withdrawn stories are gone as well.
    let withdrawn: Vec<String> = (0..40)
        .map(|code| format!(r#"{{"id":"{code}","_peyk":{{"withdrawn":true}}}}"#))
        .collect();
    desk.feed(&format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{}]}}"#,
        withdrawn.join(",")
    ));
    assert!(matches!(
        desk.try_to_publish(),
        Err(PublishError::Removal(_))
    ));
    // Half may go, and all if it is meant.
    desk.feed(&stories(0..20));
    assert_eq!(desk.publish().stories, 20);
    desk.feed(&stories(0..0));
    let mut options = desk.options();
    options.allow_removal = true;
    let done = Publisher::new(options)
        .unwrap()
        .publish(NOW, &|_| ())
        .unwrap();
    assert_eq!(done.stories, 0);
    assert!(!desk.site().join("n").exists());
}

#[test]
fn a_small_site_may_change_its_stories_but_not_lose_all() {
    let desk = Desk::new("removal-small");
    desk.feed(&stories(0..4));
    desk.publish();
    desk.feed(&stories(4..8));
    assert_eq!(desk.publish().stories, 4);
    desk.feed(&stories(0..0));
    assert!(matches!(
        desk.try_to_publish(),
        Err(PublishError::Removal(_))
    ));
}

#[test]
fn no_tag_can_meet_a_file_of_the_site() {
    let desk = Desk::new("tags-like-files");
    let tags = [
        "x",
        "x.json",
        "x.json.br",
        "x.json.gz",
        "1",
        "1.json",
        "index.html",
        "n",
        "C#",
        "a?b",
        "a:b",
        "CON",
        "con",
        "a.",
        "A",
        "a",
        "caf\u{e9}",
        "cafe\u{301}",
        "a/b",
        "..",
        "aux",
        "page",
    ];
    let items: Vec<String> = (0..61)
        .map(|code| {
            let tags = serde_json::to_string(&tags).unwrap();
            format!(r#"{{"id":"{code}","title":"خبر","content_text":"متن","tags":{tags}}}"#)
        })
        .collect();
    desk.feed(&format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{}]}}"#,
        items.join(",")
    ));
    desk.publish();
    let names: Vec<String> = files(&desk.site()).into_keys().collect();
    let mut folded = BTreeSet::new();
    for name in &names {
        assert!(
            folded.insert(name.to_lowercase()),
            "{name} is the same as another where case counts for nothing"
        );
        for part in name.split('/') {
            let stem = part.split('.').next().unwrap();
            assert!(!part.ends_with(['.', ' ']), "{name}");
            assert!(
                !part.contains(['<', '>', ':', '"', '|', '?', '*', '#', '\\', '%']),
                "{name}"
            );
            assert!(
                !matches!(stem, "con" | "prn" | "aux" | "nul" | "com1" | "lpt1"),
                "{name}"
            );
        }
        assert_eq!(&*peyk::persian::nfc(name), name.as_str());
    }
    let done = desk.publish();
    assert_eq!((done.written.len(), done.removed.len()), (0, 0), "{done}");
}

#[test]
fn the_former_address_of_a_tag_leads_to_the_new_one() {
    let desk = Desk::new("former-tags");
    desk.feed(&one(&STORY.replace("تگ", "Node.js")));
    desk.publish();
    let rules = desk.text("_redirects");
    let (from, to) = rules.lines().next().unwrap().split_once(' ').unwrap();
    assert!(
        from == "/t/Node.js" && to.starts_with("/t/node-js-h"),
        "{rules}"
    );
    let folder = to.split_once(' ').unwrap().0.trim_matches('/');
    assert!(desk.site().join(folder).join("index.html").is_file());
    assert!(!desk.site().join("t/Node.js").exists());
}

#[test]
fn codes_that_differ_in_case_only_have_folders_of_their_own_and_no_folder_is_a_device() {
    let desk = Desk::new("case");
    desk.feed(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک",
        "_peyk":{"sections":[{"id":"News","title":"یک"},{"id":"news","title":"دو"},{"id":"aux","title":"سه"}]},
        "items":[{"id":"A","title":"یک","content_text":"متن","_peyk":{"section":"News"}},
                 {"id":"a","title":"دو","content_text":"متن","_peyk":{"section":"news"}},
                 {"id":"CON","title":"سه","content_text":"متن","_peyk":{"section":"aux"}},
                 {"id":"nul","title":"چهار","content_text":"متن"}]}"#,
    );
    assert_eq!(desk.publish().stories, 4);
    for folder in ["n", "s"] {
        let names: Vec<String> = fs::read_dir(desk.site().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let folded: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "{names:?}");
        assert!(!folded.contains("con") && !folded.contains("aux") && !folded.contains("nul"));
    }
    assert!(desk.text("n/a/index.html").contains("دو</h1>"));
}

#[test]
fn files_that_were_damaged_are_written_again() {
    let desk = Desk::new("damaged");
    desk.feed(&one(STORY));
    desk.publish();
    let before = files(&desk.site());
    for name in before.keys().filter(|name| !name.starts_with('.')) {
        let path = desk.site().join(name);
        let bytes = fs::read(&path).unwrap();
        let mut other = bytes.clone();
        other[0] ^= 1;
        // Emptied, cut off, longer, and another of the same length.
        for damage in [
            vec![],
            bytes[..bytes.len() / 2].to_vec(),
            [&bytes[..], b"x"].concat(),
            other,
        ] {
            fs::write(&path, &damage).unwrap();
            let done = desk.publish();
            assert!(
                files(&desk.site()) == before,
                "{name} with {} bytes: {done}",
                damage.len()
            );
        }
    }
}

#[test]
fn packed_forms_that_somebody_has_put_beside_a_file_go_where_it_is_written_again() {
    let desk = Desk::new("stray-packed");
    desk.feed(&one(STORY));
    fs::write(desk.0.join("app/icon.png"), "picture").unwrap();
    desk.publish();
    let before = files(&desk.site());
    fs::write(desk.site().join("icon.png.br"), "not ours").unwrap();
    desk.publish();
    assert!(files(&desk.site()) == before);
}

#[test]
fn two_commands_do_not_publish_into_one_folder_at_once() {
    let desk = Desk::new("two-publishers");
    let first = Publisher::new(desk.options()).unwrap();
    let refused = desk.try_to_publish().err().unwrap();
    let words = refused.to_string();
    assert!(words.contains(&std::process::id().to_string()), "{words}");
    drop(first);
    desk.publish();
    assert!(!desk.site().join(".peyk-lock").exists());
}

#[test]
fn what_a_run_that_was_killed_left_is_swept() {
    let desk = Desk::new("swept");
    desk.feed(&one(STORY));
    desk.publish();
    let before = files(&desk.site());
    fs::create_dir(desk.site().join(".peyk-drafts")).unwrap();
    for name in [
        ".peyk-drafts/0",
        "n/7/index.html.draft",
        "n/7/index.html.br.draft",
        "n/9.draft",
        ".peyk-lock",
    ] {
        fs::write(desk.site().join(name), "half").unwrap();
    }
    fs::write(
        desk.site().join(".peyk-journal"),
        "n/7/index.html\nn/9\nn/8/index.ht",
    )
    .unwrap();
    desk.publish();
    assert!(files(&desk.site()) == before);
}

#[test]
fn a_file_takes_the_place_of_a_folder_of_the_last_run_and_the_other_way_round() {
    let desk = Desk::new("file-for-folder");
    desk.feed(&one(STORY));
    let app = desk.0.join("app");
    fs::create_dir(app.join("thing")).unwrap();
    fs::write(app.join("thing/a.txt"), "one").unwrap();
    fs::write(app.join("other"), "two").unwrap();
    desk.publish();
    fs::remove_dir_all(app.join("thing")).unwrap();
    fs::remove_file(app.join("other")).unwrap();
    fs::write(app.join("thing"), "file").unwrap();
    fs::create_dir(app.join("other")).unwrap();
    fs::write(app.join("other/b.txt"), "folder").unwrap();
    desk.publish();
    assert_eq!(desk.text("thing"), "file");
    assert_eq!(desk.text("other/b.txt"), "folder");
}

#[test]
fn no_picture_takes_the_place_of_what_the_run_writes() {
    let desk = Desk::new("names-of-ours");
    let hostile = [
        "report.json",
        "feed.json",
        "index.html",
        "sw.js",
        "n/7/index.html",
        "data/n/7.json",
        "data",
        "data/n/7.json/a.png",
        "robots.txt",
        "REPORT.JSON",
        ".peyk-manifest",
        "peyk.css",
    ];
    for name in hostile {
        // A file of the source's folder with this name, if its own feed is not in the way.
        let path = desk.0.join(name);
        if name != "feed.json" && name != "data" {
            let _ = fs::create_dir_all(path.parent().unwrap());
            let _ = fs::write(&path, "theirs");
        }
    }
    let gallery = serde_json::to_string(&hostile).unwrap();
    desk.feed(&one(&format!(r#"{STORY},"_peyk":{{"gallery":{gallery}}}"#)));
    desk.publish();
    for (name, bytes) in files(&desk.site()) {
        assert_ne!(bytes, b"theirs", "{name}");
    }
    let done = desk.publish();
    assert_eq!(done.written, Vec::<String>::new());
}

#[test]
fn no_name_of_a_source_stops_a_run() {
    let desk = Desk::new("names-that-stop");
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    let names = [
        "feed.xml.br/x.png",
        "index.html.br/x.png",
        "embed.js.gz/x.png",
        "sw.js/x.png",
        "SW.JS/x.png",
        "_headers/x.png",
        "_redirects/x.png",
        "edition.json/x.png",
        "a.png/b.png",
        "con.png",
        "AUX.png",
        "aux/x.png",
        "a#b.png",
        "a%b.png",
        "\u{202e}gpj.png",
        "fine/2026.01/x.png",
        "fine/عکس.png",
    ];
    for name in names {
        let path = desk.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, png).unwrap();
    }
    let gallery: Vec<String> = names
        .iter()
        .map(|name| {
            percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        })
        .map(|name| name.replace("%2F", "/"))
        .collect();
    let gallery = serde_json::to_string(&gallery).unwrap();
    desk.feed(&one(&format!(r#"{STORY},"_peyk":{{"gallery":{gallery}}}"#)));
    fs::write(
        desk.0.join("app/edition.json"),
        r#"{"redirects":{"/embed.js.br/x":"/n/7/","/sw.js/old":"/n/7/","/index.html.gz/x":"/n/7/","/CON":"/n/7/","/fine.html":"/n/7/"}}"#,
    )
    .unwrap();
    let mut options = desk.options();
    options.site = None;
    Publisher::new(options)
        .unwrap()
        .publish(NOW, &|_| ())
        .unwrap();
    // With an address of the site there are more files of its own.
    desk.publish();
    let published: Vec<String> = files(&desk.site())
        .into_keys()
        .filter(|name| name.ends_with(".png"))
        .collect();
    assert_eq!(
        published,
        ["a.png/b.png", "fine/2026.01/x.png", "fine/عکس.png"]
    );
    assert!(desk.site().join("fine.html").is_file());
    assert_eq!(desk.publish().written, Vec::<String>::new());
}

#[test]
fn names_that_a_file_system_takes_for_one_are_published_once() {
    let desk = Desk::new("names-alike");
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    let names = [
        "A/x.png",
        "a/y.png",
        "straße.png",
        "strasse.png",
        "s.png",
        "ſ.png",
    ];
    for name in names {
        fs::create_dir_all(desk.0.join(name).parent().unwrap()).unwrap();
        fs::write(desk.0.join(name), png).unwrap();
    }
    let gallery = serde_json::to_string(&names).unwrap();
    desk.feed(&one(&format!(r#"{STORY},"_peyk":{{"gallery":{gallery}}}"#)));
    desk.publish();
    let published: Vec<String> = files(&desk.site())
        .into_keys()
        .filter(|name| name.ends_with(".png"))
        .collect();
    assert_eq!(published, ["A/x.png", "s.png", "strasse.png"]);
}

#[test]
fn a_damaged_or_emptied_manifest_hides_no_story_from_the_bound_on_removals() {
    let desk = Desk::new("removal-damaged");
    desk.feed(&stories(0..40));
    desk.publish();
    let path = desk.site().join(".peyk-manifest");
    let whole = fs::read(&path).unwrap();
    for damaged in [
        vec![],
        vec![0; 5000],
        whole[..200].to_vec(),
        whole[..whole.len() - 30].to_vec(),
    ] {
        fs::write(&path, &damaged).unwrap();
        desk.feed(&stories(0..0));
        let refused = desk.try_to_publish();
        assert!(
            matches!(refused, Err(PublishError::Removal(_))),
            "{refused:?}"
        );
        // What is not published any more goes all the same.
        desk.feed(&stories(0..39));
        desk.publish();
        assert!(!desk.site().join("n/39").exists());
        desk.feed(&stories(0..40));
        desk.publish();
        let now = fs::read_to_string(&path).unwrap();
        let whole = String::from_utf8(whole.clone()).unwrap();
        let other: Vec<&str> = now.lines().filter(|line| !whole.contains(line)).collect();
        assert_eq!(other, Vec::<&str>::new());
    }
}

#[cfg(unix)]
#[test]
fn a_source_that_only_a_folder_or_another_page_names_is_not_replaced_either() {
    let desk = Desk::new("source-behind");
    desk.empty_site();
    fs::write(desk.site().join("feed.json"), one(STORY)).unwrap();
    fs::create_dir(desk.0.join("feeds")).unwrap();
    std::os::unix::fs::symlink(
        desk.site().join("feed.json"),
        desk.0.join("feeds/feed.json"),
    )
    .unwrap();
    let mut options = desk.options();
    options.feeds = vec![Place::File(desk.0.join("feeds"))];
    let refused = Publisher::new(options)
        .unwrap()
        .publish(NOW, &|_| ())
        .err()
        .unwrap();
    assert!(
        matches!(refused, PublishError::SourceInside(_)),
        "{refused:?}"
    );
    desk.feed(&format!(
        r#"{{"title":"پیک","next_url":"/site/feed.json","items":[{{{STORY}}}]}}"#
    ));
    let refused = desk.try_to_publish().err().unwrap();
    assert!(
        matches!(refused, PublishError::SourceInside(_)),
        "{refused:?}"
    );
    assert_eq!(desk.text("feed.json"), one(STORY));
}

#[cfg(unix)]
#[test]
fn odd_things_in_the_folder_end_a_run_or_are_put_right() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new("odd");
    desk.feed(&one(STORY));
    desk.publish();
    let before = files(&desk.site());
    // An empty folder in the place of a page.
    fs::remove_file(desk.site().join("index.html")).unwrap();
    fs::create_dir(desk.site().join("index.html")).unwrap();
    desk.publish();
    assert!(files(&desk.site()) == before);
    // Lines that lead outside, or to hidden files.
    let outside = desk.0.join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("keep"), "as it was").unwrap();
    symlink(&outside, desk.site().join("link")).unwrap();
    fs::create_dir(desk.site().join(".git")).unwrap();
    fs::write(desk.site().join(".git/config"), "theirs").unwrap();
    fs::write(
        desk.site().join(".peyk-journal"),
        "link/keep\n.git/config\n",
    )
    .unwrap();
    desk.publish();
    assert_eq!(
        fs::read_to_string(outside.join("keep")).unwrap(),
        "as it was"
    );
    assert_eq!(desk.text(".git/config"), "theirs");
    // A lock that is a link.
    symlink(".peyk-manifest", desk.site().join(".peyk-lock")).unwrap();
    assert!(matches!(desk.try_to_publish(), Err(PublishError::File(..))));
}

#[test]
fn nothing_of_a_run_is_outside_the_folder() {
    let desk = Desk::new("inside-only");
    desk.publish();
    let names: BTreeSet<String> = fs::read_dir(&desk.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        names,
        ["app", "feed.json", "site"].map(str::to_owned).into()
    );
    let hidden: Vec<String> = files(&desk.site())
        .into_keys()
        .filter(|name| Path::new(name).starts_with(".peyk-drafts") || name.ends_with(".draft"))
        .collect();
    assert_eq!(hidden, Vec::<String>::new());
}
