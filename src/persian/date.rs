//! Dates and times: the Jalali calendar, in Tehran, for every reader.

use super::{number, persian_digits, zone};
use crate::news::Stamp;
use calendrical_calculations::{gregorian, persian, rata_die::RataDie};

const DAY: i64 = 86_400;
/// 1970-01-01 as a day number of the calendar library.
const EPOCH: i64 = 719_163;

const MONTHS: [&str; 12] = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
];
const WEEKDAYS: [&str; 7] = [
    "یکشنبه",
    "دوشنبه",
    "سه\u{200C}شنبه",
    "چهارشنبه",
    "پنجشنبه",
    "جمعه",
    "شنبه",
];

/// A moment as Tehran's calendar and clocks show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The Jalali year.
    pub year: i32,
    /// 1–12.
    pub month: u8,
    /// 1–31.
    pub day: u8,
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
    /// 0–59.
    pub second: u8,
    /// 0 is Sunday.
    pub weekday: u8,
}

/// The farthest moment that has a date, either way: past it the calendar's arithmetic ends. Feeds
/// do not reach it, because `parse_rfc3339` does not.
const FARTHEST: i64 = 100_000_000_000;

/// `moment` in Tehran.
pub fn tehran(moment: Stamp) -> LocalTime {
    let seconds = moment.0.clamp(-FARTHEST, FARTHEST);
    let local = seconds + zone::offset(seconds);
    let day = local.div_euclid(DAY);
    let second = local.rem_euclid(DAY);
    let (year, month, date) =
        persian::fast_persian_from_fixed(RataDie::new(EPOCH + day)).unwrap_or((1, 1, 1));
    LocalTime {
        year,
        month,
        day: date,
        hour: small(second / 3600),
        minute: small(second / 60 % 60),
        second: small(second % 60),
        // 1970-01-01 was a Thursday.
        weekday: small((day + 4).rem_euclid(7)),
    }
}

/// A value that is known to be below 256.
fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}

/// The agency's own form: «۱۳۹۸/۰۴/۱۵ - ۲۰:۵۷:۵۰».
pub fn agency_form(moment: Stamp) -> String {
    let LocalTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ..
    } = tehran(moment);
    persian_digits(&format!(
        "{year}/{month:02}/{day:02} - {hour:02}:{minute:02}:{second:02}"
    ))
}

/// «پنجشنبه ۳۰ اسفند ۱۴۰۳»
pub fn long_date(moment: Stamp) -> String {
    let weekday = WEEKDAYS
        .get(usize::from(tehran(moment).weekday))
        .copied()
        .unwrap_or_default();
    format!("{weekday} {}", short_date(moment))
}

/// «شنبه ۱۵ تیر ۱۳۹۸، ساعت ۲۰:۵۷»
pub fn long_date_time(moment: Stamp) -> String {
    format!("{}، ساعت {}", long_date(moment), clock(moment))
}

/// «۱۵ تیر ۱۳۹۸»
pub fn short_date(moment: Stamp) -> String {
    let LocalTime {
        year, month, day, ..
    } = tehran(moment);
    let month = MONTHS
        .get(usize::from(month).wrapping_sub(1))
        .copied()
        .unwrap_or_default();
    persian_digits(&format!("{day} {month} {year}"))
}

/// «۱۵ تیر ۱۳۹۸، ۲۰:۵۷»
pub fn short_date_time(moment: Stamp) -> String {
    format!("{}، {}", short_date(moment), clock(moment))
}

/// «۲۰:۵۷»
pub fn clock(moment: Stamp) -> String {
    let LocalTime { hour, minute, .. } = tehran(moment);
    persian_digits(&format!("{hour:02}:{minute:02}"))
}

/// How long ago `moment` was, if it lies on the same day in Tehran as `now`: «لحظاتی پیش»,
/// «۵ دقیقه پیش», «۳ ساعت پیش». Clocks disagree, so up to a minute in the future is now.
pub fn relative(moment: Stamp, now: Stamp) -> Option<String> {
    let ago = now.0.checked_sub(moment.0)?;
    let (then, today) = (tehran(moment), tehran(now));
    let same_day = (then.year, then.month, then.day) == (today.year, today.month, today.day);
    match ago {
        -60..=59 => Some("لحظاتی پیش".to_owned()),
        60..=3599 if same_day => Some(format!("{} دقیقه پیش", number(ago / 60))),
        3600..=DAY if same_day => Some(format!("{} ساعت پیش", number(ago / 3600))),
        _ => None,
    }
}

/// The moment for machines: `2019-07-06T16:27:50Z`.
pub fn iso_utc(moment: Stamp) -> String {
    let seconds = moment.0.clamp(-FARTHEST, FARTHEST);
    let date = RataDie::new(EPOCH + seconds.div_euclid(DAY));
    let (year, month, day) = gregorian::gregorian_from_fixed(date).unwrap_or((1970, 1, 1));
    let second = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// A length of time: «۲:۰۵», «۱:۰۲:۰۵».
pub fn duration(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    persian_digits(&match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    })
}

/// The moment that a feed's date names (RFC 3339, as tolerantly as feeds need: lower-case letters,
/// a space for the `T`, offsets without a colon, a date alone). `None` for anything else and for
/// years outside 1900–2200.
pub fn parse_rfc3339(text: &str) -> Option<Stamp> {
    let text = text.trim();
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let year = i32::try_from(year)
        .ok()
        .filter(|year| (1900..=2200).contains(year))?;
    let leap = gregorian::is_leap_year(year);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let date =
        gregorian::fixed_from_gregorian(year, small(month), small(day)).to_i64_date() - EPOCH;
    let (time, offset) = if rest.is_empty() {
        (0, 0)
    } else {
        time_and_offset(rest)?
    };
    Some(Stamp(date * DAY + time - offset))
}

fn time_and_offset(text: &str) -> Option<(i64, i64)> {
    let rest = text.strip_prefix(['T', 't', ' '])?;
    let (hour, rest) = digits(rest, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest, 2)?,
        None => (0, rest),
    };
    // 24:00 and leap seconds are met; they name the next moment.
    if hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0) {
        return None;
    }
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    Some((
        hour * 3600 + minute * 60 + second,
        offset(rest.trim_start())?,
    ))
}

fn offset(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let minutes = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = if minutes.is_empty() {
        (0, "")
    } else {
        digits(minutes, 2)?
    };
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// The number that the first `count` characters write, and what follows them.
fn digits(text: &str, count: usize) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let mut value = 0;
    for digit in number.chars() {
        value = value * 10 + i64::from(digit.to_digit(10)?);
    }
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Stamp {
        parse_rfc3339(text).unwrap_or_else(|| panic!("{text} is a date"))
    }

    #[test]
    fn moments_are_shown_in_tehran_with_the_summer_time_of_their_year() {
        for (moment, shown) in [
            ("2019-07-06T20:57:50+04:30", "۱۳۹۸/۰۴/۱۵ - ۲۰:۵۷:۵۰"),
            ("2022-06-21T19:45:00Z", "۱۴۰۱/۰۴/۰۱ - ۰۰:۱۵:۰۰"),
            ("2006-06-21T20:15:00Z", "۱۳۸۵/۰۳/۳۱ - ۲۳:۴۵:۰۰"),
            ("2022-09-21T19:29:00Z", "۱۴۰۱/۰۶/۳۰ - ۲۳:۵۹:۰۰"),
            ("2023-06-21T20:15:00Z", "۱۴۰۲/۰۳/۳۱ - ۲۳:۴۵:۰۰"),
            ("2025-03-20T20:29:00Z", "۱۴۰۳/۱۲/۳۰ - ۲۳:۵۹:۰۰"),
            ("2025-03-20T20:30:00Z", "۱۴۰۴/۰۱/۰۱ - ۰۰:۰۰:۰۰"),
            ("2030-03-20T12:00:00Z", "۱۴۰۸/۱۲/۳۰ - ۱۵:۳۰:۰۰"),
            ("2091-03-20T12:00:00Z", "۱۴۶۹/۱۲/۳۰ - ۱۵:۳۰:۰۰"),
        ] {
            assert_eq!(agency_form(at(moment)), shown, "{moment}");
        }
    }

    #[test]
    fn the_leap_years_are_the_official_ones() {
        for (year, leap) in [
            (1399, true),
            (1403, true),
            (1404, false),
            (1407, false),
            (1408, true),
        ] {
            // The last day of the year is 30 Esfand exactly in a leap year.
            let next = persian::fixed_from_fast_persian(year + 1, 1, 1).to_i64_date();
            let last = tehran(Stamp((next - 1 - EPOCH) * DAY + DAY / 2));
            assert_eq!(
                (last.year, last.month, last.day == 30),
                (year, 12, leap),
                "{year}"
            );
        }
    }

    #[test]
    fn dates_are_written_in_words_with_persian_digits_and_the_persian_comma() {
        let moment = at("2019-07-06T20:57:50+04:30");
        assert_eq!(long_date_time(moment), "شنبه ۱۵ تیر ۱۳۹۸، ساعت ۲۰:۵۷");
        assert_eq!(
            long_date(at("2025-03-20T12:00:00Z")),
            "پنجشنبه ۳۰ اسفند ۱۴۰۳"
        );
        assert_eq!(
            long_date(at("2026-11-24T12:00:00Z")),
            "سه\u{200C}شنبه ۳ آذر ۱۴۰۵"
        );
        assert_eq!(iso_utc(moment), "2019-07-06T16:27:50Z");
        assert_eq!([5, 125, 3725].map(duration), ["۰:۰۵", "۲:۰۵", "۱:۰۲:۰۵"]);
    }

    #[test]
    fn today_is_told_relatively_and_every_other_day_is_not() {
        let now = at("2026-11-22T14:00:00+03:30");
        for (then, said) in [
            ("2026-11-22T13:59:30+03:30", Some("لحظاتی پیش")),
            ("2026-11-22T14:00:40+03:30", Some("لحظاتی پیش")),
            ("2026-11-22T13:55:00+03:30", Some("۵ دقیقه پیش")),
            ("2026-11-22T11:00:00+03:30", Some("۳ ساعت پیش")),
            ("2026-11-22T00:01:00+03:30", Some("۱۳ ساعت پیش")),
            ("2026-11-21T23:59:00+03:30", None),
            ("2026-11-22T14:02:00+03:30", None),
        ] {
            assert_eq!(relative(at(then), now).as_deref(), said, "{then}");
        }
    }

    #[test]
    fn dates_are_read_as_feeds_write_them() {
        let expected = Some(Stamp(1_562_430_470));
        for text in [
            "2019-07-06T16:27:50Z",
            "2019-07-06t16:27:50z",
            "2019-07-06 16:27:50Z",
            "2019-07-06T20:57:50+04:30",
            "2019-07-06T20:57:50+0430",
            "2019-07-06T16:27:50.123456Z",
            " 2019-07-06T16:27:50 +00:00 ",
            "2019-07-06T11:27:50-05",
        ] {
            assert_eq!(parse_rfc3339(text), expected, "{text}");
        }
        assert_eq!(parse_rfc3339("2019-07-06"), Some(Stamp(1_562_371_200)));
        for text in [
            "",
            "دیروز",
            "2019-13-01",
            "2019-02-29",
            "2019-07-06T25:00:00Z",
            "2019-07-06T16:60:00Z",
            "1899-01-01",
            "2201-01-01",
            "2019-7-6",
            "2019-07-06T16:27:50+99:00",
            "2019-07-06T16:27:50 MEZ",
            "+019-07-06",
            "2019-07-06Tآآ:",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_beyond_every_calendar_breaks_nothing() {
        for seconds in [i64::MIN, i64::MAX, 0] {
            assert!(!agency_form(Stamp(seconds)).is_empty());
            assert!(!iso_utc(Stamp(seconds)).is_empty());
            assert_eq!(relative(Stamp(seconds), Stamp(1)).is_some(), seconds == 0);
        }
    }
}
