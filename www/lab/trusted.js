// The one place where text becomes a script: the worker's blob address and the service worker's, under a Trusted Types
// policy called `facelike`. A page with a strict policy allows it by `trusted-types facelike; worker-src blob: SITE`.

/** @type {{createScriptURL(url: string): unknown} | null | undefined} */
let policy;

/** The address of the service worker that the page names. */
export function workerAddress() {
  const name = 'data-facelike-offline';
  const path = document.querySelector(`script[${name}]`)?.getAttribute(name);
  return path ? new URL(path, document.baseURI).href : null;
}

/**
 * The address of our own blob or service worker in the form that `new Worker` takes under Trusted Types.
 * @param {string} url
 * @returns {string}
 */
export function scriptAddress(url) {
  if (policy === undefined) {
    const types = /** @type {any} */ (globalThis).trustedTypes;
    try {
      policy = types?.createPolicy('facelike', {
        createScriptURL: (/** @type {string} */ given) => {
          if (!given.startsWith('blob:') && given !== workerAddress()) throw new TypeError('that is no script of ours');
          return given;
        },
      });
    } catch {
      // The page allows no such policy: the worker is refused below and the figure runs in the page.
    }
    policy ??= null;
  }
  return /** @type {string} */ (policy ? policy.createScriptURL(url) : url);
}
