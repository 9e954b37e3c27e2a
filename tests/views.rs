//! Every page and part, rendered natively to a string.
#![cfg(not(target_arch = "wasm32"))]
// A test fails by panicking; clippy knows that of test functions, not of their helpers.
#![allow(clippy::unwrap_used, clippy::panic)]

use peyk::feed::read_whole;
use peyk::news::{NewsCode, SectionId, Stamp};
use peyk::pages::to_html;
use peyk::route::{Route, TagSlug};
use peyk::store::Failure;
use peyk::update::{Msg, State, update};

const NOW: Stamp = Stamp(1_795_500_000);
const FEED: &str = include_str!("fixtures/edition.json");

fn state(route: Route) -> State {
    let mut state = State::new(route);
    let feed = read_whole(FEED.as_bytes().to_vec(), "/feed.json", NOW).unwrap();
    update(&mut state, Msg::FeedRead(Box::new(feed)));
    state
}

fn html(route: Route) -> String {
    strip_markers(&to_html(state(route), "/"))
}

/// Hydration markers are the framework's business; assertions read the HTML without them.
fn strip_markers(html: &str) -> String {
    let mut out = String::new();
    for part in html.split("<!") {
        match part.split_once('>') {
            _ if out.is_empty() => out.push_str(part),
            Some(("", rest)) => out.push_str(rest),
            // A debug build names the type that stands there.
            _ => out.push_str(part.split_once("-->").map_or(part, |(_, rest)| rest)),
        }
    }
    out
}

fn story(code: &str) -> Route {
    Route::Story(NewsCode::new(code))
}

fn section(id: &str) -> Route {
    Route::Section(SectionId::new(id))
}

fn assert_in_order(html: &str, parts: &[&str]) {
    let mut rest = html;
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => panic!("{part:?} is missing, or stands before its turn, in:\n{html}"),
        }
    }
}

#[test]
fn the_front_page_has_the_editors_lead_the_seconds_the_newest_and_a_block_per_section() {
    assert_in_order(
        &html(Route::Front),
        &[
            "href=\"#main\"",
            "<header",
            "پیک آزمایشی",
            "<nav",
            "صفحه نخست",
            "<main id=\"main\"",
            "<h1",
            "front-lead",
            "href=\"/n/101/\"",
            "front-seconds",
            "href=\"/n/102/\"",
            "تازه‌ترین خبرها",
            "block-sports",
            "strip-photo",
            "</main>",
            "<footer",
        ],
    );
}

#[test]
fn the_front_page_shows_no_empty_block_and_no_page_of_the_newsroom_itself() {
    let html = html(Route::Front);
    assert!(
        !html.contains("block-market"),
        "a section without stories has no block"
    );
    assert!(!html.contains("block-pages"));
    let main = html.split("<main").nth(1).unwrap();
    assert!(!main.split("</main>").next().unwrap().contains("/n/about/"));
}

#[test]
fn the_menu_marks_the_open_section_and_the_section_above_it() {
    let html = html(section("fars"));
    assert_in_order(
        &html,
        &["href=\"/s/provinces/\" aria-current=\"true\"", "<main"],
    );
    assert_eq!(html.matches("aria-current").count(), 1);
}

#[test]
fn a_section_lists_its_stories_newest_first_with_its_provinces() {
    assert_in_order(
        &html(section("provinces")),
        &[
            "<h1",
            "استان‌ها",
            "href=\"/s/fars/\"",
            "href=\"/n/104/\"",
            "به پایان فهرست رسیدید",
        ],
    );
}

#[test]
fn a_section_without_stories_says_so() {
    assert!(html(section("market")).contains("هنوز خبری در این صفحه نیست"));
}

#[test]
fn photo_and_video_sections_look_like_what_they_are() {
    let photos = html(section("photo"));
    assert!(
        photos.contains("list-photo") && photos.contains("۲ عکس"),
        "{photos}"
    );
    let films = html(section("video"));
    assert!(
        films.contains("list-video") && films.contains("۱:۰۵"),
        "{films}"
    );
}

#[test]
fn a_story_has_kicker_headline_lead_date_code_body_tags_source_and_comment_field_in_reading_order()
{
    assert_in_order(
        &html(story("101")),
        &[
            "class=\"story\"",
            "روتیتر",
            "<h1",
            "تیتر یک",
            "لید یک",
            "<time",
            "datetime=\"2026-11-20T06:30:00Z\"",
            "title=\"۱۴۰۵/۰۸/۲۹ - ۱۰:۰۰:۰۰\"",
            "جمعه ۲۹ آبان ۱۴۰۵",
            "دقیقه خواندن",
            "کد خبر",
            "۱۰۱",
            "<p>",
            "<h2>",
            "<blockquote>",
            "<figure",
            "<table>",
            "برچسب‌ها",
            "href=\"/t/%D8%A2%D8%A8/\"",
            "منبع",
            "نظر شما",
            "<textarea",
            "data-draft=\"101\"",
            "خبرهای مرتبط",
        ],
    );
}

#[test]
fn latin_runs_are_isolated_left_to_right_wherever_text_stands() {
    let html = html(story("102"));
    assert_in_order(
        &html,
        &[
            "<h1",
            "<bdi dir=\"ltr\">C++</bdi>",
            "<bdi dir=\"ltr\">+۹۸ ۲۱ ۸۸</bdi>",
        ],
    );
}

#[test]
fn nothing_of_a_feed_becomes_markup() {
    let html = html(story("105"));
    for sign in ["<script", "onerror", "javascript:", "<b>تیتر"] {
        assert!(!html.contains(sign), "{sign} in {html}");
    }
    assert!(
        html.contains("&lt;<bdi dir=\"ltr\">b</bdi>&gt;تیتر&lt;"),
        "a title is plain text and shown literally"
    );
}

#[test]
fn links_out_tell_nothing_of_the_reader() {
    let html = html(story("101"));
    let outside: Vec<&str> = html
        .split("<a ")
        .filter(|link| link.starts_with("href=\"https:"))
        .collect();
    assert!(!outside.is_empty());
    for link in outside {
        assert!(link.contains("rel=\"noopener noreferrer\""), "{link}");
    }
}

#[test]
fn an_urgent_story_says_so_and_a_corrected_one_shows_its_correction_and_its_time() {
    assert!(html(Route::Front).contains("فوری"));
    assert_in_order(
        &html(story("103")),
        &["اصلاحیه", "شنبه ۳۰ آبان ۱۴۰۵", "عدد درست"],
    );
}

#[test]
fn a_gallery_has_a_named_button_for_each_picture_and_a_dialog() {
    assert_in_order(
        &html(story("106")),
        &[
            "<button type=\"button\" aria-haspopup=\"dialog\" aria-label=\"بزرگ کردن عکس ۱ از ۲: کوه\"",
            "بزرگ کردن عکس ۲ از ۲: دریا",
            "<dialog id=\"gallery\"",
        ],
    );
}

#[test]
fn a_video_has_controls_captions_and_a_link_for_browsers_that_cannot_play_it() {
    assert_in_order(
        &html(story("107")),
        &[
            "<video controls",
            "preload=\"none\"",
            "poster=\"/media/film.webp\"",
            "<track kind=\"captions\"",
            "دریافت فیلم",
        ],
    );
}

#[test]
fn a_tag_without_a_page_is_shown_and_not_linked() {
    let mut state = State::new(story("1"));
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{"id":"1","title":"ت",
        "content_text":"م","tags":["آب"],"_peyk":{"plain_tags":["باد"]}}]}"#;
    let feed = read_whole(json.as_bytes().to_vec(), "/feed.json", NOW).unwrap();
    update(&mut state, Msg::Published(Box::new(feed)));
    let html = strip_markers(&to_html(state, "/"));
    assert!(
        html.contains("آب</a></li><li><span>باد</span></li>"),
        "{html}"
    );
}

#[test]
fn a_word_that_no_line_holds_may_be_broken() {
    let word = "ب".repeat(250);
    let mut state = State::new(story("1"));
    let json = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":"پیک","items":[{{"id":"1","title":"ت","content_text":"{word}"}}]}}"#
    );
    let feed = read_whole(json.into_bytes(), "/feed.json", NOW).unwrap();
    update(&mut state, Msg::Published(Box::new(feed)));
    let html = strip_markers(&to_html(state, "/"));
    let piece = "ب".repeat(100);
    assert!(html.contains(&format!(
        "<p>{piece}<wbr>{piece}<wbr>{}</p>",
        "ب".repeat(50)
    )));
}

#[test]
fn a_tag_has_a_list_and_an_unknown_tag_is_not_found() {
    assert_in_order(
        &html(Route::Tag(TagSlug::new("آب"))),
        &["<h1", "برچسب «آب»", "href=\"/n/101/\""],
    );
    assert!(html(Route::Tag(TagSlug::new("نیست"))).contains("این صفحه پیدا نشد"));
}

#[test]
fn a_withdrawn_storys_address_keeps_a_notice_and_its_story_is_in_no_list() {
    assert!(html(story("108")).contains("این خبر پس گرفته شده است"));
    for route in [
        Route::Front,
        section("sports"),
        Route::Tag(TagSlug::new("آب")),
    ] {
        assert!(!html(route).contains("/n/108/"));
    }
}

#[test]
fn the_not_found_page_offers_the_front_page_and_the_newest_stories() {
    assert_in_order(
        &html(Route::NotFound),
        &["این صفحه پیدا نشد", "href=\"/\"", "تازه‌ترین خبرها", "/n/"],
    );
}

#[test]
fn the_report_names_each_dropped_and_repaired_item_with_its_position_and_reason() {
    assert_in_order(
        &html(Route::FeedReport),
        &[
            "گزارش خوراک خبر",
            "کنارگذاشته‌ها",
            "<td>۱۰</td>",
            "اصلاح‌شده‌ها",
        ],
    );
}

#[test]
fn an_app_that_has_read_nothing_says_that_it_is_loading_and_shows_no_time() {
    let html = strip_markers(&to_html(State::new(Route::Front), "/"));
    assert!(html.contains("در حال دریافت خبرها"));
    assert!(html.contains("<span class=\"today\"></span>"), "{html}");
}

#[test]
fn each_failure_is_said_in_persian_with_a_way_to_try_again() {
    let failures = [
        Failure::Network,
        Failure::Stalled,
        Failure::Status(503),
        Failure::Missing,
        Failure::TooLarge,
        Failure::NotAFeed,
    ];
    let mut said = Vec::new();
    for failure in failures {
        let mut state = State::new(Route::Front);
        update(&mut state, Msg::FeedFailed(failure));
        let html = strip_markers(&to_html(state, "/"));
        assert_in_order(&html, &["role=\"alert\"", "تلاش دوباره"]);
        said.push(html);
    }
    said.sort();
    said.dedup();
    assert_eq!(
        said.len(),
        failures.len(),
        "each failure has a sentence of its own"
    );
}

#[test]
fn under_a_sub_path_every_link_of_the_app_leads_there() {
    let html = to_html(state(Route::Front), "/news/");
    for link in html.split("href=\"").skip(1) {
        assert!(
            link.starts_with("/news/") || link.starts_with("#main"),
            "{}",
            &link[..40.min(link.len())]
        );
    }
}
