// On a phone: all that is pressed is large enough for a finger, a figure trains, and no figure holds a scroll.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lacks, serve, withLiveFigure } from './harness.mjs';

/** Width and height of what a finger hits. */
const TARGET_PX = 44;

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

const withPhone = (test) => withLiveFigure(server.origin, { width: 360, height: 740, mobile: true }, test);

/** Everything that can be pressed, in shadow roots too, and that is hit by less than a finger; runs in the page. */
function small(least) {
  const all = (root) =>
    [...root.querySelectorAll('*')].flatMap((one) => (one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one]));
  const pressed = all(document).filter(
    (one) =>
      one.matches('button, select, summary, input, [role=button], nav a') && one.checkVisibility() && !one.disabled,
  );
  const deepest = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit;
  };
  const out = [];
  for (const one of pressed) {
    one.scrollIntoView({ block: 'center', behavior: 'instant' });
    const label = one.labels?.[0];
    const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    const hits = (x, y) => {
      const hit = deepest(x, y);
      return one.contains(hit) || label?.contains(hit);
    };
    // From the middle outwards, as far as presses still land here.
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const reach = (dx, dy) => {
      let far = 0;
      while (far < least && hits(x + dx * (far + 0.5), y + dy * (far + 0.5))) far += 1;
      return far;
    };
    const [wide, high] = [reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)];
    if (wide < least || high < least) {
      const name = one.dataset.do ?? one.dataset.control ?? one.getAttribute('aria-label') ?? one.textContent.trim();
      out.push(`${one.localName} "${name.slice(0, 30)}": ${wide} x ${high} px`);
    }
  }
  return out;
}

test('all that is pressed is hit by a finger', async () => {
  await withPhone(async (page, id) => {
    await page.until('bets are there', 10_000, () => Boolean(customElements.get('facelike-bet')));
    await page.unfold(id);
    assert.deepEqual(await page.run(small, TARGET_PX), []);
  });
});

test('a tap runs a figure to its end', { skip: lacks('DevTools') }, async () => {
  await withPhone(async (page, id) => {
    await page.fastest(id);
    const at = await page.run((id) => {
      const button = document.getElementById(id).shadowRoot.querySelector('[data-do=play]');
      button.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = button.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    }, id);
    await page.touch(at);
    await page.reach(id, 'done', 60_000);
  });
});

test('a finger that begins on the picture scrolls the page, and does not zoom or draw', {
  skip: lacks('DevTools'),
}, async () => {
  await withPhone(async (page, id) => {
    await page.run((id) => {
      const canvas = document.getElementById(id).shadowRoot.querySelector('canvas');
      canvas.scrollIntoView({ block: 'center', behavior: 'instant' });
    }, id);
    for (const sign of [1, -1]) {
      const before = await page.run(() => scrollY);
      await page.touch(...Array.from({ length: 16 }, (_, i) => [180, 370 - sign * 20 * i]));
      const moved = sign * ((await page.run(() => scrollY)) - before);
      assert.ok(moved > 200, `300 px of a finger scroll ${moved} px`);
    }
  });
});
