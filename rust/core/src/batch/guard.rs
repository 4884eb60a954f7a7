//! The net below each item: a panic, which would be our fault, ends one item and nothing else, and prints nothing; and on a
//! thread with a small stack, the item is graded on a larger one.
//!
//! What fell is noted on the thread that called, so that whoever called can tell the user.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

use crate::limits;

/// The items of a call that the grader failed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fallen {
    /// How many.
    pub count: usize,
    /// The first one's place in the batch.
    pub first: usize,
    /// What a panic said, and where in the source.
    pub message: String,
}

thread_local! {
    /// Whether a guard is held: its panics are told in another way than by printing.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
    static FALLEN: RefCell<Option<Fallen>> = const { RefCell::new(None) };
}

/// Runs one item; `None` if it panicked. One text can't sink a batch or a training run.
pub fn guarded<R>(grade: impl FnOnce() -> R) -> Option<R> {
    guarded_at(0, grade)
}

/// [`guarded`], where the item has a place in a batch.
pub(super) fn guarded_at<R>(at: usize, grade: impl FnOnce() -> R) -> Option<R> {
    quieten();
    let outer = GUARDED.replace(true);
    let graded = stacker::maybe_grow(limits::STACK, 2 * limits::STACK, || catch_unwind(AssertUnwindSafe(grade)));
    GUARDED.set(outer);
    if graded.is_err() {
        note(Fallen { count: 1, first: at, message: SAID.take() });
    }
    graded.ok()
}

/// What fell in the calls of this thread since this was asked last.
pub fn take_fallen() -> Option<Fallen> {
    FALLEN.take()
}

/// Notes what fell, here or on a thread that helped.
pub(super) fn note(fallen: Fallen) {
    FALLEN.with_borrow_mut(|noted| match noted {
        Some(noted) => {
            noted.count += fallen.count;
            if fallen.first < noted.first {
                *noted = Fallen { count: noted.count, ..fallen };
            }
        }
        None => *noted = Some(fallen),
    });
}

/// Keeps guarded panics from being printed; all others go where they went before.
fn quieten() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| if GUARDED.get() { remember(panic) } else { before(panic) }));
    });
}

fn remember(panic: &PanicHookInfo<'_>) {
    let said = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map_or_else(|| "somewhere".to_owned(), ToString::to_string);
    SAID.set(format!("{said} ({place})"));
}
