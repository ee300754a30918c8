// Says under every figure why it stays a still, where the module that makes it live was not loaded. A classic script:
// it comes even from a server that lets no other page load modules.

addEventListener('DOMContentLoaded', async () => {
  // Module scripts have run by now, or never will.
  if (customElements.get('facelike-lab')) return;
  document.documentElement.classList.add('late');
  const reason = await why();
  for (const figure of document.querySelectorAll('figure.lab')) {
    const note = document.createElement('p');
    note.className = 'why';
    note.role = 'alert';
    const again = document.createElement('button');
    again.textContent = 'Try again';
    again.onclick = () => location.reload();
    note.append(`This is a still of a finished run. The live figure could not be loaded: ${reason}.`, again);
    figure.insertBefore(note, figure.lastElementChild);
    // A frame has a link to where the figure runs.
    const essay = document.querySelector('[data-essay]');
    if (essay) note.append('Or see it in ', essay.cloneNode(true), '.');
  }
});

/** Why the module was not loaded, as far as another attempt tells. */
async function why() {
  const { src } = /** @type {HTMLScriptElement} */ (document.querySelector('script[type=module]'));
  /** @type {RequestInit} */
  const options = { credentials: 'omit' };
  try {
    const { ok, status } = await fetch(src, options);
    return ok
      ? 'its program came but was not started; the browser may be too old, or the page\u2019s Content-Security-Policy forbids it'
      : `the server answered ${status}`;
  } catch {
    try {
      await fetch(src, { ...options, mode: 'no-cors' });
      return 'the server it comes from does not allow that in a frame (it sends no Access-Control-Allow-Origin header)';
    } catch {
      return 'the server could not be reached';
    }
  }
}
