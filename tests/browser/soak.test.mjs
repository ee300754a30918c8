// A reader who plays for long: running, resetting, scrubbing, changing what there is to change. Memory stays flat, the
// page smooth, and no worker is lost.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ENGINE, FULL, lacks, median, runNatively, serve, withLiveFigure } from './harness.mjs';

/** Ten minutes where memory and long tasks can be measured, else as long as a glance takes. */
const LONG = FULL && !lacks('DevTools');
const PARTS = LONG ? 30 : 5;
const PART_MS = LONG ? 20_000 : 6_000;

/** How much more memory the last third of the parts may take than the second. */
const GROWTH_MB = LONG ? 15 : 40;

/** Plays for a while and tells what it has done; runs in the page. */
async function play(id, lasting_ms) {
  const lab = document.getElementById(id);
  const root = lab.shadowRoot;
  const counts = { runs: 0, resets: 0, scrubs: 0, changes: 0, lost: 0 };
  const lost = (event) => {
    if (event.detail.fatal) counts.lost += 1;
  };
  addEventListener('facelike-problem', lost);
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const press = (what) => root.querySelector(`[data-do=${what}]`).click();
  const give = (input, value) => {
    input.value = value;
    for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  };
  const speed = root.querySelector('[data-do=speed]');
  give(speed, speed.lastElementChild.value);
  const choices = [...root.querySelectorAll('select[data-control]')];
  const begun = performance.now();
  for (let i = 0; performance.now() - begun < lasting_ms && counts.lost === 0; i++) {
    lab.play();
    // Every third run to its end.
    const ends = performance.now() + (i % 3 === 0 ? 15_000 : 700);
    while (lab.status !== 'done' && performance.now() < ends) await sleep(20);
    lab.pause();
    counts.runs += 1;
    for (let scrub = 0; scrub < 10; scrub++) {
      give(root.querySelector('[data-do=scrub]'), String(Math.floor((lab.tick * ((scrub * 7) % 10)) / 10)));
      counts.scrubs += 1;
      await sleep(60);
    }
    press('reset');
    counts.resets += 1;
    await sleep(60);
    const choice = choices[i % Math.max(1, choices.length)];
    if (choice) {
      give(choice, choice.options[i % choice.options.length].value);
      counts.changes += 1;
    }
    if (i % 2 === 0) press('reseed');
    await sleep(60);
  }
  press('reset');
  removeEventListener('facelike-problem', lost);
  return counts;
}

/** Megabytes that the browser's page processes hold, as Linux counts them. */
async function memory(page) {
  await page.tell('HeapProfiler.collectGarbage');
  const folder = (await page.driver.getCapabilities()).get('chrome').userDataDir;
  const processes = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, state] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      processes.set(pid, { parent: state.split(' ')[1], line });
    } catch {
      // It has just ended.
    }
  }
  const ours = ({ parent, line }) =>
    line.includes(`--user-data-dir=${folder}`) || (processes.has(parent) && ours(processes.get(parent)));
  let pages = 0;
  for (const [pid, process] of processes) {
    if (!process.line.includes('--type=renderer') || !ours(process)) continue;
    pages += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  }
  assert.ok(pages > 20, 'the processes of the page are found');
  return pages;
}

test('played with for long, a figure loses nothing, holds no more memory, and keeps the page smooth', async (t) => {
  const server = await serve();
  try {
    await withLiveFigure(server.origin, {}, async (page, id) => {
      const counts = { runs: 0, resets: 0, scrubs: 0, changes: 0, lost: 0 };
      const held = [];
      const long = [];
      const watched = !lacks('DevTools') && process.platform === 'linux';
      if (!watched) t.diagnostic(`memory is not measured: ${lacks('DevTools') || 'only Linux tells it'}`);
      if (lacks('long tasks')) t.diagnostic(`long tasks are not measured: ${lacks('long tasks')}`);
      for (let part = 0; part < PARTS; part++) {
        const before = await page.run(() => window.seen.longTasks.length);
        const done = await page.run(play, id, PART_MS);
        for (const [name, count] of Object.entries(done)) counts[name] += count;
        long.push(
          (await page.run((before) => window.seen.longTasks.slice(before), before)).map(({ lasted }) => lasted),
        );
        // What this test itself has noted is not the page's.
        await page.run(() => {
          window.seen.frames.length = 0;
        });
        if (watched) held.push(await memory(page));
      }
      const megabytes = held.map(Math.round).join(' ');
      console.log(`${JSON.stringify(counts)}; MB held: ${megabytes}; tasks over 50 ms: ${JSON.stringify(long)}`);
      assert.equal(counts.lost, 0, 'no run is lost');
      assert.ok(counts.runs >= PARTS && counts.scrubs >= 10 * PARTS);
      if (watched) {
        const third = Math.floor(PARTS / 3);
        const grown = median(held.slice(-third)) - median(held.slice(third, 2 * third));
        assert.ok(grown < GROWTH_MB, `${Math.round(grown)} MB more at the end: ${megabytes}`);
      }
      // Other programs make tasks look long now and then; what the page did itself would be in every part.
      const smooth = long.filter((tasks) => tasks.length === 0).length;
      assert.ok(
        smooth >= PARTS / 2,
        `only ${smooth} of ${PARTS} parts are free of long tasks: ${JSON.stringify(long)}`,
      );
      await page.runTo(id, 30);
      const [state, digest] = [await page.state(id), await page.digest(id)];
      assert.equal(runNatively('max-face', state).digest, digest, `in ${ENGINE}: ${state}`);
    });
  } finally {
    server.close();
  }
});
