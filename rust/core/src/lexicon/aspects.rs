//! Words that the aspects of a response look for; `rust/core/lexicon/aspects.toml` says what each list holds.

include!(concat!(env!("OUT_DIR"), "/aspects.rs"));
