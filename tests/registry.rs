//! What every experiment must do, whichever it is: complete descriptions, no NaN, the same seed the same bits.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod runs;

use facelike::experiments::ALL;
use facelike::lab::{Kind, Status};
use facelike::parallel;
use facelike::rng::Rng;
use facelike::session::{RESERVED, Session, State, report};
use runs::{check, full, random_state, random_value, structure};

fn ascii_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

#[test]
fn descriptions_are_complete_and_names_are_free() {
    let mut ids = Vec::new();
    for spec in ALL {
        assert!(ascii_id(spec.id) && !ids.contains(&spec.id), "{}", spec.id);
        ids.push(spec.id);
        for text in [spec.title, spec.claim, spec.predict, spec.limits] {
            assert!(text.len() > 10 && text.is_ascii(), "{}: `{text}`", spec.id);
        }
        assert!(spec.chapter <= 10, "{}: chapter {} is none of 0 to 10", spec.id, spec.chapter);
        let mut names: Vec<&str> = RESERVED.to_vec();
        for control in spec.controls {
            let name = format!("control `{}` of {}", control.id, spec.id);
            assert!(ascii_id(control.id), "{name}: an id has lowercase ASCII letters, digits, - and _ alone");
            assert!(!names.contains(&control.id), "{name}: the name is taken or reserved ({})", names.join(", "));
            names.push(control.id);
            assert!(!control.label.is_empty(), "{name}: it has no label");
            assert!(control.help.len() > 10, "{name}: its help has fewer than 11 letters: `{}`", control.help);
            assert!(control.live || !matches!(control.kind, Kind::Button), "{name}: a button must be live");
            if let Some(value) = control.default() {
                assert_eq!(control.parse(&value.to_string()).unwrap(), value, "{}: {}", spec.id, control.id);
            }
            assert!(
                control.live || !matches!(control.kind, Kind::Button),
                "{}: a press starts nothing over",
                control.id
            );
            if let Kind::Choice { options, .. } = control.kind {
                assert!(options.iter().all(|o| ascii_id(o.id) && !o.label.is_empty()));
            }
        }
        let mut readouts: Vec<&str> = Vec::new();
        for readout in spec.readouts {
            let name = format!("readout `{}` of {}", readout.id, spec.id);
            assert!(ascii_id(readout.id), "{name}: an id has lowercase ASCII letters, digits, - and _ alone");
            assert!(!readouts.contains(&readout.id), "{name}: the name is taken");
            readouts.push(readout.id);
            let letters = readout.label.chars().count();
            assert!((1..=25).contains(&letters), "{name}: a label of {letters} letters is cut off on a phone");
            assert!(readout.help.len() > 10, "{name}: its help has fewer than 11 letters: `{}`", readout.help);
        }
    }
    assert!(!ids.is_empty());
}

#[test]
fn random_settings_never_break_a_figure() {
    let mut rng = Rng::stream(11, "registry");
    for spec in ALL {
        for _ in 0..12 {
            let state = random_state(spec, &mut rng);
            let link = format!("{:?}", state.pairs());
            let mut session = Session::open(state);
            let shape = structure(&session.figure());
            for ticks in [0, 1, 7, 30] {
                session.run(ticks);
                let figure = session.figure();
                check(spec, &figure);
                assert_eq!(structure(&figure), shape, "{link}");
                assert!(!report::json(&session).contains("NaN"), "{link}");
            }
        }
    }
}

#[test]
fn whole_runs_of_random_settings_end_and_never_break_a_figure() {
    parallel::map(ALL, usize::MAX, |&spec| {
        let mut rng = Rng::stream(12, spec.id);
        for _ in 0..3 {
            let mut state = random_state(spec, &mut rng);
            if spec.controls.iter().any(|c| c.id == "steps") {
                state.take("steps", "10").unwrap();
            }
            let link = format!("{:?}", state.pairs());
            let mut session = Session::open(state);
            let shape = structure(&session.figure());
            assert_eq!(*session.run(20_000), Status::Done, "{link}");
            check(spec, &session.figure());
            assert_eq!(structure(&session.figure()), shape, "{link}");
            let ticks = session.state().tick;
            session.step();
            assert_eq!(session.state().tick, ticks, "a run that is over takes no more ticks");
        }
    });
}

/// Opens a link, as a page does.
fn open(link: &[(&'static str, String)], id: &str) -> Session {
    let mut state = State::new(id).unwrap();
    for (name, text) in link {
        state.take(name, text).unwrap();
    }
    let mut session = Session::open(state);
    while session.behind() {
        session.step();
    }
    session
}

/// Goes to a tick and does what there is to do on the way.
fn seek(session: &mut Session, tick: u64) {
    session.seek(tick);
    while session.behind() {
        session.step();
    }
}

#[test]
fn links_scrubbing_and_head_starts_lead_to_the_same_bits() {
    // A link to a late tick repeats the whole run, so only so many head starts are compared.
    let most = if full() { usize::MAX } else { 2 };
    parallel::map(ALL, usize::MAX, |&spec| {
        let mut state = State::of(spec);
        state.seed = 5;
        let mut session = Session::open(state);
        session.run(9);
        let early = session.digest();
        session.run(10_000);
        let done = session.state().tick;
        let end = session.digest();

        // Back and forward again.
        seek(&mut session, done / 2);
        seek(&mut session, done);
        assert_eq!((session.state().tick, session.digest()), (done, end), "{}", spec.id);

        // Changes of live controls, and presses of buttons, in mid-run; then a link to that.
        seek(&mut session, done.saturating_sub(20));
        let mut rng = Rng::stream(13, spec.id);
        for control in spec.controls.iter().filter(|c| c.live && c.id != "steps") {
            let value = random_value(control, &mut rng).unwrap_or_else(|| "press".into());
            session.set(control.id, &value).unwrap();
            session.step();
        }
        let again = open(&session.state().pairs(), spec.id);
        assert_eq!(again.digest(), session.digest(), "{}: {:?}", spec.id, session.state().pairs());

        // A restart that knows a later state is at the state that it would reach.
        let mut head_starts = 0;
        for control in spec.controls.iter().filter(|c| !c.live) {
            let Some(value) = random_value(control, &mut rng) else { continue };
            session.set(control.id, &value).unwrap();
            head_starts += usize::from(session.state().tick > 0);
            if session.state().tick > 0 && head_starts > most {
                continue;
            }
            let again = open(&session.state().pairs(), spec.id);
            assert_eq!(again.digest(), session.digest(), "{}: {:?}", spec.id, session.state().pairs());
        }

        let mut state = State::of(spec);
        state.seed = 5;
        let mut again = Session::open(state);
        again.run(40);
        seek(&mut again, 9);
        assert_eq!((again.state().tick, again.digest()), (9, early), "{}", spec.id);
    });
}

#[test]
fn bad_parameters_name_the_value_and_what_is_allowed_and_change_nothing() {
    for spec in ALL {
        let mut state = State::of(spec);
        let before = state.pairs();
        let mut bad: Vec<(String, String)> = [
            ("seed", "abc"),
            ("seed", "-1"),
            ("seed", "1.5"),
            ("seed", "99999999999999999999"),
            ("tick", "soon"),
            ("tick", "1000001"),
            ("v", "9"),
            ("at", "x"),
            ("at", "5:nothing=1"),
            ("nothing", "1"),
            ("", ""),
        ]
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .to_vec();
        bad.extend(spec.controls.iter().map(|c| (c.id.to_string(), "bogus".to_string())));
        bad.extend(spec.controls.iter().map(|c| ("at".to_string(), format!("3:{}=bogus", c.id))));
        for (name, text) in bad {
            let message = state.take(&name, &text).unwrap_err().to_string();
            assert!(!message.contains('\n') && message.len() < 500, "{message}");
            let told = [name.as_str()].into_iter().chain(text.split(['=', ':'])).any(|part| message.contains(part));
            let allowed = ["takes", "there is", "cannot change"].iter().any(|word| message.contains(word));
            assert!(told && allowed, "{name}={text}: {message}");
        }
        assert_eq!(state.pairs(), before);
    }
    let message = State::new("no-such").unwrap_err().to_string();
    assert!(message.contains("no-such") && message.contains(ALL[0].id), "{message}");
}
