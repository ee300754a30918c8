// Bundles the browser side into target/web/lab.js: first what worker and page share, and the glue for painting, each
// as one function without outer references, then the page's module with these inside. The wasm modules stay files.
// more.js is what the page fetches later. late.js is made smaller, no more. Beside them the essay's own scripts (www/page)
// and its style sheet.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const glue = (/** @type {string} */ role) => join(root, 'target', 'wasm', `${role}.js`);
const out = join(root, 'target', 'web', 'lab.js');
const plain = process.argv.includes('--plain');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !plain,
  target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
};

/** What the virtual modules are made of, but for facelike:core. @type {Record<string, string>} */
const GLUES = { 'facelike:painting': glue('paint'), 'facelike:reading': glue('read'), 'facelike:drawing': glue('svg') };

/** @param {import('esbuild').BuildOptions} options */
async function text(options) {
  const result = await build({ ...common, ...options, write: false });
  const [file] = result.outputFiles ?? [];
  if (!file) throw new Error('esbuild gave no file');
  return file.text;
}

/**
 * The module `facelike:core` (see core.js), and style sheets as minified text.
 * @type {import('esbuild').Plugin}
 */
const virtual = {
  name: 'facelike',
  setup(builder) {
    builder.onResolve({ filter: /^facelike:(core|painting|reading|drawing)$/ }, ({ path }) => ({
      path,
      namespace: 'facelike',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'facelike' }, async ({ path }) => {
      const code = await text({
        entryPoints: [GLUES[path] ?? join(here, 'core.js')],
        alias: { 'facelike:run': glue('run') },
        format: 'iife',
        globalName: 'copy',
        // The page says where the modules are; the glue's own guess is never asked for.
        define: { 'import.meta.url': '""' },
      });
      return { contents: `export default function fresh() {\n${code}\nreturn copy;\n}`, loader: 'js' };
    });
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await transform(await readFile(path, 'utf8'), {
        loader: 'css',
        minify: !plain,
        target: common.target,
      });
      return { contents: css.code, loader: 'text' };
    });
  },
};

for (const role of ['run', 'paint', 'read', 'svg']) {
  try {
    await readFile(glue(role));
  } catch {
    console.error(`bundle: target/wasm/${role}.js is missing: run ./build.sh build, which makes it with wasm-bindgen`);
    process.exit(1);
  }
}
await mkdir(dirname(out), { recursive: true });
await build({ ...common, entryPoints: [join(here, 'main.js')], format: 'esm', outfile: out, plugins: [virtual] });
const more = join(dirname(out), 'more.js');
await build({ ...common, entryPoints: [join(here, 'more.js')], format: 'esm', outfile: more, plugins: [virtual] });
await build({ ...common, entryPoints: [join(here, 'late.js')], format: 'iife', outdir: dirname(out) });
const page = join(here, '..', 'page');
await build({ ...common, entryPoints: [join(page, 'early.js')], format: 'iife', outdir: dirname(out) });
await build({
  ...common,
  entryPoints: [join(page, 'page.js')],
  format: 'esm',
  outdir: dirname(out),
  plugins: [virtual],
});
const sheets = [join(here, 'reserve.css'), join(here, '..', 'style.css')].map((path) => readFile(path, 'utf8'));
const style = await transform((await Promise.all(sheets)).join('\n'), {
  loader: 'css',
  minify: !plain,
  target: common.target,
});
await writeFile(join(dirname(out), 'style.css'), style.code);
for (const name of ['lab.js', 'more.js']) {
  const bytes = await readFile(join(dirname(out), name));
  console.log(`bundle: target/web/${name}, ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
}
