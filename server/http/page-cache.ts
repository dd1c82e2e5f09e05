import type { Context } from 'hono';
import { acceptedCoding, CompressibleBody } from './compression.ts';
import type { HeaderMap } from './headers.ts';

/** Requests choose the variants. This keeps them from filling the memory. */
const MAX_PAGES = 200;

/**
 * The pages that were requested in the current second. A page that many people open is rendered and compressed once a
 * second, not once a request, and the time in its form is right to the second.
 */
export class PageCache {
  #second = 0;
  #size = 0;
  #pages = new Map<object, Map<string, CompressibleBody>>();

  /**
   * @param source what the page shows. A page is rendered again if this is another object
   * @param variant distinguishes the pages of one source
   */
  get(source: object, variant: string, render: () => unknown): CompressibleBody {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second || this.#size >= MAX_PAGES) {
      this.#second = second;
      this.#size = 0;
      this.#pages = new Map();
    }
    let variants = this.#pages.get(source);
    if (!variants) {
      variants = new Map();
      this.#pages.set(source, variants);
    }
    let page = variants.get(variant);
    if (!page) {
      page = new CompressibleBody(Buffer.from(String(render())));
      variants.set(variant, page);
      this.#size += 1;
    }
    return page;
  }
}

/** Sends a page that is the same for everyone. */
export async function sendPublicPage(
  c: Context,
  page: CompressibleBody,
  headers: HeaderMap,
): Promise<Response> {
  const coding = page.isWorthwhile ? acceptedCoding(c) : undefined;
  return c.body(coding ? await page.compress(coding) : page.bytes, 200, {
    'Content-Type': 'text/html; charset=UTF-8',
    ...headers,
    ...(coding && { 'Content-Encoding': coding }),
    Vary: [headers.Vary, 'Accept-Encoding'].filter(Boolean).join(', '),
  });
}

/** Caching of a page whose language may come from the browser. Many caches ignore `Vary: Accept-Language`. */
export function languageCaching(isInUrl: boolean, maxAge: number): HeaderMap {
  return isInUrl
    ? { 'Cache-Control': `public, max-age=${maxAge}` }
    : { 'Cache-Control': `private, max-age=${maxAge}`, Vary: 'Accept-Language' };
}
