import { extname } from 'node:path';
import type { Context, Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { etagMatches } from '../http/cache.ts';
import { acceptedCoding, codedEtag } from '../http/compression.ts';
import type { FastHandler } from '../http/fast-route.ts';
import { ALLOW_ANY_ORIGIN, type HeaderMap, securityHeaders } from '../http/headers.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { Release } from '../http/widget-releases.ts';

/** Pages get a new version within an hour. */
const FLOATING = 'public, max-age=3600, stale-while-revalidate=86400';
const IMMUTABLE = 'public, max-age=31536000, immutable';

const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
};

/** The newest script. */
export function getFloatingScript({ releases, config }: AppContext): FastHandler {
  const headers = fileHeaders(config.publicUrl, FLOATING);
  const newest = releases.current('petition-widget.js')!;
  return function getFloatingScript(c) {
    return sendFile(c, newest, 'petition-widget.js', headers);
  };
}

/** Any file of the widget: the newest at `v1`, or one version forever, for pages that pin it with `integrity`. */
export function getWidgetFile({ releases, config }: AppContext): Handler<Env, '/:version/:file'> {
  const floating = fileHeaders(config.publicUrl, FLOATING);
  const immutable = fileHeaders(config.publicUrl, IMMUTABLE);
  return function getWidgetFile(c) {
    const { version, file: name } = c.req.param();
    const release = version === 'v1' ? releases.current(name) : releases.get(version, name);
    if (!release) throw new HttpProblem(404, 'This version of the widget has no such file.');
    return sendFile(c, release, name, version === 'v1' ? floating : immutable);
  };
}

function fileHeaders(publicUrl: string, cacheControl: string): HeaderMap {
  return {
    ...securityHeaders(publicUrl),
    ...ALLOW_ANY_ORIGIN,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Encoding',
  };
}

async function sendFile(
  c: Context,
  { etag, body }: Release,
  name: string,
  headers: HeaderMap,
): Promise<Response> {
  const encoding = acceptedCoding(c);
  const encodedEtag = codedEtag(etag, encoding);
  const allHeaders = { ...headers, ETag: encodedEtag };
  if (etagMatches(c, encodedEtag)) return new Response(null, { status: 304, headers: allHeaders });
  return new Response(encoding ? await body.compress(encoding) : body.bytes, {
    headers: {
      ...allHeaders,
      'Content-Type': CONTENT_TYPES[extname(name)]!,
      ...(encoding && { 'Content-Encoding': encoding }),
    },
  });
}
