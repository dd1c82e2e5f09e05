import type { LoadedPetition } from './api.ts';

/** The hosted page's URL in the language shown. A signature through it still counts for the partner. */
export function shareUrl({ url, lang, languages }: LoadedPetition, partner: string): string {
  const pageUrl = new URL(url);
  if (lang !== languages[0]) pageUrl.searchParams.set('lang', lang);
  if (partner) pageUrl.searchParams.set('partner', partner);
  return pageUrl.href;
}

/** Where the hosted page explains who sees a signature. */
export const privacyUrl = (petition: LoadedPetition, partner: string) =>
  `${shareUrl(petition, partner)}#privacy`;
