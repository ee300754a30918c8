// The size budgets of the page: what a reader must fetch before the first live figure.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const WASM_BUDGET = 400_000;
const PAGE_BUDGET = 250 * 1024;

/** The files of one kind at any depth, as [name, bytes, bytes under brotli]. */
function files(...kinds) {
  return readdirSync(DIST, { recursive: true })
    .map(String)
    .filter((name) => kinds.includes(extname(name)))
    .map((name) => {
      const bytes = readFileSync(join(DIST, name));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      return [name, bytes.length, brotliCompressSync(bytes, { params }).length];
    });
}

const sum = (rows, column) => rows.reduce((total, row) => total + row[column], 0);

test('the modules and the page fit their budgets', () => {
  // Frame pages have files of their own. Once a figure is live more.js and the encoder are fetched (tests/browser/
  // figures.test.mjs), modules and descriptions of other experiments where their figures are near, and where a reader asks
  // for it a module that reads off values or writes SVG; page.js when a reader reaches for what it does, or some time after
  // all else (www/page/early.js).
  const index = readFileSync(join(DIST, 'index.html'), 'utf8');
  const own = ([name]) =>
    name === 'index.html' || (index.includes(name) && !/^(assets.(more|page)\.|sw\.js)/.test(name));
  // Of the stills one of the first figure's is fetched before it is live: the largest is counted. The others are lazy.
  const [first] = /<picture.*?<\/picture>/s.exec(index);
  const pictures = index.match(/<img [^>]*src="stills[^>]*>/g);
  assert.deepEqual(
    pictures.map((picture) => picture.includes('loading="lazy"')),
    pictures.map((_, i) => i > 0),
  );
  const still = files('.svg')
    .filter(([name]) => name.startsWith('stills') && first.includes(name))
    .reduce((most, row) => (row[2] > most[2] ? row : most));
  const page = [...files('.html', '.css', '.js', '.woff2').filter(own), still];
  const modules = files('.wasm');
  const wasm = modules.filter(([name]) => /assets\/(opening|paint)\./.test(name));
  const rows = [...page, ...wasm];
  rows.push(['all', sum(rows, 1), sum(rows, 2)]);
  const table = rows.map((row) =>
    row.map((cell, at) => String(cell)[at ? 'padStart' : 'padEnd'](at ? 9 : 32)).join(' '),
  );
  console.log([`${'file'.padEnd(32)}     bytes    brotli`, ...table].join('\n'));

  assert.equal(wasm.length, 2, 'two modules at first: one to run, one to paint');
  assert.equal(modules.length, 9, 'and for later five that run, one to read off values, one to write SVG');
  for (const [name, bytes] of modules) {
    assert.ok(bytes < WASM_BUDGET, `${name} has ${bytes} bytes; fewer than ${WASM_BUDGET} are allowed`);
  }
  const total = rows.at(-1)[2];
  assert.ok(
    total < PAGE_BUDGET,
    `page and modules are ${total} bytes under brotli; fewer than ${PAGE_BUDGET} are allowed`,
  );
});
