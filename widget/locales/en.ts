/**
 * Everything the widget says, in English; the other languages have the same keys. `#` stands for what is
 * put in: a name, a number, a title.
 */
export const en = {
  by: 'Created by #',
  /** Behind the count, by the plural form of the goal. */
  of: { one: 'of # signature', other: 'of # signatures' } as Partial<Record<Intl.LDMLPluralRule, string>>,
  more: 'Read more',
  givenName: 'First name',
  familyName: 'Last name',
  email: 'E-mail address',
  postalCode: 'Postal code',
  country: 'Country',
  comment: 'Why are you signing?',
  optional: '# (optional)',
  suggestion: 'Did you mean #?',
  sign: 'Sign the petition',
  whoSees: 'Who sees this?',
  required: 'Please fill this in.',
  too_long: 'This is too long.',
  invalid: 'Please check this.',
  unsent: 'You have not signed yet: the server can’t be reached. What you typed is still here.',
  busy: 'You have not signed yet: the server is busy. What you typed is still here.',
  again: 'Try again',
  failed: 'The petition can’t be reached.',
  thanks: 'Thank you, #!',
  signed: 'Your signature is in and joins the count within seconds.',
  confirm: 'One step is left: open the letter we sent to # and press its button. Only then do you count.',
  latest: 'Latest signatures',
  share: 'Pass it on',
  copy: 'Copy the link',
  closed: 'This petition is closed.',
};

export type Words = typeof en;
