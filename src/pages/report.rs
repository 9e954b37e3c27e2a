//! What was dropped or repaired in the feed.

use crate::feed::{Note, Report};
use crate::parts::page_heading;
use crate::parts::text::text;
use crate::persian::{self, strings};
use crate::view::{Element, Nodes, el};

/// Draws the report.
pub fn view(report: &Report) -> Element {
    let (repaired, dropped) = report.counts();
    let summary = strings::report_summary(report.kept, repaired, dropped);
    let clean = (repaired + dropped == 0).then(|| el("p").with(strings::REPORT_CLEAN));
    el("div")
        .class("report")
        .with(page_heading(strings::REPORT))
        .with(el("p").with(strings::REPORT_NOTE))
        .with(el("p").with(el("strong").with(summary)))
        .with(clean)
        .with(notes(strings::REPORT_DROPPED, &report.dropped))
        .with(notes(strings::REPORT_REPAIRED, &report.repaired))
}

fn notes(heading: &'static str, notes: &[Note]) -> Option<Element> {
    if notes.is_empty() {
        return None;
    }
    let columns = [
        strings::REPORT_POSITION,
        strings::REPORT_ID,
        strings::REPORT_REASON,
    ];
    let columns: Nodes = columns
        .into_iter()
        .map(|column| el("th").set("scope", "col").with(column))
        .collect();
    let rows: Nodes = notes.iter().map(row).collect();
    let table = el("table")
        .with(el("caption").with(heading))
        .with(el("thead").with(el("tr").with(columns)))
        .with(el("tbody").with(rows));
    Some(
        el("div")
            .class("table")
            .set("tabindex", "0")
            .set("role", "group")
            .set("aria-label", heading)
            .with(table),
    )
}

fn row(note: &Note) -> Element {
    let position = match note.position {
        0 => strings::REPORT_FEED.to_owned(),
        at => persian::number(i64::try_from(at).unwrap_or(i64::MAX)),
    };
    el("tr")
        .with(el("td").with(position))
        .with(el("td").with(note.id.as_deref().map(text)))
        .with(el("td").with(strings::reason(&note.reason)))
}
