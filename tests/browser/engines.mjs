// The browsers that the page's tests drive, each behind the same methods; FACELIKE_BROWSER names the one to take.
//
// Chromium is driven through its DevTools protocol, Firefox through WebDriver BiDi. WebKitGTK's driver has neither, so
// it is given a proxy that puts scripts in front of a page's own and notes what is asked for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Builder, Capabilities, logging } from 'selenium-webdriver';
import * as chrome from 'selenium-webdriver/chrome.js';
import * as firefox from 'selenium-webdriver/firefox.js';
import { findFreePort } from 'selenium-webdriver/net/portprober.js';
import { DriverService } from 'selenium-webdriver/remote/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FLAGS = JSON.parse(readFileSync(`${ROOT}webdriver.json`, 'utf8'));

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What tests may ask for that not every browser has, and who lacks it for what reason. */
const LACKS = {
  DevTools: {
    firefox: 'Firefox has no DevTools protocol',
    webkit: 'WebKitGTK has no DevTools protocol',
  },
  'long tasks': {
    firefox: 'Firefox has no long-task entries',
    webkit: 'WebKitGTK has no long-task entries',
  },
  'layout shifts': {
    firefox: 'Firefox has no layout-shift entries',
    webkit: 'WebKitGTK has no layout-shift entries',
  },
  'a switch for SIMD': {
    firefox: 'Firefox cannot be started without SIMD',
    webkit: 'WebKitGTK cannot be started without SIMD',
  },
  'service workers': {},
  'made pastes': { firefox: 'Firefox gives a made paste no files' },
  printing: { webkit: "WebKitGTK's driver cannot print" },
  'changing media': { webkit: "WebKitGTK's driver cannot change what a reader prefers while the browser runs" },
};

/** The reason why a test that needs something must be skipped in this browser; false when it need not. */
export function lacks(what) {
  assert.ok(LACKS[what], `nothing is called ${what}: there is ${Object.keys(LACKS).join(', ')}`);
  return LACKS[what][ENGINE] ?? false;
}

class Chromium {
  #scripts = [];

  static async start({ width, height, javascript, media, mobile, flags }) {
    const options = new chrome.Options();
    options.addArguments(
      ...FLAGS['goog:chromeOptions'].args,
      ...flags,
      `--window-size=${width},${height}`,
      '--force-color-profile=srgb',
    );
    if (process.env.CHROMIUM) options.setChromeBinaryPath(process.env.CHROMIUM);
    if (!javascript) options.setUserPreferences({ 'profile.managed_default_content_settings.javascript': 2 });
    const logs = new logging.Preferences();
    logs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    logs.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL);
    options.setLoggingPrefs(logs);
    const engine = new Chromium();
    engine.driver = await new Builder()
      .withCapabilities(Capabilities.chrome())
      .setChromeOptions(options)
      .setChromeService(new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? 'chromedriver'))
      .build();
    await engine.tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile });
    await engine.tell('Emulation.setTouchEmulationEnabled', { enabled: mobile });
    await engine.emulate(media);
    return engine;
  }

  close() {
    return this.driver.quit();
  }

  tell(method, params = {}) {
    return this.driver.sendDevToolsCommand(method, params);
  }

  async before(source) {
    this.#scripts.push(source);
    await this.tell('Page.addScriptToEvaluateOnNewDocument', { source });
  }

  goto(url) {
    return this.driver.get(url);
  }

  async newWindow() {
    await this.driver.switchTo().newWindow('window');
    for (const source of this.#scripts) await this.tell('Page.addScriptToEvaluateOnNewDocument', { source });
  }

  hide(ms) {
    return behindAnotherTab(this.driver, ms);
  }

  emulate(media) {
    const features = Object.entries(media).map(([name, value]) => ({ name, value }));
    return this.tell('Emulation.setEmulatedMedia', { features });
  }

  allowClipboard(origin) {
    const permissions = ['clipboardReadWrite', 'clipboardSanitizedWrite'];
    return this.tell('Browser.grantPermissions', { origin, permissions });
  }

  async errors() {
    const entries = await this.driver.manage().logs().get(logging.Type.BROWSER);
    return entries.filter((entry) => entry.level.value >= logging.Level.SEVERE.value).map((entry) => entry.message);
  }

  async requests() {
    const entries = await this.driver.manage().logs().get(logging.Type.PERFORMANCE);
    return entries
      .map((entry) => JSON.parse(entry.message).message)
      .filter((message) => message.method === 'Network.requestWillBeSent')
      .map((message) => message.params.request.url);
  }
}

class Firefox {
  #bidi;
  #errors = [];
  /** Addresses of requests that pages gave up. */
  #givenUp = new Set();
  #requests = [];

  static async start({ width, height, javascript, media }) {
    const options = new firefox.Options();
    options.addArguments(...FLAGS['moz:firefoxOptions'].args);
    if (process.env.FIREFOX) options.setBinary(process.env.FIREFOX);
    if (!javascript) options.setPreference('javascript.enabled', false);
    options.enableBidi();
    const ours = `${ROOT}target/tools/bin/geckodriver`;
    const service = new firefox.ServiceBuilder(
      process.env.GECKODRIVER ?? (existsSync(ours) ? ours : 'geckodriver'),
    ).addArguments('--allow-system-access');
    const engine = new Firefox();
    engine.driver = await new Builder()
      .withCapabilities(Capabilities.firefox())
      .setFirefoxOptions(options)
      .setFirefoxService(service)
      .build();
    await engine.#listen();
    await engine.#send('browsingContext.setViewport', {
      context: await engine.driver.getWindowHandle(),
      viewport: { width, height },
    });
    await engine.emulate(media);
    return engine;
  }

  async #listen() {
    this.#bidi = await this.driver.getBidi();
    this.#bidi.socket.on('message', (data) => {
      const { method, params } = JSON.parse(data);
      if (method === 'log.entryAdded' && params.level === 'error') this.#errors.push(params.text);
      if (method === 'network.beforeRequestSent') this.#requests.push(params.request.url);
      if (method === 'network.responseCompleted' && params.response.status >= 400) {
        this.#errors.push(`${params.request.url}: ${params.response.status}`);
      }
      // A request that the page itself gave up, as when it is left, is no error.
      if (method === 'network.fetchError') {
        if (params.errorText === 'NS_BINDING_ABORTED') this.#givenUp.add(params.request.url);
        else this.#errors.push(`${params.request.url}: ${params.errorText}`);
      }
    });
    const network = ['beforeRequestSent', 'responseCompleted', 'fetchError'].map((name) => `network.${name}`);
    await this.#send('session.subscribe', { events: ['log.entryAdded', ...network] });
  }

  async #send(method, params = {}) {
    const answer = await this.#bidi.send({ method, params });
    if (answer.type !== 'success') throw new Error(`${method}: ${answer.message ?? JSON.stringify(answer)}`);
    return answer.result;
  }

  close() {
    return this.driver.quit();
  }

  async before(source) {
    await this.#send('script.addPreloadScript', { functionDeclaration: `() => { ${source} }` });
  }

  goto(url) {
    return this.driver.get(url);
  }

  async newWindow() {
    await this.driver.switchTo().newWindow('window');
  }

  hide(ms) {
    return behindAnotherTab(this.driver, ms);
  }

  async emulate(media) {
    const scheme = { dark: 0, light: 1 }[media['prefers-color-scheme']] ?? 2;
    const motion = media['prefers-reduced-motion'] === 'reduce' ? 1 : 0;
    await this.driver.setContext(firefox.Context.CHROME);
    await this.driver.executeScript(`
      Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${scheme});
      Services.prefs.setIntPref('ui.prefersReducedMotion', ${motion});
    `);
    await this.driver.setContext(firefox.Context.CONTENT);
  }

  async allowClipboard() {}

  async errors() {
    await this.#caughtUp();
    // Of a request given up while a service worker answered it the console says that the worker failed.
    const failed = /^Failed to load \u2018(.*)\u2019\. A ServiceWorker intercepted the request/;
    return this.#errors.splice(0).filter((text) => !this.#givenUp.has(failed.exec(text)?.[1]));
  }

  async requests() {
    await this.#caughtUp();
    return this.#requests.splice(0);
  }

  /** Events come in order, so that those before an answer have been heard. */
  #caughtUp() {
    return this.#send('session.status');
  }
}

/** @type {Promise<string> | undefined} */
let shown;

/**
 * A display in memory for WebKitGTK, which has no headless mode: one for all browsers of this process, and for none of
 * another's, since windows take the focus from each other and share the pointer.
 */
function display() {
  shown ??= new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    process.once('exit', () => server.kill());
    server.once('error', ({ message }) => reject(new Error(`Xvfb, which WebKitGTK needs, does not start: ${message}`)));
    server.once('exit', (code) => reject(new Error(`Xvfb, which WebKitGTK needs, has ended with ${code}`)));
    server.stdio[3].once('data', (number) => {
      for (const one of [server, server.stdio[3]]) one.unref();
      resolve(`:${String(number).trim()}`);
    });
  });
  return shown;
}

/** How long WebKitGTK's browser may take to start. */
const STARTED_MS = 40_000;

class WebKit {
  #folder = mkdtempSync(join(tmpdir(), 'facelike-webkit-'));
  #relay = new Relay();
  #service;
  #errors = [];

  static async start({ width, height, javascript, media }, attempts = 3) {
    const engine = new WebKit();
    // Now and then the browser dies as it starts, and its driver waits for it for ever.
    const late = setTimeout(() => engine.#service?.kill(), STARTED_MS);
    try {
      await engine.#start(media, javascript);
      await engine.#resize(width, height);
      return engine;
    } catch (error) {
      await engine.close();
      if (attempts === 1) throw error;
      return WebKit.start({ width, height, javascript, media }, attempts - 1);
    } finally {
      clearTimeout(late);
    }
  }

  async #start(media, javascript) {
    const calm = media['prefers-reduced-motion'] === 'reduce';
    for (const toolkit of ['gtk-3.0', 'gtk-4.0']) {
      const folder = join(this.#folder, toolkit);
      mkdirSync(folder);
      writeFileSync(join(folder, 'settings.ini'), `[Settings]\ngtk-enable-animations=${calm ? 0 : 1}\n`);
      // The browser's own buttons would keep the window from being as narrow as a phone.
      writeFileSync(join(folder, 'gtk.css'), '* { min-width: 0; padding: 0; margin: 0; border: 0; font-size: 1px; }\n');
    }
    const address = await this.#relay.open(javascript);
    const port = await findFreePort();
    this.#service = new DriverService(process.env.WEBKITDRIVER ?? 'WebKitWebDriver', {
      port,
      args: [`--port=${port}`],
      loopback: true,
      env: { ...process.env, DISPLAY: await display(), XDG_CONFIG_HOME: this.#folder },
    });
    const args = ['--automation'];
    if (media['prefers-color-scheme'] === 'dark') args.push('--dark-mode');
    this.driver = await new Builder()
      .usingServer(await this.#service.start())
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          proxy: { proxyType: 'manual', httpProxy: address, sslProxy: address },
          'webkitgtk:browserOptions': { args },
        }),
      )
      .build();
  }

  /** Makes the page itself as large as asked, whatever the browser has around it. */
  async #resize(width, height) {
    const window = this.driver.manage().window();
    await window.setRect({ x: 0, y: 0, width, height });
    const inner = await this.driver.executeScript('return [innerWidth, innerHeight]');
    await window.setRect({ x: 0, y: 0, width: 2 * width - inner[0], height: 2 * height - inner[1] });
  }

  async close() {
    await this.driver?.quit().catch(() => {});
    await this.#service?.kill();
    this.#relay.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async before(source) {
    this.#relay.scripts.push(source);
  }

  async goto(url) {
    await this.#gather();
    await this.driver.get(url);
  }

  async newWindow() {
    await this.#gather();
    await this.driver.switchTo().newWindow('window');
  }

  async hide(ms) {
    const window = this.driver.manage().window();
    const before = await window.getRect();
    await window.minimize();
    await sleep(ms);
    await window.setRect(before);
  }

  async emulate() {
    throw new Error(lacks('changing media'));
  }

  async allowClipboard() {}

  async errors() {
    await this.#gather();
    return [...this.#errors.splice(0), ...this.#relay.errors.splice(0)];
  }

  async requests() {
    return this.#relay.requests.splice(0);
  }

  /** Keeps what the page has noted, which is gone when it is left. */
  async #gather() {
    const noted = await this.driver.executeScript('return window.seen?.errors.splice(0)').catch(() => undefined);
    this.#errors.push(...(noted ?? []));
  }
}

/** Lets the page be hidden by another tab for a while. */
async function behindAnotherTab(driver, ms) {
  const tab = await driver.getWindowHandle();
  await driver.switchTo().newWindow('tab');
  await sleep(ms);
  await driver.close();
  await driver.switchTo().window(tab);
}

/** Stands between a browser and every host: what lies on this machine is fetched, anything else is noted and refused. */
class Relay {
  /** What runs before a page's own scripts. */
  scripts = [];
  requests = [];
  errors = [];
  #server = createServer((request, response) => this.#answer(request, response));
  #javascript = true;

  /** Opens it and returns its address. `javascript: false` forbids the pages all scripts. */
  async open(javascript) {
    this.#javascript = javascript;
    this.#server.on('connect', (request, socket) => {
      this.requests.push(`https://${request.url}`);
      socket.destroy();
    });
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request, response) {
    // What a service worker fetches for later is not the page's; other browsers do not tell of it either.
    if (!request.headers.referer?.endsWith('/sw.js')) this.requests.push(request.url);
    if (!URL.canParse(request.url) || !['localhost', '127.0.0.1'].includes(new URL(request.url).hostname)) {
      response.writeHead(403).end();
      return;
    }
    const { method } = request;
    const headers = { ...request.headers };
    // By its address, since what a service worker asks for on a page's behalf does not say where it goes.
    const isPage = /(\/|\.html)$/.test(new URL(request.url).pathname);
    // A page that is to be changed must come whole and readable.
    if (isPage) for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since']) delete headers[name];
    const onward = ask(request.url, { method, headers }, (answer) => {
      if (answer.statusCode >= 400) this.errors.push(`${request.url}: ${answer.statusCode}`);
      if (isPage && /^text\/html\b/.test(answer.headers['content-type'] ?? '')) {
        this.#instrument(answer, response);
      } else {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      }
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => {
      // A service worker may have kept the page that it asks for.
      if (!isPage && !request.url.endsWith('/sw.js')) this.errors.push(`${request.url}: cannot be fetched`);
      response.destroy();
    });
    request.pipe(onward);
  }

  /** Passes a page on with our script before all of its own. */
  async #instrument(answer, response) {
    const chunks = [];
    for await (const chunk of answer) chunks.push(chunk);
    const script = this.scripts.join(';\n').replaceAll('</', '<\\/');
    // After the doctype, without which the page would be laid out in another way.
    const [doctype] = /^\s*<!doctype[^>]*>/i.exec(Buffer.concat(chunks).toString()) ?? [''];
    const page = Buffer.concat(chunks).toString().slice(doctype.length);
    const body = Buffer.from(`${doctype}<script>${script}</script>${page}`);
    const headers = { ...answer.headers, 'content-length': body.length };
    delete headers['transfer-encoding'];
    delete headers.etag;
    delete headers['last-modified'];
    const policy = headers['content-security-policy'];
    if (policy) headers['content-security-policy'] = allowing(script, policy);
    if (!this.#javascript) headers['content-security-policy'] = 'sandbox allow-same-origin';
    response.writeHead(answer.statusCode, headers);
    response.end(body);
  }
}

/** A Content Security Policy that lets one inline script of ours run, and is as strict as before about all others. */
function allowing(script, policy) {
  const hash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const rules = policy.split(';').map((rule) => rule.trim().split(/\s+/));
  const named = (name) => rules.find(([one]) => one === name);
  const rule = named('script-src-elem') ?? named('script-src') ?? named('default-src');
  // A hash would make a browser disregard 'unsafe-inline', with which the script runs anyway.
  if (!rule || rule.includes("'unsafe-inline'")) return policy;
  const sources = [...rule.slice(1).filter((source) => source !== "'none'"), hash];
  if (rule[0] === 'default-src') rules.push(['script-src', ...sources]);
  else rule.splice(1, rule.length, ...sources);
  return rules.map((one) => one.join(' ')).join('; ');
}

const ENGINES = { chromium: Chromium, firefox: Firefox, webkit: WebKit };

/** Which of the browsers the tests drive. */
export const ENGINE = process.env.FACELIKE_BROWSER || 'chromium';
assert.ok(
  Object.hasOwn(ENGINES, ENGINE),
  `FACELIKE_BROWSER cannot be ${ENGINE}: there is ${Object.keys(ENGINES).join(', ')}`,
);

/** Starts a browser of its own with a fresh profile. */
export const start = (options) => ENGINES[ENGINE].start(options);
