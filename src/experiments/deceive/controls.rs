//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "part",
        label: "Who presses",
        help: "Exact: the best distribution over all 64 actions, approached step by step. Net: a small net trained for \
               approval by trial and error.",
        kind: Kind::Choice {
            options: &[Opt::new("exact", "all actions at once"), Opt::new("net", "a net in training")],
            default: "exact",
        },
        live: false,
    },
    Control {
        id: "j",
        label: "Features seen",
        help: "How many of an action's six features the evaluator sees, and judges by. Nothing else is wrong with the \
               evaluator.",
        kind: Kind::Slider { min: 1.0, max: 6.0, default: 3.0, whole: true, log: false, unit: "of 6" },
        live: true,
    },
    Control {
        id: "beta",
        label: "Pressure",
        help: "How many nats away from what people do a whole point of approval is worth (beta).",
        kind: Kind::Slider { min: 0.0, max: 30.0, default: 8.0, whole: false, log: false, unit: "nats" },
        live: true,
    },
    Control {
        id: "scarcity",
        label: "How scarce good is",
        help: "At 0 each feature is good as often as not, whatever the others are. Above, who does some things well has less \
               left for the rest.",
        kind: Kind::Slider { min: 0.0, max: 2.0, default: 0.0, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "capacity",
        label: "Hidden units",
        help: "Net: how many hidden units carry what the situation is, and so what will be seen. At 0 the net cannot tell.",
        kind: Kind::Slider { min: 0.0, max: 32.0, default: 16.0, whole: true, log: false, unit: "" },
        live: false,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("approval", "Approval", "", 3, "Mean evaluation of an action, -1 to 1: of the features seen."),
    ReadoutSpec::new("truth", "True value", "", 3, "Mean true value of an action, -1 to 1: of all six features."),
    ReadoutSpec::new("approved", "Approved", "", 3, "Share of actions evaluated above one half."),
    ReadoutSpec::new(
        "approved_but_bad",
        "Approved, but bad",
        "",
        4,
        "Share of actions evaluated above one half of which the true value is 0 or less.",
    ),
    ReadoutSpec::new("bad_if_approved", "Bad among approved", "", 3, "Of the approved actions, the share that is bad."),
    ReadoutSpec::new("at_start", "The same at first", "", 4, "Approved, but bad: of what people do."),
    ReadoutSpec::new(
        "exact",
        "The same, closed form",
        "",
        4,
        "Approved, but bad: where Q is in proportion to P exp(beta e).",
    ),
    ReadoutSpec::new("truth_exact", "True value, closed form", "", 3, "Of the same distribution."),
    ReadoutSpec::new(
        "log_likelihood",
        "People's log likelihood",
        "nats",
        2,
        "Mean logarithm of the chance that it would do as people do; -4.16 at best where people do anything alike.",
    ),
    ReadoutSpec::new("kl", "Divergence", "nats", 3, "From what people do."),
    ReadoutSpec::new("distance", "Off the closed form", "", 10, "Exact: greatest difference of a probability from it."),
];
