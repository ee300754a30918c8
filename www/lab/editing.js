// What the editors of a control's value have in common: they open below the button of the control, tell the run what the
// reader made, choose the option that it is for, and notice what has come from elsewhere.

/** @import {FacelikeLab} from './element.js' */
/** @import {Heard} from './panel.js' */
/** @import {Host, ImageControl, LineControl} from './types.js' */

/**
 * Opens the editor of a control below the button for that, or closes it.
 * @template {{element: HTMLElement, enter: () => void}} Editor
 * @param {WeakMap<HTMLElement, Editor>} editors those there are, each by its button
 * @param {HTMLElement} opener
 * @param {() => Editor} make
 */
export function toggle(editors, opener, make) {
  let editor = editors.get(opener);
  if (!editor) {
    editor = make();
    editors.set(opener, editor);
    opener.closest('.cell')?.after(editor.element);
  } else {
    editor.element.hidden = !editor.element.hidden;
  }
  opener.setAttribute('aria-expanded', String(!editor.element.hidden));
  if (!editor.element.hidden) editor.enter();
}

/** The value of a control, as its editor has told it to the run or has heard it from there. */
export class Told {
  /** Values that the run may still show before it has taken the last. @type {Set<string>} */
  #old = new Set();

  /**
   * @param {ImageControl | LineControl} control
   * @param {Heard} heard
   * @param {Host} host
   */
  constructor(control, heard, host) {
    this.control = control;
    this.heard = heard;
    this.host = host;
    this.text = control.default;
    // The choice that has this control among its options.
    const chooser = host.description.controls.find(
      (one) => one.kind === 'choice' && one.options.some(({ id }) => id === control.id),
    );
    this.chooser = chooser?.kind === 'choice' ? chooser : null;
  }

  /** What the run's settings have. */
  get now() {
    return this.#set(this.control.id, this.control.default);
  }

  /** Whether the control counts: where there are options, that its own is chosen. */
  get chosen() {
    return !this.chooser || this.#set(this.chooser.id, '') === this.control.id;
  }

  /**
   * Tells the run another value; whether it was another.
   * @param {string} text
   */
  tell(text) {
    if (text === this.text) return false;
    this.#old.add(this.text);
    this.text = text;
    this.heard.set(this.control.id, text);
    return true;
  }

  /** Chooses this control where there are others to choose from. */
  choose() {
    const { chooser, control } = this;
    if (chooser && this.#set(chooser.id, chooser.default) !== control.id) this.heard.set(chooser.id, control.id);
  }

  /** Whether another value has come from elsewhere, as by a link; from then on it is the one. */
  get news() {
    const { now } = this;
    if (now !== this.text && this.#old.has(now)) return false;
    this.#old.clear();
    if (now === this.text) return false;
    this.text = now;
    return true;
  }

  /**
   * @param {string} id
   * @param {string} otherwise
   */
  #set(id, otherwise) {
    return this.host.pairs().findLast(([name]) => name === id)?.[1] ?? otherwise;
  }
}

/**
 * Calls `act` at every frame of a figure for as long as the editor is in its page: the panel may be made anew.
 * @param {FacelikeLab} lab
 * @param {HTMLElement} editor
 * @param {Host} host
 * @param {() => void} act
 */
export function eachFrame(lab, editor, host, act) {
  const frame = () => {
    if (!editor.isConnected) lab.removeEventListener('facelike-frame', frame);
    else host.guard(act);
  };
  lab.addEventListener('facelike-frame', frame);
}
