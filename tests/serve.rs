//! `peyk serve` over real connections: every rule about status and headers.
#![cfg(all(not(target_arch = "wasm32"), feature = "native"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peyk::publish::fetch::NetworkRules;
use peyk::publish::serve::{Limits, Options, ServeError, router, run};
use peyk::publish::source::Place;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

const HTML: &str =
    r#"<!doctype html><meta name="peyk-base" content="/"><script src="/app.js"></script>"#;
const SVG: &[u8] =
    b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><rect/></svg>";
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const CHROME: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// A fresh folder of this test's own with these files.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn build(name: &str) -> PathBuf {
    folder(
        name,
        &[
            ("secret.txt", b"secret"),
            ("dist/index.html", HTML.as_bytes()),
            ("dist/n/7/index.html", br#"<a href="/n/7/">seven</a>"#),
            ("dist/app-0123456789abcdef.js", b"plain script"),
            ("dist/app-0123456789abcdef.js.br", b"packed by brotli"),
            ("dist/app-0123456789abcdef.js.gz", b"packed by gzip"),
            ("dist/app-0123.js", b"short hash"),
            ("dist/app.wasm", b"\0asm"),
            ("dist/clip.mp4", b"0123456789"),
            ("dist/clip.vtt", b"WEBVTT"),
            ("dist/site.webmanifest", b"{}"),
            ("dist/font.woff2", b"wOF2"),
            ("dist/both.json", b"[\"the build's\"]"),
            ("dist/.hidden.json", b"{}"),
            ("news/feed.json", &[b'['; 4000]),
            ("news/both.json", b"[\"the feed's\"]"),
            ("dist/.well-known/acme/token", b"token"),
            ("dist/.well-known/.secret", b"secret"),
            ("dist/x.SVG", b"<svg/>"),
            ("dist/t/node.js/index.html", b"a tag"),
            ("dist/t/x.html/index.html", b"a tag"),
            ("dist/foreign.html", b"<script>alert(1)</script>"),
            ("news/data/n/9.json", br#"{"title":"t","items":[]}"#),
            ("news/private.json", br#"{"secret":true}"#),
            ("news/photo.svg", SVG),
            ("news/Photo.SVG", SVG),
            ("news/photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("news/photo.jpg", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("news/page.png", b"<script>alert(1)</script>"),
            ("news/page.svg", b"<html><script>alert(1)</script></html>"),
            ("news/page.html", b"<script>alert(1)</script>"),
            ("news/page.xhtml", b"<script>alert(1)</script>"),
            ("news/page.vtt", b"<script>alert(1)</script>"),
            ("news/clip2.vtt", b"WEBVTT\n"),
            ("news/notes.txt", b"private"),
            ("news/.secret.json", b"private"),
        ],
    )
}

fn options(folder: &Path) -> Options {
    Options {
        dir: folder.join("dist"),
        feed: Some(Place::File(folder.join("news/feed.json"))),
        base: "/".to_owned(),
        keep: Duration::from_secs(3600),
        rules: NetworkRules::default(),
    }
}

#[test]
fn a_published_site_answers_other_page_addresses_with_its_empty_page_and_is_moved_nowhere() {
    let folder = build("published");
    std::fs::write(folder.join("dist/shell.html"), "shell").unwrap();
    std::fs::write(
        folder.join("dist/n/7/index.html"),
        r#"<a href="/sub/n/7/">7</a>"#,
    )
    .unwrap();
    let server = serve(Options {
        feed: None,
        base: "/sub/".to_owned(),
        ..options(&folder)
    });
    let body = |path: &str| get(server, path, &[("accept", CHROME)]).body;
    assert_eq!(body("/sub/saved/"), b"shell");
    assert_eq!(body("/sub/n/7/"), br#"<a href="/sub/n/7/">7</a>"#);
}

/// Serves on a free port until the test's process ends.
fn serve(options: Options) -> SocketAddr {
    serve_within(Limits::default(), options)
}

fn serve_within(limits: Limits, options: Options) -> SocketAddr {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let router = router(options).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let ready = move |address| sender.send(address).unwrap();
        runtime
            .block_on(run(router, limits, "127.0.0.1", 0, ready))
            .unwrap();
    });
    receiver.recv().unwrap()
}

/// Waits until `is_so`, and gives up after a minute.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < end, "it never came to be so");
        std::thread::sleep(Duration::from_millis(5));
    }
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One request as it is written, since clients would tidy up the path.
fn request(at: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut lines = format!("{method} {path} HTTP/1.0\r\nhost: {at}\r\n");
    for (name, value) in headers {
        lines.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(at).unwrap();
    let minute = Some(Duration::from_secs(60));
    stream.set_read_timeout(minute).unwrap();
    stream.write_all(format!("{lines}\r\n").as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut headers = BTreeMap::new();
    for line in lines.clone().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        let before = headers.insert(name.to_owned(), value.to_owned());
        assert_eq!(before, None, "{name} comes once");
    }
    Answer {
        status: lines.next().unwrap()[9..12].parse().unwrap(),
        headers,
        body: bytes[end + 4..].to_vec(),
    }
}

fn get(at: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    let answer = request(at, "GET", path, headers);
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(
        answer.header("referrer-policy"),
        "strict-origin-when-cross-origin",
        "{path}"
    );
    answer
}

#[test]
fn files_have_their_types_and_their_caching() {
    let at = serve(options(&build("types")));
    for (path, kind, hashed) in [
        ("/", "text/html; charset=utf-8", false),
        (
            "/app-0123456789abcdef.js",
            "text/javascript; charset=utf-8",
            true,
        ),
        ("/app-0123.js", "text/javascript; charset=utf-8", false),
        ("/app.wasm", "application/wasm", false),
        ("/clip.mp4", "video/mp4", false),
        ("/clip.vtt", "text/vtt; charset=utf-8", false),
        ("/site.webmanifest", "application/manifest+json", false),
        ("/font.woff2", "font/woff2", false),
        ("/both.json", "application/json; charset=utf-8", false),
        ("/feed.json", "application/json; charset=utf-8", false),
        ("/data/n/9.json", "application/json; charset=utf-8", false),
        ("/photo.svg", "image/svg+xml", false),
    ] {
        let answer = get(at, path, &[]);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, kind),
            "{path}"
        );
        let cache = if hashed {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert_eq!(answer.header("vary"), "Accept-Encoding", "{path}");
        let head = request(at, "HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(
            head.header("content-length"),
            answer.body.len().to_string(),
            "{path}"
        );

        let tag = answer.header("etag");
        let known = get(at, path, &[("if-none-match", &format!("\"x\", {tag}"))]);
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
        assert_eq!(known.header("etag"), tag, "{path}");
        assert_eq!(known.header("cache-control"), cache, "{path}");
        assert_eq!(known.header("vary"), "Accept-Encoding", "{path}");
        assert_eq!(
            get(at, path, &[("if-none-match", "\"x\"")]).status,
            200,
            "{path}"
        );
    }
}

#[test]
fn a_date_alone_also_says_that_nothing_changed_but_never_against_the_tag() {
    let at = serve(options(&build("dates")));
    let date = get(at, "/app.wasm", &[]).header("last-modified").to_owned();
    let since = ("if-modified-since", date.as_str());
    assert_eq!(get(at, "/app.wasm", &[since]).status, 304);
    assert_eq!(
        get(at, "/app.wasm", &[since, ("if-none-match", "\"x\"")]).status,
        200
    );
}

#[test]
fn the_packed_sibling_is_chosen_by_what_the_client_accepts() {
    let at = serve(options(&build("packed")));
    for (accepts, encoding, body) in [
        ("", "", "plain script"),
        ("gzip", "gzip", "packed by gzip"),
        ("gzip, deflate, br, zstd", "br", "packed by brotli"),
        ("br;q=0, gzip", "gzip", "packed by gzip"),
        ("identity", "", "plain script"),
    ] {
        let answer = get(
            at,
            "/app-0123456789abcdef.js",
            &[("accept-encoding", accepts)],
        );
        assert_eq!(
            (answer.header("content-encoding"), answer.text().as_str()),
            (encoding, body)
        );
        assert_eq!(
            answer.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(answer.header("vary"), "Accept-Encoding");
    }
}

#[test]
fn a_feed_is_packed_on_the_way_and_media_are_not() {
    let at = serve(options(&build("packing")));
    for encoding in ["br", "gzip"] {
        let answer = get(at, "/feed.json", &[("accept-encoding", encoding)]);
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        assert!(answer.body.len() < 400);
    }
    let video = get(at, "/clip.mp4", &[("accept-encoding", "br, gzip")]);
    assert_eq!(
        (video.header("content-encoding"), video.text().as_str()),
        ("", "0123456789")
    );
}

#[test]
fn parts_of_a_video_can_be_asked_for() {
    let at = serve(options(&build("ranges")));
    for (range, status, content_range, body) in [
        ("bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("bytes=7-", 206, "bytes 7-9/10", "789"),
        ("bytes=-2", 206, "bytes 8-9/10", "89"),
        ("bytes=99-", 416, "bytes */10", ""),
    ] {
        let answer = get(at, "/clip.mp4", &[("range", range)]);
        assert_eq!(
            (answer.status, answer.header("content-range")),
            (status, content_range)
        );
        assert_eq!(answer.text(), body);
    }
    let unsure = get(
        at,
        "/clip.mp4",
        &[("range", "bytes=2-4"), ("if-range", "\"x\"")],
    );
    assert_eq!((unsure.status, unsure.text().as_str()), (200, "0123456789"));
}

#[test]
fn a_page_address_gets_the_app_and_a_missing_asset_never_does() {
    let at = serve(options(&build("pages")));
    for path in [
        "/",
        "/s/sports/",
        "/n/1",
        "/t/%D9%86%D9%81%D8%AA%20a.b/",
        "/s/x/?q=a.b",
    ] {
        for accept in [CHROME, "*/*", "text/html"] {
            let answer = get(at, path, &[("accept", accept)]);
            assert_eq!(
                (answer.status, answer.text().as_str()),
                (200, HTML),
                "{path} {accept}"
            );
        }
        assert_eq!(get(at, path, &[]).status, 200, "{path}");
    }
    assert!(
        get(at, "/n/7/", &[]).text().contains("seven"),
        "a published page comes itself"
    );
    for (path, accept) in [
        ("/missing.js", CHROME),
        ("/data/n/1.json", CHROME),
        ("/a%2Ejson", CHROME),
        ("/n/1/", "application/json"),
        ("/n/1/", "image/*, text/html;q=0"),
        ("/notes.txt", CHROME),
        ("/.secret.json", CHROME),
        ("/.hidden.json", CHROME),
    ] {
        let answer = get(at, path, &[("accept", accept)]);
        let kind = "text/plain; charset=utf-8";
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (404, kind),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert!(!answer.text().contains('<'), "{path}");
    }
    let post = request(at, "POST", "/", &[("content-length", "0")]);
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
}

#[test]
fn nothing_outside_of_the_folders_is_served() {
    let folder = build("outside");
    std::os::unix::fs::symlink(folder.join("secret.txt"), folder.join("dist/link.txt")).unwrap();
    std::os::unix::fs::symlink(&folder, folder.join("news/up")).unwrap();
    let at = serve(options(&folder));
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%5csecret.txt",
        "/n/../../secret.txt",
        "/n/%2e%2e/%2e%2e/secret.txt",
        "//secret.txt",
        "/link.txt",
        "/up/dist/.hidden.json",
        "/up/dist/both.json",
        "/secret.txt%00",
        "/%ff.txt",
    ] {
        let answer = get(at, path, &[("accept", CHROME)]);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
    }
}

#[test]
fn files_beside_the_feed_give_way_to_the_build_and_run_no_scripts() {
    let at = serve(options(&build("beside")));
    assert_eq!(get(at, "/both.json", &[]).text(), "[\"the build's\"]");
    for (path, kind) in [
        ("/photo.svg", "image/svg+xml"),
        ("/Photo.SVG", "image/svg+xml"),
        ("/photo.png", "image/png"),
        ("/photo.jpg", "image/png"),
        ("/clip2.vtt", "text/vtt; charset=utf-8"),
    ] {
        let answer = get(at, path, &[]);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, kind),
            "{path}"
        );
        assert_eq!(answer.header("content-security-policy"), SANDBOX, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.text().contains("alert"), "{path}");
        let tag = answer.header("etag").to_owned();
        assert_eq!(
            get(at, path, &[("if-none-match", &tag)]).status,
            304,
            "{path}"
        );
    }
    for path in [
        "/private.json",
        "/page.png",
        "/page.svg",
        "/page.html",
        "/page.xhtml",
        "/page.vtt",
        "/notes.txt",
    ] {
        assert_eq!(get(at, path, &[("accept", CHROME)]).status, 404, "{path}");
    }
    assert_eq!(get(at, "/data/n/9.json", &[]).status, 200);
}

#[test]
fn the_type_decides_what_may_run_and_who_may_frame_it() {
    let at = serve(options(&build("types")));
    for (path, policy) in [
        ("/", "frame-ancestors 'self'"),
        ("/n/7/", "frame-ancestors 'self'"),
        ("/t/node.js", "frame-ancestors 'self'"),
        ("/t/node.js/", "frame-ancestors 'self'"),
        ("/t/x.html", "frame-ancestors 'self'"),
        ("/nothing/here/", "frame-ancestors 'self'"),
        ("/x.SVG", SANDBOX),
        ("/foreign.html", SANDBOX),
        ("/clip.mp4", SANDBOX),
        ("/app-0123.js", ""),
        ("/feed.json", ""),
    ] {
        let answer = get(at, path, &[("accept", CHROME)]);
        assert_eq!(
            (answer.status, answer.header("content-security-policy")),
            (200, policy),
            "{path}"
        );
        let tag = answer.header("etag").to_owned();
        let known = get(at, path, &[("accept", CHROME), ("if-none-match", &tag)]);
        let told = known.header("content-security-policy");
        assert!(told.is_empty() || told == policy, "{path}: {told}");
    }
}

#[test]
fn certificates_can_be_renewed_and_no_other_hidden_file_is_sent() {
    let at = serve(options(&build("well-known")));
    assert_eq!(get(at, "/.well-known/acme/token", &[]).text(), "token");
    for path in [
        "/.well-known/.secret",
        "/.well-known/none",
        "/n/.well-known/x",
        "/.hidden.json",
        "/.WELL-KNOWN/acme/token",
    ] {
        assert_eq!(get(at, path, &[("accept", CHROME)]).status, 404, "{path}");
    }
}

#[test]
fn a_feed_file_is_read_anew_at_each_request() {
    let folder = build("anew");
    let at = serve(options(&folder));
    let before = get(at, "/feed.json", &[]);
    std::fs::write(folder.join("news/feed.json"), "{\"another\":1}").unwrap();
    let after = get(
        at,
        "/feed.json",
        &[("if-none-match", before.header("etag"))],
    );
    assert_eq!(
        (after.status, after.text().as_str()),
        (200, "{\"another\":1}")
    );
    std::fs::remove_file(folder.join("news/feed.json")).unwrap();
    assert_eq!(get(at, "/feed.json", &[]).status, 404);
}

#[test]
fn a_feed_of_the_web_is_fetched_again_only_after_its_time_and_kept_through_failures() {
    let folder = build("web");
    let upstream = serve(options(&folder));
    let web = |keep| {
        let place = Place::parse(&format!("http://{upstream}/feed.json"));
        serve(Options {
            feed: Some(place),
            keep,
            ..options(&folder)
        })
    };
    let (patient, eager) = (web(Duration::from_secs(3600)), web(Duration::ZERO));
    let first = get(eager, "/feed.json", &[]);
    assert_eq!(
        first.header("content-type"),
        "application/json; charset=utf-8"
    );
    let known = get(
        eager,
        "/feed.json",
        &[("if-none-match", first.header("etag"))],
    );
    assert_eq!(known.status, 304);
    let newer = r#"{"title":"پیک","items":[{"id":"9","title":"خبر","content_text":"متن"}]}"#;
    std::fs::write(folder.join("news/feed.json"), newer).unwrap();
    assert_eq!(get(patient, "/feed.json", &[]).text(), first.text());
    // The copy is answered at once, and its successor as soon as it is there.
    wait_until(|| get(eager, "/feed.json", &[]).text() == newer);
    // What is no feed with stories takes no good copy's place: each is asked for several times.
    for bad in ["{}", r#"{"items":[]}"#, "<html>maintenance</html>", ""] {
        std::fs::write(folder.join("news/feed.json"), bad).unwrap();
        for _ in 0..20 {
            assert_eq!(get(eager, "/feed.json", &[]).text(), newer, "{bad}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    std::fs::remove_file(folder.join("news/feed.json")).unwrap();
    assert_eq!(get(eager, "/feed.json", &[]).text(), newer, "the last copy");
}

#[test]
fn under_a_base_path_everything_moves_and_the_root_leads_there() {
    let at = serve(Options {
        base: "/sub/".to_owned(),
        ..options(&build("base"))
    });
    for path in ["/", "/sub"] {
        let answer = get(at, path, &[]);
        assert_eq!(
            (answer.status, answer.header("location")),
            (307, "/sub/"),
            "{path}"
        );
    }
    for path in ["/sub/", "/sub/s/sports/", "/sub/index.html"] {
        let answer = get(at, path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text().contains(r#"content="/sub/""#), "{path}");
        assert!(answer.text().contains(r#"src="/sub/app.js""#), "{path}");
        let known = get(at, path, &[("if-none-match", answer.header("etag"))]);
        assert_eq!(known.status, 304, "{path}");
    }
    assert!(
        get(at, "/sub/n/7/", &[])
            .text()
            .contains(r#"href="/sub/n/7/""#)
    );
    assert_eq!(get(at, "/sub/feed.json", &[]).status, 200);
    assert_eq!(get(at, "/sub/app.wasm", &[]).status, 200);
    for path in ["/app.wasm", "/feed.json", "/subway/", "/s/sports/"] {
        assert_eq!(get(at, path, &[]).status, 404, "{path}");
    }
}

#[test]
fn what_cannot_be_served_says_why_in_one_line() {
    let folder = build("errors");
    let error = |options| router(options).unwrap_err().to_string();
    let unbuilt = Options {
        dir: folder.join("none"),
        ..options(&folder)
    };
    assert!(error(unbuilt).ends_with("/none: run `make build`"));
    let unfed = Options {
        feed: Some(Place::parse("no.json")),
        ..options(&folder)
    };
    assert_eq!(
        error(unfed),
        "cannot read the feed no.json: there is no such file"
    );
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let place = Place::parse(&format!("http://{closed}/"));
    let unreached = Options {
        feed: Some(place),
        ..options(&folder)
    };
    assert!(error(unreached).ends_with("no server answers there"));
    let odd = Options {
        base: "/a\"b/".to_owned(),
        ..options(&folder)
    };
    assert!(error(odd).contains("no usable base path"));

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let router = router(options(&folder)).unwrap();
    let ended = runtime.block_on(run(router, Limits::default(), "127.0.0.1", port, |_| ()));
    assert!(
        matches!(ended, Err(ServeError::PortTaken(_, at)) if at == port),
        "{ended:?}"
    );
}

/// A web server that answers its first request with a feed and an entity tag, and all others with `later`,
/// after which it keeps the connection; the heads of the requests that it got.
fn upstream(later: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/feed.json", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = asked.clone();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept() {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.push(byte[0]);
            }
            let mut asked = log.lock().unwrap();
            let answer = if asked.is_empty() {
                "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: 5\r\nconnection: close\r\n\r\nfirst"
            } else {
                later
            };
            asked.push(String::from_utf8(head).unwrap());
            stream.write_all(answer.as_bytes()).unwrap();
            kept.push(stream);
        }
    });
    (address, asked)
}

#[test]
fn a_silent_source_holds_nobody_up_and_is_asked_by_one_at_a_time() {
    let folder = build("silent");
    let (address, asked) = upstream("");
    let at = serve(Options {
        feed: Some(Place::parse(&address)),
        keep: Duration::ZERO,
        ..options(&folder)
    });
    let clients: Vec<_> = (0..8)
        .map(|_| std::thread::spawn(move || get(at, "/feed.json", &[]).text()))
        .collect();
    for client in clients {
        assert_eq!(client.join().unwrap(), "first");
    }
    assert_eq!(get(at, "/", &[]).status, 200, "files are answered too");
    wait_until(|| asked.lock().unwrap().len() > 1);
    for _ in 0..8 {
        assert_eq!(get(at, "/feed.json", &[]).text(), "first");
    }
    // The server answers nothing, so the one that asks is still asking.
    assert_eq!(asked.lock().unwrap().len(), 2);
}

#[test]
fn an_unchanged_feed_of_the_web_is_not_fetched_again() {
    let folder = build("conditional");
    let (address, asked) = upstream("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n");
    let at = serve(Options {
        feed: Some(Place::parse(&address)),
        keep: Duration::ZERO,
        ..options(&folder)
    });
    wait_until(|| {
        assert_eq!(get(at, "/feed.json", &[]).text(), "first");
        asked.lock().unwrap().len() > 2
    });
    for head in &asked.lock().unwrap()[1..] {
        assert!(
            head.to_ascii_lowercase()
                .contains("if-none-match: \"1\"\r\n"),
            "{head}"
        );
    }
}

/// Limits that a test can wait for.
const NARROW: Limits = Limits {
    connections: 4,
    head: Duration::from_millis(200),
    stall: Duration::from_millis(200),
};

/// Waits until the server closes `stream`, and gives up after a minute.
fn read_to_its_end(mut stream: TcpStream) {
    let minute = Some(Duration::from_secs(60));
    stream.set_read_timeout(minute).unwrap();
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
}

#[test]
fn connections_that_say_nothing_or_half_a_request_are_closed() {
    let at = serve_within(NARROW, options(&build("half")));
    for said in [
        "",
        "G",
        "GET / HTTP/1.1\r\nhost: x\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(at).unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        read_to_its_end(stream);
    }
}

#[test]
fn a_good_request_is_answered_however_many_others_wait() {
    let at = serve_within(NARROW, options(&build("crowd")));
    let idle: Vec<TcpStream> = (0..20)
        .map(|number: u32| {
            let mut stream = TcpStream::connect(at).unwrap();
            if number.is_multiple_of(2) {
                stream
                    .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx: ")
                    .unwrap();
            }
            stream
        })
        .collect();
    assert_eq!(get(at, "/", &[]).status, 200);
    drop(idle);
}

#[test]
fn a_client_that_takes_nothing_of_its_answer_is_dropped() {
    let folder = build("stalled");
    // More than all buffers on the way hold; a hole in the disk.
    let large = std::fs::File::create(folder.join("dist/large.mp4")).unwrap();
    large.set_len(200_000_000).unwrap();
    let limits = Limits {
        connections: 1,
        head: Duration::from_secs(3600),
        ..NARROW
    };
    let at = serve_within(limits, options(&folder));
    let mut stalled = TcpStream::connect(at).unwrap();
    stalled
        .write_all(b"GET /large.mp4 HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    let mut first = [0; 16];
    stalled.read_exact(&mut first).unwrap();
    assert_eq!(get(at, "/", &[]).status, 200);
    drop(stalled);
}
