// The editor of a control that is a small picture: painted, begun from a face, from the figure's picture or from a photo,
// and judged by the run of its figure before the climb.

import { h, write } from './dom.js';
import { Easel, greyName } from './easel.js';
import { eachFrame, Told, toggle } from './editing.js';
import { Fooling, judged } from './fooling.js';
import { words } from './modules.js';
import css from './painter.css';
import { decode as decodePairs } from './permalink.js';
import { readPhoto } from './photo.js';
import { BRUSHES, blank, decode, encode, WHITE } from './picture.js';
import { adopt } from './styles.js';

/** @import {Origin} from './easel.js' */
/** @import {FacelikeLab} from './element.js' */
/** @import {Heard} from './panel.js' */
/** @import {Picture} from './picture.js' */
/** @import {Host, ImageControl} from './types.js' */

/** Why nothing is said of the picture. */
const UNLEARNED = 'The model has not learned yet. It begins as soon as you paint.';
const LEARNING = 'The model is learning. Then it says what it sees.';
const ANOTHER = 'The figure shows another picture than this one.';

/** How long keys rest before what they have painted is sent. */
const REST_MS = 300;

/** The fifth of `facelike faces --count 5 --seed 8`, for as long as the run knows no faces. */
const FACE =
  'WVSTSUUS.DTSUSTSTURTVRSRTRUUSTUVUVXXXVVUUTUUVUVTUUTSTSUWVWWUVVVTTTWUTTWTVUVTWVWVUYVXXUTSUUUSUUTU' +
  'TUVVSTWVWWXVUXSRRVXTVTWUTVWTSSSVTUTVWXVRTVVWUVUUVVTRQTTainqogbTOQUVUVWSTVUTPRjx859_774ugPQTWUVTV' +
  'UWTRr32sjv_gltz3eRSUWWUUVWQY2eejs5-3qkaprRSWWVWWVVPezywz09_3rwy2yZTWXWVVXUWr3zOW82_2MS7wzlVXWXVW' +
  'XVcr11Ua739yYe1v2mdZWVVXWWcs12vw0986yww0ynbUXWVXXXZpz4577zxz6521xhUXWXXYYURZy2584ghl5322uSSYZWXY' +
  'YYSVv2124564321xoQVXWWXZXXVQix30ax5ue50wYPXYXWXaYXVSSw03taeZy0xpQQXWZZYaYYYVSawx1ukuzwsTQUYaWZZW' +
  'ZZYURQdvy1zzxraTSZZZbXaZaWaZVRQitwuvsfTRVYaXXXbVbabZZXTamqlmmcTWaWZYaZZXaaZaaZWanmmnndaYZYbacXZ';

/** The painters there are, each by the button that opens it. @type {WeakMap<HTMLElement, Painter>} */
const painters = new WeakMap();

let count = 0;

/**
 * Opens the painter of a control below the button for that, or closes it.
 * @param {ImageControl} control
 * @param {HTMLElement} opener
 * @param {Heard} heard
 * @param {Host} host
 */
export function paint(control, opener, heard, host) {
  toggle(painters, opener, () => new Painter(control, opener, heard, host));
}

/**
 * @param {string} name
 * @param {string} label
 */
function button(name, label) {
  return h('button', { type: 'button', 'data-do': name }, label);
}

class Painter {
  #undo = button('own-undo', 'Undo');
  #clear = button('own-clear', 'Clear');
  #face = button('own-face', 'A real face');
  #current = button('own-current', 'The picture above');
  #photo = h('input', { type: 'file', accept: 'image/*', 'data-do': 'own-photo' });
  #climb = button('own-climb', 'Climb from it');
  #grey = h('input', { type: 'range', min: 0, max: WHITE, step: 1, 'data-do': 'own-grey', 'aria-label': 'Grey' });
  #swatch = h('span', { class: 'swatch' });
  /** @type {HTMLInputElement[]} */
  #brushes = [];
  #note = h('p', { class: 'told', role: 'status', 'data-own': 'note' });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  /** The state that was judged last. */
  #judged = '';
  /** Which of the real faces is next. */
  #next = 0;

  /**
   * @param {ImageControl} control
   * @param {HTMLElement} opener
   * @param {Heard} heard
   * @param {Host} host
   */
  constructor(control, opener, heard, host) {
    this.control = control;
    this.host = host;
    this.told = new Told(control, heard, host);
    const root = /** @type {ShadowRoot} */ (opener.getRootNode());
    adopt(root, css);
    this.lab = /** @type {FacelikeLab} */ (root.host);
    count += 1;
    this.easel = new Easel(control.label, `own-hint-${count}`, {
      changed: (resting) => this.#changed(resting),
      chosen: () => this.#showTools(),
      left: () => opener.focus(),
    });
    const names = [control.id, this.told.chooser?.id ?? ''];
    this.fooling = new Fooling(host.description, names, {
      link: (pairs) => host.link(pairs),
      again: ({ pairs }) => this.#put(pairs.find(([name]) => name === control.id)?.[1] ?? control.default, 'hand'),
    });
    this.element = h(
      'div',
      { class: 'painter', role: 'group', 'aria-label': `Painting: ${control.label}` },
      h('div', { class: 'easel' }, ...this.easel.elements, this.fooling.numbers),
      h('div', { class: 'tools' }, ...this.#tools(`own-brush-${count}`), this.#note, this.fooling.game),
    );
    this.#listen();
    this.#showTools();
    this.#wait(UNLEARNED);
  }

  /** Takes the reader to the painting area. */
  enter() {
    this.#frame();
    this.easel.area.focus();
  }

  /** @param {string} name of the brushes' group */
  #tools(name) {
    this.#brushes = BRUSHES.map((size) => h('input', { type: 'radio', name, value: size, 'data-do': 'own-brush' }));
    const sizes = this.#brushes.map((radio, i) => h('label', {}, radio, h('span', {}, String(BRUSHES[i]))));
    const brushes = h('div', { class: 'segments', role: 'radiogroup', 'aria-label': 'Brush, pixels across' }, ...sizes);
    return [
      h('div', { class: 'row' }, h('span', { class: 'word' }, 'Grey'), this.#grey, this.#swatch),
      h('div', { class: 'row' }, h('span', { class: 'word' }, 'Brush'), brushes),
      h('div', { class: 'row' }, this.#undo, this.#clear, this.#climb),
      h(
        'div',
        { class: 'row' },
        h('span', { class: 'word' }, 'Begin with'),
        this.#face,
        this.#current,
        h('label', { class: 'file' }, this.#photo, h('span', {}, 'A photo\u2026')),
      ),
    ];
  }

  #listen() {
    const { easel, host, lab, element } = this;
    const does = (/** @type {HTMLElement} */ one, /** @type {() => void} */ act) =>
      one.addEventListener('click', () => host.guard(act));
    does(this.#undo, () => easel.undo());
    does(this.#clear, () => easel.put(blank(), 'hand'));
    does(this.#face, () => this.#begin('best'));
    does(this.#current, () => this.#begin(null));
    does(this.#climb, () => {
      this.#send();
      this.told.choose();
      lab.play();
    });
    this.#grey.addEventListener('input', () => {
      easel.grey = Number(this.#grey.value);
      this.#showTools();
    });
    for (const radio of this.#brushes) {
      radio.addEventListener('change', () => {
        easel.size = Number(radio.value);
        easel.refresh();
      });
    }
    this.#photo.addEventListener('change', () => {
      const file = this.#photo.files?.[0];
      // So that the same file may be chosen again.
      if (file) this.#take(file).finally(() => (this.#photo.value = ''));
    });
    element.addEventListener('dragover', (event) => this.#over(event, true));
    element.addEventListener('dragleave', (event) => this.#over(event, false));
    element.addEventListener('drop', (event) => {
      if (!this.#over(event, false)) return;
      const file = event.dataTransfer?.files[0];
      if (file) this.#take(file);
    });
    element.addEventListener('paste', (event) => {
      const file = event.clipboardData?.files[0];
      if (!file) return;
      event.preventDefault();
      this.#take(file);
    });
    eachFrame(lab, element, host, () => this.#frame());
  }

  /**
   * Files may be dropped here; whether this is one.
   * @param {DragEvent} event
   * @param {boolean} over
   */
  #over(event, over) {
    const files = event.dataTransfer?.types.includes('Files') ?? false;
    if (files && event.type !== 'dragleave') event.preventDefault();
    this.element.classList.toggle('over', files && over);
    return files;
  }

  /** @param {File} file */
  async #take(file) {
    write(this.#note, 'Reading the photo\u2026');
    try {
      const picture = await readPhoto(file);
      write(this.#note, 'The photo has been cropped and shrunk here, on your device. It is sent nowhere.');
      this.easel.put(picture, 'photo');
    } catch (error) {
      write(this.#note, `This photo cannot be taken: ${words(error)}.`);
    }
  }

  #showTools() {
    const { grey, size } = this.easel;
    this.#grey.value = String(grey);
    this.#grey.setAttribute('aria-valuetext', greyName(grey));
    this.#swatch.style.background = `rgb(${Array(3).fill(Math.round((grey * 255) / WHITE))})`;
    for (const radio of this.#brushes) radio.checked = Number(radio.value) === size;
    this.easel.refresh();
  }

  // ---- Pictures to begin with -------------------------------------------------------------------------------

  /**
   * The figure's first image; or one of its real faces, the next of several, of which there may be none yet.
   * @param {'best' | null} faces
   */
  async #begin(faces) {
    const { told } = this.lab;
    const climbed = !faces && Boolean(told?.stage.watch && told.stage.done > 0);
    try {
      const images = await this.#images(faces);
      const text = faces ? (images[this.#next % images.length] ?? FACE) : images[0];
      if (faces) this.#next += 1;
      // One that is on the easel already stays what it is.
      if (text && text !== encode(this.easel.picture)) this.#put(text, climbed ? 'climb' : 'hand');
    } catch (error) {
      write(this.#note, `The picture could not be had (${words(error)}).`);
    }
  }

  /**
   * The images of a grid of the figure, or of all.
   * @param {string | null} grid
   */
  async #images(grid) {
    const lines = (await this.host.ask('pictures')).split('\n').map((line) => line.split(' '));
    return lines.flatMap(([id, text]) => (text && (id === grid || !grid) ? [text] : []));
  }

  /**
   * @param {string} text
   * @param {Origin} origin
   */
  #put(text, origin) {
    const picture = decode(text);
    write(this.#note, '');
    if (picture) this.easel.put(picture, origin);
  }

  // ---- What the run is told and tells -------------------------------------------------------------------------

  /** @param {boolean} resting */
  #changed(resting) {
    clearTimeout(this.#later);
    if (resting) this.#send();
    else this.#later = setTimeout(() => this.#send(), REST_MS);
  }

  /** Tells the run of the picture, and has it judge it. */
  #send() {
    clearTimeout(this.#later);
    if (!this.told.tell(encode(this.easel.picture))) return;
    this.told.choose();
    // Where the picture is judged before the first step, the run stands there; what is judged on the way runs on.
    if (this.fooling.plays) this.lab.prepare();
    else this.lab.play();
  }

  /** A picture that has come from elsewhere, by a link for one, is shown. */
  #sync() {
    if (!this.told.news) return;
    const { text } = this.told;
    const picture = decode(text);
    if (picture) this.easel.adopt(picture, text === this.control.default ? 'hand' : 'link');
  }

  #frame() {
    const { told, status } = this.lab;
    if (!told) return;
    this.#sync();
    const { stage, readouts } = told;
    const mine = this.told.chosen && this.told.now === this.told.text;
    if (mine && stage.watch && stage.done === 0) this.#judge(readouts);
    else if (!stage.watch) this.#wait(status === 'running' ? LEARNING : UNLEARNED);
    else if (!mine) this.#wait(ANOTHER);
  }

  /** @param {string} why */
  #wait(why) {
    this.#judged = '';
    this.fooling.wait(why);
  }

  /** @param {import('./types.js').Reading[]} readouts */
  async #judge(readouts) {
    const state = this.lab.state;
    if (state === this.#judged) return;
    const one = judged(readouts, decodePairs(state));
    if (!one) return;
    this.#judged = state;
    this.fooling.tell(one, this.easel.origin);
    try {
      const [nearest] = await this.#images('closest');
      if (this.#judged === state) this.fooling.nearest(decode(nearest ?? ''));
    } catch {
      // The numbers are there; the figure above has the face too.
    }
  }
}
