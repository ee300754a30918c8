// Times, in one page and by turns, the library's training step and TensorFlow.js's on the same net and batch, then
// the product beside the bare vector unit, the judge, and painting. benches/browser/run.mjs bundles and opens it.

import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import open, { Judge, Peak, Product, Run, TrainingStep } from '../../target/bench/run.js';
import openPainter, { Painter } from '../../target/wasm/paint.js';

/** Nets and batches of the comparison. */
const STEPS = [
  { sizes: [2, 16, 16, 1], batch: 64 },
  { sizes: [576, 128, 64, 1], batch: 64 },
  { sizes: [1024, 256, 256, 1], batch: 128 },
];

/** Rounds in which everything is timed by turns. */
const ROUNDS = 15;

/** How long a part is timed in a round, about. */
const SPAN_MS = 60;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Milliseconds a call of `act`, over about as many calls as fill the span. */
function time(act) {
  let calls = 0;
  const begun = performance.now();
  let now = begun;
  // The clock is coarse, so it is asked rarely.
  for (let block = 1; now - begun < SPAN_MS; block *= 2) {
    for (let i = 0; i < block; i++) act();
    calls += block;
    now = performance.now();
  }
  return (now - begun) / calls;
}

/**
 * What each act takes in its fastest round, timed by turns. Whatever else a machine does can only slow a round down,
 * so the fastest is the nearest to what the code itself takes.
 */
async function turns(acts) {
  const fastest = acts.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, act] of acts.entries()) {
      await act.before?.();
      fastest[i] = Math.min(fastest[i], time(act.run));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return fastest;
}

/** The same net, batch, loss and optimiser in TensorFlow.js. */
function theirs({ sizes, batch }, ours) {
  const parameters = ours.parameters();
  let at = 0;
  const take = (...shape) => {
    const length = shape.reduce((a, b) => a * b);
    at += length;
    return tf.variable(tf.tensor(parameters.slice(at - length, at), shape));
  };
  const layers = sizes.slice(1).map((size, i) => ({ weights: take(sizes[i], size), bias: take(size) }));
  const x = tf.tensor(ours.x(), [batch, sizes[0]]);
  const labels = tf.tensor(ours.labels(), [batch, 1]);
  const optimiser = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const variables = layers.flatMap(({ weights, bias }) => [weights, bias]);
  const loss = () => {
    const logits = layers.reduce(
      (a, { weights: b, bias }, i) =>
        tf.fused.matMul({ a, b, bias, activation: i + 1 < layers.length ? 'relu' : 'linear' }),
      x,
    );
    return tf.losses.sigmoidCrossEntropy(labels, logits);
  };
  return {
    run: () => optimiser.minimize(loss, false, variables),
    loss: () => tf.tidy(() => loss().dataSync()[0]),
  };
}

/** That both do the same work: from the same start, ten steps take the loss to the same value. */
function agree(what, step) {
  const ours = new TrainingStep(what.sizes, what.batch);
  const other = theirs(what, ours);
  for (let i = 0; i < 10; i++) {
    ours.run();
    other.run();
  }
  const [a, b] = [ours.run(), other.loss()];
  if (!(Math.abs(a - b) < 1e-3 * Math.max(1, Math.abs(a)))) throw new Error(`${step}: loss ${a} here, ${b} there`);
}

async function trainingSteps() {
  const backends = ['wasm', 'cpu'];
  const told = [];
  for (const what of STEPS) {
    const name = what.sizes.join('-');
    const ours = new TrainingStep(what.sizes, what.batch);
    const acts = [{ run: () => ours.run() }];
    for (const backend of backends) {
      await tf.setBackend(backend);
      agree(what, `${name} on tfjs-${backend}`);
      const { run } = theirs(what, new TrainingStep(what.sizes, what.batch));
      acts.push({ before: () => tf.setBackend(backend), run });
    }
    const [here, wasm, cpu] = await turns(acts);
    told.push({ name, batch: what.batch, ms: here, tfjs: { wasm, cpu } });
  }
  return told;
}

async function product() {
  const sizes = [128, 256, 512];
  const factors = [3, 4, 5];
  const bare = new Peak();
  const products = sizes.map((size) => new Product(size));
  const seen = await turns([
    ...products.map((product) => ({ run: () => product.run() })),
    ...factors.map((factors) => ({ run: () => bare.run(factors) })),
  ]);
  const gflops = (operations, ms) => operations / ms / 1e6;
  return {
    peak: Math.max(...factors.map((factors, i) => gflops(bare.run(factors), seen[sizes.length + i]))),
    products: sizes.map((size, i) => ({ size, gflops: gflops(2 * size ** 3, seen[i]) })),
  };
}

async function truth() {
  const judge = new Judge(200);
  let i = 0;
  const [ms] = await turns([{ run: () => judge.measure(i++) }]);
  return { ms };
}

/** Painting the finished figure, as the page does: one frame a picture of the screen. */
async function painting() {
  const run = new Run('max-face', ['seed'], ['7']);
  while (run.step());
  const frame = run.frame();
  const painter = new Painter();
  const told = [];
  for (const [width, ratio] of [
    [340, 3],
    [680, 2],
    [1040, 1],
    [1040, 2],
  ]) {
    const canvas = document.createElement('canvas');
    document.body.replaceChildren(canvas);
    const seen = [];
    for (let i = 0; i < 120; i++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const begun = performance.now();
      painter.show(frame);
      painter.paint(canvas, width, ratio, 'light');
      seen.push(performance.now() - begun);
    }
    // The first paints are slower: the engine has not compiled everything yet.
    const warm = seen.slice(20);
    told.push({ width, ratio, ms: median(warm), longest: Math.max(...warm) });
  }
  return told;
}

window.bench = async (part) => {
  await open({ module_or_path: 'opening_bg.wasm' });
  await openPainter({ module_or_path: 'paint_bg.wasm' });
  setWasmPaths('./');
  const parts = { trainingSteps, product, truth, painting };
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return { told: await parts[part](), browser: navigator.userAgent, tfjs: { version: tf.version_core, simd, threads } };
};
