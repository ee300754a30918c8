//! What a number of pictures are as faces: how true, how varied, and whether they are copies.

use ndarray::ArrayView2;

use crate::models::encoder::FaceJudge;
use crate::worlds::faces::{Fit, PIXELS, clip, index};

/// Pictures of a survey (the texts say 256).
pub const PICTURES: usize = 256;
/// How many of them, the first, are shown and looked up among the training faces.
pub const SHOWN: usize = 24;
/// A kind of face is which of these attributes of the nearest face are in the upper half of their range.
const ATTRIBUTES: [usize; 6] =
    [index::GLASSES, index::SMILE, index::MOUTH_OPEN, index::HAIR_LENGTH, index::HAIRLINE, index::LIGHT];
/// Kinds of face (the texts say 64).
pub const KINDS: usize = 1 << ATTRIBUTES.len();
/// Judgements and searches, which cost about the same, in a tick.
const WORK: usize = 16;

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Survey {
    /// The middle truth.
    pub median: f64,
    /// The lowest truth.
    pub worst: f64,
    /// Truth that a tenth are below, and that a tenth are above.
    pub tenths: (f64, f64),
    /// Kinds of face that appear.
    pub kinds: usize,
}

/// A picture that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Values in [0, 1].
    pub picture: [f32; PIXELS],
    /// Its truth.
    pub truth: f32,
    /// Which training face is nearest.
    pub nearest: usize,
    /// Root mean square difference to it.
    pub distance: f32,
}

/// A survey on its way.
#[derive(Clone, Debug)]
pub struct Judging {
    pictures: usize,
    show: usize,
    /// Sorted.
    truths: Vec<f32>,
    kinds: [bool; KINDS],
    /// The first few, as far as they are judged.
    pub shown: Vec<Shown>,
}

impl Judging {
    /// Begins with none judged; the first `show` are kept, and looked up among the training faces.
    pub fn new(pictures: usize, show: usize) -> Self {
        let truths = Vec::with_capacity(pictures);
        Self { pictures, show, truths, kinds: [false; KINDS], shown: Vec::with_capacity(show) }
    }

    /// Ticks that it takes.
    pub fn ticks(pictures: usize, show: usize) -> u32 {
        (pictures + show).div_ceil(WORK) as u32
    }

    /// Judges the next few of the pictures that `draw` makes into `PIXELS` values, clipped to what a screen can show; the
    /// result with the last. The training faces are `bank` [n, I].
    pub fn step(
        &mut self,
        bank: ArrayView2<f32>,
        judge: &mut FaceJudge,
        mut draw: impl FnMut(usize, &mut [f32]),
    ) -> Option<Survey> {
        let mut picture = [0.0; PIXELS];
        let mut work = 0;
        while work < WORK && self.truths.len() < self.pictures {
            let i = self.truths.len();
            draw(i, &mut picture);
            picture.iter_mut().for_each(|p| *p = clip(*p));
            let Fit { truth, parameters, .. } = judge.measure(&picture);
            self.truths.insert(self.truths.partition_point(|other| *other <= truth), truth);
            self.kinds[kind(&parameters)] = true;
            work += 1;
            if i < self.show {
                let (nearest, distance) = nearest(&picture, bank);
                self.shown.push(Shown { picture, truth, nearest, distance });
                work += 1;
            }
        }
        (self.truths.len() == self.pictures).then(|| self.survey())
    }

    fn survey(&self) -> Survey {
        let n = self.truths.len();
        let at = |i: usize| f64::from(self.truths[i.min(n - 1)]);
        Survey {
            median: 0.5 * (at((n - 1) / 2) + at(n / 2)),
            worst: at(0),
            tenths: (at(n / 10), at(n - 1 - n / 10)),
            kinds: self.kinds.iter().filter(|seen| **seen).count(),
        }
    }
}

/// The kind of a face, 0 to 63.
fn kind(parameters: &[f32]) -> usize {
    ATTRIBUTES.iter().enumerate().map(|(bit, &i)| usize::from(parameters[i] >= 0.5) << bit).sum()
}

/// The row of `bank` [n, I] nearest to a picture, and its root mean square difference.
pub fn nearest(picture: &[f32], bank: ArrayView2<f32>) -> (usize, f32) {
    let mut best = (0, f32::INFINITY);
    for (i, face) in bank.rows().into_iter().enumerate() {
        let face = face.to_slice().expect("rows in standard layout");
        // Eight sums, which run side by side.
        let mut sums = [0.0; 8];
        for (a, b) in picture.chunks_exact(8).zip(face.chunks_exact(8)) {
            for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
                *sum += (a - b) * (a - b);
            }
        }
        let sum: f32 = sums.iter().sum();
        if sum < best.1 {
            best = (i, sum);
        }
    }
    (best.0, (best.1 / picture.len() as f32).sqrt())
}
