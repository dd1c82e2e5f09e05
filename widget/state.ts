import type { Count, FieldError } from '../common/contract.ts';
import type { LoadedPetition } from './api.ts';
import type { Locale } from './i18n.ts';

export type FieldName = 'givenName' | 'familyName' | 'email' | 'postalCode' | 'country' | 'comment';

/** What is wrong with each field: a key of the dictionary, or a code without words of its own, which is shown as `invalid`. */
export type FieldErrors = Partial<Record<FieldName, FieldError['code'] | 'invalidEmail'>>;

/** How far the person is with signing. */
export interface SigningState {
  phase: 'editing' | 'sending' | 'signed';
  errors: FieldErrors;
  /** What follows the error of a field: how long it is, or the character that can't be accepted. */
  details: Partial<Record<string, string>>;
  /** Fields that were edited since the last attempt. Their errors are hidden, and keep their space until the next one. */
  edited: Partial<Record<string, true>>;
  /** The email address that was probably meant, or ''. */
  suggestion: string;
  /** Why the last attempt to sign failed, or ''. */
  notice: 'unsent' | 'busy' | 'invalid' | '';
  /** The person who has just signed. Never leaves the widget. */
  signer?: { givenName: string; email: string; status: 'signed' | 'confirm'; entered: FormData };
}

export const INITIAL_STATE: SigningState = {
  phase: 'editing',
  errors: {},
  details: {},
  edited: {},
  suggestion: '',
  notice: '',
};

/** Everything that decides what a loaded petition looks like. */
export interface View {
  petition: LoadedPetition;
  count: Count;
  locale: Locale;
  signing: SigningState;
  /** A partner code that the petition has, or ''. */
  partner: string;
  hideText: boolean;
  showImage: boolean;
  compact: boolean;
  /** Whether a compact widget shows its form. */
  isOpen: boolean;
  isCopied: boolean;
  /** Code of the country that is selected in the form, or ''. */
  country: string;
}

/** Everything that the person can do. */
export interface Actions {
  open(): void;
  chooseLanguage(lang: string): void;
  /** The form has the focus. */
  prepare(): void;
  edit(event: Event): void;
  acceptSuggestion(): void;
  submit(event: Event): void;
  /** The email went to a wrong address. */
  onChange(): void;
  onShare(method: string): void;
  onCopy(): void;
}
