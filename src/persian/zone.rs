//! Tehran's offset from UTC, for every moment since 1970.
//!
//! Iran had summer time until 2022-09-21 and has had none since, so a fixed +03:30 is wrong for old
//! news. The table is the IANA time zone database's `Asia/Tehran` (release 2024a and unchanged
//! since); a test compares it with that database.

/// +03:30 in seconds.
const STANDARD: i64 = 12_600;
/// +04:30 in seconds.
const SUMMER: i64 = 16_200;

/// The years when the offset changed in its own ways, 1977–1979 and 1991: from when, and the offset.
const ODD: [(u32, i64); 11] = [
    (227_820_600, SUMMER),
    (246_223_800, 14_400),
    (259_617_600, 18_000),
    (271_108_800, 14_400),
    (279_576_000, STANDARD),
    (296_598_600, SUMMER),
    (306_531_000, STANDARD),
    (322_432_200, SUMMER),
    (338_499_000, STANDARD),
    (673_216_200, SUMMER),
    (685_481_400, STANDARD),
];

/// From when it was summer time, 1992–2005 and 2008–2022.
const SUMMERS: [u32; 29] = [
    701_209_800,
    732_745_800,
    764_281_800,
    795_817_800,
    827_353_800,
    858_976_200,
    890_512_200,
    922_048_200,
    953_584_200,
    985_206_600,
    1_016_742_600,
    1_048_278_600,
    1_079_814_600,
    1_111_437_000,
    1_206_045_000,
    1_237_667_400,
    1_269_203_400,
    1_300_739_400,
    1_332_275_400,
    1_363_897_800,
    1_395_433_800,
    1_426_969_800,
    1_458_505_800,
    1_490_128_200,
    1_521_664_200,
    1_553_200_200,
    1_584_736_200,
    1_616_358_600,
    1_647_894_600,
];
/// How long each of them was: 184 days but an hour.
const SUMMER_LENGTH: i64 = 15_894_000;

/// Tehran's offset at `seconds` since 1970, in seconds east of UTC.
pub(super) fn offset(seconds: i64) -> i64 {
    let mut summers = SUMMERS.iter().map(|from| seconds - i64::from(*from));
    if summers.any(|since| (0..SUMMER_LENGTH).contains(&since)) {
        return SUMMER;
    }
    ODD.iter()
        .rev()
        .find(|(from, _)| i64::from(*from) <= seconds)
        .map_or(STANDARD, |(_, offset)| *offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Offset, TimeZone};

    #[test]
    fn the_table_is_the_time_zone_databases() {
        let exact = ODD.iter().map(|(at, _)| i64::from(*at));
        let summers = SUMMERS.iter().map(|from| i64::from(*from));
        let exact = exact.chain(summers.flat_map(|from| [from, from + SUMMER_LENGTH]));
        let around = exact.flat_map(|at| [at - 1, at, at + 1]);
        let regular = (0..2_200_000_000_i64).step_by(5 * 86_400 + 7_919);
        for seconds in around.chain(regular) {
            let expected = chrono_tz::Asia::Tehran
                .offset_from_utc_datetime(
                    &chrono::DateTime::from_timestamp(seconds, 0)
                        .unwrap()
                        .naive_utc(),
                )
                .fix()
                .local_minus_utc();
            assert_eq!(offset(seconds), i64::from(expected), "at {seconds}");
        }
    }
}
