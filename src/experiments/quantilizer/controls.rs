//! What a reader can move in the choice, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec, Span};

/// The controls. A line of many points has no place in the log of a run, so another one starts the run over, from what
/// has been learned.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "q",
        label: "Share kept (q)",
        help: "Of all that people would do, best score first, this much is kept, and one of it is drawn. At 1 it does \
               as people do.",
        kind: Kind::Slider { min: 0.001, max: 1.0, default: 0.1, whole: false, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "cost",
        label: "What is costly",
        help: "What the score overrates; all that lies wholly within the share kept, which is the worst there is; \
               everything alike; only the builder of a maximiser; or what you draw.",
        kind: Kind::Choice {
            options: &[
                Opt::new("world", "what the score overrates"),
                Opt::new("top", "all of the share kept"),
                Opt::new("even", "everything alike"),
                Opt::new("builder", "building a maximiser"),
                Opt::new("drawn", "what you draw"),
            ],
            default: "world",
        },
        live: true,
    },
    Control {
        id: "drawn",
        label: "Costs of your own",
        help: "What it costs to do what lies so far from the top: at the left what scores best. Try to get above the \
               bound.",
        kind: Kind::Line {
            x: Span::new("share of what people do, from the top", "", 0.0, 1.0),
            y: Span::new("cost", "points", 0.0, 10.0),
            drawn: 21,
        },
        live: false,
    },
    Control {
        id: "p_builder",
        label: "People who would build one",
        help: "How often a person would build a machine that maximises the score, which itself scores best of all.",
        kind: Kind::Slider { min: 0.0, max: 0.1, default: 0.002, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "steps",
        label: "Decisions in a row",
        help: "How many decisions a run has, each drawn anew.",
        kind: Kind::Slider { min: 1.0, max: 100.0, default: 1.0, whole: true, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "round",
        label: "Score in whole points",
        help: "Round the scores, so that many are equal; those the cut goes through then share alike.",
        kind: Kind::Toggle { default: false },
        live: true,
    },
];

/// Unit of cost.
pub const POINTS: &str = "points";
const SD: &str = "sd";
/// Unit of how many times as much.
pub const POWERS: &str = "powers of 10";

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("utility", "Score, quantilizer", SD, 2, "The expected score of what the quantilizer does."),
    ReadoutSpec::new(
        "true_value",
        "Worth, quantilizer",
        SD,
        2,
        "What the quantilizer's choice is expected to be worth in truth.",
    ),
    ReadoutSpec::new(
        "expected_cost",
        "Cost, quantilizer",
        POINTS,
        3,
        "The expected cost of a run, added up over its decisions.",
    ),
    ReadoutSpec::new(
        "cost_bound",
        "No cost is above",
        POINTS,
        3,
        "The imitation's own expected cost of a run, over q.",
    ),
    ReadoutSpec::new(
        "p_builder_chosen",
        "Builds a maximiser",
        "",
        4,
        "The probability that one decision of the quantilizer is to build a maximiser.",
    ),
    ReadoutSpec::new("p_builder_ever", "... in a whole run", "", 4, "The same for at least one decision of a run."),
    ReadoutSpec::new("cost_base", "Cost, imitation", POINTS, 3, "The same of who does what people do."),
    ReadoutSpec::new("cost_counted", "Cost, counted", POINTS, 3, "The mean cost of the runs drawn so far."),
    ReadoutSpec::new("cost_error", "Its standard error", POINTS, 3, "How far a count like this usually is off."),
    ReadoutSpec::new("utility_base", "Score, imitation", SD, 2, "The expected score of what people do."),
    ReadoutSpec::new("true_base", "Worth, imitation", SD, 2, "What it is worth in truth."),
    ReadoutSpec::new("utility_best", "Score, maximiser", SD, 2, "The score of the best-scored that people ever do."),
    ReadoutSpec::new("true_best", "Worth, maximiser", SD, 2, "What that is worth in truth."),
    ReadoutSpec::new(
        "whole_ratio",
        "Whole run, times usual",
        POWERS,
        2,
        "Where only a run whose every step is costly does harm: its expected cost against the imitation's.",
    ),
    ReadoutSpec::new("whole_bound", "Whole run, bound", POWERS, 2, "The most that this can be: 1/q for every step."),
    ReadoutSpec::new(
        "imitation_off",
        "Imitation off by",
        "",
        3,
        "The share of its choices that the net puts elsewhere than people do.",
    ),
    ReadoutSpec::new("cost_people", "Cost, people", POINTS, 3, "Of people themselves, whom the net only imitates."),
];
