//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

const fn toggle(id: &'static str, label: &'static str, help: &'static str) -> Control {
    Control { id, label, help, kind: Kind::Toggle { default: false }, live: true }
}

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "part",
        label: "World",
        help: "Points on a ring of eight heaps, which can be counted; or drawn faces.",
        kind: Kind::Choice {
            options: &[Opt::new("ring", "points on a ring"), Opt::new("faces", "faces")],
            default: "ring",
        },
        live: false,
    },
    Control {
        id: "mode",
        label: "From now on",
        help: "After both nets have been trained together: go on with both, or freeze one and train the other alone.",
        kind: Kind::Choice {
            options: &[
                Opt::new("joint", "train both"),
                Opt::new("frozen-generator", "freeze the generator"),
                Opt::new("frozen-critic", "freeze the critic"),
            ],
            default: "frozen-critic",
        },
        live: false,
    },
    Control {
        id: "stage",
        label: "The frozen critic is",
        help: "The one that the joint training ended with; one from early in that training; or one that has had 3,000 \
               more steps against the generator as it stands. For a frozen critic only.",
        kind: Kind::Choice {
            options: &[
                Opt::new("equilibrium", "the last of the joint training"),
                Opt::new("early", "an early one"),
                Opt::new("strong", "one trained further, alone"),
            ],
            default: "equilibrium",
        },
        live: false,
    },
    Control {
        id: "steps",
        label: "Steps",
        help: "How many training steps after the freezing.",
        kind: Kind::Slider { min: 10.0, max: 5_000.0, default: 1_000.0, whole: true, log: true, unit: "" },
        live: true,
    },
    toggle(
        "thaw",
        "Thaw: let both train again",
        "Whatever is frozen learns again, from this step on: does it recover?",
    ),
    toggle("freeze_critic", "Freeze the critic", "At any moment, on top of what is frozen already."),
    toggle("freeze_generator", "Freeze the generator", "At any moment, on top of what is frozen already."),
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new(
        "quality",
        "Points near a heap",
        "",
        3,
        "Share of 1,024 points within 4 sigma of the middle of a heap.",
    ),
    ReadoutSpec::new(
        "modes",
        "Heaps found",
        "",
        0,
        "Heaps of the eight that have at least a quarter of an even share of the points near them.",
    ),
    ReadoutSpec::new("radius", "Distance from the middle", "", 2, "Root mean square; the data's is 1.01."),
    ReadoutSpec::new(
        "critic_logit",
        "Critic's logit, samples",
        "",
        2,
        "Mean over the generator's samples; above 0 the critic takes them for real.",
    ),
    ReadoutSpec::new(
        "critic_accuracy",
        "Critic's accuracy",
        "",
        3,
        "Share that it tells right of as many real as made ones: one half is guessing.",
    ),
    ReadoutSpec::new(
        "truth_median",
        "Truth of the pictures",
        "",
        3,
        "Median of 24 pictures: 1 a face of this world, 0 none.",
    ),
    ReadoutSpec::new(
        "diversity",
        "Diversity",
        "",
        3,
        "How much 128 samples differ from each other, as a share of how much real ones do: 0 means all are the same.",
    ),
    ReadoutSpec::new("step", "Steps since the freezing", "", 0, "Training steps after the joint training."),
    ReadoutSpec::new(
        "quality_start",
        "Near a heap, at first",
        "",
        3,
        "The same share before the first of these steps.",
    ),
    ReadoutSpec::new("truth_start", "Truth at the freezing", "", 3, "The same median before the first of these steps."),
    ReadoutSpec::new("truth_real", "Truth of real faces", "", 3, "Median of 32."),
    ReadoutSpec::new("critic_logit_data", "Critic's logit, real", "", 2, "Mean over as many real ones."),
    ReadoutSpec::new(
        "accuracy_bound",
        "Best any critic can do",
        "",
        3,
        "1/2 + TV/2, where TV is the total variation between data and samples, estimated on a grid from 262,144 points; \
         for a frozen generator on the ring.",
    ),
];
