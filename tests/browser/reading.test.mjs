// Reading: notes that open beside the text, contents that show where one is, the choice of colours, print.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Key, lacks, serve, sleep, withLiveFigure, withPage } from './harness.mjs';

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

/** The essay with its reading machinery at work and no gliding; the test must leave the console clean. */
const withEssay = ({ media, ...options }, test) =>
  withPage({ ...options, media: { 'prefers-reduced-motion': 'reduce', ...media } }, async (page) => {
    await page.goto(server.origin);
    await ready(page);
    await test(page);
    assert.deepEqual(await page.errors(), [], 'the console shows no error');
  });

/** Waits until the machinery, which is fetched late, is there: it makes the button that copies. */
const ready = (page) => page.until('the machinery is there', 10_000, () => document.querySelector('.copy') !== null);

/** A link to a note, in one line and in the middle of the screen. */
async function linkTo(page, kind) {
  const link = await page.run((kind) => {
    const link = [...document.querySelectorAll(`main p a.ref[role=${kind}]`)].find(
      (link) => link.checkVisibility() && link.getClientRects().length === 1,
    );
    link.scrollIntoView({ block: 'center', behavior: 'instant' });
    return link;
  }, kind);
  await sleep(100);
  return link;
}

/** The note that is open: its text, and where it lies. */
const note = (page) =>
  page.run(() => {
    const [box, ...others] = document.querySelectorAll('.note');
    if (!box) return null;
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const [across, down] = [document.documentElement.clientWidth, document.documentElement.clientHeight];
    return {
      text: box.textContent,
      alone: others.length === 0,
      seen: left >= 0 && right <= across && top >= 0 && bottom <= down,
      at: [left, top, right, bottom].map(Math.round).join(' '),
      focused: box.contains(document.activeElement),
    };
  });

const isOpen = (page) => page.until('a note is open', 3_000, () => document.querySelector('.note') !== null);
const isClosed = (page) => page.until('the note is closed', 3_000, () => document.querySelector('.note') === null);

test('a pointer opens notes by resting, and they stay while it is in them', async () => {
  await withEssay({}, async (page) => {
    const move = (to) => page.driver.actions({ async: true }).move(to).perform();
    for (const kind of ['doc-noteref', 'doc-biblioref', 'doc-glossref']) {
      const link = await linkTo(page, kind);
      await move({ origin: link });
      await isOpen(page);
      const { text, alone, seen, at } = await note(page);
      assert.ok(text.length > 40 && alone && seen, `${kind}: ${at} ${text}`);
      const box = await page.run(() => document.querySelector('.note'));
      await move({ origin: box });
      await sleep(700);
      assert.ok(await note(page), 'it stays while the pointer is in it');
      await move({ x: 2, y: 890 });
      await isClosed(page);
    }
    const link = await linkTo(page, 'doc-noteref');
    await link.click();
    await isOpen(page);
    await move({ x: 2, y: 890 });
    await sleep(700);
    assert.ok(await note(page), 'one that was pressed stays');
    await page.driver.actions({ async: true }).move({ x: 2, y: 890 }).press().release().perform();
    await isClosed(page);
    await link.click();
    await isOpen(page);
    await page.run(() => document.querySelector('.note > button').click());
    await isClosed(page);
    assert.equal(await page.run(() => location.hash), '', 'the page has not moved');
  });
});

test('the keyboard alone opens a note, reads it and comes back', async () => {
  await withEssay({}, async (page) => {
    await page.run(() => document.querySelector('main a.ref').focus());
    await page.press(Key.ENTER);
    await isOpen(page);
    const open = await note(page);
    assert.ok(open.focused && open.seen && open.alone, open.at);
    const named = await page.run(() => {
      const { role, ariaLabel } = document.querySelector('.note');
      return { role, ariaLabel, expanded: document.querySelector('main a.ref').getAttribute('aria-expanded') };
    });
    assert.equal(named.role, 'dialog');
    assert.ok(named.ariaLabel && named.expanded === 'true');
    await page.press(Key.TAB);
    assert.ok(await page.run(() => document.activeElement.matches('.note > button')), 'Tab goes on to its button');
    await page.press(Key.ESCAPE);
    await isClosed(page);
    assert.ok(
      await page.run(() => document.activeElement === document.querySelector('main a.ref')),
      'the focus is back',
    );
    await page.press(Key.ENTER);
    await isOpen(page);
    await page.press(Key.TAB, Key.TAB);
    await isClosed(page);
    assert.ok(await page.run(() => document.activeElement !== document.body), 'the focus went on');
  });
});

test('a note never leaves the screen, wherever its link stands', { skip: lacks('DevTools') }, async () => {
  for (const width of [320, 360, 1280]) {
    await withEssay({ width, height: 640, mobile: width < 600 }, async (page) => {
      const out = await page.run(async () => {
        const out = [];
        for (const fold of document.querySelectorAll('main details')) fold.open = true;
        for (const link of document.querySelectorAll('main a.ref')) {
          for (const block of ['start', 'center', 'end']) {
            link.scrollIntoView({ block, behavior: 'instant' });
            link.click();
            const box = document.querySelector('.note');
            const { left, right, top, bottom } = box.getBoundingClientRect();
            const covered = [top, bottom].some((y) => {
              const there = document.elementFromPoint((left + right) / 2, y + (y === top ? 3 : -3));
              return !box.contains(there);
            });
            if (
              left < 0 ||
              right > document.documentElement.clientWidth ||
              top < 0 ||
              bottom > innerHeight ||
              covered
            ) {
              out.push(`${link.id} ${block}: ${[left, top, right, bottom].map(Math.round).join(' ')}`);
            }
            box.querySelector('button').click();
          }
        }
        return out;
      });
      assert.deepEqual(out, [], `${width} px`);
    });
  }
});

test('a tap opens a note, a tap elsewhere closes it', { skip: lacks('DevTools') }, async () => {
  await withEssay({ width: 360, height: 740, mobile: true }, async (page) => {
    await page.tell('Emulation.setTouchEmulationEnabled', { enabled: true });
    const tap = async (x, y) => {
      await page.tell('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      await page.tell('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    const link = await linkTo(page, 'doc-glossref');
    const { x, y } = await page.run((link) => {
      const { left, top, width, height } = link.getClientRects()[0];
      return { x: left + width / 2, y: top + height / 2 };
    }, link);
    await tap(x, y);
    await isOpen(page);
    const open = await note(page);
    assert.ok(open.seen && open.alone, open.at);
    await sleep(700);
    const [left, top] = open.at.split(' ').map(Number);
    await tap(left + 30, top + 20);
    await sleep(400);
    assert.ok(await note(page), 'a tap in it keeps it');
    await tap(10, 730);
    await isClosed(page);
  });
});

test('without scripts a link leads to its note, and back', async () => {
  await withPage({ javascript: false }, async (page) => {
    await page.goto(server.origin);
    const link = await page.driver.findElement({ css: 'main p a.ref[role=doc-noteref]' });
    const href = await link.getAttribute('href');
    await page.goto(href);
    const entry = await page.driver.findElement({ css: `[id="${new URL(href).hash.slice(1)}"]` });
    assert.ok((await entry.getText()).length > 20);
    const back = await (await entry.findElement({ css: 'a.back' })).getAttribute('href');
    const place = await page.driver.findElement({ css: `[id="${new URL(back).hash.slice(1)}"]` });
    assert.equal(await place.getAttribute('href'), href);
    const look = await page.driver.findElement({ css: '.look' });
    assert.equal(await look.isDisplayed(), false, 'a switch that needs scripts is not shown');
    // Beside the text the list stands open; a driver thinks that what is folded cannot be seen, so that it is pointed at.
    await page.goto(`${server.origin}/?top`);
    const fold = await page.driver.findElement({ css: '.bar summary' });
    if (await fold.isDisplayed()) await fold.click();
    const { x, y } = await (await page.driver.findElement({ css: '.bar li:last-child a' })).getRect();
    const point = { x: Math.round(x) + 20, y: Math.round(y) + 10 };
    await page.driver.actions({ async: true }).move(point).click().perform();
    assert.match(await page.driver.getCurrentUrl(), /#sources-chapter$/);
  });
});

for (const [width, height] of [
  [1280, 900],
  [360, 740],
]) {
  test(`the contents mark the chapter that is read, ${width} px wide`, async () => {
    await withEssay({ width, height, mobile: width < 600 }, async (page) => {
      const marked = () =>
        page.run(() => [...document.querySelectorAll('.bar [aria-current]')].map((link) => link.hash.slice(1)));
      await page.run(() => scrollTo({ top: 0, behavior: 'instant' }));
      await sleep(300);
      assert.deepEqual(await marked(), [], 'above the first chapter none is marked');
      for (const id of await page.run(() => [...document.querySelectorAll('main > section')].map(({ id }) => id))) {
        await page.run((id) => {
          const { top, height } = document.getElementById(id).getBoundingClientRect();
          scrollBy({ top: top + height / 2 - innerHeight / 3, behavior: 'instant' });
        }, id);
        const atEnd = await page.run(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2);
        if (atEnd) continue;
        await page.until(
          `${id} is marked`,
          3_000,
          (id) => {
            const current = [...document.querySelectorAll('.bar [aria-current=location]')];
            return current.length === 1 && current[0].hash === `#${id}`;
          },
          id,
        );
      }
      // Its list is beside the text, or unfolds; either way a choice leads there, clear of the bar.
      if (width < 600) {
        await (await page.driver.findElement({ css: '.bar summary' })).click();
        const { fits, small } = await page.run(() => {
          const list = document.querySelector('.bar ol').getBoundingClientRect();
          const heights = [...document.querySelectorAll('.bar li a, .bar summary, .look > *')].map((one) => ({
            name: one.textContent.trim(),
            height: one.getBoundingClientRect().height,
          }));
          return { fits: list.bottom < innerHeight, small: heights.filter(({ height }) => height < 43.9) };
        });
        assert.ok(fits, 'the list leaves some of the text to be seen');
        assert.deepEqual(small, [], 'all that is pressed is 44 px high');
      }
      await (await page.driver.findElement({ css: '.bar a[href="#glossary-chapter"]' })).click();
      await page.until(
        'the glossary is there',
        5_000,
        () => Math.abs(document.getElementById('glossary-title').getBoundingClientRect().top - innerHeight / 4) < 200,
      );
      await sleep(400);
      const covered = await page.run(() => {
        const { left, top } = document.getElementById('glossary-title').getBoundingClientRect();
        return document.elementFromPoint(left + 5, top + 5)?.closest('.bar') !== null;
      });
      assert.equal(covered, false, 'the heading is clear of the bar');
      if (width < 600) assert.equal(await page.run(() => document.querySelector('.bar details').open), false);
    });
  });
}

test('what the keyboard reaches is never under the bar', async () => {
  await withEssay({ width: 360, height: 640, mobile: true }, async (page) => {
    await page.run(() => document.querySelector('#sources-chapter a[href]').focus());
    for (let presses = 0; presses < 40; presses++) {
      await page.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
      await sleep(30);
      const { name, top, bar } = await page.run(() => {
        const bar = document.querySelector('.bar');
        let at = document.activeElement;
        while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return {
          name: at.outerHTML.slice(0, 80),
          top: bar.contains(at) || at === document.body ? null : at.getBoundingClientRect().top,
          bar: bar.getBoundingClientRect().bottom,
        };
      });
      if (top !== null) assert.ok(top >= bar - 20, `${name} at ${top}, the bar ends at ${bar}`);
    }
  });
});

/** The colours of the page. */
const colours = (page) =>
  page.run(() => {
    const { backgroundColor: paper, colorScheme } = getComputedStyle(document.documentElement);
    const themes = [...document.querySelectorAll('meta[name=theme-color]')];
    const chosen = themes.filter((meta) => !meta.media || matchMedia(meta.media).matches).map((meta) => meta.content);
    return { paper, ink: getComputedStyle(document.body).color, colorScheme, chosen: chosen.join() };
  });

const chooseTheme = (page, value) =>
  page.run((value) => {
    const select = document.querySelector('.look select');
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, value);

test('the switch changes the colours of page and stills, and is remembered', async () => {
  await withEssay({ media: { 'prefers-color-scheme': 'light' } }, async (page) => {
    const light = await colours(page);
    assert.equal(light.chosen, '#ffffff');
    await chooseTheme(page, 'dark');
    const dark = await colours(page);
    assert.deepEqual(
      [dark.paper, dark.colorScheme, dark.chosen],
      ['rgb(21, 23, 26)', 'dark', '#15171a'],
      'the dark page, with the browser in the same colour',
    );
    await page.until('the still is dark', 5_000, () => {
      const image = document.querySelector('facelike-lab img');
      return /-dark\./.test(image.currentSrc);
    });
    await (await page.driver.findElement({ css: '.look button' })).click();
    const more = await colours(page);
    assert.deepEqual([more.paper, more.ink], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await page.goto(`${server.origin}/?again`);
    await ready(page);
    assert.deepEqual(await colours(page), more, 'remembered');
    const shown = await page.run(() => ({
      theme: document.querySelector('.look select').value,
      pressed: document.querySelector('.look button').getAttribute('aria-pressed'),
    }));
    assert.deepEqual(shown, { theme: 'dark', pressed: 'true' });
    await (await page.driver.findElement({ css: '.look button' })).click();
    await chooseTheme(page, '');
    assert.deepEqual(await colours(page), light, 'and the system has its way again');
    await chooseTheme(page, 'light');
    await page.goto(`${server.origin}/?light`);
    assert.equal((await colours(page)).colorScheme, 'light');
  });
});

test('a choice of light goes before a dark system', async () => {
  await withEssay({ media: { 'prefers-color-scheme': 'dark' } }, async (page) => {
    const still = () => page.run(() => document.querySelector('facelike-lab img').currentSrc);
    assert.match(await still(), /-dark\./);
    await chooseTheme(page, 'light');
    const light = await colours(page);
    assert.deepEqual([light.paper, light.chosen], ['rgb(255, 255, 255)', '#ffffff']);
    await page.until('the still is light', 5_000, () => {
      return !/-dark\./.test(document.querySelector('facelike-lab img').currentSrc);
    });
  });
});

test('without storage the switch works while the page is open', async () => {
  await withPage({ media: { 'prefers-color-scheme': 'light' } }, async (page) => {
    await page.before(
      `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })`,
    );
    await page.goto(server.origin);
    await chooseTheme(page, 'dark');
    assert.equal((await colours(page)).colorScheme, 'dark');
    assert.deepEqual(await page.errors(), []);
  });
});

test('a system that asks for more contrast gets it', { skip: lacks('DevTools') }, async () => {
  for (const [scheme, paper, ink] of [
    ['light', 'rgb(255, 255, 255)', 'rgb(0, 0, 0)'],
    ['dark', 'rgb(0, 0, 0)', 'rgb(255, 255, 255)'],
  ]) {
    await withEssay({ media: { 'prefers-color-scheme': scheme, 'prefers-contrast': 'more' } }, async (page) => {
      const found = await colours(page);
      assert.deepEqual([found.paper, found.ink], [paper, ink]);
      const other = scheme === 'dark' ? 'light' : 'dark';
      await chooseTheme(page, other);
      assert.equal((await colours(page)).paper, other === 'dark' ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)');
    });
  }
});

for (const [width, scale] of [
  [320, 1],
  [360, 1],
  [360, 2],
  [768, 2],
  [1280, 2],
]) {
  test(`nothing sticks out sideways, ${width} px wide, text at ${scale * 100}%`, async () => {
    await withEssay({ width, height: 740, mobile: width < 600 }, async (page) => {
      const check = () =>
        page.run(() => {
          const across = document.documentElement.clientWidth;
          const out = [...document.querySelectorAll('body *')]
            .filter((one) => one.getBoundingClientRect().right > across + 1 && one.checkVisibility())
            .filter((one) => !one.closest('math'))
            .map((one) => `${one.tagName}.${one.className}`);
          return { wide: document.scrollingElement.scrollWidth - across, out: out.slice(0, 5) };
        });
      await page.run((scale) => {
        const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
        document.documentElement.style.fontSize = `${size * scale}px`;
        for (const fold of document.querySelectorAll('main details')) fold.open = true;
      }, scale);
      await sleep(300);
      assert.deepEqual(await check(), { wide: 0, out: [] });
      await page.run(() => document.querySelector('main a.cite').click());
      await isOpen(page);
      assert.deepEqual(await check(), { wide: 0, out: [] }, 'with a note open');
      await page.press(Key.ESCAPE);
      if (await page.run(() => getComputedStyle(document.querySelector('.bar summary')).display !== 'none')) {
        await page.run(() => {
          document.querySelector('.bar details').open = true;
        });
        assert.deepEqual(await check(), { wide: 0, out: [] }, 'with the contents open');
      }
    });
  });
}

for (const [width, scheme] of [
  [1280, 'light'],
  [360, 'dark'],
]) {
  test(`axe finds no fault with a note and the contents open, ${width} px, ${scheme}`, async () => {
    await withEssay(
      { width, height: 800, mobile: width < 600, media: { 'prefers-color-scheme': scheme } },
      async (page) => {
        for (const more of [false, true]) {
          if (more) await (await page.driver.findElement({ css: '.look button' })).click();
          for (const kind of ['doc-noteref', 'doc-biblioref', 'doc-glossref']) {
            const link = await linkTo(page, kind);
            await page.run((link) => link.click(), link);
            await isOpen(page);
            await page.run(() => {
              document.querySelector('.bar details').open = true;
              for (const fold of document.querySelectorAll('main details')) fold.open = true;
            });
            assert.deepEqual(await page.axe(), [], `${kind}, more contrast: ${more}`);
            await page.run(() => document.querySelector('.note > button').click());
          }
        }
      },
    );
  });
}

test('the citation is copied', async () => {
  await withEssay({}, async (page) => {
    await page.allowClipboard(server.origin);
    await (await page.driver.findElement({ css: '.copy' })).click();
    await page.until('it says so', 3_000, () => document.querySelector('.copy').textContent === 'Copied');
    const copied = await page.clipboard();
    assert.match(copied, /^@misc\{facelike\d{4},\n.*version/is);
  });
});

test('a report of a mistake tells which run was on the screen', async () => {
  await withEssay({}, async (page) => {
    const asked = await page.run(() => {
      const link = document.createElement('a');
      link.href = 'https://example.org/issues/new?title=Chapter%200';
      link.setAttribute('data-report', '');
      link.textContent = 'Report';
      document.querySelector('footer').append(link);
      link.focus();
      const plain = new URL(link.href);
      history.replaceState(null, '', '?fig=hook&v=1&seed=7&tick=100');
      link.blur();
      link.focus();
      const figure = new URL(link.href);
      return [plain, figure].map((url) => [url.searchParams.get('title'), url.searchParams.get('body')]);
    });
    assert.deepEqual(
      asked.map(([title]) => title),
      ['Chapter 0', 'Chapter 0'],
    );
    assert.ok(!asked[0][1].includes('fig='));
    assert.ok(asked[1][1].includes(`${server.origin}/?fig=hook&v=1&seed=7&tick=100`), asked[1][1]);
  });
});

test('on paper there are stills, notes and open asides, and no bar', { skip: lacks('DevTools') }, async () => {
  await withLiveFigure(server.origin, { media: { 'prefers-color-scheme': 'dark' } }, async (page, id) => {
    await ready(page);
    await page.tell('Emulation.setEmulatedMedia', {
      media: 'print',
      features: [{ name: 'prefers-color-scheme', value: 'dark' }],
    });
    await page.run(() => dispatchEvent(new Event('beforeprint')));
    await sleep(500);
    const seen = await page.run((id) => {
      const shown = (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
      const aside = document.querySelector('.maths > p');
      const { shadowRoot: inside } = document.getElementById(id);
      const { width, height } = document.querySelector(`#${id} img`).getBoundingClientRect();
      return {
        canvas: inside.querySelector('canvas').checkVisibility(),
        controls: [...inside.querySelectorAll('button, select, input')].some((one) => one.checkVisibility()),
        picture: width > 200 && height > 100,
        bar: shown('.bar'),
        copy: shown('.copy'),
        notes: shown('.notes li'),
        aside: aside.checkVisibility() && aside.getBoundingClientRect().height > 10,
        dark: /-dark\./.test(document.querySelector(`#${id} img`).currentSrc),
        ground: getComputedStyle(document.querySelector(`#${id} picture`)).backgroundColor,
        address: getComputedStyle(document.querySelector('#sources-chapter a[href^=http]'), '::after').content,
        paper: getComputedStyle(document.documentElement).backgroundColor,
      };
    }, id);
    const { address, ...rest } = seen;
    assert.deepEqual(rest, {
      canvas: false,
      controls: false,
      picture: true,
      bar: false,
      copy: false,
      notes: true,
      aside: true,
      // No other still could be fetched in time.
      dark: true,
      ground: 'rgb(21, 23, 26)',
      paper: 'rgb(255, 255, 255)',
    });
    assert.ok(address.includes('https://'), address);
    await page.run(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.run(() => document.querySelector('.maths').open), false, 'folded again');
  });
});
