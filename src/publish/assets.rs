//! Files beside a source: which of them may be published, judged by what they hold, by their names,
//! and by what a story names them for. Nothing that a browser could run passes.

use super::svg::{self, SvgError};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Changes whenever other files pass, or become other bytes, than with the release before: files of
/// older runs are then judged again.
pub(super) const RULES: u32 = 1;
/// How many bytes of a picture or film tell its kind.
const HEAD: u64 = 8192;
/// How long a file of captions may be.
const LONGEST_CAPTIONS: usize = 2_000_000;
/// Folders of the site in which only the site itself writes, besides those of the app.
const OWN_FOLDERS: [&str; 12] = [
    "n",
    "s",
    "t",
    "data",
    "embed",
    "oembed",
    "builder",
    "feed-report",
    "search",
    "saved",
    "drafts",
    "settings",
];

/// What a story names a file for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A picture, or the still of a film.
    Picture,
    /// A film, or a sound.
    Film,
    /// The captions of a film.
    Captions,
}

/// Pictures of pixels. Their names may be mixed up, as content systems do: browsers look at the bytes,
/// and nothing in them runs.
const RASTER_ENDINGS: &[&str] = &["jpg", "jpeg", "png", "gif", "webp", "avif"];
const RASTERS: [&str; 5] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/avif",
];
/// Films and sounds: how a name may end, what is sent for it, and what the file must hold.
const FILMS: [(&str, &str, Container); 10] = [
    ("mp4", "video/mp4", Container::IsoMedia),
    ("m4v", "video/mp4", Container::IsoMedia),
    ("mov", "video/quicktime", Container::IsoMedia),
    ("m4a", "audio/mp4", Container::IsoMedia),
    ("webm", "video/webm", Container::WebM),
    ("ogg", "audio/ogg", Container::Ogg),
    ("oga", "audio/ogg", Container::Ogg),
    ("opus", "audio/ogg", Container::Ogg),
    ("mp3", "audio/mpeg", Container::Mp3),
    ("wav", "audio/wav", Container::Wav),
];

/// What films and sounds come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    IsoMedia,
    WebM,
    Ogg,
    Mp3,
    Wav,
}

impl Container {
    /// The container that `bytes` begin. `infer` knows MP4 and WebM by a few of their brands only.
    fn of(bytes: &[u8]) -> Option<Self> {
        let found = infer::get(bytes).map_or("", |found| found.mime_type());
        let is_ebml = bytes.starts_with(b"\x1a\x45\xdf\xa3");
        let start = bytes.get(..64).unwrap_or(bytes);
        if bytes.get(4..8) == Some(b"ftyp") && !found.starts_with("image/") {
            Some(Self::IsoMedia)
        } else if is_ebml && start.windows(4).any(|four| four == b"webm") {
            Some(Self::WebM)
        } else {
            match found {
                "audio/ogg" | "audio/opus" => Some(Self::Ogg),
                "audio/mpeg" => Some(Self::Mp3),
                "audio/x-wav" => Some(Self::Wav),
                _ => None,
            }
        }
    }
}

/// A file that may be published.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// Its MIME type.
    pub(super) mime: &'static str,
    /// What it is published as; `None` where its own bytes are.
    pub(super) bytes: Option<Vec<u8>>,
    role: Role,
}

/// Why a file beside a source is not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssetError {
    /// It cannot be read, in the system's words.
    #[error("{0}")]
    File(String),
    /// Its name does not end as that of a picture, a film, a sound or captions.
    #[error(
        "its name does not end as one of a picture (jpg, png, gif, webp, avif, svg), film (mp4, m4v, mov, webm), sound (mp3, m4a, ogg, oga, opus, wav) or captions (vtt)"
    )]
    Ending,
    /// It does not hold what its name says; what it holds where that is known.
    #[error("{}", content(.0))]
    Content(Option<&'static str>),
    /// It is an SVG picture that cannot be reduced to what draws.
    #[error(transparent)]
    Svg(SvgError),
    /// It is a file of captions that is too long.
    #[error("captions may have {} MB", LONGEST_CAPTIONS / 1_000_000)]
    TooLong,
    /// No story names it for what it is.
    #[error("stories name it for something that it is not")]
    Role,
    /// The site itself writes a file of this name, or in this folder.
    #[error("the site itself writes under this name")]
    Taken,
}

/// What a file holds that its name does not say, as a sentence.
fn content(kind: &Option<&str>) -> String {
    match kind {
        Some(kind) => format!("it holds {kind}, which its name does not say"),
        None => "it does not hold what its name says".to_owned(),
    }
}

/// The MIME type of the picture of pixels that `bytes` begin.
pub(super) fn raster_type(bytes: &[u8]) -> Option<&'static str> {
    let found = infer::get(bytes)?.mime_type();
    RASTERS.into_iter().find(|kind| *kind == found)
}

/// The MIME type of the font `bytes`.
pub(super) fn font_type(bytes: &[u8]) -> Option<&'static str> {
    use infer::font::{is_otf, is_ttf, is_woff, is_woff2};
    if is_woff2(bytes) {
        Some("font/woff2")
    } else if is_woff(bytes) {
        Some("font/woff")
    } else if is_otf(bytes) {
        Some("font/otf")
    } else {
        is_ttf(bytes).then_some("font/ttf")
    }
}

fn ending(name: &Path) -> String {
    let ending = name.extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

/// What the name of a file says that it is for.
fn role_of(name: &Path) -> Option<Role> {
    let ending = &*ending(name);
    if ending == "svg" || RASTER_ENDINGS.contains(&ending) {
        Some(Role::Picture)
    } else if FILMS.iter().any(|(known, ..)| *known == ending) {
        Some(Role::Film)
    } else {
        (ending == "vtt").then_some(Role::Captions)
    }
}

/// Whether the name of a file says that it may be published.
pub(super) fn has_media_name(name: &Path) -> bool {
    role_of(name).is_some()
}

/// The file at `path`, where what it holds is what its name says and a browser runs nothing of it.
///
/// # Errors
/// See [`AssetError`].
pub(super) fn examine(path: &Path) -> Result<Asset, AssetError> {
    let role = role_of(path).ok_or(AssetError::Ending)?;
    let read = |most| head(path, most).map_err(|error| AssetError::File(error.to_string()));
    let asset = |mime, bytes| Asset { mime, bytes, role };
    if ending(path) == "svg" {
        let bytes = read(svg::LONGEST as u64 + 1)?;
        if let Some(kind) = raster_type(&bytes) {
            return Err(AssetError::Content(Some(kind)));
        }
        let reduced = svg::reduced(&bytes).map_err(AssetError::Svg)?;
        return Ok(asset("image/svg+xml", Some(reduced)));
    }
    if role == Role::Captions {
        let bytes = read(LONGEST_CAPTIONS as u64 + 1)?;
        return match is_webvtt(&bytes) {
            _ if bytes.len() > LONGEST_CAPTIONS => Err(AssetError::TooLong),
            true => Ok(asset("text/vtt", None)),
            false => Err(AssetError::Content(found_in(&bytes))),
        };
    }
    let bytes = read(HEAD)?;
    let mime = match role {
        Role::Picture => raster_type(&bytes),
        _ => Container::of(&bytes).and_then(|container| {
            let mut films = FILMS.into_iter();
            let film =
                films.find(|(known, _, holds)| *known == ending(path) && *holds == container);
            film.map(|(_, mime, _)| mime)
        }),
    };
    mime.map(|mime| asset(mime, None))
        .ok_or_else(|| AssetError::Content(found_in(&bytes)))
}

impl Asset {
    /// Whether one of `roles` is what this file is for.
    pub(super) fn fits(&self, roles: &BTreeSet<Role>) -> bool {
        roles.contains(&self.role)
    }
}

/// What `bytes` hold, for a message.
fn found_in(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace());
    match infer::get(bytes) {
        Some(found) => Some(found.mime_type()),
        None => (bytes.get(start?) == Some(&b'<')).then_some("markup"),
    }
}

/// The first `most` bytes of the file at `path`.
fn head(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether `bytes` are captions (WebVTT, "WebVTT file").
fn is_webvtt(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.strip_prefix("WEBVTT").is_some_and(|rest| {
        (rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r'])) && !rest.contains('\0')
    })
}

/// Whether the site itself writes in the folder of the file `name`, on any file system.
pub(super) fn is_in_own_folder(name: &str) -> bool {
    let folder = name.split_once('/').map(|(folder, _)| folder);
    folder.is_some_and(|folder| OWN_FOLDERS.contains(&&*folder.to_lowercase()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::path::PathBuf;

    const SVG: &[u8] =
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><rect/></svg>";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    const MP4: &[u8] = b"\0\0\0\x18ftypisom\0\0\0\0";

    fn file(name: &str, bytes: &[u8]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("peyk-assets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn mime(name: &str, bytes: &[u8]) -> Result<&'static str, AssetError> {
        examine(&file(name, bytes)).map(|asset| asset.mime)
    }

    #[test]
    fn a_file_is_what_it_holds_and_its_name_must_agree() {
        for (name, bytes, kind) in [
            ("a.png", PNG, "image/png"),
            ("a.PNG", PNG, "image/png"),
            // Content systems mix these up, and no browser minds.
            ("a.jpg", PNG, "image/png"),
            (
                "a.avif",
                b"\0\0\0\x18ftypavif\0\0\0\0avifmif1".as_slice(),
                "image/avif",
            ),
            ("a.gif", b"GIF89a\x01\0\x01\0", "image/gif"),
            ("a.mp4", MP4, "video/mp4"),
            ("a.MOV", MP4, "video/quicktime"),
            (
                "a.webm",
                b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88webm\0\0\0\0",
                "video/webm",
            ),
            ("a.ogg", b"OggS\0\x02", "audio/ogg"),
            ("a.wav", b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
            ("a.mp3", b"ID3\x04\0\0", "audio/mpeg"),
            ("a.svg", SVG, "image/svg+xml"),
            ("a.SVG", SVG, "image/svg+xml"),
            (
                "a.vtt",
                "\u{feff}WEBVTT\n\n00:00.000 --> 00:01.000\nسلام".as_bytes(),
                "text/vtt",
            ),
            ("b.vtt", b"WEBVTT", "text/vtt"),
        ] {
            assert_eq!(mime(name, bytes), Ok(kind), "{name}");
        }
    }

    #[test]
    fn what_a_browser_could_run_is_refused_under_every_name() {
        let html = b"<!doctype html><script>alert(1)</script>".as_slice();
        let xhtml =
            b"<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>"
                .as_slice();
        let bodies = [
            html,
            xhtml,
            SVG,
            b"alert(1)",
            b"%PDF-1.7\n",
            b"{}",
            b"",
            b"\x1f\x8b\x08\0",
            b"PK\x03\x04",
            b"MIME-Version: 1.0\n",
        ];
        let kept = [
            "png", "jpg", "gif", "webp", "avif", "mp4", "webm", "mov", "mp3", "vtt",
        ];
        for body in bodies {
            for ending in kept {
                let name = format!("x.{ending}");
                assert!(
                    matches!(mime(&name, body), Err(AssetError::Content(_))),
                    "{name}"
                );
            }
            if body != SVG {
                assert!(mime("x.svg", body).is_err(), "{body:?}");
            }
        }
        for name in [
            "x.html",
            "x.HTM",
            "x.xhtml",
            "x.xml",
            "x.js",
            "x.mjs",
            "x.json",
            "x.css",
            "x.pdf",
            "x.svgz",
            "x.mht",
            "x.wasm",
            "x.txt",
            "x",
            "x.png.html",
            "x.svg.br",
            "x.webmanifest",
            "x.xsl",
            "x.swf",
            "x.ico",
            "x.bmp",
        ] {
            for body in bodies.into_iter().chain([PNG]) {
                assert_eq!(mime(name, body), Err(AssetError::Ending), "{name}");
            }
        }
        assert_eq!(
            mime("x.svg", PNG),
            Err(AssetError::Content(Some("image/png")))
        );
        assert_eq!(
            mime("x.webm", MP4),
            Err(AssetError::Content(Some("video/mp4")))
        );
        assert_eq!(
            mime("x.mp4", PNG),
            Err(AssetError::Content(Some("image/png")))
        );
        for captions in ["webvtt", "WEBVTT<script>", "WEBVTT\0", "<!--WEBVTT"] {
            assert!(mime("x.vtt", captions.as_bytes()).is_err(), "{captions}");
        }
    }

    #[test]
    fn a_drawing_is_published_without_its_script() {
        let asset = examine(&file("drawing.svg", SVG)).unwrap();
        let text = String::from_utf8(asset.bytes.unwrap()).unwrap();
        assert!(
            text.contains("<rect/>") && !text.contains("script"),
            "{text}"
        );
    }

    #[test]
    fn folders_of_the_site_are_its_own_in_every_case() {
        for name in [
            "n/1/a.png",
            "N/a.png",
            "data/a.png",
            "embed/a.svg",
            "Saved/a.png",
        ] {
            assert!(is_in_own_folder(name), "{name}");
        }
        for name in ["media/a.png", "n.png", "news/a.png", "icons/a.png"] {
            assert!(!is_in_own_folder(name), "{name}");
        }
    }
}
