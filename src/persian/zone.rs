//! Tehran's offset from UTC, for every moment since 1970.
//!
//! Iran had summer time until 2022-09-21 and has had none since, so a fixed +03:30 is wrong for old
//! news. The table is the IANA time zone database's `Asia/Tehran` (release 2024a and unchanged
//! since); a test compares it with that database.

/// +03:30 in seconds.
const STANDARD: i64 = 12_600;
/// +04:30 in seconds.
const SUMMER: i64 = 16_200;

/// The years of 1977–1979, when the offset changed in its own ways: from when, and the offset.
const SEVENTIES: [(i64, i64); 9] = [
    (227_820_600, SUMMER),
    (246_223_800, 14_400),
    (259_617_600, 18_000),
    (271_108_800, 14_400),
    (279_576_000, STANDARD),
    (296_598_600, SUMMER),
    (306_531_000, STANDARD),
    (322_432_200, SUMMER),
    (338_499_000, STANDARD),
];

/// From when to when it was summer time, 1991–2005 and 2008–2022.
const SUMMERS: [(i64, i64); 30] = [
    (673_216_200, 685_481_400),
    (701_209_800, 717_103_800),
    (732_745_800, 748_639_800),
    (764_281_800, 780_175_800),
    (795_817_800, 811_711_800),
    (827_353_800, 843_247_800),
    (858_976_200, 874_870_200),
    (890_512_200, 906_406_200),
    (922_048_200, 937_942_200),
    (953_584_200, 969_478_200),
    (985_206_600, 1_001_100_600),
    (1_016_742_600, 1_032_636_600),
    (1_048_278_600, 1_064_172_600),
    (1_079_814_600, 1_095_708_600),
    (1_111_437_000, 1_127_331_000),
    (1_206_045_000, 1_221_939_000),
    (1_237_667_400, 1_253_561_400),
    (1_269_203_400, 1_285_097_400),
    (1_300_739_400, 1_316_633_400),
    (1_332_275_400, 1_348_169_400),
    (1_363_897_800, 1_379_791_800),
    (1_395_433_800, 1_411_327_800),
    (1_426_969_800, 1_442_863_800),
    (1_458_505_800, 1_474_399_800),
    (1_490_128_200, 1_506_022_200),
    (1_521_664_200, 1_537_558_200),
    (1_553_200_200, 1_569_094_200),
    (1_584_736_200, 1_600_630_200),
    (1_616_358_600, 1_632_252_600),
    (1_647_894_600, 1_663_788_600),
];

/// Tehran's offset at `seconds` since 1970, in seconds east of UTC.
pub(super) fn offset(seconds: i64) -> i64 {
    if SUMMERS
        .iter()
        .any(|(from, to)| (*from..*to).contains(&seconds))
    {
        return SUMMER;
    }
    SEVENTIES
        .iter()
        .rev()
        .find(|(from, _)| *from <= seconds)
        .map_or(STANDARD, |(_, offset)| *offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Offset, TimeZone};

    #[test]
    fn the_table_is_the_time_zone_databases() {
        let exact = SEVENTIES.iter().map(|(at, _)| *at);
        let exact = exact.chain(SUMMERS.iter().flat_map(|(from, to)| [*from, *to]));
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
