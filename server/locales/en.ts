/** Every sentence of the hosted pages, in English. The other languages have the same keys. */
export const en = {
  consent:
    'Only the organiser of this petition can read what you enter here: it is sealed the moment you sign.',
  whoSees: 'Who sees this?',
  by: (creator: string) => `Created by ${creator}`,
  progress: {
    one: (goal: string) => `of ${goal} signatures`,
    other: (goal: string) => `of ${goal} signatures`,
  },
  sign: 'Sign the petition',
  givenName: 'First name',
  familyName: 'Last name',
  email: 'E-mail address',
  postalCode: 'Postal code',
  country: 'Country',
  chooseCountry: 'Choose a country',
  comment: 'Why are you signing?',
  optional: 'optional',
  contact: 'The organiser may write to me about this cause.',
  partnerContact: (partner: string) => `${partner} may write to me.`,
  errors: {
    title: 'Not signed yet',
    heading: 'Your signature is not in yet. Please look at these fields:',
    required: 'Please fill this in.',
    type: 'Please fill this in again.',
    too_long: 'This is too long.',
    characters: 'This holds a character that can’t be written here. Please type it anew.',
    invalid: 'Please check this.',
    duplicate: 'This was sent twice. Please fill it in again.',
    email: 'This is no complete e-mail address. It looks like name@example.org.',
  },
  busy: 'Your signature is not in yet: the server is busy. Please press the button again in a moment; what you typed is still here.',
  tooMany:
    'Your signature is not in yet: very many came from your network. Please press the button again in a few minutes; what you typed is still here.',
  thanks: 'Thank you. Your signature is in.',
  thanksText: 'It joins the count within a few seconds. One more thing helps: pass the petition on.',
  share: 'Share this petition',
  byEmail: 'E-mail',
  shareText: (title: string) => `“${title}”: will you sign too?`,
  closed: 'This petition is closed.',
  closedText: 'It takes no more signatures. Thank you to everyone who signed.',
  notFound: 'There is no such page here',
  notFoundText: 'The address may have been mistyped, or the organiser has taken the petition away.',
  languages: 'This petition in other languages',
  privacy: {
    heading: 'Who sees this?',
    text: [
      'What you enter is encrypted the moment you sign, to a key that only the organiser of this petition holds. The server that counts your signature forgets its half of that key within the hour.',
      'So that each person counts once, the server keeps a fingerprint of your e-mail address. It can’t be turned back into the address, and it differs from petition to petition.',
      'Your name is not shown here or anywhere else. There are no cookies, no trackers and no other company’s servers, and nobody can find out here whether an address has signed.',
      'The organiser can read the list and decides to whom it is handed. And where this form stands inside another website, that website could read what you type into it: sign on a page you trust.',
    ],
  },
};

export type Words = typeof en;
