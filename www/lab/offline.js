// Registers the service worker (www/sw.js) that keeps the page for readers without a network, where the page names one.

import { scriptAddress, workerAddress } from './trusted.js';

/** Keeps the page, unless the reader saves data or the browser or its host will not have it. */
export async function keepOffline() {
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  const address = workerAddress();
  if (!address || connection?.saveData) return;
  try {
    await navigator.serviceWorker.register(scriptAddress(address));
  } catch {
    // The page needs a network then, as any other.
  }
}
