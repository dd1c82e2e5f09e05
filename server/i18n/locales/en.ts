/** By the plural forms that a language has; what has none of its own is said as in `other`. */
type Plural = Partial<Record<Intl.LDMLPluralRule, (number: string) => string>> &
  Record<'other', (number: string) => string>;

/** Every sentence of the hosted pages, in English. The other languages have the same keys. */
export const en = {
  consent:
    'Only the organiser of this petition can read what you enter here: it is sealed the moment you sign.',
  consentShown:
    'Only the organiser of this petition can read what you enter here, but for what you let everybody see: it is sealed the moment you sign.',
  whoSees: 'Who sees this?',
  by: (creator: string) => `Created by ${creator}`,
  /** Behind the count, by the plural form of the goal. */
  progress: {
    one: (goal) => `of ${goal} signature`,
    other: (goal) => `of ${goal} signatures`,
  } as Plural,
  sign: 'Sign the petition',
  givenName: 'First name',
  familyName: 'Last name',
  email: 'E-mail address',
  postalCode: 'Postal code',
  country: 'Country',
  chooseCountry: 'Choose a country',
  comment: 'Why are you signing?',
  optional: 'optional',
  display: 'Everybody may see my first name and initial.',
  displayComment: 'Everybody may see my first name, my initial and what I wrote.',
  contact: 'The organiser may write to me about this cause.',
  /** \"#\" stands for the partner's name. */
  partnerContact: '# may write to me.',
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
  confirmEmailHeading: 'One step is left.',
  confirmEmailText:
    'Open the letter that we sent to the address you entered, and press its button. Only then does your signature count. If it doesn’t come within a few minutes, look into the spam folder.',
  latest: 'Latest signatures',
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
      'There are no cookies, no trackers and no other company’s servers, and nobody can find out here whether an address has signed.',
      'The organiser can read the list and decides to whom it is handed. And where this form stands inside another website, that website could read what you type into it: sign on a page you trust.',
    ],
  },
  privacyHidden: 'Your name is not shown here or anywhere else.',
  privacyShown:
    'Your name is not shown here or anywhere else, unless you tick the box for it: then everybody can read your first name and your initial once you have confirmed, and what you wrote once the organiser has approved it. Withdrawing takes that away, too.',
  privacyEmail:
    'So that nobody signs in your name, we send a letter to your address. Until it is delivered, for three days at most, the server keeps the address encrypted; what isn’t confirmed is deleted after 30 days. Each letter has a link to withdraw, which deletes everything.',
  embed: {
    title: 'Put this petition on your site',
    intro: 'Choose how it should look, copy one of the four, and paste it where the petition should stand.',
    partner: 'Your organisation',
    partnerNone: 'Not in this list',
    partnerHint: 'Signatures through your site then count for it. Whoever runs this server can add yours.',
    partnerUnknown:
      'Your link names a partner that this petition doesn’t know. Choose yours, or ask whoever runs this server to add it.',
    lang: 'Language',
    asPage: 'As the page',
    formAlone: 'The form alone; the text stays as it is',
    shape: 'What is shown',
    full: 'Title, text and form',
    formOnly: 'Form',
    compact: 'Count, bar and a button',
    accent: 'Colour',
    radius: 'Round corners',
    scheme: 'Background',
    light: 'Light',
    dark: 'Dark',
    pin: 'Stay with this version',
    pinHint: 'Browsers then run this script and no other. A newer one reaches your site once you copy again.',
    show: 'Show',
    faintOnLight: (ratio: string) =>
      `On light pages this colour is hard to see: its contrast is ${ratio} to 1, and AA of WCAG asks for 3 to 1.`,
    faintOnDark: (ratio: string) =>
      `On dark pages this colour is hard to see: its contrast is ${ratio} to 1, and AA of WCAG asks for 3 to 1.`,
    useInstead: 'Take this one instead:',
    preview: 'How it will look',
    previewNote: 'This is to look at: nothing that is typed here is sent.',
    onWhite: 'On a white page',
    onDark: 'On a dark page',
    narrow: 'In a narrow column',
    snippets: 'Copy one of these',
    copy: 'Copy',
    copied: 'Copied',
    origins: (sites: string) =>
      `This petition may be signed from these sites alone: ${sites}. Ask whoever runs this server to add yours.`,
    methods: {
      element: {
        title: 'Your site takes HTML',
        text: 'WordPress has a block “Custom HTML” for it, Wix and Squarespace call it “Embed”.',
      },
      link: {
        title: 'Your authors may not paste scripts',
        text: 'An administrator puts the first line into the site’s theme, once. After that the link is enough, wherever it is pasted, and becomes the petition.',
      },
      frame: {
        title: 'Your page shouldn’t be able to read what is typed',
        text: 'A frame keeps the two apart. Without the second line it scrolls.',
      },
      address: {
        title: 'Your editor turns addresses into content',
        text: 'Paste it in a paragraph of its own: WordPress and others put the petition there. Anywhere else it is a link, where people sign as well.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Please confirm your signature',
      intro:
        'Please confirm that this e-mail address is yours. Somebody, most likely you, used it to sign this petition:',
      outro:
        'The link works for 30 days. If it wasn’t you, do nothing: what isn’t confirmed isn’t counted, and is deleted.',
    },
    already: {
      subject: 'About your signature',
      intro:
        'There is nothing to do. This e-mail address was used again to sign a petition that it has signed already:',
      outro: 'Your signature counts once, and is as it was.',
    },
    press: 'Your signature counts once you press the button on this page:',
    button: 'Confirm my signature',
    withdraw: 'To take your signature back, now or later, and have everything deleted that is kept of it:',
    withdrawLink: 'withdraw',
    shown:
      'The box was ticked that lets everybody see first name, initial and, once the organiser has approved it, the comment. Once you confirm, they are shown. If that isn’t what you want, withdraw below, and sign again without the tick.',
    privacy:
      'Nobody but the petition’s organiser can read who signed, and there are no trackers in this letter.',
    privacyShown:
      'Nobody but the petition’s organiser can read anything else, and there are no trackers in this letter.',
  },
  emailLinkPages: {
    toPetition: 'To the petition',
    confirm: {
      title: 'Confirm your signature',
      text: 'Press the button, and your signature counts.',
      button: 'Confirm my signature',
    },
    confirmed: {
      title: 'Thank you. Your signature is in.',
      text: 'It joins the count within a few seconds. One more thing helps: pass the petition on.',
    },
    withdraw: {
      title: 'Withdraw your signature',
      text: 'Press the button, and everything that is kept here of your signature is deleted. It no longer counts, and you can sign again at any time.',
      closed:
        'Press the button, and everything that is kept here of your signature is deleted, and it no longer counts. The petition is closed: it takes no more signatures.',
      erased: (creator: string) =>
        `The signatures of this petition were erased here for their age; only their number is left. Press the button, and whatever may still be here of yours is deleted, too. Whoever runs the petition keeps the sealed list. Write to ${creator} to have your signature deleted there as well.`,
      button: 'Withdraw my signature',
    },
    withdrawn: {
      title: 'Nothing is kept here any more.',
      text: 'Whatever there was of your signature is deleted and doesn’t count. You can sign again at any time.',
      closed:
        'Whatever there was of your signature is deleted and doesn’t count. The petition is closed: it takes no more signatures.',
      erased: (creator: string) =>
        `What was kept here of this petition’s signatures was erased for its age; only their number is left. Whoever runs the petition keeps the sealed list. Write to ${creator} to have your signature deleted there as well.`,
    },
    gone: {
      title: 'This link doesn’t work any more',
      text: 'It is too old, was used up, or isn’t whole. Sign the petition once more, and a letter with a new link will come.',
    },
    closed: {
      title: 'This petition is closed',
      text: 'It takes no more signatures. What wasn’t confirmed until then isn’t counted, and is deleted.',
    },
  },
};

export type Dictionary = typeof en;
