//! Every word of the interface, in one place. Titles that come from a feed are not here.
//!
//! Rules: contemporary standard Persian; ZWNJ where it belongs (می‌شود، خبرها); «» quotes; ، ؛ ؟;
//! Persian digits through `super::number`; one name for one thing: خبر, سرویس, برچسب, کد خبر.

use super::{number, persian_digits};
use crate::feed::{BodyRepair, Reason};
use crate::news::Stamp;
use crate::store::Failure;

/// The app's own name, until an edition says its own.
pub const APP: &str = "پیک";
/// The first entry of the menu.
pub const FRONT: &str = "صفحه نخست";
/// The skip link.
pub const SKIP: &str = "رفتن به متن";
/// The name of the menu's landmark.
pub const MENU: &str = "سرویس‌ها";
/// Opens the list of all sections.
pub const ALL_SECTIONS: &str = "همهٔ سرویس‌ها";
/// The newest stories.
pub const NEWEST: &str = "تازه‌ترین خبرها";
/// The stories beside the lead.
pub const TOP_STORIES: &str = "خبرهای برگزیده";
/// What readers read most.
pub const MOST_READ: &str = "پربازدیدترین";
/// An urgent story.
pub const URGENT: &str = "فوری";
/// Stories that share tags or a section.
pub const RELATED: &str = "خبرهای مرتبط";
/// The story after this one in its section.
pub const NEXT: &str = "خبر بعدی";
/// The story before this one in its section.
pub const PREVIOUS: &str = "خبر قبلی";
/// The name of the landmark with both.
pub const NEIGHBOURS: &str = "خبر قبلی و بعدی";
/// Heading of a story's tags.
pub const TAGS: &str = "برچسب‌ها";
/// Before the name of a story's source.
pub const SOURCE: &str = "منبع";
/// Before the address of a story at its publisher.
pub const ORIGINAL: &str = "نشانی خبر در پایگاه ناشر";
/// The heading of a correction.
pub const CORRECTION: &str = "اصلاحیه";
/// The heading of a gallery.
pub const GALLERY: &str = "گزارش تصویری";
/// Closes the gallery.
pub const CLOSE: &str = "بستن";
/// What shows a picture that waits until it is touched, before its own words.
pub const SHOW_PICTURE: &str = "نمایش عکس:";
/// The next picture.
pub const NEXT_PICTURE: &str = "عکس بعدی";
/// The previous picture.
pub const PREVIOUS_PICTURE: &str = "عکس قبلی";
/// The captions of a video.
pub const CAPTIONS: &str = "زیرنویس فارسی";
/// A video that the browser cannot play.
pub const VIDEO_FILE: &str = "دریافت فیلم";
/// A story that has a video.
pub const HAS_VIDEO: &str = "فیلم";
/// An undated story.
pub const UNDATED: &str = "بدون تاریخ";
/// The name of a news code.
pub const CODE: &str = "کد خبر";
/// Copies the citation.
pub const COPY_CITATION: &str = "رونوشت ارجاع";
/// Said after copying.
pub const COPIED: &str = "رونوشت برداشته شد.";
/// Said when copying was refused.
pub const NOT_COPIED: &str = "مرورگر اجازهٔ رونوشت نداد. متن را انتخاب و رونوشت کنید.";
/// The comment field's heading.
pub const COMMENT: &str = "نظر شما";
/// The comment field's name.
pub const COMMENT_FIELD: &str = "متن نظر";
/// The name field's name.
pub const COMMENT_NAME: &str = "نام (اختیاری)";
/// What happens to a comment.
pub const COMMENT_NOTE: &str =
    "آنچه می‌نویسید فقط در همین مرورگر نگه داشته می‌شود؛ فرستادنش با خود شماست.";
/// The number of characters; `{}` is the number.
pub const DRAFT_COUNT: &str = "{} نویسه";
/// The draft is being stored.
pub const DRAFT_WRITING: &str = "در حال نوشتن…";
/// The draft is stored; `{}` is the hour.
pub const DRAFT_SAVED: &str = "ذخیره شد، {}";
/// No room left.
pub const DRAFT_FULL: &str = "ذخیره نشد: حافظهٔ دستگاه پر است. متن را جای دیگری هم نگه دارید.";
/// The browser would not store it.
pub const DRAFT_FAILED: &str =
    "ذخیره نشد: مرورگر اجازهٔ نگه‌داری نمی‌دهد. متن را جای دیگری هم نگه دارید.";
/// Another tab keeps another text.
pub const DRAFT_CONFLICT: &str =
    "ذخیره شد، اما نسخهٔ دیگری هم از این نظر هست که در پنجره‌ای دیگر نوشته‌اید.";
/// A newer release wrote the draft.
pub const DRAFT_NEWER: &str = "این پیش‌نویس را نسخهٔ تازه‌تری از برنامه نوشته است. دست نخورده می‌ماند و نوشتهٔ شما جدا نگه داشته می‌شود.";
/// What was stored is not what was written.
pub const DRAFT_DAMAGED: &str =
    "پیش‌نویس ذخیره‌شده آسیب دیده است و همان‌گونه که مانده نشان داده می‌شود.";
/// The heading of another version.
pub const OTHER_VERSION: &str = "نسخهٔ دیگری از همین نظر";
/// Puts the other version in the place of this one.
pub const TAKE_OTHER: &str = "جایگزینی با این نسخه";
/// Puts both versions together.
pub const JOIN_BOTH: &str = "نگه داشتن هر دو، پشت سر هم";
/// Gives the other version up.
pub const KEEP_MINE: &str = "کنار گذاشتن این نسخه";
/// Shows the comment as others would see it.
pub const PREVIEW: &str = "پیش‌نمایش";
/// Copies.
pub const COPY: &str = "رونوشت";
/// Shares.
pub const SHARE: &str = "هم‌رسانی";
/// Sends a comment by mail.
pub const MAIL: &str = "فرستادن با رایانامه";
/// Stands in a mail instead of a long comment.
pub const MAIL_LONG: &str = "(متن نظر بلند است و رونوشت آن برداشته شد؛ لطفاً آن را اینجا بچسبانید.)";
/// Leads to all drafts.
pub const ALL_DRAFTS: &str = "همهٔ پیش‌نویس‌ها";
/// Saves a story.
pub const SAVE: &str = "ذخیره";
/// Where reading stopped.
pub const RESUME: &str = "ادامه از جایی که ماندید";
/// Reads a story aloud.
pub const LISTEN: &str = "شنیدن";
/// Pauses the reading.
pub const PAUSE: &str = "مکث";
/// Goes on reading aloud.
pub const GO_ON: &str = "ادامه";
/// Ends reading aloud.
pub const STOP: &str = "پایان";
/// Said after a story was saved.
pub const STORY_SAVED: &str = "خبر ذخیره شد.";
/// Said after a saved story was given up.
pub const STORY_UNSAVED: &str = "خبر از ذخیره‌شده‌ها برداشته شد.";
/// Said when a story could not be saved.
pub const STORY_NOT_SAVED: &str = "خبر ذخیره نشد. اتصال یا جای خالی دستگاه را بررسی کنید.";
/// Said when a saved story could not be removed, or anything else of the reader's could not be changed.
pub const NOT_DONE: &str = "انجام نشد: حافظهٔ مرورگر پاسخ نداد. کمی بعد دوباره تلاش کنید.";
/// Brings back what was removed.
pub const UNDO: &str = "برگرداندن";
/// The name of the landmark with the reader's own pages.
pub const DESK: &str = "میز من";
/// A new version of the app waits.
pub const UPDATE: &str = "نسخهٔ تازه آماده است.";
/// Takes the new version.
pub const UPDATE_TAKE: &str = "به‌روزرسانی";
/// Puts the new version off.
pub const UPDATE_LATER: &str = "بعداً";
/// Offers to install the app.
pub const INSTALL: &str = "این برنامه را روی صفحهٔ اصلی بگذارید تا بی‌اینترنت هم باز شود.";
/// Installs the app.
pub const INSTALL_YES: &str = "نصب";
/// Turns the installing down.
pub const INSTALL_NO: &str = "نه، ممنون";
/// How to install on an iPhone or iPad.
pub const INSTALL_HOW: &str =
    "برای نصب، دکمهٔ هم‌رسانی مرورگر را بزنید و «افزودن به صفحهٔ اصلی» را برگزینید.";
/// How to install with Firefox on a phone.
pub const INSTALL_HOW_FIREFOX: &str =
    "برای نصب، فهرست مرورگر را باز کنید و «افزودن به صفحهٔ اصلی» را برگزینید.";
/// The program has died.
pub const DIED: &str =
    "برنامه از کار افتاد. متن این صفحه و پیش‌نویس شما سر جایشان است؛ پیوندها هم کار می‌کنند.";
/// Loads the page again.
pub const RELOAD: &str = "بارگذاری دوباره";
/// Copies what is known of the program's end.
pub const COPY_REPORT: &str = "رونوشت گزارش";
/// The page of search.
pub const SEARCH: &str = "جست‌وجو";
/// The page of saved stories.
pub const SAVED: &str = "ذخیره‌شده‌ها";
/// The page of drafts.
pub const DRAFTS: &str = "پیش‌نویس‌ها";
/// The page of settings.
pub const SETTINGS: &str = "تنظیمات";
/// The second program is on its way.
pub const LOADING_PAGE: &str = "در حال باز کردن…";
/// The second program could not be had.
pub const DESK_FAILED: &str =
    "این صفحه دریافت نشد. اتصال اینترنت را بررسی کنید و صفحه را دوباره باز کنید.";
/// The heading of the list of keys.
pub const KEYS: &str = "کلیدهای میان‌بر";
/// The keys and what they do.
pub const KEY_LIST: [(&str, &str); 5] = [
    ("/", "جست‌وجو"),
    ("j", "خبر بعدی"),
    ("k", "خبر قبلی"),
    ("s", "ذخیرهٔ خبر"),
    ("?", "این فهرست"),
];
/// Shows further stories.
pub const MORE: &str = "خبرهای بیشتر";
/// Leads to the page of a list before this one.
pub const NEWER: &str = "خبرهای تازه‌تر";
/// Leads to the page of a list after this one.
pub const OLDER: &str = "خبرهای قدیمی‌تر";
/// Further stories are on their way.
pub const MORE_LOADING: &str = "خبرهای بیشتر در راه است…";
/// Further stories could not be had.
pub const MORE_FAILED: &str = "خبرهای بیشتر دریافت نشد.";
/// The list is over.
pub const LIST_END: &str = "به پایان فهرست رسیدید.";
/// An empty list.
pub const LIST_EMPTY: &str = "هنوز خبری در این صفحه نیست.";
/// The page is on its way.
pub const LOADING: &str = "در حال دریافت خبرها…";
/// Tries again.
pub const RETRY: &str = "تلاش دوباره";
/// The heading of a page that could not be had.
pub const FAILED: &str = "خبرها دریافت نشد";
/// The heading of a story that could not be had.
pub const STORY_FAILED: &str = "متن این خبر دریافت نشد";
/// The heading of a withdrawn story.
pub const WITHDRAWN: &str = "این خبر پس گرفته شده است";
/// The text of a withdrawn story's page.
pub const WITHDRAWN_NOTE: &str = "تحریریه این خبر را از دسترس خارج کرده است. اگر دربارهٔ آن چیزی نوشته بودید، نوشتهٔ شما در این مرورگر مانده است.";
/// The heading of the not-found page.
pub const NOT_FOUND: &str = "این صفحه پیدا نشد";
/// The text of the not-found page.
pub const NOT_FOUND_NOTE: &str =
    "شاید نشانی را نادرست نوشته باشید، یا خبر به نشانی دیگری رفته باشد. از اینجا ادامه دهید:";
/// Back to the front page.
pub const TO_FRONT: &str = "بازگشت به صفحه نخست";
/// The heading of the feed's report.
pub const REPORT: &str = "گزارش خوراک خبر";
/// What the report is.
pub const REPORT_NOTE: &str = "هر خبر خوراک جداگانه خوانده می‌شود. آنچه نادرست بوده و اصلاح شده، یا کنار گذاشته شده، اینجا آمده است.";
/// The column of positions.
pub const REPORT_POSITION: &str = "جایگاه";
/// The column of ids.
pub const REPORT_ID: &str = "شناسه";
/// The column of reasons.
pub const REPORT_REASON: &str = "چه شد";
/// The list of repaired items.
pub const REPORT_REPAIRED: &str = "اصلاح‌شده‌ها";
/// The list of dropped items.
pub const REPORT_DROPPED: &str = "کنارگذاشته‌ها";
/// Nothing was dropped or repaired.
pub const REPORT_CLEAN: &str = "همهٔ خبرها بی‌نقص خوانده شد.";
/// The feed itself, in the column of positions.
pub const REPORT_FEED: &str = "خوراک";
/// The footer's line.
pub const FOOTER: &str = "همه‌چیز در مرورگر شما می‌ماند؛ هیچ‌چیز ردیابی نمی‌شود.";

/// The browser keeps nothing.
pub const NOTHING_KEPT: &str =
    "حافظهٔ مرورگر در دسترس نیست؛ شاید پر باشد، خاموش شده باشد یا هنوز پاسخ نداده باشد.";
/// Stands above the last-moment copies of drafts, where the drafts themselves cannot be read.
pub const DRAFT_COPIES: &str = "آنچه در لحظهٔ آخر نگه داشته شده است:";
/// One of those copies.
pub const DRAFT_UNSTORED: &str = "هنوز در حافظهٔ اصلی مرورگر ذخیره نشده است.";
/// Nothing is saved.
pub const NO_SAVED: &str =
    "هنوز خبری ذخیره نکرده‌اید. با نشان کنار هر خبر آن را ذخیره کنید تا همیشه در همین دستگاه بماند.";
/// There is no draft.
pub const NO_DRAFTS: &str = "پیش‌نویسی ندارید. آنچه زیر خبرها بنویسید، خودبه‌خود اینجا می‌ماند.";
/// What is not on the device can only come from the network.
pub const NOT_KEPT: &str = "این صفحه روی دستگاه شما نگه داشته نشده است.";
/// Leads to what is on the device.
pub const TO_SHELF: &str = "آنچه روی این دستگاه هست";
/// The heading of the saved stories on the shelf.
pub const PINNED: &str = "ذخیره‌شده به خواست شما";
/// The heading of the stories that the browser has kept by itself.
pub const PASSING: &str = "نگه داشته‌شده هنگام خواندن";
/// What becomes of them.
pub const PASSING_NOTE: &str =
    "این خبرها بی‌اینترنت هم باز می‌شوند و اگر جا کم شود، کهنه‌ترین‌ها خودبه‌خود می‌روند.";
/// Removes.
pub const REMOVE: &str = "حذف";
/// Said after something was removed.
pub const REMOVED: &str = "حذف شد.";
/// Opens the story of a draft.
pub const OPEN: &str = "باز کردن خبر";
/// The colours.
pub const THEME: &str = "رنگ صفحه";
/// Colours as the system has them.
pub const THEME_SYSTEM: &str = "مانند دستگاه";
/// Light.
pub const THEME_LIGHT: &str = "روشن";
/// Dark.
pub const THEME_DARK: &str = "تیره";
/// Sepia.
pub const THEME_SEPIA: &str = "کاهی";
/// The size of the text.
pub const TEXT_SIZE: &str = "اندازهٔ نوشته";
/// The width of lines.
pub const LINE_WIDTH: &str = "پهنای سطر";
/// Narrow.
pub const WIDTH_NARROW: &str = "باریک";
/// As it is.
pub const WIDTH_NORMAL: &str = "معمولی";
/// Wide.
pub const WIDTH_WIDE: &str = "پهن";
/// Pictures.
pub const PICTURES: &str = "عکس‌ها";
/// Pictures, unless the device spares data.
pub const PICTURES_SYSTEM: &str = "مانند دستگاه";
/// All of them.
pub const PICTURES_ALL: &str = "همیشه";
/// Only those that are touched.
pub const PICTURES_ASK: &str = "فقط با لمس";
/// Motion.
pub const MOTION: &str = "حرکت";
/// Motion as the system has it.
pub const MOTION_SYSTEM: &str = "مانند دستگاه";
/// Less motion.
pub const MOTION_LESS: &str = "بدون حرکت";
/// Marks of reading.
pub const HISTORY: &str = "نشانهٔ خوانده‌شده‌ها";
/// They are kept.
pub const HISTORY_ON: &str = "نگه دار";
/// They are not.
pub const HISTORY_OFF: &str = "نگه ندار";
/// What the settings do.
pub const SAMPLE: &str = "نمونه";
/// A headline of a sample.
pub const SAMPLE_TITLE: &str = "باران پاییزی به شهر رسید";
/// A text of a sample.
pub const SAMPLE_TEXT: &str = "این چند سطر نشان می‌دهد که خبرها با تنظیم شما چگونه دیده می‌شود. اندازهٔ نوشته در فهرست‌ها هم به کار می‌رود و تیترها کمتر بزرگ می‌شود.";
/// Settings could not be stored.
pub const SETTINGS_NOT_KEPT: &str =
    "تنظیم شما تا بستن این صفحه می‌ماند؛ مرورگر اجازهٔ نگه‌داری آن را نداد.";
/// What the reader keeps.
pub const YOUR_THINGS: &str = "نوشته‌ها و ذخیره‌های شما";
/// Where it lies.
pub const YOUR_THINGS_NOTE: &str = "همهٔ این‌ها فقط در همین مرورگر است. برای بردن به دستگاهی دیگر، یا برای اطمینان، پرونده‌ای از آن بگیرید.";
/// Hands out a file with everything.
pub const EXPORT: &str = "گرفتن پرونده";
/// Takes a file in.
pub const IMPORT: &str = "افزودن از پرونده";
/// Removes all saved stories.
pub const CLEAR_SAVED: &str = "پاک کردن ذخیره‌شده‌ها";
/// Removes all marks of reading.
pub const CLEAR_READING: &str = "پاک کردن نشانهٔ خوانده‌شده‌ها";
/// The chosen file is no JSON.
pub const IMPORT_NOT_JSON: &str = "این پرونده خوانده نشد و چیزی تغییر نکرد.";
/// The chosen file is another's.
pub const IMPORT_NOT_OURS: &str = "این پرونده را پیک ننوشته است؛ چیزی تغییر نکرد.";
/// The chosen file is of a newer release.
pub const IMPORT_NEWER: &str = "این پرونده را نسخهٔ تازه‌تری از پیک نوشته است؛ چیزی تغییر نکرد.";
/// The chosen file is damaged.
pub const IMPORT_DAMAGED: &str = "این پرونده آسیب دیده است؛ چیزی تغییر نکرد.";
/// The chosen file is longer than any that the app writes.
pub const IMPORT_TOO_LARGE: &str = "این پرونده بیش از اندازه بزرگ است؛ چیزی تغییر نکرد.";
/// The name of the search field.
pub const SEARCH_FIELD: &str = "جست‌وجو در خبرهای این دستگاه";
/// What may be typed.
pub const SEARCH_PLACEHOLDER: &str = "واژه‌ها یا کد خبر";
/// What search is for.
pub const SEARCH_HINT: &str = "در تیتر، لید، متن و برچسب همهٔ خبرهایی که در این دستگاه است جست‌وجو می‌شود؛ چیزی به جایی فرستاده نمی‌شود.";
/// The search is under way.
pub const SEARCHING: &str = "در حال جست‌وجو…";
/// The browser cannot search.
pub const SEARCH_FAILED: &str = "جست‌وجو در این مرورگر آماده نشد. صفحه را دوباره باز کنید.";
/// The filter by section.
pub const SECTION: &str = "سرویس";
/// No filter by section.
pub const EVERY_SECTION: &str = "همهٔ سرویس‌ها";
/// The filter by date.
pub const WHEN: &str = "زمان";
/// No filter by date.
pub const SINCE_EVER: &str = "همهٔ زمان‌ها";
/// The last 24 hours.
pub const SINCE_DAY: &str = "۲۴ ساعت گذشته";
/// The last seven days.
pub const SINCE_WEEK: &str = "هفتهٔ گذشته";
/// The last thirty days.
pub const SINCE_MONTH: &str = "ماه گذشته";
/// The last year.
pub const SINCE_YEAR: &str = "سال گذشته";
/// Nothing was found, and filters are set.
pub const NOTHING_FILTERED: &str = "شاید در سرویس‌ها یا زمان‌های دیگر باشد: صافی‌ها را بردارید.";
/// Nothing was found.
pub const NOTHING_HINT: &str =
    "واژهٔ کوتاه‌تر یا نوشتار دیگری را بیازمایید. فقط خبرهایی جست‌وجو می‌شود که در این دستگاه است.";
/// No story has all the words.
pub const RELAXED: &str = "خبری با همهٔ این واژه‌ها نبود؛ این‌ها برخی از آن‌ها را دارد.";
/// Shows more results.
pub const MORE_RESULTS: &str = "نتیجه‌های بیشتر";

/// «۱۲ کیلوبایت», «۱٫۲ مگابایت», «۵۲ مگابایت»; `size` in bytes.
fn kilobytes(size: usize) -> String {
    let tenths = size / 100_000;
    match tenths {
        0..10 => format!("{} کیلوبایت", count_text(size.div_ceil(1000))),
        10..100 if !tenths.is_multiple_of(10) => format!(
            "{}\u{066B}{} مگابایت",
            count_text(tenths / 10),
            count_text(tenths % 10)
        ),
        _ => format!("{} مگابایت", count_text(tenths / 10)),
    }
}

/// «۳ خبر، ۱۲ کیلوبایت»
pub fn saved_total(count: usize, size: usize) -> String {
    format!("{} خبر، {}", count_text(count), kilobytes(size))
}

/// «روی این دستگاه: ۱٬۲۰۰ کیلوبایت از ۵۲٬۰۰۰ کیلوبایت»
pub fn shelf_total(total: usize, budget: usize) -> String {
    format!(
        "خبرها و عکس‌های روی این دستگاه: {} از {}",
        kilobytes(total),
        kilobytes(budget)
    )
}

/// «نگه داشته: ۵ دقیقه پیش، ۱۲ کیلوبایت»
pub fn kept_at(age: &str, size: usize) -> String {
    format!("نگه داشته: {age}، {}", kilobytes(size))
}

/// «ذخیره: ۵ دقیقه پیش، ۱۲ کیلوبایت»
pub fn saved_at(age: &str, size: usize) -> String {
    format!("ذخیره: {age}، {}", kilobytes(size))
}

/// «۵ دقیقه پیش، ۱۲۰ نویسه»
pub fn draft_meta(age: &str, count: usize) -> String {
    format!("{age}، {} نویسه", count_text(count))
}

/// «، با ۲ نسخهٔ دیگر»
pub fn draft_versions(count: usize) -> String {
    format!("، با {} نسخهٔ دیگر", count_text(count))
}

/// The name of the button that removes what belongs to a story.
pub fn remove(title: &str) -> String {
    format!("حذف «{title}»")
}

/// Stands for a headline that is not known.
pub fn untitled(code: &str) -> String {
    format!("{CODE} {}", code_text(code))
}

/// What was taken in from a file, and how many of its records were wrong.
pub fn imported(drafts: usize, saved: usize, reading: usize, refused: usize) -> String {
    let mut words = format!(
        "افزوده شد: {} پیش‌نویس، {} خبر ذخیره‌شده، {} نشانهٔ خوانده‌شده.",
        count_text(drafts),
        count_text(saved),
        count_text(reading)
    );
    if refused > 0 {
        words.push_str(&format!(
            " {} مورد نادرست بود و کنار گذاشته شد.",
            count_text(refused)
        ));
    }
    words
}

/// The page where frames for other sites are made.
pub const BUILDER: &str = "خبرهای ما در پایگاه شما";
/// What that page is for.
pub const BUILDER_NOTE: &str = "سرویس و چیدمان را برگزینید، نتیجه را ببینید و کد را در صفحهٔ خود بگذارید. رایگان است و به هیچ ثبت‌نامی نیاز ندارد.";
/// A field of that page: its name, its label, and its values with their names.
pub type BuilderField = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);
/// The fields of that page.
pub const BUILDER_FIELDS: [BuilderField; 4] = [
    (
        "layout",
        "چیدمان",
        &[("", "فهرست"), ("headline", "فقط تیتر"), ("cards", "با عکس")],
    ),
    (
        "theme",
        "زمینه",
        &[
            ("", "همراه دستگاه خواننده"),
            ("light", "روشن"),
            ("dark", "تیره"),
        ],
    ),
    (
        "accent",
        "رنگ",
        &[
            ("", "سبزآبی"),
            ("red", "سرخ"),
            ("blue", "آبی"),
            ("green", "سبز"),
            ("purple", "بنفش"),
            ("ink", "بی‌رنگ"),
        ],
    ),
    (
        "size",
        "اندازهٔ نوشته",
        &[("s", "ریز"), ("", "میانه"), ("l", "درشت")],
    ),
];
/// Which stories the frame shows.
pub const BUILDER_PLACE: &str = "سرویس";
/// How many stories the frame shows.
pub const BUILDER_COUNT: &str = "شمار خبرها";
/// The frame on other sites.
pub const BUILDER_PREVIEW: &str = "پیش‌نمایش";
/// Kinds of sites: whether dark, whether written from left to right, and their names.
pub const BUILDER_HOSTS: [(bool, bool, &str); 4] = [
    (false, false, "صفحهٔ روشن، راست‌به‌چپ"),
    (true, false, "صفحهٔ تیره، راست‌به‌چپ"),
    (false, true, "صفحهٔ روشن، چپ‌به‌راست"),
    (true, true, "صفحهٔ تیره، چپ‌به‌راست"),
];
/// What is to be copied: a frame alone.
pub const BUILDER_FRAME: &str = "کد ساده (بدون جاوااسکریپت)";
/// What is to be copied: the element.
pub const BUILDER_ELEMENT: &str = "کد هوشمند (با پیوند جایگزین)";

/// «همهٔ خبرهای ورزشی در پیک»
pub fn embed_more(list: &str, newsroom: &str) -> String {
    format!("همهٔ خبرهای {list} در {newsroom}")
}

/// «خواندن خبر در پیک»
pub fn embed_read(newsroom: &str) -> String {
    format!("خواندن خبر در {newsroom}")
}

/// «آخرین به‌روزرسانی: ۱۲:۰۴»; with its date where that is not today's.
pub fn updated(at: Stamp, now: Stamp) -> String {
    let is_today = super::short_date(at) == super::short_date(now);
    let moment = if is_today {
        super::clock(at)
    } else {
        super::short_date_time(at)
    };
    format!("آخرین به‌روزرسانی: {moment}")
}

/// «برون‌خط»: what is shown is what the device has.
pub fn behind(failure: Failure) -> &'static str {
    match failure {
        Failure::Network => "اینترنت نیست",
        Failure::Stalled => "شبکه کند است",
        Failure::NotAFeed => "پاسخ نادرست شبکه",
        Failure::Empty => "خوراک خبر خالی رسید؛ نسخهٔ پیشین را می‌بینید",
        Failure::Status(_) | Failure::Missing | Failure::TooLarge => "خطای کارساز خبر",
    }
}

/// «۳ نتیجه در ۶۰ خبر»
pub fn found(total: usize, size: usize) -> String {
    format!("{} نتیجه در {} خبر", count_text(total), count_text(size))
}

/// Nothing was found.
pub fn nothing_found(words: &str) -> String {
    format!("برای «{words}» چیزی پیدا نشد.")
}

/// Nothing was found, but for the nearest spelling.
pub fn nearest(words: &str, nearest: &str) -> String {
    format!("برای «{words}» چیزی نبود؛ نتیجه‌های نزدیک‌ترین نوشتار: «{nearest}».")
}

/// Leads to the story of a code.
pub fn jump(code: &str) -> String {
    format!("رفتن به خبر {}", code_text(code))
}

/// «۳ خبر تازه»
pub fn fresh(count: usize) -> String {
    format!("{} خبر تازه", count_text(count))
}

/// The name of the button that saves a story of a list.
pub fn save_story(title: &str) -> String {
    format!("ذخیرهٔ «{title}»")
}

/// The subject of a mail with a comment.
pub fn mail_subject(title: &str) -> String {
    format!("نظر دربارهٔ «{title}»")
}

/// What a mail with a comment begins with.
pub fn mail_head(title: &str, code: &str, address: &str) -> String {
    let code = code_text(code);
    format!("{title}\n{CODE}: {code}\n{address}\n\n")
}

/// «۴ دقیقه خواندن»
pub fn reading_time(minutes: u32) -> String {
    format!("{} دقیقه خواندن", number(i64::from(minutes)))
}

/// «۶ عکس»
pub fn pictures(count: usize) -> String {
    format!("{} عکس", count_text(count))
}

/// «عکس ۲ از ۶»
pub fn picture_of(at: usize, count: usize) -> String {
    format!("عکس {} از {}", count_text(at), count_text(count))
}

/// «بزرگ کردن عکس ۲ از ۶»
pub fn enlarge(at: usize, count: usize) -> String {
    format!("بزرگ کردن {}", picture_of(at, count))
}

/// «عکس: نام»
pub fn credit(name: &str) -> String {
    format!("عکس: {name}")
}

/// «نویسنده: نام» with «، » and «و» between several names.
pub fn authors(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} و {last}", before.join("، ")),
    }
}

/// A news code as it is read: a number in Persian digits, anything else as it is.
pub fn code_text(code: &str) -> String {
    if code.bytes().all(|byte| byte.is_ascii_digit()) {
        persian_digits(code)
    } else {
        code.to_owned()
    }
}

/// A story's citation: headline, newsroom, news code, date where it has one, address.
pub fn citation(title: &str, newsroom: &str, code: &str, date: &str, address: &str) -> String {
    let code = format!("{CODE}: {}", code_text(code));
    let title = format!("«{title}»");
    let mut parts = vec![title.as_str(), newsroom, &code, date, address];
    parts.retain(|part| !part.is_empty());
    parts.join("، ")
}

/// The title of a page, as tabs and the history show it.
pub fn page_title(page: &str, edition: &str) -> String {
    format!("{page} | {edition}")
}

/// The heading of a tag's list.
pub fn tag_heading(tag: &str) -> String {
    format!("برچسب «{tag}»")
}

/// Stands at an old address, as a link to the new one.
#[cfg(not(target_arch = "wasm32"))]
pub const MOVED: &str = "این صفحه به نشانی تازه‌ای رفته است.";

/// The title of a part of a list: all but the newest have a number, counted from the oldest.
#[cfg(not(target_arch = "wasm32"))]
pub fn list_part(heading: &str, number: Option<usize>) -> String {
    match number {
        None => format!("همهٔ خبرهای {heading}"),
        Some(number) => {
            let number = super::number(i64::try_from(number).unwrap_or(i64::MAX));
            format!("{heading}، صفحهٔ {number}")
        }
    }
}

/// «۸۳ خبر خوانده شد، ۲ مورد اصلاح شد، ۱ مورد کنار رفت.»
pub fn report_summary(kept: usize, repaired: usize, dropped: usize) -> String {
    format!(
        "{} خبر خوانده شد، {} مورد اصلاح شد، {} مورد کنار رفت.",
        count_text(kept),
        count_text(repaired),
        count_text(dropped)
    )
}

/// What a reader is told when something could not be had, and what may help.
pub fn failure(failure: Failure) -> String {
    match failure {
        Failure::Network => "به شبکه دسترسی نیست. اتصال اینترنت را بررسی کنید.".into(),
        Failure::Stalled => "پاسخی نرسید؛ شبکه کند است یا قطع شده.".into(),
        Failure::Status(status) => format!(
            "کارساز خبر پاسخ درستی نداد (خطای {}). کمی بعد دوباره تلاش کنید.",
            count_text(usize::from(status))
        ),
        Failure::Missing => "در این نشانی خبری نیست.".into(),
        Failure::TooLarge => "پاسخ بزرگ‌تر از اندازهٔ مجاز بود و خوانده نشد.".into(),
        Failure::NotAFeed => {
            "آنچه رسید خوراک خبر نبود. شاید شبکه شما را به صفحهٔ ورود خود برده است.".into()
        }
        Failure::Empty => "پاسخ کارساز خبر خالی بود. کمی بعد دوباره تلاش کنید.".into(),
    }
}

/// What happened to an item of the feed.
pub fn reason(reason: &Reason) -> String {
    let words = match reason {
        Reason::NotAnObject => "خبر به شکل درست نوشته نشده بود",
        Reason::NoId => "خبر شناسه نداشت",
        Reason::NoText => "خبر نه تیتر داشت و نه متن",
        Reason::Duplicate => "خبر دیگری با همین کد تازه‌تر یا پیش‌تر بود، یا پس گرفته شده است",
        Reason::NotUtf8 => "نویسه‌های ناخوانا جایگزین شد",
        Reason::UnknownVersion => "نسخهٔ خوراک نوشته نشده یا ناشناخته است",
        Reason::NoFeedTitle => "خوراک عنوان ندارد",
        Reason::NextIsSelf => "نشانی صفحهٔ بعد به همین خوراک برمی‌گشت و نادیده گرفته شد",
        Reason::SectionIgnored => {
            "سرویسی که شناسه یا نام نداشت، یا تکراری یا بیش از اندازه بود، نادیده گرفته شد"
        }
        Reason::UnknownKind => "نوع سرویس ناشناخته بود و متنی نشان داده می‌شود",
        Reason::UnknownParent => "سرویس بالادست پیدا نشد",
        Reason::Ignored(field) => return format!("فیلد {field} نادرست بود و نادیده گرفته شد"),
        Reason::BrokenText(field) => return format!("نویسه‌های شکستهٔ فیلد {field} جایگزین شد"),
        Reason::NoTitle => "تیتر نداشت؛ آغاز متن به جای آن نشست",
        Reason::NoContent => "متن نداشت؛ فقط تیتر و لید نشان داده می‌شود",
        Reason::BadDate(field) => return format!("تاریخ {field} خوانده نشد و کنار رفت"),
        Reason::FutureDate(field) => return format!("تاریخ {field} در آینده بود و کنار رفت"),
        Reason::NotAList(field) => {
            return format!("فیلد {field} فهرست نبود؛ همان یک مقدار برداشته شد");
        }
        Reason::TooMany(field) => {
            return format!("فهرست {field} بیش از اندازه بلند بود و ادامه‌اش کنار رفت");
        }
        Reason::TooLong(field) => return format!("متن {field} بیش از اندازه بلند بود و کوتاه شد"),
        Reason::OtherOrigin(field) => {
            return format!("نشانی {field} در پایگاهی دیگر بود و نادیده گرفته شد");
        }
        Reason::TooManyTags => "برچسب‌های بیش از ۳۲ یا بلندتر از ۱۰۰ نویسه کنار رفت",
        Reason::UnknownSection => "سرویس خبر در خوراک معرفی نشده است",
        Reason::Body(repair, count) => {
            return format!(
                "{} ({} بار)",
                body_repair(*repair),
                number(i64::from(*count))
            );
        }
        #[cfg(not(target_arch = "wasm32"))]
        Reason::Unreadable => "خبر ناتمام بود یا خوانده نشد",
        #[cfg(not(target_arch = "wasm32"))]
        Reason::BrokenXml => "نشانه‌گذاری شکستهٔ خبر درست شد",
        #[cfg(not(target_arch = "wasm32"))]
        Reason::NotItsOwn => {
            "این خبر از منبعی با اولویت بالاتر است و این منبع اجازهٔ جایگزینی یا پس‌گرفتن آن را ندارد"
        }
    };
    words.to_owned()
}

fn body_repair(repair: BodyRepair) -> &'static str {
    match repair {
        BodyRepair::FrameToLink => "قاب پایگاهی دیگر به پیوند تبدیل شد",
        BodyRepair::PlayerToLink => "پخش‌کنندهٔ درون متن به پیوند تبدیل شد",
        BodyRepair::UnsafeAddress => "نشانی ناامن کنار رفت",
        BodyRepair::TrackingPixel => "تصویر پنهان ردیاب کنار رفت",
        BodyRepair::Removed => "کد اجرایی یا فرم کنار رفت",
        BodyRepair::Crowded => "متن بیش از اندازه پاره‌پاره بود و ادامه‌اش ساده نشان داده می‌شود",
        BodyRepair::TooLong => "متن بیش از اندازه بلند بود و ادامه‌اش کنار رفت",
        BodyRepair::LongLine => "نام یا شرح بیش از اندازه بلند بود و کوتاه شد",
        BodyRepair::DeepList => "فهرست تودرتو ساده شد",
    }
}

fn count_text(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}
