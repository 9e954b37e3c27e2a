//! Every word of the interface, in one place. Titles that come from a feed are not here.
//!
//! Rules: contemporary standard Persian; ZWNJ where it belongs (می‌شود، خبرها); «» quotes; ، ؛ ؟;
//! Persian digits through `super::number`; one name for one thing: خبر, سرویس, برچسب, کد خبر.

use super::{number, persian_digits};
use crate::feed::{BodyRepair, Reason};
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
/// What happens to a comment.
pub const COMMENT_NOTE: &str =
    "آنچه می‌نویسید فقط در همین مرورگر نگه داشته می‌شود و برای کسی فرستاده نمی‌شود.";
/// The draft is being stored.
pub const DRAFT_WRITING: &str = "در حال نوشتن…";
/// No room left.
pub const DRAFT_FULL: &str = "ذخیره نشد: حافظهٔ دستگاه پر است. متن را جای دیگری هم نگه دارید.";
/// The browser would not store it.
pub const DRAFT_FAILED: &str =
    "ذخیره نشد: مرورگر اجازهٔ نگه‌داری نمی‌دهد. متن را جای دیگری هم نگه دارید.";
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

/// «۳ خبر تازه»
pub fn fresh(count: usize) -> String {
    format!("{} خبر تازه", count_text(count))
}

/// «ذخیره شد، ۱۲:۰۴»
pub fn draft_saved(clock: &str) -> String {
    format!("ذخیره شد، {clock}")
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

/// A story's citation: headline, newsroom, news code, date.
pub fn citation(title: &str, newsroom: &str, code: &str, date: &str, address: &str) -> String {
    let code = persian_digits(code);
    format!("«{title}»، {newsroom}، {CODE}: {code}، {date}، {address}")
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
        BodyRepair::DeepList => "فهرست تودرتو ساده شد",
    }
}

fn count_text(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}
