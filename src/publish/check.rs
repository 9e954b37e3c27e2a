//! `peyk check`: what the app would keep, repair and drop of feeds.

use super::fetch::{Client, NetworkRules};
use super::source::{PageError, Pages, Place, sources};
use crate::feed::{NOTES, Note, Report};
use crate::news::Stamp;
use serde::Serialize;
use std::fmt::{self, Write};

/// What was found in a feed and the pages that it names.
#[derive(Debug, Default, Serialize)]
pub struct Findings {
    /// The file or address of the feed, where several were checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How many items the app shows, the repaired ones among them.
    pub kept: usize,
    /// What was changed so that it can be shown.
    pub repaired: Vec<Finding>,
    /// What is not shown.
    pub dropped: Vec<Finding>,
    /// How many more findings there are than are listed: each list has a bound.
    #[serde(skip_serializing_if = "is_zero")]
    pub unlisted: usize,
    /// A page that could not be read, and why; the pages before it count all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
    /// How many pages were read.
    #[serde(skip)]
    pub pages: usize,
}

/// One thing that was found.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct Finding {
    /// The file or address of the page.
    pub page: String,
    /// The item's position in that page, as the reader counts.
    pub position: usize,
    /// The item's id, where it has one.
    pub id: Option<String>,
    /// What was wrong.
    pub reason: String,
}

/// Reads the feeds at `places` and the pages they name, as the app would at the moment `now`: the
/// findings of each. A page that several feeds name is read once. `rules` say where sources may lead.
///
/// # Errors
/// Nothing at all can be read, or a folder holds no feed; of several problems, the first.
pub fn check(
    places: &[Place],
    rules: NetworkRules,
    now: Stamp,
) -> Result<Vec<Findings>, PageError> {
    let client = Client::new(rules);
    let places = sources(places, "/").map_err(PageError::Source)?;
    let mut all: Vec<Findings> = Vec::new();
    let mut last = None;
    let mut problem = None;
    for (source, page) in Pages::of(&places, "/", now, &client) {
        if last.replace(source) != Some(source) {
            let name = places.get(source).filter(|_| places.len() > 1);
            all.push(Findings {
                source: name.map(|source| source.place.to_string()),
                ..Findings::default()
            });
        }
        let Some(findings) = all.last_mut() else {
            continue;
        };
        match page {
            Ok(page) => findings.add(&page.place.to_string(), page.feed.report),
            Err(error) => {
                findings.unread = Some(error.to_string());
                problem = problem.or(Some(error));
            }
        }
    }
    match problem {
        Some(problem) if all.iter().all(|findings| findings.pages == 0) => Err(problem),
        _ => Ok(all),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Findings {
    /// The findings of pages that have been read, for everyone: a page is named without the folders
    /// that it lies in, and without what only its readers may know of its address.
    pub fn public(reports: &[(Place, Report)]) -> Self {
        let mut findings = Self::default();
        for (place, report) in reports {
            findings.add(&place.public_name(), report.clone());
        }
        findings
    }

    /// Takes in what was found in the page called `page`.
    fn add(&mut self, page: &str, report: Report) {
        let finding = |note: Note| Finding {
            page: page.to_owned(),
            position: note.position,
            id: note.id,
            reason: note.reason.to_string(),
        };
        self.pages += 1;
        self.kept += report.kept;
        let (repaired, dropped) = report.unlisted;
        self.unlisted += repaired + dropped;
        for (notes, list) in [
            (report.repaired, &mut self.repaired),
            (report.dropped, &mut self.dropped),
        ] {
            let left = NOTES.saturating_sub(list.len());
            self.unlisted += notes.len().saturating_sub(left);
            list.extend(notes.into_iter().take(left).map(finding));
        }
    }
}

impl fmt::Display for Findings {
    /// The table for people, in lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            writeln!(f, "{}", printable(source))?;
        }
        for (title, list) in [("repaired", &self.repaired), ("dropped", &self.dropped)] {
            let mut page = None;
            for finding in list {
                if page != Some(&finding.page) {
                    page = Some(&finding.page);
                    writeln!(f, "{title} in {}", printable(&finding.page))?;
                }
                let id = finding
                    .id
                    .as_deref()
                    .map_or("(no id)".to_owned(), printable);
                writeln!(
                    f,
                    "{:>8}  {id:<20}  {}",
                    finding.position,
                    printable(&finding.reason)
                )?;
            }
        }
        if self.unlisted > 0 {
            writeln!(f, "and {} more that are not listed", self.unlisted)?;
        }
        if let Some(unread) = &self.unread {
            writeln!(f, "not read: {}", printable(unread))?;
        }
        writeln!(
            f,
            "kept {}, repaired {}, dropped {}, in {} page(s)",
            self.kept,
            self.repaired.len(),
            self.dropped.len(),
            self.pages
        )
    }
}

/// `text` of a stranger for a terminal: no control characters, which could move the cursor or
/// colour the table, and no direction controls.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            // Writing to a string does not fail.
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_cannot_steer_the_terminal() {
        assert_eq!(
            printable("کد \u{1b}[31m\u{202e}x"),
            "کد \\u{1b}[31m\\u{202e}x"
        );
    }
}
