// Notes, sources and terms open beside the text: by hover, tap or key. One is open at a time; it stays while the pointer
// or the focus is in it, and closes by Escape, its button, or a press elsewhere. It shows a copy of what the link leads
// to, which is where the link goes without this.

/** Milliseconds that a pointer rests on a link before its note opens, and is away before it closes. */
const REST_MS = 150;
const AWAY_MS = 300;
/** Pixels between note, text and the window's edges. */
const GAP = 8;

export function popups() {
  /** @type {{ box: HTMLElement, link: HTMLAnchorElement, kept: boolean } | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {EventTarget | null} target */
  const linkOf = (target) => {
    const link = target instanceof Element ? target.closest('a.ref') : null;
    // In a note a link leads on, as anywhere else.
    return link instanceof HTMLAnchorElement && !link.closest('.note') ? link : null;
  };

  /** @param {EventTarget | null} target */
  const inside = (target) =>
    shown !== null && target instanceof Node && (shown.box.contains(target) || shown.link.contains(target));

  function close() {
    clearTimeout(timer);
    if (!shown) return;
    const { box, link } = shown;
    shown = null;
    link.setAttribute('aria-expanded', 'false');
    if (box.contains(document.activeElement)) link.focus({ preventScroll: true });
    box.remove();
  }

  /**
   * @param {HTMLAnchorElement} link
   * @param {boolean} kept whether it stays when the pointer goes away
   */
  function open(link, kept) {
    clearTimeout(timer);
    if (shown?.link === link) {
      shown.kept ||= kept;
      return true;
    }
    close();
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return false;
    const box = document.createElement('span');
    box.className = 'note';
    box.role = 'dialog';
    box.tabIndex = -1;
    box.ariaLabel = link.ariaLabel ?? link.textContent;
    box.append(...[...target.childNodes].map((node) => node.cloneNode(true)));
    for (const part of box.querySelectorAll('.back, [id]')) {
      if (part.matches('.back')) part.remove();
      else part.removeAttribute('id');
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.ariaLabel = 'Close';
    button.textContent = '\u00d7';
    button.addEventListener('click', close);
    box.append(button);
    link.after(box);
    link.setAttribute('aria-expanded', 'true');
    shown = { box, link, kept };
    place();
    return true;
  }

  /** Below the link, or above it where there is more room; never beyond the window's sides. */
  function place() {
    if (!shown) return;
    const { box, link } = shown;
    const { clientWidth: across, clientHeight: down } = document.documentElement;
    const { style } = box;
    style.maxWidth = `${across - 2 * GAP}px`;
    style.maxHeight = style.left = style.top = '0';
    const start = box.getBoundingClientRect();
    const line = [...link.getClientRects()].at(-1) ?? start;
    const [above, below] = [line.top - 2 * GAP, down - line.bottom - 2 * GAP];
    const wanted = box.scrollHeight + 2;
    const under = wanted <= below || below >= above;
    const height = Math.max(80, Math.min(wanted, under ? below : above));
    style.maxHeight = `${height}px`;
    const left = Math.max(GAP, Math.min(line.left, across - GAP - start.width));
    style.left = `${left - start.left}px`;
    style.top = `${(under ? line.bottom + GAP : line.top - GAP - height) - start.top}px`;
  }

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'touch') return;
    clearTimeout(timer);
    const link = linkOf(target);
    if (link) timer = setTimeout(open, REST_MS, link, false);
    else if (shown && !shown.kept && !inside(target)) timer = setTimeout(close, AWAY_MS);
  });
  document.addEventListener('click', (event) => {
    const link = linkOf(event.target);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    if (shown?.link === link && shown.kept) {
      close();
    } else {
      if (!open(link, true)) return;
      shown?.box.focus({ preventScroll: true });
    }
    event.preventDefault();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!inside(target)) close();
  });
  document.addEventListener('focusin', ({ target }) => {
    if (shown && !inside(target) && !shown.box.matches(':hover')) close();
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  addEventListener('resize', place);
  addEventListener('beforeprint', close);
}
