//! Replays what fuzzing found (`crashes/`), and the inputs that reached most code with it (`rust/fuzz/corpus/`).

mod replay;

use std::fs;
use std::path::Path;

use replay::input::entries;

#[test]
fn whatever_was_found_stays_mended() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut fallen = Vec::new();
    for (name, run) in replay::TARGETS {
        let corpus = fs::read_to_string(root.join(format!("../fuzz/corpus/{name}.txt"))).unwrap();
        // Nothing may have been found.
        let crashes = fs::read_to_string(root.join(format!("tests/crashes/{name}.txt"))).unwrap_or_default();
        let (corpus, crashes) = (entries(&corpus), entries(&crashes));
        assert!(!corpus.is_empty(), "{name} has no corpus");
        for data in crashes.iter().chain(&corpus) {
            if std::panic::catch_unwind(|| run(data)).is_err() {
                fallen.push(format!("{name}: {:?}", String::from_utf8_lossy(data)));
            }
        }
    }
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}
