//! The steps that one comparison may take, shared by everything that it does, and how many comparisons took.

use std::cell::Cell;

use crate::limits;

use super::walk::Stop;

thread_local! {
    /// Steps that the comparisons of this thread took.
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// What is left of the steps of one comparison. A step is about the work of one node of a tree in doubles.
#[derive(Debug)]
pub(super) struct Budget {
    all: usize,
    left: Cell<usize>,
}

impl Budget {
    /// The budget of a comparison of two texts of so many bytes together.
    pub(super) fn for_bytes(bytes: usize) -> Self {
        let steps = limits::COMPARISON_STEPS + limits::COMPARISON_STEPS_A_BYTE * bytes.min(limits::COMPARISON_BYTES);
        Self { all: steps, left: Cell::new(steps) }
    }

    /// Whether so many steps are left.
    pub(super) fn covers(&self, steps: usize) -> bool {
        self.left.get() >= steps
    }

    /// Takes so many steps. Once a payment fails, every later one does.
    pub(super) fn pay(&self, steps: usize) -> Result<(), Stop> {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(Stop::Budget)
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        TAKEN.set(TAKEN.get().wrapping_add(self.all - self.left.get()));
    }
}

/// What some work gives, and the steps that its comparisons took.
pub(crate) fn count_steps<R>(work: impl FnOnce() -> R) -> (R, usize) {
    let before = TAKEN.get();
    let result = work();
    (result, TAKEN.get().wrapping_sub(before))
}
