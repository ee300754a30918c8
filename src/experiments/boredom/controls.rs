//! What a reader can move when one thing is left out, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "part",
        label: "What a life is made of",
        help: "Days, each spent on one of 24 experiences; or amounts of four goods that share a budget.",
        kind: Kind::Choice {
            options: &[Opt::new("point", "days"), Opt::new("attributes", "four goods")],
            default: "point",
        },
        live: false,
    },
    Control {
        id: "drop",
        label: "Left out",
        help: "What the search is not told of. Days: nothing, the worth of variety, or the worth of the best experience. \
               Goods: nothing, or the fourth of them.",
        kind: Kind::Choice {
            options: &[
                Opt::new("none", "nothing"),
                Opt::new("boredom", "boredom"),
                Opt::new("attribute", "one experience, or good"),
            ],
            default: "boredom",
        },
        live: false,
    },
    Control {
        id: "pressure",
        label: "Pressure",
        help: "How far the search goes uphill: its steps, each weighted by its length. Goods: all is got by about 1.4.",
        kind: Kind::Slider { min: 0.1, max: 1e6, default: 1_000.0, whole: false, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "lambda",
        label: "Worth of variety",
        help: "Days: how much variety counts beside how good each day is (lambda).",
        kind: Kind::Slider { min: 0.05, max: 3.0, default: 1.0, whole: false, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "b",
        label: "Least amount",
        help: "Goods: below which no amount can be cut (b).",
        kind: Kind::Slider { min: 1e-9, max: 0.4, default: 1e-3, whole: false, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "slack",
        label: "The unseen good is free",
        help: "Goods: what is spent on the unseen good cannot be spent on the others, so that to cut it gains nothing.",
        kind: Kind::Toggle { default: false },
        live: true,
    },
];

/// Unit of what a life is worth.
pub const POINTS: &str = "points";

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("proxy", "What the search is told", POINTS, 2, "The value of the life by what it is told of."),
    ReadoutSpec::new("truth", "True value", POINTS, 3, "The value of the life with nothing left out."),
    ReadoutSpec::new("truth_best", "Best there is", POINTS, 3, "The greatest true value that a life can have."),
    ReadoutSpec::new("loss", "Lost", POINTS, 3, "The best there is minus the true value now."),
    ReadoutSpec::new(
        "loss_exact",
        "Lost in the end, exact",
        POINTS,
        3,
        "From the closed form, for pressure without limit.",
    ),
    ReadoutSpec::new("peak", "Highest on the way", POINTS, 3, "The greatest true value that the search came through."),
    ReadoutSpec::new("peak_at", "Pressure at that", "", 2, "The pressure at which it came through it."),
    ReadoutSpec::new(
        "distinct_experiences",
        "Different days",
        "",
        0,
        "How many of the 24 experiences there are in the 48 days shown.",
    ),
    ReadoutSpec::new("favourite_share", "Days with the favourite", "%", 1, "The share of days spent on the best."),
    ReadoutSpec::new("unseen", "Unseen good", "units", 3, "How much is left of the good that the search does not see."),
];
