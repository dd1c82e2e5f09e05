import type { Context as HonoContext } from 'hono';
import { accepts } from 'hono/accepts';
import type { Config } from '../config.ts';
import { isKnown } from '../http/cache.ts';
import { ANY_ORIGIN, commonHeaders, type Headers } from '../http/headers.ts';
import { Problem } from '../http/problem.ts';
import type { Release, WidgetReleases } from '../widget-releases.ts';

/** The newest. Pages find a new version within the hour. */
export function getFloatingScript(releases: WidgetReleases, { publicUrl }: Config) {
  const headers = scriptHeaders(publicUrl, 'public, max-age=3600, stale-while-revalidate=86400');
  return function getFloatingScript(c: HonoContext): Response {
    return script(c, releases.current, headers);
  };
}

/** One version for ever, for pages that pin it with `integrity`. */
export function getPinnedScript(releases: WidgetReleases, { publicUrl }: Config) {
  const headers = scriptHeaders(publicUrl, 'public, max-age=31536000, immutable');
  return function getPinnedScript(c: HonoContext): Response {
    const release = releases.get(c.req.param('version')!);
    if (!release) throw new Problem(404, 'This version of the widget was never served here.');
    return script(c, release, headers);
  };
}

function scriptHeaders(publicUrl: string, cacheControl: string): Headers {
  return {
    ...commonHeaders(publicUrl),
    ...ANY_ORIGIN,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Encoding',
  };
}

function script(c: HonoContext, { etag, bytes, brotli, gzip }: Release, headers: Headers): Response {
  const encoding = accepts(c, {
    header: 'Accept-Encoding',
    supports: ['br', 'gzip'],
    default: 'identity',
    match: (accepted) => {
      const wanted = accepted.filter(({ q }) => q > 0).map(({ type }) => type);
      return ['br', 'gzip'].find((each) => wanted.includes(each)) ?? 'identity';
    },
  });
  // Other bytes, another tag.
  const tag = encoding === 'identity' ? etag : etag.replace(/"$/, `-${encoding}"`);
  if (isKnown(c, tag)) return new Response(null, { status: 304, headers: { ...headers, ETag: tag } });
  return new Response(encoding === 'br' ? brotli : encoding === 'gzip' ? gzip : bytes, {
    headers: {
      ...headers,
      ETag: tag,
      'Content-Type': 'text/javascript; charset=utf-8',
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
    },
  });
}
