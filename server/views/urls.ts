import { type Appearance, appearanceParameters, parseAppearance } from '../../common/theme.ts';
import { canonicalPath } from '../lib/canonical-path.ts';
import { type PublishedPetitions, selectText } from '../petitions/published-petitions.ts';
import type { PetitionText, PublishedPetition } from '../petitions/read-petitions.ts';

/** A parsed URL of a hosted page. */
interface HostedPage {
  petition: PublishedPetition;
  text: PetitionText;
  partner: string | undefined;
  appearance: Appearance;
}

interface PageUrlOptions {
  /** The text to link to. A petition's own language needs no `lang`. */
  text?: PetitionText | undefined;
  partner?: string | undefined;
  /** The token of a draft's preview link. */
  preview?: string | undefined;
  /** Names the language even if it is the petition's own, for links that choose a language. */
  explicitLanguage?: boolean;
}

/** URL of a petition's hosted page. */
export function pageUrl(
  publicUrl: string,
  petition: Pick<PublishedPetition, 'slug' | 'texts'>,
  { text, partner, preview, explicitLanguage = false }: PageUrlOptions = {},
): string {
  const url = new URL(`/p/${petition.slug}`, publicUrl);
  if (text && (explicitLanguage || text !== petition.texts[0])) url.searchParams.set('lang', text.lang);
  if (partner) url.searchParams.set('partner', partner);
  if (preview) url.searchParams.set('preview', preview);
  return url.href;
}

/** URL of something that belongs to a hosted page: the page's URL with a name appended to its path. */
export const subpageUrl = (page: string, name: 'frame' | 'card.png' | 'card.jpg' | 'poster' | 'qr.svg') =>
  page.replace(/(?=\?|$)/, `/${name}`);

/** URL of a petition's social card. As a PNG, one with a picture would be too large for many services. */
export const cardUrl = (publicUrl: string, petition: PublishedPetition, text: PetitionText) =>
  subpageUrl(pageUrl(publicUrl, petition, { text }), petition.image ? 'card.jpg' : 'card.png');

/** URL of the embed page, in the language of the page that links to it. */
export function embedCodeUrl(
  publicUrl: string,
  petition: PublishedPetition,
  text: PetitionText,
  partner: string | undefined,
): string {
  const url = new URL(`/p/${petition.slug}/embed-code`, publicUrl);
  url.searchParams.set('hl', text.lang);
  if (partner) url.searchParams.set('partner', partner);
  return url.href;
}

/** Adds an appearance to a URL. */
export function withAppearance(href: string, appearance: Appearance): string {
  const url = new URL(href);
  for (const [name, value] of appearanceParameters(appearance)) url.searchParams.set(name, value);
  return url.href;
}

/** The inverse of `pageUrl`, for URLs as people and programs write them. Null if it is not a hosted page of this server. */
export function parseHostedPageUrl(
  href: string,
  publicUrl: string,
  petitions: PublishedPetitions,
): HostedPage | null {
  const { protocol, origin } = new URL(publicUrl);
  // People leave out the protocol, and programs take http where it is https.
  const written = href.trim().replace(/^(?:https?:)?\/*/i, `${protocol}//`);
  if (!URL.canParse(written)) return null;
  const url = new URL(written);
  const canonical = canonicalPath(url.pathname);
  const searchParams = new URLSearchParams([...url.searchParams, ...(canonical?.parameters ?? [])]);
  const slug = /^\/p\/([^/]+)$/.exec(canonical?.path ?? url.pathname)?.[1];
  const petition = url.origin === origin && slug ? petitions.get(slug) : undefined;
  if (!petition) return null;
  const lang = searchParams.get('lang');
  const partner = searchParams.get('partner') ?? '';
  return {
    petition,
    text: selectText(petition, lang ? [lang] : []),
    partner: Object.hasOwn(petition.partners, partner) ? partner : undefined,
    appearance: parseAppearance((name) => searchParams.get(name)),
  };
}
