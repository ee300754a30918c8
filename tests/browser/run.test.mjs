// The page's figures run, listen and repeat themselves exactly.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  experiments,
  facelike,
  median,
  PACE,
  runNatively,
  serve,
  sleep,
  withLiveFigure,
  withPage,
} from './harness.mjs';

/** A run's time in a test: a machine that others work on too may take thrice the ten seconds of a quiet one. */
const MOST_MS = 30_000 * PACE;

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

const withFigure = (options, test) => withLiveFigure(server.origin, options, test);

test('the page loads and its figures wake without an error in the console', async () => {
  await withFigure({}, async (page) => {
    const ids = await page.run(() => [...document.querySelectorAll('facelike-lab')].map((lab) => lab.id));
    for (const id of ids) {
      await page.wake(id);
      assert.ok((await page.colours(id)) > 3, `figure ${id} shows a picture`);
    }
    assert.equal(new Set(ids).size, ids.length, 'every figure has an id of its own');
    assert.ok(await page.run(() => document.title.length > 0 && document.documentElement.lang.startsWith('en')));
  });
});

test('with room for one run only, nothing that a reader presses in two figures is lost', async () => {
  await withPage({}, async (page) => {
    await page.before("Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 })");
    await page.goto(server.origin);
    const id = await page.first();
    await page.run((id) => {
      const lab = document.getElementById(id);
      const other = lab.cloneNode(true);
      other.id = 'other';
      lab.after(other);
      lab.scrollIntoView({ behavior: 'instant' });
    }, id);
    for (const figure of [id, 'other']) {
      await page.until(
        `${figure} is live`,
        20_000,
        (figure) => document.getElementById(figure).status === 'paused',
        figure,
      );
    }
    for (const [i, figure] of [id, 'other', 'other', id, id, 'other'].entries()) {
      await page.click(figure, '[data-do=step]');
      // Now at once, now when the other one has had time to take the only place.
      if (i % 2 === 1) await sleep(300);
    }
    for (const figure of [id, 'other']) {
      await page.until(
        `${figure} has done its steps`,
        10_000,
        (figure) => document.getElementById(figure).tick === 3,
        figure,
      );
    }
  });
});

test('no request leaves the origin, from load to the end of a run', async () => {
  await withFigure({}, async (page, id) => {
    await page.finish(id);
    const foreign = (await page.requests()).filter(
      (url) => !/^(data|blob):/.test(url) && !url.startsWith(server.origin),
    );
    assert.deepEqual(
      foreign.filter((url) => !url.startsWith('chrome')),
      [],
    );
  });
});

test('the first live figure paints within 1.5 s of being scrolled to', async () => {
  const times = [];
  for (let round = 0; round < 3; round++) {
    await withPage({}, async (page) => {
      await page.goto(server.origin);
      const id = await page.first();
      const scrolled = await page.run((id) => {
        const lab = document.getElementById(id);
        const { top } = lab.getBoundingClientRect();
        if (top < innerHeight) return 0;
        lab.scrollIntoView({ behavior: 'instant' });
        return performance.now();
      }, id);
      const seen = await page.until(
        'a first frame',
        10_000,
        (id) => {
          const frame = window.seen.frames.find((frame) => frame.id === id);
          return frame && window.seen.shown[id] !== undefined && { frame: frame.at, shown: window.seen.shown[id] };
        },
        id,
      );
      times.push(seen.frame - Math.max(scrolled, seen.shown));
      assert.ok((await page.colours(id)) > 3, 'the canvas is not blank');
    });
  }
  console.log(`first frame after ${times.map((time) => Math.round(time)).join(', ')} ms on the screen`);
  assert.ok(median(times) < 1500, `median ${Math.round(median(times))} ms`);
});

test('at full speed a run is done within 10 s, and more certain than of the best real face', async () => {
  await withFigure({}, async (page, id) => {
    await page.fastest(id);
    const begun = Date.now();
    await page.click(id, '[data-do=play]');
    await page.reach(id, 'done', 30_000);
    const lasted = Date.now() - begun;
    console.log(`done after ${lasted} ms`);
    const readout = async (name) => {
      const text = await page.text(id, `[data-readout=${name}]`);
      const value = Number.parseFloat(text.replace('\u2212', '-'));
      assert.ok(Number.isFinite(value), `${name} reads ${text}`);
      return value;
    };
    assert.ok((await readout('logit')) > (await readout('logit_best_real')));
    assert.ok((await readout('truth')) < (await readout('truth_real')));
    const sentence = await page.text(id, '[data-role=sentence]');
    assert.match(sentence, /\d/, `the sentence tells numbers: ${sentence}`);
    assert.ok(lasted < 10_000 * PACE, `${lasted} ms`);
  });
});

test('a run can be stepped, paused and started over', async () => {
  await withFigure({}, async (page, id) => {
    const start = await page.digest(id);
    const before = await page.tick(id);
    await page.click(id, '[data-do=step]');
    await page.until(
      'one tick more',
      5_000,
      (id, before) => document.getElementById(id).tick === before + 1,
      id,
      before,
    );
    await page.click(id, '[data-do=play]');
    await page.reach(id, 'running', 5_000);
    await page.click(id, '[data-do=play]');
    await page.reach(id, 'paused', 5_000);
    await page.settled(id);
    const tick = await page.tick(id);
    await sleep(300);
    assert.equal(await page.tick(id), tick, 'a paused run stands still');
    await page.click(id, '[data-do=reset]');
    await page.until('tick 0 again', 5_000, (id) => document.getElementById(id).tick === 0, id);
    assert.equal(await page.digest(id), start);
  });
});

test('changing any control changes the state, and the figure that the run ends with', async () => {
  await withFigure({}, async (page, id) => {
    const spec = experiments().get(await page.run((id) => document.getElementById(id).getAttribute('experiment'), id));
    await page.finish(id);
    const usual = { digest: await page.digest(id), picture: await page.picture(id) };
    const shown = await page.run(
      (id) =>
        [...document.getElementById(id).shadowRoot.querySelectorAll('[data-control]')].map((c) => c.dataset.control),
      id,
    );
    const control = spec.controls.find((control) => control.kind === 'choice' && shown.includes(control.id));
    assert.ok(control, 'the panel shows a choice');
    const selector = `[data-control=${control.id}]`;
    const now = await page.run((id, s) => document.getElementById(id).shadowRoot.querySelector(s).value, id, selector);
    const other = control.options.find((option) => ![control.default, now].includes(option.id)).id;
    await page.choose(id, selector, other);
    await page.until(
      'the state names the choice',
      5_000,
      (id, pair) => document.getElementById(id).state.includes(pair),
      id,
      `${control.id}=${other}`,
    );
    await page.finish(id);
    assert.notEqual(await page.digest(id), usual.digest);
    assert.notEqual(await page.picture(id), usual.picture);
  });
});

test('a link opened in a new window shows the same figure, and the command line computes it too', async () => {
  await withFigure({}, async (page, id) => {
    const experiment = await page.run((id) => document.getElementById(id).getAttribute('experiment'), id);
    await page.choose(id, '[data-do=seed]', '41');
    await page.until('the seed is taken', 5_000, (id) => /\bseed=41\b/.test(document.getElementById(id).state), id);
    await page.runTo(id, 30);
    const [state, digest, tick] = [await page.state(id), await page.digest(id), await page.tick(id)];
    assert.ok(tick >= 30);

    const query = state.replace(/^\?/, '');
    const link = `${server.origin}/?fig=${id}&${query.replace(/^fig=[^&]*&/, '')}`;
    await page.newWindow();
    await page.goto(link);
    await page.wake(id);
    await page.until('the same tick', 30_000, (id, tick) => document.getElementById(id).tick === tick, id, tick);
    assert.equal(await page.digest(id), digest, 'in the new window');
    assert.equal(await page.state(id), state);
    assert.equal(runNatively(experiment, query).digest, digest, 'natively');
  });
});

test('a control moved in mid-run is in the link, and the command line follows it', async () => {
  await withFigure({}, async (page, id) => {
    const experiment = await page.run((id) => document.getElementById(id).getAttribute('experiment'), id);
    const live = experiments()
      .get(experiment)
      .controls.find((control) => control.live && control.kind === 'slider');
    if (!live) return;
    await page.runTo(id, 20);
    await page.run(
      (id, name) => {
        const input = document.getElementById(id).shadowRoot.querySelector(`[data-control=${name}]`);
        input.stepUp(3);
        input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        input.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
      },
      id,
      live.id,
    );
    await page.until('the input is logged', 5_000, (id) => /\bat=/.test(document.getElementById(id).state), id);
    await page.runTo(id, (await page.tick(id)) + 20);
    assert.equal(runNatively(experiment, await page.state(id)).digest, await page.digest(id));
  });
});

test('scrubbing back and forward again gives the same figure', async () => {
  await withFigure({}, async (page, id) => {
    await page.runTo(id, 50);
    const [tick, digest] = [await page.tick(id), await page.digest(id)];
    const scrub = async (to) => {
      await page.choose(id, '[data-do=scrub]', String(to));
      await page.until(`tick ${to}`, 15_000, (id, to) => document.getElementById(id).tick === to, id, to);
    };
    await scrub(Math.floor(tick / 3));
    assert.notEqual(await page.digest(id), digest, 'an earlier tick shows another figure');
    await scrub(tick);
    assert.equal(await page.digest(id), digest);
    await scrub(0);
    await scrub(tick);
    assert.equal(await page.digest(id), digest);
  });
});

test('the numbers can be read as a table and taken as CSV and JSON', async () => {
  await withFigure({}, async (page, id) => {
    await page.runTo(id, 20);
    await page.run((id) => {
      document.getElementById(id).shadowRoot.querySelector('[data-role=data]').open = true;
    }, id);
    await page.until(
      'a table with numbers',
      5_000,
      (id) =>
        /\d/.test(document.getElementById(id).shadowRoot.querySelector('[data-role=data] table')?.textContent ?? ''),
      id,
    );
  });
});

test('every experiment of the page is one that the command line lists, and each panel shows what it describes', async () => {
  const known = experiments();
  await withFigure({}, async (page) => {
    const used = await page.run(() =>
      [...document.querySelectorAll('facelike-lab')].map((l) => [
        l.id,
        l.getAttribute('experiment'),
        l.getAttribute('controls'),
      ]),
    );
    for (const [id, experiment, controls] of used) {
      const spec = known.get(experiment);
      assert.ok(spec, `${experiment} is listed`);
      await page.wake(id);
      const labelled = await page.run(
        (id) =>
          [...document.getElementById(id).shadowRoot.querySelectorAll('[data-control]')].map((one) => {
            const labels = [...(one.labels ?? [])].map((label) => label.textContent);
            const name =
              labels.join('') ||
              one.getAttribute('aria-label') ||
              one.querySelector('legend')?.textContent ||
              one.textContent;
            return [one.dataset.control, name.trim()];
          }),
        id,
      );
      const wanted =
        controls === null
          ? spec.controls.map((c) => c.id)
          : controls === 'none'
            ? []
            : controls.split(',').map((c) => c.trim());
      assert.deepEqual([...new Set(labelled.map(([name]) => name))].sort(), [...wanted].sort());
      for (const [name, label] of labelled) assert.ok(label.length > 0, `${name} has a label`);
    }
  });
});

test('every figure shows something at once, comes to its end soon, and shows what the command line does', async () => {
  const told = [];
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const figures = await page.run(() =>
      [...document.querySelectorAll('facelike-lab')].map((lab) => [
        lab.id,
        lab.getAttribute('experiment'),
        lab.querySelector('img').alt,
      ]),
    );
    for (const [id, experiment, still] of figures) {
      const begun = Date.now();
      await page.wake(id);
      const live = Date.now() - begun;
      await page.fastest(id);
      const started = Date.now();
      await page.click(id, '[data-do=play]');
      await page.reach(id, 'done', 60_000 * PACE);
      const done = Date.now() - started;
      told.push(`${id} (${experiment}): live after ${live} ms, done ${done} ms later`);
      const [state, digest] = [await page.state(id), await page.digest(id)];
      assert.equal(runNatively(experiment, state).digest, digest, `${id}: ${state}`);
      assert.equal(await page.run((id) => document.getElementById(id).told.sentence, id), still, `${id}: its still`);
      assert.ok(live < 5_000 && done < MOST_MS, told.at(-1));
    }
    assert.deepEqual(await page.errors(), []);
  });
  console.log(told.join('\n'));
});

test('the description in the page is the one that the command line gives', async () => {
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const known = JSON.parse(facelike('list', '--json'));
    const text = await page.run(() => document.getElementById('facelike-experiments').textContent);
    assert.deepEqual(
      JSON.parse(text),
      known.filter(({ id }) => id === JSON.parse(text)[0].id),
    );
    const list = await page.run(() => document.querySelector('[data-facelike-list]').dataset.facelikeList);
    assert.deepEqual(await (await fetch(new URL(list, server.origin))).json(), known);
  });
});
