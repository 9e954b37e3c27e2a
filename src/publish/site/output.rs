//! What a run puts into the folder of a site: whole files only, written where something has changed,
//! and packed.

use super::PublishError;
use super::folder::{
    Draft, Folder, JOURNAL, MANIFEST, PACKED, Stat, TEXTS, is_listed_name, is_plain_name,
};
use crate::publish::hash::Sum;
use crate::publish::worker::WORKER;
use cap_std::fs::File;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// The first line of a manifest. Manifests of the release before it have no such line, and neither
/// lengths nor hashes.
const MANIFEST_FORM: &str = "peyk manifest 2";
/// The last line of a manifest begins so, and says how many files it lists.
const MANIFEST_END: &str = "peyk manifest end";
/// The folders of pages and their data, and how deep files lie in them.
const OWN_FOLDERS: [&str; 6] = ["n", "s", "t", "data", "embed", "oembed"];
const OWN_DEPTH: usize = 3;
/// What of the built app is published in another form.
const OWN: [&str; 4] = [WORKER, "embed.html", "builder.html", "edition.json"];
/// So many files are synced and renamed together.
const BATCH: usize = 256;

/// A file of a finished run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    /// The hash of what it was made of, where that is worth knowing.
    made_of: Option<u64>,
    /// What was written; nothing where only the name is known.
    written: Option<Written>,
}

/// A file of which only the name is known.
const UNKNOWN: Entry = Entry {
    made_of: None,
    written: None,
};

/// What was written to a file and its packed forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Written {
    sum: Sum,
    packed: Option<[Sum; PACKED.len()]>,
}

/// A folder that is being written, by several threads.
pub(super) struct Output<'a> {
    folder: &'a Folder,
    /// The files of the last run.
    before: BTreeMap<String, Entry>,
    /// When the manifest of the last run was written: files that were changed later are compared.
    manifest_time: Option<SystemTime>,
    /// Whether the files of the last run need not be looked at again.
    trusted: bool,
    /// Whether files were read to find out that they are intact.
    has_compared: AtomicBool,
    now: Mutex<Now>,
    /// Held while a batch is synced and renamed; opened for the first one.
    journal: Mutex<Option<File>>,
}

/// What has been done.
#[derive(Default)]
struct Now {
    files: BTreeMap<String, Entry>,
    written: Vec<String>,
    /// Files that do not have their names yet.
    pending: Vec<Pending>,
}

/// A file that does not have its name yet.
struct Pending {
    name: String,
    draft: Draft,
    packed: Option<[Draft; PACKED.len()]>,
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

impl<'a> Output<'a> {
    /// A run in `folder`. With `trusted`, files of the last run are not looked at: this process wrote
    /// them a short time ago.
    pub(super) fn open(folder: &'a Folder, trusted: bool) -> Result<Self, PublishError> {
        folder.clear_drafts()?;
        let (mut before, is_whole) = read_manifest(&folder.text(MANIFEST)?);
        if !is_whole && folder.stat(MANIFEST).is_some() {
            // The list is damaged, or somebody has made an empty one: nothing it says is believed, and
            // what is where only the command writes is taken for its own.
            before.values_mut().for_each(|entry| *entry = UNKNOWN);
            let mut found = Vec::new();
            for name in OWN_FOLDERS {
                folder.files_below(name, OWN_DEPTH, &mut found);
            }
            let is_packed = |name: &String| {
                PACKED
                    .iter()
                    .any(|kind| name.ends_with(&format!(".{kind}")))
            };
            let found = found
                .into_iter()
                .filter(|name| is_listed_name(name) && !is_packed(name));
            for name in found {
                before.entry(name).or_insert(UNKNOWN);
            }
        }
        let manifest_time = folder.stat(MANIFEST).and_then(|stat| stat.changed);
        // A run broke off: what it wrote says nothing of what it was made of.
        let journal = folder.text(JOURNAL)?;
        let whole = journal.rfind('\n').map_or(0, |end| end + 1);
        let names = journal.get(..whole).unwrap_or_default();
        for name in names.lines().filter(|name| is_listed_name(name)) {
            before.insert(name.to_owned(), UNKNOWN);
            // The release before this one wrote its drafts beside their files.
            for suffix in ["draft", "br.draft", "gz.draft"] {
                folder.remove_file(&format!("{name}.{suffix}"))?;
            }
        }
        if whole < journal.len() {
            // Its last line was cut off before the file was written.
            folder.replace(JOURNAL, names.as_bytes())?;
        }
        Ok(Self {
            folder,
            before,
            manifest_time,
            trusted,
            has_compared: AtomicBool::new(false),
            now: Mutex::default(),
            journal: Mutex::default(),
        })
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        // A thread that broke off while it had the lock has left nothing half done.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of the files of the last run.
    pub(super) fn names_before(&self) -> impl Iterator<Item = &str> {
        self.before.keys().map(String::as_str)
    }

    /// Whether the files `names` were made of what has the hash `made_of`; then they stay.
    pub(super) fn keeps(&self, names: &[&str], made_of: u64) -> bool {
        let mut kept = Vec::with_capacity(names.len());
        for name in names {
            match self.before.get(*name) {
                Some(entry)
                    if entry.made_of == Some(made_of)
                        && (self.trusted || self.is_intact(name, entry)) =>
                {
                    kept.push(((*name).to_owned(), *entry));
                }
                _ => return false,
            }
        }
        self.now().files.extend(kept);
        true
    }

    /// Whether the file `name` and its packed forms are as they were written.
    fn is_intact(&self, name: &str, entry: &Entry) -> bool {
        let Some(Written { sum, packed }) = entry.written else {
            return false;
        };
        self.has_sum(name, sum)
            && PACKED.iter().enumerate().all(|(at, kind)| {
                let name = packed_name(name, kind);
                match packed.and_then(|sums| sums.get(at).copied()) {
                    Some(sum) => self.has_sum(&name, sum),
                    None => self.folder.stat(&name).is_none(),
                }
            })
    }

    /// Whether the file `name` has this `sum`. A file that was not changed since the last run ended
    /// is not read.
    fn has_sum(&self, name: &str, sum: Sum) -> bool {
        let Some(Stat { length, changed }) = self.folder.stat(name) else {
            return false;
        };
        let is_old = changed
            .zip(self.manifest_time)
            .is_some_and(|(changed, manifest)| changed < manifest);
        if length != sum.length || is_old {
            return length == sum.length;
        }
        self.has_compared.store(true, Ordering::Relaxed);
        self.folder.sum(name) == Some(sum)
    }

    /// Writes the file `name`, a path of plain names, unless it contains `bytes` already; texts are
    /// packed. What it was made of has the hash `made_of`, where that is worth knowing.
    ///
    /// # Errors
    /// It cannot be written, or this run has written the file or a folder of this name already.
    pub(super) fn put(
        &self,
        name: &str,
        bytes: &[u8],
        made_of: Option<u64>,
    ) -> Result<(), PublishError> {
        self.store(name, bytes, made_of, is_text(name), &|kind| match kind {
            "br" => brotli(bytes).map_err(|error| self.folder.failed(name, &error)),
            _ => gzip(bytes).map_err(|error| self.folder.failed(name, &error)),
        })
    }

    /// Writes `name` and, if it `is_packed`, what `packed` makes of it for each of [`PACKED`].
    fn store(
        &self,
        name: &str,
        bytes: &[u8],
        made_of: Option<u64>,
        is_packed: bool,
        packed: &dyn Fn(&str) -> Result<Vec<u8>, PublishError>,
    ) -> Result<(), PublishError> {
        if self.is_unchanged(name, Sum::of(bytes), is_packed, made_of) {
            return Ok(());
        }
        let draft = self.folder.draft(bytes)?;
        let packed = if is_packed {
            let [br, gz] = PACKED;
            Some([
                self.folder.draft(&packed(br)?)?,
                self.folder.draft(&packed(gz)?)?,
            ])
        } else {
            None
        };
        self.add(name, draft, packed, made_of)
    }

    /// Whether the last run wrote the file `name` with this `sum`, and it is intact; then it stays.
    fn is_unchanged(&self, name: &str, sum: Sum, is_packed: bool, made_of: Option<u64>) -> bool {
        let kept = self.before.get(name).copied().filter(|entry| {
            entry
                .written
                .is_some_and(|written| written.sum == sum && written.packed.is_some() == is_packed)
                && !self.has(name)
                && (self.trusted || self.is_intact(name, entry))
        });
        if let Some(kept) = kept {
            let entry = Entry { made_of, ..kept };
            self.now().files.insert(name.to_owned(), entry);
        }
        kept.is_some()
    }

    /// Copies `from` to `name`, in parts: a film may be larger than the memory.
    pub(super) fn copy(
        &self,
        name: &str,
        from: &Path,
        made_of: Option<u64>,
    ) -> Result<(), PublishError> {
        if is_text(name) {
            let bytes = read(from)?;
            return self.put(name, &bytes, made_of);
        }
        let draft = self.folder.draft_of(from)?;
        if self.is_unchanged(name, draft.sum, false, made_of) {
            return self.folder.discard(&draft);
        }
        self.add(name, draft, None, made_of)
    }

    /// Takes in a file that is written, for the next batch.
    fn add(
        &self,
        name: &str,
        draft: Draft,
        packed: Option<[Draft; PACKED.len()]>,
        made_of: Option<u64>,
    ) -> Result<(), PublishError> {
        if !is_plain_name(name) {
            return Err(PublishError::BadName(name.to_owned()));
        }
        let sums = packed.as_ref().map(|[br, gz]| [br.sum, gz.sum]);
        let entry = Entry {
            made_of,
            written: Some(Written {
                sum: draft.sum,
                packed: sums,
            }),
        };
        let batch = {
            let mut now = self.now();
            if now.is_taken(name) {
                return Err(PublishError::NameTaken(name.to_owned()));
            }
            now.files.insert(name.to_owned(), entry);
            now.written.push(name.to_owned());
            now.pending.push(Pending {
                name: name.to_owned(),
                draft,
                packed,
            });
            if now.pending.len() < BATCH {
                return Ok(());
            }
            std::mem::take(&mut now.pending)
        };
        self.commit(batch)
    }

    /// Gives the files of `batch` their names, in their order, once all are on the disk.
    fn commit(&self, batch: Vec<Pending>) -> Result<(), PublishError> {
        if batch.is_empty() {
            return Ok(());
        }
        let failed = |error| self.folder.failed(JOURNAL, &error);
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match journal.take() {
            Some(file) => file,
            None => self.folder.append(JOURNAL)?,
        };
        let journal = journal.insert(file);
        let mut lines = String::new();
        for pending in &batch {
            lines.push_str(&pending.name);
            lines.push('\n');
        }
        journal.write_all(lines.as_bytes()).map_err(failed)?;
        journal.sync_all().map_err(failed)?;
        let drafts = batch
            .iter()
            .flat_map(|one| one.packed.iter().flatten().chain([&one.draft]));
        self.folder.sync_drafts(drafts)?;
        for Pending {
            name,
            draft,
            packed,
        } in &batch
        {
            self.make_room(name)?;
            // The packed forms go first and come last, so that none ever says less than its file.
            for kind in PACKED {
                self.folder.remove_file(&packed_name(name, kind))?;
            }
            self.folder.publish(draft, name)?;
            for (kind, draft) in PACKED.iter().zip(packed.iter().flatten()) {
                self.folder.publish(draft, &packed_name(name, kind))?;
            }
        }
        Ok(())
    }

    /// Removes files of the last run that are in the way of `name`: one that has the name of its
    /// folder, or those in a folder of its name.
    fn make_room(&self, name: &str) -> Result<(), PublishError> {
        let folders = name.match_indices('/').filter_map(|(at, _)| name.get(..at));
        let inside = format!("{name}/");
        let inside = self
            .before
            .range(inside.clone()..)
            .map(|(name, _)| name.as_str())
            .take_while(|name| name.starts_with(&inside));
        for old in folders
            .filter(|old| self.before.contains_key(*old))
            .chain(inside)
        {
            self.remove(old)?;
        }
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), PublishError> {
        for kind in PACKED {
            self.folder.remove_file(&packed_name(name, kind))?;
        }
        self.folder.remove(name)
    }

    /// Copies what the built app at `app` contains and the site has not written itself, packed forms
    /// included; the names of what was copied.
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

    /// Whether this run has a file or a folder called `name`, or a file that is called like one of
    /// its folders.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.now().is_taken(name)
    }

    /// Copies a file with the packed forms that lie beside it: the build packs best.
    fn copy_packed(&self, name: &str, from: &Path) -> Result<(), PublishError> {
        let beside = |kind: &str| PathBuf::from(format!("{}.{kind}", from.display()));
        let is_packed = PACKED.iter().all(|kind| beside(kind).is_file());
        self.store(name, &read(from)?, None, is_packed, &|kind| {
            read(&beside(kind))
        })
    }

    /// Removes what an earlier run wrote and this one did not.
    pub(super) fn finish(self) -> Result<Done, PublishError> {
        let rest = std::mem::take(&mut self.now().pending);
        self.commit(rest)?;
        let Now { files, written, .. } = std::mem::take(&mut *self.now());
        let gone = self.before.keys().filter(|name| !files.contains_key(*name));
        let mut removed = Vec::new();
        for name in gone {
            // Where names differ in case only, it may be a file that this run has written.
            let folded = name.to_lowercase();
            if files.contains_key(&folded) && self.folder.is_same(name, &folded) {
                continue;
            }
            self.remove(name)?;
            removed.push(name.clone());
        }
        // A new manifest also says that all files were compared until now.
        if files != self.before || self.has_compared.load(Ordering::Relaxed) {
            self.folder.sync_all()?;
            self.folder.replace(MANIFEST, manifest(&files).as_bytes())?;
            self.folder.sync_all()?;
        }
        self.folder.remove_file(JOURNAL)?;
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

impl Now {
    fn is_taken(&self, name: &str) -> bool {
        let mut folders = name.match_indices('/').filter_map(|(at, _)| name.get(..at));
        let inside = format!("{name}/");
        let is_folder = self
            .files
            .range(inside.clone()..)
            .next()
            .is_some_and(|(first, _)| first.starts_with(&inside));
        is_folder
            || self.files.contains_key(name)
            || folders.any(|folder| self.files.contains_key(folder))
    }
}

/// The lines of a manifest: each file with what it was made of, its length and hash, and those of
/// its packed forms. What is not known is a dash.
fn manifest(files: &BTreeMap<String, Entry>) -> String {
    let mut out = format!("{MANIFEST_FORM}\n");
    for (name, entry) in files {
        out.push_str(name);
        match entry.made_of {
            Some(made_of) => out.push_str(&format!("\t{made_of:016x}")),
            None => out.push_str("\t-"),
        }
        let sums = entry.written.iter().flat_map(|written| {
            std::iter::once(&written.sum).chain(written.packed.iter().flatten())
        });
        for Sum { length, hash } in sums {
            out.push_str(&format!("\t{length}\t{hash:016x}"));
        }
        out.push('\n');
    }
    out.push_str(&format!("{MANIFEST_END} {}\n", files.len()));
    out
}

/// The files of the manifest `text`, and whether it is whole. Lines that no run writes are left out: a
/// name in it is a file that may be removed.
fn read_manifest(text: &str) -> (BTreeMap<String, Entry>, bool) {
    let mut lines = text.lines().peekable();
    let is_former = lines.next_if_eq(&MANIFEST_FORM).is_none();
    let mut count = None;
    let files: BTreeMap<String, Entry> = lines
        .filter_map(|line| {
            if let Some(end) = line.strip_prefix(MANIFEST_END) {
                count = end.trim().parse::<usize>().ok();
                return None;
            }
            let mut fields = line.split('\t');
            let name = fields.next().filter(|name| is_listed_name(name))?;
            let hash = |field: &str| u64::from_str_radix(field, 16).ok();
            let made_of = fields.next().and_then(hash);
            let mut sums = std::iter::from_fn(|| {
                let length = fields.next()?.parse().ok()?;
                let hash = fields.next().and_then(hash)?;
                Some(Sum { length, hash })
            });
            let written = sums.next().filter(|_| !is_former).map(|sum| Written {
                sum,
                packed: sums.next().zip(sums.next()).map(|(br, gz)| [br, gz]),
            });
            Some((name.to_owned(), Entry { made_of, written }))
        })
        .collect();
    let is_whole = if is_former {
        !files.is_empty()
    } else {
        count == Some(files.len())
    };
    (files, is_whole)
}

fn failed(path: &Path, error: &std::io::Error) -> PublishError {
    PublishError::File(path.to_path_buf(), error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, PublishError> {
    std::fs::read(path).map_err(|error| failed(path, &error))
}

/// The name of a packed form of the file `name`.
fn packed_name(name: &str, kind: &str) -> String {
    format!("{name}.{kind}")
}

fn is_text(name: &str) -> bool {
    Path::new(name)
        .extension()
        .and_then(|kind| kind.to_str())
        .is_some_and(|kind| TEXTS.contains(&kind))
}

/// Of 11 levels the seventh, with a window no wider than a page: higher ones take several times as
/// long for some percent.
fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 7,
        lgwin: 18,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::new(6));
    out.write_all(bytes).and_then(|()| out.finish())
}
