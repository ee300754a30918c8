//! What a reader can move in the design of sequences, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls: of the world, of the data, of the search.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "steps",
        label: "Steps",
        help: "How long to search.",
        kind: Kind::Slider { min: 10.0, max: 1000.0, default: 200.0, whole: true, log: true, unit: "" },
        live: true,
    },
    // At 3 a landscape has at most 2,048 free numbers, fewer than the default of 3,277 measurements, and yet the net
    // of 6,337 parameters fits these far better (correlation .98) than the sequences it has not seen (.42): it has
    // learned something, and there is somewhere for a search to go where it has not. At 1 it learns nearly all (.97),
    // at 5 nearly nothing (.09).
    Control {
        id: "epistasis",
        label: "How sites depend on each other",
        help: "How many other sites decide what a letter is worth. At 0 every site counts for itself; at 7 changing \
               one letter changes everything, and nothing can be learned of sequences that were not measured.",
        kind: Kind::Slider { min: 0.0, max: 7.0, default: 3.0, whole: true, log: false, unit: "sites" },
        live: false,
    },
    Control {
        id: "data_fraction",
        label: "Share measured",
        help: "How much of the worse half of all sequences is measured, for the predictor to learn from.",
        kind: Kind::Slider { min: 0.01, max: 1.0, default: 0.1, whole: false, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "measured",
        label: "Measure",
        help: "Sequences from the worse half only, as in benchmarks of design, or just as many from anywhere. Who has \
               seen the worse half only has never seen a good one, and expects too little of those.",
        kind: Kind::Choice {
            options: &[Opt::new("lower", "the worse half"), Opt::new("any", "anywhere")],
            default: "lower",
        },
        live: false,
    },
    Control {
        id: "shuffled",
        label: "Shuffle the measurements",
        help: "Give every measurement to another sequence, so that there is nothing to learn.",
        kind: Kind::Toggle { default: false },
        live: false,
    },
    Control {
        id: "arm",
        label: "Method",
        help: "Naive: climb one net from the best measured sequences. Ensemble: climb the mean of five. CbAS: sample \
               where five nets agree on a good chance. COMs: climb one net trained to say little of what a climb \
               finds.",
        kind: Kind::Choice {
            options: &[
                Opt::new("naive", "naive"),
                Opt::new("ensemble", "ensemble of five"),
                Opt::new("cbas", "CbAS"),
                Opt::new("coms", "COMs"),
            ],
            default: "naive",
        },
        live: false,
    },
    Control {
        id: "alpha",
        label: "Caution of COMs",
        help: "How much the training of COMs minds what the net says of inputs found by climbing it, beside its error \
               on the measurements (alpha). At 0 it is the naive net.",
        kind: Kind::Slider { min: 0.0, max: 2.0, default: 0.2, whole: false, log: false, unit: "" },
        live: false,
    },
];

/// Unit of fitness: standard deviations from the mean of all sequences.
pub const SD: &str = "sd";

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new(
        "predicted",
        "Predicted",
        SD,
        2,
        "What the searcher believes it has reached: its prediction for the 128 designs as it holds them, on average. \
         An ascent holds mixtures of letters. In standard deviations from the mean of all sequences.",
    ),
    ReadoutSpec::new("true_value", "True", SD, 2, "What the designs, made into sequences, really have, on average."),
    ReadoutSpec::new(
        "true_rank",
        "True rank",
        "",
        0,
        "Of the median design among all 65,536 sequences; 1 is the best.",
    ),
    ReadoutSpec::new("gap", "Gap", SD, 2, "Predicted minus true."),
    ReadoutSpec::new(
        "predicted_rounded",
        "Predicted, as sequences",
        SD,
        2,
        "What the same predictor says of the designs once they are made into sequences, on average.",
    ),
    ReadoutSpec::new("gap_rounded", "Gap, as sequences", SD, 2, "Predicted, as sequences, minus true."),
    ReadoutSpec::new("best_measured", "Best measured", SD, 2, "The highest fitness among the measured sequences."),
    ReadoutSpec::new("rank_of_best_measured", "Rank, best measured", "", 0, "Among all 65,536 sequences."),
    ReadoutSpec::new("better_share", "Better than measured", "%", 0, "Share of the designs; of all sequences, half."),
    ReadoutSpec::new("pick_predicted", "Favourite, predicted", SD, 2, "For the design that the searcher likes most."),
    ReadoutSpec::new("pick_true", "Favourite, true", SD, 2, "What the design that the searcher likes most really has."),
    ReadoutSpec::new("pick_rank", "Favourite, true rank", "", 0, "Among all 65,536 sequences; 1 is the best."),
    ReadoutSpec::new(
        "random_predicted",
        "Random search, predicted",
        SD,
        2,
        "Of as many random sequences as the search has looked at, the 128 that the same predictor likes most.",
    ),
    ReadoutSpec::new("random_true", "Random search, true", SD, 2, "What those 128 really have, on average."),
    ReadoutSpec::new(
        "correlation",
        "Correlation when new",
        "",
        2,
        "Between prediction and truth, on up to 600 sequences from where the measured ones come from.",
    ),
    ReadoutSpec::new("measurements", "Sequences measured", "", 0, "How many the predictor has learned from."),
    ReadoutSpec::new("distinct", "Different designs", "", 0, "Of the 128."),
    ReadoutSpec::new("best_of_all", "Best of all", SD, 2, "The highest fitness there is."),
];
