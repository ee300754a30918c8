// The numbers behind the picture: a table, and downloads of CSV, JSON and picture. Where a page may not download
// (a sandboxed frame has no origin of its own), the text is shown to be copied instead.

import { h, write } from './dom.js';
import { number, withUnit } from './format.js';

/** @import {Description, Report} from './types.js' */

/** Most rows of one table: a browser lays out more only slowly, and the download has them all. */
const MOST_ROWS = 200;

/** Column titles after the series' name. */
const COLUMNS = { line: ['x', 'y'], points: ['x', 'y'], bars: ['from', 'to', 'y'], band: ['x', 'from', 'to'] };

/** Whether this page may hand a file to the reader. */
function downloads() {
  return self.origin !== 'null' || location.protocol === 'file:';
}

export class Numbers {
  #tables = h('div', { class: 'tables' });
  #out = h('div', { class: 'out' });
  #note = h('p', { class: 'note', role: 'status' });

  /**
   * @param {Description} description
   * @param {{ask: (what: 'csv' | 'json') => Promise<string>, picture: () => Promise<Blob>, name: () => string}} source
   */
  constructor(description, source) {
    this.description = description;
    this.source = source;
    const offer = (/** @type {string} */ what, /** @type {string} */ label, /** @type {() => Promise<void>} */ act) => {
      const button = h('button', { type: 'button', 'data-do': what }, label);
      button.addEventListener('click', async () => {
        write(this.#note, '');
        this.#out.replaceChildren();
        try {
          await act();
        } catch (error) {
          write(this.#note, `That did not work (${error instanceof Error ? error.message : error}).`);
        }
      });
      return button;
    };
    this.element = h(
      'details',
      { 'data-role': 'data' },
      h('summary', {}, 'Numbers and downloads'),
      h(
        'div',
        { class: 'offers' },
        offer('csv', 'Table (CSV)', async () => this.#give(await source.ask('csv'), 'csv', 'text/csv')),
        offer('json', 'Everything (JSON)', async () =>
          this.#give(await source.ask('json'), 'json', 'application/json'),
        ),
        offer('png', 'Picture (PNG)', async () => this.#givePicture(await source.picture())),
      ),
      this.#note,
      this.#out,
      this.#tables,
    );
    this.element.addEventListener('toggle', () => this.refresh());
  }

  /** Fills the tables from the run as it is now, if they are open. */
  async refresh() {
    if (!this.element.open) return;
    if (!this.#tables.firstChild) this.#tables.append(h('p', {}, 'Asking the run for its numbers\u2026'));
    try {
      /** @type {Report} */
      const report = JSON.parse(await this.source.ask('json'));
      this.#tables.replaceChildren(...this.#make(report));
    } catch (error) {
      this.#tables.replaceChildren(
        h('p', {}, `There are no numbers to show (${error instanceof Error ? error.message : error}).`),
      );
    }
  }

  /** @param {Report} report */
  #make(report) {
    const decimals = new Map(this.description.readouts.map((readout) => [readout.id, readout]));
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
            title === 'x' ? axis(chart.x) || title : title === 'y' ? axis(chart.y) || title : title,
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

  /**
   * @param {string} text
   * @param {string} ending
   * @param {string} type
   */
  #give(text, ending, type) {
    if (downloads()) {
      save(new Blob([text], { type: `${type};charset=utf-8` }), `${this.source.name()}.${ending}`);
      return;
    }
    const area = h('textarea', { readonly: true, rows: 8, 'aria-label': `The numbers as ${ending.toUpperCase()}` });
    area.value = text;
    this.#out.append(h('p', {}, 'This page may not save files: copy the text instead.'), area);
    area.focus();
    area.select();
  }

  /** @param {Blob} picture */
  async #givePicture(picture) {
    if (downloads()) {
      save(picture, `${this.source.name()}.png`);
      return;
    }
    const image = h('img', {
      alt: `Picture of \u201c${this.description.title}\u201d`,
      src: URL.createObjectURL(picture),
    });
    this.#out.append(h('p', {}, 'This page may not save files: copy or save the picture from its menu.'), image);
  }
}

/** @param {{label: string, unit: string}} axis */
function axis({ label, unit }) {
  return unit ? `${label} (${unit})` : label;
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

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name });
  link.click();
  // Browsers fetch the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
