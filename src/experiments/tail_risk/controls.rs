//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "world",
        label: "World",
        help: "Points on a ring of eight heaps, where the data's own failures are known exactly; or drawn faces.",
        kind: Kind::Choice {
            options: &[Opt::new("ring", "points on a ring"), Opt::new("faces", "faces")],
            default: "ring",
        },
        live: false,
    },
    Control {
        id: "source",
        label: "Samples of",
        help: "The trained generator; the same net before its first training step (of faces it draws something near the \
               mean face, which is half a face); or the data themselves, which should hardly ever fail.",
        kind: Kind::Choice {
            options: &[
                Opt::new("trained", "the trained generator"),
                Opt::new("untrained", "an untrained one"),
                Opt::new("data", "the data"),
            ],
            default: "trained",
        },
        live: false,
    },
    Control {
        id: "samples",
        label: "Points to draw",
        help: "How many points of the ring to draw; more can be drawn on top.",
        kind: Kind::Slider { min: 10.0, max: 1e7, default: 1e6, whole: true, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "face_samples",
        label: "Faces to draw",
        help: "How many faces to draw. Judging one takes as long as drawing thousands of points, so that there are \
               fewer: 100,000 take about a minute.",
        kind: Kind::Slider { min: 10.0, max: 1e5, default: 2e3, whole: true, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "sigma_limit",
        label: "A point fails beyond",
        help: "How far from the middle of the nearest heap a point counts as a failure, to a tenth of a sigma. Of the \
               data 3 in 10,000 lie beyond 4.",
        kind: Kind::Slider { min: 4.0, max: 12.0, default: 6.0, whole: false, log: false, unit: "sigma" },
        live: true,
    },
    Control {
        id: "q_limit",
        label: "A face fails beyond",
        help: "How large the worst misfit to any face of this world may be, to a hundredth: below .15 is good, above .3 \
               poor, above .6 a monster.",
        kind: Kind::Slider { min: 0.2, max: 1.0, default: 0.5, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "net_width",
        label: "Width of the nets",
        help: "Units in each hidden layer of the generator and of its critic: is the tail only a matter of too small a \
               net?",
        kind: Kind::Slider { min: 8.0, max: 128.0, default: 64.0, whole: true, log: true, unit: "units" },
        live: false,
    },
    Control {
        id: "steps",
        label: "Training steps",
        help: "Is the tail only a matter of too little training?",
        kind: Kind::Slider { min: 10.0, max: 12_000.0, default: 3_000.0, whole: true, log: true, unit: "" },
        live: false,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("n", "Samples drawn", "", 0, "How many samples have been drawn and looked at."),
    ReadoutSpec::new("failures", "Failures", "", 0, "Samples beyond the limit."),
    ReadoutSpec::new(
        "worst_distance_sigma",
        "Farthest point",
        "sigma",
        1,
        "Distance of the worst point to its nearest heap.",
    ),
    ReadoutSpec::new(
        "rate_upper_95",
        "At most (95% sure)",
        "",
        8,
        "Clopper and Pearson's upper bound on the share of failures, from these counts: exact for any number of \
         failures. Without one it is 1 - 0.05^(1/n).",
    ),
    ReadoutSpec::new(
        "p_at_least_one",
        "Chance in as many more",
        "",
        4,
        "1 - (1 - p)^n for n more samples, where p is the share that failed of these n.",
    ),
    ReadoutSpec::new("rate", "Share that failed", "", 8, "Failures over samples."),
    ReadoutSpec::new(
        "rate_data",
        "Share of data failing",
        "",
        11,
        "Ring: exact, by integration. Faces: of 500 real faces, judged likewise.",
    ),
    ReadoutSpec::new(
        "rule_of_three",
        "The rule of three",
        "",
        8,
        "3 / n, which is used for n samples without a failure.",
    ),
    ReadoutSpec::new(
        "bound_if_none",
        "Bound without a failure",
        "",
        8,
        "1 - 0.05^(1/n): what n samples without a failure would prove. The rule of three comes near it for large n.",
    ),
    ReadoutSpec::new(
        "p_at_least_one_upper",
        "The same chance, at most",
        "",
        4,
        "1 - (1 - p)^n, where p is the upper bound with 95% confidence.",
    ),
    ReadoutSpec::new(
        "modes",
        "Heaps found",
        "",
        0,
        "Heaps of the ring that got at least a quarter of an even share of points.",
    ),
    ReadoutSpec::new("share_near", "Share near a heap", "", 4, "Points within 4 sigma of a heap."),
    ReadoutSpec::new("worst_q", "Worst face", "", 2, "The largest misfit among the faces drawn."),
];
