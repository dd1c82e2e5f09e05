import { DOCUMENT } from './console.styles.ts';
import { PetitionConsole } from './petition-console.ts';
import { preferredLanguage, switchLanguage } from './words.ts';

// The page's policy forbids inline styles, but not stylesheets that are created by its own scripts.
const sheet = new CSSStyleSheet();
sheet.replaceSync(DOCUMENT);
document.adoptedStyleSheets = [sheet];

// In English if the file of the language can't be loaded, so that the console can still be used.
await switchLanguage(preferredLanguage()).catch(() => switchLanguage('en'));
customElements.define('petition-console', PetitionConsole);
