//! What there is to see of the part `comparisons`.

use super::compare::{Compare, Phase};
use super::controls::{self, Readings};
use super::fit::{Fit, Form};
use super::law::divergence;
use super::press::Standing;
use crate::lab::words::{hundredths, thousands};
use crate::lab::{Axis, Chart, Data, Figure, Reading, Series, Tone};

const NOT_YET: &str = "the reward net is not trained yet";
const TOO_FEW: &str = "it takes three points at a distance";
const FORMS: [(Form, &str, &str); 2] = [(Form::Square, "square", "d (a - b d)"), (Form::Log, "log", "d (a - b log d)")];

impl Compare {
    pub fn figure(&self) -> Figure {
        let scores: Vec<[f64; 2]> = self.path().iter().map(|at| [at.d(), at.truth]).collect();
        let mut charts = vec![self.scores()];
        charts.extend(fitted(
            ["fits", "residuals"],
            ["Two forms fitted to this run", "What they leave over"],
            "sd",
            &scores,
        ));
        let points = self.settings.line("points");
        if !points.points().is_empty() {
            let titles = ["Two forms fitted to your points", "What they leave over of your points"];
            charts.extend(fitted(["published", "published_residuals"], titles, "as typed", points.points()));
        }
        Figure { charts, images: vec![], readouts: self.readouts(&scores), sentence: self.sentence().into() }
    }

    fn scores(&self) -> Chart {
        let path = self.path();
        let line = |of: fn(&Standing) -> f64| Data::Line(path.iter().map(|at| [at.d(), of(at)]).collect());
        let drawn = match &self.phase {
            Phase::Pick { best, .. } => {
                let mean = |(sum, count): &(f64, u32)| (*count > 0).then(|| sum / f64::from(*count));
                best.exact.iter().zip(&best.drawn).filter_map(|((_, at), sum)| Some([at.d(), mean(sum)?])).collect()
            }
            _ => vec![],
        };
        let here = self.now().map_or(vec![], |at| vec![[at.d(), at.proxy]]);
        Chart {
            id: "scores".into(),
            title: "What the net promises, and what is true".into(),
            x: distance(),
            y: Axis::linear("mean of the answers", "sd", (-1.0, 4.0)),
            series: vec![
                Series::line("people", "people's answers", Tone::Level, vec![[0.0, 0.0], [4.0, 0.0]]),
                Series::new("proxy", "promised", Tone::Belief, line(|at| at.proxy)),
                Series::new("here", if self.climbs() { "now" } else { "your n" }, Tone::Belief, Data::Points(here)),
                Series::new("truth", "true", Tone::Truth, line(|at| at.truth)),
                Series::new("drawn", "true, drawn", Tone::Truth, Data::Points(drawn)),
            ],
        }
    }

    fn readouts(&self, scores: &[[f64; 2]]) -> Vec<Reading> {
        let reading = |value: Option<f64>| Reading::maybe(value, NOT_YET);
        let misfit =
            |form: Form, points: &[[f64; 2]]| Reading::maybe(form.fit(points).map(|fit| fit.spread(points)), TOO_FEW);
        let (now, n) = (self.now(), self.settings.number("n"));
        let points = self.settings.line("points");
        let of_picks = |value: Reading| if self.climbs() { Reading::none("only for best of n") } else { value };
        let (accuracy, peak) = match &self.phase {
            Phase::Learn(_) | Phase::Ready(_) => (None, Reading::none(NOT_YET)),
            Phase::Pick { world, best, .. } => {
                let peak = Reading::maybe(best.peak().map(|(n, _)| n), "none so far");
                (Some(world.accuracy), peak)
            }
            Phase::Climb { world, .. } => (Some(world.accuracy), Reading::none("only for best of n")),
        };
        controls::readings(Readings {
            proxy: reading(now.map(|at| at.proxy)),
            truth: reading(now.map(|at| at.truth)),
            kl: reading(now.map(|at| at.kl)),
            kl_exact: of_picks(Reading::of(divergence(n))),
            peak_n: peak,
            truth_peak: reading(self.highest()),
            accuracy: reading(accuracy),
            gap: reading(now.map(|at| at.proxy - at.truth)),
            residual_square: misfit(Form::Square, scores),
            residual_log: misfit(Form::Log, scores),
            points_square: misfit(Form::Square, points.points()),
            points_log: misfit(Form::Log, points.points()),
            ..Readings::elsewhere("only for an error of known law")
        })
    }

    /// The most that was true along the way.
    fn highest(&self) -> Option<f64> {
        self.path().iter().map(|at| at.truth).reduce(f64::max)
    }

    fn sentence(&self) -> String {
        let (Some(now), Some(most)) = (self.now(), self.highest()) else {
            return self.stage().preparing();
        };
        let how = match &self.phase {
            Phase::Climb { gradient, .. } => {
                let steps = gradient.done();
                format!("After {steps} {} of policy gradient", if steps == 1 { "step" } else { "steps" })
            }
            _ => format!("At best of {}", thousands(self.settings.number("n") as u64)),
        };
        format!(
            "{how} the net promises {} sd above people's usual answers, and {} is true, at {} nats from them. The most that \
             was true along the way is {}.",
            hundredths(now.proxy),
            hundredths(now.truth),
            hundredths(now.kl),
            hundredths(most),
        )
    }
}

fn distance() -> Axis {
    Axis::linear("d, root of the divergence", "root nats", (0.0, 4.0))
}

/// Both forms fitted to points, and what they leave over.
fn fitted(ids: [&'static str; 2], titles: [&'static str; 2], unit: &'static str, points: &[[f64; 2]]) -> [Chart; 2] {
    let end = points.iter().fold(1.0, |end: f64, [d, _]| end.max(*d));
    let fits = FORMS.map(|(form, id, label)| (id, label, form.fit(points)));
    let lines = |of: &dyn Fn(&Fit) -> Vec<[f64; 2]>| {
        fits.iter()
            .map(|(id, label, fit)| Series::line(id, label, Tone::Chance, fit.as_ref().map_or(vec![], of)))
            .collect()
    };
    let mut curves: Vec<Series> = lines(&|fit| fit.curve(end));
    curves.push(Series::new("score", "true score", Tone::Truth, Data::Points(thinned(points))));
    let chart =
        |i: usize, y: Axis, series| Chart { id: ids[i].into(), title: titles[i].into(), x: distance(), y, series };
    [
        chart(0, Axis::linear("true score", unit, (-0.5, 1.5)), curves),
        chart(1, Axis::linear("true score minus fitted", unit, (-0.1, 0.1)), lines(&|fit| fit.residuals(points))),
    ]
}

/// Every so manyth point, so that marks can be told apart.
fn thinned(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    points.iter().copied().step_by(1 + points.len() / 60).collect()
}
