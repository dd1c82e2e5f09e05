import type { Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { languageCaching, PageCache, sendPublicPage } from '../http/page-cache.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { privacyPage } from '../views/privacy-page.ts';
import { requestedLanguages } from './hosted-page.ts';

const MAX_AGE_S = 300;

/** What happens to a signature, for supporters. */
export function getPrivacy({ config: { confirmation } }: AppContext): Handler {
  const pages = new PageCache();
  return function getPrivacy(c) {
    const { lang } = dictionaryFor(...requestedLanguages(c));
    const page = pages.get(pages, lang, () => privacyPage([lang], confirmation));
    const caching = languageCaching(Boolean(c.req.query('lang')), MAX_AGE_S);
    return sendPublicPage(c, page, { ...PAGE_HEADERS, ...caching });
  };
}
