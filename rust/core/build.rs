//! Compiles the data of `lexicon/` into static tables. Each step reads its own files and writes one file of Rust.

#[path = "build/units.rs"]
mod units;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    units::compile();
}
