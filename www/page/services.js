// Small services: a button that copies, a report that says which run was on the screen, a print with nothing folded.

export function services() {
  for (const text of document.querySelectorAll('pre[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    const name = `Copy the ${text.getAttribute('data-copy')}`;
    button.textContent = name;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text.textContent ?? '');
        button.textContent = 'Copied';
      } catch {
        // It is marked at least, to be copied by hand.
        getSelection()?.selectAllChildren(text);
        button.textContent = 'Marked: copy it by hand';
      }
      setTimeout(() => {
        button.textContent = name;
      }, 3000);
    });
    text.after(button);
  }

  /** @param {Event} event */
  const report = ({ target }) => {
    const link = target instanceof Element ? target.closest('a[data-report]') : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    const url = new URL(link.href);
    const run = new URLSearchParams(location.search).has('fig') ? `The figure, as I saw it: ${location.href}\n\n` : '';
    url.searchParams.set('body', `What I expected:\n\nWhat I saw:\n\n${run}Browser: ${navigator.userAgent}\n`);
    link.href = url.href;
  };
  for (const touch of ['pointerover', 'focusin', 'click']) document.addEventListener(touch, report, true);

  /** @type {HTMLDetailsElement[]} */
  let unfolded = [];
  addEventListener('beforeprint', () => {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folds = document.querySelectorAll('main details:not([open])');
    unfolded = [...folds];
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of unfolded) fold.open = false;
  });
}
