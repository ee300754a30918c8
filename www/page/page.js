// The reading machinery: notes that open beside the text, contents that show where the reader is, and small services.
// All of it is more comfort: without this file the links lead to the same things.

import { contents } from './contents.js';
import css from './page.css';
import { popups } from './popups.js';
import { services } from './services.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
contents();
popups();
services();
