// Where bets are kept: for this visit, or on this device if the reader asks, which is one wish for all bets of a page.

const PREFIX = 'facelike-bet:';

/** Stands in the device's storage while the reader wants bets to be remembered there. */
const WISH = 'facelike-bets';

/**
 * A storage that can be used; null where the browser denies it, as in a frame without an origin.
 * @param {() => Storage} get
 */
function usable(get) {
  try {
    const storage = get();
    // Some let themselves be read and take nothing.
    storage.setItem(`${WISH}?`, '');
    storage.removeItem(`${WISH}?`);
    return storage;
  } catch {
    return null;
  }
}

export class Store {
  /** Those who show whether bets are remembered. @type {Set<() => void>} */
  #watchers = new Set();

  /**
   * @param {() => Storage} visit
   * @param {() => Storage} device
   */
  constructor(visit, device) {
    this.visit = usable(visit);
    this.device = usable(device);
  }

  /** Whether there is a choice between this visit and this device. */
  get choice() {
    return this.visit !== null && this.device !== null;
  }

  /** Whether the reader wants bets to outlive this visit. */
  get remembering() {
    return this.device !== null && this.#read(this.device, WISH) !== null;
  }

  /** Moves every bet to where it is to be from now on. @param {boolean} wanted */
  remember(wanted) {
    const { visit, device } = this;
    if (!visit || !device || wanted === this.remembering) return;
    if (!wanted) device.removeItem(WISH);
    else if (!this.#write(device, WISH, 'remember')) return this.#tell();
    const [from, to] = wanted ? [visit, device] : [device, visit];
    const keys = Array.from({ length: from.length }, (_, i) => from.key(i) ?? '');
    for (const key of keys.filter((key) => key.startsWith(PREFIX))) {
      const kept = this.#write(to, key, this.#read(from, key) ?? '');
      // What is no longer to be on the device goes, whether or not there is another place for it.
      if (kept || !wanted) from.removeItem(key);
    }
    this.#tell();
  }

  /**
   * The bet kept for an element, or an empty text.
   * @param {string} id
   */
  recall(id) {
    for (const storage of [this.device, this.visit]) {
      const bet = storage && this.#read(storage, PREFIX + id);
      if (bet) return bet;
    }
    return '';
  }

  /**
   * Keeps a bet; an empty text forgets it.
   * @param {string} id
   * @param {string} bet
   */
  keep(id, bet) {
    for (const storage of [this.device, this.visit]) storage?.removeItem(PREFIX + id);
    const storage = this.remembering ? this.device : this.visit;
    if (bet && storage) this.#write(storage, PREFIX + id, bet);
  }

  /**
   * Calls `changed` whenever bets begin or cease to be remembered, until the signal ends it.
   * @param {() => void} changed
   * @param {AbortSignal} signal
   */
  watch(changed, signal) {
    this.#watchers.add(changed);
    signal.addEventListener('abort', () => this.#watchers.delete(changed));
  }

  #tell() {
    for (const watcher of this.#watchers) watcher();
  }

  /**
   * @param {Storage} storage
   * @param {string} key
   */
  #read(storage, key) {
    try {
      return storage.getItem(key);
    } catch {
      return null;
    }
  }

  /**
   * Whether it was kept: a storage can be full.
   * @param {Storage} storage
   * @param {string} key
   * @param {string} text
   */
  #write(storage, key, text) {
    try {
      storage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }
}

/** The page's own. */
export const store = new Store(
  () => sessionStorage,
  () => localStorage,
);
