//! Reads the arguments, calls the command and turns problems into one line and an exit code.

mod faces;
mod picture;
mod problem;
mod render;
mod run;
mod site;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use facelike::lab::{self, Spec};
use problem::Problem;

/// An argument about AI risk that you can run.
#[derive(Parser)]
#[command(name = "facelike", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tells which experiments there are, with their controls and readouts
    List {
        /// As JSON: an array of {id, title, claim, chapter, controls, readouts, ...}
        #[arg(long)]
        json: bool,
    },
    /// Runs an experiment until it is done
    Run(run::Options),
    /// Runs an experiment and draws its figure
    Render(render::Options),
    /// Draws random faces of the face world, with the parameters that made them
    Faces(faces::Options),
    /// Measures how face-like 24 x 24 pictures really are: Q (what is left over after the best fit) and F (the truth)
    Truth(faces::TruthOptions),
    /// Trains the small net that the truth starts its fit from; the same bits every time
    Encoder {
        /// File for the weights
        #[arg(long)]
        out: PathBuf,
    },
    /// Writes the essay as static pages
    Site(site::Options),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => problem.tell(),
    }
}

fn command() -> Result<(), Problem> {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let given: Vec<_> = std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
            let help = problem::from_clap(error, &Arguments::command(), &given)?;
            return say(&help.to_string());
        }
    };
    match arguments.command {
        Command::List { json } => list(json),
        Command::Run(options) => run::run(&options),
        Command::Render(options) => render::render(&options),
        Command::Faces(options) => faces::faces(&options),
        Command::Truth(options) => faces::truth(&options),
        Command::Encoder { out } => faces::encoder(&out),
        Command::Site(options) => site::site(options),
    }
}

fn list(json: bool) -> Result<(), Problem> {
    let all = facelike::experiments::ALL;
    if json {
        return say_json(&lab::descriptions(all));
    }
    say(&all.iter().map(|spec| about(spec)).collect::<Vec<_>>().join("\n"))
}

/// An experiment in a few lines.
fn about(spec: &Spec) -> String {
    let mut text = format!("{} (chapter {}): {}\n  {}\n  controls\n", spec.id, spec.chapter, spec.title, spec.claim);
    let width = spec.controls.iter().map(|c| c.id.len()).chain(spec.readouts.iter().map(|r| r.id.len())).max();
    let width = width.unwrap_or(0);
    for control in spec.controls {
        let default = control.default().map(|value| format!(", at first {value}")).unwrap_or_default();
        let _ = writeln!(text, "    {:width$}  {} ({}{default})", control.id, control.label, control.allowed());
    }
    text += "  readouts\n";
    for readout in spec.readouts {
        let unit = if readout.unit.is_empty() { String::new() } else { format!(" ({})", readout.unit) };
        let _ = writeln!(text, "    {:width$}  {}{unit}", readout.id, readout.label);
    }
    text
}

/// Prints to stdout; a reader who has left is no problem.
fn say(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Problem::Unread,
        _ => Problem::Failed(format!("cannot write to the standard output: {error}")),
    })
}

/// Prints JSON, indented.
fn say_json(value: &impl serde::Serialize) -> Result<(), Problem> {
    say(&format!("{}\n", pretty(value)))
}

/// JSON, indented.
fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Writes a file, and the folder it is to be in.
fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Problem> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|why| Problem::write(folder, &why))?;
    }
    std::fs::write(path, bytes).map_err(|why| Problem::write(path, &why))
}
