import type { Context as HonoContext } from 'hono';
import type { Petition } from '../../common/contract.ts';
import type { Config } from '../config/config.ts';
import type { AppContext } from '../context.ts';
import { type CacheableJson, cacheableJson, memoizeByObject, sendCacheable } from '../http/cache.ts';
import { apiHeaders } from '../http/headers.ts';
import { petitionNotFound } from '../http/http-problem.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import { type PublishedPetition, publishedCount, selectText } from '../petitions/published-petitions.ts';
import { consentFor } from '../signatures/consent.ts';

const PETITION_SECONDS = 10;
const COUNT_SECONDS = 2;

export function listPetitions({ petitions, config }: AppContext) {
  const headers = apiHeaders(config.publicUrl);
  return function listPetitions(c: HonoContext): Response {
    const lang = c.req.query('lang');
    const list = petitions.all().map((petition) => onTheWire(petition, lang, config));
    return sendCacheable(c, cacheableJson(list, PETITION_SECONDS, headers));
  };
}

export function getPetition({ petitions, config }: AppContext) {
  const headers = apiHeaders(config.publicUrl);
  const made = memoizeByObject<PublishedPetition, CacheableJson>();
  return function getPetition(c: HonoContext): Response {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) throw petitionNotFound();
    const lang = c.req.query('lang');
    const answer = made(petition, languagesOf(petition, lang), () =>
      cacheableJson(onTheWire(petition, lang, config), PETITION_SECONDS, headers),
    );
    return sendCacheable(c, answer);
  };
}

export function getCount({ petitions, config: { publicUrl } }: AppContext) {
  const headers = apiHeaders(publicUrl);
  const made = memoizeByObject<PublishedPetition, CacheableJson>();
  return function getCount(c: HonoContext): Response {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) throw petitionNotFound();
    const answer = made(petition, '', () => cacheableJson(publishedCount(petition), COUNT_SECONDS, headers));
    return sendCacheable(c, answer);
  };
}

/** The languages that an answer would be in: there are few, whatever is asked for. */
function languagesOf(petition: PublishedPetition, wanted: string | undefined): string {
  if (wanted === undefined) return '';
  const { lang } = selectText(petition, wanted ? [wanted] : []);
  return `${lang} ${consentFor(wanted ?? lang, petition.fields).lang}`;
}

/** The petition in one language; the consent text in the wanted one, which the widget's own words are in. */
function onTheWire(petition: PublishedPetition, wanted: string | undefined, config: Config): Petition {
  const { lang, title, text, outcome } = selectText(petition, wanted ? [wanted] : []);
  return {
    slug: petition.slug,
    status: petition.status,
    outcome,
    lang,
    languages: petition.texts.map((each) => each.lang),
    title,
    text,
    creator: petition.creator,
    ...publishedCount(petition),
    fields: petition.fields,
    countries: petition.fields.country === 'off' ? [] : [...COUNTRY_CODES],
    latest: [...petition.latest],
    partners: petition.partners,
    consent: consentFor(wanted ?? lang, petition.fields),
    confirmation: config.confirmation,
    url: `${config.publicUrl}/p/${petition.slug}`,
  };
}
