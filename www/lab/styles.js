// Puts a style sheet into a shadow root in the way that a strict content policy allows.

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * @param {ShadowRoot} root
 * @param {...string} texts
 */
export function adopt(root, ...texts) {
  for (const css of texts) {
    try {
      let sheet = sheets.get(css);
      if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        sheets.set(css, sheet);
      }
      if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    } catch {
      // Older engines know no constructed sheets; they know no Trusted Types either.
      const style = document.createElement('style');
      style.textContent = css;
      root.append(style);
    }
  }
}
