/**
 * What only a person who signs needs: a file of its own, loaded when the form gets the focus. It imports nothing of the widget,
 * and a page can have an older or newer widget than this, so what it exports can't change, and what is added may be missing.
 */
import { cleanInput, findUnacceptable, INPUT_KINDS, type InputKind } from '../common/clean-input.ts';
import { suggestEmail } from '../common/suggest-email.ts';

export { SIGNING_WORDS } from './locales/signing.ts';
export { sharingTemplate } from './sharing.ts';

/** Maximum lengths by the fields' names, as the server counts them. */
const MAX_LENGTHS: Record<string, number> = {
  givenName: 200,
  familyName: 200,
  email: 254,
  postalCode: 20,
  comment: 1_000,
};

type ErrorKey = 'required' | 'too_long' | 'invalid' | 'invalidEmail';

interface Review {
  /** The email address that was probably meant, or ''. */
  suggestion: string;
  /** What the server would refuse, by field. */
  errors: Record<string, ErrorKey>;
  /** How long each of these is, or the character that can't be accepted. */
  details: Record<string, string>;
}

/** For the end of a sentence. Keeps its order, also in one that is written from right to left. */
const isolate = (text: string) => ` \u2068${text}\u2069`;

/** Longest time between two clicks that are meant as one, rounded up. */
const DOUBLE_CLICK_MS = 700;

/** The email address that the person was last asked about, by form. They are asked once. */
const questionedEmails = new WeakMap<HTMLFormElement, string>();

/** Cleans what was typed, visibly, and finds what its author may want to correct. */
export function reviewForm(form: HTMLFormElement, formatNumber: (value: number) => string): Review {
  const review: Review = { suggestion: '', errors: {}, details: {} };
  for (const [name, kind] of Object.entries<InputKind>(INPUT_KINDS)) {
    const control = form.querySelector<HTMLInputElement>(`[name=${name}]`);
    if (!control) continue;
    const { value } = control;
    const cleaned = cleanInput(value, kind);
    // An assignment moves the cursor.
    if (cleaned !== value) control.value = cleaned;
    const { length } = cleaned;
    const max = MAX_LENGTHS[name]!;
    const character = findUnacceptable(cleaned, kind);
    if (length > max) {
      review.errors[name] = 'too_long';
      review.details[name] = isolate(
        `${formatNumber(length)} / ${formatNumber(max)} (−${formatNumber(length - max)})`,
      );
    } else if (character) {
      review.errors[name] = 'invalid';
      review.details[name] = isolate(character);
    }
    if (kind === 'email' && cleaned !== questionedEmails.get(form)) review.suggestion = suggestEmail(cleaned);
  }
  // Errors come first.
  if (Object.keys(review.errors).length > 0) review.suggestion = '';
  if (review.suggestion) {
    const { value } = form.querySelector<HTMLInputElement>('[name=email]')!;
    // The second half of a double click is no answer.
    setTimeout(() => questionedEmails.set(form, value), DOUBLE_CLICK_MS);
  }
  return review;
}
