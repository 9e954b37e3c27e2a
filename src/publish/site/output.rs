//! The folder of a site: whole files only, written where something has changed, and packed.

use super::PublishError;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The list of what the last finished run wrote; the next one removes what it did not write again.
const MANIFEST: &str = ".peyk-manifest";
/// The packed forms, beside their file.
const PACKED: [&str; 2] = ["br", "gz"];
/// What is worth packing.
const TEXTS: [&str; 10] = [
    "html",
    "css",
    "js",
    "json",
    "wasm",
    "svg",
    "webmanifest",
    "vtt",
    "txt",
    "xml",
];

/// A folder that is being written.
pub(super) struct Output {
    root: PathBuf,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
    written: Vec<String>,
}

impl Output {
    /// Opens the folder `root`, which is made where there is none.
    pub(super) fn open(root: &Path) -> Result<Self, PublishError> {
        std::fs::create_dir_all(root).map_err(|error| failed(root, &error))?;
        let manifest = std::fs::read_to_string(root.join(MANIFEST)).unwrap_or_default();
        Ok(Self {
            root: root.to_path_buf(),
            before: manifest.lines().map(str::to_owned).collect(),
            now: BTreeSet::new(),
            written: Vec::new(),
        })
    }

    /// Writes the file `name`, a path of plain names, unless it holds `bytes` already; texts are packed.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let path = self.root.join(name);
        self.store(name, bytes, is_text(name), &|kind| match kind {
            "br" => brotli(bytes, &path),
            _ => gzip(bytes, &path),
        })
    }

    /// Writes `name` and, where it `is_packed`, what `packed` makes of it for each of [`PACKED`].
    fn store(
        &mut self,
        name: &str,
        bytes: &[u8],
        is_packed: bool,
        packed: &dyn Fn(&str) -> Result<Vec<u8>, PublishError>,
    ) -> Result<(), PublishError> {
        let path = self.root.join(name);
        self.now.insert(name.to_owned());
        let whole = PACKED
            .iter()
            .all(|kind| sibling(&path, kind).is_file() == is_packed);
        if whole && std::fs::read(&path).is_ok_and(|before| before == bytes) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        }
        // The packed forms first go and come last, so that none ever says less than its file.
        for kind in PACKED {
            remove(&sibling(&path, kind))?;
        }
        replace(&path, bytes)?;
        for kind in PACKED.into_iter().filter(|_| is_packed) {
            replace(&sibling(&path, kind), &packed(kind)?)?;
        }
        self.written.push(name.to_owned());
        Ok(())
    }

    /// Copies `from` to `name`.
    pub(super) fn copy(&mut self, name: &str, from: &Path) -> Result<(), PublishError> {
        let bytes = std::fs::read(from).map_err(|error| failed(from, &error))?;
        self.put(name, &bytes)
    }

    /// Copies what the built app holds and the site has not written itself, packed forms included.
    pub(super) fn copy_app(&mut self, app: &Path) -> Result<(), PublishError> {
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let inside = app.join(&folder);
            let entries = std::fs::read_dir(&inside).map_err(|error| failed(&inside, &error))?;
            for entry in entries {
                let entry = entry.map_err(|error| failed(&inside, &error))?;
                let name = folder.join(entry.file_name());
                let path = entry.path();
                let text = name.to_string_lossy().into_owned();
                let is_packed = PACKED
                    .iter()
                    .any(|kind| text.ends_with(&format!(".{kind}")));
                if path.is_dir() {
                    folders.push(name);
                } else if !is_packed && !self.now.contains(&text) {
                    self.copy_packed(&text, &path)?;
                }
            }
        }
        Ok(())
    }

    /// Copies a file with the packed forms that lie beside it: the build packs best.
    fn copy_packed(&mut self, name: &str, from: &Path) -> Result<(), PublishError> {
        let read = |path: &Path| std::fs::read(path).map_err(|error| failed(path, &error));
        let is_packed = PACKED.iter().all(|kind| sibling(from, kind).is_file());
        self.store(name, &read(from)?, is_packed, &|kind| {
            read(&sibling(from, kind))
        })
    }

    /// Removes what an earlier run wrote and this one did not; what was written, what was removed,
    /// and how many files stayed as they were.
    pub(super) fn finish(self) -> Result<(Vec<String>, Vec<String>, usize), PublishError> {
        let mut removed = Vec::new();
        for name in self.before.difference(&self.now) {
            let path = self.root.join(name);
            remove(&path)?;
            for kind in PACKED {
                remove(&sibling(&path, kind))?;
            }
            // A folder that is not empty stays, and that is as it should be.
            if let Some(folder) = path.parent() {
                let _ = std::fs::remove_dir(folder);
            }
            removed.push(name.clone());
        }
        let manifest: String = self.now.iter().map(|name| format!("{name}\n")).collect();
        replace(&self.root.join(MANIFEST), manifest.as_bytes())?;
        let unchanged = self.now.len() - self.written.len();
        Ok((self.written, removed, unchanged))
    }
}

fn failed(path: &Path, error: &std::io::Error) -> PublishError {
    PublishError::File(path.to_path_buf(), error.to_string())
}

/// The file beside `path` whose name has one more ending.
fn sibling(path: &Path, kind: &str) -> PathBuf {
    PathBuf::from(format!("{}.{kind}", path.display()))
}

fn is_text(name: &str) -> bool {
    Path::new(name)
        .extension()
        .and_then(|kind| kind.to_str())
        .is_some_and(|kind| TEXTS.contains(&kind))
}

/// Writes `path` so that it is never half there.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let draft = sibling(path, "draft");
    std::fs::write(&draft, bytes)
        .and_then(|()| std::fs::rename(&draft, path))
        .map_err(|error| failed(path, &error))
}

fn remove(path: &Path) -> Result<(), PublishError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

/// Of 11 levels the seventh, with a window no wider than a page: higher ones take several times as
/// long for some percent.
fn brotli(bytes: &[u8], path: &Path) -> Result<Vec<u8>, PublishError> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 7,
        lgwin: 18,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)
        .map_err(|error| failed(path, &error))?;
    Ok(out)
}

fn gzip(bytes: &[u8], path: &Path) -> Result<Vec<u8>, PublishError> {
    let mut out = GzEncoder::new(Vec::new(), Compression::new(6));
    out.write_all(bytes)
        .and_then(|()| out.finish())
        .map_err(|error| failed(path, &error))
}
