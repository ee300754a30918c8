//! What a reader can move in the distance of two values, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "n",
        label: "Worlds to choose from",
        help: "How many possible worlds the search looks at. Above 10,000 only the worlds furthest out are drawn, which \
               hold the best ones: the outcome is the same, and the rest need not be looked at.",
        kind: Kind::Slider { min: 1.0, max: 1e6, default: 1_000.0, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "rho",
        label: "Correlation of the values",
        help: "How alike two ways to value worlds are: 1 the same, 0 unrelated (rho).",
        kind: Kind::Slider { min: 0.0, max: 1.0, default: 0.7, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "tail",
        label: "Heaviness of tails",
        help: "How often something lies far out: 0 for bell curves; at h the chance of more than x falls as x to the \
               power of -1/h. The spread (standard deviation) stays the same.",
        kind: Kind::Slider { min: 0.0, max: 0.4, default: 0.0, whole: false, log: false, unit: "" },
        live: false,
    },
    Control {
        id: "heavy",
        label: "Which tails are heavy",
        help: "Of what the other values have beside mine, their error; of how much worlds are worth to me; or both.",
        kind: Kind::Choice {
            options: &[Opt::new("error", "the error"), Opt::new("own", "my own values"), Opt::new("both", "both")],
            default: "error",
        },
        live: false,
    },
    Control {
        id: "status_quo",
        label: "Worth of today",
        help: "What the world as it is is worth to me, in standard deviations above an average one.",
        kind: Kind::Slider { min: 0.0, max: 4.0, default: 1.0, whole: false, log: false, unit: "sd" },
        live: true,
    },
    Control {
        id: "own_search",
        label: "Worlds I could search",
        help: "How many worlds I could look at if I ruled myself; the machine looks at more.",
        kind: Kind::Slider { min: 1.0, max: 1e6, default: 10.0, whole: true, log: true, unit: "" },
        live: true,
    },
];

/// Unit of value: standard deviations of mine over all worlds.
pub const SD: &str = "sd";

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new(
        "distance",
        "Distance",
        SD,
        3,
        "My best world minus theirs, both by my values: the mean over draws.",
    ),
    ReadoutSpec::new(
        "distance_exact",
        "Distance, exact",
        SD,
        3,
        "(1 - rho) times the expected best of so many worlds.",
    ),
    ReadoutSpec::new("value", "Worth of their world", SD, 3, "Of the world that they choose, by my values: the mean."),
    ReadoutSpec::new("value_exact", "Worth, exact", SD, 3, "rho times the expected best of so many worlds."),
    ReadoutSpec::new(
        "breakeven_rho",
        "Beats today from",
        "",
        3,
        "The correlation from which on their choice is better for me than today.",
    ),
    ReadoutSpec::new(
        "breakeven_own",
        "Beats my own rule from",
        "",
        3,
        "The correlation from which on their choice is better for me than mine among the worlds I could search.",
    ),
    ReadoutSpec::new("best", "My best world", SD, 3, "What I would choose, with their search: the mean over draws."),
    ReadoutSpec::new("spread", "Spread of one draw", SD, 2, "Standard deviation of the distance from draw to draw."),
    ReadoutSpec::new(
        "distance_back",
        "Distance the other way",
        SD,
        3,
        "Their best world minus mine, both by their values: the mean.",
    ),
    ReadoutSpec::new(
        "asymmetry",
        "Ways differ by",
        SD,
        2,
        "In one draw, how far the distance from me to them is from that from them to me; the mean.",
    ),
    ReadoutSpec::new("draws", "Draws", "", 0, "How often all the worlds have been drawn."),
];
