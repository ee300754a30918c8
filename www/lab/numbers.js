// The numbers behind the picture: their digest, tables, and downloads of CSV, JSON, SVG and PNG.

import { Digest } from './digest.js';
import { h, write } from './dom.js';
import { downloads, drawn, give, picture, save } from './download.js';
import css from './figures.css';
import { axisName, number, withUnit } from './format.js';
import { words } from './modules.js';
import { adopt } from './styles.js';

/** @import {Host, Report} from './types.js' */

/** Most rows of one table: a browser lays out more only slowly, and the download has them all. */
const MOST_ROWS = 200;

/** Column titles after the series' name. */
const COLUMNS = { line: ['x', 'y'], points: ['x', 'y'], bars: ['from', 'to', 'y'], band: ['x', 'from', 'to'] };

export class Numbers {
  #tables = h('div', { class: 'tables' });
  #out = h('div', { class: 'out' });
  #note = h('p', { class: 'note', role: 'status' });
  /** @type {Digest} */
  #digest;

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.#digest = new Digest(host);
    const root = host.canvas.getRootNode();
    if (root instanceof ShadowRoot) adopt(root, css);
    const offer = (
      /** @type {string} */ what,
      /** @type {string} */ label,
      /** @type {() => Promise<unknown>} */ act,
    ) => {
      const button = h('button', { type: 'button', 'data-do': what }, label);
      button.addEventListener('click', async () => {
        write(this.#note, '');
        this.#out.replaceChildren();
        try {
          await act();
        } catch (error) {
          write(this.#note, `That did not work (${words(error)}).`);
        }
      });
      return button;
    };
    this.element = h(
      'div',
      {},
      h(
        'div',
        { class: 'offers' },
        offer('csv', 'Table (CSV)', async () => this.#give(await host.ask('csv'), 'csv', 'text/csv')),
        offer('json', 'Everything (JSON)', async () => this.#give(await host.ask('json'), 'json', 'application/json')),
        offer('svg', 'Picture (SVG)', async () => this.#give(await drawn(host), 'svg', 'image/svg+xml')),
        offer('png', 'Picture (PNG)', () => this.#givePicture()),
      ),
      this.#note,
      this.#out,
      this.#digest.element,
      this.#tables,
    );
  }

  /** Fills the tables from the run as it is now. */
  async refresh() {
    if (!this.#tables.firstChild) this.#tables.append(h('p', {}, 'Asking the run for its numbers\u2026'));
    try {
      /** @type {Report} */
      const report = JSON.parse(await this.host.ask('json'));
      this.#digest.sync(report.digest);
      this.#tables.replaceChildren(...this.#make(report));
    } catch (error) {
      this.#tables.replaceChildren(h('p', {}, `There are no numbers to show (${words(error)}).`));
    }
  }

  /** @param {Report} report */
  #make(report) {
    const decimals = new Map(this.host.description.readouts.map((readout) => [readout.id, readout]));
    const rows = report.readouts.map(({ id, label, value, unit, why }) => [
      label,
      value === null ? (why ?? '') : withUnit(number(value, decimals.get(id)?.decimals ?? 3), unit),
      decimals.get(id)?.help ?? '',
    ]);
    return [
      table('Readouts', ['name', 'value', 'what it means'], rows),
      ...report.charts.flatMap((chart) =>
        chart.series.map((series) => {
          const titles = COLUMNS[series.kind].map((title) =>
            title === 'x' ? axisName(chart.x) || title : title === 'y' ? axisName(chart.y) || title : title,
          );
          const caption = `${chart.title}: ${series.label}`;
          return table(
            caption,
            titles,
            thin(series.points).map((row) => row.map((x) => String(Number(x.toPrecision(6))))),
            series.points.length,
          );
        }),
      ),
    ];
  }

  /** What a file of this state is called. */
  get #name() {
    return `facelike-${this.host.description.id}-tick-${this.host.frame()?.tick ?? 0}`;
  }

  /**
   * @param {string} text
   * @param {string} ending
   * @param {string} type
   */
  #give(text, ending, type) {
    this.#out.append(...give(text, { name: this.#name, ending, type }));
  }

  async #givePicture() {
    const { canvas, description } = this.host;
    // The picture's own ground is the element around it: the canvas is clear.
    const ground = getComputedStyle(canvas.closest('.lab') ?? canvas).backgroundColor;
    const blob = await picture(canvas, ground);
    if (downloads()) {
      save(blob, `${this.#name}.png`);
      return;
    }
    const alt = `Picture of \u201c${description.title}\u201d`;
    const image = h('img', { alt, src: URL.createObjectURL(blob) });
    this.#out.append(h('p', {}, 'This page may not save files: copy or save the picture from its menu.'), image);
  }
}

/**
 * @param {number[][]} rows
 */
function thin(rows) {
  if (rows.length <= MOST_ROWS) return rows;
  const every = Math.ceil(rows.length / MOST_ROWS);
  return rows.filter((_, i) => i % every === 0 || i === rows.length - 1);
}

/**
 * @param {string} caption
 * @param {string[]} titles
 * @param {string[][]} rows
 * @param {number} [count] how many rows there are in all
 */
function table(caption, titles, rows, count = rows.length) {
  const told = count > rows.length ? `${caption} (${rows.length} of ${count} rows; the download has all)` : caption;
  const body = rows.length > 0 ? rows : [['no points yet']];
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': told },
    h(
      'table',
      {},
      h('caption', {}, told),
      h('thead', {}, h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', {}, ...body.map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell))))),
    ),
  );
}
