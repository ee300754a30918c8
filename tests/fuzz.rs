//! Readers who try everything: no settings, deeds or texts end in a panic, in a number that is none, in a figure
//! without words or in a message that is not clear.
//!
//! What fails tells the command and the link that lead there. Everything random comes from the number of a group of
//! readers, so that `FACELIKE_FUZZ=NUMBER cargo test --test fuzz` does the same again.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod runs;

use std::fmt::Write as _;

use facelike::experiments::ALL;
use facelike::lab::{Control, Data, Figure, Kind, Settings, Spec, Status};
use facelike::parallel;
use facelike::plot::{PngOptions, SvgOptions, THEMES, WIDTHS, png, svg};
use facelike::rng::Rng;
use facelike::session::{MAX_SEED, MAX_TICK, Session, State, report};
use runs::{check, full, random_state, random_value, structure, tells_no_number};
use serde_json::Value as Json;

/// Readers in a group. The first half begin afresh; the others take over from one who stayed until the end, since what
/// comes before it (a classifier that learns) may take a second.
const READERS: usize = 100;
/// Groups, which take turns with the experiments: at least so many, and at least one an experiment.
const GROUPS: usize = 3;
/// The same under `FACELIKE_FULL`: ten thousand readers.
const GROUPS_FULL: usize = 100;
/// Ticks that the most patient reader lets pass; most are far less patient.
const PATIENCE: f32 = 60.0;
/// Most deeds of a reader.
const DEEDS: usize = 8;

#[test]
fn nothing_that_readers_do_breaks_a_figure() {
    let only = std::env::var("FACELIKE_FUZZ").ok().map(|text| text.parse().expect("FACELIKE_FUZZ is a whole number"));
    let count = if full() { GROUPS_FULL } else { GROUPS };
    let groups = only.map_or(0..count.max(ALL.len()), |group| group..group + 1);
    parallel::map(&groups.collect::<Vec<_>>(), 2, |group| read(*group));
}

/// Lets the readers of one group do what they like.
fn read(group: usize) {
    let mut rng = Rng::stream(group as u64, "fuzz");
    let spec = ALL[group % ALL.len()];
    for reader in 0..READERS / 2 {
        let mut state = random_state(spec, &mut rng);
        random_inputs(&mut state, &mut rng);
        let ticks = patience(&mut rng);
        state.tick = rng.below(ticks as usize + 1) as u64;
        let mut reader = Reader::new(group, reader, state, ticks);
        reader.catch_up();
        reader.live(&mut rng, false);
        if rng.chance(0.1) {
            reader.same_again();
        }
    }
    let mut state = random_state(spec, &mut rng);
    if spec.controls.iter().any(|control| control.id == "steps") {
        state.take("steps", "10").unwrap();
    }
    let mut reader = Reader::new(group, READERS / 2, state, 20_000);
    reader.session.run(20_000);
    reader.done("a whole run".into(), &mut rng);
    assert_ne!(*reader.session.status(), Status::Running, "{}: a run takes more than 20,000 ticks", spec.id);
    for number in READERS / 2..READERS {
        (reader.number, reader.ticks) = (number, patience(&mut rng));
        reader.deeds.clear();
        reader.session.reset();
        reader.begun();
        reader.live(&mut rng, true);
    }
    if rng.chance(0.1) {
        reader.same_again();
    }
}

/// Ticks that a reader lets pass.
fn patience(rng: &mut Rng) -> u64 {
    (PATIENCE * libm::powf(rng.uniform(), 5.0)) as u64
}

/// Logs inputs for the ticks to come, some of which no run reaches.
fn random_inputs(state: &mut State, rng: &mut Rng) {
    let live: Vec<_> = state.spec.controls.iter().filter(|control| control.live).collect();
    if live.is_empty() || rng.chance(0.5) {
        return;
    }
    let inputs = (0..=rng.below(6)).map(|_| {
        let control = live[rng.below(live.len())];
        let tick = if rng.chance(0.1) { MAX_TICK } else { rng.below(PATIENCE as usize) as u64 };
        format!("{tick}:{}={}", control.id, value(control, rng))
    });
    let inputs: Vec<_> = inputs.collect();
    state.take("at", &inputs.join(",")).unwrap();
}

/// An allowed value, or a press.
fn value(control: &Control, rng: &mut Rng) -> String {
    random_value(control, rng).unwrap_or_else(|| "press".into())
}

/// Somebody before a figure; if what they do breaks it, they tell how it came to that.
struct Reader {
    group: usize,
    number: usize,
    session: Session,
    /// The ticks that they may still let pass.
    ticks: u64,
    deeds: Vec<String>,
    /// Where the run was after the last deed.
    state: State,
    /// The tick at which the run began: later than 0 where a run before it had done the same already.
    foot: u64,
    /// What must stay as it is until the run starts over.
    shape: Vec<String>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { group, number, deeds, state, .. } = self;
            eprintln!(
                "reader {number} of group {group}: {}\nwhere the run last was: {}\nas a link: {}\n\
                 all again: FACELIKE_FUZZ={group} cargo test --test fuzz",
                deeds.join("; "),
                command(state),
                link(state)
            );
        }
    }
}

/// The command that leads to a state.
fn command(state: &State) -> String {
    let defaults = Settings::defaults(state.spec.controls);
    let mut text = format!("facelike run {} --seed {}", state.spec.id, state.seed);
    for (id, value) in state.settings.iter().filter(|(id, value)| defaults.get(id) != *value) {
        let _ = write!(text, " --set {id}={value}");
    }
    for input in &state.log {
        let _ = write!(text, " --at {}:{}={}", input.tick, input.control, input.value);
    }
    text + &format!(" --ticks {}", state.tick)
}

/// The parameters of a link to a state.
fn link(state: &State) -> String {
    state.pairs().iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join("&")
}

impl Reader {
    fn new(group: usize, number: usize, state: State, ticks: u64) -> Self {
        let before = state.clone();
        let session = Session::open(state);
        let (deeds, shape) = (Vec::new(), structure(&session.figure()));
        Self { group, number, session, ticks, deeds, state: before, foot: 0, shape }
    }

    /// Remembers how a run looks that has just begun.
    fn begun(&mut self) {
        self.foot = self.session.state().tick;
        self.shape = structure(&self.session.figure());
        self.state = self.session.state().clone();
    }

    fn step(&mut self) {
        self.session.step();
        self.ticks = self.ticks.saturating_sub(1);
    }

    /// Goes on to the tick that was asked for, as far as the ticks allow.
    fn catch_up(&mut self) {
        while self.session.behind() && self.ticks > 0 {
            self.step();
        }
    }

    /// Some random deeds, with a look at the figure after each; `late` leaves alone what would lose the head start.
    fn live(&mut self, rng: &mut Rng, late: bool) {
        self.done("a look".into(), rng);
        for _ in 0..=rng.below(DEEDS) {
            let deed = self.deed(rng, late);
            self.done(deed, rng);
        }
    }

    /// One random deed, in words. They are told before they are done, lest a panic in one leave it out.
    fn deed(&mut self, rng: &mut Rng, late: bool) -> String {
        let controls = self.session.state().spec.controls;
        let bold = !late || rng.chance(0.005);
        match rng.below(8) {
            0 | 1 => {
                let n = rng.below(15) as u64;
                self.tell(format!("{n} ticks"));
                (0..n.min(self.ticks)).for_each(|_| self.step());
            }
            2..=4 => {
                let some: Vec<_> = controls.iter().filter(|control| bold || control.live).collect();
                if !some.is_empty() {
                    let control = some[rng.below(some.len())];
                    let text = value(control, rng);
                    self.tell(format!("{}={text}", control.id));
                    if self.session.set(control.id, &text).unwrap() {
                        self.begun();
                    }
                }
            }
            5 => {
                let from = if bold { 0 } else { self.foot };
                let near = self.session.state().tick.saturating_sub(20).max(from);
                let to = near + rng.below(40) as u64;
                let wait = rng.chance(0.8);
                self.tell(format!("seek {to}{}", if wait { "" } else { " without waiting" }));
                self.session.seek(to);
                if wait {
                    self.catch_up();
                }
            }
            6 if bold => {
                let seed = rng.below(1000).to_string();
                self.tell(format!("seed {seed}"));
                self.session.reseed(&seed).unwrap();
                self.begun();
            }
            6 => {
                let text = HOSTILE[rng.below(HOSTILE.len())];
                let control = &controls[rng.below(controls.len())];
                self.tell(format!("{}={text:?}", control.id));
                if self.session.set(control.id, text).is_ok_and(|over| over) {
                    self.begun();
                }
            }
            _ => {
                self.tell("reset".into());
                self.session.reset();
                self.begun();
            }
        }
        self.deeds.pop().unwrap_or_default()
    }

    fn tell(&mut self, deed: String) {
        self.deeds.push(deed);
    }

    /// Looks at everything that a run gives after a deed.
    fn done(&mut self, deed: String, rng: &mut Rng) {
        self.tell(deed);
        self.state = self.session.state().clone();
        let (session, state) = (&self.session, &self.state);
        let figure = session.figure();
        check(state.spec, &figure);
        assert_eq!(structure(&figure), self.shape, "the figure's structure changes in mid-run");
        let stage = session.stage();
        assert!(!stage.label.trim().is_empty() && stage.done <= stage.total, "{stage:?}");
        if let Status::Diverged(why) = session.status() {
            assert!(!why.trim().is_empty(), "the run stopped and does not say why");
        }
        check_json(state.spec, &report::json(session));
        check_told(state.spec, &report::told(session, &figure));
        check_csv(&figure, &report::csv(session));
        let mut again = State::of(state.spec);
        state.pairs().iter().for_each(|(name, text)| again.take(name, text).unwrap());
        assert_eq!((again.pairs(), &again.settings), (state.pairs(), &state.settings));
        assert_eq!((&again.log, again.seed, again.tick), (&state.log, state.seed, state.tick));
        if rng.chance(0.3) {
            draw(&figure, rng);
        }
    }

    /// The link of a run leads to the same run.
    fn same_again(&mut self) {
        self.tell("the link opened again".into());
        let mut state = State::of(self.state.spec);
        self.state.pairs().iter().for_each(|(name, text)| state.take(name, text).unwrap());
        let mut again = Session::open(state);
        while again.behind() {
            again.step();
        }
        assert_eq!(again.digest(), self.session.digest());
        assert_eq!(again.status(), self.session.status());
    }
}

/// Draws `figure` on a page of a random width.
fn draw(figure: &Figure, rng: &mut Rng) {
    let width = WIDTHS.start() + rng.below((WIDTHS.end() - WIDTHS.start() + 1) as usize) as u32;
    let (_, theme) = THEMES[rng.below(THEMES.len())];
    let options = SvgOptions { title: "t", description: &figure.sentence, ..SvgOptions::default() };
    let picture = svg(figure, theme, width, &options).unwrap();
    // Letters of an image's bytes may say anything.
    let words = picture.split("base64,").enumerate();
    let words = words.map(|(i, part)| if i == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) });
    for part in words {
        assert!(!tells_no_number(part), "{width} wide, {theme:?}: the picture holds a number that is none");
    }
    if rng.chance(0.01) {
        let scale = 1 + rng.below(4) as u32;
        let file = png(figure, theme, width, &PngOptions { scale, ..PngOptions::default() }).unwrap();
        assert!(file.starts_with(b"\x89PNG"));
    }
}

/// Fails where a readout has neither a value nor a reason.
fn check_readouts(spec: &Spec, readouts: &Json) {
    let readouts = readouts.as_array().unwrap();
    assert_eq!(readouts.len(), spec.readouts.len());
    for (row, readout) in readouts.iter().zip(spec.readouts) {
        assert_eq!(row["id"], readout.id);
        let told = if row["value"].is_null() { row["why"].is_string() } else { row["value"].is_f64() };
        assert!(told && row["label"].as_str().is_some_and(|label| !label.is_empty()), "{row}");
    }
}

fn check_json(spec: &Spec, text: &str) {
    let run: Json = serde_json::from_str(text).unwrap();
    check_readouts(spec, &run["readouts"]);
    // Numbers that are none become null in JSON.
    for series in run["charts"].as_array().unwrap().iter().flat_map(|chart| chart["series"].as_array().unwrap()) {
        let mut numbers = series["points"].as_array().unwrap().iter().flat_map(|point| point.as_array().unwrap());
        assert!(numbers.all(Json::is_f64), "{series}");
    }
    assert!(run["settings"].as_object().unwrap().values().all(|value| !value.is_null()), "{}", run["settings"]);
    assert!(run["at"].as_array().unwrap().iter().all(|input| !input["value"].is_null()), "{}", run["at"]);
    assert_eq!(run["digest"].as_str().unwrap().len(), 64);
}

fn check_told(spec: &Spec, text: &str) {
    let told: Json = serde_json::from_str(text).unwrap();
    check_readouts(spec, &told["readouts"]);
    assert!(told["sentence"].as_str().is_some_and(|sentence| sentence.len() > 20), "{told}");
    assert!(told["stage"]["label"].is_string(), "{told}");
}

fn check_csv(figure: &Figure, text: &str) {
    let count = |data: &Data| match data {
        Data::Line(points) | Data::Points(points) => points.len(),
        Data::Bars(rows) | Data::Band(rows) => rows.len(),
    };
    let points: usize = figure.charts.iter().flat_map(|chart| &chart.series).map(|series| count(&series.data)).sum();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("series,x,y,y2"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), points + figure.readouts.len());
    for row in rows {
        let finite = |cell: &str| cell.parse().is_ok_and(f64::is_finite);
        let [name, x, y, y2] = row[..] else { panic!("{row:?} has not four cells") };
        let whole = if name.starts_with("readout/") {
            x.is_empty() && y2.is_empty() && (y.is_empty() || finite(y))
        } else {
            finite(x) && finite(y) && (y2.is_empty() || finite(y2))
        };
        assert!(!name.is_empty() && whole, "{row:?}");
    }
}

/// Texts that nobody should give for a value.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "\0",
    "\n",
    "5\n6",
    "\r\nSet-Cookie: a=b",
    "\u{1b}[31mred",
    "NaN",
    "-nan",
    "inf",
    "-inf",
    "Infinity",
    "1e999",
    "-1e999",
    "1e-999",
    "-0",
    "-1",
    "+5",
    " 5 ",
    "5,5",
    "5.5.5",
    "0x10",
    "0b1",
    "1_000",
    "1'000",
    "1e",
    ".",
    "-",
    "--5",
    "5%",
    "99999999999999999999",
    "9007199254740992",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1.7976931348623157e308",
    "4.9e-324",
    "0.1e-400000000000000000000",
    "\u{ff11}\u{ff12}",
    "\u{661}\u{662}",
    "\u{2167}",
    "\u{bd}",
    "\u{2212}5",
    "\u{202e}0001",
    "a\u{200b}b",
    "\u{feff}5",
    "\u{2028}x\u{2029}y",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1f600}",
    "null",
    "undefined",
    "true",
    "ON",
    "[object Object]",
    "__proto__",
    "constructor",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "`: it takes anything; `",
    "${7*7}",
    "{{7*7}}",
    "'; DROP TABLE runs; --",
    "../../etc/passwd",
    "%00",
    "%ff%fe",
    "%s%s%s%n",
    "5:rate=0.5",
    "seed=1",
    "press",
    "on",
    "off",
];

/// `text` without what breaks a line, or is not seen but turns around how the rest of the line reads.
fn clean(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().map(|c| if unseen(c) { ' ' } else { c }).collect()
}

/// What a message shows of a value: no more than 40 characters.
fn shown(text: &str) -> String {
    let clean = clean(text);
    if clean.chars().count() <= 40 { clean } else { clean.chars().take(37).chain("...".chars()).collect() }
}

/// `text` with a few characters put in, taken out, doubled or changed.
fn spoilt(text: &str, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=rng.below(3) {
        let at = rng.below(chars.len() + 1);
        let strange = ['\0', '-', '.', 'e', '9', ':', ',', '=', ' ', '\u{202e}', '\u{1f600}', '`', 'x', '\n'];
        match rng.below(4) {
            0 => chars.insert(at, strange[rng.below(strange.len())]),
            1 if at < chars.len() => chars[at] = strange[rng.below(strange.len())],
            2 if at < chars.len() => drop(chars.remove(at)),
            _ => chars = chars.repeat(2),
        }
    }
    chars.into_iter().take(5_000).collect()
}

/// Fails unless `session` is as it was, if `text` is no value of `control`, and the message is what it should be.
fn refuse(session: &mut Session, control: &Control, text: &str) {
    let before = session.state().pairs();
    let (mut state, expected) = (session.state().clone(), control.parse(text));
    let wrong = format!("`{}` cannot be `{}`: it takes {}", control.id, shown(text), control.allowed());
    let taken = state.take(control.id, text).map_err(|error| error.to_string());
    let set = session.set(control.id, text).map_err(|error| error.to_string());
    if let Ok(value) = expected {
        if let Kind::Slider { min, max, whole, .. } = control.kind {
            let number: f64 = value.to_string().parse().unwrap();
            assert!((min..=max).contains(&number) && (!whole || number.fract() == 0.0), "{text:?} became {number}");
        }
        assert_eq!(control.parse(&value.to_string()), Ok(value), "{text:?}");
        // A button is pressed at a tick and not set at the start.
        assert_eq!(taken.is_ok(), !matches!(control.kind, Kind::Button), "{text:?}: {taken:?}");
        set.unwrap();
    } else {
        assert_eq!((taken, set), (Err(wrong.clone()), Err(wrong)), "{text:?}");
        assert_eq!((state.pairs(), session.state().pairs()), (before.clone(), before), "{text:?} changed something");
    }
}

#[test]
fn hostile_values_are_named_with_what_is_allowed_and_change_nothing() {
    let long = ["9", "x", "\u{1f600}", "\u{301}", "`"].map(|part| part.repeat(100_000));
    for spec in ALL {
        let mut rng = Rng::stream(1, spec.id);
        for control in spec.controls {
            let mut session = Session::open(State::of(spec));
            HOSTILE.iter().for_each(|text| refuse(&mut session, control, text));
            long.iter().for_each(|text| refuse(&mut session, control, text));
            for _ in 0..if full() { 5_000 } else { 100 } {
                let text = spoilt(&value(control, &mut rng), &mut rng);
                refuse(&mut session, control, &text);
            }
        }
    }
}

/// Fails unless a message is one short line that names what is wrong in `given` and what is allowed.
fn clear(message: &str, given: &str) {
    assert!(message.chars().count() < 600 && clean(message) == message, "{given:?}: {message:?}");
    let parts = ["`: it takes ", "`: there is ", "` cannot change in mid-run: "].map(|end| message.rsplit_once(end));
    let Some((named, allowed)) = parts.into_iter().flatten().next() else { panic!("{given:?}: {message}") };
    assert!(!allowed.is_empty(), "{message}");
    let starts = ["` cannot be `", "no control `", "`"].map(|start| named.split_once(start));
    let Some((_, named)) = starts.into_iter().flatten().next() else { panic!("{given:?}: {message}") };
    assert!(clean(given).contains(named.trim_end_matches("...")), "{given:?}: {message}");
}

#[test]
fn hostile_seeds_ticks_and_inputs_are_named_with_what_is_allowed_and_change_nothing() {
    let number = |name: &str, text: &str, most: u64| {
        format!("`{name}` cannot be `{}`: it takes a whole number from 0 to {most}", shown(text))
    };
    for spec in ALL {
        let mut rng = Rng::stream(2, spec.id);
        let mut state = random_state(spec, &mut rng);
        let mut session = Session::open(State::of(spec));
        let live: Vec<_> = spec.controls.iter().filter(|control| control.live).collect();
        let mut texts: Vec<String> = HOSTILE.iter().map(ToString::to_string).collect();
        texts.extend(HOSTILE.iter().flat_map(|text| ["", "5:", "5:rate="].map(|start| format!("{start}{text}"))));
        texts.extend(["9", "1:", ",", "1:a=b,"].map(|part| part.repeat(20_000)));
        for _ in 0..if full() { 20_000 } else { 2_000 } {
            let control = spec.controls[rng.below(spec.controls.len())];
            texts.push(spoilt(&format!("{}:{}={}", rng.below(99), control.id, value(&control, &mut rng)), &mut rng));
            texts.push(spoilt(&rng.bits().to_string(), &mut rng));
        }
        if let Some(control) = live.first() {
            let one = format!("5:{}={}", control.id, value(control, &mut rng));
            texts.push(vec![one; 1_001].join(","));
        }
        for text in &texts {
            let before = (state.pairs(), session.state().pairs());
            for (name, most) in [("seed", MAX_SEED), ("tick", MAX_TICK)] {
                let mut one = state.clone();
                match one.take(name, text) {
                    Ok(()) => assert!(text.bytes().all(|b| b.is_ascii_digit()) && one.seed <= MAX_SEED, "{text:?}"),
                    Err(error) => assert_eq!(error.to_string(), number(name, text, most)),
                }
            }
            match session.reseed(text) {
                Ok(()) => session = Session::open(State::of(spec)),
                Err(error) => {
                    assert_eq!(error.to_string(), number("seed", text, MAX_SEED));
                    assert_eq!(session.state().pairs(), before.1);
                }
            }
            match state.take("at", text) {
                Ok(()) => state.log.clear(),
                Err(error) => {
                    clear(&error.to_string(), text);
                    assert_eq!(state.pairs(), before.0, "{text:?}");
                }
            }
            if let Err(error) = state.take("v", text) {
                let message = error.to_string();
                assert!(message.starts_with(&format!("`v` cannot be `{}`: it takes ", shown(text))), "{message}");
            }
            if !spec.controls.iter().any(|control| control.id == text) {
                let message = session.set(text, "1").unwrap_err().to_string();
                assert!(message.starts_with(&format!("no control `{}`: there is ", shown(text))), "{message}");
            }
            let message = State::new(text).unwrap_err().to_string();
            assert!(message.starts_with(&format!("no experiment `{}`: there is ", shown(text))), "{message}");
        }
    }
}
