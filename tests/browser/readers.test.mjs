// Every reader is served: by keyboard, by ear, in the dark, on a phone, without motion, without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Key, lacks, serve, sleep, withLiveFigure, withPage } from './harness.mjs';

/** More than a page has places for the focus. */
const MOST_STOPS = 2_000;

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

const withFigure = (options, test) => withLiveFigure(server.origin, options, test);

test('the keyboard alone runs, steps, resets, moves a slider and copies the link', async () => {
  await withFigure({}, async (page, id) => {
    await page.allowClipboard(server.origin);
    await page.tabTo(id, '[data-do=play]');
    assert.ok(await focusShows(page, id), 'the focused button shows its focus');
    await page.press(Key.SPACE);
    await page.until('Space runs it', 5_000, (id) => document.getElementById(id).tick > 0, id);
    await page.press(Key.ENTER);
    await page.reach(id, 'paused', 5_000);
    await page.settled(id);

    const before = await page.tick(id);
    await page.tabTo(id, '[data-do=step]');
    await page.press(Key.ENTER);
    await page.until('Enter steps it', 5_000, (id, tick) => document.getElementById(id).tick === tick + 1, id, before);

    await page.tabTo(id, '[data-do=reset]');
    await page.press(Key.SPACE);
    await page.until('Space starts it over', 5_000, (id) => document.getElementById(id).tick === 0, id);

    const state = await page.state(id);
    const slider = 'input[type=range][data-control]';
    const folded = await page.run(
      (id, slider) => {
        const fold = document.getElementById(id).shadowRoot.querySelector(slider).closest('details');
        if (!fold || fold.open) return false;
        fold.id = 'fold';
        return true;
      },
      id,
      slider,
    );
    if (folded) {
      await page.tabTo(id, '#fold > summary');
      await page.press(Key.ENTER);
    }
    await page.tabTo(id, slider);
    await page.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT);
    await page.until('arrows move the slider', 5_000, (id, s) => document.getElementById(id).state !== s, id, state);

    await page.tabTo(id, '[data-do=link]');
    await page.press(Key.ENTER);
    await page.until(
      'the figure says that the link is copied',
      5_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('[data-do=link]').textContent.includes('Copied'),
      id,
    );
    const copied = await page.clipboard();
    const link = new URL(copied);
    assert.equal(link.origin, server.origin);
    assert.equal(link.searchParams.get('fig'), id);
    const now = new URLSearchParams(await page.state(id));
    for (const [name, text] of now) assert.equal(link.searchParams.get(name), text, `${name} in ${copied}`);
  });
});

function focusShows(page, id) {
  return page.run((id) => {
    const focused = document.getElementById(id).shadowRoot.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
  }, id);
}

test('the focus walks through the whole page and out again: nothing holds it', async () => {
  await withFigure({}, async (page) => {
    const stops = [];
    for (let presses = 0; presses < MOST_STOPS; presses++) {
      await page.press(Key.TAB);
      const stop = await page.run(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        if (!at || at === document.body) return 'out';
        window.stops ??= new Map();
        if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
        return window.stops.get(at);
      });
      if (stop === 'out' || (stop === 0 && presses > 0)) return;
      assert.notEqual(stop, stops.at(-1), 'Tab leaves an element');
      stops.push(stop);
    }
    assert.fail(`${MOST_STOPS} presses of Tab do not walk through the page`);
  });
});

test('the result is told in a sentence when a run ends, in a live region', async () => {
  await withFigure({}, async (page, id) => {
    const before = await page.text(id, '[data-role=sentence]');
    await page.finish(id);
    await page.until(
      'another sentence',
      3_000,
      (id, before) => {
        const now = document.getElementById(id).shadowRoot.querySelector('[data-role=sentence]').textContent.trim();
        return now.length > 20 && now !== before;
      },
      id,
      before,
    );
    const polite = await page.run((id) => {
      const region = document.getElementById(id).shadowRoot.querySelector('[data-role=sentence]');
      return region.closest('[aria-live=polite], [role=status]') !== null;
    }, id);
    assert.ok(polite, 'a screen reader hears it');
    const described = await page.run((id) => {
      const canvas = document.getElementById(id).shadowRoot.querySelector('canvas');
      return canvas.getAttribute('role') === 'img' && (canvas.getAttribute('aria-label') ?? '').length > 10;
    }, id);
    assert.ok(described, 'the picture has a role and a label');
  });
});

for (const scheme of ['light', 'dark']) {
  test(`axe finds no fault with the page, ${scheme}, before and after a run`, async () => {
    await withFigure({ media: { 'prefers-color-scheme': scheme } }, async (page, id) => {
      for (const when of ['before', 'after']) {
        if (when === 'after') {
          await page.finish(id);
          await page.unfold(id);
        }
        assert.deepEqual(await page.axe(), [], when);
      }
    });
  });
}

test('page and figure follow a change between light and dark', { skip: lacks('changing media') }, async () => {
  await withFigure({ media: { 'prefers-color-scheme': 'light' } }, async (page, id) => {
    const shown = () =>
      page.run((id) => {
        const [r, g, b] = getComputedStyle(document.body)
          .backgroundColor.match(/[\d.]+/g)
          .map(Number);
        const canvas = document.getElementById(id).shadowRoot.querySelector('canvas');
        return { ground: (r + g + b) / 3, picture: canvas.toDataURL() };
      }, id);
    const light = await shown();
    await page.emulate({ 'prefers-color-scheme': 'dark' });
    await page.until(
      'the figure is painted anew',
      5_000,
      (id, before) => document.getElementById(id).shadowRoot.querySelector('canvas').toDataURL() !== before,
      id,
      light.picture,
    );
    const dark = await shown();
    assert.ok(light.ground > 200 && dark.ground < 60, `ground ${light.ground} and ${dark.ground}`);
    await page.emulate({ 'prefers-color-scheme': 'light' });
    await page.until(
      'and back',
      5_000,
      (id, before) => document.getElementById(id).shadowRoot.querySelector('canvas').toDataURL() === before,
      id,
      light.picture,
    );
  });
});

test('a reader who wants less motion gets none that was not asked for', async () => {
  await withFigure({ media: { 'prefers-reduced-motion': 'reduce' } }, async (page, id) => {
    await page.run((id) => {
      const figure = document.getElementById(id).cloneNode(true);
      figure.id = 'moving';
      figure.setAttribute('autoplay', '');
      document.getElementById(id).after(figure);
    }, id);
    await page.wake('moving');
    await sleep(700);
    assert.equal(await page.tick('moving'), 0, 'autoplay waits to be asked');
    const moving = await page.run(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running' && animation.effect.getTiming().duration > 10)
        .map((animation) => animation.animationName ?? animation.transitionProperty),
    );
    assert.deepEqual(moving, []);
    const behaviour = await page.run(() => getComputedStyle(document.documentElement).scrollBehavior);
    assert.equal(behaviour, 'auto', 'scrolling does not glide');
    await page.finish(id);
  });
});

for (const [width, mobile] of [
  [320, true],
  [360, true],
  [768, false],
]) {
  test(`nothing sticks out sideways, ${width} px wide`, async () => {
    await withFigure({ width, height: 740, mobile }, async (page, id) => {
      await page.finish(id);
      await page.unfold(id);
      const { wide, out } = await page.run(() => {
        const across = document.documentElement.clientWidth;
        const out = [...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > across + 1 && one.checkVisibility())
          .filter((one) => !one.closest('pre, table, .scroll'))
          .map((one) => `${one.tagName}.${one.className}`);
        return { wide: document.scrollingElement.scrollWidth - across, out: out.slice(0, 5) };
      });
      assert.ok(wide <= 0, `${wide} px too wide: ${out}`);
      const small = await page.run((id) => {
        const buttons = document.getElementById(id).shadowRoot.querySelectorAll('button, select, input');
        return [...buttons]
          .filter((one) => one.checkVisibility() && one.type !== 'hidden')
          .map((one) => ({ one, box: (one.labels?.[0]?.contains(one) ? one.labels[0] : one).getBoundingClientRect() }))
          .filter(({ box }) => box.height < 24 || box.width < 24)
          .map(
            ({ one, box }) => `${one.tagName} ${one.dataset.do ?? one.dataset.control}: ${box.width} x ${box.height}`,
          );
      }, id);
      assert.deepEqual(small, [], 'all that is pressed is at least 24 px high and wide');
    });
  });
}

for (const scheme of ['light', 'dark']) {
  test(`without scripts there are the prose and the still, ${scheme}`, async () => {
    await withPage({ javascript: false, media: { 'prefers-color-scheme': scheme } }, async (page) => {
      await page.goto(server.origin);
      const figure = await page.driver.findElement({ css: 'facelike-lab' });
      assert.equal(await figure.getProperty('status'), null, 'no script has made it live');
      const image = await figure.findElement({ css: 'img' });
      const { width, height } = await image.getRect();
      assert.ok(await image.isDisplayed());
      assert.ok(width > 200 && height > 100, `the still is ${width} x ${height}`);
      assert.ok((await image.getAttribute('alt')).length > 20, 'the still is described');
      const source = await image.getProperty('currentSrc');
      const still = await (await fetch(source)).text();
      assert.match(still, /<svg/, source);
      const prose = await page.driver.findElement({ css: 'main' }).getText();
      assert.ok(prose.split(/\s+/).length > 150, 'there is prose to read');
      assert.deepEqual(await page.errors(), []);
    });
  });
}

test('printed, the page keeps its pictures', { skip: lacks('printing') }, async () => {
  await withFigure({}, async (page) => {
    const paper = await page.driver.printPage({ background: true });
    assert.ok(Buffer.from(paper, 'base64').length > 20_000);
  });
});
