// Whatever a link or an attribute says, the figure says what is wrong and works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve, withPage } from './harness.mjs';

let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

const message = (page, id) => page.text(id, '[data-role=message]');

/** The figure is there, at its start, and does a tick when asked. */
async function works(page, id, what) {
  await page.wake(id);
  const before = await page.tick(id);
  await page.click(id, '[data-do=step]');
  await page.until(`a tick with ${what}`, 10_000, (id, t) => document.getElementById(id).tick > t, id, before);
}

/** Characters that a message leaves out: they break its line, or turn around how it reads. */
const UNSEEN = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** As much as a message shows of a value, without the marks that it quotes with. */
const shown = (text) => bare(text.replace(UNSEEN, ' ').slice(0, 30)).trim();
const bare = (text) => text.replace(/[`\u201c\u201d]/g, '');

test('a bad value in a link gets one message with the value and what is allowed, and the default', async () => {
  const bad = [
    ['seed', 'abc', /whole number from 0/],
    ['seed', '-3', /whole number from 0/],
    ['seed', '1e400', /whole number from 0/],
    ['tick', '-1', /whole number from 0/],
    ['tick', '99999999999', /whole number from 0/],
    ['rate', '1000000', /a number from .* to /],
    ['rate', 'NaN', /a number from .* to /],
    ['steps', '10.5', /whole number from .* to /],
    ['start', 'nowhere', /one of .*noise/],
    ['robust', 'maybe', /on or off/],
    ['at', '5:rate', /TICK:control=value/],
    ['colour', 'red', /there is .*start/],
    ['v', '999', /another version/],
  ];
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const id = await page.first();
    for (const [name, value, allowed] of bad) {
      const what = `${name}=${value}`;
      await page.goto(`${server.origin}/?fig=${id}&${name}=${encodeURIComponent(value)}`);
      await page.wake(id);
      await page.until(
        `a message about ${what}`,
        5_000,
        (id) => document.getElementById(id).shadowRoot.querySelector('[data-role=message]')?.textContent.trim(),
        id,
      );
      const text = await message(page, id);
      assert.ok(text.includes(name === 'colour' ? name : value), `${what}: ${text}`);
      assert.match(text, allowed, what);
      await works(page, id, what);
    }
    assert.deepEqual(await page.errors(), []);
  });
});

test('good values beside a bad one are taken', async () => {
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const id = await page.first();
    await page.goto(`${server.origin}/?fig=${id}&seed=12&rate=never&tick=4`);
    await page.wake(id);
    await page.until('tick 4', 10_000, (id) => document.getElementById(id).tick === 4, id);
    assert.match(await page.state(id), /\bseed=12\b/);
    assert.match(await message(page, id), /never/);
    assert.deepEqual(await page.errors(), []);
  });
});

test('a link to a figure that is not there is told, and the page works', async () => {
  await withPage({}, async (page) => {
    await page.goto(`${server.origin}/?fig=no-such-figure&seed=3`);
    const id = await page.first();
    assert.match(await message(page, id), /^This page has no figure \u201cno-such-figure\u201d: there is .*hook/);
    await works(page, id, 'an unknown figure');
    assert.deepEqual(await page.errors(), []);
  });
});

test('a bad attribute gets one message with the value and what is allowed', async () => {
  const bad = [
    [{ experiment: 'no-such-thing' }, 'no-such-thing', /there is .*max-face/],
    [{ seed: 'abc' }, 'abc', /whole number from 0/],
    [{ rate: '1000000' }, '1000000', /a number from .* to /],
    [{ start: 'nowhere' }, 'nowhere', /one of .*noise/],
    [{ tick: '-1' }, '-1', /whole number from 0/],
    [{ controls: 'start,nonsense' }, 'nonsense', /there is .*start/],
    [{ theme: 'purple' }, 'purple', /light.*dark/],
  ];
  await withPage({}, async (page) => {
    for (const [attributes, value, allowed] of bad) {
      await page.goto(server.origin);
      const id = await page.first();
      await page.run(
        (id, attributes) => {
          const figure = document.getElementById(id).cloneNode(true);
          figure.id = 'strange';
          for (const [name, text] of Object.entries(attributes)) figure.setAttribute(name, text);
          document.getElementById(id).replaceWith(figure);
          figure.scrollIntoView({ behavior: 'instant' });
        },
        id,
        attributes,
      );
      await page.until(`a message about ${value}`, 10_000, () =>
        document.getElementById('strange').shadowRoot?.querySelector('[data-role=message]')?.textContent.trim(),
      );
      const text = await message(page, 'strange');
      assert.ok(text.includes(value), text);
      assert.match(text, allowed);
      if (attributes.experiment) {
        const still = await page.run(() => document.querySelector('#strange img').checkVisibility());
        assert.ok(still, 'the still stays');
      } else {
        await works(page, 'strange', value);
      }
    }
    assert.deepEqual(await page.errors(), []);
  });
});

const HOSTILE = [
  '',
  ' ',
  '0x10',
  '+1',
  '1_000',
  '1.0',
  '1e3',
  '-0',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '9007199254740992',
  '99999999999999999999999999999999',
  '\u0661\u0662\u0663',
  '\u00bd',
  '\u2028',
  '\u202e12',
  '\u0000',
  '\n',
  '\t7',
  '7\u0000',
  '\ud83d\ude42',
  '\u0301\u0301\u0301',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'; drop table seeds; --",
  'javascript:alert(1)',
  '\u0024{7*7}',
  '{{7*7}}',
  '%s%n%x',
  '../../etc/passwd',
  'file:///etc/passwd',
  '`id`',
  '$(id)',
  '&amp;',
  '#',
  '?seed=1',
  '&seed=1&seed=2',
  '=',
  'a'.repeat(5000),
  '9'.repeat(5000),
  '\u4e03',
];

test('fifty hostile seeds do no harm', async () => {
  assert.equal(HOSTILE.length, 50);
  // In the page of a frame, which is small; it reads its link with the same code as the essay.
  const frame = `${server.origin}/embed/max-face/`;
  await withPage({}, async (page) => {
    await page.goto(frame);
    const id = await page.first();
    for (const text of HOSTILE) {
      const what = JSON.stringify(text.slice(0, 40));
      await page.goto(`${frame}?seed=${encodeURIComponent(text)}`);
      await page.wake(id);
      const told = await page.until(
        `a message about ${what}`,
        5_000,
        (id) => document.getElementById(id).shadowRoot.querySelector('[data-role=message]')?.textContent.trim(),
        id,
      );
      assert.ok(bare(told).includes(shown(text)) && /whole number from 0/.test(told), `${what}: ${told}`);
      assert.ok(told.length < 300, 'the message is short');
      const own = await page.run((id) => document.getElementById(id).getAttribute('seed') ?? '0', id);
      assert.ok((await page.state(id)).includes(`&seed=${own}&`), `${what}: the figure keeps its own seed`);
      assert.equal(await page.run(() => document.querySelectorAll('img[onerror], svg[onload]').length), 0);
    }
    await works(page, id, 'hostile seeds');
    assert.deepEqual(await page.errors(), []);
  });
});

test('links that are no links do no harm', async () => {
  const queries = [
    '%',
    '%E0%A4%A',
    'fig',
    'fig=',
    '&&&',
    '=',
    'fig=%00',
    '__proto__=1',
    'seed=1&seed=2&seed=x',
    `x=${'y'.repeat(8000)}`,
  ];
  await withPage({}, async (page) => {
    for (const query of queries) {
      await page.goto(`${server.origin}/?${query}`);
      const id = await page.first();
      await page.wake(id);
    }
    await works(page, await page.first(), 'strange links');
    assert.deepEqual(await page.errors(), []);
  });
});

test('fifty hostile attributes do no harm', async () => {
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const id = await page.first();
    const names = ['experiment', 'seed', 'tick', 'at', 'rate', 'start', 'controls', 'theme', 'autoplay', 'id'];
    const told = await page.run(
      async (id, names, hostile) => {
        const made = [];
        for (const [i, text] of hostile.entries()) {
          const figure = document.getElementById(id).cloneNode(true);
          figure.id = `hostile-${i}`;
          figure.setAttribute(names[i % names.length], text);
          document.getElementById(id).before(figure);
          figure.scrollIntoView({ behavior: 'instant' });
          const message = () => figure.shadowRoot?.querySelector('[data-role=message]')?.textContent.trim() ?? '';
          // Those that are wrong say so as soon as they are near.
          for (let wait = 0; wait < 60 && !message() && figure.status !== 'paused'; wait++) {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          made.push({ name: names[i % names.length], text, message: message(), status: figure.status });
          figure.remove();
        }
        return made;
      },
      id,
      names,
      HOSTILE,
    );
    assert.equal(told.length, 50);
    for (const { name, text, message, status } of told) {
      const what = `${name}=${JSON.stringify(text.slice(0, 40))}: ${status}, ${message}`;
      assert.ok(message.length < 400, what);
      assert.ok(!/panick|unreachable|undefined is|not a function/.test(message.replace(text, '')), what);
      if (['seed', 'tick', 'rate', 'start'].includes(name)) {
        assert.ok(message.length > 0 || /^\s*$|^[0-9.]+$/.test(text), `${what}: it is told`);
      }
    }
    assert.equal(await page.run(() => document.querySelectorAll('img[onerror], svg[onload]').length), 0);
    await works(page, id, 'hostile attributes');
    assert.deepEqual(await page.errors(), []);
  });
});

test('fifty hostile hashes and as many messages do no harm', async () => {
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const id = await page.first();
    await page.wake(id);
    const before = await page.state(id);
    await page.run((hostile) => {
      for (const text of hostile) {
        location.hash = text;
        for (const message of [text, { type: text }, { kind: 'frame', bytes: text }, { type: text, height: text }]) {
          postMessage(message, '*');
        }
      }
      const loop = {};
      loop.loop = loop;
      const strange = [
        null,
        undefined,
        Number.NaN,
        [],
        loop,
        new Map([['kind', 'error']]),
        new ArrayBuffer(8),
        new Date(),
      ];
      for (const message of strange) postMessage(message, '*');
    }, HOSTILE);
    await works(page, id, 'hostile hashes and messages');
    assert.equal(await message(page, id), '');
    assert.equal((await page.state(id)).replace(/tick=\d+/, ''), before.replace(/tick=\d+/, ''));
    for (const text of HOSTILE.slice(0, 10)) {
      await page.goto(`${server.origin}/?fig=${id}#${encodeURIComponent(text)}`);
      await works(page, id, 'a hostile hash');
    }
    assert.deepEqual(await page.errors(), []);
  });
});
