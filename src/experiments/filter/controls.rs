//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "rounds",
        label: "Rounds",
        help: "How often to attack the filter, teach it the failures found, and attack it again. More can be added at the \
               end.",
        kind: Kind::Slider { min: 0.0, max: 12.0, default: 6.0, whole: true, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "attacker",
        label: "It learns from",
        help: "Failures found by going downhill on the filter's score; those found by trying unsafe inputs as they come \
               up; or none at all: the same training, but nothing new to learn from.",
        kind: Kind::Choice {
            options: &[
                Opt::new("gradient", "failures found downhill"),
                Opt::new("random", "failures found by trying"),
                Opt::new("none", "no failures"),
            ],
            default: "gradient",
        },
        live: false,
    },
    Control {
        id: "discs",
        label: "Unsafe places",
        help: "In how many places the unsafe inputs lie; together they are always one in ten thousand.",
        kind: Kind::Slider { min: 1.0, max: 24.0, default: 24.0, whole: true, log: false, unit: "" },
        live: false,
    },
    Control {
        id: "examples",
        label: "Known at first",
        help: "Unsafe inputs that the filter learns from at first. To come upon one of them takes ten thousand inputs.",
        kind: Kind::Slider { min: 1.0, max: 200.0, default: 24.0, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "caution",
        label: "Caution",
        help: "What it counts in training to let an unsafe input pass, beside stopping a safe one, each kind taken \
               together. More caution stops more of what is safe.",
        kind: Kind::Slider { min: 0.01, max: 1.0, default: 0.1, whole: false, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "box",
        label: "Tested in a box",
        help: "Attack and teach the filter in a simulation, try it there, then let it out: into a world like the box; one \
               where everything lies a little off; or one where whoever is stopped complains and it learns from that, \
               told apart from the box by the filter, or not.",
        kind: Kind::Choice {
            options: &[
                Opt::new("off", "no box"),
                Opt::new("same", "the world is like it"),
                Opt::new("shift", "the world is a little off"),
                Opt::new("tells", "it can tell, and hears complaints"),
                Opt::new("blind", "it cannot tell, and hears them"),
            ],
            default: "off",
        },
        live: false,
    },
    Control {
        id: "shift",
        label: "How far off",
        help: "By how much everything lies off in the world, where it does. An input varies by 1.",
        kind: Kind::Slider { min: 0.0, max: 0.5, default: 0.1, whole: false, log: false, unit: "sd" },
        live: false,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("round", "Rounds of teaching", "", 0, "After which the filter was attacked last."),
    ReadoutSpec::new(
        "queries_to_failure",
        "Questions to a failure",
        "",
        1,
        "Median over 32 attacks downhill on the filter as it was attacked last.",
    ),
    ReadoutSpec::new(
        "false_negative_rate_exact",
        "Unsafe that pass, exactly",
        "",
        5,
        "Share of all unsafe inputs that the filter lets pass, by quadrature over the discs.",
    ),
    ReadoutSpec::new("accuracy", "Told right, of all", "", 5, "Of all inputs, by quadrature over the plane."),
    ReadoutSpec::new("queries_start", "Questions, before", "", 1, "Median questions to a failure before any teaching."),
    ReadoutSpec::new(
        "queries_random",
        "Questions, by trying",
        "",
        1,
        "Median over 32 attacks that try unsafe inputs as they come up.",
    ),
    ReadoutSpec::new(
        "queries_random_exact",
        "The same, exactly",
        "",
        1,
        "The median of a geometric law with the exact share that passes.",
    ),
    ReadoutSpec::new("found", "Attacks that succeed", "", 0, "Of the last 32 downhill, within 1,000 questions each."),
    ReadoutSpec::new(
        "returns",
        "Times failures came back",
        "",
        0,
        "Rounds in which attacks downhill succeed, though in an earlier round none did.",
    ),
    ReadoutSpec::new("false_negatives_start", "Unsafe that pass, before", "", 5, "Before any teaching."),
    ReadoutSpec::new("accuracy_change", "Change of accuracy", "points", 3, "Since before any teaching."),
    ReadoutSpec::new("known", "Unsafe inputs known", "", 0, "That the filter has learned from."),
    ReadoutSpec::new("box_failures", "Failures in the box", "", 0, "Unsafe ones let pass, of a million inputs."),
    ReadoutSpec::new("world_failures", "Failures in the world", "", 0, "Unsafe ones let pass, of a million inputs."),
    ReadoutSpec::new(
        "world_false_negatives",
        "Unsafe that pass, world",
        "",
        5,
        "Share of the unsafe inputs that pass in the world, by quadrature.",
    ),
];
