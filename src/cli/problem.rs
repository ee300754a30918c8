//! What can go wrong on the command line, told in one line and an exit code.

use std::path::Path;
use std::process::ExitCode;
use std::{fmt, io};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use facelike::lab::LabError;

/// Longest message; what somebody gave may be longer than any screen.
const MAX_MESSAGE: usize = 600;

/// Longest value told in a message; what is allowed must still fit in after it.
const MAX_VALUE: usize = 200;

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub enum Problem {
    /// Something given is wrong: exit 2.
    Given(String),
    /// What was asked for is right and cannot be done here: exit 1.
    Failed(String),
    /// Nobody reads the output any more: no message, exit 0.
    Unread,
}

impl Problem {
    /// A value that an option does not take.
    pub fn value(option: &str, value: impl fmt::Display, allowed: &str) -> Self {
        Self::Given(format!("`{option}` cannot be `{}`: it takes {allowed}", cut(&value.to_string(), MAX_VALUE)))
    }

    /// A file or folder that cannot be written.
    pub fn write(path: &Path, why: &io::Error) -> Self {
        Self::Failed(format!("cannot write `{}`: {why}", path.display()))
    }

    /// Tells the problem on stderr; the exit code that goes with it.
    pub fn tell(&self) -> ExitCode {
        let (message, code) = match self {
            Self::Given(message) => (message, 2),
            Self::Failed(message) => (message, 1),
            Self::Unread => return ExitCode::SUCCESS,
        };
        // Where even stderr is closed there is nobody left to tell.
        let _ = io::Write::write_all(&mut io::stderr(), format!("facelike: {}\n", one_line(message)).as_bytes());
        ExitCode::from(code)
    }
}

impl From<LabError> for Problem {
    fn from(error: LabError) -> Self {
        Self::Given(error.to_string())
    }
}

/// What clap has to say, in one line with what is allowed; help and version are no problem and come back as they are.
pub fn from_clap(error: Error, command: &Command, given: &[String]) -> Result<Error, Problem> {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Ok(error);
    }
    let part = given.iter().find_map(|word| command.find_subcommand(word));
    let text = error.to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    let mut message = first.trim_start_matches("error: ").trim_end().to_string();
    let flags = |part: &Command| {
        let longs = part.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}"));
        longs.collect::<Vec<_>>().join(", ")
    };
    match (error.kind(), error.get(ContextKind::InvalidArg), part) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(word)), Some(part)) => {
            message = if word.starts_with('-') {
                format!("`{}` has no option `{word}`: it takes {}", part.get_name(), flags(part))
            } else {
                format!("`{}` has no use for `{word}`: see `facelike {} --help`", part.get_name(), part.get_name())
            };
        }
        (
            ErrorKind::InvalidSubcommand
            | ErrorKind::MissingSubcommand
            | ErrorKind::UnknownArgument
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
            ..,
        ) => {
            let all: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
            let what = match given.first() {
                Some(word) => format!("no command `{word}`"),
                None => "no command given".into(),
            };
            message = format!("{what}: there is {}", all.join(", "));
        }
        (ErrorKind::MissingRequiredArgument, _, Some(part)) => {
            let known = if message.contains("<ID>") { format!("; ID is one of {}", ids()) } else { String::new() };
            message = format!("{message}{known}; see `facelike {} --help`", part.get_name());
        }
        _ => {}
    }
    Err(Problem::Given(message))
}

fn ids() -> String {
    facelike::experiments::ALL.iter().map(|spec| spec.id).collect::<Vec<_>>().join(", ")
}

/// `text` in one line that is not too long.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cut(&clean.split_whitespace().collect::<Vec<_>>().join(" "), MAX_MESSAGE)
}

/// At most `most` characters of `text`.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.into() } else { text.chars().take(most - 3).chain("...".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        assert_eq!(one_line("a\n  b\u{7}c "), "a b c");
        assert_eq!(one_line(&"x".repeat(10_000)).len(), MAX_MESSAGE);
    }
}
