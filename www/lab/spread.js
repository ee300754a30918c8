// One lucky seed? Runs the experiment, set as it is, over a range of seeds to the end, and shows how far apart the
// results lie.

import { h, write } from './dom.js';
import { give } from './download.js';
import css from './figures.css';
import { number, withUnit } from './format.js';
import { words } from './modules.js';
import { dot, strip } from './strip.js';
import { adopt } from './styles.js';

/** @import {Frame, Host, Pair, Reading, ReadoutSpec, Told} from './types.js' */

/** How many seeds, and how many when nobody chooses. */
const COUNTS = [5, 10, 30];
const COUNT = 10;

const MAX_SEED = Number.MAX_SAFE_INTEGER;

/** No run has so many ticks: a link to this one goes to the end. */
const END = 1_000_000;

/** Most runs at a time, where the machine has the cores. */
const MOST_LANES = 4;

/**
 * What came of a seed: its readouts, and why it could not go on, if so.
 * @typedef {{seed: number, pairs: Pair[], readouts: Reading[], wrong: string}} Result
 */

/** @typedef {import('./pool.js').Holder & {seed: number, end: () => void}} Lane */

/**
 * The value below which a share of sorted values lies, interpolated.
 * @param {number[]} sorted
 * @param {number} share
 */
export function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low + (high - low) * (place - Math.floor(place));
}

/**
 * Seeds from `first` on; fewer ones where there are no more.
 * @param {number} first
 * @param {number} count
 */
export function seedsFrom(first, count) {
  const from = Math.min(first, MAX_SEED - count + 1);
  return Array.from({ length: count }, (_, i) => from + i);
}

export class Spread {
  #count = h(
    'select',
    { 'data-do': 'seeds', 'aria-label': 'How many seeds' },
    ...COUNTS.map((count) => h('option', { value: count, selected: count === COUNT }, `${count} seeds`)),
  );
  #start = h('button', { type: 'button', 'data-do': 'spread' }, 'Run them');
  #save = h('button', { type: 'button', 'data-do': 'spread-csv', hidden: true }, 'Table (CSV)');
  #progress = h('progress', { max: 1, value: 0, 'aria-label': 'Seeds done', hidden: true });
  #note = h('p', { class: 'note', role: 'status', 'data-role': 'spread-note' });
  #out = h('div', { class: 'out' });
  #table = h('div', { class: 'spread' });
  /** Seeds still to run. @type {number[]} */
  #queue = [];
  /** Runs going on. @type {Set<Lane>} */
  #lanes = new Set();
  /** @type {Map<number, Result>} */
  #results = new Map();
  /** @type {number[]} */
  #seeds = [];
  /** The settings that all share. @type {Pair[]} */
  #shared = [];
  #own = 0;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    const root = host.canvas.getRootNode();
    if (root instanceof ShadowRoot) adopt(root, css);
    this.element = h(
      'div',
      {},
      h(
        'p',
        { class: 'note' },
        'Is this what the seed happened to give? Run the experiment, set as it is now, with this seed and those that follow, each to its end, and see how far apart the results lie.',
      ),
      h('div', { class: 'offers' }, this.#count, this.#start, this.#save),
      this.#progress,
      this.#note,
      this.#out,
      this.#table,
    );
    this.#start.addEventListener('click', () => host.guard(() => (this.#running ? this.#stop() : this.#begin())));
    this.#save.addEventListener('click', () => {
      const name = `facelike-${host.description.id}-seeds-${this.#seeds[0]}-${this.#seeds.at(-1)}`;
      this.#out.replaceChildren(...give(this.#csv(), { name, ending: 'csv', type: 'text/csv' }));
    });
  }

  get #running() {
    return this.#lanes.size > 0;
  }

  /** Ends what is going on: the figure leaves the page. */
  close() {
    this.#queue = [];
    this.#end();
  }

  #begin() {
    const pairs = this.host.pairs();
    this.#shared = pairs.filter(([name]) => name !== 'seed' && name !== 'tick');
    this.#own = Number(pairs.find(([name]) => name === 'seed')?.[1] ?? 0);
    this.#seeds = seedsFrom(this.#own, Number(this.#count.value));
    this.#queue = [...this.#seeds];
    this.#results.clear();
    this.#out.replaceChildren();
    // The first run has the reader's word, and makes room for itself.
    this.#open(true);
    this.#tell();
  }

  #stop() {
    this.#queue = [];
    this.#end();
    this.#tell();
  }

  /** Ends the runs going on, and gives their places back. */
  #end() {
    const lanes = [...this.#lanes];
    this.#lanes.clear();
    for (const lane of lanes) {
      lane.end();
      this.host.pool.leave(lane);
    }
    if (lanes.length > 0) this.host.wake();
  }

  /**
   * Opens as many runs as there is room for.
   * @param {boolean} insist
   */
  #open(insist) {
    while (this.#queue.length > 0 && this.#lanes.size < MOST_LANES) {
      /** @type {Lane} */
      const lane = {
        seed: 0,
        end: () => {},
        idle: () => false,
        putAway: () => {
          // Another figure was given its place: its seed comes again, or all stops where there is no other place.
          lane.end();
          this.#queue.unshift(lane.seed);
          this.#lanes.delete(lane);
          if (!this.#running) this.#stop();
          return false;
        },
        roomAgain: () => {},
      };
      if (!this.host.pool.take(lane, insist && !this.#running)) {
        this.host.pool.leave(lane);
        return;
      }
      this.#lanes.add(lane);
      this.#next(lane);
    }
  }

  /**
   * Runs the next seed, or gives the place back.
   * @param {Lane} lane
   */
  #next(lane) {
    const seed = this.#queue.shift();
    if (seed === undefined) {
      this.#lanes.delete(lane);
      this.host.pool.leave(lane);
      if (!this.#running) this.host.wake();
      return;
    }
    lane.seed = seed;
    /** @type {Pair[]} */
    const pairs = [...this.#shared, ['seed', String(seed)], ['tick', String(END)]];
    const done = (/** @type {Result} */ result) =>
      this.host.guard(() => {
        lane.end();
        this.#results.set(seed, result);
        this.#next(lane);
        this.#open(false);
        this.#tell();
      });
    const run = this.host.run(pairs, {
      frame: (frame) => done(result(seed, frame)),
      catching: () => {},
      problems: () => {},
      answered: () => {},
      lost: (error) => done({ seed, pairs, readouts: [], wrong: `the run was lost: ${words(error)}` }),
    });
    lane.end = () => run.close();
  }

  // ---- What is shown --------------------------------------------------------------------------------------

  #tell() {
    const [done, all] = [this.#results.size, this.#seeds.length];
    const label = this.#running ? 'Stop' : 'Run them';
    write(this.#start, label);
    this.#count.disabled = this.#running;
    this.#progress.hidden = !this.#running;
    this.#progress.max = all;
    this.#progress.value = done;
    const wrong = [...this.#results.values()].filter((result) => result.wrong).length;
    const stopped =
      wrong === 0 ? '' : ` ${wrong} of them did not come to the end, and ${wrong === 1 ? 'is' : 'are'} left out below.`;
    if (this.#running) write(this.#note, `Seed ${Math.min(done + 1, all)} of ${all}\u2026`);
    else if (done < all) write(this.#note, `Stopped: ${done} of ${all} seeds are done.${stopped}`);
    else write(this.#note, `All ${all} seeds are done.${stopped}`);
    this.#save.hidden = done === 0;
    this.#table.replaceChildren(...(done === 0 ? [] : [this.#make(), this.#links()]));
  }

  /** Results in the order of seeds. */
  #sorted() {
    return this.#seeds.flatMap((seed) => this.#results.get(seed) ?? []);
  }

  #make() {
    const settings = this.#shared.filter(([name]) => name !== 'v').map(([name, text]) => `${name} ${text}`);
    const given = settings.length > 0 ? settings.join(', ') : 'all settings as at first';
    const head = ['', 'least', 'median', 'greatest'].map((title) => h('th', { scope: 'col' }, title || 'readout'));
    return h(
      'table',
      {},
      h('caption', {}, `${this.#results.size} of seeds ${this.#seeds[0]} to ${this.#seeds.at(-1)}; ${given}`),
      h('thead', {}, h('tr', {}, ...head)),
      ...this.host.description.readouts.map((spec) => this.#rows(spec)),
      h(
        'tfoot',
        {},
        h(
          'tr',
          {},
          h(
            'td',
            { colspan: 4 },
            dot(false),
            ' a seed  ',
            dot(true),
            ` seed ${this.#own}, this one; the stroke is the median, and every row has its own scale`,
          ),
        ),
      ),
    );
  }

  /**
   * The numbers of a readout, and below them a dot for each seed.
   * @param {ReadoutSpec} spec
   */
  #rows(spec) {
    const results = this.#sorted().filter(({ wrong }) => !wrong);
    const points = results.flatMap(({ seed, readouts }) => {
      const value = readouts.find(({ id }) => id === spec.id)?.value;
      return typeof value === 'number' ? [{ seed, value, own: seed === this.#own }] : [];
    });
    const said = (/** @type {number} */ value) => withUnit(number(value, spec.decimals), spec.unit);
    const name = h('th', { scope: 'row' }, spec.label);
    if (points.length === 0) {
      const why = results.flatMap(({ readouts }) => readouts.find(({ id }) => id === spec.id)?.why ?? [])[0];
      return h('tbody', {}, h('tr', {}, name, h('td', { colspan: 3, class: 'none' }, why || 'no value')));
    }
    const sorted = points.map(({ value }) => value).sort((a, b) => a - b);
    const [low, middle, high] = [quantile(sorted, 0), quantile(sorted, 0.5), quantile(sorted, 1)];
    const [least, median, most] = [said(low), said(middle), said(high)];
    // Where no difference is told, none is drawn.
    const alike = least === most;
    const own = points.find((point) => point.own);
    const missing = results.length - points.length;
    const label = [
      `${spec.label}: ${points.length} seeds from ${least} to ${most}, median ${median}`,
      own ? `, this seed ${said(own.value)}` : '',
      missing > 0 ? `; ${missing} without a value` : '',
    ].join('');
    return h(
      'tbody',
      { 'data-readout': spec.id },
      h('tr', {}, name, h('td', {}, least), h('td', {}, median), h('td', {}, most)),
      h('tr', {}, h('td', { colspan: 4 }, strip(points, alike ? [low, low, low] : [low, middle, high], label))),
    );
  }

  /** A link to each run: pressed, it opens it in this figure. */
  #links() {
    const entries = this.#sorted().map(({ seed, pairs, wrong }) => {
      if (wrong) return h('li', { class: 'wrong' }, `seed ${seed}: ${wrong}`);
      const link = h('a', { href: this.host.link(pairs), 'data-seed': seed }, `seed ${seed}`);
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.host.open(pairs);
      });
      return h('li', {}, link);
    });
    return h('div', {}, h('p', {}, 'Open a run in the figure:'), h('ul', { class: 'seeds' }, ...entries));
  }

  /** A row a seed: how it ended, and its readouts in full. */
  #csv() {
    const ids = this.host.description.readouts.map(({ id }) => id);
    const cell = (/** @type {string} */ text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const rows = this.#sorted().map(({ seed, readouts, wrong }) => [
      String(seed),
      wrong || 'done',
      ...ids.map((id) => String(readouts.find((reading) => reading.id === id)?.value ?? '')),
    ]);
    return [['seed', 'status', ...ids], ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
  }
}

/**
 * @param {number} seed
 * @param {Frame} frame
 * @returns {Result}
 */
function result(seed, { told, pairs, status, tick }) {
  /** @type {Told} */
  const { readouts } = JSON.parse(told);
  const wrong = status === 'done' ? '' : status === 'running' ? 'it has no end' : `stopped at tick ${tick}, ${status}`;
  return { seed, pairs, readouts, wrong };
}
