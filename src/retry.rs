//! When a request that failed is made again. Pure: chance is an argument.

use crate::store::Failure;
use std::time::Duration;

/// How often something is asked for, the first time counted.
const MOST_TRIES: u32 = 4;
/// The longest wait before the second try; it doubles from try to try.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Nobody waits longer for a page: a server that asks for more is told of instead.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How long to wait before something is asked for again that failed `tries` times so; `None` where it
/// would be no use. `asked` is how long the server wants it to be (`Retry-After`), `chance` a number
/// from 0 to 1: with it the readers of a newsroom do not come back all at once (full jitter).
pub fn wait(
    tries: u32,
    failure: Failure,
    asked: Option<Duration>,
    chance: f64,
) -> Option<Duration> {
    let passing = match failure {
        Failure::Network | Failure::Stalled => true,
        Failure::Status(status) => status == 429 || (500..600).contains(&status),
        Failure::Missing | Failure::TooLarge | Failure::NotAFeed | Failure::Empty => false,
    };
    if !passing || tries == 0 || tries >= MOST_TRIES {
        return None;
    }
    let longest = FIRST_WAIT * 2_u32.pow(tries - 1);
    let millis = longest.as_secs() as f64 * 1000.0;
    let jitter = Duration::from_millis((millis * chance.clamp(0.0, 1.0)) as u64);
    match asked {
        Some(asked) => (asked <= LONGEST_WAIT).then_some(asked + jitter),
        None => Some(jitter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_may_pass_is_tried_four_times_with_longer_and_longer_waits() {
        for failure in [
            Failure::Network,
            Failure::Stalled,
            Failure::Status(503),
            Failure::Status(429),
        ] {
            let waits: Vec<_> = (1..6)
                .map(|tries| wait(tries, failure, None, 1.0))
                .collect();
            let wanted = [Some(SECOND), Some(2 * SECOND), Some(4 * SECOND), None, None];
            assert_eq!(waits, wanted, "{failure:?}");
        }
    }

    #[test]
    fn what_will_not_pass_is_not_tried_again() {
        for failure in [
            Failure::Missing,
            Failure::TooLarge,
            Failure::NotAFeed,
            Failure::Empty,
            Failure::Status(403),
        ] {
            assert_eq!(wait(1, failure, None, 0.5), None, "{failure:?}");
        }
    }

    #[test]
    fn chance_spreads_readers_over_the_whole_wait() {
        assert_eq!(wait(3, Failure::Network, None, 0.0), Some(Duration::ZERO));
        assert_eq!(wait(3, Failure::Network, None, 0.5), Some(2 * SECOND));
    }

    #[test]
    fn a_server_that_names_a_time_is_given_it_unless_nobody_would_wait_so_long() {
        let busy = Failure::Status(429);
        assert_eq!(wait(1, busy, Some(5 * SECOND), 0.0), Some(5 * SECOND));
        assert_eq!(wait(1, busy, Some(60 * SECOND), 0.0), None);
    }
}
