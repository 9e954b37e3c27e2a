use super::*;
use crate::view::to_html;
use proptest::prelude::*;

const NOW: Stamp = Stamp(1_790_000_000);

fn desk(room: Room) -> Desk {
    Desk::new(room, "/", NOW, "")
}

fn html(desk: &Desk) -> String {
    to_html(&view(desk))
}

fn saved(code: &str, title: &str) -> Saved {
    Saved {
        code: code.to_owned(),
        title: title.to_owned(),
        at: Stamp(NOW.0 - 300),
        size: 12_300,
    }
}

fn draft(text: &str) -> Draft {
    Draft {
        code: "7".to_owned(),
        title: "باران".to_owned(),
        text: text.to_owned(),
        count: text.chars().count(),
        is_ltr: false,
        at: Stamp(NOW.0 - 60),
        others: 0,
        state: DraftState::Whole,
    }
}

#[test]
fn a_saved_story_shows_its_age_its_size_and_leads_to_its_page() {
    let mut desk = desk(Room::Saved);
    let found = vec![saved("7", "باران")];
    update(&mut desk, Msg::SavedRead(Some(found)));
    let html = html(&desk);
    for part in [
        "href=\"/n/7/\"",
        "باران",
        "۵ دقیقه پیش",
        "۱۳ کیلوبایت",
        "حذف «باران»",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn until_the_journal_answers_nothing_is_said_and_then_the_truth() {
    for room in [Room::Saved, Room::Drafts] {
        let mut desk = desk(room);
        assert_eq!(html(&desk), "", "neither empty nor broken");
        update(&mut desk, Msg::SavedRead(Some(Vec::new())));
        update(&mut desk, Msg::DraftsRead(Some(Vec::new())));
        let empty = [strings::NO_SAVED, strings::NO_DRAFTS];
        assert!(empty.iter().any(|words| html(&desk).contains(words)));
        update(&mut desk, Msg::SavedRead(None));
        update(&mut desk, Msg::DraftsRead(None));
        assert!(html(&desk).contains(strings::NOTHING_KEPT));
    }
}

#[test]
fn what_was_removed_can_be_brought_back_until_another_page_opens() {
    let mut desk = desk(Room::Saved);
    update(&mut desk, Msg::SavedRead(Some(Vec::new())));
    let remove = Msg::Remove(Store::Saved, "7".to_owned());
    let command = Command::Remove(Store::Saved, "7".to_owned());
    assert_eq!(update(&mut desk, remove), [command]);
    update(&mut desk, Msg::Removed(true));
    assert!(html(&desk).contains(strings::UNDO));
    assert_eq!(update(&mut desk, Msg::Undo), [Command::Restore]);
    update(&mut desk, Msg::Removed(false));
    assert!(!html(&desk).contains(strings::UNDO));
    update(&mut desk, Msg::Removed(true));
    update(&mut desk, Msg::Opened(Room::Drafts));
    update(&mut desk, Msg::DraftsRead(Some(Vec::new())));
    assert!(!html(&desk).contains(strings::UNDO));
}

#[test]
fn a_draft_shows_its_age_its_length_and_its_first_words() {
    let mut desk = desk(Room::Drafts);
    let long = "واژه ".repeat(40);
    update(&mut desk, Msg::DraftsRead(Some(vec![draft(&long)])));
    let html = html(&desk);
    for part in ["۱ دقیقه پیش", "۲۰۰ نویسه", "واژه…", "data-copy="] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_draft_in_the_list_has_its_direction_and_an_end_whatever_it_is_made_of() {
    let mut desk = desk(Room::Drafts);
    let endless = Draft {
        is_ltr: true,
        title: String::new(),
        ..draft(&"ژ".repeat(50_000))
    };
    update(&mut desk, Msg::DraftsRead(Some(vec![endless])));
    let html = html(&desk);
    let cut = format!("dir=\"ltr\">{}…<", "ژ".repeat(300));
    assert!(html.contains(&cut));
    assert!(html.contains(&strings::remove("کد خبر ۷")), "it has a name");
}

#[test]
fn a_draft_that_cannot_be_read_is_shown_whole_and_says_why() {
    for (state, words) in [
        (DraftState::Newer, strings::DRAFT_NEWER),
        (DraftState::Damaged, strings::DRAFT_DAMAGED),
    ] {
        let mut desk = desk(Room::Drafts);
        let raw = format!("{{\"v\":9}} {}", "ن ".repeat(50));
        let draft = Draft {
            state,
            ..draft(&raw)
        };
        update(&mut desk, Msg::DraftsRead(Some(vec![draft])));
        let html = html(&desk);
        assert!(
            html.contains(words) && html.contains(&"ن ".repeat(50)),
            "{html}"
        );
    }
}

#[test]
fn settings_are_written_as_they_were_chosen_and_read_back() {
    let mut desk = desk(Room::Settings);
    let dark = update(&mut desk, Msg::Set(0, 2));
    assert_eq!(dark, [Command::Settings("theme=dark".to_owned())]);
    let large = update(&mut desk, Msg::Set(1, 7));
    assert_eq!(large, [Command::Settings("theme=dark&size=8".to_owned())]);
    assert_eq!(Settings::read("theme=dark&size=8"), desk.settings);
    let usual = update(&mut desk, Msg::Set(1, 2));
    assert_eq!(usual, [Command::Settings("theme=dark".to_owned())]);
}

#[test]
fn settings_that_cannot_be_stored_say_so() {
    let mut desk = desk(Room::Settings);
    assert!(!html(&desk).contains(strings::SETTINGS_NOT_KEPT));
    update(&mut desk, Msg::SettingsKept(false));
    assert!(html(&desk).contains(strings::SETTINGS_NOT_KEPT));
}

#[test]
fn every_end_of_an_import_has_words_of_its_own() {
    let ends = [
        Import::Done(1, 2, 3, 0),
        Import::Done(1, 2, 3, 4),
        Import::TooLarge,
        Import::NotJson,
        Import::NotOurs,
        Import::Newer,
        Import::Damaged,
        Import::Storage,
    ];
    let mut said: Vec<String> = Vec::new();
    for end in ends {
        let mut desk = desk(Room::Settings);
        update(&mut desk, Msg::Imported(end));
        let html = html(&desk);
        assert!(!said.contains(&html), "{end:?}");
        said.push(html);
    }
}

#[test]
fn a_file_with_wrong_records_says_how_many_were_left_out() {
    let mut desk = desk(Room::Settings);
    update(&mut desk, Msg::Imported(Import::Done(1, 2, 3, 4)));
    assert!(html(&desk).contains("۴ مورد نادرست"), "{}", html(&desk));
}

#[test]
fn where_drafts_cannot_be_read_their_last_moment_copies_are_shown_until_they_can() {
    let mut desk = desk(Room::Drafts);
    let copy = Draft {
        state: DraftState::Unstored,
        ..draft("در آخرین دم")
    };
    update(&mut desk, Msg::CopiesRead(vec![copy]));
    update(&mut desk, Msg::DraftsRead(None));
    let shown = html(&desk);
    for words in [
        strings::NOTHING_KEPT,
        strings::DRAFT_COPIES,
        strings::DRAFT_UNSTORED,
        "در آخرین دم",
        "href=\"/n/7/\"",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert_eq!(
        update(&mut desk, Msg::Changed),
        [Command::Read(Store::Drafts)],
        "they are read when the database answers again"
    );
    update(&mut desk, Msg::DraftsRead(Some(vec![draft("همان")])));
    assert!(!html(&desk).contains(strings::DRAFT_COPIES));
}

#[test]
fn what_could_not_be_done_is_said_on_each_page_until_something_else_is_asked() {
    for room in [Room::Saved, Room::Drafts, Room::Settings] {
        let mut desk = desk(room);
        update(&mut desk, Msg::SavedRead(Some(Vec::new())));
        update(&mut desk, Msg::DraftsRead(Some(Vec::new())));
        update(&mut desk, Msg::Failed);
        assert!(html(&desk).contains(strings::NOT_DONE), "{room:?}");
        update(&mut desk, Msg::Export);
        assert!(!html(&desk).contains(strings::NOT_DONE), "{room:?}");
    }
}

#[test]
fn a_stored_headline_of_any_length_is_cut_where_it_is_shown() {
    let mut desk = desk(Room::Saved);
    let title = "ژ".repeat(500_000);
    let long = saved("7", &title);
    let kept = Kept {
        code: "8".to_owned(),
        title: title.clone(),
        at: NOW,
        size: 1,
    };
    let shelf = Shelf {
        stories: vec![kept],
        ..Shelf::default()
    };
    update(&mut desk, Msg::SavedRead(Some(vec![long])));
    update(&mut desk, Msg::ShelfRead(Some(shelf)));
    assert!(html(&desk).len() < 20_000);
    desk.room = Room::Drafts;
    let draft = Draft {
        title,
        ..draft("متن")
    };
    update(&mut desk, Msg::DraftsRead(Some(vec![draft])));
    assert!(html(&desk).len() < 20_000);
}

#[test]
fn settings_are_read_as_the_pages_script_reads_them() {
    let cases: Vec<(String, String)> =
        serde_json::from_str(include_str!("../../tests/fixtures/settings.json")).unwrap();
    for (given, valid) in cases {
        assert_eq!(Settings::read(&given).write(), valid, "{given}");
    }
}

fn asks(desk: &mut Desk, words: &str) -> Vec<Command> {
    let query = Query {
        words: words.to_owned(),
        ..Query::default()
    };
    update(desk, Msg::Asked(query))
}

fn answers(desk: &mut Desk, found: search::Found) {
    let number = desk.search.number;
    update(desk, Msg::Found(number, found));
}

fn hit(title: &str) -> Hit {
    Hit {
        code: "7".to_owned(),
        title: title.to_owned(),
        excerpt: Some("متن".to_owned()),
        section: "جامعه".to_owned(),
        published: Some(NOW),
    }
}

#[test]
fn matches_are_marked_and_everything_else_stays_text() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "آب");
    let found = search::Found {
        total: 1,
        hits: vec![hit("<b>بی\u{2}آب\u{3}ی")],
        size: 60,
        ..search::Found::default()
    };
    answers(&mut desk, found);
    let html = html(&desk);
    assert!(html.contains("<mark>آب</mark>"), "{html}");
    assert!(!html.contains("<b>"), "{html}");
    assert!(html.contains("۱ نتیجه در ۶۰ خبر") && html.contains("href=\"/n/7/\""));
}

#[test]
fn an_answer_to_an_older_query_changes_nothing() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "آ");
    let old = desk.search.number;
    asks(&mut desk, "آب");
    update(&mut desk, Msg::Found(old, search::Found::default()));
    assert_eq!(desk.search.found, None);
}

/// The commands that follow an answer with so many stories, of which as many are drawn as the app would.
fn finds(desk: &mut Desk, count: usize) -> Vec<Command> {
    let codes: Vec<String> = (0..count).map(|nth| nth.to_string()).collect();
    let plain = |code: &String| Hit {
        code: code.clone(),
        excerpt: None,
        ..hit("باران")
    };
    let found = search::Found {
        total: count,
        hits: codes
            .iter()
            .take(desk.search.at_once())
            .map(plain)
            .collect(),
        codes,
        ..search::Found::default()
    };
    update(desk, Msg::Found(desk.search.number, found))
}

/// Answers the commands to mark; those that follow.
fn marks(desk: &mut Desk, commands: &[Command]) -> Vec<Command> {
    let [Command::Mark(number, from, codes)] = commands else {
        panic!("something is to be marked: {commands:?}");
    };
    let marked = codes.iter().map(|code| Hit {
        code: code.clone(),
        ..hit("\u{2}باران\u{3}")
    });
    update(desk, Msg::Marked(*number, *from, marked.collect(), None))
}

#[test]
fn the_first_results_are_drawn_before_they_are_marked_and_the_rest_after() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "باران");
    let commands = finds(&mut desk, 20);
    let drawn = html(&desk).matches("<li>").count();
    assert!(drawn > 0 && drawn < 20, "{drawn}");
    assert!(!html(&desk).contains("<mark>"));
    let commands = marks(&mut desk, &commands);
    assert_eq!(html(&desk).matches("<mark>").count(), drawn);
    let commands = marks(&mut desk, &commands);
    assert_eq!(html(&desk).matches("<mark>").count(), 20);
    assert_eq!(commands, [], "all are there");
}

#[test]
fn what_stays_among_the_results_keeps_its_marks_until_it_has_new_ones() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "بار");
    let commands = finds(&mut desk, 20);
    let commands = marks(&mut desk, &commands);
    marks(&mut desk, &commands);
    let before = html(&desk);
    asks(&mut desk, "باران");
    assert!(desk.search.stands(), "nothing is drawn for the question");
    let commands = finds(&mut desk, 20);
    assert_eq!(html(&desk), before);
    assert_eq!(marks(&mut desk, &commands), [], "all are marked anew");
}

#[test]
fn more_results_join_those_that_are_there_and_an_index_that_has_grown_takes_none_away() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "باران");
    let commands = finds(&mut desk, 20);
    let commands = marks(&mut desk, &commands);
    marks(&mut desk, &commands);
    update(&mut desk, Msg::More);
    finds(&mut desk, 40);
    assert_eq!(html(&desk).matches("<mark>").count(), 20);
    asks(&mut desk, "باران");
    assert_eq!(desk.search.wanted, 40);
    asks(&mut desk, "برف");
    assert_eq!(desk.search.wanted, 20);
}

#[test]
fn marks_of_an_older_query_change_nothing() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "بار");
    let old = finds(&mut desk, 2);
    asks(&mut desk, "باران");
    finds(&mut desk, 2);
    assert_eq!(marks(&mut desk, &old), []);
    assert!(!html(&desk).contains("<mark>"));
}

#[test]
fn a_story_without_a_text_has_no_empty_line() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "باران");
    let bare = |excerpt: Option<&str>| Hit {
        excerpt: excerpt.map(str::to_owned),
        ..hit("باران")
    };
    let found = |hit| search::Found {
        total: 1,
        hits: vec![hit],
        ..search::Found::default()
    };
    answers(&mut desk, found(bare(None)));
    assert!(
        html(&desk).contains("excerpt"),
        "room for what is on its way"
    );
    desk.search.found = Some(found(bare(Some(""))));
    assert!(!html(&desk).contains("excerpt"));
}

#[test]
fn what_the_app_reads_meanwhile_is_searched_too() {
    let mut search = desk(Room::Search);
    assert_eq!(update(&mut search, Msg::News), [Command::Index]);
    assert_eq!(update(&mut desk(Room::Saved), Msg::News), []);
}

#[test]
fn the_query_stands_in_the_address() {
    let mut desk = desk(Room::Search);
    let commands = asks(&mut desk, "آب");
    let address = Command::Address("?q=%D8%A2%D8%A8".to_owned());
    assert!(commands.contains(&address), "{commands:?}");
    let commands = asks(&mut desk, " ");
    assert_eq!(
        commands,
        [Command::Address(String::new())],
        "nothing is searched for"
    );
}

#[test]
fn a_news_code_in_any_digits_leads_to_its_story() {
    for words in ["867012", "۸۶۷۰۱۲", " ۸۶۷۰۱۲ "] {
        let mut desk = desk(Room::Search);
        asks(&mut desk, words);
        assert!(html(&desk).contains("href=\"/n/867012/\""), "{words}");
        let go = Command::Go("/n/867012/".to_owned());
        assert_eq!(update(&mut desk, Msg::Entered), [go]);
    }
    let mut desk = desk(Room::Search);
    asks(&mut desk, "سال ۸۶");
    assert_eq!(update(&mut desk, Msg::Entered), []);
}

#[test]
fn a_year_is_a_word_unless_a_story_has_it_for_its_code() {
    for (found, leads) in [(vec![], false), (vec!["7"], false), (vec!["1404"], true)] {
        let mut desk = desk(Room::Search);
        asks(&mut desk, "۱۴۰۴");
        assert!(!html(&desk).contains("jump"), "nothing is known of it yet");
        let codes: Vec<String> = found.into_iter().map(str::to_owned).collect();
        let total = codes.len();
        answers(
            &mut desk,
            search::Found {
                words: "۱۴۰۴".to_owned(),
                total,
                codes,
                ..search::Found::default()
            },
        );
        assert_eq!(html(&desk).contains("jump"), leads);
        assert_eq!(
            html(&desk).contains(&strings::nothing_found("۱۴۰۴")),
            total == 0
        );
        assert_eq!(!update(&mut desk, Msg::Entered).is_empty(), leads);
    }
}

#[test]
fn a_code_that_nothing_has_says_so_and_still_leads_on() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "۸۶۷۰۱۲");
    let nothing = search::Found {
        words: "۸۶۷۰۱۲".to_owned(),
        ..search::Found::default()
    };
    answers(&mut desk, nothing);
    let page = html(&desk);
    assert!(page.contains("jump") && page.contains(&strings::nothing_found("۸۶۷۰۱۲")));
}

#[test]
fn filters_stand_in_the_address_with_the_query() {
    let mut desk = desk(Room::Search);
    let query = Query {
        words: "آب".to_owned(),
        section: "شهر".to_owned(),
        since: Since::Week,
    };
    let commands = update(&mut desk, Msg::Asked(query));
    let address =
        Command::Address("?q=%D8%A2%D8%A8&section=%D8%B4%D9%87%D8%B1&since=week".to_owned());
    assert!(commands.contains(&address), "{commands:?}");
}

#[test]
fn what_another_tab_has_chosen_is_not_undone_by_the_next_choice() {
    let mut desk = desk(Room::Settings);
    update(&mut desk, Msg::SettingsRead(Settings::read("theme=dark")));
    let commands = update(&mut desk, Msg::Set(1, 6));
    assert_eq!(
        commands,
        [Command::Settings("theme=dark&size=7".to_owned())]
    );
}

#[test]
fn nothing_found_says_what_may_help() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "ققنوس");
    answers(&mut desk, search::Found::default());
    assert!(html(&desk).contains(strings::NOTHING_HINT));
    desk.search.query.since = Since::Day;
    assert!(html(&desk).contains(strings::NOTHING_FILTERED));
}

#[test]
fn the_nearest_spelling_is_named() {
    let mut desk = desk(Room::Search);
    asks(&mut desk, "بران");
    let found = search::Found {
        total: 1,
        hits: vec![hit("باران")],
        suggestion: Some("باران".to_owned()),
        ..search::Found::default()
    };
    answers(&mut desk, found);
    assert!(html(&desk).contains("«باران»"));
    let (number, written) = (desk.search.number, Some("بارآن".to_owned()));
    update(
        &mut desk,
        Msg::Marked(number, 0, vec![hit("بارآن")], written),
    );
    assert!(html(&desk).contains("«بارآن»"), "as the stories write it");
}

proptest! {
    #[test]
    fn any_text_of_settings_is_read_and_what_is_written_is_read_back(text in "\\PC{0,40}", choices in prop::collection::vec((0usize..8, 0usize..9), 0..12)) {
        let mut settings = Settings::read(&text);
        for (field, option) in choices {
            settings.set(field, option);
        }
        let again = Settings::read(&settings.write());
        prop_assert_eq!(again.write(), settings.write());
    }

    #[test]
    fn no_mark_loses_a_letter(text in "[ا-ی\u{2}\u{3} ]{0,60}") {
        let shown = to_html(&search::marked(&text)).replace("<mark>", "").replace("</mark>", "");
        let letters = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).collect() };
        prop_assert_eq!(letters(&shown), letters(&text));
    }
}

#[test]
fn what_another_app_shares_leads_to_its_story_or_is_searched_for() {
    let shared = |text| super::shared(text, "https://news.example", "/");
    let story = Some("/n/867012/".to_owned());
    assert_eq!(shared("https://news.example/n/867012/?utm=1#top"), story);
    assert_eq!(
        shared("باران در تهران https://news.example/n/867012"),
        story
    );
    assert_eq!(
        shared("https://agency.example/fa/news/867012/باران-در-تهران"),
        story
    );
    assert_eq!(
        shared("https://news.example/s/science/"),
        Some("/s/science/".to_owned())
    );
    for words in [
        "باران در تهران",
        "867012",
        "https://news.example/what/",
        "https://other.example/",
    ] {
        assert_eq!(shared(words), None, "{words}");
    }
}

#[test]
fn the_shelf_shows_what_the_browser_keeps_by_itself_apart_from_what_was_saved() {
    let mut desk = desk(Room::Saved);
    update(&mut desk, Msg::SavedRead(Some(vec![saved("7", "باران")])));
    let kept = |code: &str, title: &str| Kept {
        code: code.to_owned(),
        title: title.to_owned(),
        at: desk.now,
        size: 4000,
    };
    let stories = vec![kept("7", "باران"), kept("8", "برف")];
    let shelf = Shelf {
        stories,
        total: 1_200_000,
        budget: 52_000_000,
    };
    update(&mut desk, Msg::ShelfRead(Some(shelf)));
    let html = html(&desk);
    assert!(html.contains(strings::PINNED) && html.contains(strings::PASSING));
    assert_eq!(
        html.matches("باران</a>").count(),
        1,
        "a saved story stands once"
    );
    assert!(
        html.contains("data-save=\"8\"") && html.contains("۱٫۲ مگابایت از ۵۲ مگابایت"),
        "{html}"
    );
    let asked = update(&mut desk, Msg::Forget("8".to_owned()));
    assert_eq!(asked, [Command::Forget("8".to_owned())]);
}
