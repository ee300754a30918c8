// A picture of the reader's own: painted with pointer, touch or keys or taken from a photo, judged at once, climbed from,
// passed on by a link, and played with.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sirv from 'sirv';
import { blank, decode, encode, SIDE, WHITE } from '../../www/lab/picture.js';
import { facelike, Key, lacks, ROOT, runNatively, serve, withPage } from './harness.mjs';

const FOLDER = `${ROOT}target/own`;

/** Width and height of what a finger hits. */
const TARGET_PX = 44;

let server;
before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  server = await serve();
});
after(() => server?.close());

/** A page whose first figure has the painter open; it must leave the console clean. */
function withPainter(options, test) {
  return withPage(options, async (page) => {
    await page.goto(`${server.origin}/${options.query ?? ''}`);
    const id = await page.first();
    await open(page, id);
    await test(page, id);
    assert.deepEqual(await page.errors(), [], 'the console shows no error');
  });
}

/** Lets the figure offer the painter, and opens it. */
async function open(page, id) {
  await page.run((id) => document.getElementById(id).setAttribute('controls', 'start,own,steps,rate'), id);
  await page.wake(id);
  await unpack(page, id);
}

/** Opens the painter of a live figure. */
async function unpack(page, id) {
  await page.run((id) => {
    document.getElementById(id).shadowRoot.querySelector('.panel').open = true;
  }, id);
  await page.click(id, '[data-control=own]');
  await page.until(
    'the painter is open',
    10_000,
    (id) => document.getElementById(id).shadowRoot.querySelector('.painter .area')?.checkVisibility(),
    id,
  );
}

/** What the figure's state has as the reader's picture. */
async function own(page, id) {
  return new URLSearchParams(await page.state(id)).get('own') ?? 'blank';
}

/** Waits until the run has another picture than `before` and has shown it, and returns it. */
async function another(page, id, before) {
  const text = await page.until(
    'the run has the picture',
    20_000,
    (id, before) => {
      const text = new URLSearchParams(document.getElementById(id).state).get('own') ?? 'blank';
      return text !== before && text;
    },
    id,
    before,
  );
  // A frame that has come is shown with the next picture of the screen.
  await page.run(() => new Promise((shown) => requestAnimationFrame(() => setTimeout(shown))));
  return text;
}

/** Waits until the picture on the easel is judged, and returns what is told of it. */
function verdict(page, id, ms = 60_000) {
  return page.until(
    'the picture is judged',
    ms,
    (id) => {
      const lab = document.getElementById(id);
      const said = (name) => lab.shadowRoot.querySelector(`[data-own=${name}]`).textContent;
      const { stage } = lab.told;
      const ready = stage.watch && stage.done === 0 && lab.status === 'paused' && /\d/.test(said('model'));
      return ready && ['model', 'world', 'outcome', 'best'].map(said);
    },
    id,
  );
}

/** The readouts of a figure, by id. */
async function readouts(page, id) {
  const all = await page.run((id) => document.getElementById(id).told.readouts, id);
  return new Map(all.map(({ id, value }) => [id, value]));
}

/** Brings the painting area into the middle and returns where the middles of its pixels lie on the screen. */
async function area(page, id) {
  const box = await page.run((id) => {
    const area = document.getElementById(id).shadowRoot.querySelector('.area');
    area.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { left, top, width, height } = area.querySelector('canvas').getBoundingClientRect();
    return { left, top, width, height };
  }, id);
  return (x, y) => [box.left + ((x + 0.5) * box.width) / SIDE, box.top + ((y + 0.5) * box.height) / SIDE];
}

/** Paints with the mouse from each pixel to the next. */
async function paint(page, id, ...pixels) {
  const at = await area(page, id);
  const actions = page.driver.actions();
  for (const [i, pixel] of pixels.entries()) {
    const [x, y] = at(...pixel).map(Math.round);
    actions.move({ x, y, duration: i ? 60 : 0 });
    if (i === 0) actions.press();
  }
  await actions.release().perform();
}

const tool = (page, id, name) => page.click(id, `[data-do=own-${name}]`);
const brush = (page, id, size) => page.click(id, `[data-do=own-brush][value="${size}"]`);
const grey = (page, id, grey) => page.choose(id, '[data-do=own-grey]', grey);
const told = (page, id, name) => page.text(id, `[data-own=${name}]`);

/** The pixels of a picture that differ from another one, with their greys. */
function changed(text, before = 'blank') {
  const [picture, other] = [decode(text), decode(before)];
  return [...picture.keys()]
    .filter((at) => picture[at] !== other[at])
    .map((at) => [at % SIDE, Math.floor(at / SIDE), picture[at]]);
}

test('a stroke of the pointer is one value, which is judged at once and is the state that the command line computes', async () => {
  await withPainter({}, async (page, id) => {
    assert.match(await told(page, id, 'outcome'), /has not learned yet/);
    await page.run((id) => {
      window.pictures = new Set();
      document.getElementById(id).addEventListener('facelike-frame', ({ target }) => {
        window.pictures.add(new URLSearchParams(target.state).get('own') ?? 'blank');
      });
    }, id);
    await brush(page, id, 1);
    await paint(page, id, [3, 5], [12, 5], [12, 9]);
    const line = await another(page, id, 'blank');
    const across = Array.from({ length: 10 }, (_, i) => [3 + i, 5, 0]);
    assert.deepEqual(changed(line), [...across, ...[6, 7, 8, 9].map((y) => [12, y, 0])]);

    // It learns because of that, and then stands before the first step.
    const [model, world, outcome] = await verdict(page, id);
    const state = new URLSearchParams(await page.state(id));
    assert.equal(state.get('start'), 'own');
    const numbers = await readouts(page, id);
    assert.ok(numbers.get('logit') < 0 && numbers.get('truth') < 0.05, 'a line is no face');
    const minus = (text) => text.replace('-', '\u2212');
    assert.ok(model.includes(`logit ${minus(numbers.get('logit').toFixed(1))}`), model);
    assert.equal(world, `truth ${numbers.get('truth').toFixed(2)}`);
    assert.match(outcome, /^Not fooled: neither/);
    await page.until(
      'the sentence tells of it',
      5_000,
      (id) =>
        /that your picture is a face/.test(document.getElementById(id).told.sentence) &&
        document
          .getElementById(id)
          .shadowRoot.querySelector('[data-role=sentence]')
          .textContent.includes('your picture'),
      id,
    );
    assert.equal(await page.digest(id), runNatively('max-face', await page.state(id)).digest);

    // The next stroke needs no lessons: the run is at the same tick at once.
    const tick = await page.tick(id);
    await brush(page, id, 4);
    await grey(page, id, 63);
    await paint(page, id, [12, 18]);
    const dot = await another(page, id, line);
    assert.equal(changed(dot, line).length, 12);
    assert.ok(changed(dot, line).every(([, , value]) => value === WHITE));
    await verdict(page, id, 5_000);
    assert.equal(await page.tick(id), tick);
    assert.equal(await page.digest(id), runNatively('max-face', await page.state(id)).digest);

    await tool(page, id, 'undo');
    assert.equal(await another(page, id, dot), line);
    await tool(page, id, 'clear');
    assert.equal(await another(page, id, line), 'blank');
    await tool(page, id, 'undo');
    assert.equal(await another(page, id, 'blank'), line);
    assert.deepEqual(new Set(await page.run(() => [...window.pictures])), new Set(['blank', line, dot]));
  });
});

test('a real face is one for both; the climb goes from it; what it comes to is not the reader\u2019s own', async () => {
  await withPainter({}, async (page, id) => {
    await page.allowClipboard(server.origin);
    // Before the run knows any faces there is one all the same.
    await tool(page, id, 'face');
    const first = await another(page, id, 'blank');
    const [, , outcome] = await verdict(page, id);
    assert.match(outcome, /does not deny it/);
    assert.ok((await readouts(page, id)).get('truth') > 0.75, 'a real face');
    await tool(page, id, 'face');
    const second = await another(page, id, first);
    await verdict(page, id, 5_000);
    assert.ok((await readouts(page, id)).get('truth') > 0.6, 'a real face of this run');

    // The link to this picture leads to the same state, in which it is judged.
    await tool(page, id, 'link');
    await page.until(
      'it says that the link is copied',
      5_000,
      (id) => /copied/.test(document.getElementById(id).shadowRoot.querySelector('[data-own=outcome]').textContent),
      id,
    );
    const [digest, state] = [await page.digest(id), await page.state(id)];
    const link = new URL(await page.clipboard());
    assert.equal(link.searchParams.get('own'), second);
    assert.equal(link.hash, `#${id}`);

    await tool(page, id, 'climb');
    await page.fastest(id);
    await page.reach(id, 'done', 60_000);
    assert.ok((await readouts(page, id)).get('truth') < 0.05);
    await tool(page, id, 'current');
    await another(page, id, second);
    const [, , climbed] = await verdict(page, id, 10_000);
    assert.match(climbed, /found by the climb/);
    assert.equal(
      await page.run((id) => document.getElementById(id).shadowRoot.querySelector('[data-own=best]').hidden, id),
      true,
    );

    await page.newWindow();
    await page.goto(link.href);
    await open(page, id);
    const [, , linked] = await verdict(page, id);
    assert.equal(await page.digest(id), digest);
    assert.equal(await page.state(id), state);
    assert.equal(runNatively('max-face', state).digest, digest);
    assert.match(linked, /came with the link/);
  });
});

test('a reader fools the model by hand: the best is kept, and shown again', async () => {
  await withPainter({ query: '?fig=hook&seed=7' }, async (page, id) => {
    await tool(page, id, 'face');
    const face = await another(page, id, 'blank');
    await verdict(page, id);
    const { stroke, size, value } = FOOLS;
    await brush(page, id, size);
    await grey(page, id, value);
    await paint(page, id, ...stroke);
    const fooling = await another(page, id, face);
    const [model, world, outcome, best] = await verdict(page, id, 5_000);
    assert.match(outcome, /^Fooled!/, `${model}, ${world}`);
    const numbers = await readouts(page, id);
    assert.equal(
      best,
      `Your best so far: logit ${numbers.get('logit').toFixed(1)} at truth ${numbers.get('truth').toFixed(2)}.`,
    );
    await tool(page, id, 'clear');
    await another(page, id, fooling);
    await verdict(page, id, 5_000);
    await tool(page, id, 'best');
    assert.equal(await another(page, id, 'blank'), fooling);
  });
});

/** What makes no face of the built-in one without the model's noticing it, with seed 7. */
const FOOLS = {
  stroke: [
    [15, 5],
    [15, 9],
  ],
  size: 4,
  value: 0,
};

test('what the figure is given from elsewhere is on the easel too, also after hasty changes', async () => {
  await withPainter({}, async (page, id) => {
    await tool(page, id, 'face');
    const face = await another(page, id, 'blank');
    await page.run((id) => {
      const root = document.getElementById(id).shadowRoot;
      for (const name of ['clear', 'undo', 'clear', 'undo']) root.querySelector(`[data-do=own-${name}]`).click();
    }, id);
    await verdict(page, id);
    assert.equal(await own(page, id), face);
    const easel = () =>
      page.run((id) => {
        const canvas = document.getElementById(id).shadowRoot.querySelector('.area canvas');
        return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.slice(0, 4)];
      }, id);
    for (const [text, shade] of [
      ['_._'.repeat(9), 255],
      ['A._'.repeat(9), 0],
    ]) {
      await page.run((id, text) => document.getElementById(id).open(`v=1&seed=7&start=own&own=${text}`), id, text);
      await page.until(
        'the figure has it',
        10_000,
        (id, text) =>
          document.getElementById(id).state.includes(text) && document.getElementById(id).status === 'paused',
        id,
        text,
      );
      assert.deepEqual(await easel(), [shade, shade, shade, 255]);
    }
    assert.match(await told(page, id, 'outcome'), /has not learned yet/);
  });
});

test('keys alone paint, choose grey and brush, take back and leave, and each is told to a screen reader', async () => {
  await withPainter({}, async (page, id) => {
    const said = () => page.text(id, '.easel [role=status]');
    const focused = () =>
      page.run(
        (id) => document.getElementById(id).shadowRoot.activeElement?.closest('.area, [data-control=own]')?.className,
        id,
      );
    assert.equal(await focused(), 'area', 'the painter takes the focus when it opens');
    assert.match(await said(), /^Row 13, column 13: grey 32 of 63$/);
    const shows = await page.run((id) => {
      const root = document.getElementById(id).shadowRoot;
      const { outlineStyle } = getComputedStyle(root.querySelector('.area'));
      return [outlineStyle, getComputedStyle(root.querySelector('.brush')).display];
    }, id);
    // Opened by a press of the mouse, it shows itself with the first key.
    await page.press(Key.HOME, Key.PAGE_UP);
    assert.match(await said(), /^Row 1, column 1: /);
    const after = await page.run((id) => {
      const root = document.getElementById(id).shadowRoot;
      return [
        getComputedStyle(root.querySelector('.area')).outlineStyle,
        getComputedStyle(root.querySelector('.brush')).display,
      ];
    }, id);
    assert.deepEqual(after, ['solid', 'block'], `the focus and the brush are seen: ${shows}`);

    await page.press(']', '[', '[', '[');
    assert.equal(await said(), 'Brush: 1 across');
    await page.press('+', '+', '-');
    assert.equal(await said(), 'Paint: grey 7 of 63');
    await page.press(Key.SPACE);
    assert.equal(await said(), 'Row 1, column 1: grey 7 of 63');
    await page.press(Key.ARROW_DOWN, Key.ARROW_RIGHT, Key.ENTER);
    const shift = page.driver.actions().keyDown(Key.SHIFT);
    for (let i = 0; i < 3; i += 1) shift.sendKeys(Key.ARROW_RIGHT);
    await shift.keyUp(Key.SHIFT).perform();
    assert.equal(await said(), 'Row 2, column 5: grey 7 of 63');
    const expected = [
      [0, 0, 7],
      [1, 1, 7],
      [2, 1, 7],
      [3, 1, 7],
      [4, 1, 7],
    ];
    await page.until(
      'all is sent when the keys rest',
      20_000,
      (id, text) => new URLSearchParams(document.getElementById(id).state).get('own') === text,
      id,
      encode(blank().map((value, at) => expected.find(([x, y]) => at === y * SIDE + x)?.[2] ?? value)),
    );
    assert.deepEqual(changed(await own(page, id)), expected);
    await verdict(page, id);

    // A line of keys is taken back as one.
    const before = await own(page, id);
    await page.driver.actions().keyDown(Key.CONTROL).sendKeys('z').keyUp(Key.CONTROL).perform();
    await another(page, id, before);
    assert.deepEqual(changed(await own(page, id)), expected.slice(0, 2));
    await page.press(Key.END, Key.PAGE_DOWN, Key.ARROW_RIGHT, Key.ARROW_DOWN);
    assert.match(await said(), /^Row 24, column 24: /);

    await page.press(Key.ESCAPE);
    assert.equal(await focused(), '', 'Escape goes back to the button');
    assert.equal(
      await page.run((id) => document.getElementById(id).shadowRoot.activeElement.getAttribute('aria-expanded'), id),
      'true',
    );
    await page.press(Key.ENTER);
    const visible = await page.run(
      (id) => document.getElementById(id).shadowRoot.querySelector('.painter').checkVisibility(),
      id,
    );
    assert.equal(visible, false, 'the button closes it');

    // All else is reached by Tab, and holds nothing.
    await page.press(Key.ENTER);
    await page.press(Key.TAB);
    await page.tabTo(id, '[data-do=own-climb]', 12);
    await page.press(Key.ENTER);
    await page.until('it climbs', 10_000, (id) => document.getElementById(id).told.stage.done > 0, id);
    await page.tabTo(id, '[data-do=own-photo]', 4);
  });
});

test('a finger paints without scrolling, and beside the picture it scrolls', { skip: lacks('DevTools') }, async () => {
  await withPainter({ width: 360, height: 740, mobile: true }, async (page, id) => {
    const at = await area(page, id);
    const before = await page.run(() => scrollY);
    await page.touch(...Array.from({ length: 15 }, (_, i) => at(6, 4 + i)));
    const text = await another(page, id, 'blank');
    assert.equal(await page.run(() => scrollY), before, 'the page stays where it is');
    const rows = new Set(changed(text).map(([, y]) => y));
    for (let y = 4; y <= 18; y += 1) assert.ok(rows.has(y), `row ${y} is painted`);
    assert.ok(changed(text).every(([x]) => x >= 5 && x <= 7));
    const gap = await page.run((id) => {
      const { right } = document.getElementById(id).shadowRoot.querySelector('.area').getBoundingClientRect();
      return { x: (right + innerWidth) / 2, room: innerWidth - right };
    }, id);
    assert.ok(gap.room >= TARGET_PX, `${gap.room} px beside it`);
    await page.touch(...Array.from({ length: 16 }, (_, i) => [gap.x, 500 - 20 * i]));
    assert.ok((await page.run(() => scrollY)) - before > 150, 'a finger beside it scrolls');
    assert.equal(await own(page, id), text);

    const small = await page.run(
      (id, least) =>
        [...document.getElementById(id).shadowRoot.querySelectorAll('.painter :is(button, input)')]
          .filter((one) => one.checkVisibility())
          .map((one) => ({ one, box: (one.labels?.[0]?.contains(one) ? one.labels[0] : one).getBoundingClientRect() }))
          .filter(({ box }) => box.height < least || box.width < least)
          .map(({ one, box }) => `${one.dataset.do}: ${box.width} x ${box.height}`),
      id,
      TARGET_PX,
    );
    assert.deepEqual(small, []);
  });
});

/** A PNG of a size, each pixel a colour. */
function png(name, width, height, colour) {
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (_, x) => colour(x, y)).flat(),
  ]);
  const chunk = (kind, bytes) => {
    const body = Buffer.concat([Buffer.from(kind), bytes]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(bytes.length, 0);
    ends.writeUInt32BE(sum(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const parts = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  const path = `${FOLDER}/${name}`;
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** CRC-32, which younger versions of node have. */
function sum(bytes) {
  if (crc32) return crc32(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** Colours in rings, off the middle. */
const rings = (x, y) => {
  const far = Math.hypot(x - 130, y - 70);
  return [255 * (0.5 + 0.5 * Math.sin(far / 9)), 2 * x, 255 - 2 * y].map((value) =>
    Math.min(255, Math.max(0, Math.round(value))),
  );
};

test('a photo is cropped and shrunk on the device as the command line does it, and is asked of nobody', async () => {
  const path = png('rings.png', 230, 131, rings);
  const expected = JSON.parse(facelike('run', 'max-face', '--ticks', '1', '--set', `own=@${path}`, '--json')).settings
    .own;
  await withPainter({}, async (page, id) => {
    const input = await page.part(id, '[data-do=own-photo]');
    await page.requests();
    await input.sendKeys(path);
    assert.equal(await another(page, id, 'blank'), expected);
    assert.match(await told(page, id, 'note'), /It is sent nowhere/);
    const [, , outcome] = await verdict(page, id);
    assert.match(outcome, /A photo is no picture of this world/);
    const asked = (await page.requests()).filter((url) => !/\.(wasm|bin)$|^blob:/.test(url));
    assert.deepEqual(asked, [], 'nothing is sent');
    assert.deepEqual(await page.run(() => [localStorage.length, sessionStorage.length]), [0, 0], 'and nothing is kept');

    // The same by dropping it, and by pasting it.
    const bytes = readFileSync(path).toString('base64');
    for (const kind of lacks('made pastes') ? ['drop'] : ['drop', 'paste']) {
      await tool(page, id, 'clear');
      await another(page, id, expected);
      await page.run(
        (id, kind, bytes) => {
          const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'x.png', { type: 'image/png' });
          const data = new DataTransfer();
          data.items.add(file);
          const area = document.getElementById(id).shadowRoot.querySelector('.area');
          const options = { bubbles: true, composed: true, cancelable: true };
          const event =
            kind === 'drop'
              ? new DragEvent('drop', { ...options, dataTransfer: data })
              : new ClipboardEvent('paste', { ...options, clipboardData: data });
          area.dispatchEvent(event);
          if (!event.defaultPrevented) throw new Error(`${kind} is left to the browser`);
        },
        id,
        kind,
        bytes,
      );
      assert.equal(await another(page, id, 'blank'), expected, kind);
    }
    await page.run((id) => {
      const data = new DataTransfer();
      data.setData('text/plain', 'a text');
      const event = new DragEvent('drop', { bubbles: true, composed: true, cancelable: true, dataTransfer: data });
      document.getElementById(id).shadowRoot.querySelector('.area').dispatchEvent(event);
      if (event.defaultPrevented) throw new Error('a text that is dropped is none of ours');
    }, id);
  });
});

test('a file that is no picture, or too large, is told in words and changes nothing', async () => {
  const [none, large, empty] = ['none.png', 'large.png', 'empty.png'].map((name) => `${FOLDER}/${name}`);
  writeFileSync(none, 'this is no picture');
  writeFileSync(empty, '');
  writeFileSync(large, Buffer.alloc(50_000_001));
  await withPainter({}, async (page, id) => {
    const input = await page.part(id, '[data-do=own-photo]');
    for (const [path, why] of [
      [none, /cannot be taken: it is no picture that this browser can read\.$/],
      [empty, /cannot be taken: it is no picture that this browser can read\.$/],
      [large, /cannot be taken: it has 51 MB, and at most 50 can be read\.$/],
    ]) {
      await tool(page, id, 'undo');
      await input.sendKeys(path);
      await page.until(
        `it says what is wrong with ${path}`,
        20_000,
        (id, why) =>
          new RegExp(why).test(document.getElementById(id).shadowRoot.querySelector('[data-own=note]').textContent),
        id,
        why.source,
      );
    }
    assert.equal(await own(page, id), 'blank');
    assert.equal(await page.tick(id), 0);
    // The next one is taken.
    await input.sendKeys(png('small.png', 3, 5, (x) => Array(3).fill(100 * x)));
    await another(page, id, 'blank');
  });
});

test('a hostile picture in a link gets one message, and the figure works', async () => {
  const picture = 'A.L_.L'.repeat(24);
  const bad = [
    'bogus',
    '',
    'BLANK',
    'A'.repeat(575),
    'A'.repeat(5_000),
    `${picture}.`,
    `.${picture}`,
    picture.replace('_', '+'),
    '<img src=x onerror=alert(1)>',
    '@/etc/passwd',
    '\u202e\u0000',
  ];
  await withPage({}, async (page) => {
    await page.goto(server.origin);
    const id = await page.first();
    for (const text of bad) {
      await page.goto(`${server.origin}/?fig=${id}&start=own&own=${encodeURIComponent(text)}`);
      await page.wake(id);
      const message = await page.until(
        `a message about ${text.slice(0, 40)}`,
        10_000,
        (id) => document.getElementById(id).shadowRoot.querySelector('[data-role=message] p')?.textContent.trim(),
        id,
      );
      assert.match(message, /^\u201cown\u201d cannot be .*: it takes blank, or 24 x 24 greys/, text);
      assert.ok(message.length < 300, message);
      assert.equal(await own(page, id), 'blank');
    }
    await page.goto(`${server.origin}/?fig=${id}&at=${encodeURIComponent(`5:own=${picture}`)}`);
    await page.wake(id);
    const message = await page.until(
      'a message about an input',
      10_000,
      (id) => document.getElementById(id).shadowRoot.querySelector('[data-role=message] p')?.textContent.trim(),
      id,
    );
    assert.match(message, /\u201cown\u201d cannot change in mid-run/);
    assert.deepEqual(await page.errors(), []);
  });
});

for (const [scheme, motion] of [
  ['light', 'no-preference'],
  ['dark', 'reduce'],
]) {
  test(`axe finds no fault with the painter, ${scheme}, motion ${motion}`, async () => {
    const media = { 'prefers-color-scheme': scheme, 'prefers-reduced-motion': motion };
    await withPainter({ media }, async (page, id) => {
      await tool(page, id, 'face');
      await verdict(page, id);
      assert.deepEqual(await page.axe(), []);
    });
  });
}

for (const [width, mobile] of [
  [320, true],
  [360, true],
  [1280, false],
]) {
  test(`nothing of the painter sticks out, ${width} px wide`, async () => {
    await withPainter({ width, height: 740, mobile }, async (page, id) => {
      await tool(page, id, 'face');
      await verdict(page, id);
      const out = await page.run((id) => {
        const { right } = document.getElementById(id).getBoundingClientRect();
        const parts = [...document.getElementById(id).shadowRoot.querySelectorAll('.painter, .painter *')];
        const beyond = parts.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > right + 1);
        return [
          document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
          ...beyond.map((one) => one.outerHTML.slice(0, 80)),
        ];
      }, id);
      assert.deepEqual(out, [0]);
    });
  });
}

/** A server of its own origin. */
async function listen(answer) {
  const around = createServer(answer);
  await new Promise((resolve) => around.listen(0, '127.0.0.1', resolve));
  const close = () => {
    around.close();
    around.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${around.address().port}`, close };
}

test('in a sandboxed frame under the strictest policy one paints, takes a photo and passes on a link', async () => {
  const policy = /^default-src 'none'; .*$/m.exec(readFileSync(`${ROOT}README.md`, 'utf8'))[0];
  const known = sirv(`${ROOT}dist`);
  const site = await listen((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Content-Security-Policy', policy.replaceAll('SITE', `http://${request.headers.host}`));
    known(request, response);
  });
  const host = readFileSync(`${ROOT}tests/browser/hosts/plain.html`, 'utf8');
  const address = `${site.origin}/embed/max-face/?seed=7&amp;controls=start,own`;
  const around = await listen((_, response) =>
    response.setHeader('content-type', 'text/html').end(host.replace('src="FRAME"', `src="${address}"`)),
  );
  try {
    await withPage({ width: 1000, height: 2200 }, async (page) => {
      const id = 'max-face';
      await page.goto(around.origin);
      await page.driver.switchTo().frame(await page.driver.findElement({ css: 'iframe' }));
      await page.until('the frame', 10_000, () => self.origin === 'null' && document.readyState === 'complete');
      await page.until('the figure', 20_000, () => document.querySelector('facelike-lab')?.status === 'paused');
      await unpack(page, id);
      await (await page.part(id, '[data-do=own-photo]')).sendKeys(png('rings.png', 230, 131, rings));
      const photo = await another(page, id, 'blank');
      await verdict(page, id);
      assert.equal(await page.digest(id), runNatively(id, await page.state(id)).digest);
      // Drivers are at odds over places in frames, so that the pointer is one of our own.
      await page.run((id) => {
        const area = document.getElementById(id).shadowRoot.querySelector('.area');
        area.setPointerCapture = () => {};
        const { left, top } = area.getBoundingClientRect();
        const tell = (type, x, y) => {
          const options = { bubbles: true, composed: true, isPrimary: true, pointerId: 1, button: 0 };
          area.dispatchEvent(new PointerEvent(type, { ...options, clientX: left + x, clientY: top + y }));
        };
        tell('pointerdown', 40, 40);
        tell('pointermove', 90, 40);
        tell('pointerup', 90, 40);
      }, id);
      const painted = await another(page, id, photo);
      await verdict(page, id, 10_000);
      await tool(page, id, 'link');
      const link = await page.until(
        'the link, copied or to be copied by hand',
        10_000,
        (id) => {
          const root = document.getElementById(id).shadowRoot;
          const field = root.querySelector('.game input');
          return (
            /copied/.test(root.querySelector('[data-own=outcome]').textContent) &&
            (field.hidden ? 'copied' : field.value)
          );
        },
        id,
      );
      assert.ok(link === 'copied' || new URL(link).searchParams.get('own') === painted, link);
      assert.deepEqual(await page.errors(), []);
    });
  } finally {
    around.close();
    site.close();
  }
});

test('a picture of the reader\u2019s own is attacked as soon as it is painted', async () => {
  await withPage({}, async (page) => {
    const id = 'adversarial';
    await page.goto(`${server.origin}/embed/${id}/?seed=7&controls=start,own,eps`);
    await page.until('the figure', 20_000, () => document.querySelector('facelike-lab')?.status === 'paused');
    await unpack(page, id);
    await tool(page, id, 'face');
    const face = await another(page, id, 'blank');
    assert.equal(new URLSearchParams(await page.state(id)).get('start'), 'own');
    const logit = await page.until(
      'it is attacked',
      60_000,
      (id) => document.getElementById(id).told.readouts.find((one) => one.id === 'logit_before').value,
      id,
    );
    assert.ok(logit > 0, `a face: ${logit}`);
    const game = await page.run(
      (id) => document.getElementById(id).shadowRoot.querySelector('.game').checkVisibility(),
      id,
    );
    assert.equal(game, false, 'there is nothing to win');
    await page.run((id) => document.getElementById(id).pause(), id);
    await page.settled(id);
    assert.equal(await page.digest(id), runNatively(id, await page.state(id)).digest);
    assert.equal(await own(page, id), face);
    assert.deepEqual(await page.errors(), []);
  });
});
