//! The folder of a site: whole files only, written where something has changed, and packed.

use super::PublishError;
use crate::publish::worker::WORKER;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The list of what the last finished run wrote, each file with the hash of what it was made of; the
/// next run removes what it did not write again.
const MANIFEST: &str = ".peyk-manifest";
/// What a run is about to write: where it breaks off, the next one knows what may lie there.
const JOURNAL: &str = ".peyk-journal";
/// What of the built app is published in another form.
const OWN: [&str; 4] = [WORKER, "embed.html", "builder.html", "edition.json"];
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

/// A folder that is being written, by several threads.
pub(super) struct Output {
    root: PathBuf,
    /// The files of the last run, with what they were made of where that is known.
    before: BTreeMap<String, Option<u64>>,
    /// Whether this very process wrote them: then they need not be looked for.
    own: bool,
    now: Mutex<Now>,
}

/// What has been done.
struct Now {
    journal: File,
    files: BTreeMap<String, Option<u64>>,
    written: Vec<String>,
}

/// What a finished run has done.
pub(super) struct Done {
    /// The files that were written, packed forms not counted.
    pub(super) written: Vec<String>,
    /// The files that were removed.
    pub(super) removed: Vec<String>,
    /// How many files are as they were.
    pub(super) unchanged: usize,
}

impl Output {
    /// Opens the folder `root`, which is made where there is none. `own` says that this process wrote
    /// what lies there.
    pub(super) fn open(root: &Path, own: bool) -> Result<Self, PublishError> {
        std::fs::create_dir_all(root).map_err(|error| failed(root, &error))?;
        let lines = |name| std::fs::read_to_string(root.join(name)).unwrap_or_default();
        let mut before: BTreeMap<String, Option<u64>> = lines(MANIFEST)
            .lines()
            .map(|line| match line.rsplit_once('\t') {
                Some((name, print)) => (name.to_owned(), u64::from_str_radix(print, 16).ok()),
                None => (line.to_owned(), None),
            })
            .collect();
        // A run broke off: what it wrote says nothing of what it was made of.
        for name in lines(JOURNAL).lines() {
            before.insert(name.to_owned(), None);
        }
        let path = root.join(JOURNAL);
        let journal = File::options().create(true).append(true).open(&path);
        Ok(Self {
            root: root.to_path_buf(),
            before,
            own,
            now: Mutex::new(Now {
                journal: journal.map_err(|error| failed(&path, &error))?,
                files: BTreeMap::new(),
                written: Vec::new(),
            }),
        })
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        // Who broke off while it held the lock has left nothing half done.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the files `names` were made of what has the hash `print`; then they stay.
    pub(super) fn keeps(&self, names: &[&str], print: u64) -> bool {
        let kept = names.iter().all(|name| {
            self.before.get(*name) == Some(&Some(print)) && (self.own || self.is_whole(name))
        });
        if kept {
            let mut now = self.now();
            for name in names {
                now.files.insert((*name).to_owned(), Some(print));
            }
        }
        kept
    }

    /// Whether the file `name` lies there with its packed forms.
    fn is_whole(&self, name: &str) -> bool {
        let path = self.root.join(name);
        let packed = |kind| sibling(&path, kind).is_file() == is_text(name);
        path.is_file() && PACKED.into_iter().all(packed)
    }

    /// Writes the file `name`, a path of plain names, unless it holds `bytes` already; texts are
    /// packed. What it was made of has the hash `print`, where that is worth to know.
    pub(super) fn put(
        &self,
        name: &str,
        bytes: &[u8],
        print: Option<u64>,
    ) -> Result<(), PublishError> {
        let path = self.root.join(name);
        self.store(name, bytes, print, is_text(name), &|kind| match kind {
            "br" => brotli(bytes, &path),
            _ => gzip(bytes, &path),
        })
    }

    /// Writes `name` and, where it `is_packed`, what `packed` makes of it for each of [`PACKED`].
    fn store(
        &self,
        name: &str,
        bytes: &[u8],
        print: Option<u64>,
        is_packed: bool,
        packed: &dyn Fn(&str) -> Result<Vec<u8>, PublishError>,
    ) -> Result<(), PublishError> {
        let path = self.root.join(name);
        let whole = PACKED
            .iter()
            .all(|kind| sibling(&path, kind).is_file() == is_packed);
        if whole && std::fs::read(&path).is_ok_and(|before| before == bytes) {
            self.now().files.insert(name.to_owned(), print);
            return Ok(());
        }
        {
            let mut now = self.now();
            now.files.insert(name.to_owned(), print);
            now.written.push(name.to_owned());
            writeln!(now.journal, "{name}")
                .map_err(|error| failed(&self.root.join(JOURNAL), &error))?;
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
        Ok(())
    }

    /// Copies `from` to `name`.
    pub(super) fn copy(
        &self,
        name: &str,
        from: &Path,
        print: Option<u64>,
    ) -> Result<(), PublishError> {
        let bytes = std::fs::read(from).map_err(|error| failed(from, &error))?;
        self.put(name, &bytes, print)
    }

    /// Copies what the built app holds and the site has not written itself, packed forms included;
    /// the names of what was copied.
    pub(super) fn copy_app(&self, app: &Path) -> Result<BTreeSet<String>, PublishError> {
        let mut names = BTreeSet::new();
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
                } else if !is_packed && !OWN.contains(&&*text) && !self.has(&text) {
                    self.copy_packed(&text, &path)?;
                    names.insert(text);
                }
            }
        }
        Ok(names)
    }

    /// Whether this run has written the file `name`, or found it as it should be.
    pub(super) fn has(&self, name: &str) -> bool {
        self.now().files.contains_key(name)
    }

    /// Copies a file with the packed forms that lie beside it: the build packs best.
    fn copy_packed(&self, name: &str, from: &Path) -> Result<(), PublishError> {
        let read = |path: &Path| std::fs::read(path).map_err(|error| failed(path, &error));
        let is_packed = PACKED.iter().all(|kind| sibling(from, kind).is_file());
        self.store(name, &read(from)?, None, is_packed, &|kind| {
            read(&sibling(from, kind))
        })
    }

    /// Removes what an earlier run wrote and this one did not.
    pub(super) fn finish(self) -> Result<Done, PublishError> {
        let Now { files, written, .. } = self
            .now
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let gone = self.before.keys().filter(|name| !files.contains_key(*name));
        let mut removed = Vec::new();
        for name in gone {
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
        if files != self.before {
            let mut manifest = String::new();
            for (name, print) in &files {
                manifest.push_str(name);
                if let Some(print) = print {
                    manifest.push_str(&format!("\t{print:016x}"));
                }
                manifest.push('\n');
            }
            replace(&self.root.join(MANIFEST), manifest.as_bytes())?;
        }
        remove(&self.root.join(JOURNAL))?;
        let mut written = written;
        written.sort_unstable();
        let unchanged = files.len() - written.len();
        Ok(Done {
            written,
            removed,
            unchanged,
        })
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
