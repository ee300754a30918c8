//! What a reader can move in the vault, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

const fn salience(id: &'static str, label: &'static str, help: &'static str, default: f64) -> Control {
    let kind = Kind::Slider { min: 0.25, max: 4.0, default, whole: false, log: true, unit: "" };
    Control { id, label, help, kind, live: false }
}

/// The controls: of the video, of the labels, of the training.
pub const CONTROLS: &[Control] = &[
    salience(
        "salience_d",
        "Diamond in the data",
        "How strongly the diamond itself shows in the readings and in the video that the predictor learns from.",
        3.0,
    ),
    salience(
        "salience_o",
        "Screen in the data",
        "How strongly what the camera shows people appears in the readings and in the video.",
        1.0,
    ),
    Control {
        id: "eps",
        label: "Lessons with a fooled camera",
        help: "On which share of the nights that the reporter is taught on screen and vault disagree.",
        kind: Kind::Slider { min: 0.0, max: 0.2, default: 0.01, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "labeller",
        label: "They are labelled by",
        help: "People who believe the camera, or the truth.",
        kind: Kind::Choice {
            options: &[Opt::new("camera", "people who believe the camera"), Opt::new("truth", "the truth")],
            default: "camera",
        },
        live: true,
    },
    Control {
        id: "l2",
        label: "Weights shrink (L2)",
        help: "By how much every step shrinks the reporter's weights: rare labels can then be too few to turn it.",
        kind: Kind::Slider { min: 0.0, max: 0.05, default: 0.0, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "steps",
        label: "Steps",
        help: "How long the reporter is taught.",
        kind: Kind::Slider { min: 10.0, max: 300_000.0, default: 10_000.0, whole: true, log: true, unit: "" },
        live: true,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new(
        "honest_on_tampered",
        "Truth told, camera fooled",
        "",
        3,
        "On which share of new nights with a fooled camera the reporter says what is in the vault.",
    ),
    ReadoutSpec::new(
        "accuracy_in_distribution",
        "Truth told, other nights",
        "",
        3,
        "The same of new nights on which the screen shows what is there.",
    ),
    ReadoutSpec::new(
        "salience_ratio_measured",
        "Diamond against screen",
        "",
        3,
        "How far the diamond moves the trained predictor's hidden state, divided by how far the screen moves it.",
    ),
    ReadoutSpec::new(
        "turn",
        "Turned at step",
        "",
        0,
        "The step at which the reporter's answers, where the camera is fooled, first went over from diamond to screen or back.",
    ),
    ReadoutSpec::new(
        "turn_exact",
        "Turned, worked out",
        "",
        0,
        "The same for a hidden state that holds nothing but diamond and screen, as far as the run has gone.",
    ),
    ReadoutSpec::new(
        "logit_tampered",
        "Logit, camera fooled",
        "",
        2,
        "The mean logit for the truth on new nights with a fooled camera: below 0 it goes by the screen.",
    ),
    ReadoutSpec::new("logit_exact", "Logit, worked out", "", 2, "The same for diamond and screen alone."),
    ReadoutSpec::new(
        "logit_untampered",
        "Logit, other nights",
        "",
        2,
        "The mean logit for the truth on the other nights.",
    ),
    ReadoutSpec::new("salience_d_measured", "Diamond in the net", "", 3, "How far it moves the hidden state (alpha)."),
    ReadoutSpec::new("salience_o_measured", "Screen in the net", "", 3, "How far it moves the hidden state (beta)."),
    ReadoutSpec::new(
        "salience_ratio_untrained",
        "The same, untrained",
        "",
        3,
        "Diamond against screen in the net before it has learned anything: what the data alone bring.",
    ),
    ReadoutSpec::new(
        "unexplained",
        "Video not predicted",
        "",
        3,
        "The share of the video's variance on new nights that the predictor misses.",
    ),
];
