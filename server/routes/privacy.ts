import type { Handler } from 'hono';
import { PAGE_HEADERS } from '../views/document.ts';
import { privacyPage } from '../views/privacy-page.ts';
import { requestedLanguages } from './hosted-page.ts';

/** What happens to a signature, for supporters. */
export function getPrivacy(): Handler {
  return function getPrivacy(c) {
    return c.html(privacyPage(requestedLanguages(c)), 200, {
      ...PAGE_HEADERS,
      'Cache-Control': 'public, max-age=300',
      Vary: 'Accept-Language',
    });
  };
}
