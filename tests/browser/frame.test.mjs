// The frame page works in a sandboxed frame of another origin, tells its height, and stays a still, with the reason,
// where the server does not let it work.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import sirv from 'sirv';
import { Key, ROOT, runNatively, serve, withPage } from './harness.mjs';

const ID = 'max-face';
const QUERY = 'seed=7&start=face&steps=20';
const CORS = { 'access-control-allow-origin': '*' };
/** The policy that README.md gives: nothing is allowed but what a figure needs. */
const STRICT = /^default-src 'none'; .*$/m.exec(readFileSync(`${ROOT}README.md`, 'utf8'))[0];

/** A server of its own origin. */
async function listen(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

/** Serves dist/ with the headers that `headersOf` gives each path and request; `absent` are not there. */
function files(headersOf, absent = /^$/) {
  const known = sirv(`${ROOT}dist`);
  return listen((request, response) => {
    const { pathname } = new URL(request.url, 'http://any');
    for (const [name, text] of Object.entries(headersOf(pathname, request.headers))) response.setHeader(name, text);
    if (absent.test(pathname)) response.writeHead(404).end();
    else known(request, response);
  });
}

/** The server that `./build.sh serve` is, which sends CORS headers. */
let server;
before(async () => {
  server = await serve();
});
after(() => server?.close());

const HOST = readFileSync(`${ROOT}tests/browser/hosts/plain.html`, 'utf8');

/**
 * A page of somebody else's with a frame of ours; the test gets the page with the browser in the frame, and a way to
 * run a function in the host's page.
 */
async function withFrame({ origin = server.origin, query = '', hash = '', host = HOST, ...options }, test) {
  const address = `${origin}/embed/${ID}/${query && `?${query}`}${hash}`;
  const page = host.replace('src="FRAME"', `src="${address.replaceAll('&', '&amp;')}"`);
  const around = await listen((_, response) => response.setHeader('content-type', 'text/html').end(page));
  try {
    await withPage({ width: 1000, ...options }, async (page) => {
      await page.goto(around.origin);
      const enter = async () => page.driver.switchTo().frame(await page.driver.findElement({ css: 'iframe' }));
      const outside = async (fn, ...args) => {
        await page.driver.switchTo().defaultContent();
        const value = await page.run(fn, ...args);
        await enter();
        return value;
      };
      await enter();
      await page.until('the frame', 10_000, () => location.href !== 'about:blank' && document.readyState !== 'loading');
      // A test that ran beside the frame, in the host's page or at the same origin, would prove nothing.
      assert.equal(await page.run(() => self.origin), 'null', 'the frame is sandboxed');
      await test(page, outside);
    });
  } finally {
    around.close();
  }
}

const alive = (page) =>
  page.until('the figure is live', 20_000, () =>
    ['paused', 'running', 'done'].includes(document.querySelector('facelike-lab')?.status),
  );

/** Presses something of the figure. The host brings it on the screen: in WebKit a frame may not. */
async function press(page, outside, selector) {
  let [before, at] = [Number.NaN, Number.NaN];
  // Until it stays there: the frame may still be growing. Of one that never stays the click tells.
  for (let looks = 0; at !== before && looks < 100; looks++) {
    before = at;
    at = await page.run(
      (element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return (top + bottom) / 2;
      },
      await page.part(ID, selector),
    );
    await outside((middle) => {
      const { top } = document.querySelector('iframe').getBoundingClientRect();
      scrollBy({ top: top + middle - innerHeight / 2, behavior: 'instant' });
    }, at);
  }
  await (await page.part(ID, selector)).click();
}

/** Runs the figure to its end. */
async function finish(page, outside) {
  await page.fastest(ID);
  await press(page, outside, '[data-do=play]');
  await page.reach(ID, 'done', 90_000);
}

const message = (page) =>
  page.until('a message', 10_000, () => {
    const inside = document.querySelector('facelike-lab')?.shadowRoot?.querySelector('[data-role=message]');
    return (inside ?? document.querySelector('.why'))?.textContent.trim();
  });

/** The frame is as high as what is in it, and none can be scrolled. */
async function fits(page, outside, what) {
  const found = page.until(`the frame fits ${what}`, 10_000, () => {
    const { scrollHeight, scrollWidth, clientWidth } = document.documentElement;
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    return (
      [height, scrollHeight].every((one) => one === innerHeight) &&
      [clientWidth, scrollWidth].every((one) => one === innerWidth)
    );
  });
  await found.catch(async (error) => {
    const { lesswrong } = await heights(outside);
    throw new Error(`${error.message}; heights told: ${lesswrong}`);
  });
  return outside(() => document.querySelector('iframe').clientHeight);
}

/** What the host has heard, by kind: the heights told. */
const heights = (outside) =>
  outside(() => {
    const told = window.heard.map((data) => (typeof data === 'string' ? JSON.parse(data) : data));
    const of = (pick, height = (one) => one.height) => told.filter(pick).map(height);
    return {
      lesswrong: of((one) => one.type === 'iframe-widget-resize'),
      amp: of((one) => one.sentinel === 'amp' && one.type === 'embed-size'),
      embedly: of((one) => one.context === 'iframe.resize'),
      observable: of((one) => Object.keys(one).join() === 'height'),
      wordpress: of(
        (one) => one.message === 'height' && one.secret === 'abcDEF1234',
        (one) => one.value,
      ),
      others: told.length,
    };
  });

test('in a sandboxed frame of another origin the figure runs to the end, bit for bit as natively', async () => {
  await withFrame({ query: QUERY }, async (page, outside) => {
    await alive(page);
    assert.ok((await page.colours(ID)) > 3, 'it shows a picture');
    assert.equal(await page.text(ID, '[data-role=message]'), '');
    await finish(page, outside);
    assert.equal(await page.digest(ID), runNatively(ID, QUERY).digest);
    const worker = await page.run(() => performance.getEntriesByType('resource').map((entry) => entry.name));
    assert.ok(worker.length > 0 && worker.every((url) => /^(blob:|http:\/\/localhost:)/.test(url)), worker.join(' '));
  });
});

test('heights of all kinds are told, the frame fits, and a host that asks is answered', async () => {
  await withFrame({ query: QUERY, hash: '#?secret=abcDEF1234' }, async (page, outside) => {
    // Of the still too, before the program is there.
    await alive(page);
    const live = await fits(page, outside, 'the live figure');
    await page.unfold(ID);
    await page.until('the numbers', 10_000, () =>
      Boolean(document.querySelector('facelike-lab').shadowRoot.querySelector('table')),
    );
    const unfolded = await fits(page, outside, 'the unfolded figure');
    assert.ok(unfolded > live, `${live}, unfolded ${unfolded}`);
    await page.run(() => {
      for (const fold of document.querySelector('facelike-lab').shadowRoot.querySelectorAll('details'))
        fold.open = false;
    });
    const folded = await fits(page, outside, 'the folded figure');
    assert.ok(folded < unfolded, 'it shrinks again');
    const { others, ...told } = await heights(outside);
    for (const [kind, all] of Object.entries(told)) {
      assert.ok(all.includes(unfolded) && all.at(-1) === folded, `${kind}: ${all}, not ${unfolded} and ${folded}`);
      assert.deepEqual(all, told.lesswrong, `${kind} hears as much as the others`);
    }
    assert.equal(others, 5 * told.lesswrong.length, 'nothing else is said');

    const ask = () => {
      window.heard.length = 0;
      document.querySelector('iframe').contentWindow.postMessage({ type: 'iframe-widget-request-resize' }, '*');
    };
    await outside(ask);
    const end = Date.now() + 5_000;
    let answer = await heights(outside);
    while (answer.others === 0 && Date.now() < end) answer = await heights(outside);
    assert.deepEqual(answer.lesswrong, [folded], 'one answer');
    assert.deepEqual(answer.wordpress, [folded]);
  });
});

test('without a secret WordPress is told nothing, nor with one that is none of its own', async () => {
  for (const hash of ['', '#?secret=%3Cb%3E', '#secret', '#?secret=']) {
    await withFrame({ hash }, async (page, outside) => {
      await alive(page);
      await fits(page, outside, 'the figure');
      const told = await heights(outside);
      assert.equal(told.others, 4 * told.lesswrong.length, hash);
    });
  }
});

test('in a host that does not listen the frame can be scrolled', async () => {
  await withFrame({ host: HOST.replace(/<script>.*<\/script>/s, '') }, async (page, outside) => {
    await alive(page);
    assert.equal(await outside(() => document.querySelector('iframe').clientHeight), 420);
    // It has measured itself by now, more than once.
    await page.unfold(ID);
    await page.until('more than fits', 5_000, () => document.documentElement.scrollHeight > 1500);
    await page.until('a way to scroll', 5_000, () => getComputedStyle(document.documentElement).overflowY !== 'hidden');
    assert.ok(await page.run(() => innerHeight === 420 && document.documentElement.clientWidth <= innerWidth));
  });
});

for (const [width, scheme] of [
  [340, 'light'],
  [1280, 'dark'],
]) {
  test(`nothing sticks out of a frame ${width} px wide, and it follows the scheme ${scheme}`, async () => {
    await withFrame(
      { width, query: `${QUERY}&controls=start,seed`, media: { 'prefers-color-scheme': scheme } },
      async (page, outside) => {
        await alive(page);
        await fits(page, outside, 'the figure');
        const shown = await page.run(() => {
          const lab = document.querySelector('facelike-lab');
          const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g);
          return {
            theme: lab.dataset.theme,
            ground: Number(red),
            controls: [...lab.shadowRoot.querySelectorAll('[data-control]')].map((one) => one.dataset.control),
            seed: lab.shadowRoot.querySelector('[data-do=seed]').value,
            message: lab.shadowRoot.querySelector('[data-role=message]').textContent,
          };
        });
        assert.equal(shown.theme, scheme);
        assert.ok(scheme === 'dark' ? shown.ground < 60 : shown.ground > 200, `the ground is ${shown.ground}`);
        assert.deepEqual(new Set(shown.controls), new Set(['start']));
        assert.equal(shown.seed, '7');
        assert.equal(shown.message, '', 'the seed may be named among the controls');
      },
    );
  });
}

test('the address asks for a theme, for stills too, and for a run that begins by itself', async () => {
  const bare = await files(() => ({}));
  try {
    for (const [theme, other] of [
      ['dark', 'light'],
      ['light', 'dark'],
    ]) {
      const media = { 'prefers-color-scheme': other };
      await withFrame({ query: `theme=${theme}`, origin: bare.origin, media }, async (page) => {
        const source = await page.until('the still', 10_000, () => document.querySelector('img').currentSrc);
        assert.equal(source.includes('-dark.'), theme === 'dark', source);
        const [red] = await page.run(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
        assert.ok(theme === 'dark' ? red < 60 : red > 200, `the ground is ${red}`);
      });
    }
  } finally {
    bare.close();
  }
  await withFrame({ query: `${QUERY}&theme=dark&autoplay=1`, height: 1600 }, async (page) => {
    await page.until('it runs by itself', 20_000, () => document.querySelector('facelike-lab').tick > 0);
    assert.equal(await page.run(() => document.querySelector('facelike-lab').dataset.theme), 'dark');
  });
});

test('a server without the header leaves the still, with the reason, another try and the way to the essay', async () => {
  const bare = await files(() => ({}));
  try {
    await withFrame({ query: QUERY, origin: bare.origin }, async (page, outside) => {
      assert.match(
        await message(page),
        /still of a finished run.*does not allow.*no Access-Control-Allow-Origin header/s,
      );
      await page.until('the still', 10_000, () => {
        const image = document.querySelector('facelike-lab img');
        return image.complete && image.naturalWidth > 0;
      });
      const shown = await page.run(() => {
        const box = document.querySelector('facelike-lab img').getBoundingClientRect();
        const { top } = document.querySelector('.why').getBoundingClientRect();
        return {
          box: [box.width, box.height],
          gap: top - box.bottom,
          live: document.querySelector('facelike-lab').shadowRoot !== null,
          canvas: document.querySelector('canvas') !== null,
          essay: document.querySelector('.why a').href,
        };
      });
      assert.ok(shown.box[0] > 500 && shown.box[1] > 300, `the still is ${shown.box}`);
      assert.ok(shown.gap >= 0 && shown.gap < 40, `no room is kept for what does not come: ${shown.gap} px`);
      assert.ok(!shown.live && !shown.canvas, 'there is no figure');
      assert.equal(shown.essay, `${bare.origin}/?fig=hook#hook`);
      await fits(page, outside, 'the still');
      const before = await page.run(() => performance.timeOrigin);
      // Firefox's driver scrolls the frame to what it clicks, and not the page around it.
      await outside(() => document.querySelector('iframe').scrollIntoView({ block: 'end', behavior: 'instant' }));
      const again = await page.driver.findElement({ css: '.why button' });
      await again.click();
      await page.until(
        'it is tried again',
        20_000,
        (before) => performance.timeOrigin > before && document.querySelector('.why') !== null,
        before,
      );
    });
  } finally {
    bare.close();
  }
});

test('a program that comes and cannot be had in full is told, each case in its own words', async () => {
  // An answer that may be read can be told.
  for (const [absent, words] of [
    [/\/assets\/lab\..*js$/, /The live figure could not be loaded: the server answered 404/],
    [/\/assets\/opening\..*wasm$/, /could not be downloaded \(the server answered 404\)/],
  ]) {
    const broken = await files(() => CORS, absent);
    try {
      await withFrame({ origin: broken.origin }, async (page) => {
        assert.match(await message(page), words);
        assert.ok(await page.run(() => document.querySelector('img').checkVisibility()), 'the still stays');
      });
    } finally {
      broken.close();
    }
  }
  // The script may be had and the program not.
  const half = await files((path) => (path.endsWith('.wasm') ? {} : CORS));
  try {
    await withFrame({ origin: half.origin }, async (page) => {
      assert.match(await message(page), /program could not be downloaded/);
      assert.ok(await page.run(() => document.querySelector('img').checkVisibility()), 'the still stays');
    });
  } finally {
    half.close();
  }
});

test('the essay too keeps its stills, with the reason, where the program of its figures is not there', async () => {
  const broken = await files(() => ({}), /\/assets\/lab\..*js$/);
  try {
    await withPage({}, async (page) => {
      await page.goto(broken.origin);
      assert.match(await message(page), /The live figure could not be loaded: the server answered 404\./);
      const { room, height } = await page.run(() => ({
        room: document.querySelector('facelike-lab').getBoundingClientRect().height,
        height: document.querySelector('facelike-lab img').getBoundingClientRect().height,
      }));
      assert.ok(height > 300 && room - height < 1, `the still is ${height} high in a room of ${room}`);
    });
  } finally {
    broken.close();
  }
});

test('under a strict policy with Trusted Types the figure works in a frame', async () => {
  // In WebKit a sandboxed frame has no self.
  const policy = (host) => STRICT.replaceAll('SITE', `http://${host}`);
  const strict = await files((_, { host }) => ({ ...CORS, 'content-security-policy': policy(host) }));
  try {
    await withFrame({ query: QUERY, origin: strict.origin }, async (page, outside) => {
      await page.run(() => {
        window.refused = [];
        addEventListener('securitypolicyviolation', (event) => {
          window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
        });
      });
      await alive(page);
      await finish(page, outside);
      assert.equal(await page.digest(ID), runNatively(ID, QUERY).digest);
      // No more than that: a host may keep a frame below some height.
      await page.unfold(ID, '[data-role=data]');
      await press(page, outside, '[data-do=png]');
      await page.until('a picture to copy', 10_000, () => {
        const image = document.querySelector('facelike-lab').shadowRoot.querySelector('.out img');
        return image?.complete && image.naturalWidth > 0;
      });
      await fits(page, outside, 'the figure');
      assert.deepEqual(await page.run(() => window.refused), []);
    });
  } finally {
    strict.close();
  }
});

test('values can be read off, and the spread over seeds found, in a frame under a strict policy', async () => {
  const policy = (host) => STRICT.replaceAll('SITE', `http://${host}`);
  const strict = await files((_, { host }) => ({ ...CORS, 'content-security-policy': policy(host) }));
  try {
    await withFrame({ origin: strict.origin, query: 'seed=7&steps=10' }, async (page, outside) => {
      await alive(page);
      await finish(page, outside);
      await page.until(
        'values can be read',
        10_000,
        () => document.querySelector('facelike-lab').shadowRoot.querySelector('.plate').tabIndex === 0,
      );
      await press(page, outside, '.plate');
      await page.press(Key.END);
      const words = await page.until('a value', 10_000, () => {
        const { shadowRoot } = document.querySelector('facelike-lab');
        return !shadowRoot.querySelector('.mark').hidden && shadowRoot.querySelector('.unseen').textContent;
      });
      assert.match(words, /\d/);
      await press(page, outside, '[data-role=spread] > summary');
      await page.until('its script', 10_000, () =>
        document.querySelector('facelike-lab').shadowRoot.querySelector('[data-do=spread]'),
      );
      await page.choose(ID, '[data-do=seeds]', '5');
      await press(page, outside, '[data-do=spread]');
      await page.until('all seeds', 90_000, () =>
        /All 5/.test(
          document.querySelector('facelike-lab').shadowRoot.querySelector('[data-role=spread-note]').textContent,
        ),
      );
      assert.deepEqual(await page.errors(), []);
    });
  } finally {
    strict.close();
  }
});

test('what a sandbox refuses does no harm: downloads are texts to copy, a link is one to select', async () => {
  await withFrame({ query: QUERY }, async (page, outside) => {
    await page.run(() => {
      // As inside srcdoc, where no address may be written.
      History.prototype.replaceState = () => {
        throw new DOMException('not here', 'SecurityError');
      };
    });
    await alive(page);
    await finish(page, outside);
    await page.unfold(ID);
    for (const [what, content] of [
      ['csv', /truth/],
      ['json', /"digest"/],
      ['svg', /^<svg .*<\/svg>\n$/s],
    ]) {
      await press(page, outside, `[data-do=${what}]`);
      const text = await page.until(
        `the ${what} as text`,
        10_000,
        () => document.querySelector('facelike-lab').shadowRoot.querySelector('.out textarea')?.value,
      );
      assert.match(text, content);
    }
    await press(page, outside, '[data-do=png]');
    await page.until('a picture to copy', 10_000, () => {
      const image = document.querySelector('facelike-lab').shadowRoot.querySelector('.out img');
      return image?.complete && image.naturalWidth > 100;
    });
    const refused = await page.run(() => {
      try {
        return localStorage === null;
      } catch {
        return true;
      }
    });
    assert.ok(refused, 'there is no storage here');
    // Chromium lets a frame write to the clipboard only where its host says so.
    await press(page, outside, '[data-do=link]');
    const link = await page.until('the link, copied or to select', 5_000, () => {
      const { shadowRoot } = document.querySelector('facelike-lab');
      const shown = shadowRoot.querySelector('[data-role=link]');
      return shown.checkVisibility()
        ? shown.value
        : /Copied/.test(shadowRoot.querySelector('[data-do=link]').textContent);
    });
    if (link !== true) {
      const { origin, pathname, searchParams } = new URL(link);
      assert.equal(origin + pathname, `${server.origin}/embed/${ID}/`);
      for (const [name, text] of new URLSearchParams(await page.state(ID))) assert.equal(searchParams.get(name), text);
      assert.equal(searchParams.get('fig'), null);
    }
    assert.equal(await page.text(ID, '[data-role=message]'), '');
  });
});

test('the link to the essay opens it at this figure, in the state on show, and can be read', async () => {
  await withFrame({ query: QUERY }, async (page, outside) => {
    await alive(page);
    await press(page, outside, '[data-do=step]');
    await page.until('a tick', 5_000, () => document.querySelector('facelike-lab').tick === 1);
    const state = await page.state(ID);
    const link = await page.run(() => {
      const { href, target, rel } = document.querySelector('[data-essay]');
      return { href, target, rel, address: document.querySelector('[data-address]').textContent };
    });
    assert.deepEqual(link, {
      href: `${server.origin}/?fig=hook&${state}#hook`,
      target: '_blank',
      rel: 'noopener',
      address: `${server.origin.replace('http://', '')}/#hook`,
    });
    await page.goto(link.href);
    await page.until('the essay is there', 20_000, () => document.getElementById('hook')?.tick === 1);
    assert.equal(await page.state('hook'), state);
  });
});

test('a bad value in the address gets one message with the value and what is allowed', async () => {
  for (const [query, value, allowed] of [
    ['seed=abc', 'abc', /whole number from 0/],
    ['start=moon', 'moon', /one of .*noise/],
    ['rate=99', '99', /a number from .* to /],
    ['controls=start,nonsense', 'nonsense', /there is .*start/],
    ['theme=purple', 'purple', /light or dark/],
    ['colour=red', 'colour', /there is .*start/],
    ['fig=hook&seed=3', 'hook', /there is max-face/],
  ]) {
    await withFrame({ query }, async (page, outside) => {
      const said = await message(page);
      assert.ok(said.includes(value) && allowed.test(said), `${query}: ${said}`);
      await alive(page);
      await press(page, outside, '[data-do=step]');
      await page.until(`a tick with ${query}`, 10_000, () => document.querySelector('facelike-lab').tick === 1);
    });
  }
});

test('hostile messages do nothing', async () => {
  await withFrame({ query: QUERY, hash: '#?secret=abcDEF1234' }, async (page, outside) => {
    await alive(page);
    const height = await fits(page, outside, 'the figure');
    const before = await page.run(() => [location.href, document.documentElement.outerHTML.length]);
    const sent = await outside(() => {
      window.heard.length = 0;
      const { contentWindow } = document.querySelector('iframe');
      const cycle = { type: 'reload' };
      cycle.cycle = cycle;
      const hostile = [
        null,
        undefined,
        0,
        NaN,
        -Infinity,
        true,
        '',
        'x'.repeat(5_000_000),
        '{"type":"iframe-widget-request-resize"',
        'iframe-widget-request-resize',
        [],
        ['iframe-widget-request-resize'],
        { type: null },
        { type: { toString: 'iframe-widget-request-resize' } },
        { type: ['iframe-widget-request-resize'] },
        { type: 'iframe-widget-resize', height: 1e9 },
        { height: -1 },
        JSON.parse('{"__proto__":{"type":"iframe-widget-request-resize"}}'),
        JSON.parse('{"constructor":{"prototype":{"type":"iframe-widget-request-resize"}}}'),
        cycle,
        new Map([['type', 'iframe-widget-request-resize']]),
        new Error('iframe-widget-request-resize'),
        new Date(NaN),
        /iframe-widget-request-resize/,
        new Uint8Array(10_000_000),
        1n << 200n,
        new Blob(['<script>alert(1)</script>']),
        { kind: 'open', experiment: 'max-face', pairs: [['seed', '1']] },
        { kind: 'seek', tick: 1e15 },
        { message: 'height', value: 1, secret: 'abcDEF1234' },
        { message: 'link', value: 'https://example.org/', secret: 'abcDEF1234' },
        { type: 'navigate', href: 'javascript:alert(1)' },
        { sentinel: 'amp', type: 'embed-size', height: 0 },
        ...Array.from({ length: 500 }, () => ({ type: 'IFRAME-WIDGET-REQUEST-RESIZE' })),
      ];
      for (const data of hostile) contentWindow.postMessage(data, '*');
      // What cannot be sent at all is the sender's error.
      for (const data of [
        () => 1,
        Symbol('x'),
        document,
        {
          get type() {
            throw new Error('no');
          },
        },
      ]) {
        try {
          contentWindow.postMessage(data, '*');
        } catch {}
      }
      return hostile.length;
    });
    assert.ok(sent >= 20);
    // An order that comes after all of them is answered, so they have been heard; and a thousand are answered a few times.
    await outside(() => {
      const { contentWindow } = document.querySelector('iframe');
      for (let i = 0; i < 1000; i++) contentWindow.postMessage({ type: 'iframe-widget-request-resize' }, '*');
    });
    const end = Date.now() + 10_000;
    let told = await heights(outside);
    while (told.lesswrong.length === 0 && Date.now() < end) told = await heights(outside);
    assert.ok(told.lesswrong.length > 0 && told.lesswrong.length < 100, `${told.lesswrong.length} answers to 1000`);
    const { others, ...all } = told;
    assert.deepEqual(new Set(Object.values(all).flat()), new Set([height]), 'the height is what it was');
    assert.deepEqual(await page.run(() => [location.href, document.documentElement.outerHTML.length]), before);
    assert.equal(await page.text(ID, '[data-role=message]'), '');
    await press(page, outside, '[data-do=step]');
    await page.until('it works on', 10_000, () => document.querySelector('facelike-lab').tick === 1);
  });
});

test('a message from another frame is not answered', async () => {
  const host = HOST.replace(
    '<p>And on it goes.</p>',
    `<iframe name="other" srcdoc="<script>parent[0].postMessage({type: 'iframe-widget-request-resize'}, '*')</script>"
      sandbox="allow-scripts"></iframe>`,
  );
  await withFrame({ host }, async (page, outside) => {
    await alive(page);
    await fits(page, outside, 'the figure');
    await outside(() => {
      window.heard.length = 0;
      const other = document.querySelector('[name=other]');
      const again = other.cloneNode();
      other.replaceWith(again);
      return new Promise((resolve) => again.addEventListener('load', resolve));
    });
    // Then the host asks, and is the only one who is answered.
    await outside(() => new Promise((resolve) => setTimeout(resolve, 300)));
    assert.equal((await heights(outside)).others, 0);
  });
});

test('off the screen a run rests', async () => {
  const host = HOST.replace('<p>And on it goes.</p>', '<div style="height: 5000px"></div>');
  await withFrame({ query: 'seed=7', host }, async (page, outside) => {
    await alive(page);
    await press(page, outside, '[data-do=play]');
    await page.until('it runs', 5_000, () => document.querySelector('facelike-lab').tick > 3);
    await outside(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
    await page.until('it rests', 5_000, () => document.querySelector('facelike-lab').status === 'paused');
    await outside(() => scrollTo({ top: 0, behavior: 'instant' }));
    await page.until('it goes on', 5_000, () => document.querySelector('facelike-lab').status === 'running');
  });
});
