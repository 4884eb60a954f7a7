//! Tells the module what it is built by and for: `agent-tunix-rewards --version --verbose` prints it.

use std::env;
use std::process::Command;

fn main() {
    let compiler = env::var_os("RUSTC").expect("cargo sets it");
    let told = Command::new(compiler).arg("--version").output().expect("the compiler says its version");
    println!("cargo::rustc-env=BUILT_BY={}", String::from_utf8_lossy(&told.stdout).trim());
    for (name, variable) in [("BUILT_FOR", "TARGET"), ("BUILT_WITH_OPTIMIZATION", "OPT_LEVEL")] {
        println!("cargo::rustc-env={name}={}", env::var(variable).expect("cargo sets it"));
    }
    println!("cargo::rerun-if-changed=build.rs");
}
