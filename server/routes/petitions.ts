import type { Petition } from '../../common/contract.ts';
import type { Config } from '../config/config.ts';
import type { AppContext } from '../context.ts';
import { type CacheableJson, cacheableJson, memoizeByObject, sendCacheable } from '../http/cache.ts';
import type { FastHandler } from '../http/fast-route.ts';
import { apiHeaders } from '../http/headers.ts';
import { petitionNotFound } from '../http/http-problem.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import { type PublishedPetition, publishedCount, selectText } from '../petitions/published-petitions.ts';
import { consentFor } from '../signatures/consent.ts';

const PETITION_MAX_AGE_S = 10;
const COUNT_MAX_AGE_S = 2;

export function listPetitions({ petitions, config }: AppContext): FastHandler<'/v1/petitions'> {
  const headers = apiHeaders(config.publicUrl);
  return function listPetitions(c) {
    const lang = c.req.query('lang');
    const list = petitions.all().map((petition) => toPetitionResponse(petition, lang, config));
    return sendCacheable(c, cacheableJson(list, PETITION_MAX_AGE_S, headers));
  };
}

export function getPetition({ petitions, config }: AppContext): FastHandler<'/v1/petitions/:slug'> {
  const headers = apiHeaders(config.publicUrl);
  const memoized = memoizeByObject<PublishedPetition, CacheableJson>();
  return function getPetition(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) throw petitionNotFound();
    const lang = c.req.query('lang');
    const json = memoized(petition, languagesOf(petition, lang), () =>
      cacheableJson(toPetitionResponse(petition, lang, config), PETITION_MAX_AGE_S, headers),
    );
    return sendCacheable(c, json);
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
      cacheableJson(publishedCount(petition), COUNT_MAX_AGE_S, headers),
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
  const { lang, title, text, outcome } = selectText(petition, requested ? [requested] : []);
  return {
    slug: petition.slug,
    status: petition.status,
    outcome,
    lang,
    languages: petition.texts.map(({ lang }) => lang),
    title,
    text,
    creator: petition.creator,
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
