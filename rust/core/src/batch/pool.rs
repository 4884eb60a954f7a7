//! The threads of a batch: a pool of our own, for one process, made when the first large batch arrives.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use rayon::prelude::*;

use super::gate;
use super::{Failure, Watch};
use crate::error::Misuse;

/// Bytes of text that cost about as much to read as a response costs apart from its length.
const ITEM_COST: usize = 1024;

/// A batch that costs less than this many bytes of text (about 0.1 ms) is graded on the calling thread: waking others takes as long.
const SMALL: usize = 200 * 1024;

/// Responses in a chunk at most: the pool looks for a stop sign, and prepares a truth anew, once a chunk.
const CHUNK: usize = 256;

/// Chunks for each thread at least, where there are enough responses: long and short ones even out.
const CHUNKS_PER_THREAD: usize = 8;

/// How long the calling thread waits before it asks its watch again. Decides nothing but how soon a stop is seen.
const PATIENCE: Duration = Duration::from_millis(50);

/// Threads at most: more than any machine has use for.
pub const MAX_THREADS: usize = 1024;

/// Times that the pool's lock is tried. It is held for a few instructions: one that stays locked was copied, locked, by a fork.
const LOCK_TRIES: usize = 1000;

/// Threads of a pool; 0 as long as no one asked.
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

/// Runs `work` over all of `0..count` in chunks: here if it costs little, on the pool otherwise.
pub(super) fn run(
    count: usize,
    cost: usize,
    watch: Watch<'_>,
    work: impl Fn(Range<usize>) + Sync,
) -> Result<(), Failure> {
    let threads = num_threads().min(count);
    let size = (count / (threads.max(1) * CHUNKS_PER_THREAD)).clamp(1, CHUNK);
    let chunk = |number: usize| number * size..((number + 1) * size).min(count);
    let chunks = count.div_ceil(size);
    let work = |number| {
        let _pass = gate::pass();
        work(chunk(number));
    };
    let pool = if threads < 2 || cost < SMALL { None } else { pool(num_threads()) };
    let Some(pool) = pool else {
        for number in 0..chunks {
            work(number);
            if number + 1 < chunks && !watch() {
                return Err(Failure::Stopped);
            }
        }
        return Ok(());
    };
    let stop = AtomicBool::new(false);
    let end = End::default();
    pool.workers.in_place_scope(|scope| {
        scope.spawn(|_| {
            let _ended = Ended(&end);
            (0..chunks).into_par_iter().for_each(|number| {
                if !stop.load(Ordering::Relaxed) {
                    work(number);
                }
            });
        });
        while !end.wait() {
            if !stop.load(Ordering::Relaxed) && !watch() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    if stop.into_inner() { Err(Failure::Stopped) } else { Ok(()) }
}

/// Tells the calling thread that the pool is done.
#[derive(Default)]
struct End {
    reached: Mutex<bool>,
    bell: Condvar,
}

impl End {
    /// Waits for the end, but not longer than [`PATIENCE`]; whether it is reached.
    fn wait(&self) -> bool {
        let reached = lock(&self.reached);
        let waited = self.bell.wait_timeout_while(reached, PATIENCE, |reached| !*reached);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Rings when it is dropped, after a panic too: the caller must not wait for ever.
struct Ended<'a>(&'a End);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        *lock(&self.0.reached) = true;
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
