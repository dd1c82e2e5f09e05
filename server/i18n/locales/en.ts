/** A sentence for each plural form that a language has. A form without one of its own uses `other`. */
type Plural = Partial<Record<Intl.LDMLPluralRule, (number: string) => string>> &
  Record<'other', (number: string) => string>;

/** Every sentence on the hosted pages and in emails, in English. The other languages have the same keys. */
export const en = {
  consent:
    'Only the organizer of this petition can read what you enter here. It is encrypted the moment you sign.',
  consentShown:
    'Only the organizer of this petition can read what you enter here, except for what you choose to show publicly. It is encrypted the moment you sign.',
  /** If the form has the box for a partner's emails. */
  consentPartner:
    'Only the organizer of this petition, and a partner that you allow to email you, can read what you enter here. It is encrypted the moment you sign.',
  consentShownPartner:
    'Only the organizer of this petition, and a partner that you allow to email you, can read what you enter here, except for what you choose to show publicly. It is encrypted the moment you sign.',
  whoSees: 'Who sees this?',
  by: (creator: string) => `Created by ${creator}`,
  to: (target: string) => `To: ${target}`,
  /** "#" stands for the organizer's name. */
  organizedBy: 'Organized by #',
  privacyPolicy: 'Privacy policy',
  imprint: 'Legal notice',
  /** In the last two weeks. */
  daysLeft: {
    one: (days) => `${days} day left to sign`,
    other: (days) => `${days} days left to sign`,
  } as Plural,
  /** Rounded down, and at least ten. */
  signedToday: (people: string) => `At least ${people} people signed today`,
  lastDay: 'Last day to sign',
  draft: 'Draft: only people with this link can see this page. Nobody can sign yet.',
  /** Follows the count. The plural form is the goal's. */
  progress: {
    one: (goal) => `of ${goal} signature`,
    other: (goal) => `of ${goal} signatures`,
  } as Plural,
  /** Follows the count of a petition that has no goal. */
  signatures: { one: 'signature', other: 'signatures' } as Partial<Record<Intl.LDMLPluralRule, string>> &
    Record<'other', string>,
  sign: 'Sign the petition',
  givenName: 'First name',
  familyName: 'Last name',
  email: 'Email address',
  /** Under the field for the email address. */
  once: 'Each email address counts once.',
  postalCode: 'Postal code',
  country: 'Country',
  chooseCountry: 'Choose a country',
  comment: 'Why are you signing?',
  optional: 'optional',
  upTo: (limit: string) => `up to ${limit} characters`,
  display: 'Show my first name and last initial publicly.',
  displayComment: 'Show my first name, last initial, and comment publicly.',
  contact: 'The organizer may email me about this cause.',
  /** "#" stands for the partner's name. */
  partnerContact: '# may email me.',
  errors: {
    title: 'Not signed yet',
    heading: 'You haven’t signed yet. Check these fields:',
    required: 'Fill in this field.',
    type: 'Fill in this field again.',
    too_long: (limit: string, length: string) =>
      `This is too long. You entered ${length} characters; the limit is ${limit}.`,
    characters: 'This contains a character we can’t accept. Please retype it.',
    character: (name: string) =>
      `This contains a character we can’t accept: ${name}. Please remove or retype it.`,
    invalid: 'This isn’t valid. Please check it.',
    duplicate: 'This field was sent twice. Fill it in again.',
    email: 'Enter a complete email address, like name@example.org.',
  },
  busy: 'You haven’t signed yet: the server is busy. Click the button again in a moment. What you entered is still here.',
  tooMany:
    'You haven’t signed yet: we received too many signatures from your network. Click the button again in a few minutes. What you entered is still here.',
  thanks: 'Thank you. Your signature has been counted.',
  thanksText: 'The total updates in a few seconds. Help even more by sharing the petition.',
  confirmEmailHeading: 'One more step: check your email.',
  /** "#" stands for the email address. */
  confirmEmailText:
    'We sent an email to #. Open it and click the button. Your signature counts after that. If the email doesn’t arrive within a few minutes, check your spam folder.',
  /** Followed by a button with `changeAddress`. */
  wrongAddress: 'Wrong address?',
  changeAddress: 'Change it',
  /** For an address that looks mistyped: "#" stands for the one that was probably meant, and in `keepEmail` for the typed one. */
  meantEmail: 'Did you mean #?',
  useEmail: 'Yes, sign with #',
  keepEmail: 'No, sign with #',
  latest: 'Latest signatures',
  share: 'Share this petition',
  byEmail: 'Email',
  /** Short: it is as wide as “WhatsApp”. */
  bySms: 'Text',
  poster: {
    link: 'Print a poster with a QR code',
    scan: 'Scan to sign',
    goTo: 'Or go to:',
    print: 'Print this page, cut between the strips at the bottom, and hang it up.',
    download: 'Download the QR code (SVG)',
  },
  mastodon: {
    title: 'Share on Mastodon',
    server: 'Your Mastodon server',
    hint: 'Like mastodon.social, or your full handle. It isn’t stored.',
    button: 'Continue',
    invalid: 'Enter the name of a server, like mastodon.social.',
  },
  /** Heading above the outcome of a closed petition. */
  outcome: 'What happened',
  /** Heading above the outcome of a petition that has won, and on its picture. */
  victory: 'Victory!',
  closed: 'This petition is closed.',
  closedText: 'It no longer accepts signatures. Thank you to everyone who signed.',
  notFound: 'Page not found',
  notFoundText: 'Check the address for typos.',
  petitions: 'Open petitions',
  noPetitions: 'There are no open petitions at the moment.',
  home: {
    search: 'Search petitions',
    button: 'Search',
    all: 'All',
    noResults: 'No petition matches your search.',
    feed: 'News feed',
    pages: 'Pages',
    previous: 'Previous',
    next: 'Next',
    page: (page: string, pages: string) => `Page ${page} of ${pages}`,
  },
  /** The page for a request that failed. */
  failure: {
    title: 'That didn’t work',
    text: 'Go back and try again. If it happens again, write to the organizer.',
    busy: 'The server is busy. Try again in a minute.',
    tooMany: 'Too many requests came from your network. Try again in a few minutes.',
  },
  languages: 'This petition in other languages',
  privacy: {
    heading: 'Who sees this?',
    text: [
      'What you enter is encrypted the moment you sign, so that only the organizer of this petition can read it. The server deletes its copy of the encryption key within an hour.',
      'To count each person once, the server keeps a code calculated from your email address. Nobody can turn it back into the address, and it is different for every petition.',
      'We use no cookies, no trackers, and no other company’s servers. Nobody can find out here whether an address has signed.',
      'The organizer can read the list of signers and decides who receives it. If this form is part of another website, that website could read what you type: sign on a page you trust.',
    ],
  },
  privacyHidden: 'Your name is not shown here or anywhere else.',
  privacyShown:
    'Your name is not shown here or anywhere else unless you check the box for it. The box counts only if you check it again when you confirm. If you do, everyone can see your first name and last initial once you confirm, and your comment once the organizer approves it. Withdrawing your signature removes them.',
  privacyEmail:
    'To make sure nobody signs in your name, we send an email to your address. Until it is delivered, for three days at most, the server keeps the address encrypted. Until you confirm, what you entered can be opened only with the link in that email and, until the email is delivered, by the server. Signatures that aren’t confirmed are deleted after 30 days. Every email has a link to withdraw your signature, which deletes everything.',
  /** Instead of the third text and `privacyEmail`, on a server that sends no emails. */
  privacyCookies: 'We use no cookies, no trackers, and no other company’s servers.',
  privacyNoEmail:
    'This server sends no emails, so nothing proves that an address belongs to the person who signs with it. On a petition that few people sign, someone who signs with your address could tell from the total whether you had already signed. To withdraw your signature, write to the organizer of the petition.',
  privacyPartner: 'A partner gets what you enter only if you check the box that lets that partner email you.',
  privacyMore: 'More about privacy',
  privacyPage: {
    title: 'Privacy: what happens to your signature',
    sections: [
      {
        heading: 'What you enter',
        text: 'It goes to the petition’s server. It is encrypted immediately, so that only the organizer of the petition can read it. The server deletes its copy of the encryption key within an hour. After that, it can’t read your data either. Some petitions offer a box that lets a partner email you. Only if you check it does the partner get what you entered.',
      },
      {
        heading: 'How each person is counted once',
        text: 'The server keeps a code calculated from your email address. Nobody can turn it back into the address. It is different for every petition, and it is useless without a secret that is stored elsewhere.',
      },
      {
        heading: 'How we keep others from signing in your name',
        text: 'Most petitions send an email to your address and count your signature once you click the button in it. Until that email is delivered, for three days at most, the server keeps your address encrypted; then it is deleted. Until you confirm, what you entered can be opened only with the link in that email and, until the email is delivered, by the server. So check your address for typos: anyone who gets the email can read what you entered. What you entered to request the email is deleted after 30 days, whether you confirmed or not.',
      },
      {
        heading: 'You can withdraw at any time',
        text: 'Every email has a link to withdraw. It deletes everything stored about your signature, within three days at most, and nothing shows that there was one. You can sign again while the petition is open. To get a new link, sign again. You can correct what you entered on the page where you confirm, and later by withdrawing and signing again. Long after a petition has closed, its organizer may have moved the signatures into an encrypted file and deleted them from the server. The withdrawal page then says so, and tells you who to ask. Every email also has a link to never be emailed again. If you use it, the server keeps a code calculated from your address for that.',
      },
      {
        heading: 'Nobody can find out here whether you signed',
        text: 'Signing twice looks exactly like signing once. Only the total is public, unless you choose otherwise: some petitions offer a box to show your first name and last initial, and your comment once the organizer approves it. If you don’t check the box, nothing about you is shown.',
      },
      {
        heading: 'No cookies and no trackers',
        text: 'The pages and the form use no cookies and no trackers, and they load nothing from any other company.',
      },
      {
        heading: 'What we can’t protect you from',
        text: 'If the form is part of another website, that website could read what you type, as with any form. Sign on a page you trust, or on the petition’s own page. The organizer can read the list of signers: that is what a petition is for. Anyone who takes control of the server could read what people enter from that point on. If a petition sends no emails and receives few signatures, someone who signs with your address could tell from the total whether you had signed before, and would then have signed in your name.',
      },
    ],
    /** Instead of the third, fourth, and fifth section, on a server that sends no emails. */
    withoutEmails: [
      {
        heading: 'Anyone could sign with your address',
        text: 'This server sends no emails. Your signature counts immediately, and nothing proves that an address belongs to the person who signs with it. If someone signed in your name, write to the organizer of the petition.',
      },
      {
        heading: 'To withdraw, write to the organizer',
        text: 'Write to the organizer of the petition to have everything that is stored about your signature deleted. You can sign again while the petition is open.',
      },
      {
        heading: 'What others can find out',
        text: 'Signing twice gets the same answer as signing once. Only the total is public; no names are shown. But the total goes up only for a new signer, and on a petition that few people sign, that shows.',
      },
    ],
  },
  /** The page behind a partner's link. "#" stands for the partner's name. */
  numbers: {
    title: 'Signatures through #',
    all: 'In all',
    today: 'Today',
    week: 'Last seven days',
    none: 'Nobody has signed through your organization yet.',
    perDay: 'Signatures per day',
    chart: (first: string, last: string, best: string, most: string) =>
      `From ${first} to ${last}. Most signed on ${best}: ${most}.`,
    table: 'The same numbers as a table',
    day: 'Day (UTC)',
    signatures: 'Signatures',
    note: 'Anyone who has this link can open this page. It shows no names, and nothing of other organizations.',
  },
  embed: {
    title: 'Put this petition on your site',
    intro: 'Choose how it looks, copy one of the four snippets, and paste it where you want the petition.',
    partner: 'Your organization',
    partnerNone: 'Not in this list',
    partnerHint:
      'Signatures from your site then count toward your organization. The administrator of this server can add yours.',
    partnerUnknown:
      'Your link names a partner that this petition doesn’t have. Choose yours from the list, or ask the administrator of this server to add it.',
    lang: 'Language',
    asPage: 'Same as your page',
    formAlone: 'Form only; the petition’s text isn’t translated',
    shape: 'What to show',
    full: 'Title, text, and form',
    formOnly: 'Form only',
    compact: 'Title, count, bar, and button',
    image: 'Show the picture',
    imageHint: 'Above the title. It comes from this server, and from nobody else.',
    accent: 'Color',
    radius: 'Corner radius',
    scheme: 'Background',
    light: 'Light',
    dark: 'Dark',
    pin: 'Pin this version',
    pinHint:
      'Browsers will run exactly this version of the script. To get a newer one, copy the snippet again.',
    events: 'Let a frame report to your page',
    eventsHint:
      'For counting conversions. The frame then tells your page that a visitor signs, shares, or gets an error. Otherwise it tells your page nothing.',
    show: 'Update',
    faintOnLight: (ratio: string) =>
      `This color is hard to see on light pages: its contrast is ${ratio} to 1, and WCAG AA requires 3 to 1.`,
    faintOnDark: (ratio: string) =>
      `This color is hard to see on dark pages: its contrast is ${ratio} to 1, and WCAG AA requires 3 to 1.`,
    useInstead: 'Use this one instead:',
    preview: 'Preview',
    previewNote: 'This is a preview. Nothing you type here is sent.',
    onWhite: 'On a white page',
    onDark: 'On a dark page',
    narrow: 'In a narrow column',
    snippets: 'Copy one of these',
    copy: 'Copy',
    copied: 'Copied',
    further: 'More',
    docsEmbedding: 'How to put a petition on a site',
    docsStyling: 'Attributes, colors, and events',
    numbers: 'How many signed through your organization (with an account)',
    origins: (sites: string) =>
      `This petition can be signed only from these sites: ${sites}. Ask the administrator of this server to add yours.`,
    list: {
      title: 'If your site shows many petitions',
      text: 'This shows them as cards: yours if you chose your organization above, otherwise all petitions on this server. New ones appear by themselves.',
    },
    conversions: {
      title: 'Count signatures in your own statistics',
      text: 'Your page gets an event when someone signs or shares. No event contains what anyone typed. Paste this after the petition, and keep the line for your analytics.',
      warning:
        'If your analytics knows who your visitors are, it also knows who signed. Use one that doesn’t.',
      frame:
        'A frame sends events only if you check “Let a frame report to your page” above, and only with the script in its snippet. A web address that your editor turned into an embed sends none.',
      when: {
        'petition-sign': 'Someone clicks the button, and the signature is about to be sent.',
        'petition-signed':
          'The server has the signature. If it has to be confirmed by email, the status is “confirm”, otherwise “signed”.',
        'petition-error': 'The petition couldn’t be loaded, or the signature couldn’t be sent.',
        'petition-share': 'Someone shares the petition.',
      },
    },
    methods: {
      element: {
        title: 'If your site accepts HTML',
        text: 'In WordPress, use a “Custom HTML” block. In Wix and Squarespace, use “Embed”.',
      },
      link: {
        title: 'If your authors can’t paste scripts',
        text: 'An administrator adds the first line to the site’s theme once. After that, authors paste only the link, and it turns into the petition.',
      },
      frame: {
        title: 'If your page shouldn’t be able to read what people type',
        text: 'A frame keeps the two apart. The second line adjusts its height; without it, the frame scrolls.',
      },
      address: {
        title: 'If your editor turns web addresses into embeds',
        text: 'Paste it on a line of its own. WordPress and other editors show the petition there. Anywhere else it stays a link to a page where people can sign.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Please confirm your signature',
      intro:
        'Please confirm that this email address is yours. Someone, most likely you, used it to sign this petition:',
      outro:
        'The link works for 30 days. If this wasn’t you, do nothing: a signature that isn’t confirmed doesn’t count and is deleted.',
    },
    already: {
      subject: 'About your signature',
      intro:
        'You don’t need to do anything. This email address was used again to sign a petition that it has already signed:',
      outro: 'Your signature counts once and stays as it was.',
      /** The signature can have a box checked that this email knows nothing of. */
      privacy:
        'Only the organizer of this petition can read who signed, except for what you allowed when you signed. This email contains no trackers.',
    },
    press: 'To confirm your signature, open this page and click the button:',
    button: 'Confirm my signature',
    withdraw: 'To withdraw your signature, now or later, and delete everything we keep about it:',
    withdrawLink: 'withdraw',
    boxes:
      'These boxes were checked in the form. Each counts only if you check it again on the page where you confirm:',
    privacy: 'Only the organizer of this petition can read who signed. This email contains no trackers.',
    privacyBoxes:
      'Only the organizer of this petition can read who signed, except for what you allow when you confirm. This email contains no trackers.',
  },
  emailLinkPages: {
    toPetition: 'Go to the petition',
    checkBox:
      'Check the box first, then click the button. Programs that scan emails click buttons, but they don’t check boxes.',
    confirm: {
      title: 'Confirm your signature',
      text: 'Click the button to confirm your signature.',
      /** Above the fields. */
      check:
        'This was entered with your email address, and is stored if you confirm. Correct what is wrong. If this wasn’t you, close this page: what isn’t confirmed doesn’t count and is deleted.',
      boxes:
        'The boxes marked “optional” were also checked in the form. Each counts only if you check it here.',
      sure: 'Yes, I want to sign this petition.',
      button: 'Confirm my signature',
    },
    confirmed: {
      title: 'Thank you. Your signature has been counted.',
      text: 'The total updates in a few seconds. Help even more by sharing the petition.',
    },
    withdraw: {
      title: 'Withdraw your signature',
      text: 'Click the button to delete everything we keep about your signature. It will no longer count. You can sign again at any time.',
      closed:
        'Click the button to delete everything we keep about your signature. It will no longer count. This petition is closed and no longer accepts signatures.',
      erased: (creator: string) =>
        `This petition’s signatures were deleted from this server when their retention period ended. Only the total remains. Click the button to delete anything that may be left of yours. The organizer keeps the encrypted list: write to ${creator} to have your signature deleted from it.`,
      sure: 'Yes, delete my signature.',
      button: 'Withdraw my signature',
    },
    withdrawn: {
      title: 'Your signature has been deleted from this server.',
      text: 'Your signature doesn’t count, and everything we keep about it is deleted: now, or within three days if you just got the email. If you didn’t withdraw it yourself, click the button in that email to confirm again, or sign again.',
      closed:
        'Your signature doesn’t count, and everything we keep about it is deleted, within three days at most. This petition is closed and no longer accepts signatures.',
      erased: (creator: string) =>
        `This petition’s signatures were deleted from this server when their retention period ended. Only the total remains. The organizer keeps the encrypted list: write to ${creator} to have your signature deleted from it.`,
    },
    gone: {
      title: 'This link no longer works',
      text: 'It has expired, was already used, or is incomplete. Sign the petition again to get an email with a new link.',
    },
    closed: {
      title: 'This petition is closed',
      text: 'It no longer accepts signatures. Signatures that weren’t confirmed before it closed don’t count and are deleted.',
    },
  },
  /** The link in every email that stops all emails to its address, and its pages. */
  /** Organizers send it to themselves, to see that emails arrive. */
  testEmail: {
    subject: 'Test email from the petition server',
    text: 'This is the test that you asked for in the petition console. Emails from this server reach you. You don’t need to do anything.',
  },
  neverEmail: {
    email: 'To never get an email from this server again, about any petition:',
    emailLink: 'never email this address again',
    stop: {
      title: 'Never email this address again',
      text: 'Click the button, and this server sends no more emails to your address, with or without a tag (name+tag@), about any petition. Your signatures stay as they are. Until you allow emails again, you can’t sign a petition that sends one to confirm.',
      sure: 'Yes, never email me again.',
      button: 'Stop all emails',
    },
    stopped: {
      title: 'We won’t email you again.',
      text: 'The server keeps only a code calculated from your address. Keep the email: only its link lets you allow emails again.',
    },
    allow: {
      title: 'Allow emails again',
      text: 'Click the button, and this server may email your address again when someone signs a petition with it.',
      sure: 'Yes, this server may email me.',
      button: 'Allow emails again',
    },
    allowed: {
      title: 'Emails are allowed again.',
      text: 'To get an email with a link to confirm, sign the petition again.',
    },
  },
};

export type Dictionary = typeof en;
