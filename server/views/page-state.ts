import type { FieldError, SignatureResponse } from '../../common/contract.ts';
import type { Appearance } from '../../common/theme.ts';
import type { Confirmation } from '../config/config.ts';
import type { PetitionText, PublishedPetition } from '../petitions/published-petitions.ts';

/** What a hosted page shows. */
export interface PageState {
  petition: PublishedPetition;
  /** The text in the shown language. */
  text: PetitionText;
  publicUrl: string;
  confirmation: Confirmation;
  partner: string | undefined;
  /** Appearance on another site, from the URL. */
  appearance: Appearance;
  /** Of a draft: the token of its preview link. */
  preview?: string;
  /** Present after signing. */
  signed?: SignatureResponse['status'];
  /** Address of the confirmation email, so that its owner notices a typo. Only in the response to the form. */
  sentTo?: string;
  /** Present after a form was rejected: what was entered, and what is wrong with it. */
  retry?: { entered: URLSearchParams; errors: FieldError[]; notice?: string };
}
