//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "p",
        label: "Chance of a failure",
        help: "How likely each decision is to fail, independently of all others, where nothing is learned.",
        kind: Kind::Slider { min: 1e-9, max: 1.0, default: 1e-6, whole: false, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "n",
        label: "Decisions of a system",
        help: "How many decisions each system has to make. It is also how many costs the charts of the largest cost go \
               up to; beyond 10,000 the largest is drawn from its own law and not among that many.",
        kind: Kind::Slider { min: 1.0, max: 1e6, default: 1e6, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "systems",
        label: "Systems",
        help: "How many systems decide side by side; at most 40 of them are drawn, and all are counted.",
        kind: Kind::Slider { min: 1.0, max: 1000.0, default: 100.0, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "cost",
        label: "Cost of a mistake",
        help: "Always 1; or with a heavy tail: usually little more than 1, but more than x with the chance x^-alpha, and \
               nothing bounds it.",
        kind: Kind::Choice {
            options: &[Opt::new("constant", "always 1"), Opt::new("pareto", "heavy tail (Pareto)")],
            default: "constant",
        },
        live: false,
    },
    Control {
        id: "alpha",
        label: "How thin the tail is",
        help: "Alpha of the heavy tail. Up to 1 the mean cost is infinite, up to 2 its variance.",
        kind: Kind::Slider { min: 0.5, max: 5.0, default: 1.1, whole: false, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "ruin",
        label: "Cost that ruins",
        help: "A system that meets this cost is gone. At 1 every mistake is the last.",
        kind: Kind::Slider { min: 1.0, max: 1e6, default: 1.0, whole: false, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "rule",
        label: "Ruined by",
        help: "One cost that reaches the level by itself, or all costs of a system together. Where costs with a heavy \
               tail add up, the chance of ruin has no closed form.",
        kind: Kind::Choice {
            options: &[Opt::new("one", "one cost alone"), Opt::new("together", "all its costs together")],
            default: "one",
        },
        live: false,
    },
    Control {
        id: "online",
        label: "Learn from mistakes",
        help: "On: each system is a perceptron, which knows nothing at first and learns from every mistake, as long as it \
               is there. Off: decisions fail by chance, and nothing is learned.",
        kind: Kind::Toggle { default: false },
        live: false,
    },
    Control {
        id: "margin",
        label: "Margin of what is learned",
        help: "How clearly the examples differ (gamma). The smaller it is, the more mistakes learning may take.",
        kind: Kind::Slider { min: 0.05, max: 0.6, default: 0.1, whole: false, log: true, unit: "" },
        live: false,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("mistakes", "Most mistakes of one", "", 0, "Of the system that has made most of them."),
    ReadoutSpec::new(
        "novikoff_bound",
        "Novikoff's bound",
        "",
        0,
        "(R / gamma)^2, which no perceptron's mistakes exceed, in whatever order examples come.",
    ),
    ReadoutSpec::new("cost_total", "Cost of all", "", 0, "All costs of all systems so far."),
    ReadoutSpec::new("p_ruin", "Ruined, counted", "", 4, "Share of the systems that are ruined."),
    ReadoutSpec::new(
        "p_ruin_exact",
        "Ruined, exactly",
        "",
        4,
        "The probability that a system is ruined by now. With a learner: for the mistakes that it makes.",
    ),
    ReadoutSpec::new("survived_share", "Survived", "", 4, "Share of the systems that are not ruined."),
    ReadoutSpec::new(
        "any_ruin_exact",
        "One or more ruined",
        "",
        4,
        "The exact probability that at least one of all systems is ruined by now.",
    ),
    ReadoutSpec::new(
        "p_ruin_error",
        "Counting error",
        "",
        4,
        "Standard error of the share counted, from the exact one.",
    ),
    ReadoutSpec::new("ruined", "Systems ruined", "", 0, "How many of all systems are ruined."),
    ReadoutSpec::new("mistakes_mean", "Mistakes, mean", "", 2, "Of a system, until now or its ruin."),
    ReadoutSpec::new(
        "mistakes_free",
        "Mistakes, none ruinous",
        "",
        2,
        "What a system would have made by now on average, had no mistake ruined it.",
    ),
    ReadoutSpec::new("largest_median", "Largest cost, median", "", 2, "Of n costs, the middle one of 16,000 repeats."),
    ReadoutSpec::new("largest_median_exact", "The same, exactly", "", 2, "(1 - 2^(-1/n))^(-1/alpha)."),
    ReadoutSpec::new(
        "largest_mean",
        "Largest cost, mean",
        "",
        2,
        "Of n costs, over all repeats so far. With alpha up to 2 it does not settle.",
    ),
    ReadoutSpec::new(
        "largest_mean_exact",
        "Mean, exactly",
        "",
        2,
        "Gamma(n+1) Gamma(1-1/alpha) / Gamma(n+1-1/alpha), for alpha above 1.",
    ),
    ReadoutSpec::new(
        "largest_mean_spread",
        "Highest mean over least",
        "",
        2,
        "Of four runs of 4,000 repeats: how many times as high the highest mean is as the lowest. 1 if the mean settles.",
    ),
];
