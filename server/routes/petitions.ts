import type { Context as HonoContext } from 'hono';
import type { Petition } from '../../common/contract.ts';
import type { Config } from '../config/config.ts';
import type { Context } from '../context.ts';
import { type CacheableJson, cacheableJson, madeOnce, sendCacheable } from '../http/cache.ts';
import { apiHeaders } from '../http/headers.ts';
import { noSuchPetition } from '../http/http-problem.ts';
import { COUNTRIES } from '../i18n/countries.ts';
import { type PublishedPetition, publishedCount, textIn } from '../petitions/published-petitions.ts';
import { consentIn } from '../signatures/consent.ts';

const PETITION_SECONDS = 10;
const COUNT_SECONDS = 2;

export function listPetitions({ catalogue, config }: Context) {
  const headers = apiHeaders(config.publicUrl);
  return function listPetitions(c: HonoContext): Response {
    const lang = c.req.query('lang');
    const petitions = catalogue.all().map((petition) => onTheWire(petition, lang, config));
    return sendCacheable(c, cacheableJson(petitions, PETITION_SECONDS, headers));
  };
}

export function getPetition({ catalogue, config }: Context) {
  const headers = apiHeaders(config.publicUrl);
  const made = madeOnce<PublishedPetition, CacheableJson>();
  return function getPetition(c: HonoContext): Response {
    const petition = catalogue.get(c.req.param('slug')!);
    if (!petition) throw noSuchPetition();
    const lang = c.req.query('lang');
    const answer = made(petition, languagesOf(petition, lang), () =>
      cacheableJson(onTheWire(petition, lang, config), PETITION_SECONDS, headers),
    );
    return sendCacheable(c, answer);
  };
}

export function getCount({ catalogue, config: { publicUrl } }: Context) {
  const headers = apiHeaders(publicUrl);
  const made = madeOnce<PublishedPetition, CacheableJson>();
  return function getCount(c: HonoContext): Response {
    const petition = catalogue.get(c.req.param('slug')!);
    if (!petition) throw noSuchPetition();
    const answer = made(petition, '', () => cacheableJson(publishedCount(petition), COUNT_SECONDS, headers));
    return sendCacheable(c, answer);
  };
}

/** The languages that an answer would be in: there are few, whatever is asked for. */
function languagesOf(petition: PublishedPetition, wanted: string | undefined): string {
  if (wanted === undefined) return '';
  const { lang } = textIn(petition, wanted ? [wanted] : []);
  return `${lang} ${consentIn(wanted ?? lang, petition.fields).lang}`;
}

/** The petition in one language; the consent text in the wanted one, which the widget's own words are in. */
function onTheWire(petition: PublishedPetition, wanted: string | undefined, config: Config): Petition {
  const { lang, title, text, outcome } = textIn(petition, wanted ? [wanted] : []);
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
    countries: petition.fields.country === 'off' ? [] : [...COUNTRIES],
    latest: [...petition.latest],
    partners: petition.partners,
    consent: consentIn(wanted ?? lang, petition.fields),
    confirmation: config.confirmation,
    url: `${config.publicUrl}/p/${petition.slug}`,
  };
}
