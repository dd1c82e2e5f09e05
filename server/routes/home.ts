import type { Handler } from 'hono';
import { TAG } from '../../common/contract.ts';
import type { AppContext } from '../context.ts';
import { languageCaching, PageCache, sendPublicPage } from '../http/page-cache.ts';
import { searchPetitions, tagsOf } from '../petitions/search.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { feed } from '../views/feed.ts';
import { homePage } from '../views/home-page.ts';
import { FAVICON, robots, sitemap } from '../views/sitemap.ts';
import { requestedLanguages } from './hosted-page.ts';

const MAX_AGE_S = 10;
/** Divisible by two and three, the columns of most screens. */
export const PETITIONS_PER_PAGE = 30;
/** For what programs ask for again and again. */
const LONG_MAX_AGE_S = 600;
const DAY_S = 86_400;

/** The open petitions. People cut URLs down to the server's address. */
export function getHome({ petitions, config: { publicUrl, organizer } }: AppContext): Handler {
  const pages = new PageCache();
  return function getHome(c) {
    const languages = requestedLanguages(c);
    const query = (c.req.query('q') ?? '').trim();
    const tag = TAG.test(c.req.query('tag') ?? '') ? c.req.query('tag')! : '';
    const wanted = pageNumber(c.req.query('page'));
    const all = petitions.all();
    const page = pages.get(all, JSON.stringify([languages, query, tag, wanted]), () => {
      const found = searchPetitions(all, { query, tag });
      const pages = Math.max(1, Math.ceil(found.length / PETITIONS_PER_PAGE));
      // Petitions that were on a later page may have been closed.
      const page = Math.min(wanted, pages);
      return homePage({
        petitions: found.slice((page - 1) * PETITIONS_PER_PAGE, page * PETITIONS_PER_PAGE),
        tags: tagsOf(all),
        languages,
        publicUrl,
        organizer,
        query,
        tag,
        page,
        pages,
      });
    });
    const caching = languageCaching(Boolean(c.req.query('lang')), MAX_AGE_S);
    return sendPublicPage(c, page, { ...PAGE_HEADERS, ...caching });
  };
}

const pageNumber = (text = '1'): number => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1);

/** New petitions, for feed readers. */
export function getFeed({ petitions, config: { publicUrl, organizer } }: AppContext): Handler {
  const pages = new PageCache();
  return function getFeed(c) {
    const languages = requestedLanguages(c);
    const all = petitions.all();
    const page = pages.get(all, languages.join(), () =>
      feed({
        petitions: all.filter(({ status, noindex }) => status === 'open' && !noindex),
        languages,
        publicUrl,
        organizer,
      }),
    );
    return sendPublicPage(c, page, {
      'Content-Type': 'application/rss+xml; charset=UTF-8',
      ...languageCaching(Boolean(c.req.query('lang')), LONG_MAX_AGE_S),
    });
  };
}

/** What search engines may list. */
export function getSitemap({ petitions, config: { publicUrl } }: AppContext): Handler {
  const pages = new PageCache();
  return function getSitemap(c) {
    const page = pages.get(petitions.all(), '', () =>
      sitemap(
        petitions.all().filter(({ noindex }) => !noindex),
        publicUrl,
      ),
    );
    return sendPublicPage(c, page, {
      'Content-Type': 'application/xml; charset=UTF-8',
      'Cache-Control': `public, max-age=${LONG_MAX_AGE_S}`,
    });
  };
}

export function getRobots({ config: { publicUrl } }: AppContext): Handler {
  return function getRobots(c) {
    return c.text(robots(publicUrl), 200, { 'Cache-Control': `public, max-age=${DAY_S}` });
  };
}

/** Browsers ask for it on every page. */
export function getFavicon({ serverLogo, images }: AppContext): Handler {
  return async function getFavicon(c) {
    if (serverLogo) {
      const { hash, width } = serverLogo.icon;
      const icon = await images.get(hash, width);
      if (!icon) throw new Error(`icon ${hash} is not stored`);
      return c.body(icon.bytes, 200, {
        'Content-Type': icon.type,
        'Cache-Control': `public, max-age=${DAY_S}`,
      });
    }
    return c.body(FAVICON, 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': `public, max-age=${DAY_S}`,
      'Content-Security-Policy': "default-src 'none'",
    });
  };
}
