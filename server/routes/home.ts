import type { Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { languageCaching, PageCache, sendPublicPage } from '../http/page-cache.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { homePage } from '../views/home-page.ts';
import { requestedLanguages } from './hosted-page.ts';

const MAX_AGE_S = 10;

/** The open petitions. People cut URLs down to the server's address. */
export function getHome({ petitions, config: { publicUrl } }: AppContext): Handler {
  const pages = new PageCache();
  return function getHome(c) {
    const languages = requestedLanguages(c);
    const page = pages.get(petitions.all(), languages.join(), () =>
      homePage(petitions.all(), languages, publicUrl),
    );
    const caching = languageCaching(Boolean(c.req.query('lang')), MAX_AGE_S);
    return sendPublicPage(c, page, { ...PAGE_HEADERS, ...caching });
  };
}
