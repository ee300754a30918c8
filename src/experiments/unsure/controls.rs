//! What a reader can move where judges are unsure, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "part",
        label: "Who judges",
        help: "Judges whose errors are drawn by chance; or five nets that learned the worth of short sequences.",
        kind: Kind::Choice {
            options: &[Opt::new("judges", "judges"), Opt::new("nets", "five nets")],
            default: "judges",
        },
        live: false,
    },
    Control {
        id: "rule",
        label: "Choose by",
        help: "The mean of the judges; the lowest of their marks; or the mean less so many times their disagreement.",
        kind: Kind::Choice {
            options: &[
                Opt::new("mean", "the mean"),
                Opt::new("min", "the lowest mark"),
                Opt::new("pessimist", "mean less disagreement"),
            ],
            default: "mean",
        },
        live: true,
    },
    Control {
        id: "world",
        label: "Errors",
        help: "Judges: alike everywhere, or larger in one place of five. The numbers are of this world; the figure shows \
               both.",
        kind: Kind::Choice {
            options: &[Opt::new("even", "alike everywhere"), Opt::new("uneven", "larger in some places")],
            default: "even",
        },
        live: true,
    },
    Control {
        id: "k",
        label: "Judges",
        help: "How many judge each world.",
        kind: Kind::Slider { min: 1.0, max: 12.0, default: 5.0, whole: true, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "r",
        label: "Errors shared",
        help: "Judges: the correlation of their errors: 0 each has its own, 1 all have the same (r).",
        kind: Kind::Slider { min: 0.0, max: 1.0, default: 0.0, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "lambda",
        label: "Price of disagreement",
        help: "How many standard deviations of the marks are taken off their mean (lambda).",
        kind: Kind::Slider { min: 0.0, max: 4.0, default: 1.0, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "n",
        label: "Worlds to choose from",
        help: "How many the search looks at before it takes the one with the highest score.",
        kind: Kind::Slider { min: 2.0, max: 10_000.0, default: 1_000.0, whole: true, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "times",
        label: "Errors in strange places",
        help: "Judges: how many times as large as elsewhere. At 1 there are no strange places.",
        kind: Kind::Slider { min: 1.0, max: 10.0, default: 4.0, whole: false, log: false, unit: "times" },
        live: true,
    },
    Control {
        id: "measured",
        label: "Nets have seen",
        help: "Nets: sequences from anywhere, or from the worse half only, so that all good ones are strange to them.",
        kind: Kind::Choice {
            options: &[Opt::new("any", "sequences from anywhere"), Opt::new("lower", "the worse half")],
            default: "any",
        },
        live: false,
    },
];

/// Unit of value: standard deviations over all worlds.
pub const SD: &str = "sd";

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("value", "Worth of the choice", SD, 3, "What the world chosen is truly worth, on average."),
    ReadoutSpec::new("value_exact", "Worth, exact", SD, 3, "For the mean of judges whose errors are alike everywhere."),
    ReadoutSpec::new("value_by_mean", "Chosen by the mean", SD, 3, "What the choice by the mean is worth."),
    ReadoutSpec::new("value_by_min", "By the lowest mark", SD, 3, "What the choice by the lowest mark is worth."),
    ReadoutSpec::new("value_by_pessimist", "By mean less disagreement", SD, 3, "What that choice is worth."),
    ReadoutSpec::new(
        "disagreement_at_choice",
        "Disagreement there",
        SD,
        3,
        "The judges' standard deviation about the world chosen, on average.",
    ),
    ReadoutSpec::new(
        "disagreement_usual",
        "Disagreement elsewhere",
        SD,
        3,
        "The same about worlds as they come: judges, 150 of them.",
    ),
    ReadoutSpec::new("excess", "Believed too much", SD, 3, "The judges' mean about the world chosen, minus its worth."),
    ReadoutSpec::new("regret", "Regret", SD, 3, "The best of the worlds looked at, minus the choice; on average."),
    ReadoutSpec::new("floor", "Error that stays", SD, 3, "Judges: what is left of their error however many they are."),
    ReadoutSpec::new("shared", "Errors shared by the nets", "", 2, "Nets: the mean correlation of two nets' errors."),
    ReadoutSpec::new("repeats", "Choices made", "", 0, "Judges: in each of the two worlds."),
];
