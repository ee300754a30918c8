//! What a reader can move, and what is read out.

use crate::lab::{Control, Kind, Opt, ReadoutSpec};

/// The controls.
pub const CONTROLS: &[Control] = &[
    Control {
        id: "steps",
        label: "Training steps",
        help: "How long generator and critic train against each other; both learn more slowly towards the end.",
        kind: Kind::Slider { min: 10.0, max: 6000.0, default: 3000.0, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "net",
        label: "The generator draws",
        help: "With components: generator and critic both work on how much of each of 64 principal components of faces is in \
               a picture. These were computed beforehand; neither of the two learned them. Every pixel by itself: nothing \
               is given.",
        kind: Kind::Choice {
            options: &[Opt::new("basis", "with components"), Opt::new("pixels", "every pixel by itself")],
            default: "basis",
        },
        live: false,
    },
    Control {
        id: "latents",
        label: "Random numbers a picture",
        help: "How many random numbers the generator makes a picture from. With one or two, its faces can hardly \
               differ.",
        kind: Kind::Slider { min: 1.0, max: 64.0, default: 16.0, whole: true, log: true, unit: "" },
        live: false,
    },
    Control {
        id: "temperature",
        label: "Temperature",
        help: "How far these random numbers spread when pictures are drawn, as a share of their spread in training. At 0 \
               every picture is the same. The end of a run is judged anew.",
        kind: Kind::Slider { min: 0.0, max: 2.0, default: 1.0, whole: false, log: false, unit: "" },
        live: true,
    },
];

const KINDS: &str = "Kinds of face, of 64, among 256 pictures. A kind is: glasses or none, and for smile, open mouth, length \
                     of hair, hairline and light from the left or right whether the nearest face of this world is in the \
                     upper half of its range.";

/// The readouts, in the order of the figure's.
pub const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new(
        "truth_median",
        "Truth, median",
        "",
        3,
        "Of 256 pictures drawn by the generator: 1 a face, 0 none.",
    ),
    ReadoutSpec::new(
        "truth_baseline",
        "Truth, no training",
        "",
        3,
        "The best median of 12 Gaussians over the same components whose pictures show at least as many kinds of face (or, \
         if none does, of the one that shows most). Nothing is trained there.",
    ),
    ReadoutSpec::new("truth_worst", "Truth, worst", "", 3, "The worst of the 256 pictures."),
    ReadoutSpec::new("truth_real", "Truth, real faces", "", 3, "Median of 256 faces that are not training faces."),
    ReadoutSpec::new("truth_noise", "Truth, white noise", "", 3, "Median of 31 pictures of white noise."),
    ReadoutSpec::new("coverage", "Kinds of face", "", 0, KINDS),
    ReadoutSpec::new("coverage_real", "Kinds, real faces", "", 0, "The same count among 256 real faces."),
    ReadoutSpec::new(
        "belief",
        "Critic's belief",
        "",
        3,
        "Mean probability that the critic gives the generator's pictures of being real.",
    ),
    ReadoutSpec::new(
        "d_loss",
        "Critic's loss",
        "nats",
        3,
        "Mean over about 50 steps; 1.386 (ln 4) where it cannot tell.",
    ),
    ReadoutSpec::new(
        "g_loss",
        "Generator's loss",
        "nats",
        3,
        "Mean over about 50 steps; 0.693 (ln 2) where the critic cannot tell.",
    ),
    ReadoutSpec::new(
        "nearest",
        "Nearest training face",
        "",
        2,
        "Median distance of 24 pictures to the nearest training face, over the same for real faces: near 0 they would be \
         copies, near 1 they are as new as real faces are.",
    ),
    ReadoutSpec::new(
        "recognise_work",
        "Work of recognising",
        "GMAC",
        2,
        "Billions of multiply-adds spent on training a net of the critic's size until it told 99% of new pictures right, \
         faces from other pictures, twice running.",
    ),
    ReadoutSpec::new(
        "draw_work",
        "Work of drawing",
        "GMAC",
        2,
        "Billions of multiply-adds spent on training the generator and its critic so far.",
    ),
    ReadoutSpec::new("work_ratio", "Draw over recognise", "", 1, "Work to draw over work to recognise."),
];
