import { PARTNER_CODE } from '../../common/contract.ts';
import {
  type PetitionText,
  type PublishedPetition,
  type PublishedPetitions,
  selectText,
} from '../petitions/published-petitions.ts';

/** What the address of a hosted page names. */
export interface HostedPage {
  petition: PublishedPetition;
  text: PetitionText;
  partner: string | undefined;
}

/** The petition whose hosted page an address is, with the language and the partner that it names; null where it is none of ours. */
export function parseHostedPageUrl(
  address: string,
  publicUrl: string,
  petitions: PublishedPetitions,
): HostedPage | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname, searchParams } = new URL(address);
  const slug = /^\/p\/([^/]+)\/?$/.exec(pathname)?.[1];
  const petition = origin === publicUrl && slug ? petitions.get(slug) : undefined;
  if (!petition) return null;
  const lang = searchParams.get('lang');
  const partner = searchParams.get('partner') ?? '';
  return {
    petition,
    text: selectText(petition, lang ? [lang] : []),
    partner: PARTNER_CODE.test(partner) ? partner : undefined,
  };
}
