// A figure's page in a frame of another page: tells that page how high it is, looks as its address asks, and keeps the
// link to the essay at the figure's state. A classic script, since it has to run where no module may be loaded.

(() => {
  const root = document.documentElement;

  /** The last value of a parameter of the address, as the figure reads it. */
  const asked = (/** @type {string} */ name) => new URLSearchParams(location.search).getAll(name).at(-1);

  // ---- How it looks until the figure is live ----------------------------------------------------------------

  const theme = asked('theme');
  const themed = theme === 'light' || theme === 'dark';
  if (themed) root.dataset.theme = theme;

  // The room kept for the controls: as many as are asked for, and the seed.
  const controls = asked('controls');
  if (controls !== undefined) {
    const ids = new Set(controls.split(',').map((id) => id.trim()));
    const count = controls.trim() === 'none' ? 0 : 1 + [...ids].filter((id) => id && id !== 'seed').length;
    root.style.setProperty('--asked', String(count));
  }
  const readouts = asked('readouts')
    ?.split(',')
    .filter((id) => id.trim()).length;
  if (readouts) root.style.setProperty('--asked-readouts', String(readouts));

  /** The system's theme chooses among the stills: another one has to be chosen by hand. */
  function chooseStill() {
    const dark = '(prefers-color-scheme: dark)';
    for (const source of document.querySelectorAll('source')) {
      if (!source.media.includes(dark)) continue;
      if (theme === 'light') source.remove();
      else source.media = source.media.replace(dark, 'all').replace('all and ', '');
    }
  }

  // ---- The link to the essay --------------------------------------------------------------------------------

  function linkEssay() {
    const link = document.querySelector('a[data-essay]');
    const address = document.querySelector('[data-address]');
    if (!(link instanceof HTMLAnchorElement) || !address) return;
    const { host, pathname, hash } = link;
    address.textContent = host + pathname + hash;
    const start = link.search;
    addEventListener('facelike-frame', (event) => {
      if (start && event instanceof CustomEvent) link.search = `${start}&${event.detail.state}`;
    });
  }

  // ---- Its height, for the page around it -------------------------------------------------------------------

  /** WordPress numbers its frames so: its page believes no message without this. */
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret');

  /**
   * The height without a scroll bar, whose width would change it: a picture as wide as its frame could then fit with a
   * scroll bar and without one, and stay where it began. The bar is back where it is needed.
   */
  function measure() {
    root.style.overflowY = 'hidden';
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (innerHeight < height) root.style.overflowY = '';
    return height;
  }

  let told = 0;

  /** @param {boolean} again whether to tell a height that has been told already */
  function tell(again) {
    const height = measure();
    if (height === told && !again) return;
    told = height;
    const messages = [
      { type: 'iframe-widget-resize', height },
      { sentinel: 'amp', type: 'embed-size', height },
      JSON.stringify({ src: location.href, context: 'iframe.resize', height }),
      { height },
      ...(secret && /^[0-9A-Za-z]{1,64}$/.test(secret) ? [{ message: 'height', value: height, secret }] : []),
    ];
    // A height is no secret, and whom it is told to cannot be known.
    for (const message of messages) parent.postMessage(message, '*');
  }

  let waiting = false;
  let wanted = false;

  /** @param {boolean} again */
  function tellSoon(again) {
    wanted ||= again;
    if (waiting) return;
    waiting = true;
    const act = () => {
      if (!waiting) return;
      waiting = false;
      tell(wanted);
      wanted = false;
    };
    requestAnimationFrame(act);
    // A frame off the screen is given no animation frames.
    setTimeout(act, 100);
  }

  document.addEventListener('readystatechange', () => {
    // All is there but pictures and the figure's program.
    if (document.readyState !== 'interactive') return;
    if (themed) chooseStill();
    linkEssay();
    if (parent !== self) tell(true);
  });

  if (parent !== self) {
    new ResizeObserver(() => tellSoon(false)).observe(root);
    addEventListener('resize', () => tellSoon(false));
    // A listener that came late hears it too.
    addEventListener('load', () => tellSoon(true));
    addEventListener('message', ({ source, data }) => {
      if (source === parent && data?.type === 'iframe-widget-request-resize') tellSoon(true);
    });
  }
})();
