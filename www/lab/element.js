// <facelike-lab>: one live figure. It shows its still until its first live frame, runs in a worker of its own
// while it is on the screen, and tells in plain words what went wrong if something did.

import { checkLink, checkTheme, ownPairs, shownControls, withDefaults } from './attributes.js';
import { fontsReady, paint, picture } from './canvas.js';
import { h } from './dom.js';
import { dropPainter, painter, runs, Trouble, words } from './engine.js';
import { sentence } from './format.js';
import css from './lab.css';
import { describe } from './listing.js';
import { Numbers } from './numbers.js';
import { Panel } from './panel.js';
import { address, decode, encode, home, merge, read, remember } from './permalink.js';
import { pool } from './pool.js';
import { Readouts } from './readouts.js';
import { Runner } from './runner.js';
import { adopt } from './styles.js';
import { Telling } from './telling.js';
import { dress, reducedMotion, watchTheme } from './theme.js';
import tokens from './tokens.css';
import { Transport } from './transport.js';

/** @import {Description, Frame, Painter, Pair, Report, Told} from './types.js' */

/** From this width on the settings are open from the start. */
const OPEN_WIDTH = 640;

/** Between frames for readers who asked for less motion. */
const CALM_MS = 500;

/** Painting takes at most this share of the page's time. */
const PAINT_SHARE = 0.3;

/** Animation frames that come later than this mean that nobody sees the page. */
const UNSEEN_MS = 700;

/** @typedef {'still' | 'opening' | 'running' | 'paused' | 'done' | 'failed'} Status */

/** The figure whose state is in the address: the one last touched. @type {FacelikeLab | null} */
let touched = null;

export class FacelikeLab extends HTMLElement {
  static observedAttributes = ['experiment', 'theme', 'controls'];

  /** @type {Description | null} */
  #description = null;
  /** @type {AbortController | null} */
  #life = null;
  /** @type {{lab: HTMLElement, canvas: HTMLCanvasElement, telling: Telling, transport: Transport, readouts: Readouts, panel: Panel | null, data: Numbers} | null} */
  #parts = null;
  /** Where the run is or, while it is put away, where it is to go on. @type {Pair[]} */
  #pairs = [];
  /** What a link in the address says about how to show this figure. @type {Record<string, string>} */
  #shown = {};
  /** @type {Runner | null} */
  #runner = null;
  /** @type {Painter | null} */
  #painter = null;
  /** The newest frame not yet painted. @type {Frame | null} */
  #next = null;
  /** @type {Frame | null} */
  #frame = null;
  /** @type {Told | null} */
  #told = null;
  #painting = false;
  /** Whether the reader wants it to run; off the screen it rests all the same. */
  #wanted = false;
  #failed = false;
  #failures = 0;
  #opening = false;
  /** Another run has its place: it is put away once it has done what it was told. @type {'resting' | 'stopped' | null} */
  #leaving = null;
  #near = false;
  #visible = false;
  #unseen = false;
  #begun = false;
  /** Whether the sentence is to be told at the next frame that stands still. */
  #tell = false;
  #wasDone = false;

  #holder = {
    idle: () => !this.#working() && !this.#next && (this.#runner?.settled ?? true),
    // Off the screen it is only resting: it goes on when it comes back. In sight, another one was chosen.
    putAway: () => {
      this.#leaving = this.#wanted && !this.#visible ? 'resting' : 'stopped';
      this.#wanted = false;
      this.#runner?.send({ kind: 'pause' });
      this.#leave();
      return !this.#frame;
    },
    roomAgain: () => {
      if (this.#near) this.#wake(false);
    },
  };

  // ---- What other code uses -------------------------------------------------------------------------------

  /** The exact state as a query string: what a link carries, without `fig`. */
  get state() {
    return encode(this.#pairs);
  }

  /** How many ticks have been done. */
  get tick() {
    return this.#frame?.tick ?? 0;
  }

  /** @returns {Status} */
  get status() {
    if (this.#failed) return 'failed';
    if (this.#opening) return 'opening';
    if (!this.#frame) return 'still';
    if (this.#frame.status !== 'running') return 'done';
    return this.#working() ? 'running' : 'paused';
  }

  /** The readouts, stage and sentence on show; null before the first live frame. */
  get told() {
    return this.#told;
  }

  /** Runs on, or again from the start if the run is over. */
  play() {
    if (!this.#begun || this.#failed) return;
    const over = this.#frame !== null && this.#frame.status !== 'running';
    this.#wanted = this.#wake(true);
    if (over) this.#runner?.act('reset');
    this.#tell = true;
    this.#go();
  }

  /** Stops where it is. */
  pause() {
    this.#wanted = false;
    this.#tell = true;
    this.#runner?.send({ kind: 'pause' });
    this.#refresh();
  }

  /** The digest of the figure, 64 hexadecimal digits, once the state asked for has been reached. */
  async digest() {
    if (!this.#wake(true) || !this.#runner) throw new Error('the figure cannot run here');
    return this.#runner.ask('digest');
  }

  /** The figure's numbers with what they are called, once the state asked for has been reached. @returns {Promise<Report>} */
  async report() {
    if (!this.#wake(true) || !this.#runner) throw new Error('the figure cannot run here');
    return JSON.parse(await this.#runner.ask('json'));
  }

  /**
   * Opens another state of the same experiment.
   * @param {string | Record<string, unknown> | Iterable<Pair>} given a query string, an object or pairs
   */
  open(given) {
    if (!this.#begun) return;
    this.#restart(decode(given));
    this.#wake(true);
  }

  // ---- Life in the page -----------------------------------------------------------------------------------

  connectedCallback() {
    const life = new AbortController();
    this.#life = life;
    const watch = (/** @type {() => void} */ act) => () => this.#guard(act);
    const near = new IntersectionObserver(
      (entries) => this.#guard(() => this.#approach(entries.at(-1)?.isIntersecting ?? false)),
      { rootMargin: '100% 0px' },
    );
    const visible = new IntersectionObserver((entries) =>
      this.#guard(() => {
        this.#visible = entries.at(-1)?.isIntersecting ?? false;
        this.#go();
      }),
    );
    const sized = new ResizeObserver(watch(() => this.#repaint()));
    near.observe(this);
    visible.observe(this);
    sized.observe(this);
    const given = new MutationObserver(watch(() => this.#given()));
    given.observe(this, { attributes: true });
    life.signal.addEventListener('abort', () => {
      for (const observer of [near, visible, sized, given]) observer.disconnect();
    });
    watchTheme(
      watch(() => this.#repaint()),
      life.signal,
    );
    document.addEventListener(
      'visibilitychange',
      watch(() => this.#go()),
      { signal: life.signal },
    );
    document.fonts?.addEventListener?.(
      'loadingdone',
      watch(() => this.#repaint()),
      { signal: life.signal },
    );
    this.#guard(() => this.#begin());
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#near = this.#visible = false;
    this.#putAway(false);
    pool.leave(this.#holder);
    if (touched === this) touched = null;
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (!this.#life || before === now) return;
    if (name === 'theme') this.#guard(() => this.#repaint());
    else this.#guard(() => this.#begin());
  }

  /**
   * Nothing that goes wrong in a figure leaves it.
   * @param {() => void} act
   */
  #guard(act) {
    try {
      act();
    } catch (error) {
      this.#fail('This figure stopped by a mistake in its own program', words(error));
    }
  }

  /** Reads what the element is to show. */
  #begin() {
    const id = this.getAttribute('experiment') ?? '';
    this.#close();
    this.#begun = false;
    this.#failed = false;
    const { description, known } = describe(id);
    if (description) this.#build(description);
    else if (known) this.#unknown(id, known);
    // Without a list in the page the module itself is asked, once the figure is near.
    else if (this.#near) this.#askModule(id);
  }

  /** @param {string} id */
  async #askModule(id) {
    try {
      const { description, known } = describe(id, (await runs()).describe());
      if (!this.#life || this.#begun || this.getAttribute('experiment') !== id) return;
      if (description) this.#build(description);
      else this.#unknown(id, known ?? []);
    } catch (error) {
      this.#bare();
      this.#fail(words(error), '', () => this.#askModule(id));
    }
  }

  /**
   * @param {string} id
   * @param {string[]} known
   */
  #unknown(id, known) {
    this.#bare();
    const there = known.length > 0 ? known.map((one) => `\u201c${one}\u201d`).join(', ') : 'none';
    this.#fail(
      id
        ? `There is no experiment \u201c${id.slice(0, 40)}\u201d: there is ${there}`
        : `This figure names no experiment: there is ${there}`,
      '',
      null,
    );
  }

  /** The parts of a figure that has no description: its still and a message. */
  #bare() {
    if (this.#parts) return;
    this.#build({ id: '', title: '', claim: '', predict: '', limits: '', chapter: 0, controls: [], readouts: [] });
    this.#begun = false;
    this.shadowRoot?.querySelector('.lab')?.classList.add('bare');
  }

  /** @param {Description} description */
  #build(description) {
    this.#description = description;
    const link = read(location.search, this.id, 'sole' in this.dataset);
    this.#shown = link?.shown ?? {};
    this.#pairs = merge(ownPairs(this, this.#description), link?.pairs ?? []);
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const problems = /** @type {string[]} */ ([]);
    checkTheme(this.#asked('theme'), problems);
    checkLink(this, problems);
    const transport = new Transport({
      play: () => this.#touch(() => (this.#wanted ? this.pause() : this.play())),
      step: () => this.#touch(() => this.#order('step')),
      reset: () => this.#touch(() => this.#order('reset')),
      link: () => this.#copyLink(),
      speed: (speed) => this.#guard(() => this.#runner?.send({ kind: 'speed', speed })),
      seek: (tick) =>
        this.#touch(() => {
          this.#wanted = false;
          if (this.#wake(true)) this.#runner?.seek(tick);
        }),
    });
    const shown = shownControls(description, this.#asked('controls'), problems);
    const panel =
      shown &&
      new Panel(description, shown, {
        set: (control, text) => this.#touch(() => this.#wake(true) && this.#runner?.set(control, text)),
        reseed: (text) => this.#touch(() => this.#wake(true) && this.#runner?.reseed(text)),
        problem: (message) => this.#problem([message]),
      });
    if (panel && this.clientWidth >= OPEN_WIDTH) panel.element.open = true;
    const readouts = new Readouts(description);
    const data = new Numbers(description, {
      ask: async (what) => {
        if (!this.#wake(true) || !this.#runner) throw new Error('the figure cannot run here');
        return this.#runner.ask(what);
      },
      picture: () => picture(this.#parts?.canvas, getComputedStyle(lab).backgroundColor),
      name: () => `facelike-${description.id}-tick-${this.tick}`,
    });
    const canvas = h('canvas', { role: 'img', 'aria-label': description.title, hidden: true });
    const telling = new Telling();
    const lab = h(
      'div',
      { class: 'lab', role: 'group', 'aria-label': description.title || 'Figure' },
      h('div', { class: 'plate' }, h('slot'), canvas),
      telling.message,
      transport.bar,
      transport.byHand,
      transport.track,
      readouts.element,
      telling.sentence,
      panel?.element,
      data.element,
      telling.unseen,
    );
    this.#parts = { lab, canvas, telling, transport, readouts, panel: panel ?? null, data };
    this.style.setProperty('--readouts', String(description.readouts.length));
    this.style.setProperty('--controls', String(panel?.count ?? 0));
    root.replaceChildren(lab);
    if (root.adoptedStyleSheets.length === 0) adopt(root, tokens, css);
    this.#begun = true;
    dress(this, this.#asked('theme'));
    transport.waiting('Not started yet');
    panel?.sync(this.#pairs, this.#pairs.find(([name]) => name === 'seed')?.[1]);
    if (problems.length > 0) this.#problem(problems);
    if (this.#near) this.#wake(false);
    this.#watchAutoplay(lab.querySelector('.plate'));
  }

  /** An attribute has changed: if it is a parameter of the run, the run starts with it. */
  #given() {
    if (!this.#begun) return;
    const own = ownPairs(this, this.#description);
    if (encode(own) === this.#lastOwn) return;
    this.#lastOwn = encode(own);
    this.#restart(own);
    if (this.#near) this.#wake(true);
  }
  #lastOwn = '';

  /** @param {Element | null} plate */
  #watchAutoplay(plate) {
    const asked = this.hasAttribute('autoplay') || (this.#shown.autoplay ?? 'off') !== 'off';
    this.#lastOwn = encode(ownPairs(this, this.#description));
    if (!asked || !plate || !this.#life) return;
    const half = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.intersectionRatio >= 0.5)) return;
        half.disconnect();
        if (reducedMotion() || this.#wanted || this.#frame?.tick) return;
        // It starts when there is room; only a reader's wish pushes another figure aside.
        this.#wanted = true;
        this.#guard(() => this.#go());
      },
      { threshold: 0.5 },
    );
    half.observe(plate);
    this.#life.signal.addEventListener('abort', () => half.disconnect());
  }

  // ---- Running --------------------------------------------------------------------------------------------

  /** @param {boolean} near */
  #approach(near) {
    this.#near = near;
    if (!near) return;
    if (!this.#begun && !this.#failed) this.#begin();
    else if (!this.#frame && !this.#failed) this.#wake(false);
  }

  /** Whether the run is at work now. */
  #working() {
    return this.#opening || (this.#wanted && this.#watched());
  }

  /** Whether it can be seen. */
  #watched() {
    return this.#visible && !this.#unseen && !document.hidden;
  }

  /** Firefox does not tell a frame of another site that it has left the screen: it only stops painting it. */
  #rest() {
    this.#unseen = true;
    this.#go();
    let before = 0;
    const look = (/** @type {number} */ now) => {
      this.#unseen = now - before > UNSEEN_MS;
      before = now;
      if (this.#unseen) requestAnimationFrame(look);
      else this.#guard(() => this.#go());
    };
    requestAnimationFrame(look);
  }

  /**
   * Opens the run if it is not open; with `insist` another one makes room.
   * @param {boolean} insist
   */
  #wake(insist) {
    if (!this.#description || this.#failed || !this.#life) return false;
    if (this.#runner && !this.#leaving) {
      pool.touch(this.#holder);
      return true;
    }
    if (!pool.take(this.#holder, insist)) return false;
    this.#leaving = null;
    if (this.#runner) return true;
    this.#opening = true;
    if (!this.#frame) this.#parts?.transport.waiting('Getting ready\u2026');
    const speed = this.#parts?.transport.speed ?? 0;
    const runner = new Runner(this.#description.id, this.#pairs, speed, {
      frame: (frame) => this.#guard(() => this.#take(runner, frame)),
      catching: (tick, target) =>
        this.#guard(() => this.#parts?.transport.waiting(`Repeating the run up to tick ${target}`, tick, target)),
      problems: (messages) =>
        this.#guard(() => {
          this.#problem(messages.map(sentence));
          this.#parts?.panel?.sync(this.#frame?.settings ?? [], undefined);
        }),
      answered: () => {
        pool.offer();
        this.#leave();
      },
      lost: (error) => this.#guard(() => this.#lost(error)),
    });
    this.#runner = runner;
    return true;
  }

  /** Starts or stops the run as the reader's wish and the screen say. */
  #go() {
    const runner = this.#runner;
    if (this.#wanted && this.#watched()) {
      if (!runner && !this.#wake(false)) return;
      this.#runner?.send({ kind: 'run' });
    } else if (runner && this.#wanted) {
      runner.send({ kind: 'pause' });
    }
    this.#refresh();
  }

  /** @param {'step' | 'reset'} kind */
  #order(kind) {
    if (kind === 'step') this.#wanted = false;
    this.#tell = true;
    if (this.#wake(true)) this.#runner?.act(kind);
    if (kind === 'reset' && this.#wanted) this.#runner?.send({ kind: 'run' });
    this.#refresh();
  }

  /** Puts the run away if another one has its place and nothing that it was told or asked is still to come. */
  #leave() {
    if (this.#leaving && !this.#next && (this.#runner?.settled ?? true)) this.#putAway(this.#leaving === 'resting');
  }

  /**
   * Closes the run; its state stays.
   * @param {boolean} resting whether it is to go on by itself
   */
  #putAway(resting) {
    this.#runner?.close();
    this.#runner = null;
    this.#opening = false;
    this.#leaving = null;
    this.#wanted = resting;
    this.#next = null;
    this.#refresh();
  }

  /** Closes the run and forgets what was shown of it. */
  #close() {
    this.#putAway(false);
    pool.leave(this.#holder);
    this.#frame = null;
    this.#wasDone = false;
  }

  /** @param {Pair[]} pairs */
  #restart(pairs) {
    const wanted = this.#wanted;
    this.#close();
    this.#failed = false;
    this.#pairs = pairs;
    this.#wanted = wanted;
    this.#refresh();
    this.#parts?.telling.clear();
    this.#parts?.panel?.sync(
      withDefaults(this.#description, pairs),
      pairs.find(([name]) => name === 'seed')?.[1] ?? '0',
    );
  }

  /**
   * Takes a frame: the newest one is painted when the browser paints.
   * @param {Runner} runner
   * @param {Frame} frame
   */
  #take(runner, frame) {
    if (runner !== this.#runner) return;
    this.#next = frame;
    this.#pairs = frame.pairs;
    if (this.#painting) return;
    this.#painting = true;
    Promise.all([painter(), fontsReady()]).then(
      ([glue]) =>
        this.#guard(() => {
          this.#painter ??= new glue.Painter();
          const late = setTimeout(() => this.#guard(() => this.#rest()), UNSEEN_MS);
          requestAnimationFrame(() => {
            clearTimeout(late);
            this.#painting = false;
            this.#guard(() => this.#show());
          });
        }),
      (error) => {
        this.#painting = false;
        this.#guard(() => this.#fail(words(error), ''));
      },
    );
  }

  /** Shows the newest frame. */
  #show() {
    const frame = this.#next;
    const [parts, runner] = [this.#parts, this.#runner];
    if (!frame || !parts || !this.#painter) return;
    this.#next = null;
    const start = performance.now();
    const first = !this.#frame;
    const stageBefore = this.#told?.stage.label;
    const opened = this.#opening;
    this.#opening = false;
    if (frame.status !== 'running') this.#wanted = false;
    if (frame.tick < (this.#frame?.tick ?? 0) || frame.status === 'running') this.#wasDone = false;
    this.#frame = frame;
    this.#painter.show(frame.bytes);
    this.#told = /** @type {Told} */ (JSON.parse(frame.told));
    const { readouts, stage, sentence: words } = this.#told;
    const calm = reducedMotion();
    if (!calm || first || !frame.playing || stage.label !== stageBefore) this.#paint();
    parts.readouts.sync(readouts);
    parts.transport.show(stage, frame.tick, frame.reached, frame.rate);
    if (runner?.shows(frame)) {
      parts.panel?.sync(frame.settings, frame.pairs.find(([name]) => name === 'seed')?.[1]);
    }
    parts.canvas.setAttribute('aria-label', `${this.#description?.title}. ${words}`);
    if (frame.playing || this.#wanted) parts.telling.caption(words, stage.label);
    else if (opened || !(this.#tell || touched === this)) parts.telling.quietly(words);
    else parts.telling.announce(words);
    if (!frame.playing) this.#tell = false;
    this.#refresh();
    if (opened && this.#wanted) this.#go();
    if (!frame.playing) parts.data.refresh();
    this.#emit('facelike-frame', { tick: frame.tick, status: this.status, state: this.state });
    if (frame.status !== 'running' && !this.#wasDone) this.#finish(frame);
    if (!frame.playing) pool.offer();
    if (touched === this && !frame.playing) this.#writeAddress(frame.status !== 'running');
    this.#leave();
    // The next frame is asked for when the page has had its share of time.
    const took = performance.now() - start;
    const rest = calm ? CALM_MS : Math.max(0, took / PAINT_SHARE - took);
    setTimeout(() => runner?.send({ kind: 'painted' }), frame.playing ? rest : 0);
  }

  /** @param {Frame} frame */
  #finish(frame) {
    this.#wasDone = true;
    this.#failures = 0;
    if (frame.status !== 'done') this.#problem([`The run stopped at tick ${frame.tick}: ${frame.status}.`]);
    this.#emit('facelike-done', {
      tick: frame.tick,
      state: this.state,
      status: frame.status,
      readouts: this.#told?.readouts ?? [],
      sentence: this.#told?.sentence ?? '',
    });
  }

  /** Labels of the buttons. */
  #refresh() {
    const over = this.#frame !== null && this.#frame.status !== 'running';
    this.#parts?.transport.offer(this.#wanted ? 'Pause' : over ? 'Run again' : 'Run', over);
    this.#parts?.transport.enable(this.#begun && !this.#failed);
    this.#parts?.lab.classList.toggle('failed', this.#failed);
  }

  // ---- Painting -------------------------------------------------------------------------------------------

  /**
   * How the figure is to be shown: a link's word goes before the element's own.
   * @param {string} name
   */
  #asked(name) {
    return this.#shown[name] ?? this.getAttribute(name);
  }

  #repaint() {
    if (!this.#parts || this.#repainting) return;
    this.#repainting = true;
    requestAnimationFrame(() => {
      this.#repainting = false;
      if (!this.#parts) return;
      dress(this, this.#asked('theme'));
      if (this.#frame && !this.#failed) this.#guard(() => this.#paint());
    });
  }
  #repainting = false;

  /** Paints the frame that the painter holds. */
  #paint() {
    const [parts, painter] = [this.#parts, this.#painter];
    if (!parts || !painter) return;
    paint(painter, parts.canvas, this.clientWidth, dress(this, this.#asked('theme')));
    parts.lab.classList.add('live');
  }

  // ---- Words ----------------------------------------------------------------------------------------------

  /**
   * Says what was wrong with something given; the figure goes on.
   * @param {string[]} messages
   */
  #problem(messages) {
    this.#parts?.telling.problems(messages);
    this.#emit('facelike-problem', { message: messages.join(' '), fatal: false });
  }

  /** @param {unknown} error */
  #lost(error) {
    const message = words(error);
    if (error instanceof Trouble) {
      this.#fail(message, '');
      return;
    }
    const memory = /memory|allocation|out of bounds/i.test(message);
    const trap = /unreachable|RuntimeError|null function|table index|indirect call/i.test(message);
    if (memory) this.#fail('The browser ran out of memory for this figure', message);
    else if (trap) this.#fail('The figure\u2019s program stopped by a mistake of its own', '');
    else this.#fail('The run was lost', message);
  }

  /**
   * Stops this figure: its still comes back, with the reason and an offer to start again.
   * @param {string} what
   * @param {string} detail the browser's own words
   * @param {(() => void) | null} again null where trying again cannot help
   */
  #fail(what, detail, again = () => this.#again()) {
    this.#putAway(false);
    pool.leave(this.#holder);
    this.#failed = true;
    this.#failures += 1;
    // Its painter may belong to a poisoned instance.
    this.#painter = null;
    if (/unreachable|memory/i.test(detail)) dropPainter();
    const parts = this.#parts;
    const plain = sentence(detail ? `${what} (${detail})` : what);
    if (parts) {
      parts.canvas.hidden = true;
      parts.lab.classList.remove('live');
      parts.transport.waiting('Stopped');
      const retry = () =>
        this.#guard(() => {
          this.#failed = false;
          parts.telling.clear();
          again?.();
        });
      parts.telling.failure(plain, again && retry);
    }
    this.#refresh();
    this.#emit('facelike-problem', { message: plain, fatal: true });
  }

  /** Starts again where it was; if that has failed too, from the start of the run. */
  #again() {
    const [failures, pairs] = [this.#failures, this.#pairs];
    this.#close();
    this.#pairs = failures > 1 ? pairs.filter(([name]) => name !== 'tick' && name !== 'at') : pairs;
    this.#refresh();
    this.#wake(true);
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }

  // ---- The address ----------------------------------------------------------------------------------------

  /**
   * Does what the reader asked for; this figure is now the one in the address.
   * @param {() => unknown} act
   */
  #touch(act) {
    touched = this;
    this.#guard(() => {
      this.#parts?.telling.clear();
      act();
      this.#writeAddress(false);
    });
  }

  #link() {
    const ours = this.#description?.controls.map(({ id }) => id) ?? [];
    return address(home(), this.id, this.#pairs, ours, 'sole' in this.dataset);
  }

  /** @param {boolean} atOnce */
  #writeAddress(atOnce) {
    if (!this.id) return;
    // A running figure's tick changes all the time: its address is written when it stops.
    remember(() => (touched === this && !this.#working() ? this.#link() : null), atOnce);
  }

  async #copyLink() {
    try {
      const link = this.#link();
      if (this.id) link.hash = this.id;
      const copied = await this.#parts?.transport.copy(link.href);
      if (copied) this.#parts?.telling.say('The link has been copied.');
    } catch (error) {
      this.#problem([`The link could not be made (${words(error)}).`]);
    }
  }
}
