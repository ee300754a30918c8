//! What there is to see of the part `law`.

use super::best::Best;
use super::controls::{self, Readings};
use super::law::{Exact, Law, MOST};
use crate::lab::words::{hundredths, thousands};
use crate::lab::{Axis, Chart, Data, Figure, Reading, Scale, Series, Tone};
use crate::worlds::extremes::MOST_DRAWN;

const NOT_YET: &str = "nothing has been picked yet";
/// Least and greatest of what the second chart shows.
const SHOWN: (f64, f64) = (0.05, 100.0);

impl Best {
    pub fn figure(&self) -> Figure {
        Figure {
            charts: vec![self.kept(), self.promised(), self.cloud()],
            images: vec![],
            readouts: self.readouts(),
            sentence: self.sentence().into(),
        }
    }

    fn kept(&self) -> Chart {
        let line = |exact: &Exact| Data::Line(exact.curve.clone());
        let [gaussian, laplace, student] = &self.others;
        let counted = self.counted().filter_map(|(n, tally)| Some([n, tally.mean()?])).collect();
        let n = self.n();
        Chart {
            id: "kept".into(),
            title: "What the best-looking of n is worth".into(),
            x: Axis::new("picked from", "candidates", Scale::Log, (1.0, MOST)),
            y: Axis::linear("mean true value of the pick", "sd", (-0.5, 3.6)),
            series: vec![
                Series::line("n", "your n", Tone::Level, vec![[n, -0.5], [n, 3.6]]),
                Series::new("gaussian", "Gaussian", Tone::Chance, line(gaussian)),
                Series::new("laplace", "Laplace", Tone::Chance, line(laplace)),
                Series::new("student", "Student", Tone::Chance, line(student)),
                Series::new("exact", "your law, exact", Tone::Truth, line(&self.exact)),
                Series::new("counted", "counted", Tone::Truth, Data::Points(counted)),
            ],
        }
    }

    fn promised(&self) -> Chart {
        let above =
            |curve: &[[f64; 2]]| Data::Line(curve.iter().copied().filter(|point| point[1] >= SHOWN.0).collect());
        let median = self.counted().filter_map(|(n, tally)| Some([n, tally.median_proxy().filter(|u| *u >= SHOWN.0)?]));
        let counted = self.counted().filter_map(|(n, tally)| Some([n, tally.mean().filter(|v| *v >= SHOWN.0)?]));
        let counted: Vec<[f64; 2]> = counted.filter(|point| point[0] > 1.0).collect();
        Chart {
            id: "promised".into(),
            title: "How good it looks, and how good it is".into(),
            x: Axis::new("picked from", "candidates", Scale::Log, (1.0, MOST)),
            y: Axis::new("of the pick", "sd", Scale::Log, SHOWN),
            series: vec![
                Series::new("looks", "looks, exact", Tone::Belief, above(&self.exact.medians)),
                Series::new("looked", "looks, counted", Tone::Belief, Data::Points(median.collect())),
                Series::new("is", "is, exact", Tone::Truth, above(&self.exact.curve)),
                Series::new("was", "is, counted", Tone::Truth, Data::Points(counted)),
            ],
        }
    }

    fn cloud(&self) -> Chart {
        Chart {
            id: "cloud".into(),
            title: "Candidates, and those that were picked".into(),
            x: Axis::linear("how good it looks", "sd", (-4.0, 10.0)),
            y: Axis::linear("how good it is", "sd", (-3.0, 5.0)),
            series: vec![
                Series::line("equal", "if it is as it looks", Tone::Level, vec![[-3.0, -3.0], [5.0, 5.0]]),
                Series::new("candidates", "candidates", Tone::Chance, Data::Points(self.candidates.clone())),
                Series::new("picks", "picked", Tone::Truth, Data::Points(self.own.picks.clone())),
            ],
        }
    }

    fn readouts(&self) -> Vec<Reading> {
        let reading = |value: Option<f64>| Reading::maybe(value, NOT_YET);
        let with_mean = |value: Option<f64>| {
            if self.exact.law.has_mean() {
                reading(value)
            } else {
                Reading::none("with a tail so heavy there is no mean")
            }
        };
        let own = &self.own.tally;
        controls::readings(Readings {
            proxy: with_mean(own.mean_proxy()),
            truth: reading(own.mean()),
            kl: reading(self.own.divergence()),
            kl_exact: Reading::of(self.exact_divergence()),
            peak_n: match self.exact.peak {
                Some((n, _)) => Reading::of(f64::from(n)),
                None => Reading::none(no_peak(self.exact.law)),
            },
            truth_exact: Reading::of(self.exact.kept(self.n())),
            truth_error: reading(self.own.tally.error()),
            truth_million: Reading::of(self.exact.kept(MOST)),
            truth_peak: match self.exact.peak {
                Some((_, most)) => Reading::of(most),
                None => Reading::none(no_peak(self.exact.law)),
            },
            random: reading(self.own.random.mean()),
            proxy_median: reading(own.median_proxy()),
            gap: with_mean(own.mean_proxy().zip(own.mean()).map(|(proxy, truth)| proxy - truth)),
            ..Readings::elsewhere("only for comparisons")
        })
    }

    fn sentence(&self) -> String {
        let n = self.n();
        let (Some(truth), Some(proxy)) = (self.own.tally.mean(), self.own.tally.median_proxy()) else {
            return format!("Still drawing candidates; {} are compared for a pick.", thousands(n as u64));
        };
        let drawn = if n > MOST_DRAWN { " (above 10,000 only the best one is drawn, by its exact law)" } else { "" };
        let from = if n <= 1.0 {
            "Picked from one alone".into()
        } else {
            format!("The best-looking of {}", thousands(n as u64))
        };
        let end = match (self.exact.peak, self.exact.law) {
            (Some((at, most)), _) => format!(
                "The most to be had is {}, with {}; of a million one keeps {}.",
                hundredths(most),
                thousands(at.into()),
                hundredths(self.exact.kept(MOST))
            ),
            (None, Law::Power(p)) if p > 1.0 => {
                format!("It grows without bound: {} of a million.", hundredths(self.exact.kept(MOST)))
            }
            (None, Law::Power(1.0)) => "It comes to rest at 1: more candidates neither help nor harm.".into(),
            (None, _) => format!("It still rises at a million: {}.", hundredths(self.exact.kept(MOST))),
        };
        format!(
            "{from} looks {} sd good (median) and is {} sd good on average over {} picks{drawn}; exactly, {}. {end}",
            if proxy.abs() < 1e4 { hundredths(proxy) } else { format!("{proxy:.0e}") },
            hundredths(truth),
            thousands(self.own.tally.count.into()),
            hundredths(self.exact.kept(n)),
        )
    }
}

/// Why there is no n of which more would be worse.
fn no_peak(law: Law) -> &'static str {
    match law {
        Law::Power(p) if p > 1.0 => "there is none: it grows without bound",
        Law::Power(1.0) => "there is none: it comes to rest at 1",
        _ => "there is none below a million",
    }
}
