// The one place where text becomes a script: the worker's blob address, under a Trusted Types policy called
// `facelike`. A page with a strict policy allows it by `trusted-types facelike; worker-src blob:`.

/** @type {{createScriptURL(url: string): unknown} | null | undefined} */
let policy;

/**
 * The address of our own blob in the form that `new Worker` takes under Trusted Types.
 * @param {string} url
 * @returns {string}
 */
export function scriptAddress(url) {
  if (policy === undefined) {
    const types = /** @type {any} */ (globalThis).trustedTypes;
    try {
      policy = types?.createPolicy('facelike', {
        createScriptURL: (/** @type {string} */ given) => {
          if (!given.startsWith('blob:')) throw new TypeError('only our own blob is a script');
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
