// The service worker: after one visit the essay works without a network. The build fills in VERSION and FILES: a hash of
// all that the page is made of, and the page's files, each with the hash of its content. A file that comes damaged is
// not kept, and then nothing is: a damaged file that was kept would stay damaged.
//
// One version is one cache, so that old and new files are never mixed. The page itself is asked of the network first,
// for a new edition to be seen at once; what has its hash in its name comes from the cache. A new worker waits until no
// page of the old edition is open, and then clears the old cache.

const VERSION = 'VERSION';
const FILES = ['FILES'];

/** How long the network may take with the page before the kept one is shown. */
const PATIENCE_MS = 4000;

// Another edition under another path of the same host keeps its own.
const OURS = `facelike ${registration.scope} `;
const CACHE = OURS + VERSION;
const PAGE = new URL('./', registration.scope).href;

/** Whether it is the essay, in whatever state its query tells of. */
function isPage(url) {
  return [PAGE, `${PAGE}index.html`].includes(url.origin + url.pathname);
}

async function keep() {
  const cache = await caches.open(CACHE);
  // Hosts may add to the page; all else comes as it was made.
  await cache.addAll([
    new Request('./', { cache: 'reload' }),
    ...FILES.map(([path, integrity]) => new Request(path, { integrity })),
  ]);
}

async function clear() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
}

async function page(request) {
  const kept = caches.match(PAGE, { cacheName: CACHE });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const live = fetch(request);
  try {
    const first = await Promise.race([live, late]);
    // An error of the server is told as it is.
    if (first) return first;
  } catch {
    // There is no network.
  }
  return (await kept) ?? live;
}

async function file(request) {
  // A page of a newer edition asks for files that this one does not know.
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(clear()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(PAGE)) return;
  if (request.mode === 'navigate') {
    if (isPage(url)) event.respondWith(page(request));
  } else if (FILES.some(([path]) => path === url.href.slice(PAGE.length))) {
    event.respondWith(file(request));
  }
});
