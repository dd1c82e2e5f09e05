import type { Handler } from 'hono';
import type { Context } from '../context.ts';
import type { Petition } from '../contract.ts';
import { cacheableJson } from '../http/cache.ts';
import { noSuchPetition } from '../http/problem.ts';
import { type PublishedPetition, publishedCount, textIn } from '../petitions/catalogue.ts';
import { consentIn } from '../signing/consent.ts';

const PETITION_SECONDS = 10;
const COUNT_SECONDS = 2;

export function listPetitions({ catalogue, config }: Context): Handler {
  return function listPetitions(c) {
    const lang = c.req.query('lang');
    const petitions = catalogue.all().map((petition) => onTheWire(petition, lang, config.publicUrl));
    return cacheableJson(c, petitions, PETITION_SECONDS);
  };
}

export function getPetition({ catalogue, config }: Context): Handler {
  return function getPetition(c) {
    const petition = catalogue.get(c.req.param('slug')!);
    if (!petition) throw noSuchPetition();
    return cacheableJson(c, onTheWire(petition, c.req.query('lang'), config.publicUrl), PETITION_SECONDS);
  };
}

export function getCount({ catalogue }: Context): Handler {
  return function getCount(c) {
    const petition = catalogue.get(c.req.param('slug')!);
    if (!petition) throw noSuchPetition();
    return cacheableJson(c, publishedCount(petition), COUNT_SECONDS);
  };
}

/** The petition in one language; the consent text in the wanted one, which the widget's own words are in. */
function onTheWire(petition: PublishedPetition, wanted: string | undefined, publicUrl: string): Petition {
  const { lang, title, text, outcome } = textIn(petition, wanted ? [wanted] : []);
  const consent = consentIn(wanted ?? lang);
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
    partners: petition.partners,
    consent: { version: consent.version, text: consent.text },
    confirmation: 'off',
    url: `${publicUrl}/p/${petition.slug}`,
  };
}
