//! The command line: `facelike list`, `run`, `render`, `faces`, `truth`, `encoder` and `site`.

#[cfg(not(target_arch = "wasm32"))]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::main()
}

/// The browser has its own shell; this lets the tests there be built beside the library.
#[cfg(target_arch = "wasm32")]
fn main() {}
