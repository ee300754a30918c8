//! What must come out bit for bit the same natively and in a browser: named digests of products, nets, pictures,
//! judgements and runs. `digests.rs` writes them, `wasm.rs` finds them again.

use facelike::experiments;
use facelike::lab::{Control, Kind, Picture, Spec, Value};
use facelike::models::encoder::FaceJudge;
use facelike::nn::matmul::{Packing, matmul, matmul_at, matmul_bt};
use facelike::nn::{Activation, Adam, AdamConfig, Net, Workspace, loss};
use facelike::rng::Rng;
use facelike::session::{Session, State};
use facelike::worlds::faces::{PIXELS, Pose, sample_face};
use ndarray::Array2;

/// Whether all is to be followed: read at compile time, since a browser has no environment.
const FULL: bool = option_env!("FACELIKE_FULL").is_some();

/// Seeds of the runs.
pub const SEEDS: &[u64] = if FULL { &[1, 7, 8, 9, 10] } else { &[1, 7] };

/// Runs are followed up to this tick, if they are not over before.
const LONGEST: u64 = 3_000;

/// Ticks of the part to watch that are done after a control has been moved.
const AFTER_A_MOVE: u64 = 5;

/// A name and a digest.
pub type Line = (String, String);

/// The three products, at sizes that fit the blocks and at sizes that do not.
pub fn products() -> Vec<Line> {
    let sizes = [[1, 1, 1], [3, 5, 7], [4, 8, 8], [17, 33, 9], [64, 576, 128], [5, 0, 3]];
    let mut packing = Packing::new();
    let mut lines = Vec::new();
    for [m, k, n] in sizes {
        let mut rng = Rng::stream(1, "bits-product");
        let mut matrix = |rows, columns| Array2::from_shape_simple_fn((rows, columns), || rng.normal());
        let (a, b, a_t, b_t) = (matrix(m, k), matrix(k, n), matrix(k, m), matrix(n, k));
        let mut out = Array2::zeros((m, n));
        let mut bits = Bits::new();
        matmul(a.view(), b.view(), out.view_mut(), &mut packing);
        bits.all(out.iter());
        matmul_bt(a.view(), b_t.view(), out.view_mut(), &mut packing);
        bits.all(out.iter());
        matmul_at(a_t.view(), b.view(), out.view_mut(), &mut packing);
        bits.all(out.iter());
        lines.push((format!("products {m} x {k} x {n}"), bits.told()));
    }
    lines
}

/// A few steps of training with every activation, and the gradient by the input.
pub fn nets() -> Vec<Line> {
    let lines = Activation::ALL.iter().map(|&hidden| {
        let mut rng = Rng::stream(2, "bits-net");
        let mut net = Net::new(&[10, 19, 6, 1], hidden, Activation::Identity, &mut rng);
        let mut ws = Workspace::new(&net, 24).with_d_input();
        let mut adam = Adam::new(net.parameters().len(), AdamConfig::default());
        let x = Array2::from_shape_simple_fn((24, 10), || rng.normal());
        let labels: Vec<f32> = (0..24).map(|row| f32::from(u8::from(row % 3 == 0))).collect();
        let mut d = Array2::zeros((24, 1));
        let mut bits = Bits::new();
        for _ in 0..20 {
            let value = loss::bce_with_logits(net.forward(x.view(), &mut ws), &labels, d.view_mut());
            net.backward(d.view(), &mut ws);
            bits.all([value].iter());
            adam.step(net.parameters_mut(), ws.gradient());
        }
        bits.all(net.parameters().iter());
        net.forward(x.view(), &mut ws);
        bits.all(net.input_gradient(d.view(), &mut ws).iter());
        (format!("net with {hidden:?}"), bits.told())
    });
    lines.collect()
}

/// The first images: half faces, half noise.
pub fn images(count: usize) -> Vec<[f32; PIXELS]> {
    let mut rng = Rng::stream(3, "bits-images");
    let mut image = |index| {
        let mut out = [0.0; PIXELS];
        if index % 2 == 0 {
            sample_face(Pose::Jittered, &mut rng, &mut out);
        } else {
            out.fill_with(|| rng.uniform());
        }
        out
    };
    (0..count).map(&mut image).collect()
}

/// Faces as they are drawn, and as the judge finds them and other images.
pub fn faces() -> Vec<Line> {
    let mut judge = FaceJudge::new();
    let lines = images(8).into_iter().enumerate().flat_map(|(index, image)| {
        let mut drawn = Bits::new();
        drawn.all(image.iter());
        let mut judged = Bits::new();
        let fit = judge.measure(&image);
        judged.all(fit.parameters.iter().chain(&[fit.q, fit.truth]));
        [(format!("image {index}"), drawn.told()), (format!("judgement of image {index}"), judged.told())]
    });
    lines.collect()
}

/// Every experiment with every seed.
pub fn plan() -> Vec<(&'static Spec, u64)> {
    experiments::ALL.iter().flat_map(|spec| SEEDS.iter().map(move |seed| (*spec, *seed))).collect()
}

/// A run: near its start and in mid-run; with the first seed (with all, if all is to be followed) at the first ticks to
/// watch and at the end; and with the first seed after each of its controls has been moved, where all is to be followed up
/// to what is then to be watched.
pub fn run(spec: &'static Spec, seed: u64) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut session = Session::open(State { seed, ..State::of(spec) });
    let mut tell = |session: &Session, what: &str| {
        let tick = session.state().tick;
        lines.push((format!("{} seed {seed} {what} tick {tick}", spec.id), session.digest()));
    };
    for tick in [3, 40] {
        session.run(tick);
        tell(&session, "at");
    }
    if seed == SEEDS[0] || FULL {
        watch(&mut session);
        tell(&session, "watched at");
        session.run(LONGEST);
        tell(&session, "at the end,");
    }
    if seed == SEEDS[0] {
        move_controls(spec, &mut session, &mut tell);
    }
    lines
}

/// Goes on to a few ticks after the preparation.
fn watch(session: &mut Session) {
    while !session.stage().watch && session.state().tick < LONGEST {
        let before = session.state().tick;
        session.step();
        if session.state().tick == before {
            return;
        }
    }
    session.run(session.state().tick + AFTER_A_MOVE);
}

/// Moves one control after the other, each to every other option, and leaves it at the last: what has been trained is
/// kept where the experiment can keep it, and settings meet in combinations.
fn move_controls(spec: &'static Spec, session: &mut Session, tell: &mut impl FnMut(&Session, &str)) {
    for control in spec.controls {
        for text in others(control) {
            session.set(control.id, &text).unwrap_or_else(|error| panic!("{}: {error}", spec.id));
            if FULL {
                watch(session);
            } else {
                session.run(session.state().tick + AFTER_A_MOVE);
            }
            tell(session, &format!("after {}={text:.24}", control.id));
        }
    }
}

/// Values of a control other than its default, as they are written in links.
fn others(control: &Control) -> Vec<String> {
    match control.kind {
        Kind::Slider { min, max, whole, .. } => {
            let value = min + 0.375 * (max - min);
            vec![Value::Number(if whole { libm::floor(value) } else { value }).to_string()]
        }
        Kind::Choice { options, default } => {
            options.iter().map(|option| option.id).filter(|id| *id != default).map(String::from).collect()
        }
        Kind::Toggle { default } => vec![Value::Toggle(!default).to_string()],
        Kind::Button => vec!["press".into()],
        // From corner to corner, a quarter of the way up.
        Kind::Line { x, y, .. } => {
            vec![format!("{}:{}_{}:{}", x.min, y.min, x.max, y.min + 0.25 * (y.max - y.min))]
        }
        // A slope from black to white, and a face.
        Kind::Image => {
            let slope: Vec<_> = (0..PIXELS).map(|i| i as f64 / (PIXELS - 1) as f64).collect();
            let face = images(1).concat().into_iter().map(f64::from).collect();
            let pictures = [slope, face].map(|greys| Picture::of(greys).expect("as many greys as a picture has"));
            pictures.map(|picture| picture.to_string()).into()
        }
    }
}

/// Folds the bits of numbers into 64 (FNV-1a): no NaN is made equal to another, nor -0 to 0.
struct Bits(u64);

impl Bits {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn all<'a>(&mut self, values: impl IntoIterator<Item = &'a f32>) {
        for byte in values.into_iter().flat_map(|x| x.to_bits().to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn told(&self) -> String {
        format!("{:016x}", self.0)
    }
}
