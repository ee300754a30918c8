//! The climb told in a sentence made of its own numbers.

use crate::lab::words::tenths;
use std::fmt::Write as _;

use super::MaxFace;
use super::climb::Judged;
use crate::lab::Experiment as _;
use crate::nn::loss::sigmoid;
use crate::worlds::faces::Negatives;

impl MaxFace {
    /// What the figure shows.
    pub(super) fn sentence(&self) -> String {
        let (Some(prepared), Some((climbing, random))) = (self.prepared(), self.history().last()) else {
            return self.stage().preparing();
        };
        let steps = self.history().len() - 1;
        let own = self.settings.choice("start") == "own";
        let (certain, logit) = (percent(climbing.logit), tenths(climbing.logit));
        let mut text = if own && steps == 0 {
            format!(
                "Before the first step the classifier is {certain} certain that your picture is a face: logit {logit}"
            )
        } else {
            let steps = if steps == 1 { "1 step".into() } else { format!("{steps} steps") };
            format!("After {steps} the classifier is {certain} certain of a face: logit {logit}")
        };
        let _ = write!(
            text,
            ", where the best of 4,000 real faces has {}. The world says {}: truth {:.2}, where a real face has {:.2}.",
            tenths(f64::from(prepared.best[0].0)),
            verdict(climbing, own),
            climbing.truth,
            prepared.truth_real,
        );
        if own && steps == 0 {
            text += " The nearest face that it can draw is shown too.";
        } else if prepared.accuracy >= 0.95 {
            let (logit, truth) = (tenths(random.logit), random.truth);
            let _ = write!(text, " A random push of the same size gets logit {logit} and truth {truth:.2}.");
        }
        if let Some((step, truth)) = self.peak()
            && truth > climbing.truth + 0.1
        {
            let _ = write!(text, " Truth was highest at step {step}: {truth:.2}.");
        }
        if prepared.accuracy < 0.95 {
            let _ = write!(text, " It learned poorly ({:.0}% right).", 100.0 * prepared.accuracy);
            if prepared.kind.robust && prepared.kind.negatives == Negatives::Hard {
                text += " Against attacks it learns easy non-faces only.";
            }
        }
        text
    }
}

/// The truth in words. Of what a reader brings it is never said that it is no face: a photo of one is none of this
/// world's.
fn verdict(picture: &Judged, own: bool) -> &'static str {
    match picture.truth {
        t if t >= 0.75 => "it is a face",
        t if t >= 0.25 => "it is something like a face",
        t if t >= 0.05 => "it is hardly a face",
        _ if own => "it draws no such face",
        _ => "it is no face",
    }
}

/// The probability that a logit stands for, never told as more than the digits can say.
fn percent(logit: f64) -> String {
    let share = 100.0 * f64::from(sigmoid(logit as f32));
    if share > 99.9 {
        "more than 99.9%".into()
    } else if share < 0.1 {
        "less than 0.1%".into()
    } else {
        format!("{share:.1}%")
    }
}
