import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`, whether this runs from the sources or from `dist/`. */
const root = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** The version of this release, from `package.json`. */
export const VERSION: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** The folder with the files for browsers, created by `npm run build`. */
export const WIDGET_DIR = join(root, 'dist', 'widget');

/** The folder with the page and scripts of the console, created by `npm run build`. */
export const CONSOLE_DIR = join(root, 'dist', 'console');

/** The folder with the documents for maintainers and organizers. */
export const DOCS_DIR = join(root, 'docs');
