import type { Context, Hono } from 'hono';
import type { ApiToken } from '../accounts/api-tokens.ts';
import type { AppContext } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { collection, dateOf, entryPoint, identifierOf, type Resource } from '../osdi/documents.ts';
import { OsdiQueryError, parseOsdiQuery } from '../osdi/query.ts';
import { publishedCount } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import {
  bearerToken,
  findToken,
  requireCounts,
  requireToken,
  type TokenFailureLimiter,
} from './api/require-token.ts';

const BASE = '/osdi/v2';

/** OSDI, as far as the server can: petitions with their counts. Clients send paths with and without a slash at the end. */
export function addOsdiRoutes(app: Hono, context: AppContext, limiter: TokenFailureLimiter): void {
  const { petitions, config } = context;
  const base = `${config.publicUrl}${BASE}`;
  const withToken = requireToken(context, limiter, osdiToken);
  const get = (path: string, handle: (c: Context) => object) => {
    for (const end of ['', '/']) {
      app.use(`${BASE}${path}${end}`, withToken);
      app.get(`${BASE}${path}${end}`, (c: Context) => {
        requireCounts(c.get('token'));
        return c.json(handle(c));
      });
    }
  };

  for (const end of ['', '/']) {
    app.get(`${BASE}${end}`, async function getOsdiEntryPoint(c) {
      const token: ApiToken | null = await findToken(context, limiter, c, osdiToken(c));
      c.header('Cache-Control', 'no-store');
      return c.json(entryPoint(base, ['petitions'], token?.scope === 'counts'));
    });
  }
  get('/petitions', (c) =>
    list(
      c,
      `${base}/petitions`,
      'petitions',
      petitions.all().map((petition) => toResource(petition, config.publicUrl)),
    ),
  );
  get('/petitions/:slug', (c) => {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) throw new HttpProblem(404, 'There is no such petition. Its ID is its slug.');
    return toResource(petition, config.publicUrl);
  });
  get('/tags', (c) => list(c, `${base}/tags`, 'tags', []));
}

/** @throws HttpProblem 400 */
function list(c: Context, url: string, name: string, resources: Resource[]): object {
  try {
    return collection(
      url,
      name,
      resources,
      parseOsdiQuery(new URL(c.req.url).searchParams, ['created_date']),
    );
  } catch (error) {
    if (error instanceof OsdiQueryError) throw new HttpProblem(400, error.message);
    throw error;
  }
}

function toResource(petition: PublishedPetition, publicUrl: string): Resource {
  const { slug, createdOn, creator, texts } = petition;
  const { title, text, target } = texts[0]!;
  return {
    identifiers: [identifierOf(slug)],
    origin_system: 'Petition server',
    ...(createdOn !== null && { created_date: dateOf(createdOn) }),
    title,
    name: slug,
    description: text,
    creator,
    ...(target !== null && { target: [{ name: target }] }),
    browser_url: `${publicUrl}/p/${slug}`,
    total_signatures: publishedCount(petition).count,
    _links: { self: { href: `${publicUrl}${BASE}/petitions/${slug}` } },
  };
}

/** In the header of OSDI's clients, or in the usual one. */
const osdiToken = (c: Context): string | undefined => c.req.header('OSDI-API-Token') || bearerToken(c);
