//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, Reading, ReadoutSpec, Span};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "part",
        label: "What looks good",
        help: "The law: a value that is seen with an error of known law. Comparisons: a reward net that learned from \
               people's comparisons.",
        kind: Kind::Choice {
            options: &[
                Opt::new("law", "what an error makes better"),
                Opt::new("comparisons", "what a reward net likes"),
            ],
            default: "law",
        },
        live: false,
    },
    Control {
        id: "error",
        label: "Law of the error",
        help: "Gaussian of variance 1; Laplace of scale 1; Student's t, unscaled; or the one that the slider is set to.",
        kind: Kind::Choice {
            options: &[
                Opt::new("gaussian", "Gaussian"),
                Opt::new("laplace", "Laplace"),
                Opt::new("student", "Student's t"),
                Opt::new("slide", "as the slider says"),
            ],
            default: "gaussian",
        },
        live: true,
    },
    Control {
        id: "heaviness",
        label: "Tail, thin to heavy",
        help: "For the law that the slider says: density as exp(-|x|^p / p), from the Gaussian (0, p = 2) over Laplace's \
               law (0.5, p = 1) to p = 1/2 (1).",
        kind: Kind::Slider { min: 0.0, max: 1.0, default: 0.0, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "tail",
        label: "Degrees of freedom",
        help: "Of Student's t: the fewer, the heavier its tail. The other laws have none.",
        kind: Kind::Slider { min: 0.5, max: 30.0, default: 3.0, whole: false, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "n",
        label: "Picked from",
        help: "How many candidates the best-looking is picked from. Above 10,000 only the best one is drawn, by its exact \
               law.",
        kind: Kind::Slider { min: 1.0, max: 1e6, default: 1000.0, whole: true, log: true, unit: "candidates" },
        live: true,
    },
    Control {
        id: "data",
        label: "Comparisons learned from",
        help: "Comparisons: how many pairs of answers people have told the better one of. A fifth is kept aside, to tell \
               when to stop training.",
        kind: Kind::Choice {
            options: &[Opt::new("250", "250"), Opt::new("1k", "1,000"), Opt::new("4k", "4,000")],
            default: "1k",
        },
        live: false,
    },
    Control {
        id: "optimiser",
        label: "How it is pressed on",
        help: "Comparisons: pick the answer that the net likes best of n of people's, or change step by step how answers \
               are made (policy gradient).",
        kind: Kind::Choice {
            options: &[Opt::new("best-of-n", "best of n"), Opt::new("policy-gradient", "policy gradient")],
            default: "best-of-n",
        },
        live: false,
    },
    Control {
        id: "penalty",
        label: "Price of a nat",
        help: "Comparisons: what policy gradient pays, in what the net says, for each nat of divergence from people's \
               answers.",
        kind: Kind::Slider { min: 0.0, max: 1.0, default: 0.05, whole: false, log: false, unit: "sd" },
        live: true,
    },
    Control {
        id: "labels",
        label: "Who compares",
        help: "Comparisons: people, who prefer the better answer the more often the better it is; or a coin, from which \
               there is nothing to learn.",
        kind: Kind::Choice { options: &[Opt::new("people", "people"), Opt::new("lot", "a coin")], default: "people" },
        live: false,
    },
    Control {
        id: "points",
        label: "Published points",
        help: "Comparisons: true scores that somebody published, by the root of the divergence. Both forms are fitted to \
               them too.",
        kind: Kind::Line {
            x: Span::new("root of the divergence", "root nats", 0.0, 30.0),
            y: Span::new("true score", "", -100.0, 100.0),
            drawn: 0,
        },
        live: false,
    },
];

const SD: &str = "sd";

/// The readouts, in the order of [`readings`].
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("proxy", "How good it looks", SD, 3, "Mean proxy of what is picked, or of the policy's answers."),
    ReadoutSpec::new(
        "truth",
        "How good it is",
        SD,
        3,
        "Mean true value of the same. The law: counted over picks. Comparisons: over all 65,536 answers.",
    ),
    ReadoutSpec::new(
        "kl",
        "Divergence",
        "nats",
        3,
        "From a candidate at random to a pick. The law: measured on picks. Comparisons: over all answers.",
    ),
    ReadoutSpec::new(
        "kl_exact",
        "Divergence, formula",
        "nats",
        3,
        "log n - (n - 1) / n; where answers are finitely many, as with comparisons, it is only the most that there can be.",
    ),
    ReadoutSpec::new("peak_n", "Most is kept of", "candidates", 0, "The n of which the pick is worth most."),
    ReadoutSpec::new("truth_exact", "How good, exactly", SD, 4, "The law: mean true value at your n, by the integral."),
    ReadoutSpec::new("truth_se", "Its standard error", SD, 3, "How far chance moves the mean that was counted."),
    ReadoutSpec::new("truth_million", "Kept of a million", SD, 3, "Mean true value of the best-looking of a million."),
    ReadoutSpec::new("truth_peak", "Most that is kept", SD, 3, "The greatest mean true value along the way."),
    ReadoutSpec::new("random", "A random one is worth", SD, 3, "The law: mean true value of a candidate at random."),
    ReadoutSpec::new("proxy_median", "Looks, median", SD, 2, "The law: median proxy of a pick, there for every tail."),
    ReadoutSpec::new(
        "accuracy",
        "Net is right",
        "",
        3,
        "Comparisons: share of fresh pairs of people's answers of which the net prefers the truly better one.",
    ),
    ReadoutSpec::new("gap", "Looks minus is", SD, 3, "How good it looks minus how good it is."),
    ReadoutSpec::new(
        "residual_square",
        "Misfit of d (a - b d)",
        SD,
        3,
        "Root mean square of what the true score has beyond this form, fitted to this run.",
    ),
    ReadoutSpec::new("residual_log", "Misfit of d (a - b log d)", SD, 3, "The same for the other form."),
    ReadoutSpec::new(
        "points_square",
        "Points: first form",
        "",
        3,
        "Root mean square misfit of your points, d (a - b d).",
    ),
    ReadoutSpec::new("points_log", "Points: second form", "", 3, "The same for d (a - b log d)."),
];

/// A reading for each of [`READOUTS`].
#[derive(Clone)]
pub struct Readings {
    pub proxy: Reading,
    pub truth: Reading,
    pub kl: Reading,
    pub kl_exact: Reading,
    pub peak_n: Reading,
    pub truth_exact: Reading,
    pub truth_error: Reading,
    pub truth_million: Reading,
    pub truth_peak: Reading,
    pub random: Reading,
    pub proxy_median: Reading,
    pub accuracy: Reading,
    pub gap: Reading,
    pub residual_square: Reading,
    pub residual_log: Reading,
    pub points_square: Reading,
    pub points_log: Reading,
}

impl Readings {
    /// No reading at all, since another part has them.
    pub fn elsewhere(why: &'static str) -> Self {
        let none = || Reading::none(why);
        Self {
            proxy: none(),
            truth: none(),
            kl: none(),
            kl_exact: none(),
            peak_n: none(),
            truth_exact: none(),
            truth_error: none(),
            truth_million: none(),
            truth_peak: none(),
            random: none(),
            proxy_median: none(),
            accuracy: none(),
            gap: none(),
            residual_square: none(),
            residual_log: none(),
            points_square: none(),
            points_log: none(),
        }
    }
}

/// In the order of [`READOUTS`].
pub fn readings(all: Readings) -> Vec<Reading> {
    vec![
        all.proxy,
        all.truth,
        all.kl,
        all.kl_exact,
        all.peak_n,
        all.truth_exact,
        all.truth_error,
        all.truth_million,
        all.truth_peak,
        all.random,
        all.proxy_median,
        all.accuracy,
        all.gap,
        all.residual_square,
        all.residual_log,
        all.points_square,
        all.points_log,
    ]
}
