//! Values that each thread has a copy of, so that threads which use one at the same time do not wait for each other.
//!
//! A compiled pattern keeps room to work in, and hands it to one thread at a time through memory that all of them write:
//! two threads that match short texts slow each other down by half. A copy shares the program and has room of its own.

use std::cell::Cell;
use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Copies at most: more threads than this share them, which is right too, only slower.
const COPIES: usize = 16;

/// A value made when it is first used, of which each thread has a copy made when that thread first uses it.
pub(crate) struct Local<T> {
    make: fn() -> T,
    first: OnceLock<T>,
    copies: Copies<T>,
}

/// The copies of a value.
pub(crate) struct Copies<T>([OnceLock<T>; COPIES]);

impl<T: Clone> Local<T> {
    pub(crate) const fn new(make: fn() -> T) -> Self {
        Self { make, first: OnceLock::new(), copies: Copies::new() }
    }
}

impl<T: Clone> Deref for Local<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.copies.get(|| self.first.get_or_init(self.make))
    }
}

impl<T: Clone> Copies<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; COPIES])
    }

    /// This thread's copy, made from `original` if there is none.
    pub(crate) fn get<'a>(&'a self, original: impl FnOnce() -> &'a T) -> &'a T {
        self.0[place()].get_or_init(|| original().clone())
    }
}

/// The number of this thread's copy.
fn place() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PLACE: Cell<usize> = const { Cell::new(COPIES) };
    }
    PLACE.with(|place| {
        if place.get() == COPIES {
            place.set(NEXT.fetch_add(1, Ordering::Relaxed) % COPIES);
        }
        place.get()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_have_copies_of_one_value() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        static VALUE: Local<Vec<u8>> = Local::new(|| {
            MADE.fetch_add(1, Ordering::Relaxed);
            vec![4]
        });
        let here = VALUE.as_ptr() as usize;
        std::thread::scope(|scope| {
            let read = || {
                assert_eq!(*VALUE, [4]);
                VALUE.as_ptr() as usize
            };
            let threads: Vec<_> = (0..3 * COPIES).map(|_| scope.spawn(read)).collect();
            // Which copy a thread has depends on how many threads other tests start; that all have one does not happen.
            assert!(threads.into_iter().any(|thread| thread.join().is_ok_and(|there| there != here)));
        });
        assert_eq!(here, VALUE.as_ptr() as usize);
        assert_eq!(MADE.load(Ordering::Relaxed), 1);
    }
}
