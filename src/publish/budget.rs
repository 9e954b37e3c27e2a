//! One budget of memory for all threads.

use std::sync::{Condvar, Mutex, PoisonError};

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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

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
}
