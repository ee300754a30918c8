//! The experiment's claims, and their failure when the cause is taken away.

use super::survey::{KINDS, PICTURES, Survey};
use super::*;
use crate::experiments::testing;
use crate::session::{Session, State};

/// Two seeds, or five where the full tests are asked for. Settings were chosen on others (1 to 4).
fn seeds() -> std::ops::Range<u64> {
    testing::seeds(100..105, 2)
}

fn settings(changed: &[(&str, Value)]) -> Settings {
    let mut settings = Settings::defaults(controls::CONTROLS);
    changed.iter().for_each(|(id, value)| settings.set(id, *value));
    settings
}

fn prepare(seed: u64) -> Arc<Prepared> {
    let (mut preparation, mut judge) = (Preparation::new(seed), FaceJudge::new());
    loop {
        if let Some(prepared) = preparation.step(&mut judge) {
            return prepared;
        }
    }
}

fn train(mut run: Run) -> Run {
    let mut judge = FaceJudge::new();
    while !run.finished() {
        run.step(&mut judge);
        assert!(!run.lost);
    }
    run
}

/// How far the median truth is above that of the best which is as varied and is not trained.
fn lead(prepared: &Prepared, survey: &Survey) -> f64 {
    survey.median - prepared.baseline(survey.kinds)
}

fn end(run: &Run) -> Survey {
    run.history.last().unwrap().survey
}

/// All five seeds must pass, but for the lead of 0.05 after 1,000 steps, which four must have (seed 104 has 0.035). The
/// default of 3,000 steps is tried in the full tests.
#[test]
fn trained_it_beats_the_best_as_varied_that_is_not_and_untrained_or_collapsed_it_does_not() {
    let full = testing::full();
    let mut far_ahead = 0;
    for seed in seeds() {
        let prepared = prepare(seed);
        let steps = |steps| ("steps", Value::Number(steps));
        let begin = |changed: &[(&str, Value)]| Run::new(prepared.clone(), &settings(changed), seed);
        let run = train(begin(&[steps(1_000.0)]));
        let survey = end(&run);
        println!("seed {seed}: {survey:?}, lead {}; real {:?}", lead(&prepared, &survey), prepared.real);
        assert!(lead(&prepared, &survey) > 0.0, "seed {seed}: {survey:?}, lead {}", lead(&prepared, &survey));
        far_ahead += u64::from(lead(&prepared, &survey) > 0.05);
        assert!(survey.median > 0.5 && prepared.noise < 0.01, "seed {seed}: {survey:?}, {}", prepared.noise);
        assert!(survey.median < prepared.real.median, "seed {seed}: {survey:?}");
        assert!(3 * survey.kinds > 2 * prepared.real.kinds, "seed {seed}: {survey:?}");
        if full {
            let survey = end(&train(begin(&[])));
            println!("3,000 steps: {survey:?}, lead {}", lead(&prepared, &survey));
            assert!(lead(&prepared, &survey) > 0.1 && survey.median > 0.7, "seed {seed}: {survey:?}");
        }
        // It draws new faces, and that is more work than recognising them.
        let novelty = run.history.last().unwrap().distance / prepared.real_distance;
        let recognised = prepared.recognised.unwrap();
        println!("novelty {novelty}, work {} to {recognised}", run.work());
        assert!(novelty > 0.6, "seed {seed}: {novelty}");
        assert!(run.work() > 3.0 * recognised, "seed {seed}: {} {recognised}", run.work());

        // The cause taken away: no training; and a critic that learns nothing.
        let untrained = run.history[0].survey;
        assert!(lead(&prepared, &untrained) < 0.0, "seed {seed}: {untrained:?}");
        let mut unguided = begin(&[steps(100.0)]);
        unguided.freeze_critic();
        let unguided = end(&train(unguided));
        println!("untrained {untrained:?}, unguided {unguided:?}");
        assert!(lead(&prepared, &unguided) < 0.0, "seed {seed}: {unguided:?}");

        // A generator with one number to choose by draws few kinds of face, and one without any draws a single face.
        let collapsed = end(&train(begin(&[steps(500.0), ("latents", Value::Number(1.0))])));
        println!("collapsed {collapsed:?}");
        assert!(2 * collapsed.kinds < survey.kinds, "seed {seed}: {collapsed:?}");
        let mut same = run;
        same.set_temperature(0.0);
        let same = end(&train(same));
        assert!(same.kinds == 1 && same.tenths.0 == same.tenths.1, "seed {seed}: {same:?}");

        // Every pixel by itself it is worse, for more work.
        if full {
            let pixels = train(begin(&[("net", Value::Choice("pixels"))]));
            println!("pixels {:?}", end(&pixels));
            assert!(end(&pixels).median < survey.median && end(&pixels).kinds < survey.kinds, "seed {seed}");
            assert!(pixels.history[0].survey.median < 0.05 && end(&pixels).median > 0.2, "seed {seed}");
        }
    }
    testing::most(far_ahead, &seeds());
}

#[test]
fn the_baseline_is_the_best_that_is_at_least_as_varied() {
    let survey = |kinds, median| Survey { median, worst: 0.0, tenths: (0.0, 1.0), kinds };
    let surveys = [survey(20, 0.7), survey(40, 0.5), survey(30, 0.6), survey(40, 0.4)];
    let all = [0, 20, 21, 30, 31, 40, 41, KINDS].map(|kinds| preparation::baseline(&surveys, kinds));
    assert_eq!(all, [0.7, 0.7, 0.6, 0.6, 0.5, 0.5, 0.5, 0.5]);
}

#[test]
fn the_sentence_counts_its_steps_and_a_short_run_ends() {
    let mut state = State::new("face-gan").unwrap();
    state.take("steps", "10").unwrap();
    let mut session = Session::open(state);
    let mut beginnings = Vec::new();
    while *session.step() == Status::Running {
        let sentence = session.figure().sentence.into_owned();
        let beginning = sentence.split(" the middle one").next().unwrap().to_string();
        if beginnings.last() != Some(&beginning) && beginning.starts_with("After") {
            beginnings.push(beginning);
        }
    }
    assert_eq!(*session.status(), Status::Done);
    assert_eq!(beginnings[..3], ["After 0 training steps", "After 1 training step", "After 2 training steps"]);
    let figure = session.figure();
    assert!(figure.sentence.starts_with("After 10 training steps"), "{}", figure.sentence);
    let index = |id| controls::READOUTS.iter().position(|r| r.id == id).unwrap();
    assert!(figure.readouts.iter().all(|reading| reading.value.is_some()), "{:?}", figure.readouts);
    assert!(figure.readouts[index("coverage")].value.unwrap() <= PICTURES as f64);

    // Another temperature is surveyed anew at the same step.
    let before = session.state().tick;
    session.set("temperature", "0").unwrap();
    session.run(before + 100);
    assert_eq!(*session.status(), Status::Done);
    assert_eq!(session.figure().readouts[index("coverage")].value, Some(1.0));
}
