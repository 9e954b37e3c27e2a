//! Identifiers that become addresses and file names.

use std::fmt;

/// The longest identifier that is kept as it was written, in bytes.
const LONGEST: usize = 64;

/// Whether `text` may stand in a path as it is: `[A-Za-z0-9_-]{1,64}`.
fn is_plain(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// The 64-bit FNV-1a hash of `bytes`: short, stable across builds and machines, and the same in
/// the browser and in the newsroom's command. Not a defence against chosen collisions.
pub fn fnv1a64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// `text` if it may stand in a path, else a hash of it that may.
fn plain_or_hashed(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        format!("h{:016x}", fnv1a64(text.as_bytes()))
    }
}

/// A news code (کد خبر): a story's permanent name, unique in an edition and safe in a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NewsCode(String);

impl NewsCode {
    /// The code for a publisher's own `text`: the text itself where it is `[A-Za-z0-9_-]{1,64}`,
    /// else a hash of it.
    pub fn new(text: &str) -> Self {
        Self(plain_or_hashed(text))
    }

    /// The code as it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NewsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A section's permanent name, unique in an edition and safe in a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SectionId(String);

impl SectionId {
    /// The id for a publisher's own `text`, hashed where it could not stand in a path.
    pub fn new(text: &str) -> Self {
        Self(plain_or_hashed(text))
    }

    /// The id as it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_kept_where_it_may_stand_in_a_path_and_hashed_where_it_may_not() {
        assert_eq!(NewsCode::new("867012").as_str(), "867012");
        assert_eq!(NewsCode::new("a_B-9").as_str(), "a_B-9");
        for hostile in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a\0b",
            "کد",
            "a b",
            &"x".repeat(65),
        ] {
            let code = NewsCode::new(hostile);
            assert!(is_plain(code.as_str()), "{hostile:?} became {code}");
            assert_eq!(code, NewsCode::new(hostile), "hashing is stable");
        }
        assert_ne!(NewsCode::new("../a"), NewsCode::new("../b"));
    }

    #[test]
    fn the_hash_is_fnv_1a_of_64_bits() {
        // Published test vectors of the FNV reference code.
        assert_eq!(fnv1a64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a64(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
