// After one visit the essay works without a network, under any path; a new edition takes the old one's place cleanly.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lacks, ROOT, runNatively, serve, sleep, withPage } from './harness.mjs';

/** A folder with the page below `path`, and a server that can be cut off. */
async function host(path, test) {
  const folder = mkdtempSync(join(tmpdir(), 'facelike-host-'));
  const site = join(folder, path);
  cpSync(`${ROOT}dist`, site, { recursive: true });
  if (path) writeFileSync(join(folder, 'index.html'), '<!DOCTYPE html><title>Somebody else</title>');
  const network = { cut: false, asked: [] };
  const server = await serve({
    folder,
    answer: (request) => {
      network.asked.push(request.url);
      if (network.cut) request.socket.destroy();
      return network.cut;
    },
  });
  try {
    await withPage({}, (page) => test({ page, site, network, address: `${server.origin}/${path}` }));
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The service worker has kept everything and answers for the page. */
function kept(page) {
  return page.until('the page is kept', 30_000, async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return Boolean(registration?.active) && (await caches.keys()).length > 0;
  });
}

const skip = lacks('service workers');

for (const path of ['', 'a/deep/path/']) {
  test(`the page at /${path} works without a network after one visit, links too`, { skip }, async () => {
    await host(path, async ({ page, network, address }) => {
      await page.goto(address);
      const id = await page.first();
      await page.wake(id);
      await kept(page);
      network.cut = true;
      network.asked.length = 0;
      for (const query of ['', `?fig=${id}&v=1&seed=3&tick=30#${id}`]) {
        await page.goto(address + query);
        await page.wake(id);
        await page.runTo(id, 40);
        const [state, digest] = [await page.state(id), await page.digest(id)];
        assert.equal(runNatively('max-face', state).digest, digest, state);
        // What comes second, as well.
        await page.until('bets are there', 10_000, () => Boolean(customElements.get('facelike-bet')));
        assert.deepEqual(await page.errors(), []);
      }
      assert.ok(network.asked.length > 0, 'the network was tried');
    });
  });
}

test('a new edition is seen at once and clears the old one away', { skip }, async () => {
  await host('essay/', async ({ page, site, network, address }) => {
    await page.goto(address);
    await page.wake(await page.first());
    await kept(page);
    const [old] = await page.run(() => caches.keys());

    // As long as before, since the server knows how long its files are.
    for (const [file, from, to] of [
      ['index.html', /<title>.{14}/, '<title>Second edition'],
      ['sw.js', /const VERSION = './, "const VERSION = 'x"],
    ]) {
      const text = readFileSync(join(site, file), 'utf8');
      assert.match(text, from);
      writeFileSync(join(site, file), text.replace(from, to));
    }
    await page.goto(address);
    assert.match(await page.run(() => document.title), /^Second edition/);
    await page.run(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()));
    await page.until('the new worker waits', 30_000, async () =>
      Boolean((await navigator.serviceWorker.getRegistration())?.waiting),
    );
    // Once no page of the old edition is open, the new worker takes over. A browser may keep one that was just left, but
    // none that would hear of it.
    const gone = async () => {
      const names = await page.run(() => caches.keys());
      return names.length === 1 && names[0] !== old;
    };
    for (let visits = 0; !(await gone()); visits++) {
      assert.ok(visits < 10, 'the old edition stays');
      await page.run(() => addEventListener('unload', () => {}));
      await page.goto(new URL('/', address).href);
      await sleep(500 * visits);
      await page.goto(address);
      await page.wake(await page.first());
    }
    network.cut = true;
    await page.goto(address);
    assert.match(await page.run(() => document.title), /^Second edition/);
    await page.wake(await page.first());
  });
});

test('a frame page keeps nothing', { skip }, async () => {
  await host('', async ({ page, address }) => {
    await page.goto(`${address}embed/max-face/`);
    await page.wake('max-face');
    const registrations = await page.run(async () => (await navigator.serviceWorker.getRegistrations()).length);
    assert.equal(registrations, 0);
  });
});
