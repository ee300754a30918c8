// Serves dist/ and drives it in a browser: what the page's tests and the screenshots share.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Key } from 'selenium-webdriver';
import sirv from 'sirv';
import { ENGINE, lacks, start } from './engines.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AXE = readFileSync(`${ROOT}node_modules/axe-core/axe.min.js`, 'utf8');
export const FULL = Boolean(process.env.FACELIKE_FULL);

/** How many times as long as in the others a figure may take: WebKitGTK took up to four times as long as Chromium. */
export const PACE = ENGINE === 'webkit' ? 4 : 1;
const COMMAND_LINE = `${ROOT}target/debug/facelike`;

export { ENGINE, Key, lacks };

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the native command line and returns what it prints. */
export function facelike(...args) {
  return execFileSync(COMMAND_LINE, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** The native run of a link's parameters (`seed=7&tick=3&...`) with more options, as JSON. */
export function runNatively(experiment, query, ...more) {
  const args = ['run', experiment, '--json', ...more];
  for (const [name, text] of new URLSearchParams(query)) {
    if (name === 'seed') args.push('--seed', text);
    else if (name === 'tick') args.push('--ticks', text);
    else if (name === 'at') for (const one of text.split(',')) args.push('--at', one);
    else if (name !== 'v' && name !== 'fig') args.push('--set', `${name}=${text}`);
  }
  return JSON.parse(facelike(...args));
}

/** The descriptions of all experiments, by id. */
export function experiments() {
  return new Map(JSON.parse(facelike('list', '--json')).map((one) => [one.id, one]));
}

/**
 * Serves dist/ (or another folder) as `./build.sh serve` does, on a free port.
 * `answer(request, response)` is asked first and returns whether it has dealt with the request; with `brotli`, files
 * that lie there compressed are sent so.
 */
export async function serve({ folder = `${ROOT}dist`, answer = () => false, brotli = false } = {}) {
  assert.ok(existsSync(`${folder}/index.html`), `${folder} is missing: ./build.sh build makes it`);
  const files = sirv(folder, {
    brotli,
    setHeaders: (response) => response.setHeader('Access-Control-Allow-Origin', '*'),
  });
  const server = createServer((request, response) => answer(request, response) || files(request, response));
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Runs before any script of the page: notes what a test asks about afterwards. */
function observe() {
  const seen = { frames: [], done: {}, shown: {}, longTasks: [], shift: 0, shifts: [], errors: [] };
  window.seen = seen;
  // What a browser says in its console is known to few drivers.
  addEventListener(
    'error',
    ({ message, target }) =>
      seen.errors.push(message ?? `cannot be loaded: ${target.src ?? target.href ?? target.nodeName}`),
    { capture: true },
  );
  addEventListener('unhandledrejection', ({ reason }) => seen.errors.push(`uncaught (in promise): ${reason}`));
  const { error } = console;
  console.error = (...said) => {
    seen.errors.push(said.join(' '));
    error.apply(console, said);
  };
  addEventListener('facelike-frame', (event) => {
    seen.frames.push({ id: event.target.id, at: performance.now() });
  });
  addEventListener('facelike-done', (event) => {
    seen.done[event.target.id] = (seen.done[event.target.id] ?? 0) + 1;
  });
  // A browser disregards the kinds of entries that it lacks; `lacks` tells tests which these are.
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.longTasks.push({ at: startTime, lasted: duration });
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, startTime, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      seen.shift += value;
      // A node in a figure's shadow root is not told; where it was and is helps to find it.
      const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
      const moved = sources.map(
        ({ node, previousRect, currentRect }) =>
          `${node?.nodeName ?? 'in a shadow root'}: ${box(previousRect)} -> ${box(currentRect)}`,
      );
      seen.shifts.push({ at: startTime, value, moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  addEventListener('DOMContentLoaded', () => {
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.shown[target.id] ??= performance.now();
      }
    });
    for (const lab of document.querySelectorAll('facelike-lab')) watcher.observe(lab);
  });
}

/**
 * A browser of its own with a fresh profile.
 * `javascript: false` switches scripts off; `flags` are for Chromium alone; `media` emulates media features, as `{'prefers-color-scheme': 'dark'}`.
 */
export async function open({
  width = 1280,
  height = 900,
  javascript = true,
  media = {},
  mobile = false,
  flags = [],
} = {}) {
  const page = new Page(await start({ width, height, javascript, media, mobile, flags }));
  await page.driver.manage().setTimeouts({ script: 120_000, pageLoad: 60_000 });
  if (javascript) await page.before(`(${observe})()`);
  return page;
}

/** A fresh page of `origin` with its first figure live; the test gets both, and must leave the console clean. */
export async function withLiveFigure(origin, options, test) {
  await withPage(options, async (page) => {
    await page.goto(origin);
    const id = await page.first();
    await page.wake(id);
    await test(page, id);
    assert.deepEqual(await page.errors(), [], 'the console shows no error');
  });
}

/** Opens a browser for one test and closes it whatever happens. */
export async function withPage(options, test) {
  const page = await open(options);
  try {
    return await test(page);
  } finally {
    await page.close();
  }
}

export class Page {
  constructor(engine) {
    this.engine = engine;
    this.driver = engine.driver;
  }

  close() {
    return this.engine.close();
  }

  goto(url) {
    return this.engine.goto(url);
  }

  /** Has every document that is loaded from now on run this before its own scripts. */
  before(source) {
    return this.engine.before(source);
  }

  /** Goes on in a new window. */
  newWindow() {
    return this.engine.newWindow();
  }

  /** Has the page hidden for a while, as when a reader turns to another tab. */
  hide(ms) {
    return this.engine.hide(ms);
  }

  /** A command of the DevTools protocol, where the browser does not lack `DevTools`. */
  async tell(method, params = {}) {
    if (lacks('DevTools')) throw new Error(lacks('DevTools'));
    return this.engine.tell(method, params);
  }

  /** Puts a finger down at the first of some points, moves it over the others, and lifts it. */
  async touch(...points) {
    const tell = (type, touchPoints) => this.tell('Input.dispatchTouchEvent', { type, touchPoints });
    for (const [i, [x, y]] of points.entries()) await tell(i === 0 ? 'touchStart' : 'touchMove', [{ x, y }]);
    // A finger that is lifted while it moves leaves the page scrolling on, and the next tap only stops that.
    if (points.length > 1) await sleep(150);
    await tell('touchEnd', []);
  }

  /** Changes what the reader prefers, where the browser does not lack `changing media`. */
  emulate(media) {
    return this.engine.emulate(media);
  }

  /** Lets the page write to the clipboard. */
  allowClipboard(origin) {
    return this.engine.allowClipboard(origin);
  }

  /** What the clipboard holds, learnt as a reader does: by pasting. */
  async clipboard() {
    await this.run(() => {
      const box = document.createElement('textarea');
      box.id = 'pasted';
      // On the screen wherever the page is scrolled to, so that neither the focus nor the text scrolls it.
      Object.assign(box.style, { position: 'fixed', top: '0', zIndex: '9' });
      document.body.prepend(box);
      box.focus();
    });
    await this.driver.actions().keyDown(Key.CONTROL).sendKeys('v').keyUp(Key.CONTROL).perform();
    return this.run(() => {
      const box = document.getElementById('pasted');
      box.remove();
      return box.value;
    });
  }

  /** Runs a function in the page; it may be async. */
  run(fn, ...args) {
    return this.driver.executeScript(`return (${fn})(...arguments)`, ...args);
  }

  /** Waits until a function in the page returns something, and returns that. */
  async until(what, ms, fn, ...args) {
    const end = Date.now() + ms;
    for (;;) {
      const value = await this.run(fn, ...args).catch((error) => {
        // WebKitGTK's driver says so now and then of an answer like any other.
        if (!/Could not parse script result/.test(error.message)) throw error;
      });
      if (value) return value;
      if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}${await this.aside()}`);
      await sleep(30);
    }
  }

  /** What the page has to say, for a failure's message. */
  async aside() {
    const said = await this.run(() =>
      [...document.querySelectorAll('facelike-lab')].map((lab) => {
        const message = lab.shadowRoot?.querySelector('[data-role=message]')?.textContent?.trim();
        return `${lab.id || lab.getAttribute('experiment')}: ${lab.status} at tick ${lab.tick} ${message ?? ''}`;
      }),
    ).catch(() => []);
    return ` (${said.join('; ')})`;
  }

  /** Errors that the console has shown since last asked, uncaught ones and failed requests among them. */
  errors() {
    return this.engine.errors();
  }

  /** What axe-core finds wrong in the page, or in what a selector names. */
  async axe(where = null) {
    await this.run((source) => {
      if (!window.axe) new Function(source).call(window);
    }, AXE);
    return this.run(async (where) => {
      const { violations } = await window.axe.run(where ?? document, { resultTypes: ['violations'] });
      return violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.slice(0, 5).map((node) => `${node.target.flat().join(' ')}: ${node.failureSummary}`),
      }));
    }, where);
  }

  /** Addresses asked for since last asked. */
  requests() {
    return this.engine.requests();
  }

  /** The instance id of the first figure in the page. */
  async first() {
    const id = await this.run(() => document.querySelector('facelike-lab')?.id);
    assert.ok(id, 'the page has a figure, and it has an id');
    return id;
  }

  /** Brings a figure on the screen and waits until it is live. */
  async wake(id) {
    await this.run((id) => document.getElementById(id).scrollIntoView({ block: 'start', behavior: 'instant' }), id);
    await this.until(
      `figure ${id} is live`,
      15_000,
      (id) => {
        const lab = document.getElementById(id);
        const live = ['running', 'paused', 'done'].includes(lab.status);
        return live && window.seen.frames.some((frame) => frame.id === id);
      },
      id,
    );
  }

  /** An element in a figure's shadow root. */
  async part(id, selector) {
    const element = await this.run((id, s) => document.getElementById(id).shadowRoot.querySelector(s), id, selector);
    assert.ok(element, `figure ${id} has ${selector}`);
    return element;
  }

  async click(id, selector) {
    const element = await this.part(id, selector);
    await this.run((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }), element);
    await element.click();
  }

  /** Chooses a value as a reader does, with the events that a browser sends. */
  async choose(id, selector, value) {
    await this.run(
      (id, selector, value) => {
        const input = document.getElementById(id).shadowRoot.querySelector(selector);
        if (input.type === 'checkbox') input.checked = value;
        else input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        input.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
      },
      id,
      selector,
      value,
    );
  }

  /** Opens all that a figure folds away, or some of it. */
  unfold(id, part = '*') {
    return this.run(
      (id, part) => {
        for (const fold of document.getElementById(id).shadowRoot.querySelectorAll('details'))
          if (fold.matches(part)) fold.open = true;
      },
      id,
      part,
    );
  }

  /** The last, fastest speed. */
  async fastest(id) {
    const last = await this.run(
      (id) => document.getElementById(id).shadowRoot.querySelector('[data-do=speed]').lastElementChild.value,
      id,
    );
    await this.choose(id, '[data-do=speed]', last);
  }

  status(id) {
    return this.run((id) => document.getElementById(id).status, id);
  }

  tick(id) {
    return this.run((id) => document.getElementById(id).tick, id);
  }

  digest(id) {
    return this.run((id) => document.getElementById(id).digest(), id);
  }

  state(id) {
    return this.run((id) => document.getElementById(id).state, id);
  }

  text(id, selector) {
    return this.run(
      (id, s) => document.getElementById(id).shadowRoot.querySelector(s)?.textContent.trim(),
      id,
      selector,
    );
  }

  reach(id, status, ms) {
    return this.until(
      `figure ${id} is ${status}`,
      ms,
      (id, status) => document.getElementById(id).status === status,
      id,
      status,
    );
  }

  /** Runs a figure to its end, as fast as it goes. */
  async finish(id, ms = 60_000) {
    await this.fastest(id);
    // Counted, since a figure that has just been changed may still say that it is done.
    const before = await this.run((id) => window.seen.done[id] ?? 0, id);
    if ((await this.status(id)) !== 'running') await this.click(id, '[data-do=play]');
    await this.until(
      `figure ${id} is done`,
      ms,
      (id, before) => document.getElementById(id).status === 'done' && (window.seen.done[id] ?? 0) > before,
      id,
      before,
    );
  }

  /** Runs a figure until it has done a tick, then pauses it. */
  async runTo(id, tick, ms = 60_000) {
    await this.fastest(id);
    await this.click(id, '[data-do=play]');
    await this.until(
      `figure ${id} is at tick ${tick}`,
      ms,
      (id, tick) => {
        const lab = document.getElementById(id);
        if (lab.tick < tick && lab.status !== 'done') return false;
        lab.pause();
        return true;
      },
      id,
      tick,
    );
    await this.settled(id);
  }

  /** Waits until a figure stands still, with the ticks that were on the way when it was asked to, and its link too. */
  async settled(id) {
    await this.until(
      'it has stopped',
      5_000,
      (id) => {
        const lab = document.getElementById(id);
        const before = window.seen.stood;
        window.seen.stood = { tick: lab.tick, state: lab.state, since: performance.now() };
        if (lab.status === 'running' || before?.tick !== lab.tick || before.state !== lab.state) return false;
        window.seen.stood.since = before.since;
        return performance.now() - before.since > 250;
      },
      id,
    );
  }

  /** How many different colours a figure's canvas shows: one when it is blank. */
  colours(id) {
    return this.run((id) => {
      const canvas = document.getElementById(id).shadowRoot.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }, id);
  }

  /** The canvas as text: equal when the pictures are. */
  picture(id) {
    return this.run((id) => document.getElementById(id).shadowRoot.querySelector('canvas').toDataURL(), id);
  }

  press(...keys) {
    return keys.reduce(
      (before, key) => before.then(() => this.driver.actions().sendKeys(key).perform()),
      Promise.resolve(),
    );
  }

  /**
   * Presses Tab until the focus is on an element of a figure: from where the focus is if it says how often at most, or
   * from just before the figure, as somebody comes who has walked there through all that is above it.
   */
  async tabTo(id, selector, most) {
    if (most === undefined) {
      await this.run((id) => {
        const before = document.createElement('span');
        before.tabIndex = -1;
        document.getElementById(id).before(before);
        before.focus({ preventScroll: true });
        before.remove();
      }, id);
    }
    most ??= 100;
    for (let presses = 0; presses < most; presses++) {
      const there = await this.run(
        (id, selector) => {
          const lab = document.getElementById(id);
          // Past the page's end Tab goes on to the browser's own buttons, which a driver's keys do not reach.
          if (!document.hasFocus()) window.focus();
          return document.activeElement === lab && (lab.shadowRoot.activeElement?.matches(selector) ?? false);
        },
        id,
        selector,
      );
      if (there) return;
      await this.press(Key.TAB);
    }
    throw new Error(`${most} presses of Tab do not reach ${selector} of figure ${id}`);
  }
}

/** Half are above it. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
