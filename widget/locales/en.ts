/**
 * Everything that the widget says, in English. The other languages have the same keys. `#` stands for an inserted value: a
 * name, a number, or a label.
 */
export const en = {
  by: 'Created by #',
  /** After the count, by the goal's plural form. */
  of: { one: 'of # signature', other: 'of # signatures' } as Partial<Record<Intl.LDMLPluralRule, string>>,
  /** After the count of a closed petition, by its plural form. */
  signatures: { one: 'signature', other: 'signatures' } as Partial<Record<Intl.LDMLPluralRule, string>>,
  more: 'Read more',
  givenName: 'First name',
  familyName: 'Last name',
  email: 'Email address',
  once: 'Each email address counts once.',
  postalCode: 'Postal code',
  country: 'Country',
  comment: 'Why are you signing?',
  /** Begins with `#`, the label. The rest is in normal weight. */
  optional: '# (optional)',
  sign: 'Sign the petition',
  whoSees: 'Who sees this?',
  required: 'Fill in this field.',
  too_long: 'This is too long. Please shorten it.',
  invalid: 'This isn’t valid. Please check it.',
  invalidEmail: 'Enter a complete email address, like name@example.org.',
  unsent: 'You haven’t signed yet: we couldn’t reach the server. What you entered is still here.',
  busy: 'You haven’t signed yet: the server is busy. What you entered is still here.',
  again: 'Try again',
  failed: 'We couldn’t load this petition.',
  missing: 'This petition doesn’t exist.',
  thanks: 'Thank you, #!',
  signed: 'Your signature has been counted. The total updates in a few seconds.',
  confirm:
    'One more step: open the email we sent to # and click the button. Your signature counts after that.',
  latest: 'Latest signatures',
  closed: 'This petition is closed.',
};

export type Dictionary = typeof en;
