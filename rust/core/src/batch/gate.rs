//! A gate between grading and forking: a process is copied only while nothing is being graded, so that the copy holds no
//! lock and no half-made table that it would wait for without end.
//!
//! Graders pass it once a chunk, for the cost of two atomic additions. There is no lock in it that a fork could copy.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Chunks that are being graded now, in the lower half of the bits, and forks that wait, of several threads perhaps, in the
/// upper one.
static STATE: AtomicUsize = AtomicUsize::new(0);

/// One fork that waits.
const FORK: usize = 1 << (usize::BITS / 2);

/// A moment to wait before looking again.
const MOMENT: Duration = Duration::from_micros(50);

/// Moments that a fork waits at most, some ten seconds: no chunk takes as long, and a count that came over a fork which
/// nobody announced never falls.
const MOMENTS: usize = 200_000;

/// As long as it is held, no announced fork happens. It must not be taken twice by one thread.
pub struct Pass(());

/// Takes a pass, after the forks if any wait. What forks must not be kept from it by the caller, who may not hold a lock
/// that others need.
pub fn pass() -> Pass {
    loop {
        if let Some(pass) = pass_at_once() {
            return pass;
        }
        while STATE.load(Ordering::Relaxed) >= FORK {
            std::thread::sleep(MOMENT);
        }
    }
}

/// Takes a pass, unless a fork waits.
pub fn pass_at_once() -> Option<Pass> {
    let pass = Pass(());
    // Without a pass it is dropped, and so counted out again.
    (STATE.fetch_add(1, Ordering::Acquire) < FORK).then_some(pass)
}

impl Drop for Pass {
    fn drop(&mut self) {
        STATE.fetch_sub(1, Ordering::Release);
    }
}

/// Announces a fork: returns when nothing is being graded, and lets nothing begin until one of the two below is called.
pub fn before_fork() {
    STATE.fetch_add(FORK, Ordering::Relaxed);
    for _ in 0..MOMENTS {
        if STATE.load(Ordering::Acquire).is_multiple_of(FORK) {
            return;
        }
        std::thread::sleep(MOMENT);
    }
}

/// Opens the gate again in the process that forked, once no other thread of it waits to fork.
pub fn after_fork_in_parent() {
    STATE.fetch_sub(FORK, Ordering::Release);
}

/// Opens the gate in the copy, where nothing is being graded: the threads that were are not in it.
pub fn after_fork_in_child() {
    STATE.store(0, Ordering::Release);
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn nothing_is_graded_while_a_fork_waits() {
        let (stop, forking) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        let _pass = pass();
                        assert!(!forking.load(Ordering::SeqCst));
                        std::hint::black_box((0..100).sum::<u32>());
                        assert!(!forking.load(Ordering::SeqCst));
                    }
                });
            }
            for _ in 0..200 {
                before_fork();
                // Another thread that forks meanwhile opens the gate for nobody.
                before_fork();
                forking.store(true, Ordering::SeqCst);
                after_fork_in_parent();
                assert!(pass_at_once().is_none());
                std::thread::yield_now();
                forking.store(false, Ordering::SeqCst);
                after_fork_in_parent();
            }
            stop.store(true, Ordering::SeqCst);
        });
    }
}
