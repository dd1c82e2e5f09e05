import type { FieldError, SignatureAnswer } from '../../common/contract.ts';
import type { Confirmation } from '../config/config.ts';
import type { PetitionText, PublishedPetition } from '../petitions/published-petitions.ts';
import type { Appearance } from './theme.ts';

/** What a hosted page shows. */
export interface PageState {
  petition: PublishedPetition;
  /** The text in the language that is shown. */
  text: PetitionText;
  publicUrl: string;
  confirmation: Confirmation;
  partner: string | undefined;
  /** How the address says it is to look on somebody else's page. */
  appearance: Appearance;
  /** Present after signing. */
  signed?: SignatureAnswer['status'];
  /** Present where a form was sent that couldn't be taken: what was typed, and what is wrong with it. */
  retry?: { typed: URLSearchParams; errors: FieldError[]; notice?: string };
}
