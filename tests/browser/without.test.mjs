// Less than usual: a slow network, text twice as large, a page zoomed. (No scripts, no motion: readers.test.mjs; no SIMD,
// no workers, no storage: faults.test.mjs; no network: offline.test.mjs.)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lacks, serve, withLiveFigure, withPage } from './harness.mjs';

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

/** What a reader of a slow network has, as Lighthouse reckons with it. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 25_000 };

test('on a slow network the prose and the still come first, and nothing jumps when the figure is live', {
  skip: lacks('DevTools'),
}, async () => {
  await withPage({ width: 360, height: 740, mobile: true }, async (page) => {
    await page.tell('Network.enable');
    await page.tell('Network.emulateNetworkConditions', SLOW);
    await page.goto(server.origin);
    const id = await page.first();
    const first = await page.run((id) => {
      const lab = document.getElementById(id);
      lab.scrollIntoView({ block: 'start', behavior: 'instant' });
      return { words: document.querySelector('main').innerText.split(/\s+/).length, status: lab.status };
    }, id);
    assert.ok(first.words > 300, `${first.words} words to read`);
    assert.notEqual(first.status, 'paused', 'the figure cannot be live yet');
    await page.until(
      'the still is there',
      30_000,
      (id) => {
        const image = document.getElementById(id).querySelector('img');
        return image.checkVisibility() && image.complete && image.naturalWidth > 0;
      },
      id,
    );
    assert.notEqual(await page.status(id), 'paused', 'the still comes before the program');
    await page.until('it is live', 60_000, (id) => document.getElementById(id).status === 'paused', id);
    await page.until('bets are there', 30_000, () => Boolean(customElements.get('facelike-bet')));
    const { shift, shifts } = await page.run(() => window.seen);
    assert.ok(shift < 0.001, `layout shift ${shift}: ${JSON.stringify(shifts)}`);
  });
});

/** What is wider than the page, and texts that are cut off; runs in the page. */
function cut() {
  const all = (root) =>
    [...root.querySelectorAll('*')].flatMap((one) => (one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one]));
  const across = document.documentElement.clientWidth;
  const name = (one) => `${one.localName}.${one.className} "${one.textContent.trim().slice(0, 40)}"`;
  const shown = all(document.body).filter((one) => one.checkVisibility({ opacityProperty: true }));
  const dotted = (one) => {
    for (let at = one; at; at = at.parentElement) if (getComputedStyle(at).textOverflow === 'ellipsis') return true;
    return false;
  };
  const unseen = (one) =>
    one.closest('.unseen, .scroll, pre, [aria-hidden]') || getComputedStyle(one).clipPath !== 'none' || dotted(one);
  return {
    wide: document.scrollingElement.scrollWidth - across,
    out: shown
      .filter((one) => one.getBoundingClientRect().right > across + 1 && !unseen(one))
      .map(name)
      .slice(0, 5),
    hidden: shown
      .filter((one) => {
        const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
        if (unseen(one) || one.localName === 'canvas') return false;
        // What is shortened by three dots or scrolls says so.
        const across = overflowX === 'hidden' && textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 2;
        return across || (overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 2);
      })
      .map(name)
      .slice(0, 5),
  };
}

for (const [how, options, prepare] of [
  ['text twice as large', { width: 1280 }, () => document.documentElement.style.setProperty('font-size', '200%')],
  [
    'text twice as large on a phone',
    { width: 360, height: 740, mobile: true },
    () => document.documentElement.style.setProperty('font-size', '200%'),
  ],
  // A window of 1280 px zoomed to 200% and to 400% has so many CSS pixels.
  ['a page at 200%', { width: 640, height: 450 }, () => {}],
  ['a page at 400%', { width: 320, height: 256 }, () => {}],
]) {
  test(`${how}: nothing sticks out, nothing is cut off, before and after a run`, async () => {
    await withLiveFigure(server.origin, options, async (page, id) => {
      await page.run(prepare);
      for (const when of ['before', 'after']) {
        if (when === 'after') {
          await page.finish(id);
          await page.unfold(id);
        }
        assert.deepEqual(await page.run(cut), { wide: 0, out: [], hidden: [] }, when);
      }
    });
  });
}
