//! What was dropped or repaired in the feed.

use crate::feed::{Note, Report};
use crate::parts::text::text;
use crate::persian::{self, strings};
use leptos::prelude::*;

/// Draws the report.
pub fn view(report: &Report) -> AnyView {
    let clean = (report.repaired.is_empty() && report.dropped.is_empty())
        .then(|| view! { <p>{strings::REPORT_CLEAN}</p> });
    view! {
        <div class="report">
            <h1 tabindex="-1">{strings::REPORT}</h1>
            <p>{strings::REPORT_NOTE}</p>
            <p><strong>
                {strings::report_summary(report.kept, report.repaired.len(), report.dropped.len())}
            </strong></p>
            {clean}
            {notes(strings::REPORT_DROPPED, &report.dropped)}
            {notes(strings::REPORT_REPAIRED, &report.repaired)}
        </div>
    }
    .into_any()
}

fn notes(heading: &'static str, notes: &[Note]) -> AnyView {
    if notes.is_empty() {
        return ().into_any();
    }
    let rows = notes
        .iter()
        .map(|note| {
            let position = match note.position {
                0 => strings::REPORT_FEED.to_owned(),
                at => persian::number(i64::try_from(at).unwrap_or(i64::MAX)),
            };
            view! {
                <tr>
                    <td>{position}</td>
                    <td>{note.id.as_deref().map(text)}</td>
                    <td>{strings::reason(&note.reason)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="table" tabindex="0" role="group" aria-label=heading>
            <table>
                <caption>{heading}</caption>
                <thead><tr>
                    <th scope="col">{strings::REPORT_POSITION}</th>
                    <th scope="col">{strings::REPORT_ID}</th>
                    <th scope="col">{strings::REPORT_REASON}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
