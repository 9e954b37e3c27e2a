//! SHA-256 as pages and names of files write it.

use base64::Engine;
use sha2::{Digest, Sha256};

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
