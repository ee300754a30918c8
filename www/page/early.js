// The reader's choice of colours, put on the page before it is first painted; a classic script in its head, and tiny.
// The rest of the page's own script (page.js) it fetches when that may be needed.

{
  const root = document.documentElement;
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const KEY = 'facelike-look';
  let theme = '';
  let more = false;

  try {
    // Both parts in one text: `dark`, `more`, `dark more`.
    const look = (localStorage.getItem(KEY) ?? '').split(' ');
    theme = look.find((word) => word === 'light' || word === 'dark') ?? '';
    more = look.includes('more');
  } catch {
    // Without storage a choice lasts as long as the page.
  }

  const put = (/** @type {string} */ name, /** @type {string} */ value) =>
    value ? root.setAttribute(name, value) : root.removeAttribute(name);

  /** Brings the page in line with the choice. */
  function apply() {
    put('data-theme', theme);
    put('data-contrast', more ? 'more' : '');
    // Stills and the colour of the browser's frame go by the system: a choice turns its query into one that is true, or
    // into one that is not.
    /** @type {NodeListOf<HTMLSourceElement | HTMLMetaElement>} */
    const parts = document.querySelectorAll('[media*=scheme], [data-media]');
    for (const part of parts) {
      part.dataset.media ??= part.media;
      part.media = part.dataset.media.replace(/\(prefers-color-scheme: (\w+)\)/, (query, scheme) =>
        theme ? (scheme === theme ? 'all' : '(max-width: 0)') : query,
      );
    }
    const select = document.querySelector('.look select');
    if (select instanceof HTMLSelectElement) select.value = theme;
    document.querySelector('.look button')?.setAttribute('aria-pressed', String(more));
  }

  function choose() {
    apply();
    try {
      localStorage.setItem(KEY, `${theme} ${more ? 'more' : ''}`.trim());
    } catch {
      // As above.
    }
  }

  apply();
  addEventListener('DOMContentLoaded', apply);
  addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || !target.closest('.look')) return;
    theme = target.value;
    choose();
  });
  addEventListener('click', ({ target }) => {
    if (!(target instanceof Element) || !target.closest('.look button')) return;
    more = !more;
    choose();
  });

  // ---- The rest -------------------------------------------------------------------------------------------------

  const url = new URL(script.dataset.page ?? '', document.baseURI).href;
  // Links to notes lead there without it.
  const rest = () => import(url).catch(() => {});
  for (const occasion of ['facelike-frame', 'facelike-problem']) addEventListener(occasion, rest, { once: true });
  for (const touch of ['pointerover', 'focusin']) {
    addEventListener(
      touch,
      ({ target }) => target instanceof Element && target.closest('.ref, .bar, [data-report]') && rest(),
    );
  }
  addEventListener('load', () => setTimeout(rest, 2000));
}
