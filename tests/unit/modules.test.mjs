// The modules that are shipped, in Node: each has its own experiments, runs them without the encoder up to the tick that
// says it waits for it, and to the native bits.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const file = (/** @type {string} */ path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What `cargo test --test digests` has written: `ID seed SEED at tick TICK` and a digest. */
const NATIVE = new Map(
  existsSync(file('target/digests.txt'))
    ? readFileSync(file('target/digests.txt'), 'utf8')
        .split('\n')
        .map((line) => /** @type {[string, string]} */ (line.split('\t')))
    : [],
);

/** The modules that run (`PROGRAMS` in build.sh). */
const PROGRAMS = ['opening', 'chapter1', 'chapter2', 'chapter5', 'chapter6', 'faceless'];

/** Ticks after which a run is not followed any further without the encoder. */
const ENOUGH = 300;

for (const program of PROGRAMS) {
  test(`the module ${program} has the experiments that name it, and runs them to the native bits`, async () => {
    const compiled = new WebAssembly.Module(readFileSync(file(`target/wasm/${program}_bg.wasm`)));
    const { initSync, describe, provide, Run } = await import(`../../target/wasm/run.js?${program}`);
    initSync({ module: compiled });
    const described = JSON.parse(describe());
    const wanted = [...NATIVE.keys()].flatMap((name) => /^(\S+) seed 1 at tick 3$/.exec(name)?.[1] ?? []);
    assert.ok(wanted.length > 0, 'target/digests.txt is there: cargo test --test digests writes it');
    assert.ok(described.every((/** @type {any} */ one) => one.program === program));

    const runs = described.map((/** @type {any} */ { id }) => {
      assert.ok(wanted.includes(id));
      const run = new Run(id, ['seed'], ['1']);
      let waited = -1;
      const digests = [];
      for (let tick = 1; tick <= ENOUGH; tick++) {
        if (run.waits()) {
          waited = tick;
          break;
        }
        if (!run.step()) break;
        if (tick === 3 || tick === 40) digests.push([`${id} seed 1 at tick ${tick}`, run.digest()]);
      }
      return { id, run, waited, digests };
    });
    provide(readFileSync(file('src/models/encoder.bin')));
    for (const { id, run, waited, digests } of runs) {
      assert.ok(waited < 0 || !run.waits(), id);
      for (let tick = waited; waited > 0 && tick <= 40 && run.step(); tick++) {
        if (tick === 3 || tick === 40) digests.push([`${id} seed 1 at tick ${tick}`, run.digest()]);
      }
      assert.ok(digests.length > 0);
      for (const [name, digest] of digests) assert.equal(digest, NATIVE.get(name), name);
    }
  });
}

test('a file that is no encoder is refused', async () => {
  const { provide } = await import('../../target/wasm/run.js?opening');
  assert.throws(() => provide(new Uint8Array(3)), /3 bytes instead of 9\d+/);
});

test('every experiment is in one of the modules', async () => {
  const ids = [];
  for (const program of PROGRAMS) {
    const { describe } = await import(`../../target/wasm/run.js?${program}`);
    ids.push(...JSON.parse(describe()).map((/** @type {any} */ one) => one.id));
  }
  const all = [...NATIVE.keys()].flatMap((name) => /^(\S+) seed 1 at tick 3$/.exec(name)?.[1] ?? []);
  assert.deepEqual(ids.sort(), all.sort());
});
