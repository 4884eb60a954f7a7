//! The threads of a batch: a pool of our own, for one process, made when the first large batch arrives.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use super::guard::{Fallen, note, take_fallen};
use super::{Failure, Watch, gate};
use crate::error::Misuse;

/// Bytes of text that cost about as much to read as a response costs apart from its length.
const ITEM_COST: usize = 1024;

/// A batch that costs less than this many bytes of text (about 0.1 ms) is graded on the calling thread: waking others takes as long.
const SMALL: usize = 200 * 1024;

/// Responses in a chunk at most: the pool looks for a stop sign, and prepares a truth anew, once a chunk.
const CHUNK: usize = 128;

/// Chunks for each thread at least, where there are enough responses: long and short ones even out.
const CHUNKS_PER_THREAD: usize = 16;

/// How long the calling thread waits for others before it asks its watch again. Decides nothing but how soon a stop is seen.
const PATIENCE: Duration = Duration::from_millis(50);

/// Threads at most: more than any machine has use for.
pub const MAX_THREADS: usize = 1024;

/// Times that the pool's lock is tried. It is held for a few instructions: one that stays locked was copied, locked, by a fork.
const LOCK_TRIES: usize = 1000;

/// Threads that grade a large batch; 0 as long as no one asked.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// The pool of this process, if one was made.
static POOL: Mutex<Option<Arc<Pool>>> = Mutex::new(None);

struct Pool {
    process: u32,
    threads: usize,
    workers: rayon::ThreadPool,
}

/// Sets how many threads grade a large batch, from the next batch on.
///
/// # Errors
/// [`Misuse::OutOfRange`] for 0 and for more than [`MAX_THREADS`].
pub fn set_num_threads(threads: usize) -> Result<(), Misuse> {
    if threads == 0 || threads > MAX_THREADS {
        return Err(Misuse::OutOfRange { name: "threads", value: threads as f64, allowed: "from 1 to 1024" });
    }
    THREADS.store(threads, Ordering::Relaxed);
    Ok(())
}

/// How many threads grade a large batch: what [`set_num_threads`] said, else the variable `RAYON_NUM_THREADS`, else the cores at hand.
pub fn num_threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => {
            let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.trim().parse().ok());
            let cores = || std::thread::available_parallelism().map_or(1, usize::from);
            let threads = asked.filter(|threads| *threads > 0).unwrap_or_else(cores).min(MAX_THREADS);
            let set = THREADS.compare_exchange(0, threads, Ordering::Relaxed, Ordering::Relaxed);
            set.err().unwrap_or(threads)
        }
        threads => threads,
    }
}

pub(super) fn cost(texts: &[&str]) -> usize {
    texts.iter().map(|text| text.len() + ITEM_COST).sum()
}

/// Runs `work` over all of `0..count` in chunks: on the calling thread, and if it costs much on the pool beside it.
pub(super) fn run(
    count: usize,
    cost: usize,
    watch: Watch<'_>,
    work: impl Fn(Range<usize>) + Sync,
) -> Result<(), Failure> {
    run_each(count, cost, watch, &work)
}

/// [`run`], compiled once for all kinds of work: it is called once a chunk.
fn run_each(count: usize, cost: usize, watch: Watch<'_>, work: &(dyn Fn(Range<usize>) + Sync)) -> Result<(), Failure> {
    let threads = num_threads().min(count);
    let size = (count / (threads.max(1) * CHUNKS_PER_THREAD)).clamp(1, CHUNK);
    let chunks = count.div_ceil(size);
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work_on_next = || {
        let number = if stop.load(Ordering::Relaxed) { chunks } else { next.fetch_add(1, Ordering::Relaxed) };
        if number < chunks {
            let _pass = gate::pass();
            work(number * size..((number + 1) * size).min(count));
        }
        number < chunks
    };
    let mut look_for_stop = || {
        if !stop.load(Ordering::Relaxed) && !watch() {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let pool = if threads < 2 || cost < SMALL { None } else { pool(num_threads() - 1) };
    match pool {
        None => {
            while work_on_next() {
                look_for_stop();
            }
        }
        Some(pool) => {
            let helpers = Helpers::new(threads - 1);
            let fallen: Mutex<Vec<Fallen>> = Mutex::default();
            pool.workers.in_place_scope(|scope| {
                for _ in 1..threads {
                    scope.spawn(|_| {
                        let _leaving = Leaving(&helpers);
                        while work_on_next() {}
                        lock(&fallen).extend(take_fallen());
                    });
                }
                while work_on_next() {
                    look_for_stop();
                }
                while !helpers.leave_soon() {
                    look_for_stop();
                }
            });
            fallen.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().for_each(note);
        }
    }
    if stop.into_inner() { Err(Failure::Stopped) } else { Ok(()) }
}

/// The threads that help with a batch, counted until they leave.
struct Helpers {
    left: Mutex<usize>,
    bell: Condvar,
}

impl Helpers {
    fn new(count: usize) -> Self {
        Self { left: Mutex::new(count), bell: Condvar::new() }
    }

    /// Waits until all of them have left, but not longer than [`PATIENCE`]; whether they have.
    fn leave_soon(&self) -> bool {
        let waited = self.bell.wait_timeout_while(lock(&self.left), PATIENCE, |left| *left > 0);
        *waited.unwrap_or_else(PoisonError::into_inner).0 == 0
    }
}

/// Counts a helper out when it is dropped, after a panic too: the caller must not wait for ever.
struct Leaving<'a>(&'a Helpers);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        *lock(&self.0.left) -= 1;
        self.0.bell.notify_all();
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This process's pool of so many threads, made if there is none; `None` where no threads can be had.
fn pool(threads: usize) -> Option<Arc<Pool>> {
    let process = std::process::id();
    let fits = |pool: &Arc<Pool>| pool.process == process && pool.threads == threads;
    if let Some(pool) = lock_pool()?.as_ref().filter(|pool| fits(pool)) {
        return Some(Arc::clone(pool));
    }
    let name = |thread| format!("rewards-{thread}");
    let made = rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build().ok()?;
    let made = Arc::new(Pool { process, threads, workers: made });
    let old = lock_pool()?.replace(Arc::clone(&made));
    // A pool that came over a fork is left as it is: its threads are not here, and its locks may be held for ever.
    if let Some(old) = old.filter(|old| old.process != process) {
        std::mem::forget(old);
    }
    Some(made)
}

fn lock_pool() -> Option<MutexGuard<'static, Option<Arc<Pool>>>> {
    for _ in 0..LOCK_TRIES {
        match POOL.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
        }
    }
    None
}
