import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { languageCaching, PageCache, sendPublicPage } from '../http/page-cache.ts';
import { DOCS_HEADERS, type DocsPage, docsPage } from '../views/docs-page.ts';
import { sendNotFoundPage } from './hosted-page.ts';

const MAX_AGE_S = 300;

/** What partners need: how to put a petition on their site, and how it looks and reports there. */
const NAMES = ['embedding', 'styling-and-events'];

export function getDocs({ config: { publicUrl } }: AppContext): Handler<Env, '/docs/:page'> {
  const pages = NAMES.map(readPage);
  const cache = new PageCache();
  return function getDocs(c) {
    const page = pages.find(({ name }) => name === c.req.param('page'));
    if (!page) return sendNotFoundPage(c);
    const others = pages.filter((other) => other !== page);
    const document = cache.get(pages, page.name, () => docsPage(page, others, publicUrl));
    return sendPublicPage(c, document, { ...DOCS_HEADERS, ...languageCaching(true, MAX_AGE_S) });
  };
}

function readPage(name: string): DocsPage {
  const source = readFileSync(docsFile(`${name}.md`), 'utf8');
  const [, title = name] = /^# (.+)$/m.exec(source) ?? [];
  return { name, title, source };
}

/** Beside the built file, or in the sources. */
function docsFile(name: string): string {
  const built = fileURLToPath(new URL(`docs/${name}`, import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
}
