//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "part",
        label: "What is classified",
        help: "Faces, by a small net; or points of two overlapping clouds, by a linear classifier, where every curve can \
               be worked out exactly.",
        kind: Kind::Choice {
            options: &[Opt::new("linear", "points of two clouds"), Opt::new("faces", "faces")],
            default: "faces",
        },
        live: false,
    },
    Control {
        id: "eps",
        label: "Size of the push",
        help: "The most that any one pixel, or feature, may change, where black is 0 and white is 255.",
        kind: Kind::Slider { min: 0.5, max: 64.0, default: 6.0, whole: false, log: true, unit: "/255" },
        live: true,
    },
    Control {
        id: "robust",
        label: "Adversarially trained classifier",
        help: "Faces: train the classifier on pictures changed so as to mislead it. Takes longer, and works on easy \
               non-faces only.",
        kind: Kind::Toggle { default: false },
        live: false,
    },
    Control {
        id: "negatives",
        label: "Trained against",
        help: "Faces: the pictures that are no faces. Easy: noise, textures, stripes, scrambled faces. Hard: also faces \
               with eyes missing, added or out of place.",
        kind: Kind::Choice {
            options: &[Opt::new("hard", "hard non-faces"), Opt::new("easy", "easy non-faces")],
            default: "hard",
        },
        live: false,
    },
    Control {
        id: "pose",
        label: "Faces in training",
        help: "Faces: shifted, scaled and turned a little, or all in nearly the same place.",
        kind: Kind::Choice {
            options: &[Opt::new("jittered", "in many poses"), Opt::new("aligned", "aligned")],
            default: "jittered",
        },
        live: false,
    },
    Control {
        id: "start",
        label: "Picture shown",
        help: "Faces: the picture whose change is shown. It is pushed away from what the classifier says of it.",
        kind: Kind::Choice {
            options: &[
                Opt::new("face", "a face"),
                Opt::new("scrambled", "a scrambled face"),
                Opt::new("noise", "white noise"),
                Opt::new("own", "your own picture"),
            ],
            default: "face",
        },
        live: false,
    },
    Control {
        id: "own",
        label: "Your own picture",
        help: "Faces: a picture to attack, 24 by 24 greys: paint it, or take it from a photo, which does not leave this \
               device.",
        kind: Kind::Image,
        live: false,
    },
    Control {
        id: "dimension",
        label: "Features",
        help: "Points: how many numbers a point has. A picture of 24 by 24 pixels has 576.",
        kind: Kind::Slider { min: 1.0, max: 4096.0, default: 576.0, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "sigma",
        label: "Noise",
        help: "Points: the standard deviation of every feature, where the two classes' strong features are 1 apart.",
        kind: Kind::Slider { min: 0.05, max: 1.0, default: 0.25, whole: false, log: true, unit: "" },
        live: false,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new(
        "accuracy_clean",
        "Accuracy, no push",
        "",
        3,
        "Share told right of 256 new faces, or of 25,600 new points, as they are.",
    ),
    ReadoutSpec::new(
        "accuracy_random",
        "Accuracy, random signs",
        "",
        3,
        "When every pixel moves up or down as a coin falls.",
    ),
    ReadoutSpec::new(
        "accuracy_fgsm",
        "Accuracy, one step",
        "",
        3,
        "After one step along the signs of the gradient (FGSM).",
    ),
    ReadoutSpec::new(
        "accuracy_pgd",
        "Accuracy, 20 steps",
        "",
        3,
        "After 20 steps of the attack (PGD); for a linear classifier one step is already the worst push.",
    ),
    ReadoutSpec::new(
        "accuracy_pgd_se",
        "Its standard error",
        "",
        3,
        "How far chance moves the accuracy after 20 steps, given how many faces or points were tried.",
    ),
    ReadoutSpec::new("accuracy_pgd_exact", "Accuracy, exact", "", 3, "Points: from the closed form."),
    ReadoutSpec::new(
        "accuracy_others",
        "Accuracy, other pictures",
        "",
        3,
        "Share of 128 pictures of no face told right after 20 steps.",
    ),
    ReadoutSpec::new(
        "truth_change",
        "Change of the truth",
        "",
        3,
        "By 20 steps: the median over 64 faces. Of points: of the share whose strong feature tells their class.",
    ),
    ReadoutSpec::new("truth_change_random", "The same, random signs", "", 3, "By random signs of the same size."),
    ReadoutSpec::new(
        "eps_flip",
        "Fools nine in ten",
        "/255",
        1,
        "The smallest push that, after 20 steps, leaves one in ten told right.",
    ),
    ReadoutSpec::new(
        "truth_flip",
        "Truth after that push",
        "",
        2,
        "Of the faces attacked (median); of points as above.",
    ),
    ReadoutSpec::new(
        "logit_before",
        "Logit of the picture",
        "",
        1,
        "Of the picture shown: above 0 the classifier says face.",
    ),
    ReadoutSpec::new("logit_after", "Logit when attacked", "", 1, "Of the picture shown, after 20 steps."),
    ReadoutSpec::new(
        "logit_change",
        "Change of the logit",
        "",
        3,
        "By 20 steps: of the picture shown; of points, the mean over 32.",
    ),
    ReadoutSpec::new("logit_change_exact", "Logit change, exact", "", 3, "Points: the push times the sum of |w|."),
];
