//! Training and searching touch the heap in their first step at most.

use facelike::models::encoder::FaceJudge;
use facelike::models::gan::{Draw, Gan, Recipe};
use facelike::models::predictor::{ADVERSARIES, Panel, Training};
use facelike::models::prior::Prior;
use facelike::nn::{Activation, Adam, AdamConfig, Net, Sgd, SgdConfig, Workspace, loss, matmul};
use facelike::rng::Rng;
use facelike::search::ascent::{Ascent, Regulariser};
use facelike::search::attack::{Pgd, Signs, random_signs};
use facelike::search::cbas::Cbas;
use facelike::search::relaxed::SoftmaxAscent;
use facelike::worlds::faces::{Negatives, PIXELS, Pose, SIDE, sample_face, sample_negative};
use facelike::worlds::sequences::{INPUTS, LETTERS, Landscape, Measured};
use ndarray::{Array2, s};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

thread_local! {
    /// How often this thread asked for memory; by thread, since the test harness allocates on its own.
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

#[allow(unsafe_code, reason = "only an allocator can count allocations; it hands everything to the system's")]
// SAFETY: every call is passed on unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn asked_by(work: impl FnOnce()) -> usize {
    let before = ASKED.get();
    work();
    ASKED.get() - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(asked_by(|| drop(std::hint::black_box(vec![1]))), 1);
}

#[test]
fn not_even_the_first_step_of_training_allocates() {
    let mut rng = Rng::stream(1, "alloc");
    for hidden in Activation::ALL {
        let mut net = Net::new(&[30, 17, 9, 3], hidden, Activation::Identity, &mut rng);
        let mut ws = Workspace::new(&net, 20).with_d_input();
        let mut adam = Adam::new(net.parameters().len(), AdamConfig::default());
        let mut sgd = Sgd::new(net.parameters().len(), SgdConfig::default());
        let x = Array2::from_shape_simple_fn((20, 30), || rng.normal());
        let (target, mut d) = (Array2::zeros((20, 3)), Array2::zeros((20, 3)));
        let asked = asked_by(|| {
            // Small batches too, and strided ones.
            for (from, to) in [(0, 20), (3, 5), (7, 8), (0, 20)] {
                let (x, mut d) = (x.slice(s![from..to, ..]), d.slice_mut(s![from..to, ..]));
                let labels = [1.0; 60];
                let y = net.forward(x, &mut ws);
                loss::mse(y, target.slice(s![from..to, ..]), d.view_mut());
                loss::softmax_cross_entropy(y, &[1; 20][from..to], d.view_mut());
                loss::bce_with_logits(y, &labels[..y.len()], d.view_mut());
                net.backward(d.view(), &mut ws);
                adam.step(net.parameters_mut(), ws.gradient());
                sgd.step(net.parameters_mut(), ws.gradient());
                net.forward(x, &mut ws);
                net.input_gradient(d.view(), &mut ws);
            }
            net.forward(x.slice(s![..;2, ..]), &mut ws);
        });
        assert_eq!(asked, 0, "{hidden:?}");
    }
}

#[test]
fn not_even_the_first_step_of_a_gan_allocates() {
    let recipe = Recipe {
        generator: vec![4, 20, 6],
        output: Activation::Identity,
        critic: vec![30, 20, 1],
        hidden: Activation::Silu,
        seen: (0.5, 2.0),
        batch: 12,
        steps: 10,
        rate: 1e-3,
        betas: (0.5, 0.95),
        noise: (0.1, 0.0),
        average: Some(0.99),
    };
    let basis = Prior { mean: vec![0.5; 30], components: Array2::ones((6, 30)) };
    let mut gan = Gan::new(recipe, Some(Arc::new(basis)), 1);
    let (real, z) = (Array2::zeros((12, 30)), Array2::zeros((40, 4)));
    let (mut made, mut logits) = (Array2::zeros((40, 30)), [0.0; 40]);
    let asked = asked_by(|| {
        for (critic, generator) in [(true, true), (false, true), (true, false), (false, false)] {
            (gan.train_critic, gan.train_generator) = (critic, generator);
            gan.step(real.view());
            gan.sample_into(Draw::Average, z.view(), made.view_mut());
            gan.critic_logits(made.view(), &mut logits);
        }
    });
    assert_eq!(asked, 0);
}

#[test]
fn a_packing_grows_once() {
    let a = Array2::<f32>::ones((9, 9));
    let (mut out, mut packing) = (Array2::zeros((9, 9)), matmul::Packing::new());
    let mut product = || asked_by(|| matmul::matmul(a.view(), a.view(), out.view_mut(), &mut packing));
    assert!(product() > 0);
    assert_eq!(product(), 0);
}

#[test]
fn sampling_judging_and_climbing_touch_the_heap_the_first_time_only() {
    let mut image = [0.0; PIXELS];
    let mut rng = Rng::stream(2, "alloc");
    let mut judge = FaceJudge::new();
    let net = Net::new(&[PIXELS, 32, 1], Activation::Relu, Activation::Identity, &mut rng);
    let mut ascent = Ascent::new(&net, SIDE, &[0.5; PIXELS], Rng::stream(2, "jitter"));
    let mut pgd = Pgd::new(&net, 2);
    let mut signs = Signs::new(&net, 2);
    let mut batch = Array2::zeros((2, PIXELS));
    let mut work = |times: usize| {
        for _ in 0..times {
            sample_face(Pose::Jittered, &mut rng, &mut image);
            sample_negative(Negatives::Hard, Pose::Jittered, &mut rng, &mut image);
            judge.measure(&image);
            for regulariser in [Regulariser::None, Regulariser::Blur, Regulariser::Jitter, Regulariser::Tv] {
                ascent.step(&net, 0.02, regulariser);
            }
            pgd.attack(&net, batch.view_mut(), &[1.0, 0.0], 0.5, 3);
            signs.fgsm(&net, batch.view_mut(), &[1.0, 0.0], 0.1);
            signs.pgd(&net, batch.view_mut(), &[1.0, 0.0], 0.1, 3);
            random_signs(batch.view_mut(), 0.1, &mut rng);
        }
    };
    work(1);
    assert_eq!(asked_by(|| work(20)), 0);
}

#[test]
fn training_asking_and_climbing_predictors_touch_the_heap_the_first_time_only() {
    let mut rng = Rng::stream(3, "alloc");
    let landscape = Landscape::new(1, 3);
    let data = Measured::draw(&landscape, landscape.best_first(), 500, &mut rng);
    let mut training = Training::new(0, 1_000, 3);
    let mut adversary = SoftmaxAscent::new(training.net(), LETTERS, ADVERSARIES, 1.0);
    let nets: Vec<_> = (1..4).map(|member| Arc::new(Training::new(member, 1, 3).net().clone())).collect();
    let mut panel = Panel::new(nets, 40);
    let mut centres = Array2::zeros((8, INPUTS));
    centres.column_mut(0).fill(1.0);
    let mut cbas = Cbas::new(centres.view(), LETTERS, 40, rng);
    let mut work = |times: usize| {
        for _ in 0..times {
            training.step(&data);
            training.step_conservatively(&data, 0.5, |net, batch, mut found| {
                adversary.start(batch);
                adversary.step(std::iter::once(net));
                found.assign(&adversary.shares());
            });
            panel.ask(cbas.samples());
            cbas.step(panel.mean(), panel.deviation());
        }
    };
    work(1);
    assert_eq!(asked_by(|| work(20)), 0);
}
