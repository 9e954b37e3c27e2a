//! The folder of a site on disk. Every file of a site is opened, moved and removed here, relative to
//! the folder's own handle, so no name and no symbolic link leads outside of it.

use super::PublishError;
use crate::news::is_device;
use crate::publish::hash::Sum;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};
use std::fs::TryLockError;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// The list of what the last finished run wrote.
pub(super) const MANIFEST: &str = ".peyk-manifest";
/// What a run is about to write. It is removed when the run is finished.
pub(super) const JOURNAL: &str = ".peyk-journal";
/// Held while a command publishes into the folder; it contains the number of its process.
const LOCK: &str = ".peyk-lock";
/// Files that are being written. They are moved to their names once they are whole.
const DRAFTS: &str = ".peyk-drafts";
/// The longest name of a file, in bytes. Linux allows 4,096 for a whole path.
const LONGEST_NAME: usize = 2048;
/// The longest name that a source or a newsroom may choose, and the longest part of it, in bytes: what
/// file systems hold, with the ending of a packed form.
const LONGEST_CHOSEN_NAME: usize = 1000;
const LONGEST_PART: usize = 240;
/// The packed forms, beside their file.
pub(super) const PACKED: [&str; 2] = ["br", "gz"];
/// What is worth packing.
pub(super) const TEXTS: [&str; 10] = [
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
/// How often a lock is tried that another process removes meanwhile.
const MOST_TRIES: usize = 100;
/// From this many files on, the whole file system is synced instead of each file.
const FILES_TO_SYNC_ONE_BY_ONE: usize = 32;

/// Whether `name` is a relative path of plain names, separated by slashes. Control characters are
/// refused because names are written into files of lines.
pub(super) fn is_plain_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && !name.contains('\\')
        && !name.chars().any(char::is_control)
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// Whether the command may remove the file `name`, which a manifest or journal lists: it writes no
/// hidden files but those that begin so.
pub(super) fn is_listed_name(name: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.');
    is_plain_name(name) && (name.starts_with(".redirects.") || !name.split('/').any(is_hidden))
}

/// Whether every file system and every host can hold `part`, a part of a name that others have chosen.
fn is_portable_part(part: &str) -> bool {
    let is_odd = |c: char| {
        c.is_control()
            || r#"\<>:"|?*#%"#.contains(c)
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let stem = part.split('.').next().unwrap_or(part);
    !part.is_empty()
        && part.len() <= LONGEST_PART
        && !part.starts_with('.')
        && !part.ends_with(['.', ' '])
        && !part.contains(is_odd)
        && !is_device(&stem.trim_end().to_lowercase())
}

/// Whether every file system and every host can hold `name`, a path that others have chosen.
pub(super) fn is_portable_name(name: &str) -> bool {
    name.len() <= LONGEST_CHOSEN_NAME && name.split('/').all(is_portable_part)
}

/// Whether none of the folders of the portable `name` is called like a file that the site writes.
pub(super) fn is_free_name(name: &str) -> bool {
    let is_file = |folder: &str| {
        let ending = folder
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_lowercase());
        folder.starts_with('_')
            || ending
                .is_some_and(|ending| TEXTS.iter().chain(&PACKED).any(|known| *known == ending))
    };
    let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
    !folders.split('/').any(is_file)
}

/// The folder of a site, locked for this process.
pub(super) struct Folder {
    root: Dir,
    path: PathBuf,
    /// The lock is released when the file is closed.
    lock: File,
    drafts: AtomicU64,
}

/// A whole file that does not have its name yet.
pub(super) struct Draft {
    name: String,
    /// Its length and hash.
    pub(super) sum: Sum,
}

/// What the file system says of a file.
#[derive(Clone, Copy)]
pub(super) struct Stat {
    /// In bytes.
    pub(super) length: u64,
    /// When its content or name was last changed.
    pub(super) changed: Option<SystemTime>,
}

impl From<Metadata> for Stat {
    fn from(meta: Metadata) -> Self {
        #[cfg(unix)]
        let changed = {
            use cap_std::fs::MetadataExt;
            let seconds = u64::try_from(meta.ctime()).ok();
            let nanos = u64::try_from(meta.ctime_nsec()).unwrap_or_default();
            seconds.map(|seconds| {
                SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_nanos(nanos)
            })
        };
        #[cfg(not(unix))]
        let changed = meta
            .modified()
            .ok()
            .map(cap_std::time::SystemTime::into_std);
        Self {
            length: meta.len(),
            changed,
        }
    }
}

impl Folder {
    /// Opens the folder at `path`, which is made if there is none, and locks it.
    ///
    /// # Errors
    /// The folder contains files that no run of `publish` wrote, another process publishes into it,
    /// or it cannot be written.
    pub(super) fn open(path: &Path) -> Result<Self, PublishError> {
        let file = |error: io::Error| PublishError::File(path.to_path_buf(), error.to_string());
        Dir::create_ambient_dir_all(path, ambient_authority()).map_err(file)?;
        let root = Dir::open_ambient_dir(path, ambient_authority()).map_err(file)?;
        let is_ours = [MANIFEST, JOURNAL]
            .into_iter()
            .any(|name| root.is_file(name));
        if !is_ours {
            for entry in root.entries().map_err(file)? {
                let name = entry.map_err(file)?.file_name();
                if name != LOCK && name != DRAFTS {
                    return Err(PublishError::NotOurs(path.to_path_buf()));
                }
            }
        }
        let lock = lock(&root, path)?;
        let folder = Self {
            root,
            path: path.to_path_buf(),
            lock,
            drafts: AtomicU64::new(0),
        };
        folder.clear_drafts()?;
        Ok(folder)
    }

    /// The error of the file `name`.
    pub(super) fn failed(&self, name: &str, error: &io::Error) -> PublishError {
        PublishError::File(self.path.join(name), error.to_string())
    }

    fn checked<'a>(&self, name: &'a str) -> Result<&'a str, PublishError> {
        if is_plain_name(name) {
            Ok(name)
        } else {
            Err(PublishError::BadName(name.to_owned()))
        }
    }

    /// The file `name`; nothing if there is none. A link is not followed.
    pub(super) fn stat(&self, name: &str) -> Option<Stat> {
        let meta = self.root.symlink_metadata(self.checked(name).ok()?).ok()?;
        meta.is_file().then(|| meta.into())
    }

    /// The text of a file of lines; empty if there is none.
    ///
    /// # Errors
    /// It is there and cannot be read: treating it as empty would forget what the site contains.
    pub(super) fn text(&self, name: &str) -> Result<String, PublishError> {
        match self.root.read(self.checked(name)?) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(self.failed(name, &error)),
        }
    }

    /// The length and hash of the file `name` as it is on disk now; nothing if it cannot be read.
    pub(super) fn sum(&self, name: &str) -> Option<Sum> {
        self.stat(name)?;
        let file = self.root.open(self.checked(name).ok()?).ok()?;
        Sum::of_reader(file, &mut |_| Ok(())).ok()
    }

    /// Opens the file `name` so that lines can be appended to it.
    pub(super) fn append(&self, name: &str) -> Result<File, PublishError> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        let opened = self.root.open_with(self.checked(name)?, &options);
        opened.map_err(|error| self.failed(name, &error))
    }

    /// A new file that has no name: nothing of it is left when it is closed.
    pub(super) fn scratch(&self) -> Result<std::fs::File, PublishError> {
        let (name, file) = self.create_draft()?;
        self.root
            .remove_file(&name)
            .map_err(|error| self.failed(&name, &error))?;
        Ok(file.into_std())
    }

    fn create_draft(&self) -> Result<(String, File), PublishError> {
        let number = self.drafts.fetch_add(1, Ordering::Relaxed);
        let name = format!("{DRAFTS}/{number}");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let created = self
            .root
            .create_dir_all(DRAFTS)
            .and_then(|()| self.root.open_with(&name, &options));
        let file = created.map_err(|error| self.failed(&name, &error))?;
        Ok((name, file))
    }

    /// Writes a draft of `bytes`.
    pub(super) fn draft(&self, bytes: &[u8]) -> Result<Draft, PublishError> {
        let (name, mut file) = self.create_draft()?;
        file.write_all(bytes)
            .and_then(|()| sync_unless_later(&file))
            .map_err(|error| self.failed(&name, &error))?;
        Ok(Draft {
            name,
            sum: Sum::of(bytes),
        })
    }

    /// Writes a draft of all that `from` contains, in parts.
    ///
    /// # Errors
    /// `from` cannot be read or the draft cannot be written.
    pub(super) fn draft_of(&self, from: &Path) -> Result<Draft, PublishError> {
        let source = std::fs::File::open(from)
            .map_err(|error| PublishError::File(from.to_path_buf(), error.to_string()))?;
        let (name, mut file) = self.create_draft()?;
        let sum = Sum::of_reader(source, &mut |part| file.write_all(part));
        let sum = sum.and_then(|sum| sync_unless_later(&file).map(|()| sum));
        let sum = sum.map_err(|error| self.failed(&name, &error))?;
        Ok(Draft { name, sum })
    }

    /// Removes a draft that is not needed.
    pub(super) fn discard(&self, draft: &Draft) -> Result<(), PublishError> {
        self.remove_file(&draft.name)
    }

    /// Makes sure that `drafts` are on the disk, whatever happens to the machine.
    pub(super) fn sync_drafts<'a>(
        &self,
        drafts: impl Iterator<Item = &'a Draft> + Clone,
    ) -> Result<(), PublishError> {
        if !cfg!(target_os = "linux") {
            return Ok(());
        }
        if drafts.clone().count() > FILES_TO_SYNC_ONE_BY_ONE {
            return self.sync_all();
        }
        for draft in drafts {
            let file = self.root.open(&draft.name);
            file.and_then(|file| file.sync_all())
                .map_err(|error| self.failed(&draft.name, &error))?;
        }
        Ok(())
    }

    /// Makes sure that all that was written and renamed is on the disk.
    pub(super) fn sync_all(&self) -> Result<(), PublishError> {
        // Any open file stands for its file system; the folder's own handle only names it.
        #[cfg(target_os = "linux")]
        let synced = rustix::fs::syncfs(&self.lock).map_err(io::Error::from);
        #[cfg(not(target_os = "linux"))]
        let synced = Ok(());
        let synced = synced.and_then(|()| self.root.open(".")?.sync_all());
        synced.map_err(|error| self.failed("", &error))
    }

    /// Moves `draft` to `name`, in the place of what is there.
    pub(super) fn publish(&self, draft: &Draft, name: &str) -> Result<(), PublishError> {
        let name = self.checked(name)?;
        let failed = |error: io::Error| self.failed(name, &error);
        match self.root.rename(&draft.name, &self.root, name) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if let Some((folder, _)) = name.rsplit_once('/') {
                    self.root.create_dir_all(folder).map_err(failed)?;
                }
                self.root
                    .rename(&draft.name, &self.root, name)
                    .map_err(failed)
            }
            // An empty folder is in the way.
            Err(error) if error.kind() == ErrorKind::IsADirectory => {
                self.root.remove_dir(name).map_err(|_| failed(error))?;
                self.root
                    .rename(&draft.name, &self.root, name)
                    .map_err(failed)
            }
            renamed => renamed.map_err(failed),
        }
    }

    /// The files below the folder `name`, down to `depth` folders.
    pub(super) fn files_below(&self, name: &str, depth: usize, found: &mut Vec<String>) {
        let Ok(entries) = self.root.read_dir(name) else {
            return;
        };
        for entry in entries.flatten() {
            let Some(inside) = entry
                .file_name()
                .to_str()
                .map(|inside| format!("{name}/{inside}"))
            else {
                continue;
            };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth > 0 => {
                    self.files_below(&inside, depth - 1, found)
                }
                Ok(kind) if kind.is_file() => found.push(inside),
                _ => {}
            }
        }
    }

    /// Writes the file `name` as a whole and waits until it is on the disk.
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let draft = self.draft(bytes)?;
        self.sync_drafts(std::iter::once(&draft))?;
        self.publish(&draft, name)
    }

    /// Removes the file `name`, if there is one; folders stay.
    pub(super) fn remove_file(&self, name: &str) -> Result<(), PublishError> {
        match self.root.remove_file(self.checked(name)?) {
            Err(error) => match error.kind() {
                // A folder of this name, or a file in the place of its folder, is not our file.
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory => Ok(()),
                // A link on the way leads outside: what is there is not ours.
                _ if error.raw_os_error().is_none() => Ok(()),
                _ => Err(self.failed(name, &error)),
            },
            Ok(()) => Ok(()),
        }
    }

    /// Removes the file `name`, and the folders that are empty without it.
    pub(super) fn remove(&self, name: &str) -> Result<(), PublishError> {
        self.remove_file(name)?;
        let mut rest = name;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            // A folder that is not empty stays.
            if self.root.remove_dir(folder).is_err() {
                break;
            }
            rest = folder;
        }
        Ok(())
    }

    /// Whether the names `one` and `other` are the same file, as on file systems that do not tell
    /// upper from lower case.
    pub(super) fn is_same(&self, one: &str, other: &str) -> bool {
        #[cfg(unix)]
        let identity = |name: &str| {
            use cap_std::fs::MetadataExt;
            let meta = self.root.symlink_metadata(name).ok()?;
            Some((meta.dev(), meta.ino()))
        };
        #[cfg(not(unix))]
        let identity = |name: &str| self.root.symlink_metadata(name).ok().map(|meta| meta.len());
        identity(one).is_some_and(|known| identity(other) == Some(known))
    }

    /// Removes the drafts of a run that broke off.
    pub(super) fn clear_drafts(&self) -> Result<(), PublishError> {
        match self.root.remove_dir_all(DRAFTS) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.failed(DRAFTS, &error)),
            _ => Ok(()),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = self.clear_drafts();
        let _ = self.root.remove_file(LOCK);
    }
}

/// On Linux a whole batch is synced at once, before it is renamed.
fn sync_unless_later(file: &File) -> io::Result<()> {
    if cfg!(target_os = "linux") {
        Ok(())
    } else {
        file.sync_all()
    }
}

/// Takes the lock of the folder `root`, which is at `path`.
fn lock(root: &Dir, path: &Path) -> Result<File, PublishError> {
    let failed = |error: io::Error| PublishError::File(path.join(LOCK), error.to_string());
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    for _ in 0..MOST_TRIES {
        // A link would be followed.
        if root
            .symlink_metadata(LOCK)
            .is_ok_and(|meta| !meta.is_file())
        {
            let why = io::Error::other("it is not a file: remove it");
            return Err(failed(why));
        }
        let file = root.open_with(LOCK, &options).map_err(failed)?.into_std();
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                // The number only helps; the message is clear without it.
                let _ = (&file).take(20).read_to_string(&mut process);
                return Err(PublishError::Busy(
                    path.to_path_buf(),
                    process.trim().to_owned(),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // The process that had the lock removes the file: then another file has the name now.
        if !is_named(&file, root).map_err(failed)? {
            continue;
        }
        file.set_len(0)
            .and_then(|()| write!(&file, "{}", std::process::id()))
            .map_err(failed)?;
        return Ok(File::from_std(file));
    }
    Err(failed(io::Error::other("it changes all the time")))
}

/// Whether `file` is the one that is called [`LOCK`] in `root` now.
fn is_named(file: &std::fs::File, root: &Dir) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        match root.symlink_metadata(LOCK) {
            Ok(named) => Ok(cap_std::fs::MetadataExt::ino(&named) == file.metadata()?.ino()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = (file, root);
        Ok(true)
    }
}
