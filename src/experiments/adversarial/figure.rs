//! What there is to see of the attack on faces.

use std::fmt::Write as _;

use super::attack::{FACES, KEPT, Trial};
use super::faces::{Attacks, Faces, Phase, Seen};
use super::{chart, percent};
use crate::lab::words::tenths;
use crate::lab::{Chart, Data, Figure, ImageGrid, Reading, Scale, Series, Size, Text, Tone};
use crate::worlds::faces::{Negatives, SIDE, grey};

const NOT_TRAINED: &str = "the classifier is not trained yet";
const NOT_YET: &str = "the faces are still being attacked";

impl Faces {
    pub fn figure(&self) -> Figure {
        Figure {
            charts: self.charts(),
            images: self.images(),
            readouts: self.readouts(),
            sentence: self.sentence().into(),
        }
    }

    fn charts(&self) -> Vec<Chart> {
        let attacks = self.attacked();
        let curve = |of: fn(&Trial) -> f64| {
            let known = attacks.into_iter().flat_map(Attacks::known);
            Data::Line(known.map(|trial| [255.0 * trial.eps, of(trial)]).collect())
        };
        let clean = attacks.map(|attacks| &attacks.clean).filter(|clean| clean.over());
        let level = |value: Option<f64>| Data::Line(value.map_or(vec![], |v| vec![[0.5, v], [64.0, v]]));
        let flip: Vec<[f64; 2]> =
            attacks.and_then(Attacks::flip).into_iter().map(|(eps, truth)| [eps, truth]).collect();
        let told: Vec<[f64; 2]> = flip.iter().map(|[eps, _]| [*eps, 0.1]).collect();
        let training = match &self.phase {
            Phase::Prepare(preparation, _) => preparation.curve().to_vec(),
            Phase::Attack(attacks) => attacks.prepared.curve.clone(),
        };
        let push = ("most that a pixel changes", "/255", (0.5, 64.0), Scale::Log);
        vec![
            chart(
                ["accuracy", "What the model believes of attacked faces"],
                push,
                ("share told right", (0.0, 1.0)),
                vec![
                    Series::new("random", "random signs", Tone::Chance, curve(Trial::random)),
                    Series::new("pgd", "attack, 20 steps", Tone::Belief, curve(Trial::twenty_steps)),
                    Series::new("fgsm", "attack, 1 step", Tone::Belief, curve(Trial::one_step)),
                    Series::new("others", "attack on non-faces", Tone::Belief, curve(Trial::others)),
                    Series::new("flip", "nine in ten fooled", Tone::Belief, Data::Points(told)),
                ],
            ),
            chart(
                ["truth", "What the world says of the same faces"],
                push,
                ("median truth (1 = a face)", (0.0, 1.0)),
                vec![
                    Series::new("untouched", "untouched faces", Tone::Level, level(clean.map(Trial::truth))),
                    Series::new("random", "random signs", Tone::Chance, curve(Trial::truth_random)),
                    Series::new("pgd", "attack, 20 steps", Tone::Truth, curve(Trial::truth)),
                    Series::new("flip", "nine in ten fooled", Tone::Belief, Data::Points(flip)),
                ],
            ),
            chart(
                ["training", "Before the attack: the classifier learns"],
                ("training steps", "", (0.0, 800.0), Scale::Linear),
                ("accuracy on new pictures", (0.5, 1.0)),
                vec![Series::new("accuracy", "accuracy", Tone::Belief, Data::Line(training))],
            ),
        ]
    }

    fn images(&self) -> Vec<ImageGrid> {
        let shown = self.attacked().and_then(|attacks| attacks.shown.as_ref());
        let grid =
            |id, label, size, captions, pixels| ImageGrid::new(id, label, [SIDE; 2], size, pixels).captioned(captions);
        let attacked = shown.map(|shown| &shown.attacked);
        // The picture before any change is known without a classifier.
        let mut beside = grey(&self.picture());
        let mut told = vec![Text::Borrowed(""); 3];
        if let Some(shown) = shown {
            // The greatest change that there may be becomes black or white.
            let times = 127.5 / shown.eps;
            let moved = shown.attacked.image.iter().zip(&shown.before.image).map(|(after, before)| after - before);
            let change: Vec<f32> = moved.map(|d| (0.5 + times as f32 * d).clamp(0.0, 1.0)).collect();
            beside.extend(grey(&change));
            beside.extend(grey(&shown.random.image));
            let logit = |seen: &Seen| Text::Owned(format!("logit {}", tenths(seen.logit)));
            told = vec![logit(&shown.before), Text::Owned(format!("{} times", short(times))), logit(&shown.random)];
        }
        let kept = self.attacked().map_or(&[][..], |attacks| &attacks.now.kept);
        // Places still empty have an empty caption, so that the room for captions is always kept.
        let mut logits: Vec<Text> = kept.iter().map(|(logit, _)| Text::Owned(tenths(f64::from(*logit)))).collect();
        logits.resize(KEPT, Text::Borrowed(""));
        let many = kept.iter().flat_map(|(_, image)| grey(image)).collect();
        vec![
            grid(
                "attacked",
                "After the attack",
                Size::Large,
                vec![attacked.map_or("".into(), caption)],
                attacked.map_or(vec![], |seen| grey(&seen.image)),
            ),
            grid("beside", "Before, the change amplified, random signs", Size::Medium, told, beside),
            grid("faces", "More faces after the attack (logit)", Size::Small, logits, many),
        ]
    }

    /// In the order of [`super::controls::READOUTS`].
    fn readouts(&self) -> Vec<Reading> {
        let attacks = self.attacked();
        let clean = attacks.map(|attacks| &attacks.clean).filter(|clean| clean.over());
        let now = attacks.map(|attacks| &attacks.now).filter(|now| now.over());
        let why = if attacks.is_some() { NOT_YET } else { NOT_TRAINED };
        let told = |value: Option<f64>| Reading::maybe(value, why);
        let points = || Reading::none("only for points of two clouds");
        let pgd = now.map(Trial::twenty_steps);
        let changes = now.zip(clean).map(|(now, clean)| now.truth_changes(clean));
        let flip = attacks.and_then(Attacks::flip);
        let flipped = |value: Option<f64>| {
            value.map_or_else(
                || Reading::none(if attacks.is_some_and(Attacks::over) { "no push up to 64/255 does it" } else { why }),
                Reading::of,
            )
        };
        let shown = attacks.and_then(|attacks| attacks.shown.as_ref());
        vec![
            told(clean.map(Trial::twenty_steps)),
            told(now.map(Trial::random)),
            told(now.map(Trial::one_step)),
            told(pgd),
            told(pgd.map(|p| (p * (1.0 - p) / FACES as f64).sqrt())),
            points(),
            told(now.map(Trial::others)),
            told(changes.map(|changes| changes[0])),
            told(changes.map(|changes| changes[1])),
            flipped(flip.map(|(eps, _)| eps)),
            flipped(flip.map(|(_, truth)| truth)),
            told(shown.map(|shown| shown.before.logit)),
            told(shown.map(|shown| shown.attacked.logit)),
            told(shown.map(|shown| shown.attacked.logit - shown.before.logit)),
            points(),
        ]
    }

    fn sentence(&self) -> String {
        let Some(attacks) = self.attacked() else {
            return self.stage().preparing();
        };
        let Some(shown) = &attacks.shown else {
            let right = 100.0 * attacks.prepared.accuracy;
            return format!("The classifier is trained, and right on {right:.1}% of new pictures.");
        };
        let mut text = format!(
            "With no pixel changed by more than {}/255 the logit of the picture shown goes from {} to {}, its truth from \
             {:.2} to {:.2}.",
            short(shown.eps),
            tenths(shown.before.logit),
            tenths(shown.attacked.logit),
            shown.before.truth,
            shown.attacked.truth,
        );
        let Attacks { clean, now, prepared, .. } = attacks;
        if clean.over() && now.over() && now.eps == shown.eps / 255.0 {
            let _ = write!(
                text,
                " Of {FACES} faces {} are called a face as they are, {} after random signs, {} after one step of attack \
                 and {} after 20.",
                percent(clean.twenty_steps()),
                percent(now.random()),
                percent(now.one_step()),
                percent(now.twenty_steps()),
            );
        }
        if let (Some((eps, truth)), true) = (attacks.flip(), prepared.accuracy >= 0.95) {
            let _ = write!(
                text,
                " Nine faces in ten are fooled at {}/255, and their truth is then {truth:.2}.",
                short(eps)
            );
        }
        if prepared.accuracy < 0.95 {
            let _ = write!(text, " It learned poorly ({:.0}% right).", 100.0 * prepared.accuracy);
            if self.kind.robust && self.kind.negatives == Negatives::Hard {
                text += " Against attacks it learns easy non-faces only.";
            }
        }
        text
    }
}

/// What model and world say.
fn caption(seen: &Seen) -> Text {
    format!("logit {}, truth {:.2}", tenths(seen.logit), seen.truth).into()
}

/// A size with one decimal, if it has any.
fn short(eps: f64) -> String {
    let text = format!("{eps:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), String::from)
}
