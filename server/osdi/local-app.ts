import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { collection, entryPoint, identifierOf, type Resource } from './documents.ts';
import type { OpenedFile } from './opened-file.ts';
import { OsdiQueryError, parseOsdiQuery } from './query.ts';

const DATE_FIELDS = ['created_date', 'modified_date'];
const COLLECTIONS = ['petitions', 'people', 'signatures'];

/** Where clients of Action Network expect its API. */
export const OSDI_PATH = '/api/v2';

/**
 * OSDI for programs on this machine, which know the key. Pages of websites reach the loopback address, too: requests that come from
 * one, or for another host, are refused.
 *
 * @param options.origin of this server, without a slash at the end
 * @param options.title of the petition, which a sealed file doesn't have
 */
export function createLocalOsdi(
  { slug, signatures, people }: OpenedFile,
  { origin, key, title }: { origin: string; key: string; title: string | undefined },
): Hono {
  const base = `${origin}${OSDI_PATH}`;
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${new URL(origin).port}`);
  const petition: Resource = {
    identifiers: [identifierOf(slug)],
    origin_system: 'Petition server',
    ...(title !== undefined && { title }),
    name: slug,
    total_signatures: signatures.length,
    _links: {
      self: { href: `${base}/petitions/${encodeURIComponent(slug)}` },
      'osdi:signatures': { href: `${base}/petitions/${encodeURIComponent(slug)}/signatures` },
    },
  };
  const peopleById = byId(people);
  const signaturesById = byId(signatures);
  const isAuthorized = (c: Context) => isSame(c.req.header('OSDI-API-Token') ?? '', key);

  // Clients send paths with and without a slash at the end.
  const app = new Hono({ strict: false });
  app.use(async function refuseOthers(c, next) {
    c.header('Cache-Control', 'no-store');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    c.header('X-Content-Type-Options', 'nosniff');
    const isFromPage = ['Origin', 'Sec-Fetch-Site', 'Referer'].some(
      (name) => c.req.header(name) !== undefined,
    );
    if (isFromPage || !hosts.includes(c.req.header('Host') ?? '')) {
      return fail(
        c,
        403,
        'Only programs on this machine may read this, at its own address. Pages in a browser may not.',
      );
    }
    return next();
  });
  app.get(OSDI_PATH, (c) => c.json(entryPoint(base, COLLECTIONS, isAuthorized(c))));
  app.use(`${OSDI_PATH}/*`, async function requireKey(c, next) {
    if (isAuthorized(c)) return next();
    return fail(c, 401, 'Send the key that `petitions osdi` printed in the header OSDI-API-Token.');
  });
  const list = (path: string, name: string, find: (c: Context) => readonly Resource[] | undefined) =>
    app.get(`${OSDI_PATH}${path}`, (c) => {
      const resources = find(c);
      if (!resources) return notFound(c);
      const url = new URL(c.req.url);
      const query = parseOsdiQuery(url.searchParams, DATE_FIELDS);
      return c.json(collection(`${origin}${url.pathname}`, name, resources, query));
    });
  const one = (path: string, find: (c: Context) => Resource | undefined) =>
    app.get(`${OSDI_PATH}${path}`, (c) => {
      const resource = find(c);
      return resource ? c.json(resource) : notFound(c);
    });
  const isOwn = (c: Context) => c.req.param('petition') === slug;
  list('/petitions', 'petitions', () => [petition]);
  one('/petitions/:petition', (c) => (isOwn(c) ? petition : undefined));
  list('/petitions/:petition/signatures', 'signatures', (c) => (isOwn(c) ? signatures : undefined));
  one('/petitions/:petition/signatures/:id', (c) =>
    isOwn(c) ? signaturesById.get(c.req.param('id')!) : undefined,
  );
  list('/signatures', 'signatures', () => signatures);
  list('/people', 'people', () => people);
  one('/people/:id', (c) => peopleById.get(c.req.param('id')!));
  list('/people/:id/signatures', 'signatures', (c) => {
    const index = people.indexOf(peopleById.get(c.req.param('id')!)!);
    // Each signature is one person's, in the same order.
    return index < 0 ? undefined : [signatures[index]!];
  });
  list('/tags', 'tags', () => []);
  app.notFound(notFound);
  app.onError((error, c) => {
    if (error instanceof OsdiQueryError) return fail(c, 400, error.message);
    throw error;
  });
  return app;
}

const fail = (c: Context, status: 400 | 401 | 403 | 404, error: string) => c.json({ error }, status);
const notFound = (c: Context) =>
  fail(c, 404, `There is nothing here. GET ${OSDI_PATH} lists what there is; nothing can be written.`);

const byId = (resources: readonly Resource[]) =>
  new Map(resources.map((resource) => [resource.identifiers[0]!.slice(identifierOf('').length), resource]));

const isSame = (a: string, b: string) => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string) => createHash('sha256').update(text).digest();
