import type { Petition, PetitionSummary } from '../../common/contract.ts';
import type { Config } from '../config/config.ts';
import type { AppContext } from '../context.ts';
import { type CacheableJson, cacheableJson, memoizeByObject, sendCacheable } from '../http/cache.ts';
import type { FastHandler } from '../http/fast-route.ts';
import { apiHeaders } from '../http/headers.ts';
import { petitionNotFound } from '../http/http-problem.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { describeImage, describeOrganizer } from '../images/describe-image.ts';
import { daysLeft, describeDeadline } from '../petitions/deadline.ts';
import { hasDetails } from '../petitions/details.ts';
import { describeMomentum } from '../petitions/momentum.ts';
import { describeProgress } from '../petitions/progress.ts';
import { publishedCount, selectText } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { consentFor } from '../signatures/consent.ts';

export const PETITION_MAX_AGE_S = 10;
const COUNT_MAX_AGE_S = 2;

type PetitionSerializer = (
  petition: PublishedPetition,
  lang: string | undefined,
  view?: 'summary',
) => CacheableJson;
const serializers = memoizeByObject<AppContext, PetitionSerializer>();

/** Serializes each petition once per published state, language, and view, for lists as well as on its own. */
export function petitionSerializer(context: AppContext): PetitionSerializer {
  return serializers(context, '', () => {
    const { config } = context;
    const headers = apiHeaders(config.publicUrl);
    const memoized = memoizeByObject<PublishedPetition, CacheableJson>();
    return (petition, lang, view) =>
      memoized(petition, `${languagesOf(petition, lang)} ${daysLeft(petition, Date.now())} ${view}`, () =>
        cacheableJson(
          JSON.stringify(
            view ? toSummary(petition, lang, config) : toPetitionResponse(petition, lang, config),
          ),
          PETITION_MAX_AGE_S,
          headers,
        ),
      );
  });
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
export function toPetitionResponse(
  petition: PublishedPetition,
  requested: string | undefined,
  config: Config,
): Petition {
  const shown = selectText(petition, requested ? [requested] : []);
  const { lang, title, text, preview, outcome, outcomeBlocks, target, shareText } = shown;
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
    hasDetails: hasDetails(petition, shown),
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

function toSummary(
  petition: PublishedPetition,
  requested: string | undefined,
  config: Config,
): PetitionSummary {
  const { lang, title, target } = selectText(petition, requested ? [requested] : []);
  const { lang: uiLang, words } = dictionaryFor(requested ?? lang);
  const { counted, ofGoal } = describeProgress(petition, uiLang, words);
  return {
    slug: petition.slug,
    status: petition.status,
    lang,
    title,
    creator: petition.creator,
    target,
    closesOn: petition.closesOn?.day ?? null,
    tags: [...petition.tags],
    captions: {
      target: target === null ? null : words.to(target),
      creator: words.by(petition.creator),
      count: counted,
      goal: ofGoal,
      closing: describeDeadline(petition, uiLang, words),
      closed: petition.victory ? words.victory : petition.status === 'closed' ? words.closed : null,
    },
    image: describeImage(petition.image, lang, config.publicUrl),
    ...publishedCount(petition),
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
