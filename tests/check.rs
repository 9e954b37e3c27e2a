//! `peyk check` on feeds in files.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peyk::news::Stamp;
use peyk::publish::check::{Findings, check};
use peyk::publish::fetch::NetworkRules;
use peyk::publish::source::Place;
use std::path::{Path, PathBuf};
use std::process::Command;

const NOW: Stamp = Stamp(1_750_000_000);

fn folder(name: &str, files: &[(&str, String)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (path, text) in files {
        std::fs::write(folder.join(path), text).unwrap();
    }
    folder
}

fn feed(next: &str, items: &str) -> String {
    format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"خبر","next_url":"{next}","items":[{items}]}}"#
    )
}

const GOOD: &str = r#"{"id":"1","title":"تیتر","content_text":"متن"}"#;
const BAD_DATE: &str =
    r#"{"id":"b2","title":"تیتر","content_text":"متن","date_published":"دیروز"}"#;

fn checked(file: &Path) -> Findings {
    let place = Place::File(file.to_path_buf());
    check(&[place], NetworkRules::default(), NOW)
        .unwrap()
        .remove(0)
}

#[test]
fn what_is_kept_repaired_and_dropped_is_told_with_its_position() {
    let items = format!("{GOOD},{BAD_DATE},7");
    let folder = folder("check-one", &[("feed.json", feed("", &items))]);
    let findings = checked(&folder.join("feed.json"));
    assert_eq!(findings.kept, 2);
    let repaired: Vec<_> = findings
        .repaired
        .iter()
        .filter(|found| found.position == 2)
        .collect();
    assert_eq!(repaired.len(), 1, "{findings}");
    assert_eq!(repaired[0].id.as_deref(), Some("b2"));
    assert_eq!(findings.dropped.len(), 1, "{findings}");
    assert_eq!(
        (findings.dropped[0].position, &findings.dropped[0].id),
        (3, &None)
    );
    assert!(findings.to_string().contains("kept 2, "), "{findings}");
}

#[test]
fn further_pages_are_followed_once_each() {
    let folder = folder(
        "check-pages",
        &[
            ("feed.json", feed("p2.json", GOOD)),
            (
                "p2.json",
                feed("p3.json", &format!("{},9", GOOD.replace("\"1\"", "\"3\""))),
            ),
            ("p3.json", feed("p2.json", &GOOD.replace("\"1\"", "\"4\""))),
        ],
    );
    let findings = checked(&folder.join("feed.json"));
    assert_eq!(
        (findings.kept, findings.pages, findings.unread.as_ref()),
        (3, 3, None)
    );
    assert_eq!(findings.dropped.len(), 1);
    assert!(findings.dropped[0].page.ends_with("p2.json"));
    assert_eq!(findings.dropped[0].position, 2);
}

#[test]
fn a_page_that_cannot_be_read_costs_none_of_the_others() {
    let folder = folder("check-gap", &[("feed.json", feed("gone.json", GOOD))]);
    let findings = checked(&folder.join("feed.json"));
    assert_eq!(findings.kept, 1);
    assert!(findings.unread.unwrap().contains("gone.json"));
}

#[test]
fn the_command_fails_only_if_nothing_can_be_read() {
    let folder = folder(
        "check-command",
        &[
            ("feed.json", feed("", &format!("{GOOD},7"))),
            ("page.html", "<!doctype html>".to_owned()),
            ("other.json", "{\"no\":\"items\"}".to_owned()),
        ],
    );
    let run = |file: &str| {
        let command = Command::new(env!("CARGO_BIN_EXE_peyk"))
            .args(["check", "--json"])
            .arg(folder.join(file))
            .output()
            .unwrap();
        let error = String::from_utf8(command.stderr).unwrap();
        (command.status.code(), command.stdout, error)
    };
    let (status, out, error) = run("feed.json");
    assert_eq!((status, error.as_str()), (Some(0), ""));
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["kept"], 1);
    assert!(json["repaired"].is_array());
    assert_eq!(json["dropped"][0]["position"], 2);
    assert!(json["dropped"][0]["reason"].is_string());
    for file in ["page.html", "other.json", "none.json"] {
        let (status, out, error) = run(file);
        assert_eq!((status, out.len()), (Some(1), 0), "{file}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(
            error.starts_with("peyk: ") && error.contains(file),
            "{error}"
        );
    }
}

#[test]
fn several_feeds_of_any_format_are_told_apart() {
    let rss = "<rss version='2.0'><channel><title>خبر</title>\
               <item><guid>5</guid><title>پنج</title></item><item><title>بی‌نشانی</title></item>\
               </channel></rss>";
    let folder = folder(
        "check-several",
        &[
            ("a.json", feed("", GOOD)),
            ("b.rss", rss.to_owned()),
            ("c.xml", "<html>".to_owned()),
        ],
    );
    let findings = check(&[Place::File(folder.clone())], NetworkRules::default(), NOW).unwrap();
    let kept: Vec<_> = findings.iter().map(|one| (one.kept, one.pages)).collect();
    assert_eq!(kept, [(1, 1), (1, 1), (0, 0)]);
    assert_eq!(findings[1].dropped[0].position, 2);
    assert!(findings[1].source.as_ref().unwrap().ends_with("b.rss"));
    let unread = findings[2].unread.as_ref().unwrap();
    assert!(
        unread.contains("neither JSON Feed nor RSS nor Atom"),
        "{unread}"
    );

    let command = Command::new(env!("CARGO_BIN_EXE_peyk"))
        .args(["check", "--json"])
        .args([folder.join("a.json"), folder.join("b.rss")])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&command.stdout).unwrap();
    assert_eq!(json[1]["kept"], 1);
    assert!(json[1]["source"].as_str().unwrap().ends_with("b.rss"));
}
