// The words of a figure: the sentence that states the result, what a screen reader hears besides, and messages.

import { h, write } from './dom.js';

/** Messages shown at once. */
const MOST_PROBLEMS = 6;

/** Between changes of the sentence while a run goes on. */
const CAPTION_MS = 1000;

/** How long a change of a live region takes to be noticed. */
const LIVE_MS = 100;

/** Between announcements of progress. */
const STAGE_MS = 5000;

export class Telling {
  message = h('div', { class: 'message', 'data-role': 'message', role: 'alert', hidden: true });
  sentence = h('p', { class: 'sentence', 'data-role': 'sentence', 'aria-live': 'polite' });
  unseen = h('p', { class: 'unseen', role: 'status' });
  /** @type {string[]} */
  #problems = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  #captioned_ms = 0;
  #stage = '';
  #stage_ms = 0;

  /**
   * Shows the sentence without having it read out: a figure that opens by itself, or is still at work, interrupts
   * nobody.
   * @param {string} text
   */
  quietly(text) {
    this.sentence.setAttribute('aria-live', 'off');
    write(this.sentence, text);
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.sentence.setAttribute('aria-live', 'polite'), LIVE_MS);
  }

  /**
   * Keeps the sentence up with the run, at the pace of a caption, and tells of a new stage now and then.
   * @param {string} text
   * @param {string} stage
   */
  caption(text, stage) {
    const now = performance.now();
    if (now - this.#captioned_ms >= CAPTION_MS) {
      this.#captioned_ms = now;
      this.quietly(text);
    }
    if (stage !== this.#stage && now - this.#stage_ms >= STAGE_MS) {
      this.#stage = stage;
      this.#stage_ms = now;
      this.say(stage);
    }
  }

  /**
   * Shows the sentence and has it read out, even if it stands there already.
   * @param {string} text
   */
  announce(text) {
    clearTimeout(this.#later);
    this.sentence.setAttribute('aria-live', 'polite');
    if (this.sentence.textContent === text) this.sentence.textContent = '';
    this.#later = setTimeout(() => write(this.sentence, text), LIVE_MS);
  }

  /**
   * Says something to a screen reader alone.
   * @param {string} text
   */
  say(text) {
    write(this.unseen, text);
  }

  /**
   * Tells what was wrong with something given; what has not been dismissed stays.
   * @param {string[]} messages
   */
  problems(messages) {
    this.#problems = [...new Set([...this.#problems, ...messages])].slice(-MOST_PROBLEMS);
    const dismiss = h('button', { type: 'button', class: 'dismiss' }, 'Dismiss');
    dismiss.addEventListener('click', () => this.clear());
    this.#show(this.#problems, dismiss);
  }

  /**
   * Tells why the figure stopped, with an offer to try again where that can help.
   * @param {string} message
   * @param {(() => void) | null} again
   */
  failure(message, again) {
    const button = again && h('button', { type: 'button', 'data-do': 'again' }, 'Try again');
    button?.addEventListener('click', () => again?.());
    this.#show([message], button);
  }

  clear() {
    this.#problems = [];
    if (this.message.hidden) return;
    this.message.hidden = true;
    this.message.replaceChildren();
  }

  /**
   * @param {string[]} messages
   * @param {HTMLElement | null} button
   */
  #show(messages, button) {
    this.message.hidden = false;
    this.message.replaceChildren(
      h('div', {}, ...messages.map((text) => h('p', {}, text))),
      ...(button ? [button] : []),
    );
  }
}
