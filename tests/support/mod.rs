//! A folder of its own for each test of `peyk publish`.
#![allow(dead_code, reason = "each test program uses a part of it")]

use peyk::news::Stamp;
use peyk::publish::fetch::NetworkRules;
use peyk::publish::site::{Options, PublishError, Publisher, Summary};
use peyk::publish::source::Place;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub const NOW: Stamp = Stamp(1_795_500_000);
pub const FEED: &str = include_str!("../fixtures/edition.json");
const APP: &str = include_str!("../../index.html");
const FRAME: &str = include_str!("../../embed.html");
const BUILDER: &str = include_str!("../../builder.html");
const WORKER: &str = "self.PEYK={\"build\":\"1\",\"files\":{\"index.html\":\"x\",\"peyk.js\":\"y\"},\"shell\":\"index.html\"};\ncode;\n";

/// A feed, a built app, and the site beside them.
pub struct Desk(pub PathBuf);

impl Desk {
    pub fn new(name: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("publish-{name}"));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(root.join("app")).unwrap();
        for (name, text) in [
            ("index.html", APP),
            ("embed.html", FRAME),
            ("builder.html", BUILDER),
            ("sw.js", WORKER),
        ] {
            std::fs::write(root.join("app").join(name), text).unwrap();
        }
        std::fs::write(root.join("app/peyk.css"), "p{color:red}").unwrap();
        let desk = Self(root);
        desk.feed(FEED);
        desk
    }

    pub fn feed(&self, json: &str) {
        std::fs::write(self.0.join("feed.json"), json).unwrap();
    }

    pub fn site(&self) -> PathBuf {
        self.0.join("site")
    }

    /// Makes the folder of the site empty, and known as one of ours.
    pub fn empty_site(&self) {
        let _ = std::fs::remove_dir_all(self.site());
        std::fs::create_dir_all(self.site()).unwrap();
        std::fs::write(self.site().join(".peyk-manifest"), "").unwrap();
    }

    pub fn options(&self) -> Options {
        Options {
            feeds: vec![Place::File(self.0.join("feed.json"))],
            rules: NetworkRules::default(),
            app: self.0.join("app"),
            out: self.site(),
            base: "/".to_owned(),
            site: Some("https://news.example/".to_owned()),
            allow_removal: false,
        }
    }

    pub fn try_to_publish(&self) -> Result<Summary, PublishError> {
        Publisher::new(self.options())?.publish(NOW, &|_| ())
    }

    pub fn publish(&self) -> Summary {
        self.try_to_publish().unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        let path = self.site().join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// Every file beneath `root` with its bytes, but for the lock of a command that is running.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".peyk-lock") {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A feed of one item with these fields.
pub fn one(fields: &str) -> String {
    format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{{{fields}}}]}}"#
    )
}
