//! The experiment's claims, and their failure when the cause is taken away.

use super::*;
use crate::experiments::testing::{self, readout};
use crate::lab::Picture;
use crate::models::classifier::{Recipe, Training, correct, draw};
use crate::nn::Workspace;
use crate::rng::Rng;
use crate::session::{Session, State, report};
use crate::worlds::faces::{Negatives, PIXELS, Pose};
use ndarray::{Array2, ArrayView2};

/// Two seeds, or five where the full tests are asked for.
fn seeds() -> std::ops::Range<u64> {
    testing::seeds(0..5, 2)
}

fn run(seed: u64, settings: &[(&str, &str)]) -> Session {
    testing::run("max-face", seed, settings, 10_000)
}

fn line(session: &Session, chart: &str, series: &str) -> Vec<f64> {
    let figure = session.figure();
    let chart = figure.charts.iter().find(|c| c.id == chart).unwrap();
    match &chart.series.iter().find(|s| s.id == series).unwrap().data {
        Data::Line(points) => points.iter().map(|p| p[1]).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_favourite_picture_of_a_good_classifier_is_no_face_and_a_random_push_gets_nowhere() {
    for seed in seeds() {
        let mut session = run(seed, &[]);
        let value = |id| readout(&session, id);
        assert!(value("accuracy") > 0.97, "seed {seed}: accuracy {}", value("accuracy"));
        assert!(value("logit") > 3.0 * value("logit_best_real"), "seed {seed}: {}", value("logit"));
        assert!(value("truth") < value("truth_noise") + 0.02, "seed {seed}: truth {}", value("truth"));
        assert!(value("truth_real") > 0.9, "seed {seed}: real {}", value("truth_real"));
        // The cause taken away: a push of equal size in a random direction.
        assert!(value("logit_random") < 0.0, "seed {seed}: random {}", value("logit_random"));
        // Nor does it draw one on the way from blank grey, as a net that knows easy non-faces alone does.
        again(&mut session, "start", "blank");
        assert!(readout(&session, "truth_peak") < 0.1, "seed {seed}: {}", readout(&session, "truth_peak"));
    }
}

/// Goes on with another setting, to the end.
fn again(session: &mut Session, control: &str, value: &str) {
    session.set(control, value).unwrap();
    assert_eq!(*session.run(10_000), Status::Done);
}

/// Climbs again with another setting of a live control, the classifier kept.
fn from_the_foot(session: &mut Session, control: &str, value: &str) {
    session.set(control, value).unwrap();
    session.reset();
    assert_eq!(*session.run(10_000), Status::Done);
}

#[test]
fn a_real_face_is_climbed_away_from_within_a_few_steps_while_the_logit_rises() {
    for seed in seeds() {
        let mut session = run(seed, &[("start", "face"), ("steps", "20")]);
        let truth = line(&session, "truth", "climb");
        let logit = line(&session, "belief", "climb");
        assert!(truth[0] > 0.85, "seed {seed}: {truth:?}");
        assert!(truth[10] < 0.05, "seed {seed}: {truth:?}");
        assert!(logit.windows(2).all(|pair| pair[1] > pair[0]), "seed {seed}: {logit:?}");

        // On along the same line it becomes straight, and the face does not come back.
        again(&mut session, "view", "ray");
        let bend = readout(&session, "ray_second_difference");
        assert!(bend < 1e-4, "seed {seed}: {bend}");
        let (logit, truth) = (line(&session, "ray_belief", "line"), line(&session, "ray_truth", "line"));
        assert!(logit[80] > 5.0 * readout(&session, "logit"), "seed {seed}: {}", logit[80]);
        assert!(truth[0] > 0.85 && truth[20..].iter().all(|truth| *truth < 0.05), "seed {seed}: {truth:?}");
        // Near the start it is not straight yet, so that there is something to find.
        let near = [0, 5, 10].map(|place| logit[place]);
        assert!((near[0] - 2.0 * near[1] + near[2]).abs() > 1e-3 * near[1].abs(), "seed {seed}: {near:?}");
    }
}

#[test]
fn adversarial_training_draws_a_face_that_is_left_again_and_ordinary_training_draws_none_from_noise() {
    for seed in seeds() {
        // One session for all, so that each classifier is trained once.
        let mut session = run(seed, &[("negatives", "easy"), ("pose", "aligned")]);
        // The cause taken away: the same data, ordinary training.
        assert!(readout(&session, "truth_peak") < 0.2, "seed {seed}: {}", readout(&session, "truth_peak"));

        // The trap: from blank grey such a net does draw something like a face, for a few steps.
        again(&mut session, "start", "blank");
        assert!(readout(&session, "truth_peak") > 0.2, "seed {seed}: {}", readout(&session, "truth_peak"));
        assert!(readout(&session, "truth_peak_step") < 15.0, "seed {seed}");
        assert!(readout(&session, "truth") < 0.05, "seed {seed}: {}", readout(&session, "truth"));

        session.set("start", "noise").unwrap();
        again(&mut session, "view", "compare");
        let ends = ["ordinary", "smoothed", "robust"].map(|id| *line(&session, "truth", id).last().unwrap());
        assert!(readout(&session, "truth_peak") < 0.2 && ends[0] < 0.05 && ends[1] < 0.05, "seed {seed}: {ends:?}");
        let (peak, third) = (readout(&session, "truth_peak_robust"), line(&session, "truth", "robust"));

        session.set("robust", "on").unwrap();
        again(&mut session, "view", "climb");
        assert_eq!(
            line(&session, "truth", "climb"),
            third,
            "seed {seed}: the third climb is the one that stands alone"
        );
        let value = |id| readout(&session, id);
        assert_eq!(value("truth_peak"), peak, "seed {seed}");
        assert!(value("accuracy") > 0.97, "seed {seed}: {}", value("accuracy"));
        assert!(value("truth_peak") > 0.3, "seed {seed}: peak {}", value("truth_peak"));
        assert!((5.0..60.0).contains(&value("truth_peak_step")), "seed {seed}: {}", value("truth_peak_step"));
        assert!(value("truth") < value("truth_peak") - 0.15, "seed {seed}: end {}", value("truth"));
        assert!(value("logit") > value("logit_best_real"), "seed {seed}: logit {}", value("logit"));
    }
}

#[test]
fn a_price_on_improbability_keeps_a_face_and_without_it_the_face_is_lost() {
    for seed in seeds() {
        let mut session = run(seed, &[("space", "prior"), ("start", "mean"), ("prior_weight", "0.5")]);
        let (kept, probable) = (readout(&session, "truth"), readout(&session, "improbability"));
        from_the_foot(&mut session, "prior_weight", "0");
        assert!(kept > 0.3, "seed {seed}: {kept}");
        assert!(readout(&session, "truth") < 0.05, "seed {seed}: {}", readout(&session, "truth"));
        assert!(readout(&session, "improbability") > 2.0 * probable, "seed {seed}: {probable}");
    }
}

#[test]
fn smoother_pictures_are_still_no_faces() {
    let mut session = run(0, &[("steps", "100")]);
    for regulariser in ["blur", "jitter", "tv"] {
        from_the_foot(&mut session, "regulariser", regulariser);
        let value = |id| readout(&session, id);
        assert!(value("logit") > value("logit_best_real"), "{regulariser}: {}", value("logit"));
        assert!(value("truth") < 0.05, "{regulariser}: {}", value("truth"));
    }
}

#[test]
fn the_sentence_reads_well_at_one_step_and_below_zero() {
    assert_eq!([-0.04, 0.04, -5.66, 12.0].map(tenths), ["0.0", "0.0", "\u{2212}5.7", "12.0"]);
    let mut session = Session::open(State::new("max-face").unwrap());
    foot(&mut session);
    for start in ["After 0 steps ", "After 1 step ", "After 2 steps "] {
        let sentence = session.figure().sentence;
        assert!(sentence.starts_with(start), "{sentence}");
        session.step();
    }
}

#[test]
fn an_untrained_classifier_knows_nothing() {
    let recipe =
        Recipe { sizes: &[PIXELS, 128, 64, 1], rate: 2e-3, steps: 0, negatives: Negatives::Hard, pose: Pose::Jittered };
    let net = Training::new(recipe, 1).net();
    let mut images = Array2::zeros((512, PIXELS));
    let mut labels = [0.0; 512];
    draw(Negatives::Hard, Pose::Jittered, &mut Rng::stream(1, "test"), images.view_mut(), &mut labels);
    let right = correct(net.forward(images.view(), &mut Workspace::new(&net, 512)), &labels);
    assert!(right < 400, "{right} of 512");
}

/// A picture of the figure, as it stands in links.
fn picture(session: &Session, grid: &str) -> String {
    let all = report::pictures(&session.figure());
    all.lines().find_map(|line| line.strip_prefix(grid)?.strip_prefix(' ')).unwrap().to_string()
}

/// Until the climb is at its foot.
fn foot(session: &mut Session) {
    while !session.stage().watch {
        session.step();
    }
    assert_eq!(session.stage().done, 0);
}

#[test]
fn a_picture_of_ones_own_is_judged_before_the_climb_and_climbed_from() {
    for seed in seeds() {
        let mut session = run(seed, &[("steps", "20")]);
        let (face, mask) = (picture(&session, "best"), picture(&session, "picture"));
        let (logit, logit_best_real) = (readout(&session, "logit"), readout(&session, "logit_best_real"));

        // Each is told of at once, since the classifier is kept. A real face is one, and what the climb came to is none.
        session.set("start", "own").unwrap();
        session.set("own", &mask).unwrap();
        assert!(session.stage().watch && session.stage().done == 0, "seed {seed}: at the foot, without a tick");
        assert_eq!(picture(&session, "picture"), mask);
        assert!(
            (readout(&session, "logit") - logit).abs() < 0.1 * logit,
            "seed {seed}: {}",
            readout(&session, "logit")
        );
        assert!(readout(&session, "truth") < 0.05, "seed {seed}: mask {}", readout(&session, "truth"));
        let sentence = session.figure().sentence;
        assert!(
            sentence.starts_with("Before the first step the classifier is more than 99.9% certain that your picture")
        );
        assert!(sentence.contains("it draws no such face"), "{sentence}");
        session.set("own", &face).unwrap();
        assert!(readout(&session, "truth") > 0.75, "seed {seed}: face {}", readout(&session, "truth"));
        assert!(
            (readout(&session, "logit") - logit_best_real).abs() < 1.0,
            "seed {seed}: {}",
            readout(&session, "logit")
        );

        // The cause taken away: a blank picture is neither, for the one nor for the other.
        let at_foot = session.digest();
        session.set("own", "blank").unwrap();
        assert!(readout(&session, "logit") < 0.0 && readout(&session, "truth") < 0.05, "seed {seed}");
        session.set("own", &face).unwrap();
        assert_eq!(session.digest(), at_foot);
        session.run(10_000);
        assert!(readout(&session, "logit") > 1.5 * logit_best_real && readout(&session, "truth") < 0.05, "seed {seed}");
    }
}

#[test]
fn painting_while_the_classifier_learns_lets_it_go_on_and_starting_over_does_not() {
    let mut session = Session::open(State::new("max-face").unwrap());
    session.run(100);
    session.set("start", "own").unwrap();
    session.set("own", &Picture::of([0.25; PIXELS]).unwrap().to_string()).unwrap();
    assert_eq!(session.state().tick, 100);
    let again = |session: &Session| {
        let mut again = Session::open(session.state().clone());
        while again.behind() {
            again.step();
        }
        again.digest()
    };
    assert_eq!(again(&session), session.digest());
    session.reset();
    assert_eq!(session.state().tick, 0);

    // What ordinary faces look like is learned once, too.
    session.set("space", "prior").unwrap();
    foot(&mut session);
    let tick = session.state().tick;
    session.set("own", "blank").unwrap();
    assert_eq!((session.state().tick, session.stage().watch), (tick, true));
    assert_eq!(again(&session), session.digest());
}

/// Hein, Andriushchenko & Bitterwolf 2019 (arXiv 1812.05720), theorem 3.1: far enough out along a ray every ReLU
/// stays on or off, so the logit is affine there.
#[test]
fn far_along_a_ray_the_logit_is_affine() {
    let mut preparation = Preparation::new(kind(&Settings::defaults(controls::CONTROLS)), 0);
    let mut judge = FaceJudge::new();
    let prepared = loop {
        if let Some(prepared) = preparation.step(&mut judge, |_, _, _, _| ()) {
            break prepared;
        }
    };
    let mut ws = Workspace::new(&prepared.net, 1);
    let mut logit = |image: &[f32]| {
        f64::from(prepared.net.forward(ArrayView2::from_shape((1, PIXELS), image).unwrap(), &mut ws)[[0, 0]])
    };
    let mut rng = Rng::stream(3, "ray");
    for _ in 0..20 {
        let ray: Vec<f32> = (0..PIXELS).map(|_| rng.normal()).collect();
        let mut at = |t: f32| logit(&ray.iter().map(|d| 0.5 + t * d).collect::<Vec<_>>());
        let [a, b, c] = [1e4, 2e4, 3e4].map(&mut at);
        assert!((a - 2.0 * b + c).abs() < 1e-4 * b.abs(), "{a} {b} {c}");
    }
}

#[test]
fn views_start_from_what_is_trained_already_and_a_change_at_the_end_goes_on() {
    let mut session = run(0, &[("steps", "10")]);
    let at = |session: &Session| session.state().tick;
    let trained = at(&session) - 10;
    session.set("rate", "0.05").unwrap();
    assert_eq!(*session.run(20_000), Status::Done);
    assert_eq!(at(&session), trained + 20, "as many steps again");
    let (link, digest) = (session.state().clone(), session.digest());
    let mut replayed = Session::open(link);
    replayed.run(trained + 20);
    assert_eq!(replayed.digest(), digest);
    session.set("steps", "15").unwrap();
    assert_eq!(*session.run(20_000), Status::Done);
    assert_eq!(at(&session), trained + 25, "15 since the change");
    session.reset();
    session.set("rate", "0.02").unwrap();
    session.set("steps", "10").unwrap();
    session.set("view", "ray").unwrap();
    assert_eq!(at(&session), trained);
    session.set("view", "compare").unwrap();
    assert_eq!(at(&session), trained, "the ordinary classifier is known, the other one is not");
    session.run(at(&session) + 5);
    session.set("start", "face").unwrap();
    assert_eq!(at(&session), trained + 5, "what is being learned is learned on");
    session.set("view", "climb").unwrap();
    assert_eq!(at(&session), trained);
}
