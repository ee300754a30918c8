// How many runs are alive at once: one fewer than the machine has cores. The one that has been idle longest is
// put away first; it comes back from its state, exactly.

/**
 * @typedef {object} Holder
 * @property {() => boolean} idle whether it could be put away now
 * @property {() => boolean} putAway closes its run, keeping its state; whether it waits for room, having shown nothing
 * @property {() => void} roomAgain told when there may be room for it
 */

export class Pool {
  /** Those with a run, the one longest untouched first. @type {Set<Holder>} */
  #live = new Set();
  /** Those that wait for room. @type {Set<Holder>} */
  #waiting = new Set();

  /** @param {number} cap */
  constructor(cap) {
    this.cap = cap;
  }

  /**
   * Takes a place. With `insist` (the reader pressed something) a busy run gives way if no idle one can.
   * @param {Holder} holder
   * @param {boolean} insist
   */
  take(holder, insist) {
    if (this.#live.has(holder)) {
      this.touch(holder);
      return true;
    }
    if (this.#live.size >= this.cap) {
      const all = [...this.#live];
      const leaving = all.find((other) => other.idle()) ?? (insist ? all[0] : undefined);
      if (!leaving) {
        this.#waiting.add(holder);
        return false;
      }
      this.#live.delete(leaving);
      if (leaving.putAway()) this.#waiting.add(leaving);
    }
    this.#waiting.delete(holder);
    this.#live.add(holder);
    return true;
  }

  /**
   * Marks a run as used just now.
   * @param {Holder} holder
   */
  touch(holder) {
    if (this.#live.delete(holder)) this.#live.add(holder);
  }

  /**
   * Gives a place back, or stops waiting for one.
   * @param {Holder} holder
   */
  leave(holder) {
    this.#waiting.delete(holder);
    if (this.#live.delete(holder)) this.offer();
  }

  /** Lets one that waits try again: a run has ended or become idle. */
  offer() {
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    next.roomAgain();
  }
}

const cores = (typeof navigator === 'object' && navigator.hardwareConcurrency) || 2;

/** The page's pool. */
export const pool = new Pool(Math.max(1, cores - 1));
