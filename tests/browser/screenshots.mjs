// Takes pictures of the page: `node tests/browser/screenshots.mjs OUTDIR`, narrow and wide, light and dark, before,
// during and after a run, and the whole page.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve, withPage } from './harness.mjs';

const [out] = process.argv.slice(2);
if (!out) {
  console.error('usage: node tests/browser/screenshots.mjs OUTDIR');
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const server = await serve();
try {
  for (const [width, height] of [
    [360, 780],
    [1280, 900],
  ]) {
    for (const scheme of ['light', 'dark']) {
      await withPage(
        { width, height, mobile: width < 600, media: { 'prefers-color-scheme': scheme } },
        async (page) => {
          const take = async (when, whole = false) => {
            const name = join(out, `${width}-${scheme}-${when}.png`);
            const options = { format: 'png', captureBeyondViewport: whole };
            if (whole) {
              const { cssContentSize } = await page.driver.sendAndGetDevToolsCommand('Page.getLayoutMetrics', {});
              options.clip = { x: 0, y: 0, width, height: Math.min(cssContentSize.height, 12_000), scale: 1 };
            }
            const { data } = await page.driver.sendAndGetDevToolsCommand('Page.captureScreenshot', options);
            writeFileSync(name, Buffer.from(data, 'base64'));
            console.log(name);
          };
          await page.goto(server.origin);
          const id = await page.first();
          await take('top');
          await page.wake(id);
          await take('before');
          await page.fastest(id);
          await page.click(id, '[data-do=play]');
          await page.run((id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' }), id);
          // The first half is preparation as a rule; the picture is to show the part to watch.
          await page.until(
            'the part to watch',
            60_000,
            (id) => {
              const readout = document.getElementById(id).shadowRoot.querySelector('[data-readout=logit]')?.textContent;
              return /\d/.test(readout ?? '') || document.getElementById(id).status === 'done';
            },
            id,
          );
          await take('during');
          await page.reach(id, 'done', 120_000);
          await take('after');
          await take('whole', true);
        },
      );
    }
  }
} finally {
  server.close();
}
