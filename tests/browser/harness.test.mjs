// The harness sees what it is there to see, in every browser: without this the other tests could pass unseeing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve, withPage } from './harness.mjs';

/** Pages that are not in dist/, by address, with the Content Security Policy they are sent with. */
const PAGES = {
  '/faulty.html': [
    `<!doctype html><title>Faulty</title><link rel="icon" href="data:,">
    <img src="/missing.png" alt="">
    <script>
      console.error('told to the console');
      Promise.reject(new Error('a promise broken'));
      fetch('http://elsewhere.invalid/tracked').catch(() => {});
      setTimeout(() => { throw new TypeError('thrown and not caught'); });
    </script>`,
  ],
  '/strict.html': [
    `<!doctype html><title>Strict</title><link rel="icon" href="data:,">
    <script>window.inline = true;</script><script src="/strict.js"></script>`,
    "default-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types facelike",
  ],
  '/strict.js': ['window.found = window.early;'],
};

let server;
before(async () => {
  server = await serve({
    answer: ({ url }, response) => {
      const [text, policy] = PAGES[url] ?? [];
      if (!text) return false;
      if (policy) response.setHeader('Content-Security-Policy', policy);
      response.setHeader('Content-Type', url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(text);
      return true;
    },
  });
});
after(() => server?.close());

test('errors of every kind and requests to other hosts are noticed, and kept when the page is left', async () => {
  await withPage({}, async (page) => {
    await page.goto(`${server.origin}/faulty.html`);
    await page.run(() => new Promise((resolve) => setTimeout(resolve, 500)));
    await page.goto(`${server.origin}/strict.html`);
    const [errors, requests] = [(await page.errors()).join('\n'), await page.requests()];
    for (const part of ['told to the console', 'a promise broken', 'thrown and not caught', 'missing.png']) {
      assert.ok(errors.includes(part), `${part} is among the errors:\n${errors}`);
    }
    for (const url of [`${server.origin}/faulty.html`, 'http://elsewhere.invalid/tracked']) {
      assert.ok(requests.includes(url), `${url} is among the requests: ${requests.join(', ')}`);
    }
    assert.deepEqual([await page.errors(), await page.requests()], [[], []], 'what has been told is not told again');
  });
});

test("a test's script comes before the page's own, and a strict policy stays strict", async () => {
  await withPage({}, async (page) => {
    await page.before('window.early = 7;');
    await page.goto(`${server.origin}/strict.html`);
    assert.deepEqual(await page.run(() => [window.found, window.inline ?? false]), [7, false]);
  });
});

test('a page has the width and the preferences that a test asks for', async () => {
  const media = { 'prefers-color-scheme': 'dark', 'prefers-reduced-motion': 'reduce' };
  const shown = () => [
    innerWidth,
    innerHeight,
    matchMedia('(prefers-color-scheme: dark)').matches,
    matchMedia('(prefers-reduced-motion: reduce)').matches,
  ];
  await withPage({ width: 320, height: 700, media }, async (page) => {
    await page.goto(server.origin);
    assert.deepEqual(await page.run(shown), [320, 700, true, true]);
  });
  await withPage({ width: 1280, height: 800 }, async (page) => {
    await page.goto(server.origin);
    assert.deepEqual(await page.run(shown), [1280, 800, false, false]);
  });
});
