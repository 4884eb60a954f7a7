//! What all targets share: each runs a function of `replay`, and keeps the inputs that take long.

#[path = "../../core/tests/replay/mod.rs"]
pub mod replay;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;
use std::time::Duration;

pub use libfuzzer_sys::fuzz_target;

/// Makes a target of the function of this name.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        $crate::fuzz_target!(|data: &[u8]| $crate::run(stringify!($name), $crate::replay::$name, data));
    };
}

/// Where slow inputs are kept, if the variable `SLOW` says so, and from how much processor time on: an instrumented build
/// is some five times slower than a release.
static SLOW: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("SLOW").ok());
const LONG: Duration = Duration::from_millis(100);

/// Runs a function on an input.
pub fn run(name: &str, replay: fn(&[u8]), data: &[u8]) {
    let before = used();
    replay(data);
    if let Some(folder) = SLOW.as_ref()
        && used() - before > LONG
    {
        let mut hasher = DefaultHasher::new();
        data.hash(&mut hasher);
        let path = format!("{folder}/{name}-{:016x}", hasher.finish());
        std::fs::write(path, data).expect("the folder of slow inputs can be written");
    }
}

/// Processor time that this thread has used.
fn used() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists, and the struct is ours.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}
