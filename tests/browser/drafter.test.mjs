// Points of the reader's own: drawn with pointer, touch or keys, or typed; in links and on the command line the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Key, lacks, runNatively, serve, withPage } from './harness.mjs';

/** Width and height of what a finger hits. */
const TARGET_PX = 44;

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

/** A frame page whose figure has the editor of `control` open; it must leave the console clean. */
function withEditor(options, [experiment, control], test) {
  return withPage(options, async (page) => {
    await page.goto(`${server.origin}/embed/${experiment}/?controls=cost,part,${control}&${options.query ?? ''}`);
    const id = await page.first();
    await page.wake(id);
    await page.run((id) => {
      document.getElementById(id).shadowRoot.querySelector('.panel').open = true;
    }, id);
    await page.click(id, `[data-control=${control}]`);
    await page.until(
      'the editor is open',
      10_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('.drafter textarea')?.checkVisibility(),
      id,
    );
    await test(page, id);
    assert.deepEqual(await page.errors(), [], 'the console shows no error');
  });
}

/** Waits until the state has another value of `control` than `before`, and returns it. */
function another(page, id, control, before) {
  return page.until(
    'the run has the points',
    10_000,
    (id, control, before) => {
      const text = new URLSearchParams(document.getElementById(id).state).get(control) ?? 'none';
      return text !== before && text;
    },
    id,
    control,
    before,
  );
}

const COST = ['quantilizer', 'drawn'];

/** The points of a value. */
const points = (text) => text.split('_').map((pair) => pair.split(':').map(Number));

/** Where a share of the drawing area lies on the screen, from its lower left corner. */
async function area(page, id) {
  const box = await page.run((id) => {
    const area = document.getElementById(id).shadowRoot.querySelector('.drafter .area');
    area.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, top, width, height } = area.getBoundingClientRect();
    return { left, top, width, height };
  }, id);
  return (x, y) => [box.left + x * box.width, box.top + (1 - y) * box.height].map(Math.round);
}

/** Types points over those in the field. */
async function type(page, id, text) {
  await page.run(
    (id, text) => {
      const field = document.getElementById(id).shadowRoot.querySelector('.drafter textarea');
      field.focus();
      field.value = text;
      field.dispatchEvent(new Event('change'));
    },
    id,
    text,
  );
}

const typed = (page, id) =>
  page.run((id) => document.getElementById(id).shadowRoot.querySelector('.drafter textarea').value, id);

test('a curve drawn with the pointer is chosen, shown as numbers, in the link, and the same on the command line', async () => {
  await withEditor({}, COST, async (page, id) => {
    const at = await area(page, id);
    const actions = page.driver.actions();
    for (const [i, [x, y]] of [
      [0.02, 0.9],
      [0.5, 0.5],
      [0.98, 0.1],
    ].entries()) {
      const [left, top] = at(x, y);
      actions.move({ x: left, y: top, duration: i ? 80 : 0 });
      if (i === 0) actions.press();
    }
    await actions.release().perform();
    const drawn = await another(page, id, 'drawn', 'none');
    const curve = points(drawn);
    assert.equal(curve.length, 21);
    assert.ok(
      curve.every(([, y], i) => i === 0 || y <= curve[i - 1][1]),
      `it falls: ${drawn}`,
    );
    assert.ok(Math.abs(curve[10][1] - 5) < 0.5, drawn);
    assert.equal(await another(page, id, 'cost', 'none'), 'drawn', 'who draws chooses it');
    await page.finish(id);
    assert.equal(await page.digest(id), runNatively('quantilizer', await page.state(id)).digest);
    assert.match(await typed(page, id), /^0:\S+ 0\.05:/);

    await page.click(id, '[data-do=undo-points]');
    assert.equal(await another(page, id, 'drawn', drawn), 'none');
  });
});

test('points are drawn with keys alone, typed, refused with a reason, and cleared', async () => {
  await withEditor({}, COST, async (page, id) => {
    // The editor took the focus when it opened.
    await page.press(Key.ARROW_UP, Key.ARROW_UP, Key.ARROW_RIGHT, Key.ARROW_DOWN);
    const keyed = await another(page, id, 'drawn', 'none');
    assert.equal(points(keyed).length, 21, keyed);

    await type(page, id, '1:2, 0:8; 0,5:3');
    assert.equal(await another(page, id, 'drawn', keyed), '0:8_0.5:3_1:2');
    assert.equal(await typed(page, id), '0:8 0.5:3 1:2');

    for (const [wrong, why] of [
      ['0:1 3:1', /cannot be .*x of .3:1. has to lie from 0 to 1/],
      ['nonsense', /is no point: write each as x:y/],
      ['0:99', /y of .0:99. has to lie from 0 to 10/],
    ]) {
      await type(page, id, wrong);
      await page.until(
        'the problem is told',
        5_000,
        (id, why) => new RegExp(why).test(document.getElementById(id).shadowRoot.textContent),
        id,
        why.source,
      );
      assert.equal(await typed(page, id), '0:8 0.5:3 1:2', 'nothing is lost');
    }
    assert.equal(new URLSearchParams(await page.state(id)).get('drawn'), '0:8_0.5:3_1:2');

    await page.click(id, '[data-do=clear-points]');
    assert.equal(await another(page, id, 'drawn', '0:8_0.5:3_1:2'), 'none');
    assert.equal(await typed(page, id), '');
  });
});

test('a link brings the points into the editor; what a link cannot have is told', async () => {
  await withEditor({ query: 'cost=drawn&drawn=0:1_1:9' }, COST, async (page, id) => {
    assert.equal(await typed(page, id), '0:1 1:9');
    const told = await page.run(
      (id) => document.getElementById(id).shadowRoot.querySelector('.drafter .area').getAttribute('aria-valuetext'),
      id,
    );
    assert.match(told, /: 1\.00|: 1$/, told);
  });
  await withPage({}, async (page) => {
    await page.goto(`${server.origin}/embed/quantilizer/?drawn=0:1_0:2`);
    const id = await page.first();
    await page.wake(id);
    await page.until(
      'the problem is told',
      5_000,
      (id) => /drawn.* cannot be .0:1_0:2.*x from 0 to 1/.test(document.getElementById(id).shadowRoot.textContent),
      id,
    );
  });
});

test('published numbers are typed where nothing is drawn', async () => {
  await withEditor({}, ['goodhart', 'points'], async (page, id) => {
    assert.equal(await page.part(id, '.drafter .area').catch(() => null), null);
    await type(page, id, '0.5:0.2 1:0.35\n2:0.5');
    assert.equal(await another(page, id, 'points', 'none'), '0.5:0.2_1:0.35_2:0.5');
    await page.finish(id);
    assert.equal(await page.digest(id), runNatively('goodhart', await page.state(id)).digest);
  });
});

test('on a phone the editor has room, large targets and no violation of accessibility', {
  skip: lacks('DevTools'),
}, async () => {
  await withEditor({ width: 360, height: 700, mobile: true }, COST, async (page, id) => {
    const small = await page.run(
      (id, least) =>
        [...document.getElementById(id).shadowRoot.querySelectorAll('.drafter :is(button, textarea)')]
          .map((one) => [one.textContent, one.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < least || height < least)
          .map(([text]) => text),
      id,
      TARGET_PX,
    );
    assert.deepEqual(small, []);
    assert.ok(await page.run(() => document.documentElement.scrollWidth <= innerWidth), 'nothing scrolls sideways');
    assert.deepEqual(await page.axe(), []);
  });
});
