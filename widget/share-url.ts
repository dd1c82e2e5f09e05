import type { Petition } from '../common/contract.ts';

/** The hosted page's address in the language shown. A signature through it still counts for the partner. */
export function shareUrl({ url, lang, languages }: Petition, partner: string): string {
  const address = new URL(url);
  if (lang !== languages[0]) address.searchParams.set('lang', lang);
  if (partner) address.searchParams.set('partner', partner);
  return address.href;
}

/** Where the hosted page explains who sees a signature. */
export const privacyUrl = (petition: Petition, partner: string) => `${shareUrl(petition, partner)}#privacy`;
