import { extname } from 'node:path';
import type { Context as HonoContext } from 'hono';
import { accepts } from 'hono/accepts';
import type { AppContext } from '../context.ts';
import { etagMatches } from '../http/cache.ts';
import { ALLOW_ANY_ORIGIN, type HeaderMap, securityHeaders } from '../http/headers.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { Release } from '../http/widget-releases.ts';

/** The newest script. Pages find a new version within the hour. */
export function getFloatingScript({ releases, config }: AppContext) {
  const headers = fileHeaders(config.publicUrl, FLOATING);
  const newest = releases.current('petition-widget.js')!;
  return function getFloatingScript(c: HonoContext): Response {
    return file(c, newest, 'petition-widget.js', headers);
  };
}

/** Any file of the widget: of one version for ever, for pages that pin it with `integrity`; at `v1` the newest. */
export function getWidgetFile({ releases, config }: AppContext) {
  const floating = fileHeaders(config.publicUrl, FLOATING);
  const pinned = fileHeaders(config.publicUrl, 'public, max-age=31536000, immutable');
  return function getWidgetFile(c: HonoContext): Response {
    const { version, file: name } = c.req.param() as { version: string; file: string };
    const release = version === 'v1' ? releases.current(name) : releases.get(version, name);
    if (!release)
      throw new HttpProblem(404, 'This file of the widget was never served here in this version.');
    return file(c, release, name, version === 'v1' ? floating : pinned);
  };
}

const FLOATING = 'public, max-age=3600, stale-while-revalidate=86400';
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
};

function fileHeaders(publicUrl: string, cacheControl: string): HeaderMap {
  return {
    ...securityHeaders(publicUrl),
    ...ALLOW_ANY_ORIGIN,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Encoding',
  };
}

function file(
  c: HonoContext,
  { etag, bytes, brotli, gzip }: Release,
  name: string,
  headers: HeaderMap,
): Response {
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
  if (etagMatches(c, tag)) return new Response(null, { status: 304, headers: { ...headers, ETag: tag } });
  return new Response(encoding === 'br' ? brotli : encoding === 'gzip' ? gzip : bytes, {
    headers: {
      ...headers,
      ETag: tag,
      'Content-Type': TYPES[extname(name)]!,
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
    },
  });
}
