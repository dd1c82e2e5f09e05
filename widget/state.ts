import type { Count, Petition } from '../common/contract.ts';
import type { Locale } from './locale.ts';

export type FieldName = 'givenName' | 'familyName' | 'email' | 'postalCode' | 'country' | 'comment';

/** Everything that decides what is shown. Views read it; the element alone replaces it. */
export interface State {
  phase: 'loading' | 'ready' | 'sending' | 'signed' | 'failed';
  locale: Locale;
  /** Present in all phases in which a petition is shown. */
  petition?: Petition;
  /** What was last published. */
  count?: Count;
  /** What is wrong with a field; the dictionary has the words. */
  errors: Partial<Record<FieldName, 'required' | 'too_long' | 'invalid'>>;
  /** The e-mail address that was probably meant; '' where nothing looks like a slip. */
  suggestion: string;
  /** Why the last try to sign didn't work; '' where nothing went wrong. */
  notice: 'unsent' | 'busy' | '';
  /** Who has just signed, to be thanked. Never leaves the widget. */
  signer?: { givenName: string; email: string; status: 'signed' | 'confirm' };
  copied: boolean;
  /** Whether a compact one shows its form. */
  open: boolean;
}

/** What the page's attributes say. */
export interface Settings {
  /** A code the server takes, or ''. */
  partner: string;
  hideText: boolean;
  /** Count, bar, and a button that opens the form. */
  compact: boolean;
}

/** What a person can do. */
export interface Actions {
  open(): void;
  reload(): void;
  chooseLang(lang: string): void;
  checkEmail(input: HTMLInputElement): void;
  takeSuggestion(): void;
  submit(event: Event): void;
  share(method: string, url: string): void;
}
