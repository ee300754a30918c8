// Whatever fails around a figure, it works all the same, or keeps its still, says why and can be tried again; the rest
// of the page goes on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lacks, ROOT, runNatively, serve, sleep, withPage } from './harness.mjs';

/** Seeds with a fault at tick 25, in the module built for these tests (src/web/faults.rs). */
const PANIC = 666001;
const MEMORY = 666002;

/** How long a lost worker may go unnoticed. */
const NOTICED_MS = 30_000;

const program = (role) => (request) => new RegExp(`^/assets/${role}\\.[0-9a-f]+\\.wasm`).test(request.url);

/** Opens the page with a fault in what its server sends (`answer`) or before its scripts (`before`). */
async function withFault({ answer, before = [], flags }, test) {
  const server = await serve({ answer });
  try {
    await withPage({ flags }, async (page) => {
      for (const source of before) await page.before(typeof source === 'function' ? `(${source})()` : source);
      await page.goto(server.origin);
      await test(page, await page.first());
    });
  } finally {
    server.close();
  }
}

const show = (page, id) =>
  page.run((id) => document.getElementById(id).scrollIntoView({ block: 'start', behavior: 'instant' }), id);

/** The still is there, with a reason that reads well, and the rest of the page as well. */
async function stillWithReason(page, id, reason) {
  await page.reach(id, 'failed', NOTICED_MS);
  const message = await page.text(id, '[data-role=message]');
  assert.match(message, reason);
  assert.ok(message.length < 400 && !/undefined|\[object|unreachable/.test(message), message);
  const seen = await page.run((id) => {
    const lab = document.getElementById(id);
    const image = lab.querySelector('img');
    const { width, height } = image.getBoundingClientRect();
    return {
      still: image.checkVisibility() && width > 200 && height > 100,
      canvas: lab.shadowRoot.querySelector('canvas').checkVisibility(),
      again: lab.shadowRoot.querySelector('[data-do=again]')?.checkVisibility(),
    };
  }, id);
  assert.deepEqual(seen, { still: true, canvas: false, again: true });
  await bet(page);
}

/** The rest of the page goes on: a bet can be made. */
async function bet(page) {
  await page.until('the page has a bet that can be made', 10_000, () => {
    const choice = document.querySelector('facelike-bet')?.shadowRoot?.querySelector('input');
    choice?.click();
    return Boolean(choice?.checked);
  });
}

/** Presses "try again" and sees the figure run. */
async function worksAgain(page, id) {
  await page.click(id, '[data-do=again]');
  await works(page, id);
}

/** The figure is live and does a tick. */
async function works(page, id) {
  await show(page, id);
  await page.until('it is live', 20_000, (id) => document.getElementById(id).status === 'paused', id);
  const before = await page.tick(id);
  await page.click(id, '[data-do=step]');
  await page.until('a tick more', 10_000, (id, t) => document.getElementById(id).tick > t, id, before);
  assert.ok((await page.colours(id)) > 3, 'there is a picture');
  assert.equal(await page.text(id, '[data-role=message]'), '');
}

/** Runs some ticks; they are those of an undisturbed run. */
async function exact(page, id, tick = 40) {
  await page.runTo(id, tick);
  const [state, digest] = [await page.state(id), await page.digest(id)];
  const experiment = await page.run((id) => document.getElementById(id).getAttribute('experiment'), id);
  assert.equal(runNatively(experiment, state).digest, digest, state);
}

/** A server that fails the requests that `which` names, in the way `fail` does, until `broken` is set to false. */
function failing(which, fail) {
  const server = {
    broken: true,
    answer: (request, response) => {
      if (!server.broken || !which(request)) return false;
      fail(request, response);
      return true;
    },
  };
  return server;
}

/** The file that a request is for. */
const asked = (request) => readFileSync(`${ROOT}dist${new URL(request.url, 'http://localhost').pathname}`);

for (const role of ['opening', 'paint']) {
  test(`the program ${role} is not there (404)`, async () => {
    const server = failing(program(role), (_, response) => response.writeHead(404).end());
    await withFault(server, async (page, id) => {
      await show(page, id);
      await stillWithReason(page, id, /could not be downloaded \(the server answered 404\)/);
      server.broken = false;
      await worksAgain(page, id);
    });
  });

  test(`the program ${role} is cut off half way`, async () => {
    const server = failing(program(role), (request, response) => {
      const file = asked(request);
      response.writeHead(200, { 'content-type': 'application/wasm' }).end(file.subarray(0, file.length >> 1));
    });
    await withFault(server, async (page, id) => {
      await show(page, id);
      await stillWithReason(page, id, /could not be started|could not be downloaded/);
      server.broken = false;
      await worksAgain(page, id);
    });
  });
}

test('without the encoder a figure is live up to the tick that needs it; then it says so, and can be tried again', async () => {
  const server = failing(
    (request) => /^\/assets\/encoder\.[0-9a-f]+\.bin/.test(request.url),
    (_, response) => response.writeHead(404).end(),
  );
  await withFault(server, async (page, id) => {
    await works(page, id);
    await exact(page, id);
    await page.fastest(id);
    await page.click(id, '[data-do=play]');
    await stillWithReason(page, id, /could not be downloaded \(the server answered 404\)/);
    server.broken = false;
    await worksAgain(page, id);
    await page.run((id) => document.getElementById(id).play(), id);
    await page.reach(id, 'done', 30_000);
    const [state, digest] = [await page.state(id), await page.digest(id)];
    assert.equal(runNatively('max-face', state).digest, digest, state);
  });
});

test('the connection breaks in the middle of the program', async () => {
  const server = failing(program('opening'), (request, response) => {
    const file = asked(request);
    response.writeHead(200, { 'content-type': 'application/wasm', 'content-length': file.length });
    response.write(file.subarray(0, file.length >> 1), () => response.destroy());
  });
  await withFault(server, async (page, id) => {
    await show(page, id);
    await stillWithReason(page, id, /could not be (started|downloaded)/);
    server.broken = false;
    await worksAgain(page, id);
  });
});

const REFUSALS = {
  'the constructor throws': () => {
    window.Worker = class {
      constructor() {
        throw new DOMException('no workers here', 'SecurityError');
      }
    };
  },
  'the worker reports an error and nothing else': () => {
    window.Worker = class extends EventTarget {
      constructor() {
        super();
        setTimeout(() => this.onerror?.(new Event('error', { cancelable: true })), 10);
      }
      postMessage() {}
      terminate() {}
    };
  },
  'there are none': () => {
    delete window.Worker;
  },
};

for (const [how, before] of Object.entries(REFUSALS)) {
  test(`workers are refused: ${how}; the figure runs in the page, exactly, in short slices`, async () => {
    await withFault({ before: [before] }, async (page, id) => {
      await works(page, id);
      await exact(page, id);
    });
  });
}

/** Keeps the page's workers, for a test to kill. */
function keepWorkers() {
  window.workers = [];
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...given) {
      super(...given);
      window.workers.push(this);
    }
  };
}

test('a worker is killed in mid-run; the run goes on from where it was', async () => {
  await withFault({ before: [keepWorkers] }, async (page, id) => {
    await works(page, id);
    await page.run((id) => {
      const lab = document.getElementById(id);
      const slow = lab.shadowRoot.querySelector('[data-do=speed]');
      slow.value = slow.firstElementChild.value;
      slow.dispatchEvent(new Event('change', { bubbles: true }));
      lab.play();
    }, id);
    await page.until('some ticks', 20_000, (id) => document.getElementById(id).tick > 10, id);
    // Without a word to the page, as when the system takes a worker's memory.
    await page.run(() => Worker.prototype.terminate.call(window.workers.at(-1)));
    await stillWithReason(page, id, /lost/);
    await page.click(id, '[data-do=again]');
    await page.until(
      'it is live',
      20_000,
      (id) => ['paused', 'done'].includes(document.getElementById(id).status) && document.getElementById(id).tick > 10,
      id,
    );
    await exact(page, id, (await page.tick(id)) + 10);
  });
});

/** Sends the module with faults in it instead of the one that is shipped. */
function faulty(request, response) {
  if (!program('opening')(request)) return false;
  response.writeHead(200, { 'content-type': 'application/wasm' });
  response.end(readFileSync(`${ROOT}target/faults/opening_bg.wasm`));
  return true;
}

test('the module with faults has the glue of the one that is shipped', () => {
  const glue = (folder) => readFileSync(`${ROOT}target/${folder}/run.js`, 'utf8');
  assert.equal(glue('faults'), glue('wasm'));
});

for (const [what, seed, reason] of [
  ['an experiment panics', PANIC, /stopped by a mistake of its own/],
  ['memory is refused', MEMORY, /memory|stopped by a mistake/],
]) {
  test(`${what} in mid-run; another figure does not notice, and with another seed it works again`, async () => {
    await withFault({ answer: faulty }, async (page, id) => {
      await page.run((id) => {
        const other = document.getElementById(id).cloneNode(true);
        other.id = 'other';
        document.getElementById(id).after(other);
      }, id);
      await works(page, id);
      await page.choose(id, '[data-do=seed]', String(seed));
      await page.until(
        'the seed is taken',
        5_000,
        (id, seed) => document.getElementById(id).state.includes(seed),
        id,
        `${seed}`,
      );
      await page.fastest(id);
      await page.click(id, '[data-do=play]');
      await stillWithReason(page, id, reason);
      await works(page, 'other');
      await exact(page, 'other');
      await page.run((id) => document.getElementById(id).open({ seed: 5 }), id);
      await page.until('it is live', 20_000, (id) => document.getElementById(id).status === 'paused', id);
      await exact(page, id);
    });
  });
}

/** Puts a line before every worker's script. */
function inWorkers(line) {
  const Real = window.Blob;
  window.Blob = class extends Real {
    constructor(parts, options) {
      super(options?.type === 'text/javascript' ? [line, ...parts] : parts, options);
    }
  };
}

test('the browser refuses memory for the program', async () => {
  const line = 'WebAssembly.Instance=function(){throw new RangeError("WebAssembly.Instance(): Out of memory")};';
  await withFault({ before: [`(${inWorkers})(${JSON.stringify(line)})`] }, async (page, id) => {
    await show(page, id);
    await stillWithReason(page, id, /memory/);
  });
});

test('the browser has no SIMD', { skip: lacks('a switch for SIMD') }, async () => {
  await withFault({ flags: ['--js-flags=--no-enable-sse4-1'] }, async (page, id) => {
    await show(page, id);
    await stillWithReason(page, id, /SIMD/);
  });
});

test('storage is denied', async () => {
  const deny = () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException(`${name} is denied`, 'SecurityError');
        },
      });
    }
  };
  await withFault({ before: [deny] }, async (page, id) => {
    await works(page, id);
    await bet(page);
    await exact(page, id);
    assert.deepEqual(await page.errors(), []);
  });
});

test('the tab is hidden for long while a run goes on', async () => {
  await withFault({}, async (page, id) => {
    await works(page, id);
    await page.run((id) => {
      const slow = document.getElementById(id).shadowRoot.querySelector('[data-do=speed]');
      slow.value = slow.firstElementChild.value;
      slow.dispatchEvent(new Event('change', { bubbles: true }));
      document.getElementById(id).play();
    }, id);
    await page.until('some ticks', 20_000, (id) => document.getElementById(id).tick > 5, id);
    // Longer than a worker may be silent.
    await page.hide(18_000);
    const back = await page.tick(id);
    await page.until('it goes on', 10_000, (id, back) => document.getElementById(id).tick > back, id, back);
    await page.run((id) => document.getElementById(id).pause(), id);
    await page.settled(id);
    await exact(page, id, (await page.tick(id)) + 5);
    assert.deepEqual(await page.errors(), []);
  });
});

for (const [how, jump] of [
  ['forward', 3_600_000],
  ['back', -3_600_000],
]) {
  test(`the clock jumps ${how} by an hour while a run goes on`, async () => {
    // In the worker the jump comes half a second after its start, in the page when the test says so.
    const clock = (jump) => {
      const real = performance.now.bind(performance);
      self.jumped = 0;
      performance.now = () => real() + self.jumped;
      const date = Date.now.bind(Date);
      Date.now = () => date() + self.jumped;
      if (typeof window === 'undefined') {
        setTimeout(() => {
          self.jumped = jump;
        }, 1500);
      }
    };
    const line = `(${clock})(${jump});`;
    await withFault({ before: [line, `(${inWorkers})(${JSON.stringify(line)})`] }, async (page, id) => {
      await works(page, id);
      await page.run((id) => document.getElementById(id).play(), id);
      await page.until('some ticks', 20_000, (id) => document.getElementById(id).tick > 5, id);
      await page.run((jump) => {
        self.jumped = jump;
      }, jump);
      await sleep(2000);
      const then = await page.tick(id);
      await page.until(
        'it goes on',
        10_000,
        (id, then) => document.getElementById(id).tick > then || document.getElementById(id).status === 'done',
        id,
        then,
      );
      // Over the next times that the worker is asked whether it is there.
      await sleep(9000);
      assert.notEqual(await page.status(id), 'failed');
      await page.run((id) => document.getElementById(id).pause(), id);
      await page.settled(id);
      const [state, digest] = [await page.state(id), await page.digest(id)];
      assert.equal(runNatively('max-face', state).digest, digest);
    });
  });
}

const STRICT = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src blob: 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
];

for (const [what, rules, inWorker] of [
  ['and the policy that the page names', [...STRICT, 'trusted-types facelike'], true],
  ['and no policy at all: it runs in the page', [...STRICT, "trusted-types 'none'"], false],
  [
    'and no workers: it runs in the page',
    [...STRICT.filter((rule) => !rule.startsWith('worker')), "worker-src 'none'", 'trusted-types facelike'],
    false,
  ],
]) {
  test(`a strict Content Security Policy with Trusted Types, ${what}`, async () => {
    const answer = (_, response) => {
      response.setHeader('Content-Security-Policy', rules.join('; '));
      return false;
    };
    await withFault({ answer, before: [keepWorkers] }, async (page, id) => {
      await works(page, id);
      await exact(page, id);
      if (inWorker) {
        assert.ok((await page.run(() => window.workers.length)) > 0, 'it runs in a worker');
        assert.deepEqual(await page.errors(), []);
      }
    });
  });
}

test('a policy that forbids WebAssembly', async () => {
  const answer = (_, response) => {
    response.setHeader('Content-Security-Policy', "script-src 'self'; worker-src blob:");
    return false;
  };
  await withFault({ answer }, async (page, id) => {
    await show(page, id);
    await stillWithReason(page, id, /Content.Security.Policy|could not be started/);
  });
});
