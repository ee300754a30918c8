// The contents mark the chapter that is being read; on narrow windows they are a bar that unfolds a list.

/** The line that a chapter has to cross to be the one that is read: so far down the window. */
const LINE = '-33% 0px -67% 0px';

export function contents() {
  const bar = document.querySelector('.bar');
  const fold = bar?.querySelector('details');
  const here = bar?.querySelector('[data-here]');
  if (!bar || !fold || !here) return;

  /** @type {Map<Element, HTMLAnchorElement>} */
  const links = new Map();
  for (const link of bar.querySelectorAll('a')) {
    const section = document.getElementById(link.hash.slice(1));
    if (section) links.set(section, link);
  }

  const [first] = links.keys();
  /** @type {Element | undefined} */
  let now;
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, boundingClientRect } of entries) {
        if (isIntersecting) now = target;
        // Above the first chapter none is read; between two of them the last one still is.
        else if (target === first && now === first && boundingClientRect.top > 0) now = undefined;
      }
      const current = now && links.get(now);
      for (const link of links.values()) {
        if (link === current) link.setAttribute('aria-current', 'location');
        else link.removeAttribute('aria-current');
      }
      here.textContent = current?.firstChild?.textContent?.trim() ?? '';
    },
    { rootMargin: LINE },
  );
  for (const section of links.keys()) watcher.observe(section);

  // Beside the text the list stands open, which not every browser does by style.css alone.
  const summary = /** @type {HTMLElement} */ (fold.querySelector('summary'));
  const beside = () => getComputedStyle(bar).getPropertyValue('--beside') === '1';
  let was = false;
  const fit = () => {
    if (beside() !== was) fold.open = !was;
    was = beside();
  };
  fit();
  // Its width changes with the window's, and with the size of the text.
  new ResizeObserver(fit).observe(bar);

  const close = () => {
    if (!beside()) fold.open = false;
  };
  bar.addEventListener('click', ({ target }) => target instanceof Element && target.closest('a') && close());
  document.addEventListener('pointerdown', ({ target }) => {
    if (!(target instanceof Node && bar.contains(target))) close();
  });
  bar.addEventListener('focusout', (event) => {
    const to = /** @type {FocusEvent} */ (event).relatedTarget;
    if (to instanceof Node && !bar.contains(to)) close();
  });
  bar.addEventListener('keydown', (event) => {
    if (/** @type {KeyboardEvent} */ (event).key !== 'Escape' || beside() || !fold.open) return;
    close();
    summary.focus();
  });
}
