import { PARTNER_CODE, TAG } from '../../common/contract.ts';
import type { AppContext } from '../context.ts';
import {
  type CacheableJson,
  cacheableJson,
  JsonCache,
  memoizeByObject,
  sendCacheable,
} from '../http/cache.ts';
import type { FastHandler } from '../http/fast-route.ts';
import { apiHeaders } from '../http/headers.ts';
import { HttpProblem, petitionNotFound } from '../http/http-problem.ts';
import { shortHash } from '../lib/bytes.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import {
  matchesFilter,
  type PetitionFilter,
  SORT_ORDERS,
  type SortOrder,
  STATUSES,
  sortPetitions,
} from '../petitions/select-petitions.ts';
import { PETITION_MAX_AGE_S, petitionSerializer } from './petitions.ts';

/** Also without `limit`: a list of all petitions can have megabytes. */
export const MAX_PAGE_SIZE = 100;
export const VIEWS = ['summary'] as const;

/** In the order in which the URL of the next page has them. */
const PARAMETERS = ['limit', 'after', 'lang', 'partner', 'tag', 'status', 'sort', 'view'] as const;
type Query = Partial<Record<(typeof PARAMETERS)[number], string>>;

/** A page of the petitions that match, after the one named by `after`, and a link to the next. */
export function listPetitions(context: AppContext): FastHandler<'/v1/petitions'> {
  const { petitions, config } = context;
  const headers = apiHeaders(config.publicUrl);
  const serialize = petitionSerializer(context);
  const sorted = memoizeByObject<readonly PublishedPetition[], readonly PublishedPetition[]>();
  const caches = memoizeByObject<readonly PublishedPetition[], JsonCache>();
  return function listPetitions(c) {
    const query: Query = c.req.query();
    const { filter, sort, view, limit } = parseQuery(query);
    const all = petitions.all();
    const ordered = sort ? sorted(all, sort, () => sortPetitions(all, sort)) : all;
    // The one it starts after may have been closed since, so that it no longer matches.
    const matching = startAfter(ordered, query.after).filter((petition) => matchesFilter(petition, filter));
    const selected = matching.slice(0, limit);
    const parts = selected.map((petition) => serialize(petition, query.lang, view));
    const json = joined(
      caches(all, '', () => new JsonCache()),
      parts,
      (json) => cacheableJson(json, PETITION_MAX_AGE_S, headers),
    );
    if (selected.length === matching.length) return sendCacheable(c, json);
    // Apart from the list, which other requests share.
    const next = nextUrl(config.publicUrl, { ...query, after: selected.at(-1)!.slug });
    const link = { Link: `<${next}>; rel="next"`, 'Access-Control-Expose-Headers': 'Link' };
    return sendCacheable(c, { ...json, headers: { ...json.headers, ...link } });
  };
}

/** The list of these parts. Its key is what it consists of, so requests for the same petitions share it, whatever their URLs. */
function joined(
  cache: JsonCache,
  parts: readonly CacheableJson[],
  create: (json: string) => CacheableJson,
): CacheableJson {
  const key = shortHash(Buffer.from(parts.map(({ etag }) => etag).join()));
  return cache.get(key, () => create(`[${parts.map(({ json }) => json).join()}]`));
}

function parseQuery({ limit, partner, tag, status, sort, view }: Query) {
  const filter: PetitionFilter = {
    status: oneOf('status', STATUSES, status),
    partner: matching('partner', PARTNER_CODE, 'lowercase letters, digits, `-`, and `_`', partner),
    tag: matching('tag', TAG, 'lowercase letters, digits, and `-`', tag),
  };
  return {
    filter,
    sort: oneOf('sort', SORT_ORDERS, sort) satisfies SortOrder | undefined,
    view: oneOf('view', VIEWS, view),
    limit: limit === undefined ? MAX_PAGE_SIZE : parseLimit(limit),
  };
}

function parseLimit(limit: string): number {
  const size = /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw new HttpProblem(400, `\`limit\` must be a number from 1 to ${MAX_PAGE_SIZE}.`);
  }
  return size;
}

function oneOf<T extends string>(
  name: string,
  allowed: readonly T[],
  value: string | undefined,
): T | undefined {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  const list = allowed.map((item) => `\`${item}\``).join(' or ');
  throw new HttpProblem(400, `\`${name}\` must be ${list}.`);
}

/** Well-formed names that nothing has are no error: a partner's first petition may come later. */
function matching(
  name: string,
  pattern: RegExp,
  consistsOf: string,
  value: string | undefined,
): string | undefined {
  if (value === undefined || pattern.test(value)) return value;
  throw new HttpProblem(400, `\`${name}\` must consist of ${consistsOf}.`);
}

function startAfter(
  petitions: readonly PublishedPetition[],
  after: string | undefined,
): readonly PublishedPetition[] {
  if (after === undefined) return petitions;
  const start = petitions.findIndex(({ slug }) => slug === after) + 1;
  if (start === 0) throw petitionNotFound();
  return petitions.slice(start);
}

function nextUrl(publicUrl: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const name of PARAMETERS) {
    const value = query[name];
    if (value !== undefined) parameters.set(name, value);
  }
  return `${publicUrl}/v1/petitions?${parameters}`;
}
