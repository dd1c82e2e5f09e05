import type { Block, Petition } from '../../common/contract.ts';
import type { Config } from '../config/config.ts';
import type { AppContext } from '../context.ts';
import { type CacheableJson, cacheableJson, memoizeByObject, sendCacheable } from '../http/cache.ts';
import type { FastHandler } from '../http/fast-route.ts';
import { apiHeaders } from '../http/headers.ts';
import { HttpProblem, petitionNotFound } from '../http/http-problem.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { describeImage, describeOrganizer } from '../images/describe-image.ts';
import { shortHash } from '../lib/bytes.ts';
import { daysLeft, describeDeadline } from '../petitions/deadline.ts';
import { describeMomentum } from '../petitions/momentum.ts';
import { type PublishedPetition, publishedCount, selectText } from '../petitions/published-petitions.ts';
import { consentFor } from '../signatures/consent.ts';

const PETITION_MAX_AGE_S = 10;
const COUNT_MAX_AGE_S = 2;

type PetitionSerializer = (petition: PublishedPetition, lang: string | undefined) => CacheableJson;
const serializers = memoizeByObject<AppContext, PetitionSerializer>();

/** Serializes each petition once per published state and language, for the list as well as on its own. */
function petitionSerializer(context: AppContext): PetitionSerializer {
  return serializers(context, '', () => {
    const { config } = context;
    const headers = apiHeaders(config.publicUrl);
    const memoized = memoizeByObject<PublishedPetition, CacheableJson>();
    return (petition, lang) =>
      memoized(petition, `${languagesOf(petition, lang)} ${daysLeft(petition, Date.now())}`, () =>
        cacheableJson(
          JSON.stringify(toPetitionResponse(petition, lang, config)),
          PETITION_MAX_AGE_S,
          headers,
        ),
      );
  });
}

/** All petitions, or with `limit` those after the one named by `after`, and a link to the rest. */
export function listPetitions(context: AppContext): FastHandler<'/v1/petitions'> {
  const { petitions, config } = context;
  const headers = apiHeaders(config.publicUrl);
  const serialize = petitionSerializer(context);
  const memoized = memoizeByObject<readonly PublishedPetition[], CacheableJson>();
  return function listPetitions(c) {
    const all = petitions.all();
    const { lang, limit, after } = c.req.query();
    const { selected, next } = selectPage(all, limit, after);
    const parts = selected.map((petition) => serialize(petition, lang));
    // The ETag of each part says which state and language it has.
    const variant = shortHash(Buffer.from(parts.map(({ etag }) => etag).join()));
    const json = memoized(all, `${variant} ${next ?? ''}`, () =>
      cacheableJson(`[${parts.map(({ json }) => json).join()}]`, PETITION_MAX_AGE_S, {
        ...headers,
        ...(next !== undefined && { Link: `<${nextUrl(config.publicUrl, limit!, next, lang)}>; rel="next"` }),
      }),
    );
    return sendCacheable(c, json);
  };
}

export const MAX_PAGE_SIZE = 100;

/** @returns the petitions of a page, and the slug after which the next page starts */
function selectPage(
  all: readonly PublishedPetition[],
  limit: string | undefined,
  after: string | undefined,
): { selected: readonly PublishedPetition[]; next?: string } {
  const start = after === undefined ? 0 : all.findIndex(({ slug }) => slug === after) + 1;
  if (after !== undefined && start === 0) throw petitionNotFound();
  if (limit === undefined) return { selected: all.slice(start) };
  const size = /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw new HttpProblem(400, `\`limit\` must be a number from 1 to ${MAX_PAGE_SIZE}.`);
  }
  const selected = all.slice(start, start + size);
  return { selected, ...(start + size < all.length && { next: selected.at(-1)!.slug }) };
}

function nextUrl(publicUrl: string, limit: string, after: string, lang: string | undefined): string {
  const query = new URLSearchParams({ limit, after, ...(lang !== undefined && { lang }) });
  return `${publicUrl}/v1/petitions?${query}`;
}

export function getPetition(context: AppContext): FastHandler<'/v1/petitions/:slug'> {
  const { petitions } = context;
  const serialize = petitionSerializer(context);
  return function getPetition(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) throw petitionNotFound();
    return sendCacheable(c, serialize(petition, c.req.query('lang')));
  };
}

export function getCount({
  petitions,
  config: { publicUrl },
}: AppContext): FastHandler<'/v1/petitions/:slug/count'> {
  const headers = apiHeaders(publicUrl);
  const memoized = memoizeByObject<PublishedPetition, CacheableJson>();
  return function getCount(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) throw petitionNotFound();
    const json = memoized(petition, '', () =>
      cacheableJson(JSON.stringify(publishedCount(petition)), COUNT_MAX_AGE_S, headers),
    );
    return sendCacheable(c, json);
  };
}

/** The languages of a response. There are few, whatever is requested, so this can be a cache key. */
function languagesOf(petition: PublishedPetition, requested: string | undefined): string {
  if (requested === undefined) return '';
  const { lang } = selectText(petition, requested ? [requested] : []);
  return `${lang} ${consentFor(requested, petition.fields).lang}`;
}

/**
 * The petition as the contract describes it. The consent text is in the requested language even if the petition's text
 * isn't, because the widget's own sentences are.
 */
function toPetitionResponse(
  petition: PublishedPetition,
  requested: string | undefined,
  config: Config,
): Petition {
  const { lang, title, text, preview, outcome, outcomeBlocks, target, shareText } = selectText(
    petition,
    requested ? [requested] : [],
  );
  return {
    slug: petition.slug,
    status: petition.status,
    victory: petition.victory,
    outcome,
    outcomeBlocks: [...outcomeBlocks],
    lang,
    languages: petition.texts.map(({ lang }) => lang),
    title,
    text,
    blocks: [...preview.blocks],
    preview: preview.length,
    creator: petition.creator,
    target,
    organizer: describeOrganizer(petition.organizer, lang, config.publicUrl),
    closesOn: petition.closesOn?.day ?? null,
    closesAt: petition.closesAt === null ? null : new Date(petition.closesAt).toISOString(),
    tags: [...petition.tags],
    captions: captionsFor(petition, requested ?? lang, target),
    hasDetails: target !== null || hasDetails(petition, [...preview.blocks, ...outcomeBlocks]),
    shareText,
    image: describeImage(petition.image, lang, config.publicUrl),
    ...publishedCount(petition),
    fields: petition.fields,
    countries: petition.fields.country === 'off' ? [] : [...COUNTRY_CODES],
    latest: [...petition.latest],
    partners: petition.partners,
    consent: consentFor(requested ?? lang, petition.fields),
    confirmation: config.confirmation,
    url: `${config.publicUrl}/p/${petition.slug}`,
  };
}

/** In the requested language, like the consent. */
function captionsFor(
  petition: PublishedPetition,
  requested: string,
  target: string | null,
): Petition['captions'] {
  const { lang, words } = dictionaryFor(requested);
  return {
    target: target === null ? null : words.to(target),
    signedToday: describeMomentum(petition, lang, words),
    victory: petition.victory ? words.victory : null,
    closing: describeDeadline(petition, lang, words),
    organizer: words.organizedBy,
    privacyPolicy: words.privacyPolicy,
    imprint: words.imprint,
  };
}

/** Whether the widget needs more than its own templates for the petition. */
function hasDetails(
  { closesOn, organizer, image, signedToday, victory }: PublishedPetition,
  blocks: readonly Block[],
): boolean {
  const hasMore = closesOn !== null || organizer !== null || image !== null || signedToday > 0 || victory;
  return hasMore || blocks.some(isFormatted);
}

/** Anything but a paragraph of text and links. */
const isFormatted = (block: Block): boolean =>
  block.type !== 'paragraph' ||
  block.content.some((segment) => typeof segment === 'object' && (segment.strong || segment.emphasis));
