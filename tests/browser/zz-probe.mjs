import { writeFileSync } from 'node:fs';
import { Key, serve, sleep, withPage } from './harness.mjs';

const server = await serve();
try {
  for (const [width, height, scheme] of [
    [360, 780, 'light'],
    [1280, 900, 'dark'],
    [1280, 900, 'light'],
    [360, 780, 'dark'],
  ].slice(0, Number(process.argv[2] ?? 2))) {
    await withPage({ width, height, mobile: width < 600, media: { 'prefers-color-scheme': scheme } }, async (page) => {
      const shot = async (n) => {
        const { data } = await page.driver.sendAndGetDevToolsCommand('Page.captureScreenshot', { format: 'png' });
        writeFileSync(`/tmp/h/fig-shots/${width}-${scheme}-${n}.png`, Buffer.from(data, 'base64'));
      };
      await page.goto(server.origin);
      const id = await page.first();
      await page.wake(id);
      await page.choose(id, '[data-do=seed]', '7');
      await page.runTo(id, 420);
      await page.until(
        'reading is there',
        5000,
        (id) => document.getElementById(id).shadowRoot.querySelector('.tip'),
        id,
      );
      await page.run((id) => {
        const p = document.getElementById(id).shadowRoot.querySelector('.plate');
        p.scrollIntoView({ block: 'start' });
        p.focus({ focusVisible: true });
      }, id);
      await sleep(200);
      await shot('hint');
      for (const k of [Key.ARROW_RIGHT, Key.END]) {
        await page.press(k);
        await sleep(500);
      }
      console.log(
        await page.run((id) => {
          const r = document.getElementById(id).shadowRoot;
          return [
            r.querySelector('.tip').innerText,
            r.querySelector('.unseen').textContent,
            r.querySelector('.mark').style.cssText,
          ];
        }, id),
      );
      await shot('keys');
      await page.run(
        (id) => document.getElementById(id).shadowRoot.querySelector('canvas').scrollIntoView({ block: 'center' }),
        id,
      );
      for (let i = 0; i < 3; i++) {
        await page.press(Key.PAGE_DOWN);
        await sleep(100);
      }
      console.log(await page.text(id, '.tip'));
      await shot('image');
      await page.run((id) => {
        const d = document.getElementById(id).shadowRoot.querySelector('[data-role=spread]');
        d.open = true;
      }, id);
      await sleep(300);
      await page.choose(id, '[data-do=seeds]', '5');
      const t = Date.now();
      await page.click(id, '[data-do=spread]');
      await page.until(
        'done',
        120000,
        (id) => /All/.test(document.getElementById(id).shadowRoot.querySelector('[data-role=spread-note]').textContent),
        id,
      );
      console.log('spread', Date.now() - t, await page.text(id, '.spread table'));
      await page.run(
        (id) =>
          document.getElementById(id).shadowRoot.querySelector('[data-role=spread]').scrollIntoView({ block: 'start' }),
        id,
      );
      await shot('spread');
      await page.run((id) => {
        document.getElementById(id).shadowRoot.querySelector('.seeds').scrollIntoView({ block: 'end' });
      }, id);
      await shot('spread2');
      await page.run((id) => {
        const d = document.getElementById(id).shadowRoot.querySelector('[data-role=data]');
        d.open = true;
        d.scrollIntoView({ block: 'start' });
      }, id);
      await sleep(800);
      await shot('data');
      console.log(await page.errors(), await page.aside());
    });
  }
} finally {
  server.close();
}
