//! Identifiers that become addresses and file names.

use std::fmt;

/// The longest identifier that is kept as it was written, in bytes.
const LONGEST: usize = 64;

/// How much of an identifier stays readable where it cannot be used as it is, in bytes.
const READABLE: usize = 40;

/// Names that Windows gives to devices, whatever follows after a dot ("Naming Files, Paths, and
/// Namespaces").
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Whether Windows takes the file name `name`, which has no capital letters and no dot, for a device.
pub fn is_device(name: &str) -> bool {
    DEVICES.contains(&name)
        || NUMBERED_DEVICES.iter().any(|device| {
            name.strip_prefix(device).is_some_and(|rest| {
                matches!(rest.as_bytes(), [b'0'..=b'9']) || matches!(rest, "¹" | "²" | "³")
            })
        })
}

/// Whether `text` has the form of an identifier in an address: `[A-Za-z0-9_-]{1,64}`.
pub fn is_identifier(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Whether `text` may be the name of a folder on every file system, and is the only spelling of it on
/// those that do not tell upper from lower case.
fn is_portable(text: &str) -> bool {
    is_identifier(text) && !text.bytes().any(|b| b.is_ascii_uppercase()) && !is_device(text)
}

/// The 64-bit FNV-1a hash of `bytes`: short, stable across builds and machines, and the same in
/// the browser and in the newsroom's command. Not a defence against chosen collisions.
pub fn fnv1a64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// `readable` with the hash of `text`, which it stands for.
pub fn with_hash(readable: &str, text: &str) -> String {
    let hash = fnv1a64(text.as_bytes());
    if readable.is_empty() {
        format!("h{hash:016x}")
    } else {
        format!("{readable}-h{hash:016x}")
    }
}

/// `text` if it is portable, else a name with its hash.
fn portable(text: &str) -> String {
    if is_portable(text) {
        return text.to_owned();
    }
    let readable = if is_identifier(text) { text } else { "" };
    let readable = readable.get(..READABLE).unwrap_or(readable);
    with_hash(&readable.to_ascii_lowercase(), text)
}

/// A news code (کد خبر): a story's permanent name, unique in an edition and safe in a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NewsCode(String);

impl NewsCode {
    /// The code for a publisher's own `text`: the text itself if it is `[a-z0-9_-]{1,64}` and no
    /// name of a device, else a name with its hash.
    pub fn new(text: &str) -> Self {
        Self(portable(text))
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
    /// The id for a publisher's own `text`, by the rule of [`NewsCode::new`]; ids that differ in case
    /// only are one section.
    pub fn new(text: &str) -> Self {
        if is_identifier(text) {
            Self(portable(&text.to_ascii_lowercase()))
        } else {
            Self(portable(text))
        }
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
    fn a_code_is_kept_if_every_file_system_can_hold_it_and_has_a_hash_if_not() {
        for kept in ["867012", "a_b-9", "con-1", "com", "lpt10"] {
            assert_eq!(NewsCode::new(kept).as_str(), kept);
        }
        let mut names = std::collections::BTreeSet::new();
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
            "A",
            "a_B-9",
            "A_b-9",
            "con",
            "CON",
            "Con",
            "nul",
            "com1",
            "COM1",
            "lpt9",
            "con.txt",
            "a.",
            "a:b",
            "x.json",
            &"X".repeat(64),
        ] {
            let code = NewsCode::new(hostile);
            assert!(is_portable(code.as_str()), "{hostile:?} became {code}");
            assert_eq!(code, NewsCode::new(hostile), "the name is stable");
            assert_eq!(code, NewsCode::new(code.as_str()), "a name is its own name");
            assert!(
                names.insert(code.clone()),
                "{hostile:?} became {code} as well"
            );
        }
        assert_eq!(NewsCode::new("a_B-9").as_str().get(..7), Some("a_b-9-h"));
    }

    #[test]
    fn ids_of_sections_that_differ_in_case_only_are_one() {
        assert_eq!(SectionId::new("Sports").as_str(), "sports");
        assert_eq!(SectionId::new("CON"), SectionId::new("con"));
        assert_ne!(SectionId::new("con").as_str(), "con");
        assert_ne!(SectionId::new("الف"), SectionId::new("ب"));
    }

    #[test]
    fn the_hash_is_fnv_1a_of_64_bits() {
        // Published test vectors of the FNV reference code.
        assert_eq!(fnv1a64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a64(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
