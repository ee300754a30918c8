// <facelike-lab>: one live figure. It shows its still until its first live frame, runs in a worker of its own
// while it is on the screen, and tells in plain words what went wrong if something did.

import { Address } from './address.js';
import { ownPairs, withDefaults } from './attributes.js';
import { loss } from './faults.js';
import { sentence } from './format.js';
import { more } from './later.js';
import { watchAutoplay, watchLife, watchUnseen } from './life.js';
import { describe, list } from './listing.js';
import { module, words } from './modules.js';
import { assemble } from './parts.js';
import { decode, encode, merge, read } from './permalink.js';
import { pool } from './pool.js';
import { Runner } from './runner.js';
import { Screen } from './screen.js';
import { dress, reducedMotion } from './theme.js';

/** @import {Description, Frame, Host, Pair, Report, Told} from './types.js' */

/** Between frames for readers who asked for less motion. */
const CALM_MS = 500;

/** Showing frames takes at most this share of the page's time. */
const PAINT_SHARE = 0.4;

/** @typedef {'still' | 'opening' | 'running' | 'paused' | 'done' | 'failed'} Status */

export class FacelikeLab extends HTMLElement {
  static observedAttributes = ['experiment', 'theme', 'controls', 'readouts'];

  /** @type {Description | null} */
  #description = null;
  /** @type {AbortController | null} */
  #life = null;
  /** @type {import('./parts.js').Parts | null} */
  #parts = null;
  /** Where the run is or, while it is put away, where it is to go on. @type {Pair[]} */
  #pairs = [];
  /** What a link in the address says about how to show this figure. @type {Record<string, string>} */
  #shown = {};
  /** @type {Runner | null} */
  #runner = null;
  /** @type {Screen | null} */
  #screen = null;
  /** What is on show. @type {Frame | null} */
  #frame = null;
  /** @type {Told | null} */
  #told = null;
  /** Reads off values, once its script is there. @type {InstanceType<import('./later.js').More['Reading']> | null} */
  #reading = null;
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
  /** Whether a run that is wanted is to stand still where the part to watch begins. @type {'run' | 'prepare'} */
  #way = 'run';
  /** Whether the sentence is to be told at the next frame that stands still. */
  #tell = false;
  #wasDone = false;

  #address = new Address(this, {
    pairs: () => this.#pairs,
    ours: () => this.#description?.controls.map(({ id }) => id) ?? [],
    busy: () => this.#working(),
  });

  #holder = {
    idle: () => !this.#working() && this.#settled,
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
    this.#way = 'run';
    if (over) this.#runner?.act('reset');
    this.#tell = true;
    this.#go();
  }

  /** Runs on until the part to watch begins, and stands still there. */
  prepare() {
    if (!this.#begun || this.#failed) return;
    this.#wanted = this.#wake(true);
    this.#way = 'prepare';
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
    return this.#ask('digest');
  }

  /** The figure's numbers with what they are called, once the state asked for has been reached. @returns {Promise<Report>} */
  async report() {
    return JSON.parse(await this.#ask('json'));
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
    watchLife(
      this,
      {
        near: (near) => this.#guard(() => this.#approach(near)),
        visible: (visible) => {
          this.#visible = visible;
          this.#guard(() => this.#go());
        },
        hidden: () => this.#guard(() => this.#go()),
        given: () => this.#guard(() => this.#given()),
        looks: () => this.#screen?.repaint(),
      },
      life.signal,
    );
    this.#guard(() => this.#begin());
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#near = this.#visible = false;
    this.#putAway(false);
    pool.leave(this.#holder);
    this.#parts?.spread.close();
    this.#address.leave();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (!this.#life || before === now) return;
    if (name === 'theme') this.#screen?.repaint();
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
    // The list is fetched once a figure that the page itself does not describe is near.
    else if (this.#near) this.#askList(id);
  }

  /** @param {string} id */
  async #askList(id) {
    try {
      await list();
      const { description, known } = describe(id);
      if (!this.#life || this.#begun || this.getAttribute('experiment') !== id) return;
      if (description) this.#build(description);
      else this.#unknown(id, known ?? []);
    } catch (error) {
      this.#bare();
      this.#fail(words(error), '', () => this.#askList(id));
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
    const texts = { id: '', title: '', claim: '', predict: '', limits: '' };
    this.#build({ ...texts, chapter: 0, program: 'opening', controls: [], readouts: [] });
    this.#begun = false;
    this.shadowRoot?.querySelector('.lab')?.classList.add('bare');
  }

  /** @param {Description} description */
  #build(description) {
    this.#description = description;
    const link = read(location.search, this.id, 'sole' in this.dataset);
    this.#shown = link?.shown ?? {};
    this.#pairs = merge(ownPairs(this, this.#description), link?.pairs ?? []);
    this.#parts?.spread.close();
    this.#reading = null;
    const screen = new Screen({
      show: (frame) => this.#guard(() => this.#show(frame)),
      repaint: () => this.#guard(() => this.#repaint()),
      unseen: () => this.#guard(() => this.#rest()),
      fail: (error) => this.#fail(words(error), ''),
    });
    this.#screen = screen;
    const awake = (/** @type {(runner: Runner) => void} */ act) =>
      this.#touch(() => this.#wake(true) && this.#runner && act(this.#runner));
    const parts = assemble(
      this,
      description,
      (name) => this.#asked(name),
      screen.canvas,
      {
        play: () => this.#touch(() => (this.#wanted ? this.pause() : this.play())),
        step: () => this.#touch(() => this.#order('step')),
        reset: () => this.#touch(() => this.#order('reset')),
        link: () => this.#copyLink(),
        speed: (speed) => this.#guard(() => this.#runner?.send({ kind: 'speed', speed })),
        seek: (tick) => {
          this.#wanted = false;
          awake((runner) => runner.seek(tick));
        },
        set: (control, text) => awake((runner) => runner.set(control, text)),
        reseed: (text) => awake((runner) => runner.reseed(text)),
        problem: (message) => this.#problem([message]),
      },
      this.#host(description, screen),
    );
    this.#parts = parts;
    this.#begun = true;
    this.#dress();
    parts.transport.waiting('Not started yet');
    parts.panel?.sync(this.#pairs, this.#pairs.find(([name]) => name === 'seed')?.[1]);
    if (parts.problems.length > 0) this.#problem(parts.problems);
    if (this.#near) this.#wake(false);
    this.#watchAutoplay(parts.plate);
  }

  /**
   * What the parts that are fetched later may ask of this figure.
   * @param {Description} description
   * @param {Screen} screen
   * @returns {Host}
   */
  #host(description, screen) {
    return {
      description,
      canvas: screen.canvas,
      width: () => screen.width,
      theme: () => this.#dress(),
      frame: () => (this.#failed ? null : this.#frame),
      pairs: () => this.#pairs,
      ask: (what) => this.#ask(what),
      run: (pairs, listener) => new Runner(description, pairs, 0, listener),
      pool,
      module,
      link: (pairs) => this.#address.share(pairs),
      open: (pairs) => this.#touch(() => this.open(pairs)),
      wake: () => this.#guard(() => this.#near && this.#wake(false)),
      say: (text) => this.#parts?.telling.say(text),
      guard: (act) => this.#guard(act),
    };
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

  /** @param {Element} plate */
  #watchAutoplay(plate) {
    const asked = this.hasAttribute('autoplay') || (this.#shown.autoplay ?? 'off') !== 'off';
    this.#lastOwn = encode(ownPairs(this, this.#description));
    if (!asked || !this.#life) return;
    const start = () => {
      if (this.#wanted || this.#frame?.tick) return;
      // It starts when there is room; only a reader's wish pushes another figure aside.
      this.#wanted = true;
      this.#guard(() => this.#go());
    };
    watchAutoplay(plate, start, this.#life.signal);
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

  /** Nobody sees the page: the run rests until it is painted again. */
  #rest() {
    watchUnseen((unseen) =>
      this.#guard(() => {
        this.#unseen = unseen;
        this.#go();
      }),
    );
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
    const runner = new Runner(this.#description, this.#pairs, speed, {
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
      lost: (error) => this.#guard(() => this.#fail(...loss(error))),
    });
    this.#runner = runner;
    return true;
  }

  /** @param {'digest' | 'csv' | 'json' | 'pictures'} what */
  async #ask(what) {
    if (!this.#wake(true) || !this.#runner) throw new Error('the figure cannot run here');
    return this.#runner.ask(what);
  }

  /** Starts or stops the run as the reader's wish and the screen say. */
  #go() {
    const runner = this.#runner;
    if (this.#wanted && this.#watched()) {
      if (!runner && !this.#wake(false)) return;
      this.#runner?.send({ kind: this.#way });
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

  /** Whether nothing that the run was told or asked is still to come. */
  get #settled() {
    return !this.#screen?.pending && (this.#runner?.settled ?? true);
  }

  /** Puts the run away if another one has its place, once it is settled. */
  #leave() {
    if (this.#leaving && this.#settled) this.#putAway(this.#leaving === 'resting');
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
    this.#screen?.forget();
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
   * Takes a frame: the newest one is shown when the browser paints.
   * @param {Runner} runner
   * @param {Frame} frame
   */
  #take(runner, frame) {
    if (runner !== this.#runner) return;
    this.#pairs = frame.pairs;
    this.#screen?.take(frame);
  }

  /** @param {Frame} frame */
  #show(frame) {
    const [parts, runner, screen] = [this.#parts, this.#runner, this.#screen];
    if (!parts || !screen) return;
    const start = performance.now();
    const first = !this.#frame;
    const stageBefore = this.#told?.stage.label;
    const opened = this.#opening;
    this.#opening = false;
    const over = frame.status !== 'running' || (this.#way === 'prepare' && frame.watch && !frame.playing);
    // Not one from before the run was begun again.
    if (over && runner?.shows(frame)) this.#wanted = false;
    if (frame.tick < (this.#frame?.tick ?? 0) || frame.status === 'running') this.#wasDone = false;
    this.#frame = frame;
    screen.hold(frame);
    this.#told = /** @type {Told} */ (JSON.parse(frame.told));
    const { readouts, stage, sentence: words } = this.#told;
    const calm = reducedMotion();
    if (!calm || first || !frame.playing || stage.label !== stageBefore) this.#paint();
    parts.readouts.sync(readouts);
    parts.transport.show(stage, frame.tick, frame.reached, frame.rate, frame.status === 'done');
    if (runner?.shows(frame)) {
      parts.panel?.sync(frame.settings, frame.pairs.find(([name]) => name === 'seed')?.[1]);
    }
    screen.canvas.setAttribute('aria-label', `${this.#description?.title}. ${words}`);
    if (frame.playing || this.#wanted) parts.telling.caption(words, stage.label);
    else if (opened || !(this.#tell || this.#address.touched)) parts.telling.quietly(words);
    else parts.telling.announce(words);
    if (!frame.playing) this.#tell = false;
    this.#refresh();
    if (opened && this.#wanted) this.#go();
    if (!frame.playing) parts.data.refresh();
    this.#emit('facelike-frame', { tick: frame.tick, status: this.status, state: this.state });
    if (frame.status !== 'running' && !this.#wasDone) this.#finish(frame);
    if (!frame.playing) pool.offer();
    if (this.#address.touched && !frame.playing) this.#address.write(frame.status !== 'running');
    if (first || !frame.playing) this.#offerReading();
    this.#leave();
    const painted = () => runner?.send({ kind: 'painted' });
    if (!frame.playing) setTimeout(painted, 0);
    else if (calm) setTimeout(painted, CALM_MS);
    // The next frame is asked for when the page has had its share of time; what the browser itself does with the
    // picture is known after its turn.
    else setTimeout(() => setTimeout(painted, (performance.now() - start) * (1 / PAINT_SHARE - 1)), 0);
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

  /** The theme in force, by the name that the painter knows it by; puts it on the element. */
  #dress() {
    return dress(this, this.#asked('theme'));
  }

  #repaint() {
    this.#dress();
    if (this.#frame && !this.#failed) this.#paint();
  }

  /** Paints the frame that the screen holds. */
  #paint() {
    this.#screen?.paint(this.clientWidth, this.#dress());
    this.#parts?.lab.classList.add('live');
    this.#reading?.refresh();
  }

  /** Lets values be read off, as soon as the script for that is there. */
  async #offerReading() {
    const [plate, screen, description] = [this.#parts?.plate, this.#screen, this.#description];
    if (this.#reading || !plate || !screen || !description) return;
    try {
      const { Reading } = await more();
      if (this.#screen === screen) this.#reading ??= new Reading(plate, this.#host(description, screen));
    } catch {
      // The figure is whole without it; the next time that it stands still it is asked for again.
    }
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
    this.#screen?.drop(/unreachable|memory/i.test(detail));
    this.#reading?.hide();
    const parts = this.#parts;
    const plain = sentence(detail ? `${what} (${detail})` : what);
    if (parts) {
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
    this.#address.touch();
    this.#guard(() => {
      this.#parts?.telling.clear();
      act();
      this.#address.write(false);
    });
  }

  async #copyLink() {
    try {
      const copied = await this.#parts?.transport.copy(this.#address.share());
      if (copied) this.#parts?.telling.say('The link has been copied.');
    } catch (error) {
      this.#problem([`The link could not be made (${words(error)}).`]);
    }
  }
}
