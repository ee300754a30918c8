// Bets: drawn, placed, settled by a run, told apart, kept as the reader wishes, and never in the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Key, lacks, serve, sleep, withPage } from './harness.mjs';

/** Width and height of what a finger hits. */
const TARGET_PX = 44;

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

/** A fresh page whose bets are awake, with a bet on a curve and one on a choice; it must leave the console clean. */
function withBets(options, test) {
  return withPage(options, async (page) => {
    await page.goto(server.origin);
    const ids = await awake(page);
    await test(page, ids);
    assert.deepEqual(await page.errors(), [], 'the console shows no error');
  });
}

async function awake(page) {
  await page.until('bets are awake', 15_000, () => Boolean(customElements.get('facelike-bet')));
  const ids = await page.run(() => {
    const first = (kind) => document.querySelector(`facelike-bet[kind=${kind}]`);
    return { curve: first('curve')?.id, choice: first('choice')?.id, lab: first('curve')?.getAttribute('for') };
  });
  assert.ok(ids.curve && ids.choice && ids.lab, `the page has a bet on a curve and one on a choice: ${ids}`);
  return ids;
}

const value = (page, id) => page.run((id) => document.getElementById(id).value, id);
const words = (page, id) => page.text(id, '[data-role=bet]');

/** Whether a part of a bet is there and can be seen. */
const visible = (page, id, selector) =>
  page.run(
    (id, selector) => document.getElementById(id).shadowRoot.querySelector(selector)?.checkVisibility() ?? false,
    id,
    selector,
  );

/** Which of a bet's answers can be read. */
const answers = (page, id) =>
  page.run((id) => {
    const parts = document.getElementById(id).querySelectorAll(':scope > [data-option], :scope > [data-when]');
    return [...parts].filter((part) => part.checkVisibility()).map((part) => part.dataset.option ?? part.dataset.when);
  }, id);

/** Brings the drawing area into the middle and returns where points of it lie on the screen. */
async function area(page, id) {
  const box = await page.run((id) => {
    const area = document.getElementById(id).shadowRoot.querySelector('[data-bet=curve]');
    area.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, top, width, height } = area.getBoundingClientRect();
    return { left, top, width, height };
  }, id);
  /** @param x, y shares of the axes, from the left and from below */
  return (x, y) => [Math.round(box.left + x * box.width), Math.round(box.top + (1 - y) * box.height)];
}

/** Draws with the mouse from each place to the next. */
async function draw(page, id, ...places) {
  const at = await area(page, id);
  const actions = page.driver.actions();
  for (const [i, place] of places.entries()) {
    const [x, y] = at(...place);
    actions.move({ x, y, duration: i ? 60 : 0 });
    if (i === 0) actions.press();
  }
  await actions.release().perform();
}

/** Opens the run that a bet is on and waits until it has settled the bet. */
async function run(page, { curve, lab }, press) {
  await page.fastest(lab);
  await press();
  await page.until(
    'the bet is settled',
    90_000,
    (id) => document.getElementById(id).shadowRoot.querySelector('.revealed') !== null,
    curve,
  );
}

/** The run's own line, read at the points of the curve, as a check on what the page makes of it. */
function truth(page, { curve, lab }) {
  return page.run(
    async (curve, lab) => {
      const bet = document.getElementById(curve);
      const get = (name) => bet.getAttribute(name);
      const report = await document.getElementById(lab).report();
      const chart = report.charts.find(({ id }) => id === get('chart'));
      const line = new Map(chart.series.find(({ id }) => id === get('series')).points);
      const [min, max, points] = ['x-min', 'x-max', 'points'].map((name) => Number(get(name)));
      return Array.from({ length: points }, (_, i) => line.get(min + ((max - min) * i) / (points - 1)));
    },
    curve,
    lab,
  );
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a curve is drawn with a pointer, and stands beside the run afterwards', async () => {
  await withBets({}, async (page, ids) => {
    const { curve } = ids;
    await page.click(curve, '[data-do=bet]');
    assert.equal(await value(page, curve), '', 'nothing drawn is no bet');
    assert.match(await page.text(curve, '.wrong'), /Draw a curve first/);

    // Level at 0.8, with the right half left to be filled in; a second stroke is taken back, and all of it once.
    await draw(page, curve, [0.01, 0.8], [0.5, 0.8]);
    assert.equal(await visible(page, curve, '.wrong'), false, 'the message has gone');
    const placed = async () => {
      await page.click(curve, '[data-do=bet]');
      return (await value(page, curve)).split(' ').map(Number);
    };
    const level = await placed();
    assert.equal(level.length, 26);
    for (const y of level) assert.ok(Math.abs(y - 0.8) < 0.02, `level at 0.8: ${level}`);
    await draw(page, curve, [0.6, 0.1], [0.99, 0.1]);
    assert.match(await words(page, curve), /stays as it was/, 'what is drawn anew is not placed yet');
    const changed = await placed();
    assert.ok(Math.abs(changed[25] - 0.1) < 0.02 && Math.abs(changed[3] - 0.8) < 0.02, `a step down: ${changed}`);
    await page.click(curve, '[data-do=clear]');
    await page.click(curve, '[data-do=undo]');
    // Both strokes are there again.
    assert.deepEqual(await placed(), changed);

    assert.deepEqual(await answers(page, curve), [], 'no answer before the run');
    await run(page, ids, () => page.click(curve, '[data-do=run]'));
    const real = await truth(page, ids);
    const differences = changed.map((y, i) => y - real[i]);
    const far = mean(differences.map(Math.abs));
    const near = await page.run((id) => Number(document.getElementById(id).getAttribute('near')), curve);
    assert.ok(far > near, `the drawn curve is wrong by ${far}`);
    assert.ok(mean(differences) >= 0.9 * far, `and lies above: ${differences}`);
    assert.equal(await words(page, curve), `Your curve lay ${far.toFixed(2)} above the run\u2019s on average.`);
    assert.deepEqual(await answers(page, curve), ['above']);

    const lines = await page.run((id) => {
      const root = document.getElementById(id).shadowRoot;
      return ['run', 'bet'].map((which) => {
        const { stroke, strokeDasharray } = getComputedStyle(root.querySelector(`.line.${which}`));
        return { stroke, strokeDasharray, label: root.querySelector(`.label.${which}`)?.textContent };
      });
    }, curve);
    assert.deepEqual(
      lines.map(({ label }) => label),
      ['the run', 'your bet'],
    );
    assert.notEqual(lines[0].stroke, lines[1].stroke, 'they differ by colour');
    assert.notEqual(lines[0].strokeDasharray, lines[1].strokeDasharray, 'and by dash');
    const [row] = await page.run(
      (id) =>
        [...document.getElementById(id).shadowRoot.querySelectorAll('tbody tr:nth-child(5)')].map((row) =>
          [...row.cells].map((cell) => cell.textContent),
        ),
      curve,
    );
    assert.deepEqual(row, ['16', changed[4].toFixed(2), real[4].toFixed(2)], 'and the table says the same');

    // Out of sight, it was said that the bet is settled; that leads back to it.
    await page.until(
      'the page says that a bet is settled',
      5_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('.notice').checkVisibility(),
      curve,
    );
    await (await page.part(curve, '[data-do=see]')).click();
    await page.until(
      'the bet is in sight',
      5_000,
      (id) => {
        const { top } = document.getElementById(id).shadowRoot.querySelector('[data-role=bet]').getBoundingClientRect();
        return top > 0 && top < innerHeight;
      },
      curve,
    );
    assert.equal(await visible(page, curve, '.notice'), false);

    // A run that the bet is not on leaves it as it was; one with another seed is told of as the reader's own.
    const before = await words(page, curve);
    await page.run((id) => document.getElementById(id).open('v=1&seed=3&steps=10'), ids.lab);
    await page.finish(ids.lab);
    assert.equal(await words(page, curve), before);
    await page.run(
      (lab, curve) => {
        const run = document.getElementById(curve).getAttribute('run');
        document.getElementById(lab).open(run.replace(/seed=\d+/, 'seed=3'));
      },
      ids.lab,
      curve,
    );
    await page.finish(ids.lab, 90_000);
    await page.until(
      'the other run is told of',
      5_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('[data-role=bet]').textContent.includes('your run'),
      curve,
    );
    assert.match(await page.text(curve, '.note'), /other settings than the one told of here: seed 3\.$/);

    await page.click(curve, '[data-do=forget]');
    assert.equal(await value(page, curve), '');
    assert.match(await words(page, curve), /The run is over\. What would you have drawn\?/);
    assert.deepEqual(await answers(page, curve), []);
    await draw(page, curve, [0.01, 0.5], [0.99, 0.5]);
    await page.click(curve, '[data-do=bet]');
    assert.deepEqual(await answers(page, curve), ['above'], 'a bet after the run is answered at once');
  });
});

test('a fast stroke leaves no gap', async () => {
  await withBets({}, async (page, { curve }) => {
    const drawn = await page.run((id) => {
      const area = document.getElementById(id).shadowRoot.querySelector('[data-bet=curve]');
      area.setPointerCapture = () => {};
      const { left, top, width, height } = area.getBoundingClientRect();
      const tell = (type, x, y) =>
        area.dispatchEvent(
          new PointerEvent(type, {
            clientX: left + x * width,
            clientY: top + (1 - y) * height,
            pointerId: 1,
            isPrimary: true,
          }),
        );
      // From one end to the other in a single event, and past the edges.
      tell('pointerdown', 0, 0);
      tell('pointermove', 1, 1);
      tell('pointermove', 1.4, 1.7);
      tell('pointerup', 1.4, 1.7);
      document.getElementById(id).shadowRoot.querySelector('[data-do=bet]').click();
      return document.getElementById(id).value.split(' ').map(Number);
    }, curve);
    assert.deepEqual(
      drawn.map((y) => y.toFixed(2)),
      Array.from({ length: 26 }, (_, i) => (i / 25).toFixed(2)),
    );
  });
});

test('the keyboard alone draws a curve, places it and runs the figure', async () => {
  await withBets({}, async (page, ids) => {
    const { curve, choice } = ids;
    const said = () =>
      page.run((id) => {
        const area = document.getElementById(id).shadowRoot.activeElement;
        return `${area.role} ${area.getAttribute('aria-valuetext')} (${area.getAttribute('aria-valuenow')})`;
      }, curve);
    await page.tabTo(curve, '[data-bet=curve]');
    assert.match(await said(), /^slider steps of the climb 0 of 100: not drawn yet/);
    await page.press(Key.DOWN);
    assert.match(await said(), /0 of 100: 0\.48 \(0\.48\)/);
    await page.press(Key.PAGE_DOWN, Key.PAGE_DOWN, Key.PAGE_DOWN, Key.PAGE_DOWN, Key.PAGE_DOWN);
    assert.match(await said(), /0 of 100: 0\.00/, 'no lower than the axis');
    await page.press(Key.RIGHT, Key.RIGHT);
    assert.match(await said(), /8 of 100: not drawn; the curve passes at 0\.00/);
    await page.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.UP, Key.UP, Key.UP).keyUp(Key.SHIFT).perform();
    assert.match(await said(), /8 of 100: 0\.30/);
    await page.press(Key.UP);
    assert.match(await said(), /8 of 100: 0\.32/);
    await page.press(Key.END, Key.DOWN);
    assert.match(await said(), /100 of 100: 0\.30/);
    await page.press(Key.DELETE);
    assert.match(await said(), /100 of 100: not drawn; the curve passes at 0\.32/);
    await page.press(Key.HOME, Key.LEFT);
    assert.match(await said(), /climb 0 of 100: 0\.00/);
    const shown = await page.run((id) => {
      const focused = document.getElementById(id).shadowRoot.activeElement;
      return getComputedStyle(focused).outlineStyle;
    }, curve);
    assert.notEqual(shown, 'none', 'the focus shows');

    await page.tabTo(curve, '[data-do=bet]');
    await page.press(Key.ENTER);
    const expected = Array.from({ length: 26 }, (_, i) => (i < 2 ? 0.16 * i : 0.32));
    assert.deepEqual((await value(page, curve)).split(' ').map(Number), expected);

    await page.tabTo(choice, 'input[type=radio]');
    await page.press(Key.SPACE, Key.DOWN);
    const options = await page.run(
      (id) => [...document.querySelectorAll(`#${id} > [data-option]`)].map((one) => one.dataset.option),
      choice,
    );
    assert.equal(await value(page, choice), options[1]);

    await page.tabTo(curve, '[data-do=run]');
    await run(page, ids, () => page.press(Key.ENTER));
    assert.deepEqual(await answers(page, curve), ['above']);
    assert.deepEqual(await answers(page, choice), [options[1]]);
    assert.match(await words(page, choice), /^You bet: .*In the run told of here it was: /, 'which it was is said');
    await page.tabTo(curve, 'summary');
    await page.press(Key.ENTER);
    assert.ok(await visible(page, curve, 'tbody tr:last-child'), 'the table opens');
  });
});

test('a finger draws in the area, up and down too, and scrolls beside it', { skip: lacks('DevTools') }, async () => {
  await withBets({ width: 360, height: 740, mobile: true }, async (page, ids) => {
    const { curve } = ids;
    const at = await area(page, curve);
    const scrolled = async (...points) => {
      const before = await page.run(() => scrollY);
      await page.touch(...points);
      await sleep(300);
      return (await page.run(() => scrollY)) - before;
    };
    const upwards = Array.from({ length: 11 }, (_, i) => at(0.3, 0.1 + 0.07 * i));
    assert.equal(await scrolled(...upwards), 0, 'a stroke upwards does not scroll');
    const across = Array.from({ length: 11 }, (_, i) => at(0.02 + 0.096 * i, 0.4));
    assert.equal(await scrolled(...across), 0);
    await page.click(curve, '[data-do=bet]');
    const drawn = (await value(page, curve)).split(' ').map(Number);
    for (const y of drawn) assert.ok(Math.abs(y - 0.4) < 0.02, `level at 0.4: ${drawn}`);

    // At both sides of the area there is room for the finger that wants to get past.
    const [left] = at(0, 0);
    const [right] = at(1, 0);
    for (const x of [left - 30, right + 18]) {
      await area(page, curve);
      const moved = await scrolled(...Array.from({ length: 16 }, (_, i) => [x, 480 - 20 * i]));
      assert.ok(moved > 200, `300 px of a finger at ${x} px scroll ${moved} px`);
    }

    const tap = async () => {
      const [x, y] = await page.run((id) => {
        const link = document.getElementById(id).shadowRoot.querySelector('[data-do=run]');
        link.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { left, top, width, height } = link.getBoundingClientRect();
        return [left + width / 2, top + height / 2];
      }, curve);
      await page.touch([x, y]);
    };
    await run(page, ids, tap);
    assert.deepEqual(await answers(page, curve), ['above']);

    await page.click(curve, 'summary');
    await page.click(curve, '[data-do=answers]');
    assert.ok(await page.run(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scroll');
    assert.deepEqual(await small(page, ids), []);
  });
});

/** What can be pressed in the bets and is smaller than a finger. */
function small(page, ids) {
  return page.run(
    (ids, least) =>
      ids.flatMap((id) => {
        const root = document.getElementById(id).shadowRoot;
        return [...root.querySelectorAll('button, a, summary, label')]
          .filter((one) => one.checkVisibility())
          .map((one) => [one.textContent, one.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < least || height < least)
          .map(([text, { width, height }]) => `${id} ${text}: ${width} x ${height}`);
      }),
    [ids.curve, ids.choice],
    TARGET_PX,
  );
}

test('what is pressed is large enough, before, with a placed bet and without one', async () => {
  await withBets({ width: 360, height: 740, mobile: true }, async (page, ids) => {
    assert.deepEqual(await small(page, ids), []);
    await draw(page, ids.curve, [0.1, 0.5], [0.9, 0.5]);
    await page.click(ids.curve, '[data-do=bet]');
    await page.click(ids.choice, 'input[type=radio]');
    assert.ok(await visible(page, ids.choice, '[data-do=forget]'));
    assert.deepEqual(await small(page, ids), []);
    assert.ok(await page.run(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scroll');
  });
});

test('nothing is locked: without a bet all answers can be opened, and folded again', async () => {
  await withBets({}, async (page, { choice, curve }) => {
    for (const [id, all] of [
      [choice, 3],
      [curve, 3],
    ]) {
      assert.deepEqual(await answers(page, id), []);
      await page.click(id, '[data-do=answers]');
      assert.equal((await answers(page, id)).length, all);
      assert.equal(await page.run((id) => document.getElementById(id).value, id), '', 'that is no bet');
      await page.click(id, '[data-do=answers]');
      assert.deepEqual(await answers(page, id), []);
    }
  });
});

test('a bet lasts for the visit; it is remembered only if the reader asks, and forgotten again', async () => {
  const kept = (page) =>
    page.run(() =>
      [localStorage, sessionStorage].map((one) => Object.keys(one).filter((key) => /bet/.test(key)).length),
    );
  await withBets({}, async (page, { choice, curve }) => {
    assert.equal(await visible(page, choice, '[data-do=remember]'), false, 'without a bet there is nothing to keep');
    await page.click(choice, 'input[type=radio]');
    await draw(page, curve, [0.1, 0.5], [0.9, 0.5]);
    await page.click(curve, '[data-do=bet]');
    const made = [await value(page, choice), await value(page, curve)];
    const here = async () => [await value(page, choice), await value(page, curve)];
    await page.goto(server.origin);
    await awake(page);
    assert.deepEqual(await here(), made, 'the same visit');
    assert.deepEqual(await kept(page), [0, 2]);

    await page.newWindow();
    await page.goto(server.origin);
    await awake(page);
    assert.deepEqual(await here(), ['', ''], 'another visit');
    await page.click(choice, 'input[type=radio]');
    await page.click(choice, '[data-do=remember]');
    await draw(page, curve, [0.1, 0.5], [0.9, 0.5]);
    await page.click(curve, '[data-do=bet]');
    const checked = (id) =>
      page.run((id) => document.getElementById(id).shadowRoot.querySelector('[data-do=remember]').checked, id);
    assert.ok(await checked(curve), 'it is one wish for all bets');
    assert.deepEqual(await kept(page), [3, 0]);

    const wanted = await here();
    await page.newWindow();
    await page.goto(server.origin);
    await awake(page);
    assert.deepEqual(await here(), wanted, 'another visit, on this device');
    await page.click(curve, '[data-do=remember]');
    assert.deepEqual([await checked(choice), await checked(curve)], [false, false]);
    assert.deepEqual(await kept(page), [0, 2], 'the bets are for this visit alone again');
    await page.click(choice, '[data-do=forget]');
    await page.click(curve, '[data-do=forget]');
    assert.deepEqual(
      [await here(), await kept(page)],
      [
        ['', ''],
        [0, 0],
      ],
    );
    await page.click(choice, 'input[type=radio]');
    assert.equal(await value(page, choice), made[0], 'and bet again');
  });
});

test('without storage a bet lasts as long as the page', async () => {
  await withPage({}, async (page) => {
    await page.before(`for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });`);
    await page.goto(server.origin);
    const { choice, curve } = await awake(page);
    await page.click(choice, 'input[type=radio]');
    await draw(page, curve, [0.1, 0.5], [0.9, 0.5]);
    await page.click(curve, '[data-do=bet]');
    for (const id of [choice, curve]) {
      assert.notEqual(await value(page, id), '');
      assert.ok(await visible(page, id, '[data-do=forget]'));
      assert.equal(await visible(page, id, '[data-do=remember]'), false);
    }
    assert.deepEqual(await page.errors(), []);
  });
});

test('what is kept and is no bet any more is disregarded', async () => {
  await withBets({}, async (page, { choice, curve }) => {
    for (const bad of ['', '<b>', '[object Object]', '0 0 0', Array(26).fill('7').join(' '), 'x'.repeat(99_999)]) {
      await page.run(
        (choice, curve, bad) => {
          for (const id of [choice, curve]) sessionStorage.setItem(`facelike-bet:${id}`, bad);
        },
        choice,
        curve,
        bad,
      );
      await page.goto(server.origin);
      await awake(page);
      for (const id of [choice, curve]) {
        assert.equal(await value(page, id), '', bad.slice(0, 20));
        assert.match(await words(page, id), /No bet is needed/);
      }
    }
  });
});

for (const width of [360, 700, 1280]) {
  test(`a bet wakes at the height that was kept for it, ${width} px wide`, async () => {
    let free = () => {};
    const held = new Promise((resolve) => {
      free = resolve;
    });
    const slow = await serve({
      answer: (request, response) => {
        if (!/\/more\.[^/]*\.js/.test(request.url) || request.headers['x-free']) return false;
        held
          .then(() => fetch(`${slow.origin}${request.url}`, { headers: { 'x-free': '1' } }))
          .then((answer) => answer.text())
          .then((text) => response.setHeader('Content-Type', 'text/javascript').end(text));
        return true;
      },
    });
    const heights = (page) =>
      page.run(() =>
        [...document.querySelectorAll('facelike-bet')].map((bet) => Math.round(bet.getBoundingClientRect().height)),
      );
    await withPage({ width, height: 800, mobile: width < 600 }, async (page) => {
      await page.goto(slow.origin);
      const first = await page.first();
      await page.wake(first);
      await page.run(() => document.querySelector('facelike-bet').scrollIntoView({ behavior: 'instant' }));
      const asleep = await heights(page);
      assert.equal(
        await page.run(() => Boolean(customElements.get('facelike-bet'))),
        false,
        'the script is on its way',
      );
      await sleep(500);
      const before = await page.run(() => window.seen.shift);
      free();
      const { curve, choice } = await awake(page);
      await sleep(500);
      const now = await heights(page);
      for (const [i, height] of now.entries()) {
        assert.ok(Math.abs(height - asleep[i]) <= 1, `bet ${i}: ${asleep[i]} px asleep, ${height} px awake`);
      }
      if (!lacks('layout shifts')) {
        const { shift, shifts } = await page.run(() => window.seen);
        assert.ok(shift - before < 0.001, `layout shift ${shift - before}: ${JSON.stringify(shifts)}`);
      }
      // A bet that was kept takes no more room than none.
      await draw(page, curve, [0.1, 0.5], [0.9, 0.5]);
      await page.click(curve, '[data-do=bet]');
      await page.click(choice, 'input[type=radio]');
      await page.goto(slow.origin);
      await awake(page);
      assert.ok(await visible(page, choice, '[data-do=forget]'));
      assert.deepEqual(await heights(page), now);
    }).finally(slow.close);
  });
}

for (const scheme of ['light', 'dark']) {
  test(`axe finds no fault with bets, ${scheme}, before and after a run`, async () => {
    await withBets({ media: { 'prefers-color-scheme': scheme } }, async (page, ids) => {
      const check = async (when) => {
        assert.deepEqual(await page.axe('facelike-bet'), [], when);
      };
      await check('before');
      await draw(page, ids.curve, [0.1, 0.2], [0.9, 0.5]);
      await check('drawn');
      await page.click(ids.curve, '[data-do=bet]');
      await page.click(ids.choice, 'input[type=radio]');
      await check('placed');
      await run(page, ids, () => page.click(ids.curve, '[data-do=run]'));
      await page.click(ids.curve, 'summary');
      for (const id of [ids.curve, ids.choice]) await page.click(id, '[data-do=answers]');
      await check('settled');
    });
  });
}
