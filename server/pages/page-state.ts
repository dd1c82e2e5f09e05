import type { FieldError } from '../contract.ts';
import type { PetitionText, PublishedPetition } from '../petitions/catalogue.ts';

/** What a hosted page shows. */
export interface PageState {
  petition: PublishedPetition;
  /** The text in the language that is shown. */
  text: PetitionText;
  publicUrl: string;
  partner: string | undefined;
  /** Present after signing. */
  signed?: boolean;
  /** Present where a form was sent that couldn't be taken: what was typed, and what is wrong with it. */
  retry?: { typed: URLSearchParams; errors: FieldError[]; notice?: string };
}
