import type { FieldError, SignatureResponse } from '../../common/contract.ts';
import type { Appearance } from '../../common/theme.ts';
import type { Confirmation } from '../config/config.ts';
import type { PetitionText, PublishedPetition } from '../petitions/read-petitions.ts';

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
  /** Present after signing: a token with what was entered, for those who notice one. */
  changeToken?: string;
  /** Present if the form is shown again. */
  retry?: FormRetry;
}

/** A form that is shown again, with what was entered. */
export interface FormRetry {
  entered: URLSearchParams;
  /** What is wrong with it. */
  errors: FieldError[];
  /** Why it wasn't taken, if not for an error in it. */
  notice?: string;
  /** The email address that was probably meant. */
  meantEmail?: string;
  /** Whether its author asked for it, to change something. Otherwise nothing was signed yet. */
  isChange?: boolean;
}
