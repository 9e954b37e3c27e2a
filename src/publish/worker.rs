//! The service worker (`plain/sw.js`) as the build writes it: its first line says what it keeps.

use super::hash::{short, sum};
use serde_json::Value;

/// Its name, in the folder of the app and of a site.
pub(super) const WORKER: &str = "sw.js";
/// What stands before the list and after it.
const BEFORE: &str = "self.PEYK=";
const AFTER: &str = ";\n";

/// `script`, whose empty page is from now on `html`, with the name `shell`. It is a build of its own then.
/// `None` where the script has no list.
pub(super) fn with_shell(script: &str, shell: &str, html: &str) -> Option<String> {
    let (list, code) = script.strip_prefix(BEFORE)?.split_once(AFTER)?;
    let mut list: Value = serde_json::from_str(list).ok()?;
    let fields = list.as_object_mut()?;
    let before = fields.insert("shell".to_owned(), shell.into())?;
    let files = fields.get_mut("files")?.as_object_mut()?;
    files.remove(before.as_str()?);
    files.insert(shell.to_owned(), sum(html.as_bytes()).into());
    let build = short(&[Value::from(files.clone()).to_string().as_bytes()]);
    fields.insert("build".to_owned(), build.into());
    Some(format!("{BEFORE}{list}{AFTER}{code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "self.PEYK={\"build\":\"1\",\"files\":{\"a.js\":\"x\",\"index.html\":\"y\"},\"shell\":\"index.html\"};\ncode;\n";

    #[test]
    fn another_empty_page_makes_another_build_of_the_same_files() {
        let one = with_shell(SCRIPT, "shell.html", "<p>1</p>").unwrap();
        let other = with_shell(SCRIPT, "shell.html", "<p>2</p>").unwrap();
        assert_ne!(one, other);
        assert_eq!(with_shell(&one, "shell.html", "<p>2</p>").unwrap(), other);
        assert!(one.contains("\"a.js\":\"x\"") && !one.contains("index.html"));
        assert!(one.ends_with(";\ncode;\n"));
    }

    #[test]
    fn a_script_without_a_list_is_no_worker() {
        assert_eq!(with_shell("code", "shell.html", ""), None);
    }
}
