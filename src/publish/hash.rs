//! SHA-256 as pages and names of files write it.

use base64::Engine;
use sha2::{Digest, Sha256};
use std::io::{self, ErrorKind, Read};

/// How large the parts are in which files are read, in bytes.
const BUFFER: usize = 1 << 16;

/// The length of a file and 64 bits of its hash: damage is found by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    /// In bytes.
    pub(super) length: u64,
    /// The first 64 bits of the SHA-256.
    pub(super) hash: u64,
}

impl Sum {
    /// The sum of `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes), bytes.len() as u64)
    }

    /// The sum of all that `from` contains. Each part that is read is shown to `part`.
    pub(super) fn of_reader(
        mut from: impl Read,
        part: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<Self> {
        let (mut hash, mut length) = (Sha256::new(), 0);
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = match from.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            let bytes = buffer.get(..read).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(Self::finish(hash, length));
            }
            hash.update(bytes);
            length += bytes.len() as u64;
            part(bytes)?;
        }
    }

    fn finish(hash: Sha256, length: u64) -> Self {
        let digest = hash.finalize();
        let hash = digest
            .iter()
            .take(8)
            .fold(0, |hash, byte| hash << 8 | u64::from(*byte));
        Self { length, hash }
    }
}

/// The hash of `bytes` as policies and integrity say it (base64).
pub(super) fn sum(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes))
}

/// The first 16 digits (hex) of the hash of all `parts`, one after the other: as much as names need.
pub(super) fn short(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
