//! `facelike run`: an experiment from a seed, or from many, as a table, JSON or CSV.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::Path;

use clap::Args;
use facelike::lab::{Kind, LabError, Status};
use facelike::parallel;
use facelike::session::{MAX_SEED, Session, State, report};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::problem::Problem;
use super::{picture, say, say_json};

/// Most seeds that one command runs.
const MAX_SEEDS: u64 = 1_000;

/// What determines one run.
#[derive(Args)]
pub struct Which {
    /// Experiment, as `facelike list` names them
    id: String,
    /// Seed of every random choice, a whole number from 0
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value = "0")]
    seed: String,
    /// Sets a control at the start; toggles are on or off, and a picture may be @FILE.png
    #[arg(long, value_name = "CONTROL=VALUE")]
    set: Vec<String>,
    /// Moves a control, or presses a button (BUTTON=press), when TICK ticks have been done
    #[arg(long, value_name = "TICK:CONTROL=VALUE", allow_hyphen_values = true)]
    at: Vec<String>,
    /// Stops after N ticks, if the run is not done before
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    ticks: Option<String>,
}

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// Runs every seed from A up to but not including B (0..5 is five seeds); JSON is then an array
    #[arg(long, value_name = "A..B", conflicts_with = "seed", allow_hyphen_values = true)]
    seeds: Option<String>,
    /// As JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// The figure's numbers as CSV; with --seeds, a first column tells the seed
    #[arg(long)]
    csv: bool,
}

impl Which {
    /// The start of the run, and the tick at which it is cut off.
    pub fn state(&self) -> Result<(State, u64), Problem> {
        let mut state = State::new(&self.id)?;
        state.take("seed", &self.seed)?;
        for pair in &self.set {
            let (control, value) = pair
                .split_once('=')
                .ok_or_else(|| Problem::value("--set", pair, "CONTROL=VALUE, for example rate=0.5"))?;
            // Asked for first: `take` also takes seed, tick and at, which have options of their own.
            let kind = state.control(control)?.kind;
            match value.strip_prefix('@').filter(|_| matches!(kind, Kind::Image)) {
                Some(file) => state.take(control, &picture::shrunk(Path::new(file))?.to_string())?,
                None => state.take(control, value)?,
            }
        }
        for input in &self.at {
            state.take("at", input)?;
        }
        let mut ticks = u64::MAX;
        if let Some(text) = &self.ticks {
            let mut cut = State::of(state.spec);
            cut.take("tick", text).map_err(|error| match error {
                LabError::Parameter { value, allowed, .. } => LabError::Parameter { name: "ticks", value, allowed },
                other => other,
            })?;
            ticks = cut.tick;
        }
        Ok((state, ticks))
    }
}

/// Runs `state` until it is done or `ticks` have been done, with a progress bar where somebody watches.
pub fn finished(state: State, ticks: u64) -> Session {
    let bar = bar("{msg} {wide_bar} {pos}/{len}");
    let mut session = Session::open(state);
    while *session.status() == Status::Running && session.state().tick < ticks {
        if session.state().tick.is_multiple_of(16) && !bar.is_hidden() {
            let stage = session.stage();
            bar.set_message(stage.label.to_string());
            bar.set_length(u64::from(stage.total));
            bar.set_position(u64::from(stage.done));
        }
        session.step();
    }
    bar.finish_and_clear();
    for input in session.state().log.iter().filter(|input| input.tick > session.state().tick) {
        let (tick, reached) = (input.tick, session.state().tick);
        eprintln!(
            "facelike: `{tick}:{}={}` was not reached: the run ended at tick {reached}",
            input.control, input.value
        );
    }
    session
}

pub fn run(options: &Options) -> Result<(), Problem> {
    let (state, ticks) = options.which.state()?;
    let Some(range) = &options.seeds else {
        let session = finished(state, ticks);
        return if options.json {
            say_json(&report::report(&session))
        } else if options.csv {
            say(&report::csv(&session))
        } else {
            say(&table(&session))
        };
    };
    let seeds = seeds(range)?;
    if options.json {
        let array = spread(&seeds, &state, ticks, &|session| super::pretty(&report::report(session)));
        return say(&format!("[{}]\n", array.join(",\n")));
    }
    if options.csv {
        return say(&with_seed(&seeds, &spread(&seeds, &state, ticks, &report::csv)));
    }
    let rows = spread(&seeds, &state, ticks, &Outcome::of);
    say(&seed_table(&state, &seeds, &rows))
}

/// What came of a seed.
struct Outcome {
    /// In the order of the readouts.
    values: Vec<Option<f64>>,
    /// Why the run could not go on, if it could not: then its values are no result.
    stopped: Option<String>,
}

impl Outcome {
    fn of(session: &Session) -> Self {
        let stopped = match session.status() {
            Status::Diverged(why) => Some(format!("stopped at tick {}: {why}", session.state().tick)),
            Status::Running | Status::Done => None,
        };
        Self { values: session.figure().readouts.iter().map(|reading| reading.value).collect(), stopped }
    }
}

/// Reads `A..B`: from A up to but not including B.
fn seeds(text: &str) -> Result<Vec<u64>, Problem> {
    let wrong = |what: &str| {
        Problem::value("--seeds", text, &format!("A..B, from A up to but not including B, for example 0..5; {what}"))
    };
    let whole = |text: &str| {
        Some(text).filter(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse().ok())
    };
    let (from, to) = text
        .split_once("..")
        .and_then(|(from, to)| Some((whole(from)?, whole(to)?)))
        .filter(|(_, to): &(u64, u64)| *to <= MAX_SEED + 1)
        .ok_or_else(|| wrong(&format!("seeds are whole numbers from 0 to {MAX_SEED}")))?;
    match to.checked_sub(from) {
        None | Some(0) => Err(wrong("this range is empty")),
        Some(n) if n > MAX_SEEDS => Err(wrong(&format!("at most {MAX_SEEDS} seeds at once"))),
        Some(_) => Ok((from..to).collect()),
    }
}

/// What `make` makes of the run of each seed, in order; two runs at a time where there are two cores.
fn spread<T: Send>(seeds: &[u64], state: &State, ticks: u64, make: &(dyn Fn(&Session) -> T + Sync)) -> Vec<T> {
    let bar = bar("seeds {wide_bar} {pos}/{len}");
    bar.set_length(seeds.len() as u64);
    let made = parallel::map(seeds, 2, |&seed| {
        let mut session = Session::open(State { seed, ..state.clone() });
        session.run(ticks);
        let made = make(&session);
        bar.inc(1);
        made
    });
    bar.finish_and_clear();
    made
}

/// A bar on stderr where that is a terminal; hidden elsewhere.
fn bar(template: &str) -> ProgressBar {
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr_with_hz(8)
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
}

/// A run for people to read.
fn table(session: &Session) -> String {
    let (state, figure) = (session.state(), session.figure());
    let mut text = format!("{} ({}), seed {}\n", state.spec.title, state.spec.id, state.seed);
    let settings: Vec<_> = state.settings_now().iter().map(|(id, value)| format!("{id}={value}")).collect();
    if !settings.is_empty() {
        let _ = writeln!(text, "{}", settings.join(" "));
    }
    let status = match session.status() {
        Status::Running => "not done yet".to_string(),
        Status::Done => "done".to_string(),
        Status::Diverged(why) => format!("stopped: {why}"),
    };
    let _ = writeln!(text, "{} ticks, {status}\n", state.tick);
    let width = state.spec.readouts.iter().map(|r| r.label.chars().count()).max().unwrap_or(0);
    for (spec, reading) in state.spec.readouts.iter().zip(&figure.readouts) {
        let value = number(reading.value, spec.decimals);
        let note = if reading.value.is_none() { reading.why.as_ref() } else { spec.unit };
        let line = format!("  {:width$}  {value:>10}  {note}", spec.label);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "\n{}\ndigest {}", figure.sentence, session.digest());
    text
}

/// A row a seed, and the least, middle and greatest of each column; a run that was stopped has its reason instead.
fn seed_table(state: &State, seeds: &[u64], rows: &[Outcome]) -> String {
    let readouts = state.spec.readouts;
    let heads: Vec<_> = readouts.iter().map(|r| r.id).collect();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (seed, row) in seeds.iter().zip(rows) {
        let cells = row.values.iter().zip(readouts).map(|(value, spec)| number(*value, spec.decimals));
        lines.push((seed.to_string(), if row.stopped.is_some() { Vec::new() } else { cells.collect() }));
    }
    let whole = || rows.iter().filter(|row| row.stopped.is_none());
    let sorted: Vec<Vec<f64>> = (0..heads.len())
        .map(|column| {
            let mut values: Vec<f64> = whole().filter_map(|row| row.values[column]).collect();
            values.sort_by(f64::total_cmp);
            values
        })
        .collect();
    for (name, pick) in [("least", 0.0), ("median", 0.5), ("greatest", 1.0)] {
        let row = sorted.iter().zip(readouts).map(|(values, spec)| number(quantile(values, pick), spec.decimals));
        lines.push((name.to_string(), row.collect()));
    }
    let widths: Vec<_> = (0..heads.len())
        .map(|i| lines.iter().filter_map(|(_, row)| row.get(i)).map(String::len).max().unwrap_or(0).max(heads[i].len()))
        .collect();
    let first = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let line = |name: &str, row: &[String]| {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        format!("{name:>first$}  {}\n", cells.join("  "))
    };
    let stopped = |i: usize| rows.get(i).and_then(|row| row.stopped.as_deref());
    let heads: Vec<_> = heads.iter().map(ToString::to_string).collect();
    let mut text = format!("{} ({})\n\n{}", state.spec.title, state.spec.id, line("seed", &heads));
    for (i, (name, row)) in lines.iter().enumerate() {
        text += if i == seeds.len() { "\n" } else { "" };
        text += &stopped(i).map_or_else(|| line(name, row), |why| format!("{name:>first$}  {why}\n"));
    }
    text
}

/// The value below which a share `q` of the sorted `values` lies, interpolated.
fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let place = q * (values.len().checked_sub(1)? as f64);
    let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}

/// A readout's value as people read it.
fn number(value: Option<f64>, decimals: u8) -> String {
    value.map_or_else(|| "none".into(), |x| format!("{x:.*}", usize::from(decimals)))
}

/// Several runs' CSV in one, with a first column for the seed.
fn with_seed(seeds: &[u64], tables: &[String]) -> String {
    let mut text = String::new();
    for (i, (seed, table)) in seeds.iter().zip(tables).enumerate() {
        let mut lines = table.lines();
        let head = lines.next().unwrap_or_default();
        if i == 0 {
            let _ = writeln!(text, "seed,{head}");
        }
        for line in lines {
            let _ = writeln!(text, "{seed},{line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_seeds_leaves_its_end_out() {
        assert_eq!(seeds("3..6").unwrap(), [3, 4, 5]);
    }

    #[test]
    fn a_wrong_range_is_named() {
        for bad in
            ["5..2", "4..4", "..", "1..", "..3", "a..b", "-1..3", "1...4", "0..1001", "0..99999999999999999999", "7"]
        {
            let Err(Problem::Given(message)) = seeds(bad) else { panic!("{bad} was taken") };
            assert!(message.contains(&format!("`{bad}`")) && message.contains("A..B"), "{message}");
        }
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 0.5), Some(3.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_run_that_was_stopped_tells_why_and_is_no_part_of_the_spread() {
        let state = State::of(facelike::experiments::ALL[0]);
        let readouts = state.spec.readouts.len();
        let outcome = |value: Option<f64>, stopped: Option<&str>| Outcome {
            values: vec![value; readouts],
            stopped: stopped.map(str::to_string),
        };
        let rows =
            [outcome(Some(3.0), None), outcome(Some(1e9), Some("stopped at tick 4: why")), outcome(Some(5.0), None)];
        let text = seed_table(&state, &[7, 8, 9], &rows);
        let line = |name: &str| text.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_string();
        assert_eq!(line("8 ").trim(), "8  stopped at tick 4: why");
        let first = |name: &str| line(name).split_whitespace().nth(1).unwrap().parse::<f64>().unwrap();
        assert_eq!((first("least"), first("median"), first("greatest")), (3.0, 4.0, 5.0));
        assert!(!text.contains("NaN") && line("8 ").matches("none").count() == 0);
        // All stopped: nothing to compare.
        let text = seed_table(&state, &[1], &[outcome(Some(2.0), Some("why"))]);
        assert!(text.contains("least") && text.contains("none") && !text.contains("2.0"), "{text}");
    }

    #[test]
    fn csv_of_several_seeds_has_one_head() {
        let text = with_seed(&[4, 5], &["series,x\na,1\n".into(), "series,x\na,2\n".into()]);
        assert_eq!(text, "seed,series,x\n4,a,1\n5,a,2\n");
    }
}
