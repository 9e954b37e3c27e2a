//! Work on all the cores that there are, within one budget of memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// The most items that a worker takes at a time.
const MOST_AT_ONCE: usize = 16;
/// How often a worker comes for more, so that none has much left when the others are done.
const TURNS: usize = 8;

/// Bytes of memory that threads share: who wants more than is left waits for the others.
pub(super) struct Budget {
    whole: u64,
    taken: Mutex<u64>,
    given_back: Condvar,
}

/// A part of a budget, given back when it is dropped. A thread takes one at a time: two that wait for
/// each other's would wait for ever.
pub(super) struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    pub(super) const fn new(whole: u64) -> Self {
        Self {
            whole,
            taken: Mutex::new(0),
            given_back: Condvar::new(),
        }
    }

    /// So many bytes, once they are free. `None` where there never are so many.
    pub(super) fn take(&self, bytes: u64) -> Option<Share<'_>> {
        if bytes > self.whole {
            return None;
        }
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut u64| self.whole.saturating_sub(*taken) < bytes;
        let waited = self.given_back.wait_while(taken, is_full);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
        Some(Share {
            budget: self,
            bytes,
        })
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let taken = self.budget.taken.lock();
        *taken.unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.budget.given_back.notify_all();
    }
}

/// What became of some items: the place of the first, and the results.
type Part<R, E> = (usize, Result<Vec<R>, E>);

/// What `work` makes of each of `items`, in their order, on as many threads as there are cores.
///
/// # Errors
/// The first error of the earliest items that failed; the others end what they have begun.
pub(super) fn in_parallel<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let at_once = (items.len() / (cores * TURNS)).clamp(1, MOST_AT_ONCE);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Part<R, E>>> = Mutex::new(Vec::new());
    let worker = || {
        loop {
            let from = next.fetch_add(at_once, Ordering::Relaxed);
            let Some(part) = items.get(from..items.len().min(from.saturating_add(at_once))) else {
                return;
            };
            if part.is_empty() {
                return;
            }
            let results: Result<Vec<R>, E> = part.iter().map(&work).collect();
            let failed = results.is_err();
            if let Ok(mut done) = done.lock() {
                done.push((from, results));
            }
            if failed {
                next.store(items.len(), Ordering::Relaxed);
            }
        }
    };
    let threads = cores.min(items.len());
    if threads < 2 {
        worker();
    } else {
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(worker);
            }
        });
    }
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(from, _)| *from);
    let mut all = Vec::with_capacity(items.len());
    for (_, results) in done {
        all.extend(results?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled: Result<Vec<usize>, ()> = in_parallel(&items, |item| Ok(item * 2));
        assert_eq!(doubled, Ok((0..1000).map(|item| item * 2).collect()));
        let none: Result<Vec<usize>, ()> = in_parallel(&[], |item: &usize| Ok(*item));
        assert_eq!(none, Ok(Vec::new()));
    }

    #[test]
    fn threads_never_take_more_than_the_budget_together() {
        let budget = Budget::new(100);
        let (taken, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for worker in 0..8 {
                let (budget, taken, most) = (&budget, &taken, &most);
                scope.spawn(move || {
                    for turn in 0..100 {
                        let bytes = (worker * 37 + turn * 11) % 100 + 1;
                        let share = budget.take(bytes as u64);
                        assert!(share.is_some());
                        let now = taken.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        most.fetch_max(now, Ordering::SeqCst);
                        thread::yield_now();
                        taken.fetch_sub(bytes, Ordering::SeqCst);
                    }
                });
            }
        });
        let most = most.into_inner();
        assert!(most <= 100 && most > 50, "{most}");
        assert!(budget.take(101).is_none());
        assert!(budget.take(100).is_some(), "all of it came back");
    }

    #[test]
    fn an_error_ends_the_work() {
        let items: Vec<usize> = (0..1000).collect();
        let failed = in_parallel(&items, |item| match item {
            500 => Err("500"),
            _ => Ok(()),
        });
        assert_eq!(failed, Err("500"));
    }
}
