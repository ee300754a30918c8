// Figures can be read: values by pointer, tap and keys, tables and files, the spread over seeds, digests, and time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  ENGINE,
  experiments,
  facelike,
  Key,
  lacks,
  ROOT,
  runNatively,
  serve,
  sleep,
  withLiveFigure,
} from './harness.mjs';

/** Settings with which a run takes a moment. */
const QUICK = { steps: '10' };

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

/** A figure, the first unless another is asked for, with its run at its end, started from quick settings. */
const withFigure = ({ figure, settings = QUICK, ...options }, test) =>
  withLiveFigure(server.origin, options, async (page, first) => {
    const id = figure ?? first;
    if (figure) await page.wake(id);
    await page.run((id, set) => document.getElementById(id).open({ ...set, seed: '3' }), id, settings);
    await page.until('it is open', 10_000, (id) => document.getElementById(id).status === 'paused', id);
    await page.finish(id);
    await page.until(
      'values can be read',
      10_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('.plate').tabIndex === 0,
      id,
    );
    await test(page, id);
  });

const experiment = (page, id) => page.run((id) => document.getElementById(id).getAttribute('experiment'), id);

/** What the label beside the mark says, in lines; none while it is hidden. */
const tip = (page, id) =>
  page.run((id) => {
    const tip = document.getElementById(id).shadowRoot.querySelector('[data-role=tip]');
    return tip.hidden ? [] : [...tip.children].map((line) => line.textContent);
  }, id);

const json = async (page, id) => runNatively(await experiment(page, id), await page.state(id));

/** The last number in a text, and how exactly it is told. */
function told(text) {
  const digits = text
    .replace(/\u2212/g, '-')
    .replace(/,/g, '')
    .match(/-?\d+(\.\d+)?/g)
    .at(-1);
  return { value: Number(digits), within: 0.51 * 10 ** -(digits.split('.')[1]?.length ?? 0) };
}

/** Brings the middle of the picture's last chart into the middle of the screen; where it is there. */
const chart = (page, id) =>
  page.run((id) => {
    const { shadowRoot } = document.getElementById(id);
    const canvas = shadowRoot.querySelector('canvas');
    const height = Number.parseFloat(canvas.style.height);
    scrollBy({ top: canvas.getBoundingClientRect().bottom - innerHeight * 0.8, behavior: 'instant' });
    const { left, width, bottom } = canvas.getBoundingClientRect();
    return { x: Math.round(left + width * 0.6), y: Math.round(bottom - Math.min(140, height / 4)) };
  }, id);

const mark = (page, id) =>
  page.run((id) => {
    const { shadowRoot } = document.getElementById(id);
    const one = shadowRoot.querySelector('[data-role=mark]');
    const tip = shadowRoot.querySelector('[data-role=tip]').getBoundingClientRect();
    const plate = shadowRoot.querySelector('.plate').getBoundingClientRect();
    const { left, top, width, height } = one.getBoundingClientRect();
    const inside = tip.left >= plate.left - 1 && tip.right <= plate.right + 1 && tip.top >= plate.top - 1;
    return { hidden: one.hidden, x: left + width / 2, y: top + height / 2, inside };
  }, id);

/** That what is read is a point of the report, to the digits told. */
function agree(lines, report) {
  const [name, value, where] = lines;
  const series = report.charts.flatMap((chart) => chart.series.map((one) => ({ ...one, chart })));
  const fits = series.some(({ label, chart, points }) => {
    if (label !== name || !value.startsWith(chart.y.label)) return false;
    const [x, y] = [where && told(where), told(value)];
    return points.some((p) => Math.abs(p[1] - y.value) <= y.within && (!x || Math.abs(p[0] - x.value) <= x.within));
  });
  assert.ok(fits, `${lines.join(' | ')} is no point of the report`);
}

test('a pointer over the picture reads the nearest point, and takes the mark away when it leaves', async () => {
  await withFigure({}, async (page, id) => {
    const at = await chart(page, id);
    const move = (x, y) => page.driver.actions().move({ x, y, duration: 0 }).perform();
    await move(at.x, at.y);
    await page.until(
      'a value',
      10_000,
      (id) => !document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
      id,
    );
    agree(await tip(page, id), await json(page, id));
    const seen = await mark(page, id);
    assert.ok(seen.inside, 'the label is on the picture');
    await move(at.x - 60, at.y);
    await page.until(
      'another value',
      5_000,
      (id, x) => {
        const box = document.getElementById(id).shadowRoot.querySelector('.mark').getBoundingClientRect();
        return Math.abs(box.left + box.width / 2 - x) > 5;
      },
      id,
      seen.x,
    );
    agree(await tip(page, id), await json(page, id));
    await move(2, 2);
    await page.until(
      'nothing',
      5_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
      id,
    );
    assert.deepEqual(await tip(page, id), []);
  });
});

test('a tap reads a value, and a finger that moves scrolls the page', { skip: lacks('DevTools') }, async () => {
  await withFigure({ width: 360, height: 740, mobile: true }, async (page, id) => {
    await page.tell('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
    const { x, y } = await chart(page, id);
    const touch = (type, y) =>
      page.tell('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await touch('touchStart', y);
    await touch('touchEnd');
    await page.until(
      'a value',
      10_000,
      (id) => !document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
      id,
    );
    agree(await tip(page, id), await json(page, id));
    assert.ok((await mark(page, id)).inside, 'the label is on the picture');
    const before = await page.run(() => scrollY);
    const words = await tip(page, id);
    await touch('touchStart', y);
    for (let i = 1; i <= 10; i++) {
      await touch('touchMove', y - 20 * i);
      await sleep(16);
    }
    await touch('touchEnd');
    await page.until('the page is scrolled', 5_000, (before) => scrollY > before + 100, before);
    assert.deepEqual(await tip(page, id), words, 'the drag has read nothing');
  });
});

test('keys read every chart, tell it, and leave the focus to go on', async () => {
  await withFigure({}, async (page, id) => {
    const report = await json(page, id);
    await page.tabTo(id, '.plate');
    const outline = await page.run(
      (id) => Number.parseFloat(getComputedStyle(document.getElementById(id).shadowRoot.activeElement).outlineWidth),
      id,
    );
    assert.ok(outline >= 2, 'the focused picture shows it');
    assert.match((await tip(page, id)).join(), /arrow keys/i, 'how it is done is said');
    const press = async (key) => {
      const before = await tip(page, id);
      await page.press(key);
      await page.until(
        'another value',
        10_000,
        (id, before) => {
          const tip = document.getElementById(id).shadowRoot.querySelector('[data-role=tip]');
          return !tip.hidden && [...tip.children].map((line) => line.textContent).join() !== before;
        },
        id,
        before.join(),
      );
      return tip(page, id);
    };
    const first = await press(Key.ARROW_RIGHT);
    agree(first, report);
    assert.equal(first[0], report.charts[0].series.at(-1).label, 'it begins with the foremost series');
    const next = await press(Key.ARROW_RIGHT);
    agree(next, report);
    assert.equal(told(next[2]).value, report.charts[0].series.at(-1).points[1][0]);
    const last = await press(Key.END);
    assert.equal(told(last[2]).value, report.charts[0].series.at(-1).points.at(-1)[0]);
    agree(last, report);
    const other = await press(Key.ARROW_DOWN);
    assert.equal(other[0], report.charts[0].series.at(-2).label);
    agree(other, report);
    const chart = await press(Key.PAGE_DOWN);
    assert.ok(chart[1].startsWith(report.charts[1].y.label), chart[1]);
    agree(chart, report);
    const spoken = await page.text(id, '.unseen');
    for (const line of chart) assert.ok(spoken.includes(line), `${spoken} tells ${line}`);
    assert.ok((await mark(page, id)).inside);
    await page.press(Key.ESCAPE);
    assert.deepEqual(await tip(page, id), []);
    await page.press(Key.TAB);
    const away = await page.run((id) => !document.getElementById(id).shadowRoot.activeElement?.matches('.plate'), id);
    assert.ok(away, 'Tab leaves the picture');
  });
});

test('what is read stays while the run goes on', async () => {
  await withFigure({}, async (page, id) => {
    await page.choose(id, '[data-do=scrub]', '30');
    await page.until('tick 30', 15_000, (id) => document.getElementById(id).tick === 30, id);
    await page.tabTo(id, '.plate');
    await page.press(Key.END);
    await page.until(
      'a value',
      10_000,
      (id) => !document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
      id,
    );
    const words = await tip(page, id);
    agree(words, await json(page, id));
    await page.run((id) => document.getElementById(id).play(), id);
    await page.reach(id, 'done', 30_000);
    await sleep(200);
    assert.deepEqual(await tip(page, id), words, 'the same point');
    agree(words, await json(page, id));
    await page.run((id) => document.getElementById(id).open({ seed: '5' }), id);
    await page.until(
      'the mark goes with its point',
      10_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
      id,
    );
  });
});

/** Has the page keep what it would save as a file; to be read as `window.saved`. */
const keepFiles = (page) =>
  page.run(() => {
    window.saved = [];
    const made = new Map();
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL.call(URL, blob);
      made.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = async function () {
      const blob = made.get(this.href);
      window.saved.push({ name: this.download, type: blob.type, text: await blob.text() });
    };
  });

const saved = (page, what) => page.until(`a file (${what})`, 20_000, () => window.saved.shift());

for (const [width, scheme] of [
  [360, 'light'],
  [1280, 'dark'],
]) {
  test(`the SVG is the one that the command line draws, byte for byte, ${width} px, ${scheme}`, async () => {
    await withFigure({ width, media: { 'prefers-color-scheme': scheme } }, async (page, id) => {
      await keepFiles(page);
      await page.unfold(id);
      await page.until(
        'a table',
        10_000,
        (id) => Boolean(document.getElementById(id).shadowRoot.querySelector('table')),
        id,
      );
      await page.click(id, '[data-do=svg]');
      const file = await saved(page, 'SVG');
      assert.match(file.name, /\.svg$/);
      assert.match(file.type, /^image\/svg\+xml/);
      const out = join(ROOT, 'target/tmp/figure.svg');
      const across = /width="(\d+)"/.exec(file.text)[1];
      const state = new URLSearchParams(await page.state(id));
      const args = ['render', await experiment(page, id), '--theme', scheme, '--width', across, '--out', out];
      for (const [name, text] of state) {
        if (name === 'seed') args.push('--seed', text);
        else if (name === 'tick') args.push('--ticks', text);
        else if (name !== 'v') args.push('--set', `${name}=${text}`);
      }
      facelike(...args);
      assert.ok(file.text === readFileSync(out, 'utf8'), 'the bytes differ');
      await page.click(id, '[data-do=json]');
      assert.equal(JSON.parse((await saved(page, 'JSON')).text).digest, await page.digest(id));
      await page.click(id, '[data-do=csv]');
      assert.match((await saved(page, 'CSV')).text, /^series,x,y,y2\n/);
    });
  });
}

const spreadNote = (page, id, pattern, ms = 90_000) =>
  page.until(
    `the spread says ${pattern}`,
    ms,
    (id, pattern) => {
      const note = document.getElementById(id).shadowRoot.querySelector('[data-role=spread-note]');
      return new RegExp(pattern).test(note?.textContent ?? '');
    },
    id,
    pattern,
  );

/** Opens the drawer in which seeds are run. */
async function openSpread(page, id) {
  await page.click(id, '[data-role=spread] > summary');
  await page.until(
    'its script',
    10_000,
    (id) => document.getElementById(id).shadowRoot.querySelector('[data-do=spread]'),
    id,
  );
}

test('the spread over seeds is the one that the command line finds, and opens each run', async () => {
  // One whose seeds take no time.
  await withFigure({ figure: 'stakes', settings: {} }, async (page, id) => {
    await keepFiles(page);
    await openSpread(page, id);
    await page.choose(id, '[data-do=seeds]', '5');
    await page.click(id, '[data-do=spread]');
    await spreadNote(page, id, 'All 5 seeds');
    const name = await experiment(page, id);
    const query = new URLSearchParams(await page.state(id));
    query.delete('seed');
    query.delete('tick');
    const reports = runNatively(name, query, '--seeds', '3..8');
    await page.click(id, '[data-do=spread-csv]');
    const rows = (await saved(page, 'CSV')).text.trimEnd().split('\n');
    const ids = reports[0].readouts.map((readout) => readout.id);
    assert.equal(rows[0], ['seed', 'status', ...ids].join(','));
    reports.forEach((report, i) => {
      const values = report.readouts.map(({ value }) => (value === null ? '' : String(value)));
      assert.equal(rows[i + 1], [report.seed, 'done', ...values].join(','));
    });
    const decimals = new Map(
      experiments()
        .get(name)
        .readouts.map((readout) => [readout.id, readout.decimals]),
    );
    const shown = await page.run(
      (id) =>
        [...document.getElementById(id).shadowRoot.querySelectorAll('.spread tbody[data-readout]')].map((body) => [
          body.dataset.readout,
          [...body.rows[0].cells].slice(1).map((cell) => cell.textContent),
          body.querySelector('svg').getAttribute('aria-label'),
          body.querySelectorAll('circle').length,
          body.querySelectorAll('path').length,
        ]),
      id,
    );
    assert.ok(shown.length > 3);
    for (const [readout, cells, label, rings, diamonds] of shown) {
      const values = reports.flatMap(({ readouts }) => readouts.find((one) => one.id === readout).value ?? []);
      values.sort((a, b) => a - b);
      const median = (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2;
      [values[0], median, values.at(-1)].forEach((value, i) => {
        const text = value
          .toFixed(decimals.get(readout))
          .replace(/^-(0(\.0*)?)$/, '$1')
          .replace('-', '\u2212');
        assert.ok(cells[i].startsWith(text), `${readout}: ${cells[i]} and ${text}`);
        assert.ok(label.includes(text), label);
      });
      assert.deepEqual([rings, diamonds], [values.length - 1, 1], `${readout}: a ring a seed, a diamond for this one`);
    }
    // The link of a seed leads to its very run.
    const link = await page.run(
      (id) => document.getElementById(id).shadowRoot.querySelector('.seeds a[data-seed="6"]').href,
      id,
    );
    assert.match(link, /seed=6\b.*tick=\d+/);
    await page.click(id, '.seeds a[data-seed="6"]');
    await page.until('seed 6', 30_000, (id) => /seed=6\b/.test(document.getElementById(id).state), id);
    await page.reach(id, 'done', 30_000);
    assert.equal(await page.digest(id), reports[3].digest);
  });
});

test('the spread can be stopped, keeps what is done, and gives the figure its run back', async () => {
  await withFigure({}, async (page, id) => {
    const state = await page.state(id);
    await openSpread(page, id);
    await page.choose(id, '[data-do=seeds]', '30');
    await page.click(id, '[data-do=spread]');
    await spreadNote(page, id, 'Seed [3-9] of 30');
    await page.click(id, '[data-do=spread]');
    await spreadNote(page, id, 'Stopped: [2-9] of 30');
    const links = await page.run(
      (id) => document.getElementById(id).shadowRoot.querySelectorAll('.seeds a').length,
      id,
    );
    assert.ok(links >= 2);
    await page.reach(id, 'done', 30_000);
    assert.equal(await page.state(id), state);
    await page.digest(id);
    assert.match(await page.text(id, '[data-role=spread-note]'), /Stopped/, 'nothing more is done');
  });
});

test('a seed whose run is lost is told, and left out of the spread', async () => {
  // Seed 666001 stops by a mistake: see src/web/faults.rs.
  const faulty = await serve({
    answer: (request, response) => {
      if (!/^\/assets\/opening\.[0-9a-f]+\.wasm/.test(request.url)) return false;
      response.writeHead(200, { 'content-type': 'application/wasm' });
      response.end(readFileSync(`${ROOT}target/faults/opening_bg.wasm`));
      return true;
    },
  });
  try {
    await withLiveFigure(faulty.origin, {}, async (page, id) => {
      await page.run((id, set) => document.getElementById(id).open({ ...set, seed: '665999' }), id, QUICK);
      await page.until('it is open', 10_000, (id) => /seed=665999/.test(document.getElementById(id).state), id);
      await openSpread(page, id);
      await page.run((id) => {
        const { shadowRoot } = document.getElementById(id);
        // Seeds to 666001 alone: the one after it takes all memory.
        shadowRoot.querySelector('[data-do=seeds] option').value = '3';
      }, id);
      await page.choose(id, '[data-do=seeds]', '3');
      await page.click(id, '[data-do=spread]');
      await spreadNote(page, id, 'All 3 seeds are done. 1 of them did not come to the end');
      const told = await page.text(id, '.seeds .wrong');
      assert.match(told, /^seed 666001: the run was lost/);
      const { table, rings } = await page.run((id) => {
        const table = document.getElementById(id).shadowRoot.querySelector('.spread table');
        return {
          table: table.textContent,
          rings: table.querySelector('tbody').querySelectorAll('circle, path').length,
        };
      }, id);
      assert.equal(rings, 2);
      assert.doesNotMatch(table, /NaN|undefined/);
      assert.notEqual(await page.status(id), 'failed', 'the figure itself goes on');
    });
  } finally {
    faulty.close();
  }
});

test('digests are compared, and a difference is explained', async () => {
  await withFigure({}, async (page, id) => {
    await page.click(id, '[data-role=data] > summary');
    await page.until(
      'the digest',
      10_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('[data-role=digest]')?.textContent,
      id,
    );
    const digest = await page.digest(id);
    const shown = await page.text(id, '[data-role=digest]');
    assert.equal(shown.replace(/[^0-9a-f]/g, ''), digest.slice(0, 16));
    assert.equal((await json(page, id)).digest, digest);
    const compare = async (text, answer) => {
      await page.choose(id, '[data-do=compare]', text);
      assert.match(await page.text(id, '[data-role=compared]'), answer, text);
    };
    await compare(shown, /^The same/);
    await compare(digest.toUpperCase(), /^The same/);
    const other = digest.replace(/^./, (c) => (c === '0' ? '1' : '0'));
    await compare(other, /^Different.*link/);
    await compare('hello', /cannot be \u201chello\u201d: it takes 8 to 64 digits/);
    const link = `${server.origin}/?fig=${id}&${await page.state(id)}#${id}`;
    await compare(link, /^The same: this link/);
    await compare(link.replace('seed=3', 'seed=4'), /^Different states.*seed: 4 there, 3 here/);
    await compare('', /^$/);
    await page.click(id, '[data-do=whole-digest]');
    assert.equal((await page.text(id, '[data-role=digest]')).replace(/-/g, ''), digest);
    await page.allowClipboard(server.origin);
    await page.click(id, '[data-do=copy-digest]');
    await page.until(
      'it is copied, or selected to be copied',
      5_000,
      (id) => /copied/.test(document.getElementById(id).shadowRoot.querySelector('[data-role=compared]').textContent),
      id,
    );
    if (ENGINE === 'chromium') assert.equal(await page.clipboard(), digest);
  });
});

test('back to any tick and on again gives the same figure, with what was changed on the way', async () => {
  await withFigure({}, async (page, id) => {
    const shown = await page.run(
      (id) =>
        [...document.getElementById(id).shadowRoot.querySelectorAll('[data-control]')].map((c) => c.dataset.control),
      id,
    );
    const live = experiments()
      .get(await experiment(page, id))
      .controls.find((control) => control.live && control.kind === 'slider' && shown.includes(control.id));
    assert.ok(live, 'the panel shows a control that can be moved in mid-run');
    const before = await page.tick(id);
    const scrub = async (to) => {
      await page.choose(id, '[data-do=scrub]', String(to));
      await page.until(`tick ${to}`, 15_000, (id, to) => document.getElementById(id).tick === to, id, to);
      return page.digest(id);
    };
    const [changed, between] = [before - 8, before - 4];
    await scrub(changed);
    await page.run(
      (id, name) => {
        const input = document.getElementById(id).shadowRoot.querySelector(`[data-control=${name}]`);
        input.stepUp(3);
        for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
      },
      id,
      live.id,
    );
    await page.until('the change is logged', 5_000, (id) => /\bat=/.test(document.getElementById(id).state), id);
    await page.finish(id);
    const [digest, state, end] = [await page.digest(id), await page.state(id), await page.tick(id)];
    const middle = await scrub(between);
    const begin = await scrub(changed - 20);
    assert.equal(await scrub(between), middle);
    assert.equal(await scrub(end), digest);
    assert.equal(await page.state(id), state, 'the link is the same again');
    assert.equal(await scrub(changed - 20), begin);
    assert.notEqual(begin, middle);
    assert.equal((await json(page, id)).digest, begin);
    assert.equal(runNatively(await experiment(page, id), state).digest, digest);
  });
});

for (const scheme of ['light', 'dark']) {
  test(`axe finds no fault with a value being read, a spread and the numbers open, ${scheme}`, async () => {
    await withLiveFigure(server.origin, { media: { 'prefers-color-scheme': scheme } }, async (page) => {
      // One whose seeds take no time.
      const id = 'boredom';
      await page.wake(id);
      await page.finish(id);
      await openSpread(page, id);
      await page.choose(id, '[data-do=seeds]', '5');
      await page.click(id, '[data-do=spread]');
      await spreadNote(page, id, 'All 5 seeds');
      await page.unfold(id);
      await page.until(
        'a table',
        20_000,
        (id) => Boolean(document.getElementById(id).shadowRoot.querySelector('.scroll')),
        id,
      );
      await page.tabTo(id, '.plate');
      await page.press(Key.ARROW_RIGHT);
      await page.until(
        'a value',
        10_000,
        (id) => !document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
        id,
      );
      assert.deepEqual(await page.axe(), []);
    });
  });
}

test('what is seldom wanted is fetched when it is asked for', async () => {
  await withLiveFigure(server.origin, {}, async (page, id) => {
    await page.until(
      'values can be read',
      10_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('.plate').tabIndex === 0,
      id,
    );
    const modules = (urls) => urls.flatMap((url) => /\/(\w+)\.[0-9a-f]+\.wasm$/.exec(url)?.[1] ?? []).sort();
    assert.deepEqual(modules(await page.requests()), ['opening', 'paint']);
    await page.tabTo(id, '.plate');
    await page.press(Key.ARROW_RIGHT);
    await page.until(
      'a value',
      10_000,
      (id) => !document.getElementById(id).shadowRoot.querySelector('.mark').hidden,
      id,
    );
    assert.deepEqual(modules(await page.requests()), ['read']);
  });
});

test('on paper there is the still and nothing to press', { skip: lacks('DevTools') }, async () => {
  await withFigure({}, async (page, id) => {
    await page.tell('Emulation.setEmulatedMedia', { media: 'print' });
    const seen = await page.run((id) => {
      const lab = document.getElementById(id);
      const shown = (/** @type {string} */ part) => lab.shadowRoot.querySelector(part).checkVisibility();
      const { width, height } = lab.querySelector('img').getBoundingClientRect();
      return {
        still: lab.querySelector('img').checkVisibility() && width > 200 && height > 100,
        rest: ['canvas', '.bar', '.track', '.panel', '.readouts', '[data-role=data]'].filter(shown),
      };
    }, id);
    assert.deepEqual(seen, { still: true, rest: [] });
  });
});
