// Runs page.js in headless Chromium, adds what criterion has measured natively, and prints both as a table;
// `--readme` puts the table into the README. `./build.sh bench` builds what this needs.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { ROOT, serve, withPage } from '../../tests/browser/harness.mjs';

const OUT = `${ROOT}target/bench`;
const TFJS = `${ROOT}node_modules/@tensorflow/tfjs-backend-wasm/dist`;

/** What is to be reached. */
const GOALS = { tfjs: 10, share: 0.65, paint_ms: 4, truth_ms: 3 };

async function bundle() {
  await mkdir(OUT, { recursive: true });
  await build({
    entryPoints: [`${ROOT}benches/browser/page.js`],
    outfile: `${OUT}/page.js`,
    bundle: true,
    format: 'esm',
    logLevel: 'warning',
    // TensorFlow.js looks for these when it runs in Node.
    external: ['fs', 'path', 'worker_threads', 'perf_hooks', 'os'],
  });
  await writeFile(
    `${OUT}/index.html`,
    '<!DOCTYPE html><title>Bench</title><script type="module" src="page.js"></script>',
  );
  await copyFile(`${ROOT}target/wasm/paint_bg.wasm`, `${OUT}/paint_bg.wasm`);
  for (const name of ['', '-simd', '-threaded-simd']) {
    await copyFile(`${TFJS}/tfjs-backend-wasm${name}.wasm`, `${OUT}/tfjs-backend-wasm${name}.wasm`);
  }
}

/** Milliseconds that criterion has measured natively, by group and name; none if it has not run. */
async function native(group, name) {
  try {
    const path = `${ROOT}target/criterion/${group}/${name}/new/estimates.json`;
    return JSON.parse(await readFile(path, 'utf8')).median.point_estimate / 1e6;
  } catch {
    return undefined;
  }
}

async function measure() {
  const server = await serve({ folder: OUT });
  try {
    const told = {};
    for (const part of ['trainingSteps', 'product', 'truth', 'painting']) {
      // A browser of its own for each, so that none works in what another has left behind.
      await withPage({}, async (page) => {
        await page.goto(server.origin);
        await page.until('the page is ready', 20_000, () => typeof window.bench === 'function');
        const answer = await page.run((part) => window.bench(part), part);
        told[part] = answer.told;
        Object.assign(told, { browser: answer.browser, tfjs: answer.tfjs });
      });
    }
    return told;
  } finally {
    server.close();
  }
}

const three = (x) => (x === undefined ? '' : String(Number(x.toPrecision(3))));
const time = (ms) => (ms === undefined ? '' : ms < 0.1 ? `${three(ms * 1000)} us` : `${three(ms)} ms`);

async function table({ trainingSteps, product, truth, painting, browser, tfjs }) {
  const rows = [];
  const missed = [];
  const goal = (reached, text) => {
    if (!reached) missed.push(text);
    return text;
  };
  for (const { name, batch, ms, tfjs } of trainingSteps) {
    const [wasm, cpu] = [tfjs.wasm / ms, tfjs.cpu / ms];
    goal(wasm >= GOALS.tfjs, `training step ${name}: ${three(wasm)} times as fast as tfjs-wasm`);
    rows.push([
      `training step ${name}, batch ${batch}`,
      time(ms),
      time(await native('training step', name)),
      `tfjs-wasm ${time(tfjs.wasm)} (${three(wasm)} x), tfjs-cpu ${time(tfjs.cpu)} (${three(cpu)} x)`,
    ]);
  }
  for (const { size, gflops } of product.products) {
    const share = gflops / product.peak;
    goal(share >= GOALS.share, `product of ${size} x ${size}: ${Math.round(share * 100)}% of the peak`);
    const ms = await native('product', String(size));
    rows.push([
      `product ${size} x ${size} x ${size}`,
      `${three(gflops)} GFLOP/s`,
      ms === undefined ? '' : `${three((2 * size ** 3) / ms / 1e6)} GFLOP/s`,
      `${Math.round(share * 100)}% of ${three(product.peak)} GFLOP/s, bare f32x4 multiply-add`,
    ]);
  }
  goal(truth.ms < GOALS.truth_ms, `truth: ${time(truth.ms)} an image`);
  rows.push(['truth of an image', time(truth.ms), time(await native('truth of an image', 'both')), 'less than 3 ms']);
  for (const { width, ratio, ms, longest } of painting) {
    goal(ms < GOALS.paint_ms, `painting at ${width} px x ${ratio}: ${time(ms)}`);
    rows.push([
      `painting a frame, ${width} px at ${ratio} x`,
      time(ms),
      '',
      `less than 4 ms (longest ${time(longest)})`,
    ]);
  }
  const lines = [['', 'in the browser', 'natively', 'beside'], ['---', '---', '---', '---'], ...rows];
  const version = /Chrome\/(\d+)/.exec(browser)?.[1];
  const how = `Chromium ${version}, headless, and tfjs ${tfjs.version} (${tfjs.simd ? 'SIMD' : 'no SIMD'}, \
${tfjs.threads ? 'threads' : 'one thread'}) in one page by turns, the fastest of 15 rounds; the same net, batch, loss and Adam, to the same \
losses. Painting: the median of 100 frames.`;
  return { text: `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${how}\n`, missed };
}

async function intoReadme(text) {
  const path = `${ROOT}README.md`;
  const readme = await readFile(path, 'utf8');
  const marked = /(<!-- speed -->\n)[\s\S]*?(<!-- \/speed -->)/;
  if (!marked.test(readme)) throw new Error('README.md lacks the marks <!-- speed --> and <!-- /speed -->');
  await writeFile(
    path,
    readme.replace(marked, (_, begin, end) => `${begin}\n${text}\n${end}`),
  );
}

await bundle();
const { text, missed } = await table(await measure());
console.log(`\n${text}`);
if (process.argv.includes('--readme')) await intoReadme(text);
if (missed.length > 0) {
  console.error(`Missed: ${missed.join('; ')}`);
  process.exitCode = 1;
}
