import type { Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import { etagMatches } from '../http/cache.ts';
import { HttpProblem } from '../http/http-problem.ts';

const MEDIA_TYPES: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png' };

/** A picture or logo in one width. Its name contains its hash, so any cache may keep it forever. */
export function getImage({ images }: AppContext): Handler<Env, '/images/:file'> {
  return async function getImage(c) {
    // Anything else isn't worth asking the database for.
    const [, hash, width, extension] =
      /^([0-9a-f]{32})-(\d{1,4})\.(jpg|png)$/.exec(c.req.param('file')) ?? [];
    const image = hash === undefined ? undefined : await images.get(hash, Number(width));
    if (!image || image.type !== MEDIA_TYPES[extension!])
      throw new HttpProblem(404, 'There is no such picture.');
    const etag = `"${hash}-${width}"`;
    const headers = { 'Cache-Control': 'public, max-age=31536000, immutable', ETag: etag };
    if (etagMatches(c, etag)) return c.body(null, 304, headers);
    return c.body(image.bytes, 200, {
      ...headers,
      'Content-Type': image.type,
      'Content-Length': String(image.bytes.length),
    });
  };
}
