//! What a reader can move in the climb, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "start",
        label: "Start from",
        help: "The picture before the first step.",
        kind: Kind::Choice {
            options: &[
                Opt::new("noise", "noise"),
                Opt::new("face", "a real face"),
                Opt::new("mean", "the mean face"),
                Opt::new("blank", "blank grey"),
                Opt::new("own", "your own picture"),
            ],
            default: "noise",
        },
        live: false,
    },
    Control {
        id: "own",
        label: "Your own picture",
        help: "A picture to start from, 24 by 24 greys: paint it, or take it from a photo, which does not leave this \
               device.",
        kind: Kind::Image,
        live: false,
    },
    Control {
        id: "steps",
        label: "Steps",
        help: "How far to climb.",
        kind: Kind::Slider { min: 10.0, max: 1000.0, default: 200.0, whole: true, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "rate",
        label: "Step size",
        help: "How far each step moves the pixels, root mean square, on a scale where black is 0 and white is 1.",
        kind: Kind::Slider { min: 0.001, max: 0.1, default: 0.02, whole: false, log: true, unit: "" },
        live: true,
    },
    Control {
        id: "regulariser",
        label: "Keep it smooth by",
        help: "Ways to make the picture smoother while it climbs: blur it now and then, show it to the classifier \
               shifted by a pixel or two, or pull neighbouring pixels together (total variation).",
        kind: Kind::Choice {
            options: &[
                Opt::new("none", "nothing"),
                Opt::new("blur", "blur"),
                Opt::new("jitter", "jitter"),
                Opt::new("tv", "total variation"),
            ],
            default: "none",
        },
        live: true,
    },
    Control {
        id: "robust",
        label: "Adversarially trained classifier",
        help: "Train the classifier on pictures changed so as to mislead it. Takes longer, and works on easy \
               negatives only.",
        kind: Kind::Toggle { default: false },
        live: false,
    },
    Control {
        id: "negatives",
        label: "Trained against",
        help: "The pictures that are no faces. Easy: noise, textures, stripes, scrambled faces. Hard: also faces with \
               eyes missing, added or out of place.",
        kind: Kind::Choice {
            options: &[Opt::new("hard", "hard non-faces"), Opt::new("easy", "easy non-faces")],
            default: "hard",
        },
        live: false,
    },
    Control {
        id: "pose",
        label: "Faces in training",
        help: "Faces shifted, scaled and turned a little, or all in nearly the same place.",
        kind: Kind::Choice {
            options: &[Opt::new("jittered", "in many poses"), Opt::new("aligned", "aligned")],
            default: "jittered",
        },
        live: false,
    },
    Control {
        id: "space",
        label: "Climb among",
        help: "All pictures, pixel by pixel; or only pictures built from what ordinary faces have in common (64 \
               principal components), which start out probable.",
        kind: Kind::Choice {
            options: &[Opt::new("pixels", "all pictures"), Opt::new("prior", "face-like pictures")],
            default: "pixels",
        },
        live: false,
    },
    Control {
        id: "prior_weight",
        label: "Price of improbability",
        help: "Among face-like pictures: how much logit a picture must gain to be less probable by one nat. At 0 only \
               the classifier counts; when high, the most probable picture wins, the mean face.",
        kind: Kind::Slider { min: 0.0, max: 2.0, default: 0.5, whole: false, log: false, unit: "" },
        live: true,
    },
    Control {
        id: "view",
        label: "Show",
        help: "One climb; or three side by side, of an ordinary classifier, of the same one with the picture kept smooth \
               (by total variation, unless another way is chosen), and of one trained against attacks, pixel by pixel; or \
               where the line from the start through the climbed picture leads, far beyond black and white.",
        kind: Kind::Choice {
            options: &[
                Opt::new("climb", "one climb"),
                Opt::new("compare", "three classifiers"),
                Opt::new("ray", "on along the same line"),
            ],
            default: "climb",
        },
        live: false,
    },
];

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("logit", "Logit of the picture", "", 1, "What the classifier computes: above 0 it says face."),
    ReadoutSpec::new("confidence", "Certainty of a face", "", 4, "The probability that the logit stands for."),
    ReadoutSpec::new("logit_best_real", "Logit, best real face", "", 1, "The highest of 4,000 real faces."),
    ReadoutSpec::new(
        "truth",
        "Truth of the picture",
        "",
        3,
        "How face-like the picture is: 1 a face of this world, 0 none.",
    ),
    ReadoutSpec::new("truth_real", "Truth, real faces", "", 3, "Median of 31 real faces."),
    ReadoutSpec::new("truth_noise", "Truth, white noise", "", 3, "Median of 31 pictures of white noise."),
    ReadoutSpec::new("accuracy", "Accuracy", "", 3, "Share of 2,000 new pictures that the classifier tells right."),
    ReadoutSpec::new("logit_random", "Logit, random push", "", 1, "After a random push as large as the climb's."),
    ReadoutSpec::new("truth_random", "Truth, random push", "", 3, "After a random push as large as the climb's."),
    ReadoutSpec::new(
        "push",
        "Size of the push",
        "",
        3,
        "Root mean square change of a pixel from the start (white is 1).",
    ),
    ReadoutSpec::new("truth_peak", "Highest truth", "", 3, "The highest truth of the picture so far."),
    ReadoutSpec::new("truth_peak_step", "When truth was highest", "steps", 0, "When the truth was highest."),
    ReadoutSpec::new(
        "improbability",
        "Improbability",
        "nats",
        1,
        "How much less probable than the mean face, among face-like pictures.",
    ),
    ReadoutSpec::new(
        "ray_second_difference",
        "Bend, far out",
        "",
        7,
        "Along the line through the climbed picture, far beyond black and white: by how much of itself the logit differs \
         from a straight line.",
    ),
    ReadoutSpec::new(
        "truth_peak_smoothed",
        "Highest, kept smooth",
        "",
        3,
        "Of three climbs: the highest truth so far of the one that is kept smooth.",
    ),
    ReadoutSpec::new(
        "truth_peak_robust",
        "Highest, against attacks",
        "",
        3,
        "Of three climbs: the highest truth so far of the one whose classifier was trained against attacks.",
    ),
];
