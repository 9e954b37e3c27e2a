//! Sources of `peyk publish`, `check` and `serve`: where they may lead, which of them counts, what is
//! asked again, and what is printed of their addresses.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use peyk::publish::site::{Options, PublishError, Publisher, Summary};
use peyk::publish::source::Place;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::NOW;

/// A web server, and the heads of the requests that it got.
struct Upstream {
    origin: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    /// A server that answers the request for a path, with this head in lower case, by what `answer`
    /// gives: a status, further lines and a body.
    fn new(answer: impl Fn(&str, &str) -> (&'static str, String, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = asked.clone();
        std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                log.lock().unwrap().push(head.clone());
                let (status, lines, body) = answer(&path, &head.to_ascii_lowercase());
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{lines}\r\n{body}"
                );
                let _ = stream.write_all(text.as_bytes());
            }
        });
        Self { origin, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn good(body: String) -> (&'static str, String, String) {
    ("200 OK", String::new(), body)
}

/// A folder of its own for each test, with a built app and the site in it.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        Self(support::Desk::new(&format!("sources-{name}")).0)
    }

    /// Writes a file beside the app, and says where.
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn publisher(&self, feeds: &[&str]) -> Publisher {
        Publisher::new(Options {
            feeds: feeds.iter().map(|feed| Place::parse(feed)).collect(),
            ..support::Desk(self.0.clone()).options()
        })
        .unwrap()
    }

    fn publish(&self, feeds: &[&str]) -> Result<Summary, PublishError> {
        self.publisher(feeds).publish(NOW, &|_| ())
    }

    /// What the command prints of these arguments, with `{out}` and `{app}` for its folders.
    fn run(&self, arguments: &[&str]) -> Output {
        let (out, app) = (self.0.join("site"), self.0.join("app"));
        let arguments = arguments.iter().map(|argument| match *argument {
            "{out}" => out.display().to_string(),
            "{app}" => app.display().to_string(),
            other => other.to_owned(),
        });
        Command::new(env!("CARGO_BIN_EXE_peyk"))
            .args(arguments)
            .output()
            .unwrap()
    }

    /// The page of a story, if there is one.
    fn story(&self, code: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(format!("site/n/{code}/index.html"))).ok()
    }
}

fn feed(fields: &str, items: &[String]) -> String {
    format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک",{fields}"items":[{}]}}"#,
        items.join(",")
    )
}

fn item(code: &str, title: &str, day: u32) -> String {
    format!(
        r#"{{"id":"{code}","title":"{title}","content_text":"متن","date_published":"2026-01-{day:02}T00:00:00Z"}}"#
    )
}

fn withdrawn(code: &str) -> String {
    format!(r#"{{"id":"{code}","_peyk":{{"withdrawn":true}}}}"#)
}

/// The names and bytes of all files under `root`.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.insert(path.clone(), std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn a_feed_that_leads_into_the_network_of_the_newsroom_is_not_followed() {
    let secret = || good(feed("", &[item("666", "secret", 1)]));
    let inside = Upstream::new(move |_, _| secret());
    let internal = format!("{}/internal", inside.origin);
    let next = format!(r#""next_url":"{internal}","#);
    let to = format!("location: {internal}\r\n");
    let rss = format!(
        "<rss version='2.0'><channel><title>پیک</title><atom:link xmlns:atom='http://www.w3.org/2005/Atom' \
         rel='next' href='{internal}'/><item><guid>7</guid><title>هفت</title></item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>پیک</title><link rel='next' href='{internal}'/>\
         <entry><id>7</id><title>هفت</title></entry></feed>"
    );
    let paged = feed(&next, &[item("7", "هفت", 1)]);
    let bodies = [paged.clone(), rss.clone(), atom.clone()];
    let outside = Upstream::new(move |path, _| match path {
        "/redirect" => ("302 Found", to.clone(), String::new()),
        "/feed.json" => good(bodies[0].clone()),
        "/rss" => good(bodies[1].clone()),
        _ => good(bodies[2].clone()),
    });
    let desk = Desk::new("inside");
    let web =
        ["/redirect", "/feed.json", "/rss", "/atom"].map(|path| outside.origin.clone() + path);
    let file = [
        ("feed.json", &paged),
        ("feed.rss", &rss),
        ("feed.atom", &atom),
    ]
    .map(|(name, text)| desk.write(&format!("feeds-{name}/{name}"), text));
    let folder = desk.0.join("feeds-feed.json").display().to_string();
    for source in web.iter().chain(&file).chain([&folder]) {
        let error = desk.publish(&[source]).unwrap_err().to_string();
        assert!(error.contains("--allow-"), "{source}: {error}");
        let checked = desk.run(&["check", source]);
        let told =
            String::from_utf8(checked.stdout).unwrap() + &String::from_utf8_lossy(&checked.stderr);
        assert!(told.contains("--allow-"), "{source}: {told}");
        assert_eq!(desk.story("666"), None);
    }
    let serve = desk.run(&["serve", "--dir", "{app}", "--port", "0", "--feed", &web[0]]);
    assert!(!serve.status.success());
    assert_eq!(inside.asked(), Vec::<String>::new());

    // The newsroom may allow it; another origin alone is not yet a private one.
    for (source, flags, is_let_in) in [
        (&web[0], vec!["--allow-private"], true),
        (&web[1], vec!["--allow-other-origins"], false),
        (&web[1], vec!["--allow-private"], false),
        (
            &web[1],
            vec!["--allow-private", "--allow-other-origins"],
            true,
        ),
        (&file[0], vec!["--allow-other-origins"], false),
        (
            &file[0],
            vec!["--allow-private", "--allow-other-origins"],
            true,
        ),
    ] {
        let mut arguments = vec![
            "publish", "--feed", source, "--app", "{app}", "--out", "{out}",
        ];
        arguments.extend(&flags);
        let done = desk.run(&arguments);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(
            done.status.success(),
            is_let_in,
            "{source} {flags:?}: {told}"
        );
        assert_eq!(desk.story("666").is_some(), is_let_in, "{source} {flags:?}");
        let _ = std::fs::remove_dir_all(desk.0.join("site"));
    }
}

#[test]
fn addresses_in_a_feed_are_relative_to_where_it_was_found() {
    let upstream = Upstream::new(|path, _| match path {
        "/feed" => (
            "301 Moved Permanently",
            "location: /news/feed.json\r\n".to_owned(),
            String::new(),
        ),
        "/news/feed.json" => good(feed(
            r#""next_url":"older.json","#,
            &[r#"{"id":"1","title":"یک","content_text":"متن","image":"p.jpg"}"#.to_owned()],
        )),
        "/news/older.json" => good(feed("", &[item("2", "دو", 1)])),
        _ => ("404 Not Found", String::new(), String::new()),
    });
    let desk = Desk::new("found");
    let login = upstream.origin.replace("http://", "http://user:word@");
    let done = desk.publish(&[&format!("{login}/feed")]).unwrap();
    assert_eq!(done.stories, 2);
    let page = desk.story("1").unwrap();
    assert!(
        page.contains(&format!("{}/news/p.jpg", upstream.origin)),
        "{page}"
    );
}

#[test]
fn what_has_not_changed_on_the_web_is_not_sent_again() {
    let feeds: Arc<Mutex<(String, String)>> = Arc::default();
    let page = |title: &str| feed("", &[item("2", title, 1)]);
    let first = feed(r#""next_url":"p2.json","#, &[item("1", "یک", 2)]);
    *feeds.lock().unwrap() = ("1".to_owned(), page("دو"));
    let served = feeds.clone();
    let upstream = Upstream::new(move |path, head| {
        let (tag, page) = served.lock().unwrap().clone();
        let (tag, body) = match path {
            "/feed.json" => ("a".to_owned(), first.clone()),
            _ => (tag, page),
        };
        if head.contains(&format!("if-none-match: \"{tag}\"\r\n")) {
            return ("304 Not Modified", String::new(), String::new());
        }
        ("200 OK", format!("etag: \"{tag}\"\r\n"), body)
    });
    let desk = Desk::new("unchanged");
    let mut publisher = desk.publisher(&[&format!("{}/feed.json", upstream.origin)]);
    let mut publish = || publisher.publish(NOW, &|_| ()).unwrap();
    assert_eq!(publish().stories, 2);
    let before = files(&desk.0.join("site"));
    let again = publish();
    assert_eq!(
        (again.stories, again.written.len(), again.removed.len()),
        (2, 0, 0)
    );
    assert!(files(&desk.0.join("site")) == before);
    let asked = upstream.asked();
    assert_eq!(asked.len(), 4);
    for head in &asked[2..] {
        assert!(
            head.to_ascii_lowercase().contains("if-none-match: "),
            "{head}"
        );
    }
    // One page of two changes.
    *feeds.lock().unwrap() = ("2".to_owned(), page("سه"));
    assert_eq!(publish().stories, 2);
    assert!(desk.story("2").unwrap().contains("سه"));
    assert!(desk.story("1").unwrap().contains("یک"));
}

#[test]
fn a_source_that_asks_to_wait_is_asked_again_only_then() {
    let upstream = Upstream::new(|_, _| {
        (
            "429 Too Many Requests",
            "retry-after: 600\r\n".to_owned(),
            String::new(),
        )
    });
    let desk = Desk::new("waits");
    let mut publisher = desk.publisher(&[&format!("{}/feed.json", upstream.origin)]);
    let error = publisher.publish(NOW, &|_| ()).unwrap_err().to_string();
    assert!(
        error.contains("429") && error.contains("600 seconds"),
        "{error}"
    );
    let after = |seconds| Instant::now() + Duration::from_secs(seconds);
    assert!(!publisher.has_changed(after(60)));
    assert!(!publisher.has_changed(after(590)));
    assert!(publisher.has_changed(after(610)));
    // Whatever else makes a run necessary meanwhile, the server is left alone.
    assert!(publisher.publish(NOW, &|_| ()).is_err());
    assert_eq!(upstream.asked().len(), 1);
}

#[test]
fn a_later_source_adds_and_neither_replaces_nor_withdraws() {
    let desk = Desk::new("trust");
    let own = desk.write(
        "own/feed.json",
        &feed(
            "",
            &[
                item("1", "own-1", 1),
                item("2", "own-2", 1),
                withdrawn("3"),
                item("7", "own-7", 1),
            ],
        ),
    );
    let partner = desk.write(
        "partner/feed.json",
        &feed(
            r#""home_page_url":"https://partner.example","_peyk":{"brand":{"name":"partner"},"sections":[]},"#,
            &[
                item("1", "partner-1", 9),
                withdrawn("2"),
                item("3", "partner-3", 9),
                item("4", "partner-4", 1),
                item("5", "partner-5", 1),
                item("7", "partner-7-older", 0),
            ],
        ),
    );
    let last = desk.write(
        "last/feed.json",
        &feed(
            "",
            &[
                item("4", "last-4", 9),
                withdrawn("5"),
                item("6", "last-6", 1),
            ],
        ),
    );
    let sources = [own.as_str(), &partner, &last];
    let title = |code: &str| {
        let page = desk.story(code).unwrap();
        let title = page.split("<title>").nth(1).unwrap();
        let title = title.split(['<', ' ']).next().unwrap().to_owned();
        (title, page.contains("noindex"))
    };
    let titles = || ["1", "2", "3", "4", "5", "6", "7"].map(title);
    let done = desk.publish(&sources).unwrap();
    let shown = titles();
    for (at, expected) in [
        (0, "own-1"),
        (1, "own-2"),
        (3, "partner-4"),
        (4, "partner-5"),
        (5, "last-6"),
        (6, "own-7"),
    ] {
        assert!(
            shown[at].0.starts_with(expected) && !shown[at].1,
            "{shown:?}"
        );
    }
    assert!(
        shown[2].1,
        "what the first source withdraws stays so: {shown:?}"
    );
    assert_eq!(done.stories, 6);
    let told = done.to_string();
    // The story and the withdrawal of each; older copies are none.
    assert!(
        told.contains(&format!("{partner}: refused 2 of these")),
        "{told}"
    );
    assert!(
        told.contains(&format!("{last}: refused 2 of these")),
        "{told}"
    );
    let report = std::fs::read_to_string(desk.0.join("site/report.json")).unwrap();
    assert_eq!(
        report
            .matches("refused: a source that was named before")
            .count(),
        4,
        "{report}"
    );

    // The other way round the partner is the one that is trusted.
    desk.publish(&[&partner, &own]).unwrap();
    assert!(title("1").0.starts_with("partner-1") && title("2").1);

    // The edition allows it, for each source by name.
    let allow = |rights: &str| {
        let edition = format!(r#"{{"sources":{{"{partner}":{rights}}}}}"#);
        desk.write("app/edition.json", &edition);
        desk.publish(&sources).map(|done| done.to_string())
    };
    let told = allow(r#"["replace"]"#).unwrap();
    let shown = titles();
    assert!(
        shown[0].0.starts_with("partner-1") && !shown[1].1 && shown[2].1,
        "{shown:?}"
    );
    assert!(
        told.contains(&format!("{partner}: refused 1 of these")),
        "{told}"
    );
    allow(r#"["withdraw"]"#).unwrap();
    let shown = titles();
    assert!(shown[0].0.starts_with("own-1") && shown[1].1, "{shown:?}");
    assert!(
        shown[3].0.starts_with("partner-4"),
        "no other source is allowed it: {shown:?}"
    );
    let error = allow(r#"["everything"]"#).unwrap_err();
    assert!(matches!(error, PublishError::Trust(_)), "{error}");
    assert!(
        !desk.0.join("site/edition.json").exists(),
        "settings are not published"
    );
}

#[test]
fn no_secret_of_an_address_is_printed_or_published() {
    let items = r#"{"id":"1","url":"?","title":"یک","content_html":"<p>متن <a href='?'>a</a> <a href='#x'>b</a> <a href=''>c</a> <img src='?'></p>"}"#;
    let body = feed(
        r#""next_url":"/p2?key=s3cret2","home_page_url":"?","icon":"?","#,
        &[items.to_owned(), "7".to_owned()],
    );
    let upstream = Upstream::new(move |path, head| {
        if !head.contains("authorization: basic") {
            return ("401 Unauthorized", String::new(), String::new());
        }
        match path {
            "/feed?key=s3cret" => good(body.clone()),
            "/p2?key=s3cret2" => good(feed("", &[item("2", "دو", 1), "8".to_owned()])),
            "/loop?key=s3cret" => (
                "302 Found",
                "location: /loop?key=s3cret\r\n".to_owned(),
                String::new(),
            ),
            "/page?key=s3cret" => good("<html>".to_owned()),
            "/next?key=s3cret" => good(feed(
                r#""next_url":"https://u:s3cret@a.example/?s3cret","#,
                &[item("1", "یک", 1)],
            )),
            "/away?key=s3cret" => (
                "302 Found",
                "location: http://u:s3cret@127.0.0.1:1/?s3cret\r\n".to_owned(),
                String::new(),
            ),
            "/busy?key=s3cret" => ("503 X", String::new(), String::new()),
            _ => ("404 Not Found", String::new(), String::new()),
        }
    });
    let desk = Desk::new("secrets");
    let login = upstream
        .origin
        .replace("http://", "http://s3cret-user:s3cret-word@");
    let address = |path: &str| format!("{login}{path}?key=s3cret#s3cret");
    let silent = |output: &Output, what: &str| {
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            assert!(!text.contains("s3cret"), "{what}: {text}");
        }
    };
    let feed = address("/feed");
    let good = desk.run(&[
        "publish", "--feed", &feed, "--app", "{app}", "--out", "{out}",
    ]);
    assert!(
        good.status.success(),
        "{}",
        String::from_utf8_lossy(&good.stderr)
    );
    silent(&good, "publish");
    assert!(desk.story("2").is_some());
    for (name, bytes) in files(&desk.0.join("site")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("s3cret"), "{}", name.display());
    }
    for arguments in [vec!["check"], vec!["check", "--json"]] {
        let mut arguments = arguments;
        arguments.push(&feed);
        let checked = desk.run(&arguments);
        assert!(checked.status.success());
        silent(&checked, "check");
        // Of several sources each is named.
        arguments.push(&feed);
        silent(&desk.run(&arguments), "check of several");
    }
    for path in ["/loop", "/page", "/next", "/away", "/busy", "/gone"] {
        let at = address(path);
        for arguments in [
            vec!["publish", "--feed", &at, "--app", "{app}", "--out", "{out}"],
            vec!["check", &at],
            vec!["check", "--json", &at, &feed],
            vec![
                "serve", "--dir", "{app}", "--port", "0", "--base", "/x y/", "--feed", &at,
            ],
        ] {
            silent(&desk.run(&arguments), path);
        }
    }
    for at in [
        "https://s3cret:s3cret@",
        "https://s3cret:s3c/s3cret@a.example/",
        "HTTP://s3cret:s3cret@127.0.0.1:1/?s3cret",
        "ftp://s3cret:s3cret@a.example/?s3cret",
        "http://s3cret:s3cret@127.0.0.1:99999/",
    ] {
        for arguments in [
            vec!["check", at],
            vec!["check", "--json", at, &feed],
            vec!["publish", "--feed", at, "--app", "{app}", "--out", "{out}"],
            // Typed wrongly.
            vec!["publish", at],
            vec!["check", "--no-such", at],
            vec!["serve", "--feed", at, "--feed", at],
        ] {
            let told = desk.run(&arguments);
            silent(&told, at);
        }
    }
}
