import type { Handler, Context as HonoContext } from 'hono';
import { accepts } from 'hono/accepts';
import type { Context } from '../context.ts';
import { cacheable } from '../http/cache.ts';
import { Problem } from '../http/problem.ts';
import type { Release } from '../widget-releases.ts';

/** The newest widget. Pages find a new version within the hour. */
export function getFloatingScript({ releases }: Context): Handler {
  return function getFloatingScript(c) {
    return script(c, releases.current, 'public, max-age=3600, stale-while-revalidate=86400');
  };
}

/** One version for ever, for pages that pin it with `integrity`. */
export function getPinnedScript({ releases }: Context): Handler {
  return function getPinnedScript(c) {
    const release = releases.get(c.req.param('version')!);
    if (!release) throw new Problem(404, 'This version of the widget was never served here.');
    return script(c, release, 'public, max-age=31536000, immutable');
  };
}

function script(c: HonoContext, { etag, bytes, brotli, gzip }: Release, cacheControl: string): Response {
  c.header('Vary', 'Accept-Encoding');
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
  return cacheable(c, tag, cacheControl, () =>
    c.body(encoding === 'br' ? brotli : encoding === 'gzip' ? gzip : bytes, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
    }),
  );
}
